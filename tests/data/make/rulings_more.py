# SPDX-License-Identifier: MIT
"""Rulings 16 to 36 of CONTRACT section 6, as far as JSON can raise them (21 is in outcomes.py)."""
import json

from lib import (ACCOUNT, I1, I2, REGION, at, case, connection, create, eid, end, gui_start, heartbeat, opendc,
                 push, rec, refused, role, row, sid, start, tunnel, user)


def accounting():
    node = role("AmazonSSMManagedInstanceCore", I1)
    case("ruling-16-counters", [
        start(1, 0), refused(start(2, 100)), create(3, 1, sid(1)), opendc(4, 1, sid(1)), end(5, 50, sid(1)),
        heartbeat(6, 0), rec(7, 0, "ec2", "RunInstances", {}), rec(8, 0, "ec2", "StopInstances", {}),
        rec(9, 0, "ec2", "DescribeInstances", {}), rec(10, 0, "ssm", "OpenControlChannel", {}, who=node),
        rec(11, 0, "ssm", "CreateControlChannel", {}, who=node), rec(12, 0, "s3", "GetObject", {}),
        rec(13, 200, "ssm", "SendCommand", {"documentName": "AWS-RunShellScript", "instanceIds": [I1]}),
        rec(14, 300, "ec2", "GetPasswordData", {"instanceId": I1})],
        [row("session-manager"), row("session-manager", kind="attempt"), row("run-command"), row("password-retrieval")],
        """Ruling 16: access counts every record of sections 2 and 3, refused ones too; context what feeds the map or a
        timeline; other the rest, Describe calls and control channels among them.""",
        stats={"records": {"total": 14, "access": 7, "context": 3, "other": 4, "duplicates": 0, "rejected": 0},
               "sessions": 4})


def fleet_manager():
    second = {**gui_start(3, 9), "requestParameters": {**gui_start(3, 9)["requestParameters"], "reason": "second"}}
    case("ruling-19-ends", [connection(1, 0), gui_start(2, 0), second, end(4, 9, sid(2)), end(5, 500, sid(3))],
         [row("fleet-manager-rdp", ssm_session_id=sid(3), reason_given="second", remote_port=3389,
              document="AWS-StartPortForwardingSession", start=at(0), end=at(500), end_reason="terminated")],
         """Ruling 19: document, reason, port and session id come from the last StartSession; without CancelConnection
         the last TerminateSession ends it once every StartSession has ended.""")
    case("ruling-19-half-ended", [connection(1, 0), gui_start(2, 0), second, end(5, 500, sid(3))],
         [row("fleet-manager-rdp", end=None, end_reason=None)],
         "Ruling 19: one of two StartSessions has not ended, so the connection has not.")
    arn = f"arn:aws:ssm-guiconnect:{REGION}:{ACCOUNT}:connection/1e9d40b7-52c3-4f6a-8d1e-b0a97c65e4f3"
    cancel = rec(6, 400, "ssm-guiconnect", "CancelConnection", {"ConnectionArn": arn})
    case("ruling-19-cancelled", [connection(1, 0), gui_start(2, 0), end(5, 500, sid(2)), cancel],
         [row("fleet-manager-rdp", end=at(400), end_reason="cancelled")],
         "Ruling 19: it ends with CancelConnection, also where a TerminateSession comes later.")
    case("ruling-20-push-opens", [tunnel(1, 99, ua="our-tool/1.0"), push(2, 100)],
         [row("instance-connect-endpoint", start=at(100), surface="cli", e=[(1, "tunnel"), (2, "push")])],
         "Ruling 20: the push gives start and surface, also when the tunnel's stamp is earlier.")


def targets():
    case("ruling-22-targets", [
        start(1, 0, "mi-0123456789abcdef0"), start(2, 100, "ecs:web_0123456789abcdef_fedcba9876543210-1"), tunnel(3, 200),
        start(4, 300, document="AWS-StartPortForwardingSession")],
        [row("session-manager", target="mi-0123456789abcdef0", instance_id=None),
         row("ecs-exec", target="ecs:web_0123456789abcdef_fedcba9876543210-1", instance_id=None),
         row("endpoint-tunnel", target=None, instance_id=None),
         row("session-manager-port-forward", target=I1, instance_id=I1, remote_port=None)],
        "Ruling 22: target as logged; no instance behind mi- and ecs: targets; remote_port null unless logged.")


def instance_map():
    why = "Ruling 24: "

    def one(name, records, instance, confidence, note):
        case(f"ruling-24-{name}", records + [tunnel(1, 0)],
             [row("endpoint-tunnel", instance_id=instance, confidence=confidence, private_ip="10.0.1.10")], why + note)

    def stop(n, time, instance):
        items = {"instancesSet": {"items": [{"instanceId": instance}]}}
        return rec(n, time, "ec2", "TerminateInstances", items, response=items)

    one("known", [heartbeat(2, -60)], I1, "exact", "the instance whose fact was first seen at or before T.")
    one("same-second", [heartbeat(2, 0)], I1, "exact", "first seen at T counts.")
    one("later", [heartbeat(2, 1)], None, "exact", "first seen after T does not count.")
    one("reused", [heartbeat(2, -600), heartbeat(3, -60, I2)], I2, "exact", "the fact first seen latest.")
    one("reused-order", [heartbeat(3, -60, I2), heartbeat(2, -600), heartbeat(2, -500)], I2, "exact",
        "the same in another order.")
    one("seen-again", [heartbeat(2, -600), heartbeat(3, -60, I2), heartbeat(4, -30)], I2, "inferred",
        "an earlier owner was seen again after that: inferred.")
    one("ended", [heartbeat(2, -600), heartbeat(3, -60, I2), stop(4, -10, I2)], I1, "exact",
        "the later owner has ended before T.")
    one("ended-later", [heartbeat(2, -600), heartbeat(3, -60, I2), stop(4, 10, I2)], I2, "exact",
        "the later owner ended after T.")
    elsewhere = {**heartbeat(2, -60), "awsRegion": "eu-west-1"}
    one("other-region", [elsewhere], None, "exact", "a fact belongs to an account and region.")
    run = {"instancesSet": {"items": [{"instanceId": I1, "privateIpAddress": "10.0.1.10"}]}}
    one("run-instances", [rec(2, -60, "ec2", "RunInstances", {}, response=run)], I1, "exact",
        "section 3: learned from RunInstances responses.")
    case("ruling-24-push-to-owner", [heartbeat(2, -600), heartbeat(3, -60, I2), push(4, -1), tunnel(1, 0)],
         [row("instance-connect", instance_id=I1, e=[(4, "push")]),
          row("endpoint-tunnel", instance_id=I2, e=[(1, "tunnel")])],
         why + "the address is I2's by then, so a push to its earlier owner is another act.")


def filters():
    s = sid(1)
    records = [start(1, 0, session=s), end(2, 7200, s), start(3, 3600, I2, who=user("bob")), end(4, 4000, sid(9)),
               refused(start(5, 5000, I2))]
    first = row("session-manager", instance_id=I1, start=at(0), end=at(7200), e=[(1, "open"), (2, "end")])
    second = row("session-manager", instance_id=I2, start=at(3600), e=[(3, "open")])
    orphan = row("session-manager", start=None, end=at(4000), e=[(4, "end")])
    attempt = row("session-manager", kind="attempt", start=at(5000), instance_id=I2, e=[(5, "open")])
    why = "Ruling 30 and section 4: filters choose rows, never evidence. "
    for name, args, rows, note in (
            ("until", ["--until", at(3600)], [first], "until is exclusive; the end outside still ends its session."),
            ("since", ["--since", at(3600)], [second, orphan, attempt], "since is inclusive; an orphan by its event."),
            ("both", ["--since", at(1), "--until", at(4500)], [second, orphan], "Both ends."),
            ("instance", ["--instance", I2], [second, attempt], "By instance."),
            ("outcome", ["--outcome", "denied"], [attempt], "By outcome."),
            ("method", ["--method", "endpoint-tunnel"], [], "Nothing fits: no row, exit status 0."),
            ("account", ["--account", "999999999999"], [], "By account.")):
        case(f"ruling-30-{name}", records, rows, why + note, args="\n".join(args) + "\n", err="", status="0\n")
    actions = [rec(1, 0, "ssm", "SendCommand", {"documentName": "AWS-RunShellScript", "instanceIds": [I1, I2]}),
               rec(2, 10, "ec2", "GetPasswordData", {"instanceId": I1}), start(3, 20)]
    case("args-no-actions", actions, [row("session-manager", e=[(3, "open")])],
         "Section 4: run-command and password-retrieval are printed with --actions only.",
         args="--since\n2000-01-01\n", err="", status="0\n")
    case("args-instance-of-command", actions, [row("run-command", instance_ids=[I1, I2], e=[(1, "open")])],
         "Ruling 6: --instance looks at instance_ids too.", args=f"--actions\n--instance\n{I2}\n", err="", status="0\n")


def ports():
    table = [3389, 1433, 1521, 3306, 5432, 5439, 6379, 27017]
    records, rows = [], []
    for n, port in enumerate(table, 1):
        records += [push(n, n * 1000), tunnel(100 + n, n * 1000 + 1, port=str(port))]
        rows += [row("instance-connect", start=at(n * 1000)),
                 row("endpoint-tunnel", start=at(n * 1000 + 1), remote_port=port,
                     os="windows" if port == 3389 else "unknown")]
    case("ruling-31-ports", records, rows, "Ruling 31: a push and a tunnel do not join at these ports.")
    records = [push(1, 0), tunnel(2, 1, port="2222"), push(3, 1000), tunnel(4, 1001, port="22")]
    case("ruling-31-other-ports", records, [row("instance-connect-endpoint", remote_port=2222),
                                            row("instance-connect-endpoint", remote_port=22)],
         "Ruling 31: every other port joins.")
    case("ruling-31-ssh-default", [start(1, 0, document="AWS-StartSSHSession")],
         [row("session-manager-ssh", os="unix", os_confidence="weak", remote_port=None)],
         "Ruling 31: AWS-StartSSHSession without portNumber counts as 22 for os; remote_port stays null (22).")


def just_in_time():
    ask = rec(1, 0, "ssm", "StartAccessRequest", {"reason": "x", "targets": [{"key": "InstanceIds", "values": [I1]}]},
              response={"accessRequestId": "oi-0123456789ab"})
    token = rec(2, 100, "ssm", "GetAccessToken", {"accessRequestId": "oi-0123456789ab"})
    case("ruling-32-alone", [ask, token], [], "Ruling 32: approvals alone are context.",
         stats={"records": {"total": 2, "access": 0, "context": 2, "other": 0}, "sessions": 0})
    ask_role, token_role = {**ask, "userIdentity": role()}, {**token, "userIdentity": role()}
    jit = start(3, 200, who=role("SSM-JustInTimeAccessTokenRole", "alice"))
    case("ruling-32-approved", [ask_role, token_role, jit],
         [row("session-manager", start=at(200), e=[(1, "approval"), (2, "approval"), (3, "open")])],
         "Ruling 32: the approvals of the last 15 minutes stand in events of the role's StartSession.")
    late = {**jit, "eventTime": at(100 + 901)}
    case("ruling-32-too-late", [ask_role, token_role, late], [row("session-manager", e=[(3, "open")])],
         "Ruling 32: more than 15 minutes after GetAccessToken: not its approval.")
    why = "Ruling 32 and HACKING, just-in-time access: "

    def jit_case(name, records, events, note):
        reason = [f"grouping: joined {call} by the person's name and the role of just-in-time access"
                  for n, call in ((1, "StartAccessRequest"), (2, "GetAccessToken")) if (n, "approval") in events]
        case(f"ruling-32-{name}", records, [row("session-manager", confidence="strong" if reason else "exact",
                                                start=jit["eventTime"], e=events, reasons=reason or ["grouping"])],
             why + note)

    both = [(1, "approval"), (2, "approval"), (3, "open")]

    def moved(record, seconds):
        return {**record, "eventTime": at(seconds)}

    jit_case("both-reasons", [ask_role, token_role, jit], both, "each approval says how it was joined.")
    jit_case("edge", [moved(ask_role, 200 - 900), moved(token_role, 200), jit], both,
             "900 s before, and the same second, are inside.")
    jit_case("request-too-early", [moved(ask_role, 200 - 901), token_role, jit], [(2, "approval"), (3, "open")],
             "the token alone is near enough: the request is context.")
    jit_case("approval-after", [moved(ask_role, 199), moved(token_role, 201), jit], [(1, "approval"), (3, "open")],
             "what comes after the session did not approve it.")
    jit_case("other-person", [{**ask, "userIdentity": role(session="bob")}, {**token, "userIdentity": role(session="bob")},
                              jit], [(3, "open")], "another person's approval.")
    jit_case("other-region", [{**ask_role, "awsRegion": "us-east-1"}, {**token_role, "recipientAccountId": "444455556666"},
                              jit], [(3, "open")], "another region, another account.")
    jit_case("user", [ask, token, jit], both, "an IAM user's name is the session's name.")
    jit_case("refused", [refused(ask_role), refused(token_role), jit], [(3, "open")], "what was refused approves nothing.")
    later = {**start(4, 300, who=role("SSM-JustInTimeAccessTokenRole", "alice")), "eventID": eid(4)}
    case("ruling-32-two-sessions", [ask_role, token_role, jit, later],
         [row("session-manager", start=at(200), e=both), row("session-manager", start=at(300), e=[(4, "open")])],
         why + "an approval belongs to the next session only.")
    case("ruling-32-refused-start", [ask_role, token_role, refused(jit)],
         [row("session-manager", kind="attempt", e=[(3, "open")])], why + "a refused StartSession takes no approval.")
    case("ruling-32-ordinary-role", [ask, token, start(3, 200)], [row("session-manager", e=[(3, "open")])],
         "Ruling 32: only a StartSession that the role SSM-JustInTimeAccessTokenRole makes takes approvals.")


def text():
    arn = f"arn:aws:ssm:{REGION}:{ACCOUNT}:document/Corp-Shell"
    case("ruling-22-document-arn", [start(1, 0, document=arn)], [row("session-manager-document", document=arn)],
         "Ruling 22: document as logged, an ARN stays one.")
    loose = json.dumps(rec(2, 10, "ec2", "DescribeInstances", {})).replace('"readOnly": false', '"readOnly": @')
    lines = json.dumps(start(1, 0)) + "\n" + loose + "\n" + json.dumps(start(3, 20)) + "\n"
    rows = [row("session-manager", e=[(1, "open")]), row("session-manager", e=[(3, "open")])]
    case("ruling-36-skimmed", lines, rows, "Ruling 36: an irrelevant record is skimmed, not checked further.", err="",
         status="0\n", stats={"records": {"total": 3, "access": 2, "other": 1, "rejected": 0}})
    case("ruling-36-strict", lines, rows, "Ruling 36: --strict checks every byte of every record.", args="--strict\n",
         err=f"ec2access: input.json: record 2, byte {lines.index('@')}: *\n", status="1\n")
    missing = [start(1, 0, requestParameters=None), start(2, 100), start(3, 200), start(4, 300)]
    missing[1]["requestParameters"] = None
    missing[2]["requestParameters"] = ""
    missing[3]["requestParameters"] = json.dumps({"target": I1})
    case("damage-request", missing, [row("session-manager", target=None), row("session-manager", target=None),
                                     row("session-manager", target=None), row("session-manager", target=I1)],
         "CONTRACT section 1: requestParameters null, absent, empty string or a string.")


def make():
    accounting()
    fleet_manager()
    targets()
    instance_map()
    filters()
    ports()
    just_in_time()
    text()
