# SPDX-License-Identifier: MIT
"""The base of the enumerations whose names stand in output."""
from __future__ import annotations

import enum


class Name(str, enum.Enum):
    """Text, so that `session.method == "ssh"` holds; prints as that text.

    A name that a newer library writes and this package does not list becomes a member of its own, whose `name` is
    made like the others': nothing that the library says is refused or lost.
    """

    @classmethod
    def _missing_(cls, value: object) -> Name | None:
        if not isinstance(value, str) or not value:
            return None
        if not all(c.isascii() and (c.islower() or c.isdigit() or c == "-") for c in value):
            return None
        member = str.__new__(cls, value)
        member._name_ = value.upper().replace("-", "_")
        member._value_ = value
        return cls._value2member_map_.setdefault(value, member)  # type: ignore[return-value]

    def __str__(self) -> str:
        return str(self.value)

    def __format__(self, spec: str) -> str:
        return format(str(self.value), spec)
