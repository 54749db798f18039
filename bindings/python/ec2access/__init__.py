# SPDX-License-Identifier: MIT
"""Who got onto which EC2 instance, when, from where, by which method, and what proves it.

    import ec2access
    for session in ec2access.sessions("trail/", since="7d"):
        print(session.start, session.instance_id, session.method, session.principal.arn, session.outcome)
"""
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
)
from ._ffi import version as _version
from ._load import __version__
from .config import Config
from .correlate import Correlator
from .errors import (
    ArgumentError,
    CancelledError,
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
from .event import Access, Event
from .events import AccessEvent, Events, events
from .parser import Parser, classify
from .scan import Problem, Scan, Sessions, sessions
from .session import Evidence, Principal, Session

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
    "EndReason",
    "Error",
    "Event",
    "EventClass",
    "Events",
    "Evidence",
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
    "__version__",
    "classify",
    "events",
    "library_version",
    "sessions",
]
