# SPDX-License-Identifier: MIT
"""Many inputs, read by all processors, into one correlator."""
from __future__ import annotations

import json
import os
from collections.abc import Iterator
from ctypes import byref, c_void_p
from typing import TYPE_CHECKING, Any, Union

from . import _constants as c
from . import _ffi, _interrupt
from ._counts import counts
from ._handle import Handle
from .config import Config, handle_of
from .correlate import Correlator, next_line
from .errors import CancelledError, StateError, error_for
from .filters import Texts, Wanted
from .problem import Problem, check_errors, warn
from .session import Session
from .sources import Inputs, sources
from .times import Time

if TYPE_CHECKING:
    from .digest import Folders, Validation

    Verified = Union[Validation, Folders, None]
else:
    Verified = object  # few want it; typing.get_type_hints() has to find something


class Scan(Handle):
    """Reads all inputs into a correlator; what `sessions` and `events` are made of.

    errors: "warn" (the default) tells once, by an InputWarning, that something could not be read; "raise" makes the
    first problem an exception; "ignore" leaves it to you to look at `problems`. Where nothing could be read at all it
    is an exception in any case.
    since, until, account, region: what is asked of AWS for s3:// and lookup:; they leave no row out by themselves.
    attribute: the one thing that lookup: asks for, "ReadOnly=false"; a query for each name of an event without it.
    verified: as `sessions` takes it. proven_only: files that are not proven are not read.
    """

    __slots__ = ("_kept", "_proven_only", "_state", "_validation", "config", "correlator", "errors")
    _release = _ffi.scan_free

    def __init__(
        self,
        inputs: Inputs,
        *,
        since: Time | None = None,
        until: Time | None = None,
        account: Texts = None,
        region: Texts = None,
        attribute: str | None = None,
        verified: Verified = None,
        proven_only: bool = False,
        config: Config | None = None,
        threads: int = 0,
        errors: str = "warn",
    ) -> None:
        wanted = Wanted(since=since, until=until, account=account, region=region)
        handle = _ffi.scan_p()
        _ffi.scan_new(handle_of(config), byref(handle))
        super().__init__(handle)
        _ffi.scan_set_threads(handle, threads)
        self.config = config
        self.correlator = Correlator(config)
        self.errors = check_errors(errors)
        self._validation = self._validate(verified, proven_only)
        self._proven_only = proven_only
        self._kept: list[Any] = []
        self._state = "new"
        for source, kept in sources(handle_of(config), inputs, wanted, attribute):
            self._kept.append(kept)  # the library reads it where it is
            try:
                _ffi.scan_add(handle, source)
            except BaseException:
                _ffi.source_free(source)
                raise

    def _validate(self, verified: Verified, proven_only: bool) -> Validation | None:
        if verified is None:
            if proven_only:
                raise ValueError("proven_only needs verified=")
            return None
        from .digest import Validation  # few want it

        if isinstance(verified, Validation):
            return verified
        return Validation(verified, config=self.config, errors=self.errors)

    def cancel(self) -> None:
        """End `run` early, from any thread."""
        _ffi.scan_cancel(self._handle)

    def run(self) -> None:
        """Reads and joins, once; Ctrl-C ends it."""
        if self._state == "done":
            return
        if self._state != "new":
            raise CancelledError(c.E_CANCELLED, "the scan was ended early, so its result is not complete")
        self._state = "ended"
        if self._validation is not None:
            self._validation.run()
            _ffi.scan_set_digest(self._handle, self._validation._handle, int(self._proven_only))
        _interrupt.call(self._run, self.cancel)
        self._state = "done"
        self._tell()

    def _run(self) -> None:
        _ffi.scan_run(self._handle, self.correlator._handle)
        self.correlator.finish()

    def _tell(self) -> None:
        errors = [problem for problem in self.problems if problem.code < 0]
        count = self.counts
        nothing = count["files_failed"] and not count["files_read"] and not count["files_skipped"]
        if errors and (nothing or self.errors == "raise"):
            self._state = "ended"
            raise error_for(errors[0].code, errors[0].text)
        if errors and self.errors == "warn":
            warn(errors)

    @property
    def problems(self) -> list[Problem]:
        """What was met, sorted by input, then byte."""
        self._need_run()
        return [
            Problem(
                _ffi.scan_problem_code(self._handle, i),
                os.fsdecode(_ffi.scan_problem_name(self._handle, i)),
                _ffi.scan_problem(self._handle, i).decode(errors="replace"),
            )
            for i in range(_ffi.scan_problem_count(self._handle))
        ]

    @property
    def counts(self) -> dict[str, int]:
        """What was met, so that nothing is lost silently: records = access + context + other + duplicates + rejected,
        files = read + skipped + failed."""
        self._need_run()
        read = counts(_ffi.scan_count, self._handle)
        told = self.correlator.counts
        read["records_context"] += read["records_access"] - told["records_access"] - told["records_duplicates"]
        read["lines_other"] += read["lines_access"] - told["lines_access"]
        for name in ("records_access", "records_duplicates", "lines_access", "sessions"):
            read[name] = told[name]
        return read

    def coverage(self, gap_hours: int = 24) -> list[dict[str, Any]]:
        """What the input covers, a dictionary for each account and region (doc/overview.md): the basis of "nobody
        got on"."""
        self._need_run()
        coverage = _ffi.scan_coverage(self._handle)
        places = []
        for place in range(_ffi.coverage_count(coverage, c.COVERAGE_PLACES)):
            text = c_void_p()
            _ffi.coverage_to_json(coverage, place, gap_hours, byref(text))
            places.append(json.loads(_ffi.take_bytes(text)))
        return places

    def _need_run(self) -> None:
        if self._state == "new":
            raise StateError(c.E_STATE, "the scan has not run yet")


class Sessions(Iterator[Session]):
    """The rows of a scan, sorted by start. Reading begins with the first row that is asked for."""

    def __init__(self, scan: Scan, wanted: Wanted) -> None:
        self._scan = scan
        self._wanted = wanted
        self._lines: list[bytes] = []  # the next one last

    def __iter__(self) -> Iterator[Session]:
        return self

    def __next__(self) -> Session:
        self._scan.run()
        while True:
            line = next_line(self._lines, self._scan.correlator._take)
            if self._wanted.line(line):
                return Session(line)

    @property
    def problems(self) -> list[Problem]:
        """What could not be read, and remarks."""
        self._scan.run()
        return self._scan.problems

    @property
    def counts(self) -> dict[str, int]:
        """What was met."""
        self._scan.run()
        return self._scan.counts

    def coverage(self, gap_hours: int = 24) -> list[dict[str, Any]]:
        """What the input covers, a dictionary for each account and region: the basis of "nobody got on"."""
        self._scan.run()
        return self._scan.coverage(gap_hours)

    def to_records(self) -> list[dict[str, Any]]:
        """The rest of the rows as flat dictionaries, for `pandas.DataFrame(...)`."""
        return [session.to_record() for session in self]


def sessions(
    inputs: Inputs,
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
    attribute: str | None = None,
    verified: Verified = None,
    proven_only: bool = False,
    threads: int = 0,
    config: Config | None = None,
    errors: str = "warn",
) -> Sessions:
    """Who got onto which instance.

    inputs: a file or folder of CloudTrail records and host logs; "s3://BUCKET/PREFIX", a trail in its bucket;
    "lookup:REGION", CloudTrail's Event history; bytes; an open file; what boto3 returned; or an iterable of these, such
    as a paginator's pages.
    The filters are those of `ec2access sessions`: each takes one value or several; they choose rows, never evidence.
    None is no filter; an empty value or list is a ValueError, as the program refuses it.
    since and until look at a session's start: an aware datetime, a date, a timedelta before now, or text ("7d").
    actions: also commands that were run and passwords that were fetched.
    attribute: of lookup:REGION alone: the one thing to ask for, such as "ReadOnly=false".
    verified: a folder with the trail's digests, or what `validate` gave: `session.verified` then tells whether the
    files that a row rests on are proven; proven_only reads no others.
    """
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
    scan = Scan(
        inputs,
        since=since,
        until=until,
        account=wanted.places["account_id"] or None,
        region=wanted.places["region"] or None,
        attribute=attribute,
        verified=verified,
        proven_only=proven_only,
        config=config,
        threads=threads,
        errors=errors,
    )
    return Sessions(scan, wanted)
