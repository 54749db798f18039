#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""What the program must make of real records. Run by check_real_data.sh.

usage: check_real_data.py PROGRAM DATA_FOLDER
"""
import json
import os
import subprocess
import sys

PROGRAM, DATA = sys.argv[1:]
FAULTS = []
CUT_OFF = "cloudgrep/bad_cloudtrail.json"  # ends in the middle of its only record


def expect(condition, what):
    if not condition:
        FAULTS.append(what)
        print("FAIL", what)


def run(path, *options):
    """Rows, counters and status of one run with every row."""
    result = subprocess.run([PROGRAM, "sessions", "--format", "jsonl", "--actions", "--stats", *options,
                             os.path.join(DATA, path)], capture_output=True, check=False)
    rows = [json.loads(line) for line in result.stdout.decode("utf-8").splitlines()]
    stats = [line for line in result.stderr.decode("utf-8", "replace").splitlines() if line.startswith('{"files"')]
    return rows, json.loads(stats[0]) if stats else None, result.returncode


def count_records(path):
    """How many records a plain form holds, counted without the program; None for other forms."""
    with open(os.path.join(DATA, path), encoding="utf-8", errors="replace") as file:
        text = file.read()
    try:
        value = json.loads(text)
    except ValueError:
        try:
            value = [json.loads(line) for line in text.splitlines() if line.strip()]
        except ValueError:
            return None
    if isinstance(value, dict):
        value = value.get("Records") or [value]
    if not all(isinstance(record, dict) and ("eventName" in record or "CloudTrailEvent" in record) for record in value):
        return None
    return len(value)


def accounting():
    paths = sorted(os.path.relpath(os.path.join(folder, name), DATA)
                   for folder, _, names in os.walk(DATA) for name in names)
    for path in paths:
        if path.endswith((".md", ".log")):
            continue
        _, stats, status = run(path)
        if stats is None:
            expect(False, f"{path}: no counters, status {status}")
            continue
        files, records = stats["files"], stats["records"]
        parts = sum(records[key] for key in ("access", "context", "other", "duplicates", "rejected"))
        expect(parts == records["total"], f"{path}: records do not add up: {records}")
        expect(sum(files.values()) == 1, f"{path}: files do not add up: {files}")
        expect(records["rejected"] == (1 if path == CUT_OFF else 0), f"{path}: rejected {records['rejected']}")
        expect(status == (1 if path == CUT_OFF else 0), f"{path}: status {status}")
        number = None if path.endswith(".gz") else count_records(path)
        if number is not None:
            expect(records["total"] == number, f"{path}: {records['total']} records, it holds {number}")


def fleet_manager():
    rows, _, _ = run("cloud-console-cartographer/fleet-manager-rdp.json")
    expect([row["method"] for row in rows] == ["session-manager", "instance-connect", "session-manager",
                                              "fleet-manager-rdp", "run-command"],
           f"Fleet Manager: rows {[row['method'] for row in rows]}")
    gui = [row for row in rows if row["method"] == "fleet-manager-rdp"]
    expect(len(gui) == 1, f"one use of Fleet Manager came out as {len(gui)} sessions")
    if len(gui) == 1:
        row = gui[0]
        names = [event["name"] for event in row["events"]]
        want = {"start": "2023-11-28T19:03:34Z", "end": "2023-11-28T19:05:33Z", "end_reason": "cancelled",
                "instance_id": "i-db0c0ffeeffd53ad4", "ssm_session_id": "krileva@demo.io-db0c0ffee6252703d",
                "os": "windows", "surface": "console", "remote_port": 3389}
        for key, value in want.items():
            expect(row[key] == value, f"Fleet Manager: {key} is {row[key]}, not {value}")
        for name, number in (("StartConnection", 1), ("StartSession", 2), ("TerminateSession", 2),
                             ("CancelConnection", 1), ("GetConnection", 9)):
            expect(names.count(name) == number, f"Fleet Manager: {names.count(name)} {name}, not {number}")
    shells = [row for row in rows if row["method"] == "session-manager"]
    expect([row["end"] for row in shells] == ["2023-11-28T18:32:10Z", "2023-11-28T18:56:33Z"],
           "console sessions have their ends")


def attempts_and_others():
    for path, number, outcome in (
            ("stratus-red-team/aws.credential-access.ec2-get-password-data.json", 30, "denied"),
            ("traildiscover/GetPasswordData.json.cloudtrail", 1, "denied"),
            ("traildiscover/StartSession.json.cloudtrail", 1, "denied"),
            ("traildiscover/ResumeSession.json.cloudtrail", 1, "denied")):
        rows, _, _ = run(path)
        got = [row for row in rows if row["kind"] == "attempt" and row["outcome"] == outcome]
        expect(len(rows) == number and len(got) == number, f"{path}: {len(got)} of {len(rows)} rows are {outcome} attempts")
    rows, _, _ = run("stratus-red-team/aws.execution.ssm-start-session.json")
    expect([row["outcome"] for row in rows] == ["not-attached"] * 3, "stratus: three sessions given up at once")
    expect(all(row["end_reason"] == "terminated" for row in rows), "stratus: terminated")
    rows, _, _ = run("stratus-red-team/aws.lateral-movement.ec2-serial-console-send-ssh-public-key.json")
    # The fingerprint was made with ssh-keygen -l.
    expect([(row["method"], row["public_key_fingerprint"]) for row in rows] ==
           [("serial-console", "SHA256:xq6092IJhV+0W2wifL9mSmJHQoMb2h2KFNrpk4YEAW8")] * 3, "stratus: serial console")
    rows, _, _ = run("stratus-red-team/aws.execution.ssm-send-command.json")
    expect([row["method"] for row in rows] == ["run-command"], "stratus: one command")
    rows, _, _ = run("invictus-aws-dataset")
    denied = [row for row in rows if row["method"] == "password-retrieval" and row["outcome"] == "denied"]
    expect(len(denied) == 29, f"invictus: {len(denied)} denied password retrievals")
    expect(run("invictus-aws-dataset", "-j", "1")[0] == run("invictus-aws-dataset", "-j", "4")[0],
           "invictus: -j 1 and -j 4 differ")


def main():
    accounting()
    fleet_manager()
    attempts_and_others()
    print(f"check_real_data.py: {len(FAULTS)} faults")
    return 1 if FAULTS else 0


sys.exit(main())
