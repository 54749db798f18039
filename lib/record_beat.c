/* SPDX-License-Identifier: MIT */
#include "record_beat.h"

#include "ascii.h"
#include "facts_map.h"
#include "mask.h"
#include "timestamp.h"

#include <string.h>

#define TEXT_MAX 128 /* of any text that is kept; longer ones go the long way */

/* All that tells something, but for the time: members of userIdentity and requestParameters, of which the first of a
 * name counts, and of the record. */
enum { TYPE, PRINCIPAL, INSTANCE, ADDRESS, HOSTNAME, PLATFORM, ACCOUNT, REGION, AGENT };

_Static_assert(PLATFORM + 1 == EC2A__SHAPE_TEXTS, "members of members come first");
_Static_assert(AGENT + 1 == EC2A__BEAT_TEXTS, "what is kept of a beat is all that it says");

struct beat {
	struct ec2a__span members[EC2A__BEAT_TEXTS];
	char account[16], region[TEXT_MAX], agent[TEXT_MAX], instance[TEXT_MAX], value[TEXT_MAX];
	int64_t time_us;
	struct ec2a__node *facts[EC2A__BEAT_FACTS];
	size_t n_facts;
};

#define IS(span, literal) ((span).size == sizeof(literal) - 1 && memcmp((span).text, literal, sizeof(literal) - 1) == 0)

/* ---- texts ------------------------------------------------------------------ */

/* Printable ASCII; the record has no escapes. */
static int is_plain(struct ec2a__span text)
{
	unsigned other = 0;

	for (size_t i = 0; i < text.size; i++)
		other |= (unsigned char)(text.text[i] - ' ') > '~' - ' ';
	return !other;
}

/* A string's text, as one that ends with NUL: 1, or 0 where it is none, empty, or not as plain as that. */
static int copy_text(struct ec2a__span text, char out[TEXT_MAX])
{
	if (!text.size || text.size >= TEXT_MAX || !is_plain(text))
		return 0;
	memcpy(out, text.text, text.size);
	out[text.size] = '\0';
	return 1;
}

static int contains(struct ec2a__span text, const char *word, size_t size)
{
	const char *at = text.text, *end = at + text.size;

	while ((size_t)(end - at) >= size) {
		at = memchr(at, word[0], (size_t)(end - at) - size + 1);
		if (!at)
			return 0;
		if (memcmp(at, word, size) == 0)
			return 1;
		at++;
	}
	return 0;
}

#define HAS(span, literal) contains(span, literal, sizeof(literal) - 1)

/* What follows the last colon: a role session's name (record_principal.c). */
static struct ec2a__span after_last_colon(struct ec2a__span text)
{
	size_t at = text.size;

	while (at && text.text[at - 1] != ':')
		at--;
	return at ? (struct ec2a__span){ text.text + at, text.size - at } : (struct ec2a__span){ NULL, 0 };
}

static int is_instance(const char *id)
{
	return id[0] == 'i' && id[1] == '-' && id[2];
}

/* ---- reading ---------------------------------------------------------------- */

static void note(struct beat *beat, int which, struct ec2a__span value)
{
	if (!beat->members[which].text)
		beat->members[which] = value;
}

static void read_identity(struct beat *beat, struct ec2a__span identity)
{
	struct ec2a__span_walk walk = ec2a__span_walk(identity);
	struct ec2a__span key, value;

	while (!(beat->members[TYPE].text && beat->members[PRINCIPAL].text) && ec2a__span_next(&walk, &key, &value))
		if (IS(key, "type"))
			note(beat, TYPE, value);
		else if (IS(key, "principalId"))
			note(beat, PRINCIPAL, value);
}

/* 0 where the request names its target in another way too. */
static int read_request(struct beat *beat, struct ec2a__span request)
{
	struct ec2a__span_walk walk = ec2a__span_walk(request);
	struct ec2a__span key, value;

	while (ec2a__span_next(&walk, &key, &value))
		if (IS(key, "instanceId"))
			note(beat, INSTANCE, value);
		else if (IS(key, "iPAddress"))
			note(beat, ADDRESS, value);
		else if (IS(key, "computerName"))
			note(beat, HOSTNAME, value);
		else if (IS(key, "platformType"))
			note(beat, PLATFORM, value);
		else if (IS(key, "target") || IS(key, "InstanceId"))
			return 0;
	return 1;
}

/* Of one event, at a time: as AWS writes them. */
static int read_event(struct beat *beat, const struct ec2a__record_view *record)
{
	struct ec2a__span time = ec2a__span_inside(record->values[EC2A__KEY_TIME]);
	struct ec2a__span id = ec2a__span_inside(record->values[EC2A__KEY_EVENT_ID]);
	char uuid[37];

	if (id.size != sizeof uuid - 1 || !time.text || !ec2a__time_parse(time.text, time.size, &beat->time_us))
		return 0;
	memcpy(uuid, id.text, sizeof uuid - 1);
	uuid[sizeof uuid - 1] = '\0';
	return ec2a__uuid_is_whole(uuid);
}

/* Where the members of members stand. */
static int find_inner(struct beat *beat, const struct ec2a__record_view *record, unsigned max_depth)
{
	/* Bytes behind each other, mostly in cache by now: the quickest way to know that no key and no value has an
	 * escape. */
	if (!ec2a__json_is_strict(record->object, record->size, max_depth) ||
	    memchr(record->object, '\\', record->size) ||
	    !ec2a__span_is_object(record->values[EC2A__KEY_IDENTITY]) ||
	    !ec2a__span_is_object(record->values[EC2A__KEY_REQUEST]) ||
	    !read_request(beat, record->values[EC2A__KEY_REQUEST]))
		return 0;
	read_identity(beat, record->values[EC2A__KEY_IDENTITY]);
	return 1;
}

/* What differs from beat to beat is checked here; the rest, where it stands, in read_beat(). */
static int find_members(struct beat *beat, struct ec2a__known_beats *known, const struct ec2a__record_view *record,
			unsigned max_depth)
{
	struct ec2a__beat_shape *shapes = known ? ec2a__known_beats_shapes(known) : NULL;

	if (!shapes || !ec2a__beat_shape_find(shapes, record->object, record->size, beat->members)) {
		if (!find_inner(beat, record, max_depth))
			return 0;
		if (shapes)
			ec2a__beat_shape_keep(shapes, record->object, record->size, beat->members);
	}
	if (!read_event(beat, record))
		return 0;
	beat->members[ACCOUNT] = record->values[EC2A__KEY_ACCOUNT];
	beat->members[REGION] = record->values[EC2A__KEY_REGION];
	beat->members[AGENT] = record->values[EC2A__KEY_USER_AGENT];
	return 1;
}

/* Whose: whole, unmasked, as AWS writes them. */
static int read_place(struct beat *beat)
{
	struct ec2a__span account = ec2a__span_inside(beat->members[ACCOUNT]);
	size_t digits = 0;

	while (digits < account.size && ec2a__is_digit(account.text[digits]))
		digits++;
	if (account.size != 12 || digits != 12)
		return 0;
	memcpy(beat->account, account.text, 12);
	beat->account[12] = '\0';
	return copy_text(ec2a__span_inside(beat->members[REGION]), beat->region);
}

/* Whether a value that is a string can be told here. */
static int is_simple(struct ec2a__span value)
{
	struct ec2a__span text = ec2a__span_inside(value);

	return text.size < TEXT_MAX && is_plain(text);
}

static int read_beat(struct beat *beat)
{
	struct ec2a__span type = ec2a__span_inside(beat->members[TYPE]);
	struct ec2a__span session = after_last_colon(ec2a__span_inside(beat->members[PRINCIPAL]));

	return read_place(beat) && IS(type, "AssumedRole") && copy_text(session, beat->agent) &&
	       copy_text(ec2a__span_inside(beat->members[INSTANCE]), beat->instance) && is_instance(beat->instance) &&
	       is_plain(ec2a__span_inside(beat->members[AGENT])) && is_simple(beat->members[ADDRESS]) &&
	       is_simple(beat->members[HOSTNAME]) && is_simple(beat->members[PLATFORM]);
}

/* ---- facts ------------------------------------------------------------------ */

static int add(ec2a_facts *facts, struct beat *beat, const char *instance, int kind, const char *value)
{
	struct ec2a__node_key key = { 0, kind, beat->account, beat->region, instance, value };
	struct ec2a__node *fact;
	int r = ec2a__facts_get(facts, &key, beat->time_us, beat->time_us, &fact);

	if (r == 0 && fact)
		beat->facts[beat->n_facts++] = fact;
	return r;
}

static int add_agent(ec2a_facts *facts, struct beat *beat)
{
	struct ec2a__span agent = ec2a__span_inside(beat->members[AGENT]);

	if (!is_instance(beat->agent) || !HAS(agent, "amazon-ssm-agent"))
		return 0;
	if (HAS(agent, "; linux;"))
		return add(facts, beat, beat->agent, EC2A_FACT_OS, "linux");
	if (HAS(agent, "; windows;"))
		return add(facts, beat, beat->agent, EC2A_FACT_OS, "windows");
	return HAS(agent, "; darwin;") ? add(facts, beat, beat->agent, EC2A_FACT_OS, "macos") : 0;
}

static int add_address(ec2a_facts *facts, struct beat *beat)
{
	if (!copy_text(ec2a__span_inside(beat->members[ADDRESS]), beat->value) || !ec2a__is_address(beat->value, 0))
		return 0;
	return add(facts, beat, beat->instance, EC2A_FACT_ADDRESS, beat->value);
}

/* Lower case, without the domain. */
static int add_hostname(ec2a_facts *facts, struct beat *beat)
{
	if (!copy_text(ec2a__span_inside(beat->members[HOSTNAME]), beat->value))
		return 0;
	beat->value[strcspn(beat->value, ".")] = '\0';
	for (char *at = beat->value; *at; at++)
		*at = ec2a__lower(*at);
	return *beat->value ? add(facts, beat, beat->instance, EC2A_FACT_HOSTNAME, beat->value) : 0;
}

static int add_platform(ec2a_facts *facts, struct beat *beat)
{
	static const char *const names[] = { "linux", "windows", "macos" };

	if (!copy_text(ec2a__span_inside(beat->members[PLATFORM]), beat->value))
		return 0;
	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
		if (ec2a__compare_without_case(beat->value, names[i]) == 0)
			return add(facts, beat, beat->instance, EC2A_FACT_OS, names[i]);
	return 0;
}

static int add_all(ec2a_facts *facts, struct beat *beat)
{
	int r = add_agent(facts, beat);

	if (r == 0)
		r = add_address(facts, beat);
	if (r == 0)
		r = add_hostname(facts, beat);
	return r < 0 ? r : add_platform(facts, beat);
}

int ec2a__record_is_beat(const struct ec2a__record_kind *kind)
{
	return kind->class == EC2A_CLASS_CONTEXT && strcmp(kind->name, "UpdateInstanceInformation") == 0;
}

static int is_refused(const struct ec2a__record_view *record)
{
	return ec2a__span_inside(record->values[EC2A__KEY_ERROR_CODE]).size != 0;
}

int ec2a__record_beat(ec2a_facts *facts, struct ec2a__known_beats *known, const struct ec2a__record_view *record,
		      unsigned max_depth)
{
	struct ec2a__node *const *same;
	struct beat beat;
	size_t n_same;
	int r;

	memset(beat.members, 0, sizeof beat.members);
	beat.n_facts = 0;
	if (!find_members(&beat, known, record, max_depth))
		return 0;
	if (known && ec2a__known_beats_find(known, beat.members, &same, &n_same)) {
		for (size_t i = 0; !is_refused(record) && i < n_same; i++)
			ec2a__facts_seen(facts, same[i], beat.time_us, beat.time_us);
		return 1;
	}
	if (!read_beat(&beat))
		return 0;
	if (is_refused(record)) /* a refused call did nothing */
		return 1;
	r = add_all(facts, &beat);
	if (r == 0 && known)
		ec2a__known_beats_keep(known, beat.members, beat.facts, beat.n_facts);
	return r < 0 ? r : 1;
}
