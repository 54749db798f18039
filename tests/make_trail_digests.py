# SPDX-License-Identifier: MIT
"""Write the cases of check_validate.sh: OUT/CASE/trail, OUT/CASE/expected (object, verdict, name: all that is not valid, and
how many are), OUT/CASE/status, and where a case has any, OUT/CASE/options.

usage: make_trail_digests.py OUT
"""
import datetime
import json
import os
import sys

from trail_digests import BEGIN, BUCKET, HOUR, REGION, Key, Trail, iso, pack, write

OUT = sys.argv[1]
os.makedirs(OUT, exist_ok=True)
KEY = Key(os.path.join(OUT, "key.pem"))
SPKI = Key(os.path.join(OUT, "key.pem"), spki=True)
OTHER = Key(os.path.join(OUT, "other.pem"))
CASES = []


def case(function):
    CASES.append(function)
    return function


class Expected(list):
    """Lines, and how many digests, backfill digests and log files are proven."""

    def __init__(self, trail, **minus):
        digests = sum("_backfill" not in k and "CloudTrail-Digest" in k for k in trail.objects)
        self.valid = {"digest": digests - minus.get("digests", 0),
                      "backfill-digest": sum("_backfill" in k for k in trail.objects) - minus.get("backfills", 0),
                      "log": len(trail.logs) - minus.get("logs", 0)}

    def add(self, what, verdict, *names):
        for name in names:
            self.append(f"{what} {verdict} {os.path.basename(name)}")
        return self


def chain(key=KEY, hours=5, **options):
    trail = Trail(key, **options)
    for hour in range(hours):
        trail.hour(logs=0 if hour == 2 else 2)
    return trail


def change(trail, name, data=None, meta=None):
    old, kept = trail.objects[name]
    trail.objects[name] = (old if data is None else data, kept if meta is None else meta)


def span(start, end):
    return f"{iso(start)}..{iso(end)}"


@case
def valid():
    """Starting, full and empty digests."""
    trail = chain()
    return trail, Expected(trail), 0, {}


@case
def valid_by_the_next_one():
    """Without metadata each signature stands in the next digest; the newest one is not provable."""
    trail = chain()
    expected = Expected(trail, digests=1, logs=2)
    expected.add("digest", "unproven", trail.digests[-1])
    return trail, expected.add("log", "unproven", *trail.logs[-2:]), 1, {"metadata": False}


@case
def key_in_subjectpublickeyinfo():
    trail = chain(SPKI)
    return trail, Expected(trail), 0, {"keys": [SPKI]}


@case
def two_keys():
    """The key changes on the way."""
    trail = chain()
    trail.hour(key=OTHER)
    trail.hour(key=OTHER)
    return trail, Expected(trail), 0, {"keys": [KEY, OTHER]}


@case
def key_missing():
    trail = chain(hours=3)
    name = trail.hour(key=OTHER)
    expected = Expected(trail, digests=1, logs=1).add("digest", "no-key", name)
    return trail, expected.add("log", "unproven", trail.logs[-1]), 1, {}


@case
def altered_log():
    trail = chain()
    change(trail, trail.logs[1], pack(b'{"Records": [{"eventName": "nothing"}]}'))
    return trail, Expected(trail, logs=1).add("log", "altered", trail.logs[1]), 1, {}


@case
def appended_log():
    """Bytes behind the end of the gzip data, which a reader of several members would read."""
    trail = chain()
    change(trail, trail.logs[1], trail.objects[trail.logs[1]][0] + pack(b'{"Records": []}'))
    change(trail, trail.logs[2], trail.objects[trail.logs[2]][0] + b"\0")
    return trail, Expected(trail, logs=2).add("log", "appended", *trail.logs[1:3]), 1, {}


@case
def broken_log():
    trail = chain()
    change(trail, trail.logs[0], trail.objects[trail.logs[0]][0][:-9])
    change(trail, trail.logs[1], b"")
    change(trail, trail.logs[2], b'{"Records": []}')
    return trail, Expected(trail, logs=3).add("log", "broken", *trail.logs[0:3]), 1, {}


@case
def missing_log():
    trail = chain()
    del trail.objects[trail.logs[1]]
    return trail, Expected(trail, logs=1).add("log", "missing", trail.logs[1]), 1, {}


@case
def unlisted_log():
    """Laid beside the others: one called as CloudTrail calls its own, and one called anyhow."""
    trail = chain()
    one = trail.log_key(BEGIN + datetime.timedelta(minutes=30), 99)
    other = os.path.dirname(one) + "/records.json.gz"
    trail.objects[one] = trail.objects[other] = (pack(b'{"Records": []}'), {})
    return trail, Expected(trail).add("log", "unlisted", one, other), 1, {}


@case
def unlisted_log_called_metadata():
    """Records under the name that metadata of a digest would have: whoever reads the folder reads them."""
    trail = chain()
    name = trail.log_key(BEGIN + datetime.timedelta(minutes=30), 99) + ".meta.json"
    trail.objects[name] = (b'{"Records": []}', {})
    return trail, Expected(trail).add("log", "unlisted", name), 1, {}


@case
def key_of_no_region():
    """Somebody's own digest and its key, in a file that names no region: that is a key of none, not of all."""
    trail = chain(hours=3)
    name = trail.hour(key=OTHER)
    expected = Expected(trail, digests=1, logs=1).add("digest", "no-key", name)
    return trail, expected.add("log", "unproven", trail.logs[-1]), 1, {"any": [OTHER]}


@case
def pending_log(begin=BEGIN):
    """Newer than the newest digest: in a folder nothing is wrong, in a bucket the next one should be there for long."""
    trail = chain(begin=begin)
    end = begin + 5 * HOUR
    late = trail.log_key(end + datetime.timedelta(minutes=30), 99)
    trail.objects[late] = (pack(b'{"Records": []}'), {})
    in_bucket = Expected(trail).add("log", "unlisted", late)
    minute = (end + datetime.timedelta(minutes=30)).replace(second=0)
    in_bucket.add("time", "uncovered", span(end, minute))
    return trail, Expected(trail).add("log", "pending", late), 0, {"in_bucket": in_bucket}


@case
def newest_digests_gone():
    """Nothing names the newest digests; but log files go on."""
    trail = chain(hours=9)
    gone, logs = trail.digests[5:], trail.logs[8:]
    for name in gone:
        del trail.objects[name]
    expected = Expected(trail, logs=8).add("log", "unlisted", *logs)
    end = datetime.datetime(2023, 9, 4, 8, 11)
    return trail, expected.add("time", "uncovered", span(BEGIN + 5 * HOUR, end)), 1, {}


@case
def altered_digest():
    """Another hash for a log file, as who changed that would write it."""
    trail = chain()
    name = trail.digests[1]
    old = json.loads(__import__("gzip").decompress(trail.objects[name][0]))
    old["logFiles"][0]["hashValue"] = "00" * 32
    change(trail, name, pack(json.dumps(old).encode()))
    expected = Expected(trail, digests=1, logs=2).add("digest", "altered", name)
    return trail, expected.add("log", "unproven", *trail.logs[2:4]), 1, {}


@case
def altered_signature():
    """Of the metadata alone: what the digest says is proven by the next one all the same."""
    trail = chain()
    change(trail, trail.digests[1], meta={"signature": "ab" * 256, "signature-algorithm": "SHA256withRSA"})
    return trail, Expected(trail, digests=1).add("digest", "altered", trail.digests[1]), 1, {}


@case
def crlf_digest():
    """A copy that turned every line feed into two bytes."""
    trail = chain()
    name = trail.digests[1]
    change(trail, name, trail.objects[name][0].replace(b"\n", b"\r\n") + b"\r\n")
    gone = trail.logs[2:4]
    state = "appended" if b"\n" not in pack(b"") and trail.objects[name][0].count(b"\r\n") == 1 else "broken"
    return trail, Expected(trail, digests=1, logs=2).add("digest", state, name).add("log", "unlisted", *gone), 1, {}


@case
def moved_digest():
    """From one day's folder to another's; where it was, it is missing."""
    trail = chain()
    name = trail.digests[1]
    moved = name.replace("/2023/09/04/", "/2023/09/05/")
    data, meta = trail.objects.pop(name)
    trail.objects[moved] = (data, meta)
    expected = Expected(trail, digests=1, logs=2).add("digest", "moved", moved).add("digest", "missing", name)
    return trail, expected.add("log", "unlisted", *trail.logs[2:4]), 1, {}


@case
def renamed_digest():
    """One hour's digest in the place of another hour's."""
    trail = chain()
    trail.objects[trail.digests[3]] = trail.objects[trail.digests[1]]
    expected = Expected(trail, digests=1, logs=2).add("digest", "moved", trail.digests[3])
    return trail, expected.add("log", "unlisted", *trail.logs[4:6]), 1, {}


@case
def one_deleted():
    trail = chain()
    del trail.objects[trail.digests[1]]
    expected = Expected(trail, logs=2).add("digest", "missing", trail.digests[1])
    return trail, expected.add("log", "unlisted", *trail.logs[2:4]), 1, {}


@case
def three_deleted():
    """In a row: the first one is named by the next digest, the hours show the others."""
    trail = chain(hours=7)
    for name in trail.digests[2:5]:
        del trail.objects[name]
    expected = Expected(trail, logs=4).add("digest", "missing", *trail.digests[2:5])
    return trail, expected.add("log", "unlisted", *trail.logs[4:8]), 1, {}


@case
def deleted_behind_an_altered_one():
    """What an altered digest says of the one before is not believed; the hours show it."""
    trail = chain(hours=6)
    del trail.objects[trail.digests[2]]
    name = trail.digests[3]
    change(trail, name, pack(__import__("gzip").decompress(trail.objects[name][0]) + b" "))
    expected = Expected(trail, digests=1, logs=2).add("digest", "missing", trail.digests[2])
    return trail, expected.add("digest", "altered", name).add("log", "unproven", *trail.logs[4:6]), 1, {}


@case
def oldest_deleted():
    """Nobody knows how many there were; the one that is named is told."""
    trail = chain()
    del trail.objects[trail.digests[0]]
    expected = Expected(trail, logs=2).add("digest", "missing", trail.digests[0])
    return trail, expected.add("log", "unlisted", *trail.logs[0:2]), 1, {}


@case
def gap():
    """Logging was off for three hours, then a new chain begins."""
    trail = chain(hours=2)
    trail.hour(at=5, starting=True)
    trail.hour()
    return trail, Expected(trail).add("time", "gap", span(BEGIN + 2 * HOUR, BEGIN + 5 * HOUR)), 0, {}


@case
def another_chain_in_its_place():
    """Signed by CloudTrail, but not the digest that the next one names."""
    trail = chain(hours=3)
    twin = Trail(KEY)
    twin.hour(logs=0)
    twin.hour(logs=1)
    trail.objects[trail.digests[1]] = twin.objects[twin.digests[1]]
    trail.objects[twin.logs[0]] = twin.objects[twin.logs[0]]
    expected = Expected(trail, digests=1).add("digest", "altered", trail.digests[1])
    expected.valid["log"] = 3
    return trail, expected.add("log", "unlisted", trail.logs[3]), 1, {}


@case
def backfill():
    """Late log files, in digests of their own, which follow no clock."""
    trail = chain()
    at = BEGIN + datetime.timedelta(minutes=40)
    first = trail.digest(BEGIN, BEGIN + HOUR, [trail.log(at, 70)], backfill=True, starting=True)
    trail.digest(BEGIN + HOUR, BEGIN + 2 * HOUR, [trail.log(at + HOUR, 71)], backfill=True, starting=True)
    assert first.endswith("_backfill.json.gz")
    return trail, Expected(trail), 0, {}


@case
def backfill_altered():
    trail = chain()
    at = BEGIN + datetime.timedelta(minutes=40)
    name = trail.digest(BEGIN, BEGIN + HOUR, [trail.log(at, 70)], backfill=True, starting=True)
    change(trail, name, pack(__import__("gzip").decompress(trail.objects[name][0]) + b"\n"))
    expected = Expected(trail, backfills=1, logs=1).add("backfill-digest", "altered", name)
    return trail, expected.add("log", "unproven", trail.logs[-1]), 1, {}


@case
def backfill_without_its_time():
    trail = chain()
    at = BEGIN + datetime.timedelta(minutes=40)
    name = trail.digest(BEGIN, BEGIN + HOUR, [trail.log(at, 70)], backfill=True, starting=True)
    del trail.objects[name][1]["backfill-generation-timestamp"]
    expected = Expected(trail, backfills=1, logs=1).add("backfill-digest", "broken", name)
    return trail, expected.add("log", "unlisted", trail.logs[-1]), 1, {}


@case
def range_inside():
    trail = chain(hours=8)
    expected = Expected(trail, digests=5, logs=10 - 0)
    expected.valid = {"digest": 3, "backfill-digest": 0, "log": 6}
    since, until = BEGIN + 3 * HOUR, BEGIN + 6 * HOUR
    return trail, expected, 0, {"options": f"--since {iso(since)} --until {iso(until)}"}


@case
def range_wider():
    """Its ends were asked for, and nothing covers them."""
    trail = chain()
    since, until = BEGIN - 5 * HOUR, BEGIN + 9 * HOUR
    expected = Expected(trail).add("time", "uncovered", span(since, BEGIN), span(BEGIN + 5 * HOUR, until))
    return trail, expected, 1, {"options": f"--since {iso(since)} --until {iso(until)}"}


@case
def range_end_hidden():
    """The newest digests are gone, and somebody laid one without a signature behind the end: its word excuses nothing."""
    trail = chain()
    name = trail.digest(BEGIN + 12 * HOUR, BEGIN + 13 * HOUR, [], starting=True)
    change(trail, name, meta={})
    since, until = BEGIN, BEGIN + 9 * HOUR
    expected = Expected(trail, digests=1).add("time", "uncovered", span(BEGIN + 5 * HOUR, until))
    return trail, expected, 1, {"options": f"--since {iso(since)} --until {iso(until)}"}


@case
def range_all_deleted():
    """Every digest of it, and more than the margins: the ones on both sides tell."""
    trail = chain(hours=20)
    for name in trail.digests[5:15]:
        del trail.objects[name]
    expected = Expected(trail)
    expected.valid = {"digest": 1, "backfill-digest": 0, "log": 2}
    expected.add("digest", "missing", *trail.digests[5:15]).add("log", "unlisted", *trail.logs[8:28])
    since, until = BEGIN + 5 * HOUR, BEGIN + 15 * HOUR + datetime.timedelta(seconds=1)
    return trail, expected, 1, {"options": f"--since {iso(since)} --until {iso(until)}"}


@case
def prefix_and_organization():
    trail = chain(prefix="some/prefix/")
    trail.objects = {k: v for k, v in trail.objects.items()}
    return trail, Expected(trail), 0, {}


@case
def part_of_the_layout():
    """The folder begins within the keys, at the account."""
    trail = chain(prefix="deep/er/")
    return trail, Expected(trail), 0, {"inside": "deep/er/AWSLogs", "metadata": True}


@case
def below_the_bucket():
    """Or before them."""
    trail = chain()
    return trail, Expected(trail), 0, {"outside": "buckets/" + BUCKET}


@case
def not_ours():
    """Keys that lead elsewhere, a cycle, a digest that is no digest: none of it signed."""
    trail = chain(hours=3)
    expected = Expected(trail)
    end = BEGIN + 10 * HOUR
    name = trail.digest_key(end)
    forged = {"awsAccountId": "1", "digestStartTime": "0001-01-01T00:00:00Z", "digestEndTime": "9999-12-31T23:59:59Z",
              "digestS3Bucket": BUCKET, "digestS3Object": name, "digestPublicKeyFingerprint": KEY.fingerprint,
              "previousDigestS3Bucket": BUCKET, "previousDigestS3Object": name, "previousDigestSignature": "00" * 256,
              "logFiles": [{"s3Bucket": BUCKET, "s3Object": "../../../../etc/passwd", "hashValue": "zz",
                            "hashAlgorithm": "SHA-256"}] * 1000}
    trail.objects[name] = (pack(json.dumps(forged).encode()), {"signature": "xyz"})
    expected.add("digest", "altered", name)
    for hours, text in ((11, b"[]"), (12, b"{"), (13, b"null"), (14, b'{"logFiles":' + b"[" * 5000)):
        other = trail.digest_key(BEGIN + hours * HOUR)
        trail.objects[other] = (pack(text), {"signature": "00"})
        expected.add("digest", "broken", other)
    expected.add("digest", "missing", *(trail.digest_key(BEGIN + h * HOUR) for h in range(4, 10)))
    return trail, expected, 1, {}


def run(function):
    trail, expected, status, options = function()
    folder = os.path.join(OUT, function.__name__)
    place = os.path.join(folder, "trail")
    for key in options.get("keys", [KEY]):
        trail.region = REGION
    write(os.path.join(place, options.get("outside", "")), [trail], options.get("metadata", True))
    inside = os.path.join(place, options.get("inside", ""))
    write(inside, [], keys={REGION: options.get("keys", [KEY]), **({"": options["any"]} if "any" in options else {})})
    lines = sorted(expected) + [f"{count} {what} valid" for what, count in sorted(expected.valid.items()) if count]
    for name, text in (("expected", "\n".join(lines) + "\n"), ("status", f"{status}\n"),
                       ("options", options.get("options", "") + "\n"), ("inside", options.get("inside", "") + "\n")):
        with open(os.path.join(folder, name), "w") as file:
            file.write(text)


for function in CASES:
    run(function)
