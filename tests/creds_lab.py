# SPDX-License-Identifier: MIT
"""Services that give AWS keys, on loopback: STS, IAM Identity Center, a container's endpoint, instance metadata.

Keys tell where they come from: AssumeRole of role/a by the keys AKIDX gives "AKIDX.a". Every secret holds MARK, so that
one search shows whether any was told. Signatures are made anew with botocore's own signer, and compared.
"""
import hashlib
import json
import threading
import time
import urllib.parse
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

MARK = "S3CR3T"


def secret_of(key):
    return f"{MARK}/{hashlib.sha256(key.encode()).hexdigest()[:28]}+of"


def token_of(key):
    return f"{MARK}-token-{hashlib.sha256(key.encode()).hexdigest()}=="


def when(seconds):
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() + seconds))


def keys_json(key, **more):
    return json.dumps({"Code": "Success", "AccessKeyId": key, "SecretAccessKey": secret_of(key), "Token": token_of(key),
                       "Expiration": when(3600), **more})


def process_json(key, **more):
    return json.dumps({"Version": 1, "AccessKeyId": key, "SecretAccessKey": secret_of(key), "SessionToken": token_of(key),
                       **more})


STS_ANSWER = """<{0}Response xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><{0}Result>
<AssumedRoleUser><AssumedRoleId>AROA:{1}</AssumedRoleId><Arn>arn:aws:sts::123456789012:assumed-role/{1}/s</Arn></AssumedRoleUser>
<Credentials><AccessKeyId>{1}</AccessKeyId><SecretAccessKey>{2}</SecretAccessKey><SessionToken>{3}</SessionToken>
<Expiration>{4}</Expiration></Credentials></{0}Result><ResponseMetadata><RequestId>r</RequestId></ResponseMetadata></{0}Response>"""
STS_ERROR = """<ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><Error><Type>Sender</Type><Code>{}</Code>
<Message>{}</Message></Error><RequestId>r</RequestId></ErrorResponse>"""


class Refused(Exception):
    pass


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *args):
        pass

    def answer(self, status, body, kind="application/json"):
        data = body if isinstance(body, bytes) else body.encode()
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def run(self):
        lab = self.server.lab
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        with lab.lock:
            lab.asked.append((self.command, self.path))
        try:
            special = lab.special.get(urllib.parse.urlsplit(self.path).path)
            if special:
                self.answer(*special)
            elif self.command == "POST":
                self.sts(body)
            elif self.path.startswith("/federation/"):
                self.sso()
            elif self.path.startswith("/container"):
                self.container()
            else:
                self.imds()
        except Refused as problem:
            with lab.lock:
                lab.refused.append(str(problem))
            self.answer(403, STS_ERROR.format("AccessDenied", f"User is not allowed: {problem}"), "text/xml")

    do_GET = do_POST = do_PUT = run

    # -- STS

    def check_signature(self, body):
        from botocore.auth import SigV4Auth
        from botocore.awsrequest import AWSRequest
        from botocore.credentials import Credentials

        given = self.headers.get("Authorization") or ""
        if not given.startswith("AWS4-HMAC-SHA256 Credential="):
            raise Refused("no signature")
        fields = dict(part.strip().split("=", 1) for part in given.split(" ", 1)[1].split(","))
        key, date, region, service, _ = fields["Credential"].split("/")
        token = self.headers.get("X-Amz-Security-Token")
        if token not in (None, token_of(key)):
            raise Refused("another token")
        if "." in key and token is None:
            raise Refused("no token")
        request = AWSRequest(method=self.command, url=f"http://{self.headers['Host']}{self.path}", data=body)
        for name in fields["SignedHeaders"].split(";"):
            request.headers[name] = self.headers[name]
        request.context["timestamp"] = self.headers["X-Amz-Date"]
        signer = SigV4Auth(Credentials(key, secret_of(key), token), service, region)
        text = signer.string_to_sign(request, signer.canonical_request(request))
        if signer.signature(text, request) != fields["Signature"] or service != "sts":
            raise Refused("another signature")
        return key

    def sts(self, body):
        lab = self.server.lab
        form = dict(urllib.parse.parse_qsl(body.decode(), keep_blank_values=True))
        action, role = form["Action"], form["RoleArn"].rsplit("/", 1)[-1]
        with lab.lock:
            lab.forms.append(form)
        if role == "denied":
            self.answer(403, STS_ERROR.format("AccessDenied", "User: arn:aws:iam::1:user/x is not authorized to perform: "
                                              "sts:AssumeRole"), "text/xml")
            return
        if role == "echo":  # hostile: tells all that it was sent
            self.answer(403, STS_ERROR.format("AccessDenied", f"you sent {self.headers.get('X-Amz-Security-Token')} "
                                              f"{form.get('WebIdentityToken')}"), "text/xml")
            return
        if role == "external" and form.get("ExternalId") != "ticket 4711/ä":
            raise Refused("another ExternalId")
        if role == "short" and form.get("DurationSeconds") != "900":
            raise Refused("another DurationSeconds")
        if role in lab.sts_answers:
            self.answer(200, lab.sts_answers[role], "text/xml")
            return
        if action == "AssumeRoleWithWebIdentity":
            if self.headers.get("Authorization") or form["WebIdentityToken"].rstrip() != f"{MARK}.web.identity":
                raise Refused("signed, or another token")
            key = f"WEB.{role}"
        else:
            key = f"{self.check_signature(body)}.{role}"
        self.answer(200, STS_ANSWER.format(action, key, secret_of(key), token_of(key), when(lab.life)), "text/xml")

    # -- the others

    def sso(self):
        query = dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(self.path).query))
        if self.headers.get("x-amz-sso_bearer_token") != f"{MARK}-sso" or self.headers.get("Authorization"):
            self.answer(401, '{"message":"Session token not found or invalid"}')
        elif query["role_name"] == "none":
            self.answer(403, '{"message":"No access"}')
        else:
            key = f"SSO.{query['account_id']}.{query['role_name']}"
            self.answer(200, json.dumps({"roleCredentials": {
                "accessKeyId": key, "secretAccessKey": secret_of(key), "sessionToken": token_of(key),
                "expiration": int((time.time() + 3600) * 1000)}}))

    def container(self):
        if self.path.startswith("/container/token") and self.headers.get("Authorization") != f"Basic {MARK}":
            self.answer(401, "{}")
        else:
            self.answer(200, keys_json("CONTAINER"))

    def imds(self):
        lab = self.server.lab
        roles = "/latest/meta-data/iam/security-credentials/"
        if self.command == "PUT" and self.path == "/latest/api/token":
            if lab.imds_put != 200:
                self.answer(lab.imds_put, "no")
            elif self.headers.get("x-aws-ec2-metadata-token-ttl-seconds") != "21600":
                self.answer(400, "no ttl")
            else:
                self.answer(200, f"{MARK}-imds-token", "text/plain")
        elif lab.imds_put == 200 and self.headers.get("x-aws-ec2-metadata-token") != f"{MARK}-imds-token":
            self.answer(401, "no token")
        elif self.path == roles:
            self.answer(200, "instance-role\n" if lab.imds_put != 200 else "instance-role", "text/plain")
        elif self.path.startswith(roles + "instance-role"):
            self.answer(200, keys_json("INSTANCE"))
        else:
            self.answer(404, "no such path")


class Lab:
    """One server; special: path -> (status, body) goes before everything."""

    def __init__(self, imds_put=200):
        self.lock = threading.Lock()
        self.asked, self.refused, self.forms, self.special, self.sts_answers = [], [], [], {}, {}
        self.imds_put, self.life = imds_put, 3600
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.server.lab = self
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def close(self):
        self.server.shutdown()
        self.server.server_close()
