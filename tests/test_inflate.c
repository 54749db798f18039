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

static int inflater; /* the one that is tested */

/* The last result; what was made goes to out, which has ROOM bytes. */
static int unpack(const struct bytes *in, struct setting setting, unsigned char *out, size_t *ret_size)
{
	struct ec2a__inflate *inflate = ec2a__inflate_new(inflater, setting.max_bytes, setting.max_ratio);
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

/* A head with every optional field. */
static void add_head(struct bytes *out, unsigned flags, int spoil)
{
	char head[400] = "\x1f\x8b\x08";
	size_t size = 10;
	uLong sum;

	head[3] = (char)flags;
	if (flags & 4) {
		memcpy(head + size, "\x2c\x01", 2);
		size += 2 + 300;
	}
	if (flags & 8)
		size += (size_t)snprintf(head + size, 20, "name.json") + 1;
	if (flags & 16)
		size += (size_t)snprintf(head + size, 20, "a comment") + 1;
	sum = crc32(0, (const Bytef *)head, (uInt)size);
	if (flags & 2) {
		head[size++] = (char)(sum + (spoil != 0));
		head[size++] = (char)(sum >> 8);
	}
	add(out, head, size);
}

static void test_heads(void)
{
	for (unsigned flags = 0; flags < 256; flags++) {
		struct bytes in = { NULL, 0 }, member = { NULL, 0 };

		pack(&member, "hello", 5);
		add_head(&in, flags, 0);
		add(&in, (const char *)member.data + 10, member.size - 10);
		if (flags < 32)
			expect(&in, 0, "hello", 5);
		else
			expect(&in, EC2A_E_FORMAT, "", 0);
		in.size = 0;
		add_head(&in, flags, 1);
		add(&in, (const char *)member.data + 10, member.size - 10);
		if ((flags & 2) || flags >= 32)
			expect(&in, EC2A_E_FORMAT, "", 0);
		in.size = 0;
		add_head(&in, flags, 0); /* an empty extra field */
		if (flags == 4) {
			in.size -= 300;
			in.data[10] = in.data[11] = 0;
			add(&in, (const char *)member.data + 10, member.size - 10);
			expect(&in, 0, "hello", 5);
		}
		free(in.data);
		free(member.data);
	}
}

/* Checksum and size in the trailer, each byte. */
static void test_trailer(void)
{
	struct bytes in = { NULL, 0 };

	pack(&in, "hello", 5);
	in.data[2] = 9; /* not deflate */
	expect(&in, EC2A_E_FORMAT, "", 0);
	in.data[2] = 8;
	for (size_t i = in.size - 8; i < in.size; i++) {
		in.data[i] ^= 0x10;
		expect(&in, EC2A_E_FORMAT, "hello", 5);
		in.data[i] ^= 0x10;
	}
	expect(&in, 0, "hello", 5);
	free(in.data);
}

/* Something like a trail: much repeated, and some that is not. */
static char *make_text(size_t size, unsigned seed)
{
	char *text = malloc(size + 400);
	size_t at = 0;

	while (at < size) {
		seed = seed * 1103515245 + 12345;
		at += (size_t)snprintf(text + at, 400, "{\"eventName\":\"StartSession\",\"eventID\":\"%08x-%04x\",\"n\":%u},",
				       seed, seed >> 13, seed >> 24);
		if (seed >> 29 == 0)
			text[at++] = (char)(seed >> 16);
	}
	return text;
}

/* Each way of cutting the input and the room gives the same bytes, also where the engine works ahead. */
static void test_steps(void)
{
	static const size_t in_steps[] = { 1, 2, 3, 7, 8, 9, 100, 4096, ROOM }, out_steps[] = { 1, 13, 1000, 40000, ROOM };
	size_t sizes[] = { 40000, 70000, 300000 };
	unsigned char *out = malloc(ROOM);

	for (size_t k = 0; k < 3; k++) {
		char *text = make_text(sizes[k], 5);
		struct bytes in = { NULL, 0 };

		pack(&in, text, sizes[k]);
		pack(&in, text, 20);
		for (size_t i = 0; i < sizeof(in_steps) / sizeof(in_steps[0]); i++) {
			for (size_t o = 0; o < sizeof(out_steps) / sizeof(out_steps[0]); o++) {
				struct setting setting = { in_steps[i], out_steps[o], MANY, 2000 };
				size_t size;

				if (sizes[k] > 40000 && out_steps[o] == 1)
					continue;
				EQ_INT(unpack(&in, setting, out, &size), 0);
				EQ_INT(size, sizes[k] + 20);
				CU_ASSERT(memcmp(out, text, sizes[k]) == 0);
			}
		}
		free(in.data);
		free(text);
	}
	free(out);
}

/* An object that was used, also for what broke, is as good as new. */
static void test_restart(void)
{
	struct ec2a__inflate *inflate = ec2a__inflate_new(inflater, MANY, 2000);
	struct bytes in = { NULL, 0 };
	unsigned char out[64];

	CU_ASSERT_PTR_NOT_NULL_FATAL(inflate);
	pack(&in, "hello hello hello", 17);
	for (size_t cut = 0; cut <= in.size; cut++) {
		size_t used, made;

		in.data[12] ^= 0xff;
		ec2a__inflate_run(inflate, in.data, cut, &used, out, sizeof(out), &made, 1);
		in.data[12] ^= 0xff;
		ec2a__inflate_restart(inflate, MANY, 2000);
		ec2a__inflate_run(inflate, in.data, cut, &used, out, 3, &made, 0);
		ec2a__inflate_restart(inflate, cut % 2 ? 17 : 16, 2000);
		EQ_INT(ec2a__inflate_run(inflate, in.data, in.size, &used, out, sizeof(out), &made, 1),
		       cut % 2 ? 1 : EC2A_E_LIMIT);
		EQ_INT(made, cut % 2 ? 17 : 16);
		CU_ASSERT(memcmp(out, "hello hello hello", made) == 0);
		ec2a__inflate_restart(inflate, MANY, 2000);
	}
	ec2a__inflate_free(inflate);
	free(in.data);
}

/* Both engines on one input: the verdict is the same, and so is every byte in front of the damage. */
static void compare(const struct bytes *in, struct setting setting, size_t sound, int cut)
{
	static unsigned char isal_out[ROOM], zlib_out[ROOM];
	size_t isal_size, zlib_size, same;
	int isal, zlib;

	inflater = EC2A__INFLATER_ISAL;
	isal = unpack(in, setting, isal_out, &isal_size);
	inflater = EC2A__INFLATER_ZLIB;
	zlib = unpack(in, setting, zlib_out, &zlib_size);
	EQ_INT(isal == 0, zlib == 0);
	if (cut)
		EQ_INT(isal, zlib);
	same = isal_size < zlib_size ? isal_size : zlib_size;
	CU_ASSERT(memcmp(isal_out, zlib_out, same < sound ? same : sound) == 0);
	CU_ASSERT(zlib_size >= sound && isal_size + 3 >= sound);
	inflater = EC2A__INFLATER_ISAL; /* the cuts of input and room change nothing */
	EQ_INT(unpack(in, whole, zlib_out, &same), isal);
	EQ_INT(same, isal_size);
	CU_ASSERT(same != isal_size || memcmp(isal_out, zlib_out, same) == 0);
	if (cut) /* at most the letters of one code word of ISA-L's are missing */
		CU_ASSERT(isal_size <= zlib_size && isal_size + 3 >= zlib_size);
	if (isal == 0)
		EQ_INT(isal_size, zlib_size);
}

/* How much is made of the first bytes. */
static size_t sound_of(const struct bytes *in, size_t size)
{
	static unsigned char out[ROOM];
	struct bytes first = { in->data, size };
	size_t made;

	inflater = EC2A__INFLATER_ZLIB;
	unpack(&first, whole, out, &made);
	return made;
}

static void test_damaged(void)
{
	static const struct setting settings[] = { { ROOM, ROOM, MANY, 2000 }, { 5, 11, MANY, 2000 } };
	struct bytes in = { NULL, 0 };
	char *text = make_text(6000, 3);
	size_t all;

	if (!ec2a__inflate_has(EC2A__INFLATER_ISAL)) {
		free(text);
		return;
	}
	pack(&in, text, 6000);
	pack(&in, text, 500);
	all = in.size;
	for (size_t at = 0; at < all; at++) {
		size_t sound = sound_of(&in, at);

		for (size_t k = 0; k < 2; k++) {
			in.size = at;
			compare(&in, settings[k], sound, 1);
			in.size = all;
			in.data[at] ^= (unsigned char)(1 + at * 37 % 255);
			compare(&in, settings[k], sound, 0);
			in.data[at] ^= (unsigned char)(1 + at * 37 % 255);
		}
	}
	free(in.data);
	free(text);
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
		{ "heads", test_heads },
		{ "trailer", test_trailer },
		{ "steps", test_steps },
		{ "restart", test_restart },
		{ NULL, NULL },
	};
	static const struct ec2a_test both[] = {
		{ "damaged, by both engines", test_damaged },
		{ NULL, NULL },
	};
	int failed = 0;

	for (inflater = EC2A__INFLATER_BEST; inflater <= EC2A__INFLATER_ZLIB; inflater++)
		if (ec2a__inflate_has(inflater))
			failed |= ec2a_test_main("inflate", tests);
	return failed | ec2a_test_main("inflate", both);
}
