#!/bin/sh
# SPDX-License-Identifier: MIT
# Runs the built program as a user would: $EC2ACCESS, else what lies where the build puts it.
set -u

if [ -z "${EC2ACCESS:-}" ]; then
	for EC2ACCESS in ./ec2access ./examples/ec2access/ec2access ../examples/ec2access/ec2access; do
		[ -f "$EC2ACCESS" ] && [ -x "$EC2ACCESS" ] && break
	done
fi
[ -x "$EC2ACCESS" ] || { echo "check_program: no program at $EC2ACCESS"; exit 77; }
case $EC2ACCESS in
/*) ;;
*) EC2ACCESS=$PWD/$EC2ACCESS ;;
esac
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 1
mkdir trail out
unset COLUMNS NO_COLOR
passed=0
failed=0

ok() # DESCRIPTION COMMAND...: the command must succeed
{
	what=$1
	shift
	if "$@"; then
		passed=$((passed + 1))
	else
		failed=$((failed + 1))
		echo "FAILED: $what"
		sed 's/^/  stdout: /' stdout | head -n 5
		sed 's/^/  stderr: /' stderr | head -n 5
	fi
}

gives() # STATUS ARGUMENT...: run the program, keep stdout and stderr
{
	want=$1
	shift
	"$EC2ACCESS" "$@" >stdout 2>stderr </dev/null
	got=$?
	ok "exit status $got instead of $want: $*" [ "$got" = "$want" ]
}

says() # PATTERN FILE: a fixed text must stand in it
{
	ok "no '$1' in $2" grep -qF -e "$1" "$2"
}

silent_about() # PATTERN FILE
{
	grep -qF -e "$1" "$2" && found=1 || found=0
	ok "'$1' in $2" [ $found = 0 ]
}

lines() # NUMBER FILE
{
	n=$(wc -l <"$2")
	ok "$2 has $n lines instead of $1" [ "$n" -eq "$1" ]
}

# number event time source name region user address agent request response extra
record()
{
	printf '{"eventVersion":"1.08","userIdentity":{"type":"IAMUser","principalId":"AIDA","arn":'
	printf '"arn:aws:iam::111122223333:user/%s","accountId":"111122223333","userName":"%s","accessKeyId":"AKIAEXAMPLE%02d"},' \
		"$6" "$6" "$1"
	printf '"eventTime":"%s","eventSource":"%s.amazonaws.com","eventName":"%s","awsRegion":"%s",' "$2" "$3" "$4" "$5"
	printf '"sourceIPAddress":"%s","userAgent":"%s","requestParameters":%s,"responseElements":%s,%s' \
		"$7" "$8" "$9" "${10}" "${11:-}"
	printf '"requestID":"r","eventID":"00000000-0000-4000-8000-%012d","recipientAccountId":"111122223333"}\n' "$1"
}

a=i-0123456789abcdef0
b=i-0fedcba9876543210
{
	record 1 2026-01-02T03:04:05Z ssm StartSession us-east-1 alice 203.0.113.7 aws-cli/2.15.0 \
		"{\"target\":\"$a\"}" '{"sessionId":"alice-0a1b2c3d4e5f60718"}'
	record 2 2026-01-02T03:10:00Z ssm TerminateSession us-east-1 alice 203.0.113.7 aws-cli/2.15.0 \
		'{"sessionId":"alice-0a1b2c3d4e5f60718"}' '{"sessionId":"alice-0a1b2c3d4e5f60718"}'
	record 3 2026-01-03T00:00:00Z ssm StartSession eu-west-1 bob 198.51.100.9 Mozilla/5.0 \
		"{\"target\":\"$b\"}" null '"errorCode":"AccessDenied","errorMessage":"no",'
	record 4 2026-01-04T00:00:00Z ssm SendCommand eu-west-1 bob 198.51.100.9 Boto3/1.2 \
		"{\"documentName\":\"AWS-RunShellScript\",\"instanceIds\":[\"$a\",\"$b\"]}" null
	record 5 2026-01-05T00:00:00Z ec2-instance-connect SendSSHPublicKey us-east-1 \
		'ev\u001b[31m\u202eil\nX' 198.51.100.10 '=cmd|x' \
		"{\"instanceId\":\"$b\",\"instanceOSUser\":\"ec2-user\",\"sSHPublicKey\":\"k\"}" '{"success":true}'
} >trail/records.json

### results, formats, filters
gives 0 sessions trail
says "$a" stdout
says '2 sessions, 1 attempt on 2 instances' stdout
says '! denied' stdout
gives 0 sessions --format jsonl trail
lines 3 stdout
says '"method":"session-manager"' stdout
silent_about run-command stdout
gives 0 sessions --format=jsonl --actions trail
lines 4 stdout
says run-command stdout
gives 0 sessions --format csv trail
says '"id","kind","method"' stdout
says '"resumed","events"' stdout
says "\"'=cmd|x\"" stdout
says '00000000-0000-4000-8000-000000000001 00000000-0000-4000-8000-000000000002' stdout

count() # NUMBER OPTION...: so many rows
{
	rows=$1
	shift
	gives 0 sessions --format jsonl "$@" trail
	lines "$rows" stdout
}
count 1 --instance $a
count 2 --instance $a --actions
count 2 --instance=$a --instance $b --outcome denied --outcome granted --until 2026-01-04 --method session-manager
count 1 --principal bob
count 1 --principal AKIAEXAMPLE01
count 1 --principal arn:aws:iam::111122223333:user/alice
count 0 --principal ali
count 3 --account 111122223333
count 0 --account 999999999999
count 1 --region eu-west-1
count 1 --method instance-connect
count 1 --method run-command
count 1 --surface cli
count 1 --outcome denied
count 1 --event-name TerminateSession
count 2 --since 2026-01-03
count 1 --until 2026-01-03T00:00:00Z
count 2 --until 2026-01-03T00:00:01Z
count 1 --since 2026-01-02T04:04:05+01:00 --until 2026-01-02T03:04:05.5Z
count 0 --since 90m
# A filter chooses rows, never evidence: the end stays.
gives 0 sessions --format jsonl --until 2026-01-02T03:05:00Z trail
says '"end":"2026-01-02T03:10:00Z"' stdout

### the same bytes from threads, gzip, standard input
gives 0 sessions --format jsonl -j 1 trail
cp stdout one
gzip -c trail/records.json >records
gives 0 sessions --format jsonl -j4 records trail
ok 'threads and copies change nothing' cmp -s one stdout
"$EC2ACCESS" sessions --format jsonl - <records >stdout 2>stderr
ok 'standard input' cmp -s one stdout
"$EC2ACCESS" sessions --format jsonl -- - <records >stdout 2>stderr
ok 'standard input after --' cmp -s one stdout

### host logs alone
printf '%s\n' '2026-01-02T03:04:05Z web sshd[7]: Accepted password for ana from 203.0.113.9 port 1000 ssh2' \
	'2026-01-02T03:04:06Z web cron[8]: noise' >'host 100%.log'
gives 0 sessions 'host 100%.log'
says '; 2 lines of host logs read.' stdout
silent_about '0 records' stdout
gives 0 sessions --format csv 'host 100%.log'
says '"host%20100%25.log:1"' stdout
gives 0 sessions --format jsonl 'host 100%.log'
says '"file":"host 100%.log"' stdout
mkdir -p logs/i-0123456789abcdef0/var
cp 'host 100%.log' logs/i-0123456789abcdef0/var/secure
gives 0 sessions --format jsonl logs
says '"instance_id":"i-0123456789abcdef0"' stdout
says 'the log of host web stood in a stream or folder called i-0123456789abcdef0' stdout
gives 0 sessions --log-zone +09:00 --format jsonl logs
gives 0 sessions --log-zone -0330 --format jsonl logs
for zone in +09::00 +0900: +09:000 +9:00 09:00 +09:60 +24:00 +0:900 +; do
	gives 2 sessions --log-zone=$zone logs
	says '--log-zone: not +HH:MM' stderr
done

### the other commands
gives 0 events --format jsonl trail
lines 5 stdout
says '"resource_target":"arn:aws:ec2:us-east-1:111122223333:instance/i-0123456789abcdef0"' stdout
says '"method":"session-manager","surface":"cli","outcome":"granted","role":"open"}' stdout
gives 0 events --format csv trail
says '"eventtime","eventname","resource_target","arn","sourceipaddress"' stdout
lines 7 stdout # a session's name has a newline
gives 0 events --format jsonl --outcome denied --principal bob trail
lines 1 stdout
gives 0 events --format jsonl --instance $a trail
lines 3 stdout # one of them is the end of a session on it
gives 0 events --format jsonl -j 4 records trail
lines 5 stdout
gives 0 events --format csv --event-name SendCommand --event-name StartSession trail
lines 4 stdout
gives 0 usage --format csv trail
lines 4 stdout
gives 0 usage --format csv --per month records trail
says '"2026-01-01 00:00:00.000 UTC","3"' stdout
gives 0 timeline $a --format csv trail
lines 4 stdout
gives 0 timeline --format jsonl $b trail
lines 3 stdout
gives 0 timeline i-0 trail
says 'Nothing is known' stdout
says '5 records read' stdout
gives 0 usage --region nowhere trail
says 'No such event matches; 5 records read, 0 rejected.' stdout
gives 0 explain --region nowhere --format jsonl trail
lines 0 stdout
gives 0 explain --instance $b trail
says 'method: eventName is SendSSHPublicKey' stdout
says 'errorCode is AccessDenied' stdout
gives 0 explain --format jsonl trail
lines 5 stdout
for command in events usage explain "timeline $a"; do
	# shellcheck disable=SC2086 # a command and its instance
	gives 3 $command /no/such/file
	ok 'nothing printed' [ ! -s stdout ]
done
gives 0 events --stats -o out/events trail
says '"access":5' stderr
ok 'the file was written' [ -s out/events ]
rm out/events
esc=$(printf '\033')
for command in events usage explain "timeline $b"; do
	for columns in 80 200; do
		# shellcheck disable=SC2086
		COLUMNS=$columns "$EC2ACCESS" $command trail >stdout 2>stderr
		silent_about "$esc" stdout
		widest=$(LC_ALL=C.UTF-8 wc -L <stdout)
		[ "$command" = explain ] || ok "$command: $widest columns at $columns" [ "$widest" -le $columns ]
	done
done

### statistics
gives 0 sessions --stats records trail
says '{"files":{"read":2,"skipped":0,"failed":0},"records":{"total":10,"access":5,"context":0,"other":0,"duplicates":5,"rejected":0},"lines":{"total":0,"access":0,"other":0},"sessions":4}' stderr
gives 0 sessions --progress=json trail
says '"files_done":1,"files_known":1' stderr
says '"done":true' stderr
gives 0 sessions --progress trail
ok 'no bar without a terminal' [ ! -s stderr ]

### exit statuses
gives 3 sessions /no/such/file
says 'ec2access: /no/such/file: cannot be opened: No such file or directory' stderr
ok 'nothing printed' [ ! -s stdout ]
gives 1 sessions --format jsonl /no/such/file trail
lines 3 stdout
gives 0 sessions out
says 'No sessions' stdout
head -c 300 records >cut.gz
gives 1 sessions --format jsonl cut.gz trail
says 'ec2access: cut.gz: ' stderr
says 'the gzip data ends in the middle' stderr
{ head -n 1 trail/records.json; echo '{"eventSource":"ssm.amazonaws.com","eventName":"StartSession","x":tru}'; } >bad
gives 1 sessions --format jsonl bad
lines 1 stdout
says 'ec2access: bad: record 2, byte ' stderr

# What is told but is no fault does not change the status.
mkdir walked && mkfifo walked/pipe && ln -s . walked/loop && cp bad walked/bad
gives 1 sessions --format jsonl --stats walked
says 'ec2access: walked/pipe: not a regular file' stderr
says 'ec2access: walked/loop: a link to a folder, not followed' stderr
says '"files":{"read":1,"skipped":2,"failed":0}' stderr
head -n 1 trail/records.json >walked/bad
gives 0 sessions --format jsonl walked
says 'ec2access: walked/pipe: not a regular file' stderr
echo '"hi"' >scalar
gives 0 sessions --format jsonl scalar
ok 'nothing to say of other JSON' [ ! -s stderr ]

### bad usage
bad() # TEXT ARGUMENT...: status 2, and the text on standard error
{
	text=$1
	shift
	gives 2 "$@"
	says "$text" stderr
	ok 'bad usage prints nothing' [ ! -s stdout ]
}
bad 'command is missing'
bad 'unknown command' frobnicate trail
bad 'no INPUT' sessions
bad 'unknown option --frob' sessions --frob trail
bad 'unknown option -x' sessions -x trail
bad 'a value is missing' sessions trail --since
bad 'takes no value' sessions --stats=1 trail
for time in yesterday 2026-13-01 2026-02-29 2026-01-02T03:04:05 7x 7 '' 2026-01-01Z 7dd 2026-01-02T25:00:00Z; do
	bad 'not a time' sessions --since "$time" trail
done
bad 'not before' sessions --since 2026-01-02 --until 2026-01-02 trail
bad 'session-manager-ssh' sessions --method nonsense trail
bad 'cloudshell' sessions --surface nonsense trail
bad 'not-attached' sessions --outcome nonsense trail
bad 'table, csv, jsonl' sessions --format xml trail
for format in ocsf ecs timesketch; do
	bad 'later release' sessions --format $format trail
done
for command in report; do
	bad 'later release' $command --by instance trail
done
bad 'there are: sessions, events, usage, timeline, explain' frobnicate trail
bad 'the command sessions takes no --by; it is of: usage' sessions --by instance trail
for command in events usage explain coverage "timeline $a"; do
	# shellcheck disable=SC2086
	bad "the command ${command%% *} takes no --actions; it is of: sessions" $command --actions trail
	gives 0 ${command%% *} --help
	silent_about '<=' stdout
	silent_about '--actions' stdout
	silent_about 'lies outside the time' stdout
done
gives 0 sessions --help
says "'<='" stdout
says "'!'" stdout
for command in usage explain coverage; do
	gives 0 $command --help
	silent_about "'!'" stdout
done
bad 'the command coverage takes no --host' coverage --host web=$a trail
bad 'the command coverage takes no --rules' coverage --rules x trail
bad 'the command coverage takes no --method' coverage --method ssh trail
bad 'takes no --per' events --per day trail
for by in '' host instance, ,principal; do
	bad 'not instance, principal' usage --by "$by" trail
done
bad 'hour, day, week, month' usage --per year trail
bad 'no INSTANCE' timeline
bad 'not an instance' timeline trail
bad 'no INPUT' timeline $a
bad 'explain prints text' explain --format csv trail
bad 'not s3://BUCKET' sessions s3:///prefix
bad 'not s3://BUCKET' sessions --account 12345 s3://bucket/prefix
for option in "--profile prod" "--endpoint-url http://127.0.0.1:9" "--ca-bundle ca.pem" "--connections 4" --path-style \
	"--request-payer requester"; do
	# shellcheck disable=SC2086 # the option and its value
	bad 'are for an INPUT that is read from AWS' sessions $option trail
done
bad 'not a number from 1 to 256' sessions --connections 0 trail
bad 'not a number from 1 to 256' sessions --connections 257 trail
bad 'not requester' sessions --request-payer me trail
bad 'fetch brings' fetch --into d trail
bad 'no folder' fetch lookup:us-east-1
bad 'not NAME=VALUE' sessions --attribute x lookup:us-east-1
bad 'is for lookup' sessions --attribute ReadOnly=false trail
bad 'do not go with lookup' sessions --state s lookup:us-east-1
for threads in 0 1025 x ''; do
	bad '1 to 1024' sessions -j "$threads" trail
done
bad 'NAME=i-' sessions --host web trail
bad 'once' sessions - -
gives 0 sessions --host web=$a trail
gives 0 --help
says 'granted' stdout
says 'does not mean' stdout
gives 0 --version

### the table is safe and fits
esc=$(printf '\033')
for columns in 80 200; do
	COLUMNS=$columns "$EC2ACCESS" sessions --actions trail >stdout 2>stderr
	silent_about "$esc" stdout
	says 'ev\x1b[31m\u{202e}il\x0aX' stdout
	widest=$(LC_ALL=C.UTF-8 wc -L <stdout)
	ok "$widest columns at $columns" [ "$widest" -le $columns ]
done
says CONFIDENCE stdout
for command in sessions events usage coverage "timeline $b"; do
	# shellcheck disable=SC2086
	COLUMNS=40 "$EC2ACCESS" $command trail >stdout 2>stderr
	widest=$(LC_ALL=C.UTF-8 wc -L <stdout)
	ok "$command: $widest columns at 40" [ "$widest" -le 40 ]
done

# Text that the caller chose cannot pass for the words around it, nor hide.
mkdir forged
record 6 2026-01-06T00:00:00Z ec2-instance-connect SendSSHPublicKey us-east-1 carol 198.51.100.11 aws-cli/2.15.0 \
	"{\"instanceId\":\"$b\",\"instanceOSUser\":\"x, until 06:00:00 (terminated), \\\"exact\\\\\",\"sSHPublicKey\":\"k\"}" \
	'{"success":true}' >forged/records.json
COLUMNS=100 "$EC2ACCESS" sessions forged >stdout 2>stderr
says 'as "x, until 06:00:00 (terminated), \"exact\\"' stdout
record 6 2026-01-06T00:00:00Z ec2-instance-connect SendSSHPublicKey us-east-1 \
	'a\u00a0b\u2800c\u3000d\u0f39\u0f39\u0f39\u0f39\u0f39\ud802\ude0f' 198.51.100.11 aws-cli/2.15.0 \
	"{\"instanceId\":\"$b\",\"instanceOSUser\":\"ec2-user\"}" '{"success":true}' >forged/records.json
COLUMNS=100 "$EC2ACCESS" sessions forged >stdout 2>stderr
says 'a\xa0b\u{2800}c\u{3000}d' stdout
says '\u{0f39}\u{10a0f}"' stdout

### writing
gives 0 sessions --format jsonl -o out/rows trail
ok 'the file has the rows' cmp -s one out/rows
ok 'nothing else was left' [ "$(ls out)" = rows ]
gives 3 sessions --format jsonl -o out/rows /no/such/file
ok 'a failed run leaves the old file' cmp -s one out/rows
gives 3 sessions -o no/such/folder/rows trail
says 'cannot write no/such/folder/rows: No such file or directory' stderr
gives 3 sessions -o out trail
# The evidence is never written over.
cp trail/records.json kept
ln -s ../trail/records.json out/link
ln trail/records.json out/hard
for target in trail/records.json ./trail/../trail/records.json out/link out/hard; do
	bad 'is read as INPUT' sessions -o $target trail/records.json
done
for folder in trail . /; do
	bad 'is read as INPUT' sessions -o out/link $folder
done
"$EC2ACCESS" sessions -o out/link - <trail/records.json >stdout 2>stderr
ok 'status where standard input would be written over' [ $? = 2 ]
echo '{}' >rules
bad 'file of --rules' sessions -o rules --rules rules trail
ok 'the input is as it was' cmp -s kept trail/records.json
rm out/link out/hard rules
ln -s nowhere out/link
gives 3 sessions -o out/link trail
says 'a link to a file that does not exist' stderr
rm out/link
gives 3 sessions -o "out/$(printf '%0300d' 0)" no-such-input
says 'File name too long' stderr
silent_about no-such-input stderr
if [ "$(id -u)" != 0 ]; then
	cp one out/locked && chmod a-w out/locked
	gives 3 sessions -o out/locked trail
	says 'Permission denied' stderr
	rm -f out/locked
fi
if [ -c /dev/full ]; then
	"$EC2ACCESS" sessions trail >/dev/full 2>stderr
	ok 'status with a full disk' [ $? = 3 ]
	says 'No space left on device' stderr
	gives 3 sessions -o /dev/full trail
	"$EC2ACCESS" --help >/dev/full 2>stderr
	ok 'status of --help with a full disk' [ $? = 3 ]
fi
"$EC2ACCESS" sessions trail >&- 2>stderr
ok 'status with standard output closed' [ $? = 3 ]

# A closed pipe: the reader is gone before the first write.
mkfifo pipe
{ sleep 0.3; "$EC2ACCESS" sessions trail 2>stderr; } | true
ok 'a closed pipe is no matter for a message' [ ! -s stderr ]

### signals: waiting for input, the program ends and leaves nothing
signalled() # SIGNAL STATUS INPUT
{
	env --default-signal=INT "$EC2ACCESS" sessions -o out/partial "$3" <&3 >stdout 2>stderr &
	pid=$!
	sleep 0.3
	kill -"$1" $pid
	wait $pid
	got=$?
	ok "status $got after SIG$1" [ $got = "$2" ]
	ok "no partial file after SIG$1" [ "$(ls out)" = rows ]
}
if env --default-signal=INT true 2>/dev/null; then
	exec 3<>pipe
	signalled INT 130 -
	signalled TERM 143 -
	signalled INT 130 pipe
	env --default-signal=INT "$EC2ACCESS" sessions --progress=json - <&3 >stdout 2>stderr &
	pid=$!
	sleep 0.3
	kill -INT $pid
	wait $pid
	says '"done":false' stderr
	silent_about '"done":true' stderr
	exec 3<&-
else
	echo 'check_program: env cannot reset signals here, Ctrl-C was not tried'
fi

echo "check_program: $passed passed, $failed failed"
[ $failed = 0 ]
