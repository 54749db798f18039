# SPDX-License-Identifier: MIT
"""One table: every row's median, its ratio, and beside it the target."""
import os
import platform
import re
import time

from bench_rows import MEMORY_LIMIT, MEMORY_RESEARCH, TARGETS

MARKS = "<!-- {}: begin -->", "<!-- {}: end -->"


def machine():
    name = platform.machine()
    try:
        with open("/proc/cpuinfo", encoding="utf-8") as file:
            name = next((line.split(":")[1].strip() for line in file if line.startswith("model name")), name)
    except OSError:
        pass
    kernel = ".".join(platform.release().split("-")[0].split(".")[:2])  # what is behind tells of one machine only
    return name, len(os.sched_getaffinity(0)), kernel, " ".join(platform.libc_ver())


def figure(value):
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"


def seconds(value):
    return f"{value:.3f}" if value < 10 else f"{value:.1f}"


def target_cells(target, measured):
    wanted = f"{target.sign} {target.limit}"
    if target.research is not None:
        wanted += f" (research {target.sign} {target.research})"
    try:
        value = target.ratio(measured)
    except (KeyError, ZeroDivisionError):
        return "", wanted, "not measured"
    if target.threads and measured.by_processor:
        return "", wanted, "not by processors' time"
    return f"{figure(value)} {target.text}", wanted, "met" if target.met(value) else "**missed**"


def row_line(row, measured, programs, corpora):
    target = next((one for one in TARGETS if one.row == row.key), None)
    ratio, wanted, verdict = target_cells(target, measured) if target else ("", "", "")
    corpus = corpora[row.corpus].what if row.corpus else "made in memory"
    if row.key not in measured.times:
        why = "not installed" if row.program in programs.missing else "not run"
        return [corpus, row.what, why, "", ratio, wanted, verdict]
    facts = measured.facts[row.key]
    speed = f"{measured.speed(row.key) / 1e6:,.0f}" if facts else ""
    return [corpus, row.what, seconds(measured.seconds(row.key)), speed, ratio, wanted, verdict]


def memory_lines(peaks):
    for what, peak in peaks:
        megabytes = peak / 1e6
        yield [what, "ec2access sessions -j 2, peak anonymous memory", "", "", f"{megabytes:.1f} MB",
               f"≤ {MEMORY_LIMIT} MB (research ≤ {MEMORY_RESEARCH} MB)",
               "met" if megabytes <= MEMORY_LIMIT else "**missed**"]


def table(rows, measured, programs, corpora, peaks):
    lines = [["on", "what", "median, s", "MB/s", "ratio", "target", ""],
             ["---", "---", "--:", "--:", "---", "---", "---"]]
    last = None
    for line in [row_line(row, measured, programs, corpora) for row in rows] + list(memory_lines(peaks)):
        corpus, line[0] = line[0], "" if line[0] == last else line[0]
        last = corpus
        lines.append(line)
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def corpus_lines(corpora, facts):
    for name, corpus in corpora.items():
        told = facts.get(name)
        if told:
            yield (f"- {corpus.what}: {told['files']:,} × {told['records'] // told['files']:,} records, "
                   f"{told['bytes'] / 1e6:,.0f} MB"
                   + (f" (gzip {told['ratio']})" if corpus.gzip else "")
                   + f"; a record p50 {told['p50']:,}, p99 {told['p99']:,}, mean {told['mean']:,} bytes; "
                   f"{sum(told['names'].values()):,} of access")


def whole(rows, measured, programs, corpora, facts, peaks, options, version):
    name, cores, kernel, libc = machine()
    used = ", ".join(f"{key} {value}" for key, value in sorted(programs.versions.items()) if value)
    today = time.strftime("%Y-%m-%d", time.gmtime())
    scaled = "" if options.scale == 1 else f"All sizes are {options.scale:g} of what the targets speak of. "
    text = [f"{today}, {version}; {name}, {cores} cores; Linux {kernel}, {libc}; {used}.",
            f"{scaled}Medians of up to {options.rounds} rounds"
            + (", by the processors' time instead of the clock" if measured.by_processor else "")
            + "; MB are millions of inflated bytes.", "", *corpus_lines(corpora, facts), "",
            table(rows, measured, programs, corpora, peaks)]
    if programs.missing:
        absent = "; ".join(f"{key} ({how})" for key, how in sorted(programs.missing.items()))
        text += ["", f"Not installed here: {absent}."]
    return "\n".join(text)


def write_between(path, name, text):
    begin, end = (mark.format(name) for mark in MARKS)
    with open(path, encoding="utf-8") as file:
        old = file.read()
    if begin not in old or end not in old:
        raise SystemExit(f"{path}: no place for the table")
    new = re.sub(re.escape(begin) + ".*?" + re.escape(end), lambda _: f"{begin}\n{text}\n{end}", old, flags=re.S)
    with open(path, "w", encoding="utf-8") as file:
        file.write(new)
