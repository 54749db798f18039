# SPDX-License-Identifier: MIT
"""Events: single records, and what each of them shows by itself."""
from __future__ import annotations

import json
from ctypes import byref, c_int64, c_size_t, c_void_p, string_at
from datetime import datetime
from typing import Any, NamedTuple

from . import _constants as c
from . import _ffi
from ._constants import EventClass, Identity, Kind, Method, Os, OsConfidence, Outcome, Role, Surface
from ._handle import Handle
from .config import Config, handle_of
from .times import from_us


class Access(NamedTuple):
    """What one access record shows by itself. method is None where the record is part of another one's session."""

    method: Method | None
    surface: Surface
    os: Os
    os_confidence: OsConfidence | None
    identity: Identity
    outcome: Outcome
    kind: Kind | None
    role: Role
    reasons: tuple[str, ...]


_VERDICTS = (
    (c.ACCESS_METHOD, c.ENUM_METHOD, Method),
    (c.ACCESS_SURFACE, c.ENUM_SURFACE, Surface),
    (c.ACCESS_OS, c.ENUM_OS, Os),
    (c.ACCESS_OS_CONFIDENCE, c.ENUM_OS_CONFIDENCE, OsConfidence),
    (c.ACCESS_IDENTITY, c.ENUM_IDENTITY, Identity),
    (c.ACCESS_OUTCOME, c.ENUM_OUTCOME, Outcome),
    (c.ACCESS_KIND, c.ENUM_KIND, Kind),
    (c.ACCESS_ROLE, c.ENUM_ROLE, Role),
)


class Event(Handle):
    """One record, or one line of a host log. Immutable; any thread may read it.

    Its fields are attributes, text or None: `event.event_name`, `event.source_ip` ... (ec2a_field in event.h).
    """

    __slots__ = ("_fields",)
    _release = _ffi.event_unref

    def __init__(self, handle: c_void_p) -> None:
        super().__init__(handle)
        self._fields: dict[str, Any] | None = None

    def __getattr__(self, name: str) -> str | None:
        fields = {} if name.startswith("_") else self._read()
        if name not in fields:
            raise AttributeError(f"an event has no field {name!r}")
        value: str | None = fields[name]
        return value

    def __dir__(self) -> list[str]:
        return [*super().__dir__(), *self._read()]

    def _read(self) -> dict[str, Any]:
        if self._fields is None:
            self._fields = self.to_dict()
        return self._fields

    @property
    def event_class(self) -> EventClass:
        """What the record is for."""
        return EventClass(_ffi.enum_name(c.ENUM_CLASS, _ffi.event_class(self._handle)).decode())

    @property
    def time(self) -> datetime | None:
        """When it happened, in UTC; None where the record has no time that can be read, or no year."""
        us = c_int64()
        return from_us(us.value) if _ffi.event_time_us(self._handle, byref(us)) else None

    @property
    def instance_ids(self) -> tuple[str, ...]:
        """The instances that a command, or a call that does something to instances, names."""
        count = _ffi.event_instance_count(self._handle)
        return tuple(_ffi.event_instance(self._handle, i).decode(errors="replace") for i in range(count))

    @property
    def raw(self) -> bytes:
        """The record's own bytes, as they stood in the input."""
        size = c_size_t()
        data = _ffi.event_raw(self._handle, byref(size))
        return string_at(data, size.value) if size.value else b""

    def pointer(self, pointer: str) -> str | None:
        """Any value of the record by JSON Pointer: a string's text, else its JSON; None where nothing is."""
        text = c_void_p()
        found = _ffi.event_pointer(self._handle, pointer.encode(), byref(text))
        return _ffi.take_bytes(text).decode() if found else None

    def classify(self, config: Config | None = None) -> Access | None:
        """What the record shows by itself; None where it is no access record."""
        access = _ffi.access_p()
        if not _ffi.classify(handle_of(config), self._handle, byref(access)):
            return None
        try:
            verdicts: list[Any] = []
            for field, enumeration, names in _VERDICTS:
                text = _ffi.enum_name(enumeration, _ffi.access_int(access, field))
                verdicts.append(None if text is None else names(text.decode()))
            count = _ffi.access_reason_count(access)
            verdicts.append(tuple(_ffi.access_reason(access, i).decode() for i in range(count)))
            return Access._make(verdicts)
        finally:
            _ffi.access_free(access)

    def to_json(self) -> str:
        """The fields as the library's JSON, one line."""
        text = c_void_p()
        _ffi.event_to_json(self._handle, byref(text))
        return _ffi.take_bytes(text).decode()

    def to_dict(self) -> dict[str, Any]:
        """The fields as a dictionary of your own: absent is None."""
        data: dict[str, Any] = json.loads(self.to_json())
        return data

    def __repr__(self) -> str:
        fields = self._read()
        what = fields["event_name"] or fields["class"]
        where = fields["event_id"] or f"{fields['file']}:{fields['line']}"
        return f"<Event {fields['event_time']!r} {what!r} {where!r} from {fields['source_ip']!r}>"


class EventList(Handle):
    """Events that the library keeps together, so that many are read in one call."""

    __slots__ = ()
    _release = _ffi.event_list_free

    def __init__(self) -> None:
        handle = _ffi.event_list_p()
        _ffi.event_list_new(byref(handle))
        super().__init__(handle)

    def handles(self) -> tuple[Any, int]:
        """The events as the library has them, and how many."""
        count = c_size_t()
        return _ffi.event_list_events(self._handle, byref(count)), count.value

    def rows(self, config: Config | None = None) -> list[dict[str, Any]]:
        """All of them as dictionaries."""
        return event_rows(*self.handles(), config)


def event_rows(
    events: Any, count: int, config: Config | None = None, correlator: c_void_p | None = None
) -> list[dict[str, Any]]:
    """An array of events as dictionaries: the fields, the time, and what each shows by itself."""
    text, size = c_void_p(), c_size_t()
    _ffi.events_to_jsonl(handle_of(config), correlator, events, count, byref(text), byref(size))
    # One document is read faster than many lines; no line holds a newline of its own.
    rows: list[dict[str, Any]] = json.loads(b"[" + _ffi.take_bytes(text, size.value)[:-1].replace(b"\n", b",") + b"]")
    return rows
