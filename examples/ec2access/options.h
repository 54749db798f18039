/* SPDX-License-Identifier: MIT */
#ifndef OPTIONS_H
#define OPTIONS_H

#include <stddef.h>
#include <stdint.h>

/* Texts given by a repeated option; they are main()'s arguments, not copies. */
struct values {
	const char **items;
	size_t n;
};

enum format { FORMAT_TABLE, FORMAT_CSV, FORMAT_JSONL };
enum progress { PROGRESS_NONE, PROGRESS_BAR, PROGRESS_JSON };

enum command {
	COMMAND_NONE, COMMAND_SESSIONS, COMMAND_EVENTS, COMMAND_USAGE, COMMAND_TIMELINE, COMMAND_EXPLAIN,
	COMMAND_COVERAGE, COMMAND_FETCH, COMMAND_VALIDATE, COMMAND_REPORT, COMMANDS
};

enum { BY_INSTANCE = 1, BY_PRINCIPAL = 2 };
enum per { PER_NOTHING, PER_HOUR, PER_DAY, PER_WEEK, PER_MONTH };

struct options {
	enum command command;
	uint64_t given; /* a bit an OPTION_ that was among the arguments */
	struct values inputs;
	int has_since, has_until;
	int64_t since_us, until_us;
	struct values instances, principals, accounts, regions, event_names;
	uint64_t methods, surfaces, outcomes; /* a bit an enumerator; 0: any */
	struct values hosts;                  /* NAME=i-... */
	enum format format;
	const char *output;
	const char *rules; /* a file, or NULL */
	int64_t skew, log_year, log_zone; /* as the library's options */
	int64_t gap_hours; /* coverage; 0: the default */
	int threads; /* 0: the library decides */
	int strict, actions, stats;
	enum progress progress;
	int has_instance; /* timeline: its INSTANCE was read; it stands in instances */
	unsigned by;      /* usage: BY_INSTANCE, BY_PRINCIPAL */
	enum per per;     /* usage */
	struct values keys; /* files with public keys */
	struct values verified; /* folders whose digests are checked first */
	int proven_only;
	const char *state; /* a file, or NULL */
	int follow, final;
	int64_t lateness_s, horizon_s; /* below 0: the default */
	const char *profile, *endpoint, *ca_bundle; /* NULL: not given */
	int connections, timeout_s; /* 0: the default */
	int path_style, requester_pays;
	const char *attribute; /* KEY=VALUE, or NULL */
	const char *into;      /* fetch: the folder */
};

/* Read the arguments after "ec2access". Ends the program for --help, --version and bad usage. */
void options_read(struct options *options, int argc, char **argv);
void options_free(struct options *options);

/* "ec2access: ..." on standard error, a hint at --help, and exit status 2. The parts are joined, and the value
 * between them is made visible; it may be NULL, and so may the second part. */
_Noreturn void usage_error(const char *before, const char *value, const char *after);

#endif
