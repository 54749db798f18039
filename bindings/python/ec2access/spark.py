# SPDX-License-Identifier: MIT
"""Sessions out of trails that are too large for one machine, by Apache Spark (doc/scale.md).

    from ec2access import spark as on_spark
    rows = on_spark.sessions(spark, "s3a://bucket/AWSLogs/")
    rows.where("array_contains(flags, 'first-seen-principal')").show()

Each executor needs this package with its library, and what PySpark itself needs for mapInArrow (pyarrow, pandas). The
rows are those of `ec2access sessions` over the same files, each of them; only their order is Spark's.
"""
from __future__ import annotations

import json
import warnings
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, Callable, Union

import pyarrow as pa
from pyspark import StorageLevel
from pyspark.sql import functions as F
from pyspark.sql import types as T

from . import parts as p
from .config import Config
from .correlate import Correlator
from .errors import InputWarning, error_for
from .filters import Texts, Wanted
from .problem import Problem
from .session import Session
from .times import Time, from_text

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

Batches = Iterator["pa.RecordBatch"]
Paths = Union[str, Iterable[str]]

FILES_A_BATCH = 16
"""Files that a task holds in memory at a time."""


def _text(name: str, null: bool = True) -> T.StructField:
    return T.StructField(name, T.StringType(), null)


_principal = T.StructType(
    [
        _text("identity", False),
        *(_text(name) for name in ("arn", "name", "session_name", "access_key_id")),
        T.StructField("long_term_key", T.BooleanType()),
        T.StructField("mfa", T.BooleanType()),
        _text("source_identity"),
    ]
)
_event = T.StructType(
    [
        _text("id"),
        _text("name"),
        T.StructField("time", T.TimestampType()),
        _text("role", False),
        _text("file"),
        T.StructField("line", T.LongType()),
    ]
)
SCHEMA = T.StructType(
    [
        *(_text(name, False) for name in ("id", "kind", "method", "surface", "os")),
        _text("os_confidence"),
        *(_text(name, False) for name in ("outcome", "confidence")),
        *(_text(name) for name in ("instance_id", "target", "account_id", "region")),
        T.StructField("principal", _principal, False),
        *(_text(name) for name in ("source_ip", "user_agent", "os_user", "public_key_fingerprint", "document")),
        *(_text(name) for name in ("reason_given", "remote_host")),
        T.StructField("remote_port", T.LongType()),
        *(_text(name) for name in ("private_ip", "endpoint_id", "ssm_session_id", "connection_id")),
        T.StructField("start", T.TimestampType()),
        T.StructField("end", T.TimestampType()),
        _text("end_reason"),
        T.StructField("resumed", T.LongType(), False),
        T.StructField("events", T.ArrayType(_event, False), False),
        *(T.StructField(name, T.ArrayType(T.StringType(), False), False) for name in ("reasons", "flags")),
        T.StructField("instance_ids", T.ArrayType(T.StringType(), False)),
    ]
)
"""The columns of `sessions`: the keys of doc/session.schema.json, times as timestamps. Columns are only ever added."""

_LINE = T.StructType([_text("value", False)])
_PART = T.StructType([_text("key"), T.StructField("part", T.BinaryType()), _text("problem")])
_TIE = T.StructType([T.StructField("tie", T.LongType(), False), _text("key", False)])
_BLOB = T.StructType([T.StructField("part", T.BinaryType(), False)])
_MARK = T.StructType([T.StructField(name, T.BinaryType(), False) for name in ("about", "mark")])
_GROUP = T.StructType([_text("key", False), _text("group", False)])


def sessions(spark: SparkSession, paths: Paths, **options: Any) -> DataFrame:
    """Who got onto which instance, as a DataFrame of SCHEMA.

    paths: a file or folder of CloudTrail records and host logs, or several, as Spark names them ("s3a://..."); folders
    are walked, but for names that begin with "_" or ".".
    Filters and `actions` are those of `ec2access.sessions`; they choose rows, never evidence.
    config: keyword arguments of `ec2access.Config`, as each executor makes its own and reads the file of `rules` there.
    partitions: into how many partitions the rows go (default: spark.sql.shuffle.partitions).
    errors: "warn" (the default) tells once, by an InputWarning, that something could not be read; "raise" makes the
    first problem an exception; "ignore" says nothing.

    All of the input is read by this call. What is left to do when the DataFrame is used is small, and Spark keeps
    what it needs for that (less than a hundredth of the input) until the application ends or
    `spark.catalog.clearCache()`.
    """
    return _rows(spark, paths, _typed, SCHEMA, **options)


def json_lines(spark: SparkSession, paths: Paths, **options: Any) -> DataFrame:
    """The same as one column `value`: the lines of `ec2access sessions --format jsonl`, byte for byte."""
    return _rows(spark, paths, _lines, _LINE, **options)


def _rows(
    spark: SparkSession,
    paths: Paths,
    make: Callable[[list[Session]], Iterable[Any]],
    schema: T.StructType,
    *,
    since: Time | None = None,
    until: Time | None = None,
    instance: Texts = None,
    principal: Texts = None,
    account: Texts = None,
    region: Texts = None,
    method: Texts = None,
    surface: Texts = None,
    outcome: Texts = None,
    event_name: Texts = None,
    actions: bool = False,
    config: Mapping[str, Any] | None = None,
    partitions: int | None = None,
    errors: str = "warn",
) -> DataFrame:
    if errors not in ("warn", "raise", "ignore"):
        raise ValueError(f'errors is "warn", "raise" or "ignore", not {errors!r}')
    wanted = Wanted(
        since=since,
        until=until,
        instance=instance,
        principal=principal,
        account=account,
        region=region,
        method=method,
        surface=surface,
        outcome=outcome,
        event_name=event_name,
        actions=actions,
    )
    job = _Job(spark, dict(config or {}))
    read = job.read([paths] if isinstance(paths, str) else list(paths))
    try:
        _tell(read, errors)
        job.gather(read)
        groups = job.group(read, partitions).persist(StorageLevel.MEMORY_AND_DISK)
        marks = job.mark(groups)
    finally:
        read.unpersist()
    return groups.mapInArrow(_Rows(job.config, job.common, marks, wanted, make, schema), schema)


def _tell(read: DataFrame, errors: str) -> None:
    row = read.where("problem IS NOT NULL").agg(F.count("*"), F.min("problem")).first()
    if row is None or not row[0] or errors == "ignore":
        return
    problem = Problem(*json.loads(row[1]))
    if errors == "raise":
        raise error_for(problem.code, problem.text)
    more = f" (and {row[0] - 1} more)" if row[0] > 1 else ""
    warnings.warn(problem.text + more, InputWarning, stacklevel=4)


class _Job:
    """One call of `sessions`: its stages, and what the driver knows between them."""

    def __init__(self, spark: SparkSession, config: dict[str, Any]) -> None:
        self.spark = spark
        self.config = config
        self.common = b""
        Config(**config)  # what is wrong with it is known now, and not on an executor

    def read(self, paths: list[str]) -> DataFrame:
        """The files, each read by one task; what a task read is cut by account and region, and kept."""
        size = "spark.sql.execution.arrow.maxRecordsPerBatch"
        before = self.spark.conf.get(size)
        self.spark.conf.set(size, str(FILES_A_BATCH))
        try:
            files = self.spark.read.format("binaryFile").option("recursiveFileLookup", "true").load(paths)
            files = files.select("path", "modificationTime", "content").mapInArrow(_Read(self.config), _PART)
            files.persist(StorageLevel.MEMORY_AND_DISK).count()
        finally:
            self.spark.conf.set(size, before)
        return files

    def gather(self, read: DataFrame) -> None:
        """What is known of instances, by all tasks: merged by a few of them, then here."""
        common = read.where("key = ''").select("part").coalesce(16).mapInArrow(_Merge(self.config), _BLOB)
        self.common = _merged(self.config, (bytes(row[0]) for row in common.collect()))

    def group(self, read: DataFrame, partitions: int | None) -> DataFrame:
        """The one shuffle of acts: keys that are tied go to one partition."""
        acts = read.where("key != ''").select("key", "part")
        ties = acts.mapInArrow(_Ties(self.config, self.common), _TIE)
        keys = ties.groupBy("tie").agg(F.array_sort(F.collect_set("key")).alias("keys"))
        tied = keys.where(f"size(keys) > 1 OR tie = {p.TIE_ALL}").selectExpr(f"tie = {p.TIE_ALL}", "keys").distinct()
        found = tied.collect()
        if any(row[0] for row in found):
            acts = acts.withColumn("group", F.lit("all"))
        else:
            groups = self.spark.createDataFrame(_components([row[1] for row in found]), _GROUP)
            acts = acts.join(F.broadcast(groups), "key", "left").withColumn("group", F.coalesce("group", "key"))
        count = partitions or int(self.spark.conf.get("spark.sql.shuffle.partitions"))
        return acts.repartition(count, "group").select("part")

    def mark(self, groups: DataFrame) -> list[bytes]:
        """What flags of one partition's rows need of others': marks about what several have rows of."""
        marks = groups.mapInArrow(_Marks(self.config, self.common), _MARK)
        several = marks.groupBy("about").agg(F.collect_list("mark").alias("marks")).where("size(marks) > 1")
        return [bytes(mark) for row in several.select("marks").collect() for mark in row[0]]


def _components(sets: list[list[str]]) -> list[tuple[str, str]]:
    """(key, group) of keys that are tied, the group being one of its keys."""
    above: dict[str, str] = {}

    def top(key: str) -> str:
        while above.setdefault(key, key) != key:
            above[key] = above[above[key]]
            key = above[key]
        return key

    for keys in sets:
        for key in keys[1:]:
            above[top(key)] = top(keys[0])
    return [(key, top(key)) for key in sorted(above)]


def _merged(config: Mapping[str, Any], blobs: Iterable[bytes]) -> bytes:
    """Several common parts as one."""
    correlator = Correlator(Config(**config))
    for blob in blobs:
        p.absorb(correlator, blob)
    return next(p.parts(correlator))[1]


# ---- what executors run --------------------------------------------------------------------------


class _Task:
    """A function over batches, with what it needs to know. It is pickled by reference: executors have this module."""

    def __init__(self, config: Mapping[str, Any]) -> None:
        self.config = config

    def correlator(self, *parts: bytes) -> Correlator:
        correlator = Correlator(Config(**self.config))
        for part in parts:
            p.absorb(correlator, part)
        return correlator


def _blobs(batches: Batches, name: str = "part") -> Iterator[bytes]:
    for batch in batches:
        yield from batch.column(batch.schema.get_field_index(name)).to_pylist()


def _name(path: str) -> str:
    """A local file's name as it is opened elsewhere: Spark says "file:/a" or "file:///a"."""
    if path.startswith("file:///"):
        return path[len("file://") :]
    return path[len("file:") :] if path.startswith("file:/") else path


class _Read(_Task):
    def __call__(self, batches: Batches) -> Batches:
        config = Config(**self.config)
        correlator = Correlator(config)
        for batch in batches:
            problems = p.read(correlator, self._files(batch), config)
            if problems := [problem for problem in problems if problem.code < 0]:
                yield _batch(_PART, [{"problem": json.dumps(problem)} for problem in problems])
        for key, part in p.parts(correlator):
            yield _batch(_PART, [{"key": key, "part": part}])

    @staticmethod
    def _files(batch: pa.RecordBatch) -> Iterator[p.File]:
        for i in range(batch.num_rows):
            path, changed, content = (batch.column(k)[i] for k in range(3))
            time = changed.as_py()
            yield _name(path.as_py()), content.as_py(), time and time.timestamp()


class _Merge(_Task):
    def __call__(self, batches: Batches) -> Batches:
        yield _batch(_BLOB, [{"part": _merged(self.config, _blobs(batches))}])


class _Ties(_Task):
    def __init__(self, config: Mapping[str, Any], common: bytes) -> None:
        super().__init__(config)
        self.common = common

    def __call__(self, batches: Batches) -> Batches:
        common = self.correlator(self.common)
        for batch in batches:
            keys, blobs = batch.column(0).to_pylist(), batch.column(1).to_pylist()
            for key, blob in zip(keys, blobs):
                ties = p.ties(common, blob)
                signed = pa.array([tie - (tie >> 63 << 64) for tie in ties], pa.int64())
                yield pa.RecordBatch.from_arrays(
                    [signed, pa.array([key] * len(ties), pa.string())], schema=_arrow_schema(_TIE)
                )


class _Marks(_Ties):
    def __call__(self, batches: Batches) -> Batches:
        correlator = self.correlator(self.common, *_blobs(batches))
        correlator.finish()
        marks = list(p.marks(correlator))
        for at in range(0, len(marks), 10000):
            some = marks[at : at + 10000]
            yield _batch(_MARK, [{"about": mark[: p.MARK_ABOUT], "mark": mark} for mark in some])


class _Rows(_Ties):
    def __init__(
        self,
        config: Mapping[str, Any],
        common: bytes,
        marks: list[bytes],
        wanted: Wanted,
        make: Callable[[list[Session]], Iterable[Any]],
        schema: T.StructType,
    ) -> None:
        super().__init__(config, common)
        self.marks = marks
        self.wanted = wanted
        self.make = make
        self.schema = schema

    def __call__(self, batches: Batches) -> Batches:
        correlator = self.correlator(self.common, *_blobs(batches))
        for mark in self.marks:
            p.add_mark(correlator, mark)
        correlator.finish()
        some: list[Session] = []
        for session in correlator:
            if self.wanted.session(session._read()):
                some.append(session)
            if len(some) == 1000:
                yield _batch(self.schema, self.make(some))
                some = []
        if some:
            yield _batch(self.schema, self.make(some))


# ---- rows ----------------------------------------------------------------------------------------------


def _lines(rows: list[Session]) -> Iterable[Any]:
    return [{"value": row.to_json()} for row in rows]


def _typed(rows: list[Session]) -> Iterable[Any]:
    for row in rows:
        data = row.to_dict()
        data["start"], data["end"] = from_text(data["start"]), from_text(data["end"])
        for event in data["events"]:
            event["time"] = from_text(event["time"])
        yield data


def _arrow_type(kind: T.DataType) -> pa.DataType:
    if isinstance(kind, T.StructType):
        return pa.struct(list(_arrow_schema(kind)))
    if isinstance(kind, T.ArrayType):
        return pa.list_(pa.field("element", _arrow_type(kind.elementType), kind.containsNull))
    return {
        "string": pa.string(),
        "binary": pa.binary(),
        "bigint": pa.int64(),
        "boolean": pa.bool_(),
        "timestamp": pa.timestamp("us", tz="UTC"),
    }[kind.simpleString()]


def _arrow_schema(struct: T.StructType) -> pa.Schema:
    return pa.schema([pa.field(field.name, _arrow_type(field.dataType), field.nullable) for field in struct.fields])


def _batch(schema: T.StructType, rows: Iterable[Any]) -> pa.RecordBatch:
    return pa.RecordBatch.from_pylist(list(rows), schema=_arrow_schema(schema))
