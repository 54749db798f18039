# SPDX-License-Identifier: MIT
"""Who got onto which instance, from the last 90 days of CloudTrail's Event history.

Usage: boto3_history.py [REGION]      (credentials as boto3 finds them; needs cloudtrail:LookupEvents)
"""
import sys

import boto3

import ec2access


def main(client):
    pages = client.get_paginator("lookup_events").paginate(
        LookupAttributes=[{"AttributeKey": "ReadOnly", "AttributeValue": "false"}]
    )
    for session in ec2access.sessions(pages):
        who = session.principal.arn or session.principal.name or "?"
        print(f"{session.start:%Y-%m-%d %H:%M:%S}" if session.start else "start unknown      ", end="  ")
        print(session.instance_id or session.target or "?", session.method, session.outcome, who, sep="  ")


if __name__ == "__main__":
    main(boto3.client("cloudtrail", region_name=sys.argv[1] if len(sys.argv) > 1 else None))
