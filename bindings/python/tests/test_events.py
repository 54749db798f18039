# SPDX-License-Identifier: MIT
"""events(): the program's events, in its order, with its verdicts; and many rows at once."""
import json
import os
import subprocess

import pytest

import ec2access

PROGRAM = os.environ.get("EC2ACCESS")
KEYS = ("session_id", "method", "surface", "outcome", "role", "event_id", "event_name", "file", "line", "class")


def program(*arguments):
    if not PROGRAM:
        pytest.skip("EC2ACCESS names no program to compare with")
    done = subprocess.run([PROGRAM, "events", "--format", "jsonl", *map(str, arguments)], capture_output=True)
    return [json.loads(line) for line in done.stdout.splitlines()]


def same(got, expected):
    assert [shown(row) for row in got.to_records()] == [shown(row) for row in expected]


def shown(row):
    """Records with one masked id may belong to several sessions: nobody knows to which."""
    return [row[key] for key in KEYS if key != "session_id" or row["line"] or len(row["event_id"] or "") == 36]


@pytest.mark.parametrize(
    ("keywords", "options"),
    [
        ({}, []),
        ({"since": "2023-09-07"}, ["--since", "2023-09-07"]),
        ({"until": "2023-09-07T07:50:54Z"}, ["--until", "2023-09-07T07:50:54Z"]),
        ({"instance": "i-0a6c3f81e2d97b450"}, ["--instance", "i-0a6c3f81e2d97b450"]),
        ({"principal": "bob"}, ["--principal", "bob"]),
        ({"account": "111122223333", "since": "2023-09-07"}, ["--account", "111122223333", "--since", "2023-09-07"]),
        ({"region": "ap-northeast-1"}, ["--region", "ap-northeast-1"]),
        ({"method": "instance-connect-endpoint"}, ["--method", "instance-connect-endpoint"]),
        ({"surface": ["cli", "host"]}, ["--surface", "cli", "--surface", "host"]),
        ({"outcome": "denied"}, ["--outcome", "denied"]),
        ({"event_name": "OpenTunnel"}, ["--event-name", "OpenTunnel"]),
    ],
)
def test_events_are_the_program_s(trail, keywords, options):
    expected = program(*options, trail)
    assert expected
    same(ec2access.events(trail, **keywords), expected)


def test_every_case_of_the_tree(top):
    for case in sorted((top / "tests" / "data").iterdir())[::3]:
        files = sorted(case.glob("input*"))
        if files and files != [case / "inputs"]:
            try:
                got = ec2access.events(files, errors="ignore")
                got.counts  # noqa: B018
            except ec2access.Error:
                continue
            same(got, program(*files))


def test_an_event_and_its_session(trail):
    rows = list(ec2access.events(trail))
    tunnels = [event for event in rows if event.event_name == "OpenTunnel"]
    tunnel = next(event for event in tunnels if event.session.events[0].role == "push")
    assert tunnel.method is ec2access.Method.INSTANCE_CONNECT_ENDPOINT and tunnel.role is ec2access.Role.TUNNEL
    assert tunnel.classify().method is ec2access.Method.ENDPOINT_TUNNEL
    assert tunnel.session.id in {session.id for session in ec2access.sessions(trail)}
    assert tunnel.raw.startswith(b"{") and tunnel.pointer("/eventName") == "OpenTunnel"
    line = next(event for event in rows if event.line)
    assert line.time.year == 2023 and line.event_time.startswith("Oct") and line.method == "ssh"


def test_many_rows_are_the_events_one_by_one(trail):
    for path in sorted(trail.rglob("*.json")) + sorted((trail / "hosts").rglob("secure*")):
        one, many = ec2access.Parser(errors="keep"), ec2access.Parser(errors="keep")
        for parser in (one, many):
            parser.feed(path.read_bytes())
            parser.finish()
        rows = many.rows()
        for event, row in zip(one, rows):
            fields = event.to_dict()
            assert {key: row[key] for key in fields} == fields
            access = event.classify()
            for name in ("method", "surface", "os", "os_confidence", "identity", "outcome", "kind", "role"):
                assert row[name] == (access and getattr(access, name)), name
        assert next(one, None) is None and many.rows() == []


def test_a_refused_record_costs_itself_alone():
    good = '{"eventSource": "ssm.amazonaws.com", "eventName": "StartSession", "eventID": "%s"}\n'
    parser = ec2access.Parser(name="a.json")
    parser.feed(good % 1 + good[:20] + '"ssm.amazonaws.com", "eventName": "StartSession", 3}\n' + good % 2)
    parser.finish()
    with pytest.raises(ec2access.RecordError) as raised:
        parser.rows()
    assert raised.value.record == 2 and [row["event_id"] for row in raised.value.rows] == ["1"]
    assert [row["event_id"] for row in parser.rows()] == ["2"]
