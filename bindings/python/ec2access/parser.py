# SPDX-License-Identifier: MIT
"""The push parser: bytes of CloudTrail and of host logs in, events out."""
from __future__ import annotations

import os
from collections.abc import Iterator
from ctypes import byref, c_char
from typing import Any, Union

from . import _constants as c
from . import _ffi
from ._counts import counts
from ._handle import Handle
from .config import Config, handle_of
from .errors import Error, error_for
from .event import Access, Event, EventList
from .sources import Record, record_bytes
from .times import Time, to_us

Bytes = Union[bytes, bytearray, memoryview, str]


class Parser(Handle):
    """Feed it, and iterate over what it found; feed again; at the end finish it, and iterate once more.

    It takes one input in any form that the library knows, cut anywhere, and finds out which one it is.
    errors: "raise" (the default): a record that is refused ends the iteration with its exception, and the next
    iteration goes on after it. "keep": it is appended to `problems`, and the iteration goes on.
    """

    __slots__ = ("_config", "errors", "name", "problems")
    _release = _ffi.parser_free

    def __init__(self, config: Config | None = None, *, name: str | None = None, errors: str = "raise") -> None:
        if errors not in ("raise", "keep"):
            raise ValueError(f'errors is "raise" or "keep", not {errors!r}')
        handle = _ffi.parser_p()
        _ffi.parser_new(handle_of(config), byref(handle))
        super().__init__(handle)
        self._config = config
        self.name = name
        self.errors = errors
        self.problems: list[Error] = []
        if name is not None:
            _ffi.parser_set_name(handle, os.fsencode(name))

    def set_offset(self, size: int, lines: int) -> None:
        """So many bytes and lines of the input stand before what is fed, where a file is read on."""
        with self._lock:
            _ffi.parser_set_offset(self._handle, size, lines)

    def feed(self, data: Bytes) -> None:
        """The next bytes, cut anywhere."""
        if isinstance(data, str):
            data = data.encode()
        if not isinstance(data, bytes):
            view = memoryview(data).cast("B")
            data = view.tobytes() if view.readonly else (c_char * len(view)).from_buffer(view)  # type: ignore[assignment]
        with self._lock:
            _ffi.parser_feed(self._handle, data, len(data))

    def finish(self) -> None:
        """The input is at its end: what was cut off is refused."""
        with self._lock:
            _ffi.parser_finish(self._handle)

    def set_reference(self, time: Time) -> None:
        """From when host log lines without a year are seen, from now on."""
        with self._lock:
            _ffi.parser_set_reference(self._handle, to_us(time))

    def __iter__(self) -> Iterator[Event]:
        return self

    def __next__(self) -> Event:
        event = _ffi.event_p()
        while True:
            with self._lock:
                result = _ffi.parser_next(self._handle, byref(event))
                error = self._error(result) if result < 0 else None
            if result > 0:
                return Event(event)
            if error is None:
                raise StopIteration
            self._met(error)

    def rows(self) -> list[dict[str, Any]]:
        """All events that are ready, as dictionaries, in few calls: the fields of each, `time`, and what it shows by
        itself (method, surface, os, os_confidence, identity, outcome, kind, role).

        With errors="raise" the exception of a record that was refused has what came before it as its `rows`.
        """
        events = EventList()
        while True:
            with self._lock:
                result = _ffi.parser_collect(self._handle, events._handle)
                error = self._error(result) if result < 0 else None
            if error is None:
                return events.rows(self._config)
            try:
                self._met(error)
            except Error as raised:
                raised.rows = events.rows(self._config)
                raise

    def _met(self, error: Error) -> None:
        if self.errors == "raise" or error.code > c.E_RECORD:
            raise error
        self.problems.append(error)

    def _error(self, code: int) -> Error:
        if code > c.E_RECORD:  # the machine's fault, not the input's
            return error_for(code, _ffi.strerror(code).decode())
        record = _ffi.parser_error_record(self._handle)
        return error_for(
            code,
            _ffi.parser_error(self._handle).decode(),
            file=self.name,
            record=record or None,
            byte=_ffi.parser_error_byte(self._handle),
        )

    @property
    def counts(self) -> dict[str, int]:
        """What was met: "records_total", "records_access", "lines_total" ... (ec2a_counter in base.h)."""
        with self._lock:
            return counts(_ffi.parser_count, self._handle)


def classify(record: Record, config: Config | None = None) -> Access | None:
    """What one record shows by itself; None where it is no access record.

    record: a CloudTrail record as a dictionary, bytes or text; an entry of boto3's LookupEvents; a host log's line.
    """
    event = parse_one(record, config)
    return None if event is None else event.classify(config)


def parse_one(record: Record, config: Config | None = None) -> Event | None:
    """The first event of a record that stands alone; None where it is none of the library's."""
    parser = Parser(config)
    parser.feed(record_bytes(record))
    parser.finish()
    return next(parser, None)
