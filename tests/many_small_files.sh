#!/bin/sh
# SPDX-License-Identifier: MIT
# Usage: many_small_files.sh "PROGRAM ...": the program with eight threads on a thousand small files, some of them
# broken, some packed. It must print the same as with one thread. For a build with ThreadSanitizer (.ci/run).
set -u
program=$1
top=$(cd "$(dirname "$0")/.." && pwd)
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT

for copy in 1 2 3 4 5; do
	mkdir -p "$work/in/$copy"
	for file in "$top"/tests/data/*/input*.json; do
		name=$(basename "$(dirname "$file")")-$(basename "$file")
		case $copy in
		4 | 5) gzip -c "$file" >"$work/in/$copy/$name.gz" ;;
		*) cp "$file" "$work/in/$copy/$name" ;;
		esac
	done
done
echo "$(find "$work/in" -type f | wc -l) files"

for threads in 8 1; do
	# shellcheck disable=SC2086
	$program sessions --actions --format jsonl -j "$threads" "$work/in" >"$work/out$threads" 2>"$work/err$threads"
	status=$?
	# 1: results printed, but some input could not be read, as is meant here.
	if [ $status -ne 1 ]; then
		echo "-j $threads: exit status $status"
		tail -n 60 "$work/err$threads"
		exit 1
	fi
done
[ -s "$work/out8" ] || { echo "nothing was printed"; exit 1; }
cmp "$work/out8" "$work/out1" && cmp "$work/err8" "$work/err1"
