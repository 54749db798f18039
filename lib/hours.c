/* SPDX-License-Identifier: MIT */
#include "hours.h"

#include "mem.h"

#include <ec2access/ec2access.h>
#include <string.h>

#define WORD_BITS 64
#define PIECE_BITS (EC2A__HOURS_WORDS * WORD_BITS)
#define LAST_HOUR ((EC2A__HOURS_TO - EC2A__HOURS_FROM) / 3600) /* the first that is no longer in the calendar */

int64_t ec2a__hour_of(int64_t time_us)
{
	if (time_us < EC2A__HOURS_FROM * EC2A__SECOND || time_us >= EC2A__HOURS_TO * EC2A__SECOND)
		return -1;
	return (time_us - EC2A__HOURS_FROM * EC2A__SECOND) / EC2A__HOUR;
}

int64_t ec2a__hour_start(int64_t hour)
{
	return EC2A__HOURS_FROM * EC2A__SECOND + hour * EC2A__HOUR;
}

void ec2a__hours_free(struct ec2a__hours *hours)
{
	ec2a__free(hours->pieces);
	*hours = (struct ec2a__hours){ NULL, 0, 0, 0 };
}

/* Where the piece stands, or would stand. */
static size_t find(const struct ec2a__hours *hours, uint32_t index)
{
	size_t low = 0, high = hours->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (hours->pieces[middle].index < index)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static int has(const struct ec2a__hours *hours, size_t at, uint32_t index)
{
	return at < hours->count && hours->pieces[at].index == index;
}

static int reserve_piece(struct ec2a__hours *hours, uint32_t index)
{
	size_t at = find(hours, index);

	if (has(hours, at, index)) {
		hours->latest = at;
		return 0;
	}
	if (hours->count == hours->cap) {
		size_t cap = hours->cap ? hours->cap * 2 : 1;
		struct ec2a__hours_piece *pieces = ec2a__realloc_array(hours->pieces, cap, sizeof *pieces);

		if (!pieces)
			return EC2A_E_NOMEM;
		hours->pieces = pieces;
		hours->cap = cap;
	}
	memmove(hours->pieces + at + 1, hours->pieces + at, (hours->count - at) * sizeof *hours->pieces);
	hours->pieces[at] = (struct ec2a__hours_piece){ .index = index };
	hours->count++;
	hours->latest = at;
	return 0;
}

int ec2a__hours_reserve(struct ec2a__hours *hours, int64_t hour)
{
	uint32_t index = (uint32_t)(hour / PIECE_BITS);

	return has(hours, hours->latest, index) ? 0 : reserve_piece(hours, index);
}

int ec2a__hours_reserve_all(struct ec2a__hours *hours, const struct ec2a__hours *other)
{
	int r = 0;

	for (size_t i = 0; r == 0 && i < other->count; i++)
		r = reserve_piece(hours, other->pieces[i].index);
	return r;
}

void ec2a__hours_set(struct ec2a__hours *hours, int64_t hour)
{
	uint32_t index = (uint32_t)(hour / PIECE_BITS);
	unsigned bit = (unsigned)(hour % PIECE_BITS);
	size_t at = has(hours, hours->latest, index) ? hours->latest : find(hours, index);

	if (has(hours, at, index))
		hours->pieces[at].words[bit / WORD_BITS] |= UINT64_C(1) << bit % WORD_BITS;
}

void ec2a__hours_add(struct ec2a__hours *hours, const struct ec2a__hours *other)
{
	for (size_t i = 0; i < other->count; i++) {
		const struct ec2a__hours_piece *piece = &other->pieces[i];
		size_t at = find(hours, piece->index);

		for (size_t k = 0; has(hours, at, piece->index) && k < EC2A__HOURS_WORDS; k++)
			hours->pieces[at].words[k] |= piece->words[k];
	}
}

/* 64 hours from the one that begins a word; a piece that is not there is empty. */
static uint64_t word_at(const struct ec2a__hours *hours, size_t at, int64_t hour)
{
	if (!has(hours, at, (uint32_t)(hour / PIECE_BITS)))
		return 0;
	return hours->pieces[at].words[hour % PIECE_BITS / WORD_BITS];
}

/* Word by word to the first bit that is set, after the words were turned by flip. */
static int64_t first_bit(const struct ec2a__hours *hours, int64_t hour, uint64_t flip)
{
	int64_t start = hour - hour % WORD_BITS;
	uint64_t mask = ~UINT64_C(0) << hour % WORD_BITS;
	size_t at = find(hours, (uint32_t)(hour / PIECE_BITS));

	while (start < LAST_HOUR) {
		uint64_t word = (word_at(hours, at, start) ^ flip) & mask;

		for (int64_t bit = 0; word && bit < WORD_BITS; bit++)
			if (word >> bit & 1)
				return start + bit;
		mask = ~UINT64_C(0);
		start += WORD_BITS;
		if (start % PIECE_BITS == 0 && at < hours->count &&
		    (int64_t)hours->pieces[at].index < start / PIECE_BITS)
			at++;
		if (!flip && start % PIECE_BITS == 0) { /* over the pieces that are not there */
			if (at == hours->count)
				return -1;
			start = (int64_t)hours->pieces[at].index * PIECE_BITS;
		}
	}
	return -1;
}

int64_t ec2a__hours_next(const struct ec2a__hours *hours, int64_t hour)
{
	return first_bit(hours, hour, 0);
}

int64_t ec2a__hours_next_empty(const struct ec2a__hours *hours, int64_t hour)
{
	return first_bit(hours, hour, ~UINT64_C(0));
}
