/* SPDX-License-Identifier: MIT */
/* Which instance a host is, whose log has a line. */
#include "join_host.h"

#include "ascii.h"
#include "settings.h"

#include <string.h>

#define NAME_MAX 256 /* bytes of a host's name; a longer one is none */

int64_t ec2a__host_skew(const struct ec2a__joins *joins)
{
	return ec2a__config_int(joins->config, EC2A_OPT_SKEW);
}

int ec2a__host_is_free_login(const struct ec2a__joins *joins, uint32_t number)
{
	const struct ec2a__act *act = ec2a__joins_act(joins, number);

	return act->call == EC2A__CALL_LOGIN && act->kind != 0 && act->time_us != EC2A__NO_TIME &&
	       ec2a__joins_is_free(joins, number);
}

/* Four numbers of 0 to 255 with a mark between them, and then the end or a dot: where it ends, or NULL. */
static const char *skip_numbers(const char *text, char mark)
{
	for (int part = 0; part < 4; part++) {
		unsigned number = 0, digits = 0;

		if (part > 0 && *text++ != mark)
			return NULL;
		for (; ec2a__is_digit(*text) && digits < 4; digits++)
			number = number * 10 + (unsigned)(*text++ - '0');
		if (!digits || digits > 3 || number > 255)
			return NULL;
	}
	return *text == '\0' || (mark == '-' && *text == '.') ? text : NULL;
}

int ec2a__host_address(const char *host, char ret_address[EC2A__HOST_ADDRESS])
{
	int named = host && strncmp(host, "ip-", 3) == 0;
	const char *from = named ? host + 3 : host;
	const char *end = from ? skip_numbers(from, named ? '-' : '.') : NULL;

	if (!end)
		return 0;
	for (; from < end; from++)
		*ret_address++ = *from == '-' ? '.' : *from;
	*ret_address = '\0';
	return 1;
}

/* The name up to its first dot, in lower case, as the map has it: 1, or 0 where that is too long, or nothing. */
static int first_label(const char *host, char out[NAME_MAX])
{
	size_t size = strcspn(host, ".");

	if (size >= NAME_MAX || size == 0)
		return 0;
	for (size_t i = 0; i < size; i++)
		out[i] = ec2a__lower(host[i]);
	out[size] = '\0';
	return 1;
}

/* What the user says: of the name, of its first part, of the address that it is. */
static const char *by_config(const struct ec2a__joins *joins, const char *host)
{
	char label[NAME_MAX], address[EC2A__HOST_ADDRESS];
	const char *found = ec2a__config_host(joins->config, host);

	if (!found && !ec2a__is_address(host, 0) && first_label(host, label))
		found = ec2a__config_host(joins->config, label);
	if (!found && ec2a__host_address(host, address))
		found = ec2a__config_host(joins->config, address);
	return found;
}

/* As ec2a_facts_instance_at(), for whatever account: 0 nobody, or nobody alone; 1; 2 disputed. */
static int ask(const struct ec2a__joins *joins, int kind, const char *value, int64_t time_us, const char **ret_instance)
{
	int r = ec2a_facts_instance_at(joins->facts, NULL, NULL, kind, value, time_us, ret_instance);

	return r > 0 ? r : 0;
}

static struct ec2a__host_place by_facts(const struct ec2a__joins *joins, const char *host, int64_t time_us)
{
	char address[EC2A__HOST_ADDRESS], label[NAME_MAX];
	const char *by_address = NULL, *by_name = NULL;
	int a = 0, n = 0;

	if (!joins->facts || time_us == EC2A__NO_TIME)
		return (struct ec2a__host_place){ NULL, EC2A__HOST_BY_NOTHING, 0 };
	if (ec2a__host_address(host, address))
		a = ask(joins, EC2A_FACT_ADDRESS, address, time_us, &by_address);
	if (!ec2a__is_address(host, 0) && first_label(host, label))
		n = ask(joins, EC2A_FACT_HOSTNAME, label, time_us, &by_name);
	if (a == 1 || (a && n != 1))
		return (struct ec2a__host_place){ by_address, EC2A__HOST_BY_ADDRESS,
						  a == 2 || (n && strcmp(by_address, by_name) != 0) };
	if (n)
		return (struct ec2a__host_place){ by_name, EC2A__HOST_BY_NAME,
						  n == 2 || (a && strcmp(by_address, by_name) != 0) };
	return (struct ec2a__host_place){ NULL, EC2A__HOST_BY_NOTHING, 0 };
}

struct ec2a__host_place ec2a__host_place(const struct ec2a__joins *joins, const struct ec2a__act *line)
{
	const char *host = ec2a__act_text(joins->store, ec2a__act_log(joins->store, line, EC2A__LOG_HOST));
	const char *hint = ec2a__act_text(joins->store, ec2a__act_log(joins->store, line, EC2A__LOG_HINT));
	struct ec2a__host_place place = { NULL, EC2A__HOST_BY_NOTHING, 0 };

	if (host) {
		place.instance = by_config(joins, host);
		if (place.instance) {
			place.by = EC2A__HOST_BY_CONFIG;
			return place;
		}
		place = by_facts(joins, host, line->time_us);
	}
	if (!place.instance && hint) {
		place.instance = hint;
		place.by = host && strncmp(host, hint, strlen(hint)) == 0 ? EC2A__HOST_BY_ID : EC2A__HOST_BY_STREAM;
		return place;
	}
	if (place.instance && hint && strcmp(place.instance, hint) != 0)
		place.unsure = 1;
	return place;
}

uint32_t ec2a__host_instance(const struct ec2a__joins *joins, const struct ec2a__host_place *place)
{
	uint32_t id = place->instance ? ec2a__intern_find(&joins->store->text, place->instance) : 0;

	return place->instance && !id ? EC2A__NONE : id;
}
