# SPDX-License-Identifier: MIT
"""One trail on several machines, as parts.h has it; `ec2access.spark` is made of this, and so may be any other engine.

Each task reads some inputs into a correlator (`read`) and cuts it into `parts`. A correlator that absorbed the parts
with the key "" of all tasks tells the `ties` of the others; keys that have a tie in common belong together. Each group
is absorbed by one correlator, which tells `marks` once it is finished; with the marks that others have, too, the rows
of a second run are those of one machine.
"""
from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from ctypes import POINTER, byref, c_char_p, c_size_t, c_uint64, c_void_p, string_at

from . import _ffi
from .config import Config, handle_of
from .correlate import Correlator
from .problem import Problem

TIE_ALL = 0
MARK_ABOUT = 16

# A name, the content, and when the file was changed last, in seconds since 1970 (None: not known).
File = tuple[str, bytes, "float | None"]


def read(correlator: Correlator, files: Iterable[File], config: Config | None = None) -> list[Problem]:
    """Reads files into a correlator, which is not finished; returns what could not be read. One thread."""
    scan, kept, opened = _ffi.scan_p(), [], []
    _ffi.scan_new(handle_of(config), byref(scan))
    try:
        _ffi.scan_set_threads(scan, 1)
        for name, content, changed in files:
            source = _ffi.source_p()
            fd = _dated(content, changed)
            if fd is None:
                _ffi.source_memory(handle_of(config), os.fsencode(name), content, len(content), byref(source))
                kept.append(content)  # the library reads it where it is
            else:
                opened.append(fd)
                _ffi.source_fd(handle_of(config), os.fsencode(name), fd, byref(source))
            try:
                _ffi.scan_add(scan, source)
            except BaseException:
                _ffi.source_free(source)
                raise
        with correlator._lock:
            _ffi.scan_run(scan, correlator._open())
        return [
            Problem(
                _ffi.scan_problem_code(scan, i),
                os.fsdecode(_ffi.scan_problem_name(scan, i)),
                _ffi.scan_problem(scan, i).decode(errors="replace"),
            )
            for i in range(_ffi.scan_problem_count(scan))
        ]
    finally:
        _ffi.scan_free(scan)
        for fd in opened:
            os.close(fd)


def _dated(content: bytes, changed: float | None) -> int | None:
    """An open file with this content and date: a log without years is dated by it, where there is no trail."""
    if changed is None or not hasattr(os, "memfd_create"):
        return None
    fd = os.memfd_create("ec2access")
    try:
        view = memoryview(content)
        while view:
            view = view[os.write(fd, view) :]
        os.lseek(fd, 0, os.SEEK_SET)
        os.utime(fd, (changed, changed))
    except BaseException:
        os.close(fd)
        raise
    return fd


def parts(correlator: Correlator) -> Iterator[tuple[str, bytes]]:
    """What a correlator holds, as (key, bytes): the common part first, whose key is "". Do not finish it before.

    Until the last one was taken, or the iterator is closed, any other use of the correlator is a StateError."""
    handle, key, data, size = _ffi.parts_p(), c_char_p(), c_void_p(), c_size_t()
    with correlator._lock:
        _ffi.parts_new(correlator._open(), byref(handle))
        correlator._cuts += 1
    try:
        while _ffi.parts_next(handle, byref(key), byref(data), byref(size)):
            yield (key.value or b"").decode(errors="replace"), string_at(data, size.value)
    finally:
        with correlator._lock:
            _ffi.parts_free(handle)
            correlator._cuts -= 1


def absorb(correlator: Correlator, part: bytes) -> None:
    """Add what another correlator held, in any order; each part once."""
    with correlator._lock:
        _ffi.correlator_absorb(correlator._open(), part, len(part))


def ties(common: Correlator, part: bytes) -> list[int]:
    """What ties a part to others; common has absorbed all parts with the key "". TIE_ALL: to any."""
    numbers, count = POINTER(c_uint64)(), c_size_t()
    with common._lock:
        _ffi.correlator_ties(common._open(), part, len(part), byref(numbers), byref(count))
    try:
        return list(numbers[: count.value]) if count.value else []
    finally:
        _ffi.free(numbers)


def marks(correlator: Correlator) -> Iterator[bytes]:
    """Of a finished correlator. The first MARK_ABOUT bytes say what a mark is about: pass on what several have."""
    mark, size = c_void_p(), c_size_t()
    while True:
        with correlator._lock:
            if not _ffi.correlator_next_mark(correlator._open(), byref(mark), byref(size)):
                return
            taken = string_at(mark, size.value)
        yield taken


def add_mark(correlator: Correlator, mark: bytes) -> None:
    """Add a mark of any correlator, before this one is finished."""
    with correlator._lock:
        _ffi.correlator_add_mark(correlator._open(), mark, len(mark))
