#!/bin/sh
# SPDX-License-Identifier: MIT
# 'ec2access fetch' of a real S3 server on loopback: the same bytes, the digests with their metadata and keys, once.
. "${top_srcdir:-$(dirname "$0")/..}/tests/checks.sh"
. "$top_srcdir/tests/tools.sh"
: "${EC2ACCESS:=$top_builddir/examples/ec2access/ec2access}"
[ -x "$EC2ACCESS" ] || skip "no program at $EC2ACCESS"
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
"$AWS_PYTHON" -B "$top_srcdir/tests/check_fetch.py" "$@" || problem 'fetch'
finish 'fetch s3:// from a real server'
