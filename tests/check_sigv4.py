# SPDX-License-Identifier: MIT
"""Random requests, signed by sigv4_sign and by botocore: the same Authorization header. Usage: check_sigv4.py PROGRAM"""
import datetime
import random
import subprocess
import sys
from urllib.parse import quote

import botocore.auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

COUNT = 3000
LETTERS = "abcXYZ019-._~ /+=&%:@!$'()*,;?#[]\"<>\\^`{|}\u00e4\u1234\U0001f511"
WORDS = ["a", "B", "Records", "AWSLogs", "..", ".", "", "x y", "\u30c6\u30b9\u30c8", "a+b", "100%", "~", "k=v&w"]


def text(rand, most, letters=LETTERS):
    return "".join(rand.choice(letters) for _ in range(rand.randrange(most)))


def make(rand):
    token = [None, None, text(rand, 300, "abcdefXYZ0123456789+/=") + "=="][rand.randrange(3)]
    names = ["x-amz-request-payer", "Range", "Content-Type", "X-Amz-Target", "X-Amz-Meta-A", "x-amz-meta-a-b", "X-AMZ-META-A1"]
    return {
        "method": rand.choice(["GET", "PUT", "POST", "HEAD"]),
        "host": rand.choice(["example.amazonaws.com", "localhost:9000", "bucket.s3.eu-west-1.amazonaws.com"]),
        "path": "/" + "/".join(rand.choice(WORDS) if rand.random() < 0.7 else text(rand, 12) for _ in range(rand.randrange(6))),
        "query": [(text(rand, 9), text(rand, 14)) for _ in range(rand.randrange(6))],
        "headers": {n: text(rand, 20, "abc XYZ,=/;  \t0") for n in rand.sample(names, rand.randrange(5))},
        "body": text(rand, 60) if rand.random() < 0.5 else "",
        "s3": rand.random() < 0.5,
        "service": rand.choice(["cloudtrail", "sts", "ec2"]),
        "region": rand.choice(["us-east-1", "cn-north-1", "ap-northeast-3"]),
        "time": rand.randrange(0, 4102444800),
        "access": text(rand, 20, "ABCDEFGH234567") + "A",
        "secret": text(rand, 60, "abcXYZ+/019") + "s",
        "token": token,
    }


def to_lines(case):
    lines = ["method " + case["method"], "host " + case["host"], "path " + case["path"]]
    lines += [f"query {n}={v}" for n, v in case["query"]]
    lines += [f"header {n}:{v}" for n, v in case["headers"].items()]
    if case["body"]:
        lines.append("body " + case["body"])
    lines += [f"{word} {case[word]}" for word in ("region", "time", "access", "secret")]
    lines.append("service " + ("s3" if case["s3"] else case["service"]))
    if case["s3"]:
        lines += ["once", "payload"]
    if case["token"]:
        lines.append("token " + case["token"])
    return "\n".join(lines) + "\n\n"


def enc(value):
    return quote(value, safe="-._~")


# What botocore is given is what goes over the line: path and query are encoded already, and it signs them as they are.
def sign(case, target):
    cls = botocore.auth.S3SigV4Auth if case["s3"] else botocore.auth.SigV4Auth
    request = AWSRequest(method=case["method"], url="https://" + case["host"] + target, data=case["body"].encode())
    for name, value in case["headers"].items():
        request.headers[name] = value
    service = "s3" if case["s3"] else case["service"]
    signer = cls(Credentials(case["access"], case["secret"], case["token"]), service, case["region"])
    now = datetime.datetime.fromtimestamp(case["time"], datetime.timezone.utc)
    stamp = now.strftime("%Y%m%dT%H%M%SZ")
    request.context.update({"timestamp": stamp, "payload_signing_enabled": True})
    signer._modify_request_before_signing(request)  # add_auth() would take the time of now
    canonical = signer.canonical_request(request)
    signature = signer.signature(signer.string_to_sign(request, canonical), request)
    names = signer.signed_headers(signer.headers_to_sign(request))
    return (f"AWS4-HMAC-SHA256 Credential={signer.scope(request)}, SignedHeaders={names}, Signature={signature}", canonical)


def main():
    rand = random.Random(int(sys.argv[2]) if len(sys.argv) > 2 else 20130524)
    cases = [make(rand) for _ in range(COUNT)]
    for case in cases:
        case["query"] = [(n.replace("=", "e"), v) for n, v in case["query"]]  # a name ends there in the file
        # Behind a dot segment at the end RFC 3986 keeps a slash that botocore drops; no service has such paths.
        if not case["s3"] and case["path"].rsplit("/", 1)[1] in (".", ".."):
            case["path"] += "x"
    run = subprocess.run([sys.argv[1]], input="".join(map(to_lines, cases)).encode(), stdout=subprocess.PIPE, check=True)
    lines = run.stdout.decode().splitlines()
    if len(lines) != 2 * COUNT:
        sys.exit(f"{len(lines)} lines for {COUNT} requests")
    for number, case in enumerate(cases):
        ours, target = lines[2 * number], lines[2 * number + 1]
        want = quote(case["path"], safe="/-._~")
        pairs = sorted((enc(n), enc(v)) for n, v in case["query"])
        if pairs:
            want += "?" + "&".join(f"{n}={v}" for n, v in pairs)
        if target != want:
            sys.exit(f"request {number}: sends {target}, not {want}")
        theirs, canonical = sign(case, target)
        if ours != theirs:
            sys.exit(f"request {number}: {case}\nours   {ours}\ntheirs {theirs}\n{canonical}")
    print(f"{COUNT} requests signed as botocore {botocore.__version__} signs them")


main()
