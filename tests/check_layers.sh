#!/bin/sh
# SPDX-License-Identifier: MIT
# The layers of lib/, read from its #includes: a file may include headers of its own layer and of those below.
# Beside that: source and event never meet, an outside library is included by one file, the programs in examples/
# include the umbrella header only. A new file needs a place in the table, or this script fails.
. "${top_srcdir:-$(dirname "$0")/..}/tests/checks.sh"
cd "$top_srcdir" || exit 1

# Sources of bytes stand beside the layers: on the first two, under scan only. Requests stand below sources.
layer() { # FILE without folder and suffix -> its layer in $level, 0 where unknown
	case $1 in
	record_table | record_trail) level=1 ;; # tables of names, which sources ask for, too
	mem | arena | buf | ascii | eight | address | hours | hash | intern | order | order_* | remember | issued | bytes | ssh_key | utf8* | timestamp | cpu | crypto | names | names_* | settings | config | config_* | env | error | version | mask | text | rate | threads | timestamp_* | mask_*) level=1 ;;
	csv | csv_* | json_check | json_clean | json_text | json_* | split | split_* | inflate | inflate_* | ini | lines | rules | spawn | words | xml) level=2 ;;
	http | http_* | sigv4 | sigv4_* | creds | creds_* | aws | aws_* | s3 | s3_*) level=net ;;
	source | source_* | lookup_* | cloudtrail) level=source ;;
	event | event_*) level=3 ;;
	facts | facts_* | failures | coverage | coverage_*) level=4 ;;
	record | record_* | unwrap | unwrap_* | parser | parser_* | hostlog | hostlog_*) level=5 ;;
	document | verdict | classify | classify_* | surface | identity | os | outcome | reason | reason_* | access) level=6 ;;
	act | act_* | stream | stream_* | saved | parts | ties | marks | dedup | nearest | shared | push | rows | correlate | correlate_* | join | join_* | session | session_* | flags | flags_* | ends | bulk) level=7 ;;
	scan | scan_* | digest | digest_*) level=8 ;;
	*) level=0 ;;
	esac
}

own=0
for file in lib/*.c lib/*.h; do
	name=${file#lib/}
	layer "${name%.*}"
	if [ "$level" = 0 ]; then
		problem "$file: has no place in the layers (tests/check_layers.sh)"
		continue
	fi
	of_file=$level
	for header in $("$SED" -n 's/^[[:space:]]*#[[:space:]]*include[[:space:]]*"\([^"]*\)".*/\1/p' "$file"); do
		[ -f "lib/$header" ] || problem "$file: includes \"$header\", which is not in lib/"
		layer "${header%.*}"
		own=$((own + 1))
		case $of_file:$level in
		source:source | source:1 | source:2 | source:net | 8:source) ;;
		net:net | net:1 | net:2) ;;
		net:* | *:net) problem "$file: the network is below sources, and of no concern to others: \"$header\"" ;;
		source:* | *:source) problem "$file: bytes and records meet in scan only, not by \"$header\"" ;;
		*) [ "$level" -le "$of_file" ] || problem "$file (layer $of_file): includes \"$header\" of layer $level" ;;
		esac
	done
	grep -n '#[[:space:]]*include[[:space:]]*<ec2access/' "$file" | grep -v '<ec2access/ec2access.h>' >&2 &&
		problem "$file: the library includes the umbrella header, as its users do"
done
[ "$own" -gt 20 ] || problem "only $own includes found: the reader is broken"

# An outside library's name -> the one file that may include it. The others are the C library's, by name.
outside() { # FILES... : every <header> as "FILE HEADER"
	for file in "$@"; do
		"$SED" -n 's/^[[:space:]]*#[[:space:]]*include[[:space:]]*<\([^>]*\)>.*/\1/p' "$file" |
			"$SED" "s|^|$file |"
	done
}
check_outside() {
	while read -r file header; do
		case $header in
		ec2access/ec2access.h) ;;
		json.h | json-c/* | json_*) [ "$file" = lib/json_tree.c ] || problem "$file: json-c belongs to json_tree.c" ;;
		zlib.h) [ "$file" = lib/inflate_zlib.c ] || problem "$file: zlib belongs to inflate_zlib.c" ;;
		isa-l.h | isa-l/*) [ "$file" = lib/inflate_isal.c ] || problem "$file: ISA-L belongs to inflate_isal.c" ;;
		curl/*) [ "$file" = lib/http_curl.c ] || problem "$file: libcurl belongs to http_curl.c" ;;
		expat.h) [ "$file" = lib/xml.c ] || problem "$file: expat belongs to xml.c" ;;
		openssl/*) [ "$file" = lib/crypto.c ] || problem "$file: OpenSSL belongs to crypto.c" ;;
		pthread.h | threads.h) case $file in lib/scan* | lib/threads.* | lib/config_state.h | lib/creds* | lib/digest_pool.c | lib/http_* | lib/source_s3.c) ;;
			*) problem "$file: threads belong to scan, locks to what threads share" ;; esac ;;
		sys/wait.h | sys/syscall.h) [ "$file" = lib/spawn.c ] || problem "$file: other programs belong to spawn.c" ;;
		signal.h | sched.h) case $file in lib/threads.c | lib/scan_processors.c | lib/spawn.c) ;;
			*) problem "$file: <$header> belongs to threads.c" ;; esac ;;
		poll.h) case $file in lib/source_fd.c | lib/spawn.c) ;; *) problem "$file: waiting for a descriptor belongs to source_fd.c and spawn.c" ;; esac ;;
		assert.h | ctype.h | locale.h | regex.h | wchar.h | setjmp.h)
			problem "$file: the library has no use for <$header> (locale, aborting, regular expressions)" ;;
		dirent.h | errno.h | fcntl.h | float.h | inttypes.h | limits.h | stdalign.h | stdarg.h | stdatomic.h | stdbool.h | stddef.h | \
			stdint.h | stdio.h | stdlib.h | string.h | strings.h | sys/stat.h | sys/types.h | time.h | unistd.h | \
			immintrin.h | emmintrin.h | arm_neon.h | cpuid.h) ;;
		*) problem "$file: <$header> is of no library that this file may use" ;;
		esac
	done
	return "$problems"
}
outside lib/*.c lib/*.h | (problems=0; check_outside) || problem "includes of outside libraries"

outside include/ec2access/*.h | while read -r file header; do
	case $header in
	ec2access/*.h | stddef.h | stdint.h) ;;
	*) echo "$file: a public header does not include <$header>" >&2; exit 1 ;;
	esac
done || problem "includes of the public headers"

# Malloc has one caller, so that a test can make any allocation fail.
grep -n -E '(^|[^a-z_0-9])(malloc|calloc|realloc|strdup|strndup|asprintf|free)[[:space:]]*\(' lib/*.c |
	grep -v -E '^lib/mem\.c:|^[^:]*:[0-9]*:[[:space:]]*(/?\*|//)' >&2 && problem "memory is asked for in lib/mem.c only"
grep -n -E '(^|[^a-z_0-9])getenv[[:space:]]*\(' lib/*.c | grep -v '^lib/env\.c:' >&2 &&
	problem "the environment is read in lib/env.c only"
# Nothing printed, nobody aborted, no locale.
grep -n -E '(^|[^a-z_0-9])(printf|puts|putchar|perror|abort|exit|_exit|assert|setlocale|signal|sigaction|system|strtod|atoi|atol|sprintf|strcpy|strcat|gets|localtime|mktime)[[:space:]]*\(' lib/*.c |
	grep -v -E '^lib/spawn\.c:[0-9]*:.*(_exit|sigaction)|^[^:]*:[0-9]*:[[:space:]]*(/?\*|//)' >&2 && problem "the library neither prints, nor ends the program, nor asks the locale"

for file in examples/*.c examples/ec2access/*.c examples/ec2access/*.h; do
	[ -f "$file" ] || continue
	grep -n '#[[:space:]]*include[[:space:]]*<\(ec2access/\|json\|zlib\|openssl\)' "$file" | grep -v '<ec2access/ec2access.h>' >&2 &&
		problem "$file: of ours, programs include the umbrella header only"
	for header in $("$SED" -n 's/^[[:space:]]*#[[:space:]]*include[[:space:]]*"\([^"]*\)".*/\1/p' "$file"); do
		[ -f "$(dirname "$file")/$header" ] || problem "$file: includes \"$header\", which is not beside it"
		case $header in */*) problem "$file: includes \"$header\" from another folder" ;; esac
	done
done

finish "$own includes within lib/"
