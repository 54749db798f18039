/* SPDX-License-Identifier: MIT */
/* Of which accounts, regions and hours there were records: learn and merge. */
#include "coverage.h"

#include "coverage_latest.h"
#include "mem.h"
#include "settings.h"

#include <string.h>

static void place_init(struct ec2a__covered *place)
{
	*place = (struct ec2a__covered){ .first = INT64_MAX, .last = INT64_MIN, .hour_us = INT64_MIN };
}

static void place_clear(struct ec2a__covered *place)
{
	ec2a__hours_free(&place->hours);
	ec2a__free(place->account);
	ec2a__free(place->region);
}

static void place_free(struct ec2a__covered *place)
{
	if (!place)
		return;
	place_clear(place);
	ec2a__free(place);
}

static struct ec2a__covered *place_new(const char *account, size_t account_size, const char *region, size_t region_size)
{
	struct ec2a__covered *place = ec2a__malloc(sizeof *place);

	if (!place)
		return NULL;
	place_init(place);
	place->account = ec2a__strndup(account_size ? account : "", account_size);
	place->region = ec2a__strndup(region_size ? region : "", region_size);
	place->account_size = account_size;
	place->region_size = region_size;
	if (place->account && place->region)
		return place;
	place_free(place);
	return NULL;
}

int ec2a__covered_is_empty(const struct ec2a__covered *place)
{
	return place->records == 0 && place->outside == 0;
}

int ec2a__coverage_new(ec2a_config *config, ec2a_coverage **ret_coverage)
{
	ec2a_coverage *coverage = ec2a__calloc(1, sizeof *coverage);

	if (!coverage)
		return EC2A_E_NOMEM;
	coverage->since = ec2a__config_int(config, EC2A_OPT_COVERAGE_SINCE);
	coverage->until = ec2a__config_int(config, EC2A_OPT_COVERAGE_UNTIL);
	coverage->max_places = EC2A__PLACES_MAX;
	place_init(&coverage->rest);
	*ret_coverage = coverage;
	return 0;
}

int ec2a_coverage_new(ec2a_coverage **ret_coverage)
{
	return ret_coverage ? ec2a__coverage_new(NULL, ret_coverage) : EC2A_E_ARG;
}

void ec2a_coverage_free(ec2a_coverage *coverage)
{
	if (!coverage)
		return;
	for (size_t i = 0; i < coverage->n_places; i++)
		place_free(coverage->places[i]);
	ec2a__free(coverage->places);
	place_clear(&coverage->rest);
	ec2a__coverage_free_changes(coverage);
	ec2a__free(coverage);
}

/* ---- places ------------------------------------------------------------- */

/* As strcmp(), of texts with their sizes. */
static int compare_text(const char *text, size_t text_size, const char *other, size_t size)
{
	size_t shorter = text_size < size ? text_size : size;
	int order = shorter ? memcmp(text, other, shorter) : 0;

	return order ? order : (text_size > size) - (text_size < size);
}

static int compare_place(const struct ec2a__covered *place, const struct ec2a__sighting *key)
{
	int order = compare_text(place->account, place->account_size, key->account, key->account_size);

	return order ? order : compare_text(place->region, place->region_size, key->region, key->region_size);
}

static void forget_latest(ec2a_coverage *coverage)
{
	for (size_t i = 0; i < EC2A__LATEST_PLACES; i++)
		coverage->latest[i].place = NULL;
}

static size_t find(const ec2a_coverage *coverage, const struct ec2a__sighting *key, int *ret_found)
{
	size_t low = 0, high = coverage->n_places;

	*ret_found = 0;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		int order = compare_place(coverage->places[middle], key);

		if (order == 0)
			*ret_found = 1;
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* The caller has reserved the hours. */
static void add_place(struct ec2a__covered *place, const struct ec2a__covered *other)
{
	place->first = other->first < place->first ? other->first : place->first;
	place->last = other->last > place->last ? other->last : place->last;
	place->records += other->records;
	place->without_time += other->without_time;
	place->outside += other->outside;
	place->read_only |= other->read_only;
	place->channels |= other->channels;
	ec2a__hours_add(&place->hours, &other->hours);
}

/* The largest place becomes a part of the rest. 0 or EC2A_E_NOMEM. */
static int push_out(ec2a_coverage *coverage)
{
	struct ec2a__covered *largest = coverage->places[coverage->n_places - 1];

	if (ec2a__hours_reserve_all(&coverage->rest.hours, &largest->hours) < 0)
		return EC2A_E_NOMEM;
	add_place(&coverage->rest, largest);
	forget_latest(coverage);
	coverage->n_places--;
	place_free(largest);
	return 0;
}

static int insert(ec2a_coverage *coverage, size_t at, const struct ec2a__sighting *key)
{
	struct ec2a__covered *place;

	if (coverage->n_places == coverage->max_places && push_out(coverage) < 0)
		return EC2A_E_NOMEM;
	if (coverage->n_places == coverage->cap_places) {
		size_t cap = coverage->cap_places ? coverage->cap_places * 2 : 4;
		struct ec2a__covered **places =
			ec2a__realloc_array(coverage->places, cap, sizeof(struct ec2a__covered *));

		if (!places)
			return EC2A_E_NOMEM;
		coverage->places = places;
		coverage->cap_places = cap;
	}
	place = place_new(key->account, key->account_size, key->region, key->region_size);
	if (!place)
		return EC2A_E_NOMEM;
	memmove(coverage->places + at + 1, coverage->places + at,
		(coverage->n_places - at) * sizeof(struct ec2a__covered *));
	coverage->places[at] = place;
	coverage->n_places++;
	return 0;
}

/* The place of this account and region, made where it is missing; the rest where there is no room for it. */
static int search_place(ec2a_coverage *coverage, const struct ec2a__sighting *key, struct ec2a__covered **ret_place)
{
	int found;
	size_t at = find(coverage, key, &found);

	if (!found && at == coverage->max_places) {
		*ret_place = &coverage->rest;
		return 0;
	}
	if (!found && insert(coverage, at, key) < 0)
		return EC2A_E_NOMEM;
	*ret_place = coverage->places[at];
	return 0;
}

/* The same, with a look first at those found last. */
static int get_place(ec2a_coverage *coverage, const struct ec2a__sighting *key, struct ec2a__covered **ret_place)
{
	struct ec2a__latest_place wanted, *latest;
	int r;

	if (!ec2a__is_usual_place(key))
		return search_place(coverage, key, ret_place);
	wanted = ec2a__latest_key(key->account, key->region, key->region_size);
	latest = ec2a__latest_of(coverage, &wanted);
	if (ec2a__is_latest(latest, &wanted)) {
		*ret_place = latest->place;
		return 0;
	}
	r = search_place(coverage, key, ret_place);
	if (r == 0 && ec2a__is_plain_place(key)) {
		*latest = wanted;
		latest->place = *ret_place;
	}
	return r;
}

/* What an attempt without memory has made, and nothing stands in. */
static void drop_empty_places(ec2a_coverage *coverage)
{
	size_t n = 0;

	for (size_t i = 0; i < coverage->n_places; i++)
		if (ec2a__covered_is_empty(coverage->places[i]))
			place_free(coverage->places[i]);
		else
			coverage->places[n++] = coverage->places[i];
	coverage->n_places = n;
	forget_latest(coverage);
}

/* ---- learn -------------------------------------------------------------- */

static void count(struct ec2a__covered *place, const struct ec2a__sighting *sighting, int64_t hour)
{
	place->records++;
	place->read_only |= sighting->read_only;
	place->channels |= sighting->channel;
	if (hour < 0) {
		place->without_time++;
		return;
	}
	if (sighting->time_us < place->first)
		place->first = sighting->time_us;
	if (sighting->time_us > place->last)
		place->last = sighting->time_us;
	ec2a__hours_set(&place->hours, hour);
	place->hour_us = ec2a__hour_start(hour);
}

void ec2a__coverage_see_line(ec2a_coverage *coverage)
{
	coverage->host_lines++;
}

static int is_outside(const ec2a_coverage *coverage, int64_t time_us)
{
	return time_us < coverage->since || time_us >= coverage->until;
}

int ec2a__coverage_see(ec2a_coverage *coverage, const struct ec2a__sighting *sighting)
{
	int64_t hour = sighting->has_time ? ec2a__hour_of(sighting->time_us) : -1;
	struct ec2a__covered *place;
	int r = get_place(coverage, sighting, &place);

	if (r == 0 && sighting->has_time && is_outside(coverage, sighting->time_us)) {
		place->outside++;
		return 0;
	}
	if (r == 0 && hour >= 0)
		r = ec2a__hours_reserve(&place->hours, hour);
	if (r == 0 && sighting->change)
		r = ec2a__coverage_add_change(coverage, sighting->change);
	if (r == 0)
		count(place, sighting, hour);
	else
		drop_empty_places(coverage);
	return r;
}

int ec2a__coverage_see_usual(ec2a_coverage *coverage, const char *account, const char *region, size_t region_size,
			     const char *time, int read_only)
{
	struct ec2a__latest_place wanted = ec2a__latest_key(account, region, region_size);
	const struct ec2a__latest_place *latest = ec2a__latest_of(coverage, &wanted);
	struct ec2a__covered *place = latest->place;
	int64_t time_us;

	if (!ec2a__is_latest(latest, &wanted) || !ec2a__time_in_hour(&coverage->hour, time, &time_us))
		return 0;
	if (is_outside(coverage, time_us)) {
		place->outside++;
		return 1;
	}
	if (place->hour_us != coverage->hour.start_us)
		return 0;
	place->records++;
	place->read_only |= read_only;
	if (time_us < place->first)
		place->first = time_us;
	if (time_us > place->last)
		place->last = time_us;
	return 1;
}

/* ---- merge -------------------------------------------------------------- */

static struct ec2a__sighting key_of(const struct ec2a__covered *place)
{
	return (struct ec2a__sighting){ .account = place->account, .region = place->region,
					.account_size = place->account_size,
					.region_size = place->region_size };
}

/* Everything that takes memory. A place that gets pushed out takes its reserved hours to the rest. */
static int reserve_all(ec2a_coverage *coverage, const ec2a_coverage *other)
{
	int r = ec2a__hours_reserve_all(&coverage->rest.hours, &other->rest.hours);

	for (size_t i = 0; r == 0 && i < other->n_places; i++) {
		struct ec2a__sighting key = key_of(other->places[i]);
		struct ec2a__covered *place;

		r = get_place(coverage, &key, &place);
		if (r == 0)
			r = ec2a__hours_reserve_all(&place->hours, &other->places[i]->hours);
	}
	for (size_t i = 0; r == 0 && i < other->n_changes; i++)
		r = ec2a__coverage_add_change(coverage, other->changes[i]);
	return r;
}

static int is_empty(const ec2a_coverage *coverage)
{
	return coverage->n_places == 0 && ec2a__covered_is_empty(&coverage->rest) && coverage->host_lines == 0;
}

/* Whether both have one window, or the first one may take the second one's. */
static int windows_agree(const ec2a_coverage *coverage, const ec2a_coverage *other)
{
	if (coverage->since == other->since && coverage->until == other->until)
		return 1;
	return coverage->since == INT64_MIN && coverage->until == INT64_MAX && is_empty(coverage);
}

int ec2a_coverage_merge(ec2a_coverage *coverage, const ec2a_coverage *other)
{
	if (!coverage || !other || coverage == other || !windows_agree(coverage, other))
		return EC2A_E_ARG;
	if (reserve_all(coverage, other) < 0) {
		drop_empty_places(coverage);
		return EC2A_E_NOMEM;
	}
	coverage->since = other->since;
	coverage->until = other->until;
	add_place(&coverage->rest, &other->rest);
	for (size_t i = 0; i < other->n_places; i++) {
		struct ec2a__sighting key = key_of(other->places[i]);
		int found;
		size_t at = find(coverage, &key, &found);

		add_place(found ? coverage->places[at] : &coverage->rest, other->places[i]);
	}
	coverage->changes_cut |= other->changes_cut;
	coverage->host_lines += other->host_lines;
	return 0;
}
