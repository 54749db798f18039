/* SPDX-License-Identifier: MIT */
#ifndef EC2A_SPLIT_STATE_H
#define EC2A_SPLIT_STATE_H

#include "buf.h"
#include "split.h"

/*
 * The splitter in two layers. The scanner (split_scan.c) runs over the bytes of
 * one value, can stop at any byte and go on later, and knows nothing of files;
 * units that are all there and in order take a shorter way past it
 * (split_whole.h). The splitter around it (split.c, split_top.c, split_array.c)
 * decides where values begin and what a broken one costs.
 */

/* ---- the scanner -------------------------------------------------------- */

/* Kinds of brackets are remembered for so many levels; deeper ones are only
 * counted, so that what skips a hostile value needs no more memory than this. */
#define EC2A__SCAN_LEVELS 65536

#define EC2A__SCAN_NOWHERE UINT64_MAX

enum ec2a__scan_result {
	EC2A__SCAN_MORE = 0,  /* all bytes were looked at, the value goes on */
	EC2A__SCAN_END,       /* pos is behind the value */
	EC2A__SCAN_BROKEN,    /* pos is at the byte that does not fit; what says why */
	EC2A__SCAN_CONTAINER, /* pos is behind the '[' of "Records" and so on; found says which */
	EC2A__SCAN_NOMEM      /* run again */
};

enum ec2a__scan_kind {
	EC2A__SCAN_BRACKETS = 1,
	EC2A__SCAN_STRING,
	EC2A__SCAN_SCALAR
};

/* Where in "key" : value , the scan of an object's own members stands. */
enum ec2a__scan_step {
	EC2A__STEP_KEY = 0, /* before a key */
	EC2A__STEP_IN_KEY,
	EC2A__STEP_COLON,   /* behind a key */
	EC2A__STEP_VALUE,   /* behind the colon */
	EC2A__STEP_IN_VALUE /* the value has begun */
};

/* A string in Python's quotes that goes over several lines is JSON that somebody laid out by hand. */
enum ec2a__scan_text {
	EC2A__TEXT_EMPTY = 0,
	EC2A__TEXT_BRACKET, /* a bracket and white space so far */
	EC2A__TEXT_LINES,   /* that, and a newline */
	EC2A__TEXT_OTHER
};

struct ec2a__scan {
	size_t start;        /* the value's first byte, an index into the data; means nothing while skipping */
	size_t pos;          /* the next byte to look at */
	uint64_t base;       /* where the data's first byte stands in the input */
	size_t depth;        /* brackets open */
	size_t max_depth;
	uint64_t deep_at;    /* the bracket that went over max_depth, in the input, or NOWHERE */
	const char *what;
	int kind;
	int in_string;       /* its quote, or 0 */
	int escaped;
	int python;          /* the value is Python's text of one, see split_python.c */
	int text;            /* what the string between Python's quotes is: an ec2a__scan_text */
	int lines;           /* a value in a row: a newline in a string, or a misplaced bracket in column 0, breaks it */
	int index;           /* note the members of an object */
	int containers;      /* look for "Records" and so on */
	int found;           /* ec2a__place */
	int step;            /* ec2a__scan_step */
	struct ec2a__member now;
	size_t token_end;    /* behind the last byte of the member's value so far */
	struct ec2a__member *members;
	size_t n_members, cap_members;
	int fixed;           /* members is the caller's: what does not fit is left out */
	int watch;           /* the object's bytes are not kept, but its keys are looked at: split_watch.c */
	int has_source, has_name; /* keys that a watched object had */
	size_t key_len;      /* of its last key; over sizeof(key): too long */
	char key[96];        /* "QueryResultRows", each letter escaped, and some */
	unsigned char kinds[EC2A__SCAN_LEVELS / 8];
};

/* Begin a value at data[pos]. The settings (lines, index, containers, max_depth) are the caller's. */
void ec2a__scan_begin(struct ec2a__scan *scan, const char *data, size_t pos);

/* Begin inside an object whose '{' is gone: pass over its rest. */
void ec2a__scan_begin_rest(struct ec2a__scan *scan, size_t pos);

/* Look at the bytes up to end: an ec2a__scan_result. */
int ec2a__scan_run(struct ec2a__scan *scan, const char *data, size_t end);

/* From here on the bytes behind pos may be gone: stop noting members and looking back. */
void ec2a__scan_skip(struct ec2a__scan *scan);

/* split_watch.c: before ec2a__scan_skip(), to look for "Records" and so on behind it, too; and its part of a run:
 * the bytes of the object, and a string of it from where that run of it began. */
void ec2a__scan_watch(struct ec2a__scan *scan, const char *data);
int ec2a__scan_watched(struct ec2a__scan *scan, const char *data, size_t end);
void ec2a__scan_watch_string(struct ec2a__scan *scan, const char *data, size_t from);

/* split_index.c: the members of the scanned object; the container that a key opens, an ec2a__place or 0. */
int ec2a__split_container_key(const char *key, size_t size);
int ec2a__scan_members(struct ec2a__scan *scan, const char *data, size_t end);
void ec2a__scan_string_ended(struct ec2a__scan *scan, size_t quote);

/* split_python.c: as ec2a__scan_run(), to the end of a string in Python's quotes, and where members are not noted. */
int ec2a__scan_python_string(struct ec2a__scan *scan, const char *data, size_t end);
int ec2a__scan_python_deep(struct ec2a__scan *scan, const char *data, size_t end);

/* The steps that all scan files take; results as ec2a__scan_run(), MORE when all is well. */
int ec2a__scan_open(struct ec2a__scan *scan, const char *data, size_t pos);
int ec2a__scan_close(struct ec2a__scan *scan, const char *data, size_t pos);

/* ---- the splitter ------------------------------------------------------- */

enum ec2a__phase {
	EC2A__AT_START = 1,
	EC2A__AT_TOP,       /* between values in a row */
	EC2A__AT_JUNK,      /* looking for the next line that begins with '{' or '[' */
	EC2A__AT_ELEMENT,   /* in an array, before an element */
	EC2A__AT_SEPARATOR, /* in an array, behind an element */
	EC2A__AT_VALUE,     /* inside a unit */
	EC2A__AT_REST,      /* behind a container's array */
	EC2A__AT_SCALAR,    /* inside a first value that is a string, a number or a word */
	EC2A__AT_NOTHING,   /* behind it, where only white space may follow */
	EC2A__AT_END
};

#define EC2A__AGAIN 2 /* a step was made, nothing to tell: take the next */

struct ec2a__split {
	struct ec2a__buf in;
	struct ec2a__scan scan;
	int (*whole)(struct ec2a__scan *scan, const char *data, size_t end); /* split_whole.h; may be NULL */
	size_t tried;       /* so many bytes of the unit were there when it was looked at last */
	size_t limit;
	uint64_t fed;
	uint64_t reread;    /* bytes scanned more than once, see split_top.c */
	uint64_t seen;      /* how far the scan had come when it went back */
	uint64_t unit_at;   /* where the unit begins in the input */
	uint64_t values;    /* top-level values begun */
	int phase;
	int place;          /* of the unit */
	int array;          /* ec2a__place of the elements of the open array */
	int container;      /* first named container seen */
	int python;         /* the open array stands in Python's text */
	int finished;
	int skipping;       /* the unit is over the limit and not kept */
	int one_line;       /* the unit must end on its line */
	int scalars;        /* an input that is one string, number or word is JSON, and no fault */
	int second;         /* a second "Records" was passed over: the first one's array is at ... */
	uint64_t second_at;
};

/* One step each: EC2A__AGAIN or a result of ec2a__split_next(). */
int ec2a__split_at_start(struct ec2a__split *split, struct ec2a__split_fault *fault);
int ec2a__split_at_top(struct ec2a__split *split, struct ec2a__split_fault *fault);
int ec2a__split_at_junk(struct ec2a__split *split);
int ec2a__split_at_element(struct ec2a__split *split, struct ec2a__split_fault *fault);
int ec2a__split_at_separator(struct ec2a__split *split, struct ec2a__split_fault *fault);
int ec2a__split_at_rest(struct ec2a__split *split, struct ec2a__split_fault *fault);
int ec2a__split_at_scalar(struct ec2a__split *split, struct ec2a__split_fault *fault);
int ec2a__split_at_nothing(struct ec2a__split *split, struct ec2a__split_fault *fault);
int ec2a__split_at_value(struct ec2a__split *split, struct ec2a__unit *unit, struct ec2a__split_fault *fault);

/* Begin a unit at the scan's position. */
void ec2a__split_begin(struct ec2a__split *split, int place);

/* An array was opened at the scan's position - 1. */
void ec2a__split_open_array(struct ec2a__split *split, int place);

/* A unit in a row is broken: what that costs. */
int ec2a__split_line_broken(struct ec2a__split *split, int code, struct ec2a__split_fault *fault);
int ec2a__split_line_cut(struct ec2a__split *split, struct ec2a__split_fault *fault);
int ec2a__split_line_limit(struct ec2a__split *split, struct ec2a__split_fault *fault);

/* The open array, or what surrounds it, is broken. */
int ec2a__split_array_broken(struct ec2a__split *split, const char *what, uint64_t start,
			     struct ec2a__split_fault *fault);

/* The input ended too early: the end. */
int ec2a__split_truncated(struct ec2a__split *split, const char *what, uint64_t start, int place,
			  struct ec2a__split_fault *fault);

/* Pass over white space: 1 when a byte is there, 0 when all bytes are used up. */
int ec2a__split_skip_space(struct ec2a__split *split);

static inline uint64_t ec2a__split_here(const struct ec2a__split *split)
{
	return split->scan.base + split->scan.pos;
}

#define EC2A__WHAT_LARGE "the record is larger than the limit"
#define EC2A__WHAT_DEEP "nested deeper than the limit"
#define EC2A__WHAT_BRACKETS "brackets do not match"
#define EC2A__WHAT_CUT "the input ends inside a record"

#endif
