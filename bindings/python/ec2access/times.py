# SPDX-License-Identifier: MIT
"""Between the library's microseconds since 1970 and aware datetimes in UTC."""
from __future__ import annotations

import re
from datetime import date, datetime, timedelta, timezone
from typing import Union

EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)
_MICROSECOND = timedelta(microseconds=1)
_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days", "w": "weeks"}

# An aware datetime, a date (its midnight in UTC), a timedelta before now, or text: RFC 3339, a date, "7d", "36h".
Time = Union[datetime, date, timedelta, str]


def from_us(us: int) -> datetime | None:
    """None where no datetime reaches, before year 1 and after year 9999."""
    try:
        return EPOCH + timedelta(microseconds=us)
    except OverflowError:
        return None


def from_text(text: str | None) -> datetime | None:
    """What the library's JSON has as a time: "2023-09-04T05:56:04Z", or null."""
    if text is None:
        return None
    return datetime.fromisoformat(text[:-1] + "+00:00")


def to_us(time: Time) -> int:
    """Microseconds since 1970. A time without a zone, and text that is no time, is a ValueError, never a guess."""
    if isinstance(time, str):
        time = _read(time)
    if isinstance(time, timedelta):
        try:
            time = datetime.now(timezone.utc) - time
        except OverflowError:
            raise ValueError(f"no time lies {time} before now") from None
    if isinstance(time, datetime):
        if time.utcoffset() is None:
            raise ValueError(f"{time!r} has no time zone: add tzinfo=timezone.utc, or the zone that you mean")
        return (time - EPOCH) // _MICROSECOND
    if isinstance(time, date):
        return (datetime(time.year, time.month, time.day, tzinfo=timezone.utc) - EPOCH) // _MICROSECOND
    raise TypeError(f"a time is a datetime, a date, a timedelta or text, not {type(time).__name__}")


def _read(text: str) -> datetime | date | timedelta:
    ago = re.fullmatch(r"(\d{1,6})([smhdw])", text)
    if ago:
        return timedelta(**{_UNITS[ago.group(2)]: int(ago.group(1))})
    try:
        if len(text) == len("2023-09-04"):
            return date.fromisoformat(text)
        return datetime.fromisoformat(re.sub("[zZ]$", "+00:00", text))
    except ValueError:
        raise ValueError(f"{text!r} is no time: RFC 3339, a date, or 7d, 36h before now") from None
