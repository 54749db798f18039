#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The program against a real S3 server; from check_s3.sh, which says where both are.

usage: check_s3.py [TEST ...]
"""
import gzip
import hashlib
import json
import os
import random
import signal
import subprocess
import sys
import time
import urllib.parse
import uuid
from concurrent.futures import ThreadPoolExecutor

from s3_lab import Lab, REGION, SECRET

EC2ACCESS = os.environ["EC2ACCESS"]
ACCOUNT, OTHER = "111122223333", "444455556666"
faults = []
count = 0


def expect(fact, what):
    global count
    count += 1
    if not fact:
        faults.append(what)
        print("FAILED:", what, file=sys.stderr)


def same(got, want, what):
    expect(got == want, f"{what}: {str(got)[:300]!r} instead of {str(want)[:300]!r}")


# -- what is stored --------------------------------------------------------------------------------------------


def record(number, account=ACCOUNT, region=REGION, day=4):
    """A StartSession of its own."""
    ident = uuid.UUID(bytes=hashlib.md5(f"{account} {region} {number}".encode()).digest())
    return {"eventVersion": "1.08", "eventID": str(ident), "eventSource": "ssm.amazonaws.com",
            "eventName": "StartSession", "eventTime": f"2023-09-{day:02}T05:{number // 60 % 60:02}:{number % 60:02}Z",
            "awsRegion": region, "recipientAccountId": account, "sourceIPAddress": "203.0.113.7",
            "userAgent": "aws-cli/2.13.0", "eventType": "AwsApiCall", "eventCategory": "Management",
            "userIdentity": {"type": "IAMUser", "arn": f"arn:aws:iam::{account}:user/ana", "userName": "ana",
                             "accountId": account, "accessKeyId": "AKIAI44QH8DHBEXAMPLE"},
            "requestParameters": {"target": f"i-{number:017x}"},
            "responseElements": {"sessionId": f"ana-{number:017x}"}}


def packed(*records):
    return gzip.compress(json.dumps({"Records": records}).encode(), mtime=0)


def trail_key(number, account=ACCOUNT, region=REGION, day=4, prefix=""):
    return (f"{prefix}AWSLogs/{account}/CloudTrail/{region}/2023/09/{day:02}/"
            f"{account}_CloudTrail_{region}_202309{day:02}T0600Z_{number:05}.json.gz")


def put(lab, bucket, files):
    if bucket not in [one["Name"] for one in lab.client.list_buckets()["Buckets"]]:
        lab.client.create_bucket(Bucket=bucket, CreateBucketConfiguration={"LocationConstraint": REGION})
    with ThreadPoolExecutor(16) as pool:
        list(pool.map(lambda item: lab.client.put_object(Bucket=bucket, Key=item[0], Body=item[1]), files.items()))


def put_folder(lab, name, files):
    folder = lab.make(name)
    for key, data in files.items():
        path = os.path.join(folder, key)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "wb") as file:
            file.write(data)
    return folder


# -- running ----------------------------------------------------------------------------------------------------


class Run:
    def __init__(self, lab, *arguments, **how):
        done = subprocess.run([EC2ACCESS, *arguments], env=lab.environment(**how), stdin=subprocess.DEVNULL,
                              capture_output=True, text=True, timeout=300)
        self.status, self.out, self.err = done.returncode, done.stdout, done.stderr
        self.stats = next((json.loads(line) for line in self.err.splitlines() if line.startswith("{")), {})
        self.rows = [json.loads(line) for line in self.out.splitlines() if line.startswith("{")]
        self.said = [line for line in self.err.splitlines() if not line.startswith("{")]

    def ids(self):
        return [row["id"] for row in self.rows]


def sessions(lab, *arguments, **how):
    return Run(lab, "sessions", "--format", "jsonl", "--stats", *arguments, **how)


def reads_all(lab, place, want, what):
    run = sessions(lab, place)
    same((run.status, run.said), (0, []), what)
    same(run.out, want.out, f"{what}: rows")
    same(run.stats, want.stats, f"{what}: stats")


# -- the tests ------------------------------------------------------------------------------------------------------


def pages(lab):
    """2,500 keys over three pages are what the folder of the same files is."""
    files = {trail_key(n): packed(record(n)) for n in range(2500)}
    put(lab, "trail", files)
    want = sessions(lab, put_folder(lab, "trail", files))
    same((want.status, want.stats["sessions"]), (0, 2500), "the folder")
    lab.disturb()
    reads_all(lab, "s3://trail", want, "2,500 objects")
    pages_asked = [path for path, _ in lab.asked if "continuation-token" in path]
    same(len(pages_asked), 2, "pages behind the first one")
    same(sorted(lab.objects()), sorted(files), "objects asked for, each once")
    for more in (["-j", "1"], ["--connections", "1"], ["-j", "1", "--connections", "256"]):
        run = sessions(lab, "s3://trail/AWSLogs", *more, direct=True)
        same((run.status, run.out, run.stats), (0, want.out, want.stats), f"with {more}")


def odd_keys(lab):
    names = ["a b", "a+b", "a%2Fb", "%25", "d\u00e9j\u00e0/vu \u65e5\u672c", "x&y=z?", "q'\"()!*~", "a,b;c:d@e$f",
             "[1]{2}|3^4`5<6>", "#7", "\U0001F511 key", "tab\there"]
    files = {f"{name}.json": packed(record(n)) for n, name in enumerate(names)}
    put(lab, "odd", files)
    want = sessions(lab, put_folder(lab, "odd", files))
    same(want.stats["sessions"], len(names), "a folder of odd names")
    lab.disturb()
    reads_all(lab, "s3://odd/", want, "odd keys")
    same(sorted(lab.objects()), sorted(files), "odd keys asked for")
    run = sessions(lab, "s3://odd/d\u00e9j\u00e0/vu ")
    same((run.status, run.stats["sessions"]), (0, 1), "an odd prefix")


def paths_as_they_are(lab):
    """Keys that no file system has, from a server that is the proxy itself: what matters is how they are asked for."""
    names = ["odd/a//b", "odd/../c", "odd/./d", "odd//", "odd/e/", "odd/ f /.. ", "odd/\u2028"]
    files = {name: packed(record(n)) for n, name in enumerate(names)}

    def serve(handler, _):
        if handler.is_listing():
            items = "".join(f"<Contents><Key>{urllib.parse.quote_plus(name)}</Key><Size>{len(data)}</Size></Contents>"
                            for name, data in files.items())
            handler.say(200, f"<ListBucketResult><EncodingType>url</EncodingType>{items}</ListBucketResult>")
        else:
            handler.send_response_only(200 if handler.key() in files else 404)
            data = files.get(handler.key(), b"")
            handler.send_header("Content-Length", str(len(data)))
            handler.end_headers()
            handler.wfile.write(data)
        return True

    lab.disturb(serve)
    run = sessions(lab, "s3://bucket/odd/")
    same((run.status, run.stats["sessions"]), (0, len(names)), "paths with dots and slashes")
    same(sorted(lab.objects()), sorted(files), "paths as they are")


def refusals(lab):
    put(lab, "small", {trail_key(n): packed(record(n)) for n in range(3)})
    lab.disturb()
    lab.unsigned.clear()
    run = sessions(lab, "s3://small/", secret="wrong/secret+that/nobody+may/see")
    same(run.status, 3, "a wrong secret")
    expect(lab.unsigned and not lab.objects(), "a wrong secret is noticed by botocore, too")
    lab.unsigned.clear()
    same(len(run.said), 1, "a wrong secret: lines")
    expect("ec2access: s3://small/: cannot be listed: SignatureDoesNotMatch" in run.err, f"a wrong secret: {run.err}")
    for word in ("wrong/secret", "nobody", "Signature="):
        expect(word not in run.err + run.out, f"{word} is told")
    run = sessions(lab, "s3://no-such-bucket/")
    same(run.status, 3, "no such bucket")
    expect("s3://no-such-bucket/: cannot be listed: NoSuchBucket: " in run.err, f"no such bucket: {run.err}")
    same(sessions(lab, "s3://small/nothing/here/").status, 0, "an empty prefix")
    # One object is refused: the others count.
    key = trail_key(1)

    def refuse(handler, _):
        if handler.is_listing() or handler.key() != key:
            return False
        handler.say(403, "<Error><Code>AccessDenied</Code><Message>Access\x1b[31m &lt;Denied&gt;</Message></Error>")
        return True

    lab.disturb(refuse)
    run = sessions(lab, "s3://small/")
    same((run.status, run.stats["sessions"], run.stats["files"]), (1, 2, {"read": 2, "skipped": 0, "failed": 1}),
         "one object refused")
    same(len(run.said), 1, "one object refused: lines")
    expect(run.err.startswith(f"ec2access: s3://small/{key}: cannot be read: AccessDenied"), f"refused: {run.err}")
    expect("\x1b" not in run.err, "control characters in a message")


def redirects(lab):
    """The bucket is not where it is asked for: the answer says where, in a header or in its text."""
    put(lab, "elsewhere", {trail_key(n): packed(record(n)) for n in range(3)})

    def region(handler):
        return handler.headers["Authorization"].split("Credential=")[1].split("/")[2]

    def by_header(handler, _):
        if region(handler) == REGION:
            return False
        handler.say(301, "<Error><Code>PermanentRedirect</Code><Endpoint>evil.example.com</Endpoint></Error>",
                    x_amz_bucket_region=REGION, Location="http://127.0.0.1:9/evil")
        return True

    def by_text(handler, _):
        if region(handler) == REGION:
            return False
        handler.say(400, "<Error><Code>AuthorizationHeaderMalformed</Code><Message>wrong</Message>"
                         f"<Region>{REGION}</Region></Error>")
        return True

    def in_circles(handler, _):
        handler.say(301, "<Error><Code>PermanentRedirect</Code></Error>",
                    x_amz_bucket_region="us-east-1" if region(handler) == REGION else REGION)
        return True

    for trouble in (by_header, by_text):
        lab.disturb(trouble)
        run = sessions(lab, "s3://elsewhere/", region="us-west-2")
        same((run.status, run.stats["sessions"]), (0, 3), trouble.__name__)
        same(sum(region_of != REGION for region_of in
                 (headers["Authorization"].split("Credential=")[1].split("/")[2] for _, headers in lab.asked)), 1,
             f"{trouble.__name__}: asked at the wrong place")
    lab.disturb()
    same(sessions(lab, "s3://elsewhere/", region="us-west-2").status, 0, "the real server's own redirect")
    lab.disturb(in_circles)
    run = sessions(lab, "s3://elsewhere/")
    same(run.status, 3, "redirects in a circle")
    expect("PermanentRedirect" in run.err and len(lab.asked) < 5, f"redirects in a circle: {run.err} {len(lab.asked)}")

    def ever_on(handler, _):
        handler.say(301, "<Error><Code>PermanentRedirect</Code></Error>",
                    x_amz_bucket_region=f"eu-north-{len(lab.asked)}" if len(lab.asked) < 50 else REGION)
        return True

    lab.disturb(ever_on)
    run = sessions(lab, "s3://elsewhere/")
    same(run.status, 3, "always another region")
    expect("PermanentRedirect" in run.err and len(lab.asked) < 10, f"always another region: {run.err} {len(lab.asked)}")
    lab.disturb(lambda handler, _: handler.say(301, "", x_amz_bucket_region="eu-west-1.evil.example.com/") or True)
    same(sessions(lab, "s3://elsewhere/").status, 3, "no region's name")


def large(lab):
    """An object of some MB that does not pack well, and what is in it."""
    chance = random.Random(7)
    records = []
    for number in range(3000):
        one = record(number)
        one["requestParameters"]["reason"] = "%0800x" % chance.getrandbits(3200)
        records.append(one)
    data = packed(*records)
    put(lab, "large", {trail_key(1): data})
    return data, sessions(lab, put_folder(lab, "large", {trail_key(1): data}))


def cuts(lab):
    data, want = large(lab)
    same(want.stats["sessions"], 3000, "the large object as a file")
    cut_at = [100, 300000]

    def cut_twice(handler, _):
        if handler.is_listing() or len(lab.objects()) > len(cut_at):
            return False
        handler.hand_on(cut=cut_at[len(lab.objects()) - 1])
        return True

    lab.disturb(cut_twice)
    reads_all(lab, "s3://large/", want, "cut twice")
    etag = lab.client.head_object(Bucket="large", Key=trail_key(1))["ETag"]
    asked = [(headers.get("Range"), headers.get("If-Match")) for path, headers in lab.asked if "list-type" not in path]
    same(asked, [(None, None), ("bytes=100-", etag), ("bytes=300100-", etag)], "how it goes on")

    lab.disturb(lambda handler, _: not handler.is_listing() and (handler.hand_on(cut=50000) or True))
    reads_all(lab, "s3://large/", want, "cut every 50,000 bytes")
    expect(len(lab.objects()) > len(data) // 50000, "cut again and again")

    def whole_again(handler, _):
        if handler.is_listing():
            return False
        if len(lab.objects()) == 1:
            handler.hand_on(cut=200000)
        else:
            handler.send_response_only(200)
            handler.send_header("ETag", etag)
            handler.send_header("Content-Length", str(len(data)))
            handler.end_headers()
            handler.give(data)
        return True

    lab.disturb(whole_again)
    reads_all(lab, "s3://large/", want, "a server without ranges")
    lab.disturb(lambda handler, _: not handler.is_listing() and (handler.hand_on(cut=0) or True))
    run = sessions(lab, "s3://large/")
    same((run.status, run.stats["files"]["failed"]), (3, 1), "cut before the first byte, always")

    def other_part(handler, _):
        if handler.is_listing():
            return False
        if len(lab.objects()) == 1:
            handler.hand_on(cut=200000)
        else:
            handler.say(206, "x" * 100, Content_Range=f"bytes 0-99/{len(data)}", ETag=etag)
        return True

    lab.disturb(other_part)
    run = sessions(lab, "s3://large/")
    same((run.status, "another part" in run.err), (1, True), "another part than was asked for")


def changes(lab):
    """The object is another one when reading it goes on."""
    _, _ = large(lab)

    def replace(handler, _):
        if handler.is_listing() or len(lab.objects()) > 1:
            return False
        handler.hand_on(cut=200000)
        lab.client.put_object(Bucket="large", Key=trail_key(1), Body=packed(record(1)))
        return True

    lab.disturb(replace)
    run = sessions(lab, "s3://large/")
    same(run.status, 1, "changed while it was read")
    expect("it changed while it was read" in run.err, f"changed while it was read: {run.err}")
    expect(run.stats["records"]["access"] > 100, "what came before the change counts")


def silence(lab):
    put(lab, "small", {trail_key(n): packed(record(n)) for n in range(3)})
    key = trail_key(1)
    lab.disturb(lambda handler, _: handler.key() == key and
                (handler.hand_on(silent=0 if "Range" in handler.headers else 20) or True))
    run = sessions(lab, "s3://small/", "--timeout", "1")
    same((run.status, run.stats["sessions"]), (1, 2), "a server that falls silent")
    expect("silent" in run.err, f"a server that falls silent: {run.err}")
    lab.released.set()


def put_off(lab):
    """A server that has too much to do is asked again."""
    put(lab, "small", {trail_key(n): packed(record(n)) for n in range(3)})
    seen = set()

    def slow_down(handler, _):
        if handler.path in seen:
            return False
        seen.add(handler.path)
        handler.say(503, "<Error><Code>SlowDown</Code><Message>Reduce your request rate.</Message></Error>")
        return True

    lab.disturb(slow_down)
    run = sessions(lab, "s3://small/")
    same((run.status, run.stats["sessions"], run.said), (0, 3, []), "503 SlowDown, once each")


def layout(lab):
    """Of an organisation's trail only the folders that the filters leave in are listed."""
    files = {}
    for account in (ACCOUNT, OTHER):
        for region in (REGION, "us-east-1"):
            for day in range(1, 11):
                key = trail_key(day, account, region, day, "logs/").replace("AWSLogs/", "AWSLogs/o-exampleorgid/")
                files[key] = packed(record(day, account, region, day))
                digest = key.replace("CloudTrail/", "CloudTrail-Digest/").replace("_CloudTrail_", "_CloudTrail-Digest_")
                files[digest] = gzip.compress(b'{"awsAccountId":"1"}')
    put(lab, "org", files)
    filters = ["--account", ACCOUNT, "--region", REGION, "--since", "2023-09-04", "--until", "2023-09-06"]
    want = sessions(lab, put_folder(lab, "org", files), *filters)
    same(len(want.ids()), 2, "the organisation's folder")
    lab.disturb()
    run = sessions(lab, "s3://org/logs/", *filters)
    same((run.status, run.ids()), (0, want.ids()), "an organisation's trail")
    same(run.stats["records"]["total"], 4, "a day more on both sides")
    base = f"logs/AWSLogs/o-exampleorgid/{ACCOUNT}/CloudTrail/{REGION}/2023/09/"
    same(lab.listings(), ["logs/", "logs/AWSLogs/"] + [f"{base}{day:02}/" for day in (3, 4, 5, 6)], "folders listed")
    lab.disturb()
    run = sessions(lab, "s3://org")
    same((run.status, run.stats["files"]), (0, {"read": 40, "skipped": 0, "failed": 0}), "all of it")
    expect(not any("Digest" in key for key in lab.objects() + lab.listings()), "digests are not asked for")
    # A copy of it in which digests stand among the logs: met, counted, not fetched.
    flat = {f"flat/{key.rsplit('/', 1)[1]}": data for key, data in files.items()}
    put(lab, "flat", flat)
    lab.disturb()
    run = sessions(lab, "s3://flat/flat/")
    same((run.status, run.stats["files"]), (0, {"read": 40, "skipped": 40, "failed": 0}), "digests among logs")
    same(len(lab.objects()), 40, "digests are not fetched")
    lab.disturb()
    run = sessions(lab, f"s3://org/logs/AWSLogs/o-exampleorgid/{ACCOUNT}/CloudTrail-Digest/")
    same((run.status, run.stats["files"]["skipped"], len(lab.objects())), (0, 20, 20), "digests that are asked for")


def options(lab):
    put(lab, "with.dots", {trail_key(1): packed(record(1))})
    lab.disturb()
    same(sessions(lab, "s3://with.dots/").status, 0, "a bucket with dots")
    expect(all("X-Amz-Request-Payer" not in headers for _, headers in lab.asked), "nobody agreed to pay")
    lab.disturb()
    same(sessions(lab, "s3://with.dots/", "--request-payer", "requester", "--path-style").status, 0, "requester pays")
    for _, headers in lab.asked:
        expect({name.lower(): value for name, value in headers.items()}.get("x-amz-request-payer") == "requester" and
               "x-amz-request-payer" in headers["Authorization"], "requester pays, and signed")
    # Files, folders and buckets in one run.
    folder = put_folder(lab, "near", {"a/b.json": packed(record(2))})
    run = sessions(lab, "s3://with.dots/", folder, "s3://with.dots/AWSLogs/")
    same((run.status, run.stats["sessions"], run.stats["records"]["duplicates"]), (0, 2, 1), "near and far")


# -- going on ---------------------------------------------------------------------------------------------------------


def with_state(lab, state, *more, **how):
    return Run(lab, "sessions", "--stats", "--lateness", "0s", "--state", state, *more, **how)


def state(lab):
    files = {trail_key(n, day=5): packed(record(n, day=5)) for n in range(100)}
    put(lab, "state", files)
    name = os.path.join(lab.folder, "state")
    lab.disturb()
    first = with_state(lab, name, "s3://state/")
    same((first.status, sorted(lab.objects())), (0, sorted(files)), "a first run")
    lab.disturb()
    again = with_state(lab, name, "s3://state/")
    same((again.status, lab.objects(), again.out), (0, [], ""), "a second run reads nothing")
    # Keys that stand before the others, and an object that is another one now.
    new = {trail_key(n, day=4): packed(record(1000 + n)) for n in range(5)}
    put(lab, "state", {**new, trail_key(7, day=5): packed(record(7, day=5), record(2000, day=5))})
    lab.disturb()
    run = with_state(lab, name, "s3://state/", batch="2")
    same((run.status, sorted(lab.objects())), (0, sorted([*new, trail_key(7, day=5)])), "only what is new")
    lab.disturb()
    final = with_state(lab, name, "s3://state/", "--final")
    same((final.status, lab.objects()), (0, []), "the end")
    whole = sessions(lab, "s3://state/", direct=True)
    same({*first.ids(), *run.ids(), *final.ids()}, {*whole.ids()}, "all rows")
    # One that cannot be read is told once, and tried again.
    key = trail_key(3, day=4)
    name += "2"
    lab.disturb(lambda handler, _: handler.key() == key and (handler.say(403, "") or True))
    run = with_state(lab, name, "s3://state/")
    same((run.status, len(run.said)), (1, 1), "one is refused")
    run = with_state(lab, name, "s3://state/")
    same((run.status, "still cannot be read" in run.err), (1, True), "it is still refused")
    lab.disturb()
    run = with_state(lab, name, "s3://state/")
    same((run.status, run.said, lab.objects()), (0, [], [key]), "it is there again")


def state_gone(lab):
    """An object that left the bucket is noted as gone, also where filters were given, but only where it would be listed."""
    keys = {n: trail_key(n, day=n) for n in (4, 5, 20)} | {6: trail_key(6, account=OTHER, day=5)}
    put(lab, "gone", {key: packed(record(n, day=5)) for n, key in keys.items()})
    name = os.path.join(lab.folder, "gone")
    with_state(lab, name, "s3://gone/")
    filters = ["--since", "2023-09-05", "--until", "2023-09-07", "--account", ACCOUNT]

    def saved(*more):
        run = with_state(lab, name, "s3://gone/", *more)
        same(run.status, 0, "a run over what is left")
        with open(name, "rb") as file:
            return file.read()

    before = saved()
    for n in (20, 6):
        lab.client.delete_object(Bucket="gone", Key=keys[n])
        same(saved(*filters) == before, True, f"{n} is outside of what is listed")
    lab.client.delete_object(Bucket="gone", Key=keys[5])
    inside = saved(*filters)
    same(inside == before, False, "it is inside, and gone")
    same(saved(*filters) == inside, True, "once")
    same(saved() == inside, False, "without filters the others are gone, too")


def far_years(lab):
    """A listing may tell any time; the sanitizers tell what cannot count so far."""
    put(lab, "far-years", {trail_key(0): packed(record(0))})

    def listing(handler, _):
        if not handler.is_listing():
            return False
        handler.say(200, f"<ListBucketResult><KeyCount>1</KeyCount><Contents><Key>{trail_key(0)}</Key><ETag>e</ETag>"
                         "<LastModified>9999-12-31T23:59:59.000Z</LastModified><Size>9</Size></Contents></ListBucketResult>")
        return True

    name = os.path.join(lab.folder, "far-years")
    for want in (1, 0):
        lab.disturb(listing)
        run = with_state(lab, name, "s3://far-years/")
        same((run.status, run.said, len(lab.objects())), (0, [], want), "a time in a far year")


def killed(lab):
    """Killed in the middle: the next run goes on behind what was saved, and all rows come."""
    files = {trail_key(n): packed(record(n)) for n in range(300)}
    put(lab, "killed", files)
    name = os.path.join(lab.folder, "killed")
    command = [EC2ACCESS, "sessions", "--lateness", "0s", "--state", name, "-o", f"{name}.out", "s3://killed/"]
    lab.disturb(lambda handler, _: len(lab.objects()) > 200 and (lab.released.wait(30) or True))
    program = subprocess.Popen(command, env=lab.environment(batch="50"), stdin=subprocess.DEVNULL)
    while len(lab.objects()) <= 200 and program.poll() is None:
        time.sleep(0.01)
    program.send_signal(signal.SIGKILL)
    program.wait()
    lab.released.set()
    lab.disturb()
    run = Run(lab, *command[1:], "--final")
    same(run.status, 0, "after it was killed")
    expect(100 <= len(lab.objects()) <= 150, f"after it was killed {len(lab.objects())} objects are asked for")
    with open(f"{name}.out") as out:
        rows = [json.loads(line)["id"] for line in out]
    same(len(rows), len(set(rows)), "no row twice")
    same(set(rows), set(sessions(lab, "s3://killed/", direct=True).ids()), "all rows")


def interrupted(lab):
    """SIGTERM, as a background job ignores Ctrl-C, while everything waits, for a page or for an object: nothing is left."""
    put(lab, "killed", {trail_key(n): packed(record(n)) for n in range(300)})
    name = os.path.join(lab.folder, "interrupted")
    for more in ([], ["--state", f"{name}.state"]):
        for waits in ("listing", "objects"):
            def wait(handler, _):
                if handler.is_listing() == (waits == "listing"):
                    lab.released.wait(60)
                    return True
                return False

            lab.disturb(wait)
            program = subprocess.Popen([EC2ACCESS, "sessions", "-o", name, *more, "s3://killed/"], env=lab.environment(),
                                       stdin=subprocess.DEVNULL)
            while not any(("list-type" in path) == (waits == "listing") for path, _ in lab.asked):
                time.sleep(0.01)
            program.send_signal(signal.SIGTERM)
            try:
                program.wait(30)
            except subprocess.TimeoutExpired:
                program.kill()
                program.wait()
            same(program.returncode, -signal.SIGTERM, f"interrupted, waiting for {waits} {more}")
            left = os.path.exists(name) and os.path.getsize(name)
            expect(not left, f"interrupted: {name} is left")
            lab.released.set()


TESTS = [pages, odd_keys, paths_as_they_are, refusals, redirects, cuts, changes, silence, put_off, layout, options,
         state, state_gone, far_years, killed, interrupted]


def main():
    chosen = [test for test in TESTS if not sys.argv[1:] or test.__name__ in sys.argv[1:]]
    lab = Lab(os.environ["S3_SERVER"])
    try:
        for test in chosen:
            began = time.monotonic()
            test(lab)
            same(lab.unsigned, [], f"{test.__name__}: requests that botocore signs otherwise")
            lab.unsigned.clear()
            print(f"{test.__name__}: {time.monotonic() - began:.1f} s")
    finally:
        lab.stop()
    print(f"{count - len(faults)} passed, {len(faults)} failed")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
