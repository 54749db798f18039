#!/bin/sh
# SPDX-License-Identifier: MIT
# Runs the program over the cases of tests/commands and compares what it prints to the letter. A case is a folder:
# args (one argument a line, command first), input* files, expected; each runs with one thread and with four.
# tests/check_commands.sh --print CASE prints what a case gives now.
. "${top_srcdir:-$(dirname "$0")/..}/tests/checks.sh"
program=${EC2ACCESS:-$top_builddir/examples/ec2access/ec2access}
[ -x "$program" ] || skip "no program $program (EC2ACCESS)"
program=$(cd "$(dirname "$program")" && pwd)/$(basename "$program")
top=$(cd "$top_srcdir" && pwd)
unset COLUMNS NO_COLOR

run() { # DIR OPTION... : the program, in the case's folder
	dir=$1
	shift
	while IFS= read -r arg; do
		set -- "$@" "$arg"
	done <"$dir/args"
	# shellcheck disable=SC2046 # names of inputs have no spaces
	(cd "$dir" && "$program" "$@" $(ls input*))
	return $?
}

if [ "${1:-}" = --print ]; then
	run "$top/tests/commands/$2"
	exit $?
fi
make_scratch
count=0
for dir in "$top"/tests/commands/*/; do
	dir=${dir%/}
	name=$(basename "$dir")
	[ -f "$dir/args" ] && [ -f "$dir/expected" ] || {
		problem "case $name lacks args or expected"
		continue
	}
	count=$((count + 1))
	for threads in -j1 -j4; do
		run "$dir" $threads >"$scratch/out" 2>"$scratch/err" || problem "case $name: exit status $?"
		[ ! -s "$scratch/err" ] || problem "case $name: $(cat "$scratch/err")"
		diff -u "$dir/expected" "$scratch/out" >"$scratch/diff" || problem "case $name $threads: $(cat "$scratch/diff")"
	done
done
[ "$count" -gt 0 ] || problem "no cases in $top/tests/commands"
finish "$count cases to the letter"
