#!/bin/sh
# SPDX-License-Identifier: MIT
# Runs the program over the cases of tests/data that say what it prints or how it ends
# (args, expected.err, expected.status, expected.stats); test_cases prepares their inputs and compares.
. "${top_srcdir:-$(dirname "$0")/..}/tests/checks.sh"
program=${EC2ACCESS:-$top_builddir/examples/ec2access/ec2access}
cases=${EC2ACCESS_CASES:-$top_builddir/tests/test_cases}
[ -x "$program" ] || skip "no program $program (EC2ACCESS)"
[ -x "$cases" ] || skip "no program $cases (EC2ACCESS_CASES): CUnit was not found"
program=$(cd "$(dirname "$program")" && pwd)/$(basename "$program")
top=$(cd "$top_srcdir" && pwd)
make_scratch

# one CASE_DIR: prints what differs, returns 1 when something does
one() {
	dir=$1
	rm -rf "$scratch/in"
	mkdir "$scratch/in"
	if [ -f "$dir/inputs" ]; then
		files=$("$SED" "s|^|$top/|" "$dir/inputs")
	else
		"$cases" prepare "$dir" "$scratch/in" || return 1
		files=$(cd "$scratch/in" && ls)
	fi
	set -- --format jsonl --stats -j 2
	if [ -f "$dir/args" ]; then
		while IFS= read -r arg; do
			set -- "$@" "$arg"
		done <"$dir/args"
	else
		set -- "$@" --actions
	fi
	# shellcheck disable=SC2086 # names in cases have no spaces
	(cd "$scratch/in" && "$program" sessions "$@" $files >"$scratch/out" 2>"$scratch/err")
	status=$?
	good=0
	want=0
	[ ! -f "$dir/expected.status" ] || want=$(cat "$dir/expected.status")
	if [ "$status" != "$want" ]; then
		echo "exit status $status, expected $want"
		good=1
	fi
	grep '^{"files":' "$scratch/err" >"$scratch/stats"
	grep -v '^{"files":' "$scratch/err" >"$scratch/messages"
	if [ -f "$dir/expected.stats" ] && [ ! -f "$dir/args" ]; then
		"$cases" compare "$dir/expected.stats" "$scratch/stats" || good=1
	fi
	if [ -f "$dir/expected.err" ]; then
		"$cases" lines "$dir/expected.err" "$scratch/messages" || good=1
	fi
	"$cases" compare "$dir/expected.jsonl" "$scratch/out" || good=1
	return $good
}

count=0
for folder in "$top"/tests/data/*/; do
	folder=${folder%/}
	[ -f "$folder/expected.jsonl" ] || continue
	if [ -f "$folder/args" ] || [ -f "$folder/expected.err" ] || [ -f "$folder/expected.status" ] ||
		[ -f "$folder/expected.stats" ]; then
		count=$((count + 1))
		one "$folder" >"$scratch/said" 2>&1 || problem "case $(basename "$folder"): $(cat "$scratch/said")"
	fi
done
[ "$count" -gt 0 ] || problem "no cases in $top/tests/data"
finish "$count cases through the program"
