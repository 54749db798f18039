# SPDX-License-Identifier: MIT
"""Event history: the same sessions as from a file of the same records, whatever goes wrong on the way."""
import gzip
import json
import os
import signal
import subprocess
import sys
import time

from lookup_kit import CASES, REGION, Lab, many, rate_holds, recent, records_of
from stream_kit import finish, holds

now = int(time.time())
START = ["--attribute", "EventName=StartSession"]


def some_records():
    records = []
    for number, name in enumerate(CASES):
        case = records_of(name)
        holds("case %s has records" % name, case)
        records += recent(case, now - 86400 - 7200 * number, number + 1)
    return records


def expect(lab, attribute=None):
    """What a file of the same records gives."""
    if attribute:
        key, value = attribute.split("=")
        kept = [record for record in lab.records
                if (record["eventName"] if key == "EventName" else str(record.get("readOnly", False)).lower()) == value]
        path = os.path.join(lab.path, "part.json")
        with open(path, "w", encoding="utf-8") as file:
            json.dump({"Records": kept}, file)
        return lab.rows(path)
    return lab.rows(lab.file)


def test_all_names():
    with Lab(some_records(), options=["--per-second", "2"]) as lab:
        out = lab.rows("lookup:")
        holds("a query for each name gives the sessions of the file", out == expect(lab) and out.count(b"\n") > 20)
        holds("nothing was throttled", all(line["said"] == "ok" for line in lab.log()))
        names = [line["asked"]["LookupAttributes"][0]["AttributeValue"] for line in lab.log()]
        holds("each name is asked for once", len(names) == len(set(names)) and "GetPasswordData" in names, names)
        rate_holds(lab, "two requests a second")


def test_pages_and_filters():
    with Lab(some_records() + many(230, now - 3600)) as lab:
        out = lab.rows("lookup:" + REGION, *START)
        holds("pages give the sessions of the file", out == expect(lab, "EventName=StartSession"))
        holds("five pages and more", len(lab.log()) >= 5)
        sizes = {line["asked"]["MaxResults"] for line in lab.log()}
        holds("pages of 50", sizes == {50}, sizes)
        same = {json.dumps({**line["asked"], "NextToken": None}) for line in lab.log()}
        holds("each page is asked for with the same parameters", len(same) == 1, same)
        rate_holds(lab, "two requests a second, by pages")
        out = lab.rows("lookup:" + REGION, "--attribute", "ReadOnly=false")
        holds("as the page of 2023 asks: ReadOnly=false", out == expect(lab, "ReadOnly=false"))

        # Of a time: asked for a day more on both sides, and rows chosen as from a file.
        since, until = now - 3 * 86400, now - 2 * 86400 + 3600
        times = ["--since", time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(since)),
                 "--until", time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(until))]
        count = len(lab.log())
        out = lab.rows("lookup:", *START, *times)
        part = os.path.join(lab.path, "part.json")
        expect(lab, "EventName=StartSession")
        holds("rows of a time", out == lab.rows(part, *times))
        asked = lab.log()[count]["asked"]
        holds("a day more on both sides", asked["StartTime"] == since - 86400 and asked["EndTime"] == until + 86400 - 1,
              asked)

        # The AWS CLI takes the same answers; what it prints is read alike.
        done = subprocess.run([sys.executable, "-m", "awscli", "cloudtrail", "lookup-events", "--endpoint-url", lab.endpoint,
                               "--lookup-attributes", "AttributeKey=EventName,AttributeValue=StartSession",
                               "--output", "json"], env=lab.env, capture_output=True, timeout=300, check=False)
        holds("the AWS CLI takes the server's answers", done.returncode == 0, done.stderr)
        cli = os.path.join(lab.path, "cli.json")
        with open(cli, "wb") as file:
            file.write(done.stdout)
        holds("the same sessions from what the AWS CLI prints", lab.rows(cli) == expect(lab, "EventName=StartSession"))


def faulty(what, faults, status=0, says=None, same=True, options=(), env=None, count=120):
    """Sessions of pages of which some go wrong."""
    with Lab(many(count, now - 3600), faults, options) as lab:
        got, out, err = lab.run("sessions", "--format", "jsonl", "lookup:", *START, env=env)
        holds("%s: status %d" % (what, status), got == status, (got, err))
        if same:
            holds("%s: the same sessions" % what, out == lab.rows(lab.file))
        if says is not None:
            holds("%s: says '%s'" % (what, says), says in err, err)
        holds("%s: no secret is told" % what, "secret" not in err.replace("the secret key", ""), err)
        rate_holds(lab, "%s: two requests a second" % what)
        return lab.log()


def test_faults():
    faulty("throttled", [{"do": "refuse", "code": "ThrottlingException", "times": 3, "after": 1}])
    faulty("a service that is ill", [{"do": "refuse", "code": "InternalFailure", "status": 500, "times": 2}])
    faulty("an old token", [{"do": "refuse", "code": "InvalidNextTokenException", "paged": True, "after": 1}])
    faulty("cut answers", [{"do": "cut", "times": 2, "after": 1}])
    faulty("slow answers", [{"do": "slow", "times": 5}])
    faulty("malformed JSON", [{"do": "malformed", "times": 2}])
    faulty("large pages", [{"do": "huge", "times": 9, "bytes": 200000}])
    faulty("empty pages between", [{"do": "empty", "times": 2, "after": 1}], same=True)
    faulty("malformed to the end", [{"do": "malformed", "times": 99, "after": 1}], 1, "cannot be read", same=False)
    faulty("a token that comes again", [{"do": "loop", "times": 99}], 1, "NextToken that it told before", same=False)
    faulty("tokens in a circle", [{"do": "circle", "times": 99}], 1, "NextToken that it told before", same=False,
           count=400)
    faulty("expired keys", [{"do": "refuse", "code": "ExpiredTokenException", "times": 99}], 3, "have expired", same=False)
    faulty("unknown keys", [], 3, "does not know this access key", same=False,
           env={"AWS_ACCESS_KEY_ID": "AKIAOTHER"})
    faulty("a wrong secret", [], 3, "does not go with the access key", same=False,
           env={"AWS_SECRET_ACCESS_KEY": "other"})
    faulty("a permission that is missing", [], 3, "the permission cloudtrail:LookupEvents is needed", same=False,
           options=["--deny", "LookupEvents"])


def test_told_once():
    with Lab(many(1, now), options=["--deny", "LookupEvents"]) as lab:
        status, _, err = lab.run("sessions", "lookup:")
        holds("a refusal is told once, not by each query", status == 3 and err.count("\n") == 1, err)
        holds("and nothing more is asked", len(lab.log_all()) == 1, lab.log_all())
        status, _, err = lab.run("sessions", "lookup:", env={"AWS_DEFAULT_REGION": ""})
        holds("no region", status == 3 and "no region is known" in err, err)


def test_renewed():
    """Keys of a process that expire in the middle are asked for again."""
    with Lab(many(120, now - 3600), [{"do": "refuse", "code": "ExpiredTokenException", "after": 1}],
             ["--key", "AKIAONE:one:first", "--key", "AKIATWO:two:second"]) as lab:
        script = os.path.join(lab.path, "keys")
        with open(script, "w", encoding="utf-8") as file:
            file.write("#!/bin/sh\nif [ -e '%s/used' ]; then w='TWO two second'; else w='ONE one first'; fi\n: >'%s/used'\n"
                       "set -- $w\nprintf '{\"Version\":1,\"AccessKeyId\":\"AKIA%%s\",\"SecretAccessKey\":\"%%s\","
                       "\"SessionToken\":\"%%s\",\"Expiration\":\"2099-01-01T00:00:00Z\"}' $1 $2 $3\n"
                       % (lab.path, lab.path))
        os.chmod(script, 0o755)
        with open(os.path.join(lab.path, "config"), "w", encoding="utf-8") as file:
            file.write("[profile renewing]\nregion = %s\ncredential_process = %s\n" % (REGION, script))
        for name in ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"]:
            del lab.env[name]
        lab.env["AWS_PROFILE"] = "renewing"
        out = lab.rows("lookup:", *START)
        holds("expired keys are renewed", out == lab.rows(lab.file))
        used = [line["access"] for line in lab.log() if line["said"] == "ok"]
        holds("first the one, then the other", used[:1] == ["AKIAONE"] and used[-1:] == ["AKIATWO"], used)


def wait_for(what, done):
    for _ in range(6000):
        if done():
            return True
        time.sleep(0.01)
    return holds(what, False, "it never came")


def test_fetch():
    with Lab(some_records() + many(230, now - 7200)) as lab:
        fetch = ["fetch", "lookup:", *START, "--into", lab.into]
        # Killed in the middle, then by Ctrl-C; what is on the disk is not asked for again.
        run = lab.start(*fetch)
        wait_for("two pages", lambda: len([name for name in lab.files() if name.endswith(".gz")]) >= 2)
        run.send_signal(signal.SIGKILL)
        run.communicate()
        pages = [name for name in lab.files() if name.endswith(".json.gz")]
        on_disk = [line["asked"] for line in lab.log()][:len(pages)]
        killed = len(lab.log())
        run = lab.start(*fetch)
        wait_for("another page", lambda: len([name for name in lab.files() if name.endswith(".gz")]) > len(pages))
        run.send_signal(signal.SIGINT)
        out, err = run.communicate(timeout=60)
        holds("Ctrl-C ends it as such", run.returncode == -signal.SIGINT, (run.returncode, out, err))
        holds("and leaves nothing half written", all(name.endswith(".json.gz") for name in lab.files()), lab.files())
        asked = [line["asked"] for line in lab.log()]
        holds("what was on the disk is not asked for again", not [one for one in asked[killed:] if one in on_disk],
              asked)
        pages = [name for name in lab.files() if name.endswith(".json.gz")]
        status, out, err = lab.run(*fetch)
        holds("the rest", status == 0, err)
        holds("as many were there", b"; %d were there" % len(pages) in out, out)
        holds("the folder gives the sessions of the file", lab.rows(lab.into) == expect(lab, "EventName=StartSession"))
        count = len(lab.log())
        status, out, err = lab.run(*fetch)
        holds("a finished time is not asked for again", status == 0 and not
              [line for line in lab.log()[count:] if "NextToken" in line["asked"]], (out, err, lab.log()[count:]))
        for name in lab.files():
            with gzip.open(os.path.join(lab.into, name)) as file:
                holds("%s is an answer as it came" % name, "Events" in json.load(file))
        holds("the account is in the path", all(name.startswith("AWSLogs/") for name in lab.files()), lab.files())


def test_fetch_old_token():
    """A token that is not valid any more when a run is taken up."""
    with Lab(many(230, now - 7200)) as lab:
        fetch = ["fetch", "lookup:", *START, "--into", lab.into]
        run = lab.start(*fetch)
        wait_for("two pages", lambda: len(lab.files()) >= 2)
        run.send_signal(signal.SIGKILL)
        run.communicate()
        lab.set_faults([{"do": "refuse", "code": "InvalidNextTokenException", "paged": True}])
        status, _, err = lab.run(*fetch)
        holds("it is asked for anew from where the disk ends", status == 0, err)
        holds("and nothing is lost", lab.rows(lab.into) == lab.rows(lab.file))


def test_fetch_place():
    with Lab(many(3, now - 7200)) as lab:
        outside = os.path.join(lab.path, "outside")
        os.mkdir(outside)
        os.mkdir(lab.into)
        os.symlink(outside, os.path.join(lab.into, "AWSLogs"))
        status, _, err = lab.run("fetch", "lookup:", *START, "--into", lab.into)
        holds("a link is not followed", status == 3 and "a file or a link has the name of a folder" in err, (status, err))
        holds("and nothing is written behind it", not os.listdir(outside))
        os.remove(os.path.join(lab.into, "AWSLogs"))
        status, _, err = lab.run("fetch", "lookup:", "--attribute", "Username=../../../x", "--into", lab.into)
        holds("a hostile value is a name", status == 0 and any("Username=%2E%2E%2F" in name for name in lab.files()),
              (status, err, lab.files()))
        holds("below the folder alone", not os.path.exists(os.path.join(lab.path, "x")))
        lab.set_faults([{"do": "hang", "times": 9}])
        run = lab.start("fetch", "lookup:", "--attribute", "ReadOnly=false", "--into", lab.into)
        wait_for("a service that hangs", lambda: any(line.get("hung") for line in lab.log_all()))
        status, _, err = lab.run("fetch", "lookup:", *START, "--into", lab.into)
        holds("one fetch at a time", status == 3 and "another fetch writes there" in err, (status, err))
        run.send_signal(signal.SIGTERM)
        run.communicate(timeout=60)
        holds("a run that waits can be ended", run.returncode == -signal.SIGTERM, run.returncode)


def test_examples():
    """What --help shows, run as it stands there."""
    with Lab(many(3, now - 86400)) as lab:
        for command in ["sessions", "fetch"]:
            text = lab.run(command, "--help")[1].decode()
            shown = [line.strip() for line in text.splitlines() if line.strip().startswith("ec2access ") and "lookup:" in line]
            holds("%s --help has an example" % command, shown, text)
            for line in shown:
                status, out, err = lab.run(*line.split()[1:])
                holds("'%s'" % line, status == 0 and out and not err, (status, err))
        holds("what was fetched reads as it would be asked for",
              lab.rows(os.path.join(lab.path, "history")) == lab.rows(lab.file))


def test_keys():
    with Lab(many(1, now)) as lab:
        holds("an empty folder name is refused", lab.run("fetch", "lookup:", "--into", "")[0] == 2)
        holds("no folder", lab.run("fetch", "lookup:")[0] == 2)
        holds("no AWS input", lab.run("fetch", lab.file, "--into", lab.into)[0] == 2)
        holds("an attribute without a lookup", lab.run("sessions", lab.file, *START)[0] == 2)
        holds("an attribute that there is not", lab.run("sessions", "lookup:", "--attribute", "eventName=x")[0] == 2)
        holds("no stream of it", lab.run("sessions", "lookup:", "--state", "state")[0] == 2)


tests = [test_all_names, test_pages_and_filters, test_faults, test_told_once, test_renewed, test_fetch,
         test_fetch_old_token, test_fetch_place, test_examples, test_keys]
for test in tests:
    if len(sys.argv) < 2 or test.__name__ in sys.argv[1:]:
        begun = time.monotonic()
        test()
        print("%s: %.1f s" % (test.__name__, time.monotonic() - begun))
finish()
