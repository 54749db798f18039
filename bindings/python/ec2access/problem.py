# SPDX-License-Identifier: MIT
"""What could not be read, and how it is told. Annotations are no text here, see evidence.py."""
import sys
import warnings
from collections.abc import Sequence
from typing import NamedTuple

from .errors import InputWarning


class Problem(NamedTuple):
    """One thing that was met: an error of an input or of a record, or a remark (code 0)."""

    code: int
    file: str
    text: str

    def __str__(self) -> str:
        return self.text


def check_errors(errors: str) -> str:
    """The argument `errors` of whatever reads."""
    if errors not in ("warn", "raise", "ignore"):
        raise ValueError(f'errors is "warn", "raise" or "ignore", not {errors!r}')
    return errors


def warn(errors: Sequence[Problem]) -> None:
    """One warning for all of them, about the line of code that is not this package's."""
    more = f" (and {len(errors) - 1} more; .problems has all)" if len(errors) > 1 else ""
    warnings.warn(errors[0].text + more, InputWarning, stacklevel=_caller())


def _caller() -> int:
    """How many frames up that line is."""
    level, frame = 1, sys._getframe(1)
    while frame.f_back is not None and str(frame.f_globals.get("__name__")).partition(".")[0] == __package__:
        level, frame = level + 1, frame.f_back
    return level
