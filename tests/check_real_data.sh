#!/bin/sh
# SPDX-License-Identifier: MIT
# Runs the program over real records, which stand outside the project: EC2ACCESS_TEST_DATA, a folder
# for each place they came from.
. "${top_srcdir:-$(dirname "$0")/..}/tests/checks.sh"
program=${EC2ACCESS:-$top_builddir/examples/ec2access/ec2access}
data=${EC2ACCESS_TEST_DATA:-$top_srcdir/../shared/data}
[ -d "$data" ] || skip "no folder $data with real records (EC2ACCESS_TEST_DATA)"
[ -x "$program" ] || skip "no program $program (EC2ACCESS)"
have "$PYTHON3" || skip "python3 is not installed"
exec "$PYTHON3" "$top_srcdir/tests/check_real_data.py" "$program" "$data"
