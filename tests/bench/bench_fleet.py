# SPDX-License-Identifier: MIT
"""A day of a fleet streams through: bench_stream's runs, what they must agree on, and their table."""
import os
import subprocess
import sys
import time

from bench_measure import Mismatch, run
from bench_programs import HERE

HOUR = 3600
CHECKED = 0.02  # of a day: small enough to hold all rows, and a batch beside it
HORIZONS = (("a horizon of 24 hours, the default", 24 * HOUR), ("a horizon of 2 hours", 2 * HOUR))
COLUMNS = ("", "rows", "told again", "late", "processor, s", "records a second", "longest step, ms", "peak memory, MB",
           "after 6, 12, 18, 24 h, MB", "state, MB")


def agree(told, horizon):
    """Nothing is lost, nothing counted twice; and nothing is late where all of the day is held."""
    wanted = {"access": told["made"], "duplicates": told["copies"], "forced": 0, "capped": 0, "forgotten": 0}
    if horizon == 24 * HOUR:
        wanted["late"] = 0
    for what, count in wanted.items():
        if told[what] != count:
            raise Mismatch(f"bench_stream counts other {what} than were written: {told[what]}, not {count}")


def one(program, pool, scale, horizon, *more):
    told = run([program, pool, f"{scale:g}", "24", str(horizon), *more])[2]
    agree(told, horizon)
    return told


def measure(programs, folder, scale, smoke):
    """[(what, what it told)]; the small ones are compared with a batch, which ends the bench where they differ."""
    program, pool = programs.paths["bench_stream"], os.path.join(folder, "fleet")
    with open(pool, "wb") as file:
        subprocess.run([sys.executable, os.path.join(HERE, "make_fleet.py")], check=True, stdout=file)
    checked = min(scale, CHECKED)
    one(program, pool, checked, 24 * HOUR, "check")
    one(program, pool, checked, 24 * HOUR, "check", "restore")
    done = []
    for what, horizon in () if smoke else HORIZONS:
        print(f"bench: a day of a fleet, {what}", file=sys.stderr)
        done.append((what, one(program, pool, scale, horizon)))
    os.remove(pool)
    return done


def cells(what, told):
    def megabytes(size):
        return f"{size / 1e6:.1f}"

    hours = told["bytes_by_hour"]
    return [what, f"{told['rows']:,}", f"{told['revisions']:,}", f"{told['late']:,}", f"{told['seconds']:.1f}",
            f"{told['records_a_second']:,}", f"{told['longest_advance'] * 1000:.1f}", megabytes(told["peak_bytes"]),
            ", ".join(megabytes(hours[hour - 1]) for hour in (6, 12, 18, 24)), megabytes(told["state_bytes"])]


def section(done, machine, version):
    """Text for the page, "" where nothing was measured."""
    if not done:
        return ""
    told = done[0][1]
    lines = [COLUMNS, ("---",) + ("--:",) * (len(COLUMNS) - 1), *(cells(what, told) for what, told in done)]
    parts = ("read", "parsing, adding, learning facts"), ("log", "host log lines"), ("advance", "joining"), \
        ("next", "taking rows"), ("save", "24 times saving")
    shares = "; ".join(f"{text} {told[part]:.1f} s" for part, text in parts)
    name, cores, kernel, libc = machine
    today = time.strftime("%Y-%m-%d", time.gmtime())
    text = [f"{today}, {version}; {name}, {cores} cores, of which one was used; Linux {kernel}, {libc}.", "",
            f"{told['records']:,} records in {told['files']:,} files, {told['made']:,} of them access, and "
            f"{told['lines']:,} host log lines; {told['acts']:,} human acts.", "",
            *("| " + " | ".join(line) + " |" for line in lines), "", f"Of the first row: {shares}."]
    return "\n".join(text)
