#!/bin/sh
# SPDX-License-Identifier: MIT
# What the headers declare = what the symbol map names = what the shared library exports.
. "${top_srcdir:-$(dirname "$0")/..}/tests/checks.sh"
make_scratch

declared_names >"$scratch/headers"
"$SED" -n 's/^[[:space:]]*\(ec2a_[a-z0-9_]*\);.*/\1/p' "$top_srcdir/lib/libec2access.map" | sort >"$scratch/map"
[ -s "$scratch/headers" ] || problem "no declarations found in the headers"
[ "$(uniq -d <"$scratch/map")" = "" ] || problem "twice in the map: $(uniq -d <"$scratch/map")"
grep -q '\*;' "$top_srcdir/lib/libec2access.map" || problem "the map has no 'local: *;'"
[ "$(grep -c '\*;' "$top_srcdir/lib/libec2access.map")" = 1 ] || problem "the map has a pattern besides 'local: *;'"

for name in $(comm -23 "$scratch/headers" "$scratch/map"); do problem "$name: in a header, not in the map"; done
for name in $(comm -13 "$scratch/headers" "$scratch/map"); do problem "$name: in the map, not in a header"; done

library=$top_builddir/lib/.libs/libec2access.so
if [ ! -f "$library" ]; then
	[ "$problems" -eq 0 ] || finish
	skip "headers = map, but there is no shared library to look into ($library)"
fi
# $NM is not quoted: libtool sets it to "nm -B". Data would show too (D, B, R), and must not be there; the node's own name is an absolute symbol.
$NM -D --defined-only "$library" | "$AWK" '$2 != "A" { sub(/@.*/, "", $3); print $3 }' | sort >"$scratch/nm"
for name in $(comm -23 "$scratch/headers" "$scratch/nm"); do problem "$name: declared, not exported"; done
for name in $(comm -13 "$scratch/headers" "$scratch/nm"); do problem "$name: exported, not declared"; done
$NM -D --defined-only "$library" | "$AWK" '$2 != "A" && $2 != "T" { print }' >"$scratch/data"
[ ! -s "$scratch/data" ] || problem "exported, but no function: $(cat "$scratch/data")"

finish "$(wc -l <"$scratch/headers") names"
