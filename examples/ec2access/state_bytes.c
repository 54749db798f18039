/* SPDX-License-Identifier: MIT */
#include "state_bytes.h"

#include "lines.h"
#include "text.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const uint64_t no_key[2];

/* ---- writing ---------------------------------------------------------------------- */

static void put_out(struct state_writer *writer)
{
	size_t done = 0;

	while (!writer->error && done < writer->used) {
		ssize_t n = write(writer->fd, writer->buffer + done, writer->used - done);

		if (n >= 0)
			done += (size_t)n;
		else if (errno != EINTR)
			writer->error = errno;
	}
	writer->used = 0;
}

void state_write_begin(struct state_writer *writer, int fd)
{
	writer->fd = fd;
	writer->error = 0;
	writer->size = 0;
	writer->used = 0;
	checksum_begin(&writer->sum, no_key);
}

void state_write(struct state_writer *writer, const void *data, size_t size)
{
	const unsigned char *bytes = data;

	checksum_add(&writer->sum, data, size);
	writer->size += size;
	while (size) {
		size_t part = STATE_BUFFER - writer->used < size ? STATE_BUFFER - writer->used : size;

		memcpy(writer->buffer + writer->used, bytes, part);
		writer->used += part;
		bytes += part;
		size -= part;
		if (writer->used == STATE_BUFFER)
			put_out(writer);
	}
}

void state_write_number(struct state_writer *writer, uint64_t number, int width)
{
	unsigned char bytes[8];

	for (int i = 0; i < width; i++)
		bytes[i] = (unsigned char)(number >> 8 * i);
	state_write(writer, bytes, (size_t)width);
}

void state_write_text(struct state_writer *writer, const char *text)
{
	state_write_number(writer, strlen(text), 4);
	state_write(writer, text, strlen(text));
}

void state_write_end(struct state_writer *writer)
{
	struct checksum sum = writer->sum;

	state_write_number(writer, checksum_end(&sum), 8);
	put_out(writer);
}

/* ---- reading ------------------------------------------------------------------------ */

void state_read_begin(struct state_reader *reader, int fd, uint64_t size)
{
	reader->fd = fd;
	reader->error = 0;
	reader->bad = 0;
	reader->left = size;
	reader->at = reader->end = 0;
	if (lseek(fd, 0, SEEK_SET) < 0)
		reader->error = errno;
}

static int take_in(struct state_reader *reader)
{
	size_t wanted = reader->left < STATE_BUFFER ? (size_t)reader->left : STATE_BUFFER;
	ssize_t got = 0;

	while (wanted && !reader->error && (got = read(reader->fd, reader->buffer, wanted)) < 0)
		if (errno != EINTR)
			reader->error = errno;
	if (got <= 0) {
		reader->bad = 1;
		return 0;
	}
	reader->at = 0;
	reader->end = (size_t)got;
	reader->left -= (uint64_t)got;
	return 1;
}

void state_read(struct state_reader *reader, void *data, size_t size)
{
	unsigned char *bytes = data;

	while (size && !reader->bad) {
		size_t part = reader->end - reader->at < size ? reader->end - reader->at : size;

		memcpy(bytes, reader->buffer + reader->at, part);
		reader->at += part;
		bytes += part;
		size -= part;
		if (size && !take_in(reader))
			break;
	}
	memset(bytes, 0, size);
}

uint64_t state_read_number(struct state_reader *reader, int width)
{
	unsigned char bytes[8] = {0};
	uint64_t number = 0;

	state_read(reader, bytes, (size_t)width);
	for (int i = 0; i < width; i++)
		number |= (uint64_t)bytes[i] << 8 * i;
	return number;
}

char *state_read_text(struct state_reader *reader)
{
	size_t size = (size_t)state_read_number(reader, 4);
	char *text;

	if (size > STATE_TEXT_MAX) {
		reader->bad = 1;
		size = 0;
	}
	text = need_memory(NULL, size + 1, 1);
	state_read(reader, text, size);
	text[size] = '\0';
	return text;
}

int state_is_whole(int fd, uint64_t *ret_size)
{
	struct checksum sum;
	unsigned char bytes[8];
	char buffer[STATE_BUFFER];
	struct stat st;
	uint64_t size, wanted = 0;

	if (fstat(fd, &st) != 0)
		return -1;
	if (st.st_size < 8)
		return 0;
	size = (uint64_t)st.st_size - 8;
	checksum_begin(&sum, no_key);
	for (uint64_t at = 0; at < size;) {
		size_t part = size - at < sizeof(buffer) ? (size_t)(size - at) : sizeof(buffer);

		if (lines_read(fd, at, buffer, part) != (int64_t)part)
			return -1;
		checksum_add(&sum, buffer, part);
		at += part;
	}
	if (lines_read(fd, size, (char *)bytes, 8) != 8)
		return -1;
	for (int i = 0; i < 8; i++)
		wanted |= (uint64_t)bytes[i] << 8 * i;
	*ret_size = size;
	return checksum_end(&sum) == wanted;
}
