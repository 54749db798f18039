# SPDX-License-Identifier: MIT
"""Every form that carries whole records: envelopes, rows of a table, Python's text (CONTRACT section 1)."""
import datetime

from bad import dump, stats
from lib import *


class Local(datetime.tzinfo):
    """What boto3 puts into EventTime, as it prints."""

    def utcoffset(self, _):
        return datetime.timedelta(hours=9)

    def __repr__(self):
        return "tzlocal()"


def tight(value):
    return dump(value, separators=(",", ":"))


def entry(r, event=None):
    """As LookupEvents gives it to boto3."""
    when = datetime.datetime(2024, 5, 14, 19, 0, 0, tzinfo=Local())
    return {"EventId": r["eventID"], "EventName": r["eventName"], "ReadOnly": "false",
            "AccessKeyId": "AKIAEXAMPLE000000001", "EventTime": when, "EventSource": r["eventSource"],
            "Username": "alice", "Resources": [], "CloudTrailEvent": tight(r) if event is None else event}


def edited(r, quote=""):
    """As somebody lays it out for a page: double quotes, the record pasted in."""
    head = {key: value for key, value in entry(r).items() if key != "CloudTrailEvent"}
    lines = ",\n".join(f'    "{key}": ' + (repr(value) if key == "EventTime" else dump(value))
                       for key, value in head.items())
    body = dump(r, indent=4).replace("\n", "\n    ")
    return "{\n" + lines + f',\n    "CloudTrailEvent": {quote}{body}{quote}' + (",\n" if quote else "\n") + "}\n"


def lower(value):
    if isinstance(value, dict):
        return {key.lower(): lower(v) for key, v in value.items()}
    return [lower(v) for v in value] if isinstance(value, list) else value


def printed(value):
    """A struct as Presto prints it."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}={printed(v)}" for key, v in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(printed, value)) + "]"
    return {None: "null", True: "true", False: "false"}.get(value, value)


def table_row(r, struct, parameters, time):
    out = {}
    for key, value in r.items():
        if key in ("userIdentity", "resources"):
            value = struct(lower(value))
        elif key in ("requestParameters", "responseElements"):
            value = parameters(value)
        elif key == "eventTime":
            value = time(value)
        elif isinstance(value, bool):
            value = str(value).lower()
        out[key.lower()] = value
    return tight(out)


def bridge(r):
    return {"version": "0", "id": eid(99), "detail-type": "AWS API Call via CloudTrail", "source": "aws.ssm",
            "account": ACCOUNT, "time": r["eventTime"], "region": REGION, "resources": [], "detail": r}


def topic(message):
    return {"Type": "Notification", "MessageId": eid(98), "TopicArn": f"arn:aws:sns:{REGION}:{ACCOUNT}:trail",
            "Message": tight(message), "Timestamp": f"{DAY}T10:05:00.000Z", "SignatureVersion": "1"}


def lines(records, make):
    return "".join(tight(make(r)) + "\n" for r in records)


def three():
    """Three records with what forms stumble over, and their rows."""
    who = role("ops", "a=b,c@example.com", sourceIdentity="alice")
    records = [start(1, 0, who=who, reason="it's \"so\" \\ fine \u00e9\U0001f600\n", ip="2001:db8::1"), push(2, 60, I2),
               start(3, 120, I3)]
    records[1]["resources"] = [{"accountId": ACCOUNT, "type": "AWS::EC2::Instance",
                                "ARN": f"arn:aws:ec2:{REGION}:{ACCOUNT}:instance/{I2}"}]
    rows = [row("session-manager", instance_id=I1, outcome="granted", source_ip="2001:db8::1", start=at(0),
                reason_given="it's \"so\" \\ fine \u00e9\U0001f600\n", e=[(1, "open")], ssm_session_id=sid(1),
                principal={"identity": "assumed-role", "name": "ops", "session_name": "a=b,c@example.com",
                           "arn": f"arn:aws:sts::{ACCOUNT}:assumed-role/ops/a=b,c@example.com", "mfa": True,
                           "source_identity": "alice", "long_term_key": False}),
            row("instance-connect", instance_id=I2, os_user="ec2-user", start=at(60), e=[(2, "push")],
                principal={"identity": "iam-user", "name": "alice", "mfa": None, "long_term_key": True}),
            row("session-manager", instance_id=I3, outcome="granted", start=at(120), e=[(3, "open")])]
    return records, rows


def make():
    records, rows = three()
    entries = [entry(r) for r in records]
    logged = [{"id": str(i), "timestamp": 1715680800000 + i, "message": tight(r)} for i, r in enumerate(records)]
    for name, text, what in (
            ("bridge", lines(records, bridge), "EventBridge, one event a line"),
            ("bridge-array", tight([bridge(r) for r in records]), "EventBridge, an array"),
            ("topic", lines(records, lambda r: topic(bridge(r))), "SNS around EventBridge"),
            ("topic-records", tight(topic({"Records": records})), "SNS around a trail file"),
            ("topic-lambda", tight({"Records": [{"EventSource": "aws:sns", "EventVersion": "1.0", "Sns": topic(r)}
                                                for r in records]}), "SNS as Lambda gets it"),
            ("queue", dump({"Messages": [{"MessageId": eid(97), "ReceiptHandle": "AQEB", "Body": tight(topic(bridge(r)))}
                                         for r in records]}, indent=4), "SQS receive-message around SNS"),
            ("queue-lambda", tight({"Records": [{"messageId": eid(97), "body": tight(bridge(r)),
                                                 "eventSource": "aws:sqs"} for r in records]}),
             "SQS as Lambda gets it; its Records are no records (ruling 15)"),
            ("logs", tight({"messageType": "DATA_MESSAGE", "owner": ACCOUNT, "logGroup": "trail", "logEvents": logged}),
             "a CloudWatch Logs subscription"),
            ("logs-array", tight([{"messageType": "DATA_MESSAGE", "logEvents": [one]} for one in logged]),
             "CloudWatch Logs subscriptions in an array"),
            ("logs-events", dump({"events": [{**one, "ingestionTime": 1} for one in logged],
                                  "nextForwardToken": "f/1"}, indent=4), "aws logs get-log-events"),
            ("logs-lines", "".join(tight(one) + "\n" for one in logged), "log events, one a line"),
            ("rows", "".join(table_row(r, lambda v: v, lambda v: v, lambda v: v) + "\n" for r in records),
             "rows of Athena: structs as objects"),
            ("rows-text", "".join(table_row(r, tight, tight, lambda v: v.replace("T", " ").replace("Z", ".000 UTC"))
                                  + "\n" for r in records), "rows of Athena: structs as JSON text (ruling 29)"),
            ("rows-printed", "".join(table_row(r, printed, tight, lambda v: v.replace("T", " ")
                                               .replace("Z", ".000000000")) + "\n" for r in records),
             "rows of Athena: structs as printed (ruling 29), a session name with a comma and an equals sign"),
            ("lake", lines(records, lambda r: {"eventname": r["eventName"], "eventsource": r["eventSource"],
                                               "eventjson": tight(r)}), "rows of Lake with the column eventjson"),
            ("printed-boto3", "".join(repr(one) + "\n\n\n" for one in entries), "print(event), as seed 000 does it"),
            ("printed-answer", repr({"Events": entries, "NextToken": 'a"b', "ResponseMetadata": {
                "RetryAttempts": 0, "HTTPHeaders": {"date": "it's"}}}) + "\n", "print(response)"),
            ("printed-list", repr(entries) + "\n", "print(response[\"Events\"])"),
            ("printed-broken-up", "{'Events': [" + ",\n            ".join(
                repr(one).replace(', "eventName"', ',\'\n  \'"eventName"').replace(',"aws', ",'\n   '\"aws")
                for one in entries) + "]}\n", "pprint(response): long strings in pieces"),
            ("printed-record", "".join(repr(r) + "\n" for r in records), "print(json.loads(...)): None, True, False"),
            ("printed-edited", edited(records[0]) + edited(records[1], "'") + edited(records[2], "'"),
             "seed 000's layout by hand: the record pasted in bare, and between single quotes over many lines")):
        if name == "printed-edited":  # an apostrophe would end the string there
            pasted = {**records[0], "requestParameters": {**records[0]["requestParameters"], "reason": "R"}}
            text = edited(pasted) + edited(records[1], "'") + edited(records[2], "'")
            given = [{**rows[0], "reason_given": "R"}, *rows[1:]]
        else:
            given = rows
        case(f"form-{name}", text, given, f"CONTRACT section 1, forms: {what}.", err="", status="0\n",
             stats=stats(3, 3, 0, 3))
    nothing()
    damage()


def nothing():
    """Envelopes around what is not ours."""
    ok = [start(1, 0)]
    notice = {"Records": [{"eventSource": "aws:s3", "eventName": "ObjectCreated:Put", "s3": {"object": {"key": "x"}}}]}
    for name, text, why in (
            ("control-message", tight({"messageType": "CONTROL_MESSAGE", "owner": "CloudwatchLogs", "logEvents": [
                {"id": "", "timestamp": 1, "message": "CWL CONTROL MESSAGE: Checking health of destination."}]}),
             "a CloudWatch Logs control message"),
            ("topic-keys", tight(topic({"s3Bucket": "example", "s3ObjectKey": ["AWSLogs/x.json.gz"]})),
             "an SNS message that only names the file"),
            ("topic-confirmation", tight({**topic(""), "Type": "SubscriptionConfirmation", "Message":
                                          "You have chosen to subscribe to the topic."}), "a subscription's confirmation"),
            ("queue-notice", tight({"Messages": [{"Body": tight(notice)}, {"Body": "plain text"}]}),
             "S3's notice in a queue (ruling 15)"),
            ("python", "{'name': 'package', 'list': [1, (2, 3)], 'at': datetime.date(2024, 5, 14)}\n",
             "any other dictionary")):
        case(f"skip-{name}", [ok, text], [row("session-manager", instance_id=I1, e=[(1, "open")])],
             f"CONTRACT section 1, not ours: {why} is recognised, counted and skipped.", err="", status="0\n",
             stats=stats(1, 1, 0, 1, read=1, skipped=1))


def damage():
    one = row("session-manager", instance_id=I1, e=[(1, "open")])
    broken = repr(entry(start(2, 60))).replace("'Resources': []", "'Resources': <object>")
    cut = repr(entry(start(2, 60)))[:900]
    after = repr(entry(start(3, 120, I3)))
    last = row("session-manager", instance_id=I3, e=[(3, "open")])
    for name, bad in (("word", broken), ("cut", cut)):
        case(f"bad-printed-{name}", f"{entry(start(1, 0))!r}\n\n\n{bad}\n\n\n{after}\n", [one, last],
             "Section 5: a bad record costs that record only; in printed text, that line.",
             err="ec2access: input.json: record 2, byte *\n", status="1\n", stats=stats(3, 2, 1, 2))
    who = {**role("ops", "alice"), "principalId": "AROAEXAMPLE000000001:x, y"}
    text = printed(lower(who))
    ambiguous = table_row({**start(1, 0), "userIdentity": None}, lambda v: text, tight, lambda v: v)
    case("row-ambiguous", ambiguous + "\n",
         [row("session-manager", instance_id=I1, e=[(1, "open")],
              principal={"identity": "assumed-role", "name": "ops", "session_name": "alice"})],
         "Ruling 29: in printed text a value with \", \" in it cannot be told: it is absent, and the ARN's name counts.",
         err="", status="0\n", stats=stats(1, 1, 0, 1))
    text = "{type=AssumedRole, arn=arn:aws:sts::1:assumed-role/a/b, accountid=1, arn=arn:aws:sts::1:assumed-role/c/d}"
    twice = table_row({**start(1, 0), "userIdentity": None}, lambda v: text, tight, lambda v: v)
    case("row-key-twice", twice + "\n",
         [row("session-manager", instance_id=I1, e=[(1, "open")],
              principal={"identity": "unknown", "name": None, "arn": None})],
         "Ruling 29: printed text with a key twice can be two things: nothing of it counts.",
         err="", status="0\n", stats=stats(1, 1, 0, 1))
