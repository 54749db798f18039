#!/bin/sh
# SPDX-License-Identifier: MIT
# Runs the tests that parse or inflate ($EC2A_PATH_TESTS, from the build folder) once with each kind of instructions that
# this machine has, and once with each engine that inflates, by make check-paths. A test fails where it fails, and where
# anything else ran than what was asked for (paths.c); "quick" leaves out the scripts, which run program and Python,
# and what is slow.
. "${top_srcdir:-$(dirname "$0")/..}/tests/checks.sh"
: "${EC2A_PATH_TESTS:?}"
jobs=${JOBS:-$(nproc 2>/dev/null || echo 2)}
srcdir=$top_srcdir
export srcdir
make_scratch

# A library with the hooks of paths.c in it, for all who load it.
library=$top_builddir/tests/.libs/libec2access.so.0
program=$top_builddir/examples/ec2access/.libs/ec2access
if [ ! -e "$library" ] || [ ! -x "$program" ]; then
	[ "${1-}" = quick ] || skip "there is no shared library with the tests' hooks in it ($library)"
else
	cat >"$scratch/ec2access" <<-END
		#!/bin/sh
		LD_LIBRARY_PATH='$top_builddir/tests/.libs' exec '$program' "\$@"
	END
	chmod +x "$scratch/ec2access"
	EC2ACCESS=$scratch/ec2access
	EC2ACCESS_LIBRARY=$library
	export EC2ACCESS EC2ACCESS_LIBRARY
fi

# The program itself knows what this machine has.
cpus=$(EC2ACCESS_CPU=none "$EC2ACCESS" sessions "$top_srcdir/examples/trail" 2>&1 |
	"$SED" -n 's/.*this machine has: auto, //p' | tr -d ,)
case $cpus in
*"portable bytes") ;;
*) problem "no list of what this machine has: '$cpus'" ;;
esac
engines=zlib
EC2ACCESS_INFLATER=isal "$top_builddir/tests/test_utf8" >/dev/null 2>&1 && engines='isal zlib'
best=${engines%% *}

for cpu in $cpus; do
	for test in $EC2A_PATH_TESTS; do
		case $test in */test_inflate | */replay_inflate) [ "$cpu" = "${cpus%% *}" ] || continue ;; esac
		echo "$cpu $best $test"
	done
done >"$scratch/list"
for engine in ${engines#"$best"}; do
	for test in $EC2A_PATH_TESTS; do echo "${cpus%% *} $engine $test"; done
done >>"$scratch/list"
if [ "${1-}" = quick ]; then
	grep -v -e '\.sh$' -e /test_oom -e '/test_parts$' "$scratch/list" >"$scratch/some"
	mv "$scratch/some" "$scratch/list"
fi

cat >"$scratch/one" <<'END'
dir=$scratch/$1-$2-$(basename "$3")
mkdir "$dir" && cd "$dir" || exit 0
EC2ACCESS_CPU=$1 EC2ACCESS_INFLATER=$2 EC2ACCESS_RAN=$dir/ran
export EC2ACCESS_CPU EC2ACCESS_INFLATER EC2ACCESS_RAN
case $3 in
*.sh) "$SHELL" "$top_srcdir/$3" ;;
*) "$top_builddir/$3" ;;
esac >"$dir/log" 2>&1
echo $? >"$dir/status"
exit 0
END
SHELL=${SHELL:-/bin/sh}
# mypy and ruff read the package whatever it runs on.
PYTEST_ADDOPTS="${PYTEST_ADDOPTS-} --ignore-glob=*/test_lint.py"
export PYTEST_ADDOPTS
export SHELL scratch top_srcdir top_builddir
xargs -P "$jobs" -n 3 "$SHELL" "$scratch/one" <"$scratch/list"

# Of a file of what ran: what should not have. Tests of the kinds and of the engines name all of them.
others() { # CPU ENGINE TEST RAN
	names_all=no
	case $3 in *test_split | *test_whole | *replay_split) names_all=yes ;; esac
	case $3 in *test_inflate | *replay_inflate) both=yes ;; *) both=no ;; esac
	"$AWK" -v cpu="$1" -v engine="$2" -v all=$names_all -v both=$both '
		$1 == "inflated" { if ($2 != engine && both == "no") print; next }
		$2 != cpu && ($1 == "auto" || all == "no")' "$4"
}

runs=0
skipped=0
while read -r cpu engine test; do
	dir=$scratch/$cpu-$engine-$(basename "$test")
	status=$(cat "$dir/status")
	runs=$((runs + 1))
	case $status in
	0) ;;
	77)
		skipped=$((skipped + 1))
		echo "$test: $(tail -n 1 "$dir/log")"
		continue
		;;
	*)
		problem "$cpu, $engine: $test: status $status"
		tail -n 30 "$dir/log" >&2
		;;
	esac
	if [ ! -s "$dir/ran" ]; then
		problem "$cpu, $engine: $test: neither parsed nor inflated, or does not tell"
	elif [ -n "$(others "$cpu" "$engine" "$test" "$dir/ran")" ]; then
		problem "$cpu, $engine: $test: something else ran: $(others "$cpu" "$engine" "$test" "$dir/ran" | tr '\n' ';')"
	fi
done <"$scratch/list"

for cpu in $cpus; do
	cat "$scratch/$cpu-$best"-*/ran | "$AWK" -v cpu="$cpu" '$2 == cpu && $1 != "ran" { made += $3 }
		$2 == cpu && $1 == "ran" { ran += $3 }
		END { printf "%s: %d splitters, %d objects\n", cpu, made, ran }'
done
for engine in $engines; do
	cat "$scratch"/*-"$engine"-*/ran | "$AWK" -v engine="$engine" '$1 == "inflated" && $2 == engine { calls += $3 }
		END { printf "%s: %d calls\n", engine, calls }'
done
# Each kind but the one by bytes has seen objects.
for cpu in $cpus; do
	[ "$cpu" = bytes ] || grep -q "^ran $cpu " "$scratch/$cpu-$best"-*/ran || problem "$cpu: no object went through it"
done
for engine in $engines; do
	grep -q "^inflated $engine " "$scratch"/*-"$engine"-*/ran || problem "$engine: inflated nothing"
done
finish "$runs runs, $skipped skipped: $cpus; $engines"
