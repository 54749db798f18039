# SPDX-License-Identifier: MIT
"""Limits and custom knowledge."""
from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from ctypes import byref, c_char_p, c_int, c_int64, c_void_p
from operator import index

from . import _constants as c
from . import _ffi
from ._handle import Handle
from .errors import Error, FormatError

_TEXT = {c.OPT_CPU, c.OPT_AWS_PROFILE, c.OPT_AWS_REGION, c.OPT_AWS_ENDPOINT, c.OPT_CA_FILE}
# As boto3 calls them.
_ALSO = {"profile": "aws_profile", "region": "aws_region", "endpoint_url": "aws_endpoint"}


def _number(name: str) -> int:
    number = getattr(c, "OPT_" + _ALSO.get(name, name).upper(), None)
    if not isinstance(number, int) or name != name.lower():
        raise TypeError(f"Config has no option {name!r}")
    return number


class Config(Handle):
    """Options for readers and correlators; frozen by the first one that is made with it, as in C.

    documents: which method a session document of your own stands for, {"Corp-Shell": "session-manager"}.
    hosts: which instance a host name or private address is, {"bastion-1": "i-..."}.
    rules: a file that holds both (doc/rules.md).
    profile, region, endpoint_url, ca_file, connections: for what is read from AWS, see doc/credentials.md.
    aws_keys: (access key, secret key, session token or None), before all other places that credentials come from; what
    boto3's get_frozen_credentials() gave will do.
    credential_process: whether the program that a profile names may be run. A library does not do that unasked, so it
    is off unless you say True; the program ec2access has it on.
    options: the library's, in lower case without their prefix: strict=1, record_bytes=1 << 20, lateness=900,
    log_year=2026, log_zone=60, cpu="portable" ... (EC2A_OPT_... in base.h).
    """

    __slots__ = ()
    _release = _ffi.config_unref

    def __init__(
        self,
        *,
        documents: Mapping[str, str] | None = None,
        hosts: Mapping[str, str] | None = None,
        rules: str | os.PathLike[str] | None = None,
        profile: str | None = None,
        region: str | None = None,
        endpoint_url: str | None = None,
        ca_file: str | os.PathLike[str] | None = None,
        connections: int | None = None,
        aws_keys: Sequence[str | None] | None = None,
        credential_process: bool = False,
        **options: int | str,
    ) -> None:
        handle = _ffi.config_p()
        _ffi.config_new(byref(handle))
        super().__init__(handle)
        for name, value in options.items():
            self._set(name, value)
        for name, text in (("profile", profile), ("region", region), ("endpoint_url", endpoint_url)):
            if text is not None:
                self._set(name, text)
        if ca_file is not None:
            self._set("ca_file", os.fspath(ca_file))
        if connections is not None:
            self._set("connections", connections)
        self._set("credential_process", int(credential_process))
        if aws_keys is not None:
            self._set_keys(*([None] if isinstance(aws_keys, str) else aws_keys)[:3])
        if rules is not None:
            self._read_rules(os.fspath(rules))
        for document, method in (documents or {}).items():
            _ffi.config_map_document(handle, plain(document), enum_value(c.ENUM_METHOD, method, "method"))
        for host, instance in (hosts or {}).items():
            _ffi.config_map_host(handle, plain(host), plain(instance))

    def _set(self, name: str, value: int | str) -> None:
        number = _number(name)
        try:
            if number in _TEXT:
                _ffi.config_set_str(self._handle, number, _text(str(value), name))
            else:
                _ffi.config_set_int(self._handle, number, c_int64(_whole(value, name)))
        except Error as error:
            raise type(error)(error.code, f"{name}={value!r}: {error.text}") from None

    def _set_keys(
        self, access_key: str | None = None, secret_key: str | None = None, session_token: str | None = None
    ) -> None:
        """No message has a part of them."""
        if not access_key or not secret_key:
            raise ValueError("aws_keys is (access key, secret key, session token or None)")
        keys = [_text(key, "a key of aws_keys") for key in (access_key, secret_key, session_token or "")]
        _ffi.config_set_aws_keys(self._handle, *keys)

    def _read_rules(self, path: str) -> None:
        with open(path, "rb") as file:
            content = file.read()
        sentence = c_void_p()
        try:
            _ffi.config_read_rules(self._handle, content, len(content), byref(sentence))
        except FormatError as error:
            text = _ffi.take_bytes(sentence).decode() if sentence else error.text
            raise FormatError(error.code, text, file=path) from None

    def __getitem__(self, name: str) -> int | str:
        """The value of an option."""
        number = _number(name)
        if number in _TEXT:
            text = c_char_p()
            _ffi.config_get_str(self._handle, number, byref(text))
            return os.fsdecode(text.value or b"")
        value = c_int64()
        _ffi.config_get_int(self._handle, number, byref(value))
        return value.value


def _whole(value: int | str, name: str) -> int:
    """1.9 is no option's value, nor is it 1; text may stand in a file of settings."""
    try:
        return int(value) if isinstance(value, str) else index(value)
    except (TypeError, ValueError) as error:
        raise type(error)(f"{name}={value!r} is no whole number") from None


def _without_nul(text: str, name: str) -> str:
    """C would lose what stands behind it without a word."""
    if "\0" in text:
        raise ValueError(f"{name} holds a NUL")
    return text


def plain(text: str) -> bytes:
    """As C has it."""
    return _without_nul(text, repr(text)).encode()


def _text(value: str, name: str) -> bytes:
    """Likewise of what may be a path, or a secret that no message tells."""
    return os.fsencode(_without_nul(value, name))


def handle_of(config: Config | None) -> c_void_p | None:
    """None, which is NULL to the library, stands for the defaults."""
    return None if config is None else config._handle


def enum_value(enumeration: int, name: str, what: str) -> int:
    """The number of a name; a name that the library does not know is a ValueError with those that it does."""
    value = c_int()
    try:
        _ffi.enum_value(enumeration, str(name).encode(), byref(value))
    except Error:
        known: list[str] = []
        while (text := _ffi.enum_name(enumeration, len(known) + 1)) is not None:
            known.append(text.decode())
        raise ValueError(f"no such {what}: {str(name)!r}; there are {', '.join(known)}") from None
    return value.value
