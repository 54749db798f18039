/* SPDX-License-Identifier: MIT */
#ifndef EC2A_HOSTLOG_H
#define EC2A_HOSTLOG_H

#include "event_build.h"
#include "failures.h"
#include "split.h"
#include "text.h"
#include "timestamp.h"

/*
 * Host log lines to events, in three steps: the envelope (hostlog_line.c, hostlog_journal.c), what the message says
 * (hostlog_said.c and one file a program), the event (hostlog.c). All texts stand where they were read: nothing is
 * copied before a line is known to matter, since nearly all of them do not.
 */

/* What syslog or journald put around a message. */
struct ec2a__host_line {
	struct ec2a__text when;    /* the time as logged */
	struct ec2a__text host, program, pid; /* absent: no such thing */
	struct ec2a__text message;
	int has_time, year_open;   /* the time is in time_us; or in yearless */
	int64_t time_us;
	struct ec2a__yearless yearless;
};

/* A line without its end. 1; or 0 where it has no time and program, like the second line of a message. */
int ec2a__host_line_read(const char *text, size_t size, int64_t zone_us, struct ec2a__host_line *ret_line);

/* "-- Boot ... --", "-- No entries --": what journalctl says between the lines. */
int ec2a__host_line_is_note(const char *text, size_t size);

/* Whether an input that begins so is a host log: 1, 0, or -1 where more bytes would tell. Lines of any daemon make it
 * one, and the end of a message that rotation cut off may stand before them; a line of JSON makes it none. */
int ec2a__host_looks(const char *text, size_t size, int at_end);

struct ec2a__host_settings {
	int64_t zone_us;
	int year;               /* ec2a__year: OPTION, CALLER, STREAM, or OPEN where there is no reference */
	int64_t reference_us;
	const char *file;       /* or NULL */
	struct ec2a__text instance; /* that the stream is called after, or absent */
	int64_t file_time_us;   /* for the correlator, where nothing better is known; EC2A__YEAR_FILE, GZIP */
	int file_time;          /* ec2a__year of it, or OPEN */
};

/* ---- journald ------------------------------------------------------------------- */

/* Texts of an entry that do not stand in it as they are. */
struct ec2a__host_journal {
	struct ec2a__buf host, program, pid, message, when;
};

void ec2a__host_journal_init(struct ec2a__host_journal *journal);
void ec2a__host_journal_free(struct ec2a__host_journal *journal);

/* Whether an object is an entry of journald: a time, and a message or cursor. */
int ec2a__host_journal_is(const char *object, const struct ec2a__member *members, size_t n_members);

/* Whether its program is one of ours, as far as can be told without checking its JSON. */
int ec2a__host_journal_matters(const char *object, const struct ec2a__member *members, size_t n_members);

/* An entry that went through ec2a__json_check(). 0 or EC2A_E_NOMEM. */
int ec2a__host_journal_read(const char *object, const struct ec2a__member *members, size_t n_members,
			    struct ec2a__host_journal *journal, struct ec2a__host_line *ret_line);

/* A line in CloudWatch Logs' wrapping, {"timestamp":...,"message":"..."}, perhaps with logStreamName: 1, and the
 * message; 0; or EC2A_E_NOMEM. */
int ec2a__host_stream_read(const char *object, const struct ec2a__member *members, size_t n_members,
			   struct ec2a__buf *ret_message);

/* What the wrapping tells: the year, the instance. */
void ec2a__host_stream_settings(const char *object, const struct ec2a__member *members, size_t n_members,
				struct ec2a__host_settings *settings);

/* ---- what a message says --------------------------------------------------------- */

struct ec2a__host_said {
	int kind;                /* ec2a__host_kind */
	uint32_t tries;          /* failed logins that it tells; rsyslog makes one line of several */
	int cut;                 /* the end of the message may be missing: syslog's 500 bytes, a pager's ">" */
	struct ec2a__text name;  /* for EVENT_NAME */
	struct ec2a__text fields[EC2A__FIELDS]; /* by ec2a_field */
};

#define EC2A__PAM_FAILURE "PAM: Authentication failure" /* the name of such a line */
#define EC2A__MOST_TRIES EC2A__FAILURE_TRIES

/* The program's messages are read at all. */
int ec2a__host_program_matters(struct ec2a__text program);

/* Everything that is not known by its shape is EC2A__HOST_OTHER. */
void ec2a__host_say(const struct ec2a__host_line *line, struct ec2a__host_said *ret_said);

/* One small function a shape. The message is what follows the words that the shape begins with. */
typedef void (*ec2a__host_shape_fn)(struct ec2a__text message, struct ec2a__host_said *said);

void ec2a__host_accepted(struct ec2a__text message, struct ec2a__host_said *said);       /* hostlog_login.c */
void ec2a__host_failed(struct ec2a__text message, struct ec2a__host_said *said);
void ec2a__host_opened(struct ec2a__text message, struct ec2a__host_said *said);
void ec2a__host_closed(struct ec2a__text message, struct ec2a__host_said *said);         /* hostlog_logout.c */
void ec2a__host_received_disconnect(struct ec2a__text message, struct ec2a__host_said *said);
void ec2a__host_ended(struct ec2a__text message, struct ec2a__host_said *said);
void ec2a__host_timed_out(struct ec2a__text message, struct ec2a__host_said *said);
void ec2a__host_broken(struct ec2a__text message, struct ec2a__host_said *said);
void ec2a__host_tagged(struct ec2a__text message, struct ec2a__host_said *said);
void ec2a__host_signalled(struct ec2a__text message, struct ec2a__host_said *said);
void ec2a__host_from_at_end(struct ec2a__text message, struct ec2a__host_said *said);    /* hostlog_refused.c */
void ec2a__host_from_inside(struct ec2a__text message, struct ec2a__host_said *said);
void ec2a__host_address_first(struct ec2a__text message, struct ec2a__host_said *said);
void ec2a__host_pam_failure(struct ec2a__text message, struct ec2a__host_said *said);
void ec2a__host_querying(struct ec2a__text message, struct ec2a__host_said *said);       /* hostlog_agent.c */
void ec2a__host_providing(struct ec2a__text message, struct ec2a__host_said *said);
void ec2a__host_sudo(struct ec2a__text message, struct ec2a__host_said *said);           /* hostlog_sudo.c */

/* hostlog_place.c. "ADDRESS port N" at the end, or the address alone: taken off, with the space before it. 1 or 0. */
int ec2a__host_take_place(struct ec2a__text *message, struct ec2a__host_said *said);
void ec2a__host_set_place(struct ec2a__host_said *said, struct ec2a__text address, struct ec2a__text port);
int ec2a__host_is_number(struct ec2a__text text);

/* "SHA256:...", "MD5:...", or MD5 as old versions wrote it, as one word; padding goes. Where the message was cut
 * the last word may be half of one, which is none. 1 or 0. */
int ec2a__host_fingerprint(struct ec2a__text word, int cut, struct ec2a__text *ret_fingerprint);

/* ---- the event --------------------------------------------------------------------- */

/* The event of a line, with its bytes and number. 0 or EC2A_E_NOMEM. */
int ec2a__host_event(const struct ec2a__host_settings *settings, const void *raw, size_t raw_size, uint64_t number,
		     const struct ec2a__host_line *line, const struct ec2a__host_said *said, ec2a_event **ret_event);

/* Whether a path has a part that is an instance's id (a CloudWatch stream, a folder, a file), and that. 1 or 0. */
int ec2a__host_instance_of_path(struct ec2a__text path, struct ec2a__text *ret_instance);

/* What a kind of line is for: an ec2a_class. */
int ec2a__host_class(int kind);

#endif
