/* SPDX-License-Identifier: MIT */
#include "bytes.h"

#include <string.h>

#define CHUNK ((size_t)64 * 1024)

/* ---- writing ------------------------------------------------------------------ */

int ec2a__writer_begin(struct ec2a__writer *writer, ec2a_write_fn write, void *user)
{
	memset(writer, 0, sizeof(*writer));
	ec2a__buf_init(&writer->buf, 2 * CHUNK);
	writer->write = write;
	writer->user = user;
	writer->sum = ec2a__sha256_begin();
	return writer->sum ? 0 : EC2A_E_NOMEM;
}

static void hand_over(struct ec2a__writer *writer)
{
	if (writer->r == 0 && writer->buf.len)
		writer->r = writer->write(writer->user, writer->buf.data, writer->buf.len);
	if (writer->r > 0)
		writer->r = EC2A_E_IO;
	ec2a__buf_clear(&writer->buf);
}

static void put(struct ec2a__writer *writer, const void *data, size_t size)
{
	const char *at = data;

	while (writer->r == 0 && size) {
		size_t part = size < CHUNK ? size : CHUNK;

		writer->r = ec2a__buf_add(&writer->buf, at, part);
		if (writer->r == 0 && writer->buf.len >= CHUNK)
			hand_over(writer);
		at += part;
		size -= part;
	}
}

void ec2a__write(struct ec2a__writer *writer, const void *data, size_t size)
{
	if (writer->r == 0)
		writer->r = ec2a__sha256_add(writer->sum, data, size);
	put(writer, data, size);
}

void ec2a__write_number(struct ec2a__writer *writer, uint64_t number, size_t size)
{
	unsigned char bytes[8];

	for (size_t i = 0; i < size; i++)
		bytes[i] = (unsigned char)(number >> (8 * i));
	ec2a__write(writer, bytes, size);
}

int ec2a__writer_end(struct ec2a__writer *writer)
{
	unsigned char sum[EC2A__SHA256];
	int r = ec2a__sha256_end(writer->sum, sum);

	if (writer->r == 0)
		writer->r = r;
	put(writer, sum, sizeof(sum));
	hand_over(writer);
	ec2a__buf_free(&writer->buf);
	return writer->r;
}

/* ---- reading ------------------------------------------------------------------- */

int ec2a__reader_begin(struct ec2a__reader *reader, ec2a_read_fn read, void *user)
{
	memset(reader, 0, sizeof(*reader));
	ec2a__buf_init(&reader->buf, SIZE_MAX / 2);
	reader->read = read;
	reader->user = user;
	reader->sum = ec2a__sha256_begin();
	return reader->sum ? 0 : EC2A_E_NOMEM;
}

void ec2a__reader_free(struct ec2a__reader *reader)
{
	unsigned char sum[EC2A__SHA256];

	if (reader->sum)
		(void)!ec2a__sha256_end(reader->sum, sum);
	reader->sum = NULL;
	ec2a__buf_free(&reader->buf);
}

void ec2a__reader_refuse(struct ec2a__reader *reader)
{
	if (reader->r == 0)
		reader->r = EC2A_E_FORMAT;
}

/* One more piece from the caller: 1, 0 at the end, or what failed. */
static int more(struct ec2a__reader *reader)
{
	size_t got = 0;
	int r = ec2a__buf_reserve(&reader->buf, CHUNK);

	if (r < 0)
		return EC2A_E_NOMEM;
	r = reader->read(reader->user, reader->buf.data + reader->buf.len, CHUNK, &got);
	if (r < 0)
		return r;
	if (got > CHUNK)
		return EC2A_E_IO;
	reader->buf.len += got;
	return got ? 1 : 0;
}

/* A size that was read may be anything: memory grows with the bytes that are there, never with what they say. */
static const void *get(struct ec2a__reader *reader, size_t size)
{
	const void *data;
	int r = 1;

	if (reader->r < 0)
		return NULL;
	if (reader->used >= CHUNK) {
		ec2a__buf_consume(&reader->buf, reader->used);
		reader->used = 0;
	}
	while (r == 1 && reader->buf.len - reader->used < size)
		r = more(reader);
	if (r != 1) {
		reader->r = r < 0 ? r : EC2A_E_FORMAT;
		return NULL;
	}
	data = size ? reader->buf.data + reader->used : "";
	reader->used += size;
	return data;
}

const void *ec2a__read(struct ec2a__reader *reader, size_t size)
{
	const void *data = get(reader, size);

	if (data)
		reader->r = ec2a__sha256_add(reader->sum, data, size);
	return reader->r == 0 ? data : NULL;
}

uint64_t ec2a__read_number(struct ec2a__reader *reader, size_t size)
{
	const unsigned char *bytes = ec2a__read(reader, size);
	uint64_t number = 0;

	for (size_t i = 0; bytes && i < size; i++)
		number |= (uint64_t)bytes[i] << (8 * i);
	return number;
}

int ec2a__reader_end(struct ec2a__reader *reader)
{
	unsigned char sum[EC2A__SHA256];
	const void *want = get(reader, sizeof(sum));
	int r = ec2a__sha256_end(reader->sum, sum);

	reader->sum = NULL;
	if (reader->r == 0)
		reader->r = r;
	if (reader->r == 0 && memcmp(want, sum, sizeof(sum)) != 0)
		reader->r = EC2A_E_FORMAT;
	if (reader->r == 0) {
		r = reader->buf.len > reader->used ? 1 : more(reader);
		if (r != 0)
			reader->r = r < 0 ? r : EC2A_E_FORMAT;
	}
	return reader->r;
}
