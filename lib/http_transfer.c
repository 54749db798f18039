/* SPDX-License-Identifier: MIT */
#include "http_transfer.h"

#include "ascii.h"
#include "crypto.h"
#include "mem.h"

#include <string.h>

#define FIRST_BYTES ((size_t)32 * 1024) /* so that what is short, as credentials are, is never moved */

static int stop(struct ec2a__transfer *transfer, int result, const char *text)
{
	size_t size = strnlen(text, sizeof(transfer->text) - 1);

	if (transfer->result == 0) {
		transfer->result = result;
		memcpy(transfer->text, text, size);
		transfer->text[size] = '\0';
	}
	return result;
}

/* "HTTP/1.1 200 OK": the status, or 0 when the line is none. */
static int status_of(const char *line, size_t size)
{
	const char *space = size > 5 && memcmp(line, "HTTP/", 5) == 0 ? memchr(line, ' ', size) : NULL;

	if (!space || (size_t)(line + size - space) < 4)
		return 0;
	for (int i = 1; i <= 3; i++)
		if (!ec2a__is_digit(space[i]))
			return 0;
	return (space[1] - '0') * 100 + (space[2] - '0') * 10 + (space[3] - '0');
}

static int add_header(struct ec2a__transfer *transfer, const char *line, size_t size)
{
	const char *colon = memchr(line, ':', size), *value;
	size_t room, before = transfer->head.len;
	int r;

	if (!colon || memchr(line, '\0', size)) /* of no use to anybody */
		return 0;
	if (++transfer->lines > EC2A__HTTP_HEAD_LINES)
		return EC2A_E_LIMIT;
	value = colon + 1;
	room = (size_t)(line + size - value);
	for (; room && ec2a__is_space(*value); room--)
		value++;
	while (room && ec2a__is_space(value[room - 1]))
		room--;
	r = ec2a__buf_add(&transfer->head, line, (size_t)(colon - line));
	if (r == 0)
		r = ec2a__buf_addc(&transfer->head, '\0');
	if (r == 0)
		r = ec2a__buf_add(&transfer->head, value, room);
	if (r == 0)
		r = ec2a__buf_addc(&transfer->head, '\0');
	if (r < 0)
		ec2a__buf_truncate(&transfer->head, before);
	return r;
}

int ec2a__transfer_line(struct ec2a__transfer *transfer, const char *line, size_t size)
{
	int status, r;

	if (transfer->has_head) /* a trailer, of a body in chunks */
		return 0;
	while (size && (line[size - 1] == '\n' || line[size - 1] == '\r'))
		size--;
	status = status_of(line, size);
	if (status) {
		transfer->status = status;
		ec2a__buf_clear(&transfer->head);
		return 0;
	}
	if (!size) {
		transfer->has_head = transfer->status >= 200; /* what came before is a remark: 100 Continue */
		return 0;
	}
	r = add_header(transfer, line, size);
	return r == EC2A_E_LIMIT ? stop(transfer, r, "the answer has too many headers, or too long ones") :
	       r < 0		 ? stop(transfer, r, ec2a_strerror(r)) : 0;
}

int ec2a__transfer_data(struct ec2a__transfer *transfer, const char *data, size_t size)
{
	size_t held = ec2a__transfer_held(transfer);
	int r;

	if (held && held + size > EC2A__HTTP_HELD_BYTES) {
		transfer->paused = 1;
		return 0;
	}
	if (transfer->used > transfer->data.len / 2) {
		ec2a__buf_consume(&transfer->data, transfer->used);
		transfer->used = 0;
	}
	r = transfer->data.data ? 0 : ec2a__buf_reserve(&transfer->data, FIRST_BYTES);
	if (r == 0)
		r = ec2a__buf_add(&transfer->data, data, size);
	return r < 0 ? stop(transfer, r, ec2a_strerror(r)) : 1;
}

void ec2a__transfer_done(struct ec2a__transfer *transfer, int result, const char *text)
{
	if (result < 0)
		stop(transfer, result, text);
	else if (!transfer->has_head)
		stop(transfer, EC2A_E_IO, "no HTTP answer");
	transfer->stage = EC2A__STAGE_DONE;
	transfer->paused = 0;
	transfer->go_on = 0;
}

size_t ec2a__transfer_held(const struct ec2a__transfer *transfer)
{
	return transfer->data.len - transfer->used;
}

size_t ec2a__transfer_take(struct ec2a__transfer *transfer, void *buffer, size_t size)
{
	size_t held = ec2a__transfer_held(transfer);

	if (size > held)
		size = held;
	if (!size)
		return 0;
	memcpy(buffer, transfer->data.data + transfer->used, size);
	transfer->used += size;
	if (size == held) {
		ec2a__buf_clear(&transfer->data);
		transfer->used = 0;
	}
	if (transfer->paused && held - size <= EC2A__HTTP_HELD_BYTES / 2)
		transfer->go_on = 1;
	return size;
}

const char *ec2a__transfer_header(const struct ec2a__transfer *transfer, const char *name)
{
	const char *at = transfer->head.data, *end = at ? at + transfer->head.len : NULL;

	while (at < end) {
		const char *value = at + strlen(at) + 1;

		if (ec2a__compare_without_case(at, name) == 0)
			return value;
		at = value + strlen(value) + 1;
	}
	return NULL;
}

void ec2a__transfer_free(struct ec2a__transfer *transfer)
{
	ec2a__buf_free(&transfer->head);
	ec2a__buf_wipe(&transfer->data); /* credentials come this way, too */
	ec2a__free(transfer);
}
