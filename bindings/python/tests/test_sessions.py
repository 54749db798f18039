# SPDX-License-Identifier: MIT
"""sessions(): the rows are the program's, field by field, and filters choose as its options do."""
import json
import os
import pickle
import subprocess
import sys
from datetime import date, datetime, timedelta, timezone

import pytest

import ec2access

from test_parser import START, text

PROGRAM = os.environ.get("EC2ACCESS")


def program(*arguments):
    if not PROGRAM:
        pytest.skip("EC2ACCESS names no program to compare with")
    done = subprocess.run([PROGRAM, "sessions", "--format", "jsonl", *map(str, arguments)], capture_output=True)
    assert done.returncode in (0, 1, 3), done.stderr
    return done.stdout.splitlines()


def lines(rows):
    return [row.to_json().encode() for row in rows]


def test_rows_are_the_program_s(trail):
    assert lines(ec2access.sessions(trail)) == program(trail)
    assert lines(ec2access.sessions(trail, actions=True)) == program("--actions", trail)


@pytest.mark.parametrize(
    ("keywords", "options"),
    [
        ({"since": "2023-09-07"}, ["--since", "2023-09-07"]),
        ({"until": "2023-09-07T08:00:00Z"}, ["--until", "2023-09-07T08:00:00Z"]),
        ({"instance": "i-0d75b20c9e4813fa6"}, ["--instance", "i-0d75b20c9e4813fa6"]),
        ({"principal": ["bob", "alice"]}, ["--principal", "bob", "--principal", "alice"]),
        ({"account": "111122223333"}, ["--account", "111122223333"]),
        ({"account": "444455556666"}, ["--account", "444455556666"]),
        ({"region": "eu-west-1"}, ["--region", "eu-west-1"]),
        ({"method": ec2access.Method.SSH}, ["--method", "ssh"]),
        ({"method": ["ssh", "instance-connect"]}, ["--method", "ssh", "--method", "instance-connect"]),
        ({"surface": "cli"}, ["--surface", "cli"]),
        ({"outcome": "denied"}, ["--outcome", "denied"]),
        ({"event_name": "OpenTunnel"}, ["--event-name", "OpenTunnel"]),
        ({"method": "run-command"}, ["--method", "run-command"]),
        ({"method": "ssh", "outcome": "attached", "since": "2023-10-01"}, ["--method", "ssh", "--since", "2023-10-01"]),
    ],
)
def test_filters_are_the_program_s(trail, keywords, options):
    assert lines(ec2access.sessions(trail, **keywords)) == program(*options, trail)


def test_edges_of_filters(tmp_path):
    """since is inclusive, until exclusive; actions are hidden unless they are asked for."""
    path = tmp_path / "records"
    command = {**START, "eventName": "SendCommand", "eventID": "00000000-0000-4000-8000-000000000001"}
    command["requestParameters"] = {"instanceIds": ["i-02f4a6c81b3d57e90", "i-07c8b9a0d1e2f3546"]}
    path.write_text(text(START, command))
    at, later = START["eventTime"], "2023-09-04T05:56:05Z"
    for keywords, options, count in (
        ({}, [], 1),
        ({"actions": True}, ["--actions"], 2),
        ({"method": "run-command"}, ["--method", "run-command"], 1),
        ({"actions": True, "instance": "i-07c8b9a0d1e2f3546"}, ["--actions", "--instance", "i-07c8b9a0d1e2f3546"], 1),
        ({"since": at}, ["--since", at], 1),
        ({"until": at}, ["--until", at], 0),
        ({"since": later}, ["--since", later], 0),
        ({"since": at, "until": later}, ["--since", at, "--until", later], 1),
    ):
        got = lines(ec2access.sessions(path, **keywords))
        assert len(got) == count, keywords
        assert got == program(*options, path)


def test_every_case_of_the_tree(top):
    """Every third folder of tests/data, its inputs as they stand in git, with actions: the program's bytes."""
    compared = 0
    for case in sorted((top / "tests" / "data").iterdir())[::3]:
        files = sorted(case.glob("input*"))
        if not files or files == [case / "inputs"]:
            continue
        try:
            got = lines(ec2access.sessions(files, actions=True, errors="ignore"))
        except ec2access.Error:
            got = []
        assert got == program("--actions", *files), case
        compared += 1
    assert compared > 50


def test_fields(trail):
    rows = {row.method: row for row in ec2access.sessions(trail)}
    row = rows[ec2access.Method.FLEET_MANAGER_RDP]
    assert row.start == datetime(2023, 9, 7, 1, 59, 24, tzinfo=timezone.utc)
    assert row.end is None or row.end.tzinfo is timezone.utc
    assert row.kind is ec2access.Kind.SESSION and row.os is ec2access.Os.WINDOWS
    assert row.instance_id == "i-07c8b9a0d1e2f3546" and row.remote_port == 3389
    assert row.principal.identity is ec2access.Identity.ASSUMED_ROLE
    assert row.principal.name == "operations" and row.principal.session_name == "alice"
    assert row.events[0].role is ec2access.Role.CONNECTION and row.events[0].time == row.start
    assert row.reasons and all(isinstance(reason, str) for reason in row.reasons)
    assert ec2access.Flag.FIRST_SEEN_PRINCIPAL in row.flags
    assert "fleet-manager-rdp" in repr(row) and "2023-09-07 01:59:24" in repr(row)
    ssh = rows[ec2access.Method.SSH]
    assert ssh.events[0].id is None and ssh.events[0].line > 0 and ssh.events[0].file


def test_a_session_is_a_value(trail):
    rows = list(ec2access.sessions(trail))
    for row in rows:
        assert row.to_dict() == json.loads(row.to_json())
        assert pickle.loads(pickle.dumps(row)) == row and hash(pickle.loads(pickle.dumps(row))) == hash(row)
        record = row.to_record()
        assert not any(isinstance(value, (dict, list)) for value in record.values())
        assert record["principal_arn"] == row.principal.arn and record["start"] == row.start
    row = rows[0].to_dict()
    row["id"] = "mine"
    assert rows[0].id != "mine"
    assert rows[0] != rows[1] and rows[0] != "something else"


def test_times():
    from ec2access.times import from_text, from_us, to_us

    assert to_us("1970-01-02") == to_us(date(1970, 1, 2)) == 86400 * 10**6
    assert to_us("2023-09-04T05:56:04.000001Z") == 1693806964000001
    assert to_us("2023-09-04T07:56:04+02:00") == 1693806964000000
    assert from_us(1693806964000001).microsecond == 1 and from_us(2**62) is None
    assert from_text("2023-09-04T05:56:04Z") == from_us(1693806964000000) and from_text(None) is None
    now = to_us(datetime.now(timezone.utc))
    assert abs(to_us("36h") - (now - 36 * 3600 * 10**6)) < 10**8
    assert abs(to_us(timedelta(hours=36)) - to_us("36h")) < 10**8
    never = ("999999w", timedelta.max)
    for wrong in ("yesterday", "", "7", "2023-13-01", datetime(2023, 9, 4), "2023-09-04T05:56:04", *never):
        with pytest.raises(ValueError):
            to_us(wrong)
    with pytest.raises(TypeError):
        to_us(7)


def test_wrong_arguments_are_told_at_once(trail):
    for keywords in (
        {"method": "sshh"},
        {"outcome": ["denied", "nope"]},
        {"since": "soon"},
        {"errors": "hide"},
        {"threads": -1},
        {"instance": []},
        {"instance": ""},
        {"principal": ["alice", ""]},
        {"account": ()},
        {"region": iter(())},
        {"method": []},
        {"event_name": set()},
        {"since": "2023-02-01", "until": "2023-01-01"},
    ):
        with pytest.raises(ValueError):
            ec2access.sessions(trail, **keywords)
    assert ec2access.sessions(trail, account=iter(["111122223333"]))  # read once
    with pytest.raises(ValueError, match="empty instance"):
        ec2access.events(trail, instance=[])
    with pytest.raises(ValueError, match="session-manager-ssh"):
        ec2access.sessions(trail, method="sshh")
    with pytest.raises(TypeError):
        ec2access.sessions(7)
    with pytest.raises(TypeError):
        ec2access.sessions([7])


def test_what_is_read_when_it_is_asked_for(trail):
    """A script over sessions does not pay for the rest of the package; all names are there nevertheless."""
    code = (
        "import sys, ec2access\n"
        f"assert list(ec2access.sessions({str(trail)!r}))\n"
        "print(*(m for m in sys.modules if m.startswith('ec2access.')))\n"
        "assert set(ec2access.__all__) <= set(dir(ec2access))\n"
        "from ec2access import *\n"
        "assert events is ec2access.events and issubclass(AccessEvent, Event) and validate and classify\n"
        "try: ec2access.nothing\n"
        "except AttributeError: print('done')\n"
    )
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    modules, done = told.splitlines()
    assert done == "done"
    assert not {f"ec2access.{name}" for name in ("event", "access_event", "parser", "digest")} & set(modules.split())
