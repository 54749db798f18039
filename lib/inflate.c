/* SPDX-License-Identifier: MIT */
#include "inflate.h"

#include "mem.h"

#include <ec2access/ec2access.h>
#include <string.h>
#include <zlib.h>

#define EC2A__RATIO_FROM (UINT64_C(1) << 20)
#define EC2A__CHUNK ((size_t)1 << 30) /* zlib counts in unsigned int */

/* zlib asks for its window in the middle of the work and cannot go on when it
 * gets none. So memory for all it will want is laid by when the object is made. */
#define EC2A__POOL ((size_t)80 * 1024)
#define EC2A__POOL_ALIGN ((size_t)64)

enum phase {
	AT_FIRST = 0, /* before the first byte */
	IN_MEMBER,
	BETWEEN,      /* behind a member: another one, zero bytes, or the end */
	IN_PADDING,
	AT_END        /* broken: result stays */
};

struct ec2a__inflate {
	z_stream z;
	enum phase phase;
	int result;
	uint64_t max_bytes, max_ratio;
	uint64_t taken, made;
	size_t pool_used;
	_Alignas(64) unsigned char pool[EC2A__POOL];
};

int ec2a__inflate_is_gzip(const void *head, size_t size)
{
	return size >= 2 && memcmp(head, "\x1f\x8b", 2) == 0;
}

static voidpf give(voidpf user, uInt count, uInt size)
{
	struct ec2a__inflate *inflate = user;
	size_t bytes = (size_t)count * size;

	bytes = (bytes + EC2A__POOL_ALIGN - 1) / EC2A__POOL_ALIGN * EC2A__POOL_ALIGN;
	if (bytes > EC2A__POOL - inflate->pool_used)
		return ec2a__calloc(count, size);
	inflate->pool_used += bytes;
	return inflate->pool + inflate->pool_used - bytes;
}

static void take_back(voidpf user, voidpf memory)
{
	struct ec2a__inflate *inflate = user;
	unsigned char *byte = memory;

	if (byte < inflate->pool || byte >= inflate->pool + EC2A__POOL)
		ec2a__free(memory);
}

struct ec2a__inflate *ec2a__inflate_new(uint64_t max_bytes, uint64_t max_ratio)
{
	struct ec2a__inflate *inflate = ec2a__calloc(1, sizeof(*inflate));

	if (!inflate)
		return NULL;
	inflate->max_bytes = max_bytes;
	inflate->max_ratio = max_ratio;
	inflate->z.zalloc = give;
	inflate->z.zfree = take_back;
	inflate->z.opaque = inflate;
	if (inflateInit2(&inflate->z, 15 + 16) != Z_OK) {
		ec2a__free(inflate);
		return NULL;
	}
	return inflate;
}

void ec2a__inflate_free(struct ec2a__inflate *inflate)
{
	if (!inflate)
		return;
	inflateEnd(&inflate->z);
	ec2a__free(inflate);
}

static int stop(struct ec2a__inflate *inflate, int result)
{
	inflate->phase = AT_END;
	inflate->result = result;
	return result;
}

static int ratio_is_over(const struct ec2a__inflate *inflate)
{
	return inflate->max_ratio && inflate->made > EC2A__RATIO_FROM &&
	       inflate->made / inflate->max_ratio > inflate->taken;
}

/* The bytes that a call works on. */
struct span {
	const unsigned char *in;
	size_t in_size;
	unsigned char *out;
	size_t out_size;
	int final;
};

/* What zlib answered, once its bytes were counted: 1 to go on, 0 when it wants more input or room, or an error. */
static int judge(struct ec2a__inflate *inflate, int answer, int progress)
{
	switch (answer) {
	case Z_STREAM_END:
		inflate->phase = BETWEEN;
		inflateReset(&inflate->z);
		return 1;
	case Z_OK:
		return progress;
	case Z_BUF_ERROR:
		return 0;
	case Z_MEM_ERROR:
		return EC2A_E_NOMEM;
	default:
		return stop(inflate, EC2A_E_FORMAT);
	}
}

/* One call of zlib; results as judge(). */
static int run_member(struct ec2a__inflate *state, struct span *span)
{
	uint64_t left = state->max_bytes - state->made;
	unsigned char extra; /* at the limit: is there one more byte? */
	size_t room = span->out_size < left ? span->out_size : (size_t)left;
	size_t in_size = span->in_size < EC2A__CHUNK ? span->in_size : EC2A__CHUNK;
	size_t used, made;
	int answer;

	room = room < EC2A__CHUNK ? room : EC2A__CHUNK;
	state->z.next_in = (z_const Bytef *)(uintptr_t)span->in;
	state->z.avail_in = (uInt)in_size;
	state->z.next_out = left ? span->out : &extra;
	state->z.avail_out = left ? (uInt)room : 1;
	answer = inflate(&state->z, Z_NO_FLUSH);
	used = in_size - state->z.avail_in;
	made = (left ? room : 1) - state->z.avail_out;
	span->in += used;
	span->in_size -= used;
	state->taken += used;
	if (!left && made)
		return stop(state, EC2A_E_LIMIT);
	span->out += made;
	span->out_size -= made;
	state->made += made;
	if (ratio_is_over(state))
		return stop(state, EC2A_E_LIMIT);
	return judge(state, answer, used || made);
}

/* Behind a member; results as judge(). */
static int run_between(struct ec2a__inflate *inflate, struct span *span)
{
	if (!span->in_size)
		return 0;
	if (inflate->phase != IN_PADDING && span->in[0] == 0x1f) {
		inflate->phase = IN_MEMBER;
		return 1;
	}
	if (span->in[0] != 0)
		return stop(inflate, EC2A_E_FORMAT);
	inflate->phase = IN_PADDING;
	span->in++;
	span->in_size--;
	inflate->taken++;
	return 1;
}

/* All that can be done was done: what to tell. */
static int settle(struct ec2a__inflate *inflate, const struct span *span, size_t made)
{
	if (made || !span->final || span->in_size || (!span->out_size && inflate->phase == IN_MEMBER))
		return 1;
	if (inflate->phase == BETWEEN || inflate->phase == IN_PADDING)
		return 0;
	return stop(inflate, EC2A_E_TRUNCATED);
}

int ec2a__inflate_run(struct ec2a__inflate *inflate, const void *in, size_t in_size, size_t *used, void *out,
		      size_t out_size, size_t *made, int final)
{
	struct span span = { in, in_size, out, out_size, final };
	int result = 1;

	if (inflate->phase == AT_FIRST && in_size)
		inflate->phase = IN_MEMBER;
	while (result > 0 && inflate->phase != AT_END) {
		if (inflate->phase == IN_MEMBER && span.out_size)
			result = run_member(inflate, &span);
		else if (inflate->phase == BETWEEN || inflate->phase == IN_PADDING)
			result = run_between(inflate, &span);
		else
			break;
	}
	*used = in_size - span.in_size;
	*made = out_size - span.out_size;
	if (inflate->phase == AT_END)
		return inflate->result;
	return result < 0 ? result : settle(inflate, &span, *made);
}
