# SPDX-License-Identifier: MIT
"""Flags (CONTRACT section 3, a later key; doc/flags.md): where each one holds, and the nearest case where it does not."""
import hashlib

from lib import (ACCOUNT, I1, I2, I3, KEY_PRINT, PC, PC2, at, case, create, eid, end,
                 heartbeat, push, rec, refused, role, row, sid, start, tunnel, user)

KEY2 = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOd9GF0B4pZcgWS9wIpqTb4GIeqg9TZqGXcTmNZ9HtKp"
ALICE = user()["arn"]
NEW = ["first-seen-principal", "first-seen-address"]
NEW_WHO, NEW_FROM = NEW
AKIA = "long-term-key"
ROOT = {"type": "Root", "principalId": ACCOUNT, "arn": f"arn:aws:iam::{ACCOUNT}:root", "accountId": ACCOUNT,
        "accessKeyId": "ASIAEXAMPLE000000009"}
I4, I5 = "i-0ddddddddddddddd4", "i-0eeeeeeeeeeeeeee5"


def flagged(*flags, **more):
    return row(more.pop("method", "session-manager"), flags=list(flags), **more)


def by_id(*numbers):
    """Rows of one second stand in the order of their ids, which are hashes of event ids (CONTRACT section 3)."""
    return sorted(numbers, key=lambda n: hashlib.sha256(b"event\0" + eid(n).encode()).digest())


def said(name, words):
    return f"flag: {name}: {words}"


def node(instance=I1, **more):
    return role("app", instance, mfa="false", ec2RoleDelivery="2.0", **more)


def callers():
    case("flag-root", [start(1, 0, who=ROOT), start(2, 10, who=user("root"))],
         [flagged("root", *NEW), flagged(AKIA, NEW_WHO)],
         "root is the account's root user, as userIdentity.type says; a user who is called root is none.")
    who = [role(mfa="false"), role(mfa="true"), role(mfa=None),
           {**role(session="fed", mfa="false"), "type": "FederatedUser"}]
    case("flag-no-mfa", [start(n + 1, n, who=who[n]) for n in range(4)],
         [flagged("no-mfa", *NEW, reasons=[said("no-mfa", "*mfaAuthenticated is false"), said(NEW_WHO, "*"), said(NEW_FROM, "*")]),
          flagged(principal={"mfa": True}), flagged(principal={"mfa": None}),
          flagged(NEW_WHO, principal={"mfa": None})],
         """no-mfa only where the record says false: true has none, a record without the field and a federated user
         (ruling 33) are not known to have had none.""")
    case("flag-long-term-key", [start(1, 0), start(2, 10, who=user(key="ASIAEXAMPLE000000001")),
                                start(3, 20, who=user(key=None))],
         [flagged(AKIA, *NEW, reasons=[said(AKIA, "access key AKIAEXAMPLE000000001 *"), said(NEW_WHO, "*"),
                                       said(NEW_FROM, "*")]), flagged(), flagged()],
         "long-term-key: AKIA; a temporary key (ASIA) or none is not.")
    case("flag-from-instance", [start(1, 0, I2, who=node()), start(2, 10, I1, who=node()),
                                start(3, 20, "mi-0123456789abcdef0", who=node()),
                                start(4, 30, I2, who=role("app", "i-smith"))],
         [flagged("no-mfa", "from-instance", *NEW, instance_id=I2, reasons=[
             said("no-mfa", "*"), said("from-instance", f"the caller is instance {I1}, the target is {I2}"),
             said(NEW_WHO, "*"), said(NEW_FROM, "*")]),
          flagged("no-mfa", *NEW, instance_id=I1), flagged("no-mfa", "from-instance", instance_id=None),
          flagged(NEW_WHO, instance_id=I2)],
         """from-instance: the caller is a role session of another instance; not where an instance starts a session on
         itself, nor for somebody called i-smith. A managed node is another host.""")
    forward = {"host": ["db.example"], "portNumber": ["5432"], "localPortNumber": ["5432"]}
    case("flag-remote-forward", [
        start(1, 0, document="AWS-StartPortForwardingSessionToRemoteHost", parameters=forward),
        start(2, 10, document="AWS-StartPortForwardingSession", parameters={"portNumber": ["5432"]})],
         [flagged(AKIA, "remote-forward", *NEW, method="session-manager-remote-forward", reasons=[
             said(AKIA, "*"), said("remote-forward", "*host db.example, port 5432"), said(NEW_WHO, "*"),
             said(NEW_FROM, "*")]),
          flagged(AKIA, method="session-manager-port-forward")],
         "remote-forward: to another host; a forward to the instance's own port is none.")
    as_root, as_other = push(1, 0), push(2, 100)
    as_root["requestParameters"]["instanceOSUser"] = "root"
    as_other["requestParameters"]["instanceOSUser"] = "rooty"
    case("flag-root-os-user", [as_root, as_other],
         [flagged(AKIA, *NEW, "root-os-user", method="instance-connect", os_user="root"),
          flagged(AKIA, method="instance-connect", os_user="rooty")],
         "root-os-user: the user on the host is root, and no other whose name begins so.")
    through = [heartbeat(1, -60), start(2, 0, document="AWS-StartSSHSession", parameters={"portNumber": ["22"]}),
               start(3, 100, document="AWS-StartSSHSession", parameters={"portNumber": ["22"]})]
    log = "".join(f"{at(time)} ip-10-0-1-10 sshd[{time}]: Accepted password for {name} from 127.0.0.1 port 5{time:04} ssh2\n"
                  for name, time in (("root", 3), ("rooty", 103)))
    case("flag-root-os-user-login", [through, log],
         [flagged(AKIA, *NEW, "root-os-user", method="session-manager-ssh", os_user="root", outcome="attached"),
          flagged(AKIA, method="session-manager-ssh", os_user="rooty", outcome="attached")],
         "root-os-user: a session whose record names no user, but the host's log shows who got in through it.")


def elsewhere():
    def one(name, why, records, flags, reasons=None):
        case(f"flag-elsewhere-{name}", records,
             [flagged(*flags, e=[(1, "open")], **({"reasons": reasons} if reasons else {}))],
             "instance-credentials-elsewhere: " + why)

    on, off = ["no-mfa", "instance-credentials-elsewhere", *NEW], ["no-mfa", *NEW]
    call = start(1, 0, I1, who=node(), ip=PC)
    one("other", "an address of the instance is known by then, and the call came from another.",
        [heartbeat(2, -60), call], on,
        [said("no-mfa", "*"), said("instance-credentials-elsewhere", f"the credentials of {I1} came from {PC}, *10.0.1.10; no public *"),
         said(NEW_WHO, "*"), said(NEW_FROM, "*")])
    one("behind-nat", "only private addresses of it are known, and it called from a public one: the sentence says so.",
        [heartbeat(2, -60, address="10.0.1.10"), call], on,
        [said("no-mfa", "*"), said("instance-credentials-elsewhere", f"the credentials of {I1} came from {PC}, *10.0.1.10; no public address *"),
         said(NEW_WHO, "*"), said(NEW_FROM, "*")])
    one("public-known", "a public address of it is known, and the call came from another.",
        [heartbeat(2, -60, address="198.51.100.77"), call], on,
        [said("no-mfa", "*"), said("instance-credentials-elsewhere", f"the credentials of {I1} came from {PC}, *198.51.100.77"),
         said(NEW_WHO, "*"), said(NEW_FROM, "*")])
    one("same-second", "an address that was seen in that second is known.", [heartbeat(2, 0), call], on)
    one("unknown", "nothing is known of the instance's addresses, so nothing is said.", [call], off)
    one("later", "the address was first seen a second later; what was before is not known.",
        [heartbeat(2, 1), call], off)
    one("other-instance", "the known address is another instance's.", [heartbeat(2, -60, instance=I2), call], off)
    one("match", "the call came from one of its addresses.",
        [heartbeat(2, -60), heartbeat(3, -50, address=PC), call], off)
    one("match-later", "an address that was seen later may have been its own before.",
        [heartbeat(2, -60), heartbeat(3, 50, address=PC), call], off)
    one("by-value", "addresses are compared by value, not as text.",
        [heartbeat(2, -60, address="2001:db8::1"), start(1, 0, I1, who=node(), ip="2001:DB8:0::1")], off)
    one("no-address", "the source is a service's name, no address.",
        [heartbeat(2, -60), start(1, 0, I1, who=node(), ip="ssm.amazonaws.com")], ["no-mfa", NEW_WHO])
    one("person", "the credentials are a person's.", [heartbeat(2, -60), start(1, 0, I1, who=role(mfa="false"))],
        off)


def first_seen():
    case("flag-first-seen", [
        start(1, 0), start(2, 10), start(3, 20, who=user("bob")), start(4, 30, ip=PC2), start(5, 40, I2),
        start(6, 50, who=user("carol"), ip="ssm.amazonaws.com")],
         [flagged(AKIA, *NEW, reasons=[said(AKIA, "*"), said(NEW_WHO, f"*{ALICE} on {I1}"), said(NEW_FROM, f"*{PC} on {I1}")]),
          flagged(AKIA), flagged(AKIA, NEW_WHO), flagged(AKIA, NEW_FROM), flagged(AKIA, *NEW), flagged(AKIA, NEW_WHO)],
         """first-seen: the first row of a principal, and of an address, on that instance; the very first row of an
         instance as well. A service's name is no address.""")
    case("flag-first-seen-attempt", [refused(start(1, 0)), start(2, 4000)],
         [flagged(AKIA, *NEW, kind="attempt"), flagged(AKIA)],
         "A refused attempt counts as seen: the flag is on it, and not on the session that follows.")
    case("flag-first-seen-action", [rec(1, 0, "ssm", "SendCommand", {"documentName": "AWS-RunShellScript",
                                                                     "instanceIds": [I1]}), start(2, 10)],
         [flagged(AKIA, method="run-command"), flagged(AKIA, *NEW)],
         "A command is no access to the instance: it neither counts as seen nor has the flag.")
    case("flag-first-seen-same-second", [start(1, 0, session=sid(1)), start(2, 0, session=sid(2))],
         [flagged(AKIA, *flags, e=[(n, "open")]) for n, flags in zip(by_id(1, 2), (NEW, []))],
         "Of two rows in one second the one with the smaller id is the first: one row has the flags.")
    case("flag-first-seen-by-value", [start(1, 0, ip="2001:db8::1"), start(2, 10, ip="2001:DB8:0::1")],
         [flagged(AKIA, *NEW), flagged(AKIA)], "Addresses are compared by value, not as text.")
    case("flag-first-seen-tunnel", [heartbeat(3, -60), tunnel(1, 0), start(2, 10)],
         [flagged(AKIA, *NEW, method="endpoint-tunnel", instance_id=I1), flagged(AKIA)],
         "The instance of a tunnel is the one that the map knows behind its address.")
    case("flag-orphan", [create(1, 0, sid(1)), end(2, 60, sid(1))], [flagged(start=None, instance_id=I1)],
         "Of a session whose opening record was not seen the caller is not known: it has no flags.")


def after_denied():
    def one(name, why, records, *flags):
        case(f"flag-after-denied-{name}", [refused(start(1, 0))] + records,
             [flagged(AKIA, *NEW, kind="attempt"), flagged(AKIA, *flags, e=[(2, "open")])],
             "after-denied: the same principal was denied on the same instance in the hour before. " + why)

    one("1s", "1 s: inside.", [start(2, 1)], "after-denied")
    one("3600s", "3600 s: inside.", [start(2, 3600)], "after-denied")
    one("3601s", "3601 s: outside.", [start(2, 3601)])
    one("other-principal", "Another principal.", [start(2, 60, who=user("bob"))], NEW_WHO)
    one("other-instance", "Another instance.", [start(2, 60, I2)], *NEW)
    case("flag-after-denied-failed", [refused(start(1, 0), "TargetNotConnected"), start(2, 60)],
         [flagged(AKIA, *NEW, outcome="failed"), flagged(AKIA)],
         "after-denied: a call that failed for another reason was not denied.")
    case("flag-after-denied-same-second", [refused(start(1, 0)), start(2, 0)],
         [flagged(AKIA, *flags, e=[(n, "open")]) for n, flags in zip(by_id(1, 2), (NEW, []))],
         "after-denied: of two records in one second nobody knows which was first, so neither row has the flag.")
    case("flag-after-denied-last", [refused(start(1, 0)), refused(start(2, 100)), refused(start(3, 3800, I2)), start(4, 3650)],
         [flagged(AKIA, *NEW), flagged(AKIA, "after-denied"),
          flagged(AKIA, "after-denied", reasons=[said(AKIA, "*"), said("after-denied", f"{ALICE} was denied on {I1} at {at(100)}, *")]),
          flagged(AKIA, *NEW)],
         "after-denied: the last denied attempt is told; an attempt may itself follow one.")
    case("flag-after-denied-push", [refused(push(1, 0)), start(2, 60)],
         [flagged(AKIA, *NEW, method="instance-connect"), flagged(AKIA, "after-denied")],
         "after-denied: whatever was denied.")


def key_reused():
    case("flag-key-reused", [push(1, 0, I1), push(2, 100, I2), push(3, 200, I3, key=KEY2), push(4, 300, I1)],
         [flagged(AKIA, *NEW, "key-reused", reasons=[said(AKIA, "*"), said(NEW_WHO, "*"), said(NEW_FROM, "*"),
                                                     said("key-reused", f"key {KEY_PRINT} was pushed to 2 instances, also to {I2}")],
                  method="instance-connect"),
          flagged(AKIA, *NEW, "key-reused", method="instance-connect"), flagged(AKIA, *NEW, method="instance-connect"),
          flagged(AKIA, "key-reused", method="instance-connect")],
         "key-reused: one key on several instances, on every row of it; another key is not.")
    case("flag-key-reused-same-instance", [push(1, 0), push(2, 100)],
         [flagged(AKIA, *NEW, method="instance-connect"), flagged(AKIA, method="instance-connect")],
         "key-reused: a key that is pushed to one instance twice is on one instance.")
    case("flag-key-reused-refused", [push(1, 0), refused(push(2, 100, I2))],
         [flagged(AKIA, *NEW, method="instance-connect"), flagged(AKIA, *NEW, kind="attempt", method="instance-connect")],
         "key-reused: a refused push put the key nowhere.")
    case("flag-key-reused-names", [push(n, 100 * n, i) for n, i in enumerate((I5, I3, I1, I4, I2), 1)],
         [flagged(AKIA, *NEW, "key-reused", instance_id=i, method="instance-connect",
                  reasons=[said(AKIA, "*"), said(NEW_WHO, "*"), said(NEW_FROM, "*"),
                           said("key-reused", f"key {KEY_PRINT} was pushed to 5 instances, also to " + ", ".join(others))])
          for i, others in ((I5, (I1, I2, I3)), (I3, (I1, I2, I4)), (I1, (I2, I3, I4)), (I4, (I1, I2, I3)),
                            (I2, (I1, I3, I4)))],
         "key-reused: at most three others are named, the first by name.")
    case("flag-key-reused-ssh", [start(1, 0, document="AWS-StartSSHSession", parameters={"portNumber": ["22"]}), push(2, 0),
                                 push(3, 100, I2)],
         [flagged(AKIA, *NEW, "key-reused", method="session-manager-ssh"),
          flagged(AKIA, *NEW, "key-reused", method="instance-connect")],
         "key-reused: also where the push belongs to an SSH session.")


def make():
    callers()
    elsewhere()
    first_seen()
    after_denied()
    key_reused()
