# SPDX-License-Identifier: MIT
"""Servers with good and bad certificates on loopback, asked by http_get. Usage: check_tls.py PROGRAM FOLDER"""
import os
import socket
import ssl
import subprocess
import sys
import threading
import warnings

PROGRAM, FOLDER = sys.argv[1:3]
failed = 0


def path(name):
    return os.path.join(FOLDER, name)


def openssl(*arguments):
    subprocess.run(["openssl", *arguments], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def certificate(name, subject, alt, days, issuer=None):
    """NAME.pem and NAME.key, signed by the issuer or by itself."""
    openssl("req", "-newkey", "rsa:2048", "-nodes", "-keyout", path(name + ".key"), "-out", path(name + ".csr"), "-subj", "/CN=" + subject)
    with open(path(name + ".ext"), "w") as file:
        file.write(f"subjectAltName={alt}\n" if alt else "basicConstraints=critical,CA:TRUE\nkeyUsage=keyCertSign\n")
    by = ["-CA", path(issuer + ".pem"), "-CAkey", path(issuer + ".key"), "-CAcreateserial"] if issuer else ["-signkey", path(name + ".key")]
    when = ["-days", str(days)]
    openssl("x509", "-req", "-in", path(name + ".csr"), "-out", path(name + ".pem"), "-extfile", path(name + ".ext"), *by, *when)


class Server:
    """Answers "hello" over TLS; counts requests that got through."""

    def __init__(self, name, most=None):
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.context.load_cert_chain(path(name + ".pem"), path(name + ".key"))
        if most:
            self.context.set_ciphers("ALL:@SECLEVEL=0")
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # that it is old is why it is here
                self.context.minimum_version = self.context.maximum_version = most
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.port = self.socket.getsockname()[1]
        self.heads = []
        threading.Thread(target=self.run, daemon=True).start()

    def run(self):
        while True:
            plain, _ = self.socket.accept()
            threading.Thread(target=self.serve, args=(plain,), daemon=True).start()

    def serve(self, plain):
        try:
            with self.context.wrap_socket(plain, server_side=True) as peer:
                head = peer.recv(65536)
                if not head:  # the other side was shown the certificate, and went
                    return
                self.heads.append(head)
                peer.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello")
        except OSError:
            pass


class Proxy:
    """Takes CONNECT and carries bytes."""

    def __init__(self):
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.port = self.socket.getsockname()[1]
        self.heads = []
        threading.Thread(target=self.run, daemon=True).start()

    def run(self):
        while True:
            peer, _ = self.socket.accept()
            threading.Thread(target=self.serve, args=(peer,), daemon=True).start()

    def serve(self, peer):
        head = b""
        while b"\r\n\r\n" not in head:
            head += peer.recv(65536)
        self.heads.append(head)
        target = socket.create_connection(("127.0.0.1", int(head.split()[1].rsplit(b":", 1)[1])))
        peer.sendall(b"HTTP/1.1 200 Connection established\r\nX-Proxy: yes\r\n\r\n")
        threading.Thread(target=self.pump, args=(peer, target), daemon=True).start()
        self.pump(target, peer)

    def pump(self, source, sink):
        try:
            while data := source.recv(65536):
                sink.sendall(data)
            sink.shutdown(socket.SHUT_WR)
        except OSError:
            pass


def ask(url, *arguments, **environment):
    clean = {k: v for k, v in os.environ.items() if "proxy" not in k.lower() and k != "AWS_CA_BUNDLE"}
    run = subprocess.run([PROGRAM, url, *arguments], env={**clean, **environment}, stdout=subprocess.PIPE, check=True)
    return run.stdout.decode().strip()


def holds(what, got, *parts):
    global failed
    if all(part in got for part in parts):
        return
    failed += 1
    print(f"{what}: {got}", file=sys.stderr)


certificate("ca", "our own CA", None, 30)
certificate("good", "localhost", "DNS:localhost,IP:127.0.0.1", 30, "ca")
certificate("other", "elsewhere.example", "DNS:elsewhere.example", 30, "ca")
certificate("old", "localhost", "DNS:localhost", -1, "ca")
certificate("self", "localhost", "DNS:localhost", 30)
good, other, old, own = (Server(name) for name in ("good", "other", "old", "self"))
ancient = Server("good", ssl.TLSVersion["TLSv1_1"])
ca = path("ca.pem")
REFUSED = "EC2A_E_IO 1 "  # and trying again would not help


def url(server, host="localhost"):
    return f"https://{host}:{server.port}/x?query"


holds("known by no one", ask(url(good)), REFUSED, "/x: ", "certificate")
holds("signed by itself", ask(url(own)), REFUSED, "certificate")
holds("signed by itself, and another one trusted", ask(url(own), ca), REFUSED, "certificate")
holds("EC2A_OPT_CA_FILE", ask(url(good), ca), "200 hello")
holds("an address", ask(url(good, "127.0.0.1"), ca), "200 hello")
holds("AWS_CA_BUNDLE", ask(url(good), AWS_CA_BUNDLE=ca), "200 hello")
holds("the option goes before", ask(url(good), path("self.pem"), AWS_CA_BUNDLE=ca), REFUSED)
holds("signed by itself, and trusted", ask(url(own), path("self.pem")), "200 hello")
holds("another host's", ask(url(other), ca), REFUSED)
holds("run out", ask(url(old), ca), REFUSED)
holds("no such file", ask(url(good), path("none.pem")), REFUSED)
holds("not a certificate", ask(url(good), path("good.key")), REFUSED)
holds("TLS 1.1", ask(url(ancient), ca), "EC2A_E_IO")
for name, server in {"other": other, "old": old, "ancient": ancient}.items():
    holds(f"{name}: nothing was sent", str(len(server.heads)), "0")
proxy = Proxy()
before = len(good.heads)
holds("by a proxy", ask(url(good), ca, HTTPS_PROXY=f"http://127.0.0.1:{proxy.port}"), "200 hello")
holds("the proxy was asked", str(proxy.heads), f"CONNECT localhost:{good.port} HTTP/1.1")
if any(b"X-Secret" in head or b"query" in head for head in proxy.heads):
    holds("the proxy sees what is for the server", "", "nothing")
holds("through it", str(len(good.heads) - before), "1")
holds("and not known there either", ask(url(own), ca, HTTPS_PROXY=f"http://127.0.0.1:{proxy.port}"), REFUSED)
holds("NO_PROXY", ask(url(good), ca, HTTPS_PROXY="http://127.0.0.1:1", NO_PROXY="localhost"), "200 hello")
sys.exit(1 if failed else 0)
