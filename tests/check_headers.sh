#!/bin/sh
# SPDX-License-Identifier: MIT
# The umbrella header alone compiles in every language a user may have; its parts refuse to be included.
. "${top_srcdir:-$(dirname "$0")/..}/tests/checks.sh"
make_scratch

count=0
compile() { # COMPILER OPTIONS... FILE
	"$@" -I"$top_builddir/include" -I"$top_srcdir/include" -Wall -Wextra -Wundef -pedantic -Werror -fsyntax-only \
		>"$scratch/out" 2>&1
}

echo '#include <ec2access/ec2access.h>' >"$scratch/alone.c"
echo 'int main(void) { return ec2a_version() == 0; }' >>"$scratch/alone.c"
cp "$scratch/alone.c" "$scratch/alone.cc"
# int64_t is a long long where long is short, which C89 and C++98 do not know: not the header's fault.
for compiler in gcc clang; do
	have $compiler || continue
	for std in c89 c99 c11; do
		compile $compiler -std=$std -Wno-long-long "$scratch/alone.c" ||
			problem "$compiler -std=$std: $(cat "$scratch/out")"
		count=$((count + 1))
	done
done
for compiler in g++ clang++; do
	have $compiler || continue
	for std in c++98 c++17; do
		compile $compiler -std=$std -Wno-long-long "$scratch/alone.cc" ||
			problem "$compiler -std=$std: $(cat "$scratch/out")"
		count=$((count + 1))
	done
done
if [ "$count" -eq 0 ]; then
	$CC -I"$top_builddir/include" -I"$top_srcdir/include" -c -o "$scratch/alone.o" "$scratch/alone.c" ||
		problem "$CC: does not compile"
	count=1
fi

for header in $(public_headers) "$top_builddir/include/ec2access/version.h"; do
	name=$(basename "$header")
	[ "$name" != ec2access.h ] || continue
	grep -q "ec2access/$name" "$top_srcdir/include/ec2access/ec2access.h" ||
		problem "$name: the umbrella header does not include it"
	echo "#include <ec2access/$name>" >"$scratch/part.c"
	if $CC -I"$top_builddir/include" -I"$top_srcdir/include" -c -o "$scratch/part.o" "$scratch/part.c" \
		>"$scratch/out" 2>&1; then
		problem "$name: can be included alone"
	elif ! grep -q "/$name:[0-9].*Never include this file directly" "$scratch/out"; then
		problem "$name: refused, but not by its own sentence"
	fi
	grep -q '^struct [a-z0-9_]* {\|^typedef struct.*{' "$header" && problem "$name: has a struct with members"
	grep -q '@since' "$header" || [ "$name" = version.h ] || problem "$name: no @since"
done

finish "$count compilers and languages"
