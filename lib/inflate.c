/* SPDX-License-Identifier: MIT */
/* Gzip around deflate: members, their heads and trailers, padding, limits. */
#include "inflate.h"

#include "inflate_engine.h"
#include "inflate_head.h"
#include "mem.h"

#include <ec2access/ec2access.h>
#include <string.h>

#define RATIO_FROM (UINT64_C(1) << 20)
#define CHUNK ((size_t)1 << 30) /* the engines count in 32 bits */
#define TRAILER_BYTES 8

enum phase {
	AT_FIRST = 0, /* before the first byte */
	IN_HEAD,
	IN_DATA,
	IN_TRAILER,
	BETWEEN,      /* behind a member: another one, zero bytes, or the end */
	IN_PADDING,
	AT_END        /* broken: result stays */
};

struct ec2a__inflate {
	const struct ec2a__engine *engine;
	void *state; /* of the engine */
	enum phase phase;
	int result;
	uint64_t max_bytes, max_ratio;
	uint64_t taken, made;
	int single;   /* one member is all there may be */
	int followed; /* and there was more */
	int has_time; /* the first head was read */
	uint32_t time;
	/* of the member */
	struct ec2a__gzip_head head;
	uint32_t checksum;
	uint32_t size;
	unsigned char trailer[TRAILER_BYTES];
	unsigned n_trailer;
};

/* The bytes that a call works on. */
struct span {
	const unsigned char *in;
	size_t in_size;
	unsigned char *out;
	size_t out_size;
	int final;
};

int ec2a__inflate_is_gzip(const void *head, size_t size)
{
	return size >= 2 && memcmp(head, "\x1f\x8b", 2) == 0;
}

static const struct ec2a__engine *find_engine(int inflater)
{
	const struct ec2a__engine *isal = ec2a__engine_isal();

	if (inflater == EC2A__INFLATER_ISAL || (inflater == EC2A__INFLATER_BEST && isal))
		return isal;
	return ec2a__engine_zlib();
}

int ec2a__inflate_has(int inflater)
{
	return find_engine(inflater) != NULL;
}

struct ec2a__inflate *ec2a__inflate_new(int inflater, uint64_t max_bytes, uint64_t max_ratio)
{
	struct ec2a__inflate *inflate = ec2a__calloc(1, sizeof(*inflate));

	if (!inflate)
		return NULL;
	inflate->engine = find_engine(inflater);
	inflate->state = inflate->engine->make();
	if (!inflate->state) {
		ec2a__free(inflate);
		return NULL;
	}
	inflate->max_bytes = max_bytes;
	inflate->max_ratio = max_ratio;
	return inflate;
}

void ec2a__inflate_free(struct ec2a__inflate *inflate)
{
	if (!inflate)
		return;
	inflate->engine->unmake(inflate->state);
	ec2a__free(inflate);
}

void ec2a__inflate_restart(struct ec2a__inflate *inflate, uint64_t max_bytes, uint64_t max_ratio)
{
	struct ec2a__inflate again = { .engine = inflate->engine,
				       .state = inflate->state,
				       .max_bytes = max_bytes,
				       .max_ratio = max_ratio };

	inflate->engine->restart(inflate->state);
	*inflate = again;
}

uint32_t ec2a__inflate_time(const struct ec2a__inflate *inflate)
{
	return inflate->time;
}

void ec2a__inflate_single(struct ec2a__inflate *inflate)
{
	inflate->single = 1;
}

int ec2a__inflate_is_followed(const struct ec2a__inflate *inflate)
{
	return inflate->followed;
}

static int stop(struct ec2a__inflate *inflate, int result)
{
	inflate->phase = AT_END;
	inflate->result = result;
	return result;
}

static void begin_member(struct ec2a__inflate *inflate)
{
	memset(&inflate->head, 0, sizeof(inflate->head));
	inflate->checksum = 0;
	inflate->size = 0;
	inflate->n_trailer = 0;
	inflate->phase = IN_HEAD;
}

/* The results of these steps: 1 to go on, 0 when more input or room is needed, or an error. */

static int run_head(struct ec2a__inflate *inflate, struct span *span)
{
	int r = 1;

	while (r == 1 && span->in_size) {
		r = ec2a__gzip_head_take(&inflate->head, inflate->engine, *span->in++);
		span->in_size--;
		inflate->taken++;
	}
	if (r < 0)
		return stop(inflate, r);
	if (r == 1)
		return 0;
	if (!inflate->has_time)
		inflate->time = inflate->head.time;
	inflate->has_time = 1;
	inflate->phase = IN_DATA;
	return 1;
}

static int ratio_is_over(const struct ec2a__inflate *inflate)
{
	return inflate->max_ratio && inflate->made > RATIO_FROM &&
	       inflate->made / inflate->max_ratio > inflate->taken;
}

static size_t least(size_t a, uint64_t b)
{
	return a < b ? a : (size_t)b;
}

/* The data is at its end; what the engine took of the trailer before is part of it. */
static int end_data(struct ec2a__inflate *inflate, const struct ec2a__deflated *data)
{
	memcpy(inflate->trailer, data->behind, data->n_behind);
	inflate->n_trailer = data->n_behind;
	inflate->engine->restart(inflate->state);
	inflate->phase = IN_TRAILER;
	return 1;
}

/* One call of the engine. */
static int run_data(struct ec2a__inflate *inflate, struct span *span)
{
	uint64_t left = inflate->max_bytes - inflate->made;
	unsigned char extra; /* at the limit: is there one more byte? */
	struct ec2a__deflated data = { .in = span->in,
				       .in_size = least(span->in_size, CHUNK),
				       .out = left ? span->out : &extra,
				       .out_size = left ? least(least(span->out_size, left), CHUNK) : 1 };
	const unsigned char *out = data.out;
	int r = inflate->engine->run(inflate->state, &data);
	size_t used = (size_t)(data.in - span->in), made = (size_t)(data.out - out);

	span->in += used;
	span->in_size -= used;
	inflate->taken += used;
	if (!left && made)
		return stop(inflate, EC2A_E_LIMIT);
	inflate->checksum = inflate->engine->checksum(inflate->checksum, out, made);
	inflate->size += (uint32_t)made;
	span->out += made;
	span->out_size -= made;
	inflate->made += made;
	if (ratio_is_over(inflate))
		return stop(inflate, EC2A_E_LIMIT);
	if (r == 0)
		return end_data(inflate, &data);
	if (r == EC2A_E_FORMAT)
		return stop(inflate, r);
	return r < 0 ? r : used || made;
}

static uint32_t number_at(const unsigned char *bytes)
{
	return bytes[0] | (uint32_t)bytes[1] << 8 | (uint32_t)bytes[2] << 16 | (uint32_t)bytes[3] << 24;
}

static int run_trailer(struct ec2a__inflate *inflate, struct span *span)
{
	while (inflate->n_trailer < TRAILER_BYTES && span->in_size) {
		inflate->trailer[inflate->n_trailer++] = *span->in++;
		span->in_size--;
		inflate->taken++;
	}
	if (inflate->n_trailer < TRAILER_BYTES)
		return 0;
	if (number_at(inflate->trailer) != inflate->checksum || number_at(inflate->trailer + 4) != inflate->size)
		return stop(inflate, EC2A_E_FORMAT);
	inflate->phase = BETWEEN;
	return 1;
}

static int run_between(struct ec2a__inflate *inflate, struct span *span)
{
	if (!span->in_size)
		return 0;
	if (inflate->single) {
		inflate->followed = 1;
		return stop(inflate, EC2A_E_FORMAT);
	}
	if (inflate->phase != IN_PADDING && span->in[0] == 0x1f) {
		begin_member(inflate);
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

static int step(struct ec2a__inflate *inflate, struct span *span)
{
	switch (inflate->phase) {
	case AT_FIRST:
		if (span->in_size)
			begin_member(inflate);
		return span->in_size != 0;
	case IN_HEAD:
		return run_head(inflate, span);
	case IN_DATA:
		return span->out_size ? run_data(inflate, span) : 0;
	case IN_TRAILER:
		return run_trailer(inflate, span);
	default:
		return run_between(inflate, span);
	}
}

/* All that can be done was done: what to tell. */
static int settle(struct ec2a__inflate *inflate, const struct span *span, size_t made)
{
	if (made || !span->final || span->in_size || (!span->out_size && inflate->phase == IN_DATA))
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

	while (result > 0 && inflate->phase != AT_END)
		result = step(inflate, &span);
	*used = in_size - span.in_size;
	*made = out_size - span.out_size;
	if (inflate->phase == AT_END)
		return inflate->result;
	return result < 0 ? result : settle(inflate, &span, *made);
}
