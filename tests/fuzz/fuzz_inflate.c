/* SPDX-License-Identifier: MIT */
/*
 * Gzip through both engines, whole and in pieces. Each makes the same bytes and gives the same verdict however the
 * input and the room are cut, and under a limit the first of these bytes. The two agree about what is sound, and make
 * the same bytes of it; also where it is cut off, but for a code word. Of what is broken, one makes a beginning of what
 * the other one makes: a set of codes that is not complete is refused by zlib at once, by ISA-L when it meets what has
 * no code. So ISA-L may make more of it, up to a limit; and wait for more when the input ends; and where every code that
 * is used is there, and size and checksum are right, take it for sound. Nothing else is allowed to be.
 *
 * The input: HEAD options, then what FORM says. Options are taken from '0' on, so that the corpus is text.
 */
#include "inflate.h"

#include "inflate_engine.h"

#include <ec2access/ec2access.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#define ROOM ((size_t)1 << 18)
#define RATIO_ROOM ((size_t)5 << 18) /* no ratio is too high below 1 MiB */
#define NO_RATIO 2000
#define GZIP_HEAD 10
#define CUT 1         /* as DAMAGE */
#define WITH_GZIP 31  /* zlib's window bits: head and trailer around it */
#define BARE (-15)    /* and nothing around it */
#define HELD_BACK 3 /* letters of the last code word, which ISA-L may keep where data is cut off */

enum head {
	FORM = 0,
	LEVEL,      /* of packing; over 9: BY_ZLIB and BY_ISAL take what is packed */
	STRATEGY,
	IN_STEP,    /* two sizes of pieces, by turns */
	OUT_STEP = IN_STEP + 2,
	LIMIT = OUT_STEP + 2,
	SINGLE,     /* 1: one member is all there may be */
	PLACE,      /* two: where the bytes are damaged, or cut off */
	DAMAGE = PLACE + 2, /* 0: none; 1: cut off; bits to flip */
	HEAD
};

enum form {
	TEXT = 0,   /* texts with '|' between them, each packed here; '^' is a zero byte behind them */
	GZIP,       /* as it is */
	BY_ZLIB,    /* a text that is packed and damaged; then head and trailer are made as this engine reads it */
	BY_ISAL,
	FORMS
};

struct bytes {
	unsigned char *data;
	size_t size, room;
};

/* How, and what came of it. */
struct run {
	int inflater;
	size_t in_step[2], out_step[2];
	uint64_t max_bytes, max_ratio;
	int single;
	int result, followed;
	uint32_t time;
	unsigned char *out;
	size_t size;
};

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void fail(const char *what, const struct run *a, const struct run *b)
{
	fprintf(stderr, "fuzz_inflate: %s: engine %d: %d, %zu bytes; engine %d: %d, %zu bytes\n", what, a->inflater,
		a->result, a->size, b->inflater, b->result, b->size);
	abort();
}

static void *get(size_t size)
{
	void *memory = malloc(size ? size : 1);

	if (!memory)
		abort();
	return memory;
}

static void add(struct bytes *bytes, const void *data, size_t size)
{
	if (size > bytes->room - bytes->size)
		abort();
	memcpy(bytes->data + bytes->size, data, size);
	bytes->size += size;
}

static unsigned option(const uint8_t *head, int which)
{
	return (head[which] - '0') & 0xffu;
}

/* ---- the gzip that is tried --------------------------------------------------- */

static void pack(struct bytes *to, const uint8_t *head, int window, const uint8_t *text, size_t size)
{
	z_stream z;

	memset(&z, 0, sizeof(z));
	if (deflateInit2(&z, (int)(option(head, LEVEL) % 10), Z_DEFLATED, window, 8,
			 (int)(option(head, STRATEGY) % (Z_FIXED + 1))) != Z_OK)
		abort();
	z.next_in = (z_const Bytef *)(uintptr_t)text;
	z.avail_in = (uInt)size;
	z.next_out = to->data + to->size;
	z.avail_out = (uInt)(to->room - to->size);
	if (deflate(&z, Z_FINISH) != Z_STREAM_END)
		abort();
	to->size += z.total_out;
	deflateEnd(&z);
}

static void make_of_text(struct bytes *to, const uint8_t *head, const uint8_t *text, size_t size)
{
	size_t zeros = 0;

	while (size && text[size - 1] == '^') {
		size--;
		zeros++;
	}
	for (size_t from = 0; from <= size;) {
		const uint8_t *bar = size > from ? memchr(text + from, '|', size - from) : NULL;
		size_t end = bar ? (size_t)(bar - text) : size;

		pack(to, head, WITH_GZIP, text + from, end - from);
		from = end + 1;
	}
	while (zeros--)
		add(to, "", 1);
}

static void damage(struct bytes *gzip, const uint8_t *head)
{
	size_t place = gzip->size ? (option(head, PLACE) * 256u + option(head, PLACE + 1)) % gzip->size : 0;

	if (option(head, DAMAGE) == CUT)
		gzip->size = place;
	else if (gzip->size)
		gzip->data[place] ^= (unsigned char)option(head, DAMAGE);
}

/* As what the engine takes it for, so that the other one's verdict is not the checksum's. What stands behind the end
 * stands behind the trailer. */
static void mend(struct bytes *to, const struct ec2a__engine *engine, const uint8_t *data, size_t size)
{
	static const unsigned char gzip_head[GZIP_HEAD] = { 0x1f, 0x8b, 8, 0, 1, 2, 3, 4, 0, 3 };
	void *state = engine->make();
	unsigned char *out = get(ROOM), trailer[8];
	struct ec2a__deflated deflated = { .in = data, .in_size = size, .out = out, .out_size = ROOM };
	uint32_t sum, made;
	int r = 1;

	if (!state)
		abort();
	for (size_t before = SIZE_MAX; r > 0 && deflated.out_size && deflated.in_size + deflated.out_size != before;) {
		before = deflated.in_size + deflated.out_size;
		r = engine->run(state, &deflated);
	}
	made = (uint32_t)(deflated.out - out);
	sum = engine->checksum(0, out, made);
	for (int i = 0; i < 4; i++) {
		trailer[i] = (unsigned char)(sum >> 8 * i);
		trailer[4 + i] = (unsigned char)(made >> 8 * i);
	}
	add(to, gzip_head, sizeof(gzip_head));
	add(to, data, (size_t)(deflated.in - data));
	if (r == 0)
		add(to, trailer, sizeof(trailer));
	add(to, deflated.in, deflated.in_size);
	engine->unmake(state);
	free(out);
}

/* Nothing in it was ever wrong; at most its end is missing. */
static int is_unbroken(const uint8_t *head)
{
	return option(head, FORM) % FORMS == TEXT && option(head, DAMAGE) <= CUT;
}

static void make_of_deflated(struct bytes *to, const struct ec2a__engine *engine, const uint8_t *head,
			     const uint8_t *data, size_t size)
{
	struct bytes packed = { get(to->room), 0, to->room };

	if (option(head, LEVEL) <= 9)
		pack(&packed, head, BARE, data, size);
	else
		add(&packed, data, size);
	damage(&packed, head);
	mend(to, engine, packed.data, packed.size);
	free(packed.data);
}

static struct bytes make_gzip(const uint8_t *head, const uint8_t *data, size_t size)
{
	/* An empty member is 20 bytes; packed bytes are hardly more than the text. */
	struct bytes gzip = { get(size * 32 + 1000), 0, size * 32 + 1000 };
	const struct ec2a__engine *zlib = ec2a__engine_zlib(), *isal = ec2a__engine_isal();
	unsigned form = option(head, FORM) % FORMS;

	if (form == BY_ZLIB || form == BY_ISAL) {
		make_of_deflated(&gzip, form == BY_ISAL && isal ? isal : zlib, head, data, size);
		return gzip;
	}
	if (form == TEXT)
		make_of_text(&gzip, head, data, size);
	else
		add(&gzip, data, size);
	damage(&gzip, head);
	return gzip;
}

/* ---- trying it ---------------------------------------------------------------- */

/* One call, from a copy and into room of exactly its sizes, so that a sanitizer sees what is beside them. */
static int run_once(struct ec2a__inflate *inflate, const unsigned char *in, size_t take, size_t *used, struct run *run,
		    size_t room, size_t *made, int final)
{
	unsigned char *copy = get(take), *out = get(room);
	int r;

	memcpy(copy, in, take);
	r = ec2a__inflate_run(inflate, copy, take, used, out, room, made, final);
	if (*used > take || *made > room || r == EC2A_E_NOMEM)
		abort();
	memcpy(run->out + run->size, out, *made);
	run->size += *made;
	free(copy);
	free(out);
	return r;
}

static size_t least(size_t a, size_t b)
{
	return a < b ? a : b;
}

static void inflate_all(struct run *run, const struct bytes *in)
{
	struct ec2a__inflate *inflate = ec2a__inflate_new(run->inflater, run->max_bytes, run->max_ratio);
	size_t at = 0, idle = 0, turn = 0, used, made;

	if (!inflate)
		abort();
	if (run->single)
		ec2a__inflate_single(inflate);
	run->out = get((size_t)run->max_bytes + 1);
	run->size = 0;
	for (run->result = 1; run->result == 1; turn ^= 1) {
		size_t take = least(in->size - at, run->in_step[turn]);
		size_t room = least((size_t)run->max_bytes + 1 - run->size, run->out_step[turn]);

		run->result = run_once(inflate, in->data + at, take, &used, run, room, &made, take == in->size - at);
		at += used;
		idle = used || made ? 0 : idle + 1;
		if (idle > 2)
			fail("does not go on", run, run);
	}
	if (run->size > run->max_bytes)
		fail("over the limit", run, run);
	if (run->result < 0 && (ec2a__inflate_run(inflate, "", 0, &used, run->out, 0, &made, 1) != run->result || made))
		fail("the verdict does not stay", run, run);
	run->followed = ec2a__inflate_is_followed(inflate);
	run->time = ec2a__inflate_time(inflate);
	ec2a__inflate_free(inflate);
}

static struct run run_of(int inflater, int single, const struct bytes *gzip)
{
	struct run run = { .inflater = inflater, .single = single, .max_bytes = ROOM, .max_ratio = NO_RATIO };

	run.in_step[0] = run.in_step[1] = gzip->size;
	run.out_step[0] = run.out_step[1] = ROOM + 1;
	inflate_all(&run, gzip);
	return run;
}

static int is_beginning(const struct run *of, const struct run *run)
{
	return run->size <= of->size && memcmp(run->out, of->out, run->size) == 0;
}

static void check_same(const char *what, const struct run *a, const struct run *b)
{
	if (a->result != b->result || a->followed != b->followed || a->time != b->time || a->size != b->size ||
	    !is_beginning(a, b))
		fail(what, a, b);
}

/* The same engine in pieces, and under limits. */
static void try_others(const struct run *whole, const struct bytes *gzip, const uint8_t *head)
{
	struct run run = *whole;

	for (size_t i = 0; i < 2; i++) {
		run.in_step[i] = 1 + option(head, IN_STEP + (int)i);
		run.out_step[i] = 1 + option(head, OUT_STEP + (int)i) * (size_t)7;
	}
	inflate_all(&run, gzip);
	check_same("the cut matters", whole, &run);
	free(run.out);
	run.max_bytes = option(head, LIMIT) * (size_t)5;
	inflate_all(&run, gzip);
	if (whole->size > run.max_bytes) {
		if (run.result != EC2A_E_LIMIT || run.size != run.max_bytes || !is_beginning(whole, &run))
			fail("limit", whole, &run);
	} else {
		check_same("no limit", whole, &run);
	}
	free(run.out);
	if (whole->result != EC2A_E_LIMIT)
		return;
	run.max_bytes = RATIO_ROOM;
	run.max_ratio = 1 + option(head, LIMIT);
	run.out_step[0] = run.out_step[1] = RATIO_ROOM;
	inflate_all(&run, gzip);
	if (!is_beginning(&run, whole) ||
	    (run.result == EC2A_E_LIMIT && run.size <= RATIO_ROOM - ROOM))
		fail("ratio", whole, &run);
	free(run.out);
}

/* Whether zlib, asked without us, stops at the head of a block. */
static int refuses_codes(const struct bytes *gzip)
{
	static unsigned char room[ROOM + 1];
	int answer = Z_OK, refuses;
	z_stream z;

	memset(&z, 0, sizeof(z));
	if (inflateInit2(&z, WITH_GZIP) != Z_OK)
		abort();
	z.next_in = gzip->data;
	z.avail_in = (uInt)gzip->size;
	z.next_out = room;
	z.avail_out = sizeof(room);
	while (answer == Z_OK || (answer == Z_STREAM_END && z.avail_in && inflateReset(&z) == Z_OK))
		answer = inflate(&z, Z_NO_FLUSH);
	refuses = answer == Z_DATA_ERROR && z.msg &&
		  (strstr(z.msg, " set") || strstr(z.msg, "symbols") || strstr(z.msg, "missing end-of-block"));
	inflateEnd(&z);
	return refuses;
}

static void check_engines(const struct run *zlib, const struct run *isal, const struct bytes *gzip, int unbroken)
{
	const struct run *shorter = isal->size < zlib->size ? isal : zlib, *longer = shorter == isal ? zlib : isal;

	if (zlib->result == 0 || (isal->result == 0 && !refuses_codes(gzip)))
		check_same("one is sound", zlib, isal);
	if (!is_beginning(longer, shorter))
		fail("other bytes", zlib, isal);
	if (zlib->time != isal->time || (zlib->followed && !isal->followed) ||
	    (isal->followed && !zlib->followed && !refuses_codes(gzip)))
		fail("other members", zlib, isal);
	if (isal->size + HELD_BACK < zlib->size)
		fail("bytes in front of the break are missing", zlib, isal);
	if (unbroken && (zlib->result != isal->result || isal->size > zlib->size))
		fail("another verdict", zlib, isal);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct bytes gzip;
	struct run zlib, isal;
	int single;

	if (size < HEAD)
		return 0;
	gzip = make_gzip(data, data + HEAD, size - HEAD);
	single = option(data, SINGLE) == 1;
	zlib = run_of(EC2A__INFLATER_ZLIB, single, &gzip);
	try_others(&zlib, &gzip, data);
	if (ec2a__inflate_has(EC2A__INFLATER_ISAL)) {
		isal = run_of(EC2A__INFLATER_ISAL, single, &gzip);
		try_others(&isal, &gzip, data);
		check_engines(&zlib, &isal, &gzip, is_unbroken(data));
		free(isal.out);
	}
	free(zlib.out);
	free(gzip.data);
	return 0;
}
