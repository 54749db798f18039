#!/bin/sh
# SPDX-License-Identifier: MIT
# The Python package against the library that was built: bindings/python/tests, by pytest.
. "${top_srcdir:-$(dirname "$0")/..}/tests/checks.sh"
. "$top_srcdir/tests/tools.sh"
find_python pytest
library=${EC2ACCESS_LIBRARY:-$top_builddir/lib/.libs/libec2access.so.0}
[ -e "$library" ] || skip "there is no shared library to load ($library)"
make_scratch

# A library with AddressSanitizer in it can only be loaded into a program that has it from the start.
preload=
case $EC2A_SANITIZE in
*address*)
	preload=$($CC -print-file-name=libasan.so)
	[ -e "$preload" ] || skip "the library has AddressSanitizer in it, and $CC has no libasan.so to preload"
	# Beside it the C++ library, or it would not see what matplotlib throws.
	throws=$($CC -print-file-name=libstdc++.so.6)
	[ ! -e "$throws" ] || preload="$preload $throws"
	ASAN_OPTIONS=detect_leaks=0:${ASAN_OPTIONS-}
	export ASAN_OPTIONS
	;;
*thread*) skip "the library has ThreadSanitizer in it, which Python cannot load" ;;
esac

cd "$scratch" || exit 1
PYTHONPATH=$top_srcdir/bindings/python
PYTHONDONTWRITEBYTECODE=1
EC2ACCESS_LIBRARY=$library
export PYTHONPATH PYTHONDONTWRITEBYTECODE EC2ACCESS_LIBRARY EC2ACCESS
env ${preload:+"LD_PRELOAD=$preload"} "$PYTHON" -m pytest -q --rootdir "$top_srcdir/bindings/python" "$top_srcdir/bindings/python/tests" >"$scratch/log" 2>&1
status=$?
cat "$scratch/log"
[ $status -eq 0 ] || problem "pytest: status $status"
finish "$(tail -n 1 "$scratch/log")"
