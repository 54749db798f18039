# SPDX-License-Identifier: MIT
"""Rulings 1 to 11 of CONTRACT section 6, as far as JSON can raise them."""
import hashlib
import json

from lib import (ACCOUNT, I1, I2, KEY, KEY_PRINT, OTHER_ACCOUNT, REGION, at, case, connection, eid, end, gui_start,
                 heartbeat, push, rec, refused, row, sid, start, user)

RSA = ("ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAABAQDm//dRX6ViYH+QSlAVwwzACYDIHiBGLwpPfctrNGoi/xWIqwlgFZdz5uy5I9dzrtT+8mkHi0"
       "JtO0CRstzjGselIkMSyt8SK3DqruARtThAeGtesyrJns5/29VkUQOYtqg9R2dIx+j00H/wi9FEpDAseViMBotL7U7Oym/8ujVCf7sk52Jjanl"
       "YdxPqh/HWlxDxN9LQJh7paTpbVU75aXWUGdDHZ6vPZfVwl3V6iwIqfYC9YkvjI2uICMFaaL+vDdjlZxHstOF3tigapJf5TusmcRSXVZmpLWUr"
       "m+mGkrHfrDTNnATwo3USIK5/cw6C/XuZy8+sPy/oY3uwyGelEw0l me@pc")
RSA_PRINT = "SHA256:Z71eo88FLXRJRsjCPGrAaXwDShwGXudHmwNnxVLULk0"


def digest(record, slash="/"):
    text = json.dumps(record, sort_keys=True, separators=(",", ":"), ensure_ascii=False).replace("/", slash)
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def account():
    nobody = {key: value for key, value in user().items() if key != "accountId"}
    case("ruling-01-account", [
        start(1, 0, recipientAccountId=OTHER_ACCOUNT), start(2, 100, recipientAccountId=None),
        start(3, 200, recipientAccountId="5.28758E+11", who=nobody),
        start(4, 300, recipientAccountId=None, who={**user(), "accountId": "5.28758E+11"})],
        [row("session-manager", account_id=OTHER_ACCOUNT), row("session-manager", account_id=ACCOUNT),
         row("session-manager", account_id=None), row("session-manager", account_id=None)],
        "Ruling 1: recipientAccountId, else userIdentity.accountId; a number in float form is null.")


def duplicates():
    one = start(1, 0, reason="typed")
    less = {**one, "requestParameters": {"target": I1, "reason": ""}}
    none = {**one, "requestParameters": {"target": I1}, "userAgent": None}
    kept = [row("session-manager", reason_given="typed", start=at(0), e=[(1, "open")])]
    case("ruling-02-duplicates", [[one, start(2, 100)], [start(2, 100), one], [one]],
         kept + [row("session-manager", e=[(2, "open")])], "Ruling 2: the same whole eventID is one record.",
         stats={"records": {"total": 5, "access": 2, "duplicates": 3}, "sessions": 2})
    case("ruling-02-more-values", [[less], [one], [none]], kept,
         "Ruling 2: where contents differ, the record with more values that are neither null nor empty counts.",
         stats={"records": {"total": 3, "access": 1, "duplicates": 2}, "sessions": 1})
    pair = None
    for n in range(1000):  # a pair that sorts alike whether "/" is written as "/" or "\\/"
        a, b = start(1, 0, reason=f"first {n}"), start(1, 0, reason=f"second {n}")
        if (digest(a) < digest(b)) == (digest(a, "\\/") < digest(b, "\\/")) and digest(b) < digest(a):
            pair = a, b
            break
    smaller = pair[1]["requestParameters"]["reason"]
    case("ruling-02-smaller-hash", [[pair[0]], [pair[1]]], [row("session-manager", reason_given=smaller)],
         """Ruling 2: equally many values: the smaller SHA-256 of the record as compact JSON, keys sorted by bytes at
         every depth; never the first read.""", stats={"records": {"total": 2, "access": 1, "duplicates": 1}})
    case("ruling-02-key-order", [[one], [dict(sorted(one.items(), reverse=True))]], kept,
         "Ruling 2: the order of keys is no difference.")
    cut = {**start(1, 0), "eventID": "ab12..."}
    case("ruling-02-masked-id", [cut, cut], [row("session-manager"), row("session-manager")],
         "CONTRACT section 1: an eventID that is not a whole UUID marks no duplicate.",
         once="two copies are two records here\n", stats={"records": {"total": 2, "access": 2, "duplicates": 0}})
    fixed = start(2, 0, reason="new", session=sid(1),
                  addendum={"reason": "UPDATED_DATA", "updatedFields": "requestParameters",
                            "originalRequestID": "11111111-0000-4000-8000-000000000001", "originalEventID": eid(1)})
    case("ruling-02-addendum", [start(1, 0, reason="old", session=sid(1)), fixed],
         [row("session-manager", reason_given="new", e=[(2, "open")])],
         "Ruling 2: a record whose addendum.originalEventID names another replaces it.")
    caller = user(account=OTHER_ACCOUNT)
    shared = {"who": caller, "session": sid(1), "sharedEventID": eid(77)}
    case("ruling-02-shared-event", [
        start(1, 0, recipientAccountId=OTHER_ACCOUNT, **shared), start(2, 0, recipientAccountId=ACCOUNT, **shared),
        heartbeat(3, -100)], [row("session-manager", account_id=ACCOUNT, instance_id=I1)],
        """Ruling 2: records of one sharedEventID in several accounts are one session, seen from the account that owns
        the instance: the heartbeat says which.""")
    def about(*arns):
        return {"resources": [{"ARN": arn, "accountId": ACCOUNT} for arn in arns]}

    document = f"arn:aws:ssm:{REGION}::document/SSM-SessionManagerRunShell"
    for name, arn in (("instance", f"arn:aws:ec2:{REGION}:{OTHER_ACCOUNT}:instance/{I1}"),
                      ("node", f"arn:aws:ssm:{REGION}:{OTHER_ACCOUNT}:managed-instance/mi-0123456789abcdef0"),
                      ("spaces", f"arn:aws:ec2: {REGION}:{OTHER_ACCOUNT}:instance/{I1}")):
        case(f"ruling-02-owner-{name}", [
            start(1, 0, recipientAccountId=OTHER_ACCOUNT, **shared, **about(document, arn)),
            start(2, 0, recipientAccountId=ACCOUNT, **shared, **about(document)), heartbeat(3, -100)],
             [row("session-manager", account_id=OTHER_ACCOUNT)],
             """Ruling 2: the account that owns the instance, by the ARN of an instance among the resources, wherever in the
        list it stands; that goes before what the map knows. Spaces after the colons of ARNs are damage (section 1).""")
    case("ruling-02-owner-order", [
        start(1, 0, recipientAccountId=OTHER_ACCOUNT, **shared,
              **about(f"arn:aws:ec2:{REGION}:{OTHER_ACCOUNT}:instance/{I2}", f"arn:aws:ec2:{REGION}:{ACCOUNT}:instance/{I1}")),
        start(2, 0, recipientAccountId=ACCOUNT, **shared)],
         [row("session-manager", account_id=ACCOUNT)],
         "HACKING, shared events: of several instances the smallest ARN counts, in whatever order they stand.")
    other = rec(5, 0, "ec2", "DescribeInstances", {})
    case("ruling-02-others-not-compared", [start(1, 0), other, other, heartbeat(6, 0), heartbeat(6, 0)],
         [row("session-manager")], "Rulings 2 and 16: context and other records count every copy.",
         stats={"records": {"total": 5, "access": 1, "context": 2, "other": 2, "duplicates": 0}})


def commands():
    def command(n, time, **request):
        return rec(n, time, "ssm", "SendCommand", {"documentName": "AWS-RunShellScript", **request},
                   response={"command": {"commandId": eid(n)}})

    def automation(n, time, **parameters):
        return rec(n, time, "ssm", "StartAutomationExecution", {"documentName": "AWS-Restart", "parameters": parameters})

    def target(key, *values):
        return {"targets": [{"key": key, "values": list(values)}]}

    table = [
        (command(1, 0, instanceIds=[I1]), I1, [I1]), (command(2, 100, instanceIds=[I1, I2]), None, [I1, I2]),
        (command(3, 200, **target("InstanceIds", I2)), I2, [I2]),
        (command(4, 300, **target("instanceids", I1, I2)), None, [I1, I2]),
        (command(5, 400, **target("tag:Role", "web")), None, []),
        (automation(6, 500, InstanceId=[I1]), I1, [I1]), (automation(7, 600, InstanceIds=[I1, I2]), None, [I1, I2]),
        (automation(8, 700, AutomationAssumeRole=["x"]), None, []),
    ]
    case("ruling-06-commands", [line[0] for line in table],
         [row("run-command", kind="action", instance_id=instance, instance_ids=named, target=None, outcome="granted",
              document=record["requestParameters"]["documentName"]) for record, instance, named in table],
         "Rulings 6 and 22: one act, one row; instance_id where exactly one is named, all in instance_ids.")
    sso = {**command(3, 106, instanceIds=[I1]), "userIdentity": {**user(), "invokedBy": "ssm-guiconnect.amazonaws.com"}}
    sso["requestParameters"]["documentName"] = "AWSSSO-CreateSSOUser"
    case("ruling-06-sso-user", [connection(1, 100), gui_start(2, 101), sso],
         [row("fleet-manager-rdp", e=[(1, "connection"), (2, "open")]),
          row("run-command", kind="action", document="AWSSSO-CreateSSOUser", instance_id=I1, e=[(3, "open")])],
         "Ruling 6: a Fleet Manager login's AWSSSO-CreateSSOUser command is a row of its own.")


def systems():
    agent = "aws-sdk-go/1.51.20 (go1.20.12; {}; amd64) amazon-ssm-agent/"
    why = "Ruling 7: "

    def one(name, records, system, confidence, note, method="session-manager"):
        case(f"ruling-07-{name}", records, [row(method, os=system, os_confidence=confidence)], why + note)

    late = 86400 // 4
    for name in ("Linux", "Windows", "MacOS"):
        one("platform-" + name.lower(), [start(1, 0), heartbeat(2, late, platformType=name)], name.lower(), "strong",
            "UpdateInstanceInformation proves it for the instance at any time, also later.")
    one("agent-linux", [heartbeat(2, -late, ua=agent.format("linux")), start(1, 0)], "linux", "strong",
        "the agent's userAgent.")
    one("agent-windows", [heartbeat(2, -late, ua=agent.format("windows")), start(1, 0)], "windows", "strong",
        "the agent's userAgent.")
    run = {"instancesSet": {"items": [{"instanceId": I1, "platform": "windows", "privateIpAddress": "10.0.1.10"}]}}
    one("run-instances", [rec(2, -100, "ec2", "RunInstances", {}, response=run), start(1, 0)], "windows", "strong",
        "RunInstances platform.")
    plain = {"instancesSet": {"items": [{"instanceId": I1, "privateIpAddress": "10.0.1.10"}]}}
    one("no-platform", [rec(2, -100, "ec2", "RunInstances", {}, response=plain), start(1, 0)], "unknown", None,
        "a missing platform proves nothing.")
    one("other-instance", [heartbeat(2, 0, I2, platformType="Linux"), start(1, 0)], "unknown", None,
        "a fact is one instance's.")
    one("linux-before-unix", [heartbeat(2, 0, platformType="Linux"), push(1, 0)], "linux", "strong",
        "strong evidence both; the more specific counts.", "instance-connect")
    one("strong-before-weak", [heartbeat(2, 0, platformType="Linux"),
                               start(1, 0, document="AWS-StartPortForwardingSession",
                                     parameters={"portNumber": ["3389"]})], "linux", "strong",
        "strong before weak.", "session-manager-port-forward")
    one("refused-push", [refused(push(1, 0))], "unknown", None, "a refused call proves nothing itself.",
        "instance-connect")
    one("refused-push-known", [refused(push(1, 0)), heartbeat(2, 0, platformType="Windows")], "windows", "strong",
        "what the map knows of the instance still holds for a refused call.", "instance-connect")
    one("client-system", [start(1, 0)], "unknown", None,
        "section 2: the client's own system in a userAgent (os/windows#11) is never evidence.")
    case("ruling-07-own-row", [push(1, 0), start(2, 100)],
         [row("instance-connect", os="unix"), row("session-manager", instance_id=I1, os="unknown", os_confidence=None)],
         why + "a push proves it for its own row only.")


def small_ones():
    table = [(KEY, KEY_PRINT), (KEY + "\n", KEY_PRINT), (KEY + " me@pc\n", KEY_PRINT), (RSA, RSA_PRINT),
             ("ssh-ed25519 AAAA...", None), ("", None), ("ssh-rsa ABCDEFGHIJKLMNO01234567890EXAMPLE", None)]
    case("ruling-08-fingerprint", [push(n, n * 100, key=key) for n, (key, _) in enumerate(table, 1)],
         [row("instance-connect", public_key_fingerprint=print_) for _, print_ in table],
         "Ruling 8: as ssh-keygen -l prints it (made with it); null where the key does not parse.")
    case("ruling-09-connection", [connection(1, 0, uuid="ABCDEF12-52c3-4f6a-8d1e-b0a97c65e4f3")],
         [row("fleet-manager-rdp", connection_id="ABCDEF12-52c3-4f6a-8d1e-b0a97c65e4f3", ssm_session_id=None)],
         "Ruling 9: connection_id is the UUID of ConnectionArn, as logged.")
    times = ["2024-05-14T10:00:00", "2024-05-14T10:01:00.987654Z", "2024-05-14 10:02:00.000000000",
             "2024-05-14T12:03:00+02:00", "2024-05-14T10: 04: 00Z"]
    case("ruling-11-times", [start(n, time) for n, time in enumerate(times, 1)],
         [row("session-manager", start=at(60 * n)) for n in range(5)],
         "Ruling 11: times without a zone are UTC, fractions are dropped; section 1: spaces after colons.")
    case("ruling-05-name-with-dashes", [end(1, 0, "botocore-session-1694071106-0b7c6d5e4f3a29180")],
         [row("session-manager", principal={"session_name": "botocore-session-1694071106"})],
         "Ruling 5: the session id is split at its last \"-\".")


def make():
    account()
    duplicates()
    commands()
    systems()
    small_ones()
