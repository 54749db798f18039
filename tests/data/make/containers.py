# SPDX-License-Identifier: MIT
"""Whole records in what queries answer, in what streams deliver, and in text (CONTRACT section 1)."""
import base64
import gzip

from bad import dump, stats
from forms import bridge, lines, printed, table_row, three, tight
from lib import *


def packed(text):
    return base64.b64encode(gzip.compress(text.encode(), 9, mtime=0)).decode()


def plain(text):
    return base64.b64encode(text.encode()).decode()


def insights(r):
    """A row of Logs Insights."""
    return [{"field": "@timestamp", "value": "2024-05-14 10:00:00.000"}, {"field": "@message", "value": tight(r)},
            {"field": "@ptr", "value": "CmEKJgoiMTExMTIyMjIzMzMz"}]


def columns(r):
    """A row of Lake's GetQueryResults: a column, an object; all values are text, structs as printed."""
    row_ = json.loads(table_row(r, printed, tight, lambda v: v.replace("T", " ").replace("Z", ".000")))
    return [{key: value} for key, value in row_.items()]


def camel(r, key=lambda k: k):
    """A row whose keys are as CloudTrail spells them, or in upper case; the structs are as printed."""
    row_ = json.loads(table_row(r, printed, tight, lambda v: v.replace("T", " ").replace("Z", ".000")))
    names = {k.lower(): key(k) for k in r}
    return {names[k]: v for k, v in row_.items()}


def logs(records):
    """A delivery of a log group's subscription."""
    return tight({"messageType": "DATA_MESSAGE", "owner": ACCOUNT, "logGroup": "trail", "logStream": "1",
                  "subscriptionFilters": ["f"], "logEvents": [{"id": str(n), "timestamp": 1715680800000 + n,
                                                               "message": tight(r)} for n, r in enumerate(records)]})


def make():
    records, rows = three()
    for name, text, what in (
            ("bridge-text", lines(records, lambda r: {**bridge(r), "detail": tight(r)}),
             "EventBridge, its detail as JSON in a string"),
            ("bridge-put", tight({"Entries": [{"Source": "my.copy", "DetailType": "trail", "Resources": [], "Detail": tight(r)}
                                              for r in records]}), "what EventBridge's PutEvents is given"),
            ("insights", dump({"results": [insights(r) for r in records], "status": "Complete", "statistics": {
                "recordsMatched": 3.0}}, indent=4), "CloudWatch Logs Insights: get-query-results"),
            ("lake-columns", dump({"QueryStatus": "FINISHED", "QueryResultRows": [columns(r) for r in records]}, indent=4),
             "Lake: get-query-results, a column an object"),
            ("lake-event-json", tight({"QueryResultRows": [[{"eventName": r["eventName"]}, {"eventJson": tight(r)}]
                                                           for r in records]}), "Lake: rows with the column eventJson"),
            ("rows-upper", lines(records, lambda r: camel(r, str.upper)), "rows of a table, their keys in upper case"),
            ("rows-camel", lines(records, camel), "rows of a table, their keys as CloudTrail spells them, structs as printed"),
            ("strings", dump([tight(r) for r in records], indent=1), "an array of strings, each of them a record"),
            ("awslogs", tight({"awslogs": {"data": packed(logs(records))}}),
             "a log group's subscription as Lambda gets it: gzip in base64"),
            ("kinesis", tight({"Records": [{"kinesis": {"partitionKey": "1", "data": packed(logs([r]))},
                                            "eventSource": "aws:kinesis", "eventName": "aws:kinesis:record"}
                                           for r in records]}), "a stream of log events as Lambda gets it"),
            ("kinesis-read", tight({"Records": [{"Data": plain(tight(r)), "PartitionKey": "1"} for r in records],
                                    "MillisBehindLatest": 0}), "a stream read: get-records, base64 without gzip"),
            ("firehose", tight({"deliveryStreamArn": "arn", "records": [{"recordId": str(n), "data": plain(tight(r) + "\n")}
                                                                        for n, r in enumerate(records)]}),
             "Firehose as Lambda gets it")):
        case(f"form-{name}", text, rows, f"CONTRACT section 1, forms: {what}.", err="", status="0\n",
             stats=stats(3, 3, 0, 3))
    foreign()
    broken(records, rows)


def foreign():
    ok = [start(1, 0)]
    for name, text, why in (
            ("insights-columns", {"results": [[{"field": "eventName", "value": "StartSession"}, {"field": "count", "value": "3"}],
                                              [{"field": "@message", "value": "START RequestId: 1"}]]},
             "an answer of Logs Insights that holds no whole record"),
            ("lake-count", {"QueryResultRows": [[{"eventName": "StartSession"}, {"_col1": "3"}]]},
             "an answer of Lake that counts"),
            ("stream", {"Records": [{"kinesis": {"data": plain("text")}, "eventSource": "aws:kinesis", "eventName": "x"},
                                    {"kinesis": {"data": plain('{"level": 1}')}, "eventSource": "aws:kinesis"},
                                    {"kinesis": {"data": "*"}, "eventSource": "aws:kinesis"}]}, "a stream of other data"),
            ("strings", ["{text}", "[", '{"a": 1}', ""], "an array of other texts"),
            ("control-packed", {"awslogs": {"data": packed(tight({"messageType": "CONTROL_MESSAGE", "logEvents": [
                {"id": "", "timestamp": 1, "message": "CWL CONTROL MESSAGE"}]}))}}, "a control message of a subscription")):
        case(f"skip-{name}", [ok, tight(text)], [row("session-manager", instance_id=I1, e=[(1, "open")])],
             f"CONTRACT section 1, not ours: {why} is recognised, counted and skipped.", err="", status="0\n",
             stats=stats(1, 1, 0, 1, read=1, skipped=1))


def broken(records, rows):
    """Content that was a record, or may have been one."""
    cut = packed(logs(records))[:-40]
    case("bad-packed-cut", lines([0, 1], lambda n: {"awslogs": {"data": packed(logs(records)) if n else cut}}), rows,
         "Section 5: a delivery whose gzip breaks off costs that record, and is told; reading goes on.", status="1\n",
         err="ec2access: input.json: record 1, byte *\n", stats=stats(4, 3, 1, 3))
    bomb = packed(" " * (20 << 20))
    case("limit-packed", tight({"awslogs": {"data": bomb}}) + "\n" + tight({"awslogs": {"data": packed(logs(records))}}), rows,
         "Section 5: what is packed in a delivery may become 16 times the limit of a record, and 200 times its own size.",
         status="1\n", err="ec2access: input.json: record 1, byte *\n", stats=stats(4, 3, 1, 3))
    odd = tight({**rec(4, 0, "ec2", "DescribeRegions"), "userIdentity": "{Q"}).replace("{Q", "{\\q")
    case("row-bad-escape", lines(records, lambda r: r) + odd + "\n", rows,
         "Section 5: an identity that is text, and cannot be read as text either, is opened once and not again and again; "
         "the record is one of those that nobody looks into.", err="", status="0\n", stats=stats(4, 3, 0, 3, other=1))
