# SPDX-License-Identifier: MIT
"""A real sshd on 127.0.0.1 with throwaway keys, real clients, and what they made syslog write.

sshd and the agent's `logger` talk to /dev/log, where a receiver stands that writes what it gets as rsyslog does: in the
form of RFC 3164 and in that of RFC 3339. Where /dev/log is somebody's already, sshd writes to a file of its own instead
(-E), and the envelope is put around its lines here.
"""
import datetime
import fcntl
import os
import re
import socket
import struct
import subprocess
import threading
import time

HOST = "ip-10-20-30-40"
SYSLOG = "/dev/log"
NO_PID = 4242  # where sshd writes to a file, its lines do not tell


def loopback_up():
    """In a network namespace that was just made, nothing is up."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        name = struct.pack("16sH14s", b"lo", 1, b"")  # IFF_UP
        fcntl.ioctl(sock, 0x8914, name)  # SIOCSIFFLAGS


def free_port():
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        return sock.getsockname()[1]


def now():
    return datetime.datetime.now(datetime.timezone.utc)


class Receiver:
    """Lines of /dev/log, as (time, "tag[pid]: message")."""

    def __init__(self):
        self.lines = []
        self.sock = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.sock.bind(SYSLOG)
        self.own = os.stat(SYSLOG).st_ino
        os.chmod(SYSLOG, 0o666)
        self.sock.settimeout(0.2)
        self.running = True
        self.thread = threading.Thread(target=self._run)
        self.thread.start()

    def _run(self):
        while self.running:
            try:
                data = self.sock.recv(65536)
            except socket.timeout:
                continue
            # "<86>Feb  3 08:15:09 sshd[1]: text"; rsyslog drops a line end at the end, and shows the others as #012
            text = re.sub(rb"^<\d+>\w{3} [ \d]\d \d\d:\d\d:\d\d ", b"", data.rstrip(b"\0\n"))
            text = re.sub(rb"[\0-\x1f\x7f]", lambda found: b"#%03o" % found.group()[0], text)
            self.lines.append((now(), text))

    def stop(self):
        self.running = False
        self.thread.join()
        self.sock.close()
        if os.stat(SYSLOG).st_ino == self.own:
            os.unlink(SYSLOG)


class Follower:
    """Lines of a file that sshd and the agent write to, in an envelope that is put around them as they come."""

    def __init__(self, path):
        self.lines = []
        self.running = True
        self.file = open(path, "a+b", buffering=0)
        self.thread = threading.Thread(target=self._run)
        self.thread.start()

    def _run(self):
        rest = b""
        while self.running:
            time.sleep(0.02)
            *whole, rest = (rest + (self.file.read() or b"")).split(b"\n")
            for line in whole:
                line = line.rstrip(b"\r")
                if not line.startswith(b"ec2-instance-connect["):
                    line = b"sshd[%d]: %s" % (NO_PID, line)
                self.lines.append((now(), line))

    def stop(self):
        self.running = False
        self.thread.join()
        self.file.close()


class Lab:
    """Keys, the server, its log. Everything lies in a folder, and ends with stop()."""

    def __init__(self, folder):
        self.folder = folder
        self.server = None
        self.port = None
        self.own_run = False
        self.syslog = not os.path.lexists(SYSLOG)
        self.receiver = Receiver() if self.syslog else Follower(self.path("log"))
        if not os.path.isdir("/run/sshd"):  # sshd's empty folder, where it locks its other half up
            os.mkdir("/run/sshd", 0o755)
            self.own_run = True
        self.key("host", "ed25519")
        self.write("askpass", "#!/bin/sh\necho wrong\n", 0o700)

    def path(self, name):
        return os.path.join(self.folder, name)

    def write(self, name, text, mode=0o600):
        with open(self.path(name), "w", encoding="utf-8") as file:
            file.write(text)
        os.chmod(self.path(name), mode)

    # -- keys --

    def keygen(self, *arguments):
        done = subprocess.run(["ssh-keygen", *arguments], check=True, stdin=subprocess.DEVNULL,
                              stdout=subprocess.PIPE, cwd=self.folder)
        return done.stdout.decode()

    def key(self, name, kind, *more):
        self.keygen("-q", "-t", kind, *more, "-N", "", "-C", "", "-f", self.path(name))

    def public(self, name):
        with open(self.path(name + ".pub"), encoding="ascii") as file:
            return file.read().strip()

    def fingerprint(self, name):
        return self.keygen("-l", "-E", "sha256", "-f", self.path(name + ".pub")).split()[1]

    # -- the server --

    def start(self, **settings):
        """sshd with these settings beside the lab's own."""
        self.port = free_port()
        values = {
            "ListenAddress": "127.0.0.1", "Port": self.port, "HostKey": self.path("host"), "UsePAM": "no",
            "PidFile": self.path("pid"), "StrictModes": "no", "AuthorizedKeysFile": "none", "PermitUserRC": "no",
            "PermitRootLogin": "prohibit-password", "KbdInteractiveAuthentication": "no", "UseDNS": "no",
            "PrintMotd": "no", "PrintLastLog": "no", "SyslogFacility": "AUTHPRIV", **settings}
        self.write("config", "".join(f"{key} {value}\n" for key, value in values.items()))
        where = [] if self.syslog else ["-E", self.path("log")]
        sshd = subprocess.run(["sh", "-c", "command -v sshd"], check=True, stdout=subprocess.PIPE).stdout
        with open(self.path("server"), "ab") as output:
            self.server = subprocess.Popen([sshd.decode().strip(), "-D", "-f", self.path("config"), *where],
                                           stdin=subprocess.DEVNULL, stdout=output, stderr=output)
        for _ in range(100):
            if self.server.poll() is not None:
                break
            try:
                socket.create_connection(("127.0.0.1", self.port), 1).close()
                return
            except OSError:
                time.sleep(0.05)
        with open(self.path("server"), encoding="utf-8", errors="replace") as output:
            raise RuntimeError("sshd does not start: " + output.read().strip())

    def stop_server(self):
        """Its children end by themselves when their clients are gone."""
        if self.server:
            time.sleep(0.3)
            self.server.terminate()
            self.server.wait(10)
            self.server = None

    def stop(self):
        self.stop_server()
        self.receiver.stop()
        if self.own_run:
            os.rmdir("/run/sshd")

    # -- clients --

    def client(self, *arguments, user="root", command="true"):
        options = {
            "UserKnownHostsFile": "/dev/null", "StrictHostKeyChecking": "no", "LogLevel": "ERROR",
            "IdentitiesOnly": "yes", "IdentityAgent": "none", "ControlPath": "none", "ConnectTimeout": 10,
            "NumberOfPasswordPrompts": 1, "PreferredAuthentications": "publickey"}
        given = [argument.split("=")[0] for argument in arguments]
        words = ["ssh", "-F", "none", "-p", str(self.port), "-l", user]
        for key, value in options.items():
            if key not in given:
                words += ["-o", f"{key}={value}"]
        return words + [*arguments, "127.0.0.1", command]

    def environment(self):
        return {**os.environ, "SSH_ASKPASS": self.path("askpass"), "SSH_ASKPASS_REQUIRE": "force"}

    def login(self, *arguments, **more):
        """Run one client to its end: (exit status, what the command printed)."""
        done = subprocess.run(self.client(*arguments, **more), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                              stderr=subprocess.DEVNULL, timeout=60, env=self.environment(), check=False)
        return done.returncode, done.stdout.decode()

    def stay(self, *arguments, through=None):
        """A client that stays in, and the words it prints when it is in; through: the port of a relay."""
        words = self.client(*arguments, command="echo $SSH_CONNECTION; sleep 30")
        if through:
            words[words.index("-p") + 1] = str(through)
        client = subprocess.Popen(words, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                  stderr=subprocess.DEVNULL, env=self.environment())
        return client, client.stdout.readline().decode()

    # -- the log --

    def lines(self):
        """[(time, text)] of all that was written."""
        return list(self.receiver.lines)

    def wait(self, since, pattern):
        """The lines from a number on, when one of them has the pattern; after some seconds, whatever there is."""
        for _ in range(100):
            lines = self.lines()[since:]
            if any(re.search(pattern, text) for _, text in lines):
                break
            time.sleep(0.05)
        return self.lines()[since:]


def as_file(lines, iso):
    """The bytes of the file that rsyslog would have made."""
    out = []
    for moment, text in lines:
        stamp = (moment.isoformat(timespec="microseconds") if iso
                 else f"{moment:%b} {moment.day:2d} {moment:%H:%M:%S}")
        out.append(f"{stamp} {HOST} ".encode() + text + b"\n")
    return b"".join(out)


class Relay:
    """Between a client and the server, to break what they say to one another."""

    def __init__(self, port):
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        self.server = socket.create_connection(("127.0.0.1", port))
        self.client = None
        threading.Thread(target=self._forward, daemon=True).start()

    def _forward(self):
        self.client, _ = self.listener.accept()
        threading.Thread(target=self._copy, args=(self.server, self.client), daemon=True).start()
        self._copy(self.client, self.server)

    @staticmethod
    def _copy(source, target):
        try:
            while data := source.recv(65536):
                target.sendall(data)
        except OSError:
            pass

    def close(self):
        for sock in (self.server, self.client, self.listener):
            sock.close()
