# SPDX-License-Identifier: MIT
"""_constants.py against the pinned list, and its names against the library's."""
import sys

from ec2access import _constants, _ffi
from ec2access.digest import FindingObject


def test_file_is_current(top):
    sys.path.insert(0, str(top / "bindings" / "python"))
    try:
        import make_constants
    finally:
        sys.path.pop(0)
    made = make_constants.make(make_constants.read(top / "tests" / "abi" / "constants.txt"))
    assert made == (top / "bindings/python/ec2access/_constants.py").read_text(encoding="ascii"), (
        "make it again: make_constants.py tests/abi/constants.txt > ec2access/_constants.py"
    )


def test_names_are_the_library_s():
    named = [
        (_constants.ENUM_METHOD, _constants.Method),
        (_constants.ENUM_SURFACE, _constants.Surface),
        (_constants.ENUM_OS, _constants.Os),
        (_constants.ENUM_OS_CONFIDENCE, _constants.OsConfidence),
        (_constants.ENUM_IDENTITY, _constants.Identity),
        (_constants.ENUM_OUTCOME, _constants.Outcome),
        (_constants.ENUM_CONFIDENCE, _constants.Confidence),
        (_constants.ENUM_KIND, _constants.Kind),
        (_constants.ENUM_ROLE, _constants.Role),
        (_constants.ENUM_END_REASON, _constants.EndReason),
        (_constants.ENUM_CLASS, _constants.EventClass),
        (_constants.ENUM_FLAG, _constants.Flag),
        (_constants.ENUM_VERDICT, _constants.Verdict),
        (_constants.ENUM_FINDING_OBJECT, FindingObject),
    ]
    for enumeration, names in named:
        listed = []
        while text := _ffi.enum_name(enumeration, len(listed) + 1):
            listed.append(text.decode())
        assert listed == [name.value for name in names], names


def test_names_of_a_later_library():
    later = _constants.Method("telepathy-9")
    assert later == "telepathy-9" and later.name == "TELEPATHY_9" and str(later) == "telepathy-9"
    assert _constants.Method("telepathy-9") is later
    assert f"{_constants.Method.SSH:>5}" == "  ssh"
    for wrong in ("", "Not A Name", 7):
        try:
            _constants.Method(wrong)
        except ValueError:
            continue
        raise AssertionError(wrong)
