# SPDX-License-Identifier: MIT
"""Runs 'ec2access sessions --state' as a user would who adds files, logs that grow and are renamed, and kills it."""
import glob
import gzip
import json
import os
import random
import re
import subprocess
import time

from stream_kit import Folder, finish, holds, long_run, minute, program, record, rows_of, sessions, told, top, trail

chance = random.Random(int(os.environ.get("EC2ACCESS_TEST_SEED", "5")))


# -- batch and stream: every case, record by record, a run for each ---------------------------

def parts_of(case):
    """The records of a case one by one, as texts of files; none where they cannot be taken apart here."""
    parts = []
    for path in sorted(glob.glob(case + "/input*")):
        with open(path, "rb") as file:
            data = file.read()
        try:
            value = json.loads(data)
            records = value["Records"] if isinstance(value, dict) else None
            if not isinstance(records, list) or set(value) != {"Records"}:
                raise ValueError
            parts += [json.dumps({"Records": [one]}).encode() for one in records]
        except (ValueError, KeyError):
            parts.append(data)
    chance.shuffle(parts)
    return parts


def year_of(case):
    """Options for a case with lines that log no year: a log that comes before all records is of the time of its file."""
    for path in glob.glob(case + "/input*"):
        with open(path, "rb") as file:
            if re.match(rb"[A-Z][a-z][a-z] [ 0-9][0-9] [0-9][0-9]:", file.read()):
                with open(case + "/expected.jsonl") as rows:
                    return ["--log-year", re.search('"start": *"([0-9]{4})', rows.read()).group(1)]
    return []


def check_cases():
    cases = [name for name in sorted(glob.glob(top + "/tests/data/*/"))
             if os.path.exists(name + "expected.jsonl") and not os.path.exists(name + "expected.status")]
    if not long_run:
        cases = chance.sample(cases, 40)
    for case in cases:
        with Folder() as here:
            outputs = []
            status = 0
            options = ["--actions", *year_of(case)]
            for i, part in enumerate(parts_of(case)):
                here.write("in/%d" % chance.randrange(1 << 30), part)
                # Saved and restored between any two records.
                got, out, err = here.run("--state", "state", "--horizon", "365d", *options, "in")
                outputs.append(out)
                status |= got
            got, out, err = here.run("--state", "state", "--horizon", "365d", *options, "--final", "in")
            batch = here.run("--format", "jsonl", *options, "in")
            holds("case %s: rows of many runs and of one" % case,
                  rows_of(*outputs, out) == rows_of(batch[1]),
                  (rows_of(*outputs, out), rows_of(batch[1]), err))


# -- logs that grow and move ---------------------------------------------------------------------

def records_read(err):
    return json.loads(err.splitlines()[-1])["records"]["total"]


def check_growth(moves):
    """Lines are appended in pieces cut anywhere; now and then the file is moved away. Each line is read once."""
    lines = sessions(60)
    data = ("\n".join(lines) + ("\n" if chance.random() < 0.5 else "")).encode()
    with Folder() as here:
        outputs = []
        problems = ""
        at = 0
        moved = 0
        while at < len(data):
            size = chance.choice([1, 40, 700, 3000, 9000])
            if not os.path.exists(here / "in/log") or not os.path.getsize(here / "in/log"):
                # Before its first line ends nobody knows that it is a log.
                size += (data.find(b"\n", at) + 1 or len(data)) - at
            here.write("in/log", data[at:at + size], "ab")
            at += size
            if chance.random() < 0.9:
                got, out, err = here.run("--state", "state", "in")
                outputs.append(out)
                problems += err
            # A log is moved between lines: its writer knows where they end.
            if moves and at < len(data) and chance.random() < 0.3:
                at = min(data.find(b"\n", at - 1) + 1 or len(data), len(data))
                rest = data[sum(os.path.getsize(here / "in/" + n) for n in os.listdir(here / "in")):at]
                here.write("in/log", rest, "ab")
                moved += 1
                for k in range(moved - 1, 0, -1):
                    os.rename(here / ("in/log.%d" % k), here / ("in/log.%d" % (k + 1)))
                if moves == "copy":
                    here.write("in/log.1", here.read("in/log"))
                    os.truncate(here / "in/log", 0)
                else:
                    os.rename(here / "in/log", here / "in/log.1")
        got, out, err = here.run("--state", "state", "--final", "--stats", "in")
        batch = here.run("--format", "jsonl", "in")
        what = "growth, moves: %s" % moves
        holds(what + ": every record once", records_read(err) == len(lines), err)
        holds(what + ": rows", rows_of(*outputs, out) == rows_of(batch[1]))
        holds(what + ": nothing is wrong with lines that are not whole", not problems and got == 0, problems)


def check_many_moves():
    """So many logs that were moved, or copied elsewhere and emptied: each is known again, also the short ones."""
    with Folder() as here:
        count = 0
        for i in range(300):
            lines = [record(100 * i + k, minute(i), session=100 * i + k) for k in range(1 + i % 9)]
            here.write("in/%d/log" % i, "".join(line + "\n" for line in lines))
            count += len(lines)
        here.run("--state", "state", "in", env={"EC2ACCESS_BATCH": "16"})
        for i in range(300):
            if i % 2:
                os.rename(here / ("in/%d/log" % i), here / ("in/%d/log.1" % i))
            else:
                here.write("in/%d/old" % ((i + 10) % 300), here.read("in/%d/log" % i))
                os.truncate(here / ("in/%d/log" % i), 0)
        _, _, err = here.run("--state", "state", "--stats", "in", env={"EC2ACCESS_BATCH": "16"})
        holds("many logs that were moved are not read again", records_read(err) == count, (count, err))


def check_many_alike():
    """Logs whose first 4 KiB are the same: what follows tells them apart, and where they went."""
    with Folder() as here:
        same = "".join(record(k, minute(k), session=k) + "\n" for k in range(9))
        count = 0
        holds("the same first 4 KiB", len(same) > 4096, len(same))
        for i in range(200):
            lines = [record(1000 + 10 * i + k, minute(i), session=1000 + 10 * i + k) for k in range(1 + i % 3)]
            here.write("in/%d/log" % i, same + "".join(line + "\n" for line in lines))
            count += 9 + len(lines)
        _, _, err = here.run("--state", "state", "--stats", "in")
        holds("logs that begin alike are all read", records_read(err) == count, (count, err))
        for i in range(0, 200, 3):
            os.rename(here / ("in/%d/log" % i), here / ("in/%d/older" % ((i + 10) % 200)))
        for i in range(1, 200, 3):
            here.write("in/%d/copy" % ((i + 50) % 200), here.read("in/%d/log" % i))
            os.truncate(here / ("in/%d/log" % i), 0)
        _, _, err = here.run("--state", "state", "--stats", "in")
        holds("logs that begin alike and were moved are not read again", records_read(err) == count, (count, err))


def check_alike_and_displaced():
    """A log that was copied away and written anew to more than its size: its copy is known, also where a file that begins
    alike asked for it before, while the log was still at its path."""
    with Folder() as here:
        def lines(*numbers):
            return "".join(record(n, minute(n), session=n) + "\n" for n in numbers)

        same = lines(*range(9))
        holds("the same first 4 KiB", len(same) > 4096, len(same))
        here.write("in/b/log", same + lines(20, 21))
        here.run("--state", "state", "in")
        here.write("in/a/other", same + lines(30))  # is looked at first
        here.write("in/c/log.1", here.read("in/b/log"))
        os.truncate(here / "in/b/log", 0)
        here.write("in/b/log", lines(*range(40, 60)))
        _, _, err = here.run("--state", "state", "--stats", "in")
        # 11 of the first run, 10 and 20 of this one
        holds("a log that was copied away is not read again", records_read(err) == 11 + 10 + 20, err)


def check_dropped():
    """What the limit of failed logins cost is said, in a batch, and once a state."""
    with Folder() as here:
        here.write("in/secure", "".join(
            "2024-05-14T%02d:%02d:%02dZ web sshd[%d]: Failed password for root from 203.0.113.1 port 7 ssh2\n"
            % (i // 18000, i // 300 % 60, i // 5 % 60, i) for i in range(262144 + 100)))
        for options, said in (([], True), (["--state", "state"], True), (["--state", "state"], False)):
            got, _, err = here.run(*options, "in")
            holds("dropped lines are told: %s, %s" % (options, said),
                  got == 0 and ("100 lines of logins that failed were dropped" in err) == said, (got, err))


def check_places():
    """Lines and bytes are those of the file, wherever reading went on: in evidence and in messages."""
    lines = []
    for i in range(40):
        at = "2026-01-02T%02d:00:" % (i // 2)
        lines += ["%s00Z web sshd[%d]: Accepted password for ana from 203.0.113.9 port %d ssh2" % (at, i, 1000 + i), "",
                  "%s30Z web sshd[%d]: Disconnected from user ana 203.0.113.9 port %d" % (at, i, 1000 + i)]
    values = sessions(30)
    for i in range(3, len(values), 9):
        values[i] = values[i][:-2] + "x}\n"  # a bad one, and a blank line
    for name, data in [("log", "\n".join(lines) + "\n"), ("values", "\n".join(values) + "\n")]:
        with Folder() as here:
            outputs, problems, at = [], "", 0
            while at < len(data):
                size = chance.choice([300, 700, 2500])
                size += 0 if at else data.find("\n", 1)
                path = here.write("in/" + name, data[at:at + size], "ab")
                at += size
                _, out, err = here.run("--state", "state", "in")
                outputs.append(out)
                problems += err
            _, out, err = here.run("--state", "state", "--final", "in")
            batch = here.run("--format", "jsonl", os.path.realpath(path))
            holds("%s: lines of evidence are the file's" % name, rows_of(*outputs, out) == rows_of(batch[1]),
                  (rows_of(*outputs, out)[-1], rows_of(batch[1])[-1]))
            holds("%s: places in messages are the file's" % name,
                  problems + err == batch[2] and (name == "log" or "byte" in err + problems), (problems, batch[2]))


def check_half_lines():
    """Half a last line that is old is read, and again with its rest; what a log begins with does not make it another file."""
    lines = [login("2026-01-02T03:%02d:00Z" % i, 100 + i) for i in range(12)]
    values = [line + "\n" for line in sessions(12)]
    for what, parts in [("log", lines), ("log behind -- Boot", ["-- Boot 0123 --\n"] + lines),
                        ("log behind half a message", ["ssh2: RSA SHA256:\n"] + lines), ("values", values)]:
        data = "".join(parts)
        for cut in [len("".join(parts[:5])) + 40, len("".join(parts[:5])) + len(parts[5]) - 1]:
            with Folder() as here:
                log = here.write("in/log", data[:cut])
                os.utime(log, (1700000000, 1700000000))
                _, first, some = here.run("--state", "state", "--stats", "in")
                before = json.loads(some.splitlines()[-1])
                _, again, err = here.run("--state", "state", "--stats", "in")
                holds("%s: half a line is read once while it is half" % what, json.loads(err.splitlines()[-1]) == before, err)
                here.write("in/log", data[cut:], "ab")
                _, last, err = here.run("--state", "state", "--final", "--stats", "in")
                batch = here.run("--format", "jsonl", os.path.realpath(log))[1]
                holds("%s: rows with the rest of a line, cut at %d" % (what, cut),
                      rows_of(first, again, last) == rows_of(batch), (some, err))
                end = json.loads(err.splitlines()[-1])
                most = len(parts) + 1
                holds("%s: no line is read again but the one that was half" % what,
                      end["lines"]["total"] <= most and end["records"]["total"] <= most, err)


def check_log_replaced():
    """A file of the same name that holds something else, from its begin or from later on, is read from its begin."""
    first = sessions(20)
    other = [record(100 + i, "2026-01-02T05:%02d:00Z" % i) for i in range(40)]
    for same in (0, 12): # lines that stayed; 12 are more than what is kept of the begin
        with Folder() as here:
            here.write("in/log", "\n".join(first) + "\n")
            here.run("--state", "state", "in")
            here.write("in/log", "\n".join(first[:same] + other) + "\n")
            got, out, err = here.run("--state", "state", "--final", "--stats", "in")
            holds("a log that was written anew behind line %d" % same,
                  records_read(err) == len(first) + same + len(other), err)


def check_trails():
    """What was read is not read again; what changed, or could not be read, is."""
    lines = sessions(6)
    with Folder() as here:
        here.write("in/a.json", trail(lines[:4]))
        packed = gzip.compress(trail(lines[4:]).encode())
        here.write("in/b.json.gz", packed[:len(packed) // 2])
        got, out, err = here.run("--state", "state", "--stats", "in")
        holds("half a gzip: status and word", got == 1 and "b.json.gz" in err, err)
        got, out, err = here.run("--state", "state", "--stats", "in")
        holds("half a gzip again: status without the word", got == 1 and "b.json.gz" not in err and "still" in err, err)
        here.write("in/b.json.gz", packed)
        got, out, err = here.run("--state", "state", "--stats", "in")
        holds("the whole gzip", got == 0 and records_read(err) >= len(lines), err)
        before = records_read(err)
        got, out, err = here.run("--state", "state", "--stats", "in")
        holds("nothing new: nothing is read or printed", got == 0 and not out and records_read(err) == before, err)
        os.utime(here / "in/a.json", (1, 1))
        got, out, err = here.run("--state", "state", "--stats", "in")
        holds("another time: read again, and nothing is printed", not out and records_read(err) == before + 4, err)


def login(time, port):
    return "%s web sshd[9]: Accepted password for ana from 203.0.113.9 port %d ssh2\n" % (time, port)


def check_times():
    """The watermark comes from times that can be: not from tomorrow's, and where no line has a year from its file's."""
    session = [record(1, minute(0)), record(2, minute(30), "TerminateSession", session=1)]
    with Folder() as here:
        here.write("in/log", login("2099-01-01T00:00:00Z", 1))
        here.write("in/a.json", trail(session[:1]))
        _, first, _ = here.run("--state", "state", "in")
        here.write("in/c.json", trail([record(3, minute(10))])) # what is over goes with the next that comes
        _, next, _ = here.run("--state", "state", "in")
        here.write("in/b.json", trail(session[1:]))
        _, last, _ = here.run("--state", "state", "--final", "in")
        batch = here.run("--format", "jsonl", os.path.realpath(here / "in"))[1]
        holds("a line of 2099 ends no session of 2026", rows_of(first, next, last) == rows_of(batch), last)
    with Folder() as here:
        log = here.write("in/secure", login("Mar  1 08:00:00", 1) + login("Mar  1 10:00:00", 2))
        os.utime(log, (1709290000, 1709290000)) # 2024-03-01, and some hours
        got, out, err = here.run("--state", "state", "in")
        holds("lines without a year, and nothing else", got == 0 and b'"2024-03-01T08:00:00Z"' in out and len(told(out)) == 1,
              (out, err))


def check_filters():
    """Filters choose what is printed: a row that is no longer asked for is withdrawn, and nothing is lost."""
    start = record(1, "2026-01-02T03:00:00Z", session=1)
    end = record(2, "2026-01-02T03:00:01Z", "TerminateSession", session=1)
    later = record(3, "2026-01-02T05:00:00Z", session=3)
    with Folder() as here:
        here.write("in/1", trail([start, later]))
        outputs = [here.run("--state", "state", "--outcome", "granted", "in")[1]]
        holds("the row is granted at first", len(rows_of(*outputs)) == 1, outputs)
        here.write("in/2", trail([end]))
        outputs.append(here.run("--state", "state", "--outcome", "granted", "in")[1])
        holds("then not attached, so withdrawn", b'"withdrawn":true' in outputs[1] and not rows_of(*outputs), outputs)
        outputs.append(here.run("--state", "state", "--outcome", "granted", "--final", "in")[1])
        batch = here.run("--format", "jsonl", "--outcome", "granted", "in")
        holds("a filter's rows", rows_of(*outputs) == rows_of(batch[1]), (outputs, batch[1]))


# -- killed ------------------------------------------------------------------------------------------

def phases():
    """Files that come in three runs."""
    lines = sessions(90)
    files = [lines[i:i + 6] for i in range(0, len(lines), 6)]
    third = len(files) // 3
    return [files[:third], files[third:2 * third], files[2 * third:]]


def arguments(phase, last, output):
    return ["--state", "state", *(["--final"] if phase == last else []), *(["-o", "rows"] if output else []), "in"]


def killed(here, args, after, on_output):
    """Runs it, and kills it after so many seconds, or as soon as something is printed. Output, status, messages."""
    with subprocess.Popen([program, "sessions", *args], cwd=here.path, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE, env={**os.environ, "EC2ACCESS_BATCH": "1"}) as child:
        first = b""
        if on_output and "-o" not in args:
            first = os.read(child.stdout.fileno(), chance.choice([1, 100, 5000]))
        elif on_output:
            before = here.size("rows")
            while child.poll() is None and here.size("rows") <= before:
                pass
        time.sleep(after * chance.random() * (0.3 if on_output else 1))
        child.kill()
        rest, err = child.communicate()
    return first + rest, child.returncode, err


def check_kills(kills, output):
    files = phases()
    with Folder() as whole:
        reference = []
        spent = 0.0
        for phase, some in enumerate(files):
            for i, lines in enumerate(some):
                whole.write("in/%d-%02d" % (phase, i), trail(lines))
            begun = time.time()
            reference.append(whole.run(*arguments(phase, len(files) - 1, output), env={"EC2ACCESS_BATCH": "1"})[1])
            spent = max(spent, time.time() - begun)
        wanted = whole.read("rows") if output else b"".join(reference)
    done = 0
    while done < kills:
        with Folder() as here:
            outputs = []
            for phase, some in enumerate(files):
                for i, lines in enumerate(some):
                    here.write("in/%d-%02d" % (phase, i), trail(lines))
                args = arguments(phase, len(files) - 1, output)
                for _ in range(chance.randrange(1, 8)):
                    out, status, err = killed(here, args, spent, chance.random() < 0.5)
                    outputs.append(out)
                    done += status == -9
                    holds("status while being killed", status in (0, -9), (status, err))
                got, out, err = here.run(*args, env={"EC2ACCESS_BATCH": "1"})
                outputs.append(out)
                holds("status after being killed", got == 0, err)
            if output:
                holds("-o FILE after kills is as without", here.read("rows") == wanted,
                      (len(told(here.read("rows"))), len(set(told(here.read("rows")))), len(told(wanted))))
            else:
                every = [pair for one in outputs for pair in told(one)]
                holds("(id, revision) on standard output after kills", set(every) == set(told(wanted)))
                holds("rows after kills", rows_of(*[one[:one.rfind(b"\n") + 1] for one in outputs]) == rows_of(wanted))


# -- what is refused -------------------------------------------------------------------------------------

def check_damage():
    with Folder() as here:
        here.write("in/1", trail(sessions(3)))
        here.run("--state", "state", "in")
        good = here.read("state")
        places = list(range(0, 48)) + sorted(chance.sample(range(48, len(good)), 60)) + [len(good) - 1]
        for at in places:
            here.write("state", good[:at] + bytes([good[at] ^ 1 << chance.randrange(8)]) + good[at + 1:])
            bad = here.read("state")
            got, out, err = here.run("--state", "state", "in")
            holds("a state with byte %d flipped" % at,
                  got == 3 and not out and "state" in err and here.read("state") == bad, (got, err))
        for at in [0, 1, 7, 8, 9, 100] + chance.sample(range(len(good)), 10):
            here.write("state", good[:at])
            got, out, err = here.run("--state", "state", "in")
            holds("a state cut at %d" % at, got == 3 and not out, (got, err))
        here.write("state", good)
        holds("the good one", here.run("--state", "state", "in")[0] == 0)


def check_refusals():
    with Folder() as here:
        here.write("in/1", trail(sessions(20)))
        for args, word in [(["--format", "csv"], "JSON lines"), (["--format", "table"], "JSON lines")]:
            got, out, err = here.run("--state", "state", *args, "in")
            holds("refused: %s" % args, got == 2 and word in err, err)
        for args, word in [(["--final", "in"], "--state"), (["--lateness", "5m", "in"], "--state"),
                           (["--state", "in/state", "in"], "lies in an INPUT"),
                           (["--state", "x", "-o", "./x", "in"], "one file"),
                           (["--state", "x", "--horizon", "1s", "in"], "span"),
                           (["--state", "x", "-o", "in/rows", "in"], "INPUT")]:
            got, out, err = here.run(*args)
            holds("refused: %s" % args, got == 2 and word in err, (got, err))
        here.write("rows", "mine\n")
        got, out, err = here.run("--state", "state", "-o", "rows", "in")
        holds("a file that is not ours", got == 3 and "knows nothing of it" in err and here.size("rows") == 5, err)
        os.remove(here / "rows")
        holds("a new one", here.run("--state", "state", "-o", "rows", "in")[0] == 0)
        rows = here.read("rows")
        holds("it has rows", rows.count(b"\n") >= 1, rows)
        here.write("rows", rows[:-1])
        got, out, err = here.run("--state", "state", "-o", "rows", "in")
        holds("a file that is shorter", got == 3 and "shorter" in err and here.read("rows") == rows[:-1], err)
        here.write("rows", rows + b"torn")
        got, out, err = here.run("--state", "state", "-o", "rows", "in")
        holds("what stands behind is cut off", got == 0 and here.read("rows") == rows, err)
        got, out, err = here.run("--state", "state", "-o", "rows", "--final", "/no/such/file")
        holds("a wrong path closes nothing", got == 3 and here.read("rows") == rows, err)
        got, out, err = here.run("--state", "state", "-o", "rows", "--final", "in")
        holds("closed", got == 0 and here.read("rows").startswith(rows) and len(rows_of(here.read("rows"))) == 20, err)
        got, out, err = here.run("--state", "state", "-o", "rows", "--final", "in")
        holds("closed again", got == 0 and not out, err)
        got, out, err = here.run("--state", "state", "-o", "rows", "in")
        holds("after it was closed", got == 3 and "closed" in err, err)
        got, out, err = here.run("--state", "other", "/no/such/file")
        holds("no input at all", got == 3, err)


def check_lock():
    with Folder() as here:
        read, write = os.pipe()
        with subprocess.Popen([program, "sessions", "--state", "state", "-"], cwd=here.path, stdin=read) as child:
            while not os.path.exists(here / "state.lock"):
                time.sleep(0.01)
            time.sleep(0.3)
            got, out, err = here.run("--state", "state", "in")
            holds("a state in use", got == 3 and "in use" in err, err)
            os.close(read)
            os.close(write)
            holds("standard input with a state", child.wait(timeout=60) == 0)


check_cases()
for kind in (None, "rename", "copy"):
    for _ in range(10 if long_run else 2):
        check_growth(kind)
check_many_moves()
check_many_alike()
check_alike_and_displaced()
check_dropped()
check_places()
check_half_lines()
check_log_replaced()
check_trails()
check_times()
check_filters()
check_damage()
check_refusals()
check_lock()
for to_file in (False, True):
    check_kills(200 if long_run else 20, to_file)
finish()
