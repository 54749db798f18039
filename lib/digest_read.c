/* SPDX-License-Identifier: MIT */
/* Digests and log files are one gzip member; what counts is the SHA-256 of what is in it. */
#include "digest_read.h"

#include "mem.h"
#include "text.h"

#define RAW_SIZE ((size_t)64 * 1024)
#define PLAIN_SIZE ((size_t)256 * 1024)

/* One object under way. */
struct taking {
	const struct ec2a__digest_take *what;
	struct ec2a__digest_tools *tools;
	struct ec2a__sha256 *sum;
	uint64_t bytes; /* of plain ones, which no inflate counts */
	void *handle;
	int state;
};

void ec2a__digest_tools_free(struct ec2a__digest_tools *tools)
{
	ec2a__free(tools->raw);
	ec2a__free(tools->plain);
	ec2a__inflate_free(tools->inflate);
	*tools = (struct ec2a__digest_tools){ 0 };
}

static int tools_make(struct ec2a__digest_tools *tools, const struct ec2a__digest_take *what)
{
	if (!tools->raw)
		tools->raw = ec2a__malloc(RAW_SIZE);
	if (!tools->plain)
		tools->plain = ec2a__malloc(PLAIN_SIZE);
	if (!tools->inflate)
		tools->inflate = ec2a__inflate_new(EC2A__INFLATER_BEST, what->max_bytes, what->max_ratio);
	if (!tools->raw || !tools->plain || !tools->inflate)
		return EC2A_E_NOMEM;
	ec2a__inflate_restart(tools->inflate, what->max_bytes, what->max_ratio);
	ec2a__inflate_single(tools->inflate);
	return 0;
}

/* The state that an error of reading or inflating means; the error itself where it ends everything. */
static int settle(struct taking *taking, int r)
{
	if (r == EC2A_E_NOMEM || r == EC2A_E_CANCELLED)
		return r;
	if (r == EC2A_E_FORMAT && ec2a__inflate_is_followed(taking->tools->inflate))
		taking->state = EC2A__READ_FOLLOWED;
	else if (r == EC2A_E_FORMAT || r == EC2A_E_TRUNCATED)
		taking->state = EC2A__READ_BROKEN;
	else if (r == EC2A_E_LIMIT)
		taking->state = EC2A__READ_LIMIT;
	else
		taking->state = r == EC2A_E_NOT_FOUND ? EC2A__READ_GONE : EC2A__READ_FAILED;
	return 0;
}

static int give(struct taking *taking, const char *data, size_t size)
{
	const struct ec2a__digest_take *what = taking->what;
	int r = ec2a__sha256_add(taking->sum, data, size);

	if (r == 0 && what->plain)
		r = ec2a__buf_add(what->plain, data, size);
	if (r == 0 && what->more)
		r = what->more(what->user, size);
	return r;
}

static int give_plain(struct taking *taking, const char *data, size_t size)
{
	taking->bytes += size;
	return taking->bytes > taking->what->max_bytes ? EC2A_E_LIMIT : give(taking, data, size);
}

/* What was read, and whether it is all: 1 go on, 0 the end, or an error. */
static int give_packed(struct taking *taking, const char *raw, size_t size, int final)
{
	struct ec2a__digest_tools *tools = taking->tools;
	int r = 1, given;

	do {
		size_t used, made;

		r = ec2a__inflate_run(tools->inflate, raw, size, &used, tools->plain, PLAIN_SIZE, &made, final);
		raw += used;
		size -= used;
		given = give(taking, tools->plain, made);
		if (given < 0)
			return given;
		if (r == 1 && !size && !made && !final)
			break;
	} while (r == 1);
	return r;
}

/* Whether it says of itself that it is packed. */
static int is_packed(const struct taking *taking)
{
	struct ec2a__text path = ec2a__text_of(taking->what->path);

	return taking->what->store->bucket || ec2a__text_take_end(&path, ".gz");
}

static int run(struct taking *taking)
{
	const struct ec2a__depot_kind *kind = taking->what->store->kind;
	int packed = is_packed(taking), r;
	size_t got;

	do {
		r = kind->read(taking->handle, taking->tools->raw, RAW_SIZE, &got);
		if (r == 0 && packed)
			r = give_packed(taking, taking->tools->raw, got, got == 0);
		else if (r == 0)
			r = give_plain(taking, taking->tools->raw, got);
		if (r < 0)
			return settle(taking, r);
	} while (got);
	taking->state = EC2A__READ_WHOLE;
	return 0;
}

int ec2a__digest_take(struct ec2a__digest_tools *tools, const struct ec2a__digest_take *what, int *ret_state,
		      unsigned char hash[EC2A__SHA256])
{
	struct taking taking = { .what = what, .tools = tools };
	int r = tools_make(tools, what), end;

	if (r < 0)
		return r;
	r = what->store->kind->open(what->store, what->path, what->meta, what->mark, &taking.handle);
	if (r < 0) {
		r = settle(&taking, r);
		*ret_state = taking.state;
		return r;
	}
	taking.sum = ec2a__sha256_begin();
	r = taking.sum ? run(&taking) : EC2A_E_NOMEM;
	what->store->kind->close(taking.handle);
	if (!taking.sum)
		return r;
	end = ec2a__sha256_end(taking.sum, hash);
	if (r == 0 && end == 0)
		*ret_state = taking.state;
	return r ? r : end;
}
