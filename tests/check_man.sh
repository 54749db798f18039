#!/bin/sh
# SPDX-License-Identifier: MIT
# One table makes the program's arguments, --help, the man page and the completions. This holds the table to the code,
# the documents to their readers, and runs every example of the man page.
. "${top_srcdir:-$(dirname "$0")/..}/tests/checks.sh"
program=${EC2ACCESS:-$top_builddir/examples/ec2access/ec2access}
made=$top_builddir/examples/ec2access
source=$top_srcdir/examples/ec2access
[ -x "$program" ] || skip "no program $program (EC2ACCESS)"
make_scratch
passed=0

# holds WHAT COMMAND...: the command must succeed
holds() {
	what=$1
	shift
	if "$@" >"$scratch/out" 2>&1; then
		passed=$((passed + 1))
	else
		problem "$what"
		head -n 5 "$scratch/out" >&2
	fi
}

quiet() { # COMMAND...: it must print nothing
	"$@" 2>&1 | tee "$scratch/quiet"
	[ ! -s "$scratch/quiet" ]
}

# -- the table and the code -------------------------------------------------

# Every enumerator of an option has its row, which may set it apart from others, and code that takes it.
"$SED" -n '/OPTION_SINCE = 1/,/}/p' "$source/options_value.h" | grep -o 'OPTION_[A-Z_]*' | sort >"$scratch/enumerators"
grep -o '^	{OPTION_[A-Z_]*' "$source/help_table.c" | "$SED" 's/.*{//' | sort >"$scratch/rows"
grep -ho 'case OPTION_[A-Z_]*' "$source"/*.c | "$SED" 's/case //' | sort >"$scratch/cases"
[ -s "$scratch/enumerators" ] || problem 'options_value.h: no option was found'
holds 'an option without its row in help_table.c, or with two' diff "$scratch/enumerators" "$scratch/rows"
holds 'an option that no code takes, or that two do' diff "$scratch/enumerators" "$scratch/cases"
holds 'help_table.c: not ASCII' sh -c '! LC_ALL=C grep -n "[^ -~	]" "$1"' - "$source/help_table.c"

# -- the man page and --help ------------------------------------------------

man=$made/ec2access.1
[ -s "$man" ] || problem "$man was not made"
plain() { # FILE: without fonts and escapes
	"$SED" -e 's/\\f[BIR]//g' -e 's/\\-/-/g' -e "s/\\\\(aq/'/g" -e 's/\\(dq/"/g' -e 's/\\(ti/~/g' -e 's/\\(ha/^/g' \
		-e 's/\\(ga/`/g' -e 's/\\&//g' -e 's/\\e/\\/g' "$1"
}
plain "$man" >"$scratch/man"
holds '.TP heads of options' grep -q -e '^--since TIME$' "$scratch/man"

section() { # NAME
	"$AWK" -v name="$1" '/^\.SH / { on = ($0 == ".SH " name); next } on' "$scratch/man"
}
commands=$(section SYNOPSIS | "$AWK" '$1 == "ec2access" && $2 ~ /^[a-z]/ { print $2 }')
[ -n "$commands" ] || problem 'the synopsis has no command'
section OPTIONS | "$AWK" 'head { sub(/^-[a-zA-Z], /, ""); sub(/[ \[].*/, ""); print } { head = ($0 == ".TP") }' |
	sort >"$scratch/options"
"$program" --help | "$AWK" '/^  -/ { sub(/^ *(-[a-zA-Z], )?/, ""); sub(/[ \[].*/, ""); print }' | sort >"$scratch/shown"
[ "$(wc -l <"$scratch/shown")" -gt 15 ] || problem '--help shows too few options'
holds '--help and the man page differ in their options' diff "$scratch/options" "$scratch/shown"

: >"$scratch/of-commands"
for command in $commands; do
	"$program" "$command" --help >"$scratch/help" || problem "$command --help: exit status $?"
	passed=$((passed + 1))
	grep -q "^Usage: ec2access $command " "$scratch/help" || problem "$command --help is not about $command"
	"$program" --help | grep -q "^  $command " || problem "--help does not name $command"
	"$AWK" '/^  -/ { sub(/^ *(-[a-zA-Z], )?/, ""); sub(/[ \[].*/, ""); print }' "$scratch/help" >>"$scratch/of-commands"
	widest=$("$AWK" '!/^    ec2access/ && length > n { n = length } END { print n + 0 }' "$scratch/help")
	[ "$widest" -lt 80 ] || problem "$command --help: a line of $widest columns"
	section EXAMPLES | grep -q "ec2access $command " || problem "$command: the man page has no example of it"
	while read -r option; do
		grep -q -e "^  \(-., \)\{0,1\}$option" "$scratch/help" || continue
		"$program" "$command" "$option" "" </dev/null >"$scratch/out" 2>&1
		! grep -q -e 'unknown option' -e "takes no $option" "$scratch/out" ||
			problem "$command $option: shown by --help, not taken"
		passed=$((passed + 1))
	done <"$scratch/options"
done
sort -u "$scratch/of-commands" >"$scratch/of-any"
holds 'an option that no command takes' diff "$scratch/options" "$scratch/of-any"

rendered=
if have mandoc; then
	holds "mandoc -Tlint" quiet mandoc -Tlint "$man"
	holds "mandoc" sh -c 'mandoc -Tascii "$1" | grep -q "ec2access sessions trail"' - "$man"
	rendered="$rendered mandoc"
fi
if have groff && echo | groff -man -Tascii -z 2>/dev/null; then
	holds "groff -ww" quiet groff -ww -man -Tascii -z "$man"
	rendered="$rendered groff"
fi
if have man && MANPAGER=cat man -l "$man" >/dev/null 2>&1; then
	holds "man -l" sh -c 'MANPAGER=cat man -l "$1" | grep -q "ec2access sessions trail"' - "$man"
	rendered="$rendered man"
fi

# -- its examples -----------------------------------------------------------

mkdir "$scratch/bin" "$scratch/run"
ln -s "$program" "$scratch/bin/ec2access"
cp -R "$top_srcdir/examples/trail" "$scratch/run/trail"
cp -R "$top_srcdir/examples/signed-trail" "$scratch/run/signed-trail"
chmod -R u+w "$scratch/run"
# What the AWS CLI prints for one event, so that the example of it needs neither network nor account.
cat >"$scratch/bin/aws" <<'AWS'
#!/bin/sh
cat <<'HISTORY'
{"Events": [{"EventId": "00000000-0000-4000-8000-000000000001", "EventName": "StartSession", "CloudTrailEvent":
"{\"eventVersion\":\"1.08\",\"userIdentity\":{\"type\":\"IAMUser\",\"arn\":\"arn:aws:iam::111122223333:user/bob\",\"userName\":\"bob\"},\"eventTime\":\"2024-05-14T10:00:00Z\",\"eventSource\":\"ssm.amazonaws.com\",\"eventName\":\"StartSession\",\"awsRegion\":\"us-east-1\",\"sourceIPAddress\":\"192.0.2.44\",\"userAgent\":\"aws-cli/2.15.0\",\"requestParameters\":{\"target\":\"i-0123456789abcdef0\"},\"responseElements\":{\"sessionId\":\"bob-0a1b2c3d4e5f60718\"},\"eventID\":\"00000000-0000-4000-8000-000000000001\",\"recipientAccountId\":\"111122223333\"}"}]}
HISTORY
AWS
chmod +x "$scratch/bin/aws"

section EXAMPLES | "$AWK" '$0 == ".fi" { on = 0 } on { print } $0 == ".nf" { on = 1 }' >"$scratch/examples"
[ "$(wc -l <"$scratch/examples")" -ge 6 ] || problem 'the man page has too few examples'
while read -r example; do
	# What asks AWS needs a service to ask: check_lookup.sh has one.
	case $example in
	*lookup:* | *s3://*) continue ;;
	esac
	# Each part of a pipe must succeed, and something must come out.
	(cd "$scratch/run" && PATH="$scratch/bin:$PATH" sh -c "$example" >../out 2>../err </dev/null)
	status=$?
	[ "$status" -eq 0 ] || problem "example '$example': exit status $status: $(head -n 1 "$scratch/err")"
	case $example in
	*' -o '*) ;;
	*) [ -s "$scratch/out" ] || problem "example '$example' prints nothing" ;;
	esac
	! grep -q '^No ' "$scratch/out" || problem "example '$example' finds nothing"
	case $example in
	*--stats*) grep -q '"files"' "$scratch/err" || problem "example '$example': no statistics" ;;
	*) [ ! -s "$scratch/err" ] || problem "example '$example': $(head -n 1 "$scratch/err")" ;;
	esac
	passed=$((passed + 1))
done <"$scratch/examples"

# -- completions ------------------------------------------------------------

shells=
if have bash; then
	holds 'bash -n' bash -n "$made/ec2access.bash"
	cat >"$scratch/complete" <<'BASH'
. "$1" || exit 1
shift
COMP_WORDS=("$@")
COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
set -u
_ec2access
printf '%s\n' ${COMPREPLY[@]+"${COMPREPLY[@]}"}
BASH
	offers() { # WANTED WORD...: the candidates, sorted, on one line
		wanted=$1
		shift
		got=$(cd "$scratch/run" && bash "$scratch/complete" "$made/ec2access.bash" "$@" | sort | tr '\n' ' ')
		passed=$((passed + 1))
		[ "$got" = "$wanted " ] || problem "bash completion of '$*': '$got' instead of '$wanted '"
	}
	offers "$(echo $commands | tr ' ' '\n' | sort | tr '\n' ' ' | "$SED" 's/ $//')" ec2access ''
	offers sessions ec2access ses
	offers --since ec2access sessions --si
	offers '--state --stats --strict' ec2access sessions --st
	offers 'cli cloudshell console' ec2access sessions --surface c
	offers 'cli cloudshell console' ec2access sessions --surface = c
	offers 'attached denied failed granted not-attached' ec2access sessions --outcome =
	offers 'session-manager-port-forward' ec2access sessions trail --method session-manager-p
	offers 'json' ec2access sessions --progress = ''
	offers 'trail' ec2access sessions --progress tr
	offers 'csv jsonl table' ec2access sessions --format ''
	offers 'trail' ec2access sessions tr
	offers 'trail' ec2access sessions -o tr
	offers '' ec2access sessions --since ''
	offers '--version' ec2access --v
	touch "$scratch/run/two words"
	offers 'two words' ec2access sessions two
	shells="$shells bash"
fi
if have zsh; then
	holds 'zsh -n' zsh -n "$made/_ec2access"
	cat >"$scratch/zcomplete" <<'ZSH'
_arguments() { print -l -- "$@" }
_describe() { print -l -- ${(P)4} }
file=$1; shift
words=("$@"); CURRENT=$#
source $file
ZSH
	zsh -f "$scratch/zcomplete" "$made/_ec2access" ec2access '' >"$scratch/out" 2>&1
	for command in $commands; do
		grep -q "^$command:" "$scratch/out" || problem "zsh completion does not offer $command"
		zsh -f "$scratch/zcomplete" "$made/_ec2access" ec2access "$command" '' >"$scratch/specs" 2>&1
		grep -q -e '--format=' "$scratch/specs" || problem "zsh completion of $command does not offer --format"
		passed=$((passed + 1))
	done
	shells="$shells zsh"
fi

finish "$passed checks; rendered by:${rendered:- nothing}; completions tried in:${shells:- no shell}"
