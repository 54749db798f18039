#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Hold rows (JSON lines on standard input) to a JSON Schema.

usage: check_schema.py SCHEMA LIST < ROWS

LIST says whose rows follow one another: "name TAB how many" a line.
"""
import json
import sys

from jsonschema import Draft202012Validator

MAY_REPEAT = "ruling-02-masked-id"  # two records that cannot be told apart give two rows of one id


def unique(pairs):
    """An object whose keys stand once, in the order they were written."""
    if len({key for key, _ in pairs}) != len(pairs):
        raise ValueError("a key stands twice")
    return dict(pairs)


def faults_of(line, validator, order, ids):
    row = json.loads(line.decode("utf-8"), object_pairs_hook=unique)
    for error in validator.iter_errors(row):
        yield f"{'/'.join(map(str, error.path))}: {error.message}"
    if [key for key in row if key in order] != [key for key in order if key in row]:
        yield "keys in another order than the schema's"
    if row.get("id") in ids:
        yield "an id stands twice"
    ids.add(row.get("id"))


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        schema = json.load(file)
    Draft202012Validator.check_schema(schema)
    validator, order, bad = Draft202012Validator(schema), list(schema["properties"]), 0
    with open(sys.argv[2], encoding="utf-8") as file:
        runs = [line.rstrip("\n").split("\t") for line in file]
    for name, count in runs:
        ids = set()
        for number in range(1, int(count) + 1):
            try:
                faults = list(faults_of(sys.stdin.buffer.readline(), validator, order,
                                        set() if name == MAY_REPEAT else ids))
            except ValueError as error:
                faults = [str(error)]
            for fault in faults[:5]:
                print(f"{name}: row {number}: {fault}", file=sys.stderr)
            bad += bool(faults)
    return 1 if bad else 0


sys.exit(main())
