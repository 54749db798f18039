/* SPDX-License-Identifier: MIT */
/*
 * What a record tells of coverage. This runs over every record of an archive: values are compared where they stand,
 * nothing is allocated unless one has an escape in it.
 */
#include "record_see.h"

#include "record_parts.h"
#include "timestamp.h"
#include "utf8.h"

#include <string.h>

/* Texts that do not stand in the record as they are. */
struct copies {
	struct ec2a__buf account, region;
};

/* Sizes that the compiler knows make these comparisons a few instructions each. */
#define IS(text, literal) (memcmp((text), (literal), sizeof(literal) - 1) == 0)

/* ---- values --------------------------------------------------------------- */

/* A string's text: where it stands, else put right into the buffer. None where it is no string, or a broken one.
 * 0 or EC2A_E_NOMEM. */
static int text_of(struct ec2a__span value, struct ec2a__buf *buf, struct ec2a__span *ret_text)
{
	struct ec2a__span inside = ec2a__span_inside(value);
	int r;

	*ret_text = inside;
	if (!inside.text || ec2a__utf8_plain(inside.text, inside.size) == inside.size)
		return 0;
	r = ec2a__span_text(value, buf);
	*ret_text = (struct ec2a__span){ r == 1 && buf->len ? buf->data : NULL, r == 1 ? buf->len : 0 };
	return r == EC2A_E_NOMEM ? r : 0;
}

static int is_number(struct ec2a__span value)
{
	for (size_t i = 0; i < value.size; i++)
		if (value.text[i] < '0' || value.text[i] > '9')
			return 0;
	return value.size > 0;
}

/* What can be the name of a place, else none. */
static struct ec2a__span place_text(struct ec2a__span text)
{
	if (!text.size || text.size > EC2A__PLACE_TEXT_MAX)
		return (struct ec2a__span){ NULL, 0 };
	return text;
}

/* An account's number as ruling 1 reads it. 0 or EC2A_E_NOMEM. */
static int account_text(struct ec2a__span value, struct ec2a__buf *buf, struct ec2a__span *ret_text)
{
	int r = 0;

	*ret_text = value;
	if (!is_number(value))
		r = text_of(value, buf, ret_text);
	if (ret_text->text && ec2a__record_is_float(ret_text->text, ret_text->size))
		*ret_text = (struct ec2a__span){ NULL, 0 };
	return r;
}

/* "111122223333", as it stands in nearly every record. */
static int is_account(struct ec2a__span value)
{
	unsigned other = 0;

	if (value.size != 14 || value.text[0] != '"' || value.text[13] != '"')
		return 0;
	for (size_t i = 1; i < 13; i++)
		other |= (unsigned char)(value.text[i] - '0') > 9;
	return !other;
}

static int read_account(const struct ec2a__record_view *record, struct copies *copies, struct ec2a__sighting *sighting)
{
	struct ec2a__span value = record->values[EC2A__KEY_ACCOUNT], text;
	int r;

	if (is_account(value)) {
		sighting->account = value.text + 1;
		sighting->account_size = 12;
		return 0;
	}
	r = account_text(value, &copies->account, &text);
	if (r == 0 && !text.size)
		r = account_text(ec2a__span_get(record->values[EC2A__KEY_IDENTITY], "accountId"), &copies->account,
				 &text);
	text = place_text(text);
	sighting->account = text.text;
	sighting->account_size = text.size;
	return r;
}

static int read_region(const struct ec2a__record_view *record, struct copies *copies, struct ec2a__sighting *sighting)
{
	struct ec2a__span text;
	int r = text_of(record->values[EC2A__KEY_REGION], &copies->region, &text);

	text = place_text(text);
	sighting->region = text.text;
	sighting->region_size = text.size;
	return r;
}

static int read_time(ec2a_coverage *coverage, const struct ec2a__record_view *record, struct ec2a__sighting *sighting)
{
	struct ec2a__span text = ec2a__span_inside(record->values[EC2A__KEY_TIME]);
	struct ec2a__buf buf;
	int r;

	sighting->has_time = text.text && ec2a__time_parse_near(&coverage->hour, text.text, text.size,
								&sighting->time_us);
	if (sighting->has_time)
		return 0;
	ec2a__buf_init(&buf, SIZE_MAX);
	r = text_of(record->values[EC2A__KEY_TIME], &buf, &text);
	sighting->has_time = text.text && ec2a__time_parse(text.text, text.size, &sighting->time_us);
	ec2a__buf_free(&buf);
	return r;
}

static inline int is_true(struct ec2a__span value)
{
	return (value.size == 4 && IS(value.text, "true")) || (value.size == 6 && IS(value.text, "\"true\""));
}

/* ---- changes of trails ------------------------------------------------------ */

/* A cheap look before the real one: "cloudtrail.amazonaws.com", or something spelled with escapes. */
static inline int may_be_trail(struct ec2a__span source)
{
	if (source.size < sizeof "\"cloudtrail.amazonaws.com\"" - 1)
		return 0;
	return IS(source.text, "\"cloudtrail.") || (source.text[1] > 0 && source.text[1] <= ' ') ||
	       ec2a__has_escape(source.text, source.size);
}

/* The rows of a change; path[1] is a member of that object. Of one field the first that is there counts. */
static const struct {
	int field;
	const char *path[2];
} change_rows[] = {
	{ EC2A_CHANGE_EVENT_ID, { "eventID", NULL } },
	{ EC2A_CHANGE_TRAIL, { "requestParameters", "name" } },
	{ EC2A_CHANGE_TRAIL, { "requestParameters", "trailName" } },
	{ EC2A_CHANGE_PRINCIPAL, { "userIdentity", "arn" } },
	{ EC2A_CHANGE_PRINCIPAL, { "userIdentity", "principalId" } },
	{ EC2A_CHANGE_PRINCIPAL, { "userIdentity", "invokedBy" } },
	{ EC2A_CHANGE_SOURCE_IP, { "sourceIPAddress", NULL } },
	{ EC2A_CHANGE_ERROR_CODE, { "errorCode", NULL } },
};

#define N_CHANGE_ROWS (sizeof change_rows / sizeof change_rows[0])

/* The text in the form in which it is kept: no longer than the limit, cut between characters. */
static int keep_text(struct ec2a__buf *buf)
{
	static const char ellipsis[] = "\xe2\x80\xa6";
	size_t size = EC2A__CHANGE_TEXT_MAX - (sizeof ellipsis - 1);

	if (buf->len <= EC2A__CHANGE_TEXT_MAX)
		return 0;
	while (size && (buf->data[size] & 0xc0) == 0x80)
		size--;
	ec2a__buf_truncate(buf, size);
	return ec2a__buf_adds(buf, ellipsis);
}

static int read_row(const struct ec2a__record_view *record, size_t row, struct ec2a__buf *buf,
		    struct ec2a__change *change)
{
	int field = change_rows[row].field, r;
	struct ec2a__span value = ec2a__record_get(record, change_rows[row].path[0]);

	if (change->texts[field])
		return 0;
	if (change_rows[row].path[1])
		value = ec2a__span_get(value, change_rows[row].path[1]);
	r = ec2a__span_text(value, buf);
	if (r == 1 && buf->len) {
		r = keep_text(buf);
		change->texts[field] = buf->data;
	}
	return r == EC2A_E_NOMEM ? r : 0;
}

/* Copies for the change's account and region, which in the sighting end by their sizes. */
static int read_place(const struct ec2a__sighting *sighting, struct ec2a__buf *bufs, struct ec2a__change *change)
{
	int r = 0;

	if (sighting->account) {
		r = ec2a__buf_add(&bufs[0], sighting->account, sighting->account_size);
		change->texts[EC2A_CHANGE_ACCOUNT_ID] = bufs[0].data;
	}
	if (r == 0 && sighting->region) {
		r = ec2a__buf_add(&bufs[1], sighting->region, sighting->region_size);
		change->texts[EC2A_CHANGE_REGION] = bufs[1].data;
	}
	return r;
}

static int see_change(ec2a_coverage *coverage, const struct ec2a__record_view *record, const char *name,
		      struct ec2a__sighting *sighting)
{
	struct ec2a__change change = { .time_us = EC2A__NO_TIME };
	struct ec2a__buf bufs[N_CHANGE_ROWS + 2];
	int r = 0;

	for (size_t i = 0; i < N_CHANGE_ROWS + 2; i++)
		ec2a__buf_init(&bufs[i], SIZE_MAX);
	for (size_t i = 0; r == 0 && i < N_CHANGE_ROWS; i++)
		r = read_row(record, i, &bufs[i], &change);
	if (r == 0)
		r = read_place(sighting, &bufs[N_CHANGE_ROWS], &change);
	change.texts[EC2A_CHANGE_NAME] = name;
	if (sighting->has_time) {
		change.time_us = sighting->time_us;
		ec2a__time_format(change.time_us, change.time_text);
	}
	sighting->change = &change;
	if (r == 0)
		r = ec2a__coverage_see(coverage, sighting);
	sighting->change = NULL;
	for (size_t i = 0; i < N_CHANGE_ROWS + 2; i++)
		ec2a__buf_free(&bufs[i]);
	return r;
}

/* ---- all ------------------------------------------------------------------- */

/* A string of so many bytes at least and at most, without its quotes. */
static inline int is_string_of(struct ec2a__span value, size_t min, size_t max)
{
	return value.size - 2 >= min && value.size - 2 <= max && value.text[0] == '"' && value.text[value.size - 1] == '"';
}

/* As nearly every record is: of a place and an hour that were seen before. 1, or 0 where it was not counted. */
static inline int see_usual(ec2a_coverage *coverage, const struct ec2a__record_view *record)
{
	struct ec2a__span account = record->values[EC2A__KEY_ACCOUNT], region = record->values[EC2A__KEY_REGION];
	struct ec2a__span time = record->values[EC2A__KEY_TIME];

	if (!is_string_of(account, EC2A__ACCOUNT_SIZE, EC2A__ACCOUNT_SIZE) ||
	    !is_string_of(region, EC2A__REGION_MIN, EC2A__REGION_MAX) ||
	    !is_string_of(time, EC2A__TIME_PLAIN, EC2A__TIME_PLAIN) || may_be_trail(record->values[EC2A__KEY_SOURCE]))
		return 0;
	return ec2a__coverage_see_usual(coverage, account.text + 1, region.text + 1, region.size - 2, time.text + 1,
					is_true(record->values[EC2A__KEY_READ_ONLY]));
}

/* By itself, so that only those that go this way pay for its frame. */
static __attribute__((noinline)) int see_any(ec2a_coverage *coverage, const struct ec2a__record_view *record, int class)
{
	struct ec2a__sighting sighting = { .read_only = is_true(record->values[EC2A__KEY_READ_ONLY]) };
	struct copies copies;
	const char *name = NULL;
	int r;

	ec2a__buf_init(&copies.account, SIZE_MAX);
	ec2a__buf_init(&copies.region, SIZE_MAX);
	r = read_account(record, &copies, &sighting);
	if (r == 0)
		r = read_region(record, &copies, &sighting);
	if (r == 0)
		r = read_time(coverage, record, &sighting);
	if (class == EC2A_CLASS_ACCESS)
		sighting.channel = ec2a__record_is_channel(record);
	if (may_be_trail(record->values[EC2A__KEY_SOURCE]))
		name = ec2a__record_trail_change(record);
	if (r == 0)
		r = name ? see_change(coverage, record, name, &sighting) : ec2a__coverage_see(coverage, &sighting);
	ec2a__buf_free(&copies.account);
	ec2a__buf_free(&copies.region);
	return r;
}

int ec2a__record_see(ec2a_coverage *coverage, const struct ec2a__record_view *record, int class)
{
	if (class != EC2A_CLASS_ACCESS && see_usual(coverage, record))
		return 0;
	return see_any(coverage, record, class);
}
