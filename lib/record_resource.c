/* SPDX-License-Identifier: MIT */
/* The ARN of what a record is about (CONTRACT, ruling 34), and of the instance that it leads to (ruling 2). */
#include "record_parts.h"

#include "mem.h"

#include <string.h>

/* Regions of partitions beside "aws" begin so. */
static const char *partition_of(const char *region)
{
	static const char *const rows[][2] = {
		{ "cn-", "aws-cn" },
		{ "us-gov-", "aws-us-gov" },
		{ "us-iso-", "aws-iso" },
		{ "us-isob-", "aws-iso-b" },
		{ "eu-isoe-", "aws-iso-e" },
		{ "us-isof-", "aws-iso-f" },
		{ "eusc-", "aws-eusc" },
	};

	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
		if (strncmp(region, rows[i][0], strlen(rows[i][0])) == 0)
			return rows[i][1];
	return "aws";
}

static const char *get(const struct ec2a_event *event, int field)
{
	const char *text = event->str[field];

	return text && *text ? text : NULL;
}

static int is_managed(const char *target)
{
	return target && strncmp(target, "mi-", 3) == 0;
}

/* arn:PARTITION:SERVICE:REGION:ACCOUNT:KIND/ID; nothing where region or account is missing. */
static int build_arn(struct ec2a__buf *arn, struct ec2a_event *event, const char *service_and_kind[2], const char *id)
{
	const char *region = get(event, EC2A_FIELD_REGION), *account = get(event, EC2A_FIELD_ACCOUNT_ID);
	const char *pieces[] = { "arn:", NULL, ":", service_and_kind[0], ":", region, ":", account, ":",
				 service_and_kind[1], "/", id };
	int r = 0;

	if (!region || !account)
		return 0;
	pieces[1] = partition_of(region);
	ec2a__buf_clear(arn);
	for (size_t i = 0; r == 0 && i < sizeof pieces / sizeof pieces[0]; i++)
		r = ec2a__buf_adds(arn, pieces[i]);
	return r == 0 ? ec2a__event_set(event, EC2A_FIELD_RESOURCE_TARGET, arn->data, arn->len) : r;
}

int ec2a__record_resource(struct ec2a__buf *scratch, struct ec2a_event *event)
{
	static const char *instance[] = { "ec2", "instance" };
	static const char *managed[] = { "ssm", "managed-instance" };
	static const char *session[] = { "ssm", "session" };
	const char *text = get(event, EC2A_FIELD_RESOURCE_ARN);

	if (text)
		return ec2a__event_set(event, EC2A_FIELD_RESOURCE_TARGET, text, strlen(text));
	if ((text = get(event, EC2A_FIELD_INSTANCE_ID)) != NULL)
		return build_arn(scratch, event, instance, text);
	if (is_managed(text = get(event, EC2A_FIELD_TARGET)))
		return build_arn(scratch, event, managed, text);
	if ((text = get(event, EC2A_FIELD_SSM_SESSION_ID)) != NULL)
		return build_arn(scratch, event, session, text);
	return 0;
}

/* ---- whose a shared event is --------------------------------------------------- */

static int is_of_instance(const char *arn)
{
	return strncmp(arn, "arn:", 4) == 0 && (strstr(arn, ":instance/") || strstr(arn, ":managed-instance/"));
}

/* The order in an array is nobody's promise, and the copies of two accounts may differ in it. */
static int offer(struct ec2a_event *event, const char *arn)
{
	char *owner;

	if (!is_of_instance(arn) || (event->owner && strcmp(event->owner, arn) <= 0))
		return 0;
	owner = ec2a__strdup(arn);
	if (!owner)
		return EC2A_E_NOMEM;
	ec2a__free(event->owner);
	event->owner = owner;
	return 0;
}

int ec2a__record_owner(struct ec2a__record_parts *parts, struct ec2a_event *event)
{
	struct ec2a__span list = ec2a__record_get(parts->record, "resources"), item;
	struct ec2a__span_walk walk;
	const char *arn;
	int r = 0;

	if (!get(event, EC2A_FIELD_SHARED_EVENT_ID) || !ec2a__span_is_array(list))
		return 0;
	walk = ec2a__span_walk(list);
	while (r == 0 && ec2a__span_next(&walk, NULL, &item)) {
		r = ec2a__record_arn(parts, ec2a__span_get(item, "ARN"), &arn);
		r = r == 1 ? offer(event, arn) : r;
	}
	return r;
}
