# SPDX-License-Identifier: MIT
"""validate() and verified=: findings and rows are the program's, on trails that tests/make_trail_digests.py signs."""
import base64
import gzip
import json
import os
import pickle
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import ec2access
from ec2access import FindingObject, Verdict

PROGRAM = os.environ.get("EC2ACCESS")


@pytest.fixture(scope="module")
def cases(top, tmp_path_factory):
    """A folder for each way in which a trail can be wrong."""
    if not shutil.which("openssl"):
        pytest.skip("no program openssl to sign trails with")
    folder = tmp_path_factory.mktemp("trails")
    subprocess.run([sys.executable, top / "tests" / "make_trail_digests.py", folder], check=True)
    return folder


@pytest.fixture
def signed(top, tmp_path):
    """A signed trail of one session, that may be changed."""
    copy = tmp_path / "signed"
    shutil.copytree(top / "examples" / "signed-trail", copy)
    for path in copy.rglob("*"):
        path.chmod(0o755 if path.is_dir() else 0o644)
    return copy


def log(folder, hour):
    (path,) = folder.glob(f"AWSLogs/**/*T{hour:02}13Z_*.json.gz")
    return path


def change(path):
    path.write_bytes(gzip.compress(gzip.decompress(path.read_bytes()).replace(b"203.0.113.25", b"203.0.113.26")))


def trail_of(case):
    return case / "trail" / (case / "inside").read_text().strip()


def test_findings_are_the_program_s(cases):
    """Of every case: the lines of the program, in its order, and its exit status as `proven`."""
    if not PROGRAM:
        pytest.skip("EC2ACCESS names no program to compare with")
    count = 0
    for case in sorted(path.parent for path in cases.glob("*/status")):
        if (case / "options").exists() and (case / "options").read_text().strip():
            continue
        done = subprocess.run(
            [PROGRAM, "validate", "--format", "jsonl", trail_of(case)], capture_output=True, check=False
        )
        check = ec2access.validate(trail_of(case))
        found = list(check)
        assert [finding.to_dict() for finding in found] == [json.loads(line) for line in done.stdout.splitlines()], case
        assert check.proven == (done.returncode == 0), case
        assert check.counts["wrong"] == sum(finding.wrong for finding in found)
        assert list(check) == found, "again"
        count += 1
    assert count > 25


def test_a_finding(cases):
    by_verdict = {}
    for finding in ec2access.validate(cases / "altered_log" / "trail"):
        by_verdict.setdefault(finding.verdict, []).append(finding)
    (altered,) = by_verdict[Verdict.ALTERED]
    assert altered.object is FindingObject.LOG and altered.object == "log" and altered.wrong
    assert altered.start is None and altered.end.tzinfo
    digest = next(finding for finding in by_verdict["valid"] if finding.object == "digest")
    assert digest.end > digest.start
    assert altered.bucket == "trail-bucket" and altered.key.endswith(".json.gz") and Path(altered.file).is_file()
    assert altered.named_by and altered.sentence
    assert altered in {pickle.loads(pickle.dumps(altered))}
    assert all(not finding.wrong for finding in by_verdict["valid"])


def test_a_name_that_is_no_utf_8(signed):
    odd = os.fsdecode(os.path.join(os.fsencode(signed.parent), b"\xff"))
    signed.rename(odd)
    files = [finding.file for finding in ec2access.validate(odd) if finding.file]
    assert files and all(file.startswith(odd) and os.path.isfile(file) for file in files)


def test_time_that_is_to_be_proven(cases):
    trail = cases / "valid" / "trail"
    assert ec2access.validate(trail).proven
    part = ec2access.validate(trail, since="2023-09-04T01:30:00Z", until="2023-09-04T02:30:00Z")
    assert part.proven and 0 < len(list(part)) < len(list(ec2access.validate(trail)))
    before = ec2access.validate(trail, since="2023-09-03")
    assert [finding.verdict for finding in before if finding.wrong] == ["uncovered"] and not before.proven
    with pytest.raises(ec2access.NotFoundError, match="no digest of that time"):
        list(ec2access.validate(trail, since="2030-01-01"))
    with pytest.raises(ValueError, match="since"):
        ec2access.validate(trail, since="2023-09-05", until="2023-09-04")


def test_keys(cases, tmp_path):
    """From a file, as bytes, and as boto3 decodes them; the keys in the folder do not count then."""
    trail = tmp_path / "trail"
    shutil.copytree(cases / "valid" / "trail", trail)
    keys = tmp_path / "keys.json"
    shutil.move(trail / "public-keys" / "eu-west-1.json", keys)
    with pytest.raises(ec2access.NotFoundError, match="no public key"):
        list(ec2access.validate(trail))
    listed = json.loads(keys.read_text())
    decoded = [{**key, "Value": base64.b64decode(key["Value"])} for key in listed["PublicKeyList"]]
    for given in (keys, str(keys), keys.read_bytes(), listed, {"PublicKeyList": decoded}, [keys, listed]):
        assert ec2access.validate(trail, given).proven
    other = json.loads((cases / "two_keys" / "trail" / "public-keys" / "eu-west-1.json").read_text())
    other["PublicKeyList"] = [key for key in other["PublicKeyList"] if key not in listed["PublicKeyList"]]
    assert {finding.verdict for finding in ec2access.validate(trail, other) if finding.object == "digest"} == {"no-key"}
    with pytest.raises(ec2access.FormatError, match="no list of public keys"):
        ec2access.validate(trail, b"{}")
    with pytest.raises(FileNotFoundError):
        ec2access.validate(trail, tmp_path / "nowhere")
    bad = {"PublicKeyList": [*listed["PublicKeyList"], {**listed["PublicKeyList"][0], "Fingerprint": "00"}]}
    with pytest.warns(ec2access.InputWarning, match="keys are left out"):
        check = ec2access.validate(trail, bad)
        check.run()
    assert not check.proven and check.problems[0].code < 0
    with pytest.raises(ec2access.FormatError, match="keys are left out"):
        list(ec2access.validate(trail, bad, errors="raise"))


def test_nothing_there(tmp_path):
    check = ec2access.validate(tmp_path)
    with pytest.raises(ec2access.StateError):
        _ = check.counts
    with pytest.raises(ec2access.NotFoundError, match="no digest"):
        list(check)
    with pytest.raises(ec2access.CancelledError):
        list(check)
    with pytest.raises(ec2access.NotFoundError, match="nowhere"):
        list(ec2access.validate(tmp_path / "nowhere"))
    with pytest.raises(ValueError, match="NUL"):
        ec2access.validate("a\0b")
    check = ec2access.validate(tmp_path)
    check.cancel()
    with pytest.raises(ec2access.CancelledError):
        list(check)


def only(inputs, **keywords):
    (session,) = ec2access.sessions(inputs, errors="raise", **keywords)
    return session


def test_verified(signed):
    """By the files that the evidence of a row was read from."""
    assert only(signed).verified is None and "verified" not in only(signed).to_dict()
    for folder in (signed, str(signed), [signed], ec2access.validate(signed)):
        session = only(signed, verified=folder)
        assert session.verified is True and session.to_dict()["verified"] is True
        assert session.to_record()["verified"] is True
    checked = ec2access.validate(signed, signed / "public-keys" / "eu-west-1.json")
    assert only(log(signed, 1), verified=checked).verified is True
    assert only(signed, verified=checked).verified is True, "the same check again"
    elsewhere = signed.parent / "elsewhere"
    shutil.copytree(signed, elsewhere)
    assert only(elsewhere, verified=checked).verified is None


def test_what_was_changed_is_not_proven(signed):
    change(log(signed, 2))
    session = only(signed, verified=signed)
    assert session.verified is False and session.end is not None
    session = only(signed, verified=signed, proven_only=True)
    assert session.verified is True and session.end is None, "the end was in the other file"


def test_rows_are_the_program_s(signed):
    if not PROGRAM:
        pytest.skip("EC2ACCESS names no program to compare with")
    change(log(signed, 2))
    for keywords, options in (
        ({"verified": signed}, ["--verified", signed]),
        ({"verified": signed, "proven_only": True}, ["--verified=only"]),
    ):
        told = subprocess.run(
            [PROGRAM, "sessions", "--format", "jsonl", *options, signed], capture_output=True, check=True
        ).stdout
        assert only(signed, **keywords).to_json().encode() == told.rstrip(b"\n")


def test_what_cannot_be_verified(signed, tmp_path):
    rows = ec2access.sessions(signed, verified=tmp_path / "nothing")
    with pytest.raises(ec2access.NotFoundError):
        next(rows)
    with pytest.raises(ec2access.CancelledError):
        next(rows)
    with pytest.raises(ValueError, match="verified="):
        ec2access.sessions(signed, proven_only=True)
