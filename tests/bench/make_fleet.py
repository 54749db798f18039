#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Prints what bench_stream fills in: records and host log lines of a fleet, with a mark wherever one differs from the
next of its kind.

A line is the name of a kind, a tab, and a text; several lines of one kind are taken by chance. A mark is "~" and a
letter: fleet_text.c says which. A "person" is its name, address, ARN, key and the key's fingerprint,
and identity, with tabs between.
"""
import base64
import hashlib
import json
import re

from corpus_access import CLI, CONNECT, SSM, Act, command, password, push, session
from corpus_noise import heartbeat, noise
from corpus_world import ACCOUNTS, BASE64, DELIVERY, REGIONS, Chance, World, assumed, person

NOISE = 150  # of each account in each region
PEOPLE = 240
KEY = "AAAAC3NzaC1lZDI1NTE5AAAAI"  # and 43 characters more: a key of Ed25519
GUI, GUI_PROGRAM = "ssm-guiconnect.amazonaws.com", "aws-internal/3 aws-sdk-java/1.12.479 Linux/5.10.205"
TIME = "~tZ"


class Marks(Chance):
    """What differs from record to record is a mark; the rest is drawn once and stays."""

    def uuid(self):
        return "~u"


class ActMarks(Marks):
    """What one act's records have in common is one mark in all of them."""

    def hex(self, size):
        return "~x"

    def text(self, size, letters):
        return "~k" if size == 43 else super().text(size, letters)


class MarkedWorld:
    def __init__(self, chance):
        agent = assumed(chance, "~A", "AmazonSSMManagedInstanceCore", "~n", more=DELIVERY)
        self.people = [("~A", "~w", "~N", "~S")]
        self.callers = [("~A", "~w", "~S", CLI)]
        self.instances = [("~A", "~n", "~p", agent, "~a", "~d")]


# ---- access: what corpus_access.py has not ---------------------------------------------------------------


def channels(act, name):
    one = f'{{"sessionId":"{name}"}}'
    act.add(1, SSM, "CreateDataChannel", f'{{"messageSchemaVersion":"1.0","sessionId":"{name}","requestId":'
            f'"{act.chance.uuid()}","clientId":""}}', agent=True)
    act.add(1, SSM, "OpenDataChannel", one)


def started(act, document, request, after=0):
    name = f"{act.name}-0{act.chance.hex(16)}"
    act.add(after, SSM, "StartSession", f'{{"target":"{act.node}","documentName":"{document}","parameters":{request}}}',
            f'{{"sessionId":"{name}","tokenValue":"Value hidden due to security reasons.","streamUrl":'
            f'"wss://ssmmessages.{act.region}.amazonaws.com/v1/data-channel/{name}?role=publish_subscribe"}}')
    return name


def ended(act, name):
    one = f'{{"sessionId":"{name}"}}'
    act.add(60, SSM, "TerminateSession", one, one)


def forward(act):
    name = started(act, "AWS-StartPortForwardingSession", '{"portNumber":["5432"],"localPortNumber":["15432"]}')
    channels(act, name)
    ended(act, name)


def ssh(act):
    name = started(act, "AWS-StartSSHSession", '{"portNumber":["22"]}')
    channels(act, name)
    ended(act, name)


def serial(act):
    act.add(0, CONNECT, "SendSerialConsoleSSHPublicKey", f'{{"instanceId":"{act.node}","serialPort":0,"sSHPublicKey":'
            f'"ssh-ed25519 {KEY}~k","monitorMode":false}}', '{"requestId":"~u","success":true}')


def desktop(act):
    """The identity in StartSession is the person's, by ssm-guiconnect."""
    connection = f"arn:aws:ssm-guiconnect:{act.region}:{act.account}:connection/~c"
    act.add(0, GUI, "StartConnection", '{"AuthType":"Credentials","Protocol":"RDP","ConnectionType":"SessionManager",'
            f'"InstanceId":"{act.node}","ConnectionParameters":{{"SupportGraphicsPipeline":true}}}}',
            f'{{"ConnectionArn":"{connection}","ConnectionKey":"~q","ClientToken":"~u","requestId":"~u"}}')
    name = started(act, "AWS-StartPortForwardingSession", '{"localPortNumber":["9000"],"portNumber":["3389"]},'
                   '"reason":"Used for SSM Fleet Manager Remote Desktop"', 1)
    channels(act, name)
    act.add(5, GUI, "GetConnection", '{"ConnectionToken":"~c_~q"}', read_only="true")
    act.add(60, GUI, "CancelConnection", f'{{"ConnectionArn":"{connection}"}}')
    ended(act, name)
    for n, (time, text, call) in enumerate(act.records):
        if call == f"{SSM} StartSession":
            act.records[n] = time, by_gui(text), call


def by_gui(text):
    text = text.replace('"userIdentity":~w', '"userIdentity":~W').replace(CLI, "AWS Internal")
    return text.replace('"sourceIPAddress":"~S"', f'"sourceIPAddress":"{GUI}"')


def container(act):
    act.add(0, "ecs.amazonaws.com", "ExecuteCommand", '{"cluster":"prod","container":"app","task":'
            '"arn:aws:ecs:~d:~A:task/prod/0123456789abcdef0123456789abcdef","command":"/bin/sh","interactive":true}',
            '{"clusterArn":"arn:aws:ecs:~d:~A:cluster/prod","interactive":true,"session":{"sessionId":'
            '"ecs-execute-command-~x","streamUrl":"wss://ssmmessages.~d.amazonaws.com/v1/data-channel/"}}')


def automation(act):
    act.add(0, SSM, "StartAutomationExecution", '{"documentName":"AWS-RestartEC2Instance","parameters":'
            f'{{"InstanceId":["{act.node}"]}}}}', '{"automationExecutionId":"~u"}')


def denied(act):
    act.add(0, SSM, "StartSession", "null")
    time, text, call = act.records[0]
    error = ('"errorCode":"AccessDenied","errorMessage":"User: ~R is not authorized to perform: ssm:StartSession on '
             'resource: arn:aws:ec2:~d:~A:instance/~n because no identity-based policy allows the ssm:StartSession '
             'action",')
    act.records[0] = time, text.replace('"requestParameters"', error + '"requestParameters"', 1), call


def pushed(act):
    """The request id stands in the record, in its answer, and in what the host's agent says."""
    push(act)
    time, text, call = act.records[0]
    act.records[0] = (time, text.replace('"requestId":"~u"', '"requestId":"~q"')
                      .replace('"requestID":"~u"', '"requestID":"~q"'), call)


ACTS = {"session": session, "forward": forward, "ssh": ssh, "push": pushed, "serial": serial, "desktop": desktop,
        "command": command, "password": password, "container": container, "automation": automation, "denied": denied}

# ---- host log lines ------------------------------------------------------------------------------------------

AT, AGENT = "~t.~m+00:00 ~h", "ec2-instance-connect[~i]:"
LINES = (
    ("line-querying", f"{AGENT} Querying EC2 Instance Connect keys for matching fingerprint: ~f"),
    ("line-providing", f"{AGENT} Providing ssh key from EC2 Instance Connect with fingerprint: ~f, request-id: ~q, "
                       "for IAM principal: ~R"),
    ("line-accepted", "sshd[~j]: Accepted publickey for ec2-user from ~S port ~o ssh2: ED25519 ~f"),
    ("line-accepted-local", "sshd[~j]: Accepted publickey for ec2-user from 127.0.0.1 port ~o ssh2: ED25519 ~f"),
    ("line-opened", "sshd[~j]: pam_unix(sshd:session): session opened for user ec2-user(uid=1000) by "
                    "ec2-user(uid=0)"),
    ("line-sudo", "sudo: ec2-user : TTY=pts/0 ; PWD=/home/ec2-user ; USER=root ; COMMAND=/usr/bin/journalctl -n 50"),
    ("line-closed", "sshd[~j]: pam_unix(sshd:session): session closed for user ec2-user"),
    *[("line", f"sshd[~i]: {message}") for message in (
        "Invalid user admin from 198.51.100.7 port ~o",
        "Failed password for invalid user admin from 198.51.100.7 port ~o ssh2",
        "Failed password for root from 198.51.100.44 port ~o ssh2",
        "Failed password for invalid user oracle from 10.0.0.1 port 1 ssh2 from 198.51.100.9 port ~o ssh2",
        "Received disconnect from 198.51.100.7 port ~o:11: Bye Bye [preauth]",
        "Disconnected from invalid user admin 198.51.100.7 port ~o [preauth]",
        "Connection closed by authenticating user root 198.51.100.44 port ~o [preauth]",
        "pam_unix(sshd:auth): authentication failure; logname= uid=0 euid=0 tty=ssh ruser= rhost=198.51.100.44  "
        "user=root")],
    ("line", "CRON[~i]: pam_unix(cron:session): session opened for user root(uid=0) by root(uid=0)"),
    ("line", "CRON[~i]: (root) CMD (test -x /usr/bin/certbot && certbot -q renew)"),
    ("line", "kernel: [UFW BLOCK] IN=ens5 OUT= MAC=02:00:5e:00:53:01:02:00:5e:00:53:02:08:00 SRC=198.51.100.7 LEN=40 "
             "TTL=241 PROTO=TCP SPT=~o DPT=23"),
    ("line", "systemd[1]: Started Session ~o of User root."),
    ("line", "amazon-ssm-agent[~i]: INFO [HealthCheck] HealthCheck reporting agent health."),
)


def people(chance):
    for n in range(PEOPLE):
        account = ACCOUNTS[n % len(ACCOUNTS)]
        identity, name = person(chance, account)
        own = f"p{n}.{name}"  # names repeat
        identity = re.sub(f'([/:"]){re.escape(name)}"', rf'\g<1>{own}"', identity)
        key = chance.text(43, BASE64)
        digest = hashlib.sha256(base64.b64decode(KEY + key)).digest()
        fingerprint = "SHA256:" + base64.b64encode(digest).decode().rstrip("=")
        yield "\t".join(("person", own, f"203.0.113.{n + 1}", json.loads(identity)["arn"], key,
                         fingerprint, identity))


def noises(chance, world):
    """Of each account in each region, as many as of the others; services that are the same everywhere included."""
    wanted = {(account, region): NOISE for account in ACCOUNTS for region in REGIONS}
    while any(wanted.values()):
        text = noise(chance, world, chance.pick(REGIONS), TIME)
        region = re.search(r'"awsRegion":"([^"]*)"', text).group(1)
        account = re.search(r'"recipientAccountId":"([^"]*)"', text).group(1)
        if wanted[account, region]:
            wanted[account, region] -= 1
            yield f"noise-{ACCOUNTS.index(account)}-{REGIONS.index(region)}\t{text}"


def main():
    chance, marked = Marks(1), MarkedWorld(ActMarks(2))
    for account, region in ((account, region) for region in REGIONS for account in ACCOUNTS):
        print(f"place\t{account}\t{region}")
    print(*people(Chance(3)), sep="\n")
    for name, make in ACTS.items():
        act = Act(ActMarks(4), marked, 0, lambda second: TIME)
        make(act)
        for _, text, call in act.records:
            print(f"{name}-{call.split()[1]}\t{text}")
    beat = heartbeat(ActMarks(5), marked, TIME).replace("ip-~p.", "~h.")  # a host's name has no dots
    print(f"beat\t{beat}")
    print(*noises(chance, World(6)), sep="\n")
    for name, message in LINES:
        print(f"{name}\t{AT} {message}")


if __name__ == "__main__":
    main()
