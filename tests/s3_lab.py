# SPDX-License-Identifier: MIT
"""A real S3 server on loopback, and a proxy before it that notes, checks and disturbs what a client asks.

The server is versitygw with a folder; it checks every signature. The proxy hands requests on as they are, so the
signature is of its own name. It makes each signature again with botocore, and notes where they differ.
"""
import http.client
import http.server
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import threading
import time
import urllib.parse

import boto3
from botocore.auth import S3SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.config import Config
from botocore.credentials import Credentials

ACCESS, SECRET, REGION = "AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", "eu-west-1"
HOST = "127.0.0.1"


def free_port():
    with socket.socket() as sock:
        sock.bind((HOST, 0))
        return sock.getsockname()[1]


def signature_of(method, target, headers, secret=SECRET):
    """What botocore signs such a request with: (its signature, the one that was sent)."""
    sent = headers.get("Authorization", "")
    if not sent.startswith("AWS4-HMAC-SHA256 "):
        return "botocore's", "none"
    parts = dict(part.strip().split("=", 1) for part in sent.split(" ", 1)[1].split(","))
    region = parts["Credential"].split("/")[2]
    auth = S3SigV4Auth(Credentials(ACCESS, secret, headers.get("X-Amz-Security-Token")), "s3", region)
    request = AWSRequest(method, f"http://{headers['Host']}{target}",
                         headers={name: headers[name] for name in parts["SignedHeaders"].split(";")})
    request.context["timestamp"] = headers["X-Amz-Date"]
    text = auth.string_to_sign(request, auth.canonical_request(request))
    return auth.signature(text, request), parts["Signature"]


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = 30
    disable_nagle_algorithm = True
    wire = None

    def do_GET(self):
        lab = self.server.lab
        ours, theirs = signature_of("GET", self.path, self.headers)
        with lab.lock:
            lab.asked.append((self.path, dict(self.headers)))
            if ours != theirs:
                lab.unsigned.append(self.path)
            number = len(lab.asked)
        for trouble in lab.troubles:
            if trouble(self, number):
                return
        self.hand_on()

    def is_listing(self):
        return "list-type=2" in self.path

    def key(self):
        """Of the object, or of the prefix that is listed."""
        path, _, query = self.path.partition("?")
        if query:
            return urllib.parse.parse_qs(query).get("prefix", [""])[0]
        return urllib.parse.unquote(path.split("/", 2)[2])

    def ask(self):
        if not self.wire:
            self.wire = http.client.HTTPConnection(HOST, self.server.lab.port, timeout=30)
        wire = self.wire
        wire.putrequest("GET", self.path, skip_host=True, skip_accept_encoding=True)
        for name, value in self.headers.items():
            wire.putheader(name, value)
        wire.endheaders()
        return wire.getresponse()

    def hand_on(self, cut=None, silent=None):
        """The server's answer: whole; broken off behind so many bytes; or silent from there on."""
        answer = self.ask()
        body = answer.read()
        self.send_response_only(answer.status)
        for name, value in answer.getheaders():
            if name.lower() not in ("connection", "transfer-encoding", "content-length"):
                self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        stop = cut if cut is not None else silent
        self.give(body if stop is None else body[:stop])
        if silent is not None:
            self.server.lab.released.wait(30)
        if stop is not None:
            self.close_connection = True
            self.wfile.flush()
            self.connection.shutdown(socket.SHUT_RDWR)

    def give(self, data):
        try:
            self.wfile.write(data)
        except OSError:
            self.close_connection = True

    def say(self, status, body, **headers):
        self.send_response_only(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.give(body.encode())

    def log_message(self, *_):
        pass


class Proxy(http.server.ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128

    def handle_error(self, *_):
        pass


class Lab:
    def __init__(self, server):
        self.folder = tempfile.mkdtemp(prefix="ec2access-s3.")
        self.lock = threading.Lock()
        self.released = threading.Event()
        self.troubles, self.asked, self.unsigned = [], [], []
        self.start_server(server)
        self.proxy = Proxy((HOST, 0), Handler)
        self.proxy.lab = self
        self.url = f"http://{HOST}:{self.proxy.server_address[1]}"
        threading.Thread(target=self.proxy.serve_forever, daemon=True).start()
        self.client = boto3.client("s3", endpoint_url=f"http://{HOST}:{self.port}", aws_access_key_id=ACCESS,
                                   aws_secret_access_key=SECRET, region_name=REGION,
                                   config=Config(s3={"addressing_style": "path"}, max_pool_connections=32))

    def start_server(self, server):
        root = os.path.join(self.folder, "root")
        os.mkdir(root)
        for _ in range(5):
            self.port = free_port()
            with open(os.path.join(self.folder, "server.log"), "wb") as log:
                self.server = subprocess.Popen(
                    [server, "--port", f"{HOST}:{self.port}", "--access", ACCESS, "--secret", SECRET, "--keep-alive",
                     "--quiet", "--region", REGION, "posix", "--sidecar", self.make("sidecar"), root],
                    stdin=subprocess.DEVNULL, stdout=log, stderr=log)
            if self.answers():
                return
            self.server.kill()
        with open(os.path.join(self.folder, "server.log"), errors="replace") as log:
            raise SystemExit(f"the S3 server {server} does not start:\n{log.read()}")

    def make(self, name):
        path = os.path.join(self.folder, name)
        os.makedirs(path, exist_ok=True)
        return path

    def answers(self):
        for _ in range(200):
            if self.server.poll() is not None:
                return False
            try:
                socket.create_connection((HOST, self.port), 1).close()
                return True
            except OSError:
                time.sleep(0.05)
        return False

    def stop(self):
        self.released.set()
        self.proxy.shutdown()
        self.server.send_signal(signal.SIGKILL)
        self.server.wait()
        shutil.rmtree(self.folder, ignore_errors=True)

    def environment(self, secret=SECRET, region=REGION, direct=False, batch=""):
        """Nothing of the user's own configuration of AWS."""
        env = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
        for name in ("http_proxy", "HTTP_PROXY", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"):
            env.pop(name, None)
        env.update(AWS_ACCESS_KEY_ID=ACCESS, AWS_SECRET_ACCESS_KEY=secret, AWS_REGION=region,
                   AWS_ENDPOINT_URL_S3=f"http://{HOST}:{self.port}" if direct else self.url, AWS_EC2_METADATA_DISABLED="true", EC2ACCESS_BATCH=batch,
                   AWS_CONFIG_FILE=os.devnull, AWS_SHARED_CREDENTIALS_FILE=os.devnull)
        return env

    def disturb(self, *troubles):
        with self.lock:
            self.troubles = list(troubles)
            self.asked.clear()
        self.released.clear()

    def objects(self):
        """The keys of the objects that were asked for, in order."""
        return [urllib.parse.unquote(path.split("/", 2)[2]) for path, _ in self.asked if "list-type=2" not in path]

    def listings(self):
        return [urllib.parse.parse_qs(path.partition("?")[2]).get("prefix", [""])[0]
                for path, _ in self.asked if "list-type=2" in path]
