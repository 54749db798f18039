# SPDX-License-Identifier: MIT
"""The correlator: records in, sessions with their evidence out."""
from __future__ import annotations

import os
from collections.abc import Iterator
from ctypes import byref, c_int64, c_size_t, c_void_p, memmove, string_at
from datetime import datetime
from types import TracebackType
from typing import TYPE_CHECKING, Any, BinaryIO, Callable, Union

from . import _constants as c
from . import _ffi
from ._counts import counts
from ._handle import Handle
from .config import Config, handle_of
from .errors import Error, StateError
from .session import Session
from .times import Time, from_us, to_us

if TYPE_CHECKING:
    from .event import Event
else:
    Event = object  # as in scan.py

File = Union[str, os.PathLike[str], BinaryIO]

_MANY = 64  # rows a call: more cost fresh memory each, fewer cost calls


def next_line(lines: list[bytes], take: Callable[[], list[bytes]]) -> bytes:
    """The last of lines, where there are none of what take() returns, which goes in front of what another thread took
    meanwhile: several threads may iterate, and each row is told once."""
    try:
        return lines.pop()
    except IndexError:
        taken = take()
    if not taken:
        raise StopIteration
    line = taken.pop()
    lines[:0] = taken
    return line


class Correlator(Handle):
    """Add events in any order, then finish it and iterate over the sessions.

    For an input that goes on: `advance(time)` says that almost every record before that time was added; then iterate
    over the rows that are decided. The same row may come again with a higher `revision`, or withdrawn. As a context
    manager it gives its memory back at the end.
    """

    __slots__ = ("_cuts", "_finished", "_lines")
    _release = _ffi.correlator_free

    def __init__(self, config: Config | None = None) -> None:
        handle = _ffi.correlator_p()
        _ffi.correlator_new(handle_of(config), byref(handle))
        self._start(handle)

    def _start(self, handle: c_void_p) -> None:
        super().__init__(handle)
        self._finished = False
        self._cuts = 0  # how often its parts are being taken (parts.py)
        self._lines: list[bytes] = []  # taken and not told yet, the next one last

    def add(self, event: Event) -> None:
        """One record; what is no access record only tells about instances."""
        if not isinstance(getattr(event, "_handle", None), _ffi.event_p):
            raise TypeError(f"add() takes an Event, not {type(event).__name__}")
        with self._lock:
            _ffi.correlator_add(self._open(), event._handle)

    def add_facts(self, parser: Any) -> None:
        """What a parser learned about instances: their addresses, names and systems."""
        with parser._lock, self._lock:
            _ffi.correlator_add_facts(self._open(), _ffi.parser_facts(parser._handle))

    def advance(self, time: Time) -> None:
        """Almost every record earlier than this was added."""
        with self._lock:
            _ffi.correlator_advance(self._open(), to_us(time))

    def finish(self) -> None:
        """All records are in."""
        with self._lock:
            _ffi.correlator_finish(self._open())
            self._finished = True

    @property
    def watermark(self) -> datetime | None:
        """The latest time that `advance` was given."""
        us = c_int64()
        with self._lock:
            return from_us(us.value) if _ffi.correlator_watermark(self._open(), byref(us)) else None

    @property
    def counts(self) -> dict[str, int]:
        """What became of the access records; final after `finish`."""
        with self._lock:
            return counts(_ffi.correlator_count, self._open())

    def __iter__(self) -> Iterator[Session]:
        return self

    def __next__(self) -> Session:
        return Session(next_line(self._lines, self._take))

    def _take(self) -> list[bytes]:
        """The next rows as JSON, the first one last; empty where there are no more.

        Many at once when all input is in. While it goes on, one: a row that was taken is not in what `save` writes.
        """
        room = _MANY if self._finished else 1
        rows, count = (_ffi.session_p * room)(), c_size_t()
        with self._lock:
            if not _ffi.correlator_next_many(self._open(), rows, room, byref(count)):
                return []
        try:
            text, size = c_void_p(), c_size_t()
            _ffi.sessions_to_jsonl(rows, count, byref(text), byref(size))
            lines = _ffi.take_bytes(text, size.value).split(b"\n")
        finally:
            _ffi.sessions_unref(rows, count)
        lines.pop()  # behind the last newline
        lines.reverse()
        return lines

    def save(self, file: File) -> None:
        """Save a correlator that goes on; not after `finish`. A path is written beside itself and then renamed."""
        if isinstance(file, (str, os.PathLike)):
            path = os.fspath(file)
            with open(path + ".tmp", "wb") as out:
                self._save(out.write)
                out.flush()
                os.fsync(out.fileno())
            os.replace(path + ".tmp", path)
        else:
            self._save(file.write)

    def _save(self, write: Callable[[bytes], Any]) -> None:
        failed: list[BaseException] = []

        def take(_: Any, data: int, size: int) -> int:
            try:
                write(string_at(data, size))
            except BaseException as error:
                failed.append(error)
                return c.E_IO
            return 0

        try:
            with self._lock:
                _ffi.correlator_save(self._open(), _ffi.write_fn(take), None)
        except Error:
            if failed:
                raise failed[0] from None
            raise

    @classmethod
    def restore(cls, file: File, config: Config | None = None) -> Correlator:
        """Go on from what `save` wrote; whatever is cut off or altered is a FormatError."""
        if isinstance(file, (str, os.PathLike)):
            with open(file, "rb") as opened:
                return cls._restore(opened.read, config)
        return cls._restore(file.read, config)

    @classmethod
    def _restore(cls, read: Callable[[int], bytes], config: Config | None) -> Correlator:
        failed: list[BaseException] = []

        def give(_: Any, buffer: int, size: int, ret_size: Any) -> int:
            try:
                data = read(size)
                memmove(buffer, data, len(data))
                ret_size[0] = len(data)
            except BaseException as error:
                failed.append(error)
                return c.E_IO
            return 0

        handle = _ffi.correlator_p()
        try:
            _ffi.correlator_restore(handle_of(config), _ffi.read_fn(give), None, byref(handle))
        except Error:
            if failed:
                raise failed[0] from None
            raise
        correlator = cls.__new__(cls)
        correlator._start(handle)
        return correlator

    def close(self) -> None:
        """Give the memory back; sessions live on."""
        with self._lock:
            if self._handle:
                self._open()
            handle, self._handle = self._handle, c_void_p()
        if handle:
            _ffi.correlator_free(handle)

    def _open(self) -> c_void_p:
        if not self._handle:
            raise StateError(c.E_STATE, "the correlator is closed")
        if self._cuts:
            raise StateError(c.E_STATE, "the correlator's parts are being taken; it is free again after the last one")
        return self._handle

    def __enter__(self) -> Correlator:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, where: TracebackType | None
    ) -> None:
        self.close()
