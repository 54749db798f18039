# SPDX-License-Identifier: MIT
"""What can be read: paths, bytes, open files, records as dictionaries, and any iterable of these."""
from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator, Mapping
from ctypes import byref, c_void_p
from datetime import date, datetime
from typing import Any, Protocol, Union

from . import _ffi


class Readable(Protocol):
    """An open file, a response's body: anything with read()."""

    def read(self) -> bytes | str: ...


# A CloudTrail record, an entry of LookupEvents, or one line of a host log.
Record = Union[Mapping[str, Any], bytes, bytearray, memoryview, str]
# Text and paths name files or folders ("-" is the standard input); bytes and dictionaries are content.
Input = Union[str, "os.PathLike[str]", bytes, bytearray, memoryview, Mapping[str, Any], Readable]
Inputs = Union[Input, Iterable[Input]]


def _plain(value: Any) -> str:
    """What JSON has no form for: boto3's datetimes, Decimal, UUID. The record's own text decides anyway."""
    return value.isoformat() if isinstance(value, (date, datetime)) else str(value)


def record_bytes(record: Record) -> bytes:
    """A record as the parser reads it."""
    if isinstance(record, str):
        return record.encode()
    if isinstance(record, Mapping):
        return json.dumps(record, default=_plain).encode()
    return bytes(record)


def is_one(inputs: Any) -> bool:
    """Whether it is one input, not an iterable of them."""
    return isinstance(inputs, (str, os.PathLike, bytes, bytearray, memoryview, Mapping)) or hasattr(inputs, "read")


def sources(config: c_void_p | None, inputs: Inputs) -> Iterator[tuple[_ffi.source_p, Any]]:
    """A source for each input, with what must outlive it. Dictionaries that follow one another are one input."""
    pages: list[bytes] = []
    for item in [inputs] if is_one(inputs) else inputs:  # type: ignore[union-attr]
        if isinstance(item, Mapping):
            pages.append(record_bytes(item))
            continue
        yield from _of_pages(config, pages)
        pages = []
        yield _source(config, item)
    yield from _of_pages(config, pages)


def _of_pages(config: c_void_p | None, pages: list[bytes]) -> Iterator[tuple[_ffi.source_p, Any]]:
    if pages:
        yield _memory(config, "<records>", b"\n".join(pages))


def _source(config: c_void_p | None, item: Any) -> tuple[_ffi.source_p, Any]:
    if isinstance(item, (bytes, bytearray, memoryview)):
        return _memory(config, "<bytes>", bytes(item))
    if hasattr(item, "read"):
        content = item.read()
        name = getattr(item, "name", None)
        return _memory(
            config,
            name if isinstance(name, str) else "<file>",
            content.encode() if isinstance(content, str) else content,
        )
    if not isinstance(item, (str, os.PathLike)):
        raise TypeError(f"an input is a path, bytes, an open file or a dictionary, not {type(item).__name__}")
    path = os.fsencode(item)
    if b"\0" in path:
        raise ValueError(f"a path holds a NUL: {item!r}")
    source = _ffi.source_p()
    if path == b"-":
        _ffi.source_fd(config, path, 0, byref(source))
    else:
        _ffi.source_path(config, path, byref(source))
    return source, None


def _memory(config: c_void_p | None, name: str, data: bytes) -> tuple[_ffi.source_p, Any]:
    source = _ffi.source_p()
    _ffi.source_memory(config, os.fsencode(name.replace("\0", "?")), data, len(data), byref(source))
    return source, data
