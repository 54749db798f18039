/* SPDX-License-Identifier: MIT */
#include "inflate_head.h"

#include <ec2access/ec2access.h>

enum step {
	FIXED = 0,
	EXTRA_SIZE,
	EXTRA,
	NAME,
	COMMENT,
	CHECKSUM,
	DONE
};

enum flag {
	HAS_CHECKSUM = 2,
	HAS_EXTRA = 4,
	HAS_NAME = 8,
	HAS_COMMENT = 16,
	RESERVED = 0xe0
};

#define FIXED_BYTES 10
#define AT_FLAGS 3
#define AT_TIME 4
#define BEHIND_TIME 8

static int is_absent(const struct ec2a__gzip_head *head)
{
	switch (head->step) {
	case EXTRA_SIZE:
		return !(head->flags & HAS_EXTRA);
	case EXTRA:
		return !(head->flags & HAS_EXTRA) || !head->extra;
	case NAME:
		return !(head->flags & HAS_NAME);
	case COMMENT:
		return !(head->flags & HAS_COMMENT);
	case CHECKSUM:
		return !(head->flags & HAS_CHECKSUM);
	default:
		return 0;
	}
}

static int next_step(struct ec2a__gzip_head *head)
{
	head->count = 0;
	do
		head->step++;
	while (is_absent(head));
	return head->step != DONE;
}

static int take_fixed(struct ec2a__gzip_head *head, unsigned char byte)
{
	static const unsigned char magic[AT_FLAGS] = { 0x1f, 0x8b, 8 /* deflate */ };

	if (head->count < AT_FLAGS && byte != magic[head->count])
		return EC2A_E_FORMAT;
	if (head->count == AT_FLAGS)
		head->flags = byte;
	if (head->count >= AT_TIME && head->count < BEHIND_TIME)
		head->time |= (uint32_t)byte << 8 * (head->count - AT_TIME);
	if (head->flags & RESERVED)
		return EC2A_E_FORMAT;
	return ++head->count == FIXED_BYTES ? next_step(head) : 1;
}

/* Two bytes, the low one first. Whether both are there. */
static int take_pair(struct ec2a__gzip_head *head, unsigned char byte)
{
	head->extra = head->count ? head->extra | (unsigned)byte << 8 : byte;
	return ++head->count == 2;
}

static int take(struct ec2a__gzip_head *head, unsigned char byte)
{
	switch (head->step) {
	case FIXED:
		return take_fixed(head, byte);
	case EXTRA_SIZE:
		return take_pair(head, byte) ? next_step(head) : 1;
	case EXTRA:
		return ++head->count == head->extra ? next_step(head) : 1;
	case NAME:
	case COMMENT:
		return byte ? 1 : next_step(head);
	default:
		if (!take_pair(head, byte))
			return 1;
		return head->extra == (head->checksum & 0xffff) ? next_step(head) : EC2A_E_FORMAT;
	}
}

int ec2a__gzip_head_take(struct ec2a__gzip_head *head, const struct ec2a__engine *engine, unsigned char byte)
{
	/* The checksum is of what stands in front of it; whether there is one is known at its fourth byte. */
	if (head->step != CHECKSUM && (head->step == FIXED || (head->flags & HAS_CHECKSUM)))
		head->checksum = engine->checksum(head->checksum, &byte, 1);
	return take(head, byte);
}
