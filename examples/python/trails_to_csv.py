# SPDX-License-Identifier: MIT
"""The sessions in a folder of trails as CSV, one row each; what could not be read is told on stderr.

Usage: trails_to_csv.py FOLDER [SINCE] >sessions.csv      (SINCE: 2026-01-31, 7d ...)
"""
import csv
import sys

import ec2access


def cell(value):
    """A spreadsheet runs a cell that begins so as a formula, and every text here may be an attacker's."""
    text = "" if value is None else str(value)
    return "'" + text if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text


def main(folder, since=None):
    rows = ec2access.sessions(folder, since=since, errors="ignore")
    out = csv.writer(sys.stdout)
    for number, record in enumerate(rows.to_records()):
        if number == 0:
            out.writerow(record)
        out.writerow([cell(value) for value in record.values()])
    for problem in rows.problems:
        print(problem, file=sys.stderr)
    return 1 if any(problem.code < 0 for problem in rows.problems) else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
