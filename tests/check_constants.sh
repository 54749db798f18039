#!/bin/sh
# SPDX-License-Identifier: MIT
# Every public enumeration constant against tests/abi/constants.txt. The compiler lists the values. Enumerations
# travel as int, so no ABI tool would see a renumbered one; this script is the price of that.
# A new constant: run  tests/check_constants.sh --print > tests/abi/constants.txt  and look at the difference.
. "${top_srcdir:-$(dirname "$0")/..}/tests/checks.sh"
make_scratch

public_headers | xargs "$AWK" '
	/^typedef enum|^enum/ { on = 1; next }
	on && /^}/ { on = 0 }
	on && match($0, /^[ \t]+EC2A_[A-Z0-9_]+/) {
		name = substr($0, RSTART, RLENGTH)
		gsub(/[ \t]/, "", name)
		print name
		if ($0 !~ /^[ \t]+EC2A_[A-Z0-9_]+ *= *-?[0-9]+/)
			print "NO_EXPLICIT_VALUE " name
	}' >"$scratch/names"
grep NO_EXPLICIT_VALUE "$scratch/names" >&2 && problem "constants need explicit values"
sed -i.bak '/NO_EXPLICIT_VALUE/d' "$scratch/names"

{
	echo '#include <ec2access/ec2access.h>'
	echo '#include <stdio.h>'
	echo 'int main(void) {'
	"$SED" 's/.*/printf("%s %d\\n", "&", (int)&);/' "$scratch/names"
	echo 'return 0; }'
} >"$scratch/constants.c"
$CC -I"$top_builddir/include" -I"$top_srcdir/include" -o "$scratch/constants" "$scratch/constants.c" ||
	problem "the list of constants does not compile"
[ "$problems" -eq 0 ] || finish
"$scratch/constants" | sort >"$scratch/now" || problem "the list of constants does not run"

if [ "${1-}" = --print ]; then
	cat "$scratch/now"
	exit 0
fi
[ -s "$scratch/now" ] || problem "no constants found in the headers"
diff "$top_srcdir/tests/abi/constants.txt" "$scratch/now" >"$scratch/diff" || {
	cat "$scratch/diff" >&2
	problem "< tests/abi/constants.txt, > the headers: values are never changed, removed or reused; new ones are added to the file"
}
finish "$(wc -l <"$scratch/now") constants"
