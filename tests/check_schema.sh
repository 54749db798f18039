#!/bin/sh
# SPDX-License-Identifier: MIT
# Holds the program's JSON lines to doc/session.schema.json: examples/trail, every case, the real records.
. "${top_srcdir:-$(dirname "$0")/..}/tests/checks.sh"
program=${EC2ACCESS:-$top_builddir/examples/ec2access/ec2access}
data=${EC2ACCESS_TEST_DATA:-$top_srcdir/../shared/data}
[ -x "$program" ] || skip "no program $program (EC2ACCESS)"
"$PYTHON3" -c 'from jsonschema import Draft202012Validator' 2>/dev/null ||
	skip "python3-jsonschema (4 or later) is not installed"
make_scratch

# hold NAME FILE...
count=0
hold() {
	name=$1
	shift
	count=$((count + 1))
	"$program" sessions --format jsonl --actions "$@" >"$scratch/rows" 2>/dev/null
	status=$?
	[ "$status" -le 1 ] || [ "$status" -eq 3 ] || problem "$name: exit status $status"
	printf '%s\t%s\n' "$name" "$(wc -l <"$scratch/rows")" >>"$scratch/list"
	cat "$scratch/rows" >>"$scratch/all"
}

: >"$scratch/all"
: >"$scratch/list"
hold examples/trail "$top_srcdir/examples/trail"
# Inputs as they stand in git, also those that the runner packs or grows before it reads them.
for folder in "$top_srcdir"/tests/data/*/; do
	set -- "$folder"input*.json
	[ ! -f "$1" ] || hold "$(basename "$folder")" "$@"
done
if [ -d "$data" ]; then
	hold "real records" "$data"
	real="and real records"
else
	real="(real records skipped: no folder $data, EC2ACCESS_TEST_DATA)"
fi
"$PYTHON3" "$top_srcdir/tests/check_schema.py" "$top_srcdir/doc/session.schema.json" "$scratch/list" \
	<"$scratch/all" || problem "rows that the schema refuses"
finish "$count runs held to the schema $real"
