# SPDX-License-Identifier: MIT
"""Trails with digests, as CloudTrail writes them, signed with keys that are made here (by the program openssl).

Nothing of the library is used: what is signed, and how, is written down here a second time.
"""
import base64
import datetime
import gzip
import hashlib
import io
import json
import os
import subprocess

ACCOUNT, REGION, BUCKET = "111122223333", "eu-west-1", "trail-bucket"
HOUR = datetime.timedelta(hours=1)
BEGIN = datetime.datetime(2023, 9, 4, 0, 1, 31)


def openssl(*arguments, data=None):
    return subprocess.run(("openssl",) + arguments, input=data, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                          check=True).stdout


class Key:
    """An RSA key of its own, and its public half as ListPublicKeys tells it: PKCS #1, or SubjectPublicKeyInfo."""

    def __init__(self, path, spki=False, bits=2048):
        self.path = path
        if not os.path.exists(path):
            openssl("genrsa", "-out", path, str(bits))
        form = ["-pubout"] if spki else ["-RSAPublicKey_out"]
        self.der = openssl("rsa", "-in", path, "-outform", "DER", *form)
        self.fingerprint = hashlib.md5(self.der).hexdigest()

    def sign(self, data):
        return openssl("dgst", "-sha256", "-sign", self.path, data=data)

    def entry(self):
        return {"Value": base64.b64encode(self.der).decode(), "ValidityStartTime": "2023-09-01T00:00:00+00:00",
                "ValidityEndTime": "2023-10-01T00:00:00+00:00", "Fingerprint": self.fingerprint}


def pack(data):
    """The same bytes on every run."""
    out = io.BytesIO()
    with gzip.GzipFile(fileobj=out, mode="wb", mtime=0) as file:
        file.write(data)
    return out.getvalue()


def iso(time):
    return time.strftime("%Y-%m-%dT%H:%M:%SZ")


def stamp(time):
    return time.strftime("%Y%m%dT%H%M%SZ")


class Trail:
    """One trail of one account and region; objects are {key: (bytes, metadata)}."""

    def __init__(self, key, name="main_trail", account=ACCOUNT, region=REGION, bucket=BUCKET, prefix="", home=None,
                 begin=BEGIN):
        self.key, self.name, self.account, self.region, self.bucket = key, name, account, region, bucket
        self.root = f"{prefix}AWSLogs/{account}/"
        self.home = home or region
        self.begin = begin
        self.objects = {}
        self.last = None      # (key, plain bytes, signature)
        self.digests = []     # keys, oldest first
        self.hours = 0
        self.logs = []

    def log_key(self, time, number=0):
        return (f"{self.root}CloudTrail/{self.region}/{time:%Y/%m/%d}/{self.account}_CloudTrail_{self.region}_"
                f"{time:%Y%m%dT%H%MZ}_{number:016d}.json.gz")

    def digest_key(self, end, backfill=False):
        return (f"{self.root}CloudTrail-Digest/{self.region}/{end:%Y/%m/%d}/{self.account}_CloudTrail-Digest_"
                f"{self.region}_{self.name}_{self.home}_{stamp(end)}{'_backfill' if backfill else ''}.json.gz")

    def log(self, time, number=0, records=None):
        """A log file: its entry in a digest."""
        key = self.log_key(time, number)
        plain = json.dumps({"Records": records or []}).encode()
        self.objects[key] = (pack(plain), {})
        self.logs.append(key)
        return {"s3Bucket": self.bucket, "s3Object": key, "hashValue": hashlib.sha256(plain).hexdigest(),
                "hashAlgorithm": "SHA-256", "newestEventTime": iso(time), "oldestEventTime": iso(time)}

    def digest(self, start, end, logs, starting=False, backfill=False, key=None, **changes):
        signer = key or self.key
        name = self.digest_key(end, backfill)
        before = None if starting else self.last
        doc = {
            "awsAccountId": self.account, "digestStartTime": iso(start), "digestEndTime": iso(end),
            "digestS3Bucket": self.bucket, "digestS3Object": name, "digestPublicKeyFingerprint": signer.fingerprint,
            "digestSignatureAlgorithm": "SHA256withRSA",
            "newestEventTime": iso(end) if logs else None, "oldestEventTime": iso(start) if logs else None,
            "previousDigestS3Bucket": self.bucket if before else None,
            "previousDigestS3Object": before[0] if before else None,
            "previousDigestHashValue": hashlib.sha256(before[1]).hexdigest() if before else None,
            "previousDigestHashAlgorithm": "SHA-256" if before else None,
            "previousDigestSignature": before[2] if before else None,
            "logFiles": logs,
        }
        doc.update(changes)
        plain = json.dumps(doc).encode()
        signed = "\n".join((doc["digestEndTime"], f"{doc['digestS3Bucket']}/{doc['digestS3Object']}",
                            hashlib.sha256(plain).hexdigest(), doc["previousDigestSignature"] or "null"))
        signature = signer.sign(signed.encode()).hex()
        metadata = {"signature": signature, "signature-algorithm": "SHA256withRSA"}
        if backfill:
            metadata["backfill-generation-timestamp"] = iso(end + HOUR)
        self.objects[name] = (pack(plain), metadata)
        if not backfill:
            self.last = (name, plain, signature)
            self.digests.append(name)
        return name

    def hour(self, logs=1, starting=None, at=None, **changes):
        """The next hour, with so many log files."""
        start = self.begin + HOUR * (self.hours if at is None else at)
        self.hours = (self.hours if at is None else at) + 1
        entries = [self.log(start + datetime.timedelta(minutes=5 * (i + 1)), i) for i in range(logs)]
        return self.digest(start, start + HOUR, entries, starting=not self.last if starting is None else starting,
                           **changes)


def write(folder, trails, metadata=True, keys=None):
    """The objects below a folder, in the layout of the bucket; beside each digest what S3 keeps of it."""
    for trail in trails:
        for key, (data, meta) in trail.objects.items():
            path = os.path.join(folder, key)
            os.makedirs(os.path.dirname(path), exist_ok=True)
            with open(path, "wb") as file:
                file.write(data)
            if meta and metadata:
                with open(path + ".meta.json", "w") as file:
                    json.dump({"bucket": trail.bucket, "key": key, "etag": "", "size": len(data),
                               "last_modified": "2023-09-05T00:00:00Z", "metadata": meta}, file)
    for region, list_ in (keys or {}).items():
        os.makedirs(os.path.join(folder, "public-keys"), exist_ok=True)
        with open(os.path.join(folder, "public-keys", region + ".json"), "w") as file:
            json.dump({"PublicKeyList": [key.entry() for key in list_]}, file)
