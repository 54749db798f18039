#!/bin/sh
# SPDX-License-Identifier: MIT
# The program's command coverage, the line that ends the table of sessions, and --rules.
. "${top_srcdir:-$(dirname "$0")/..}/tests/checks.sh"
program=${EC2ACCESS:-$top_builddir/examples/ec2access/ec2access}
[ -x "$program" ] || skip "no program $program (EC2ACCESS)"
program=$(cd "$(dirname "$program")" && pwd)/$(basename "$program")
make_scratch
cd "$scratch" || exit 1
unset COLUMNS NO_COLOR
count=0

run() { # STATUS ARGUMENT...
	want=$1
	shift
	"$program" "$@" >out 2>err </dev/null
	got=$?
	count=$((count + 1))
	[ "$got" = "$want" ] || problem "exit status $got instead of $want: $*: $(head -n 2 err)"
}
says() { # TEXT [FILE]: spaces and line ends are one
	tr -s ' \n' '  ' <"${2-out}" | grep -qF -e "$1" || problem "no '$1' in: $(head -n 12 "${2-out}")"
	count=$((count + 1))
}
is() { # FILE WITH WHAT IS EXPECTED
	diff "$1" out >differences || problem "$(cat differences)"
	count=$((count + 1))
}

record() { # ID TIME SOURCE NAME REGION EXTRA
	printf '{"userIdentity":{"arn":"arn:aws:iam::111122223333:user/eve"},"recipientAccountId":"111122223333",'
	printf '"eventSource":"%s.amazonaws.com","eventName":"%s","awsRegion":"%s","eventTime":"%s",%s' "$3" "$4" "$5" "$2" "${6-}"
	printf '"sourceIPAddress":"203.0.113.9","eventID":"00000000-0000-4000-8000-%012d"}\n' "$1"
}
mkdir one two
record 1 2023-09-04T05:50:10Z ec2 DescribeInstances ap-northeast-1 '"readOnly":true,' >one/a.json
record 2 2023-09-06T12:00:00Z cloudtrail StopLogging ap-northeast-1 '"requestParameters":{"name":"main"},' >one/b.json
record 3 2023-09-07T13:30:00Z s3 PutObject ap-northeast-1 >one/c.json
cp one/*.json two
record 4 2023-09-05T00:00:00Z ssm OpenDataChannel us-east-1 >two/d.json
record 5 2023-09-05T00:30:00Z cloudtrail DeleteTrail us-east-1 '"errorCode":"AccessDenied",' >two/e.json

### table
run 0 coverage one
says 'ACCOUNT REGION FIRST (UTC) LAST (UTC)'
says '111122223333 ap-northeast-1 2023-09-04 05:50:10 2023-09-07 13:30:00'
says '111122223333 ap-northeast-1 2023-09-04 06:00:00 2023-09-06 12:00:00 54'
says '2023-09-06 12:00:00 StopLogging main'
says 'Covers 111122223333 ap-northeast-1, 2023-09-04 05:50 to 2023-09-07 13:30 UTC, with 2 gaps of 24 h or more; no channel records or host logs; trail changed 1 time.'
run 0 coverage two
says 'Covers 2 pairs of account and region, 2023-09-04 05:50 to 2023-09-07 13:30 UTC, with 2 gaps of 24 h or more in 1 of them; no host logs; trail changed 1 time; 1 refused change of a trail.'
run 0 coverage --gap 2d one
says 'with 1 gap of 48 h or more'
run 0 coverage --gap 55h one
says 'without gaps of 55 h or more'
run 0 coverage --region us-east-1 two
says 'Covers 111122223333 us-east-1, 2023-09-05 00:00 to 2023-09-05 00:30 UTC, without gaps of 24 h or more; no read-only events or host logs; 1 refused change of a trail.'
run 0 coverage --account 1 two
says 'Covers nothing: no record of that account and region with a time that can be read.'
mkdir nothing
run 0 coverage nothing
says 'Covers nothing'
for columns in 80 200; do
	COLUMNS=$columns "$program" coverage two >out 2>err
	widest=$("$SED" "s/$(printf '\342\200\246')/./g" out | "$AWK" '{ if (length($0) > n) n = length($0) } END { print n }')
	[ "$widest" -le $columns ] || problem "$widest columns at $columns"
done

### a window: what is in it, its silent ends, and how much is not of it
run 0 coverage --since 2023-09-05T10:30:00Z --until 2023-09-08 two
says '111122223333 ap-northeast-1 2023-09-06 12:00:00 2023-09-07 13:30:00'
says '111122223333 ap-northeast-1 2023-09-05 11:00:00 2023-09-06 12:00:00 25'
says '111122223333 us-east-1 2023-09-05 11:00:00 2023-09-08 00:00:00 61'
says 'Asked for 2023-09-05 10:30 to 2023-09-08 00:00 UTC. Covers 2 pairs of account and region, 2023-09-06 12:00 to 2023-09-07 13:30 UTC, with 3 gaps of 24 h or more in 2 of them; 1 of them without any record then; no read-only events, channel records or host logs; trail changed 1 time; 3 records of other times.'
run 0 coverage --since 2023-09-06T12:00:01Z one
says 'Asked for 2023-09-06 12:00 UTC and later. Covers 111122223333 ap-northeast-1, 2023-09-07 13:30 to 2023-09-07 13:30 UTC, with 1 gap of 24 h or more; no read-only events, channel records or host logs; 2 records of other times.'
run 0 coverage --until 2023-09-06T12:00:00Z one
says 'Asked for all until 2023-09-06 12:00 UTC. Covers 111122223333 ap-northeast-1, 2023-09-04 05:50 to 2023-09-04 05:50 UTC, with 1 gap of 24 h or more; no channel records or host logs; 2 records of other times.'
run 0 coverage --since 2024-01-01 one
says 'Asked for 2024-01-01 00:00 UTC and later. Covers nothing: no record in that time; 3 records of other times.'
cat >expected <<'END'
{"account_id":"111122223333","region":"ap-northeast-1","first":"2023-09-06T12:00:00Z","last":"2023-09-06T12:00:00Z","records":1,"without_time":0,"read_only":false,"channels":false,"host_logs":false,"gaps":[{"from":"2023-09-05T00:00:00Z","to":"2023-09-06T12:00:00Z","hours":36}],"trail_changes":[{"id":"00000000-0000-4000-8000-000000000002","time":"2023-09-06T12:00:00Z","name":"StopLogging","trail":"main","principal":"arn:aws:iam::111122223333:user/eve","source_ip":"203.0.113.9","outcome":"granted","error_code":null}],"trail_changes_cut":false,"rest":false,"since":"2023-09-05T00:00:00Z","until":"2023-09-06T18:00:00Z","outside":2}
{"account_id":"111122223333","region":"us-east-1","first":"2023-09-05T00:00:00Z","last":"2023-09-05T00:30:00Z","records":2,"without_time":0,"read_only":false,"channels":true,"host_logs":false,"gaps":[{"from":"2023-09-05T01:00:00Z","to":"2023-09-06T18:00:00Z","hours":41}],"trail_changes":[{"id":"00000000-0000-4000-8000-000000000005","time":"2023-09-05T00:30:00Z","name":"DeleteTrail","trail":null,"principal":"arn:aws:iam::111122223333:user/eve","source_ip":"203.0.113.9","outcome":"denied","error_code":"AccessDenied"}],"trail_changes_cut":false,"rest":false,"since":"2023-09-05T00:00:00Z","until":"2023-09-06T18:00:00Z","outside":0}
END
for threads in 1 4; do
	run 0 coverage --format jsonl --since 2023-09-05 --until 2023-09-06T18:00:00Z -j $threads two
	is expected
done
record 6 1999-01-01T00:00:00Z s3 GetObject us-east-1 >old.json
run 0 coverage old.json
says 'Covers nothing: no record with a time that can be read; 1 record without a time from 2010 to 2069.'

### JSON lines and CSV, the same from every order, cut and number of threads
cat >expected <<'END'
{"account_id":"111122223333","region":"ap-northeast-1","first":"2023-09-04T05:50:10Z","last":"2023-09-07T13:30:00Z","records":3,"without_time":0,"read_only":true,"channels":false,"host_logs":false,"gaps":[{"from":"2023-09-04T06:00:00Z","to":"2023-09-06T12:00:00Z","hours":54}],"trail_changes":[{"id":"00000000-0000-4000-8000-000000000002","time":"2023-09-06T12:00:00Z","name":"StopLogging","trail":"main","principal":"arn:aws:iam::111122223333:user/eve","source_ip":"203.0.113.9","outcome":"granted","error_code":null}],"trail_changes_cut":false,"rest":false,"since":null,"until":null,"outside":0}
{"account_id":"111122223333","region":"us-east-1","first":"2023-09-05T00:00:00Z","last":"2023-09-05T00:30:00Z","records":2,"without_time":0,"read_only":false,"channels":true,"host_logs":false,"gaps":[],"trail_changes":[{"id":"00000000-0000-4000-8000-000000000005","time":"2023-09-05T00:30:00Z","name":"DeleteTrail","trail":null,"principal":"arn:aws:iam::111122223333:user/eve","source_ip":"203.0.113.9","outcome":"denied","error_code":"AccessDenied"}],"trail_changes_cut":false,"rest":false,"since":null,"until":null,"outside":0}
END
run 0 coverage --format jsonl --gap 30h two
is expected
for threads in 1 2 4; do
	run 0 coverage --format jsonl --gap 30h -j $threads two/e.json two/c.json two/a.json two/d.json two/b.json
	is expected
done
cat two/d.json two/b.json two/e.json two/a.json two/c.json | "$program" coverage --format jsonl --gap 30h - >out
is expected
cat >expected <<'END'
"account_id","region","first","last","records","without_time","read_only","channels","gaps","trail_changes","outside"
"111122223333","ap-northeast-1","2023-09-04T05:50:10Z","2023-09-07T13:30:00Z","3","0","true","false","2023-09-04T06:00:00Z/2023-09-06T12:00:00Z","00000000-0000-4000-8000-000000000002","0"
"111122223333","us-east-1","2023-09-05T00:00:00Z","2023-09-05T00:30:00Z","2","0","false","true","","00000000-0000-4000-8000-000000000005","0"
END
run 0 coverage --format csv --gap 30h two
is expected

### the console's CSV gives the same, but for what it does not have
{
	echo '"User name","Event time","Event source","Event name","AWS region","Source IP address","Read-only","Error code","Event ID","Recipient Account Id"'
	echo '"eve","2023-09-05T00:30:00Z","cloudtrail.amazonaws.com","DeleteTrail","us-east-1","203.0.113.9","false","AccessDenied","00000000-0000-4000-8000-000000000005","111122223333"'
	echo '"eve","2023-09-05T00:00:00Z","ssm.amazonaws.com","OpenDataChannel","us-east-1","203.0.113.9","TRUE","","00000000-0000-4000-8000-000000000004","111122223333"'
} >rows.csv
run 0 coverage --format jsonl rows.csv
says '"records":2,"without_time":0,"read_only":true,"channels":true'
says '"name":"DeleteTrail","trail":null,"principal":"eve","source_ip":"203.0.113.9","outcome":"denied"'
run 0 coverage --format jsonl rows.csv two/e.json
says '"principal":"arn:aws:iam::111122223333:user/eve","source_ip":"203.0.113.9","outcome":"denied"'

### the last line of sessions, in the table only
run 0 sessions two
says 'rejected. Covers 2 pairs of account and region,'
run 0 sessions --gap 55h one
says 'No sessions; 3 records read, 0 rejected. Covers 111122223333 ap-northeast-1, 2023-09-04 05:50 to 2023-09-07 13:30 UTC, without gaps of 55 h or more; no channel records or host logs; trail changed 1 time.'
run 0 sessions --format csv two
! grep -q Covers out || problem "the line of coverage stands in CSV"
run 0 sessions --format jsonl two
! grep -q Covers out || problem "the line of coverage stands in JSON lines"

### usage
for gap in 0h 6 h 6m -1h 6hh 99999999h ''; do
	run 2 coverage --gap "$gap" one
	says '--gap: not a number of hours or days' err
done
run 2 events --gap 6h one
run 2 coverage --instance i-0123456789abcdef0 one
says 'the command coverage takes no --instance; it is of: sessions,' err
run 0 sessions --since 2023-09-06 one
says 'Covers 111122223333 ap-northeast-1, 2023-09-04 05:50 to 2023-09-07 13:30 UTC'
run 3 coverage no-such-file

### rules
record 7 2023-09-04T06:00:00Z ssm StartSession us-east-1 \
	'"requestParameters":{"target":"i-0123456789abcdef0","documentName":"Corp-Shell"},' >start.json
run 0 sessions --format jsonl start.json
says '"method":"session-manager-document"'
printf '{"documents": {"Corp-Shell": "session-manager-ssh"},\n "hosts": {"bastion-1": "i-0123456789abcdef0"}}\n' >rules.json
run 0 sessions --format jsonl --rules rules.json start.json
says '"method":"session-manager-ssh"'
run 0 sessions --format jsonl --rules rules.json --host bastion-1=i-0fedcba9876543210 start.json
printf '{"documents":\n {"Corp-Shell": "sesion-manager"}}\n' >rules.json
run 3 sessions --rules rules.json start.json
says 'ec2access: rules.json: rules: line 2: not one of the session-manager methods: "sesion-manager"' err
[ ! -s out ] || problem "rows in spite of wrong rules"
run 3 sessions --rules no-such-file start.json
says 'ec2access: no-such-file: No such file or directory' err
run 3 sessions --rules . start.json
run 2 sessions --rules '' start.json

finish "$count checks of coverage and rules"
