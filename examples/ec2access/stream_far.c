/* SPDX-License-Identifier: MIT */
/* Objects of a bucket: which there are, and which of them were read already. */
#include "stream.h"

#include "checksum.h"
#include "interrupt.h"
#include "place.h"
#include "run.h"
#include "text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int64_t number_of(const ec2a_input *input, const char *detail)
{
	const char *text = ec2a_input_detail(input, detail);

	return text ? strtoll(text, NULL, 10) : 0;
}

/* 1: it is to be read; 0: it was, and is what it was then. Never by its place in the order: an object that comes later may
 * stand before others. */
static int look_at(struct known_list *list, const ec2a_input *input, struct piece *piece)
{
	const char *etag = ec2a_input_detail(input, "etag");
	struct text path = {0};
	struct known *before;
	int same = 0;

	memset(piece, 0, sizeof(*piece));
	piece->number = known_find(list, ec2a_input_name(input));
	piece->to = UINT64_MAX;
	piece->now.kind = KNOWN_OBJECT;
	piece->now.size = number_of(input, "size");
	piece->now.mtime_ns = (int64_t)((uint64_t)number_of(input, "modified") * 1000000000U); /* of any year */
	piece->now.head = checksum_of(list->key, etag ? etag : "", etag ? strlen(etag) : 0);
	piece->now.met = 1;
	if (piece->number != KNOWN_NONE) {
		before = &list->items[piece->number];
		before->met = 1;
		same = before->kind == KNOWN_OBJECT && before->size == piece->now.size && before->head == piece->now.head &&
		       (etag || before->mtime_ns == piece->now.mtime_ns);
		if (same && !before->failed)
			return 0;
		piece->again = same;
	}
	text_adds(&path, ec2a_input_name(input));
	piece->now.path = path.data;
	return 1;
}

static int take(struct stream *stream, ec2a_input *input)
{
	struct piece piece;

	if (!look_at(&stream->state.files, input, &piece)) {
		ec2a_input_free(input);
		return 0;
	}
	piece.input = input;
	return stream_take_piece(stream, &piece);
}

/* What is asked for, and was not listed, is gone. Of what filters leave out nobody knows. */
static void note_gone(struct stream *stream, const ec2a_source *source)
{
	for (size_t i = 0; i < stream->state.files.n; i++) {
		struct known *item = &stream->state.files.items[i];

		if (item->kind == KNOWN_OBJECT && !item->met && ec2a_source_s3_wants(source, item->path) == 1)
			item->absent = 1;
	}
}

int stream_take_far(struct stream *stream, const char *place)
{
	ec2a_source *source = place_source(stream->options, stream->config, place);
	int r, met = 0, failed = 0, result = 0;
	ec2a_input *input;

	interrupt_watch_source(source);
	while (result == 0 && (r = ec2a_source_next(source, &input)) != 0) {
		if (r == EC2A_E_CANCELLED)
			break;
		if (r == EC2A_E_NOMEM)
			run_need(r);
		if (r < 0) {
			failed = 1;
			stream_tell_source(stream, source);
		} else {
			met = 1;
			result = take(stream, input);
		}
		if (interrupt_came())
			break;
	}
	interrupt_watch_source(NULL);
	interrupt_check();
	stream->missing += failed && !met;
	if (result == 0 && r == 0 && !failed)
		note_gone(stream, source);
	ec2a_source_free(source);
	return interrupt_came() ? -1 : result;
}
