#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Measures ec2access against the limits of the machine and against its peers, and prints one table.

Every program answers on the same files; where their counts differ from each other or from what the generator wrote,
the bench fails before it says anything about time. Time is never a reason to fail.
"""
import argparse
import json
import os
import shutil
import subprocess
import sys

import bench_fleet
import bench_plot
import bench_report
import bench_rows
from bench_measure import Measured, Mismatch, check, measure, peak_anonymous, run
from bench_programs import HERE, Programs, command, output

SIZES = (1, 3, 10, 30, 100, 300, 1000, 3000)  # MB
PLOTTED = (("ec2access -j 1, gzip", "gzip", "ours", "-j 1"), ("ec2access -j 1, plain", "plain", "ours", "-j 1"),
           ("ec2access -j 2, gzip", "gzip", "ours", "-j 2"), ("ISA-L's reader, gzip", "gzip", "isal", "1"),
           ("simdjson, plain", "plain", "simdjson", "load"), ("json-c, plain", "plain", "jsonc", ""))
SLOW = "jsonc"  # to 300 MB only


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--build", required=True, help="the build folder")
    parser.add_argument("--dir", default=os.environ.get("BENCH_DIR"),
                        help="folder for corpora and programs [BUILD/bench]")
    parser.add_argument("--scale", type=float, default=float(os.environ.get("BENCH_SCALE", "1")),
                        help="of all sizes, for a quick look; 1 is what the targets speak of")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--smoke", action="store_true", help="tiny sizes, one round, counts only: no times")
    parser.add_argument("--time", choices=("clock", "processor"), default="clock",
                        help="processor: for a busy machine; ratios of -j 2 mean nothing then")
    parser.add_argument("--write", metavar="DOC",
                        help="put the table and the plot into performance.md and .svg of this folder")
    parser.add_argument("--no-plot", action="store_true")
    parser.add_argument("--fleet", choices=("too", "only", "not"), default="too",
                        help="the day of a fleet that streams through: minutes [too]")
    parser.add_argument("--keep", action="store_true", help="keep the corpora")
    options = parser.parse_args()
    options.dir = os.path.abspath(options.dir or os.path.join(options.build, "bench"))
    if options.smoke:
        options.scale, options.rounds = 0.002, 1
    return options


def make(folder, files, records, gzip=0, beats=0.004, access=0.005):
    """A corpus, unless it is there already. Its facts."""
    wanted = ["--files", str(files), "--records", str(records), "--gzip", str(gzip), "--beats", str(beats),
              "--access", str(access)]
    told = os.path.join(folder, "facts.json")
    made = os.path.join(folder, "made-with")
    if os.path.exists(told) and os.path.exists(made):
        with open(told, encoding="ascii") as facts, open(made, encoding="ascii") as file:
            if file.read() == " ".join(wanted):
                return json.load(facts)
    shutil.rmtree(folder, ignore_errors=True)
    print(f"bench: making {folder}", file=sys.stderr)
    facts = subprocess.run([sys.executable, os.path.join(HERE, "make_corpus.py"), folder, *wanted], check=True,
                           stdout=subprocess.PIPE).stdout
    with open(made, "w", encoding="ascii") as file:
        file.write(" ".join(wanted))
    return json.loads(facts)


def plot(options, programs):
    """Every size alike: made, read by each in turn, removed."""
    lines = {name: [] for name, *_ in PLOTTED}
    for megabytes in SIZES:
        records = round(megabytes * options.scale * 1e6 / 1552)
        files = max(1, round(records / 2500))
        for kind in ("gzip", "plain"):
            folder = os.path.join(options.dir, f"plot-{kind}-{megabytes}")
            facts = make(folder, files, max(1, records // files), gzip=6 if kind == "gzip" else 0)
            programs_here = [one for one in PLOTTED if one[1] == kind and one[2] in programs.paths]
            times = {name: [] for name, *_ in programs_here}
            for _ in range(3):
                for name, _, program, argument in programs_here:
                    if program == SLOW and megabytes > 300:
                        continue
                    wall, processor, told = run(command(programs, program, folder, argument))
                    check(bench_rows.Row(name, kind, name, program), told, facts)
                    times[name].append(processor if options.time == "processor" else wall)
            for name, seconds in times.items():
                if seconds:
                    lines[name].append((facts["bytes"], sorted(seconds)[len(seconds) // 2]))
            if not options.keep:
                shutil.rmtree(folder)
    return [(name, points) for name, points in lines.items() if points]


def tell_fleet(options, text):
    if text:
        print(text)
    if text and options.write:
        bench_report.write_between(os.path.join(options.write, "performance.md"), "fleet", text)


def main():
    options = arguments()
    os.environ["LD_LIBRARY_PATH"] = os.path.join(options.build, "lib", ".libs")
    ours = os.path.join(options.build, "examples", "ec2access", "ec2access")
    programs = Programs(os.path.join(options.dir, "bin"), ours, os.path.join(options.build, "tests", "bench"))
    for name, how in sorted(programs.missing.items()):
        print(f"bench: without {name} ({how})", file=sys.stderr)
    version = output([programs.paths["ours"], "--version"]).splitlines()[0]
    if options.fleet != "not":
        fleet = bench_fleet.measure(programs, options.dir, options.scale, options.smoke)
        tell_fleet(options, bench_fleet.section(fleet, bench_report.machine(), version))
    if options.fleet == "only":
        return
    corpora, rows = bench_rows.corpora(options.scale), bench_rows.rows(options.scale)
    folders, facts, peaks = {}, {}, []
    for name, corpus in corpora.items():
        folder = os.path.join(options.dir, name)
        facts[name] = make(folder, corpus.files, corpus.records, corpus.gzip, corpus.beats,
                           access=0.1 if options.smoke else 0.005)  # so that most calls come even in few records
        folders[name] = folder, facts[name]
    measured = Measured(options.time == "processor")
    measure(programs, rows, folders, options.rounds, measured, warm=not options.smoke)
    if os.path.exists("/proc/self/status"):
        peaks = [(corpora[name].what, peak_anonymous(command(programs, "ours", folders[name][0], "-j 2")))
                 for name in ("gzip", "plain", "one")]
    lines = plot(options, programs) if options.smoke or not options.no_plot else []
    drawn = bench_plot.svg(lines) if lines else ""
    text = bench_report.whole(rows, measured, programs, corpora, facts, peaks, options, version)
    if not options.keep:
        for folder, _ in folders.values():
            shutil.rmtree(folder)
    if options.smoke:
        print(f"bench-smoke: {len(measured.times)} of {len(rows)} rows ran, and all counts agree"
              + ("" if options.fleet == "not" else "; a stream says what a batch does"))
        return
    print(text)
    if options.write:
        bench_report.write_between(os.path.join(options.write, "performance.md"), "bench", text)
        if drawn:
            with open(os.path.join(options.write, "performance.svg"), "w", encoding="utf-8") as file:
                file.write(drawn)
    elif drawn:
        with open(os.path.join(options.dir, "performance.svg"), "w", encoding="utf-8") as file:
            file.write(drawn)


if __name__ == "__main__":
    try:
        main()
    except Mismatch as mismatch:
        sys.exit(f"bench: {mismatch}")
