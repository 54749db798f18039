/* SPDX-License-Identifier: MIT */
#ifndef EC2A_INFLATE_H
#define EC2A_INFLATE_H

#include <stddef.h>
#include <stdint.h>

/*
 * Gzip, streaming, any number of members; zero bytes after the last one are padding.
 *
 * What deflate packed is inflated by one of two engines. Of whole and sound
 * data they make the same bytes. Where it is damaged, both give every byte in
 * front of the damage and one error; how far they get behind it, where nothing
 * means anything any more, is their own. Where it is cut off, they may differ
 * by the last few bytes. One damage is none to ISA-L: a set of codes that is
 * not complete, where what is missing is never used; the checksum holds then.
 */
struct ec2a__inflate;

enum ec2a__inflater {
	EC2A__INFLATER_BEST = 0, /* the fastest that was built in */
	EC2A__INFLATER_ISAL,
	EC2A__INFLATER_ZLIB
};

int ec2a__inflate_is_gzip(const void *head, size_t size); /* size at least 2 */

/* Whether that ec2a__inflater was built in. */
int ec2a__inflate_has(int inflater);

/* NULL: out of memory. The inflater must be one that there is. */
struct ec2a__inflate *ec2a__inflate_new(int inflater, uint64_t max_bytes, uint64_t max_ratio);
void ec2a__inflate_free(struct ec2a__inflate *inflate);

/* As new, for another input; costs no memory and hardly any time. */
void ec2a__inflate_restart(struct ec2a__inflate *inflate, uint64_t max_bytes, uint64_t max_ratio);

/* From now on until it begins again: one member is all there may be. Any byte behind it, padding too, is
 * EC2A_E_FORMAT, and ec2a__inflate_is_followed() says that this is why. */
void ec2a__inflate_single(struct ec2a__inflate *inflate);
int ec2a__inflate_is_followed(const struct ec2a__inflate *inflate);

/* Seconds since 1970 that the head of the first member tells of what was packed. 0: none, or it was not read yet. */
uint32_t ec2a__inflate_time(const struct ec2a__inflate *inflate);

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
