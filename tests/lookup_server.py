# SPDX-License-Identifier: MIT
"""CloudTrail's LookupEvents and ListPublicKeys on loopback, for tests.

Each signature is computed again by botocore's own signer. Events are filtered, ordered and paged as the service does;
a NextToken holds only with the parameters that it was told for. What goes wrong is asked for by "faults": a list of
{"do": NAME, "times": N, "value": EVENT NAME or absent (any), "after": requests of that kind that go well before}.
Every request is a line of the log, with the clock that nobody sets.
"""
import argparse
import base64
import binascii
import hashlib
import hmac
import json
import socket
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

TARGET = "com.amazonaws.cloudtrail.v20131101.CloudTrail_20131101."
KEYS = {"EventId", "EventName", "ReadOnly", "Username", "ResourceType", "ResourceName", "EventSource", "AccessKeyId"}


class Refused(Exception):
    def __init__(self, code, status=400, headers=None):
        super().__init__(code)
        self.code, self.status, self.headers = code, status, headers or {}


def entry_of(record):
    """A record as LookupEvents gives it."""
    identity = record.get("userIdentity") or {}
    entry = {
        "EventId": record.get("eventID", ""),
        "EventName": record.get("eventName", ""),
        "ReadOnly": str(record.get("readOnly", False)).lower(),
        "EventTime": float(time_of(record)),
        "EventSource": record.get("eventSource", ""),
        "Resources": [],
        "CloudTrailEvent": json.dumps(record, ensure_ascii=False),
    }
    if identity.get("accessKeyId"):
        entry["AccessKeyId"] = identity["accessKeyId"]
    if identity.get("userName"):
        entry["Username"] = identity["userName"]
    return entry


def time_of(record):
    import calendar
    return calendar.timegm(time.strptime(record["eventTime"], "%Y-%m-%dT%H:%M:%SZ"))


class Place:
    """What the service knows, and how it behaves."""

    def __init__(self, options):
        self.lock = threading.Lock()
        self.log = open(options.log, "a", encoding="utf-8") if options.log else None
        self.entries = []
        if options.records:
            with open(options.records, encoding="utf-8") as file:
                self.entries = [entry_of(record) for record in json.load(file)["Records"]]
        self.entries.sort(key=lambda entry: (-entry["EventTime"], entry["EventId"]))
        self.keys = {}  # access key -> (secret, token or None)
        for text in options.key or ["AKIAEXAMPLE:secret"]:
            access, secret, token = (text.split(":", 2) + [None, None])[:3]
            self.keys[access] = (secret, token)
        self.faults_file = options.faults
        self.used = {}  # fault number -> how often it was asked and how often it struck
        self.per_second = options.per_second
        self.asked = []
        self.denied = options.deny
        self.public_keys = options.public_keys
        self.count = 0

    def note(self, **what):
        with self.lock:
            self.count += 1
            what["n"] = self.count
            if self.log:
                print(json.dumps(what), file=self.log, flush=True)

    def fault(self, value, token):
        """What is to go wrong now: a fault, or None."""
        if not self.faults_file:
            return None
        with self.lock, open(self.faults_file, encoding="utf-8") as file:
            for i, fault in enumerate(json.load(file)):
                if fault.get("value") not in (None, value) or (fault.get("paged") and not token):
                    continue
                used = self.used.setdefault(i, [0, 0])
                used[0] += 1
                if used[0] > fault.get("after", 0) and used[1] < fault.get("times", 1):
                    used[1] += 1
                    return fault
        return None

    def throttled(self, now):
        if not self.per_second:
            return False
        with self.lock:
            self.asked = [at for at in self.asked if now - at < 1.0]
            # One more than the rate: a request that was late does not make the next one early.
            if len(self.asked) > self.per_second:
                return True
            self.asked.append(now)
            return False


def check_signature(place, handler, body):
    """The access key that signed, or Refused."""
    head = handler.headers.get("Authorization", "")
    if not head.startswith("AWS4-HMAC-SHA256 "):
        raise Refused("MissingAuthenticationToken")
    parts = dict(part.strip().split("=", 1) for part in head[len("AWS4-HMAC-SHA256 "):].split(","))
    access, date, region, service, _ = parts["Credential"].split("/")
    if access not in place.keys:
        raise Refused("UnrecognizedClientException")
    secret, token = place.keys[access]
    if token and handler.headers.get("X-Amz-Security-Token") != token:
        raise Refused("UnrecognizedClientException")
    signed = parts["SignedHeaders"].split(";")
    for needed in ["host", "x-amz-date"] + (["x-amz-security-token"] if token else []):
        if needed not in signed:
            raise Refused("IncompleteSignature")
    request = AWSRequest(handler.command, "http://%s%s" % (handler.headers["Host"], handler.path), data=body,
                         headers={name: handler.headers[name] for name in signed if name in handler.headers})
    request.context["timestamp"] = handler.headers["X-Amz-Date"]
    signer = SigV4Auth(Credentials(access, secret, token), service, region)
    wanted = signer.signature(signer.string_to_sign(request, signer.canonical_request(request)), request)
    if not hmac.compare_digest(wanted, parts["Signature"]) or service != "cloudtrail":
        raise Refused("InvalidSignatureException")
    if not handler.headers["X-Amz-Date"].startswith(date):
        raise Refused("InvalidSignatureException")
    return access, region


def token_of(parameters, offset, salt=0):
    same = hashlib.sha256(json.dumps(parameters, sort_keys=True).encode()).hexdigest()[:24]
    return base64.b64encode(json.dumps([same, offset, salt]).encode()).decode()


def offset_of(parameters, token):
    try:
        _, offset, salt = json.loads(base64.b64decode(token, validate=True))
    except (ValueError, binascii.Error):
        raise Refused("InvalidNextTokenException") from None
    if token != token_of(parameters, offset, salt):
        raise Refused("InvalidNextTokenException")
    return offset


def chosen(place, asked):
    attributes = asked.get("LookupAttributes", [])
    if len(attributes) > 1 or any(attribute["AttributeKey"] not in KEYS for attribute in attributes):
        raise Refused("InvalidLookupAttributesException")
    start, end = asked.get("StartTime", 0), asked.get("EndTime", 1 << 40)
    if start > end:
        raise Refused("InvalidTimeRangeException")
    return [entry for entry in place.entries if start <= entry["EventTime"] <= end and
            all(entry.get(one["AttributeKey"]) == one["AttributeValue"] for one in attributes)]


def lookup_events(place, asked, fault):
    most = asked.get("MaxResults", 50)
    if not isinstance(most, int) or not 1 <= most <= 50:
        raise Refused("InvalidMaxResultsException")
    parameters = {name: value for name, value in asked.items() if name != "NextToken"}
    offset = offset_of(parameters, asked["NextToken"]) if asked.get("NextToken") else 0
    entries = chosen(place, asked)
    page = {"Events": entries[offset:offset + most]}
    if offset + most < len(entries):
        page["NextToken"] = token_of(parameters, offset + most)
    if fault and fault["do"] == "loop":
        page["NextToken"] = token_of(parameters, offset)
    if fault and fault["do"] == "circle":
        page["NextToken"] = token_of(parameters, (offset + most) % (3 * most))
    if fault and fault["do"] == "empty":  # as the service may: nothing here, go on
        page = {"Events": [], "NextToken": token_of(parameters, offset, place.count)}
    if fault and fault["do"] == "huge":
        page["Events"] = [dict(entry, Filler="x" * fault.get("bytes", 100000)) for entry in page["Events"]]
    return page


def list_public_keys(place, asked):
    if place.public_keys:
        with open(place.public_keys, encoding="utf-8") as file:
            return json.load(file)
    return {"PublicKeyList": [
        {"Value": base64.b64encode(b"key %d" % i).decode(), "ValidityStartTime": 1700000000.0 + i,
         "ValidityEndTime": 1800000000.0 + i, "Fingerprint": "%032x" % i} for i in range(2)]}


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    place = None

    def log_message(self, *_):
        pass

    def answer(self, status, body, headers=None, claimed=None):
        self.send_response(status)
        self.send_header("Content-Type", "application/x-amz-json-1.1")
        self.send_header("Content-Length", str(claimed if claimed is not None else len(body)))
        self.send_header("x-amzn-RequestId", "00000000-0000-4000-8000-000000000000")
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)
        self.wfile.flush()

    def refuse(self, refused):
        text = json.dumps({"__type": "com.amazonaws.cloudtrail.v20131101#" + refused.code, "message": "no"}).encode()
        self.answer(refused.status, text, {"x-amzn-ErrorType": refused.code, **refused.headers})

    def send_faulty(self, fault, body):
        do = fault["do"]
        if do == "slow":  # in pieces
            self.send_response(200)
            self.send_header("Content-Type", "application/x-amz-json-1.1")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            for at in range(0, len(body), max(1, len(body) // 20)):
                self.wfile.write(body[at:at + max(1, len(body) // 20)])
                self.wfile.flush()
                time.sleep(0.02)
        elif do == "cut":
            self.answer(200, body[:len(body) // 2], claimed=len(body))
            self.close_connection = True
            self.connection.shutdown(socket.SHUT_RDWR)
        elif do == "malformed":
            self.answer(200, body[:-2] + b"]]")
        elif do == "hang":
            self.place.note(hung=True)
            time.sleep(600)
        else:
            self.answer(200, body)

    def do_POST(self):
        place, now = self.place, time.monotonic()
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        action, asked, access, region, said = "", {}, None, None, "ok"
        try:
            access, region = check_signature(place, self, body)
            action = self.headers.get("X-Amz-Target", "")
            if not action.startswith(TARGET):
                raise Refused("UnknownOperationException")
            action = action[len(TARGET):]
            asked = json.loads(body)
            values = [one["AttributeValue"] for one in asked.get("LookupAttributes", [])]
            fault = place.fault(values[0] if values else None, asked.get("NextToken"))
            if action in (place.denied or []):
                raise Refused("AccessDeniedException")
            if fault and fault["do"] in ("refuse", "expire"):
                raise Refused(fault["code"], fault.get("status", 400), fault.get("headers"))
            if place.throttled(now):
                raise Refused("ThrottlingException")
            answer = {"LookupEvents": lookup_events, "ListPublicKeys": lambda p, a, f: list_public_keys(p, a)}.get(action)
            if not answer:
                raise Refused("UnknownOperationException")
            text = json.dumps(answer(place, asked, fault)).encode()
            said = fault["do"] if fault else "ok"
            place.note(at=now, action=action, asked=asked, access=access, region=region, said=said)
            if fault:
                self.send_faulty(fault, text)
            else:
                self.answer(200, text)
        except Refused as refused:
            place.note(at=now, action=action, asked=asked, access=access, region=region, said=refused.code)
            self.refuse(refused)
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--records", help='{"Records": [...]}')
    parser.add_argument("--log")
    parser.add_argument("--faults")
    parser.add_argument("--key", action="append", help="ACCESS:SECRET[:TOKEN]")
    parser.add_argument("--public-keys", help="what ListPublicKeys answers")
    parser.add_argument("--per-second", type=int, default=0)
    parser.add_argument("--deny", action="append", help="an action that is not allowed")
    options = parser.parse_args()
    Handler.place = Place(options)
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    print(server.server_address[1], flush=True)
    threading.Thread(target=lambda: (sys.stdin.read(), server.shutdown()), daemon=True).start()
    server.serve_forever()


if __name__ == "__main__":
    main()
