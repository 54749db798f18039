#!/bin/sh
# SPDX-License-Identifier: MIT
# Every source stands in a local.mk (a forgotten one would be missing in the tarball, or a test never run), and
# begins with its licence.
. "${top_srcdir:-$(dirname "$0")/..}/tests/checks.sh"
cd "$top_srcdir" || exit 1

listed() { # LOCAL.MK NAME
	grep -q -F -e "%D%/$2" "$1" && grep -q -E "%D%/$(echo "$2" | "$SED" 's/\./\\./g')( |\$)" "$1"
}

count=0
for file in lib/*.c lib/*.h; do
	listed lib/local.mk "${file#lib/}" || problem "$file: not in lib/local.mk"
	count=$((count + 1))
done
for file in examples/ec2access/*.c examples/ec2access/*.h; do
	[ ! -f "$file" ] || listed examples/local.mk "${file#examples/}" || problem "$file: not in examples/local.mk"
done
for file in examples/[0-9]*.c; do
	name=${file#examples/}
	listed examples/local.mk "${name%.c}" || problem "$file: not in examples/local.mk"
done
for file in tests/test_*.c; do
	name=${file#tests/}
	listed tests/local.mk "${name%.c}" || problem "$file: not in tests/local.mk"
done
for file in tests/check_*.sh tests/*.h tests/*.py tests/fuzz/fuzz_*.c; do
	[ ! -f "$file" ] || listed tests/local.mk "${file#tests/}" || problem "$file: not in tests/local.mk"
done
for file in tests/fuzz/fuzz_*.c; do
	[ -f "$file" ] || continue
	name=${file#tests/fuzz/fuzz_}
	listed tests/local.mk "fuzz/replay_${name%.c}" || problem "$file: is not replayed in tests/local.mk"
done
for file in tests/bench/*.* tests/bench/peers/*.*; do
	name=${file#tests/bench/}
	case $name in bench_*.c) name=${name%.c} ;; local.mk) continue ;; esac
	listed tests/bench/local.mk "$name" || problem "$file: not in tests/bench/local.mk"
done
for file in include/ec2access/*.h; do
	listed include/local.mk "${file#include/}" || problem "$file: not in include/local.mk"
done
for file in bindings/python/*.py bindings/python/*.toml bindings/python/ec2access/*.py bindings/python/tests/*.py; do
	listed bindings/local.mk "${file#bindings/}" || problem "$file: not in bindings/local.mk"
done
for file in doc/*.md doc/*.json; do
	[ ! -f "$file" ] || listed doc/local.mk "${file#doc/}" || problem "$file: not in doc/local.mk"
done

for file in $(find configure.ac Makefile.am bootstrap m4/ec2a_flags.m4 lib include bindings examples tests doc \
	-type f \( -name '*.[ch]' -o -name '*.h.in' -o -name '*.sh' -o -name '*.py' -o -name '*.mk' -o -name '*.map' \
	-o -name configure.ac -o -name Makefile.am -o -name '*.m4' -o -name bootstrap \) | sort); do
	head -n 3 "$file" | grep -q 'SPDX-License-Identifier: MIT' || problem "$file: its first lines name no licence"
done

finish "$count sources of the library"
