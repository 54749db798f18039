# SPDX-License-Identifier: MIT
"""What can be read: paths, places of AWS, bytes, open files, records as dictionaries, and any iterable of these."""
from __future__ import annotations

import json
import os
import time
from collections.abc import Iterable, Iterator, Mapping
from ctypes import byref, c_void_p
from datetime import date, datetime
from typing import Any, Protocol, Union

from . import _ffi
from .errors import ArgumentError
from .filters import Wanted


class Readable(Protocol):
    """An open file, a response's body: anything with read()."""

    def read(self) -> bytes | str: ...


# A CloudTrail record, an entry of LookupEvents, or one line of a host log.
Record = Union[Mapping[str, Any], bytes, bytearray, memoryview, str]
# Text and paths name files or folders ("-" is the standard input), text also s3://BUCKET/PREFIX and lookup:REGION;
# bytes and dictionaries are content.
Input = Union[str, os.PathLike[str], bytes, bytearray, memoryview, Mapping[str, Any], Readable]
Inputs = Union[Input, Iterable[Input]]

_S3, _LOOKUP = "s3://", "lookup:"
_FIRST, _LAST = -(2**63), 2**63 - 1
_DAY = 86_400_000_000


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


def sources(
    config: c_void_p | None, inputs: Inputs, wanted: Wanted, attribute: str | None
) -> Iterator[tuple[_ffi.source_p, Any]]:
    """A source for each input, with what must outlive it. Dictionaries that follow one another are one input."""
    pages: list[bytes] = []
    asked = _attribute(attribute)
    for item in [inputs] if is_one(inputs) else inputs:  # type: ignore[union-attr]
        if isinstance(item, Mapping):
            pages.append(record_bytes(item))
            continue
        yield from _of_pages(config, pages)
        pages = []
        if isinstance(item, str) and item.startswith(_LOOKUP):
            yield _lookup(config, item, wanted, asked), None
        else:
            yield _source(config, item, wanted)
    yield from _of_pages(config, pages)


def _of_pages(config: c_void_p | None, pages: list[bytes]) -> Iterator[tuple[_ffi.source_p, Any]]:
    if pages:
        yield _memory(config, "<records>", b"\n".join(pages))


def _path(item: str | os.PathLike[str]) -> bytes:
    path = os.fsencode(item)
    if b"\0" in path:
        raise ValueError(f"a path holds a NUL: {item!r}")
    return path


def _source(config: c_void_p | None, item: Any, wanted: Wanted) -> tuple[_ffi.source_p, Any]:
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
    path = _path(item)
    source = _ffi.source_p()
    if isinstance(item, str) and item.startswith(_S3):
        _s3(config, path, wanted, source)
    elif path == b"-":
        _ffi.source_fd(config, path, 0, byref(source))
    else:
        _ffi.source_path(config, path, byref(source))
    return source, None


def _s3(config: c_void_p | None, url: bytes, wanted: Wanted, source: _ffi.source_p) -> None:
    since = _FIRST if wanted.since is None else wanted.since
    until = _LAST if wanted.until is None else wanted.until
    accounts, regions = _list(wanted.places["account_id"]), _list(wanted.places["region"])
    try:
        _ffi.source_s3(config, url, accounts, regions, since, until, byref(source))
    except ArgumentError as error:
        text = "not s3://BUCKET/PREFIX, or one of account (12 digits), region, since and until cannot be"
        raise ArgumentError(error.code, text, file=os.fsdecode(url)) from None


def _attribute(text: str | None) -> tuple[bytes | None, bytes | None]:
    """NAME=VALUE."""
    if text is None:
        return None, None
    name, _, value = text.partition("=")
    if not name or not value or "\0" in text:
        raise ValueError(f"attribute is NAME=VALUE, such as ReadOnly=false or EventName=StartSession, not {text!r}")
    return name.encode(), value.encode()


def _lookup(
    config: c_void_p | None, place: str, wanted: Wanted, asked: tuple[bytes | None, bytes | None]
) -> _ffi.source_p:
    """A day more on either side than is wanted: the records of a session are not all of one moment."""
    since = _FIRST if wanted.since is None or wanted.since < _FIRST + _DAY else wanted.since - _DAY
    # A time to come is as good as none.
    until = _LAST if wanted.until is None or wanted.until > time.time() * 1e6 - _DAY else wanted.until + _DAY
    source = _ffi.source_p()
    try:
        _ffi.source_lookup(config, _path(place)[len(_LOOKUP) :], *asked, since, until, byref(source))
    except ArgumentError as error:
        text = (
            "attribute is not one of EventId, EventName, ReadOnly, Username, ResourceType, "
            "ResourceName, EventSource, AccessKeyId with a value"
        )
        raise ArgumentError(error.code, text, file=place) from None
    return source


def _list(names: frozenset[str]) -> bytes | None:
    """With commas between them; None where any will do."""
    return ",".join(sorted(names)).encode() or None


def _memory(config: c_void_p | None, name: str, data: bytes) -> tuple[_ffi.source_p, Any]:
    source = _ffi.source_p()
    _ffi.source_memory(config, os.fsencode(name.replace("\0", "?")), data, len(data), byref(source))
    return source, data
