# SPDX-License-Identifier: MIT
"""What examples/trail must give: the ten cases unmasked, together with noise, copies and disorder."""
from lib import expect

HOME, OTHER = "111122223333", "444455556666"
ALICE = {"identity": "assumed-role", "arn": f"arn:aws:sts::{HOME}:assumed-role/operations/alice",
         "name": "operations", "session_name": "alice", "access_key_id": "ASIAEXAMPLEALICE0001",
         "long_term_key": False, "mfa": True, "source_identity": None}
SCRIPT = {"identity": "assumed-role", "name": "operations", "session_name": "botocore-session-1694071106",
          "access_key_id": "ASIAEXAMPLEALICE0002", "long_term_key": False, "mfa": False}
BOB = {"identity": "iam-user", "arn": f"arn:aws:iam::{HOME}:user/bob", "name": "bob", "session_name": None,
       "access_key_id": "AKIAEXAMPLEBOB000001", "long_term_key": True}
PUSHED = {"os": "unix", "os_confidence": "strong", "os_user": "ec2-user", "outcome": "granted", "document": None}


def e(*events):
    return [{"id": f"5e8f7b1a-{n:04}-4c0d-9e2f-3a6b1d70{n:04}", "role": role} if role else
            {"id": f"5e8f7b1a-{n:04}-4c0d-9e2f-3a6b1d70{n:04}"} for n, role in events]


def rows():
    return [
        {"method": "session-manager", "surface": "console", "os": "unknown", "os_confidence": None,
         "outcome": "granted", "confidence": "exact", "instance_id": "i-02f4a6c81b3d57e90", "principal": ALICE,
         "ssm_session_id": "alice-0a1b2c3d4e5f60718", "start": "2023-09-04T05:56:04Z", "source_ip": "203.0.113.10",
         "events": e((201, "open"))},
        {"kind": "attempt", "method": "session-manager", "surface": "cli", "os": "unknown", "outcome": "denied",
         "confidence": "exact", "instance_id": "i-02f4a6c81b3d57e90", "target": None, "principal": BOB,
         "start": "2023-09-05T22:14:40Z", "end": None, "events": e((1101, "open"))},
        {"method": "instance-connect", "surface": "console", **PUSHED, "confidence": "exact",
         "instance_id": "i-02f4a6c81b3d57e90", "principal": ALICE, "start": "2023-09-06T01:53:19Z",
         "public_key_fingerprint": "SHA256:gYlsd0IHCE9ZuukNv8buAeDPvArcDApIEmiRzyS2sDk", "events": e((301, "push"))},
        {"method": "fleet-manager-rdp", "surface": "console", "os": "windows", "os_confidence": "strong",
         "outcome": "granted", "confidence": "strong", "instance_id": "i-07c8b9a0d1e2f3546", "principal": ALICE,
         "start": "2023-09-07T01:59:24Z", "connection_id": "1e9d40b7-52c3-4f6a-8d1e-b0a97c65e4f3",
         "ssm_session_id": "alice-0f00ba4c0ffee1234", "remote_port": 3389,
         "document": "AWS-StartPortForwardingSession",
         "reason_given": "Used for SSM Fleet Manager Remote Desktop",
         "events": e((901, "connection"), (902, "open"), (903, None), (904, "agent-channel"))},
        {"method": "instance-connect-endpoint", "surface": "cli", **PUSHED, "confidence": "strong",
         "instance_id": "i-0a6c3f81e2d97b450", "principal": SCRIPT, "start": "2023-09-07T07:33:17Z",
         "remote_port": 22, "private_ip": "10.0.2.31", "endpoint_id": "eice-0c78d91e2f3a4b5c6",
         "public_key_fingerprint": "SHA256:AH2iMWyPilljX3CUlYa9yKN2MCD+OOXWPJjZlScNUiU",
         "events": e((701, "push"), (702, "tunnel"))},
        {"method": "session-manager", "surface": "cli", "os": "unknown", "os_confidence": None,
         "outcome": "attached", "confidence": "exact", "instance_id": "i-03b9d1e7f5a2c4086", "principal": SCRIPT,
         "start": "2023-09-07T07:50:54Z", "end": None, "ssm_session_id": "botocore-session-1694071106-0b7c6d5e4f3a29180",
         "events": e((501, "open"), (502, "agent-channel"), (503, "agent-channel"), (504, "client-channel"))},
        {"method": "session-manager", "surface": "console", "os": "unknown", "os_confidence": None,
         "outcome": "attached", "confidence": "exact", "instance_id": "i-0f1e2d3c4b5a69788", "principal": ALICE,
         "start": "2023-09-07T08:09:52Z",
         "events": e((801, "open"), (802, "client-channel"), (803, "agent-channel"))},
        {"method": "endpoint-tunnel", "surface": "cli", "os": "windows", "os_confidence": "weak",
         "outcome": "granted", "confidence": "exact", "instance_id": None, "target": None, "account_id": OTHER,
         "start": "2023-09-19T05:12:07Z", "remote_port": 3389, "private_ip": "10.10.4.12",
         "principal": {"identity": "assumed-role", "name": "support", "session_name": "botocore-session-1695099126",
                       "mfa": None}, "events": e((1001, "tunnel"))},
        {"method": "ssh", "surface": "host", "os": "unix", "os_confidence": "strong", "outcome": "attached",
         "confidence": "exact", "instance_id": "i-0a6c3f81e2d97b450", "target": None, "account_id": HOME,
         "principal": {"identity": "unknown", "arn": None, "name": None}, "source_ip": "203.0.113.25",
         "os_user": "ec2-user", "public_key_fingerprint": "SHA256:7qLkP2vXbT0nYc5RmZ8dJw3sGhU1aEo6fNiV4xQyKtA",
         "start": "2023-10-04T00:49:14Z", "end": None, "end_reason": None,
         "events": [{"line": 3, "name": "Accepted publickey", "time": "2023-10-04T00:49:14Z", "role": "login"},
                    {"line": 5, "name": "sudo", "time": "2023-10-04T00:49:23Z", "role": "sudo"}]},
        {"method": "instance-connect", "surface": "console", **PUSHED, "confidence": "exact",
         "instance_id": "i-0d75b20c9e4813fa6", "principal": ALICE, "start": "2023-10-12T06:58:49Z",
         "public_key_fingerprint": "SHA256:xrANPs1eJQ1zrBUC4SCH/xERGmdwJlbCzxr6/glAPqw", "events": e((601, "push"))},
        {"method": "instance-connect-endpoint", "surface": "console", **PUSHED, "confidence": "strong",
         "instance_id": "i-0d75b20c9e4813fa6", "principal": ALICE, "start": "2023-10-12T07:52:18Z",
         "remote_port": 22, "private_ip": "10.0.2.20",
         "public_key_fingerprint": "SHA256:CONIJ9WEXM6sy4LrQKK5OPw1YDAWR+yWP4Adrx2sGJQ",
         "events": e((401, "push"), (402, "tunnel"))},
    ]


def make():
    expect("demo", rows(), """CONTRACT section 3, table of the ten cases, unmasked (examples/make_trail.py).
        Case 5 proves attached: CreateDataChannel comes from the instance's address and an OpenDataChannel from each
        side (ruling 21). In case 8 the browser's own OpenDataChannel comes from StartSession's address while
        CreateDataChannel has another: attached as well. In case 9 the only OpenDataChannel has no address (AWS
        Internal), so it is granted. The refused StartSession has no parameters: its instance is in errorMessage
        (ruling 10). Pushes and tunnels agree in ARN and address, and the instance map knows the private address:
        strong. Heartbeats of instances of cases 4 and 7 name no platform, hence unix and not linux. Case 1 stands
        in the log of case 7's instance alone: its name is the private address of the heartbeat (ruling 24), its year
        that of the newest record (ruling 12), sudo is of the only login that is open, and no logout was logged.
        pam's line is Accepted's own, and neither it nor the refused name makes a row (ruling 13).""",
           inputs="examples/trail\n",
           stats={"files": {"read": 12, "skipped": 2, "failed": 0},
                  "records": {"total": 37, "access": 20, "context": 7, "other": 6, "duplicates": 4, "rejected": 0},
                  "lines": {"total": 7, "access": 2, "other": 5}, "sessions": 11})
