#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Measures the Python package against the program, and against Python's own json with an if/else; prints one table.

Seconds are the processors', of the user and the system together, so that a busy machine can be measured, too; each
ratio is of medians out of one run. Time is never a reason to fail; other counts are.
"""
import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import time

import bench_report
from bench import make
from bench_measure import Mismatch, run
from bench_programs import HERE, built, output

PACKAGE = os.path.join(HERE, "..", "..", "bindings", "python", "ec2access")
BULK_TARGET, WHOLE_TARGET = 6, 1.1

WHOLE = {
    "iterated": "n = sum(1 for _ in rows)",
    "read": "n = 0\nfor s in rows:\n"
            "    n += (s.start, s.instance_id, s.method, s.outcome, s.principal.arn) is not None",
}
WHOLE_CODE = """import ec2access, json
rows = ec2access.sessions({folder!r}, threads={threads}, actions=True)
{work}
counts = rows.counts
print(json.dumps({{"rows": n, "records": counts["records_total"]}}))
"""


# ---- rows in bulk: json and an if/else, and the library ------------------------------------------

def by_json(buffers, pairs):
    """What people write: every record a dictionary, an if/else, the fields of those that matter."""
    rows = []
    for data in buffers:
        for record in json.loads(data)["Records"]:
            if (record.get("eventSource"), record.get("eventName")) in pairs:
                agent = record.get("userAgent") or ""
                who = record.get("userIdentity") or {}
                asked = record.get("requestParameters") or {}
                if who.get("sessionContext", {}).get("attributes", {}).get("mfaAuthenticated") == "true":
                    mfa = True
                else:
                    mfa = False
                if "Mozilla" in agent or record.get("sessionCredentialFromConsole") == "true":
                    surface = "console"
                elif agent.startswith("aws-cli"):
                    surface = "cli"
                else:
                    surface = "sdk"
                rows.append((record["eventTime"], record["eventName"], surface, who.get("arn"), mfa,
                             record.get("sourceIPAddress"), asked.get("target") or asked.get("instanceId")))
    return rows


def by_library(ec2access, buffers):
    """One parser a file, as the files would be read; the rows of each in bulk."""
    rows = []
    for data in buffers:
        parser = ec2access.Parser()
        parser.feed(data)
        parser.finish()
        rows += [(row["event_time"], row["event_name"], row["surface"], row["principal_arn"], row["mfa"],
                  row["source_ip"], row["target"]) for row in parser.rows()]
    return rows


def timed(work, *arguments):
    begin = time.process_time()
    rows = work(*arguments)
    return time.process_time() - begin, rows


def bulk(folder, rounds):
    """(seconds of json, seconds of the library, rows), medians, with the files' bytes in memory."""
    import ec2access

    with open(os.path.join(HERE, "access.txt"), encoding="ascii") as file:
        pairs = {tuple(line.split()) for line in file}
    with open(os.path.join(folder, "list"), encoding="utf-8") as file:
        paths = file.read().splitlines()
    buffers = []
    for path in paths:
        with open(path, "rb") as file:
            buffers.append(file.read())
    slow, fast = [], []
    for _ in range(rounds):
        seconds, plain = timed(by_json, buffers, pairs)
        slow.append(seconds)
        seconds, ours = timed(by_library, ec2access, buffers)
        fast.append(seconds)
        if sorted(row[:2] for row in plain) != sorted(row[:2] for row in ours):
            raise Mismatch(f"{len(plain)} access records by json, {len(ours)} by the library, or others")
    return statistics.median(slow), statistics.median(fast), len(ours)


# ---- a whole trail: the program, and a script -----------------------------------------------------

def program_seconds(program, folder, threads):
    """The program's rows go to /dev/null; its counts tell that it read the same."""
    code = [program, "sessions", "--actions", "--format", "jsonl", "-o", "/dev/null", "--stats", "-j", str(threads), folder]
    _, seconds, told = run(code)
    return seconds, {"rows": told["sessions"], "records": told["records"]["total"]}


def script_seconds(folder, threads, work):
    code = WHOLE_CODE.format(folder=folder, threads=threads, work=WHOLE[work])
    _, seconds, told = run([sys.executable, "-S", "-c", code])
    return seconds, told


def whole(program, folder, rounds):
    """{what: median seconds}, and what is in the trail."""
    times, facts = {}, None
    for _ in range(rounds):
        runs = [("program", program_seconds(program, folder, 1))]
        runs += [(work, script_seconds(folder, 1, work)) for work in WHOLE]
        for name, (seconds, told) in runs:
            times.setdefault(name, []).append(seconds)
            if told != (facts or told):
                raise Mismatch(f"{name} found {told}, the program {facts}")
            facts = told
    return {name: statistics.median(seconds) for name, seconds in times.items()}, facts


# ---- the table ----------------------------------------------------------------------------------------

def verdict(met):
    return "met" if met else "**missed**"


def table(options, slow, fast, access, records, wholes):
    name, cores, kernel, libc = bench_report.machine()
    lines = [
        f"{time.strftime('%Y-%m-%d', time.gmtime())}, {options.version}; {name}, {cores} cores; Linux {kernel}, {libc}; "
        f"Python {sys.version.split()[0]}, without what site-packages starts by itself (-S). Seconds of the processors (user and system), "
        f"medians of {options.rounds} rounds, one thread.",
        "",
        "| on | what | s | ratio | target |  |",
        "| --- | --- | --: | --- | --- | --- |",
        f"| {records:,} records of the mix in memory, {access} of access | json.loads and an if/else | {slow:.3f} |  |  |  |",
        f"|  | **Parser.feed, Parser.rows** | {fast:.3f} | {slow / fast:.1f} × as fast | ≥ {BULK_TARGET} | "
        f"{verdict(slow / fast >= BULK_TARGET)} |",
    ]
    for what, size, times, facts in wholes:
        ratio = times["iterated"] / times["program"]
        lines += [
            f"| a trail of {size / 1e6:,.0f} MB, {what}: {facts['records']:,} records, {facts['rows']:,} rows | "
            f"ec2access sessions --format jsonl | {times['program']:.3f} |  |  |  |",
            f"|  | **a script that iterates sessions()** | {times['iterated']:.3f} | {ratio:.2f} × the program | "
            f"≤ {WHOLE_TARGET} | {verdict(ratio <= WHOLE_TARGET)} |",
            f"|  | ... and reads five fields of each | {times['read']:.3f} | "
            f"{times['read'] / times['program']:.2f} × the program |  |  |",
        ]
    return "\n".join(lines)


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--build", required=True, help="the build folder")
    parser.add_argument("--dir", default=os.environ.get("BENCH_DIR"), help="folder for corpora [BUILD/bench]")
    parser.add_argument("--scale", type=float, default=float(os.environ.get("BENCH_SCALE", "1")))
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--smoke", action="store_true", help="tiny sizes, one round, counts only: no times")
    parser.add_argument("--write", metavar="DOC", help="put the table into performance.md of this folder")
    options = parser.parse_args()
    options.dir = os.path.abspath(options.dir or os.path.join(options.build, "bench"))
    if options.smoke:
        options.scale, options.rounds = 0.002, 1
    return options


def prepare(options):
    """The package of this tree over the library of this build, here and in what is started."""
    libraries = os.path.join(os.path.abspath(options.build), "lib", ".libs")
    os.environ["EC2ACCESS_LIBRARY"] = os.path.join(libraries, "libec2access.so.0")
    os.environ["LD_LIBRARY_PATH"] = libraries
    # A copy, compiled as "make install" does it; the source tree stays clean.
    package = os.path.join(options.dir, "package")
    shutil.rmtree(package, ignore_errors=True)
    shutil.copytree(PACKAGE, os.path.join(package, "ec2access"), ignore=shutil.ignore_patterns("__pycache__"))
    subprocess.run([sys.executable, "-m", "compileall", "-q", package], check=True)
    os.environ["PYTHONPATH"] = package
    sys.path.insert(0, package)


def main():
    options = arguments()
    prepare(options)
    program = built(os.path.join(options.build, "examples", "ec2access", "ec2access"))
    options.version = (output([program, "--version"]) or "").partition("\n")[0]
    if not options.version:
        sys.exit(f"bench: {program} does not run")
    files = max(2, round(40 * options.scale))
    records = 2500 if options.scale >= 0.05 else 300
    facts = make(os.path.join(options.dir, "python-mix"), files, records)
    slow, fast, access = bulk(os.path.join(options.dir, "python-mix"), options.rounds)
    wholes = []
    for what, gzip in (("plain", 0), ("gzip", 6)):
        folder = os.path.join(options.dir, f"python-{what}")
        made = make(folder, max(2, round(258 * options.scale)), records, gzip=gzip)
        times, seen = whole(program, os.path.join(folder, "AWSLogs"), options.rounds)
        if seen["records"] != made["records"]:
            raise Mismatch(f"{seen['records']} records read, {made['records']} written")
        wholes.append((what, made["bytes"], times, seen))
    if options.smoke:
        print(f"bench: Python agrees on {facts['records']} and {wholes[0][3]['records']} records")
        return
    text = table(options, slow, fast, access, facts["records"], wholes)
    print(text)
    if options.write:
        bench_report.write_between(os.path.join(options.write, "performance.md"), "python", text)


if __name__ == "__main__":
    main()
