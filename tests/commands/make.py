#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Makes the inputs of the cases here (not what they expect): python3 make.py, from anywhere.

The records are those of the article that the command `usage` answers (Session Manager's use, asked of Athena): its
own StartSession record as it was printed, and records made so that its printed results come out to the letter.
"""
import json
import os

HERE = os.path.dirname(os.path.abspath(__file__))
ACCOUNT, REGION = "123456789012", "eu-central-1"
JANE = "arn:aws:sts::123456789012:assumed-role/jane.doe/jane.doe"
JOHN = "arn:aws:iam::123456789012:assumed-role/john.smith/john.smith"


def record(number, time, name, arn, request, response, ip="1.2.3.4", source="ssm", resource=None, **more):
    """One record; resource None: the ARN has to be built from the rest."""
    person = arn.rsplit("/", 1)[1]
    made = {
        "eventVersion": "1.05",
        "userIdentity": {
            "type": "AssumedRole", "principalId": "AAA:" + person, "arn": arn, "accountId": ACCOUNT,
            "accessKeyId": "BBB",
            "sessionContext": {
                "attributes": {"mfaAuthenticated": "true", "creationDate": "2019-04-01T00:00:00Z"},
                "sessionIssuer": {"type": "Role", "principalId": "CCC", "accountId": ACCOUNT, "userName": person,
                                  "arn": "arn:aws:iam::%s:role/%s" % (ACCOUNT, person)}}},
        "eventTime": time, "eventSource": source + ".amazonaws.com", "eventName": name, "awsRegion": REGION,
        "sourceIPAddress": ip, "userAgent": "aws-cli/1.16.140 Python/3.6.0 Linux/4.9.0 botocore/1.12.130",
        "requestParameters": request, "responseElements": response, "requestID": "r-%d" % number,
        "eventID": "00000000-0000-4000-8000-%012d" % number, "eventType": "AwsApiCall",
        "recipientAccountId": ACCOUNT}
    if resource:
        made["resources"] = [{"ARN": resource, "accountId": ACCOUNT}]
    made.update(more)
    return made


def start(number, time, instance, arn=JANE, session=None, **more):
    session = session or "%s-%017x" % (arn.rsplit("/", 1)[1], number)
    return record(number, time, "StartSession", arn, {"target": instance}, {"sessionId": session}, **more)


def session_call(number, time, name, session, arn=JANE, **more):
    return record(number, time, name, arn, {"sessionId": session}, {"sessionId": session}, **more)


def instance_arn(instance):
    return "arn:aws:ec2:%s:%s:instance/%s" % (REGION, ACCOUNT, instance)


def put(folder, records, name="input.json"):
    os.makedirs(os.path.join(HERE, folder), exist_ok=True)
    with open(os.path.join(HERE, folder, name), "w", encoding="utf-8") as out:
        out.write('{"Records": [\n' + ",\n".join(json.dumps(r) for r in records) + "\n]}\n")


# What the article's StartSession record says, with its masks.
ARTICLE = start(0, "2019-05-03T15:41:58Z", "i-1234", session="jane.doe-0cebe29e113af220c",
                resource=instance_arn("i-1234"))
ARTICLE.update({
    "eventID": "f832760f-...", "requestID": "ca99926a-...",
    "userAgent": "aws-internal/3 aws-sdk-java/1.11.534 Linux/4.9.137-0.1.ac.218.74.329.metal1.x86_64 "
                 "OpenJDK_64-Bit_Server_VM/25.202-b08 java/1.8.0_202 vendor/Oracle_Corporation"})
ARTICLE["responseElements"].update({"tokenValue": "Value hidden due to security reasons.",
                                    "streamUrl": "Value hidden due to security reasons."})
put("events-article", [ARTICLE])
put("explain-article", [ARTICLE])
put("events-article-jsonl", [ARTICLE])

SESSION = "jane.doe-05864affb98807843"
LISTED = [
    # out of order, one of them twice, and only the first tells its resource
    session_call(3, "2019-04-20T13:03:42Z", "TerminateSession", SESSION, ip="2.3.4.5"),
    start(1, "2019-04-03T19:27:31Z", "i-1234", resource=instance_arn("i-1234")),
    start(2, "2019-04-06T08:46:42Z", "i-9876"),
    start(1, "2019-04-03T19:27:31Z", "i-1234", resource=instance_arn("i-1234")),
    start(4, "2019-05-01T00:00:00Z", "i-1234"),
    record(5, "2019-04-04T00:00:00Z", "DescribeSessions", JANE, {}, None),
    record(6, "2019-04-04T00:00:00Z", "StartSession", JANE, {}, None, source="athena"),
]
for case in ("events-csv", "events-table"):
    put(case, LISTED)
put("events-shadowed", [  # the copy with more values counts, wherever it stands
    dict(start(1, "2019-04-03T19:27:31Z", "i-9999"), additional=""),
    start(1, "2019-04-03T19:27:31Z", "i-1234", note="one value more")])

PAIRS = [
    start(1, "2019-04-03T19:27:31Z", "i-1234", resource=instance_arn("i-1234")),
    start(2, "2019-04-06T08:46:42Z", "i-1234", arn=JOHN),
    start(3, "2019-04-11T10:00:00Z", "i-1234"),
    start(4, "2019-04-15T00:00:00Z", "i-1234"),
    record(5, "2019-04-06T08:46:43Z", "SendSSHPublicKey", JANE,
           {"instanceId": "i-1234", "instanceOSUser": "root", "sSHPublicKey": "k"}, {"success": True},
           source="ec2-instance-connect"),
]
for case in ("usage-pairs", "usage-default", "usage-jsonl", "usage-by-principal", "usage-event-name", "usage-both"):
    put(case, PAIRS)

DAYS = [
    start(1, "2019-04-03T19:27:31Z", "i-1234"),
    start(2, "2019-04-06T00:00:00Z", "i-9876", arn=JOHN),
    session_call(3, "2019-04-06T08:46:42Z", "ResumeSession", SESSION),
    session_call(4, "2019-04-06T23:59:59Z", "TerminateSession", SESSION),
    start(5, "2019-04-06T12:00:00Z", "i-1234"),
    start(6, "2019-04-11T10:00:00Z", "i-1234"),
    start(7, "2019-04-11T10:00:00Z", "i-1234", arn=JOHN),
]
for span in ("hour", "day", "week", "month"):
    put("usage-per-" + span, DAYS)

X, Y = "i-0123456789abcdef0", "i-0fedcba9876543210"
ITEMS = {"instancesSet": {"items": [{"instanceId": X}, {"instanceId": Y}]}}
LIFE = [
    record(1, "2026-01-01T10:00:00Z", "RunInstances", JANE,
           {"instancesSet": {"items": [{"imageId": "ami-1", "minCount": 2}]}}, ITEMS, source="ec2"),
    start(2, "2026-01-01T11:00:00Z", X, session=SESSION),
    session_call(3, "2026-01-01T11:30:00Z", "ResumeSession", SESSION, ip="2.3.4.5"),
    session_call(4, "2026-01-01T12:00:00Z", "TerminateSession", SESSION, arn=JOHN, ip="198.51.100.1"),
    start(5, "2026-01-01T12:00:00Z", Y),
    start(6, "2026-01-01T12:30:00Z", X, arn=JOHN, errorCode="AccessDenied", errorMessage="no"),
    record(7, "2026-01-01T13:00:00Z", "ModifyInstanceAttribute", JOHN, {"instanceId": X, "userData": "x"}, None,
           source="ec2"),
    record(8, "2026-01-01T13:10:00Z", "GetConsoleScreenshot", JOHN, {"GetConsoleScreenshotRequest": {"InstanceId": X}},
           None, source="ec2"),
    record(9, "2026-01-01T13:20:00Z", "CreateSnapshots", JOHN,
           {"CreateSnapshotsRequest": {"InstanceSpecification": {"InstanceId": X}}}, None, source="ec2"),
    record(10, "2026-01-01T13:30:00Z", "DetachVolume", JOHN, {"volumeId": "vol-1"},
           {"volumeId": "vol-1", "instanceId": X}, source="ec2"),
    record(11, "2026-01-01T13:40:00Z", "SendCommand", JOHN,
           {"documentName": "AWS-RunShellScript", "instanceIds": [X, Y]}, None),
    record(12, "2026-01-01T14:00:00Z", "StopInstances", JOHN, {"instancesSet": {"items": [{"instanceId": X}]}}, None,
           source="ec2", errorCode="Client.UnauthorizedOperation", errorMessage="no"),
    record(12, "2026-01-01T14:00:00Z", "StopInstances", JOHN, {"instancesSet": {"items": [{"instanceId": X}]}}, None,
           source="ec2", errorCode="Client.UnauthorizedOperation", errorMessage="no"),
    record(13, "2026-01-01T15:00:00Z", "TerminateInstances", JANE, ITEMS, ITEMS, source="ec2"),
    session_call(14, "2026-01-01T16:00:00Z", "TerminateSession", "ghost-00000000000000001"),
    record(15, "2026-01-01T10:05:00Z", "UpdateInstanceInformation", "arn:aws:sts::123456789012:assumed-role/r/" + X,
           {"instanceId": X, "iPAddress": "10.0.0.1", "platformType": "Linux"}, None),
]
for case in ("timeline-csv", "timeline-table", "timeline-jsonl", "timeline-range", "timeline-principal",
             "explain-text", "explain-instance", "explain-jsonl"):
    put(case, LIFE)


def push(number, time, instance, **more):
    return record(number, time, "SendSSHPublicKey", JANE,
                  {"instanceId": instance, "instanceOSUser": "root", "sSHPublicKey": "k"}, {"success": True},
                  source="ec2-instance-connect", **more)


def tunnel(number, time, address, arn=JANE):
    return record(number, time, "OpenTunnel", arn,
                  {"instanceConnectEndpointId": "eice-0123456789abcdef0", "privateIpAddress": address, "remotePort": 22},
                  None, source="ec2-instance-connect")


def channel(number, time, name, session, ip):
    return record(number, time, name, "arn:aws:sts::123456789012:assumed-role/r/" + X, {"sessionId": session},
                  {"sessionId": session}, ip=ip)


# What a record alone does not tell: that it is half of a way through an endpoint, that its session was attached, and
# on which instance it was (--host tells of the last tunnel).
JOINED = [
    push(1, "2026-01-01T10:00:00Z", X),
    tunnel(2, "2026-01-01T10:00:01Z", "10.0.0.1"),
    push(3, "2026-01-01T11:00:00Z", Y),
    start(4, "2026-01-01T12:00:00Z", X, session=SESSION),
    channel(5, "2026-01-01T12:00:01Z", "CreateDataChannel", SESSION, "198.51.100.9"),
    record(6, "2026-01-01T12:00:02Z", "OpenDataChannel", JANE, {"sessionId": SESSION}, {"sessionId": SESSION}),
    session_call(7, "2026-01-01T12:30:00Z", "TerminateSession", SESSION),
    start(8, "2026-01-01T13:00:00Z", Y, arn=JOHN, errorCode="AccessDenied", errorMessage="no"),
    tunnel(9, "2026-01-01T14:00:00Z", "10.0.0.9", arn=JOHN),
]
for case in ("events-method", "events-outcome", "events-host", "events-refused", "usage-method", "usage-host",
             "explain-method", "explain-nothing"):
    put(case, JOINED)

# Absent and empty are one.
NOBODY = start(2, "2026-01-01T10:00:00Z", "i-1234", userAgent="", errorCode="")
NOBODY["userIdentity"]["arn"] = ""
NONE = start(1, "2026-01-01T10:00:00Z", "i-1234")
del NONE["userIdentity"]["arn"]
put("usage-nobody", [NONE, NOBODY])
put("events-empty", [NOBODY])


# ---- host logs -------------------------------------------------------------------


def put_log(folder, lines):
    with open(os.path.join(HERE, folder, "input-secure"), "w", encoding="utf-8") as out:
        out.write("".join(line + "\n" for line in lines))


KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJql+RrYSK9MeIh5bKWNB9dGj8Q2QkcLZWfJYug2RoL6"
PRINT = "SHA256:gYlsd0IHCE9ZuukNv8buAeDPvArcDApIEmiRzyS2sDk"


def pushed(time):
    made = push(1, time, X)
    made["requestParameters"].update({"instanceOSUser": "ec2-user", "sSHPublicKey": KEY})
    return made


def login(clock, host, ip="203.0.113.25", pid=2459, key=PRINT, day="Jan  1"):
    return "%s %s %s sshd[%d]: Accepted publickey for ec2-user from %s port 58080 ssh2: ED25519 %s" % (
        day, clock, host, pid, ip, key)


# A login that nothing else explains, with pam's line, a command, an end, and a logout whose login was cut off: the
# heartbeat tells which instance the host is, the newest record tells the year.
NAMED = "ip-10-0-0-1"
LOG = [
    "Jan  1 09:59:00 %s sshd[2301]: Failed password for invalid user admin from 198.51.100.77 port 46380 ssh2" % NAMED,
    "Jan  1 10:01:00 %s sshd[2302]: Disconnected from user ec2-user 198.51.100.9 port 40000" % NAMED,
    login("11:15:00", NAMED, key="SHA256:7qLkP2vXbT0nYc5RmZ8dJw3sGhU1aEo6fNiV4xQyKtA"),
    "Jan  1 11:15:00 %s sshd[2459]: pam_unix(sshd:session): session opened for user ec2-user by (uid=0)" % NAMED,
    "Jan  1 11:15:09 %s sudo: ec2-user : TTY=pts/0 ; PWD=/home/ec2-user ; USER=root ; COMMAND=/bin/less "
    "/var/log/secure" % NAMED,
    "Jan  1 11:20:00 %s sshd[2459]: Disconnected from user ec2-user 203.0.113.25 port 58080" % NAMED,
]
for case in ("timeline-log", "timeline-log-csv", "events-log", "events-log-csv", "events-log-range",
             "events-log-jsonl", "explain-log", "explain-log-jsonl", "usage-log", "coverage-log"):
    put(case, LIFE)
    put_log(case, LOG)

# The host's clock is 90 s ahead: more than a pushed key is valid.
for case in ("log-skew", "log-skew-none"):
    put(case, [pushed("2026-01-01T10:00:00Z")])
    put_log(case, [login("10:01:31", "bastion-1")])
# What the host saw of a session that CloudTrail opened.
put("timeline-log-push", [pushed("2026-01-01T11:14:57Z"), LIFE[-1]])
put_log("timeline-log-push", [line.replace("SHA256:7qLkP2vXbT0nYc5RmZ8dJw3sGhU1aEo6fNiV4xQyKtA", PRINT)
                              for line in LOG])
# What the options say goes before what is found out; 09:00 there is midnight.
for case in ("log-year", "log-zone", "log-host"):
    put(case, [pushed("2026-01-02T00:00:00Z")])
    put_log(case, [login("09:00:07", "bastion-1", day="Jan  2")])
