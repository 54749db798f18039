# SPDX-License-Identifier: MIT
"""Who got onto which EC2 instance, when, from where, by which method, and what proves it.

    import ec2access
    for session in ec2access.sessions("trail/", since="7d"):
        print(session.start, session.instance_id, session.method, session.principal.arn, session.outcome)
"""
from typing import TYPE_CHECKING, Any

from ._constants import (
    Confidence,
    EndReason,
    EventClass,
    Flag,
    Identity,
    Kind,
    Method,
    Os,
    OsConfidence,
    Outcome,
    Role,
    Surface,
    Verdict,
)
from ._ffi import version as _version
from ._load import __version__
from .config import Config
from .correlate import Correlator
from .errors import (
    ArgumentError,
    CancelledError,
    DeniedError,
    Error,
    FormatError,
    InputWarning,
    LimitError,
    NotFoundError,
    OutOfMemoryError,
    ReadError,
    RecordError,
    StateError,
    TruncatedError,
    UnsupportedError,
)
from .evidence import Evidence, Principal
from .problem import Problem
from .scan import Scan, Sessions, sessions
from .session import Session

if TYPE_CHECKING:
    from .access_event import AccessEvent, Events, events
    from .digest import Finding, FindingObject, Validation, validate
    from .event import Access, Event
    from .parser import Parser, classify

# What a script over sessions does without is read when it is asked for.
_LATER = {
    "Access": "event",
    "AccessEvent": "access_event",
    "Event": "event",
    "Events": "access_event",
    "Finding": "digest",
    "FindingObject": "digest",
    "Parser": "parser",
    "Validation": "digest",
    "classify": "parser",
    "events": "access_event",
    "validate": "digest",
}


def __getattr__(name: str) -> Any:
    if name not in _LATER:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    globals()[name] = value = getattr(import_module(f".{_LATER[name]}", __name__), name)
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})


library_version: str = _version().decode()
"""The version of the C library that is running."""

__all__ = [
    "Access",
    "AccessEvent",
    "ArgumentError",
    "CancelledError",
    "Confidence",
    "Config",
    "Correlator",
    "DeniedError",
    "EndReason",
    "Error",
    "Event",
    "EventClass",
    "Events",
    "Evidence",
    "Finding",
    "FindingObject",
    "Flag",
    "FormatError",
    "Identity",
    "InputWarning",
    "Kind",
    "LimitError",
    "Method",
    "NotFoundError",
    "Os",
    "OsConfidence",
    "OutOfMemoryError",
    "Outcome",
    "Parser",
    "Principal",
    "Problem",
    "ReadError",
    "RecordError",
    "Role",
    "Scan",
    "Session",
    "Sessions",
    "StateError",
    "Surface",
    "TruncatedError",
    "UnsupportedError",
    "Validation",
    "Verdict",
    "__version__",
    "classify",
    "events",
    "library_version",
    "sessions",
    "validate",
]
