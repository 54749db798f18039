#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Write examples/trail: a small CloudTrail bucket, in AWS's own folder layout.

usage: make_trail.py [OUT_DIR]          (default: the folder "trail" beside this file)

Everything in it is invented: documentation addresses, made-up accounts and
people, public keys made for this purpose whose private halves are gone. It
holds one example of each way onto an instance that leaves CloudTrail records,
and what a real bucket holds besides: noise, records delivered twice and out of
order, a digest, a file that is none of CloudTrail's. Beside the bucket's own
folders stands the log of one host, for the way that leaves no such record.

No clock and no chance: the same bytes come out every time.
"""
import json
import os
import sys

HOME = "111122223333"
OTHER = "444455556666"
REGION = "ap-northeast-1"
OFFICE, LAPTOP, VPC_OUT, TRAVEL = "203.0.113.10", "203.0.113.25", "198.51.100.7", "192.0.2.44"

LINUX_WEB = "i-02f4a6c81b3d57e90"      # cases 2 and 3, and the refused call
LINUX_APP = "i-0d75b20c9e4813fa6"      # cases 4 and 6
LINUX_CLI = "i-03b9d1e7f5a2c4086"      # case 5
LINUX_JUMP = "i-0a6c3f81e2d97b450"     # case 7, and case 1 by its log
WINDOWS_CONSOLE = "i-0f1e2d3c4b5a69788"  # case 8
WINDOWS_DESK = "i-07c8b9a0d1e2f3546"   # case 9
LINUX_BATCH = "i-0b5d7e9f1a3c2e4d6"    # noise only

KEY_1 = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJql+RrYSK9MeIh5bKWNB9dGj8Q2QkcLZWfJYug2RoL6"
KEY_2 = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIEcypn2+RgLslqNAwQmIiug+h/NYdhafey/2nz37h1Mg"
KEY_3 = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIIvSk2rBJ1IZsyxuaEd8mhHf61CSLm0S9rHC5idE0CVZ"
KEY_4 = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAINyBy6d++zG0MzmqLrzJcAodWH+j1TsBFv6af2P37aOG"

BROWSER = ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) "
           "Chrome/117.0.0.0 Safari/537.36")
GUI = ("aws-internal/3 aws-sdk-java/1.12.479 Linux/5.10.186-157.751.amzn2int.x86_64 "
       "OpenJDK_64-Bit_Server_VM/25.372-b08 java/1.8.0_372 vendor/Oracle_Corporation cfg/retry-mode/standard")


def cli(command):
    return f"aws-cli/2.13.15 Python/3.11.4 Darwin/22.5.0 exe/x86_64 prompt/off command/{command}"


# ---- who calls ----------------------------------------------------------------

def role(account, name, session, key, mfa, created, full=True, **more):
    who = {"type": "AssumedRole", "principalId": f"AROAEXAMPLE{name[:4].upper()}00000:{session}",
           "arn": f"arn:aws:sts::{account}:assumed-role/{name}/{session}", "accountId": account,
           "accessKeyId": key}
    if not full:  # OpenTunnel carries no session context
        return {**who, "userName": ""}
    who["sessionContext"] = {
        "sessionIssuer": {"type": "Role", "principalId": f"AROAEXAMPLE{name[:4].upper()}00000",
                          "arn": f"arn:aws:iam::{account}:role/{name}", "accountId": account, "userName": name},
        "webIdFederationData": {},
        "attributes": {"creationDate": created, "mfaAuthenticated": mfa}}
    return {**who, **more}


def alice(created="2023-09-04T05:54:51Z", full=True, **more):
    return role(HOME, "operations", "alice", "ASIAEXAMPLEALICE0001", "true", created, full, **more)


def script(full=True):
    """The same role from the command line; the session name is botocore's, no person's."""
    return role(HOME, "operations", "botocore-session-1694071106", "ASIAEXAMPLEALICE0002", "false",
                "2023-09-07T07:18:26Z", full)


def node(instance):
    who = role(HOME, "AmazonSSMManagedInstanceCore", instance, "ASIAEXAMPLENODE00001", "false",
               "2023-09-07T01:48:52Z")
    who["sessionContext"]["ec2RoleDelivery"] = "2.0"
    return who


BOB = {"type": "IAMUser", "principalId": "AIDAEXAMPLEBOB000001", "arn": f"arn:aws:iam::{HOME}:user/bob",
       "accountId": HOME, "accessKeyId": "AKIAEXAMPLEBOB000001", "userName": "bob"}


# ---- records ------------------------------------------------------------------

def record(number, time, source, name, who, ip, agent, request, response=None, account=HOME, **more):
    """number makes the ids, so that a reader finds a record of the output again."""
    return {"eventVersion": "1.08", "userIdentity": who, "eventTime": time,
            "eventSource": f"{source}.amazonaws.com", "eventName": name, "awsRegion": REGION,
            "sourceIPAddress": ip, "userAgent": agent, "requestParameters": request,
            "responseElements": response, "requestID": f"9d3a51c2-{number:04}-4b7e-a1f0-5c2e8d94{number:04}",
            "eventID": f"5e8f7b1a-{number:04}-4c0d-9e2f-3a6b1d70{number:04}", "readOnly": False,
            "eventType": "AwsApiCall", "managementEvent": True, "recipientAccountId": account,
            "eventCategory": "Management", **more}


def opened(session):
    return {"sessionId": session, "tokenValue": "Value hidden due to security reasons.",
            "streamUrl": f"wss://ssmmessages.{REGION}.amazonaws.com/v1/data-channel/{session}?role=publish_subscribe"}


def agent_channel(number, time, instance, session, ip=VPC_OUT, **more):
    return record(number, time, "ssm", "CreateDataChannel", node(instance), ip, "Go-http-client/1.1",
                  {"messageSchemaVersion": "1.0", "requestId": f"c0ffee00-{number:04}-4d1e-8f2a-7b9c0d1e{number:04}",
                   "sessionId": session, "clientId": ""},
                  {"messageSchemaVersion": "1.0", "tokenValue": "Value hidden due to security reasons."},
                  tlsDetails={"clientProvidedHostHeader": f"ssmmessages.{REGION}.amazonaws.com"}, **more)


def channel(number, time, session, ip):
    return record(number, time, "ssm", "OpenDataChannel", {"accountId": HOME}, ip, "ssm.amazonaws.com",
                  {"sessionId": session})


def push(number, time, who, ip, agent, instance, key, **more):
    rec = record(number, time, "ec2-instance-connect", "SendSSHPublicKey", who, ip, agent,
                 {"instanceId": instance, "instanceOSUser": "ec2-user", "sSHPublicKey": key}, **more,
                 tlsDetails={"tlsVersion": "TLSv1.3", "cipherSuite": "TLS_AES_128_GCM_SHA256",
                             "clientProvidedHostHeader": f"ec2-instance-connect.{REGION}.amazonaws.com"})
    rec["responseElements"] = {"requestId": rec["requestID"], "success": True}
    return rec


def tunnel(number, time, who, ip, agent, endpoint, address, port, account=HOME):
    return record(number, time, "ec2-instance-connect", "OpenTunnel", who, ip, agent,
                  {"instanceConnectEndpointId": endpoint, "maxTunnelDuration": "3600", "remotePort": port,
                   "privateIpAddress": address}, account=account,
                  resources=[{"accountId": account, "type": "AWS::EC2::InstanceConnectEndpoint",
                              "ARN": f"arn:aws:ec2:{REGION}:{account}:instance-connect-endpoint/{endpoint}"}])


def heartbeat(number, time, instance, address, **platform):
    """The agent's report. Without platformType it tells an address and nothing of the system."""
    agent = "Go-http-client/1.1"
    if platform:
        agent = f"aws-sdk-go/1.44.260 (go1.20.5; {platform['platformType'].lower()}; amd64) amazon-ssm-agent/"
    return record(number, time, "ssm", "UpdateInstanceInformation", node(instance), VPC_OUT, agent,
                  {"instanceId": instance, "agentVersion": "3.2.1478.0", "agentStatus": "Active",
                   "iPAddress": address, **platform})


def look(number, time, source, name, request, who=None, ip=OFFICE):
    return {**record(number, time, source, name, who or alice(), ip, BROWSER, request), "readOnly": True}


# ---- the cases, numbered as in the article that listed them ----------------------------

# Only the host saw it: no year, no zone, no end, as /var/log/secure has it. The heartbeat of LINUX_JUMP tells whose
# address the host is called by. In front of it what every host on the Internet has: somebody tries names.
CASE_1 = """\
Oct  4 00:31:07 ip-10-0-2-31 sshd[2388]: Invalid user admin from 198.51.100.77 port 46380
Oct  4 00:31:07 ip-10-0-2-31 sshd[2388]: Connection closed by invalid user admin 198.51.100.77 port 46380 [preauth]
Oct  4 00:49:14 ip-10-0-2-31 sshd[2459]: Accepted publickey for ec2-user from 203.0.113.25 port 58080 ssh2: ED25519 \
SHA256:7qLkP2vXbT0nYc5RmZ8dJw3sGhU1aEo6fNiV4xQyKtA
Oct  4 00:49:14 ip-10-0-2-31 sshd[2459]: pam_unix(sshd:session): session opened for user ec2-user by (uid=0)
Oct  4 00:49:23 ip-10-0-2-31 sudo: ec2-user : TTY=pts/0 ; PWD=/home/ec2-user ; USER=root ; \
COMMAND=/bin/less /var/log/secure
Oct  4 00:49:23 ip-10-0-2-31 sudo: pam_unix(sudo:session): session opened for user root by ec2-user(uid=0)
Oct  4 00:51:32 ip-10-0-2-31 sudo: pam_unix(sudo:session): session closed for user root
"""

CONSOLE = {"sessionCredentialFromConsole": "true"}
S2, S8, S9 = "alice-0a1b2c3d4e5f60718", "alice-0c9d8e7f6a5b40312", "alice-0f00ba4c0ffee1234"
S5 = "botocore-session-1694071106-0b7c6d5e4f3a29180"
EICE = "eice-0c78d91e2f3a4b5c6"

CASE_2 = [record(201, "2023-09-04T05:56:04Z", "ssm", "StartSession", alice(), OFFICE, "AWS Internal",
                 {"target": LINUX_WEB}, opened(S2), **CONSOLE)]
CASE_3 = [push(301, "2023-09-06T01:53:19Z", alice("2023-09-06T01:21:36Z"), OFFICE, BROWSER, LINUX_WEB, KEY_1 + "\n",
               **CONSOLE)]
CASE_4 = [push(401, "2023-10-12T07:52:18Z", alice("2023-10-12T06:53:19Z"), OFFICE, BROWSER, LINUX_APP, KEY_2 + "\n",
               **CONSOLE),
          tunnel(402, "2023-10-12T07:52:18Z", alice(full=False), OFFICE, BROWSER, EICE, "10.0.2.20", "22")]
CASE_5 = [record(501, "2023-09-07T07:50:54Z", "ssm", "StartSession", script(), LAPTOP, cli("ssm.start-session"),
                 {"target": LINUX_CLI}, opened(S5),
                 tlsDetails={"tlsVersion": "TLSv1.2", "cipherSuite": "ECDHE-RSA-AES128-GCM-SHA256",
                             "clientProvidedHostHeader": f"ssm.{REGION}.amazonaws.com"}),
          agent_channel(502, "2023-09-07T07:50:54Z", LINUX_CLI, S5),
          channel(503, "2023-09-07T07:50:55Z", S5, VPC_OUT),
          channel(504, "2023-09-07T07:50:56Z", S5, LAPTOP)]
CASE_6 = [push(601, "2023-10-12T06:58:49Z", alice("2023-10-12T06:53:19Z"), OFFICE, BROWSER, LINUX_APP, KEY_3 + "\n",
               **CONSOLE)]
CASE_7 = [push(701, "2023-09-07T07:33:17Z", script(), LAPTOP, cli("ec2-instance-connect.ssh"), LINUX_JUMP, KEY_4),
          tunnel(702, "2023-09-07T07:33:18Z", script(full=False), LAPTOP, cli("ec2-instance-connect.open-tunnel"),
                 EICE, "10.0.2.31", "22")]
CASE_8 = [record(801, "2023-09-07T08:09:52Z", "ssm", "StartSession", alice("2023-09-07T07:36:11Z"), OFFICE,
                 "AWS Internal", {"target": WINDOWS_CONSOLE}, opened(S8), **CONSOLE),
          channel(802, "2023-09-07T08:09:52Z", S8, OFFICE),
          agent_channel(803, "2023-09-07T08:09:54Z", WINDOWS_CONSOLE, S8)]
CASE_9 = [record(901, "2023-09-07T01:59:24Z", "ssm-guiconnect", "StartConnection", alice("2023-09-07T01:04:06Z"),
                 OFFICE, GUI,
                 {"ConnectionParameters": {"SupportGraphicsPipeline": True}, "AuthType": "Credentials",
                  "Protocol": "RDP", "ConnectionType": "SessionManager", "InstanceId": WINDOWS_DESK},
                 {"ConnectionArn": f"arn:aws:ssm-guiconnect:{REGION}:{HOME}:connection/"
                                   "1e9d40b7-52c3-4f6a-8d1e-b0a97c65e4f3",
                  "ConnectionKey": "e1a85f90-3b2c-4d7e-9a61-0c4f8e2d7b15",
                  "ClientToken": "c5591d2e-7f80-4a3b-b6c4-92e0d1f5a738",
                  "requestId": "9d3a51c2-0901-4b7e-a1f0-5c2e8d940901"}),
          record(902, "2023-09-07T01:59:24Z", "ssm", "StartSession",
                 alice("2023-09-07T01:04:06Z", invokedBy="ssm-guiconnect.amazonaws.com"),
                 "ssm-guiconnect.amazonaws.com", "AWS Internal",
                 {"target": WINDOWS_DESK, "documentName": "AWS-StartPortForwardingSession",
                  "reason": "Used for SSM Fleet Manager Remote Desktop",
                  "parameters": {"localPortNumber": ["9000"], "portNumber": ["3389"]}}, opened(S9), **CONSOLE),
          channel(903, "2023-09-07T01:59:25Z", S9, "AWS Internal"),
          agent_channel(904, "2023-09-07T01:59:26Z", WINDOWS_DESK, S9, "10.0.3.15",
                        vpcEndpointId="vpce-03d2c1b0a9f8e7d65")]
CASE_10 = [tunnel(1001, "2023-09-19T05:12:07Z",
                  role(OTHER, "support", "botocore-session-1695099126", "ASIAEXAMPLESUPP00001", "false", "", False),
                  TRAVEL, cli("ec2-instance-connect.open-tunnel"), "eice-06a5b4c3d2e1f0987", "10.10.4.12", "3389",
                  OTHER)]

REFUSED = {**record(1101, "2023-09-05T22:14:40Z", "ssm", "StartSession", BOB, TRAVEL, cli("ssm.start-session"), None),
           "errorCode": "AccessDenied",
           "errorMessage": f"User: arn:aws:iam::{HOME}:user/bob is not authorized to perform: ssm:StartSession on "
                           f"resource: arn:aws:ec2:{REGION}:{HOME}:instance/{LINUX_WEB} because no identity-based "
                           "policy allows the ssm:StartSession action"}

# The record that EC2's own pages print, as they print it.
TERMINATED = json.loads("""
{"eventVersion":"1.03","userIdentity":{"type":"Root","principalId":"123456789012",
"arn":"arn:aws:iam::123456789012:root","accountId":"123456789012","accessKeyId":"AKIAIOSFODNN7EXAMPLE",
"userName":"user"},"eventTime":"2016-05-20T08:27:45Z","eventSource":"ec2.amazonaws.com",
"eventName":"TerminateInstances","awsRegion":"us-west-2","sourceIPAddress":"198.51.100.1",
"userAgent":"aws-cli/1.10.10 Python/2.7.9 Windows/7botocore/1.4.1",
"requestParameters":{"instancesSet":{"items":[{"instanceId":"i-1a2b3c4d"}]}},
"responseElements":{"instancesSet":{"items":[{"instanceId":"i-1a2b3c4d",
"currentState":{"code":32,"name":"shutting-down"},"previousState":{"code":16,"name":"running"}}]}},
"requestID":"be112233-1ba5-4ae0-8e2b-1c302EXAMPLE","eventID":"6e12345-2a4e-417c-aa78-7594fEXAMPLE",
"eventType":"AwsApiCall","recipientAccountId":"123456789012"}""")

# ---- the files --------------------------------------------------------------------


def log(account, day, clock, unique, records, region=REGION):
    return (f"AWSLogs/{account}/CloudTrail/{region}/{day[:4]}/{day[4:6]}/{day[6:]}/"
            f"{account}_CloudTrail_{region}_{day}T{clock}Z_{unique}.json", {"Records": records})


FILES = dict([
    log(HOME, "20230904", "0600", "h2Kq7VxPz0aLmN4c", CASE_2 + [
        look(1, "2023-09-04T05:55:31Z", "ec2", "DescribeInstances", {"instancesSet": {}, "filterSet": {}}),
        look(2, "2023-09-04T05:56:04Z", "ssm", "DescribeSessions", {"state": "Active"})]),
    log(HOME, "20230905", "2220", "Wd81sYbT5gRfUe3J", [
        heartbeat(11, "2023-09-05T22:10:02Z", LINUX_BATCH, "10.0.1.77", platformType="Linux",
                  platformName="Amazon Linux", platformVersion="2023", computerName="ip-10-0-1-77.ec2.internal"),
        REFUSED,
        look(12, "2023-09-05T22:13:58Z", "ec2", "DescribeInstances", {"instancesSet": {}, "filterSet": {}}, BOB,
             TRAVEL)]),
    log(HOME, "20230906", "0155", "c6GzMi9oQkX2nHv7", [
        look(21, "2023-09-06T01:53:02Z", "ec2", "DescribeInstances",
             {"instancesSet": {"items": [{"instanceId": LINUX_WEB}]}, "filterSet": {}})] + CASE_3),
    log(HOME, "20230907", "0205", "Bp4eLr8tDs1yKj6w", [CASE_9[2], CASE_9[3], CASE_9[1], CASE_9[0],
        heartbeat(31, "2023-09-07T01:57:10Z", WINDOWS_DESK, "10.0.3.15", platformType="Windows",
                  platformName="Microsoft Windows Server 2022 Datacenter", platformVersion="10.0.20348",
                  computerName="EC2AMAZ-7C8B9A0")]),
    log(HOME, "20230907", "0740", "Nf0vXa3mCu7qZh5E", [CASE_7[1],
        heartbeat(41, "2023-09-07T07:31:44Z", LINUX_JUMP, "10.0.2.31"), CASE_7[0]]),
    log(HOME, "20230907", "0755", "t9RbJy2kVo6sGi8P", [CASE_5[3], CASE_5[1],
        look(51, "2023-09-07T07:52:20Z", "cloudtrail", "LookupEvents", {"maxResults": 50}), CASE_5[0], CASE_5[2]]),
    log(HOME, "20230907", "0815", "Q1wZl5dFx8nTr0aM", [CASE_8[2], CASE_8[1], CASE_8[0]]),
    # Delivered again an hour later, mixed with what had not come yet.
    log(HOME, "20230907", "0915", "e7HcUo4jKb2pYv9S", [CASE_5[0], CASE_8[1], CASE_7[0], CASE_9[0],
        heartbeat(61, "2023-09-07T09:10:03Z", LINUX_BATCH, "10.0.1.77", platformType="Linux",
                  platformName="Amazon Linux", platformVersion="2023", computerName="ip-10-0-1-77.ec2.internal")]),
    log(HOME, "20231012", "0800", "Lx3gDi6mWt0zRq1N", [CASE_4[1], CASE_6[0], CASE_4[0],
        heartbeat(71, "2023-10-12T06:50:00Z", LINUX_APP, "10.0.2.20"),
        heartbeat(72, "2023-10-12T07:50:00Z", LINUX_APP, "10.0.2.20")]),
    log(OTHER, "20230919", "0515", "Vk8yEs5aPf7bOj2X", CASE_10 + [
        look(81, "2023-09-19T05:11:50Z", "ec2", "DescribeInstanceConnectEndpoints", {},
             role(OTHER, "support", "botocore-session-1695099126", "ASIAEXAMPLESUPP00001", "false",
                  "2023-09-19T05:11:40Z"), TRAVEL)]),
    log("123456789012", "20160520", "0830", "g0Uu3CnIr9hLwT6d", [TERMINATED], "us-west-2"),
    (f"AWSLogs/{HOME}/CloudTrail-Digest/{REGION}/2023/09/07/"
     f"{HOME}_CloudTrail-Digest_{REGION}_management_{REGION}_20230907T083000Z.json",
     {"awsAccountId": HOME, "digestStartTime": "2023-09-07T07:30:00Z", "digestEndTime": "2023-09-07T08:30:00Z",
      "digestS3Bucket": "example-trail", "digestS3Object":
      f"AWSLogs/{HOME}/CloudTrail-Digest/{REGION}/2023/09/07/"
      f"{HOME}_CloudTrail-Digest_{REGION}_management_{REGION}_20230907T083000Z.json.gz",
      "digestPublicKeyFingerprint": "31e8b5433410dfb61a9dc45cc65b22ff", "digestSignatureAlgorithm": "SHA256withRSA",
      "newestEventTime": None, "oldestEventTime": None, "previousDigestS3Bucket": None,
      "previousDigestS3Object": None, "previousDigestHashValue": None, "previousDigestHashAlgorithm": None,
      "previousDigestSignature": None, "logFiles": []}),
    ("hosts/ip-10-0-2-31/secure", CASE_1),
    ("inventory.json", {"name": "example-trail", "note": "not a CloudTrail file: it is counted and passed over"}),
])


def text(value):
    """One record a few lines: its outermost keys one a line, what is below on the same line. A log as it is."""
    if isinstance(value, str):
        return value
    if "Records" not in value:
        return json.dumps(value, indent=1) + "\n"
    parts = [",\n".join(f"  {json.dumps(key)}: {json.dumps(val)}" for key, val in rec.items())
             for rec in value["Records"]]
    return '{"Records": [\n {\n' + "\n },\n {\n".join(parts) + "\n }\n]}\n"


def main():
    here = os.path.dirname(os.path.abspath(__file__))
    out = sys.argv[1] if len(sys.argv) > 1 else os.path.join(here, "trail")
    for path, value in FILES.items():
        path = os.path.join(out, path)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w", encoding="utf-8", newline="\n") as file:
            file.write(text(value))


main()
