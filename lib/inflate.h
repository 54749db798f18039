/* SPDX-License-Identifier: MIT */
#ifndef EC2A_INFLATE_H
#define EC2A_INFLATE_H

#include <stddef.h>
#include <stdint.h>

/* Gzip, streaming, any number of members; zero bytes after the last one are padding. */
struct ec2a__inflate;

int ec2a__inflate_is_gzip(const void *head, size_t size); /* size at least 2 */

struct ec2a__inflate *ec2a__inflate_new(uint64_t max_bytes, uint64_t max_ratio); /* NULL: out of memory */
void ec2a__inflate_free(struct ec2a__inflate *inflate);

/*
 * Takes from in, gives to out. *used and *made say how much of each.
 * 1                 go on: room is full, or more input is needed
 * 0                 the end of the last member, cleanly (only with final set, and with *made 0: the last bytes
 *                   come with a 1 before it)
 * EC2A_E_FORMAT     broken; *made bytes before the break are good
 * EC2A_E_TRUNCATED  final is set and a member is not at its end
 * EC2A_E_LIMIT      over the size or the ratio; *made bytes are good
 * EC2A_E_NOMEM      call again
 */
int ec2a__inflate_run(struct ec2a__inflate *inflate, const void *in, size_t in_size, size_t *used, void *out,
		      size_t out_size, size_t *made, int final);

#endif
