#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Write examples/signed-trail: five hours of a trail with its digests, as `ec2access fetch` would bring them.

usage: make_signed_trail.py [OUT_DIR]          (default: the folder "signed-trail" beside this file)

Who and what is in it is invented. The key that signs is made for the purpose and gone afterwards, so every run gives
other signatures.
"""
import datetime
import os
import shutil
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "tests"))
sys.dont_write_bytecode = True
from trail_digests import BEGIN, HOUR, REGION, Key, Trail, write  # noqa: E402

INSTANCE, SESSION = "i-03b9d1e7f5a2c4086", "mai-0f6b1d2c3e4a5b697"


def record(number, time, name, parameters, answer=None):
    return {
        "eventVersion": "1.08", "eventTime": time.strftime("%Y-%m-%dT%H:%M:%SZ"), "eventSource": "ssm.amazonaws.com",
        "eventName": name, "awsRegion": REGION, "sourceIPAddress": "203.0.113.25",
        "userAgent": "aws-cli/2.13.5 Python/3.11.4 Linux/5.15 exe/x86_64",
        "userIdentity": {"type": "IAMUser", "principalId": "AIDAEXAMPLEMAI000000", "arn": "arn:aws:iam::111122223333:user/mai",
                         "accountId": "111122223333", "accessKeyId": "AKIAEXAMPLEMAI000000", "userName": "mai"},
        "requestParameters": parameters, "responseElements": answer,
        "eventID": f"5ca1ab1e-0000-4000-8000-{number:012d}", "readOnly": False, "eventType": "AwsApiCall",
        "managementEvent": True, "recipientAccountId": "111122223333",
    }


def records():
    """By hour."""
    at = BEGIN + HOUR + datetime.timedelta(minutes=7)
    opened = record(1, at, "StartSession", {"target": INSTANCE},
                    {"sessionId": SESSION, "streamUrl": f"wss://ssmmessages.{REGION}.amazonaws.com/v1/data-channel/{SESSION}"})
    closed = record(2, at + HOUR, "TerminateSession", {"sessionId": SESSION}, {"sessionId": SESSION})
    return {1: [opened], 2: [closed], 4: []}


def main():
    out = sys.argv[1] if len(sys.argv) > 1 else os.path.join(HERE, "signed-trail")
    with tempfile.TemporaryDirectory() as scratch:
        key = Key(os.path.join(scratch, "key.pem"))
        trail = Trail(key, name="main")
        for hour in range(5):
            start = BEGIN + HOUR * hour
            logs = [trail.log(start + datetime.timedelta(minutes=12), hour, content)
                    for at, content in records().items() if at == hour]
            trail.digest(start, start + HOUR, logs, starting=hour == 0)
    shutil.rmtree(out, ignore_errors=True)
    write(out, [trail], keys={REGION: [key]})


if __name__ == "__main__":
    main()
