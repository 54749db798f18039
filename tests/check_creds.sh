#!/bin/sh
# SPDX-License-Identifier: MIT
# Where AWS keys come from: the same place and key as botocore finds, with services on loopback; hostile files, answers
# and programs; and no secret in any message.
. "${top_srcdir:-$(dirname "$0")/..}/tests/checks.sh"
. "$top_srcdir/tests/tools.sh"
tool=$top_builddir/tests/creds_tool
[ -x "$tool" ] || skip "no program $tool"
"$tool" has-http || skip "the library was built without libcurl"
find_python botocore
# What an older one does not know: endpoints by the environment, tokens of containers in files.
"$PYTHON" -c 'import botocore, sys; sys.exit(tuple(map(int, botocore.__version__.split(".")[:2])) < (1, 36))' ||
	missing "botocore of $PYTHON is older than 1.36"
make_scratch
"$PYTHON" "$top_srcdir/tests/check_creds.py" "$tool" "$scratch" >"$scratch/said" || problem "keys come from elsewhere"
finish "$(tail -n 1 "$scratch/said")"
