# SPDX-License-Identifier: MIT
"""Running: whole processes in turn, their counts, their time and memory."""
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time

from bench_programs import command


class Mismatch(Exception):
    """Two programs do not agree on what is in the same files, or one failed."""


def run(argv):
    """(seconds by the clock, seconds of processors, what it told as JSON)"""
    with tempfile.TemporaryFile() as out:
        begin = time.perf_counter()
        process = subprocess.Popen(argv, stdin=subprocess.DEVNULL, stdout=out, stderr=subprocess.STDOUT)
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.perf_counter() - begin
        process.returncode = os.waitstatus_to_exitcode(status)
        out.seek(0)
        text = out.read().decode("utf-8", "replace").strip()
    if process.returncode != 0:
        raise Mismatch(f"{' '.join(argv[:4])} ...: status {process.returncode}: {text[-400:]}")
    for line in reversed(text.splitlines()):
        if line.startswith("{"):
            return wall, usage.ru_utime + usage.ru_stime, json.loads(line)
    raise Mismatch(f"{' '.join(argv[:4])} ...: no counts in its output: {text[-400:]}")


def peak_anonymous(argv):
    """The most anonymous memory seen, in bytes, looking about a thousand times a second."""
    peak = 0
    process = subprocess.Popen(argv, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    while process.poll() is None:
        try:
            with open(f"/proc/{process.pid}/status", encoding="ascii") as file:
                for line in file:
                    if line.startswith("RssAnon:"):
                        peak = max(peak, int(line.split()[1]) * 1024)
        except OSError:
            pass
        time.sleep(0.001)
    return peak


def check(row, told, facts):
    """What one run counted, against what the generator wrote."""
    if facts is None:
        return
    records = told.get("records")
    if isinstance(records, dict):
        if records["rejected"] or records["duplicates"] or told["files"]["failed"]:
            raise Mismatch(f"{row.key}: {told}")
        access, records = records["access"], records["total"]
    else:
        access = sum(told["names"].values()) if "names" in told else None
    for what, seen, wanted in (("records", records, facts["records"]), ("access", access, sum(facts["names"].values())),
                               ("names", told.get("names"), facts["names"])):
        if seen is not None and seen != wanted:
            raise Mismatch(f"{row.key} counts other {what} in the same files: {seen}, not {wanted}")
    stored = facts["bytes"]
    if "bytes" in told and told["bytes"] != stored:
        raise Mismatch(f"{row.key} saw {told['bytes']} bytes, not {stored}")


class Measured:
    """Every run's time, by row."""

    def __init__(self, by_processor=False):
        self.times, self.answers, self.facts, self.by_processor = {}, {}, {}, by_processor

    def add(self, row, wall, processor, told, facts):
        seconds = told["seconds"] if row.inside else processor if self.by_processor else wall
        self.times.setdefault(row.key, []).append(seconds)
        self.answers[row.key], self.facts[row.key] = told, facts

    def seconds(self, key):
        return statistics.median(self.times[key])

    def speed(self, key):
        """Inflated bytes a second."""
        return self.facts[key]["bytes"] / self.seconds(key)

    def told(self, key, what):
        return self.answers[key][what]


def measure(programs, rows, folders, rounds, measured, warm=True):
    """All rows in turn, so that a slow minute of the machine meets all of them alike."""
    rows = [row for row in rows if row.program in programs.paths]
    for number in range(-1 if warm else 0, rounds):
        for row in rows:
            # Round -1 only warms the caches; what is slow finds the files there anyway.
            if number >= row.rounds or (number < 0 and row.rounds < 4):
                continue
            folder, facts = folders.get(row.corpus, ("", None))
            wall, processor, told = run(command(programs, row.program, folder, row.argument))
            check(row, told, facts)
            if number >= 0:
                measured.add(row, wall, processor, told, facts)
        print(f"bench: round {number + 1} of {rounds}", file=sys.stderr)
