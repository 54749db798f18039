/* SPDX-License-Identifier: MIT */
#include "piece.h"

#include "checksum.h"
#include "lines.h"
#include "text.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

/* A last line without its end is whole when nothing was added to it for so long. */
#define STALE_S 3600

struct look {
	struct known_list *list;
	int fd;
	struct stat st;
	char head[KNOWN_HEAD];
	size_t head_size;
};

void piece_free(struct piece *piece)
{
	free(piece->now.path);
	ec2a_input_free(piece->input);
	piece->input = NULL;
}

static char *copy_of(const char *path)
{
	struct text copy = {0};

	text_adds(&copy, path);
	return copy.data;
}

#ifdef __APPLE__
#define ST_MTIME st_mtimespec
#else
#define ST_MTIME st_mtim
#endif

static int64_t mtime_of(const struct stat *st)
{
	/* A file system may tell any time: what does not fit is as good for comparing. */
	return (int64_t)((uint64_t)st->ST_MTIME.tv_sec * 1000000000U + (uint64_t)st->ST_MTIME.tv_nsec);
}

static int is_same_file(const struct known *item, const struct stat *st)
{
	return item->device == (uint64_t)st->st_dev && item->inode == (uint64_t)st->st_ino;
}

static int is_unchanged(const struct known *item, const struct stat *st)
{
	return item->size == (int64_t)st->st_size && item->mtime_ns == mtime_of(st) && !item->failed;
}

static int is_stale(const struct stat *st)
{
	return time(NULL) - st->ST_MTIME.tv_sec > STALE_S;
}

/* The bytes before an offset, up to KNOWN_HEAD of them. 0 or -1. */
static int tail_of(const struct look *look, uint64_t offset, uint64_t *ret_tail)
{
	char buffer[KNOWN_HEAD];
	size_t size = offset < KNOWN_HEAD ? (size_t)offset : KNOWN_HEAD;

	if (lines_read(look->fd, offset - size, buffer, size) != (int64_t)size)
		return -1;
	*ret_tail = checksum_of(look->list->key, buffer, size);
	return 0;
}

/* Whether what was read of an item is what this file begins with. */
static int continues(const struct look *look, const struct known *item)
{
	uint64_t tail;

	return item->kind == KNOWN_LINES && item->offset <= (uint64_t)look->st.st_size &&
	       item->head_size <= look->head_size &&
	       checksum_of(look->list->key, look->head, item->head_size) == item->head &&
	       tail_of(look, item->offset, &tail) == 0 && tail == item->tail;
}

/* Whether an item's own path no longer leads to what was read there: renamed, removed, or emptied for a new begin. */
static int has_left(const struct known *item)
{
	struct stat st;

	if (item->displaced || stat(item->path, &st) != 0)
		return 1;
	return item->device != (uint64_t)st.st_dev || item->inode != (uint64_t)st.st_ino ||
	       (uint64_t)st.st_size < item->offset;
}

/* The same, asked once a round: of many files that begin alike each is a candidate for all others. */
static int may_be_elsewhere(const struct known_list *list, struct known *item)
{
	if (item->here == list->round)
		return 0;
	if (has_left(item))
		return 1;
	item->here = list->round;
	return 0;
}

/* Whether an item is what this file was, of those that are the same file, or are not. */
static int is_moved(const struct look *look, struct known *item, int same)
{
	return item->kind == KNOWN_LINES && item->offset && is_same_file(item, &look->st) == same &&
	       (same || may_be_elsewhere(look->list, item)) && continues(look, item);
}

/* Of several the first one that was known. */
static size_t find_same(const struct look *look)
{
	size_t at = 0, number, first = KNOWN_NONE;

	while ((number = known_next_of_file(look->list, (uint64_t)look->st.st_dev, (uint64_t)look->st.st_ino, &at)) !=
	       KNOWN_NONE)
		if (number < first && is_moved(look, &look->list->items[number], 1))
			first = number;
	return first;
}

/* The head of an item may have any size up to that of this file: all of them are summed in one go. */
static size_t find_content(const struct look *look)
{
	size_t done = 0, first = KNOWN_NONE, number;
	struct checksum sum;

	checksum_begin(&sum, look->list->key);
	for (size_t size = 1; size <= look->head_size; size++) {
		struct checksum copy;
		size_t at = 0;
		uint64_t hash;

		if (!look->list->head_sizes[size])
			continue;
		checksum_add(&sum, look->head + done, size - done);
		done = size;
		copy = sum;
		hash = known_hash_of_head(look->list, (uint32_t)size, checksum_end(&copy));
		while ((number = known_next_of_head(look->list, hash, &at)) != KNOWN_NONE)
			if (number < first && look->list->items[number].here != look->list->round &&
			    look->list->items[number].head_size == size && is_moved(look, &look->list->items[number], 0))
				first = number;
	}
	return first;
}

/* A file under another path than before: the same one, else one that has the content of one that is gone. */
static size_t find_moved(const struct look *look)
{
	size_t number = find_same(look);

	return number != KNOWN_NONE ? number : find_content(look);
}

/* Another file took its path: it may turn up elsewhere, whatever was found there before in this round. */
static void displace(struct known *item)
{
	item->displaced = 1;
	item->here = 0;
}

/* Whose piece this is; one that another file took the path of may turn up elsewhere. */
static size_t find_lines(const struct look *look, const char *path)
{
	size_t number = known_find(look->list, path);

	if (number != KNOWN_NONE && continues(look, &look->list->items[number]))
		return number;
	if (number != KNOWN_NONE && look->list->items[number].kind == KNOWN_LINES)
		displace(&look->list->items[number]);
	else if (number != KNOWN_NONE)
		return number;
	return find_moved(look);
}

static size_t find_whole(struct known_list *list, const char *path)
{
	size_t number = known_find(list, path);

	if (number == KNOWN_NONE || list->items[number].kind == KNOWN_WHOLE)
		return number;
	displace(&list->items[number]); /* a log that was renamed; the new one is empty yet */
	return KNOWN_NONE;
}

static int fill_lines(const struct look *look, enum piece_when when, struct piece *piece)
{
	const struct known *before = piece->number == KNOWN_NONE ? NULL : &look->list->items[piece->number];
	uint64_t size = (uint64_t)look->st.st_size;
	int64_t end;

	piece->from = before && before->kind == KNOWN_LINES ? before->offset : 0;
	piece->now.lines = before && before->kind == KNOWN_LINES ? before->lines : 0;
	piece->json = look->head[0] == '{';
	end = lines_end(look->fd, piece->from, size);
	if (end < 0)
		return -1;
	piece->to = when == PIECE_ALL || is_stale(&look->st) ? size : (uint64_t)end;
	if (before && before->kind == KNOWN_LINES && piece->to <= before->read_to) {
		end = (int64_t)piece->from;
		piece->to = piece->from;
	}
	piece->now.offset = (uint64_t)end;
	piece->now.read_to = piece->to > piece->from || !before ? piece->to : before->read_to;
	piece->now.head_size = (uint32_t)(piece->now.offset < look->head_size ? piece->now.offset : look->head_size);
	piece->now.head = checksum_of(look->list->key, look->head, piece->now.head_size);
	return tail_of(look, piece->now.offset, &piece->now.tail);
}

/* Nothing to read, but it may be elsewhere, or have another time. */
static int keep(struct known_list *list, struct piece *piece)
{
	if (piece->number == KNOWN_NONE)
		piece->number = known_add(list, &piece->now);
	else
		known_set(list, piece->number, &piece->now);
	return 0;
}

static int find_in(struct look *look, const char *path, enum piece_when when, struct piece *piece)
{
	int64_t got = lines_read(look->fd, 0, look->head, sizeof(look->head));
	struct known *now = &piece->now;

	if (got < 0)
		return -1;
	look->head_size = (size_t)got;
	now->kind = lines_are(look->fd, look->head, look->head_size) ? KNOWN_LINES : KNOWN_WHOLE;
	if (now->kind == KNOWN_WHOLE && when == PIECE_OPEN)
		return 0;
	piece->number = now->kind == KNOWN_LINES ? find_lines(look, path) : find_whole(look->list, path);
	now->device = (uint64_t)look->st.st_dev;
	now->inode = (uint64_t)look->st.st_ino;
	now->size = look->st.st_size;
	now->mtime_ns = mtime_of(&look->st);
	now->met = 1;
	piece->from = 0;
	piece->to = UINT64_MAX;
	if (now->kind == KNOWN_LINES && fill_lines(look, when, piece) < 0)
		return -1;
	now->path = copy_of(path);
	if (now->kind == KNOWN_LINES && piece->from == piece->to)
		return keep(look->list, piece);
	return 1;
}

/* Nothing is left of a file that is as it was. Devices may have other numbers after the machine was started again. */
static int is_done(const struct known *item, const struct stat *st, enum piece_when when)
{
	if (item->kind == KNOWN_WHOLE)
		return 1;
	return is_same_file(item, st) &&
	       (item->read_to == (uint64_t)st->st_size || (when != PIECE_ALL && !is_stale(st)));
}

int piece_find(struct known_list *list, const char *path, enum piece_when when, struct piece *ret_piece)
{
	struct look look = {.list = list};
	size_t number = known_find(list, path);
	struct known *before = number == KNOWN_NONE ? NULL : &list->items[number];
	int r;

	memset(ret_piece, 0, sizeof(*ret_piece));
	if (stat(path, &look.st) != 0)
		return -1;
	if (!S_ISREG(look.st.st_mode))
		return 0;
	if (before) {
		before->met = 1;
		if (is_unchanged(before, &look.st) && is_done(before, &look.st, when))
			return 0;
		ret_piece->again = before->failed && before->size == (int64_t)look.st.st_size &&
				   before->mtime_ns == mtime_of(&look.st);
	}
	look.fd = open(path, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
	if (look.fd < 0)
		return -1;
	r = fstat(look.fd, &look.st) != 0 ? -1 : find_in(&look, path, when, ret_piece);
	close(look.fd);
	if (r < 0)
		piece_free(ret_piece);
	return r;
}
