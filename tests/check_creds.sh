#!/bin/sh
# SPDX-License-Identifier: MIT
# Where AWS keys come from: the same place and key as botocore finds, with services on loopback; hostile files, answers
# and programs; and no secret in any message.
. "${top_srcdir:-$(dirname "$0")/..}/tests/checks.sh"
tool=$top_builddir/tests/creds_tool
[ -x "$tool" ] || skip "no program $tool"
have "$PYTHON3" || skip "no $PYTHON3"
"$PYTHON3" -c 'import botocore' 2>/dev/null || skip "no botocore for $PYTHON3 to compare with"
"$tool" has-http || skip "the library was built without libcurl"
make_scratch
"$PYTHON3" "$top_srcdir/tests/check_creds.py" "$tool" "$scratch" >"$scratch/said" || problem "keys come from elsewhere"
finish "$(tail -n 1 "$scratch/said")"
