# SPDX-License-Identifier: MIT
"""Ctrl-C, threads, fork, the garbage collector, and what a version that does not fit says."""
import ctypes
import gc
import itertools
import json
import os
import pickle
import random
import shutil
import signal
import subprocess
import sys
import threading
import time

import pytest

import ec2access
from ec2access import _interrupt

from test_parser import END, START, text


def run(code, **environment):
    """Another Python, with the library under test."""
    return subprocess.run(
        [sys.executable, "-c", code], env={**os.environ, **environment}, capture_output=True, text=True, timeout=120
    )


# ---- Ctrl-C -------------------------------------------------------------------------------------


def test_ctrl_c_ends_a_scan_that_waits(tmp_path):
    """A pipe that nobody writes to: the scan waits in the library, and ends when the signal comes."""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    rows = ec2access.sessions(pipe)
    threading.Timer(0.3, os.kill, (os.getpid(), signal.SIGINT)).start()
    before = threading.active_count()
    with pytest.raises(KeyboardInterrupt):
        next(rows)
    assert threading.active_count() <= before, "the scan runs on behind the caller's back"
    with pytest.raises(ec2access.CancelledError):
        next(rows)


def test_ctrl_c_ends_a_program(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    code = f"import ec2access\nprint('ready', flush=True)\nlist(ec2access.sessions({str(tmp_path / 'pipe')!r}))"
    child = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert child.stdout.readline() == "ready\n"
    time.sleep(0.3)
    child.send_signal(signal.SIGINT)
    _, errors = child.communicate(timeout=60)
    assert child.returncode in (-signal.SIGINT, 1, 130) and "KeyboardInterrupt" in errors


def test_what_a_long_call_raises_comes_through():
    def fail():
        raise LookupError("inside")

    with pytest.raises(LookupError, match="inside"):
        _interrupt.call(fail, lambda: None)


# ---- threads ------------------------------------------------------------------------------------


def test_threads_side_by_side(trail):
    expected = [row.to_json() for row in ec2access.sessions(trail)]
    results = []

    def work():
        results.append([row.to_json() for row in ec2access.sessions(trail, threads=2)])

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert results == [expected] * 8


def test_threads_on_one_object():
    """One parser and one correlator, used by many threads at once: every record arrives, nothing breaks."""
    parser, correlator = ec2access.Parser(), ec2access.Correlator()
    parser.feed("\n".join(json.dumps({**START, "eventID": f"00000000-0000-4000-8000-{n:012x}"}) for n in range(2000)))
    parser.finish()

    def work():
        for event in parser:
            assert event.event_name == "StartSession"
            correlator.add(event)
            correlator.counts  # noqa: B018

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    correlator.finish()
    assert len(list(correlator)) == 2000


@pytest.mark.parametrize("through", ["correlator", "sessions"])
def test_threads_on_one_iterator(through):
    """Each row is told to one of the threads, and none is lost."""
    records = [
        {**START, "eventID": f"00000000-0000-4000-8000-{n:012x}", "responseElements": {"sessionId": f"alice-{n}"}}
        for n in range(20000)
    ]
    if through == "sessions":
        rows = ec2access.sessions([{"Records": records}])
        rows.counts  # noqa: B018
    else:
        parser, rows = ec2access.Parser(), ec2access.Correlator()
        parser.feed(json.dumps({"Records": records}))
        parser.finish()
        for event in parser:
            rows.add(event)
        rows.finish()
    got = []

    def work():
        got.extend([row.id for row in rows])

    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        threads = [threading.Thread(target=work) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    finally:
        sys.setswitchinterval(before)
    assert len(got) == len(set(got)) == 20000


def test_a_call_lets_other_threads_run(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    scan = ec2access.Scan(tmp_path / "pipe")
    ended = []

    def work():
        try:
            scan.run()
        except ec2access.CancelledError as error:
            ended.append(error)

    thread = threading.Thread(target=work)
    thread.start()
    time.sleep(0.1)  # were the GIL held, this would never end
    scan.cancel()
    thread.join(60)
    assert not thread.is_alive() and len(ended) == 1


# ---- the garbage collector ----------------------------------------------------------------------


def test_any_order_of_freeing(trail):
    def make():
        config = ec2access.Config(strict=1)
        parser = ec2access.Parser(config)
        parser.feed(text(START, END))
        parser.finish()
        events = list(parser)
        correlator = ec2access.Correlator(config)
        for event in events:
            correlator.add(event)
        correlator.add_facts(parser)
        correlator.finish()
        scan = ec2access.Scan([trail, text(START).encode()], config=config)
        scan.run()
        return [config, parser, correlator, scan, *events, ec2access.sessions(trail), ec2access.events(trail)]

    number = len(make())
    orders = list(itertools.islice(itertools.permutations(range(number)), 0, None, 977))
    for order in random.Random(7).sample(orders, 12):
        objects = make()
        cycle = [objects]
        cycle.append(cycle)
        for i in order:
            objects[i] = None
        del cycle, objects
        gc.collect()


def test_what_was_never_made_is_freed():
    """Nothing was opened, so nothing is told: no error behind the error."""
    done = run("import ec2access\ntry:\n    ec2access.Event()\nexcept TypeError:\n    print('told')")
    assert (done.stdout, done.stderr) == ("told\n", "")


def test_what_is_kept_outlives_its_maker(trail):
    def rows():
        return list(ec2access.sessions(trail)), list(ec2access.events(trail))

    sessions, events = rows()
    gc.collect()
    assert sessions[0].instance_id and events[0].raw and events[0].session.events
    del sessions
    gc.collect()
    assert events[-1].session.to_dict() and events[-1].event_name


def test_objects_at_the_end_of_a_program(trail):
    code = (
        "import ec2access, sys\n"
        f"s = ec2access.sessions({str(trail)!r}); next(s)\n"
        f"e = ec2access.events({str(trail)!r}); sys.kept = (s, e, next(e), ec2access.Config(), ec2access.Parser())\n"
        "sys.kept[0].me = sys.kept\n"
    )
    done = run(code)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_an_iterator_left_half_way(trail):
    for _ in range(20):
        next(ec2access.sessions(trail))
        next(ec2access.events(trail))
    gc.collect()


# ---- fork ---------------------------------------------------------------------------------------


def test_fork(trail):
    """What the parent made works in the child, and both free it."""
    rows = ec2access.sessions(trail)
    first, events = next(rows), list(ec2access.events(trail))
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        status = 1
        try:
            rest = [row.to_json() for row in rows]
            again = [row.to_json() for row in ec2access.sessions(trail)]
            names = [event.event_name for event in events]
            os.write(write, pickle.dumps(([first.to_json(), *rest] == again, names)))
            del rest, again, names
            gc.collect()
            status = 0
        finally:
            os._exit(status)
    os.close(write)
    with os.fdopen(read, "rb") as pipe:
        same, names = pickle.loads(pipe.read())
    assert os.waitpid(child, 0)[1] == 0
    assert same and names == [event.event_name for event in events]


# ---- loading ------------------------------------------------------------------------------------


def test_a_version_that_does_not_fit(tmp_path):
    compiler = os.environ.get("CC", "cc").split()
    if not shutil.which(compiler[0]):
        pytest.skip(f"no compiler {compiler[0]} to make a library of another version with")
    for number, says in ((2003004, "which is 2.3.4"), (999, "which is 0.0.999"), (2000, "which is 0.2.0")):
        library = tmp_path / f"other{number}.so"
        source = tmp_path / "other.c"
        source.write_text(f"int ec2a_version_number(void) {{ return {number}; }}\n")
        subprocess.run([*compiler, "-shared", "-fPIC", "-o", str(library), str(source)], check=True)
        done = run("import ec2access", EC2ACCESS_LIBRARY=str(library), LD_PRELOAD="")
        last = done.stderr.strip().splitlines()[-1]
        assert done.returncode == 1 and last.startswith("ImportError: ec2access ") and says in last
        assert "During handling" not in done.stderr
    source.write_text("int ec2a_version_number(void) { return 1000; }\n")
    subprocess.run([*compiler, "-shared", "-fPIC", "-o", str(library), str(source)], check=True)
    done = run("import ec2access", EC2ACCESS_LIBRARY=str(library), LD_PRELOAD="")
    assert "ImportError: ec2access: the library" in done.stderr and "lacks ec2a_" in done.stderr


def test_no_library():
    done = run("import ec2access", EC2ACCESS_LIBRARY="/nowhere/libec2access.so.0")
    last = done.stderr.strip().splitlines()[-1]
    assert last.startswith("ImportError: ec2access: cannot open") and "EC2ACCESS_LIBRARY" in last
    libc = ctypes.util.find_library("c") if hasattr(ctypes, "util") else "libc.so.6"
    done = run("import ec2access", EC2ACCESS_LIBRARY=libc or "libc.so.6")
    assert "is not libec2access" in done.stderr


def test_versions_are_one(top):
    configure = (top / "configure.ac").read_text(encoding="utf-8")
    assert f"AC_INIT([libec2access], [{ec2access.__version__}])" in configure
    assert ec2access.library_version == ec2access.__version__
