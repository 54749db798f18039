# SPDX-License-Identifier: MIT
"""Runs the scripts of examples/python."""
import csv
import io
import json
import os
import runpy
import subprocess
import sys

import pytest

import ec2access

from test_inputs import ENTRIES
from test_parser import BAD, END, START, text


@pytest.fixture
def example(top):
    return lambda name: str(top / "examples" / "python" / name)


def run(*arguments, given=b"", **environment):
    return subprocess.run(
        [sys.executable, *map(str, arguments)], input=given, capture_output=True, env={**os.environ, **environment}
    )


def test_boto3_history(example, capsys):
    boto3 = pytest.importorskip("boto3", reason="boto3 is not installed (./bootstrap tools installs it)")
    from botocore.stub import Stubber

    client = boto3.client("cloudtrail", region_name="eu-west-1", aws_access_key_id="x", aws_secret_access_key="x")
    asked = {"LookupAttributes": [{"AttributeKey": "ReadOnly", "AttributeValue": "false"}]}
    with Stubber(client) as stub:
        stub.add_response("lookup_events", {"Events": ENTRIES[1:], "NextToken": "more"}, asked)
        stub.add_response("lookup_events", {"Events": ENTRIES[:1]}, {**asked, "NextToken": "more"})
        runpy.run_path(example("boto3_history.py"))["main"](client)
        stub.assert_no_pending_responses()
    assert capsys.readouterr().out == (
        "2023-09-04 05:56:04  i-02f4a6c81b3d57e90  session-manager  granted  arn:aws:iam::111122223333:user/alice\n"
    )


def test_trails_to_csv(example, trail, tmp_path):
    done = run(example("trails_to_csv.py"), trail, "2023-09-07")
    rows = list(csv.DictReader(io.StringIO(done.stdout.decode())))
    assert done.returncode == 0 and done.stderr == b""
    expected = list(ec2access.sessions(trail, since="2023-09-07"))
    assert [row["id"] for row in rows] == [session.id for session in expected]
    assert rows[0]["principal_arn"] == expected[0].principal.arn
    formula = {**START, "requestParameters": {"target": "=HYPERLINK()"}}
    (tmp_path / "bad.json").write_text(text(formula) + BAD)
    done = run(example("trails_to_csv.py"), tmp_path)
    assert done.returncode == 1 and b"bad.json: record 2, byte " in done.stderr and b"'=HYPERLINK()" in done.stdout


def test_live_parser(example):
    done = run(example("live_parser.py"), given=(text(START) + BAD + text(END)).encode())
    lines = done.stdout.decode().splitlines()
    assert done.returncode == 0 and lines[-1].startswith("revision ") and "session-manager" in lines[-1]
    assert done.stderr.startswith(b"stdin: record 2, byte ")
    # Fed piece by piece, the row is told before the input ends.
    child = subprocess.Popen(
        [sys.executable, example("live_parser.py")],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    later = {**START, "eventTime": "2023-09-04T07:00:00Z", "eventID": "22222222-2222-3333-4444-555555555555"}
    later["responseElements"] = {"sessionId": "alice-0fedcba9876543210"}
    child.stdin.write(text(START) + "\n" + json.dumps(later) + "\n")
    child.stdin.flush()
    assert "revision 1: <Session 2023-09-04 05:56:04" in child.stdout.readline()
    # So is what is wrong, and it is not kept for an end that may never come.
    child.stdin.write(BAD + text(END) + "\n")
    child.stdin.flush()
    assert child.stderr.readline().startswith("stdin: record 3, byte ")
    child.stdin.close()
    rest = child.stdout.read()
    child.stdout.close()
    child.stderr.close()
    assert child.wait() == 0 and "revision 2: <Session 2023-09-04 05:56:04" in rest


def test_usage_plot(example, trail, tmp_path):
    pytest.importorskip("matplotlib", reason="matplotlib is not installed (./bootstrap tools installs it)")
    picture = tmp_path / "usage.png"
    done = run(example("usage_plot.py"), trail, picture, MPLBACKEND="Agg", MPLCONFIGDIR=str(tmp_path))
    assert done.returncode == 0, done.stderr
    assert picture.read_bytes().startswith(b"\x89PNG") and picture.stat().st_size > 5000
    code = (
        "import runpy, sys\n"
        "example = runpy.run_path(sys.argv[1])\n"
        "for call, days in example['per_day'](sys.argv[2]).items():\n"
        "    print(call, *(f'{day}={count}' for day, count in sorted(days.items())))\n"
        "example['plot'](example['per_day']([]))\n"
    )
    done = run("-c", code, example("usage_plot.py"), trail, MPLBACKEND="Agg", MPLCONFIGDIR=str(tmp_path))
    assert done.stdout.decode().splitlines() == [
        "StartSession 2023-09-04=1 2023-09-05=1 2023-09-07=3",
        "ResumeSession",
        "TerminateSession",
    ], done.stderr


def test_readme(top):
    """What README.md shows is what it prints."""
    readme = (top / "README.md").read_text(encoding="utf-8").partition("## In Python\n")[2].partition("\n## ")[0]
    code, _, rest = readme.partition("```python\n")[2].partition("```\n")
    shown = [line[4:] for line in rest.split("```")[0].splitlines() if line.startswith("    ")]
    done = subprocess.run([sys.executable, "-c", code], cwd=top, capture_output=True, text=True)
    assert done.stdout.splitlines() == shown, done.stderr
