# SPDX-License-Identifier: MIT
"""Verdicts with what was said for them: the reasons of a topic, all of them, in order. No colon: none of that topic."""
from lib import (ACCOUNT, I1, I2, NODE_IP, PC, REGION, at, case, connection, create, end, gui_start, heartbeat, opendc,
                 push, rec, refused, role, row, sid, start, tunnel, user)

NODE = "mi-0123456789abcdef0"
WHY = "CONTRACT section 3, reasons: why a verdict was reached, one sentence each. "


def steps(name, table, why):
    """Records 1000 s apart, each a row of its own."""
    records, rows = [], []
    for n, (record, method, more) in enumerate(table, 1):
        records.append({**record, "eventTime": at(n * 1000 - 36000)})
        rows.append(row(method, **more))
    case(name, records, rows, WHY + why)


def methods():
    def says(method, *reasons, **more):
        return method, {"reasons": [f"method: {text}" for text in reasons], **more}

    started = "StartSession has documentName "
    steps("verdict-method", [
        (start(1), *says("session-manager", "StartSession has no documentName, so it opens a shell")),
        (start(2, requestParameters=None),
         *says("session-manager", "StartSession shows neither target nor documentName*")),
        (start(3, document="SSM-SessionManagerRunShell"),
         *says("session-manager", started + "SSM-SessionManagerRunShell")),
        (start(4, document="AWS-StartSSHSession"), *says("session-manager-ssh", started + "AWS-StartSSHSession")),
        (start(5, document="Corp-Shell"),
         *says("session-manager-document", started + "Corp-Shell, which is none of AWS's")),
        (start(6, target="ecs:web_a_b-1"), *says("ecs-exec", "StartSession has target ecs:web_a_b-1, a container*")),
        (start(7, target="ecsXweb_a_b-1"), *says("session-manager", "StartSession has no documentName*")),
        (gui_start(8), *says("session-manager-port-forward", "userIdentity.invokedBy is ssm-guiconnect.amazonaws.com*",
                             "Fleet Manager makes its sessions as port forwards")),
        (start(9, ip="ssm-guiconnect.amazonaws.com", document="AWS-StartPortForwardingSession"),
         *says("session-manager-port-forward", "sourceIPAddress is ssm-guiconnect.amazonaws.com*",
               "Fleet Manager makes its sessions as port forwards")),
        (refused(gui_start(10)), *says("session-manager-port-forward", "userIdentity.invokedBy is*",
                                       started + "AWS-StartPortForwardingSession", kind="attempt")),
        ({**gui_start(11), "userIdentity": None, "sourceIPAddress": PC},
         *says("session-manager-port-forward", "no userIdentity, reason \"*\" and port 3389: Fleet Manager*",
               "Fleet Manager makes its sessions as port forwards")),
        (refused(end(12, 0, sid(12))), *says("session-manager", "a refused TerminateSession is an attempt of its own")),
        (push(13), *says("instance-connect", "eventName is SendSSHPublicKey")),
    ], "the method names the condition that held.")
    ports = [1433, 1521, 3306, 5432, 5439, 6379, 27017]
    steps("verdict-database-port", [
        (tunnel(n, port=str(port)), *says("endpoint-tunnel", "eventName is OpenTunnel",
                                          f"remotePort {port} is a database's; the tunnel may not lead to an instance"))
        for n, port in enumerate(ports, 1)
    ] + [(tunnel(50, port=str(port)) | {"eventID": f"00000000-0000-4000-8000-{port:012}"},
          *says("endpoint-tunnel", "eventName is OpenTunnel")) for port in (22, 3389, 1434, 5433, 80, 0)]
          + [(start(60, document="AWS-StartPortForwardingSession", parameters={"portNumber": ["5432"]}),
              *says("session-manager-port-forward", started + "AWS-StartPortForwardingSession"))],
          "Ruling 31: a tunnel to one of seven ports says that it may not lead to an instance.")


def systems():
    def says(method, os, confidence, *reasons, **more):
        return method, {"os": os, "os_confidence": confidence, "reasons": [f"os: {text}" for text in reasons] or ["os"],
                        **more}

    def forward(n, port=None, host=None, document="AWS-StartPortForwardingSession"):
        parameters = {"portNumber": [port]} if port else {}
        parameters.update({"host": [host]} if host else {})
        return start(n, document=document, parameters=parameters)

    nothing = ("unknown", None)
    remote = "AWS-StartPortForwardingSessionToRemoteHost"
    steps("verdict-os", [
        (start(1), *says("session-manager", *nothing)),
        (push(2), *says("instance-connect", "unix", "strong", "SendSSHPublicKey succeeded*")),
        (connection(3), *says("fleet-manager-rdp", "windows", "strong", "StartConnection is Fleet Manager's*")),
        (rec(4, 0, "ec2", "GetPasswordData", {"instanceId": I1}),
         *says("password-retrieval", "windows", "strong", "GetPasswordData succeeded*")),
        (forward(5, "3389"), *says("session-manager-port-forward", "windows", "weak", "port 3389 suggests Windows")),
        (forward(6, "22"), *says("session-manager-port-forward", "unix", "weak", "port 22 suggests*")),
        (forward(7), *says("session-manager-port-forward", *nothing)),
        (forward(8, document="AWS-StartSSHSession"),
         *says("session-manager-ssh", "unix", "weak", "document AWS-StartSSHSession without portNumber means port 22*")),
        (forward(9, "22", "10.0.5.5", remote),
         *says("session-manager-remote-forward", *nothing, "port 22 is that of host 10.0.5.5, not of the instance")),
        (forward(10, "8080", "10.0.5.5", remote), *says("session-manager-remote-forward", *nothing)),
        (tunnel(11, port="3389"), *says("endpoint-tunnel", "windows", "weak", "port 3389 suggests Windows")),
        (tunnel(12, port="2"), *says("endpoint-tunnel", *nothing)),
        (tunnel(13, port="1<"), *says("endpoint-tunnel", *nothing)),  # 22, if "<" were a digit
        (tunnel(14, port="3("), *says("endpoint-tunnel", *nothing)),  # 22, if "(" were one
        (tunnel(15, port="65558"), *says("endpoint-tunnel", *nothing)),  # 22 in 16 bits
        (refused(push(16)), *says("instance-connect", *nothing)),
        (refused(tunnel(17)), *says("endpoint-tunnel", *nothing)),
    ], "section 2 and ruling 7: what proves the instance's system, and what does not.")
    case("verdict-os-map", [
        heartbeat(1, -60, NODE, None, platformType="Linux"), heartbeat(2, -60, I1, platformType="Windows"),
        start(3, 0, NODE), start(4, 100, I1), start(5, 200, I2), refused(push(6, 300, I1)),
        start(7, 400, I1, document="AWS-StartSSHSession"),
    ], [row(*args[:1], **args[1]) for args in (
        says("session-manager", "linux", "strong", f"the instance map says that {NODE} runs linux", target=NODE,
             instance_id=None),
        says("session-manager", "windows", "strong", f"the instance map says that {I1} runs windows"),
        says("session-manager", *nothing),
        says("instance-connect", "windows", "strong", f"the instance map says that {I1} runs windows"),
        says("session-manager-ssh", "windows", "strong", "document AWS-StartSSHSession without portNumber*",
             f"the instance map says that {I1} runs windows"))],
         """Ruling 7: UpdateInstanceInformation proves a system at any time, also that of a managed node, which is no
        instance (ruling 22); of an instance that the map does not know nothing is said. Strong goes before weak.""")


def instances():
    names = {"i-01234567": "i-01234567", I2: I2, "i-0123456": None, "i-012345678": None, "i-0123456789abcdef01": None,
             "i-0123456789abcdeg0": None, "i-0123456g": None, "xx01234567": None, "x-0123456789abcdef0": None, NODE: None}
    records, rows = [], []
    for n, (name, instance) in enumerate(names.items(), 1):
        records.append(create(n, n * 100, sid(n), name))
        rows.append(row("session-manager", start=None, instance_id=instance, e=[(n, "agent-channel")],
                        reasons=[f"instance: CreateDataChannel was called by {instance}"] if instance else ["instance"]))
    records += [end(50, 2000, sid(50), who=role("node", I1)), opendc(51, 2100, sid(51), who=role("node", I1)),
                create(52, 2200, sid(52), who={"accountId": ACCOUNT})]
    rows += [row("session-manager", start=None, instance_id=None, e=[(50, "end")]),
             row("session-manager", start=None, instance_id=None, e=[(51, "agent-channel")]),
             row("session-manager", start=None, instance_id=None, e=[(52, "agent-channel")])]
    case("verdict-instance-channel", records, rows, """Ruling 18 and section 3: an orphan's instance is the one whose
        role session made the agent's channel, where that is named as an instance is: i- and 8 or 17 hexadecimal digits.
        Who ended or opened one from an instance does not show where it led.""")
    for name, records, instance, sentence in (
            ("sure", [heartbeat(2, -60)], I1, f"address 10.0.1.10 belonged to {I1} at that time"),
            ("unsure", [heartbeat(2, -600), heartbeat(3, -60, I2), heartbeat(4, -30)], I2,
             f"address 10.0.1.10 belonged to {I2} at that time, but an earlier owner was seen again later"),
            ("none", [], None, None)):
        case(f"verdict-address-{name}", records + [tunnel(1, 0)],
             [row("endpoint-tunnel", instance_id=instance, confidence="inferred" if name == "unsure" else "exact",
                  reasons=[f"instance: {sentence}"] if sentence else ["instance"])],
             "Ruling 24: the instance comes from the map, and the reason says how sure that is.")


def refusals():
    def says(outcome, text):
        return {"outcome": outcome, "kind": "attempt", "reasons": [f"outcome: {text}"]}

    steps("verdict-refused", [
        (refused(start(1), "AccessDenied"), "session-manager", says("denied", "errorCode is AccessDenied, a refusal")),
        (refused(push(2), "Client.UnauthorizedOperation"), "instance-connect",
         says("denied", "errorCode is Client.UnauthorizedOperation, a refusal")),
        (refused(start(3), "TargetNotConnected"), "session-manager", says("failed", "errorCode is TargetNotConnected")),
    ], "ruling 17: AccessDenied and UnauthorizedOperation are refusals, other error codes failures.")


def channels():
    """Ruling 21, the sentences of every branch."""
    s = sid(1)

    def one(name, records, outcome, sentence, why, opening=None, events=None):
        more = {"e": events} if events else {}
        case(f"verdict-channel-{name}", [opening or start(1, 0, session=s)] + records,
             [row("session-manager", outcome=outcome, **more, reasons=[
                 "outcome: the record has no errorCode, so the call succeeded", f"outcome: {outcome}: {sentence}"])],
             "Ruling 21: " + why)

    def by(n, time, ip, **more):
        return opendc(n, time, s, ip, **more)

    one("none", [], "granted", "no OpenDataChannel was recorded, so nothing shows use", "no channel at all.")
    one("created", [create(2, 0, s)], "granted", "no OpenDataChannel was recorded, so nothing shows use",
        "the agent's alone.")
    one("address", [create(2, 0, s), by(3, 1, PC)], "attached",
        f"OpenDataChannel came from the client's address {PC}, the agent's channel from another", "by address.")
    one("caller", [by(3, 1, NODE_IP, who=user())], "attached",
        f"OpenDataChannel was called by the session's own principal {user()['arn']}", "by caller.")
    one("masked-client", [by(3, 1, PC)], "granted",
        "the client's address is masked or missing, so no channel can be told to be its own", "no client address.",
        start(1, 0, session=s, ip=None))
    one("service-client", [create(2, 0, s), by(3, 1, PC)], "granted",
        "the client's address is masked or missing, so no channel can be told to be its own",
        "a service's name is no address.", start(1, 0, session=s, ip="cloud9.amazonaws.com", ua="x"))
    one("agent-address", [create(2, 0, s), by(3, 1, NODE_IP)], "granted",
        f"no OpenDataChannel shows the client's address {PC}", "the agent's own, twice.")
    one("alone", [by(3, 1, PC)], "granted",
        f"OpenDataChannel came from {PC}, but no channel of the agent shows another address", "may be the agent's.",
        events=[(1, "open"), (3, "channel")])
    one("same", [create(2, 0, s, ip=PC), by(3, 1, PC)], "granted",
        f"OpenDataChannel came from {PC}, but the agent's channel did too, so the side cannot be told", "one address.",
        events=[(1, "open"), (2, "agent-channel"), (3, "channel")])
    one("two", [by(3, 1, "192.0.2.1"), by(4, 2, "192.0.2.2")], "attached",
        "OpenDataChannels came from two addresses, 192.0.2.1 and 192.0.2.2", "two, neither the client's.",
        events=[(1, "open"), (3, "channel"), (4, "channel")])
    one("three", [by(3, 1, "192.0.2.1"), by(4, 2, "192.0.2.2"), by(5, 3, "192.0.2.3")], "attached",
        "OpenDataChannels came from two addresses, 192.0.2.1 and 192.0.2.2", "more than two tell no more than two.")
    one("one-is-unknown", [by(3, 1, "192.0.2.1"), by(4, 2, None)], "granted",
        f"no OpenDataChannel shows the client's address {PC}", "a channel without an address is no second address.")
    one("other", [create(2, 0, s), by(3, 1, NODE_IP), by(4, 2, "192.0.2.2")], "attached",
        "OpenDataChannel came from 192.0.2.2, the agent's from another address",
        "beside the agent's own, an address that is not the client's is the client's where that shows none.",
        events=[(1, "open"), (2, "agent-channel"), (3, "agent-channel"), (4, "client-channel")])
    one("agents-only", [by(3, 1, "192.0.2.1", who=role("node", I1)), by(4, 2, "192.0.2.2", who=role("node", I1))],
        "granted", f"no OpenDataChannel shows the client's address {PC}",
        "an agent behind two networks is nobody.", events=[(1, "open"), (3, "agent-channel"), (4, "agent-channel")])
    one("node-agent", [by(3, 1, "192.0.2.1", who=role("node", NODE)), by(4, 2, PC)], "attached",
        f"OpenDataChannel came from the client's address {PC}, the agent's channel from another",
        "a managed node's role session is an agent too.", start(1, 0, NODE, session=s),
        [(1, "open"), (3, "agent-channel"), (4, "client-channel")])
    one("itself", [by(3, 1, NODE_IP, who=role("node", I1)), by(4, 2, NODE_IP, who=role("node", I1))], "granted",
        f"OpenDataChannel came from {NODE_IP}, but the agent's channel did too, so the side cannot be told",
        "an instance that opens a session on itself calls both sides: its caller proves nothing.",
        start(1, 0, I1, session=s, who=role("node", I1), ip=NODE_IP))
    signed = f"OpenDataChannel was called by the session's own principal {role()['arn']}"
    one("caller-role", [by(3, 1, NODE_IP, who=role())], "attached", signed, "a role session signs for itself.",
        start(1, 0, session=s, who=role()), [(1, "open"), (3, "client-channel")])
    one("caller-other-session", [by(3, 1, NODE_IP, who=role(session="bob"))], "granted",
        f"no OpenDataChannel shows the client's address {PC}", "another session of the same role is another principal.",
        start(1, 0, session=s, who=role()), [(1, "open"), (3, "channel")])
    one("caller-no-target", [by(3, 1, NODE_IP, who=user())], "attached",
        f"OpenDataChannel was called by the session's own principal {user()['arn']}", "also where no target is seen.",
        start(1, 0, session=s, requestParameters=None))
    one("caller-unknown", [by(3, 1, NODE_IP)], "granted", f"no OpenDataChannel shows the client's address {PC}",
        "two records without an ARN are not one principal.",
        start(1, 0, session=s, who={"type": "IAMUser", "accountId": ACCOUNT}), [(1, "open"), (3, "channel")])
    one("caller-jump-host", [create(2, 0, s, I2), by(3, 1, NODE_IP, who=role("node", I1))], "attached",
        f"OpenDataChannel was called by the session's own principal {role('node', I1)['arn']}",
        "an instance that opens a session on another one is the client.",
        start(1, 0, I2, session=s, who=role("node", I1)), [(1, "open"), (2, "agent-channel"), (3, "client-channel")])
    one("ended-by-agent", [by(3, 1, PC), end(4, 60, s, who=role("node", I1), ip=NODE_IP)], "granted",
        f"OpenDataChannel came from {PC}, but no channel of the agent shows another address",
        "a TerminateSession is no channel: it shows no address of the agent's.", events=[(1, "open"), (3, "channel"), (4, "end")])
    one("unknown-client", [create(2, 0, s), by(3, 1, NODE_IP)], "granted",
        "the client's address is masked or missing, so no channel can be told to be its own",
        "nobody knows whether the client shares the agent's address.", start(1, 0, session=s, ip=None),
        [(1, "open"), (2, "agent-channel"), (3, "channel")])
    one("twice", [create(2, 0, s), by(3, 1, PC), by(4, 2, PC)], "attached",
        f"OpenDataChannel came from the client's address {PC}, the agent's channel from another",
        "a client that opened its channel again is there once, and one sentence says so.",
        events=[(1, "open"), (2, "agent-channel"), (3, "client-channel"), (4, "client-channel")])
    one("third", [create(2, 0, s), by(3, 1, NODE_IP), by(4, 2, PC), by(5, 3, "192.0.2.3")], "attached",
        f"OpenDataChannel came from the client's address {PC}, the agent's channel from another",
        "where the client's address shows its own channel, a third address is nobody's.",
        events=[(1, "open"), (2, "agent-channel"), (3, "agent-channel"), (4, "client-channel"), (5, "channel")])
    one("leading-zeros", [create(2, 0, s), by(3, 1, "203.0.113.010")], "granted",
        f"no OpenDataChannel shows the client's address {PC}", "an address with leading zeros is text, not that address.")


def given_up():
    """not-attached, its reason and its edges."""
    s = sid(1)
    why = "CONTRACT section 3, not-attached: TerminateSession by the same principal within 2 s. "

    def one(name, ender, outcome, note, who=None):
        sentence = ("not-attached: TerminateSession by the same principal within 2 seconds, and no channel of the client"
                    if outcome == "not-attached" else "granted: no OpenDataChannel was recorded, so nothing shows use")
        case(f"verdict-given-up-{name}", [start(1, 0, session=s, **({"who": who} if who else {})), ender],
             [row("session-manager", outcome=outcome, end=ender["eventTime"], reasons=[
                 "outcome: the record has no errorCode, so the call succeeded", f"outcome: {sentence}"])], why + note)

    nobody = {"type": "IAMUser", "accountId": ACCOUNT}
    by_key = {**nobody, "accessKeyId": "AKIAEXAMPLE000000001"}
    one("at-1", end(2, 1, s), "not-attached", "1 s.")
    one("early", end(2, -1, s), "granted", "An end before the start, by the stamps, is none of a client that gave up.")
    one("by-key", end(2, 1, s, who=by_key), "not-attached", "By access key where neither has an ARN.", by_key)
    one("other-key", end(2, 1, s, who={**by_key, "accessKeyId": "AKIAEXAMPLE000000002"}), "granted", "Another key.",
        by_key)
    one("nobody", end(2, 1, s, who=nobody), "granted", "No identity is no caller.", nobody)


def make():
    methods()
    systems()
    instances()
    refusals()
    channels()
    given_up()
