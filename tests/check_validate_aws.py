# SPDX-License-Identifier: MIT
"""The AWS CLI's `cloudtrail validate-logs` and `ec2access validate` on the same objects: the first reads them from a real S3
server on loopback, the second from a folder, and then as the first does. What both look at must get the same verdict; what only
the second one sees is named here.

usage: check_validate_aws.py PROGRAM S3_SERVER PYTHON_OF_THE_AWS_CLI
"""
import http.server
import json
import os
import socket
import subprocess
import sys
import tempfile
import threading
import time

PROGRAM, SERVER, CLI = sys.argv[1:4]
SCRATCH = tempfile.TemporaryDirectory(prefix="ec2access-validate.")
sys.argv = [sys.argv[0], os.path.join(SCRATCH.name, "cases")]
import make_trail_digests as cases  # noqa: E402
from trail_digests import ACCOUNT, BUCKET, REGION, write  # noqa: E402

import boto3  # noqa: E402
from botocore.config import Config  # noqa: E402

HOST, ACCESS, SECRET = "127.0.0.1", "AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"
WORDS = [("INVALID: not found", "missing"), ("signature verification failed", "altered"),
         ("has been moved", "moved"), ("hash value doesn't match", "altered"), ("unexpected data", "appended"),
         ("invalid format", "broken"), ("public key not found", "no-key"), ("Unable to load", "unloaded"),
         ("\tvalid", "valid")]
# Cases, and what is told by us alone: "unlisted", digests that are gone behind another one that is gone, log files of a
# digest that is not proven; or otherwise, with the reason.
SAME = ["valid", "two_keys", "key_missing", "altered_log", "appended_log", "missing_log", "altered_digest", "moved_digest",
        "one_deleted", "gap", "backfill", "backfill_altered", "unlisted_log", "three_deleted", "renamed_digest"]
OTHERWISE = {"key_in_subjectpublickeyinfo": "unloaded"}
# A digest in a later day's folder is where the CLI begins, and goes on with what is older by name: it leaves out the rest.
ALONE = {"three_deleted": {"missing"}, "moved_digest": {"valid", "missing"}, "key_in_subjectpublickeyinfo": {"valid"}}


class Keys(http.server.BaseHTTPRequestHandler):
    """CloudTrail as far as the CLI asks it here."""
    keys = []

    def do_POST(self):
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        assert self.headers["X-Amz-Target"].endswith("ListPublicKeys"), self.headers["X-Amz-Target"]
        entries = [dict(key.entry(), ValidityStartTime=1693526400, ValidityEndTime=1696118400) for key in self.keys]
        body = json.dumps({"PublicKeyList": entries}).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/x-amz-json-1.1")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *arguments):
        pass


def start_server():
    """(port, process) of an S3 server with an empty folder."""
    root, sidecar = os.path.join(SCRATCH.name, "root"), os.path.join(SCRATCH.name, "sidecar")
    os.makedirs(root, exist_ok=True)
    os.makedirs(sidecar, exist_ok=True)
    for _ in range(5):
        with socket.socket() as sock:
            sock.bind((HOST, 0))
            port = sock.getsockname()[1]
        process = subprocess.Popen([SERVER, "--port", f"{HOST}:{port}", "--access", ACCESS, "--secret", SECRET, "--quiet",
                                    "--region", REGION, "posix", "--sidecar", sidecar, root], stdin=subprocess.DEVNULL,
                                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        for _ in range(300):
            if process.poll() is not None:
                break
            try:
                socket.create_connection((HOST, port), 1).close()
                return port, process
            except OSError:
                time.sleep(0.05)
        process.kill()
    raise SystemExit(f"the S3 server {SERVER} does not start")


def by_the_cli(environment, bucket):
    """{(what, key): verdict}"""
    done = subprocess.run([CLI, "-m", "awscli", "cloudtrail", "validate-logs", "--trail-arn",
                           f"arn:aws:cloudtrail:{REGION}:{ACCOUNT}:trail/main_trail", "--start-time", "2023-09-03T00:00:00Z",
                           "--end-time", "2023-09-06T00:00:00Z", "--s3-bucket", bucket, "--account-id", ACCOUNT, "--region",
                           REGION, "--verbose"], env=environment, capture_output=True, text=True)
    found = {}
    for line in (done.stdout + done.stderr).splitlines():  # what is invalid stands on the latter
        parts = line.split("\t")
        if len(parts) < 3 or not parts[1].startswith("s3://"):
            continue
        what = "log" if parts[0].startswith("Log") else "digest"
        key = parts[1].split("/", 3)[3]
        verdict = next((word for text, word in WORDS if text in line), line)
        # A moved digest is told by its place, a missing one by the place it should have.
        found[what, key] = verdict
    if not found:
        raise SystemExit(f"validate-logs said nothing: {done.stdout}{done.stderr}")
    return found


def by_us(folder, environment=None):
    done = subprocess.run([PROGRAM, "validate", "--format", "jsonl", folder], env=environment, capture_output=True, text=True)
    found, seen = {}, [json.loads(line) for line in done.stdout.splitlines()]
    for finding in seen:
        if finding["object"] != "time":
            what = "log" if finding["object"] == "log" else "digest"
            place = finding["file"][len(folder) + 1:] if finding["verdict"] == "moved" else finding["key"]
            found[what, place] = finding["verdict"]
    return found


def compare(case, theirs, ours):
    name, problems = case.split()[0], 0
    for place, verdict in theirs.items():
        want = "valid" if OTHERWISE.get(name) == verdict else verdict
        if ours.get(place) != want:
            print(f"{case}: {place}: validate-logs says {verdict}, ec2access says {ours.get(place)}")
            problems += 1
    # A digest that it could not load hides its log files from it.
    alone = sorted({verdict for place, verdict in ours.items() if place not in theirs})
    allowed = {"unlisted", "unproven"} | ALONE.get(name, set())
    if not set(alone) <= allowed:
        print(f"{case}: ec2access alone says {alone}")
        problems += 1
    if name == "three_deleted" and [v for v in theirs.values() if v == "missing"] != ["missing"]:
        print(f"{case}: validate-logs tells digests that are gone in a row by now: say so in doc/validation.md")
        problems += 1
    if name == "unlisted_log" and "unlisted" not in alone:
        print(f"{case}: no log file is unlisted")
        problems += 1
    return problems


def main():
    port, process = start_server()
    stub = http.server.ThreadingHTTPServer((HOST, 0), Keys)
    threading.Thread(target=stub.serve_forever, daemon=True).start()
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("AWS_", "EC2ACCESS"))}
    environment.update(AWS_ACCESS_KEY_ID=ACCESS, AWS_SECRET_ACCESS_KEY=SECRET, AWS_ENDPOINT_URL_S3=f"http://{HOST}:{port}",
                       AWS_ENDPOINT_URL_CLOUDTRAIL=f"http://{HOST}:{stub.server_port}", AWS_CONFIG_FILE="/dev/null",
                       AWS_SHARED_CREDENTIALS_FILE="/dev/null", AWS_EC2_METADATA_DISABLED="true", NO_PROXY="*",
                       AWS_REGION=REGION)
    s3 = boto3.client("s3", endpoint_url=f"http://{HOST}:{port}", region_name=REGION, aws_access_key_id=ACCESS,
                      aws_secret_access_key=SECRET, config=Config(s3={"addressing_style": "path"}, proxies={}))
    problems = verdicts = 0
    online = "not supported" not in subprocess.run([PROGRAM, "validate", f"s3://{BUCKET}"], env=environment,
                                                   capture_output=True, text=True).stderr  # built without libcurl
    try:
        for name in SAME + list(OTHERWISE):
            trail, _, _, options = getattr(cases, name)()
            Keys.keys = options.get("keys", [cases.KEY])
            s3.create_bucket(Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": REGION})
            for key, (data, meta) in trail.objects.items():
                s3.put_object(Bucket=BUCKET, Key=key, Body=data, Metadata=meta)
            theirs = by_the_cli(environment, BUCKET)
            folder = os.path.join(SCRATCH.name, "copies", name)
            write(folder, [trail], keys={REGION: Keys.keys})
            problems += compare(name, theirs, by_us(folder))
            if online:
                problems += compare(name + " in the bucket", theirs, by_us(f"s3://{BUCKET}", environment))
            verdicts += len(theirs)
            for key in trail.objects:
                s3.delete_object(Bucket=BUCKET, Key=key)
            s3.delete_bucket(Bucket=BUCKET)
    finally:
        process.kill()
        process.wait()
    print(f"{verdicts} verdicts of validate-logs in {len(SAME) + len(OTHERWISE)} cases, {problems} differ")
    return problems != 0


sys.exit(main())
