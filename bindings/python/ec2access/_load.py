# SPDX-License-Identifier: MIT
"""Finds and opens the C library: EC2ACCESS_LIBRARY, else the one in this package, else by SONAME."""
from __future__ import annotations

import ctypes
import os
import sys

__version__ = "0.1.0"

_SONAME = "libec2access.0.dylib" if sys.platform == "darwin" else "libec2access.so.0"


def candidate() -> str:
    """What to open. Never the running program itself, which opens without complaint and has nothing of ours."""
    named = os.environ.get("EC2ACCESS_LIBRARY")
    if named:
        return named
    bundled = os.path.join(os.path.dirname(os.path.abspath(__file__)), _SONAME)
    return bundled if os.path.exists(bundled) else _SONAME


def _number(version: str) -> int:
    major, minor, patch = (int(part) for part in version.split("."))
    return major * 1000000 + minor * 1000 + patch


def check_version(path: str, running: int) -> None:
    """The same major.minor as this package, and not older than it: until 1.0 a minor release may change things."""
    wanted = _number(__version__)
    if running // 1000 == wanted // 1000 and running >= wanted:
        return
    found = f"{running // 1000000}.{running // 1000 % 1000}.{running % 1000}"
    raise ImportError(
        f"ec2access {__version__} for Python does not fit the library {path}, which is {found}; "
        f"it needs {__version__} or a later {__version__.rpartition('.')[0]}. Install both of one release, or name "
        "another library in EC2ACCESS_LIBRARY."
    )


def open_library() -> ctypes.CDLL:
    """The library, of a version that fits; else one ImportError that says what is wrong."""
    path = candidate()
    try:
        library = ctypes.CDLL(path)
    except OSError as error:
        raise ImportError(
            f"ec2access: cannot open the C library {path}: {error}. Install libec2access, or name the file in "
            "EC2ACCESS_LIBRARY."
        ) from None
    try:
        version = library.ec2a_version_number
    except AttributeError:
        raise ImportError(f"ec2access: {path} is not libec2access: it has no ec2a_version_number") from None
    version.argtypes, version.restype = [], ctypes.c_int
    check_version(path, version())
    return library
