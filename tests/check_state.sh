#!/bin/sh
# SPDX-License-Identifier: MIT
# The program with --state and --follow: goes on where it stopped, also when it is killed. In full with check-long.
. "${top_srcdir:-$(dirname "$0")/..}/tests/checks.sh"
: "${EC2ACCESS:=$top_builddir/examples/ec2access/ec2access}"
[ -x "$EC2ACCESS" ] || skip "no program at $EC2ACCESS"
have "$PYTHON3" || skip "no python3"
# Not libtool's script, which would be killed instead of the program.
if [ -x "$(dirname "$EC2ACCESS")/.libs/ec2access" ]; then
	LD_LIBRARY_PATH=$top_builddir/lib/.libs${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}
	export LD_LIBRARY_PATH
	EC2ACCESS=$(cd "$(dirname "$EC2ACCESS")/.libs" && pwd)/ec2access
fi
export EC2ACCESS top_srcdir
PYTHONDONTWRITEBYTECODE=1
export PYTHONDONTWRITEBYTECODE
"$PYTHON3" "$top_srcdir/tests/check_state.py" || problem '--state'
case $(uname -s) in
Linux) "$PYTHON3" "$top_srcdir/tests/check_follow.py" || problem '--follow' ;;
*) echo '--follow was not tried: this is no Linux' ;;
esac
finish '--state and --follow'
