#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""What a real sshd wrote of logins that really were, as the reader and the program see it.

usage: check_sshd.py isolated|open, from check_sshd.sh, which says where everything is.

The expectations are the clients': which key they had (ssh-keygen tells its fingerprint), from which port they came
(their own SSH_CONNECTION), what they called themselves.
"""
import datetime
import json
import os
import re
import subprocess
import sys
import time
import uuid

import sshd_lab
from sshd_lab import HOST, Lab, Relay, as_file

INSTANCE = "i-0123456789abcdef0"
ARN = "arn:aws:sts::111122223333:assumed-role/Ops/ana@example.com"
FORGED = "x from 1.2.3.4 port 22 ssh2"
CERTIFICATE = "ana from 1.2.3.4 port 22 ssh2 (serial 1)"
TYPES = {"ed25519": "ED25519", "rsa": "RSA", "ecdsa": "ECDSA"}
faults = []
count = 0


def expect(fact, what):
    global count
    count += 1
    if not fact:
        faults.append(what)


# -- the lab ------------------------------------------------------------------------------------------------

AGENT = r"""#!/bin/sh
# As eic_run_authorized_keys logs, and ends with 22 where it has no key: USER FINGERPRINT
say() { SAY; }
say "Querying EC2 Instance Connect keys for matching fingerprint: $2"
while read -r fingerprint request arn key; do
	[ "$fingerprint" = "$2" ] || continue
	say "Providing ssh key from EC2 Instance Connect with fingerprint: $2, request-id: $request, for IAM principal: $arn"
	echo "$key"
	exit 0
done <FOLDER/pushed
exit 22
"""


def make_keys(lab):
    """Three keys that were pushed, one of the user's own, one with a certificate, one that nobody knows."""
    requests = {}
    for kind in TYPES:
        lab.key(kind, kind)
        requests[kind] = str(uuid.uuid4())
    for name in ("own", "signed", "ca", "unknown"):
        lab.key(name, "ed25519")
    lab.keygen("-q", "-s", lab.path("ca"), "-I", CERTIFICATE, "-z", "7", "-n", "root", lab.path("signed.pub"))
    lab.write("own-keys", lab.public("own") + "\n")
    lab.write("pushed", "".join(f"{lab.fingerprint(kind)} {requests[kind]} {ARN} {lab.public(kind)}\n"
                                for kind in TYPES))
    said = ('logger -i -p authpriv.info -t ec2-instance-connect -- "$1"' if lab.syslog
            else f'echo "ec2-instance-connect[$$]: $1" >>{lab.path("log")}')
    lab.write("agent", AGENT.replace("SAY", said).replace("FOLDER", lab.folder))
    return requests


def start(lab, level):
    # sshd asks no command that lies in a folder where others may write; the shell does not.
    lab.start(LogLevel=level, AuthorizedKeysCommand=f"/bin/sh {lab.path('agent')} %u %f",
              AuthorizedKeysCommandUser="root", AuthorizedKeysFile=lab.path("own-keys"),
              TrustedUserCAKeys=lab.path("ca.pub"), MaxAuthTries=3)


def port_of(words):
    return words.split()[1] if len(words.split()) == 4 else None


def log_in(lab, name):
    """A login that ends well: its port, and its lines."""
    since = len(lab.lines())
    status, said = lab.login("-i", lab.path(name), command="echo $SSH_CONNECTION")
    port = port_of(said)
    lines = lab.wait(since, rb"Disconnected from user root 127\.0\.0\.1 port %d\b" % int(port or 0))
    if status or not port:
        if any(b"account is locked" in text for _, text in lines):
            leave("SKIP: root is locked here, and may not log in", 77)
        raise RuntimeError(f"{name}: ssh ended with {status}: " + as_file(lines, False).decode(errors="replace"))
    return port, lines


def leave(text, status):
    with open(os.path.join(os.environ["SCRATCH"], "said"), "w", encoding="utf-8") as file:
        file.write(text + "\n")
    sys.exit(status)


# -- what is read --------------------------------------------------------------------------------------------

def read(data):
    done = subprocess.run([os.environ["HOST_EVENTS"]], input=data, stdout=subprocess.PIPE, check=False)
    expect(done.returncode == 0, f"the reader ends with {done.returncode}")
    return [json.loads(line) for line in done.stdout.splitlines()]


def has(events, name, **fields):
    """How many events of a name say just that."""
    return sum(event["event_name"] == name and all(event[key] == value for key, value in fields.items())
               for event in events)


def ends(events, port, but=()):
    """The kinds of line by which a connection ended."""
    return {event["event_name"] for event in events
            if event["class"] == "access" and event["source_port"] == port and
            not event["event_name"].startswith("Accepted") and event["event_name"] not in but}


def check_login(lab, events, name, port, **more):
    what = f"login with {name} from port {port}"
    expect(has(events, "Accepted publickey", source_ip="127.0.0.1", source_port=port, os_user="root", host=HOST,
               event_source="sshd", auth_method="publickey", public_key_fingerprint=lab.fingerprint(name),
               **{"key_type": TYPES.get(name, "ED25519"), "certificate_id": None, "certificate_serial": None,
                  "ca_fingerprint": None, **more}, **{"class": "access"}) == 1, what)
    expect(ends(events, port) == {"Received disconnect", "Disconnected"}, f"{what}: ends by {ends(events, port)}")


def check_level(lab, level, requests):
    """Everything that a client can do, at one LogLevel."""
    first = len(lab.lines())
    start(lab, level)
    logins = {name: log_in(lab, name) for name in (*TYPES, "own", "signed")}
    since = len(lab.lines())
    lab.login("-i", lab.path("unknown"))
    lab.login("-i", lab.path("own"), user=FORGED)
    lab.login("-o", "PreferredAuthentications=password")
    lab.login("-o", "PreferredAuthentications=password", user="nobody-of-that-name")
    lab.login(*(word for name in ("unknown", "ca", "host") for word in ("-i", lab.path(name))))
    lab.wait(since, rb"Too many authentication failures")
    lab.stop_server()
    time.sleep(0.2)
    lines = lab.lines()[first:]
    events = read(as_file(lines, True))
    plain = read(as_file(lines, False))
    keys = [key for key in events[0] if key != "resource_target"]
    expect([[event[key] for key in keys] for event in events] == [[event[key] for key in keys] for event in plain],
           "a log with RFC 3164's times reads otherwise than one with RFC 3339's")

    for name, (port, _) in logins.items():
        more = {}
        if name == "signed":
            more = {"key_type": "ED25519-CERT", "certificate_id": CERTIFICATE, "certificate_serial": "7",
                    "ca_fingerprint": lab.fingerprint("ca")}
        check_login(lab, events, name, port, **more)
    for kind, request in requests.items():
        expect(has(events, "Providing ssh key", public_key_fingerprint=lab.fingerprint(kind), request_id=request,
                   principal_arn=ARN, event_source="ec2-instance-connect", **{"class": "access"}) >= 1,
               f"key offer of {kind}")
    accepted = sum(event["event_name"] is not None and event["event_name"].startswith("Accepted") for event in events)
    expect(accepted == len(logins), f"{accepted} logins instead of {len(logins)} at LogLevel {level}")

    expect(has(events, "Querying keys", public_key_fingerprint=lab.fingerprint("unknown"), **{"class": "context"}) > 0,
           "the key that nobody knows was asked for")
    expect(has(events, "Invalid user", source_ip="127.0.0.1", os_user=FORGED, **{"class": "context"}) == 1,
           "the name that looks like a place")
    expect(has(events, "Failed password", source_ip="127.0.0.1", os_user="root", **{"class": "context"}) == 1,
           "the wrong password")
    expect(has(events, "Failed password", os_user="nobody-of-that-name", **{"class": "context"}) == 1,
           "the wrong name and password")
    if lab.syslog:  # else sshd leaves the word "error: " out
        expect(has(events, "maximum authentication attempts exceeded", source_ip="127.0.0.1", os_user="root",
                   **{"class": "context"}) == 1, "too many keys")
    for event in events:
        expect(event["source_ip"] in (None, "127.0.0.1"), f"an address that nobody has: {event}")
    return logins


def check_broken(lab):
    """Logins that end as nobody wants: their last line still is one."""
    since = len(lab.lines())
    start(lab, "INFO")
    relay = Relay(lab.port)
    client, said = lab.stay("-i", lab.path("own"), through=relay.port)
    corrupted = port_of(said)
    relay.server.sendall(b"\x55" * 64)
    lab.wait(since, rb"Connection corrupted")
    client.kill()
    client.wait()
    relay.close()
    expect(ends(read(as_file(lab.lines()[since:], True)), corrupted) == {"Connection broken"}, "a broken connection")
    if not lab.syslog:  # without process ids
        lab.stop_server()
        return
    client, said = lab.stay("-i", lab.path("own"))
    lines = lab.wait(since, rb"Accepted .* port %d ssh2" % int(port_of(said)))
    pid = re.search(rb"\[(\d+)\]: Accepted .* port %d ssh2" % int(port_of(said)), as_file(lines, False))[1].decode()
    # A signal just before it waits is not heard before the next one.
    for _ in range(30):
        try:
            os.kill(int(pid), 15)
        except ProcessLookupError:
            break
        time.sleep(0.2)
    lines = lab.wait(since, rb"Exiting on signal")
    client.kill()
    client.wait()
    expect(has(read(as_file(lines, True)), "Exiting on signal", process_id=pid, **{"class": "access"}) == 1,
           "a session that is told to end")
    lab.stop_server()


# -- what is joined --------------------------------------------------------------------------------------------

def push(lab, name, request, moment):
    """CloudTrail's record of that key."""
    return {"Records": [{
        "eventVersion": "1.08", "eventTime": f"{moment:%Y-%m-%dT%H:%M:%SZ}", "awsRegion": "eu-central-1",
        "userIdentity": {"type": "AssumedRole", "principalId": "AROAEXAMPLE:ana@example.com", "arn": ARN,
                         "accountId": "111122223333", "accessKeyId": "ASIAEXAMPLE"},
        "eventSource": "ec2-instance-connect.amazonaws.com", "eventName": "SendSSHPublicKey",
        "sourceIPAddress": "203.0.113.10", "userAgent": "aws-cli/2.17.27", "requestID": request,
        "requestParameters": {"instanceId": INSTANCE, "instanceOSUser": "root",
                              "sSHPublicKey": " ".join(lab.public(name).split()[:2])},
        "responseElements": {"requestId": request, "success": True}, "eventID": str(uuid.uuid4()), "readOnly": False,
        "eventType": "AwsApiCall", "managementEvent": True, "recipientAccountId": "111122223333",
        "eventCategory": "Management"}]}


def sessions(*inputs):
    done = subprocess.run([os.environ["EC2ACCESS"], "sessions", "--format", "jsonl", "--host", f"{HOST}={INSTANCE}",
                           *inputs], stdout=subprocess.PIPE, check=False)
    expect(done.returncode == 0, f"sessions ends with {done.returncode}")
    return done.stdout


def join(lab, record, lines):
    """The rows of a record and a log, the same in both orders and forms."""
    lab.write("trail.json", json.dumps(record))
    outputs = []
    for iso in (True, False):
        with open(lab.path("secure"), "wb") as file:
            file.write(as_file(lines, iso))
        inputs = [lab.path("trail.json"), lab.path("secure")]
        outputs.append(sessions(*inputs))
        expect(sessions(*reversed(inputs)) == outputs[-1], "the order of inputs changes the rows")
    rows = [[json.loads(line) for line in output.splitlines()] for output in outputs]
    expect([[row["id"] for row in form] for form in rows][0] == [row["id"] for row in rows[1]],
           "the form of the log's times changes the rows")
    return rows[0]


def about(rows):
    return [(row["method"], row["outcome"], row["confidence"], row["os_user"], row["end_reason"]) for row in rows]


def check_joins(lab, requests, logins):
    for kind in TYPES:
        _, lines = logins[kind]
        moment = lines[0][0] - datetime.timedelta(seconds=1)
        record = push(lab, kind, requests[kind], moment)

        rows = join(lab, record, lines)
        expect(about(rows) == [("instance-connect", "attached", "exact", "root", "logout")],
               f"{kind}: by request id: {about(rows)}")
        left = next(moment for moment, text in lines if b": Received disconnect from" in text)
        for row in rows[:1]:
            expect(row["instance_id"] == INSTANCE and row["source_ip"] == "203.0.113.10" and
                   row["end"] == f"{left:%Y-%m-%dT%H:%M:%SZ}" and
                   row["public_key_fingerprint"] == lab.fingerprint(kind), f"{kind}: {row}")
            roles = {event["role"]: event["name"] for event in row["events"]}
            expect({"key-offer": "Providing ssh key", "login": "Accepted publickey",
                    "logout": "Received disconnect"}.items() <= roles.items(), f"{kind}: {roles}")

        silent = [line for line in lines if b"ec2-instance-connect[" not in line[1]]
        rows = join(lab, record, silent)
        expect(about(rows) == [("instance-connect", "attached", "strong", "root", "logout")],
               f"{kind}: by fingerprint: {about(rows)}")

        other = push(lab, "unknown", str(uuid.uuid4()), moment)
        rows = join(lab, other, silent)
        expect(sorted(row[:2] for row in about(rows)) == [("instance-connect", "granted"), ("ssh", "attached")],
               f"{kind}: another key: {about(rows)}")


def main():
    if sys.argv[1] == "isolated":
        sshd_lab.loopback_up()
    lab = Lab(os.environ["SCRATCH"])
    try:
        requests = make_keys(lab)
        logins = check_level(lab, "INFO", requests)
        check_level(lab, "VERBOSE", requests)
        check_broken(lab)
        check_joins(lab, requests, logins)
    finally:
        lab.stop()
    for fault in faults:
        print(fault, file=sys.stderr)
    version = subprocess.run(["ssh", "-V"], stderr=subprocess.PIPE, check=True).stderr.decode().split(",")[0]
    how = ("through syslog" if lab.syslog else "through sshd -E, with an envelope put around its lines")
    if sys.argv[1] == "isolated":
        how += " in namespaces"
    leave(f"{count} facts about a real {version.strip()}, {how}; joined to CloudTrail", 1 if faults else 0)


main()
