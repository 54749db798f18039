/* SPDX-License-Identifier: MIT */
#ifndef EC2A_SOURCE_INTERNAL_H
#define EC2A_SOURCE_INTERNAL_H

#include "buf.h"
#include "inflate.h"

#include <ec2access/ec2access.h>
#include <stdatomic.h>

/* One kind of place where bytes come from. Limits, gzip, cancelling and the texts of errors are not its business:
 * source.c puts them around every call. */
#define EC2A__SOURCE_PASSED 2  /* something was met that is no input; told as a failure is, but it is none */
#define EC2A__SOURCE_REMARK 3  /* the same of the source itself: nothing was met */
#define EC2A__SOURCE_SKIPPED 4 /* something was met that is no input, of which only the number is told */

struct ec2a__source_kind {
	/* Name the next input, in new memory. 1, 0 when there are no more, EC2A_E_NOMEM (the same call may be made
	 * again), EC2A__SOURCE_SKIPPED, or EC2A__SOURCE_PASSED, EC2A__SOURCE_REMARK or another error, told with
	 * ec2a__source_fail(). */
	int (*list)(ec2a_source *source, char **ret_name);
	/* The input of that name was made: set its item and what else is known of it. NULL where that is nothing. */
	void (*listed)(ec2a_source *source, ec2a_input *input);
	/* Make ready for reading; NULL where nothing is to be done. 0, or an error told with ec2a__input_fail(). */
	int (*open)(ec2a_input *input);
	/* The next bytes as they are stored: 0 with at least one byte, 0 with none at the end, or an error. */
	int (*read)(ec2a_input *input, void *buffer, size_t size, size_t *ret_size);
	int endless; /* a read may wait for as long as it likes: nothing ends it */
	/* Called once for each input that was opened; may be NULL. */
	void (*close)(ec2a_input *input);
	/* Called once for each input with an item, opened or not, after close; may be NULL. */
	void (*drop)(ec2a_input *input);
	/* Go on behind what was read of the same input before, once opened; NULL where that cannot be. As
	 * ec2a_input_continue(). */
	int (*resume)(ec2a_input *input, const void *read, size_t size);
	/* What is known of an input besides its bytes, by name, or NULL; may be NULL itself. */
	const char *(*detail)(const ec2a_input *input, const char *name);
	/* Called when neither the source nor an input needs the state any more; may be NULL. */
	void (*free_state)(void *state);
};

/* What a source and the inputs taken from it share. */
struct ec2a__origin {
	const struct ec2a__source_kind *kind;
	ec2a_config *config;
	void *state;
	uint64_t bytes_before, lines_before; /* of each input, before the first byte that is read */
	atomic_uint refs;
	atomic_int cancelled;
	atomic_uint parts;   /* how many inputs tell how far they are; 0: nobody does */
	atomic_uint covered; /* thousandths of them that are done, all together */
};

struct ec2a_source {
	struct ec2a__origin *origin;
	char *name;      /* of the only input, or the path where listing begins */
	int listed;      /* the only input was handed out */
	int is_given;    /* its only input was listed by another source, with which it shares the origin */
	ec2a_input *given; /* that, until it is handed out */
	char *fault_name; /* the bytes of the name that the last failure was about */
	struct ec2a__buf error;
};

struct ec2a_input {
	struct ec2a__origin *origin;
	char *name;
	int fd;          /* for kinds that read a descriptor, -1 before */
	int waits;       /* reading the descriptor may block: a pipe, a socket, a terminal */
	int64_t modified; /* of a regular file: seconds since 1970; 0: not known */
	size_t offset;   /* for the kind that reads memory */
	void *item;      /* of the kind */
	int opened;
	int begun;       /* the head was looked at */
	int taken_up;    /* it goes on behind what was read before, or was read as it is stored */
	int ended;       /* the next read returns result at once */
	int result;
	char *raw;       /* bytes as they are stored, raw[raw_used..raw_len) still to be taken */
	size_t raw_used, raw_len;
	int raw_end;
	struct ec2a__inflate *inflate; /* NULL: the bytes are plain */
	struct ec2a__inflate *spare;   /* lent, for when they are not */
	atomic_int left;
	struct ec2a__buf error;
};

/* Make a source around a state. On failure the state is still the caller's. */
int ec2a__source_make(ec2a_config *config, const char *name, const struct ec2a__source_kind *kind, void *state,
		      ec2a_source **ret_source);

/* As ec2a_source_next(), which leaves out EC2A__SOURCE_PASSED and EC2A__SOURCE_SKIPPED. */
int ec2a__source_next(ec2a_source *source, ec2a_input **ret_input);

/* A list function for kinds with one input, called as the source is. */
int ec2a__source_list_one(ec2a_source *source, char **ret_name);

/* Keep "NAME: WHAT: TEXT" (TEXT may be NULL) for ec2a_source_error() and return the code. */
int ec2a__source_fail(ec2a_source *source, int code, const char *name, const char *what, const char *text);

/* Keep "WHAT: TEXT" (TEXT may be NULL) for ec2a_input_error() and return the code. */
int ec2a__input_fail(ec2a_input *input, int code, const char *what, const char *text);

/* The name that the last failure of the source was about, as the system has it; "" when there was none. */
const char *ec2a__source_fault_name(const ec2a_source *source);

/* What is costly to make, for one input after the other. All zero has nothing. */
struct ec2a__input_tools {
	char *raw;
	struct ec2a__inflate *inflate;
};

/* Before the first read: give the tools to an input of a source with this configuration; and before it is freed, take
 * them back, and what it made of its own. */
void ec2a__input_lend(ec2a_input *input, struct ec2a__input_tools *tools);
void ec2a__input_give_back(ec2a_input *input, struct ec2a__input_tools *tools);
void ec2a__input_tools_free(struct ec2a__input_tools *tools);

/* Whether its bytes are inflated, and every read of it comes to an end once the input is left. */
int ec2a__input_is_packed(const ec2a_input *input);

/* How a time of an input is known. */
enum ec2a__input_time {
	EC2A__TIME_NONE = 0,
	EC2A__TIME_GZIP, /* the head of its first member tells when what was packed was written last */
	EC2A__TIME_FILE  /* the file's own, of its last change */
};

/* Once bytes were read: an ec2a__input_time, and that, in microseconds since 1970. */
int ec2a__input_time(const ec2a_input *input, int64_t *ret_time_us);

/* From another thread: nobody wants what comes; a read that waits ends soon. */
void ec2a__input_leave(ec2a_input *input);

int ec2a__input_cancelled(const ec2a_input *input);

/* Read input->fd for a kind's read function: waits in short steps, so that cancelling ends it. */
int ec2a__input_read_fd(ec2a_input *input, void *buffer, size_t size, size_t *ret_size);

/* Find out whether reading input->fd may block. */
void ec2a__input_look_at_fd(ec2a_input *input);

/* Constant text for an error number of the system; the same words on every system, whatever its locale. */
const char *ec2a__errno_text(int number);

/* The ec2a_error for an error number of the system. */
int ec2a__errno_code(int number);

#endif
