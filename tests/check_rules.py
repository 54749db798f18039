#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Hold doc/rules.schema.json and the reader of --rules to one another.

usage: check_rules.py PROGRAM SCHEMA SCRATCH_FOLDER

Every sample says whether it is good; the program must agree, and where python3-jsonschema is there, the schema too. What no
schema can say (keys that stand twice, text that is no JSON) is asked of the program alone.
"""
import json
import os
import subprocess
import sys

try:
    from jsonschema import Draft202012Validator
except ImportError:
    Draft202012Validator = None

ID, METHOD = "i-0123456789abcdef0", "session-manager"
METHODS = ["session-manager", "session-manager-ssh", "session-manager-port-forward", "session-manager-remote-forward",
           "session-manager-command", "session-manager-document"]
OTHER_METHODS = ["fleet-manager-rdp", "instance-connect", "instance-connect-endpoint", "endpoint-tunnel",
                 "serial-console", "ecs-exec", "ssh", "run-command", "password-retrieval", "session-manager ",
                 "Session-Manager", "session-manager\n", "", None, 1, [], {}, True]
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"


def document(name, method=METHOD):
    return {"documents": {name: method}}


def host(name, instance=ID):
    return {"hosts": {name: instance}}


def objects():
    """(good, rules): by doc/rules.md."""
    yield from ((True, rules) for rules in ({}, {"documents": {}}, {"hosts": {}}, {"hosts": {}, "documents": {}},
                                            {**document("Corp"), **host("web")}))
    yield from ((False, rules) for rules in ([], None, 1, "", True, {"host": {}}, {"Hosts": {}}, {"": {}},
                                             {"documents": {}, "$schema": "x"}))
    for section in ("documents", "hosts"):
        yield from ((False, {section: value}) for value in ([], None, 1, "", False))
    yield from ((True, document("Corp", method)) for method in METHODS)
    yield from ((False, document("Corp", method)) for method in OTHER_METHODS)
    for code in list(range(128)) + [0xE9, 0x2028, 0x1F600]:
        char = chr(code)
        yield char in LETTERS + "_-.", document(f"Co{char}rp")
        yield char in LETTERS + "_-.:", host(f"w{char}b")
        yield char in "0123456789abcdef", host("web", f"i-0123456{char}")
    for char in "\0\n\r \u2028":  # where "$" is taken to stand before them
        yield False, document(f"Corp{char}")
        yield False, host(f"web{char}")
        yield False, host("web", f"i-01234567{char}")
    for size in (0, 1, 2, 3, 4, 127, 128, 129, 254, 255, 256):
        yield 3 <= size <= 128, document("d" * size)
        yield 1 <= size <= 255, host("h" * size)
    yield from ((good, document(name)) for good, name in (
        (False, "AWS-StartSSHSession"), (False, "AWS-"), (False, "AWS-Mine"), (True, "aws-Mine"), (True, "AWSMine"),
        (False, "SSM-SessionManagerRunShell"), (True, "SSM-SessionManagerRunShell2"), (True, "SSM-Mine"),
        (True, "My-AWS-Shell"), (False, "arn:aws:ssm:::document/Corp")))
    for digits in range(20):
        yield digits in (8, 17), host("web", "i-" + "a" * digits)
    yield from ((False, host("web", value)) for value in (
        "mi-01234567", "I-01234567", "01234567", " " + ID, None, 1, [ID], {"id": ID}, True))
    yield True, host("10.0.1.10")
    yield True, host("fe80::1")
    yield True, {"documents": {f"d{i:05}": METHOD for i in range(10000)}}
    yield False, {"documents": {f"d{i:05}": METHOD for i in range(10001)}}
    yield True, {"hosts": {f"h{i:05}": ID for i in range(10000)}}
    yield False, {"hosts": {f"h{i:05}": ID for i in range(10001)}}


TEXTS = [
    '', ' ', '{', '{}}', '{} {}', '{"hosts": {},}', "{'hosts': {}}", '{"hosts": {}, "hosts": {}}', 'nul', '// x\n{}',
    '{"hosts": {"web": "' + ID + '", "web": "' + ID + '"}}', '{"hosts": {"web": "' + ID + '", "WEB": "' + ID + '"}}',
    '{"documents": {"Corp": "session-manager", "C\\u006frp": "session-manager"}}', '{"hosts": {"web": NaN}}',
    '{"hosts": {}}' + ' ' * (1 << 20),
]


def takes(program, folder, text):
    """Whether the program takes a file with this text."""
    rules = os.path.join(folder, "rules.json")
    with open(rules, "w", encoding="utf-8") as file:
        file.write(text)
    done = subprocess.run([program, "sessions", "--rules", rules, os.path.join(folder, "empty.json")],
                          stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, check=False)
    if done.returncode not in (0, 3) or (done.returncode == 3) != (b"rules" in done.stderr):
        print(f"exit status {done.returncode}: {done.stderr!r}", file=sys.stderr)
    return done.returncode == 0


def main():
    program, schema, folder = sys.argv[1:]
    with open(schema, encoding="utf-8") as file:
        schema = json.load(file)
    with open(os.path.join(folder, "empty.json"), "w", encoding="utf-8") as file:
        file.write('{"Records": []}\n')
    validator, count, bad = None, 0, 0
    if Draft202012Validator:
        Draft202012Validator.check_schema(schema)
        validator = Draft202012Validator(schema)
    samples = [(good, rules, json.dumps(rules)) for good, rules in objects()]
    samples += [(False, None, text) for text in TEXTS]
    for good, rules, text in samples:
        count += 1
        beyond = text in TEXTS
        said = {"the program": takes(program, folder, text)}
        if validator and not beyond:
            said["the schema"] = validator.is_valid(rules)
        for who, taken in said.items():
            if taken != good:
                bad += 1
                print(f"{who} {'takes' if taken else 'refuses'} {text[:120]}", file=sys.stderr)
    print(f"{count} files of rules" + ("" if validator else " (the schema skipped: no python3-jsonschema 4 or later)"))
    return 1 if bad else 0


sys.exit(main())
