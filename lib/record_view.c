/* SPDX-License-Identifier: MIT */
/*
 * One pass over a record's members, for all that its class and the coverage ask for. This runs over every record of
 * an archive: keys are told apart by their length and compared with texts of a length that the compiler knows, a few
 * instructions each.
 */
#include "record_view.h"

#include "json_check.h"

#include <string.h>

#define SHORTEST 7 /* of the keys below, "eventID" */
#define ESCAPE 5   /* bytes that a letter grows by when it is written as \u0041 */

#define NOT_ASKED EC2A__KEYS     /* an ordinary key of a record, which nobody asks for here */
#define UNKNOWN (EC2A__KEYS + 1) /* any other: it may be one of ours, spelled with an escape */

static const char *const names[EC2A__KEYS] = {
	[EC2A__KEY_SOURCE] = "eventSource",
	[EC2A__KEY_NAME] = "eventName",
	[EC2A__KEY_TIME] = "eventTime",
	[EC2A__KEY_REGION] = "awsRegion",
	[EC2A__KEY_ACCOUNT] = "recipientAccountId",
	[EC2A__KEY_IDENTITY] = "userIdentity",
	[EC2A__KEY_READ_ONLY] = "readOnly",
	[EC2A__KEY_SNS_SOURCE] = "EventSource",
	[EC2A__KEY_TYPE] = "eventType",
	[EC2A__KEY_CATEGORY] = "eventCategory",
	[EC2A__KEY_EVENT_ID] = "eventID",
	[EC2A__KEY_SOURCE_IP] = "sourceIPAddress",
	[EC2A__KEY_USER_AGENT] = "userAgent",
	[EC2A__KEY_ERROR_CODE] = "errorCode",
	[EC2A__KEY_REQUEST] = "requestParameters",
	[EC2A__KEY_RESPONSE] = "responseElements",
};

/* An escape makes a text longer by one byte at least. */
static int is_text(const char *text, size_t size, const char *want, size_t want_size)
{
	if (size <= want_size)
		return size == want_size && memcmp(text, want, size) == 0;
	return memchr(text, '\\', size) != NULL && ec2a__json_string_is(text, size, want);
}

struct ec2a__span ec2a__record_member(const char *object, const struct ec2a__member *members, size_t n_members,
				      const char *key)
{
	size_t size = strlen(key);

	for (size_t i = 0; i < n_members; i++)
		if (is_text(object + members[i].key, members[i].key_len, key, size))
			return ec2a__span_of(object + members[i].val, members[i].val_len);
	return (struct ec2a__span){ NULL, 0 };
}

struct ec2a__span ec2a__record_get(const struct ec2a__record_view *view, const char *key)
{
	return ec2a__record_member(view->object, view->members, view->n_members, key);
}

#define IS(text, literal) (memcmp((text), (literal), sizeof(literal) - 1) == 0)

static int key_of_nine(const char *key)
{
	if (IS(key, "eventName"))
		return EC2A__KEY_NAME;
	if (IS(key, "eventTime"))
		return EC2A__KEY_TIME;
	if (IS(key, "eventType"))
		return EC2A__KEY_TYPE;
	if (IS(key, "awsRegion"))
		return EC2A__KEY_REGION;
	if (IS(key, "userAgent"))
		return EC2A__KEY_USER_AGENT;
	return IS(key, "errorCode") ? EC2A__KEY_ERROR_CODE : NOT_ASKED;
}

static int key_of(const char *key, size_t size)
{
	switch (size) {
	case 7:
		return IS(key, "eventID") ? EC2A__KEY_EVENT_ID : NOT_ASKED;
	case 8:
		return IS(key, "readOnly") ? EC2A__KEY_READ_ONLY : NOT_ASKED;
	case 9:
		return key_of_nine(key);
	case 11:
		return IS(key, "eventSource") ? EC2A__KEY_SOURCE : IS(key, "EventSource") ? EC2A__KEY_SNS_SOURCE : NOT_ASKED;
	case 12:
		return IS(key, "userIdentity") ? EC2A__KEY_IDENTITY : IS(key, "eventVersion") ? NOT_ASKED : UNKNOWN;
	case 13:
		return IS(key, "eventCategory") ? EC2A__KEY_CATEGORY : UNKNOWN;
	case 15:
		return IS(key, "sourceIPAddress") ? EC2A__KEY_SOURCE_IP : IS(key, "managementEvent") ? NOT_ASKED : UNKNOWN;
	case 16:
		return IS(key, "responseElements") ? EC2A__KEY_RESPONSE : UNKNOWN;
	case 17:
		return IS(key, "requestParameters") ? EC2A__KEY_REQUEST : UNKNOWN;
	case 18:
		return IS(key, "recipientAccountId") ? EC2A__KEY_ACCOUNT : UNKNOWN;
	default:
		return size < SHORTEST + ESCAPE ? NOT_ASKED : UNKNOWN;
	}
}

/* As ec2a__span_of(); a value has no white space around it as a rule. */
static inline struct ec2a__span value_of(const char *text, size_t size)
{
	if (size && text[0] > ' ' && text[size - 1] > ' ')
		return (struct ec2a__span){ text, size };
	return ec2a__span_of(text, size);
}

/* 0 where a key has an escape in it: then nothing is known. */
static int find_plain(struct ec2a__record_view *view)
{
	for (size_t i = 0; i < view->n_members; i++) {
		const struct ec2a__member *member = &view->members[i];
		const char *key = view->object + member->key;
		int which = key_of(key, member->key_len);

		if (which < EC2A__KEYS && !view->values[which].text)
			view->values[which] = value_of(view->object + member->val, member->val_len);
		else if (which == UNKNOWN && memchr(key, '\\', member->key_len))
			return 0;
	}
	return 1;
}

void ec2a__record_view(struct ec2a__record_view *view, const char *object, size_t size,
		       const struct ec2a__member *members, size_t n_members)
{
	*view = (struct ec2a__record_view){ .object = object, .size = size, .members = members, .n_members = n_members };
	if (find_plain(view))
		return;
	for (int i = 0; i < EC2A__KEYS; i++)
		view->values[i] = ec2a__record_get(view, names[i]);
}
