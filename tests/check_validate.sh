#!/bin/sh
# SPDX-License-Identifier: MIT
# The program's command validate against trails that make_trail_digests.py signs: each case with what must be found, the same
# bytes with any number of threads, and what it says where nothing can be proven.
. "${top_srcdir:-$(dirname "$0")/..}/tests/checks.sh"
program=${EC2ACCESS:-$top_builddir/examples/ec2access/ec2access}
[ -x "$program" ] || skip "no program $program (EC2ACCESS)"
program=$(cd "$(dirname "$program")" && pwd)/$(basename "$program")
have "$PYTHON3" || skip "no python3 to make signed trails with"
have openssl || skip "no program openssl to sign trails with"
make_scratch
cd "$scratch" || exit 1
unset COLUMNS NO_COLOR
PYTHONDONTWRITEBYTECODE=1
export PYTHONDONTWRITEBYTECODE
count=0
"$PYTHON3" "$top_srcdir/tests/make_trail_digests.py" cases || {
	problem "make_trail_digests.py failed"
	finish
}

for case in cases/*/; do
	case=${case%/}
	trail=$case/trail/$(cat "$case/inside")
	# shellcheck disable=SC2046 # an option and its value
	set -- --format jsonl $(cat "$case/options") "$trail"
	"$program" validate -j 1 "$@" >out 2>err </dev/null
	status=$?
	[ "$status" = "$(cat "$case/status")" ] || problem "$case: exit status $status: $(head -n 1 err)"
	[ ! -s err ] || problem "$case: $(head -n 1 err)"
	"$PYTHON3" "$top_srcdir/tests/read_findings.py" <out >got || problem "$case: not the lines of a finding"
	diff "$case/expected" got >differences || problem "$case: $(cat differences)"
	"$program" validate -j 7 "$@" >again 2>err </dev/null
	cmp -s out again || problem "$case: other lines with seven threads"
	count=$((count + 1))
done
[ "$count" -gt 30 ] || problem "only $count cases"

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

run 0 validate cases/valid/trail
says 'Proven: 5 of 5 digests proven; 8 of 8 log files proven. Proven digests begin 2023-09-04T00:01:31Z and end 2023-09-04T05:01:31Z.'
run 0 validate cases/pending_log/trail
says 'Proven but for what is pending: '
run 1 validate cases/three_deleted/trail
says 'missing digest 111122223333 eu-west-1 main_trail'
says 'Not proven as a whole: 4 of 7 digests proven (3 missing); 8 of 12 log files proven (4 unlisted).'
run 1 validate --format csv cases/three_deleted/trail
says '"object","verdict","wrong","account_id","region","trail","from","to","bucket","key","file","named_by","sentence"'
[ "$(wc -l <out)" = 20 ] || problem "CSV of $(wc -l <out) lines"
# Nothing is wrong where nothing was looked at, and nothing is proven.
run 3 validate --region us-east-1 cases/three_deleted/trail
says 'no digest of that account or region is there: nothing can be proven' err
run 3 validate --account 999999999999 cases/valid/trail
run 0 validate --account 111122223333 --region eu-west-1 cases/valid/trail
# What tells neither account nor region is of any.
run 1 validate --account 111122223333 cases/unlisted_log_called_metadata/trail
run 1 validate --region eu-west-1 cases/unlisted_log_called_metadata/trail
# And so is what lies in the folder of a region, and is called another's.
cp -R cases/valid/trail laid
folder=$(dirname "$(find laid -name '*_CloudTrail_eu-west-1_*.json.gz' | head -n 1)")
cp "$(find laid -name '*_CloudTrail_eu-west-1_*.json.gz' | head -n 1)" \
	"$folder/999999999999_CloudTrail_us-fake-1_20230904T0130Z_AbCdEfGhIjKlMnOp.json.gz"
run 1 validate --account 111122223333 --region eu-west-1 laid
says '(1 unlisted)'
run 0 validate --progress=json cases/valid/trail
says '"files_done":13,"files_known":13' err
says '"done":true' err

# Two folders at once are two trees of copies; nothing of the one proves anything of the other.
run 1 validate cases/valid/trail cases/altered_log/trail
says '10 of 10 digests proven; 15 of 16 log files proven (1 altered)'

# Keys from elsewhere: those in the folder do not count any more.
cp -R cases/valid/trail moved
mv moved/public-keys/eu-west-1.json keys.json
run 3 validate moved
says 'no public key is there' err
run 0 validate --keys keys.json moved
mv keys.json moved/public-keys/us-east-1.json
run 1 validate moved
says 'no-key'
cp cases/two_keys/trail/public-keys/eu-west-1.json both.json
sed 's/"PublicKeyList": \[.*}, {/"PublicKeyList": [{/' both.json >other.json
run 1 validate --keys other.json cases/valid/trail
says '0 of 5 digests proven (5 no-key)'
echo '{}' >bad.json
run 3 validate --keys bad.json moved
says 'bad.json: this is no list of public keys' err
run 3 validate --keys nowhere.json moved
sed 's/"Fingerprint": "./"Fingerprint": "x/g' both.json >bad.json
run 3 validate --keys bad.json moved
says 'keys are left out' err

# A copy that was unpacked has the same bytes; a folder that keeps no metadata has no signature of the newest digest.
cp -R cases/valid/trail unpacked
find unpacked -name '*_CloudTrail_*.json.gz' -exec gzip -d {} +
run 0 validate unpacked
says '8 of 8 log files proven'

mkdir empty
run 3 validate empty
says 'no digest of that time is there' err
run 3 validate nowhere
says 'nowhere/: No such file or directory' err
run 3 validate --since 2030-01-01 cases/valid/trail
run 2 validate -
run 2 validate lookup:eu-west-1
says 'event history has no digests; validate reads folders and s3://BUCKET/PREFIX: lookup:eu-west-1' err
run 2 validate --instance i-0123456789abcdef0 cases/valid/trail
run 2 validate --strict cases/valid/trail
run 2 validate

# -- sessions --verified: by the files that the evidence of a row was read from -------------------------------------

verified() { # VALUE ARGUMENT...: the only row has it
	value=$1
	shift
	run 0 sessions --format jsonl "$@"
	got=$(grep -o '"verified":[a-z]*' out)
	[ "$got" = "\"verified\":$value" ] || problem "'$got' instead of $value: sessions $*"
}
signed=$top_srcdir/examples/signed-trail
first=$(cd "$signed" && find AWSLogs -name '*T0113Z_*.json.gz')
second=$(cd "$signed" && find AWSLogs -name '*T0213Z_*.json.gz')
[ -f "$signed/$first" ] && [ -f "$signed/$second" ] || problem "examples/signed-trail has other files"
copy() { # NAME: of the signed trail, with times of its own
	rm -rf "$1"
	cp -R "$signed" "$1"
	chmod -R u+w "$1"
}
copy t
verified true --verified t t
verified true --verified "$PWD/t" t/AWSLogs
verified true --verified t "t/$first" "t/$second"
verified true --verified=only t
verified true --verified only --verified t t
verified true --verified t --keys t/public-keys/eu-west-1.json t
run 0 sessions --format jsonl t
! grep -q verified out || problem "'verified' without --verified"
run 0 sessions --format csv --verified t t
says '"flags","verified"'
says '"true"'
run 0 sessions --verified t t
says 'files proven'
cp -R t elsewhere
verified null --verified t elsewhere

# The end of the session was changed: the row is not proven, and without that file it has no end.
gzip -dc "t/$second" | sed 's/203.0.113.25/203.0.113.26/' | gzip -n >changed
cp changed "t/$second"
verified false --verified t t
run 0 sessions --format jsonl --verified=only t
says '"end":null'
says '"verified":true'
run 0 sessions --verified t t
says '! files not proven'

# The same bytes again in a file that no digest names: one proven copy is enough. A copy that says more is another record,
# which counts (ruling 2), and is not proven.
copy t
cp "t/$first" "$(dirname "t/$first")/copy.json.gz"
verified true --verified t t
gzip -dc "t/$first" | sed 's/"readOnly": false/"readOnly": false, "forged": "x"/' | gzip -n >"$(dirname "t/$first")/copy.json.gz"
verified false --verified t t
run 0 sessions --format jsonl --stats --verified=only t
says '"verified":true'
says '"files":{"read":3' err

# Nobody knows of a host's log, nor of what only an unproven digest names.
copy t
find t -name '*.meta.json' -exec rm {} +
verified true --verified t t
printf 'Sep  4 01:30:00 web sshd[7]: Accepted publickey for root from 192.0.2.1 port 22 ssh2\n' >t/secure
run 0 sessions --format jsonl --verified t t
says '"verified":null'

run 2 sessions --verified t --state x t
run 2 sessions --keys keys.json t
run 3 sessions --verified empty t
run 2 events --verified t t

finish "$count checks of validate"
