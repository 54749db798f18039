# SPDX-License-Identifier: MIT
"""Coverage, CONTRACT section 4: what there was at all, per account and region, and what was done to trails."""
import json

from lib import ACCOUNT, I1, NODE_IP, OTHER_ACCOUNT, PC, PC2, REGION, case, create, eid, opendc, rec, refused, sid, \
    start, user

WHY = "CONTRACT section 4, coverage: "


def place(account=ACCOUNT, region=REGION, **more):
    return {"account_id": account, "region": region, **more}


def cover(name, inputs, places, why, **files):
    """rows are not what these cases are about; each place is a line, whole where the keys say nothing."""
    case(f"cover-{name}", inputs, None, WHY + why,
         **{"expected-coverage.jsonl": "".join(json.dumps(line) + "\n" for line in places)}, **files)


def describe(n, time, read_only=True, **more):
    return rec(n, time, "ec2", "DescribeInstances", {}, readOnly=read_only, **more)


def places():
    there = {"awsRegion": "us-east-1"}
    other = {"recipientAccountId": OTHER_ACCOUNT}
    cover("places", [
        [start(1, "2024-05-14T10:00:00Z"), start(2, "2024-05-14T10:20:00Z", **there), describe(3, "2024-05-14T09:59:59Z")],
        [start(4, "2024-05-14T11:59:59Z"), describe(5, "2024-05-14T23:00:00Z", **other), start(6, "not a time")],
    ], [
        place(first="2024-05-14T09:59:59Z", last="2024-05-14T11:59:59Z", records=4, without_time=1, read_only=True,
              channels=False, host_logs=False, gaps=[], trail_changes=[], trail_changes_cut=False, rest=False),
        place(region="us-east-1", first="2024-05-14T10:20:00Z", last="2024-05-14T10:20:00Z", records=1,
              without_time=0, read_only=False, channels=False),
        place(OTHER_ACCOUNT, first="2024-05-14T23:00:00Z", last="2024-05-14T23:00:00Z", records=1, read_only=True),
    ], """first and last event of each account and region, over two inputs; every record counts, also one that bears
        on no instance; one without a time is counted and gives none. Places are sorted by account, then region.""")
    cover("one-time", [start(1, "2024-05-14T10:00:00Z"), start(1, "2024-05-14T10:00:00Z")],
          [place(first="2024-05-14T10:00:00Z", last="2024-05-14T10:00:00Z", records=2, gaps=[])],
          "every copy of a record is counted.")
    cover("no-times", [start(1, "never")], [place(first=None, last=None, records=1, without_time=1, gaps=[])],
          "where no record has a time, first and last are null.")
    cover("unknown-place", [start(1, 0, awsRegion=None), {**start(2, 0, recipientAccountId=None), "userIdentity": {}}],
          [place(None, records=1), place(region=None, records=1)],
          "a record that tells no region, or no account, is of an unknown one: null. Unknown ones come first.")
    cover("account-of-caller", [start(1, 0, recipientAccountId=None, who=user("bob", OTHER_ACCOUNT))],
          [place(OTHER_ACCOUNT, records=1)], "Ruling 1: without recipientAccountId the caller's account.")
    cover("rejected", """{"Records": [\n""" + json.dumps(start(1, "2024-05-14T10:00:00Z")) + """,
{"eventSource": "ssm.amazonaws.com", "eventName": "StartSession", "eventTime": "2024-05-14T12:00:00Z", \
"awsRegion": "eu-west-3", "recipientAccountId": "111122223333", "requestParameters": {"target": nonsense}}
]}
""", [place(first="2024-05-14T10:00:00Z", last="2024-05-14T10:00:00Z", records=1)],
          "a rejected record covers nothing.")


def gaps():
    def gap(first, to, hours):
        return {"from": first, "to": to, "hours": hours}

    cover("gaps", [start(1, "2024-05-14T10:00:00Z"), start(2, "2024-05-16T12:30:00Z"), start(3, "2024-05-20T12:00:00Z")],
          [place(gaps=[gap("2024-05-14T11:00:00Z", "2024-05-16T12:00:00Z", 49),
                       gap("2024-05-16T13:00:00Z", "2024-05-20T12:00:00Z", 95)])],
          """a gap is a run of 24 hours of the clock or more without a record: from the first hour that has none to the
        hour of the next record.""")
    cover("gap-23", [start(1, "2024-05-14T10:00:00Z"), start(2, "2024-05-15T10:59:59Z")], [place(gaps=[])],
          "from 11:00 to 10:00 are 23 hours: no gap.")
    cover("gap-24", [start(1, "2024-05-14T10:59:59Z"), start(2, "2024-05-15T11:00:00Z")],
          [place(gaps=[gap("2024-05-14T11:00:00Z", "2024-05-15T11:00:00Z", 24)])], "from 11:00 to 11:00 are 24 hours.")
    cover("gap-filled", [start(1, "2024-05-14T10:00:00Z"), start(2, "2024-05-16T10:00:00Z"),
                         describe(3, "2024-05-15T10:00:00Z")], [place(gaps=[])],
          "any record is a sign that records were kept, also one that bears on no instance.")
    cover("gap-other-place", [start(1, "2024-05-14T10:00:00Z"), start(2, "2024-05-16T10:00:00Z"),
                              describe(3, "2024-05-15T10:00:00Z", awsRegion="us-east-1")],
          [place(gaps=[gap("2024-05-14T11:00:00Z", "2024-05-16T10:00:00Z", 47)]), place(region="us-east-1", gaps=[])],
          "the records of one region do not fill the gap of another.")


def changes():
    def trail(n, time, name, request, **more):
        return rec(n, time, "cloudtrail", name, request, **more)

    def change(n, time, name, trail_name, outcome="granted", error=None, who="alice", address=PC):
        return {"id": eid(n), "time": time, "name": name, "trail": trail_name, "principal": user(who)["arn"],
                "source_ip": address, "outcome": outcome, "error_code": error}

    arn = f"arn:aws:cloudtrail:{REGION}:{ACCOUNT}:trail/main"
    cover("trail-changes", [
        trail(4, "2024-05-14T10:03:00Z", "UpdateTrail", {"name": "main", "isMultiRegionTrail": False}),
        trail(1, "2024-05-14T10:00:00Z", "StopLogging", {"name": "main"}, ip=PC2),
        trail(2, "2024-05-14T10:01:00Z", "DeleteTrail", {"name": arn}, who=user("bob")),
        trail(3, "2024-05-14T10:02:00Z", "PutEventSelectors", {"trailName": "main", "eventSelectors": []}),
        trail(5, "2024-05-14T10:04:00Z", "StartLogging", {"name": "main"}),
        trail(6, "2024-05-14T10:05:00Z", "GetTrailStatus", {"name": "main"}, readOnly=True),
        rec(7, "2024-05-14T10:06:00Z", "kinesis", "StopLogging", {"name": "main"}),
    ], [place(records=7, trail_changes=[
        change(1, "2024-05-14T10:00:00Z", "StopLogging", "main", address=PC2),
        change(2, "2024-05-14T10:01:00Z", "DeleteTrail", arn, who="bob"),
        change(3, "2024-05-14T10:02:00Z", "PutEventSelectors", "main"),
        change(4, "2024-05-14T10:03:00Z", "UpdateTrail", "main"),
    ], trail_changes_cut=False)], """StopLogging, DeleteTrail, PutEventSelectors and UpdateTrail of CloudTrail are
        named, by time, with who and from where. Other calls are not, nor a call of another service with that name.""")
    cover("trail-change-refused", [
        refused(trail(1, "2024-05-14T10:00:00Z", "StopLogging", {"name": "main"}), "AccessDeniedException"),
        refused(trail(2, "2024-05-14T10:01:00Z", "DeleteTrail", {"name": "other"}), "TrailNotFoundException"),
    ], [place(trail_changes=[
        change(1, "2024-05-14T10:00:00Z", "StopLogging", "main", "denied", "AccessDeniedException"),
        change(2, "2024-05-14T10:01:00Z", "DeleteTrail", "other", "failed", "TrailNotFoundException"),
    ])], "a refused attempt on a trail is told too, as what it is (ruling 17's words).")
    cover("trail-change-places", [
        trail(1, "2024-05-14T10:00:00Z", "StopLogging", {"name": "main"}),
        trail(2, "2024-05-14T10:01:00Z", "StopLogging", {"name": "main"}, awsRegion="us-east-1"),
    ], [place(trail_changes=[change(1, "2024-05-14T10:00:00Z", "StopLogging", "main")]),
        place(region="us-east-1", trail_changes=[change(2, "2024-05-14T10:01:00Z", "StopLogging", "main")])],
          "a change stands with its own account and region.")
    cover("trail-change-copies", [[trail(1, "2024-05-14T10:00:00Z", "StopLogging", {"name": "main"})],
                                  [trail(1, "2024-05-14T10:00:00Z", "StopLogging", {"name": "main"})]],
          [place(records=2, trail_changes=[change(1, "2024-05-14T10:00:00Z", "StopLogging", "main")])],
          "copies of one record are one change.")


def presence():
    cover("channels", [
        create(1, 0, sid(1)), opendc(2, 1, sid(1), awsRegion="us-east-1"), start(3, 2, awsRegion="us-east-2"),
        {**opendc(4, 3, sid(1), awsRegion="us-west-1"), "eventSource": "ssmmessages.amazonaws.com"},
        rec(5, 4, "ssm", "ResumeSession", {"sessionId": sid(1)}, awsRegion="us-west-2"),
    ], [place(channels=True), place(region="us-east-1", channels=True), place(region="us-east-2", channels=False),
        place(region="us-west-1", channels=True), place(region="us-west-2", channels=False)],
          """whether channel records were present at all: CreateDataChannel or OpenDataChannel, of ssm or ssmmessages;
        without them "granted" can never become "attached".""")
    cover("channels-refused", [refused(opendc(1, 0, sid(1), ip=NODE_IP, who=user(I1)))], [place(channels=True)],
          "a refused one shows that such records are kept.")
    cover("read-only", [
        describe(1, 0), describe(2, 1, "true", awsRegion="us-east-1"), describe(3, 2, False, awsRegion="us-east-2"),
        describe(4, 3, "false", awsRegion="us-west-1"), describe(5, 4, None, awsRegion="us-west-2"),
    ], [place(read_only=True), place(region="us-east-1", read_only=True), place(region="us-east-2", read_only=False),
        place(region="us-west-1", read_only=False), place(region="us-west-2", read_only=False)],
          """whether read-only events were present: a trail of write events alone has no GetConnection and no
        GetPasswordData. Section 1: booleans may be strings. What is absent is no sign.""")


def make():
    places()
    gaps()
    changes()
    presence()
