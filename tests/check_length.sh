#!/bin/sh
# SPDX-License-Identifier: MIT
# No function over 100 lines, no file over 400, in lib/ and examples/. Exceptions stand in length_exceptions.txt
# as "FILE LINES" or "FILE:FUNCTION LINES"; that list may only shrink, so a line that allows more than is used fails.
. "${top_srcdir:-$(dirname "$0")/..}/tests/checks.sh"
make_scratch
cd "$top_srcdir" || exit 1

find lib examples -name '*.c' -o -name '*.h' | sort >"$scratch/files"
# A function begins where its head stands at the left margin, and ends with a brace there.
xargs "$AWK" '
	FNR == 1 { if (file) print file, lines; file = FILENAME; inside = 0; head = 0 }
	{ lines = FNR }
	!inside && /^[A-Za-z_].*\(/ && !/;[ \t]*$/ {
		head = FNR
		name = $0
		sub(/\(.*/, "", name)
		sub(/.*[ \t*]/, "", name)
	}
	!inside && head && (/^{/ || /^[A-Za-z_].*\)[ \t]*{$/) { inside = 1 }
	inside && /^}/ { print FILENAME ":" name, FNR - head + 1; inside = 0; head = 0 }
	END { print file, lines }' <"$scratch/files" >"$scratch/lengths"

"$AWK" '
	FILENAME ~ /length_exceptions/ { if ($0 !~ /^#/ && NF == 2) allowed[$1] = $2; next }
	{ limit = ($1 ~ /:/) ? 100 : 400 }
	$1 in allowed {
		if ($2 > allowed[$1]) print $1 ": " $2 " lines, its exception allows " allowed[$1]
		else if ($2 <= limit) print $1 ": " $2 " lines, needs no exception any more: remove the line"
		else if ($2 < allowed[$1]) print $1 ": " $2 " lines, lower its exception from " allowed[$1]
		delete allowed[$1]
		next
	}
	$2 > limit { print $1 ": " $2 " lines, the limit is " limit }
	END { for (name in allowed) print name ": an exception for something that is not there" }
' tests/length_exceptions.txt "$scratch/lengths" >"$scratch/problems"
while read -r line; do problem "$line"; done <"$scratch/problems"

functions=$(grep -c : "$scratch/lengths")
[ "$functions" -gt 0 ] || problem "no function found: the scanner is broken"
finish "$functions functions; median $(grep : "$scratch/lengths" | "$AWK" '{ print $2 }' | sort -n |
	"$AWK" '{ a[NR] = $1 } END { print a[int((NR + 1) / 2)] ", nine in ten up to " a[int((NR * 9 + 9) / 10)] }') lines"
