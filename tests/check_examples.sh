#!/bin/sh
# SPDX-License-Identifier: MIT
# Runs the small examples over examples/trail, and compares what they print.
. "${top_srcdir:-$(dirname "$0")/..}/tests/checks.sh"
examples=$top_builddir/examples
trail=$top_srcdir/examples/trail
program=${EC2ACCESS:-$examples/ec2access/ec2access}
[ -x "$examples/01_sessions" ] || skip "no program $examples/01_sessions"
make_scratch
count=0

prints() { # NAME FILE: the example that just ran
	status=$?
	[ $status -eq 0 ] || problem "$1: exit status $status"
	[ ! -s "$scratch/err" ] || problem "$1: $(head -n 1 "$scratch/err")"
	diff "$2" "$scratch/out" >&2 || problem "$1 prints something else"
	count=$((count + 1))
}

"$program" sessions --actions --format jsonl "$trail" >"$scratch/wanted"
"$examples/01_sessions" "$trail" >"$scratch/out" 2>"$scratch/err"
prints 01_sessions "$scratch/wanted"

# A session from the CLI with its channels, out of order, as files hold them.
file=$(ls "$trail"/AWSLogs/111122223333/CloudTrail/*/2023/09/07/*T0755Z_*)
echo '4 access events in 5 records' >"$scratch/wanted"
"$examples/02_count_events" "$file" >"$scratch/out" 2>"$scratch/err"
prints 02_count_events "$scratch/wanted"
gzip -c "$file" >"$scratch/packed" && "$examples/02_count_events" "$scratch/packed" >"$scratch/out" 2>"$scratch/err"
prints '02_count_events of gzip' "$scratch/wanted"
"$examples/02_count_events" "$scratch/none" >/dev/null 2>&1 && problem '02_count_events: a file that is not there is well'

cat >"$scratch/wanted" <<'WANTED'
2023-09-07T07:50:56Z OpenDataChannel from 203.0.113.25, part of a session: method: OpenDataChannel belongs to an access that another record opened
2023-09-07T07:50:54Z CreateDataChannel from 198.51.100.7, part of a session: method: CreateDataChannel belongs to an access that another record opened
2023-09-07T07:50:54Z StartSession from 203.0.113.25, session-manager: method: StartSession has no documentName, so it opens a shell
2023-09-07T07:50:55Z OpenDataChannel from 198.51.100.7, part of a session: method: OpenDataChannel belongs to an access that another record opened
WANTED
"$examples/03_feed_pipe" <"$file" >"$scratch/out" 2>"$scratch/err"
prints 03_feed_pipe "$scratch/wanted"
head -c 2000 "$file" | "$examples/03_feed_pipe" >/dev/null 2>"$scratch/err"
[ -s "$scratch/err" ] || problem '03_feed_pipe: a cut record is not told'

cat >"$scratch/wanted" <<'WANTED'
by default: session-manager-document (method: StartSession has documentName Corp-Shell, which is none of AWS's)
when told: session-manager (method: StartSession has documentName Corp-Shell, which the configuration maps to session-manager)
WANTED
"$examples/04_custom_document" >"$scratch/out" 2>"$scratch/err"
prints 04_custom_document "$scratch/wanted"

cat >"$scratch/wanted" <<'WANTED'
"eventtime","cnt"
"2023-09-04 00:00:00.000 UTC","1"
"2023-09-05 00:00:00.000 UTC","1"
"2023-09-07 00:00:00.000 UTC","3"
WANTED
"$examples/05_usage_per_day" "$trail" >"$scratch/out" 2>"$scratch/err"
prints 05_usage_per_day "$scratch/wanted"

for file in "$top_srcdir"/examples/0*.c; do
	lines=$(wc -l <"$file")
	[ "$lines" -lt 60 ] || problem "$file: $lines lines"
	name=$(basename "$file")
	grep -q "^| \`$name\`" "$top_srcdir/examples/README.md" || problem "examples/README.md does not tell of $name"
	! grep '#include "' "$file" || problem "$file: more than the public header"
done

finish "$count runs of examples"
