# SPDX-License-Identifier: MIT
# For scripts that need what "./bootstrap tools" installs, read after checks.sh: where it is.

# .ci/run calls these tests where they tell something new, not in every one of its suites.
[ "${EC2ACCESS_LABS-yes}" != no ] || skip "real servers and other programs are tested by another suite (EC2ACCESS_LABS)"

tools=${XDG_CACHE_HOME:-${HOME:-/tmp}/.cache}/ec2access

# A Python with boto3 and the AWS CLI: sets AWS_PYTHON and AWS_CLI.
find_aws_python() {
	for AWS_PYTHON in "${EC2ACCESS_AWS_PYTHON-}" "$tools/venv/bin/python" "$PYTHON3"; do
		[ -n "$AWS_PYTHON" ] && "$AWS_PYTHON" -c 'import boto3, awscli' 2>/dev/null || continue
		AWS_CLI="$AWS_PYTHON -m awscli"
		export AWS_PYTHON AWS_CLI
		return 0
	done
	missing "no Python with boto3 and awscli (./bootstrap tools installs them)"
}

# A Python of 3.9 or later that has these modules: sets PYTHON.
find_python() { # MODULE...
	imports=$(echo "$*" | "$SED" 's/ /, /g')
	for PYTHON in "${EC2ACCESS_PYTHON-}" "$tools/venv/bin/python" "$PYTHON3"; do
		[ -n "$PYTHON" ] || continue
		"$PYTHON" -c "import sys, $imports; sys.exit(sys.version_info < (3, 9))" 2>/dev/null || continue
		export PYTHON
		return 0
	done
	missing "no Python of 3.9 or later with $imports (./bootstrap tools installs it)"
}

# versitygw, or what EC2ACCESS_S3_SERVER names: sets S3_SERVER.
find_s3_server() {
	for S3_SERVER in "${EC2ACCESS_S3_SERVER-}" versitygw "${GOBIN:-$tools/bin}/versitygw" "$tools/bin/versitygw"; do
		[ -n "$S3_SERVER" ] && have "$S3_SERVER" || continue
		S3_SERVER=$(command -v "$S3_SERVER")
		export S3_SERVER
		return 0
	done
	missing "no S3 server: versitygw, or EC2ACCESS_S3_SERVER (./bootstrap tools builds it)"
}

# .ci/run sets EC2ACCESS_ALL, as nothing may be left out there.
missing() {
	[ -n "${EC2ACCESS_ALL-}" ] || skip "$1"
	problem "$1"
	finish
}
