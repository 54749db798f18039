/* SPDX-License-Identifier: MIT */
/* What arrives, and when: CloudTrail's files in CloudTrail's way, and what a collector of the hosts' logs passes on. */
#include "fleet.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define FILE_RECORDS 2500
#define ROOM ((size_t)16 << 20) /* of a file; records have 5 KB at most */
#define STEP 1000003            /* a prime larger than any file: goes through all of it in another order */
#define ACCESS_SHARE 0.007

/* ---- the fleet -------------------------------------------------------------------- */

static char *cut(char **rest)
{
	char *begin = *rest, *tab = strchr(begin, '\t');

	if (tab)
		*tab = 0;
	*rest = tab ? tab + 1 : begin + strlen(begin);
	return begin;
}

static void read_person(struct fleet_person *person, char *text)
{
	static const char by_gui[] = ",\"invokedBy\":\"ssm-guiconnect.amazonaws.com\"}";
	size_t size;

	person->name = cut(&text);
	person->address = cut(&text);
	person->arn = cut(&text);
	person->key = cut(&text);
	person->fingerprint = cut(&text);
	person->identity = cut(&text);
	size = strlen(person->identity) - 1; /* without its brace */
	person->by_gui = fleet_alloc(size + sizeof by_gui, 1);
	memcpy(person->by_gui, person->identity, size);
	memcpy(person->by_gui + size, by_gui, sizeof by_gui);
}

void fleet_init(struct fleet *fleet, const char *pool, double scale, unsigned hours)
{
	const struct fleet_kind *people, *places;
	double records = FLEET_RECORDS * scale * hours / 24;
	uint64_t beats;

	memset(fleet, 0, sizeof *fleet);
	fleet_pool_read(&fleet->pool, pool);
	people = fleet_kind(&fleet->pool, "person");
	fleet->n_people = people->n_texts;
	fleet->people = fleet_alloc(people->n_texts, sizeof *fleet->people);
	for (size_t i = 0; i < people->n_texts; i++)
		read_person(&fleet->people[i], people->texts[i]);
	places = fleet_kind(&fleet->pool, "place");
	for (size_t i = 0; i < FLEET_PLACES && i < places->n_texts; i++) {
		char *text = places->texts[i];

		fleet->accounts[i] = cut(&text);
		fleet->regions[i] = cut(&text);
	}
	fleet->windows = hours * 3600 / FLEET_WINDOW;
	fleet->nodes = (uint32_t)(FLEET_INSTANCES * scale) < FLEET_PLACES ? FLEET_PLACES : (uint32_t)(FLEET_INSTANCES * scale);
	fleet_acts_make(fleet, (size_t)(records * ACCESS_SHARE));
	beats = (uint64_t)fleet->nodes * fleet->windows;
	fleet->others = records > (double)(beats + fleet->n_records) ? (uint64_t)records - beats - fleet->n_records : 0;
	fleet->lines = (uint64_t)(FLEET_LINES * scale * hours);
	fleet->out.room = ROOM;
	fleet->out.data = fleet_alloc(ROOM, 1);
	memset(fleet->out.data, 1, ROOM); /* so that it is there before memory is looked at */
}

void fleet_free(struct fleet *fleet)
{
	for (size_t i = 0; i < fleet->n_people; i++)
		free(fleet->people[i].by_gui);
	free(fleet->people);
	free(fleet->acts);
	free(fleet->records);
	free(fleet->host_lines);
	free(fleet->first);
	free(fleet->out.data);
	fleet_pool_free(&fleet->pool);
}

/* ---- a file --------------------------------------------------------------------------- */

static void clock_mark(uint32_t second, char text[24], struct fleet_marks *marks)
{
	time_t time = (time_t)(FLEET_EPOCH + second);
	struct tm when;

	gmtime_r(&time, &when);
	strftime(text, 24, "%Y-%m-%dT%H:%M:%S", &when);
	marks->of['t'] = text;
}

/* Of so many things in all windows and places, those of one cell. */
static uint64_t share(uint64_t all, uint64_t cell, uint64_t cells)
{
	return all * (cell + 1) / cells - all * cell / cells;
}

struct cell {
	uint32_t window, place;
	size_t first, n_access, n_beats, n_all, n_files;
};

static struct cell cell_of(const struct fleet *fleet, uint32_t window, uint32_t place)
{
	uint64_t number = (uint64_t)window * FLEET_PLACES + place;
	struct cell cell = { window, place, fleet->first[number], 0, 0, 0, 0 };

	cell.n_access = fleet->first[number + 1] - cell.first;
	cell.n_beats = (fleet->nodes + FLEET_PLACES - 1 - place) / FLEET_PLACES;
	cell.n_all = cell.n_access + cell.n_beats +
		     share(fleet->others, number, (uint64_t)fleet->windows * FLEET_PLACES);
	cell.n_files = (cell.n_all + FILE_RECORDS - 1) / FILE_RECORDS;
	return cell;
}

/* What the number-th thing of a cell is: an act's record, a heartbeat, anything else. */
static void put_record(struct fleet *fleet, const struct cell *cell, size_t number, struct fleet_marks *marks)
{
	uint32_t second = cell->window * FLEET_WINDOW + (uint32_t)(fleet_draw(marks->chance) % FLEET_WINDOW);
	char kind[32], clock[24];

	if (number < cell->n_access) {
		const struct fleet_due *due = &fleet->records[cell->first + number];

		clock_mark(due->second, clock, marks);
		fleet_acts_mark(fleet, &fleet->acts[due->act], marks);
		fleet_put(&fleet->out, due->text, marks);
		return;
	}
	clock_mark(second, clock, marks);
	if (number < cell->n_access + cell->n_beats) {
		fleet_node_mark(fleet, (uint32_t)(number - cell->n_access) * FLEET_PLACES + cell->place, second,
				marks);
		fleet_put(&fleet->out, fleet_kind(&fleet->pool, "beat")->texts[0], marks);
	} else {
		const struct fleet_kind *noise;

		snprintf(kind, sizeof kind, "noise-%u-%u", cell->place % 3, cell->place / 3);
		noise = fleet_kind(&fleet->pool, kind);
		fleet_put(&fleet->out, noise->texts[fleet_draw(marks->chance) % noise->n_texts], marks);
	}
}

static size_t put_file(struct fleet *fleet, const struct cell *cell, size_t file, int is_copy)
{
	uint64_t chance = ((uint64_t)cell->window * FLEET_PLACES + cell->place) * 1009 + file;
	struct fleet_marks marks = { { 0 }, &chance };
	size_t first = cell->n_all * file / cell->n_files, end = cell->n_all * (file + 1) / cell->n_files;

	fleet->out.size = 0;
	fleet_put(&fleet->out, "{\"Records\":[", &marks);
	for (size_t i = first; i < end; i++) {
		size_t number = i * STEP % cell->n_all;

		if (i > first)
			fleet_put(&fleet->out, ",", &marks);
		put_record(fleet, cell, number, &marks);
		*(is_copy ? &fleet->copied : &fleet->made) += number < cell->n_access;
	}
	fleet_put(&fleet->out, "]}", &marks);
	return end - first;
}

/* ---- when it comes ----------------------------------------------------------------------- */

/* Windows behind its own: most files come at once, some up to 15 minutes after their first record. One in fifty comes
 * again at once, one in 500 three hours later. 1: it comes; 2: a copy of it; 0. */
static int comes(const struct cell *cell, size_t file, uint32_t back)
{
	uint64_t chance = ((uint64_t)cell->window * FLEET_PLACES + cell->place) * 2003 + file;
	uint64_t lot = fleet_draw(&chance) % 100, again = fleet_draw(&chance) % 500;
	uint32_t delay = lot < 60 ? 0 : lot < 85 ? 1 : 2;

	if (back == delay)
		return 1;
	return (again < 10 && back == delay + 1) || (again == 10 && back == delay + 36) ? 2 : 0;
}

size_t fleet_next_file(struct fleet *fleet, uint32_t window)
{
	if (fleet->window != window) {
		fleet->window = window;
		fleet->back = fleet->place = fleet->file = 0;
	}
	for (; fleet->back <= FLEET_LATEST && fleet->back <= window; fleet->back++, fleet->place = 0) {
		if (window - fleet->back >= fleet->windows)
			continue;
		for (; fleet->place < FLEET_PLACES; fleet->place++, fleet->file = 0) {
			struct cell cell = cell_of(fleet, window - fleet->back, fleet->place);

			while (fleet->file < cell.n_files) {
				size_t file = fleet->file++;
				int how = comes(&cell, file, fleet->back);

				if (how)
					return put_file(fleet, &cell, file, how == 2);
			}
		}
	}
	return 0;
}

/* In order of time, as a collector passes them on; what acts wrote stands among the rest. */
size_t fleet_lines(struct fleet *fleet, uint32_t window)
{
	uint64_t chance = window * UINT64_C(3001) + 5;
	struct fleet_marks marks = { { 0 }, &chance };
	const struct fleet_kind *kind = fleet_kind(&fleet->pool, "line");
	size_t n = window < fleet->windows ? share(fleet->lines, window, fleet->windows) : 0, total = n, due = 0;
	uint32_t begin = window * FLEET_WINDOW;
	char clock[24], part[8];

	fleet->out.size = 0;
	while (due < fleet->n_host_lines && fleet->host_lines[due].second < begin)
		due++;
	for (size_t i = 0; i <= n; i++) {
		uint32_t second = i < n ? begin + (uint32_t)(i * FLEET_WINDOW / n) : begin + FLEET_WINDOW;

		for (; due < fleet->n_host_lines && fleet->host_lines[due].second < second; due++, total++) {
			clock_mark(fleet->host_lines[due].second, clock, &marks);
			marks.of['m'] = "000000";
			fleet_acts_mark(fleet, &fleet->acts[fleet->host_lines[due].act], &marks);
			fleet_put(&fleet->out, fleet->host_lines[due].text, &marks);
			fleet_put(&fleet->out, "\n", &marks);
		}
		if (i == n)
			break;
		clock_mark(second, clock, &marks);
		snprintf(part, sizeof part, "%06u", (unsigned)(fleet_draw(&chance) % 1000000));
		marks.of['m'] = part;
		fleet_node_mark(fleet, (uint32_t)(fleet_draw(&chance) % fleet->nodes), second, &marks);
		fleet_put(&fleet->out, kind->texts[fleet_draw(&chance) % kind->n_texts], &marks);
		fleet_put(&fleet->out, "\n", &marks);
	}
	return total;
}
