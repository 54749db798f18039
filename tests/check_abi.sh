#!/bin/sh
# SPDX-License-Identifier: MIT
# The interface against the last release's, tests/abi/libec2access.MACHINE.abi, which `make abi-baseline` writes.
# Exit bits of abidiff: 1 error, 2 usage, 4 change, 8 surely incompatible; the 8 is set for few kinds, so 4 fails too.
. "${top_srcdir:-$(dirname "$0")/..}/tests/checks.sh"
baseline=$top_srcdir/tests/abi/libec2access.$(uname -m).abi
library=$top_builddir/lib/.libs/libec2access.so
[ -f "$baseline" ] || skip "no release yet to compare with (${baseline##*/})"
have abidiff || skip "no abidiff (Debian: abigail-tools)"
[ -f "$library" ] || skip "no shared library was built"
abidiff --no-added-syms --headers-dir2 "$top_srcdir/include" "$baseline" "$library" >&2 ||
	problem "abidiff: $?; the interface of the last release changed"
finish "the interface of the last release still stands"
