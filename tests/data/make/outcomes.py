# SPDX-License-Identifier: MIT
"""Outcomes: every branch of ruling 21, not-attached, refused calls (rulings 10 and 17), orphans (5, 18)."""
from lib import (ACCOUNT, I1, NODE_IP, PC, REGION, at, case, connection, create, end, gui_start, opendc, push,
                 rec, refused, resume, role, row, sid, start, tunnel, user)

S = sid(1)
OPEN = (1, "open")
R21 = "Ruling 21: "


def attached():
    def one(name, records, outcome, why, e=None):
        more = {"e": e} if e else {}
        case(f"ruling-21-{name}", [start(1, 0, session=S)] + records,
             [row("session-manager", outcome=outcome, confidence="exact", start=at(0), **more)], R21 + why)

    one("client-channel", [create(2, 0, S), opendc(3, 1, S, PC)], "attached",
        "CreateDataChannel from another address than the client's, and the client's own OpenDataChannel.",
        [OPEN, (2, "agent-channel"), (3, "client-channel")])
    one("agent-only", [create(2, 0, S), opendc(3, 1, S, NODE_IP)], "granted",
        "the only OpenDataChannel comes from CreateDataChannel's address: the agent's; nothing proves use.",
        [OPEN, (2, "agent-channel"), (3, "agent-channel")])
    one("one-address", [create(2, 0, S, ip=PC), opendc(3, 1, S, PC)], "granted",
        "client and instance leave by one address: the side of the OpenDataChannel cannot be told.",
        [OPEN, (2, "agent-channel"), (3, "channel")])
    one("one-address-two", [create(2, 0, S, ip=PC), opendc(3, 1, S, PC), opendc(4, 2, S, PC)], "granted",
        "two OpenDataChannels, but from one address.")
    one("two-opens", [opendc(3, 1, S, NODE_IP), opendc(4, 2, S, PC)], "attached",
        "two OpenDataChannels from different addresses.")
    one("single-open", [opendc(3, 1, S, PC)], "granted", """an OpenDataChannel from StartSession's address alone may be
        the agent's behind the same address.""")
    one("signed", [create(2, 0, S, ip=PC), opendc(3, 1, S, PC, who=user())], "attached",
        "an OpenDataChannel with StartSession's own principal is the client's, whatever the address.",
        [OPEN, (2, "agent-channel"), (3, "client-channel")])
    one("signed-other", [create(2, 0, S, ip=PC), opendc(3, 1, S, PC, who=role("node", I1, mfa="false"))], "granted",
        "an OpenDataChannel signed by the instance is the agent's.")
    one("no-channels", [], "granted", "no channel record at all.", [OPEN])
    case("ruling-21-order", [opendc(3, 0, S, PC), start(1, 0, session=S), create(2, 2, S)],
         [row("session-manager", outcome="attached",
              e=[(1, "open"), (3, "client-channel"), (2, "agent-channel")])],
         R21 + "the side is never decided by order: a browser opens before the agent creates.")


def not_attached():
    why = """CONTRACT section 3, outcome: not-attached is a TerminateSession by the same principal within 2 s of
        StartSession and no client-side channel. """
    channels = [create(2, 0, S), opendc(3, 0, S, NODE_IP)]

    def one(name, records, outcome, note, seconds):
        case(f"outcome-{name}", [start(1, 0, session=S)] + records,
             [row("session-manager", outcome=outcome, end=at(seconds), end_reason="terminated")], why + note)

    one("not-attached-2s", channels + [end(4, 2, S)], "not-attached", "2 s: inside.", 2)
    one("not-attached-0s", [end(4, 0, S)], "not-attached", "The same second.", 0)
    one("terminated-3s", channels + [end(4, 3, S)], "granted", "3 s: outside.", 3)
    one("terminated-by-other", channels + [end(4, 1, S, who=user("bob"))], "granted", "Another principal.", 1)
    one("terminated-attached", channels + [opendc(5, 1, S, PC), end(4, 2, S)], "attached",
        "The client had its channel.", 2)
    case("outcome-two-ends", [start(1, 0, session=S), end(2, 100, S), end(3, 200, S)],
         [row("session-manager", e=[OPEN, (2, "end"), (3, "end")])],
         "CONTRACT section 3: every TerminateSession of the session id belongs to the one session.")


def refusals():
    arn = f"arn:aws:ec2:{REGION}:{ACCOUNT}:instance/"
    message = f"User: {user()['arn']} is not authorized to perform: ssm:StartSession on resource: {arn}"
    table = [
        (refused(start(1, 0), message=message + I1, request=False), "session-manager", "denied", I1, None),
        (refused(start(2, 100), message=message + "mi-0123456789abcdef0", request=False), "session-manager", "denied",
         None, None),
        (refused(start(3, 200), "TargetNotConnected", f"{I1} is not connected."), "session-manager", "failed", I1, I1),
        (refused(start(4, 300, document="AWS-StartSSHSession"), "AccessDeniedException"), "session-manager-ssh",
         "denied", I1, I1),
        (refused(push(5, 400), message=message + I1, request=False), "instance-connect", "denied", I1, None),
        (refused(tunnel(6, 500)), "endpoint-tunnel", "denied", None, None),
        (refused(connection(7, 600)), "fleet-manager-rdp", "denied", I1, I1),
        (refused(rec(8, 700, "ec2", "GetPasswordData", {"instanceId": I1}), "Client.UnauthorizedOperation"),
         "password-retrieval", "denied", I1, I1),
        (refused(rec(9, 800, "ssm", "SendCommand", {"documentName": "AWS-RunShellScript", "instanceIds": [I1]}),
                 "InvalidInstanceId"), "run-command", "failed", I1, None),
        (refused(end(10, 900, S)), "session-manager", "denied", None, None),
        (refused(resume(11, 1000, S), "ThrottlingException"), "session-manager", "failed", None, None),
        (refused(rec(12, 1100, "ec2-instance-connect", "SendSerialConsoleSSHPublicKey", {"instanceId": I1}),
                 "SerialConsoleAccessDisabledException"), "serial-console", "failed", I1, I1),
    ]
    rows = [row(method, kind="attempt", outcome=outcome, instance_id=instance, target=target, start=at(100 * n), end=None,
                confidence="exact", events=[{"id": table[n][0]["eventID"]}])
            for n, (_, method, outcome, instance, target) in enumerate(table)]
    for expected in rows:
        expected["events"] = expected.pop("events")
    case("ruling-17-attempts", [line[0] for line in table],
         [{**expected, "events": [{"id": line[0]["eventID"]}]} for expected, line in zip(rows, table)],
         """Rulings 10 and 17: AccessDenied and UnauthorizedOperation anywhere in errorCode are denied, every other
         code failed; each is a row of its own, whose start is its time; method from requestParameters alone; the
         instance from errorMessage where parameters are missing, only i- ids.""")
    case("ruling-17-refused-channels", [start(1, 0, session=S), refused(create(2, 1, S), "BadRequest"),
                                        refused(opendc(3, 900, sid(9)), "BadRequest")],
         [row("session-manager", outcome="granted", start=at(0))],
         "Ruling 17: refused channel records are access records and make no row.",
         stats={"records": {"total": 3, "access": 3, "other": 0, "context": 0}, "sessions": 1})
    case("ruling-17-refused-end", [start(1, 0, session=S), refused(end(2, 60, S, who=user("bob")))],
         [row("session-manager", start=at(0), end=None, e=[OPEN]),
          row("session-manager", kind="attempt", outcome="denied", start=at(60), e=[(2, "end")])],
         "Ruling 17: a refused TerminateSession ends nothing; it is an attempt of its own.")


def orphans():
    lone = {"identity": "unknown", "arn": None, "name": None, "access_key_id": None, "mfa": None}
    same = {"kind": "session", "surface": "unknown", "outcome": "granted", "start": None, "target": None,
            "instance_id": None, "source_ip": None, "user_agent": None, "os": "unknown", "account_id": ACCOUNT,
            "region": REGION, "confidence": "exact"}
    case("ruling-05-orphans", [
        end(1, 0, "bob.x-y-0123456789abcdef0"), resume(2, 100, "eve@example.com-wzleysigzmbd6fmkefjqvt5w4u")],
        [row("session-manager", **same, end=at(0), end_reason="terminated", resumed=0,
             ssm_session_id="bob.x-y-0123456789abcdef0", principal={**lone, "session_name": "bob.x-y"}, e=[(1, "end")]),
         row("session-manager", **same, end=None, end_reason=None, resumed=1,
             principal={**lone, "session_name": "eve@example.com"}, e=[(2, "resume")])],
        """Ruling 5: an orphan's surface is unknown and start null; the principal holds only the session name that the
        session id begins with, before its last "-". Ruling 18: session-manager, target null.""")
    case("ruling-05-orphan-joined", [resume(2, 50, S), end(1, 100, S)],
         [row("session-manager", start=None, end=at(100), resumed=1, e=[(2, "resume"), (1, "end")])],
         "Ruling 5 and section 3: records of one session id are one session, also without its StartSession.")
    case("ruling-05-orphan-channel", [create(1, 0, S), opendc(2, 1, S)],
         [row("session-manager", start=None, end=None, outcome="granted", target=None,
              e=[(1, "agent-channel"), (2, "channel")])],
         """CONTRACT section 3: an orphan channel gives a session whose start is null. Both channels came from one
         address, but without StartSession the client's is not known, and it may share that one: side unknown.""")
    case("ruling-18-gui-alone", [gui_start(1, 0)],
         [row("session-manager-port-forward", surface="console", target=I1, instance_id=I1, remote_port=3389,
              os="windows", os_confidence="weak", e=[OPEN])],
         "Ruling 18: a StartSession made by ssm-guiconnect without its StartConnection is a port forward.")


def make():
    attached()
    not_attached()
    refusals()
    orphans()
