# SPDX-License-Identifier: MIT
"""What there is to measure with: our own programs, and every limit and peer that this machine has."""
import os
import shutil
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
PEERS = os.path.join(HERE, "peers")
# name: (source, pkg-config's name, libraries where it has none, flags)
COMPILED = {
    "isal": ("inflate.c", "libisal", "-lisal", "-DENGINE_ISAL -pthread"),
    "libdeflate": ("inflate.c", "libdeflate", "-ldeflate", "-DENGINE_LIBDEFLATE -pthread"),
    "zlib": ("inflate.c", "zlib", "-lz", "-DENGINE_ZLIB -pthread"),
    "memory": ("memory.c", None, "", ""),
    "jsonc": ("jsonc.c", "json-c", "-ljson-c", ""),
    "simdjson": ("simdjson.cc", "simdjson", "-lsimdjson", "-std=c++17"),
}
INSTALL = {"isal": "libisal-dev", "libdeflate": "libdeflate-dev", "zlib": "zlib1g-dev", "jsonc": "libjson-c-dev",
           "simdjson": "libsimdjson-dev and g++", "jq": "jq",
           "duckdb": "duckdb of PyPI, for the Python of BENCH_PYTHON",
           "cloudtrail_rs": "BENCH_CLOUDTRAIL_RS names a program that is called and answers as peers/jsonc.c"}


def output(command, **more):
    """What a command prints, or None where it cannot be run or fails."""
    try:
        done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=True, text=True, **more)
    except (OSError, subprocess.CalledProcessError):
        return None
    return done.stdout.strip()


def compile_peer(name, folder):
    """The path of the built program, or None. The library's version beside it."""
    source, package, libraries, flags = COMPILED[name]
    target = os.path.join(folder, name)
    source = os.path.join(PEERS, source)
    compiler = (os.environ.get("CXX", "c++") if source.endswith(".cc") else os.environ.get("CC", "cc")).split()
    if package and output(["pkg-config", "--exists", package]) is not None:
        libraries = output(["pkg-config", "--cflags", "--libs", package])
    made = output([*compiler, "-O3", "-DNDEBUG", "-D_GNU_SOURCE", *flags.split(), "-o", target, source,
                   *libraries.split()])
    return target if made is not None else None


def version(name):
    package = COMPILED[name][1]
    return package and output(["pkg-config", "--modversion", package])


def built(path):
    """The program itself, past the script that libtool puts in its place: a shell's start would be measured, too."""
    for name in (os.path.basename(path), "lt-" + os.path.basename(path)):
        inner = os.path.join(os.path.dirname(path), ".libs", name)
        if os.path.exists(inner):
            return inner
    return path


class Programs:
    """Paths by name; missing[name] tells what to install."""

    def __init__(self, folder, ours, own_folder):
        os.makedirs(folder, exist_ok=True)
        self.paths, self.versions, self.missing = {"ours": built(ours)}, {}, {}
        for name in ("bench_events", "bench_correlate", "bench_stream"):
            self.paths[name] = built(os.path.join(own_folder, name))
        for name in COMPILED:
            self.add(name, compile_peer(name, folder), version(name))
        self.add("python", sys.executable, sys.version.split()[0])
        jq = shutil.which("jq")
        self.add("jq", jq, jq and output([jq, "--version"]))
        python = os.environ.get("BENCH_PYTHON") or sys.executable
        found = output([python, "-c", "import duckdb; print(duckdb.__version__)"])
        self.add("duckdb", python if found else None, found)
        self.add("cloudtrail_rs", shutil.which(os.environ.get("BENCH_CLOUDTRAIL_RS") or "") or None, None)

    def add(self, name, path, told):
        if path:
            self.paths[name], self.versions[name] = path, told
        else:
            self.missing[name] = INSTALL.get(name, name)


def command(programs, name, corpus, argument):
    """The argument list of one row; corpus is its folder."""
    path, access, listed = programs.paths[name], os.path.join(HERE, "access.txt"), os.path.join(corpus, "list")
    peer = {"python": "json_count.py", "duckdb": "duckdb_count.py"}.get(name)
    if peer:
        return [path, os.path.join(PEERS, peer), access, listed, *argument.split()]
    if name == "jq":
        pipe = 'xargs cat <"$1" | "$2" -n -c --rawfile access "$3" -f "$4"'
        return ["sh", "-c", pipe, "sh", listed, path, access, os.path.join(PEERS, "count.jq")]
    if name == "ours":
        return [path, "sessions", "--stats", "-o", "/dev/null", *argument.split(), os.path.join(corpus, "AWSLogs")]
    if name in ("simdjson", "memory"):
        return [path, argument, *([access] if name == "simdjson" else []), listed]
    if name in ("jsonc", "cloudtrail_rs"):
        return [path, access, listed]
    if name == "bench_correlate":
        return [path, argument]
    return [path, listed, *argument.split()]
