# SPDX-License-Identifier: MIT
"""Which rows are wanted, by the rules of the program's options: filters choose rows, never evidence."""
from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, Union

from . import _constants as c
from ._constants import Method
from .config import enum_value
from .times import Time, from_text, to_us

# One value, or several of which one must be it.
Texts = Union[str, Iterable[str], None]

_HIDDEN = (Method.RUN_COMMAND.value, Method.PASSWORD_RETRIEVAL.value)
# The line begins with these three keys; id and kind are the library's own words.
_ACTION = re.compile(rb'\{"id":"[^"]*","kind":"[^"]*","method":"(?:run-command|password-retrieval)"')


def texts(values: Texts, what: str) -> frozenset[str]:
    """A set of plain text; enumerators count as their names. A list that happens to be empty must not become "all"."""
    if values is None:
        return frozenset()
    wanted = frozenset(str(value) for value in ([values] if isinstance(values, str) else values))
    if not wanted or "" in wanted:
        raise ValueError(f"an empty {what}: None is no filter, and an empty one would match nothing")
    return wanted


def names(values: Texts, enumeration: int, what: str) -> frozenset[str]:
    """Likewise, of an enumeration: a name that the library does not know is a ValueError, not an empty answer."""
    wanted = texts(values, what)
    for name in wanted:
        enum_value(enumeration, name, what)
    return wanted


class Wanted:
    """The filters of one call."""

    def __init__(
        self,
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
        actions: bool = True,
    ) -> None:
        self.since = None if since is None else to_us(since)
        self.until = None if until is None else to_us(until)
        if self.since is not None and self.until is not None and self.since >= self.until:
            raise ValueError("since is not before until: that would match nothing")
        self.instances = texts(instance, "instance")
        self.principals = texts(principal, "principal")
        self.event_names = texts(event_name, "event_name")
        self.actions = actions
        self.verdicts = {
            "method": names(method, c.ENUM_METHOD, "method"),
            "surface": names(surface, c.ENUM_SURFACE, "surface"),
            "outcome": names(outcome, c.ENUM_OUTCOME, "outcome"),
        }
        self.places = {"account_id": texts(account, "account"), "region": texts(region, "region")}
        self.any = bool(
            self.since is not None
            or self.until is not None
            or self.instances
            or self.principals
            or self.event_names
            or any(self.verdicts.values())
            or any(self.places.values())
        )

    def line(self, line: bytes) -> bool:
        """Whether a session's JSON line is wanted; it is read only where a filter asks for it."""
        if not self.any and (self.actions or not _ACTION.match(line)):
            return True
        return self.session(json.loads(line))

    def hides(self, method: str | None) -> bool:
        """Commands and fetched passwords are no sessions: shown when asked for, also by naming the method."""
        return not self.actions and method in _HIDDEN and method not in self.verdicts["method"]

    def time(self, us: int | None) -> bool:
        """A row without a time is in no range."""
        if self.since is None and self.until is None:
            return True
        if us is None:
            return False
        return (self.since is None or us >= self.since) and (self.until is None or us < self.until)

    def session(self, row: Mapping[str, Any]) -> bool:
        """Whether a session's JSON is wanted."""
        if self.hides(row.get("method")):
            return False
        return not self.any or (
            self.time(_session_us(row))
            and _one_of(self.instances, row.get("instance_id"), row.get("target"), *row.get("instance_ids", ()))
            and _one_of(self.principals, *_who(row.get("principal") or {}))
            and _one_of(self.event_names, *(event.get("name") for event in row.get("events", ())))
            and all(_one_of(wanted, row.get(key)) for key, wanted in (*self.places.items(), *self.verdicts.items()))
        )

    def event(
        self,
        row: Mapping[str, Any],
        us: int | None,
        instances: Iterable[str],
        session: Mapping[str, Any] | None,
    ) -> bool:
        """Whether an event's row is wanted, with what is known of its session. A record's time, caller, account,
        region and name are its own; with `instance` either may name the instance."""
        judged = row if session is None else session
        named = [row["instance_id"], row["target"], *instances]
        if session is not None:
            named += [session.get("instance_id"), session.get("target"), *session.get("instance_ids", ())]
        who = (row[key] for key in ("principal_arn", "principal_name", "access_key_id", "session_name"))
        return not self.any or (
            self.time(us)
            and _one_of(self.instances, *named)
            and _one_of(self.principals, *who)
            and _one_of(self.event_names, row["event_name"])
            and all(_one_of(wanted, row[key]) for key, wanted in self.places.items())
            and all(_one_of(wanted, judged.get(key)) for key, wanted in self.verdicts.items())
        )


def _session_us(row: Mapping[str, Any]) -> int | None:
    """Its start, else its first event's time."""
    events = row.get("events") or [{}]
    time: datetime | None = from_text(row.get("start") or events[0].get("time"))
    return None if time is None else to_us(time)


def _who(principal: Mapping[str, Any]) -> Iterable[str | None]:
    return (principal.get(key) for key in ("arn", "name", "access_key_id", "session_name"))


def _one_of(wanted: frozenset[str], *values: str | None) -> bool:
    return not wanted or any(value in wanted for value in values)

