# SPDX-License-Identifier: MIT
"""The library's counters by name."""
from __future__ import annotations

from typing import Any, Callable

from . import _constants

COUNTERS = {
    name[len("COUNT_"):].lower(): number for name, number in vars(_constants).items() if name.startswith("COUNT_")
}


def counts(ask: Callable[[Any, int], int], handle: Any) -> dict[str, int]:
    """{name: count} of all counters that the object keeps or could keep."""
    return {name: ask(handle, number) for name, number in COUNTERS.items()}
