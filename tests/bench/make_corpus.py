#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Makes a folder of CloudTrail log files, the same for the same options on every machine.

The records are drawn in parts of 2,500, each from its own seed, so that parts can be made side by side, and a corpus
of a million records begins like one of a thousand.
"""
import argparse
import collections
import json
import multiprocessing
import os
import time
import zlib

from corpus_access import act
from corpus_noise import heartbeat, noise
from corpus_world import ACCOUNTS, REGIONS, CAPITALS, Chance, World

PART = 2500
PART_SECONDS = 300
EPOCH = 1715644800  # 2024-05-14T00:00:00Z
LIST = "list"


def clock(second):
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(second))


def part(options, world, index):
    """PART records in the order of their times, access scattered among the rest: (text, the access call or None)."""
    chance = Chance(options.seed * 1000003 + index)
    begin = EPOCH + index * PART_SECONDS
    size = min(PART, options.files * options.records - index * PART)
    wanted = int(options.access * size + chance.random())
    access = []
    while len(access) < wanted:
        access += act(chance, world, begin + int(chance.random() * (PART_SECONDS - 90)), clock)
    access = access[:wanted]
    places = sorted((second, 1, n) for n, (second, *_) in enumerate(access))
    others = [(begin + n * PART_SECONDS // max(1, size - wanted), 0, n) for n in range(size - wanted)]
    records = []
    for second, is_access, n in sorted(places + others):
        if is_access:
            records.append(access[n][1:])
        elif chance.random() < options.beats:
            records.append((heartbeat(chance, world, clock(second)), None))
        else:
            records.append((noise(chance, world, chance.often(REGIONS), clock(second)), None))
    return records


def file_name(options, index, chance):
    """As CloudTrail names its files, below the folder of the account, the region and the day."""
    account, region = ACCOUNTS[index % len(ACCOUNTS)], REGIONS[index // len(ACCOUNTS) % len(REGIONS)]
    when = time.gmtime(EPOCH + index * options.records * PART_SECONDS // PART)
    name = (f"{account}_CloudTrail_{region}_{time.strftime('%Y%m%dT%H%MZ', when)}_{chance.text(16, CAPITALS)}.json"
            + (".gz" if options.gzip else ""))
    return os.path.join("AWSLogs", account, "CloudTrail", region, time.strftime("%Y/%m/%d", when), name)


class Writer:
    """One file: {"Records":[...]}, in one line, as CloudTrail writes it. Gzip's header has no name and no time."""

    def __init__(self, path, level):
        os.makedirs(os.path.dirname(path), exist_ok=True)
        self.file = open(path, "wb")
        self.gzip = zlib.compressobj(level, zlib.DEFLATED, 31) if level else None
        self.size, self.first = 0, True
        self.put(b'{"Records":[')

    def put(self, data):
        self.size += len(data)
        self.file.write(self.gzip.compress(data) if self.gzip else data)

    def add(self, records):
        if records:
            self.put(("" if self.first else ",").encode() + ",".join(text for text, _ in records).encode())
            self.first = False

    def close(self):
        self.put(b"]}")
        if self.gzip:
            self.file.write(self.gzip.flush())
        stored = self.file.tell()
        self.file.close()
        return self.size, stored


def share_of(job):
    """Writes every file of a run of files whose records are whole parts. Returns what was written."""
    options, first, end = job
    world, done, sizes, names = World(options.seed), [], [], {}
    waiting, next_part = [], first * options.records // PART
    for index in range(first, end):
        name = file_name(options, index, Chance(options.seed * 7 + index))
        writer, left = Writer(os.path.join(options.out, name), options.gzip), options.records
        while left:
            if not waiting:
                waiting = part(options, world, next_part)
                next_part += 1
            take, waiting = waiting[:left], waiting[left:]
            writer.add(take)
            sizes += (len(text) for text, _ in take[:max(1, 200000 // options.files)])
            for _, call in take:
                if call:
                    names[call] = names.get(call, 0) + 1
            left -= len(take)
        done.append((name, *writer.close()))
    return done, sizes, names


def jobs(options):
    """Runs of files that begin where a part begins, one process each."""
    step = 1
    while step * options.records % PART and step < options.files:
        step += 1
    runs = -(-options.files // step)
    each = max(1, -(-runs // (4 * options.jobs))) * step
    return [(options, first, min(first + each, options.files)) for first in range(0, options.files, each)]


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("out", help="the folder to make; its file \"list\" names the log files")
    parser.add_argument("--files", type=int, default=100)
    parser.add_argument("--records", type=int, default=2500, help="a file")
    parser.add_argument("--access", type=float, default=0.005, help="share of records that are access")
    parser.add_argument("--beats", type=float, default=0.004,
                        help="share of the others that are UpdateInstanceInformation")
    parser.add_argument("--gzip", type=int, default=0, metavar="LEVEL", help="1 to 9; 0 is plain (default)")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    return parser.parse_args()


def main():
    options = arguments()
    work = jobs(options)
    if len(work) == 1 or options.jobs == 1:
        results = list(map(share_of, work))
    else:
        with multiprocessing.Pool(options.jobs) as pool:
            results = pool.map(share_of, work, chunksize=1)
    done = [row for rows, _, _ in results for row in rows]
    sizes = sorted(size for _, some, _ in results for size in some)
    names = sum((collections.Counter(counted) for _, _, counted in results), collections.Counter())
    inflated, stored = sum(row[1] for row in done), sum(row[2] for row in done)
    with open(os.path.join(options.out, LIST), "w", encoding="ascii") as file:
        file.writelines(os.path.abspath(os.path.join(options.out, row[0])) + "\n" for row in done)
    facts = {"files": len(done), "records": options.files * options.records, "names": names, "bytes": inflated,
             "stored": stored, "ratio": round(inflated / stored, 2),
             "p50": sizes[len(sizes) // 2], "p99": sizes[len(sizes) * 99 // 100],
             "mean": round(inflated / (options.files * options.records))}
    with open(os.path.join(options.out, "facts.json"), "w", encoding="ascii") as file:
        json.dump(facts, file)
    print(json.dumps(facts))


if __name__ == "__main__":
    main()
