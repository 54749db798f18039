# SPDX-License-Identifier: MIT
"""Runs of the program against tests/lookup_server.py, and the records that it holds."""
import calendar
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time

from stream_kit import holds, program, top

REGION = "eu-central-1"
# A few of each kind: sessions with their channels and ends, pushes and tunnels, Fleet Manager, actions, context.
CASES = ["ruling-21-client-channel", "ruling-07-platform-linux", "ruling-07-run-instances", "outcome-terminated-attached",
         "join-push-tunnel-ids", "join-connection-cancel", "ruling-06-commands", "ruling-17-attempts", "method-documents",
         "ruling-32-approved", "ruling-05-orphans"]


def seconds_of(text):
    return calendar.timegm(time.strptime(text, "%Y-%m-%dT%H:%M:%SZ"))


def text_of(seconds):
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(seconds))


def records_of(name):
    """The records of a case, or none where it is not a plain log file."""
    with open(os.path.join(top, "tests", "data", name, "input.json"), encoding="utf-8") as file:
        try:
            whole = json.load(file)
        except ValueError:
            return []
    records = whole.get("Records", []) if isinstance(whole, dict) else []
    return [record for record in records if isinstance(record, dict) and "eventTime" in record]


def recent(records, newest, number):
    """The same records so that the last is of a time, with ids of their own."""
    last = max(seconds_of(record["eventTime"]) for record in records)
    moved = []
    for record in records:
        record = json.loads(json.dumps(record))
        record["eventTime"] = text_of(seconds_of(record["eventTime"]) - last + newest)
        record["eventID"] = "%08x" % number + record.get("eventID", "")[8:]
        moved.append(record)
    return moved


def many(count, newest):
    """So many StartSessions, one a minute, of the first record that is one."""
    like = next(record for name in CASES for record in records_of(name) if record["eventName"] == "StartSession")
    made = []
    for i in range(count):
        record = json.loads(json.dumps(like))
        record["eventTime"] = text_of(newest - 60 * i)
        record["eventID"] = "%08x-0000-4000-8000-%012d" % (0xabcdef, i)
        record["responseElements"]["sessionId"] = "someone-%017x" % i
        made.append(record)
    return made


class Lab:
    """A folder, a server that holds records, and the program beside it."""

    def __init__(self, records, faults=(), options=()):
        self.records, self.faults, self.options = records, list(faults), list(options)

    def __enter__(self):
        self.path = tempfile.mkdtemp(prefix="ec2access-check.")
        self.file = os.path.join(self.path, "trail.json")
        self.log_file = os.path.join(self.path, "log")
        self.into = os.path.join(self.path, "into")
        with open(self.file, "w", encoding="utf-8") as file:
            json.dump({"Records": self.records}, file)
        self.set_faults(self.faults)
        open(self.log_file, "w", encoding="utf-8").close()
        self.server = subprocess.Popen(
            [sys.executable, os.path.join(top, "tests", "lookup_server.py"), "--records", self.file, "--log", self.log_file,
             "--faults", os.path.join(self.path, "faults"), *self.options], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self.endpoint = "http://127.0.0.1:%d" % int(self.server.stdout.readline())
        self.env = {**{name: value for name, value in os.environ.items() if not name.startswith("AWS_")},
                    "AWS_ACCESS_KEY_ID": "AKIAEXAMPLE", "AWS_SECRET_ACCESS_KEY": "secret", "AWS_DEFAULT_REGION": REGION,
                    "AWS_ENDPOINT_URL_CLOUDTRAIL": self.endpoint, "AWS_EC2_METADATA_DISABLED": "true",
                    "AWS_CONFIG_FILE": os.path.join(self.path, "config"), "HOME": self.path, "no_proxy": "*"}
        return self

    def __exit__(self, *_):
        self.server.stdin.close()
        self.server.stdout.close()
        self.server.kill()
        self.server.wait()
        shutil.rmtree(self.path, ignore_errors=True)

    def set_faults(self, faults):
        with open(os.path.join(self.path, "faults.new"), "w", encoding="utf-8") as file:
            json.dump(list(faults), file)
        os.replace(os.path.join(self.path, "faults.new"), os.path.join(self.path, "faults"))

    def start(self, *args, env=None):
        return subprocess.Popen([program, *args], cwd=self.path, env={**self.env, **(env or {})},
                                stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE)

    def run(self, *args, env=None):
        """Status, standard output, standard error."""
        run = self.start(*args, env=env)
        out, err = run.communicate(timeout=300)
        return run.returncode, out, err.decode()

    def log(self):
        """What was asked, in order, the probes left out."""
        with open(self.log_file, encoding="utf-8") as file:
            lines = [json.loads(line) for line in file]
        return [line for line in lines if line.get("asked") != {"MaxResults": 1} and "action" in line]

    def log_all(self):
        with open(self.log_file, encoding="utf-8") as file:
            return [json.loads(line) for line in file]

    def rows(self, *args, status=0):
        """JSON lines of sessions; evidence of the same records, wherever it was read."""
        got, out, err = self.run("sessions", "--format", "jsonl", *args)
        holds("sessions %s ends with %d" % (" ".join(args), status), got == status, (got, err))
        return out

    def files(self):
        found = {}
        for folder, _, names in os.walk(self.into):
            for name in names:
                path = os.path.join(folder, name)
                try:
                    found[os.path.relpath(path, self.into)] = os.path.getsize(path)
                except FileNotFoundError:
                    pass  # the program is at work: it has its name by now
        return found


def rate_holds(lab, what):
    """Two a second: however long a stretch of the log, it has no more requests than its seconds allow, and one for
    each end of it that may have been late."""
    at = [line["at"] for line in lab.log_all() if "at" in line]
    for i in range(len(at)):
        for k in range(i + 1, len(at)):
            if k - i + 1 > 2 * (at[k] - at[i]) + 2:
                return holds(what, False, "%d requests in %.3f s" % (k - i + 1, at[k] - at[i]))
    return holds(what, True)
