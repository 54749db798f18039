#!/bin/sh
# SPDX-License-Identifier: MIT
# Random requests are signed as AWS's own Python library signs them.
. "${top_srcdir:-$(dirname "$0")/..}/tests/checks.sh"
program=$top_builddir/tests/sigv4_sign
[ -x "$program" ] || skip "no program $program (make check makes it)"
case $PYTHON3 in no | '') skip "no python3" ;; esac
"$PYTHON3" -c 'import botocore.auth' 2>/dev/null || skip "python3 has no botocore"

"$PYTHON3" "$top_srcdir/tests/check_sigv4.py" "$program" || problem "signatures differ"
finish "signed as botocore does"
