# SPDX-License-Identifier: MIT
"""What can go wrong, as exceptions; each carries the C library's code."""
from __future__ import annotations

from typing import Any

from . import _constants as c


class Error(Exception):
    """A call of the library failed.

    code: the number of an `ec2a_error`, below 0. file, record (from 1) and byte (of the inflated input) say where,
    None where that is not known.
    """

    code: int
    text: str
    file: str | None
    record: int | None
    byte: int | None
    rows: list[dict[str, Any]]  # of Parser.rows alone

    def __init__(
        self,
        code: int,
        text: str,
        *,
        file: str | None = None,
        record: int | None = None,
        byte: int | None = None,
    ) -> None:
        self.code = code
        self.text = text
        self.file = file
        self.record = record
        self.byte = byte
        self.rows = []
        super().__init__(text)

    def __str__(self) -> str:
        where = ", ".join(
            part
            for part in (
                "" if self.record is None else f"record {self.record}",
                "" if self.byte is None else f"byte {self.byte}",
            )
            if part
        )
        return ": ".join(part for part in (self.file or "", where, self.text) if part)

    def __reduce__(self) -> tuple[object, ...]:
        return _make, (self.code, self.text, self.file, self.record, self.byte)


class ArgumentError(Error, ValueError):
    """An argument that a function does not take."""


class OutOfMemoryError(Error, MemoryError):
    """Out of memory; the object stays usable."""


class StateError(Error):
    """Called at a time when it cannot work, such as feed after finish."""


class UnsupportedError(Error, NotImplementedError):
    """An option or part that this build of the library does not have."""


class RecordError(Error, ValueError):
    """One record was refused; reading goes on after it."""


class LimitError(RecordError):
    """A record, or an input, is over a limit."""


class FormatError(Error, ValueError):
    """Not a form that the library reads, or a broken one."""


class TruncatedError(FormatError):
    """The input ended in the middle."""


class ReadError(Error, OSError):
    """Reading failed."""

    def __str__(self) -> str:  # OSError has one of its own
        return Error.__str__(self)


class DeniedError(ReadError):
    """AWS refuses, or there are no credentials."""


class NotFoundError(ReadError):
    """No such file, folder or value."""


class CancelledError(Error):
    """Ended early because the caller asked for it."""


class InputWarning(UserWarning):
    """Some input of a scan could not be read; `Sessions.problems` has each."""


_CLASSES: dict[int, type[Error]] = {
    c.E_ARG: ArgumentError,
    c.E_NOMEM: OutOfMemoryError,
    c.E_STATE: StateError,
    c.E_UNSUPPORTED: UnsupportedError,
    c.E_RECORD: RecordError,
    c.E_LIMIT: LimitError,
    c.E_FORMAT: FormatError,
    c.E_TRUNCATED: TruncatedError,
    c.E_IO: ReadError,
    c.E_NOT_FOUND: NotFoundError,
    c.E_CANCELLED: CancelledError,
    c.E_DENIED: DeniedError,
}


def error_for(
    code: int, text: str, *, file: str | None = None, record: int | None = None, byte: int | None = None
) -> Error:
    """The exception of a code; codes of -20 and below that have no class of their own are failures to read."""
    kind = _CLASSES.get(code, ReadError if code <= -20 else Error)
    return kind(code, text, file=file, record=record, byte=byte)


def _make(code: int, text: str, file: str | None, record: int | None, byte: int | None) -> Error:
    return error_for(code, text, file=file, record=record, byte=byte)
