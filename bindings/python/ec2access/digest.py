# SPDX-License-Identifier: MIT
"""Whether a trail's log files are what CloudTrail wrote: its signed digests, checked."""
from __future__ import annotations

import base64
import json
import os
from collections.abc import Iterable, Iterator, Mapping
from ctypes import byref, c_size_t, c_void_p
from datetime import datetime
from typing import Any, NamedTuple, Union

from . import _constants as c
from . import _ffi, _interrupt
from ._constants import Verdict
from ._handle import Handle
from ._names import Name
from .config import Config, handle_of
from .errors import CancelledError, FormatError, NotFoundError, StateError, error_for
from .problem import Problem, check_errors, warn
from .times import Time, from_text, to_us

Folders = Union[str, os.PathLike[str], Iterable[Union[str, os.PathLike[str]]]]
# A file that `aws cloudtrail list-public-keys` printed, its bytes, or what boto3's list_public_keys() returned.
Key = Union[str, os.PathLike[str], bytes, Mapping[str, Any]]

_FIRST, _LAST = -(2**63), 2**63 - 1
_COUNTERS = {
    name[len("DIGEST_") :].lower(): number for name, number in vars(c).items() if name.startswith("DIGEST_")
}


class FindingObject(Name):
    """What a finding is about."""

    DIGEST = "digest"
    BACKFILL_DIGEST = "backfill-digest"
    LOG = "log"
    TIME = "time"


class Finding(NamedTuple):
    """One thing that was found. What is not known is None."""

    object: FindingObject
    verdict: Verdict
    wrong: bool
    """It keeps the trail from being proven as a whole."""
    account_id: str | None
    region: str | None
    trail: str | None
    start: datetime | None
    """Of the time that it is about, aware, in UTC."""
    end: datetime | None
    """Its end; of a log file the minute of its delivery."""
    bucket: str | None
    key: str | None
    file: str | None
    """The copy that was read, as os.fsdecode() has it."""
    named_by: str | None
    """Key of the digest that names it."""
    sentence: str
    """Why."""

    def to_dict(self) -> dict[str, Any]:
        """A line of `ec2access validate --format jsonl` as a dictionary: start and end are "from" and "to" there."""
        return {_ALSO.get(name, name): _plain(value) for name, value in zip(self._fields, self)}


_ALSO = {"start": "from", "end": "to"}


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat().replace("+00:00", "Z")
    return value.value if isinstance(value, Name) else value


class Validation(Handle):
    """The findings of one check; reading begins with the first one that is asked for.

    They can be iterated over as often as you like: one for each digest and each log file, and those about time,
    sorted by account, region, time, object and key.
    """

    __slots__ = ("_key_problems", "_state", "errors")
    _release = _ffi.digest_free

    def __init__(
        self,
        folders: Folders,
        *,
        keys: Key | Iterable[Key] | None = None,
        since: Time | None = None,
        until: Time | None = None,
        threads: int = 0,
        config: Config | None = None,
        errors: str = "warn",
    ) -> None:
        self.errors = check_errors(errors)
        handle = _ffi.digest_p()
        _ffi.digest_new(handle_of(config), byref(handle))
        super().__init__(handle)
        self._state = "new"
        self._key_problems: list[Problem] = []
        _ffi.digest_set_threads(handle, threads)
        first = _FIRST if since is None else to_us(since)
        last = _LAST if until is None else to_us(until)
        if first >= last:
            raise ValueError("since is not before until: that would match nothing")
        _ffi.digest_set_range(handle, first, last)
        for folder in [folders] if isinstance(folders, (str, os.PathLike)) else folders:
            path = os.fsencode(folder)
            if b"\0" in path:
                raise ValueError(f"a path holds a NUL: {folder!r}")
            _ffi.digest_add_folder(handle, path)
        if keys is not None:
            for key in [keys] if isinstance(keys, (str, os.PathLike, bytes, Mapping)) else keys:
                self._add_keys(key)

    def _add_keys(self, keys: Key) -> None:
        name = "keys" if isinstance(keys, (bytes, Mapping)) else os.fspath(keys)
        data, bad = _key_bytes(keys), c_size_t()
        try:
            _ffi.digest_add_keys(self._handle, None, data, len(data), byref(bad))
        except FormatError as error:
            text = "this is no list of public keys as 'aws cloudtrail list-public-keys' prints it"
            raise FormatError(error.code, text, file=name) from None
        if bad.value:
            text = f"{name}: keys are left out that are no RSA key of 2048 to 8192 bits, or do not have the fingerprint"
            self._key_problems.append(Problem(c.E_FORMAT, name, text + " that stands there"))

    def cancel(self) -> None:
        """End `run` early, from any thread."""
        _ffi.digest_cancel(self._handle)

    def run(self) -> None:
        """Checks everything, once; Ctrl-C ends it. That something is wrong is a finding; that nothing at all can be
        proven, as no digest or no key is there, is an exception."""
        if self._state == "done":
            return
        if self._state != "new":
            raise CancelledError(c.E_CANCELLED, "the check was ended early, so there are no findings")
        self._state = "ended"
        _interrupt.call(lambda: _ffi.digest_run(self._handle), self.cancel)
        self._state = "done"
        try:
            self._tell()
        except BaseException:
            self._state = "ended"
            raise

    def _tell(self) -> None:
        errors = [problem for problem in self.problems if problem.code < 0]
        count = self.counts
        if errors and (self.errors == "raise" or not count["digests"]):
            raise error_for(errors[0].code, errors[0].text)
        if not count["digests"]:
            raise NotFoundError(c.E_NOT_FOUND, "no digest of that time is there: nothing can be proven")
        if not count["keys"]:
            raise NotFoundError(
                c.E_NOT_FOUND,
                "no public key is there, so nothing can be proven: give keys=, or put what 'aws cloudtrail "
                "list-public-keys' printed into public-keys/REGION.json in the folder",
            )
        if errors and self.errors == "warn":
            warn(errors)

    def __iter__(self) -> Iterator[Finding]:
        self.run()
        return self._findings()

    def _findings(self) -> Iterator[Finding]:
        for i in range(_ffi.digest_finding_count(self._handle)):
            handle, text = _ffi.digest_finding(self._handle, i), c_void_p()
            _ffi.finding_to_json(handle, byref(text))
            found = json.loads(_ffi.take_bytes(text))
            found["object"], found["verdict"] = FindingObject(found["object"]), Verdict(found["verdict"])
            found["from"], found["to"] = from_text(found["from"]), from_text(found["to"])
            file = _ffi.finding_str(handle, c.FINDING_FILE)
            found["file"] = None if file is None else os.fsdecode(file)
            yield Finding(*(found[_ALSO.get(name, name)] for name in Finding._fields))

    @property
    def proven(self) -> bool:
        """Whether nothing speaks against the whole: no finding is wrong, and all could be read."""
        self.run()
        return not self.counts["wrong"] and all(problem.code >= 0 for problem in self.problems)

    @property
    def counts(self) -> dict[str, int]:
        """digests and logs, how many of each are valid, findings that are wrong, keys, others."""
        self._need_run()
        return {name: _ffi.digest_count(self._handle, number) for name, number in _COUNTERS.items()}

    @property
    def problems(self) -> list[Problem]:
        """What was met that is no finding: folders that cannot be listed, lists of keys that cannot be read. The text
        has the path in front; `file` may be empty."""
        self._need_run()
        return self._key_problems + [
            Problem(
                _ffi.digest_problem_code(self._handle, i),
                "",
                _ffi.digest_problem(self._handle, i).decode(errors="replace"),
            )
            for i in range(_ffi.digest_problem_count(self._handle))
        ]

    def _need_run(self) -> None:
        if self._state == "new":
            raise StateError(c.E_STATE, "nothing was checked yet")


def _key_bytes(keys: Key) -> bytes:
    if isinstance(keys, bytes):
        return keys
    if isinstance(keys, Mapping):  # boto3 has decoded the base64 of each key
        return json.dumps(
            keys, default=lambda it: base64.b64encode(it).decode() if isinstance(it, bytes) else str(it)
        ).encode()
    with open(keys, "rb") as file:
        return file.read()


def validate(
    folders: Folders,
    keys: Key | Iterable[Key] | None = None,
    *,
    since: Time | None = None,
    until: Time | None = None,
    threads: int = 0,
    config: Config | None = None,
    errors: str = "warn",
) -> Validation:
    """Whether log files are what CloudTrail wrote (doc/validation.md says what that proves, and what not).

    folders: copies of a trail's objects with its digests, as `ec2access fetch` brings them; no network is asked.
    keys: the public keys, on which all trust rests; without them those in public-keys/ of the folders.
    since and until: the time that is to be proven; an end that is named must be covered by digests.
    """
    return Validation(folders, keys=keys, since=since, until=until, threads=threads, config=config, errors=errors)
