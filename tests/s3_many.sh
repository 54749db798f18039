#!/bin/sh
# SPDX-License-Identifier: MIT
# Usage: s3_many.sh [OBJECTS], from the build folder: how fast a bucket of small objects is read. For .ci/run.
. "${top_srcdir:-$(dirname "$0")/..}/tests/checks.sh"
. "$top_srcdir/tests/tools.sh"
: "${EC2ACCESS:=$top_builddir/examples/ec2access/ec2access}"
export EC2ACCESS top_srcdir
find_aws_python
find_s3_server
exec "$AWS_PYTHON" -B "$top_srcdir/tests/s3_many.py" "$@"
