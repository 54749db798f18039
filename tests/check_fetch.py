# SPDX-License-Identifier: MIT
"""Objects of a real S3 server into a folder; from check_fetch.sh, which says where both are."""
import gzip
import hashlib
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import uuid
from concurrent.futures import ThreadPoolExecutor

import s3_lab
from stream_kit import finish, holds, program, top

ACCOUNT, OTHER, REGION = "111122223333", "444455556666", s3_lab.REGION


def record(number, account):
    ident = uuid.UUID(bytes=hashlib.md5(f"{account} {number}".encode()).digest())
    return {"eventVersion": "1.08", "eventID": str(ident), "eventSource": "ssm.amazonaws.com",
            "eventName": "StartSession", "eventTime": f"2023-09-04T05:{number // 60 % 60:02}:{number % 60:02}Z",
            "awsRegion": REGION, "recipientAccountId": account, "sourceIPAddress": "203.0.113.7",
            "userAgent": "aws-cli/2.13.0", "userIdentity": {"type": "IAMUser", "arn": f"arn:aws:iam::{account}:user/ana",
                                                            "userName": "ana", "accountId": account},
            "requestParameters": {"target": f"i-{number:017x}"},
            "responseElements": {"sessionId": f"ana-{number:017x}"}}


def log_of(number, account=ACCOUNT):
    key = f"AWSLogs/{account}/CloudTrail/{REGION}/2023/09/04/{account}_CloudTrail_{REGION}_20230904T0600Z_{number:05}.json.gz"
    return key, gzip.compress(json.dumps({"Records": [record(number, account)]}).encode(), mtime=0)


def digest_of(hour, account=ACCOUNT):
    key = (f"AWSLogs/{account}/CloudTrail-Digest/{REGION}/2023/09/04/"
           f"{account}_CloudTrail-Digest_{REGION}_main_{REGION}_20230904T{hour:02}0131Z.json.gz")
    return key, gzip.compress(json.dumps({"awsAccountId": account, "hour": hour, "logFiles": []}).encode(), mtime=0)


class Bench:
    """The S3 server, the one for ListPublicKeys, and a folder."""

    def __init__(self, bucket, files, metadata=None, keys=()):
        self.bucket, self.files, self.metadata, self.options = bucket, files, metadata or {}, list(keys)
        lab.client.create_bucket(Bucket=bucket, CreateBucketConfiguration={"LocationConstraint": REGION})
        with ThreadPoolExecutor(16) as pool:
            list(pool.map(self.put, files.items()))
        lab.disturb()

    def put(self, item):
        key, data = item
        more = {}
        if "Digest" in key:
            more = {"Metadata": self.metadata.get(key) or {"signature": hashlib.sha256(data).hexdigest(),
                                                           "signature-algorithm": "SHA256withRSA"}}
        lab.client.put_object(Bucket=self.bucket, Key=key, Body=data, **more)

    def __enter__(self):
        self.path = tempfile.mkdtemp(prefix="ec2access-check.")
        self.into = os.path.join(self.path, "into")
        self.url = f"s3://{self.bucket}/"
        self.log = os.path.join(self.path, "log")
        self.keys = subprocess.Popen([sys.executable, os.path.join(top, "tests", "lookup_server.py"), "--log", self.log,
                                      "--key", f"{s3_lab.ACCESS}:{s3_lab.SECRET}", *self.options],
                                     stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        port = int(self.keys.stdout.readline())
        self.env = {**lab.environment(), "AWS_ENDPOINT_URL_CLOUDTRAIL": f"http://127.0.0.1:{port}"}
        return self

    def __exit__(self, *_):
        self.keys.stdin.close()
        self.keys.stdout.close()
        self.keys.kill()
        self.keys.wait()
        shutil.rmtree(self.path, ignore_errors=True)

    def start(self, *args):
        return subprocess.Popen([program, *args], cwd=self.path, env=self.env, stdin=subprocess.DEVNULL,
                                stdout=subprocess.PIPE, stderr=subprocess.PIPE)

    def run(self, *args):
        run = self.start(*args)
        out, err = run.communicate(timeout=300)
        return run.returncode, out, err.decode()

    def fetch(self, *args):
        return self.run("fetch", self.url, "--into", self.into, *args)

    def here(self):
        found = {}
        for folder, _, names in os.walk(self.into):
            for name in names:
                path = os.path.join(folder, name)
                try:
                    with open(path, "rb") as file:
                        found[os.path.relpath(path, self.into)] = file.read()
                except FileNotFoundError:  # it got its name meanwhile
                    pass
        return found


def some_files(logs=20, hours=3):
    return dict([log_of(number) for number in range(logs)] + [log_of(number, OTHER) for number in range(5)] +
                [digest_of(hour) for hour in range(hours)])


def test_copy():
    with Bench("copy", some_files()) as bench:
        status, out, err = bench.fetch()
        here = bench.here()
        holds("fetch", status == 0 and not err, (status, out, err))
        holds("every object is there, to the byte", all(here.get(key) == data for key, data in bench.files.items()))
        more = set(here) - set(bench.files)
        metas = {key + ".meta.json" for key in bench.files if "Digest" in key}
        holds("and beside them the metadata of the digests, and the keys", more == metas | {f"public-keys/{REGION}.json"}, more)
        for key, data in bench.files.items():
            if "Digest" not in key:
                continue
            meta = json.loads(here[key + ".meta.json"])
            listed = lab.client.head_object(Bucket="copy", Key=key)
            want = {"bucket": "copy", "key": key, "etag": listed["ETag"], "size": len(data),
                    "last_modified": listed["LastModified"].strftime("%Y-%m-%dT%H:%M:%SZ"), "metadata": listed["Metadata"]}
            if not meta["etag"].startswith('"'):
                want["etag"] = want["etag"].strip('"')
            holds("the metadata of " + key[-22:], meta == want, (meta, want))
        holds("the keys as AWS tells them", len(json.loads(here[f"public-keys/{REGION}.json"])["PublicKeyList"]) == 2)
        rows = bench.run("sessions", "--format", "jsonl", bench.into)[1]
        holds("the same sessions as from the bucket", rows == bench.run("sessions", "--format", "jsonl", bench.url)[1] and
              rows.count(b"\n") == 25)
        lab.disturb()
        status, out, err = bench.fetch()
        holds("again: nothing is asked for but lists and keys", status == 0 and not lab.objects(), (out, err, lab.objects()))
        digest = next(key for key in bench.files if "Digest" in key)
        os.remove(os.path.join(bench.into, digest + ".meta.json"))
        log = next(key for key in bench.files if "Digest" not in key)
        with open(os.path.join(bench.into, log), "ab") as file:
            file.write(b"more")
        lab.disturb()
        bench.fetch()
        holds("what is not as it was is brought anew", sorted(lab.objects()) == sorted([digest, log]) and
              bench.here() == here, lab.objects())


def test_validate():
    """A signed trail, brought from the bucket that its digests name, is proven without AWS."""
    trail = os.path.join(top, "examples", "signed-trail")
    files, metadata, keys = {}, {}, []
    for folder, _, names in os.walk(trail):
        for name in names:
            path = os.path.join(folder, name)
            key = os.path.relpath(path, trail)
            if key.startswith("public-keys"):
                keys = ["--public-keys", path]
            elif key.endswith(".meta.json"):
                with open(path, encoding="utf-8") as file:
                    metadata[key[:-len(".meta.json")]] = json.load(file)["metadata"]
            elif key.startswith("AWSLogs"):
                with open(path, "rb") as file:
                    files[key] = file.read()
    if not holds("a signed trail to try", files and metadata and keys):
        return
    with Bench("trail-bucket", files, metadata, keys) as bench:
        status, out, err = bench.fetch()
        holds("fetch of a signed trail", status == 0, err)
        status, out, err = bench.run("validate", bench.into)
        holds("what was fetched is proven", status == 0, (out, err))
        want = bench.run("validate", "--format", "jsonl", trail)[1]
        holds("as the trail itself is", bench.run("validate", "--format", "jsonl", bench.into)[1].replace(
            bench.into.encode(), trail.encode()) == want, want)


def test_filters():
    with Bench("filters", some_files()) as bench:
        status, _, err = bench.fetch("--account", OTHER)
        here = [key for key in bench.here() if not key.startswith("public-keys")]
        holds("one account", status == 0 and len(here) == 5 and all(OTHER in key for key in here), (err, here))
        status, _, err = bench.fetch("--since", "2023-10-01", "--until", "2023-10-02")
        holds("another time: nothing more", status == 0 and len(bench.here()) == 5, (err, bench.here().keys()))


def stick_behind(number):
    """Objects behind so many are not answered, so that a run can be ended in the middle, however slow the machine."""
    def trouble(handler, _):
        if handler.is_listing() or len(lab.objects()) <= number:
            return False
        lab.released.wait(60)
        handler.close_connection = True
        return True
    return trouble


def stuck(bench, files):
    for _ in range(6000):
        if len(bench.here()) >= files:
            return
        time.sleep(0.01)


def test_killed():
    with Bench("killed", some_files(400, 2)) as bench:
        lab.disturb(stick_behind(100))
        run = bench.start("fetch", bench.url, "--into", bench.into, "--connections", "4")
        stuck(bench, 80)
        run.send_signal(signal.SIGKILL)
        run.communicate()
        before = {key for key in bench.here() if not os.path.basename(key).startswith(".")}
        holds("killed in the middle", 30 < len(before) < len(bench.files), len(before))
        holds("what has its name is whole", all(bench.here()[key] == bench.files[key] for key in before if key in bench.files))
        lab.disturb(stick_behind(80))
        run = bench.start("fetch", bench.url, "--into", bench.into, "--connections", "4")
        stuck(bench, len(before) + 40)
        asked = lab.objects()
        run.send_signal(signal.SIGINT)
        out, err = run.communicate(timeout=60)
        lab.disturb()
        holds("Ctrl-C ends it as such", run.returncode == -signal.SIGINT, (run.returncode, out, err))
        holds("and nothing half written is left", not [key for key in bench.here() if os.path.basename(key).startswith(".")],
              bench.here().keys())
        status, _, err = bench.fetch()
        here = bench.here()
        holds("the rest", status == 0 and all(here.get(key) == data for key, data in bench.files.items()), err)
        asked += lab.objects()
        holds("nothing that was there is asked for again", not before & set(asked), before & set(asked))


LISTING = """<?xml version="1.0" encoding="UTF-8"?>
<ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Name>hostile</Name><Prefix></Prefix>
<KeyCount>%d</KeyCount><MaxKeys>1000</MaxKeys><EncodingType>url</EncodingType><IsTruncated>false</IsTruncated>%s
</ListBucketResult>"""
HOSTILE = ["../outside", "a/../../outside", "/absolute", "a//b", "a/./b", "x/" + "n" * 256, "n" * 1025, "folder/",
           "good%0Aname/../x", "..", "link/inside", "a%00b"]


def test_hostile():
    """Keys that are no names of files: each is told, and nothing is written elsewhere."""
    with Bench("hostile", {}) as bench:
        good = "fine/with%20a%20space%20%C3%A9"

        def trouble(handler, _):
            if handler.is_listing():
                entries = "".join("<Contents><Key>%s</Key><LastModified>2023-09-04T06:00:00.000Z</LastModified>"
                                  "<ETag>&quot;e&quot;</ETag><Size>4</Size></Contents>" % key for key in HOSTILE + [good])
                handler.say(200, LISTING % (len(HOSTILE) + 1, entries), Content_Type="application/xml")
            else:
                handler.say(200, "data", ETag='"e"')
            return True

        lab.disturb(trouble)
        os.mkdir(bench.into)
        outside = os.path.join(bench.path, "elsewhere")
        os.mkdir(outside)
        os.symlink(outside, os.path.join(bench.into, "link"))
        status, out, err = bench.fetch()
        here = bench.here()
        holds("hostile keys: the good one is there", here == {"fine/with a space \u00e9": b"data"} and status == 1,
              (status, here, err))
        holds("each of the others is told", err.count("\n") >= len(HOSTILE) - 1, err)
        holds("nothing is written elsewhere", sorted(os.listdir(bench.path)) == ["elsewhere", "into", "log"] and
              not os.listdir(outside) and not os.path.exists("/absolute"), os.listdir(bench.path))
        holds("messages are of one line each", all(line.startswith("ec2access: ") for line in err.splitlines()), err)


def test_own_names():
    """Whoever may write to the bucket lays objects there under the names of fetch's own files: keys that would be believed,
    metadata, and folders that are called as regions are not."""
    files = some_files(2, 1)
    digest = next(key for key in files if "Digest" in key)
    own = ["public-keys/.json", "public-keys/eu-west-9.json", f"public-keys/{REGION}.json", "Public-Keys/x.json",
           digest + ".meta.json", next(key for key in files if "Digest" not in key) + ".meta.json"]
    odd = [f"AWSLogs/{ACCOUNT}/CloudTrail-Digest/{region}/2023/09/04/x.json.gz" for region in ("..%2f", "R" * 70, "a_b")]
    with Bench("own-names", {**files, **dict.fromkeys(own + odd, b'{"Records": []}')}) as bench:
        status, out, err = bench.fetch()
        here = bench.here()
        holds("none of fetch's own names is taken from the bucket", not [key for key in own if here.get(key) == bench.files[key]],
              err)
        holds("each of them is told", status == 1 and all(f"s3://own-names/{key}:" in err for key in own), (status, err))
        holds("the keys of the region are AWS's", len(json.loads(here[f"public-keys/{REGION}.json"])["PublicKeyList"]) == 2)
        holds("no other region is asked for its keys", [key for key in here if key.lower().startswith("public-keys/")] ==
              [f"public-keys/{REGION}.json"], (here.keys(), err))
        holds("what is CloudTrail's is there", all(here.get(key) == files[key] for key in files), err)


def test_region_without_a_name():
    """As a hostile server may list them: a digest below a folder without a name, and one below a real region."""
    files = some_files(1, 1)
    with Bench("no-region", files) as bench:
        def trouble(handler, _):
            if not handler.is_listing():
                return False
            keys = ["AWSLogs/1/CloudTrail-Digest//2023/x", *files]
            entries = "".join("<Contents><Key>%s</Key><LastModified>2023-09-04T06:00:00.000Z</LastModified>"
                              "<ETag>&quot;e&quot;</ETag><Size>4</Size></Contents>" % key for key in keys)
            handler.say(200, LISTING % (len(keys), entries), Content_Type="application/xml")
            return True

        lab.disturb(trouble)
        status, out, err = bench.fetch()
        here = bench.here()
        holds("a region without a name is none", status == 1 and all(here.get(key) == files[key] for key in files) and
              f"public-keys/{REGION}.json" in here, (status, err))


lab = s3_lab.Lab(os.environ["S3_SERVER"])
try:
    for test in [test_copy, test_validate, test_filters, test_killed, test_hostile, test_own_names,
                 test_region_without_a_name]:
        if len(sys.argv) < 2 or test.__name__ in sys.argv[1:]:
            test()
finally:
    lab.stop()
finish()
