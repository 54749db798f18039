# SPDX-License-Identifier: MIT
# Sourced by tests/check_*.sh. Makes top_srcdir, top_builddir, CC known when a script is run by hand
# (from the build folder), and holds the few words that all of them use.
set -u
LC_ALL=C
export LC_ALL

: "${top_srcdir:=$(cd "$(dirname "$0")/.." && pwd)}"
: "${top_builddir:=$(pwd)}"
: "${CC:=cc}" "${NM:=nm}" "${AWK:=awk}" "${SED:=sed}" "${MAKE:=make}" "${PKG_CONFIG:=pkg-config}" "${PYTHON3:=python3}"
: "${EC2A_SANITIZE:=}"

problems=0
problem() {
	echo "$*" >&2
	problems=$((problems + 1))
}

skip() {
	echo "SKIP: $*"
	exit 77
}

# The script's end: what was checked, or failure.
finish() {
	if [ "$problems" -ne 0 ]; then
		echo "$problems problems" >&2
		exit 1
	fi
	echo "$*"
	exit 0
}

# A folder of its own, gone at exit.
make_scratch() {
	scratch=$(mktemp -d "${TMPDIR:-/tmp}/ec2access-check.XXXXXX") || exit 1
	trap 'rm -rf "$scratch"' EXIT
	trap 'exit 1' HUP INT TERM
}

have() {
	command -v "$1" >/dev/null 2>&1
}

public_headers() {
	find "$top_srcdir/include/ec2access" -name '*.h' | sort
}

# Names that the headers declare with EC2A_API, also where a declaration spans lines.
declared_names() {
	public_headers | xargs "$AWK" '
		/^EC2A_API/ { text = ""; on = 1 }
		on { text = text " " $0 }
		on && /;/ {
			on = 0
			if (match(text, /ec2a_[a-z0-9_]+ *\(/)) {
				name = substr(text, RSTART, RLENGTH)
				sub(/ *\($/, "", name)
				print name
			}
		}' | sort
}
