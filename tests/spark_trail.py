# SPDX-License-Identifier: MIT
"""A trail of many accounts, made of the cases of tests/data: each account's world is a copy of them, with ids, addresses
and times of its own, its records thrown into many files, some of them twice."""
import datetime
import gzip
import hashlib
import json
import os
import random
import re
import uuid
from pathlib import Path

PATTERN = re.compile(
    r"\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b"
    r"|\bi-[0-9a-f]{17}\b"
    r"|\b(?:111122223333|444455556666|777788889999|123456789012)\b"
    r"|\b20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d(?=Z|\b)"
    r"|\b10[.-]0(?=[.-]\d)"
)
LINE = re.compile(r"^(20\S+|[A-Z][a-z][a-z] [ \d]\d \d\d:\d\d:\d\d) ([a-z]\S*) ", re.M)


class World:
    """One copy of one case, at a time of its own. Keys stay: people push one key to instances of several accounts."""

    def __init__(self, number, case):
        self.number = number
        self.case = case

    def _replace(self, match):
        text, n = match[0], self.number
        if re.fullmatch(r"\d{12}", text):
            return str(int(text) + n)
        if text.startswith("i-"):
            return "i-" + hashlib.sha256(f"{n} {text}".encode()).hexdigest()[:17]
        if text[4:5] == "-" and "T" in text:
            time = datetime.datetime.fromisoformat(text) + datetime.timedelta(hours=self.case, minutes=7 * n)
            return time.isoformat()
        if text.startswith("10"):
            return text[:3] + str(n)
        return str(uuid.uuid5(uuid.UUID(int=n), f"{self.case} {text}"))

    def text(self, text):
        text = LINE.sub(lambda m: f"{m[1]} {m[2] if m[2].startswith(('ip-', 'i-')) else f'{m[2]}-{self.number}'} ", text)
        return PATTERN.sub(self._replace, text)


def cases(data):
    """(number, records, logs) of the cases that are records one a line in an array, or lines of a log."""
    for number, case in enumerate(sorted(data.iterdir())):
        records, logs = [], []
        for path in sorted(case.glob("input*.json")):
            text = path.read_text(encoding="utf-8", errors="replace")
            if re.match(r"(20\d\d-|[A-Z][a-z][a-z] +\d)", text):
                logs.append(text)
                continue
            try:
                found = json.loads(text)["Records"]
            except (ValueError, KeyError, TypeError):
                continue
            records += [json.dumps(r) for r in found if isinstance(r, dict) and _is_whole(r)]
        yield number, records, logs


def _is_whole(record):
    """Masked samples belong anywhere, so that all would be one group; they have a test of their own."""
    return re.fullmatch(r"[0-9a-f-]{36}", str(record.get("eventID"))) is not None


def make(folder, data, worlds, files, seed=1):
    """Returns how many records and how many logs it made, copies not counted."""
    dice = random.Random(seed)
    shelves = [[] for _ in range(files)]
    n_records = n_logs = n_copies = 0
    for number in range(worlds):
        for case, records, logs in cases(data):
            world = World(number, case)
            for text in map(world.text, records):
                n_records += 1
                for _ in range(2 if dice.random() < 0.1 else 1):
                    dice.choice(shelves).append(text)
            for text in map(world.text, logs):
                n_logs += 1
                for _ in range(2 if dice.random() < 0.1 else 1):
                    n_copies += 1
                    _write(folder / "hosts" / f"{n_copies}" / "secure", text)
    for number, shelf in enumerate(shelves):
        dice.shuffle(shelf)
        path = folder / "AWSLogs" / f"{number % 10}" / f"{number}.json"
        _write(path.with_suffix(".json.gz") if number % 2 else path, '{"Records":[' + ",".join(shelf) + "]}")
    return n_records, n_logs


def _write(path, text):
    path.parent.mkdir(parents=True, exist_ok=True)
    data = text.encode()
    path.write_bytes(gzip.compress(data, mtime=0) if path.suffix == ".gz" else data)
    os.utime(path, (1715700000, 1715700000))


def make_all_cases(folder, data):
    """Every file of every case, as it is."""
    for case in sorted(data.iterdir()):
        for path in sorted(case.glob("input*")):
            if path.name == "inputs":
                continue
            target = folder / case.name / path.name
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(path.read_bytes())
            os.utime(target, (1715700000, 1715700000))


if __name__ == "__main__":
    import sys

    print(*make(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4])))
