/* SPDX-License-Identifier: MIT */
#include "ini.h"

#include "ascii.h"
#include "crypto.h"
#include "mem.h"
#include "text.h"

#include <ec2access/ec2access.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

struct entry {
	const char *name, *value;
};

struct section {
	const char *name;
	size_t first, count; /* of the entries */
	size_t line;
};

struct ec2a__ini {
	char *text; /* the file, in which names and values are ended by NULs and made small */
	size_t text_size;
	struct section *sections;
	size_t n_sections, cap_sections;
	struct entry *entries;
	size_t n_entries, cap_entries;
	size_t *by_name; /* sections, sorted */
};

/* While it is read. */
struct reader {
	struct ec2a__ini *ini;
	struct ec2a__ini_fault *fault;
	char *pos, *end;
	size_t line;
	size_t indent;   /* of the line that the value began in; SIZE_MAX: none can go on */
	char *value_end; /* where the next line of the value goes; NULL: no value is open */
};

static int refuse(struct reader *reader, int error, const char *what)
{
	reader->fault->line = reader->line;
	reader->fault->what = what;
	return error;
}

static int grow(void *array, size_t count, size_t *cap, size_t size)
{
	void **memory = array;
	size_t more = *cap ? *cap * 2 : 16;
	void *grown;

	if (count < *cap)
		return 0;
	grown = ec2a__realloc_array(*memory, more, size);
	if (!grown)
		return EC2A_E_NOMEM;
	*memory = grown;
	*cap = more;
	return 0;
}

/* The next line, white space around it taken off, NULs at its end: 1, or 0 at the end of the file. */
static int next_line(struct reader *reader, char **ret_start, size_t *ret_size, size_t *ret_indent)
{
	char *start = reader->pos, *stop, *first;

	if (start == reader->end)
		return 0;
	stop = memchr(start, '\n', (size_t)(reader->end - start));
	if (!stop)
		stop = reader->end; /* a byte of ours is behind it */
	reader->pos = stop < reader->end ? stop + 1 : stop;
	reader->line++;
	for (first = start; first < stop && ec2a__is_space(*first);)
		first++;
	while (stop > first && ec2a__is_space(stop[-1]))
		stop--;
	*ret_start = first;
	*ret_size = (size_t)(stop - first);
	*ret_indent = (size_t)(first - start);
	return 1;
}

static int begin_section(struct reader *reader, char *start, size_t size)
{
	struct ec2a__ini *ini = reader->ini;
	char *close = NULL;
	int r;

	/* Up to the last ], as botocore's reader has it; what stands behind it is nothing. */
	for (size_t i = size; i > 1 && !close; i--)
		if (start[i - 1] == ']')
			close = &start[i - 1];
	if (!close || close == start + 1)
		return refuse(reader, EC2A_E_FORMAT, "a section without its name or its ]");
	if (ini->n_sections == EC2A__INI_SECTIONS)
		return refuse(reader, EC2A_E_LIMIT, "too many sections");
	r = grow(&ini->sections, ini->n_sections, &ini->cap_sections, sizeof(*ini->sections));
	if (r < 0)
		return r;
	*close = '\0';
	ini->sections[ini->n_sections++] = (struct section){ start + 1, ini->n_entries, 0, reader->line };
	reader->value_end = NULL;
	return 0;
}

static int stands_already(const struct ec2a__ini *ini, const struct section *section, const char *name)
{
	for (size_t i = 0; i < section->count; i++)
		if (strcmp(ini->entries[section->first + i].name, name) == 0)
			return 1;
	return 0;
}

static int begin_value(struct reader *reader, char *start, size_t size)
{
	struct ec2a__ini *ini = reader->ini;
	struct section *section;
	char *name_end, *value = start, *end = start + size;
	int r;

	while (value < end && *value != '=' && *value != ':')
		value++;
	if (value == end)
		return refuse(reader, EC2A_E_FORMAT, "neither a section, nor a name and its value");
	name_end = value++;
	while (name_end > start && ec2a__is_space(name_end[-1]))
		name_end--;
	if (name_end == start)
		return refuse(reader, EC2A_E_FORMAT, "a value without a name");
	while (value < end && ec2a__is_space(*value))
		value++;
	*name_end = '\0';
	for (char *c = start; c < name_end; c++)
		*c = ec2a__lower(*c);
	section = &ini->sections[ini->n_sections - 1];
	if (stands_already(ini, section, start))
		return refuse(reader, EC2A_E_FORMAT, "a name that stands in this section already");
	if (section->count == EC2A__INI_NAMES)
		return refuse(reader, EC2A_E_LIMIT, "too many names in a section");
	r = grow(&ini->entries, ini->n_entries, &ini->cap_entries, sizeof(*ini->entries));
	if (r < 0)
		return r;
	/* No longer than the line, so the NUL is in it or where its end was. */
	*end = '\0';
	ini->entries[ini->n_entries++] = (struct entry){ start, value };
	section->count++;
	reader->value_end = end;
	return 0;
}

/* A line feed and the line, behind what there is; there is room, as the file had both and more. */
static void go_on(struct reader *reader, const char *start, size_t size)
{
	*reader->value_end++ = '\n';
	memmove(reader->value_end, start, size);
	reader->value_end += size;
	*reader->value_end = '\0';
}

static int read_line(struct reader *reader, char *start, size_t size, size_t indent)
{
	if (!size || *start == '#' || *start == ';')
		return 0;
	if (memchr(start, '\0', size))
		return refuse(reader, EC2A_E_FORMAT, "a NUL byte");
	if (reader->value_end && indent > reader->indent) {
		go_on(reader, start, size);
		return 0;
	}
	reader->indent = indent;
	if (*start == '[')
		return begin_section(reader, start, size);
	if (!reader->ini->n_sections)
		return refuse(reader, EC2A_E_FORMAT, "a line in front of the first section");
	return begin_value(reader, start, size);
}

/* ---- sections by name ------------------------------------------------------- */

/* qsort() hands no context to its function, so that what is sorted has all it needs. */
struct named {
	const char *name;
	size_t section;
};

static int compare_named(const void *a, const void *b)
{
	const struct named *left = a, *right = b;
	int order = strcmp(left->name, right->name);

	if (order != 0)
		return order;
	return left->section < right->section ? -1 : left->section > right->section;
}

static int sort_sections(struct reader *reader)
{
	struct ec2a__ini *ini = reader->ini;
	struct named *named = ec2a__realloc_array(NULL, ini->n_sections, sizeof(*named));
	int r = 0;

	ini->by_name = ec2a__realloc_array(NULL, ini->n_sections, sizeof(*ini->by_name));
	if (!named || !ini->by_name) {
		ec2a__free(named);
		return EC2A_E_NOMEM;
	}
	for (size_t i = 0; i < ini->n_sections; i++)
		named[i] = (struct named){ ini->sections[i].name, i };
	qsort(named, ini->n_sections, sizeof(*named), compare_named);
	for (size_t i = 0; i < ini->n_sections; i++) {
		ini->by_name[i] = named[i].section;
		if (i == 0 || r < 0 || strcmp(named[i].name, named[i - 1].name) != 0)
			continue;
		reader->line = ini->sections[named[i].section].line;
		r = refuse(reader, EC2A_E_FORMAT, "a section that stands in it already");
	}
	ec2a__free(named);
	return r;
}

int ec2a__ini_read(const char *text, size_t size, struct ec2a__ini **ret_ini, struct ec2a__ini_fault *fault)
{
	struct ec2a__ini *ini = ec2a__calloc(1, sizeof(*ini));
	struct reader reader = { .ini = ini, .fault = fault };
	char *start;
	size_t length, indent;
	int r = 0;

	if (!ini)
		return EC2A_E_NOMEM;
	if (size > EC2A__INI_BYTES) {
		ec2a__free(ini);
		return refuse(&reader, EC2A_E_LIMIT, "the file is too large");
	}
	ini->text = ec2a__strndup(text, size);
	ini->text_size = size;
	if (!ini->text) {
		ec2a__free(ini);
		return EC2A_E_NOMEM;
	}
	/* Editors of some systems put a byte order mark in front. */
	reader.pos = size >= 3 && memcmp(text, "\xEF\xBB\xBF", 3) == 0 ? ini->text + 3 : ini->text;
	reader.end = ini->text + size;
	while (r == 0 && next_line(&reader, &start, &length, &indent))
		r = read_line(&reader, start, length, indent);
	if (r == 0)
		r = sort_sections(&reader);
	if (r < 0)
		ec2a__ini_free(ini);
	else
		*ret_ini = ini;
	return r;
}

void ec2a__ini_free(struct ec2a__ini *ini)
{
	if (!ini)
		return;
	if (ini->text)
		ec2a__wipe(ini->text, ini->text_size);
	ec2a__free(ini->text);
	ec2a__free(ini->sections);
	ec2a__free(ini->entries);
	ec2a__free(ini->by_name);
	ec2a__free(ini);
}

size_t ec2a__ini_sections(const struct ec2a__ini *ini)
{
	return ini ? ini->n_sections : 0;
}

const char *ec2a__ini_section(const struct ec2a__ini *ini, size_t section)
{
	return ini->sections[section].name;
}

size_t ec2a__ini_find(const struct ec2a__ini *ini, const char *name)
{
	size_t low = 0, high = ec2a__ini_sections(ini);

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		int order = strcmp(ini->sections[ini->by_name[middle]].name, name);

		if (order == 0)
			return ini->by_name[middle];
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return EC2A__INI_NONE;
}

const char *ec2a__ini_get(const struct ec2a__ini *ini, size_t section, const char *name)
{
	const struct section *in;

	if (!ini || section == EC2A__INI_NONE)
		return NULL;
	in = &ini->sections[section];
	for (size_t i = 0; i < in->count; i++)
		if (strcmp(ini->entries[in->first + i].name, name) == 0)
			return ini->entries[in->first + i].value;
	return NULL;
}

const char *ec2a__ini_nested(const char *value, const char *name, size_t *ret_size)
{
	size_t size = strlen(name);

	/* The lines of a value have no white space around them. */
	for (const char *line = strchr(value, '\n'); line; line = strchr(line, '\n')) {
		const char *pos = ++line + size;

		if (strncmp(line, name, size) != 0)
			continue;
		pos += strspn(pos, " \t");
		if (*pos != '=')
			continue;
		pos++;
		pos += strspn(pos, " \t");
		*ret_size = strcspn(pos, "\n");
		return pos;
	}
	return NULL;
}
