# SPDX-License-Identifier: MIT
"""What all objects over a handle of the library share."""
from __future__ import annotations

import threading
from ctypes import c_void_p
from typing import Any, Callable, ClassVar


class Handle:
    """Owns one handle: frees it once, in whatever order the garbage collector comes by.

    The library's objects hold references to what they need, so no order of freeing is wrong. `_lock` keeps two
    threads off one object that the library wants used by one at a time; different objects run side by side.
    """

    __slots__ = ("__weakref__", "_handle", "_lock")
    _release: ClassVar[Callable[[Any], Any]]

    def __init__(self, handle: c_void_p) -> None:
        self._handle = handle
        self._lock = threading.Lock()

    def __del__(self) -> None:
        handle = getattr(self, "_handle", None)
        if handle:
            self._handle = c_void_p()
            type(self)._release(handle)

    def __copy__(self) -> Any:
        raise TypeError(f"a {type(self).__name__} cannot be copied")

    def __deepcopy__(self, memo: object) -> Any:
        return self.__copy__()

    def __reduce__(self) -> Any:
        raise TypeError(f"a {type(self).__name__} cannot be pickled")
