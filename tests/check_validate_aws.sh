#!/bin/sh
# SPDX-License-Identifier: MIT
# validate beside the AWS CLI's own validate-logs, on the same objects.
. "${top_srcdir:-$(dirname "$0")/..}/tests/checks.sh"
. "$top_srcdir/tests/tools.sh"
program=${EC2ACCESS:-$top_builddir/examples/ec2access/ec2access}
[ -x "$program" ] || skip "no program $program (EC2ACCESS)"
have openssl || missing "no program openssl to sign trails with"
find_aws_python
find_s3_server
PYTHONDONTWRITEBYTECODE=1
export PYTHONDONTWRITEBYTECODE
"$AWS_PYTHON" "$top_srcdir/tests/check_validate_aws.py" "$program" "$S3_SERVER" "$AWS_PYTHON" || problem "the verdicts differ"
finish "the verdicts agree"
