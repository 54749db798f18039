/* SPDX-License-Identifier: MIT */
#include "s3_page.h"

#include "ascii.h"
#include "mem.h"
#include "timestamp.h"
#include "xml.h"

#include <ec2access/ec2access.h>
#include <string.h>

#define TEXT_MAX ((size_t)64 * 1024) /* of one element; a key has 1,024 bytes, each encoded as three */
#define NONE SIZE_MAX

void ec2a__s3_page_init(struct ec2a__s3_page *page)
{
	memset(page, 0, sizeof(*page));
	ec2a__buf_init(&page->text, EC2A__S3_PAGE_BYTES);
}

void ec2a__s3_page_free(struct ec2a__s3_page *page)
{
	ec2a__free(page->entries);
	ec2a__buf_free(&page->text);
	ec2a__s3_page_init(page);
}

static void clear(struct ec2a__s3_page *page)
{
	page->n = 0;
	page->token = NULL;
	page->fault = NULL;
	ec2a__buf_clear(&page->text);
}

/* While a page is read, its text may move: names are known by where they begin. */
struct reading {
	struct ec2a__s3_page *page;
	struct ec2a__s3_entry entry; /* the one that is open */
	size_t token;
	uint64_t told; /* KeyCount */
	int encoded, truncated;
};

static void begin_entry(struct reading *reading)
{
	memset(&reading->entry, 0, sizeof(reading->entry));
	reading->entry.key_at = reading->entry.etag_at = NONE;
}

static int fault(struct reading *reading, int code, const char *text)
{
	reading->page->fault = text;
	return code;
}

static int keep(struct reading *reading, const struct ec2a__xml_end *end, size_t *ret_place)
{
	struct ec2a__buf *text = &reading->page->text;
	size_t place = text->len;
	int r = ec2a__buf_add(text, end->text, end->size);

	if (r == 0)
		r = ec2a__buf_addc(text, '\0');
	if (r == EC2A_E_LIMIT)
		return fault(reading, r, "a page of the listing is over the limit");
	if (r == 0)
		*ret_place = place;
	return r;
}

static int read_number(struct reading *reading, const struct ec2a__xml_end *end, uint64_t *ret_number)
{
	uint64_t number = 0;

	for (size_t i = 0; i < end->size; i++) {
		if (!ec2a__is_digit(end->text[i]) || number > (UINT64_MAX - 9) / 10)
			return fault(reading, EC2A_E_FORMAT, "a number in the listing is none");
		number = number * 10 + (uint64_t)(end->text[i] - '0');
	}
	*ret_number = number;
	return 0;
}

static int end_entry(struct reading *reading, int is_folder)
{
	struct ec2a__s3_page *page = reading->page;

	if (reading->entry.key_at == NONE)
		return fault(reading, EC2A_E_FORMAT, "an object of the listing has no key");
	if (page->n == EC2A__S3_PAGE_ENTRIES)
		return fault(reading, EC2A_E_LIMIT, "a page of the listing is over the limit");
	if (page->n == page->cap) {
		size_t cap = page->cap ? page->cap * 2 : 64;
		struct ec2a__s3_entry *entries = ec2a__realloc_array(page->entries, cap, sizeof(*entries));

		if (!entries)
			return EC2A_E_NOMEM;
		page->entries = entries;
		page->cap = cap;
	}
	reading->entry.is_folder = is_folder;
	page->entries[page->n++] = reading->entry;
	begin_entry(reading);
	return 0;
}

static int read_object(struct reading *reading, const char *name, const struct ec2a__xml_end *end)
{
	struct ec2a__s3_entry *entry = &reading->entry;
	int64_t us;

	if (strcmp(name, "Key") == 0)
		return keep(reading, end, &entry->key_at);
	if (strcmp(name, "ETag") == 0)
		return keep(reading, end, &entry->etag_at);
	if (strcmp(name, "Size") == 0)
		return read_number(reading, end, &entry->size);
	if (strcmp(name, "LastModified") == 0 && ec2a__time_parse(end->text, end->size, &us) == 1)
		entry->modified = us / EC2A__SECOND;
	return 0;
}

/* What follows a name that the path begins with, or NULL. */
static const char *below(const char *path, const char *name)
{
	size_t size = strlen(name);

	return strncmp(path, name, size) == 0 ? path + size : NULL;
}

static int read_end(struct reading *reading, const struct ec2a__xml_end *end)
{
	const char *name = below(end->path, "ListBucketResult/"), *object;

	if (!name)
		return strcmp(end->path, "ListBucketResult") == 0
			       ? 0
			       : fault(reading, EC2A_E_FORMAT, "the reply is no listing");
	if (strcmp(name, "Contents") == 0)
		return end_entry(reading, 0);
	object = below(name, "Contents/");
	if (object)
		return read_object(reading, object, end);
	if (strcmp(name, "CommonPrefixes/Prefix") == 0)
		return keep(reading, end, &reading->entry.key_at);
	if (strcmp(name, "CommonPrefixes") == 0)
		return end_entry(reading, 1);
	if (strcmp(name, "IsTruncated") == 0)
		reading->truncated = strcmp(end->text, "true") == 0;
	else if (strcmp(name, "EncodingType") == 0)
		reading->encoded = strcmp(end->text, "url") == 0;
	else if (strcmp(name, "NextContinuationToken") == 0)
		return keep(reading, end, &reading->token);
	else if (strcmp(name, "KeyCount") == 0)
		return read_number(reading, end, &reading->told);
	return 0;
}

/* In place, with '+' for the space. 1, or 0 where it is no name. */
static int decode(char *text)
{
	char *to = text;

	for (const char *from = text; *from; from++) {
		char c = *from == '+' ? ' ' : *from;

		if (*from == '%' && ec2a__is_hex(from[1]) && ec2a__is_hex(from[2])) {
			c = (char)(ec2a__hex_value(from[1]) * 16 + ec2a__hex_value(from[2]));
			from += 2;
		}
		if (!c)
			return 0;
		*to++ = c;
	}
	*to = '\0';
	return *text != '\0';
}

/* Now that all was read: whether names are encoded may stand behind them. */
static int settle(struct reading *reading)
{
	struct ec2a__s3_page *page = reading->page;
	char *text = page->text.data;

	/* Fewer than it says: what is missing nobody would ask for again. */
	if (reading->told > page->n)
		return fault(reading, EC2A_E_FORMAT, "the listing holds less than its KeyCount");
	for (size_t i = 0; i < page->n; i++) {
		struct ec2a__s3_entry *entry = &page->entries[i];
		char *key = text + entry->key_at;

		entry->is_bad = reading->encoded ? !decode(key) : !*key;
		entry->key = key;
		entry->etag = entry->etag_at == NONE ? "" : text + entry->etag_at;
	}
	if (reading->truncated && (reading->token == NONE || !text[reading->token]))
		return fault(reading, EC2A_E_FORMAT, "the listing breaks off: it says that it goes on, but not where");
	page->token = reading->truncated ? text + reading->token : NULL;
	return 0;
}

static int read_all(struct reading *reading, struct ec2a__xml *xml, const void *data, size_t size)
{
	struct ec2a__xml_end end;
	int r = ec2a__xml_feed(xml, data, size, 1), elements = 0;

	while (r == 0 && (r = ec2a__xml_next(xml, &end)) == 1) {
		r = read_end(reading, &end);
		elements++;
	}
	if (r == 0 && !elements)
		r = EC2A_E_FORMAT;
	if (r < 0 && r != EC2A_E_NOMEM && !reading->page->fault)
		reading->page->fault = r == EC2A_E_LIMIT ? "a page of the listing is over the limit"
							 : "the reply is no listing: it is no XML";
	return r;
}

int ec2a__s3_page_read(struct ec2a__s3_page *page, const void *data, size_t size)
{
	struct reading reading = {.page = page, .token = NONE};
	struct ec2a__xml *xml;
	int r;

	clear(page);
	begin_entry(&reading);
	r = ec2a__xml_new(EC2A__S3_PAGE_BYTES, TEXT_MAX, &xml);
	if (r < 0)
		return r;
	r = read_all(&reading, xml, data, size);
	ec2a__xml_free(xml);
	if (r == 0)
		r = settle(&reading);
	if (r < 0) {
		const char *why = page->fault;

		clear(page);
		page->fault = why;
	}
	return r;
}
