# SPDX-License-Identifier: MIT
"""Host logs (CONTRACT section 3, the joins with sshd; rulings 13, 25, 26): a trail and a log, or a log alone."""
from lib import (ACCOUNT, I1, I2, KEY_PRINT, PC, PC2, REGION, at, case, eid, end, heartbeat, push, row, start, tunnel)

HOST = "ip-10-0-1-10"  # of the heartbeats' 10.0.1.10, which is I1
REQUEST = "11111111-0000-4000-8000-{:012x}"
CLIENT = f"{PC} port 50001"
LOCAL = "127.0.0.1 port 50001"
KEY_USED = f"ssh2: ED25519 {KEY_PRINT}"
UNKNOWN = {"identity": "unknown", "arn": None, "name": None, "session_name": None, "access_key_id": None, "mfa": None}
KNOWN = {"instance_id": I1, "account_id": ACCOUNT, "region": REGION}
NOWHERE = {"instance_id": None, "account_id": None, "region": None}
FAILED = "flag: after-failed-logins: "


def log(*lines, host=HOST):
    """Lines as rsyslog writes them with its RFC 3339 time: (seconds, text), or (seconds, text, host)."""
    return "".join(f"{at(line[0])} {line[2] if len(line) > 2 else host} {line[1]}\n" for line in lines)


def accepted(user="ec2-user", place=CLIENT, how="publickey", key=KEY_USED, pid=7):
    return f"sshd[{pid}]: Accepted {how} for {user} from {place} {key}"


def by_password(user="ana", place=CLIENT, pid=7):
    return accepted(user, place, "password", "ssh2", pid)


def failed(how="password", place=CLIENT, pid=5):
    return f"sshd[{pid}]: Failed {how} for ana from {place} ssh2"


def offer(n, pid=9):
    return (f"ec2-instance-connect[{pid}]: Providing ssh key from EC2 Instance Connect with fingerprint: {KEY_PRINT}, "
            f"request-id: {REQUEST.format(n)}, for IAM principal: arn:aws:iam::{ACCOUNT}:user/alice")


def told(*events):
    """(n, role) of a record, (line, name, seconds, role) of a log, in order."""
    return [{"id": eid(e[0]), "role": e[1]} if len(e) == 2 else
            {"line": e[0], "name": e[1], "time": at(e[2]), "role": e[3]} for e in events]


def ssh(*events, **more):
    return row("ssh", **{"kind": "session", "surface": "host", "os": "unix", "os_confidence": "strong",
                         "outcome": "attached", "confidence": "exact", "principal": UNKNOWN, "target": None,
                         "user_agent": None, "events": told(*events), **more})


def joined(method, confidence, *events, **more):
    return row(method, outcome="attached", confidence=confidence, events=told(*events), **more)


def keys():
    case("host-request-id", [[push(1, 0)], log((28, offer(1)), (29, offer(1)), (30, accepted()))],
         [joined("instance-connect", "exact", (1, "push"), (1, "Providing ssh key", 28, "key-offer"),
                 (2, "Providing ssh key", 29, "key-offer"), (3, "Accepted publickey", 30, "login"),
                 instance_id=I1, os_user="ec2-user", end=None)],
         "The agent's line names the request that pushed the key: a shared id, so exact, whatever the host is called.")
    case("host-request-id-other", [[push(1, 0)], log((28, offer(2)), (300, accepted()))],
         [row("instance-connect", outcome="granted", confidence="exact", events=told((1, "push"))),
          ssh((2, "Accepted publickey", 300, "login"), **NOWHERE)],
         "Another request's offer is nothing of this push, and 300 s behind it the fingerprint proves nothing.")
    case("host-fingerprint", [[heartbeat(1, -100), push(2, 0)], log((30, accepted()))],
         [joined("instance-connect", "strong", (2, "push"), (1, "Accepted publickey", 30, "login"), os_user="ec2-user")],
         "No agent's line; fingerprint, user and the host's instance, by its address, agree within 65 s: strong.")
    case("host-fingerprint-ssh-session", [[heartbeat(1, -100), push(2, 0), start(3, 10, document="AWS-StartSSHSession")],
                                          log((30, accepted(place=LOCAL)))],
         [joined("session-manager-ssh", "strong", (2, "push"), (3, "open"), (1, "Accepted publickey", 30, "login"),
                 os="unix", os_confidence="strong",
                 reasons=["os: document AWS-StartSSHSession without portNumber*", "os: SendSSHPublicKey succeeded, *"])],
         """Ruling 7: strong before weak, so the push counts and not the port; of push and login, which prove as much, the
        first is named.""")
    case("host-fingerprint-other-instance", [[heartbeat(1, -100), push(2, 0, I2)], log((30, accepted()))],
         [row("instance-connect", outcome="granted", confidence="exact", events=told((2, "push"))),
          ssh((1, "Accepted publickey", 30, "login"), source_ip=PC, **KNOWN)],
         "The key was pushed to another instance than the host is, so the login is not by that push.")
    case("host-fingerprint-other-user", [[heartbeat(1, -100), push(2, 0)], log((30, accepted("ubuntu")))],
         [row("instance-connect", outcome="granted", confidence="exact", events=told((2, "push"))),
          ssh((1, "Accepted publickey", 30, "login"), os_user="ubuntu", **KNOWN)],
         "The key was pushed for ec2-user.")


def routes():
    shell = start(2, 0, document="AWS-StartSSHSession")
    case("host-loopback", [[heartbeat(1, -100), shell, end(3, 60, "alice-0" + "0" * 15 + "2")],
                           log((5, by_password(place=LOCAL)),
                               (59, "sshd[7]: Disconnected from user ana 127.0.0.1 port 50001"))],
         [joined("session-manager-ssh", "strong", (2, "open"), (1, "Accepted password", 5, "login"),
                 (2, "Disconnected", 59, "logout"), (3, "end"), os_user="ana", end=at(60), end_reason="terminated",
                 source_ip=PC, instance_id=I1)],
         """Session Manager's agent logs in from the host itself; host and loopback agree, so strong. The record's end
         goes before the logout, and the source address is the caller's.""")
    case("host-loopback-other-host", [[heartbeat(1, -100), shell], log((5, by_password(place=LOCAL), "ip-10-0-9-9"))],
         [row("session-manager-ssh", outcome="granted", confidence="exact", events=told((2, "open"))),
          ssh((1, "Accepted password", 5, "login"), source_ip="127.0.0.1", **NOWHERE)],
         "Nobody knows which instance that host is, and every host has a loopback address.")
    case("host-tunnel", [[heartbeat(1, -100), tunnel(2, 0)], log((5, by_password(place="10.0.1.200 port 50001")))],
         [joined("endpoint-tunnel", "strong", (2, "tunnel"), (1, "Accepted password", 5, "login"), os_user="ana",
                 private_ip="10.0.1.10")],
         "The tunnel's private address is the host's, port 22, from a private address within 10 s.")
    case("host-tunnel-public", [[heartbeat(1, -100), tunnel(2, 0)], log((5, by_password(place=f"{PC2} port 50001")))],
         [row("endpoint-tunnel", outcome="granted", confidence="exact", events=told((2, "tunnel"))),
          ssh((1, "Accepted password", 5, "login"), source_ip=PC2, **KNOWN)],
         "A public address that is not the tunnel's client came another way.")
    case("host-push-tunnel", [[heartbeat(1, -100), push(2, 0), tunnel(3, 1)],
                              log((4, offer(2)), (5, accepted(place="10.0.1.200 port 50001")))],
         [joined("instance-connect-endpoint", "strong", (2, "push"), (3, "tunnel"), (1, "Providing ssh key", 4, "key-offer"),
                 (2, "Accepted publickey", 5, "login"), os_user="ec2-user")],
         "Push and tunnel are joined by principal, addresses and time; that is the weakest join, so strong.")


def logins():
    case("host-ssh", [[heartbeat(1, -100, computerName="web-1")], log((0, accepted()))],
         [ssh((1, "Accepted publickey", 0, "login"), os_user="ec2-user", source_ip=PC, start=at(0), end=None, end_reason=None,
              public_key_fingerprint=KEY_PRINT, reasons=["instance: *10-0-1-10*"], **KNOWN)],
         "No record explains the login: ssh. The host's name is the private address that the heartbeat reported.",
         stats={"records": {"total": 1, "access": 0, "context": 1, "other": 0, "duplicates": 0, "rejected": 0},
                "lines": {"total": 1, "access": 1, "other": 0}, "sessions": 1})
    case("host-known-by-name", [[heartbeat(1, -100, computerName="web-1")],
                                log((0, accepted(), "web-1"), (5, accepted(place=f"{PC} port 50002", pid=8), I2),
                                    (9, accepted(place=f"{PC} port 50003", pid=9), "web-2"))],
         [ssh((1, "Accepted publickey", 0, "login"), **KNOWN), ssh((2, "Accepted publickey", 5, "login"), instance_id=I2),
          ssh((3, "Accepted publickey", 9, "login"), reasons=["instance: *web-2*"], **NOWHERE)],
         """computerName of a heartbeat; a host that is called after its instance; and one of which nothing is known,
         whose row says so.""")
    out = [f"sshd[8]: Received disconnect from {PC} port 50001:11: disconnected by user",
           f"sshd[8]: Disconnected from user ana {PC} port 50002",
           f"sshd[8]: Connection closed by user ana {PC} port 50003",
           "sshd[14]: pam_unix(sshd:session): session closed for user ana",
           f"sshd[8]: Timeout, client not responding from user ana {PC} port 50005"]
    names = ["Received disconnect", "Disconnected", "Connection closed", "session closed", "Timeout"]
    case("host-logouts", log(*[(n, by_password(place=f"{PC} port {50001 + n}", pid=11 + n)) for n in range(5)],
                             *[(100 + n, out[n]) for n in range(5)],
                             (200, f"sshd[8]: Disconnected from user ana {PC} port 50009")),
         [ssh((n + 1, "Accepted password", n, "login"), (n + 6, names[n], 100 + n, "logout"), end=at(100 + n),
              end_reason="logout", **NOWHERE) for n in range(5)],
         """By address and port where the line has both, else by process; the last line's port belongs to no login, and a
         logout alone makes no row (ruling 13).""", stats={"lines": {"total": 11, "access": 10, "other": 1}, "sessions": 5})
    case("host-two-hosts", [log((0, by_password()), (50, f"sshd[7]: Disconnected from user ana {CLIENT}"), host="a"),
                            log((0, by_password()), (60, f"sshd[7]: Disconnected from user ana {CLIENT}"), host="b")],
         [ssh((1, "Accepted password", 0, "login"), (2, "Disconnected", second, "logout"), end=at(second), end_reason="logout")
          for second in (50, 60)],
         "The same process, address and port on two hosts are two logins, and each host tells its own end.")
    case("host-pam-alone", log((0, "sshd[7]: pam_unix(sshd:session): session opened for user ana(uid=1000) by ana(uid=0)"),
                               (9, "sshd[7]: pam_unix(sshd:session): session closed for user ana")),
         [ssh((1, "session opened", 0, "login"), (2, "session closed", 9, "logout"), confidence="inferred", source_ip=None,
              os_user="ana", end=at(9))],
         "Rotation cut the Accepted line off: pam's alone makes the row, inferred, from nobody knows where (ruling 13).")
    case("host-pam-beside", log((0, by_password()),
                                (1, "sshd[7]: pam_unix(sshd:session): session opened for user ana(uid=1000) by (uid=0)")),
         [ssh((1, "Accepted password", 0, "login"), os_user="ana")],
         "Beside its Accepted line pam's says nothing new.")
    done = "TTY=pts/0 ; PWD=/home/ana ; USER=root ; COMMAND=/usr/bin/id"
    case("host-sudo", log((0, by_password()), (5, f"sudo:      ana : {done}"), (6, f"sudo:      bob : {done}"),
                          (50, f"sshd[7]: Disconnected from user ana {CLIENT}"), (60, f"sudo:      ana : {done}")),
         [ssh((1, "Accepted password", 0, "login"), (2, "sudo", 5, "sudo"), (4, "Disconnected", 50, "logout"))],
         "Only the login's own user, and only while it is open.")
    case("host-sudo-two", log((0, by_password()), (1, by_password(place=f"{PC} port 50002", pid=8)),
                              (5, f"sudo:      ana : {done}")),
         [ssh((1, "Accepted password", 0, "login")), ssh((2, "Accepted password", 1, "login"))],
         "Two logins of that user are open: nobody knows whose command it was.")
    forged = "x from 127.0.0.1 port 22 ssh2"
    case("host-forged-user", log((0, by_password(forged)), (1, f"sshd[8]: Failed password for invalid user Accepted password "
                                                               f"for root from 10.0.0.1 port 1 ssh2 from {CLIENT} ssh2"),
                                 (2, f"sshd[9]: Invalid user Accepted password for ana from 10.0.0.1 port 22 from {CLIENT}")),
         [ssh((1, "Accepted password", 0, "login"), os_user=forged, source_ip=PC)],
         "Who tries chooses the name. The address is read from the right, and only an Accepted line is a login.",
         stats={"lines": {"total": 3, "access": 1, "other": 2}, "sessions": 1})


def options():
    case("host-told", [[push(1, 0)], log((30, accepted(), "bastion"))],
         [joined("instance-connect", "strong", (1, "push"), (1, "Accepted publickey", 30, "login"), instance_id=I1,
                 reasons=["grouping: *key fingerprint, user, instance and time"])],
         "Who runs it knows which instance the host is.", args=f"--host\nbastion={I1}\n")
    case("host-skew", [[push(1, 0)], log((125, accepted()))],
         [joined("instance-connect", "strong", (1, "push"), (1, "Accepted publickey", 125, "login"))],
         "The window of 65 s is wider by the clocks' difference.", args="--skew\n60\n")
    case("host-skew-too-little", [[push(1, 0)], log((125, accepted()))],
         [row("instance-connect", outcome="granted", events=told((1, "push"))),
          ssh((1, "Accepted publickey", 125, "login"))],
         "59 s more are one too few.", args="--skew\n59\n")


def failures():
    who = "host {} saw at least {} logins fail from " + PC + " in the ten minutes before"
    case("flag-after-failed-logins", log((0, failed()), (5, failed(pid=6)), (6, failed(place=f"{PC2} port 9")),
                                         (7, failed("none")), (60, by_password())),
         [ssh((5, "Accepted password", 60, "login"), flags=["after-failed-logins"],
              reasons=[FAILED + who.format(HOST, 2)])],
         """Two tries failed from that address; another address's is not counted, nor Failed none, by which a client asks
         what it may try.""", stats={"lines": {"total": 5, "access": 1, "other": 4}, "sessions": 1})
    case("flag-after-failed-logins-early", log((0, failed()), (660, by_password())),
         [ssh((2, "Accepted password", 660, "login"), flags=[])], "Eleven minutes before.")
    case("flag-after-failed-logins-later", log((0, by_password()), (1, failed())),
         [ssh((1, "Accepted password", 0, "login"), flags=[])], "What fails afterwards is not before.")
    case("flag-after-failed-logins-other-host", log((0, failed(), "a"), (5, by_password(), "b")),
         [ssh((2, "Accepted password", 5, "login"), flags=[])], "Another host's failures are not this one's.")
    case("flag-after-failed-logins-keys", log((0, failed("publickey", pid=7)), (1, failed("publickey", pid=7)),
                                              (2, accepted())),
         [ssh((3, "Accepted publickey", 2, "login"), flags=[])],
         "A client tries one key after the other: keys that fail in the connection that then logs in are no failed login.")
    case("flag-after-failed-logins-other-connection",
         log((0, failed("publickey", f"{PC} port 49000", 6)), (1, failed("publickey", pid=7)), (2, accepted())),
         [ssh((3, "Accepted publickey", 2, "login"), flags=["after-failed-logins"],
              reasons=[FAILED + who.format(HOST, 1)])],
         "A key that failed in a connection of its own is a failed login; the login's own one before it is none.")
    case("flag-after-failed-logins-repeated",
         log((0, failed()), (3, f"sshd[5]: message repeated 2 times: [ Failed password for ana from {CLIENT} ssh2]"),
             (4, by_password())),
         [ssh((3, "Accepted password", 4, "login"), flags=["after-failed-logins"],
              reasons=[FAILED + who.format(HOST, 3)])],
         "rsyslog writes what is the same once, and then how often it came again.")
    by_pam = f"sshd[5]: error: PAM: Authentication failure for ana from {PC}"
    case("flag-after-failed-logins-pam", log((0, by_pam), (0, failed("keyboard-interactive/pam")), (2, by_pam),
                                             (4, by_password())),
         [ssh((4, "Accepted password", 4, "login"), flags=["after-failed-logins"],
              reasons=[FAILED + who.format(HOST, 2)])],
         "PAM's line and sshd's of the same process are one try; where sshd writes none, PAM's line counts.")
    case("flag-after-failed-logins-cut",
         [log((300, failed("publickey", pid=9)), (590, failed(pid=6)), (600, by_password())),
          log((0, failed()), (5, failed(pid=6)), (290, failed("publickey", pid=7)), (300, failed("publickey", pid=9))),
          log((5, failed(pid=6)), (290, failed("publickey", pid=7)))],
         [ssh((3, "Accepted password", 600, "login"), flags=["after-failed-logins"],
              reasons=[FAILED + who.format(HOST, 4)])],
         """A log that was cut, and copies of some of its lines: each try counts once, wherever it stands. The key that the
         login's own connection tried before the cut is none.""",
         stats={"lines": {"total": 9, "access": 1, "other": 8}, "sessions": 1})
    case("flag-after-failed-logins-same-second", log((599, failed()), (600, failed(pid=6)), (600, by_password())),
         [ssh((3, "Accepted password", 600, "login"), flags=["after-failed-logins"],
              reasons=[FAILED + who.format(HOST, 1)])],
         "Of two lines of one second nobody knows which was first, once a log is cut between them.")
    case("flag-after-failed-logins-600s", log((0, failed()), (600, by_password())),
         [ssh((2, "Accepted password", 600, "login"), flags=["after-failed-logins"],
              reasons=[FAILED + who.format(HOST, 1)])], "Ten minutes before.")
    case("flag-after-failed-logins-601s", log((0, failed()), (601, by_password())),
         [ssh((2, "Accepted password", 601, "login"), flags=[])], "More than ten minutes before.")
    case("flag-after-failed-logins-push", [[push(1, 0)], log((10, failed()), (20, offer(1)), (21, accepted()))],
         [joined("instance-connect", "exact", (1, "push"), (2, "Providing ssh key", 20, "key-offer"),
                 (3, "Accepted publickey", 21, "login"), flags=["long-term-key", "first-seen-principal",
                                                                "first-seen-address", "after-failed-logins"])],
         "A session that a record opened has the flag by its login.")


def make():
    keys()
    routes()
    logins()
    options()
    failures()
