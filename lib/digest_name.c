/* SPDX-License-Identifier: MIT */
#include "digest_name.h"

#include "ascii.h"
#include "timestamp.h"

#define SECONDS_STAMP 16 /* 20231231T235959Z */
#define MINUTES_STAMP 14 /* 20231231T2359Z */

/* "YYYYMMDDTHHMM[SS]Z": 1, or 0 when it is none. */
static int read_stamp(struct ec2a__text text, int64_t *ret_us)
{
	static const char separators[] = "--T::";
	char iso[EC2A__TIME_TEXT];
	size_t n = 0;

	if ((text.size != SECONDS_STAMP && text.size != MINUTES_STAMP) || text.data[8] != 'T' ||
	    text.data[text.size - 1] != 'Z')
		return 0;
	for (size_t i = 0; i + 1 < text.size; i++) {
		if (i == 8)
			continue;
		if (!ec2a__is_digit(text.data[i]))
			return 0;
		if (i >= 4 && (i < 8 ? i % 2 == 0 : i % 2 == 1))
			iso[n++] = separators[i / 2 - 2];
		iso[n++] = text.data[i];
	}
	if (text.size == MINUTES_STAMP) {
		memcpy(iso + n, ":00", 3);
		n += 3;
	}
	iso[n++] = 'Z';
	return ec2a__time_parse(iso, n, ret_us);
}

char *ec2a__stamp_format(int64_t us, char out[EC2A__STAMP_TEXT])
{
	char iso[EC2A__TIME_TEXT];
	size_t n = 0;

	ec2a__time_format(us, iso);
	for (const char *c = iso; *c && n + 1 < EC2A__STAMP_TEXT; c++)
		if (*c != '-' && *c != ':')
			out[n++] = *c;
	out[n] = '\0';
	return out;
}

/* Takes the part in front of the next '_' off, and that. */
static int take_part(struct ec2a__text *text, struct ec2a__text *ret_part)
{
	size_t end = ec2a__text_find(*text, "_");

	if (end == EC2A__NOWHERE || end == 0)
		return 0;
	*ret_part = ec2a__text_part(*text, 0, end);
	*text = ec2a__text_part(*text, end + 1, text->size);
	return 1;
}

static int take_last_part(struct ec2a__text *text, struct ec2a__text *ret_part)
{
	size_t at = ec2a__text_find_last(*text, "_");

	if (at == EC2A__NOWHERE || at == 0 || at + 1 == text->size)
		return 0;
	*ret_part = ec2a__text_part(*text, at + 1, text->size);
	*text = ec2a__text_part(*text, 0, at);
	return 1;
}

static int is_account(struct ec2a__text text)
{
	for (size_t i = 0; i < text.size; i++)
		if (!ec2a__is_digit(text.data[i]))
			return 0;
	return text.size == 12;
}

/* ACCOUNT_CloudTrail-Digest_REGION_TRAIL_HOME_STAMP[_backfill].json.gz */
static int read_digest(struct ec2a__text file, struct ec2a__object_name *name)
{
	struct ec2a__text stamp;

	if (!ec2a__text_take_end(&file, ".json.gz"))
		return 0;
	name->kind = ec2a__text_take_end(&file, "_backfill") ? EC2A__OBJECT_BACKFILL : EC2A__OBJECT_DIGEST;
	if (!take_part(&file, &name->account) || !is_account(name->account) ||
	    !ec2a__text_take(&file, "CloudTrail-Digest_") || !take_last_part(&file, &stamp) ||
	    stamp.size != SECONDS_STAMP || !read_stamp(stamp, &name->stamp_us) ||
	    !take_last_part(&file, &name->home) || !take_part(&file, &name->region) || !file.size)
		return 0;
	name->trail = file;
	return 1;
}

/* ACCOUNT_CloudTrail_REGION_STAMP_UNIQUE.json.gz */
static int read_log(struct ec2a__text file, struct ec2a__object_name *name)
{
	struct ec2a__text stamp;

	name->kind = EC2A__OBJECT_LOG;
	if (!ec2a__text_take_end(&file, ".gz"))
		return 0;
	return ec2a__text_take_end(&file, ".json") && take_part(&file, &name->account) && is_account(name->account) &&
	       ec2a__text_take(&file, "CloudTrail_") && take_part(&file, &name->region) && take_part(&file, &stamp) &&
	       stamp.size == MINUTES_STAMP && read_stamp(stamp, &name->stamp_us) && file.size;
}

/* Whether a folder of the path is called CloudTrail: whatever lies there is read as a log file by somebody. */
static int is_below_cloudtrail(struct ec2a__text place)
{
	return ec2a__text_find(place, "/CloudTrail/") != EC2A__NOWHERE || ec2a__text_take(&place, "CloudTrail/");
}

void ec2a__object_name_read(struct ec2a__text key, struct ec2a__object_name *ret_name)
{
	static const struct ec2a__object_name none = { .stamp_us = INT64_MIN };
	size_t slash = ec2a__text_find_last(key, "/");
	size_t at = slash == EC2A__NOWHERE ? 0 : slash + 1;
	struct ec2a__text file = ec2a__text_part(key, at, key.size), place = ec2a__text_part(key, 0, at);

	*ret_name = none;
	ret_name->place = place;
	if (read_digest(file, ret_name))
		return;
	*ret_name = none;
	if (read_log(file, ret_name))
		return;
	*ret_name = none;
	if (is_below_cloudtrail(place))
		ret_name->kind = EC2A__OBJECT_LOG;
}
