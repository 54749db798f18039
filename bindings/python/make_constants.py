# SPDX-License-Identifier: MIT
"""Writes ec2access/_constants.py from the pinned list of the C library's constants.

Usage: make_constants.py ../../tests/abi/constants.txt > ec2access/_constants.py
"""
import sys

# Enumerations whose names stand in output: text in Python, "session-manager" for EC2A_METHOD_SESSION_MANAGER.
# The longer prefix first where one begins with another.
NAMED = [
    ("OS_CONFIDENCE", "OsConfidence", "How firmly the operating system is known."),
    ("METHOD", "Method", "How someone got, or tried to get, onto an instance."),
    ("SURFACE", "Surface", "Through what the caller acted."),
    ("OS", "Os", "Operating system of the instance, never of the client."),
    ("IDENTITY", "Identity", "What kind of principal called."),
    ("OUTCOME", "Outcome", "What came of it; `granted` does not mean \"not used\"."),
    ("CONFIDENCE", "Confidence", "How firmly the records of a session belong together."),
    ("KIND", "Kind", "What a row is."),
    ("ROLE", "Role", "What a record is to its session."),
    ("END", "EndReason", "How a session is known to have ended."),
    ("CLASS", "EventClass", "What a record is for."),
    ("FLAG", "Flag", "What an analyst looks for: facts about a row, no alerts."),
    ("VERDICT", "Verdict", "What a check of digests found."),
]

HEAD = '''# SPDX-License-Identifier: MIT
# Made by make_constants.py from tests/abi/constants.txt; do not edit.
"""The C library's constants: text enumerations as they stand in output, numbers as the calls take them."""
from __future__ import annotations

from typing import Final

from ._names import Name
'''


def read(path):
    """{name without EC2A_: number}, by number within each group of names."""
    constants = {}
    with open(path, encoding="ascii") as file:
        for line in file:
            name, number = line.split()
            constants[name[len("EC2A_"):]] = int(number)
    return constants


def prefix_of(name):
    return next((prefix for prefix, _, _ in NAMED if name.startswith(prefix + "_")), None)


def make(constants):
    lines = [HEAD]
    for prefix, title, summary in NAMED:
        members = sorted((n, name) for name, n in constants.items() if prefix_of(name) == prefix)
        lines += ["", f"class {title}(Name):", f'    """{summary}"""', ""]
        for _, name in members:
            member = name[len(prefix) + 1:]
            lines.append(f'    {member} = "{member.lower().replace("_", "-")}"')
        lines.append("")
    lines.append("")
    lines += [f"{name}: Final = {n}" for name, n in sorted(constants.items()) if prefix_of(name) is None]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    sys.stdout.write(make(read(sys.argv[1])))
