# SPDX-License-Identifier: MIT
"""Sessions: who got onto an instance, when, from where, by which method, and what proves it."""
from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any, Generic, Optional, TypeVar, overload

from ._constants import Confidence, EndReason, Flag, Identity, Kind, Method, Os, OsConfidence, Outcome, Role, Surface
from ._names import Name
from .evidence import Evidence, Principal
from .times import from_text

T = TypeVar("T")
N = TypeVar("N", bound=Name)


class _Field(Generic[T]):
    """A key of the session's JSON."""

    def __init__(self, key: str, doc: str) -> None:
        self.key = key
        self.__doc__ = doc

    @overload
    def __get__(self, session: None, owner: type) -> _Field[T]: ...
    @overload
    def __get__(self, session: Session, owner: type) -> T: ...
    def __get__(self, session: Session | None, owner: type) -> Any:
        return self if session is None else session._read().get(self.key)


class _Time(_Field[Optional[datetime]]):
    def __get__(self, session: Any, owner: type) -> Any:
        return self if session is None else from_text(session._read().get(self.key))


class _Name(_Field[N]):
    def __init__(self, key: str, names: type[N], doc: str) -> None:
        super().__init__(key, doc)
        self.names = names

    def __get__(self, session: Any, owner: type) -> Any:
        if session is None:
            return self
        text = session._read().get(self.key)
        return None if text is None else self.names(text)


class Session:
    """One row: a session, an attempt or an action. A plain value: it can be kept, compared, pickled.

    It holds the library's JSON line (doc/session.schema.json), and reads it when a field is asked for. Absent is None.
    """

    __slots__ = ("_data", "_line")

    id = _Field[str]("id", "Derived from the opening record: the same on every run.")
    kind = _Name("kind", Kind, "Session, attempt or action.")
    method = _Name("method", Method, "How.")
    surface = _Name("surface", Surface, "Through what.")
    os = _Name("os", Os, "Of the instance.")
    os_confidence: _Name[OsConfidence] = _Name("os_confidence", OsConfidence, "None where the system is unknown.")
    outcome = _Name("outcome", Outcome, "What came of it.")
    confidence = _Name("confidence", Confidence, "How firmly its records belong together.")
    instance_id = _Field[Optional[str]]("instance_id", '"i-..."')
    target = _Field[Optional[str]]("target", 'As logged: "i-...", "mi-...", "ecs:...".')
    account_id = _Field[Optional[str]]("account_id", "The account.")
    region = _Field[Optional[str]]("region", "The region.")
    source_ip = _Field[Optional[str]]("source_ip", "From where, as logged.")
    user_agent = _Field[Optional[str]]("user_agent", "As logged.")
    os_user = _Field[Optional[str]]("os_user", "The user on the host.")
    public_key_fingerprint = _Field[Optional[str]]("public_key_fingerprint", '"SHA256:..."')
    document = _Field[Optional[str]]("document", "Session or command document, as logged.")
    reason_given = _Field[Optional[str]]("reason_given", "The reason that the person typed.")
    remote_host = _Field[Optional[str]]("remote_host", "The real target of a remote forward.")
    remote_port = _Field[Optional[int]]("remote_port", "Its port.")
    private_ip = _Field[Optional[str]]("private_ip", "The address that a tunnel leads to.")
    endpoint_id = _Field[Optional[str]]("endpoint_id", '"eice-..."')
    ssm_session_id = _Field[Optional[str]]("ssm_session_id", "Session Manager's id.")
    connection_id = _Field[Optional[str]]("connection_id", "UUID of a Fleet Manager connection.")
    start = _Time("start", "Aware, in UTC; whole seconds.")
    end = _Time("end", "Likewise.")
    end_reason: _Name[EndReason] = _Name("end_reason", EndReason, "How it is known to have ended.")
    resumed = _Field[int]("resumed", "How many ResumeSession.")
    revision = _Field[Optional[int]]("revision", "From 1, in a stream (Correlator.advance).")

    verified = _Field[Optional[bool]](
        "verified", "Whether the files that it rests on are proven; None where nobody knows, and without `verified=`."
    )

    def __init__(self, line: bytes) -> None:
        """line: the JSON that the library makes of a session."""
        self._line = line
        self._data: dict[str, Any] | None = None

    def _read(self) -> dict[str, Any]:
        if self._data is None:
            self._data = json.loads(self._line)
        return self._data

    @property
    def principal(self) -> Principal:
        """Who called."""
        data = self._read().get("principal") or {"identity": "unknown"}
        return Principal(Identity(data["identity"]), *(data.get(key) for key in Principal._fields[1:]))

    @property
    def events(self) -> tuple[Evidence, ...]:
        """What proves it, by time, then id."""
        return tuple(
            Evidence(e.get("id"), e["name"], from_text(e["time"]), Role(e["role"]), e.get("file"), e.get("line"))
            for e in self._read().get("events", ())
        )

    @property
    def instance_ids(self) -> tuple[str, ...]:
        """The instances that a command named; empty for every other method."""
        return tuple(self._read().get("instance_ids", ()))

    @property
    def reasons(self) -> tuple[str, ...]:
        """Why method, surface, system, outcome and grouping were decided, one sentence each."""
        return tuple(self._read().get("reasons", ()))

    @property
    def flags(self) -> tuple[Flag, ...]:
        """What an analyst looks for (doc/flags.md)."""
        return tuple(Flag(text) for text in self._read().get("flags", ()))

    @property
    def withdrawn(self) -> bool:
        """In a stream: the row is no more; `merged_into` names the one that it became part of."""
        return bool(self._read().get("withdrawn"))

    @property
    def merged_into(self) -> str | None:
        """Of a withdrawn row."""
        return self._read().get("merged_into")

    @property
    def duration(self) -> timedelta | None:
        """From start to end, where both are known."""
        start, end = self.start, self.end
        return None if start is None or end is None else end - start

    def to_dict(self) -> dict[str, Any]:
        """The library's JSON as a dictionary of your own."""
        data: dict[str, Any] = json.loads(self._line)
        return data

    def to_json(self) -> str:
        """The library's JSON, one line."""
        return self._line.decode()

    def to_record(self) -> dict[str, Any]:
        """One flat row, as the CSV of `ec2access sessions`: principal_arn and so on, event ids in one text."""
        row: dict[str, Any] = {}
        for key, value in self._read().items():
            if key == "principal":
                row.update((f"principal_{name}", value.get(name)) for name in Principal._fields)
            elif key in ("start", "end"):
                row[key] = from_text(value)
            elif key == "events":
                row[key] = " ".join(e.get("id") or f"{e.get('file')}:{e.get('line')}" for e in value)
            elif key in ("reasons", "flags", "instance_ids"):
                row[key] = ("; " if key == "reasons" else " ").join(value)
            else:
                row[key] = value
        return row

    def __eq__(self, other: object) -> bool:
        return self._line == other._line if isinstance(other, Session) else NotImplemented

    def __hash__(self) -> int:
        return hash(self._line)

    def __reduce__(self) -> tuple[type[Session], tuple[bytes]]:
        return Session, (self._line,)

    def __repr__(self) -> str:
        if self.withdrawn:
            return f"<Session {self.id} withdrawn, revision {self.revision}>"
        who = self.principal.arn or self.principal.name or self.principal.session_name or self.os_user or "-"
        when = self.start.strftime("%Y-%m-%d %H:%M:%S") if self.start else "start unknown"
        where = self.instance_id or self.target or self.private_ip or "instance unknown"
        return f"<Session {when} {where!r} {self.method} {self.outcome} by {who!r} from {self.source_ip!r}>"
