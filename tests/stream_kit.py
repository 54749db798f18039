# SPDX-License-Identifier: MIT
"""What the tests of --state and --follow share: records, runs of the program, and what rows come to."""
import json
import os
import shutil
import subprocess
import sys
import tempfile

program = os.environ["EC2ACCESS"]
top = os.environ["top_srcdir"]
long_run = bool(os.environ.get("EC2ACCESS_TEST_LONG"))
problems = 0
passed = 0


def holds(what, truth, more=""):
    global problems, passed
    if truth:
        passed += 1
    else:
        problems += 1
        print("FAILED: %s %s" % (what, str(more)[:2000]), file=sys.stderr)
    return bool(truth)


def finish():
    print("%d things held, %d did not" % (passed, problems))
    sys.exit(problems != 0)


class Folder:
    """A place of its own, in which the program runs."""

    def __enter__(self):
        self.path = tempfile.mkdtemp(prefix="ec2access-check.")
        os.mkdir(self / "in")
        return self

    def __exit__(self, *_):
        shutil.rmtree(self.path, ignore_errors=True)

    def __truediv__(self, name):
        return os.path.join(self.path, name)

    def write(self, name, data, mode="wb"):
        path = self / name
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, mode) as file:
            file.write(data.encode() if isinstance(data, str) else data)
        return path

    def read(self, name):
        with open(self / name, "rb") as file:
            return file.read()

    def size(self, name):
        """0 where there is no such file."""
        try:
            return os.path.getsize(self / name)
        except FileNotFoundError:
            return 0

    def run(self, *args, env=None):
        """Status, standard output and standard error of 'ec2access sessions'."""
        done = subprocess.run([program, "sessions", *args], cwd=self.path, stdin=subprocess.DEVNULL,
                              capture_output=True, timeout=300, env={**os.environ, **(env or {})})
        return done.returncode, done.stdout, done.stderr.decode()


def rows_of(*outputs):
    """What a reader knows in the end: the highest revision of each id, less the withdrawn ones."""
    last = {}
    for output in outputs:
        for line in output.splitlines():
            row = json.loads(line)
            before = last.get(row["id"])
            if not before or (row["revision"] or 0) >= (before["revision"] or 0):
                last[row["id"]] = row
    rows = [row for row in last.values() if not row.get("withdrawn")]
    for row in rows:
        row.pop("revision", None)
        for event in row.get("events", []):  # where a line stood is no part of what a row says
            event.pop("file", None)
    return sorted((json.dumps(row, sort_keys=True) for row in rows))


def told(output):
    """(id, revision) of every whole line."""
    lines = output[:output.rfind(b"\n") + 1].splitlines()
    return [(json.loads(line)["id"], json.loads(line)["revision"]) for line in lines]


def record(number, time, name="StartSession", user="alice", **more):
    """One of ssm, as a line of JSON."""
    session = "%s-%017x" % (user, more.pop("session", number))
    value = {
        "eventVersion": "1.08",
        "userIdentity": {"type": "IAMUser", "arn": "arn:aws:iam::111122223333:user/" + user, "userName": user,
                         "accountId": "111122223333", "accessKeyId": "AKIAEXAMPLE"},
        "eventTime": time, "eventSource": "ssm.amazonaws.com", "eventName": name, "awsRegion": "us-east-1",
        "sourceIPAddress": "203.0.113.7", "userAgent": "aws-cli/2.15.0",
        "requestParameters": {"target": "i-0123456789abcdef0"} if name == "StartSession" else {"sessionId": session},
        "responseElements": {"sessionId": session}, "eventID": "00000000-0000-4000-8000-%012d" % number,
        "recipientAccountId": "111122223333"}
    value.update(more)
    return json.dumps(value, separators=(",", ":"))


def minute(number):
    return "2026-01-%02dT%02d:%02d:00Z" % (2 + number // 1440, number // 60 % 24, number % 60)


def sessions(count, apart=3):
    """Records of so many sessions, every second one with its end some minutes later, in order of time."""
    lines = []
    for i in range(count):
        lines.append((i * apart, record(i * 2, minute(i * apart), session=i)))
        if i % 2:
            lines.append((i * apart + 7, record(i * 2 + 1, minute(i * apart + 7), "TerminateSession", session=i)))
    return [line for _, line in sorted(lines)]


def trail(lines):
    return '{"Records":[%s]}' % ",".join(lines)
