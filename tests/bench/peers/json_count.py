# SPDX-License-Identifier: MIT
"""Python's json and an if: what most scripts for trails do. Usage: json_count.py ACCESS LIST"""
import gzip
import json
import sys


def main(access, listed):
    with open(access, encoding="ascii") as file:
        pairs = {tuple(line.split()): 0 for line in file}
    records = 0
    with open(listed, encoding="utf-8") as file:
        paths = file.read().splitlines()
    for path in paths:
        with (gzip.open if path.endswith(".gz") else open)(path, "rb") as file:
            for record in json.load(file)["Records"]:
                records += 1
                pair = record.get("eventSource"), record.get("eventName")
                if pair in pairs:
                    pairs[pair] += 1
    print(json.dumps({"records": records, "names": {" ".join(pair): n for pair, n in pairs.items() if n}}))


main(*sys.argv[1:])
