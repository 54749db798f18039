#!/bin/sh
# SPDX-License-Identifier: MIT
# Certificates are verified, always: servers on loopback whose certificates are good, unknown, another host's or run out.
. "${top_srcdir:-$(dirname "$0")/..}/tests/checks.sh"
program=$top_builddir/tests/http_get
[ -x "$program" ] || skip "no program $program (make check makes it)"
have "$PYTHON3" || skip "no python3"
"$PYTHON3" -c 'import ssl' 2>/dev/null || skip "python3 has no ssl"
have openssl || skip "no program openssl"
"$program" http://127.0.0.1:1/ >/dev/null
[ $? != 77 ] || skip "built without libcurl"
make_scratch

"$PYTHON3" -B "$top_srcdir/tests/check_tls.py" "$program" "$scratch" || problem "a certificate"
finish "certificates are verified"
