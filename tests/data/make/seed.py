# SPDX-License-Identifier: MIT
"""What the published cases 2 to 10 must give, masked as they were printed (inputs: ../make_seed_cases.py)."""
from lib import expect

SAME = {"kind": "session", "region": "ap-northeast-1", "end": None, "end_reason": None, "resumed": 0,
        "source_ip": "10...", "connection_id": None, "remote_host": None}
ONCE = "its event ids are masked, and a masked id marks no duplicate: given twice, everything comes twice\n"
WHY = "CONTRACT section 3, table of the ten cases, case {}. Masks: section 1. "


def e(*events):
    return [dict(zip(("id", "name", "time", "role"), event)) for event in events]


def principal(identity, name, session, mfa, arn=None):
    who = {"identity": identity, "name": name, "mfa": mfa, "access_key_id": "ASIA...", "long_term_key": False,
           "source_identity": None}
    if session:
        who["session_name"] = session
    if arn:
        who["arn"] = arn
    return who


def one(number, row, why):
    expect(f"seed-{number:02}", [{**SAME, **row}], WHY.format(number) + why, once=ONCE)


def first():
    """Another page has the lines that case 1 leaves, and a StartSession, by whose time their year is told."""
    sshd = {"method": "ssh", "surface": "host", "os": "unix", "os_confidence": "strong", "outcome": "attached",
            "confidence": "exact", "kind": "session", "instance_id": None, "account_id": None, "region": None,
            "os_user": "ec2-user", "source_ip": "123.123.123.123", "start": "2022-10-04T00:49:14Z", "end": None,
            "end_reason": None,
            "public_key_fingerprint": "SHA256:SAMPLEvSAMPLE4aSAMPLEMSAMPLE8SAMPLE/SAMPLE",
            "principal": {"identity": "unknown", "arn": None, "name": None, "mfa": None},
            "events": [{"line": 1, "name": "Accepted publickey", "time": "2022-10-04T00:49:14Z", "role": "login"},
                       {"line": 3, "name": "sudo", "time": "2022-10-04T00:49:23Z", "role": "sudo"}]}
    shell = {"method": "session-manager", "surface": "console", "outcome": "granted",
             "instance_id": "i-0123456789abcdef0", "start": "2022-10-04T00:47:46Z"}
    expect("seed-01", [shell, sshd], WHY.format(1) + "No CloudTrail record of it exists: sshd's lines are all there is. "
           "pam's line beside Accepted says nothing new; no logout was logged. Year: ruling 12.", once=ONCE)


def make():
    one(2, {"method": "session-manager", "surface": "console", "os": "unknown", "os_confidence": None,
            "outcome": "granted", "confidence": "exact", "instance_id": "i-02...", "target": "i-02...",
            "account_id": "1234...", "user_agent": "AWS Internal", "ssm_session_id": "cm...", "document": None,
            "start": "2023-09-04T05:56:04Z",
            "principal": principal("assumed-role", "cm...", None, True, "arn:aws:sts::1234...:assumed-role/cm..."),
            "events": e(("b243...", "StartSession", "2023-09-04T05:56:04Z", "open"))},
        "One record, so exact; a console credential; no record tells the system. The spaces after colons of time "
        "and ARN are mended (section 1).")
    one(3, {"method": "instance-connect", "surface": "console", "os": "unix", "os_confidence": "strong",
            "outcome": "granted", "confidence": "exact", "instance_id": "i-02...", "target": "i-02...",
            "os_user": "ec2-user", "public_key_fingerprint": None, "start": "2023-09-06T01:53:19Z",
            "private_ip": None, "endpoint_id": None, "remote_port": None, "ssm_session_id": None,
            "principal": principal("assumed-role", "cm...", None, True),
            "events": e(("cdc5...", "SendSSHPublicKey", "2023-09-06T01:53:19Z", "push"))},
        "A push and no tunnel; it proves unix. The masked key does not parse: no fingerprint (ruling 8).")
    one(4, {"method": "instance-connect-endpoint", "surface": "console", "os": "unix", "os_confidence": "strong",
            "outcome": "granted", "confidence": "inferred", "instance_id": "i-0d75...", "os_user": "ec2-user",
            "endpoint_id": "eice-0c78...", "remote_port": 22, "start": "2023-10-12T07:52:18Z",
            "principal": principal("assumed-role", "username", "username", True,
                                   "arn:aws:sts::1234...:assumed-role/username/username"),
            "events": e(("9947...", "OpenTunnel", "2023-10-12T07:52:18Z", "tunnel"),
                        ("a0a9...", "SendSSHPublicKey", "2023-10-12T07:52:18Z", "push"))},
        "Push and tunnel of the same second and the same (masked) ARN are one session; values are masked, so "
        "inferred. Start and surface are the push's (ruling 20). Same time: sorted by id.")
    one(5, {"method": "session-manager", "surface": "cli", "os": "unknown", "os_confidence": None,
            "outcome": "granted", "confidence": "inferred", "instance_id": "i-03...", "target": "i-03...",
            "ssm_session_id": "botocore-session-16...", "start": "2023-09-07T07:50:54Z",
            "principal": principal("assumed-role", "cm...", "botocore-session-16...", False,
                                   "arn:aws:sts::1234...:assumed-role/cm.../botocore-session-16..."),
            "events": e(("cfd4...", "CreateDataChannel", "2023-09-07T07:50:54Z", "agent-channel"),
                        ("fe52...", "StartSession", "2023-09-07T07:50:54Z", "open"),
                        ("6edf...", "OpenDataChannel", "2023-09-07T07:50:56Z", "channel"))},
        "Three records of one masked session id within -2 ... +10 s. A masked address is no address, so the side of "
        "the OpenDataChannel stays unknown and the outcome granted (ruling 21). The OpenDataChannel's own eventID is "
        "6edf..., the entry around it says 6eda...: the record counts.")
    one(6, {"method": "instance-connect", "surface": "console", "os": "unix", "os_confidence": "strong",
            "outcome": "granted", "confidence": "exact", "instance_id": "i-0d75...", "os_user": "ec2-user",
            "start": "2023-10-12T06:58:49Z",
            "principal": principal("assumed-role", "username", "username", True),
            "events": e(("6111...", "SendSSHPublicKey", "2023-10-12T06:58:49Z", "push"))},
        "The heading says CLI; the record has a console credential and a browser, and the record counts.")
    one(7, {"method": "instance-connect-endpoint", "surface": "cli", "os": "unix", "os_confidence": "strong",
            "outcome": "granted", "confidence": "inferred", "instance_id": "i-0a...", "os_user": "ec2-user",
            "endpoint_id": "eice-0e...", "remote_port": 1, "start": "2023-09-07T07:33:17Z",
            "principal": principal("assumed-role", "cm...", "botocore-session-16...", False),
            "events": e(("4fad...", "SendSSHPublicKey", "2023-09-07T07:33:17Z", "push"),
                        ("e966...", "OpenTunnel", "2023-09-07T07:33:18Z", "tunnel"))},
        "Two records one second apart. The port is printed as \"1\", which is none of ruling 31.")
    one(8, {"method": "session-manager", "surface": "console", "os": "unknown", "os_confidence": None,
            "outcome": "granted", "confidence": "inferred", "instance_id": "i-0f...", "target": "i-0f...",
            "ssm_session_id": "cm...", "start": "2023-09-07T08:09:52Z",
            "principal": principal("assumed-role", "cm...", "cm...", True),
            "events": e(("a8a9...", "OpenDataChannel", "2023-09-07T08:09:52Z", "channel"),
                        ("d9da...", "StartSession", "2023-09-07T08:09:52Z", "open"),
                        ("d7cb...", "CreateDataChannel", "2023-09-07T08:09:54Z", "agent-channel"))},
        "Nothing in the records shows Windows.")
    one(9, {"method": "fleet-manager-rdp", "surface": "console", "os": "windows", "os_confidence": "strong",
            "outcome": "granted", "confidence": "inferred", "target": "i-07", "instance_id": "i-07",
            "document": "AWS-StartPortForwardingSession", "ssm_session_id": "cm...", "remote_port": 3,
            "reason_given": "Used for SSM Fleet Manager Remote Desktop", "start": "2023-09-07T01:59:24Z",
            "connection_id": "1e9d...", "principal": principal("assumed-role", "cm...", None, True),
            "events": [{"id": "2921...", "name": "StartConnection", "role": "connection"},
                       {"id": "c652...", "name": "StartSession", "role": "open"},
                       {"id": "707a...", "name": "OpenDataChannel"},
                       {"id": "dd82...", "name": "CreateDataChannel", "role": "agent-channel"}]},
        "StartConnection, its StartSession and two channels are one session; document, reason and port are the "
        "StartSession's (ruling 19), the rest StartConnection's, which opens it.")
    one(10, {"method": "endpoint-tunnel", "surface": "cli", "os": "windows", "os_confidence": "weak",
             "outcome": "granted", "confidence": "exact", "instance_id": None, "target": None, "remote_port": 3389,
             "account_id": "2459...", "source_ip": "10.10...", "private_ip": "10.10...", "endpoint_id": "eice-06...",
             "start": "2023-09-19T05:12:07Z", "os_user": None,
             "principal": principal("assumed-role", "cm-onoyama.shodai", "botocore-session-1695...", None),
             "events": e(("da6f...", "OpenTunnel", "2023-09-19T05:12:07Z", "tunnel"))},
        "A tunnel alone; port 3389 is weak evidence of Windows; no record names the instance. No session context: "
        "mfa cannot be told.")
    first()
