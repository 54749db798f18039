#!/bin/sh
# SPDX-License-Identifier: MIT
# The program reads from a real S3 server on loopback: listings, odd keys, refusals, redirects, broken connections,
# --state and being killed. A proxy of the test checks every signature with botocore, and disturbs.
. "${top_srcdir:-$(dirname "$0")/..}/tests/checks.sh"
. "$top_srcdir/tests/tools.sh"
: "${EC2ACCESS:=$top_builddir/examples/ec2access/ec2access}"
[ -x "$EC2ACCESS" ] || skip "no program at $EC2ACCESS"
have "$PYTHON3" || skip "no python3"
env -i AWS_EC2_METADATA_DISABLED=true "$EC2ACCESS" sessions s3://bucket/ 2>&1 | grep -q 'not supported' && skip "built without libcurl"
find_aws_python
find_s3_server
# Not libtool's script, which would be killed instead of the program.
if [ -x "$(dirname "$EC2ACCESS")/.libs/ec2access" ]; then
	LD_LIBRARY_PATH=$top_builddir/lib/.libs${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}
	export LD_LIBRARY_PATH
	EC2ACCESS=$(cd "$(dirname "$EC2ACCESS")/.libs" && pwd)/ec2access
fi
export EC2ACCESS top_srcdir
"$AWS_PYTHON" -B "$top_srcdir/tests/check_s3.py" "$@" || problem 's3://'
finish 's3:// against a real server'
