/* SPDX-License-Identifier: MIT */
#ifndef FLEET_H
#define FLEET_H

#include <stddef.h>
#include <stdint.h>

/*
 * What a fleet's trails and hosts write, made up as it is asked for: the same for the same size on every machine, and
 * never all at once. Time goes in windows of five minutes. A window's records of one account and region, a place, come
 * in files of up to 2,500, out of order, up to 15 minutes late, and some of them twice.
 */

#define FLEET_EPOCH INT64_C(1715644800) /* 2024-05-14T00:00:00Z */
#define FLEET_WINDOW 300                /* seconds */
#define FLEET_PLACES 9
#define FLEET_LATEST 40                 /* windows behind its own in which a copy of a file may still come */

/* Of a day; of an hour the lines. */
#define FLEET_RECORDS 10000000
#define FLEET_INSTANCES 5000
#define FLEET_LINES 200000

/* ---- fleet_text.c: texts with marks ------------------------------------------------- */

struct fleet_text {
	char *data;
	size_t size, room;
};

/* All texts of one kind. */
struct fleet_kind {
	char *name;
	char **texts;
	size_t n_texts;
};

struct fleet_pool {
	char *data;
	struct fleet_kind *kinds;
	size_t n_kinds;
};

/* By the letter of the mark: what is put there. 'u' is a new id, 'i' and 'o' a new number each time. */
struct fleet_marks {
	const char *of[128];
	uint64_t *chance;
};

/* splitmix64 */
uint64_t fleet_draw(uint64_t *chance);

void fleet_pool_read(struct fleet_pool *pool, const char *path);
void fleet_pool_free(struct fleet_pool *pool);
const struct fleet_kind *fleet_kind(const struct fleet_pool *pool, const char *name);
void fleet_uuid(uint64_t *chance, char text[37]);
void fleet_put(struct fleet_text *out, const char *text, const struct fleet_marks *marks);

/* ---- fleet_acts.c: who does what, when ------------------------------------------------- */

struct fleet_person {
	char *name, *address, *arn, *key, *fingerprint, *identity, *by_gui;
};

/* One record or line that an act makes. */
struct fleet_due {
	uint32_t second; /* since FLEET_EPOCH */
	uint32_t act;
	const char *text;
};

struct fleet_act {
	uint32_t person, node, second; /* second: when it begins */
	uint64_t seed;
};

struct fleet {
	struct fleet_pool pool;
	struct fleet_person *people;
	size_t n_people;
	char *accounts[FLEET_PLACES], *regions[FLEET_PLACES];
	uint32_t nodes, windows;
	uint64_t others, lines; /* records that are neither access nor a heartbeat; lines of no act: of all windows */
	struct fleet_act *acts;
	struct fleet_due *records, *host_lines;
	size_t n_acts, n_records, n_host_lines;
	size_t *first; /* of records, by window and place; and the end */
	struct fleet_text out;
	/* which file of the window comes next */
	uint32_t window, back, place, file;
	uint64_t made, copied; /* access records, and those of copies, that were given out */
};

/* scale: of the day above; hours: how many of it. Ends the program where it cannot. */
void fleet_init(struct fleet *fleet, const char *pool, double scale, unsigned hours);
void fleet_free(struct fleet *fleet);
void fleet_acts_make(struct fleet *fleet, size_t wanted);
void fleet_acts_mark(const struct fleet *fleet, const struct fleet_act *act, struct fleet_marks *marks);
void fleet_node_mark(const struct fleet *fleet, uint32_t node, uint32_t second, struct fleet_marks *marks);
void *fleet_alloc(size_t count, size_t size);

/* ---- fleet_files.c: what arrives --------------------------------------------------------- */

/* The next file that comes at the end of a window, in fleet->out, and how many records it has; 0: no more. */
size_t fleet_next_file(struct fleet *fleet, uint32_t window);

/* The host log lines of a window, in fleet->out, and how many. */
size_t fleet_lines(struct fleet *fleet, uint32_t window);

#endif
