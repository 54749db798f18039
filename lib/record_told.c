/* SPDX-License-Identifier: MIT */
/* What context and access records tell about instances: address, host name, system, end (CONTRACT, ruling 24). */
#include "record_parts.h"

#include "ascii.h"
#include "mask.h"

#include <string.h>

static const char *field(const struct ec2a_event *event, int number)
{
	return event->str[number] ? event->str[number] : "";
}

/* An instance that facts can be kept of; a masked one could be any of many. */
static int is_instance(const struct ec2a_event *event, const char *id)
{
	return strncmp(id, "i-", 2) == 0 && id[2] && !(event->masked && strstr(id, ".."));
}

/* ---- single facts; the value is read from the record -------------------- */

static int tell_address(struct ec2a__record_parts *parts, struct ec2a_event *event, const char *id,
			struct ec2a__span value)
{
	const char *text;
	int r = ec2a__record_text(parts, value, &text);

	if (r == 1)
		r = ec2a__is_address(text, event->masked) ? ec2a__event_tell(event, id, EC2A_FACT_ADDRESS, text) : 0;
	return r;
}

/* The name that the host's logs carry: lower case, without the domain. */
static int tell_hostname(struct ec2a__record_parts *parts, struct ec2a_event *event, const char *id,
			 struct ec2a__span value)
{
	const char *text;
	int r = ec2a__record_text(parts, value, &text);

	if (r <= 0 || (event->masked && strstr(text, "..")))
		return r < 0 ? r : 0;
	ec2a__buf_truncate(&parts->scratch, strcspn(text, "."));
	if (!parts->scratch.len)
		return 0;
	for (size_t i = 0; i < parts->scratch.len; i++)
		parts->scratch.data[i] = ec2a__lower(parts->scratch.data[i]);
	return ec2a__event_tell(event, id, EC2A_FACT_HOSTNAME, parts->scratch.data);
}

static int tell_os(struct ec2a_event *event, const char *id, int os)
{
	static const char *const names[] = { [EC2A_OS_LINUX] = "linux", [EC2A_OS_MACOS] = "macos",
					     [EC2A_OS_WINDOWS] = "windows" };

	return ec2a__event_tell(event, id, EC2A_FACT_OS, names[os]);
}

/* "Linux" of the agent, "windows" of EC2: upper and lower case do not matter. */
static int is_word(const char *text, const char *word)
{
	while (*text && ec2a__lower(*text) == *word) {
		text++;
		word++;
	}
	return *text == '\0' && *word == '\0';
}

static int tell_platform(struct ec2a__record_parts *parts, struct ec2a_event *event, const char *id,
			 struct ec2a__span value)
{
	const char *text;
	int r = ec2a__record_text(parts, value, &text);

	if (r <= 0)
		return r;
	if (is_word(text, "linux"))
		return tell_os(event, id, EC2A_OS_LINUX);
	if (is_word(text, "windows"))
		return tell_os(event, id, EC2A_OS_WINDOWS);
	if (is_word(text, "macos"))
		return tell_os(event, id, EC2A_OS_MACOS);
	return 0;
}

/* ---- records ------------------------------------------------------------ */

static int tell_update(struct ec2a__record_parts *parts, struct ec2a_event *event)
{
	const char *id = field(event, EC2A_FIELD_INSTANCE_ID), *node = field(event, EC2A_FIELD_TARGET);
	int r;

	if (ec2a__is_instance_name(node, "mi-", 0)) /* no address of a VPC, no host name of EC2's */
		return tell_platform(parts, event, node, ec2a__part_get(&parts->request, "platformType"));
	if (!is_instance(event, id))
		return 0;
	r = tell_address(parts, event, id, ec2a__part_get(&parts->request, "iPAddress"));
	if (r == 0)
		r = tell_hostname(parts, event, id, ec2a__part_get(&parts->request, "computerName"));
	return r == 0 ? tell_platform(parts, event, id, ec2a__part_get(&parts->request, "platformType")) : r;
}

/* The agent calls from its instance: behind a NAT the address is another's, inside the VPC its own. */
static int tell_channel(struct ec2a__record_parts *parts, struct ec2a_event *event)
{
	const char *id = field(event, EC2A_FIELD_SESSION_NAME), *address = field(event, EC2A_FIELD_SOURCE_IP);
	struct ec2a__span endpoint = ec2a__record_get(parts->record, "vpcEndpointId");

	if (!ec2a__is_instance_name(id, "i-", 0) || !ec2a__is_address(address, event->masked))
		return 0;
	if (!ec2a__is_private_address(address) && !ec2a__span_inside(endpoint).size)
		return 0;
	return ec2a__event_tell(event, id, EC2A_FACT_ADDRESS, address);
}

/* EC2 writes some lists as "items", some as "item". */
static struct ec2a__span_walk items_of(const struct ec2a__record_part *from, const char *key)
{
	struct ec2a__span set = ec2a__part_get(from, key), items = ec2a__span_get(set, "items");

	if (!items.text)
		items = ec2a__span_get(set, "item");
	return ec2a__span_walk(ec2a__span_is_array(items) ? items : (struct ec2a__span){ NULL, 0 });
}

/* {"privateIpAddressesSet":{"item":[{"privateIpAddress":"10.0.1.10"}]}} */
static int tell_address_set(struct ec2a__record_parts *parts, struct ec2a_event *event, const char *id,
			    const struct ec2a__record_part *from, const char *set, const char *key)
{
	struct ec2a__span_walk walk = items_of(from, set);
	struct ec2a__span item;
	int r = 0;

	while (r == 0 && ec2a__span_next(&walk, NULL, &item))
		r = tell_address(parts, event, id, ec2a__span_get(item, key));
	return r;
}

static int tell_interface(struct ec2a__record_parts *parts, struct ec2a_event *event, const char *id,
			  struct ec2a__span item)
{
	struct ec2a__record_part interface;
	int r;

	ec2a__part_open(&interface, item);
	r = tell_address(parts, event, id, ec2a__part_get(&interface, "privateIpAddress"));
	if (r == 0)
		r = tell_address_set(parts, event, id, &interface, "privateIpAddressesSet", "privateIpAddress");
	if (r == 0)
		r = tell_address_set(parts, event, id, &interface, "ipv6AddressesSet", "ipv6Address");
	return r;
}

static int tell_launched(struct ec2a__record_parts *parts, struct ec2a_event *event, const char *id,
			 const struct ec2a__record_part *item)
{
	struct ec2a__span_walk walk = items_of(item, "networkInterfaceSet");
	struct ec2a__span interface;
	int r = tell_address(parts, event, id, ec2a__part_get(item, "privateIpAddress"));

	if (r == 0)
		r = tell_address(parts, event, id, ec2a__part_get(item, "ipv6Address"));
	while (r == 0 && ec2a__span_next(&walk, NULL, &interface))
		r = tell_interface(parts, event, id, interface);
	if (r == 0)
		r = tell_hostname(parts, event, id, ec2a__part_get(item, "privateDnsName"));
	if (r == 0) /* "windows", or absent, which proves nothing */
		r = tell_platform(parts, event, id, ec2a__part_get(item, "platform"));
	return r;
}

typedef int (*item_fn)(struct ec2a__record_parts *parts, struct ec2a_event *event, const char *id,
		       const struct ec2a__record_part *item);

static int tell_end(struct ec2a__record_parts *parts, struct ec2a_event *event, const char *id,
		    const struct ec2a__record_part *item)
{
	(void)parts;
	(void)item;
	return ec2a__event_tell(event, id, EC2A__TOLD_END, NULL);
}

static int each_item(struct ec2a__record_parts *parts, struct ec2a_event *event, const struct ec2a__record_part *from,
		     item_fn tell)
{
	struct ec2a__span_walk walk = items_of(from, "instancesSet");
	struct ec2a__record_part item;
	struct ec2a__span object;
	struct ec2a__buf id;
	int r = 0;

	ec2a__buf_init(&id, parts->scratch.max);
	while (r == 0 && ec2a__span_next(&walk, NULL, &object)) {
		ec2a__part_open(&item, object);
		r = ec2a__span_text(ec2a__part_get(&item, "instanceId"), &id);
		if (r == 1)
			r = id.len && is_instance(event, id.data) ? tell(parts, event, id.data, &item) : 0;
	}
	ec2a__buf_free(&id);
	return r;
}

/* The SSM agent names its system: "aws-sdk-go/1.41.4 (go1.18.3; linux; amd64) amazon-ssm-agent/". */
int ec2a__record_tell_agent(struct ec2a_event *event)
{
	const char *agent = field(event, EC2A_FIELD_USER_AGENT), *id = field(event, EC2A_FIELD_SESSION_NAME);

	if (!strstr(agent, "amazon-ssm-agent") || !is_instance(event, id))
		return 0;
	if (strstr(agent, "; linux;"))
		return tell_os(event, id, EC2A_OS_LINUX);
	if (strstr(agent, "; windows;"))
		return tell_os(event, id, EC2A_OS_WINDOWS);
	if (strstr(agent, "; darwin;"))
		return tell_os(event, id, EC2A_OS_MACOS);
	return 0;
}

static int tell_end_all(struct ec2a__record_parts *parts, struct ec2a_event *event)
{
	size_t before = event->n_told;
	int r = each_item(parts, event, &parts->response, tell_end);

	if (r == 0 && event->n_told == before)
		r = each_item(parts, event, &parts->request, tell_end);
	return r;
}

int ec2a__record_told(struct ec2a__record_parts *parts, struct ec2a_event *event)
{
	const char *name = parts->kind->name;
	int r = ec2a__record_tell_agent(event);

	/* A refused call did nothing. */
	if (r < 0 || *field(event, EC2A_FIELD_ERROR_CODE))
		return r;
	if (strcmp(name, "UpdateInstanceInformation") == 0)
		return tell_update(parts, event);
	if (strcmp(name, "CreateDataChannel") == 0)
		return tell_channel(parts, event);
	if (strcmp(name, "RunInstances") == 0 || strcmp(name, "StartInstances") == 0)
		return each_item(parts, event, &parts->response, tell_launched);
	if (strcmp(name, "TerminateInstances") == 0)
		return tell_end_all(parts, event);
	return 0;
}
