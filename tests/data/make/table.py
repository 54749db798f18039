# SPDX-License-Identifier: MIT
"""The console's "Download events" CSV: its forms, and the joins of ruling 3."""
import csv
import io

from bad import stats
from lib import ACCOUNT, CLI, I1, I2, NODE_IP, NODE_IP2, PC, PC2, REGION, at, case, create, eid, end, opendc, row, sid, start

HEADER = ("User name,AWS access key,Event time,Event source,Event name,AWS region,Source IP address,User agent,"
          "Error code,Resources,Request ID,Event ID,Read-only,Event type,Recipient Account Id,Event category").split(",")
AGENT_UA = "aws-sdk-go/1.51.20 (go1.20.12; linux; amd64) amazon-ssm-agent/"
R3 = "Ruling 3: "
FINE = {"err": "", "status": "0\n"}


def cells(n, time, name, user="alice", key="AKIAEXAMPLE000000001", ip=PC, ua=CLI, source="ssm", error="", resources="[]",
          read_only="false", account=ACCOUNT):
    return [user, key, at(time), f"{source}.amazonaws.com", name, REGION, ip, ua, error, resources,
            f"11111111-0000-4000-8000-{n:012x}", eid(n), read_only, "AwsApiCall", account, "Management"]


def t_start(n, time=0, **more):
    return cells(n, time, "StartSession", **more)


def t_create(n, time=0, node=I1, ip=NODE_IP, **more):
    return cells(n, time, "CreateDataChannel", node, "ASIAEXAMPLE000000009", ip, "Go-http-client/1.1", **more)


def t_open(n, time=0, ip=NODE_IP, **more):
    return cells(n, time, "OpenDataChannel", "", "", ip, "ssm.amazonaws.com", **more)


def t_end(n, time=0, **more):
    return cells(n, time, "TerminateSession", **more)


def table(rows, end="\n", header=None, quoting=csv.QUOTE_MINIMAL):
    text = io.StringIO()
    csv.writer(text, lineterminator=end, quoting=quoting).writerows([header or HEADER] + rows)
    return text.getvalue()


def quartet(n=1, time=0, node=I1, node_ip=NODE_IP, ip=PC, **more):
    """As 18 of 23 real sessions of the CLI looked: the agent at once, the client after a second."""
    return [t_start(n, time, ip=ip, **more), t_create(n + 1, time, node, node_ip), t_open(n + 2, time, node_ip),
            t_open(n + 3, time + 1, ip)]


EVENTS = [(1, "open"), (2, "agent-channel"), (3, "agent-channel"), (4, "client-channel")]
ALICE = {"identity": "iam-user", "arn": None, "name": "alice", "session_name": None, "mfa": None,
         "access_key_id": "AKIAEXAMPLE000000001", "long_term_key": True}
SESSION = {"outcome": "attached", "confidence": "inferred", "instance_id": I1, "target": None, "surface": "cli",
           "account_id": ACCOUNT, "region": REGION, "ssm_session_id": None, "document": None, "start": at(0)}


def session(n=1, **more):
    return row("session-manager", **{**SESSION, "e": [(n + k, r) for k, (_, r) in enumerate(EVENTS)], **more})


def orphan(n, role, **more):
    return row("session-manager", **{"start": None, "outcome": "granted", "e": [(n, role)], **more})


def forms():
    rows = [session(principal=ALICE)]
    four = {**FINE, "stats": stats(4, 4, 0, 1)}
    order = [11, 3, 4, 2, 15, 0, 1, 14, 13, 12, 10, 9, 8, 7, 6, 5]
    moved = [[r[k] for k in order] for r in quartet()]
    for name, text, why in (
            ("quartet", table(quartet()), "the header of 2021 and later"),
            ("crlf", table(quartet(), "\r\n"), "lines that end with CR LF"),
            ("quoted", table(quartet(), quoting=csv.QUOTE_ALL), "every cell quoted"),
            ("bom", "\ufeff" + table(quartet(), "\r\n", quoting=csv.QUOTE_ALL), "a byte order mark before a quoted header"),
            ("columns", table(moved, header=[HEADER[k] for k in order]), "columns in another order"),
            ("more-columns", table([["x"] + r + ["a \"b\",\nc"] for r in quartet()], header=["Mine"] + HEADER + ["Note"]),
             "columns of somebody else's among them, one with line ends inside quotes"),
            ("no-last-line-end", table(quartet())[:-1], "the last line without its end"),
            ("empty-lines", table(quartet()).replace("\n", "\n\n") + "," * 15 + "\n",
             "empty lines, and a row of empty cells, are no records")):
        case(f"form-csv-{name}", text, rows, f"CONTRACT section 1, console CSV: {why}.", **four)
    case("form-csv-spreadsheet", table([[c if c != ACCOUNT else "1.11122E+11" for c in
                                         ["FALSE" if c == "false" else c for c in r]] for r in quartet()]),
         [session(account_id=None)], "Ruling 1: a spreadsheet made a float of the account, so it is null; FALSE is false.", **four)
    case("form-csv-bad-rows", table([quartet()[0], ["too", "few"]] + quartet()[1:]).replace("too,few", 'a"b,"c"d'), rows,
         "Section 5: a bad row costs that row, and is told with its number and byte.", status="1\n",
         err="ec2access: input.json: record 2, byte *\n", stats=stats(5, 4, 1, 1))
    case("form-csv-open-quote", table(quartet()[:1]) + '"never closed,\n' + table(quartet()[1:]).split("\n", 1)[1], rows,
         "Section 5: a quote that never ends costs its line and not the rest.", status="1\n",
         err="ec2access: input.json: record 2, byte *\n", stats=stats(5, 4, 1, 1))
    case("form-csv-more-cells", table([quartet()[0] + ["x"]] + quartet()[1:]),
         [orphan(2, "agent-channel", e=[(2, "agent-channel"), (3, "channel")]), orphan(4, "channel")],
         "Section 5: a row with a comma too many is bad: its cells are not where the header says.", status="1\n",
         err="ec2access: input.json: record 1, byte *\n", stats=stats(4, 3, 1, 2))
    case("form-csv-header-only", table([]), [], "Ruling 28, as for {\"Records\":[]}: read, no records.",
         **FINE, stats=stats(0, 0, 0, 0))
    old = "Event ID,Event time,User name,Event name,Resource type,Resources,AWS access key,AWS region,Error code,Source IP address\n"
    case("form-csv-old-header", old + 'x,"2020-05-13, 04:52:01 PM",alice,StartSession,,,,,,\n', [],
         "Ruling 15: a CSV with another header, also the one of 2020, is a skipped file without records.", **FINE,
         stats=stats(0, 0, 0, 0, read=0, skipped=1))
    case("form-csv-other-header", "name,size,place\r\n1,2,3\r\n", [],
         "Ruling 15: a CSV with another header is a skipped file without records.", **FINE,
         stats=stats(0, 0, 0, 0, read=0, skipped=1))


def identities():
    def one(case_name, who, user, key, why, **more):
        case(f"ruling-03-identity-{case_name}", table([t_start(1, user=user, key=key)]),
             [row("session-manager", principal={**ALICE, "name": None, "session_name": None, "access_key_id": key or None,
                                                "long_term_key": None, "identity": who, **more})], R3 + why)

    one("root", "root", "root", "ASIAEXAMPLE000000001", "root for the user name root.", long_term_key=False)
    one("instance", "instance-role", I1, "ASIAEXAMPLE000000009", "instance-role for i-..., which is the session's name.",
        session_name=I1, long_term_key=False)
    one("user", "iam-user", "alice", "AKIAEXAMPLE000000001", "iam-user for a key AKIA....", name="alice", long_term_key=True)
    one("unknown", "unknown", "alice", "ASIAEXAMPLE000000001", "else unknown.", name="alice", long_term_key=False)
    one("no-key", "unknown", "i-smith", "", "a name that only begins as an instance's is a name.", name="i-smith")


def quartets():
    case("ruling-03-shuffled", table([quartet()[k] for k in (3, 1, 2, 0)]), [session()], R3 + "the order of rows is nothing.")
    case("ruling-03-agent-only", table(quartet()[:3]), [session(outcome="granted", e=EVENTS[:3])],
         R3 + "the agent's channels show nobody's use.")
    case("ruling-03-no-plugin", table(quartet()[:3] + [t_end(9, 1)]),
         [session(outcome="not-attached", end=at(1), end_reason="terminated", e=EVENTS[:3] + [(9, "end")])],
         R3 + "TerminateSession by the same principal after a second: the CLI found no plugin.")
    case("ruling-03-end-2s", table(quartet()[:3] + [t_end(9, 2)]), [session(outcome="not-attached", end=at(2), e=EVENTS[:3] + [(9, "end")])],
         R3 + "TerminateSession by the same principal within 2 s.")
    case("ruling-03-end-3s", table(quartet() + [t_end(9, 3)]), [session(end=None), orphan(9, "end")],
         R3 + "TerminateSession after more than 2 s belongs to nobody knows which session.")
    case("ruling-03-end-other", table(quartet() + [t_end(9, 1, user="bob", key="AKIAEXAMPLE000000002")]),
         [session(end=None), orphan(9, "end")], R3 + "TerminateSession by another principal.")
    for name, seconds, joined in (("m2", -2, 1), ("m3", -3, 0), ("p10", 10, 1), ("p11", 11, 0)):
        pair = [(2, "agent-channel"), (1, "open")] if seconds < 0 else [(1, "open"), (2, "agent-channel")]
        one = session(start=at(100), outcome="granted", e=pair)
        two = [session(start=at(100), outcome="granted", instance_id=None, confidence="exact", e=[(1, "open")]),
               orphan(2, "agent-channel", instance_id=I1)]
        case(f"ruling-03-window-{name}", table([t_start(1, 100), t_create(2, 100 + seconds)]),
             [one] if joined else two[::-1] if seconds < 0 else two, R3 + f"window -2 to +10 s: {seconds:+} s.")
    case("ruling-03-late-retry", table(quartet() + [t_create(9, 480, error="BadRequest")]), [session()],
         "Ruling 17: a late CreateDataChannel with BadRequest is the agent's retry and makes no row.", stats=stats(5, 5, 0, 1))
    case("ruling-03-refused", table([t_start(1, error="TargetNotConnected"), t_start(2, 5, error="AccessDenied")]),
         [row("session-manager", kind="attempt", outcome="failed", instance_id=None),
          row("session-manager", kind="attempt", outcome="denied", instance_id=None)], R3 + "errorCode makes an attempt.")
    case("ruling-03-one-address", table(quartet(ip=NODE_IP)), [session(outcome="granted", e=None)],
         "Ruling 21: client and agent behind one address, so the side of a channel cannot be told.")
    case("ruling-03-other-place", table([quartet()[0]] + [r[:14] + ["444455556666"] + r[15:] for r in quartet()[1:2]]),
         [session(outcome="granted", instance_id=None, confidence="exact", e=EVENTS[:1]), orphan(2, "agent-channel")],
         R3 + "account and region must agree.")


def many():
    bob = {"user": "bob", "key": "AKIAEXAMPLE000000002"}
    case("ruling-03-near", table(quartet(1, 0) + quartet(11, 1, I2, NODE_IP2, PC2, **bob)),
         [session(), session(11, start=at(1), instance_id=I2, principal={**ALICE, "name": "bob",
                                                                       "access_key_id": "AKIAEXAMPLE000000002"})],
         R3 + "two sessions, one second apart: the nearest first.")
    case("ruling-03-one-client-address", table(quartet(1, 0) + quartet(11, 2, I2, NODE_IP2, PC, **bob)),
         [session(), session(11, start=at(2), instance_id=I2)], R3 + "two persons behind one address: one to one.")
    case("ruling-03-same-second", table(quartet(1, 0) + quartet(11, 0, I1, NODE_IP, PC2, **bob)),
         [session(e=None), session(11, e=None)], R3 + "two sessions on one instance in one second: each has its own four rows.")
    case("ruling-03-instance-as-client", table(quartet(1, 0) + [t_start(11, 0, ip=NODE_IP, **bob), t_create(12, 1, I2, NODE_IP2),
                                                                t_open(13, 1, NODE_IP2)]),
         [session(), session(11, instance_id=I2, outcome="granted", e=[(11, "open"), (12, "agent-channel"), (13, "agent-channel")])],
         R3 + "bob works on the instance that alice reaches: its agent's channel does not make him attached.")


def others():
    resource = '[{"resourceType":"AWS::EC2::Instance","resourceName":"%s"}]' % I1
    case("ruling-03-push", table([cells(1, 0, "SendSSHPublicKey", source="ec2-instance-connect", resources=resource),
                                  cells(2, 9, "OpenTunnel", source="ec2-instance-connect", ip=PC2)]),
         [row("instance-connect", os="unix", os_confidence="strong", instance_id=I1, e=[(1, "push")]),
          row("endpoint-tunnel", instance_id=None, e=[(2, "tunnel")])],
         R3 + "other calls keep their methods; Resources names the instance.")
    case("ruling-03-os", table(quartet() + [cells(9, -600, "UpdateInstanceInformation", I1, "ASIAEXAMPLE000000009", NODE_IP, AGENT_UA)]),
         [session(os="linux", os_confidence="strong")], "AWS section 5: the agent's userAgent survives the CSV.",
         stats=stats(5, 4, 0, 1, context=1))


def with_trail():
    full = [start(1, 0), create(2, 0, sid(1)), opendc(3, 0, sid(1)), opendc(4, 1, sid(1), PC)]
    known = {"confidence": "exact", "target": I1, "ssm_session_id": sid(1)}
    case("ruling-03-both", [table(quartet()), full], [session(**known)],
         "Ruling 2: a full record has more values than its row of CSV, and counts.",
         stats=stats(8, 4, 0, 1, read=2, duplicates=4))
    case("ruling-03-part-of-trail", [table(quartet()), full[:1]], [session(**{**known, "confidence": "inferred"})],
         R3 + "a full StartSession has its channels in the CSV only: more evidence does not make less of it.")
    case("ruling-03-trail-has-own", [full, table(quartet(11, 1))], [session(**known), session(11, start=at(1))],
         R3 + "a session whose records have an id takes no rows of another session.")
    case("ruling-03-other-instance", [[start(1, 0)], table([t_create(2, 0, I2)])],
         [session(outcome="granted", confidence="exact", target=I1, ssm_session_id=sid(1), e=EVENTS[:1]),
          orphan(2, "agent-channel", instance_id=I2)], R3 + "a target that is known is not another instance's.")
    case("ruling-03-ended-by-id", [[start(1, 0), end(9, 1, sid(1))], table(quartet()[1:3] + [t_end(10, 1)])],
         [session(outcome="not-attached", target=I1, ssm_session_id=sid(1), e=EVENTS[:3] + [(9, "end")]), orphan(10, "end")],
         R3 + "a session that ended by its id is not ended again by a row.")


def make():
    forms()
    identities()
    quartets()
    many()
    others()
    with_trail()
