# SPDX-License-Identifier: MIT
"""Who called, and what proves it: the values in a session.

Annotations are no text in this module: each text of a NamedTuple would be compiled when it is imported, and the first
such call costs a millisecond.
"""
from datetime import datetime
from typing import NamedTuple, Optional

from ._constants import Identity, Role


class Principal(NamedTuple):
    """Who called."""

    identity: Identity
    arn: Optional[str]
    name: Optional[str]
    session_name: Optional[str]
    access_key_id: Optional[str]
    long_term_key: Optional[bool]
    mfa: Optional[bool]
    source_identity: Optional[str]


class Evidence(NamedTuple):
    """One record that proves a session. Host lines have a file and a line (from 1) instead of an id."""

    id: Optional[str]
    name: Optional[str]
    time: Optional[datetime]
    role: Role
    file: Optional[str]
    line: Optional[int]
