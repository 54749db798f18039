/* SPDX-License-Identifier: MIT */
/* Many events or sessions in one call, for bindings. */
#include "event_build.h"
#include "mem.h"
#include "names.h"
#include "session_build.h"
#include "settings.h"
#include "utf8.h"
#include "verdict.h"

#include <string.h>

/* ---- a list of events ---------------------------------------------------------- */

struct ec2a_event_list {
	ec2a_event **events;
	size_t count;
	size_t cap;
};

EC2A_API int ec2a_event_list_new(ec2a_event_list **ret_list)
{
	ec2a_event_list *list;

	if (!ret_list)
		return EC2A_E_ARG;
	list = ec2a__calloc(1, sizeof(*list));
	if (!list)
		return EC2A_E_NOMEM;
	*ret_list = list;
	return 0;
}

EC2A_API void ec2a_event_list_free(ec2a_event_list *list)
{
	if (!list)
		return;
	for (size_t i = 0; i < list->count; i++)
		ec2a_event_unref(list->events[i]);
	ec2a__free(list->events);
	ec2a__free(list);
}

static int need_room(ec2a_event_list *list)
{
	size_t cap = list->cap ? list->cap * 2 : 64;
	ec2a_event **events;

	if (list->count < list->cap)
		return 0;
	events = ec2a__realloc_array(list->events, cap, sizeof(ec2a_event *));
	if (!events)
		return EC2A_E_NOMEM;
	list->events = events;
	list->cap = cap;
	return 0;
}

EC2A_API int ec2a_event_list_collect(ec2a_event *event, void *list)
{
	ec2a_event_list *to = list;

	if (!event || !list)
		return EC2A_E_ARG;
	if (need_room(to) < 0)
		return EC2A_E_NOMEM;
	to->events[to->count++] = ec2a_event_ref(event);
	return 0;
}

/* Room first, so that no event is taken that has no place. */
EC2A_API int ec2a_parser_collect(ec2a_parser *parser, ec2a_event_list *list)
{
	int r;

	if (!parser || !list)
		return EC2A_E_ARG;
	do {
		r = need_room(list);
		if (r == 0)
			r = ec2a_parser_next(parser, &list->events[list->count]);
		if (r == 1)
			list->count++;
	} while (r == 1);
	return r;
}

EC2A_API ec2a_event **ec2a_event_list_events(ec2a_event_list *list, size_t *ret_count)
{
	if (!list || !ret_count)
		return NULL;
	*ret_count = list->count;
	return list->count ? list->events : NULL;
}

/* ---- lines of JSON ------------------------------------------------------------- */

/* The buffer's text for the caller; the buffer is done with. */
static int hand_out(struct ec2a__buf *buf, int r, char **ret_lines, size_t *ret_size)
{
	size_t size = buf->len;
	char *lines = r == 0 ? ec2a__buf_steal(buf) : NULL;

	ec2a__buf_free(buf);
	if (!lines)
		return r < 0 && r != EC2A_E_LIMIT ? r : EC2A_E_NOMEM;
	lines[size] = '\0';
	*ret_lines = lines;
	*ret_size = size;
	return 0;
}

static int add_member(struct ec2a__buf *out, const char *key, const char *text)
{
	int r = ec2a__buf_adds(out, ",\"");

	if (r < 0 || (r = ec2a__buf_adds(out, key)) < 0 || (r = ec2a__buf_adds(out, "\":")) < 0)
		return r;
	return text ? ec2a__utf8_add_json(out, text, strlen(text)) : ec2a__buf_adds(out, "null");
}

static int add_verdicts(struct ec2a__buf *out, const struct ec2a__verdict *verdict)
{
	const struct {
		const char *key;
		int enumeration;
		int value;
	} members[] = {
		{ "method", EC2A_ENUM_METHOD, verdict->method },
		{ "surface", EC2A_ENUM_SURFACE, verdict->surface },
		{ "os", EC2A_ENUM_OS, verdict->os },
		{ "os_confidence", EC2A_ENUM_OS_CONFIDENCE, verdict->os_confidence },
		{ "identity", EC2A_ENUM_IDENTITY, verdict->identity },
		{ "outcome", EC2A_ENUM_OUTCOME, verdict->outcome },
		{ "kind", EC2A_ENUM_KIND, verdict->kind },
		{ "role", EC2A_ENUM_ROLE, verdict->role },
	};
	int r = 0;

	for (size_t i = 0; r == 0 && i < sizeof(members) / sizeof(members[0]); i++)
		r = add_member(out, members[i].key,
			       members[i].value ? ec2a__name(members[i].enumeration, members[i].value) : NULL);
	return r;
}

/* The event's own object, and what else is known behind its last key. */
static int add_event(struct ec2a__buf *out, const ec2a_config *config, const ec2a_correlator *correlator,
		     const ec2a_event *event)
{
	struct ec2a__verdict verdict;
	char room[EC2A__TIME_TEXT];
	int64_t us;
	int has_time, r = ec2a__event_add_json(out, event);

	if (r < 0)
		return r;
	ec2a__buf_truncate(out, out->len - 1);
	has_time = correlator ? ec2a_correlator_event_time(correlator, event, &us) : ec2a_event_time_us(event, &us);
	if (ec2a__classify(config, event, &verdict) != 1)
		memset(&verdict, 0, sizeof(verdict));
	if ((r = add_member(out, "time", has_time == 1 ? ec2a__time_format(us, room) : NULL)) < 0 ||
	    (r = add_verdicts(out, &verdict)) < 0)
		return r;
	return ec2a__buf_adds(out, "}\n");
}

EC2A_API int ec2a_events_to_jsonl(ec2a_config *config, const ec2a_correlator *correlator, ec2a_event *const *events,
				  size_t count, char **ret_lines, size_t *ret_size)
{
	struct ec2a__buf out;
	int r = 0;

	if ((!events && count) || !ret_lines || !ret_size)
		return EC2A_E_ARG;
	config = ec2a__config_use(config);
	ec2a__buf_init(&out, SIZE_MAX / 2);
	for (size_t i = 0; r == 0 && i < count; i++)
		r = add_event(&out, config, correlator, events[i]);
	ec2a_config_unref(config);
	return hand_out(&out, r, ret_lines, ret_size);
}

/* ---- rows ---------------------------------------------------------------------- */

EC2A_API int ec2a_correlator_next_many(ec2a_correlator *correlator, ec2a_session **ret_sessions, size_t room,
				       size_t *ret_count)
{
	size_t count = 0;
	int r = 1;

	if (!correlator || !ret_sessions || !room || !ret_count)
		return EC2A_E_ARG;
	while (count < room && (r = ec2a_correlator_next(correlator, &ret_sessions[count])) == 1)
		count++;
	if (!count)
		return r;
	/* What failed comes again with the next call. */
	*ret_count = count;
	return 1;
}

EC2A_API int ec2a_sessions_to_jsonl(ec2a_session *const *sessions, size_t count, char **ret_lines, size_t *ret_size)
{
	struct ec2a__buf out;
	int r = 0;

	if ((!sessions && count) || !ret_lines || !ret_size)
		return EC2A_E_ARG;
	ec2a__buf_init(&out, SIZE_MAX / 2);
	for (size_t i = 0; r == 0 && i < count; i++) {
		r = ec2a__session_add_json(&out, sessions[i]);
		if (r == 0)
			r = ec2a__buf_addc(&out, '\n');
	}
	return hand_out(&out, r, ret_lines, ret_size);
}

EC2A_API void ec2a_sessions_unref(ec2a_session *const *sessions, size_t count)
{
	for (size_t i = 0; sessions && i < count; i++)
		ec2a_session_unref(sessions[i]);
}
