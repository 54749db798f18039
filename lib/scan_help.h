/* SPDX-License-Identifier: MIT */
#ifndef EC2A_SCAN_HELP_H
#define EC2A_SCAN_HELP_H

#include <ec2access/ec2access.h>
#include <stddef.h>

#define EC2A__RELAY_BLOCKS 4
#define EC2A__RELAY_BLOCK ((size_t)256 * 1024)

/*
 * A thread for which no input is left reads on an input of another one, which
 * then only parses: so inflating one long input and parsing it take two
 * threads. All is under the scan's help_lock, but for the bytes of a block.
 */
struct ec2a__relay {
	ec2a_input *input;
	char *memory;  /* the blocks; NULL: nobody helps */
	size_t sizes[EC2A__RELAY_BLOCKS];
	size_t first, filled;
	int given;     /* the first block is being parsed */
	int ended;     /* no more blocks come: the input's result is ... */
	int result;
	int left;      /* nobody wants more blocks */
	int done;      /* the helper has gone */
};

/* Ask for help with an input that was begun. Without it, as where nobody is free, or no memory, all stays as it was. */
void ec2a__relay_ask(ec2a_scan *scan, struct ec2a__relay *relay, ec2a_input *input);

/* As ec2a_input_read(), where there is help; the bytes stay until the next call. */
int ec2a__relay_read(ec2a_scan *scan, struct ec2a__relay *relay, const char **ret_data, size_t *ret_size);

/* When it is not read any more; the input is the caller's alone again. */
void ec2a__relay_end(ec2a_scan *scan, struct ec2a__relay *relay);

/* A thread begins to take inputs; it has none left, and helps until nobody reads. */
void ec2a__help_begin(ec2a_scan *scan);
void ec2a__help(ec2a_scan *scan);

/* Those who wait look again whether the scan stops. */
void ec2a__help_wake(ec2a_scan *scan);

#endif
