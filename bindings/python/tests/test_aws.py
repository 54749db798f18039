# SPDX-License-Identifier: MIT
"""Inputs of AWS, from servers on loopback: tests/s3_lab.py and tests/lookup_server.py check every signature."""
import gzip
import json
import os
import shutil
import subprocess
import sys
import time
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest

import ec2access

from test_parser import START

DAYS = (3, 4, 6, 9)
PLACES = [("111122223333", "eu-west-1"), ("111122223333", "us-east-1"), ("444455556666", "eu-west-1")]


@pytest.fixture(autouse=True)
def nothing_of_the_user_s(monkeypatch):
    """Neither the user's keys and files of AWS, nor a proxy."""
    for name in os.environ:
        if name.startswith("AWS_") or name.lower().endswith("_proxy"):
            monkeypatch.delenv(name)
    monkeypatch.setenv("AWS_CONFIG_FILE", os.devnull)
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", os.devnull)
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")


def missing(what):
    if os.environ.get("EC2ACCESS_ALL"):
        pytest.fail(what)
    pytest.skip(what)


def need_aws():
    try:
        import botocore  # noqa: F401
    except ImportError:
        missing("no boto3 (./bootstrap tools installs it)")
    try:
        ec2access.Scan("s3://bucket/")
    except ec2access.UnsupportedError:
        pytest.skip("the library was built without libcurl")


def key_of(account, region, day):
    return (
        f"AWSLogs/{account}/CloudTrail/{region}/2023/09/{day:02}/"
        f"{account}_CloudTrail_{region}_202309{day:02}T0600Z_0000000000000000.json.gz"
    )


def record(account, region, day):
    number = DAYS.index(day) + 10 * PLACES.index((account, region))
    return {
        **START,
        "eventID": f"00000000-0000-4000-8000-{number:012}",
        "eventTime": f"2023-09-{day:02}T05:00:00Z",
        "recipientAccountId": account,
        "awsRegion": region,
        "requestParameters": {"target": f"i-{number:017}"},
        "responseElements": {"sessionId": f"alice-{number:017}"},
    }


@pytest.fixture(scope="module")
def lab(top):
    """An S3 server with a trail of two accounts, two regions and some days in the bucket "trail"."""
    need_aws()
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    server = os.environ.get("EC2ACCESS_S3_SERVER") or shutil.which("versitygw") or cache / "ec2access/bin/versitygw"
    if not shutil.which(server):
        missing("no S3 server: versitygw, or EC2ACCESS_S3_SERVER (./bootstrap tools builds it)")
    sys.path.insert(0, str(top / "tests"))
    try:
        import s3_lab
    finally:
        sys.path.pop(0)
    lab = s3_lab.Lab(str(server))
    try:
        lab.keys = (s3_lab.ACCESS, s3_lab.SECRET, None)
        lab.region = s3_lab.REGION
        lab.client.create_bucket(Bucket="trail", CreateBucketConfiguration={"LocationConstraint": lab.region})
        for place in PLACES:
            for day in DAYS:
                body = gzip.compress(json.dumps({"Records": [record(*place, day)]}).encode())
                lab.client.put_object(Bucket="trail", Key=key_of(*place, day), Body=body)
        yield lab
    finally:
        lab.client.close()
        lab.stop()
        lab.proxy.server_close()


def config_of(lab, **options):
    return ec2access.Config(**{"aws_keys": lab.keys, "region": lab.region, "endpoint_url": lab.url, **options})


def test_a_bucket(lab):
    """All of a trail, straight from its bucket: the rows of the same records in memory."""
    lab.disturb()
    rows = list(ec2access.sessions("s3://trail", config=config_of(lab), errors="raise"))
    assert rows == list(ec2access.sessions([record(*place, day) for place in PLACES for day in DAYS]))
    assert len(lab.objects()) == len(rows) == len(PLACES) * len(DAYS)
    assert lab.unsigned == []


def test_one_object_among_others(lab):
    lab.disturb()
    key = key_of(*PLACES[0], 4)
    inputs = ["s3://trail/" + key, json.dumps(START).encode()]
    rows = list(ec2access.sessions(inputs, config=config_of(lab), errors="raise"))
    assert [row.start.hour for row in rows] == [5, 5] and len({row.instance_id for row in rows}) == 2
    assert lab.objects() == [key]


@pytest.mark.parametrize("read", [ec2access.sessions, ec2access.events])
def test_only_what_is_wanted_is_fetched(lab, read):
    lab.disturb()
    found = list(
        read(
            "s3://trail",
            account="111122223333",
            region=["us-east-1", "eu-central-1"],
            since="2023-09-06",
            until=datetime(2023, 9, 7, tzinfo=timezone.utc),
            config=config_of(lab),
            errors="raise",
        )
    )
    assert len(found) == 1
    assert lab.objects() == [key_of(*PLACES[1], 6)]
    lab.disturb()
    scan = ec2access.Scan("s3://trail", until="2023-09-03", config=config_of(lab), errors="raise")
    scan.run()
    assert sorted(lab.objects()) == sorted(key_of(*place, 3) for place in PLACES), "a scan by itself narrows likewise"
    assert len(list(scan.correlator)) == len(PLACES), "but leaves no row out"


def test_refused(lab):
    """Keys that are wrong: an exception of its own, with nothing of the keys in it."""
    secret = "wJalrXUtnFEMIK7MDENGbPxRfiCYnotthekey"
    with pytest.raises(ec2access.DeniedError) as caught:
        list(ec2access.sessions("s3://trail", config=config_of(lab, aws_keys=(lab.keys[0], secret, None))))
    assert secret not in str(caught.value) + repr(caught.value)
    with pytest.raises(ec2access.NotFoundError):
        list(ec2access.sessions("s3://no-such-bucket", config=config_of(lab)))


def test_profile_and_credential_process(lab, tmp_path, monkeypatch):
    """A program is run only where that was said."""
    keys = {"Version": 1, "AccessKeyId": lab.keys[0], "SecretAccessKey": lab.keys[1]}
    program = tmp_path / "program"
    program.write_text(f"#!/bin/sh\ntouch {tmp_path}/it-ran\ncat <<E\n{json.dumps(keys)}\nE\n")
    program.chmod(0o755)
    (tmp_path / "config").write_text(f"[profile ours]\nregion = {lab.region}\ncredential_process = {program}\n")
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "config"))
    key = "s3://trail/" + key_of(*PLACES[0], 3)
    with pytest.raises(ec2access.DeniedError):
        list(ec2access.sessions(key, config=ec2access.Config(profile="ours", endpoint_url=lab.url)))
    assert not (tmp_path / "it-ran").exists()
    config = ec2access.Config(profile="ours", endpoint_url=lab.url, credential_process=True, connections=2)
    assert len(list(ec2access.sessions(key, config=config, errors="raise"))) == 1
    assert (tmp_path / "it-ran").exists()


def test_keys_as_boto3_has_them(lab):
    import boto3

    keys = boto3.Session(*lab.keys[:2]).get_credentials().get_frozen_credentials()
    config = config_of(lab, aws_keys=keys)
    assert len(list(ec2access.sessions("s3://trail/" + key_of(*PLACES[0], 3), config=config, errors="raise"))) == 1


# ---- Event history ----------------------------------------------------------------------------------------------


@pytest.fixture
def history(top, tmp_path):
    """A service with a session of each of the last five days: its URL, and what it was asked."""
    need_aws()
    records = []
    for days_ago in range(1, 6):
        at = datetime.now(timezone.utc) - timedelta(days=days_ago)
        records.append(
            {
                **START,
                "eventTime": at.strftime("%Y-%m-%dT%H:%M:%SZ"),
                "eventID": f"00000000-0000-4000-8000-{days_ago:012}",
                "responseElements": {"sessionId": f"alice-{days_ago:017}"},
            }
        )
    (tmp_path / "records").write_text(json.dumps({"Records": records}))
    program = [sys.executable, top / "tests" / "lookup_server.py"]
    server = subprocess.Popen(
        [*program, "--records", tmp_path / "records", "--log", tmp_path / "log"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    with server:
        try:
            url = f"http://127.0.0.1:{int(server.stdout.readline())}"
            yield url, lambda: [json.loads(line) for line in (tmp_path / "log").read_text().splitlines()]
        finally:
            server.kill()


def test_event_history(history):
    """One attribute, or it would take a query for each name, at two a second."""
    url, log = history
    config = ec2access.Config(aws_keys=("AKIAEXAMPLE", "secret", None), endpoint_url=url)
    now = time.time()
    rows = ec2access.sessions(
        "lookup:eu-central-1",
        since=timedelta(days=3, hours=1),
        until=datetime.fromtimestamp(now, timezone.utc) - timedelta(days=1, hours=12),
        attribute="EventName=StartSession",
        config=config,
        errors="raise",
    )
    assert len(list(rows)) == 2
    assert rows.counts["records_access"] == 4, "a day more on either side was read"
    asked = log()[-1]
    assert asked["region"] == "eu-central-1"
    assert asked["asked"]["LookupAttributes"] == [{"AttributeKey": "EventName", "AttributeValue": "StartSession"}]
    assert abs(asked["asked"]["StartTime"] - (now - (4 * 24 + 1) * 3600)) < 600
    assert abs(asked["asked"]["EndTime"] - (now - 12 * 3600)) < 600
    found = ec2access.events("lookup:eu-central-1", attribute="ReadOnly=false", config=config, errors="raise")
    assert len({event.session.id for event in found}) == 5
    asked = log()[-1]["asked"]
    assert asked["LookupAttributes"] == [{"AttributeKey": "ReadOnly", "AttributeValue": "false"}]
    assert "EndTime" not in asked and "StartTime" not in asked


# ---- what is no place, no option ----------------------------------------------------------------------------------


def test_what_is_no_place(tmp_path, monkeypatch):
    need_aws()
    for inputs, keywords in (
        ("s3://", {}),
        ("s3://trail", {"account": "12"}),
        ("s3://trail", {"region": "no region"}),
        ("lookup:eu-west-1", {"attribute": "Nothing=x"}),
        ("lookup:eu-west-1", {"attribute": "ReadOnly"}),
        ("s3://tr\0ail", {}),
        ("lookup:eu\0", {}),
    ):
        with pytest.raises(ValueError, match=r"\w"):
            ec2access.sessions(inputs, **keywords)
    # A path is a path, and may be called so.
    monkeypatch.chdir(tmp_path)
    (tmp_path / "s3:").mkdir()
    (tmp_path / "s3:" / "x").write_text(json.dumps(START))
    (tmp_path / "lookup:x").write_text(json.dumps(START))
    for name in ("s3://x", "lookup:x"):
        assert len(list(ec2access.sessions(Path(name), errors="raise"))) == 1
        assert len(list(ec2access.sessions("./" + name, errors="raise"))) == 1


def test_options(tmp_path):
    config = ec2access.Config(
        profile="p", region="eu-west-1", endpoint_url="http://127.0.0.1:1", ca_file=tmp_path / "ca", connections=7
    )
    assert [config[name] for name in ("profile", "region", "endpoint_url")] == ["p", "eu-west-1", "http://127.0.0.1:1"]
    assert config["aws_profile"] == "p" and config["aws_region"] == "eu-west-1"
    assert config["ca_file"] == str(tmp_path / "ca") and config["connections"] == 7
    assert config["credential_process"] == 0 and ec2access.Config(credential_process=True)["credential_process"] == 1
    for wrong in (
        {"endpoint_url": "ftp://127.0.0.1"},
        {"connections": 0},
        {"profile": "a\0b"},
        {"aws_keys": ("AKIAEXAMPLE", None)},
        {"aws_keys": (None, None)},
    ):
        with pytest.raises(ValueError, match=r"\w"):
            ec2access.Config(**wrong)
    with pytest.raises(ValueError, match=r"\w") as caught:
        ec2access.Config(aws_keys=("AKIAEXAMPLE", "very\nsecret", None))
    assert "secret" not in str(caught.value)
    with pytest.raises(TypeError):
        ec2access.Config(profil="p")
    for wrong in ({"lateness": 1.9}, {"lateness": 2.0}, {"connections": None, "strict": None}):
        with pytest.raises(TypeError, match="no whole number"):
            ec2access.Config(**wrong)
    with pytest.raises(ValueError, match=r"lateness='1\.9' is no whole number"):
        ec2access.Config(lateness="1.9")
    assert ec2access.Config(lateness="60")["lateness"] == 60 and ec2access.Config(strict=True)["strict"] == 1
    with pytest.raises(ValueError, match="holds a NUL"):
        ec2access.Config(documents={"a\0b": "session-manager"})
