/* SPDX-License-Identifier: MIT */
#ifndef EC2A_SPLIT_H
#define EC2A_SPLIT_H

#include <stddef.h>
#include <stdint.h>

/*
 * Cuts a stream of JSON into units and never builds a tree. A unit is a value
 * that may be a record:
 *
 *   {"Records":[ U, U ]}  {"Events":[ U ]}  {"logEvents":[ U ]}   elements of a container
 *   {"Messages":[ U ]}  {"Entries":[ U ]}  {"results":[ U ]}  {"QueryResultRows":[ U ]}
 *   [ U, U ]                                                      elements of a bare array
 *   U \n U                                                        values in a row
 *
 * An object at the top becomes a container at its first key of one of these
 * names (escaped or not) whose value is an array, unless it had both
 * eventSource and eventName before. Its other keys are passed over. Keys of JSON
 * before it may hold more bytes than a record may.
 *
 * Where an object shows at its own members that it is Python's text of a
 * dictionary (quotes ', datetime.datetime(...)), it is cut by Python's quotes.
 */

enum ec2a__place {
	EC2A__TOP = 1,     /* a value by itself */
	EC2A__IN_ARRAY,    /* element of a bare array */
	EC2A__IN_RECORDS,  /* of "Records" */
	EC2A__IN_EVENTS,   /* of "Events"; of "Entries", as EventBridge is given them */
	EC2A__IN_LOG_EVENTS, /* of "logEvents", "events" of get-log-events */
	EC2A__IN_MESSAGES,   /* of "Messages", as SQS gives them */
	EC2A__IN_ROWS        /* of "results" (Logs Insights), "QueryResultRows" (Lake) */
};

/* One member of the unit's own object; offsets into the unit, quotes of the key left out. */
struct ec2a__member {
	uint32_t key, key_len;
	uint32_t val, val_len;
};

struct ec2a__unit {
	const char *data; /* valid until the next call with the splitter */
	size_t size;
	uint64_t byte;    /* where it begins in the input */
	int place;        /* ec2a__place */
	int python;       /* Python's text of a dictionary (json_python.h), no JSON */
	const struct ec2a__member *members; /* of an object; NULL for other values */
	size_t n_members;
};

/* What ec2a__split_next() met instead of a unit. */
struct ec2a__split_fault {
	uint64_t byte;    /* where it was noticed */
	uint64_t start;   /* where the bad unit begins */
	const char *what; /* constant sentence */
	int place;        /* ec2a__place of the bad unit */
};

struct ec2a__split;

struct ec2a__split *ec2a__split_new(size_t record_bytes, unsigned depth); /* NULL: out of memory */
void ec2a__split_free(struct ec2a__split *split);

/* For another input, as if it were new: settings and memory stay. */
void ec2a__split_restart(struct ec2a__split *split);

/* Before anything is fed: an ec2a__cpu that this machine runs (cpu.h); AUTO without it. The units are the same. */
void ec2a__split_set_cpu(struct ec2a__split *split, int cpu);

/* Copies; 0 or EC2A_E_NOMEM, then nothing was taken. */
int ec2a__split_feed(struct ec2a__split *split, const void *data, size_t size);

/* The same without a copy: room for size bytes to be written to, and how many of them were. Between the two nothing
 * else is done with the splitter. 0 or EC2A_E_NOMEM. */
int ec2a__split_room(struct ec2a__split *split, size_t size, char **ret_room);
void ec2a__split_filled(struct ec2a__split *split, size_t size);

void ec2a__split_finish(struct ec2a__split *split);

/*
 * 1                 a unit
 * 0                 no more until fed; or the end
 * EC2A_E_RECORD     one bad unit (brackets that do not balance, on a line by itself; text between values in a
 *                   row; an array or container that breaks and is not the first value of the input): go on
 * EC2A_E_LIMIT      one unit over the size or depth limit whose brackets balance, or a line over the size: go on
 * EC2A_E_TRUNCATED  the input ended inside a unit, or inside an array: the end
 * EC2A_E_FORMAT     an array breaks off, or what comes is no JSON: nothing more comes
 * EC2A_E_NOMEM      call again
 */
int ec2a__split_next(struct ec2a__split *split, struct ec2a__unit *ret_unit, struct ec2a__split_fault *ret_fault);

/* Whether a container ("Records" and so on; not a bare array) was seen, also an empty one: the ec2a__place of the
 * first, or 0. */
int ec2a__split_container(const struct ec2a__split *split);

/* Before anything is fed: an input that is one string, number or word gives no unit and no fault. */
void ec2a__split_take_scalar(struct ec2a__split *split);

/* Whether a second "Records" stood behind the array of one, and was passed over: 1 and where the first such one is. */
int ec2a__split_second(const struct ec2a__split *split, uint64_t *ret_byte);

/* Bytes fed so far. */
uint64_t ec2a__split_bytes(const struct ec2a__split *split);

/* The members of one object in memory whose brackets balance, for objects that come out of an envelope:
 * 1 and at most max members (first ones count), 0 when it is no object. */
int ec2a__split_members(const char *object, size_t size, struct ec2a__member *ret_members, size_t max,
			size_t *ret_count);

#endif
