/* SPDX-License-Identifier: MIT */
#include "test.h"

#include "inflate.h"

#include <ec2access/ec2access.h>
#include <zlib.h>

#define ROOM ((size_t)1 << 23)
#define MANY UINT64_C(0xffffffffffff)

struct bytes {
	unsigned char *data;
	size_t size;
};

/* One gzip member more at the end. */
static void pack(struct bytes *out, const void *data, size_t size)
{
	z_stream z;

	memset(&z, 0, sizeof(z));
	CU_ASSERT_EQUAL_FATAL(deflateInit2(&z, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY), Z_OK);
	out->data = realloc(out->data, out->size + size + 1000);
	z.next_in = (z_const Bytef *)(uintptr_t)data;
	z.avail_in = (uInt)size;
	z.next_out = out->data + out->size;
	z.avail_out = (uInt)(size + 1000);
	CU_ASSERT_EQUAL(deflate(&z, Z_FINISH), Z_STREAM_END);
	out->size += z.total_out;
	deflateEnd(&z);
}

static void add(struct bytes *out, const char *data, size_t size)
{
	out->data = realloc(out->data, out->size + size + 1);
	memcpy(out->data + out->size, data, size);
	out->size += size;
}

struct setting {
	size_t in_step, out_step;
	uint64_t max_bytes, max_ratio;
};

static const struct setting whole = { ROOM, ROOM, MANY, 2000 };
static const struct setting tiny = { 1, 1, MANY, 2000 };

/* The last result; what was made goes to out, which has ROOM bytes. */
static int unpack(const struct bytes *in, struct setting setting, unsigned char *out, size_t *ret_size)
{
	struct ec2a__inflate *inflate = ec2a__inflate_new(setting.max_bytes, setting.max_ratio);
	size_t at = 0, size = 0, idle = 0;
	int result = 1;

	CU_ASSERT_PTR_NOT_NULL_FATAL(inflate);
	while (result == 1 && idle < 5) {
		size_t left = in->size - at, used, made;
		size_t take = left < setting.in_step ? left : setting.in_step;
		size_t room = ROOM - size < setting.out_step ? ROOM - size : setting.out_step;
		unsigned char *copy = malloc(take + 1);

		memcpy(copy, in->data + at, take);
		result = ec2a__inflate_run(inflate, copy, take, &used, out + size, room, &made, take == left);
		free(copy);
		CU_ASSERT(used <= take && made <= room);
		at += used;
		size += made;
		idle = used || made ? 0 : idle + 1;
	}
	CU_ASSERT(idle < 5);
	if (result < 0) { /* it stays */
		size_t used, made;

		EQ_INT(ec2a__inflate_run(inflate, "", 0, &used, out, 1, &made, 1), result);
		EQ_INT(made, 0);
	}
	ec2a__inflate_free(inflate);
	*ret_size = size;
	return result;
}

/* Whole and byte by byte: the same. */
static void expect(const struct bytes *in, int result, const char *want, size_t want_size)
{
	unsigned char *out = malloc(ROOM);
	size_t size;

	EQ_INT(unpack(in, whole, out, &size), result);
	EQ_INT(size, want_size);
	CU_ASSERT(size == want_size && memcmp(out, want, size) == 0);
	EQ_INT(unpack(in, tiny, out, &size), result);
	EQ_INT(size, want_size);
	CU_ASSERT(size == want_size && memcmp(out, want, size) == 0);
	free(out);
}

static void test_is_gzip(void)
{
	CU_ASSERT(ec2a__inflate_is_gzip("\x1f\x8b", 2));
	CU_ASSERT(!ec2a__inflate_is_gzip("\x1f\x8c", 2));
	CU_ASSERT(!ec2a__inflate_is_gzip("{}", 2));
}

static void test_members(void)
{
	struct bytes in = { NULL, 0 };

	pack(&in, "hello ", 6);
	expect(&in, 0, "hello ", 6);
	pack(&in, "", 0);
	pack(&in, "world", 5);
	expect(&in, 0, "hello world", 11);
	add(&in, "\0\0\0\0\0", 5);
	expect(&in, 0, "hello world", 11);
	add(&in, "x", 1);
	expect(&in, EC2A_E_FORMAT, "hello world", 11);
	in.size--;
	pack(&in, "behind padding", 14); /* where padding begins, the members are over */
	expect(&in, EC2A_E_FORMAT, "hello world", 11);
	free(in.data);
}

static void test_garbage_behind(void)
{
	static const char *const tails[] = { "x", "\x1f\x8c", "\n", "\x1fx" };

	for (size_t i = 0; i < 4; i++) {
		struct bytes in = { NULL, 0 };

		pack(&in, "hello", 5);
		add(&in, tails[i], strlen(tails[i]));
		expect(&in, EC2A_E_FORMAT, "hello", 5);
		free(in.data);
	}
}

static void test_truncated(void)
{
	char text[300];
	struct bytes in = { NULL, 0 };
	unsigned char *out = malloc(ROOM);
	size_t first, size, all;

	for (size_t i = 0; i < sizeof(text); i++)
		text[i] = (char)('a' + i * i % 23);
	pack(&in, text, sizeof(text));
	first = in.size;
	pack(&in, text, 20);
	all = in.size;
	for (in.size = 0; in.size < all; in.size++) {
		int want = in.size == first ? 0 : EC2A_E_TRUNCATED;

		EQ_INT(unpack(&in, whole, out, &size), want);
		CU_ASSERT(size <= 320 && memcmp(out, text, size < 300 ? size : 300) == 0);
		EQ_INT(unpack(&in, tiny, out, &size), want);
	}
	free(in.data);
	free(out);
}

static void test_flipped(void)
{
	static const char text[] = "{\"Records\":[{\"eventName\":\"StartSession\"},{\"eventName\":\"StartSession\"}]}";
	struct bytes in = { NULL, 0 };
	unsigned char *out = malloc(ROOM);
	size_t size;

	pack(&in, text, strlen(text));
	for (size_t i = 10; i < in.size; i++) { /* the header has bytes that mean nothing */
		for (unsigned bit = 1; bit < 256; bit <<= 1) {
			in.data[i] ^= (unsigned char)bit;
			if (unpack(&in, whole, out, &size) == 0) /* the bits that fill up the last byte mean nothing */
				CU_ASSERT(size == strlen(text) && memcmp(out, text, size) == 0);
			in.data[i] ^= (unsigned char)bit;
		}
	}
	EQ_INT(unpack(&in, whole, out, &size), 0);
	free(in.data);
	free(out);
}

static void test_limits(void)
{
	struct bytes in = { NULL, 0 };
	struct setting exact = { ROOM, ROOM, 11, 2000 };
	unsigned char *out = malloc(ROOM);
	size_t size;

	pack(&in, "hello ", 6);
	pack(&in, "world", 5);
	for (exact.out_step = 1; exact.out_step < 14; exact.out_step++) {
		exact.max_bytes = 11;
		EQ_INT(unpack(&in, exact, out, &size), 0);
		EQ_INT(size, 11);
		exact.max_bytes = 10;
		EQ_INT(unpack(&in, exact, out, &size), EC2A_E_LIMIT);
		EQ_INT(size, 10);
		exact.max_bytes = 0;
		EQ_INT(unpack(&in, exact, out, &size), EC2A_E_LIMIT);
		EQ_INT(size, 0);
	}
	free(in.data);
	free(out);
}

static void test_bomb(void)
{
	struct setting bomb = { 100, 4096, MANY, 100 };
	unsigned char *zeros = calloc(1, ROOM / 2), *out = malloc(ROOM);
	struct bytes in = { NULL, 0 };
	size_t size;

	pack(&in, zeros, ROOM / 2);
	EQ_INT(unpack(&in, bomb, out, &size), EC2A_E_LIMIT);
	CU_ASSERT(size > 1 << 20 && size <= (1 << 20) + 4096);
	bomb.max_ratio = 1100;
	EQ_INT(unpack(&in, bomb, out, &size), 0);
	EQ_INT(size, ROOM / 2);
	in.size = 0;
	pack(&in, zeros, 1 << 20); /* not over the first MiB: no ratio is too high */
	bomb.max_ratio = 1;
	EQ_INT(unpack(&in, bomb, out, &size), 0);
	free(in.data);
	free(zeros);
	free(out);
}

int main(void)
{
	static const struct ec2a_test tests[] = {
		{ "is gzip", test_is_gzip },
		{ "members", test_members },
		{ "garbage behind", test_garbage_behind },
		{ "truncated at every byte", test_truncated },
		{ "flipped bits", test_flipped },
		{ "size limit", test_limits },
		{ "bomb", test_bomb },
		{ NULL, NULL },
	};

	return ec2a_test_main("inflate", tests);
}
