/* SPDX-License-Identifier: MIT */
#include "fleet_rows.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SHOWN 3

static void *must(void *memory)
{
	if (!memory) {
		fprintf(stderr, "out of memory\n");
		exit(3);
	}
	return memory;
}

/* No string in a JSON line can hold a quotation mark as it is: what looks like the key is the key. */
static void without_revision(char *json)
{
	static const char key[] = ",\"revision\":";
	char *begin = strstr(json, key), *end;

	if (!begin)
		return;
	end = begin + sizeof key - 1;
	end += strspn(end, "0123456789");
	memmove(begin, end, strlen(end) + 1);
}

void fleet_rows_add(struct fleet_rows *rows, const ec2a_session *session)
{
	struct told told = { NULL, NULL, 0 };
	const char *id = ec2a_session_str(session, EC2A_SESSION_ID);
	int64_t withdrawn = 0;
	char *json = NULL;

	if (ec2a_session_int(session, EC2A_SESSION_REVISION, &told.revision) < 0 ||
	    ec2a_session_int(session, EC2A_SESSION_WITHDRAWN, &withdrawn) < 0 ||
	    ec2a_session_to_json(session, &json) < 0)
		must(NULL);
	if (rows->count == rows->room) {
		rows->room = rows->room * 2 + 64;
		rows->told = must(realloc(rows->told, rows->room * sizeof *rows->told));
	}
	without_revision(json);
	told.id = must(strdup(id));
	told.text = withdrawn ? NULL : must(strdup(json));
	ec2a_free(json);
	rows->told[rows->count++] = told;
}

static void release(struct told *told)
{
	free(told->id);
	free(told->text);
}

/* The highest revision of an id first. */
static int compare(const void *a, const void *b)
{
	const struct told *one = a, *two = b;
	int order = strcmp(one->id, two->id);

	return order ? order : (one->revision < two->revision) - (one->revision > two->revision);
}

void fleet_rows_settle(struct fleet_rows *rows)
{
	size_t kept = 0;
	char *last = NULL;

	if (rows->count)
		qsort(rows->told, rows->count, sizeof *rows->told, compare);
	for (size_t i = 0; i < rows->count; i++) {
		struct told *told = &rows->told[i];
		int counts = (!last || strcmp(last, told->id) != 0) && told->text;

		if (!last || strcmp(last, told->id) != 0) {
			free(last);
			last = must(strdup(told->id));
		}
		if (counts)
			rows->told[kept++] = *told;
		else
			release(told);
	}
	free(last);
	rows->count = kept;
}

static void show(size_t nth, const char *where, const struct told *told)
{
	if (nth < SHOWN)
		fprintf(stderr, "only in the %s: %s\n", where, told->text);
}

size_t fleet_rows_differ(const struct fleet_rows *stream, const struct fleet_rows *batch)
{
	size_t s = 0, b = 0, differ = 0;

	while (s < stream->count || b < batch->count) {
		int order = s == stream->count ? 1 : b == batch->count ? -1 :
			    strcmp(stream->told[s].id, batch->told[b].id);

		if (order == 0 && strcmp(stream->told[s].text, batch->told[b].text) == 0) {
			s++;
			b++;
			continue;
		}
		if (order <= 0)
			show(differ, "stream", &stream->told[s++]);
		if (order >= 0)
			show(differ, "batch", &batch->told[b++]);
		differ++;
	}
	return differ;
}

void fleet_rows_free(struct fleet_rows *rows)
{
	for (size_t i = 0; i < rows->count; i++)
		release(&rows->told[i]);
	free(rows->told);
}
