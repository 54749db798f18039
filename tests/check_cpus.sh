#!/bin/sh
# SPDX-License-Identifier: MIT
# Whatever instructions the program reads with (EC2ACCESS_CPU), it prints the same: over the sample trail and the inputs
# of all cases.
. "${top_srcdir:-$(dirname "$0")/..}/tests/checks.sh"
program=${EC2ACCESS:-$top_builddir/examples/ec2access/ec2access}
[ -x "$program" ] || skip "no program $program (EC2ACCESS)"
top=$(cd "$top_srcdir" && pwd)
make_scratch

# The program itself knows what this machine has.
cpus=$(EC2ACCESS_CPU=none "$program" sessions "$top/examples/trail" 2>&1 | "$SED" -n 's/.*this machine has: //p' | tr -d ,)
case $cpus in
*"portable bytes") ;;
*) problem "EC2ACCESS_CPU=none: no list of what this machine has: '$cpus'" ;;
esac
EC2ACCESS_CPU=none "$program" sessions "$top/examples/trail" >/dev/null 2>&1
[ $? = 2 ] || problem "EC2ACCESS_CPU=none: is no usage error"

read_all() { # CPU: everything that is printed
	for command in explain coverage; do
		EC2ACCESS_CPU=$1 "$program" $command --format jsonl --stats -j 1 "$top/examples/trail" "$top"/tests/data/*/ 2>&1
		echo "$command: $?"
	done
}

read_all bytes >"$scratch/want"
count=0
for cpu in $cpus; do
	count=$((count + 1))
	[ "$cpu" != bytes ] || continue
	read_all "$cpu" >"$scratch/got"
	cmp "$scratch/want" "$scratch/got" || problem "$cpu: $(diff "$scratch/want" "$scratch/got" | head -n 5)"
done
[ "$(wc -l <"$scratch/want")" -gt 100 ] || problem "hardly anything was read"
finish "$count kinds of instructions ($cpus)"
