/* SPDX-License-Identifier: MIT */
/*
 * What the user knows, from a file: session documents and host names (doc/rules.md). Strict, so that a misspelled
 * key is an error and not a rule that silently does nothing. The text is walked where it stands, which is how a
 * fault knows its line.
 */
#include "json_check.h"
#include "json_span.h"
#include "mem.h"
#include "settings.h"

#include "ascii.h"
#include "utf8.h"

#include <string.h>

#define RULES_SIZE_MAX ((size_t)1024 * 1024)
#define RULES_DEPTH 8
#define BOM_SIZE 3 /* the byte order mark that some editors write before UTF-8 */
#define RULES_ENTRIES_MAX 10000 /* of each kind */
#define DOCUMENT_MIN 3
#define DOCUMENT_MAX 128
#define HOST_MAX 255
#define SHOWN_MAX 80 /* bytes of the file's own text in a message */

struct reader {
	const char *json;
	ec2a_config *rules;  /* what was read so far; becomes part of the configuration when all is well */
	struct ec2a__buf key, value;
	char **ret_error;    /* or NULL */
};

/* ---- messages --------------------------------------------------------------- */

static uint64_t line_of(const char *json, const char *at)
{
	uint64_t line = 1;

	for (const char *c = json; c < at; c++)
		line += *c == '\n';
	return line;
}

/* A few bytes of the file, made harmless. */
static int add_shown(struct ec2a__buf *out, const char *text, size_t size)
{
	int r = ec2a__buf_adds(out, ": \"");

	if (r == 0)
		r = ec2a__utf8_add_visible(out, text, size < SHOWN_MAX ? size : SHOWN_MAX);
	if (r == 0 && size > SHOWN_MAX)
		r = ec2a__buf_adds(out, "...");
	return r ? r : ec2a__buf_addc(out, '"');
}

/* The error with its sentence, "rules: line 7: what: "text"". Without memory for it, EC2A_E_NOMEM. */
static int fail(const struct reader *reader, const char *at, const char *what, struct ec2a__span shown)
{
	struct ec2a__buf out;
	int r;

	if (!reader->ret_error)
		return EC2A_E_FORMAT;
	ec2a__buf_init(&out, SIZE_MAX / 4);
	r = ec2a__buf_adds(&out, "rules: line ");
	if (r == 0)
		r = ec2a__buf_addu(&out, line_of(reader->json, at));
	if (r == 0)
		r = ec2a__buf_adds(&out, ": ");
	if (r == 0)
		r = ec2a__buf_adds(&out, what);
	if (r == 0 && shown.text)
		r = add_shown(&out, shown.text, shown.size);
	if (r == 0) {
		*reader->ret_error = ec2a__buf_steal(&out);
		r = *reader->ret_error ? 0 : EC2A_E_NOMEM;
	}
	ec2a__buf_free(&out);
	return r ? EC2A_E_NOMEM : EC2A_E_FORMAT;
}

static struct ec2a__span shown_text(const struct ec2a__buf *text)
{
	return (struct ec2a__span){ text->len ? text->data : "", text->len };
}

/* ---- what a text may be -------------------------------------------------------- */

static int is_of(const struct ec2a__buf *text, size_t min, size_t max, const char *marks)
{
	if (text->len < min || text->len > max)
		return 0;
	for (size_t i = 0; i < text->len; i++) {
		char c = text->data[i], low = ec2a__lower(c);

		if (!ec2a__is_digit(c) && !(low >= 'a' && low <= 'z') && !(c && strchr(marks, c)))
			return 0;
	}
	return 1;
}

/* i- and 8 or 17 hex digits, in lower case, as AWS writes them. */
static int is_instance(const struct ec2a__buf *text)
{
	if ((text->len != 10 && text->len != 19) || memcmp(text->data, "i-", 2) != 0)
		return 0;
	for (size_t i = 2; i < text->len; i++)
		if (!ec2a__is_hex(text->data[i]) || text->data[i] != ec2a__lower(text->data[i]))
			return 0;
	return 1;
}

/* ---- entries ------------------------------------------------------------------ */

/* Both take reader->key and reader->value; at is where the key stands. */
static int take_document(struct reader *reader, const char *at)
{
	const char *name = reader->key.len ? reader->key.data : "";
	int method = 0, r;

	if (!is_of(&reader->key, DOCUMENT_MIN, DOCUMENT_MAX, "_-."))
		return fail(reader, at, "not a document's name (3 to 128 letters, digits, _ - .)",
			    shown_text(&reader->key));
	if (ec2a__config_document(reader->rules, name))
		return fail(reader, at, "a document that stands here twice", shown_text(&reader->key));
	if (!reader->value.len || ec2a_enum_value(EC2A_ENUM_METHOD, reader->value.data, &method) < 0 ||
	    method < EC2A_METHOD_SESSION_MANAGER || method > EC2A_METHOD_SESSION_MANAGER_DOCUMENT)
		return fail(reader, at, "not one of the session-manager methods", shown_text(&reader->value));
	r = ec2a_config_map_document(reader->rules, name, method);
	if (r == EC2A_E_ARG)
		return fail(reader, at, "a document of AWS, whose meaning is fixed", shown_text(&reader->key));
	return r;
}

static int take_host(struct reader *reader, const char *at)
{
	const char *name = reader->key.len ? reader->key.data : "";

	if (!is_of(&reader->key, 1, HOST_MAX, "_-.:"))
		return fail(reader, at, "not a host name or address", shown_text(&reader->key));
	if (ec2a__config_host(reader->rules, name))
		return fail(reader, at, "a host that stands here twice", shown_text(&reader->key));
	if (!is_instance(&reader->value))
		return fail(reader, at, "not an instance id (i- and 8 or 17 hex digits)", shown_text(&reader->value));
	return ec2a_config_map_host(reader->rules, name, reader->value.data);
}

struct section {
	const char *name;
	int (*take)(struct reader *reader, const char *at);
	const char *wrong_type, *wrong_value, *too_many;
};

static const struct section sections[] = {
	{ "documents", take_document, "\"documents\" is not an object", "a document's method is not a string",
	  "more than 10000 documents" },
	{ "hosts", take_host, "\"hosts\" is not an object", "a host's instance is not a string",
	  "more than 10000 hosts" },
};

#define N_SECTIONS (sizeof sections / sizeof sections[0])

static const struct ec2a__span nothing = { NULL, 0 };

/* The text of a key, escapes undone. */
static int key_text(struct reader *reader, struct ec2a__span key)
{
	int r;

	ec2a__buf_clear(&reader->key);
	r = ec2a__json_unescape(key.text, key.size, &reader->key);
	return r;
}

static int read_section(struct reader *reader, const struct section *section, struct ec2a__span object)
{
	struct ec2a__span_walk walk = ec2a__span_walk(object);
	struct ec2a__span key, value;
	size_t count = 0;
	int r = 0;

	if (!ec2a__span_is_object(object))
		return fail(reader, object.text, section->wrong_type, nothing);
	while (r == 0 && ec2a__span_next(&walk, &key, &value)) {
		if (count++ == RULES_ENTRIES_MAX)
			return fail(reader, key.text, section->too_many, nothing);
		r = key_text(reader, key);
		if (r == 0 && !ec2a__span_is_string(value))
			return fail(reader, key.text, section->wrong_value, shown_text(&reader->key));
		if (r == 0)
			r = ec2a__span_text(value, &reader->value);
		if (r == 1)
			r = section->take(reader, key.text);
	}
	return r;
}

static int read_sections(struct reader *reader, struct ec2a__span object)
{
	struct ec2a__span_walk walk = ec2a__span_walk(object);
	struct ec2a__span key, value;
	int seen[N_SECTIONS] = { 0 };
	int r = 0;

	if (!ec2a__span_is_object(object))
		return fail(reader, object.text, "the file is not one object", nothing);
	while (r == 0 && ec2a__span_next(&walk, &key, &value)) {
		size_t i = 0;

		r = key_text(reader, key);
		while (r == 0 && i < N_SECTIONS && strcmp(reader->key.len ? reader->key.data : "", sections[i].name) != 0)
			i++;
		if (r == 0 && i == N_SECTIONS)
			return fail(reader, key.text, "an unknown key", shown_text(&reader->key));
		if (r == 0 && seen[i]++)
			return fail(reader, key.text, "a key that stands here twice", shown_text(&reader->key));
		if (r == 0)
			r = read_section(reader, &sections[i], value);
	}
	return r;
}

/* ---- the call ------------------------------------------------------------------ */

static int check_and_read(struct reader *reader, const char *json, size_t size)
{
	struct ec2a__json_fault fault = { 0, "" };
	struct ec2a__span whole;
	int r;

	if (size >= BOM_SIZE && memcmp(json, "\xEF\xBB\xBF", BOM_SIZE) == 0) {
		json += BOM_SIZE;
		size -= BOM_SIZE;
	}
	whole = ec2a__span_of(json, size);
	if (!whole.text)
		return fail(reader, json, "the file is empty", nothing);
	r = ec2a__json_check(json, size, RULES_DEPTH, &fault);
	if (r < 0)
		return fail(reader, json + (fault.byte < size ? fault.byte : size), fault.what, nothing);
	return read_sections(reader, whole);
}

int ec2a_config_read_rules(ec2a_config *config, const void *json, size_t size, char **ret_error)
{
	struct reader reader = { .json = json, .ret_error = ret_error };
	int r;

	if (!config || (!json && size))
		return EC2A_E_ARG;
	if (!json)
		reader.json = "";
	r = ec2a_config_new(&reader.rules);
	if (r < 0)
		return r;
	ec2a__buf_init(&reader.key, SIZE_MAX);
	ec2a__buf_init(&reader.value, SIZE_MAX);
	if (size > RULES_SIZE_MAX)
		r = fail(&reader, reader.json, "the file is larger than 1 MiB", nothing);
	else
		r = check_and_read(&reader, reader.json, size);
	if (r == 0)
		r = ec2a__config_take_maps(config, reader.rules);
	ec2a__buf_free(&reader.key);
	ec2a__buf_free(&reader.value);
	ec2a_config_unref(reader.rules);
	return r;
}
