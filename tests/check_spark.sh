#!/bin/sh
# SPDX-License-Identifier: MIT
# ec2access.spark on a cluster of two executors, each a process of its own: a trail of 1,000 files with copies, disorder
# and host logs gives the rows of the program, also where an executor is killed in the middle. All on the loopback address.
. "${top_srcdir:-$(dirname "$0")/..}/tests/checks.sh"
. "$top_srcdir/tests/tools.sh"
program=${EC2ACCESS:-$top_builddir/examples/ec2access/ec2access}
library=$top_builddir/lib/.libs/libec2access.so.0
[ -x "$program" ] || skip "no program $program (EC2ACCESS)"
[ -e "$library" ] || skip "there is no shared library to load ($library)"
[ -z "$EC2A_SANITIZE" ] || skip "the library has sanitizers in it, and Spark's workers are not started with them"
have java || missing "no java, which Spark runs on (version 17 or later)"
find_python pyspark pyarrow pandas
make_scratch

# Standalone workers ask for Spark's own scripts; the package has them.
SPARK_HOME=$("$PYTHON" -c 'import os, pyspark; print(os.path.dirname(pyspark.__file__))')
SPARK_LOCAL_IP=127.0.0.1
PYTHONPATH=$top_srcdir/bindings/python
PYTHONDONTWRITEBYTECODE=1
PYSPARK_PYTHON=$PYTHON
EC2ACCESS_LIBRARY=$library
EC2ACCESS=$program
SCRATCH=$scratch
export SPARK_HOME SPARK_LOCAL_IP PYTHONPATH PYTHONDONTWRITEBYTECODE PYSPARK_PYTHON EC2ACCESS_LIBRARY EC2ACCESS SCRATCH top_srcdir
cd "$scratch" || exit 1
"$PYTHON" "$top_srcdir/tests/check_spark.py" >"$scratch/log" 2>"$scratch/err"
status=$?
cat "$scratch/log"
if [ $status -ne 0 ]; then
	grep -v -E 'WARN|^$' "$scratch/err" | tail -n 40
	problem "check_spark.py: status $status"
fi
finish "$(tail -n 1 "$scratch/log")"
