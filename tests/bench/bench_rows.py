# SPDX-License-Identifier: MIT
"""What is measured, on what, and which ratio is promised: the one place to change when a target changes."""


class Corpus:
    def __init__(self, what, files, records, gzip=0, beats=0.004):
        self.what, self.files, self.records, self.gzip, self.beats = what, files, records, gzip, beats


class Row:
    """One line of the table: a program on a corpus. inside: it times itself; rounds: at most so many."""

    def __init__(self, key, corpus, what, program, argument="", rounds=99, inside=False):
        self.key, self.corpus, self.what, self.program, self.argument = key, corpus, what, program, argument
        self.rounds, self.inside = rounds, inside


class Target:
    """A ratio of medians, on the line of row; sign tells which side of limit is good, research what was hoped for.
    threads: the seconds of the processors do not show what is promised, only the clock does."""

    def __init__(self, row, text, sign, limit, research, ratio, threads=False):
        self.row, self.text, self.sign, self.limit, self.research = row, text, sign, limit, research
        self.ratio, self.threads = ratio, threads

    def met(self, value):
        return value <= self.limit if self.sign == "≤" else value >= self.limit


def corpora(scale):
    def times(count, least):
        return max(least, round(count * scale))

    big = times(100, 4)
    records = 2500 if scale >= 0.05 else 300
    return {
        "gzip": Corpus("big, gzip", big, records, gzip=6),
        "plain": Corpus("big, plain", big, records),
        "beats": Corpus("beats (half the records UpdateInstanceInformation), plain", big, records, beats=0.5),
        "small": Corpus("small files of 5 records, gzip", times(20000, 40), 5, gzip=6),
        "one": Corpus("one file, gzip", 1, times(1933000, 3000), gzip=6),
    }


def events(scale):
    return max(2000, round(1000000 * scale))


def rows(scale):
    one, ten = events(scale), 10 * events(scale)
    return [
        Row("gz-isal", "gzip", "open, read and inflate with ISA-L", "isal", "1"),
        Row("gz-1", "gzip", "**ec2access sessions -j 1**", "ours", "-j 1"),
        Row("gz-isal-2", "gzip", "two such readers at once", "isal", "2"),
        Row("gz-2", "gzip", "**ec2access sessions -j 2**", "ours", "-j 2"),
        Row("gz-strict", "gzip", "ec2access sessions -j 1 --strict", "ours", "-j 1 --strict"),
        Row("gz-libdeflate", "gzip", "open, read and inflate with libdeflate", "libdeflate", "1"),
        Row("gz-zlib", "gzip", "open, read and inflate with zlib", "zlib", "1", rounds=3),
        Row("gz-duckdb", "gzip", "DuckDB, one thread", "duckdb", "1", rounds=2),
        Row("gz-duckdb-2", "gzip", "DuckDB, two threads", "duckdb", "2", rounds=2),
        Row("gz-python", "gzip", "Python's json and an if", "python", rounds=2),
        Row("simdjson", "plain", "simdjson on demand, two names a record", "simdjson", "load"),
        Row("simdjson-again", "plain", "the same, files into one buffer", "simdjson", "again"),
        Row("plain-1", "plain", "**ec2access sessions -j 1**", "ours", "-j 1"),
        Row("plain-2", "plain", "**ec2access sessions -j 2**", "ours", "-j 2"),
        Row("plain-strict", "plain", "ec2access sessions -j 1 --strict", "ours", "-j 1 --strict"),
        Row("jsonc", "plain", "json-c, full parse", "jsonc", rounds=3),
        Row("cloudtrail-rs", "plain", "cloudtrail-rs, projected parse", "cloudtrail_rs", rounds=3),
        Row("events", "plain", "**every record an event, six fields read**", "bench_events"),
        Row("read", "plain", "open and read, nothing else", "memory", "read"),
        Row("copy", "plain", "memcpy, timed inside", "memory", "copy", inside=True),
        Row("plain-duckdb", "plain", "DuckDB, one thread", "duckdb", "1", rounds=2),
        Row("plain-python", "plain", "Python's json and an if", "python", rounds=2),
        Row("plain-jq", "plain", "jq", "jq", rounds=1),
        Row("beats-1", "beats", "**ec2access sessions -j 1**", "ours", "-j 1"),
        Row("small-isal", "small", "open, read and inflate with ISA-L", "isal", "1"),
        Row("small-1", "small", "**ec2access sessions -j 1**", "ours", "-j 1"),
        Row("small-2", "small", "ec2access sessions -j 2", "ours", "-j 2"),
        Row("one-isal", "one", "open, read and inflate with ISA-L", "isal", "1", rounds=3),
        Row("one-2", "one", "**ec2access sessions -j 2**", "ours", "-j 2", rounds=3),
        Row("one-1", "one", "ec2access sessions -j 1", "ours", "-j 1", rounds=2),
        Row("correlate-1", None, f"correlator, {one:,} access events, timed inside", "bench_correlate", str(one),
            rounds=3, inside=True),
        Row("correlate-10", None, f"**correlator, {ten:,} access events**, timed inside", "bench_correlate", str(ten),
            rounds=1, inside=True),
    ]


def of(above, below):
    return lambda m: m.seconds(above) / m.seconds(below)


# In the order of the table; each is shown on the line of its row.
TARGETS = [
    Target("gz-1", "× ISA-L's reader", "≤", 1.35, 1.2, of("gz-1", "gz-isal")),
    Target("gz-2", "× -j 1, where two ISA-L readers would be 2 ×", "≥", 1.8, 1.9,
           lambda m: 2 * (m.seconds("gz-1") / m.seconds("gz-2")) / (m.seconds("gz-isal") / m.seconds("gz-isal-2")),
           threads=True),
    Target("gz-duckdb", "× ours, -j 1", "≥", 6, 7.4, of("gz-duckdb", "gz-1")),
    Target("gz-duckdb-2", "× ours, -j 2", "≥", 6, 7.4, of("gz-duckdb-2", "gz-2"), threads=True),
    Target("plain-1", "× simdjson", "≤", 1.5, 1.0, of("plain-1", "simdjson")),
    Target("plain-2", "× as fast as -j 1", "≥", 1.8, 1.9, of("plain-1", "plain-2"), threads=True),
    Target("events", "× as fast as json-c", "≥", 4, "1,000 MB/s", of("jsonc", "events")),
    Target("cloudtrail-rs", "× the events", "≥", 2, None, of("cloudtrail-rs", "events")),
    Target("beats-1", "× big, per byte", "≤", 1.3, None, lambda m: m.speed("plain-1") / m.speed("beats-1")),
    Target("small-1", "× ISA-L's reader", "≤", 1.5, None, of("small-1", "small-isal")),
    Target("one-2", "× ISA-L's reader", "≤", 1.35, None, of("one-2", "one-isal"), threads=True),
    Target("correlate-10", "× the time of a tenth", "≤", 14, None, of("correlate-10", "correlate-1")),
    Target("correlate-1", "bytes a session", "≤", 1024, 512,
           lambda m: m.told("correlate-1", "live_bytes") / m.told("correlate-1", "sessions")),
]
MEMORY_LIMIT, MEMORY_RESEARCH = 48, 24
