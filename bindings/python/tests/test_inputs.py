# SPDX-License-Identifier: MIT
"""What can be read, from boto3 to a folder; and how it is told what could not be."""
import gzip
import io
import json
import os
import subprocess
import sys
import warnings
from datetime import datetime, timezone
from decimal import Decimal

import pytest

import ec2access

from test_parser import BAD, END, START, text

ENTRIES = [
    {
        "EventId": record["eventID"],
        "EventName": record["eventName"],
        "EventTime": datetime(2023, 9, 4, 5, 56, 4, tzinfo=timezone.utc),
        "Resources": [],
        "CloudTrailEvent": json.dumps(record),
    }
    for record in (START, END)
]
PAGES = [
    {"Events": ENTRIES[1:], "NextToken": "x", "ResponseMetadata": {"HTTPStatusCode": 200, "RetryAttempts": Decimal(0)}},
    {"Events": ENTRIES[:1], "ResponseMetadata": {"HTTPStatusCode": 200}},
]


def one(inputs):
    (session,) = ec2access.sessions(inputs, errors="raise")
    assert [event.role for event in session.events] == ["open", "end"], inputs
    return session


def test_all_forms_give_one_session(tmp_path):
    path = tmp_path / "trail.json"
    path.write_text(json.dumps({"Records": [START, END]}))
    packed = tmp_path / "packed"
    packed.write_bytes(gzip.compress(path.read_bytes()))
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "a").write_text(text(END))
    (folder / "b").write_text(text(START))
    data = path.read_bytes()
    for inputs in (
        path,
        str(path),
        packed,
        folder,
        [folder / "a", str(folder / "b")],
        data,
        bytearray(data),
        memoryview(data),
        packed.read_bytes(),
        io.BytesIO(data),
        io.StringIO(data.decode()),
        {"Records": [START, END]},
        [START, END],
        iter([END, START]),
        ENTRIES,
        {"Events": ENTRIES},
        PAGES,
        (page for page in PAGES),
        [PAGES[0], folder / "b"],
        [START, folder / "a", START],
    ):
        one(inputs)
    with path.open("rb") as binary, path.open() as plain:
        one(binary)
        one(plain)


def test_standard_input():
    code = "import ec2access\nprint([str(s.method) for s in ec2access.sessions('-')])"
    done = subprocess.run([sys.executable, "-c", code], input=text(START, END).encode(), capture_output=True)
    assert done.stdout == b"['session-manager']\n", done.stderr


def test_names_that_are_no_text(tmp_path):
    path = os.fsencode(tmp_path) + b"/\xff\xfe"
    with open(path, "w") as file:
        file.write(text(START) + BAD)
    with pytest.warns(ec2access.InputWarning):
        rows = ec2access.sessions(os.fsdecode(path))
        assert len(list(rows)) == 1
    (problem,) = rows.problems
    assert os.fsencode(problem.file) == path
    with pytest.raises(ValueError, match="NUL"):
        ec2access.sessions("a\0b")


def test_problems_are_told(tmp_path):
    good, bad = tmp_path / "good", tmp_path / "bad"
    good.write_text(text(START, END))
    bad.write_text(text(START) + BAD + text(END))
    with pytest.warns(ec2access.InputWarning, match=r"bad: record 2, byte \d+: ") as told:
        rows = ec2access.sessions(tmp_path)
        assert len(list(rows)) == 1
    assert len(told) == 1
    assert told[0].filename == __file__
    (problem,) = rows.problems
    assert problem.code == -10 and problem.file == str(bad) and str(problem).startswith(str(bad) + ": record 2, byte ")
    counts = rows.counts
    assert counts["files_read"] == 2 and counts["records_rejected"] == 1
    assert counts["records_total"] == sum(
        counts[f"records_{name}"] for name in ("access", "context", "other", "duplicates", "rejected")
    )
    with pytest.raises(ec2access.RecordError, match="record 2"):
        list(ec2access.sessions(tmp_path, errors="raise"))
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert len(list(ec2access.sessions(tmp_path, errors="ignore"))) == 1
        assert len(list(ec2access.sessions(good))) == 1


def test_nothing_read_is_an_exception(tmp_path):
    for errors in ("warn", "raise", "ignore"):
        with pytest.raises(ec2access.NotFoundError) as raised:
            list(ec2access.sessions(tmp_path / "nowhere", errors=errors))
        assert isinstance(raised.value, OSError) and "nowhere" in str(raised.value)
    assert list(ec2access.sessions(tmp_path)) == []
    assert list(ec2access.sessions([])) == []


def test_coverage_and_records(trail):
    rows = ec2access.sessions(trail)
    places = rows.coverage()
    assert {"account_id", "region", "first", "last", "gaps"} <= set(places[0])
    records = rows.to_records()
    assert len(records) == 11 and rows.to_records() == []
    keys = set(records[0])
    assert all(set(record) == keys for record in records)


def test_what_an_iterable_raises_comes_through():
    def pages():
        yield PAGES[0]
        raise ConnectionError("throttled")

    with pytest.raises(ConnectionError, match="throttled"):
        ec2access.sessions(pages())


def test_boto3_as_people_write_it():
    boto3 = pytest.importorskip("boto3", reason="boto3 is not installed")
    from botocore.stub import Stubber

    client = boto3.client("cloudtrail", region_name="eu-west-1", aws_access_key_id="x", aws_secret_access_key="x")
    with Stubber(client) as stub:
        stub.add_response("lookup_events", {"Events": ENTRIES[1:], "NextToken": "more"})
        stub.add_response("lookup_events", {"Events": ENTRIES[:1]})
        one(client.get_paginator("lookup_events").paginate())
        stub.add_response("lookup_events", {"Events": ENTRIES})
        response = client.lookup_events()
        one(response)
        assert ec2access.classify(response["Events"][0]).method == "session-manager"
