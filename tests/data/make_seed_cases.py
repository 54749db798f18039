#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Turn a published page of printed LookupEvents entries into tests/data/seed-NN/.

usage: make_seed_cases.py PAGE.txt OUT_DIR

The page prints ten numbered ways onto an instance; under each number stand the
entries as Python's print() wrote them, with every secret cut to a few
characters and "...". This writes the Event history JSON that the AWS CLI
would have given for the same entries. The record inside CloudTrailEvent keeps
every value as printed, damage and masks included; only its white space goes.

Used once: the outputs are in git, and no test reads the page.
"""
import json
import os
import re
import sys

HEADING = re.compile(r"^(\d+)\. ")
DATETIME = re.compile(r"datetime\.datetime\(([0-9, ]+), tzinfo=tzlocal\(\)\)")


def local_time(match):
    """The page was made in Japan: the local stamps are nine hours ahead of eventTime."""
    year, month, day, hour, minute, second = (int(x) for x in match.group(1).split(","))
    return f'"{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}+09:00"'


def entries(text):
    """Blocks from a "{" to a "}" at the beginning of a line, by number of the heading above."""
    number, block = 0, None
    for line in text.splitlines():
        heading = HEADING.match(line)
        if heading and block is None:
            number = int(heading.group(1))
        elif line == "{":
            block = [line]
        elif block is not None:
            block.append(line)
            if line == "}":
                yield number, "\n".join(block)
                block = None


def convert(printed):
    printed = DATETIME.sub(local_time, printed)
    printed = printed.replace('"CloudTrailEvent": \'{', '"CloudTrailEvent": {').replace("}',\n}", "}\n}")
    entry = json.loads(printed)
    entry["CloudTrailEvent"] = json.dumps(entry["CloudTrailEvent"], separators=(",", ":"), ensure_ascii=False)
    return entry


def main():
    page, out = sys.argv[1:]
    cases = {}
    with open(page, encoding="utf-8") as file:
        for number, printed in entries(file.read()):
            cases.setdefault(number, []).append(convert(printed))
    for number, events in sorted(cases.items()):
        folder = os.path.join(out, f"seed-{number:02}")
        os.makedirs(folder, exist_ok=True)
        with open(os.path.join(folder, "input.json"), "w", encoding="utf-8") as file:
            json.dump({"Events": events}, file, indent=1, ensure_ascii=False)
            file.write("\n")


main()
