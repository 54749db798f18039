# SPDX-License-Identifier: MIT
"""`ec2access validate` of a bucket, of a copy of it, and of what `ec2access fetch` brought: the same findings, in every case of
make_trail_digests.py. From check_validate_s3.sh, which says where the program and the S3 server are.
"""
import datetime
import http.server
import json
import os
import signal
import subprocess
import sys
import tempfile
import threading

from s3_lab import HOST, Lab

PROGRAM = os.environ["EC2ACCESS"]
SCRATCH = tempfile.TemporaryDirectory(prefix="ec2access-validate.")
sys.argv = [sys.argv[0], os.path.join(SCRATCH.name, "cases")]
import make_trail_digests as cases  # noqa: E402
from trail_digests import BUCKET, REGION, Trail, write  # noqa: E402

URL = f"s3://{BUCKET}"
faults = []
count = 0


def same(got, want, what):
    global count
    count += 1
    if got != want:
        faults.append(what)
        print(f"FAILED: {what}: {str(got)[:1500]!r} instead of {str(want)[:1500]!r}", file=sys.stderr)


class Cloudtrail(http.server.BaseHTTPRequestHandler):
    """ListPublicKeys, of every region alike, but for the one where it is refused."""
    keys, refuses, asked = [], None, []

    def do_POST(self):
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        region = self.headers["Authorization"].split("/")[2]
        self.asked.append((self.headers["X-Amz-Target"].rpartition(".")[2], region))
        entries = [dict(key.entry(), ValidityStartTime=1693526400, ValidityEndTime=1696118400) for key in self.keys]
        answer = {"PublicKeyList": entries}
        if region == self.refuses:
            answer = {"__type": "AccessDeniedException", "Message": "not authorized to perform cloudtrail:ListPublicKeys"}
        body = json.dumps(answer).encode()
        self.send_response(400 if region == self.refuses else 200)
        self.send_header("Content-Type", "application/x-amz-json-1.1")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


class Bench:
    """A bucket, CloudTrail, and the program between them."""

    def __init__(self):
        self.lab = Lab(os.environ["S3_SERVER"])
        self.stub = http.server.ThreadingHTTPServer((HOST, 0), Cloudtrail)
        threading.Thread(target=self.stub.serve_forever, daemon=True).start()
        self.lab.client.create_bucket(Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": REGION})
        self.environment = self.lab.environment()
        self.environment["AWS_ENDPOINT_URL_CLOUDTRAIL"] = f"http://{HOST}:{self.stub.server_port}"

    def fill(self, trails, metadata=True):
        """Nothing but these objects."""
        s3 = self.lab.client
        for entry in s3.list_objects_v2(Bucket=BUCKET).get("Contents", []):
            s3.delete_object(Bucket=BUCKET, Key=entry["Key"])
        for trail in trails:
            for key, (data, meta) in trail.objects.items():
                s3.put_object(Bucket=BUCKET, Key=key, Body=data, Metadata=meta if metadata else {})
        self.lab.disturb()
        Cloudtrail.asked.clear()
        Cloudtrail.refuses = None

    def run(self, *arguments):
        """(status, findings without the places of copies, what stands on standard error)"""
        done = subprocess.run([PROGRAM, *arguments], env=self.environment, capture_output=True, text=True)
        findings = [json.loads(line) for line in done.stdout.splitlines()] if arguments[0] == "validate" else None
        return done.returncode, findings, done.stderr

    def validate(self, place, *options):
        status, findings, errors = self.run("validate", "--format", "jsonl", *options, place)
        for finding in findings:
            if finding["file"]:
                same(finding["file"].startswith(place + "/"), True, f"{finding['file']} lies in {place}")
                finding["file"] = finding["file"][len(place) + 1:]
        return status, findings, errors

    def fetched(self, name):
        """The folder that fetch made of the bucket."""
        folder = os.path.join(SCRATCH.name, "fetched-" + name)
        status, _, errors = self.run("fetch", URL, "--into", folder)
        same((status, errors), (0, ""), f"{name}: fetch")
        return folder

    def stop(self):
        self.stub.shutdown()
        self.lab.stop()


def name_of(finding):
    """A digest that tells no key is known by its file."""
    return os.path.basename(finding["key"] or finding["file"] or "")


def same_findings(got, want, what):
    """What is on one side only is printed."""
    lines = [[json.dumps(finding) for finding in findings] for _, findings in (got, want)]
    other = [[line for line in one if line not in two] for one, two in (lines, lines[::-1])]
    same((got[0], lines[0] == lines[1], *other), (want[0], True, [], []), what)


def verdicts(result, *objects):
    """[(verdict, name)] of what is not valid, of these objects."""
    return sorted((f["verdict"], name_of(f)) for f in result[1]
                  if f["verdict"] != "valid" and f["object"] in objects)


def check_overdue(findings, expected):
    """A digest that should have been delivered years ago is not pending."""
    lines = [f"{f['object']} {f['verdict']} " + (f"{f['from']}..{f['to']}" if f["object"] == "time" else name_of(f))
             for f in findings if f["verdict"] != "valid"]
    same(sorted(lines), sorted(expected), "overdue digests")


def check_pending(bench):
    """The same of this hour, and of three and a half hours ago: the next digest may still come, or it may not."""
    for ago, verdict in ((1, "pending"), (2.5, "pending"), (3.5, "unlisted")):
        now = datetime.datetime.now(datetime.timezone.utc).replace(microsecond=0, tzinfo=None)
        end = now - ago * cases.HOUR
        trail, _, _, _ = cases.pending_log(end - 5 * cases.HOUR)
        Cloudtrail.keys = [cases.KEY]
        bench.fill([trail])
        status, findings, errors = bench.validate(URL)
        same((status, errors, [f["verdict"] for f in findings if f["object"] == "log" and f["verdict"] != "valid"]),
             (int(verdict != "pending"), "", [verdict]), f"the newest digest ended {ago} hours ago")


def check_case(bench, function):
    """A bucket, its copy by another hand, and fetch's."""
    name = function.__name__
    trail, expected, status, options = function()
    if "outside" in options or "inside" in options:  # of folders
        return
    metadata, chosen = options.get("metadata", True), options.get("options", "").split()
    Cloudtrail.keys = options.get("keys", [cases.KEY])
    bench.fill([trail], metadata)
    folder = os.path.join(SCRATCH.name, "copies", name)
    write(folder, [trail], metadata, {REGION: Cloudtrail.keys})
    of_bucket = bench.validate(URL, *chosen)
    status = 1 if "in_bucket" in options else status
    same((of_bucket[0], of_bucket[2]), (status, ""), f"{name}: status and standard error")
    same(Cloudtrail.asked, [("ListPublicKeys", REGION)], f"{name}: what CloudTrail was asked")
    if name == "pending_log":  # the only one that has to do with the time of the day
        check_overdue(of_bucket[1], options["in_bucket"])
        return
    bad = [f"{f['object']} {f['verdict']} {name_of(f)}" for f in of_bucket[1]
           if f["verdict"] != "valid" and f["object"] != "time"]
    named = [line for line in expected if line.split()[1] not in ("gap", "uncovered", "moved")]
    same(sorted(line for line in bad if line.split()[1] != "moved"), sorted(named), f"{name}: what is not valid")
    of_copy = bench.validate(folder, *chosen)
    same_findings(of_bucket[:2], of_copy[:2], f"{name}: the bucket and a copy of it")
    if not any(key.endswith(".meta.json") for key in trail.objects):  # which fetch tells, and leaves there
        of_fetched = bench.validate(bench.fetched(name), *chosen)
        same_findings(of_bucket[:2], of_fetched[:2], f"{name}: the bucket and what fetch brought")
    same(bench.lab.unsigned, [], f"{name}: signatures are botocore's")


# -- only of a bucket -------------------------------------------------------------------------------------------


def two_regions():
    """(trails of eu-west-1 and us-east-1, the name of the latter)"""
    one, other = cases.chain(hours=3), Trail(cases.KEY, region="us-east-1", home=REGION)
    for _ in range(3):
        other.hour(logs=1)
    return one, other


def check_keys(bench):
    one, other = two_regions()
    Cloudtrail.keys = [cases.KEY]
    bench.fill([one, other])
    same(bench.validate(URL)[0], 0, "two regions")
    same(sorted(Cloudtrail.asked), [("ListPublicKeys", REGION), ("ListPublicKeys", "us-east-1")],
         "each region is asked for its keys, once")
    Cloudtrail.refuses = "us-east-1"
    result = bench.validate(URL)
    same((result[0], verdicts(result, "digest")), (1, [("no-key", os.path.basename(k)) for k in other.digests]),
         "a region that refuses its keys")
    same("public-keys:us-east-1: " in result[2] and "the permission cloudtrail:ListPublicKeys is needed" in result[2],
         True, f"why it has none is told: {result[2]}")
    Cloudtrail.asked.clear()
    same((bench.validate(URL, "--region", REGION)[0], Cloudtrail.asked), (0, [("ListPublicKeys", REGION)]),
         "the other region alone")
    same(any("us-east-1" in prefix for prefix in bench.lab.listings()[-3:]), False, "it alone is listed")
    keys = os.path.join(SCRATCH.name, "keys.json")
    with open(keys, "w") as file:
        json.dump({"PublicKeyList": [cases.KEY.entry()]}, file)
    Cloudtrail.asked.clear()
    same((bench.validate(URL, "--keys", keys)[0], Cloudtrail.asked), (0, []), "with --keys nobody is asked")
    with open(keys, "w") as file:
        json.dump({"PublicKeyList": [cases.OTHER.entry()]}, file)
    same(verdicts(bench.validate(URL, "--keys", keys), "digest")[0][0], "no-key", "those of --keys are the only ones")


def answer(status, text, at):
    """A trouble of the proxy: so it answers for this key."""
    def trouble(handler, _):
        if handler.is_listing() or handler.key() != at:
            return False
        handler.say(status, text, Content_Type="application/xml")
        return True
    return trouble


def check_objects(bench):
    trail = cases.chain()
    log, digest = trail.logs[1], trail.digests[3]
    Cloudtrail.keys = [cases.KEY]
    bench.fill([trail])
    gone, denied = ("<Error><Code>%s</Code><Message>%s</Message></Error>" % text
                    for text in (("NoSuchKey", "gone"), ("AccessDenied", "not that one")))
    bench.lab.disturb(answer(404, gone, log))
    result = bench.validate(URL)
    same((result[0], verdicts(result, "digest", "log"), result[2]), (1, [("missing", os.path.basename(log))], ""),
         "a log file that goes away between listing and reading")
    bench.lab.disturb(answer(403, denied, log))
    result = bench.validate(URL)
    same((result[0], verdicts(result, "digest", "log")), (1, [("unreadable", os.path.basename(log))]),
         "a log file that may not be read")
    same(f"{URL}/{log}: " in result[2] and "AccessDenied" in result[2], True, f"why is told: {result[2]}")
    bench.lab.disturb(answer(403, denied, digest))
    result = bench.validate(URL)
    same((result[0], verdicts(result, "digest"), "AccessDenied" in result[2]),
         (1, [("unreadable", os.path.basename(digest))], True), "a digest that may not be read")
    half = len(trail.objects[log][0]) // 2

    def cut(handler, _):
        if handler.is_listing() or handler.key() != log or "Range" in handler.headers:
            return False
        handler.hand_on(cut=half)
        return True
    bench.lab.disturb(cut)
    same(bench.validate(URL)[0], 0, "a log file that is cut off in the middle goes on behind")
    bench.lab.disturb()
    copied = Trail(cases.KEY)
    copied.objects = {"copied/" + key: value for key, value in trail.objects.items()}
    bench.fill([copied])
    result = bench.validate(URL)
    same((result[0], sorted({f["verdict"] for f in result[1] if f["object"] == "digest"})), (1, ["moved"]),
         "a trail that was copied to another place of the bucket, whole")
    bench.fill([trail])
    same([bench.validate(URL, "-j", n)[1] for n in ("1", "3")], [bench.validate(URL)[1]] * 2, "any number of threads")
    same(bench.validate(f"{URL}/AWSLogs/999999999999")[0], 3, "nothing there")
    done = bench.run("validate", f"{URL}/AWSLogs/", "--account", "no-account")
    same((done[0], "--account" in done[2]), (2, True), "what is no account")


def check_interrupt(bench):
    """Ctrl-C while a listing, a digest or a log file is waited for: the end comes before they do."""
    trail = cases.chain()
    Cloudtrail.keys = [cases.KEY]
    bench.fill([trail])
    for what, is_it in (("a listing", lambda handler: handler.is_listing()),
                        ("a digest", lambda handler: not handler.is_listing() and handler.key() == trail.digests[1]),
                        ("a log file", lambda handler: not handler.is_listing() and handler.key() == trail.logs[1])):
        reached = threading.Event()

        def wait(handler, _, is_it=is_it, reached=reached):
            if not is_it(handler):
                return False
            reached.set()
            handler.hand_on(silent=10)
            return True
        bench.lab.disturb(wait)
        with subprocess.Popen([PROGRAM, "validate", "--format", "jsonl", URL], env=bench.environment,
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
            same(reached.wait(60), True, f"{what} is asked for")
            process.send_signal(signal.SIGINT)
            out, _ = process.communicate(timeout=25)  # the silence is longer
            same((process.returncode in (-signal.SIGINT, 128 + signal.SIGINT), out), (True, b""), f"Ctrl-C at {what}")
        bench.lab.released.set()
    bench.lab.disturb()


def main():
    bench = Bench()
    try:
        for function in cases.CASES:
            check_case(bench, function)
        check_pending(bench)
        check_keys(bench)
        check_objects(bench)
        check_interrupt(bench)
    finally:
        bench.stop()
    print(f"{count} facts, {len(faults)} wrong")
    return bool(faults)


sys.exit(main())
