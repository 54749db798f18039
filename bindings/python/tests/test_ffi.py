# SPDX-License-Identifier: MIT
"""_ffi.py against the symbol map and the headers: each exported function, with its types."""
import ctypes
import inspect
import re
import sys
import typing

import pytest

import ec2access
from ec2access import _ffi

PLAIN = {
    "int": ctypes.c_int,
    "int64_t": ctypes.c_int64,
    "uint64_t": ctypes.c_uint64,
    "size_t": ctypes.c_size_t,
    "char *": ctypes.c_char_p,
    "void *": ctypes.c_void_p,
    "void": None,
}


def c_type(text):
    """The ctypes type of "const ec2a_event *" and so on."""
    text = re.sub(r"\s+", " ", text.replace("const ", " ").replace("*", " * ")).strip().replace("* *", "**")
    if text in PLAIN:
        return PLAIN[text]
    if match := re.fullmatch(r"ec2a_(\w+) \*", text):
        return getattr(_ffi, match[1] + "_p")
    if match := re.fullmatch(r"ec2a_(\w+)", text):
        return getattr(_ffi, match[1])
    if text.endswith("*"):
        return ctypes.POINTER(c_type(text[:-1]))
    raise AssertionError(f"no ctypes type known for {text!r}")


def declarations(top):
    """[(name, result, [parameter types and names])] of the headers."""
    for path in sorted((top / "include" / "ec2access").glob("*.h")):
        text = re.sub(r"/\*.*?\*/", "", path.read_text(encoding="utf-8"), flags=re.S)
        for match in re.finditer(r"EC2A_API\s+(?:EC2A_MUST_CHECK\s+)?([^;()]*?)(ec2a_\w+)\s*\((.*?)\);", text, re.S):
            result, name, parameters = match.groups()
            parameters = re.sub(r"void \(\*(\w+)\)\(void \*\w+\)", r"ec2a_free_fn \1", parameters)
            listed = [] if parameters.strip() == "void" else [p.strip() for p in parameters.split(",")]
            yield name, result, [re.fullmatch(r"(.*?)(\w+)", p, re.S).groups() for p in listed]


def test_every_exported_function_is_declared(top):
    text = (top / "lib" / "libec2access.map").read_text(encoding="ascii")
    exported = set(re.findall(r"^\s*(ec2a_\w+);", text, re.M))
    assert exported
    assert exported - set(_ffi.LEFT_OUT) == set(_ffi.DECLARED)
    assert set(_ffi.LEFT_OUT) <= exported, "left out, but not there"
    assert all(_ffi.LEFT_OUT.values()), "left out without a reason"


def test_types_are_the_headers(top):
    seen = set()
    for name, result, parameters in declarations(top):
        if name in _ffi.LEFT_OUT:
            continue
        function = _ffi.DECLARED[name]
        seen.add(name)
        assert function.restype is c_type(result), name
        assert len(function.argtypes) == len(parameters), name
        for declared, (text, parameter) in zip(function.argtypes, parameters):
            # Text that the caller must free: its pointer is needed, not a copy.
            if parameter.startswith("ret_") and "const" not in text and re.sub(r"\s", "", text) == "char**":
                wanted = ctypes.POINTER(ctypes.c_void_p)
            # An array of handles.
            elif name == "ec2a_events_settle" and parameter == "events":
                wanted = ctypes.POINTER(_ffi.event_p)
            else:
                wanted = c_type(text)
            assert declared is wanted, f"{name}: {parameter} is {text.strip()!r}, declared as {declared.__name__}"
    assert seen == set(_ffi.DECLARED)


def test_a_failure_raises_and_a_handle_has_its_type():
    with pytest.raises(ValueError, match="invalid argument"):
        _ffi.config_set_int(None, 1, 1)
    with pytest.raises(ctypes.ArgumentError):
        _ffi.parser_finish(_ffi.scan_p())


def test_attributes_are_named_as_the_functions():
    for name, function in _ffi.DECLARED.items():
        assert getattr(_ffi, name[len("ec2a_"):]) is function


@pytest.mark.skipif(sys.version_info < (3, 10), reason="X | Y is no type of this Python's")
def test_annotations_can_be_asked_for():
    """By tools that make command lines or forms of functions."""
    asked = 0
    for thing in (getattr(ec2access, name) for name in ec2access.__all__):
        for member in [thing, *(vars(thing).values() if inspect.isclass(thing) else ())]:
            function = member.fget if isinstance(member, property) else getattr(member, "__func__", member)
            public = inspect.isfunction(function) and (function.__name__ == "__init__" or function.__name__[0] != "_")
            if public and function.__module__.startswith("ec2access."):
                typing.get_type_hints(function)
                asked += 1
    assert asked > 40
