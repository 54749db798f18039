# SPDX-License-Identifier: MIT
"""Parser, Correlator, classify: pushed bytes, single records, streams."""
import copy
import io
import json
import pickle
from datetime import datetime, timezone

import pytest

import ec2access

START = {
    "eventVersion": "1.08",
    "eventSource": "ssm.amazonaws.com",
    "eventName": "StartSession",
    "eventTime": "2023-09-04T05:56:04Z",
    "eventID": "896d9ef2-a0b6-f23b-74ac-b491717be91c",
    "awsRegion": "eu-west-1",
    "sourceIPAddress": "203.0.113.10",
    "userAgent": "aws-cli/2.13",
    "recipientAccountId": "111122223333",
    "userIdentity": {"type": "IAMUser", "userName": "alice", "arn": "arn:aws:iam::111122223333:user/alice"},
    "requestParameters": {"target": "i-02f4a6c81b3d57e90"},
    "responseElements": {"sessionId": "alice-0123456789abcdef0"},
}
END = {
    **START,
    "eventName": "TerminateSession",
    "eventTime": "2023-09-04T06:56:04Z",
    "eventID": "11111111-2222-3333-4444-555555555555",
    "requestParameters": {"sessionId": "alice-0123456789abcdef0"},
    "responseElements": {"sessionId": "alice-0123456789abcdef0"},
}

# An access record that is no strict JSON.
BAD = '\n{"eventSource": "ssm.amazonaws.com", "eventName": "StartSession", "eventTime" 3}\n'


def text(*records):
    return "\n".join(json.dumps(record) for record in records)


def parsed(data, **keywords):
    parser = ec2access.Parser(**keywords)
    parser.feed(data)
    parser.finish()
    return parser


@pytest.mark.parametrize("size", [1, 7, 1 << 20])
@pytest.mark.parametrize("kind", [bytes, bytearray, memoryview, lambda data: data.decode()])
def test_feed_cut_anywhere(size, kind):
    data = json.dumps({"Records": [START, END]}).encode()
    parser = ec2access.Parser()
    names = []
    for i in range(0, len(data), size):
        parser.feed(kind(data[i : i + size]))
        names += [event.event_name for event in parser]
    parser.finish()
    names += [event.event_name for event in parser]
    assert names == ["StartSession", "TerminateSession"]
    counts = parser.counts
    assert counts["records_total"] == counts["records_access"] == 2 and counts["files_read"] == 1


def test_event_fields():
    (event,) = parsed(text(START))
    assert event.event_id == START["eventID"] and event.source_ip == "203.0.113.10"
    assert event.error_code is None and event.event_class is ec2access.EventClass.ACCESS
    assert event.time == datetime(2023, 9, 4, 5, 56, 4, tzinfo=timezone.utc)
    assert json.loads(event.raw) == START
    assert event.pointer("/userIdentity/userName") == "alice" and event.pointer("/nothing") is None
    assert event.to_dict() == json.loads(event.to_json()) and event.to_dict()["class"] == "access"
    assert event.instance_ids == ()
    assert "StartSession" in repr(event) and "source_ip" in dir(event)
    with pytest.raises(AttributeError):
        event.nonsense  # noqa: B018
    with pytest.raises(ValueError):
        event.pointer("no slash")
    for wrong in (copy.copy, copy.deepcopy, pickle.dumps):
        with pytest.raises(TypeError):
            wrong(event)


def test_classify_takes_what_people_have():
    entry = {
        "EventId": START["eventID"],
        "EventName": "StartSession",
        "EventTime": datetime(2023, 9, 4, tzinfo=timezone.utc),
        "CloudTrailEvent": json.dumps(START),
    }
    answers = [
        ec2access.classify(record)
        for record in (START, text(START), text(START).encode(), bytearray(text(START).encode()), entry)
    ]
    assert all(answer == answers[0] for answer in answers)
    access = answers[0]
    assert access.method is ec2access.Method.SESSION_MANAGER and access.surface is ec2access.Surface.CLI
    assert access.identity is ec2access.Identity.IAM_USER and access.outcome is ec2access.Outcome.GRANTED
    assert access.role is ec2access.Role.OPEN and access.os_confidence is None and access.reasons
    assert ec2access.classify(END).method is None
    assert ec2access.classify({**START, "eventName": "DescribeSessions"}) is None
    assert ec2access.classify({"neither": "this"}) is None
    config = ec2access.Config(documents={"Corp-Shell": "session-manager"})
    own = {**START, "requestParameters": {"target": "i-02f4a6c81b3d57e90", "documentName": "Corp-Shell"}}
    assert ec2access.classify(own).method == "session-manager-document"
    assert ec2access.classify(own, config).method == "session-manager"
    with pytest.raises(ec2access.FormatError):
        ec2access.classify("{ this is no record")


def test_bad_records_have_their_place():
    data = text(START) + BAD + text(END)
    parser = ec2access.Parser(name="history.json")
    parser.feed(data)
    parser.finish()
    names = []
    with pytest.raises(ec2access.RecordError) as raised:
        names.extend(event.event_name for event in parser)
    error = raised.value
    assert error.file == "history.json" and error.record == 2 and error.byte > len(text(START)) and error.code == -10
    assert str(error).startswith(f"history.json: record 2, byte {error.byte}: ")
    assert [event.event_name for event in parser] == ["TerminateSession"]
    again = pickle.loads(pickle.dumps(error))
    assert type(again) is type(error) and str(again) == str(error) and again.byte == error.byte

    parser = parsed(data, errors="keep")
    assert [event.event_name for event in parser] == ["StartSession", "TerminateSession"]
    assert [problem.record for problem in parser.problems] == [2]
    assert parser.counts["records_rejected"] == 1


def test_a_file_that_is_read_on():
    parser = ec2access.Parser(errors="keep")
    parser.set_offset(1000, 41)
    parser.feed(text(START) + BAD)
    parser.finish()
    assert len(list(parser)) == 1
    assert (parser.problems[0].record, parser.problems[0].byte > 1000) == (43, True)


def test_limits_and_states():
    parser = parsed(text(START), config=ec2access.Config(record_bytes=1024, json_depth=4))
    assert len(list(parser)) == 1
    long = {**START, "requestParameters": {"target": "i" * 2000}}
    with pytest.raises(ec2access.LimitError):
        list(parsed(text(long), config=ec2access.Config(record_bytes=1024)))
    with pytest.raises(ec2access.StateError):
        parser.feed("more")
    with pytest.raises(ValueError):
        ec2access.Parser(errors="hide")


def test_config(tmp_path):
    config = ec2access.Config(strict=1, lateness=60, cpu="portable")
    assert config["strict"] == 1 and config["lateness"] == 60 and config["cpu"] == "portable"
    assert config["json_depth"] == 64
    for wrong in ({"json_depth": 3}, {"cpu": "abacus"}):
        with pytest.raises((ValueError, NotImplementedError), match=next(iter(wrong))):
            ec2access.Config(**wrong)
    with pytest.raises(TypeError):
        ec2access.Config(colour="red")
    with pytest.raises(ValueError):
        ec2access.Config(hosts={"bastion": "i-nonsense"})
    for wrong in ({"hosts": {"a\0b": "i-0aaaaaaaaaaaaaaa1"}}, {"documents": {"Corp\0": "session-manager"}}):
        with pytest.raises(ValueError, match="NUL"):
            ec2access.Config(**wrong)
    rules = tmp_path / "rules.json"
    rules.write_text('{"documents": {"Corp-Shell": "session-manager"}}')
    ec2access.Config(rules=rules)
    rules.write_text('{"documents": {\n"Corp-Shell": "telepathy"}}')
    with pytest.raises(ec2access.FormatError, match=r"rules\.json: .*line 2"):
        ec2access.Config(rules=rules)


def test_correlator():
    with ec2access.Correlator() as correlator:
        for event in parsed(text(END, START, START)):
            correlator.add(event)
        correlator.finish()
        (session,) = correlator
        assert session.method == "session-manager" and session.end_reason is ec2access.EndReason.TERMINATED
        assert session.duration.total_seconds() == 3600
        assert [event.role for event in session.events] == ["open", "end"]
        assert correlator.counts["records_duplicates"] == 1
        with pytest.raises(ec2access.StateError):
            correlator.add(event)
    with pytest.raises(ec2access.StateError, match="closed"):
        correlator.finish()
    with pytest.raises(TypeError):
        ec2access.Correlator().add(START)
    correlator.close()


def test_stream_saved_and_restored(tmp_path):
    config = ec2access.Config(lateness=0, settle_step=0)
    correlator = ec2access.Correlator(config)
    assert correlator.watermark is None
    for event in parsed(text(START)):
        correlator.add(event)
    correlator.advance("2023-09-04T06:00:00Z")
    rows = list(correlator)
    assert [row.revision for row in rows] == [1] and rows[0].end is None
    correlator.save(tmp_path / "state")
    room = io.BytesIO()
    correlator.save(room)
    assert (tmp_path / "state").read_bytes() == room.getvalue()
    del correlator
    room.seek(0)
    for saved in (tmp_path / "state", room):
        again = ec2access.Correlator.restore(saved, config)
        assert again.watermark == datetime(2023, 9, 4, 6, tzinfo=timezone.utc)
        for event in parsed(text(END)):
            again.add(event)
        again.advance("2023-09-04T07:00:00Z")
        again.finish()
        rows = list(again)
        assert [(row.revision, row.end_reason) for row in rows] == [(2, ec2access.EndReason.TERMINATED)]
    damaged = bytearray(room.getvalue())
    damaged[len(damaged) // 2] ^= 1
    with pytest.raises(ec2access.FormatError):
        ec2access.Correlator.restore(io.BytesIO(damaged))


def test_what_a_file_raises_comes_through():
    class Full(io.BytesIO):
        def write(self, data):
            raise OSError(28, "no space left")

        def read(self, size=-1):
            raise KeyboardInterrupt

    with pytest.raises(OSError, match="no space left"):
        ec2access.Correlator().save(Full())
    with pytest.raises(KeyboardInterrupt):
        ec2access.Correlator.restore(Full())


def test_facts_of_a_parser(trail):
    parser = ec2access.Parser()
    correlator = ec2access.Correlator()
    for path in sorted(trail.rglob("*.json")):
        one = ec2access.Parser(errors="keep")
        one.feed(path.read_bytes())
        one.finish()
        for event in one:
            correlator.add(event)
        correlator.add_facts(one)
    correlator.add_facts(parser)
    correlator.finish()
    assert {row.os for row in correlator} >= {ec2access.Os.WINDOWS}
