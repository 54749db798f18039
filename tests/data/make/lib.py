# SPDX-License-Identifier: MIT
"""Short words for writing cases: records in, expected rows out. Everything is deterministic."""
import json
import os

OUT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
ACCOUNT, OTHER_ACCOUNT, REGION = "111122223333", "444455556666", "eu-central-1"
PC, PC2, NODE_IP, NODE_IP2 = "203.0.113.10", "203.0.113.99", "198.51.100.7", "198.51.100.8"
I1, I2, I3 = "i-0aaaaaaaaaaaaaaa1", "i-0bbbbbbbbbbbbbbb2", "i-0ccccccccccccccc3"
KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJql+RrYSK9MeIh5bKWNB9dGj8Q2QkcLZWfJYug2RoL6"
KEY_PRINT = "SHA256:gYlsd0IHCE9ZuukNv8buAeDPvArcDApIEmiRzyS2sDk"
CLI = "aws-cli/2.17.27 md/awscrt#0.21.2 ua/2.0 os/windows#11 lang/python#3.11.9 md/command#ssm.start-session"
BROWSER = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/118.0.0.0 Safari/537.36"
DAY = "2024-05-14"


def at(seconds):
    """A time of day, as seconds after 10:00:00 of the cases' day."""
    s = 36000 + seconds
    return f"{DAY}T{s // 3600:02}:{s // 60 % 60:02}:{s % 60:02}Z"


def eid(n):
    return f"00000000-0000-4000-8000-{n:012x}"


def user(name="alice", account=ACCOUNT, key="AKIAEXAMPLE000000001"):
    return {"type": "IAMUser", "principalId": "AIDAEXAMPLE000000001", "arn": f"arn:aws:iam::{account}:user/{name}",
            "accountId": account, "accessKeyId": key, "userName": name}


def role(role_name="ops", session="alice", account=ACCOUNT, mfa="true", **more):
    attributes = {"creationDate": f"{DAY}T09:00:00Z"}
    if mfa is not None:
        attributes["mfaAuthenticated"] = mfa
    who = {"type": "AssumedRole", "principalId": f"AROAEXAMPLE000000001:{session}",
           "arn": f"arn:aws:sts::{account}:assumed-role/{role_name}/{session}", "accountId": account,
           "accessKeyId": "ASIAEXAMPLE000000001",
           "sessionContext": {"sessionIssuer": {"type": "Role", "principalId": "AROAEXAMPLE000000001",
                                                "arn": f"arn:aws:iam::{account}:role/{role_name}",
                                                "accountId": account, "userName": role_name},
                              "attributes": attributes}}
    who["sessionContext"].update(more)
    return who


def rec(n, time, source, name, request=None, who=None, ip=PC, ua=CLI, response=None, **more):
    """One record; n makes its event id. Keys given as None in more are left out."""
    record = {"eventVersion": "1.08", "userIdentity": user() if who is None else who,
              "eventTime": at(time) if isinstance(time, int) else time, "eventSource": f"{source}.amazonaws.com",
              "eventName": name, "awsRegion": REGION, "sourceIPAddress": ip, "userAgent": ua,
              "requestParameters": request, "responseElements": response,
              "requestID": f"11111111-0000-4000-8000-{n:012x}", "eventID": eid(n), "readOnly": False,
              "eventType": "AwsApiCall", "managementEvent": True, "recipientAccountId": ACCOUNT,
              "eventCategory": "Management"}
    record.update(more)
    return {key: value for key, value in record.items() if not (key in more and value is None)}


def sid(n):
    return f"alice-0{n:016x}"


def start(n, time=0, target=I1, session=None, document=None, parameters=None, reason=None, **more):
    request = {"target": target}
    if document:
        request["documentName"] = document
    if parameters:
        request["parameters"] = parameters
    if reason:
        request["reason"] = reason
    more.setdefault("response", {"sessionId": session or sid(n), "tokenValue": "Value hidden due to security reasons.",
                                 "streamUrl": "wss://ssmmessages.example/v1/data-channel"})
    return rec(n, time, "ssm", "StartSession", request, **more)


def create(n, time, session, node=I1, ip=NODE_IP, **more):
    more.setdefault("who", role("AmazonSSMManagedInstanceCore", node, mfa="false", ec2RoleDelivery="2.0"))
    return rec(n, time, "ssm", "CreateDataChannel", {"messageSchemaVersion": "1.0", "sessionId": session,
                                                     "clientId": ""}, ip=ip, ua="Go-http-client/1.1", **more)


def opendc(n, time, session, ip=NODE_IP, **more):
    more.setdefault("who", {"accountId": ACCOUNT})
    return rec(n, time, "ssm", "OpenDataChannel", {"sessionId": session}, ip=ip, ua="ssm.amazonaws.com", **more)


def end(n, time, session, **more):
    return rec(n, time, "ssm", "TerminateSession", {"sessionId": session}, response={"sessionId": session}, **more)


def resume(n, time, session, **more):
    return rec(n, time, "ssm", "ResumeSession", {"sessionId": session}, response={"sessionId": session}, **more)


def push(n, time=0, instance=I1, key=KEY, **more):
    request = {"instanceId": instance, "instanceOSUser": "ec2-user", "sSHPublicKey": key}
    return rec(n, time, "ec2-instance-connect", "SendSSHPublicKey", request, **more)


def tunnel(n, time=0, address="10.0.1.10", port="22", **more):
    return rec(n, time, "ec2-instance-connect", "OpenTunnel",
               {"instanceConnectEndpointId": "eice-0123456789abcdef0", "maxTunnelDuration": "3600",
                "remotePort": port, "privateIpAddress": address}, **more)


def connection(n, time=0, instance=I1, uuid="1e9d40b7-52c3-4f6a-8d1e-b0a97c65e4f3", **more):
    more.setdefault("response", {"ConnectionArn": f"arn:aws:ssm-guiconnect:{REGION}:{ACCOUNT}:connection/{uuid}",
                                 "ConnectionKey": "e1a85f90-3b2c-4d7e-9a61-0c4f8e2d7b15"})
    return rec(n, time, "ssm-guiconnect", "StartConnection",
               {"AuthType": "Credentials", "Protocol": "RDP", "ConnectionType": "SessionManager",
                "InstanceId": instance}, ua="aws-internal/3 aws-sdk-java/1.12.479", **more)


def gui_start(n, time=0, target=I1, who=None, **more):
    """The StartSession that Fleet Manager makes for the person."""
    return start(n, time, target, document="AWS-StartPortForwardingSession",
                 reason="Used for SSM Fleet Manager Remote Desktop",
                 parameters={"localPortNumber": ["9000"], "portNumber": ["3389"]},
                 who={**(who or user()), "invokedBy": "ssm-guiconnect.amazonaws.com"},
                 ip="ssm-guiconnect.amazonaws.com", ua="AWS Internal", **more)


def heartbeat(n, time, instance=I1, address="10.0.1.10", ua="Go-http-client/1.1", **more):
    request = {"instanceId": instance, "agentVersion": "3.2.1478.0", **more}
    if address:
        request["iPAddress"] = address
    return rec(n, time, "ssm", "UpdateInstanceInformation", request, ip=NODE_IP, ua=ua,
               who=role("AmazonSSMManagedInstanceCore", instance, mfa="false"))


def refused(record, code="AccessDenied", message="not authorized", request=True):
    record = {**record, "errorCode": code, "errorMessage": message, "responseElements": None}
    if not request:
        record["requestParameters"] = None
    return record


def ev(n, role_name):
    return {"id": eid(n), "role": role_name}


def row(method, **more):
    """An expected row; e=[(n, role), ...] are its events in order, the others are keys of the JSON line."""
    events = more.pop("e", None)
    line = {"method": method, **more}
    if events is not None:
        line["events"] = [ev(*event) for event in events]
    return line


def put(folder, name, data):
    if isinstance(data, str):
        data = data.encode("utf-8")
    with open(os.path.join(folder, name), "wb") as file:
        file.write(data)


def records_text(records):
    """{"Records": [...]} with one record a line: short, and still good to read in a diff."""
    return '{"Records": [\n' + ",\n".join(json.dumps(r, ensure_ascii=False) for r in records) + "\n]}\n"


def expect(name, rows, why, **files):
    """The expected part of a case; files: more files by name ("args", "stats", "err", ...), as text."""
    folder = os.path.join(OUT, name)
    os.makedirs(folder, exist_ok=True)
    if rows is not None:
        put(folder, "expected.jsonl", "".join(json.dumps(r, ensure_ascii=False) + "\n" for r in rows))
    put(folder, "why.txt", " ".join(why.split()) + "\n")
    for file, data in files.items():
        if file in ("err", "status", "stats"):
            file = "expected." + file
        put(folder, file, data if isinstance(data, (str, bytes)) else json.dumps(data) + "\n")
    return folder


def case(name, inputs, rows, why, **files):
    """inputs: records, or text, or bytes; or a list of such, one an input file."""
    folder = expect(name, rows, why, **files)
    if not isinstance(inputs, list) or not inputs or isinstance(inputs[0], dict):
        inputs = [inputs]
    for index, data in enumerate(inputs):
        if isinstance(data, list):
            data = records_text(data)
        put(folder, f"input{index + 1 if index else ''}.json", data)
