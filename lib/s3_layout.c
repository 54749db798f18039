/* SPDX-License-Identifier: MIT */
#include "s3_layout.h"

#include "ascii.h"
#include "mem.h"
#include "timestamp.h"

#include <ec2access/ec2access.h>
#include <stdio.h>
#include <string.h>

#define DAY_US (INT64_C(86400) * 1000000)
#define DEPTH_MAX 4     /* folders in which AWSLogs/ is looked for */
#define FEW_FOLDERS 3   /* asking for so many, there or not, is no dearer than asking for their names first */
#define NAMES_MAX 31
#define ACCOUNT_SIZE 12
#define DIGESTS "CloudTrail-Digest"

/* ---- names --------------------------------------------------------------------- */

static int is(const char *name, size_t size, const char *text)
{
	return strlen(text) == size && memcmp(name, text, size) == 0;
}

/* The value of exactly so many digits, or -1. */
static int number_of(const char *name, size_t size, size_t digits)
{
	int value = 0;

	if (size != digits)
		return -1;
	for (size_t i = 0; i < size; i++) {
		if (!ec2a__is_digit(name[i]))
			return -1;
		value = value * 10 + (name[i] - '0');
	}
	return value;
}

static int is_account(const char *name, size_t size)
{
	for (size_t i = 0; i < size; i++)
		if (!ec2a__is_digit(name[i]))
			return 0;
	return size == ACCOUNT_SIZE;
}

/* us-east-1, us-gov-west-1, eusc-de-east-1 */
static int is_region(const char *name, size_t size)
{
	size_t dashes = 0;

	for (size_t i = 0; i < size; i++) {
		if (name[i] == '-')
			dashes++;
		else if (!ec2a__is_digit(name[i]) && (name[i] < 'a' || name[i] > 'z'))
			return 0;
	}
	return size >= 5 && size <= 32 && dashes >= 2 && name[0] >= 'a' && name[0] <= 'z' && ec2a__is_digit(name[size - 1]);
}

/* In a list between commas. */
static int stands_in(const char *list, const char *name, size_t size)
{
	const char *at = list + 1;

	while (*at) {
		const char *end = strchr(at, ',');

		if ((size_t)(end - at) == size && memcmp(at, name, size) == 0)
			return 1;
		at = end + 1;
	}
	return 0;
}

/* ---- folders ------------------------------------------------------------------- */

/* The level of a folder in a folder of the layout, where its name is what the layout has there. */
static int level_of(const struct ec2a__s3_place *place, const char *name, size_t size, int digests)
{
	int number;

	switch (place->level) {
	case EC2A__S3_ABOVE:
		return EC2A__S3_ABOVE;
	case EC2A__S3_LOGS:
		if (size > 2 && memcmp(name, "o-", 2) == 0)
			return EC2A__S3_ORG;
		return is_account(name, size) ? EC2A__S3_ACCOUNT : EC2A__S3_OTHER;
	case EC2A__S3_ORG:
		return is_account(name, size) ? EC2A__S3_ACCOUNT : EC2A__S3_OTHER;
	case EC2A__S3_ACCOUNT:
		return is(name, size, "CloudTrail") || (digests && is(name, size, DIGESTS)) ?
			EC2A__S3_TRAIL : EC2A__S3_OTHER;
	case EC2A__S3_TRAIL:
		return is_region(name, size) ? EC2A__S3_REGION : EC2A__S3_OTHER;
	case EC2A__S3_REGION:
		return number_of(name, size, 4) > 0 ? EC2A__S3_YEAR : EC2A__S3_OTHER;
	case EC2A__S3_YEAR:
		number = number_of(name, size, 2);
		return number >= 1 && number <= 12 ? EC2A__S3_MONTH : EC2A__S3_OTHER;
	case EC2A__S3_MONTH:
		number = number_of(name, size, 2);
		return number >= 1 && number <= 31 ? EC2A__S3_DAY : EC2A__S3_OTHER;
	default:
		return place->level;
	}
}

static struct ec2a__s3_place step(const struct ec2a__s3_place *place, const char *name, size_t size, int digests)
{
	struct ec2a__s3_place below = *place;

	if (is(name, size, "AWSLogs"))
		return (struct ec2a__s3_place){.level = EC2A__S3_LOGS};
	below.level = level_of(place, name, size, digests);
	below.depth += below.level == EC2A__S3_ABOVE;
	if (place->level == EC2A__S3_ACCOUNT && below.level == EC2A__S3_OTHER)
		below.passed = 1;
	if (place->level == EC2A__S3_REGION && below.level == EC2A__S3_YEAR)
		below.year = number_of(name, size, 4);
	if (place->level == EC2A__S3_YEAR && below.level == EC2A__S3_MONTH)
		below.month = number_of(name, size, 2);
	return below;
}

/* The next folder of a key, and what follows it; NULL where only the last part is left. */
static const char *next_folder(const char *key, size_t *ret_size)
{
	const char *end = strchr(key, '/');

	if (!end)
		return NULL;
	*ret_size = (size_t)(end - key);
	return end + 1;
}

struct ec2a__s3_place ec2a__s3_place_of(const char *prefix)
{
	struct ec2a__s3_place place = {0};
	const char *rest;
	size_t size;

	while ((rest = next_folder(prefix, &size)) != NULL) {
		place = step(&place, prefix, size, 0);
		prefix = rest;
	}
	return place;
}

/* ---- time ---------------------------------------------------------------------- */

static int64_t day_of(int64_t us)
{
	return us / DAY_US - (us % DAY_US < 0);
}

static void days_of_year(int year, int64_t *ret_first, int64_t *ret_last)
{
	*ret_first = ec2a__time_days(year, 1, 1);
	*ret_last = ec2a__time_days(year + 1, 1, 1) - 1;
}

static void days_of_month(int year, int month, int64_t *ret_first, int64_t *ret_last)
{
	*ret_first = ec2a__time_days(year, month, 1);
	*ret_last = ec2a__time_days(month == 12 ? year + 1 : year, month == 12 ? 1 : month + 1, 1) - 1;
}

static int overlaps(const struct ec2a__s3_layout *layout, int64_t first, int64_t last)
{
	return first <= layout->last_day && last >= layout->first_day;
}

/* The days that the files below a folder are of: 1, or 0 where it tells nothing of time. */
static int days_of(const struct ec2a__s3_place *place, int64_t *ret_first, int64_t *ret_last)
{
	if (place->level == EC2A__S3_YEAR)
		days_of_year(place->year, ret_first, ret_last);
	else if (place->level == EC2A__S3_MONTH)
		days_of_month(place->year, place->month, ret_first, ret_last);
	else
		return 0;
	return 1;
}

/* ---- what is wanted ---------------------------------------------------------------- */

/* A folder that was stepped into. */
static int judge(const struct ec2a__s3_layout *layout, const struct ec2a__s3_place *place, const char *name, size_t size)
{
	int64_t first, last;

	if (place->passed)
		return layout->all ? EC2A__S3_WANTED : EC2A__S3_PASSED;
	if (place->level == EC2A__S3_ACCOUNT && layout->accounts)
		return stands_in(layout->accounts, name, size) ? EC2A__S3_WANTED : EC2A__S3_OUTSIDE;
	if (place->level == EC2A__S3_REGION && layout->regions)
		return stands_in(layout->regions, name, size) ? EC2A__S3_WANTED : EC2A__S3_OUTSIDE;
	if (place->level == EC2A__S3_DAY)
		first = last = ec2a__time_days(place->year, place->month, 1) + number_of(name, size, 2) - 1;
	else if (!days_of(place, &first, &last))
		return EC2A__S3_WANTED;
	return overlaps(layout, first, last) ? EC2A__S3_WANTED : EC2A__S3_OUTSIDE;
}

int ec2a__s3_layout_folder(const struct ec2a__s3_layout *layout, const struct ec2a__s3_place *place, const char *name,
			   size_t size, struct ec2a__s3_place *ret_place)
{
	struct ec2a__s3_place below = step(place, name, size, layout->digests);
	int same = below.level == place->level && !below.passed; /* below a day there are no more days */

	*ret_place = below;
	return same ? EC2A__S3_WANTED : judge(layout, ret_place, name, size);
}

int ec2a__s3_layout_object(const struct ec2a__s3_layout *layout, const char *key)
{
	struct ec2a__s3_place place = {0};
	const char *rest;
	size_t size;

	while ((rest = next_folder(key, &size)) != NULL) {
		int verdict = ec2a__s3_layout_folder(layout, &place, key, size, &place);

		if (verdict != EC2A__S3_WANTED)
			return verdict;
		key = rest;
	}
	/* Copied elsewhere, they keep their names. */
	if (!layout->all && ((!layout->digests && strstr(key, "_CloudTrail-Digest_")) || strstr(key, "_CloudTrail-Insight_")))
		return EC2A__S3_PASSED;
	return EC2A__S3_WANTED;
}

/* ---- how to list ------------------------------------------------------------------ */

/* The first and the last number of the wanted folders of a region (years), a year or a month. */
static void wanted_numbers(const struct ec2a__s3_layout *layout, const struct ec2a__s3_place *place, int *ret_first,
			   int *ret_last)
{
	int most = place->level == EC2A__S3_REGION ? 9999 : 12;
	int first = 0, last = -1;
	int64_t from, to;

	if (place->level == EC2A__S3_MONTH) {
		days_of_month(place->year, place->month, &from, &to);
		most = (int)(to - from) + 1;
	}
	for (int number = 1; number <= most; number++) {
		if (place->level == EC2A__S3_REGION)
			days_of_year(number, &from, &to);
		else if (place->level == EC2A__S3_YEAR)
			days_of_month(place->year, number, &from, &to);
		else
			from = to = ec2a__time_days(place->year, place->month, 1) + number - 1;
		if (!overlaps(layout, from, to))
			continue;
		if (last < 0)
			first = number;
		last = number;
	}
	*ret_first = first;
	*ret_last = last;
}

static int plan_days(const struct ec2a__s3_layout *layout, const struct ec2a__s3_place *place)
{
	int open = layout->first_day == INT64_MIN || layout->last_day == INT64_MAX;
	int64_t from = INT64_MIN, to = INT64_MAX;
	int first, last;

	days_of(place, &from, &to);
	if (layout->first_day <= from && layout->last_day >= to)
		return EC2A__S3_PLAN_ALL;
	wanted_numbers(layout, place, &first, &last);
	return last - first < (open ? FEW_FOLDERS : NAMES_MAX) ? EC2A__S3_PLAN_NAMES : EC2A__S3_PLAN_FOLDERS;
}

int ec2a__s3_layout_plan(const struct ec2a__s3_layout *layout, const struct ec2a__s3_place *place)
{
	switch (place->level) {
	case EC2A__S3_ABOVE:
		return place->depth < DEPTH_MAX ? EC2A__S3_PLAN_FOLDERS : EC2A__S3_PLAN_ALL;
	case EC2A__S3_LOGS: /* an organisation's id is not known from anywhere else */
		return EC2A__S3_PLAN_FOLDERS;
	case EC2A__S3_ORG:
		return layout->accounts ? EC2A__S3_PLAN_NAMES : EC2A__S3_PLAN_FOLDERS;
	case EC2A__S3_ACCOUNT:
		return EC2A__S3_PLAN_NAMES;
	case EC2A__S3_TRAIL:
		if (layout->regions)
			return EC2A__S3_PLAN_NAMES;
		return layout->first_day == INT64_MIN && layout->last_day == INT64_MAX ? EC2A__S3_PLAN_ALL
										       : EC2A__S3_PLAN_FOLDERS;
	case EC2A__S3_REGION:
	case EC2A__S3_YEAR:
	case EC2A__S3_MONTH:
		return plan_days(layout, place);
	default:
		return EC2A__S3_PLAN_ALL;
	}
}

static int name_in_list(const char *list, size_t number, struct ec2a__buf *out)
{
	const char *at = list + 1;
	int r;

	for (; *at && number; number--)
		at = strchr(at, ',') + 1;
	if (!*at)
		return 0;
	r = ec2a__buf_add(out, at, (size_t)(strchr(at, ',') - at));
	return r < 0 ? r : 1;
}

int ec2a__s3_layout_name(const struct ec2a__s3_layout *layout, const struct ec2a__s3_place *place, size_t number,
			 struct ec2a__buf *out)
{
	char text[16];
	int first, last, r;

	if (place->level == EC2A__S3_ORG)
		return name_in_list(layout->accounts, number, out);
	if (place->level == EC2A__S3_TRAIL)
		return name_in_list(layout->regions, number, out);
	if (place->level == EC2A__S3_ACCOUNT && number > (size_t)layout->digests)
		return 0;
	if (place->level == EC2A__S3_ACCOUNT)
		return (r = ec2a__buf_adds(out, number ? DIGESTS : "CloudTrail")) < 0 ? r : 1;
	wanted_numbers(layout, place, &first, &last);
	if (last < first || number > (size_t)(last - first))
		return 0;
	snprintf(text, sizeof text, place->level == EC2A__S3_REGION ? "%04d" : "%02d", first + (int)number);
	r = ec2a__buf_adds(out, text);
	return r < 0 ? r : 1;
}

/* ---- the filters ------------------------------------------------------------------- */

/* ",a,b,", each of its kind, each once: 0, EC2A_E_ARG or EC2A_E_NOMEM. NULL stays NULL. */
static int take_list(const char *text, int (*is_one)(const char *, size_t), char **ret_list)
{
	struct ec2a__buf list;
	int r;

	if (!text)
		return 0;
	ec2a__buf_init(&list, SIZE_MAX);
	r = ec2a__buf_addc(&list, ',');
	for (const char *at = text, *end; r == 0 && at; at = *end ? end + 1 : NULL) {
		end = at + strcspn(at, ",");
		if (!is_one(at, (size_t)(end - at)))
			r = EC2A_E_ARG;
		else if (!stands_in(list.data, at, (size_t)(end - at)))
			r = ec2a__buf_add(&list, at, (size_t)(end - at)) < 0 || ec2a__buf_addc(&list, ',') < 0 ? EC2A_E_NOMEM : 0;
	}
	if (r == 0)
		*ret_list = ec2a__buf_steal(&list);
	ec2a__buf_free(&list);
	return r < 0 ? r : *ret_list ? 0 : EC2A_E_NOMEM;
}

/* A folder's name that is not ended counts as it begins. */
static int asks_for_passed(const char *prefix)
{
	struct ec2a__s3_place place = ec2a__s3_place_of(prefix);
	const char *slash = strrchr(prefix, '/');

	if (place.level == EC2A__S3_ACCOUNT && slash)
		return strncmp(slash + 1, "CloudTrail-", strlen("CloudTrail-")) == 0;
	return place.passed;
}

int ec2a__s3_layout_init(struct ec2a__s3_layout *layout, const char *prefix, const char *accounts, const char *regions,
			 int64_t since_us, int64_t until_us)
{
	int r;

	memset(layout, 0, sizeof(*layout));
	layout->first_day = since_us <= INT64_MIN + DAY_US ? INT64_MIN : day_of(since_us - DAY_US);
	layout->last_day = until_us >= INT64_MAX - DAY_US ? INT64_MAX : day_of(until_us + (DAY_US - 1));
	layout->all = asks_for_passed(prefix);
	r = take_list(accounts, is_account, &layout->accounts);
	if (r == 0)
		r = take_list(regions, is_region, &layout->regions);
	if (r < 0)
		ec2a__s3_layout_free(layout);
	return r;
}

void ec2a__s3_layout_free(struct ec2a__s3_layout *layout)
{
	ec2a__free(layout->accounts);
	ec2a__free(layout->regions);
	memset(layout, 0, sizeof(*layout));
}
