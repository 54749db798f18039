/* SPDX-License-Identifier: MIT */
#include "inflate_engine.h"

#include "mem.h"

#include <ec2access/ec2access.h>
#include <zlib.h>

/* zlib asks for its window in the middle of the work and cannot go on when it
 * gets none. So memory for all it will want is laid by when the object is made. */
#define POOL ((size_t)80 * 1024)
#define POOL_ALIGN ((size_t)64)

#define PACK_MAX ((size_t)1 << 30)

#define BARE (-15) /* window bits of data without head and trailer */

struct state {
	z_stream z;
	size_t pool_used;
	_Alignas(64) unsigned char pool[POOL];
};

static voidpf give(voidpf user, uInt count, uInt size)
{
	struct state *state = user;
	size_t bytes = (size_t)count * size;

	bytes = (bytes + POOL_ALIGN - 1) / POOL_ALIGN * POOL_ALIGN;
	if (bytes > POOL - state->pool_used)
		return ec2a__calloc(count, size);
	state->pool_used += bytes;
	return state->pool + state->pool_used - bytes;
}

static void take_back(voidpf user, voidpf memory)
{
	struct state *state = user;
	unsigned char *byte = memory;

	if (byte < state->pool || byte >= state->pool + POOL)
		ec2a__free(memory);
}

static void *make(void)
{
	struct state *state = ec2a__calloc(1, sizeof(*state));

	if (!state)
		return NULL;
	state->z.zalloc = give;
	state->z.zfree = take_back;
	state->z.opaque = state;
	if (inflateInit2(&state->z, BARE) != Z_OK) {
		ec2a__free(state);
		return NULL;
	}
	return state;
}

static void unmake(void *user)
{
	struct state *state = user;

	inflateEnd(&state->z);
	ec2a__free(state);
}

static void restart(void *user)
{
	inflateReset(&((struct state *)user)->z);
}

static int run(void *user, struct ec2a__deflated *data)
{
	z_stream *z = &((struct state *)user)->z;
	int answer;

	z->next_in = (z_const Bytef *)(uintptr_t)data->in;
	z->avail_in = (uInt)data->in_size;
	z->next_out = data->out;
	z->avail_out = (uInt)data->out_size;
	answer = inflate(z, Z_NO_FLUSH);
	data->in += data->in_size - z->avail_in;
	data->in_size = z->avail_in;
	data->out += data->out_size - z->avail_out;
	data->out_size = z->avail_out;
	switch (answer) {
	case Z_STREAM_END:
		return 0;
	case Z_OK:
	case Z_BUF_ERROR: /* it wants more input or room */
		return 1;
	case Z_MEM_ERROR:
		return EC2A_E_NOMEM;
	default:
		return EC2A_E_FORMAT;
	}
}

static uint32_t checksum(uint32_t first, const void *data, size_t size)
{
	return (uint32_t)crc32_z(first, data, size);
}

const struct ec2a__engine *ec2a__engine_zlib(void)
{
	static const struct ec2a__engine engine = { make, unmake, restart, run, checksum };

	return &engine;
}

/* ---- the other way, for copies that are kept --------------------------------------- */

static voidpf give_any(voidpf user, uInt count, uInt size)
{
	(void)user;
	return ec2a__calloc(count, size);
}

static void take_any(voidpf user, voidpf memory)
{
	(void)user;
	ec2a__free(memory);
}

EC2A_API int ec2a_gzip(const void *data, size_t size, void **ret_packed, size_t *ret_size)
{
	z_stream z = { .zalloc = give_any, .zfree = take_any };
	size_t room = size + size / 1000 + 1024;
	unsigned char *packed;
	int r;

	if ((!data && size) || !ret_packed || !ret_size || size > PACK_MAX)
		return EC2A_E_ARG;
	packed = ec2a__malloc(room);
	if (!packed)
		return EC2A_E_NOMEM;
	if (deflateInit2(&z, Z_DEFAULT_COMPRESSION, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY) != Z_OK) {
		ec2a__free(packed);
		return EC2A_E_NOMEM;
	}
	z.next_in = (z_const Bytef *)(uintptr_t)data;
	z.avail_in = (uInt)size;
	z.next_out = packed;
	z.avail_out = (uInt)room;
	r = deflate(&z, Z_FINISH);
	room -= z.avail_out;
	deflateEnd(&z);
	if (r != Z_STREAM_END) {
		ec2a__free(packed);
		return EC2A_E_NOMEM;
	}
	*ret_packed = packed;
	*ret_size = room;
	return 0;
}
