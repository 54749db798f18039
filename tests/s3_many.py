#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""usage: s3_many.py [OBJECTS]; environment: EC2ACCESS, S3_SERVER. Run by a Python with boto3 and awscli.

10,000 small objects of a real S3 server on this machine: read by the program, and by `aws s3 sync`, which must store
them. Figures only, but for the counts.
"""
import os
import subprocess
import sys
import time

import check_s3
from s3_lab import Lab

COUNT = int(sys.argv[1]) if len(sys.argv) > 1 else 10000


def timed(command, env):
    began = time.monotonic()
    done = subprocess.run(command, env=env, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=600)
    took = time.monotonic() - began
    if done.returncode != 0:
        raise SystemExit(f"{command[0]} ended with {done.returncode}: {done.stderr[-2000:]}")
    return took, done


def main():
    lab = Lab(os.environ["S3_SERVER"])
    try:
        files = {check_s3.trail_key(n, day=n % 28 + 1): check_s3.packed(check_s3.record(n, day=n % 28 + 1))
                 for n in range(COUNT)}
        check_s3.put(lab, "many", files)
        env = lab.environment(direct=True)
        ours, done = timed([os.environ["EC2ACCESS"], "sessions", "--stats", "--format", "jsonl", "s3://many/"], env)
        if len(done.stdout.splitlines()) != COUNT:
            raise SystemExit(f"{len(done.stdout.splitlines())} rows instead of {COUNT}")
        env["AWS_ENDPOINT_URL"] = env["AWS_ENDPOINT_URL_S3"]
        theirs, _ = timed([sys.executable, "-m", "awscli", "s3", "sync", "--quiet", "s3://many", lab.make("copy")], env)
    finally:
        lab.stop()
    print(f"{COUNT} objects: ec2access sessions {ours:.1f} s, {COUNT / ours:.0f} a second; "
          f"aws s3 sync {theirs:.1f} s, {COUNT / theirs:.0f} a second")


if __name__ == "__main__":
    main()
