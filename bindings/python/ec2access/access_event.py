# SPDX-License-Identifier: MIT
"""Access events one by one, in order of time, each with the session that it is evidence of."""
from __future__ import annotations

from collections.abc import Iterator, Mapping
from ctypes import byref, c_int64, c_size_t, c_void_p
from datetime import datetime
from typing import Any, TypeVar

from . import _ffi
from ._constants import Method, Outcome, Role, Surface
from ._names import Name
from .config import Config
from .event import Event, EventList, event_rows
from .filters import Texts, Wanted
from .problem import Problem
from .scan import Scan
from .session import Session
from .sources import Inputs
from .times import Time, from_us

_MANY = 1024
_NO_TIME = -(2**63)
_Key = tuple[object, ...]
N = TypeVar("N", bound=Name)


class AccessEvent(Event):
    """An event of `events`: a record's method, surface and outcome are those of the session whose evidence names it,
    else its own."""

    __slots__ = ("_row", "_us", "session")

    def __init__(
        self, handle: c_void_p, row: dict[str, Any], us: int, session: Session | None, role: str | None
    ) -> None:
        super().__init__(handle)
        self._row = {**row, "role": role or row["role"]}
        self._us = us
        self.session = session

    def _read(self) -> dict[str, Any]:
        return self._row

    @property
    def time(self) -> datetime | None:
        """When it happened, in UTC; host log lines without a year as their session has it."""
        return None if self._us == _NO_TIME else from_us(self._us)

    @property
    def method(self) -> Method | None:
        """How."""
        return self.session.method if self.session else _of(Method, self._row["method"])

    @property
    def surface(self) -> Surface | None:
        """Through what."""
        return self.session.surface if self.session else _of(Surface, self._row["surface"])

    @property
    def outcome(self) -> Outcome | None:
        """What came of it."""
        return self.session.outcome if self.session else _of(Outcome, self._row["outcome"])

    @property
    def role(self) -> Role | None:
        """What it is to its session."""
        return _of(Role, self._row["role"])

    def to_record(self) -> dict[str, Any]:
        """One flat row: the fields, time, session_id, method, surface, outcome, role."""
        row = {key: value for key, value in self._row.items() if key not in _OWN}
        row["time"] = self.time
        row["session_id"] = self.session.id if self.session else None
        for name in ("method", "surface", "outcome", "role"):
            verdict = getattr(self, name)
            row[name] = None if verdict is None else str(verdict)
        return row


# Of the record by itself; a session knows better.
_OWN = ("os", "os_confidence", "identity", "kind")


def _of(names: type[N], text: str | None) -> N | None:
    return None if text is None else names(text)


class _Owners:
    """Which session has a record as evidence. Lines are known by where they stand; records whose id is masked or
    missing are told apart by time and name."""

    def __init__(self, sessions: Iterator[Session]) -> None:
        self._owners: dict[_Key, tuple[Session, str]] = {}
        for session in sessions:
            for event in session._read().get("events", ()):
                self._owners.setdefault(self._key(event, event.get("name"), event.get("id")), (session, event["role"]))

    def find(self, row: Mapping[str, Any]) -> tuple[Session, str] | tuple[None, None]:
        """Of an event's row."""
        return self._owners.get(self._key(row, row["event_name"], row["event_id"]), (None, None))

    @staticmethod
    def _key(where: Mapping[str, Any], name: Any, event_id: Any) -> _Key:
        if where.get("line") is not None:
            return where["file"], int(where["line"])
        return event_id, where["time"], name


class Events(Iterator[AccessEvent]):
    """The access events of a scan, by time. Reading begins with the first one that is asked for."""

    def __init__(self, scan: Scan, wanted: Wanted) -> None:
        self._scan = scan
        self._wanted = wanted
        self._list = EventList()
        self._order: list[tuple[int, int]] | None = None  # (time, place in the list), the next one last
        self._ready: list[AccessEvent] = []
        self._owners: _Owners
        _ffi.scan_set_events(scan._handle, _ffi.collect_events, self._list._handle)
        scan._kept.append(self._list)

    def __iter__(self) -> Iterator[AccessEvent]:
        return self

    def __next__(self) -> AccessEvent:
        order = self._settled()
        while not self._ready:
            if not order:
                raise StopIteration
            self._ready = list(self._take(order))
        return self._ready.pop()

    def _settled(self) -> list[tuple[int, int]]:
        if self._order is None:
            self._scan.run()
            events, count = self._list.handles()
            kept, us = c_size_t(), c_int64()
            _ffi.events_settle(events, count, byref(kept))
            correlator = self._scan.correlator._handle
            self._owners = _Owners(iter(self._scan.correlator))
            order = []
            for i in range(kept.value):
                known = _ffi.correlator_event_time(correlator, events[i], byref(us))
                order.append((us.value if known else _NO_TIME, i))
            order.sort(reverse=True)
            self._order = order
        return self._order

    def _take(self, order: list[tuple[int, int]]) -> Iterator[AccessEvent]:
        """The next ones, the first of them last."""
        chunk = order[-_MANY:]
        del order[-_MANY:]
        all_events, _ = self._list.handles()
        events = (_ffi.event_p * len(chunk))(*(all_events[i] for _, i in chunk))
        rows = event_rows(events, len(chunk), self._scan.config, self._scan.correlator._handle)
        for (us, _), handle, row in zip(chunk, events, rows):
            session, role = self._owners.find(row)
            if self._is_wanted(row, us, handle, session):
                yield AccessEvent(_ffi.event_ref(handle), row, us, session, role)

    def _is_wanted(self, row: dict[str, Any], us: int, handle: c_void_p, session: Session | None) -> bool:
        if row["class"] != "access" or row["role"] is None or (session is None and row["line"] is not None):
            return False
        instances = [
            _ffi.event_instance(handle, i).decode(errors="replace") for i in range(_ffi.event_instance_count(handle))
        ]
        return self._wanted.event(row, None if us == _NO_TIME else us, instances, session._read() if session else None)

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

    def to_records(self) -> list[dict[str, Any]]:
        """The rest of the events as flat dictionaries, for `pandas.DataFrame(...)`."""
        return [event.to_record() for event in self]


def events(
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
    attribute: str | None = None,
    threads: int = 0,
    config: Config | None = None,
    errors: str = "warn",
) -> Events:
    """Access events one by one: inputs and filters as `sessions` takes them."""
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
    )
    scan = Scan(
        inputs,
        since=since,
        until=until,
        account=wanted.places["account_id"] or None,
        region=wanted.places["region"] or None,
        attribute=attribute,
        config=config,
        threads=threads,
        errors=errors,
    )
    return Events(scan, wanted)
