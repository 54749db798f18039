# SPDX-License-Identifier: MIT
"""Every row of the join table of CONTRACT section 3: just inside its window, just outside, and every key off by one."""
from lib import (ACCOUNT, I1, I2, KEY_PRINT, OTHER_ACCOUNT, PC, PC2, at, case, connection, create, eid, end,
                 gui_start, heartbeat, opendc, push, rec, resume, row, sid, start, tunnel, user)

WHY = "CONTRACT section 3, join table: "


def masked(record, mask="..."):
    """A record as published samples cut it: its event id is no whole UUID, its session id hides its rest."""
    record = {**record, "eventID": f"{int(record['eventID'][-4:], 16):04x}{mask}"}
    for part in ("requestParameters", "responseElements"):
        if record[part] and "sessionId" in record[part]:
            record[part] = {**record[part], "sessionId": "alice" + mask}
    return record


def session_id():
    s = sid(1)
    case("join-session-any-time", [
        end(6, "2024-06-20T08:00:00Z", s), start(1, 0, session=s), create(2, 1, s), opendc(3, 1, s),
        opendc(4, 2, s, PC), resume(5, 3600, s)],
        [row("session-manager", confidence="exact", outcome="attached", start=at(0), end="2024-06-20T08:00:00Z",
             end_reason="terminated", resumed=1, ssm_session_id=s,
             e=[(1, "open"), (2, "agent-channel"), (3, "agent-channel"), (4, "client-channel"), (5, "resume"),
                (6, "end")])], WHY + "session id, account and region agree: joined at any time, exact.")
    for name, more in (("account", {"recipientAccountId": OTHER_ACCOUNT}), ("region", {"awsRegion": "eu-west-1"})):
        case(f"join-session-other-{name}", [start(1, 0, session=s), end(2, 60, s, **more)],
             [row("session-manager", start=at(0), end=None, e=[(1, "open")]),
              row("session-manager", start=None, end=at(60), target=None, surface="unknown", e=[(2, "end")])],
             WHY + f"the same session id in another {name} is another session; the end is an orphan (ruling 5).")
    for name, seconds, joined in (("m2", -2, True), ("m3", -3, False), ("p10", 10, True), ("p11", 11, False)):
        records = [masked(start(1, 0, session=s)), masked(opendc(2, seconds, s))]
        opened = {"id": "0001...", "role": "open"}
        channel = {"id": "0002..."}
        rows = [{"method": "session-manager", "start": at(0), "confidence": "exact", "events": [opened]},
                {"method": "session-manager", "start": None, "events": [channel]}]
        if joined:
            events = [channel, opened] if seconds < 0 else [opened, channel]
            rows = [{"method": "session-manager", "start": at(0), "confidence": "inferred", "outcome": "granted",
                     "events": events}]
        elif seconds < 0:
            rows.reverse()
        case(f"join-session-masked-{name}", records, rows, WHY + """masked session ids join from -2 to +10 s only, and
             the session is inferred (section 1); an orphan channel gives a session without a start.""",
             once="masked event ids mark no duplicate\n")
    for name, seconds, joined in (("p10", 10, True), ("p11", 11, False)):
        lone = [row("session-manager", start=at(0), e=[(1, "open")]),
                row("session-manager", start=None)]
        case(f"join-session-missing-{name}",
             [start(1, 0, response=None), {**opendc(2, seconds, s), "requestParameters": None}],
             [row("session-manager", start=at(0), confidence="inferred", outcome="granted")] if joined
             else [lone[0], {**lone[1], "events": [{"id": eid(2)}]}],
             WHY + "both session ids are missing: -2 to +10 s, inferred; an absent key neither agrees nor disagrees.")


def ecs():
    s, target = "ecs-execute-command-0123456789abcdef0", "ecs:web_0123456789abcdef_fedcba9876543210-1"
    execute = rec(1, 0, "ecs", "ExecuteCommand",
                  {"cluster": "web", "container": "app", "task": "0123456789abcdef", "command": "/bin/sh",
                   "interactive": True},
                  response={"session": {"sessionId": s, "streamUrl": "wss://x", "tokenValue": "hidden"}})
    case("join-ecs-any-time", [start(2, 7200, target, s), execute],
         [row("ecs-exec", confidence="exact", instance_id=None, target=target, start=at(0), ssm_session_id=s,
              e=[(1, "open"), (2, "open")])],
         WHY + "ExecuteCommand and StartSession share the session id; ExecuteCommand opens, the target is the "
               "StartSession's (ruling 22), and a container is no instance.")


def push_and_ssh():
    def records(seconds, target=I1, who=None):
        return [push(1, 100), start(2, 100 + seconds, target, document="AWS-StartSSHSession",
                                    parameters={"portNumber": ["22"]}, who=who)]

    def apart(seconds, target=I1):
        rows = [row("instance-connect", instance_id=I1, start=at(100), e=[(1, "push")]),
                row("session-manager-ssh", instance_id=target, start=at(100 + seconds), os="unix", os_confidence="weak",
                    e=[(2, "open")])]
        return rows if seconds > 0 else rows[::-1]

    for name, seconds in (("m2", -2), ("p60", 60)):
        events = [(1, "push"), (2, "open")] if seconds > 0 else [(2, "open"), (1, "push")]
        case(f"join-push-ssh-{name}", records(seconds),
             [row("session-manager-ssh", confidence="strong", instance_id=I1, start=at(100 + seconds), os="unix",
                  os_confidence="strong", os_user="ec2-user", public_key_fingerprint=KEY_PRINT, remote_port=22,
                  e=events)], WHY + "push and AWS-StartSSHSession of one principal and instance, -2 ... +60 s: one "
                              "session, opened by StartSession; two keys agree, so strong.")
    for name, seconds in (("m3", -3), ("p61", 61)):
        case(f"join-push-ssh-{name}", records(seconds), apart(seconds), WHY + "outside -2 ... +60 s.")
    case("join-push-ssh-other-instance", records(5, I2), apart(5, I2), WHY + "instance and target differ.")
    case("join-push-ssh-other-principal", records(5, who=user("bob")), apart(5), WHY + "another principal.")
    case("join-push-shell", [push(1, 0), start(2, 5)],
         [row("instance-connect", e=[(1, "push")]), row("session-manager", e=[(2, "open")])],
         WHY + "a shell session does not take a key: only AWS-StartSSHSession joins.")


def fleet_manager():
    for name, seconds, joined in (("m2", -2, True), ("m3", -3, False), ("p30", 30, True), ("p31", 31, False)):
        lone = [row("fleet-manager-rdp", start=at(100), e=[(1, "connection")]),
                row("session-manager-port-forward", start=at(100 + seconds), surface="console", e=[(2, "open")])]
        events = [(1, "connection"), (2, "open")] if seconds > 0 else [(2, "open"), (1, "connection")]
        case(f"join-connection-{name}", [connection(1, 100), gui_start(2, 100 + seconds)],
             [row("fleet-manager-rdp", confidence="strong", instance_id=I1, start=at(100), remote_port=3389, os="windows",
                  os_confidence="strong", surface="console", e=events)] if joined
             else lone if seconds > 0 else lone[::-1],
             WHY + "StartConnection and the StartSession of ssm-guiconnect, -2 ... +30 s; apart, the StartSession is "
                   "a port forward (ruling 18).")
    case("join-connection-other-instance", [connection(1, 0), gui_start(2, 1, I2)],
         [row("fleet-manager-rdp", instance_id=I1, e=[(1, "connection")]),
          row("session-manager-port-forward", instance_id=I2, e=[(2, "open")])], WHY + "InstanceId is not target.")
    case("join-connection-other-principal", [connection(1, 0), gui_start(2, 1, who=user("bob"))],
         [row("fleet-manager-rdp", e=[(1, "connection")]), row("session-manager-port-forward", e=[(2, "open")])],
         WHY + "another principal.")
    case("join-connection-not-guiconnect", [connection(1, 0), start(2, 1, document="AWS-StartPortForwardingSession",
                                                                    parameters={"portNumber": ["3389"]})],
         [row("fleet-manager-rdp", e=[(1, "connection")]), row("session-manager-port-forward", e=[(2, "open")])],
         WHY + "a port forward that ssm-guiconnect did not make is one of its own.")
    case("join-connection-sso", [connection(1, 0), gui_start(2, 0), gui_start(3, 9), end(4, 9, sid(2))],
         [row("fleet-manager-rdp", confidence="strong", ssm_session_id=sid(3), end=None, end_reason=None,
              e=[(1, "connection"), (2, "open"), (3, "open"), (4, "end")])],
         WHY + "SSO makes two StartSessions, still one session; the end of the first alone ends nothing (ruling 19).")
    arn = f"arn:aws:ssm-guiconnect:eu-central-1:{ACCOUNT}:connection/1e9d40b7-52c3-4f6a-8d1e-b0a97c65e4f3"
    token = "1e9d40b7-52c3-4f6a-8d1e-b0a97c65e4f3_e1a85f90-3b2c-4d7e-9a61-0c4f8e2d7b15"
    gui = {"ua": "aws-internal/3 aws-sdk-java/1.12.479"}
    case("join-connection-cancel", [
        rec(4, "2024-05-15T09:00:00Z", "ssm-guiconnect", "CancelConnection", {"ConnectionArn": arn}, **gui),
        rec(3, 7200, "ssm-guiconnect", "GetConnection", {"ConnectionToken": token}, readOnly=True, **gui),
        connection(1, 0), gui_start(2, 1)],
        [row("fleet-manager-rdp", connection_id="1e9d40b7-52c3-4f6a-8d1e-b0a97c65e4f3", end="2024-05-15T09:00:00Z",
             end_reason="cancelled", e=[(1, "connection"), (2, "open"), (3, "connection"), (4, "end")])],
        WHY + "ConnectionArn and the uuid of ConnectionToken join at any time; CancelConnection ends (ruling 19).")


def push_and_tunnel():
    def apart(seconds, **more):
        rows = [row("instance-connect", start=at(100), os="unix", e=[(1, "push")]),
                row("endpoint-tunnel", start=at(100 + seconds), **more, e=[(2, "tunnel")])]
        return rows if seconds > 0 else rows[::-1]

    def joined(events, **more):
        return [row("instance-connect-endpoint", instance_id=I1, start=at(100), os="unix", os_confidence="strong",
                    os_user="ec2-user", endpoint_id="eice-0123456789abcdef0", private_ip="10.0.1.10", remote_port=22,
                    public_key_fingerprint=KEY_PRINT, e=events, **more)]

    for name, seconds in (("m2", -2), ("p60", 60)):
        events = [(1, "push"), (2, "tunnel")] if seconds > 0 else [(2, "tunnel"), (1, "push")]
        case(f"join-push-tunnel-{name}", [tunnel(2, 100 + seconds), push(1, 100)],
             joined(events, confidence="strong"),
             WHY + "same ARN, account, region and source address, -2 ... +60 s: strong; the push opens (ruling 20).")
    for name, seconds in (("m3", -3), ("p61", 61)):
        case(f"join-push-tunnel-{name}", [push(1, 100), tunnel(2, 100 + seconds)],
             apart(seconds, instance_id=None, os="unix", os_confidence="weak"), WHY + "outside -2 ... +60 s.")
    for name, more in (("principal", {"who": user("bob")}), ("account", {"recipientAccountId": OTHER_ACCOUNT}),
                       ("region", {"awsRegion": "eu-west-1"}), ("address", {"ip": PC2}), ("port", {"port": "3389"})):
        case(f"join-push-tunnel-other-{name}", [push(1, 100), tunnel(2, 105, **more)], apart(5),
             WHY + (f"another {name} is another act." if name != "port" else
                    "not to a port of ruling 31."))
    case("join-push-tunnel-no-address", [push(1, 100), tunnel(2, 101, ip="AWS Internal")],
         joined([(1, "push"), (2, "tunnel")], confidence="inferred"),
         WHY + "one side's source is no address, so it is not compared; only the principal agrees: inferred.")
    case("join-push-tunnel-known-address", [heartbeat(9, 0), push(1, 100), tunnel(2, 101, ip="AWS Internal")],
         joined([(1, "push"), (2, "tunnel")], confidence="strong"),
         WHY + "the instance map knows the private address: principal and instance agree, strong.")
    case("join-push-tunnel-wrong-address", [heartbeat(9, 0, I2), push(1, 100), tunnel(2, 101)],
         apart(1, instance_id=I2), WHY + "the instance map knows the private address as another instance's.")
    case("join-push-tunnel-one-to-one", [push(1, 100), push(3, 110), tunnel(2, 109)],
         [row("instance-connect", start=at(100), e=[(1, "push")]),
          row("instance-connect-endpoint", start=at(110), e=[(2, "tunnel"), (3, "push")])],
         WHY + "one to one, the nearest in time first.")
    case("join-push-tunnel-two", [push(1, 100), push(3, 110), tunnel(2, 109), tunnel(4, 112)],
         [row("instance-connect-endpoint", start=at(100), e=[(1, "push"), (4, "tunnel")]),
          row("instance-connect-endpoint", start=at(110), e=[(2, "tunnel"), (3, "push")])],
         WHY + "one to one: the nearest pair (1 s) first, then what is left (12 s).")
    case("join-push-tunnel-more-keys", [heartbeat(9, 0), push(1, 100), tunnel(2, 105, "10.0.9.9"), tunnel(3, 105)],
         [row("instance-connect-endpoint", start=at(100), private_ip="10.0.1.10", e=[(1, "push"), (3, "tunnel")]),
          row("endpoint-tunnel", start=at(105), private_ip="10.0.9.9", e=[(2, "tunnel")])],
         WHY + "two tunnels equally near: the one with more agreeing keys.")
    case("join-push-tunnel-ids", [push(1, 100), tunnel(2, 105, "10.0.9.9"), tunnel(3, 105)],
         [row("instance-connect-endpoint", start=at(100), private_ip="10.0.9.9", e=[(1, "push"), (2, "tunnel")]),
          row("endpoint-tunnel", start=at(105), private_ip="10.0.1.10", e=[(3, "tunnel")])],
         WHY + "equally near, equally many keys: the smaller event ids.")


def make():
    session_id()
    ecs()
    push_and_ssh()
    fleet_manager()
    push_and_tunnel()
