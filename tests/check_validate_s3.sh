#!/bin/sh
# SPDX-License-Identifier: MIT
# validate s3://, and validate of what fetch brought: the same as of a folder that has the same objects. With a real S3
# server on loopback, behind a proxy that checks every signature with botocore.
. "${top_srcdir:-$(dirname "$0")/..}/tests/checks.sh"
. "$top_srcdir/tests/tools.sh"
: "${EC2ACCESS:=$top_builddir/examples/ec2access/ec2access}"
[ -x "$EC2ACCESS" ] || skip "no program at $EC2ACCESS"
env -i AWS_EC2_METADATA_DISABLED=true "$EC2ACCESS" sessions s3://bucket/ 2>&1 | grep -q 'not supported' && skip "built without libcurl"
have openssl || missing "no program openssl to sign trails with"
find_aws_python
find_s3_server
# Not libtool's script, which would be interrupted instead of the program.
if [ -x "$(dirname "$EC2ACCESS")/.libs/ec2access" ]; then
	LD_LIBRARY_PATH=$top_builddir/lib/.libs${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}
	export LD_LIBRARY_PATH
	EC2ACCESS=$(cd "$(dirname "$EC2ACCESS")/.libs" && pwd)/ec2access
fi
export EC2ACCESS
"$AWS_PYTHON" -B "$top_srcdir/tests/check_validate_s3.py" || problem 'validate s3://'
finish 'a bucket and its copies get the same verdicts'
