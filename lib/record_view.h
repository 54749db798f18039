/* SPDX-License-Identifier: MIT */
#ifndef EC2A_RECORD_VIEW_H
#define EC2A_RECORD_VIEW_H

#include "json_span.h"
#include "split.h"

/* The members of a record that nearly every reader of it asks for. */
enum ec2a__record_key {
	EC2A__KEY_SOURCE,
	EC2A__KEY_NAME,
	EC2A__KEY_TIME,
	EC2A__KEY_REGION,
	EC2A__KEY_ACCOUNT, /* recipientAccountId */
	EC2A__KEY_IDENTITY,
	EC2A__KEY_READ_ONLY,
	EC2A__KEY_SNS_SOURCE, /* EventSource */
	EC2A__KEY_TYPE,
	EC2A__KEY_CATEGORY,
	EC2A__KEY_EVENT_ID,
	EC2A__KEY_SOURCE_IP,
	EC2A__KEY_USER_AGENT,
	EC2A__KEY_ERROR_CODE,
	EC2A__KEY_REQUEST,
	EC2A__KEY_RESPONSE,
	EC2A__KEYS
};

/* An object's bytes and members, which must outlive the view, and where those members' values stand. */
struct ec2a__record_view {
	const char *object;
	size_t size;
	const struct ec2a__member *members;
	size_t n_members;
	struct ec2a__span values[EC2A__KEYS]; /* the first of its name, or none */
};

void ec2a__record_view(struct ec2a__record_view *view, const char *object, size_t size,
		       const struct ec2a__member *members, size_t n_members);

/* A member of any name; the first. The same without a view. */
struct ec2a__span ec2a__record_get(const struct ec2a__record_view *view, const char *key);
struct ec2a__span ec2a__record_member(const char *object, const struct ec2a__member *members, size_t n_members,
				      const char *key);

#endif
