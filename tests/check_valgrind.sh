#!/bin/sh
# SPDX-License-Identifier: MIT
# A few test programs and the program itself under valgrind: no bad access, no use of unset bytes, no leak. Under a
# minute; a build with sanitizers looks for the same by other means.
. "${top_srcdir:-$(dirname "$0")/..}/tests/checks.sh"

[ -z "$EC2A_SANITIZE" ] || skip "sanitizers look for the same"
have valgrind || skip "valgrind is not installed"
make_scratch
# A build in which valgrind itself does not run (another libc, a container) is no fault of ours.
valgrind -q --error-exitcode=9 true >/dev/null 2>&1 || skip "valgrind does not run here"

# Libtool's wrapper scripts are passed over, or the shell would be looked at; --trace-children follows to the program.
under_valgrind() { # COMMAND...
	valgrind -q --error-exitcode=99 --exit-on-first-error=no --leak-check=full --show-leak-kinds=definite,possible \
		--errors-for-leak-kinds=definite,possible --trace-children=yes --trace-children-skip='*/sh,*/bash,*/dash' \
		--log-file="$scratch/valgrind.%p" "$@" >"$scratch/out" 2>"$scratch/err" </dev/null
}

count=0
check() { # WHAT COMMAND...
	what=$1
	shift
	rm -f "$scratch"/valgrind.*
	under_valgrind "$@"
	status=$?
	count=$((count + 1))
	# Status 1 alone is the program's word on bad input.
	if [ "$status" -eq 99 ] || { [ "$status" -ne 0 ] && [ "$status" -ne 1 ]; } || [ -n "$(cat "$scratch"/valgrind.*)" ]; then
		problem "$what: exit status $status under valgrind"
		head -n 40 "$scratch"/valgrind.* "$scratch/err" >&2
	fi
}

# Nor is one whose debug information it cannot read (clang writes DWARF 5, which valgrind 3.19 gives up on).
: "${EC2ACCESS:=$top_builddir/examples/ec2access/ec2access}"
[ -x "$EC2ACCESS" ] || skip "no program at $EC2ACCESS"
under_valgrind "$EC2ACCESS" --version
if grep -q 'debuginfo reader' "$scratch"/valgrind.*; then
	skip "valgrind cannot read this compiler's debug information"
fi

found=0
for name in test_parser test_unwrap test_source test_facts test_scan test_session test_json_tree test_record; do
	[ -x "$top_builddir/tests/$name" ] || continue
	found=1
	check "$name" "$top_builddir/tests/$name"
done
[ "$found" -eq 1 ] || echo "no test program is built here"

# The library that was built, not one that is installed; the wrapper script would do the same.
if [ -x "$(dirname "$EC2ACCESS")/.libs/ec2access" ]; then
	LD_LIBRARY_PATH=$top_builddir/lib/.libs${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}
	export LD_LIBRARY_PATH
	EC2ACCESS=$(dirname "$EC2ACCESS")/.libs/ec2access
fi
for format in table csv jsonl; do
	check "sessions --format $format" "$EC2ACCESS" sessions --format "$format" --actions "$top_srcdir/examples/trail"
	[ -s "$scratch/out" ] || problem "sessions --format $format: printed nothing"
done
check "sessions -j 3" "$EC2ACCESS" sessions -j 3 --stats "$top_srcdir/examples/trail"
check "sessions --state, new" "$EC2ACCESS" sessions --state "$scratch/state" -o "$scratch/rows" "$top_srcdir/examples/trail"
check "sessions --state, again" "$EC2ACCESS" sessions --state "$scratch/state" -o "$scratch/rows" --final --stats \
	"$top_srcdir/examples/trail"
check "bad inputs" "$EC2ACCESS" sessions "$top_srcdir/tests/data/bad-not-json" "$top_srcdir/tests/data/bad-last-cut"
check "usage" "$EC2ACCESS" --help

finish "$count runs under valgrind"
