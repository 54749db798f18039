# SPDX-License-Identifier: MIT
"""Runs 'ec2access sessions --follow' while files arrive in every way."""
import os
import signal
import subprocess
import threading
import time

from stream_kit import Folder, finish, holds, long_run, program, record, rows_of, sessions, trail

PATIENCE = 60


def heed_signals():
    """Whoever runs the tests in the background of a shell ignores SIGINT, and so would the program."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


class Follower:
    """The program while it runs; its lines are read as they come."""

    def __init__(self, here, *args):
        self.child = subprocess.Popen([program, "sessions", "--follow", "--lateness", "0s", *args, "in"], cwd=here.path,
                                      stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                                      preexec_fn=heed_signals)
        self.output = b""
        self.reader = threading.Thread(target=self.read)
        self.reader.start()

    def read(self):
        for line in self.child.stdout:
            self.output += line

    def has(self, what, *texts):
        """Waits until all of these are printed."""
        until = time.time() + PATIENCE
        while time.time() < until and not all(text.encode() in self.output for text in texts):
            time.sleep(0.02)
        return holds(what, all(text.encode() in self.output for text in texts), (texts, self.output))

    def end(self, number=signal.SIGTERM):
        self.child.send_signal(number)
        status = self.child.wait(timeout=PATIENCE)
        self.reader.join()
        err = self.child.stderr.read().decode()
        self.child.stdout.close()
        self.child.stderr.close()
        return status, err


def one(number, hour):
    return record(number, "2026-01-02T%02d:00:00Z" % hour, user="user-%d" % number)


def is_alive(follower):
    """It said nothing, but is it waiting already? Then its watch is open."""
    time.sleep(0.5)
    return follower.child.poll() is None


def check_arrivals(state):
    """What is there, what is written, moved here, lies in new folders, and is appended to an open log."""
    args = ["--state", "state"] if state else []
    with Folder() as here:
        here.write("in/there", trail([one(1, 1)]))
        here.write("in/deep/er/there", trail([one(2, 2)]))
        follower = Follower(here, *args)
        follower.has("what was there", "user-1")
        here.write("in/written", trail([one(3, 3)]))
        follower.has("a file that is written", "user-2")
        here.write("elsewhere", trail([one(4, 4)]))
        os.rename(here / "elsewhere", here / "in/deep/moved")
        follower.has("a file that is moved here", "user-3")
        here.write("in/new/folder/below/file", trail([one(5, 5)]))
        follower.has("a file in folders that are new", "user-4")
        here.write("outside/a/b/file", trail([one(6, 6)]))
        os.rename(here / "outside", here / "in/whole")
        follower.has("a folder that is moved here", "user-5")
        here.write("in/whole/a/b/more", trail([one(7, 7)]))
        follower.has("a file in the folder that was moved here", "user-6")
        with open(here / "in/log", "w") as log:
            log.write(one(8, 8) + "\n" + one(9, 9)[:100])
            log.flush()
            follower.has("a line of an open log", "user-7")
            log.write(one(9, 9)[100:] + "\n")
            log.flush()
            follower.has("the next line of an open log", "user-8")
            os.rename(here / "in/log", here / "in/log.1")
            log.write(one(10, 10) + "\n")
            log.flush()
            follower.has("a line of a log that was renamed", "user-9")
        here.write("linked", trail([one(20, 0)]))
        os.link(here / "linked", here / "in/linked")
        with open(here / "in/half", "w") as half:
            half.write('{"Records":[')
            half.flush()
            time.sleep(0.5)
            half.write(one(11, 11) + "]}")
        follower.has("a file that was written in two parts, and a link", "user-10", "user-20")
        os.rename(here / "in/whole/a", here / "in/whole/c")
        time.sleep(1)  # what is there when the new name is looked at would be found anyway
        here.write("in/whole/c/b/again", trail([one(12, 12)]))
        follower.has("a file in a folder that was renamed", "user-11")
        status, err = follower.end()
        holds("status after SIGTERM", status == 0, (status, err))
        holds("nothing was wrong", not err, err)
        outputs = [follower.output]
        if state:
            here.write("in/later", trail([one(13, 13)]))
            follower = Follower(here, *args)
            follower.has("what came while nobody looked", "user-12")
            holds("nothing is told twice", b"user-11" not in follower.output, follower.output)
            status, err = follower.end(signal.SIGINT)
            holds("status after SIGINT", status == 0 and not err, (status, err))
            outputs += [follower.output, here.run("--state", "state", "--final", "in")[1]]
        batch = here.run("--format", "jsonl", "in")
        holds("all rows, state: %s" % state, rows_of(*outputs) == rows_of(batch[1]), (outputs, batch[1]))


def check_many():
    """So many at once that the system's list of them runs over."""
    lines = sessions(400)
    with Folder() as here:
        os.mkdir(here / "in/noise")
        os.mkdir(here / "in/some")
        follower = Follower(here, "--state", "state", "-o", "rows")
        holds("it waits", is_alive(follower))
        follower.child.send_signal(signal.SIGSTOP)
        for i in range(6000):
            here.write("in/noise/%d" % i, "{}")
        for i, line in enumerate(lines):
            here.write("in/some/%d" % i, trail([line]))
        follower.child.send_signal(signal.SIGCONT)
        until = time.time() + PATIENCE
        while time.time() < until and (not here.size("rows") or here.read("rows").count(b"\n") < 380):
            time.sleep(0.1)
        holds("the list of events ran over, and nothing was missed", here.read("rows").count(b"\n") >= 380)
        status, err = follower.end()
        holds("status", status == 0 and not err, (status, err))
        here.run("--state", "state", "-o", "rows", "--final", "in")
        batch = here.run("--format", "jsonl", "in")
        holds("rows after the list ran over", rows_of(here.read("rows")) == rows_of(batch[1]))


def check_quiet():
    """Nothing comes any more: the row comes out all the same."""
    with Folder() as here:
        follower = Follower(here)
        here.write("in/1", trail([one(1, 1)]))
        time.sleep(5)
        holds("not at once", not follower.output)
        until = time.time() + 120
        while time.time() < until and not follower.output:
            time.sleep(0.1)
        holds("after a while", b"user-1" in follower.output)
        holds("status", follower.end()[0] == 0)


def check_refusals():
    with Folder() as here:
        here.write("in/1", trail([one(1, 1)]))
        for args, word in [(["--follow", "in/1"], "folders"), (["--follow", "--format", "csv", "in"], "JSON lines")]:
            got, out, err = here.run(*args)
            holds("refused: %s" % args, got == 2 and word in err, (got, err))
        got, out, err = here.run("--follow", "nowhere")
        holds("a folder that is not there", got == 3 and "nowhere" in err, (got, err))


check_arrivals(False)
check_arrivals(True)
check_refusals()
check_many()
if long_run:
    check_quiet()
finish()
