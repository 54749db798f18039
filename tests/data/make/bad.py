# SPDX-License-Identifier: MIT
"""Bad input with its message, input that is repaired, input that is not ours, and the forms of JSON input."""
import json

from lib import (I1, I2, I3, case, eid, expect, push, put, records_text, row, start)

LIMIT = 1048576


def dump(record, **kw):
    return json.dumps(record, ensure_ascii=False, **kw)


def good(n, time, instance=I1):
    return start(n, time, instance)


def good_row(n, instance=I1):
    return row("session-manager", instance_id=instance, outcome="granted", e=[(n, "open")])


ROWS_1_3 = [good_row(1), good_row(3, I3)]


def stats(total, access, rejected, sessions, read=1, skipped=0, failed=0, context=0, other=0, duplicates=0):
    return {"files": {"read": read, "skipped": skipped, "failed": failed},
            "records": {"total": total, "access": access, "context": context, "other": other,
                        "duplicates": duplicates, "rejected": rejected}, "sessions": sessions}


def err(text, record, byte, file="input.json"):
    """byte: where the fault is; or a text that stands there; or None: any."""
    if byte is None:
        return f"ec2access: {file}: record {record}, byte *\n"
    if isinstance(byte, int):
        return f"ec2access: {file}: record {record}, byte {byte}: *\n"
    data = text if isinstance(text, bytes) else text.encode("utf-8")
    assert data.count(byte.encode()) == 1, byte
    return f"ec2access: {file}: record {record}, byte {data.index(byte.encode())}: *\n"


def broken():
    one, two, three = dump(good(1, 0)), dump(good(2, 60, I2)), dump(good(3, 120, I3))
    two = two.replace(f'"target": "{I2}"', f'"target": @{I2}')
    text = '{"Records": [\n' + ",\n".join([one, two, three]) + "\n]}\n"
    case("bad-record-in-array", text, ROWS_1_3, """CONTRACT section 5 and rulings 14, 36: a bad access record between
        two good ones costs that record while its brackets balance. The fault is where "@" stands.""",
         err=err(text, 2, "@"), status="1\n", stats=stats(3, 2, 1, 2))
    text = "\n".join([one, two, three]) + "\n"
    case("bad-record-in-lines", text, ROWS_1_3, "The same as bad-record-in-array, one record a line.",
         err=err(text, 2, "@"), status="1\n", stats=stats(3, 2, 1, 2))
    text = "\n".join([one, dump(good(2, 60, I2))[:-1], three]) + "\n"
    case("bad-line-unbalanced", text, ROWS_1_3, """CONTRACT section 1 (one record a line), section 5, ruling 36: the
        line's brackets do not balance; the lines beside it count.""",
         err=err(text, 2, None), status="1\n", stats=stats(3, 2, 1, 2))
    text = '{"Records": [\n' + ",\n".join([one, "42", three]) + "\n]}\n"
    case("bad-element-not-object", text, ROWS_1_3, """Ruling 28: an element of Records that is not an object is a
        rejected record.""", err=err(text, 2, "42,\n"), status="1\n", stats=stats(3, 2, 1, 2))
    text = '{"Records": [\n' + ",\n".join([one, dump(good(3, 120, I3)), dump(good(2, 60, I2))[:-9]])
    case("bad-last-cut", text, ROWS_1_3, """Ruling 28: a file that gave a record is read, also when its end is
        broken, and a last record cut off is a rejected record.""",
         err=err(text, 3, len(text.encode())), status="1\n", stats=stats(3, 2, 1, 2))
    text = '{"Records": [\n' + ",\n".join([one, three, '{"eventName": "StartSession" ]}', dump(good(2, 60, I2))])
    case("bad-array-broken", text + "\n]}\n", ROWS_1_3, """Ruling 14: a closing bracket of the wrong kind breaks the
        array. Records before the break count, what follows is one rejected record, and no guess is made where the
        next record begins: the good record after it is lost with it.""",
         err=err(text, 3, ']},\n'), status="1\n", stats=stats(3, 2, 1, 2))


def limits():
    def deep(depth):
        record = good(2, 60, I2)
        record["additionalEventData"] = "HERE"
        # The record itself is 1, additionalEventData 2.
        return dump(record).replace('"HERE"', '{"a":' * (depth - 2) + "{}" + "}" * (depth - 2))

    texts = {depth: '{"Records": [\n' + ",\n".join([dump(good(1, 0)), deep(depth), dump(good(3, 120, I3))]) + "\n]}\n"
             for depth in (64, 65)}
    place = texts[65].index("{}") if texts[65].count("{}") == 1 else None
    case("bad-depth-65", texts[65], ROWS_1_3, """CONTRACT section 5: JSON depth 64 (ruling 28: a record's own braces
        count as 1). The fault is the 65th opening brace.""",
         err=f"ec2access: input.json: record 2, byte {place}: *\n", status="1\n", stats=stats(3, 2, 1, 2))
    case("limit-depth-64", texts[64], [good_row(1), good_row(2, I2), good_row(3, I3)],
         "CONTRACT section 5, ruling 28: depth 64 is inside the limit.", err="", status="0\n",
         stats=stats(3, 3, 0, 3))
    for name, over in (("bad-record-size", 1), ("limit-record-size", 0)):
        record = good(2, 60, I2)
        record["additionalEventData"] = {"filler": "@FILL@"}
        past = len(records_text([good(1, 0)])) - len("\n]}\n") + len(",\n") + LIMIT  # the first byte too much
        fill = LIMIT + over - (len(dump(record)) - len("@FILL@"))
        text = records_text([good(1, 0), record, good(3, 120, I3)])
        rows = ROWS_1_3 if over else [good_row(1), good_row(2, I2), good_row(3, I3)]
        case(name, text, rows, f"""CONTRACT section 5: a record of 1 MiB is inside the limit, one byte more is not;
            ruling 28: its size is its bytes in the file. The file "expand" says by how many "x" the runner replaces
            @FILL@: the record then has {LIMIT + over} bytes.""", expand=f"@FILL@ {fill}\n",
             err=err(text, 2, past) if over else "", status="1\n" if over else "0\n",
             stats=stats(3, 2, 1, 2) if over else stats(3, 3, 0, 3))


def gzip():
    folder = expect("bad-gzip-truncated", [good_row(1), good_row(2, I2)], """CONTRACT section 5: a truncated gzip
        gives the records before the break and a counted error; section 1: several members. The second member ends
        after its header, so the break is where the first member's bytes end.""",
                    gzip="part1.json\npart2.json 12\n", err="ec2access: input.json.gz: *\n", status="1\n",
                    stats=stats(2, 2, 0, 2))
    put(folder, "part1.json", dump(good(1, 0)) + "\n" + dump(good(2, 60, I2)) + "\n")
    put(folder, "part2.json", dump(good(3, 120, I3)) + "\n")
    text = records_text([good(1, 0), good(2, 60, I2), good(3, 120, I3)])
    folder = expect("form-gzip-members", [good_row(1), good_row(2, I2), good_row(3, I3)], """CONTRACT section 1:
        gzip of several members, found by content; the cut between them lies inside a record.""",
                    gzip="part1.json\npart2.json\n", err="", status="0\n", stats=stats(3, 3, 0, 3))
    put(folder, "part1.json", text[:700])
    put(folder, "part2.json", text[700:])
    case("form-gzip", text, [good_row(1), good_row(2, I2), good_row(3, I3)],
         "CONTRACT section 1: a gzip trail file.", gzip="", err="", status="0\n", stats=stats(3, 3, 0, 3))


def not_ours():
    digest = {"awsAccountId": "111122223333", "digestStartTime": "2024-05-14T09:00:00Z",
              "digestEndTime": "2024-05-14T10:00:00Z", "digestS3Bucket": "example", "digestS3Object": "x.json.gz",
              "digestPublicKeyFingerprint": "31e8b5433410dfb61a9dc45cc65b22ff",
              "digestSignatureAlgorithm": "SHA256withRSA", "previousDigestSignature": None, "logFiles": []}
    insight = {"Records": [{"eventVersion": "1.08", "eventTime": "2024-05-14T10:00:00Z", "awsRegion": "eu-central-1",
                            "eventID": eid(9), "eventType": "AwsCloudTrailInsight", "sharedEventID": eid(8),
                            "insightDetails": {"state": "Start", "eventSource": "ssm.amazonaws.com",
                                               "eventName": "StartSession", "insightType": "ApiCallRateInsight"},
                            "eventCategory": "Insight"}]}
    notice = {"Records": [{"eventVersion": "2.1", "eventSource": "aws:s3", "awsRegion": "eu-central-1",
                           "eventTime": "2024-05-14T10:00:00.000Z", "eventName": "ObjectCreated:Put",
                           "s3": {"bucket": {"name": "example"}, "object": {"key": "x.json.gz"}}}]}
    bridge = {"version": "0", "id": eid(7), "detail-type": "Object Created", "source": "aws.s3",
              "account": "111122223333", "time": "2024-05-14T10:00:00Z", "region": "eu-central-1", "resources": [],
              "detail": {"version": "0", "bucket": {"name": "example"}, "object": {"key": "x.json.gz"}}}
    ok = [good(1, 0)]
    for name, text, why in (
            ("skip-digest", dump(digest, indent=1), "a digest"),
            ("skip-empty", "", "an empty file"),
            ("skip-insight", dump(insight), "an Insight file"),
            ("skip-s3-notice", dump(notice), "S3's notice, shaped like a log (ruling 15)"),
            ("skip-bridge-notice", dump(bridge), "EventBridge's \"Object Created\" (ruling 15)"),
            ("skip-empty-array", "[]\n", "[] (ruling 15)"),
            ("skip-other-json", '{"name": "package", "list": [1, {"eventName": "StartSession"}]}\n', "any other JSON")):
        case(name, [ok, text], [good_row(1)], f"""CONTRACT section 1, not ours: {why} is recognised, counted and
            skipped; no message, exit status 0.""", err="", status="0\n",
             stats=stats(1, 1, 0, 1, read=1, skipped=1))
    case("read-empty-records", [ok, '{"Records":[]}\n'], [good_row(1)],
         "Ruling 28: {\"Records\":[]} is read, not skipped.", err="", status="0\n", stats=stats(1, 1, 0, 1, read=2))
    case("bad-not-json", [ok, "this is no JSON, nor a log\n"], [good_row(1)], """Issue: not JSON is an input that
        could not be read: a message, exit status 1 (section 4), the other file is not stopped (section 5).""",
         err="ec2access: input2.json: *\n", status="1\n")


def repaired():
    record = dump(start(1, 0, reason="R"))
    raw = record.encode().replace(b'"reason": "R"', b'"reason": "caf\xff"')
    one = {"err": "", "status": "0\n", "stats": stats(1, 1, 0, 1)}

    def reason(text):
        return [row("session-manager", instance_id=I1, reason_given=text, e=[(1, "open")])]

    case("fix-utf8", b'{"Records": [' + raw + b"]}\n", reason("caf\ufffd"),
         "Ruling 36, section 3: invalid UTF-8 is repaired to U+FFFD and is no error.", **one)
    for name, escape, text in (("fix-nul", "a\\u0000b", "a\ufffdb"), ("fix-surrogate", "a\\ud800b", "a\ufffdb"),
                               ("fix-escapes", "\\u0061\\ud83d\\ude00\\n\\\"", "a\U0001f600\n\"")):
        case(name, record.replace('"reason": "R"', f'"reason": "{escape}"') + "\n", reason(text),
             "Ruling 27: U+0000 and lone surrogates become U+FFFD; other escapes are undone.", **one)
    text = '{"\\u0052ecords": [' + record.replace('"eventName": "StartSession"', '"event\\u004eame": "St\\u0061rtSession"') \
        .replace('"target"', '"t\\u0061rget"').replace('"reason": "R"', '"re\\u0061son": "R"') + "]}\n"
    case("fix-escaped-keys", text, reason("R"), "Issue: \\u escapes in keys and names are undone before comparing.", **one)
    text = record.replace('"reason": "R"', f'"reason": "R", "target": "{I2}", "reason": "second"') \
        .replace('"eventName": "StartSession"', '"eventName": "StartSession", "eventName": "TerminateSession"')
    case("fix-duplicate-keys", text[:-1] + ', "eventSource": "athena.amazonaws.com"}\n', reason("R"),
         "Ruling 35: of duplicate keys the first one counts, at every depth.", **one)
    text = text.replace('"eventSource": "ssm.amazonaws.com"',
                        '"eventSource": "ssm.amazonaws.com", "event\\u0053ource": "athena.amazonaws.com"')
    case("fix-duplicate-escaped-key", text + "\n", reason("R"),
         "Ruling 35: keys are compared after their escapes are undone.", **one)


def forms():
    records = [start(1, 0), push(2, 60, I2), start(3, 120, I3)]
    rows = [good_row(1), row("instance-connect", instance_id=I2, e=[(2, "push")]), good_row(3, I3)]

    def entry(r, as_text=True):
        return {"EventId": r["eventID"], "EventName": r["eventName"], "ReadOnly": "false",
                "AccessKeyId": "AKIAEXAMPLE000000001", "EventTime": 1715680800.0, "EventSource": r["eventSource"],
                "Username": "alice", "Resources": [], "CloudTrailEvent": dump(r) if as_text else r}

    events = [entry(r) for r in records]
    for name, text in (
            ("form-records-keys-first", '{"a": {"Records": "no"}, "b": [1, 2], "Records": ['
             + ",".join(map(dump, records)) + '], "c": null}'),
            ("form-array", "[" + ",\n".join(map(dump, records)) + "]\n"),
            ("form-lines", "\n".join(map(dump, records)) + "\n"),
            ("form-lines-crlf", "\r\n".join(map(dump, records)) + "\r\n"),
            ("form-pretty-row", "\n".join(dump(r, indent=2) for r in records) + "\n"),
            ("form-values-in-a-row", "".join(map(dump, records))),
            ("form-history", dump({"Events": events, "NextToken": "x"}, indent=4) + "\n"),
            ("form-history-lines", "\n".join(map(dump, events)) + "\n"),
            ("form-history-objects", dump({"Events": [entry(r, False) for r in records]}) + "\n"),
            ("form-history-array", dump(events) + "\n")):
        case(name, text, rows, f"CONTRACT section 1, forms: {name[5:]}.", err="", status="0\n",
             stats=stats(3, 3, 0, 3))
    case("form-one-pretty", dump(records[0], indent=4) + "\n", rows[:1], "CONTRACT section 1: one pretty-printed record.",
         err="", status="0\n", stats=stats(1, 1, 0, 1))
    case("form-mixture", ["\n".join(map(dump, records[:1])), dump({"Events": events[1:2]}), records[2:]], rows,
         "CONTRACT section 1: any mixture in one run.", err="", status="0\n", stats=stats(3, 3, 0, 3, read=3))


def make():
    broken()
    limits()
    gzip()
    not_ours()
    repaired()
    forms()
