# SPDX-License-Identifier: MIT
"""What tests/check_spark.sh runs: the rows of Spark are those of the program, byte for byte."""
import json
import os
import signal
import subprocess
import sys
import threading
import time
import warnings
from datetime import timezone
from pathlib import Path

import spark_trail
from pyspark.sql import SparkSession
from pyspark.sql import functions as F

import ec2access
from ec2access import spark as on_spark

SCRATCH = Path(os.environ["SCRATCH"])
DATA = Path(os.environ["top_srcdir"]) / "tests" / "data"
FILES, WORLDS = 1000, 12


def start():
    builder = SparkSession.builder.master("local-cluster[2,1,1024]").appName("ec2access")
    settings = {
        "spark.ui.enabled": "false",
        "spark.driver.host": "127.0.0.1",
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.executorEnv.SPARK_LOCAL_IP": "127.0.0.1",
        "spark.executorEnv.PYTHONPATH": os.environ["PYTHONPATH"],
        "spark.executorEnv.EC2ACCESS_LIBRARY": os.environ["EC2ACCESS_LIBRARY"],
        "spark.executor.memory": "512m",
        "spark.sql.shuffle.partitions": "6",
        "spark.sql.sources.parallelPartitionDiscovery.threshold": "100000",  # the first stage is the one that reads
        "spark.ui.showConsoleProgress": "false",
        "spark.sql.session.timeZone": "Asia/Kolkata",  # times must not depend on it
        "spark.sql.warehouse.dir": str(SCRATCH / "warehouse"),
        "spark.local.dir": str(SCRATCH / "local"),
    }
    for name, value in settings.items():
        builder = builder.config(name, value)
    session = builder.getOrCreate()
    session.sparkContext.setLogLevel("ERROR")
    return session


def of_program(folder):
    command = [os.environ["EC2ACCESS"], "sessions", "--actions", "--format", "jsonl", str(folder)]
    return sorted(subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL).stdout.decode().splitlines())


def difference(got, want):
    missing, more = sorted(set(want) - set(got)), sorted(set(got) - set(want))
    for name, lines in (("the program's alone", missing), ("Spark's alone", more)):
        print(f"{name}: {len(lines)}")
        for line in lines[:3]:
            print("   ", line)


class Killer(threading.Thread):
    """Kills an executor once it has done some of the first stage, while tasks of it run."""

    def __init__(self, context):
        super().__init__(daemon=True)
        self.context = context
        self.killed = None
        self.at = None
        self.stop = False

    def run(self):
        status = self.context.statusTracker()
        while not self.killed and not self.stop:
            time.sleep(0.02)
            for stage in status.getActiveStageIds():
                info = status.getStageInfo(stage)
                if info and info.numTasks > 4 and info.numCompletedTasks >= 3 and info.numActiveTasks:
                    self.kill(info)
                    break

    def kill(self, info):
        for executor in executors(self.context.applicationId):
            os.kill(executor, signal.SIGKILL)
            self.killed, self.at = executor, f"{info.numCompletedTasks} of {info.numTasks} tasks"
            return


def executors(application):
    """Processes of this application's executors."""
    for folder in Path("/proc").iterdir():
        if not folder.name.isdigit():
            continue
        try:
            words = (folder / "cmdline").read_bytes().split(b"\0")
        except OSError:
            continue
        if any(word.endswith(b"CoarseGrainedExecutorBackend") for word in words) and application.encode() in words:
            yield int(folder.name)


def check_lines(spark, folder, name, partitions_with_rows):
    want = of_program(folder)
    rows = on_spark.json_lines(spark, str(folder), actions=True, errors="ignore")
    got = sorted(row[0] for row in rows.collect())
    assert want, f"{name}: no rows at all"
    if got != want:
        difference(got, want)
        raise SystemExit(f"{name}: other rows")
    used = rows.select(F.spark_partition_id()).distinct().count()
    assert used >= partitions_with_rows, f"{name}: all rows in {used} partitions: nothing was tried"
    print(f"{name}: {len(got)} rows in {used} partitions")
    return got


def plain(row):
    """A row as the JSON has it."""
    data = row.asDict(recursive=True)
    for place in (data, *data["events"]):
        for key in ("start", "end", "time"):
            if place.get(key) is not None:
                place[key] = place[key].astimezone(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
    if data["instance_ids"] is None:
        del data["instance_ids"]
    for event in data["events"]:  # lines have a file, records an id
        for key in ("id",) if event["file"] else ("file", "line"):
            del event[key]
    return data


def check_columns(spark, folder, lines):
    rows = on_spark.sessions(spark, [str(path) for path in folder.iterdir()], actions=True, errors="ignore")
    assert rows.schema == on_spark.SCHEMA
    got = {row["id"]: plain(row) for row in rows.collect()}
    want = {row["id"]: row for row in map(json.loads, lines)}
    assert len(got) == len(lines)
    for identity, row in want.items():
        assert got[identity] == row, (got[identity], row)
    few = on_spark.sessions(spark, str(folder), method=ec2access.Method.INSTANCE_CONNECT, partitions=3, errors="ignore")
    assert few.count() == sum(row["method"] == "instance-connect" for row in want.values()) > 0
    print(f"columns: {len(got)} rows, {len(on_spark.SCHEMA)} columns")


def check_problems(spark, folder):
    (folder / "broken").mkdir(parents=True)
    (folder / "broken" / "a.json").write_text('{"Records":[{"eventSource":"ssm.amazonaws.com",')
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        assert on_spark.sessions(spark, str(folder / "broken")).count() == 0
    assert any(issubclass(w.category, ec2access.InputWarning) and "a.json" in str(w.message) for w in told), told
    try:
        on_spark.sessions(spark, str(folder / "broken"), errors="raise")
    except ec2access.Error as error:
        assert "a.json" in str(error)
    else:
        raise SystemExit("errors='raise' raised nothing")
    print("problems: told")


def main():
    trail, every = SCRATCH / "trail", SCRATCH / "every"
    records, logs = spark_trail.make(trail, DATA, WORLDS, FILES)
    spark_trail.make_all_cases(every, DATA)
    print(f"trail: {records} records in {FILES} files, some of them twice, {logs} host logs, {WORLDS} copies of each account")
    spark = start()
    try:
        killer = Killer(spark.sparkContext)
        killer.start()
        lines = check_lines(spark, trail, "an executor killed", 4)
        killer.stop = True
        killer.join()
        if not killer.killed:
            raise SystemExit("no executor was killed: nothing was tried")
        print(f"process {killer.killed} was killed when {killer.at} of a stage were done")
        check_columns(spark, every, check_lines(spark, every, "all cases", 1))
        check_problems(spark, SCRATCH)
    finally:
        spark.stop()
    print(f"Spark {spark.version}: {len(lines)} rows as the program's")


if __name__ == "__main__":
    sys.exit(main())
