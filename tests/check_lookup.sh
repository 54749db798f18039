#!/bin/sh
# SPDX-License-Identifier: MIT
# Event history of a service on loopback that checks every signature with botocore: lookup: as an input, and fetch.
. "${top_srcdir:-$(dirname "$0")/..}/tests/checks.sh"
. "$top_srcdir/tests/tools.sh"
: "${EC2ACCESS:=$top_builddir/examples/ec2access/ec2access}"
[ -x "$EC2ACCESS" ] || skip "no program at $EC2ACCESS"
"$EC2ACCESS" sessions --since 2020-01-01 --until 2020-02-01 lookup:us-east-1 2>&1 | grep -q 'not supported' &&
	skip "built without libcurl"
find_aws_python
# Not libtool's script, which would be killed instead of the program.
if [ -x "$(dirname "$EC2ACCESS")/.libs/ec2access" ]; then
	LD_LIBRARY_PATH=$top_builddir/lib/.libs${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}
	export LD_LIBRARY_PATH
	EC2ACCESS=$(cd "$(dirname "$EC2ACCESS")/.libs" && pwd)/ec2access
fi
export EC2ACCESS top_srcdir
PYTHONDONTWRITEBYTECODE=1
export PYTHONDONTWRITEBYTECODE
"$AWS_PYTHON" "$top_srcdir/tests/check_lookup.py" || problem 'lookup: and fetch'
finish 'lookup: and fetch'
