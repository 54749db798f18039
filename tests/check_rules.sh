#!/bin/sh
# SPDX-License-Identifier: MIT
# Files of rules: what the program takes and what doc/rules.schema.json takes are the same.
. "${top_srcdir:-$(dirname "$0")/..}/tests/checks.sh"
program=${EC2ACCESS:-$top_builddir/examples/ec2access/ec2access}
[ -x "$program" ] || skip "no program $program (EC2ACCESS)"
have "$PYTHON3" || skip "no $PYTHON3"
make_scratch
# The program itself: libtool's wrapper would take longer than all the rest.
if [ -x "$(dirname "$program")/.libs/ec2access" ]; then
	LD_LIBRARY_PATH=$top_builddir/lib/.libs${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}
	export LD_LIBRARY_PATH
	program=$(dirname "$program")/.libs/ec2access
fi
"$PYTHON3" "$top_srcdir/tests/check_rules.py" "$program" "$top_srcdir/doc/rules.schema.json" "$scratch" >"$scratch/said" ||
	problem "the schema of rules and their reader differ"
finish "$(cat "$scratch/said")"
