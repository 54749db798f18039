/* SPDX-License-Identifier: MIT */
#ifndef EC2A_TEXT_H
#define EC2A_TEXT_H

#include <stddef.h>
#include <string.h>

/* A piece of somebody else's text, read from both ends. It may hold any byte. */
struct ec2a__text {
	const char *data; /* NULL: absent */
	size_t size;
};

#define EC2A__NOWHERE ((size_t)-1)

static inline struct ec2a__text ec2a__text_of(const char *text)
{
	return (struct ec2a__text){ text, strlen(text) };
}

/* The bytes from first up to last; of no text, none. */
static inline struct ec2a__text ec2a__text_part(struct ec2a__text text, size_t first, size_t last)
{
	return (struct ec2a__text){ first ? text.data + first : text.data, last - first };
}

static inline int ec2a__text_is(struct ec2a__text text, const char *want)
{
	return text.size == strlen(want) && (!text.size || memcmp(text.data, want, text.size) == 0);
}

/* Takes a prefix off: 1, or 0 where the text does not begin so. */
static inline int ec2a__text_take(struct ec2a__text *text, const char *prefix)
{
	size_t size = strlen(prefix);

	if (text->size < size || (size && memcmp(text->data, prefix, size) != 0))
		return 0;
	*text = ec2a__text_part(*text, size, text->size);
	return 1;
}

/* The same at the end. */
static inline int ec2a__text_take_end(struct ec2a__text *text, const char *suffix)
{
	size_t size = strlen(suffix);

	if (text->size < size || (size && memcmp(text->data + text->size - size, suffix, size) != 0))
		return 0;
	text->size -= size;
	return 1;
}

/* Where the first one begins, or EC2A__NOWHERE. */
static inline size_t ec2a__text_find(struct ec2a__text text, const char *what)
{
	size_t size = strlen(what);

	for (size_t i = 0; i + size <= text.size; i++) {
		const char *next = memchr(text.data + i, what[0], text.size - size - i + 1);

		if (!next)
			break;
		i = (size_t)(next - text.data);
		if (memcmp(next, what, size) == 0)
			return i;
	}
	return EC2A__NOWHERE;
}

/* Where the last one begins, or EC2A__NOWHERE. */
static inline size_t ec2a__text_find_last(struct ec2a__text text, const char *what)
{
	size_t size = strlen(what);

	for (size_t i = text.size + 1 - size; size <= text.size && i-- > 0;)
		if (text.data[i] == what[0] && memcmp(text.data + i, what, size) == 0)
			return i;
	return EC2A__NOWHERE;
}

/* Takes what stands before the next space off, and that space. */
static inline struct ec2a__text ec2a__text_word(struct ec2a__text *text)
{
	const char *space = text->size ? memchr(text->data, ' ', text->size) : NULL;
	size_t size = space ? (size_t)(space - text->data) : text->size;
	struct ec2a__text word = { text->data, size };

	*text = ec2a__text_part(*text, size + (space != NULL), text->size);
	return word;
}

#endif
