/* SPDX-License-Identifier: MIT */
/* Which instance a row leads to (rulings 6, 10, 22, 24). */
#include "push.h"
#include "reason.h"
#include "session_build.h"

#include <string.h>

/* What follows a whole "i-": 8 or 17 hexadecimal digits. */
static int is_instance_id(const char *text)
{
	size_t digits;

	if (!text || strncmp(text, "i-", 2) != 0)
		return 0;
	digits = strspn(text + 2, "0123456789abcdef");
	return text[2 + digits] == '\0' && (digits == 8 || digits == 17);
}

/* The instance of an orphan, or of a row without a target, is the one whose agent made the channel. */
static const char *by_channel(const struct ec2a__joins *joins, const struct ec2a__rows *rows,
			      const struct ec2a__row *row, int *ret_reason)
{
	for (uint32_t i = 0; i < row->count; i++) {
		const struct ec2a__act *act = ec2a__joins_act(joins, rows->members[row->first + i]);
		const char *name = ec2a__act_text(joins->store, ec2a__act_who(joins->store, act, EC2A__WHO_SESSION_NAME));

		if (act->call != EC2A__CALL_CREATE_CHANNEL || !is_instance_id(name))
			continue;
		*ret_reason = EC2A__R_INSTANCE_CHANNEL;
		return name;
	}
	return NULL;
}

static const char *by_address(const struct ec2a__joins *joins, const struct ec2a__act *tunnel, int *ret_reason)
{
	const char *instance;
	int found = ec2a__tunnel_instance(joins, tunnel, &instance);

	if (!found)
		return NULL;
	*ret_reason = found == 2 ? EC2A__R_INSTANCE_ADDRESS_UNSURE : EC2A__R_INSTANCE_ADDRESS;
	return instance;
}

const char *ec2a__row_instance(const struct ec2a__joins *joins, const struct ec2a__rows *rows,
			       const struct ec2a__row *row, int *ret_reason)
{
	const struct ec2a__store *store = joins->store;
	const struct ec2a__act *root = ec2a__joins_act(joins, row->root);
	const char *instance = ec2a__act_text(store, ec2a__act_what(store, root, EC2A__WHAT_INSTANCE));
	const char *target = ec2a__act_text(store, ec2a__act_what(store, root, EC2A__WHAT_TARGET));

	*ret_reason = EC2A__R_NONE;
	if (!root->kind) /* an orphan */
		return by_channel(joins, rows, row, ret_reason);
	if (root->method == EC2A_METHOD_ECS_EXEC)
		return NULL;
	if (instance)
		return instance;
	if (target && strncmp(target, "i-", 2) == 0 && target[2])
		return target;
	if (ec2a__act_is_row(root) && root->call == EC2A__CALL_START_SESSION)
		return by_channel(joins, rows, row, ret_reason);
	if (root->call == EC2A__CALL_TUNNEL && ec2a__act_is_granted(root))
		instance = by_address(joins, root, ret_reason);
	return instance ? instance : ec2a__row_host_instance(joins, rows, row, ret_reason);
}

int ec2a__build_instance(struct ec2a__build *build)
{
	const struct ec2a__store *store = build->joins->store;
	const char *address = ec2a__act_text(store, ec2a__act_what(store, build->root, EC2A__WHAT_PRIVATE_IP));
	int reason, r;
	const char *instance = ec2a__row_instance(build->joins, build->rows, build->row, &reason);

	r = ec2a__session_set(build->session, EC2A_SESSION_INSTANCE_ID, instance);
	if (r < 0 || !reason)
		return r;
	if (reason >= EC2A__R_INSTANCE_HOST_TOLD && reason <= EC2A__R_INSTANCE_HOST_UNKNOWN)
		return ec2a__build_say_host(build, reason, instance);
	build->unsure = reason == EC2A__R_INSTANCE_ADDRESS_UNSURE;
	if (reason == EC2A__R_INSTANCE_CHANNEL)
		return ec2a__session_say(build->session, reason, instance, NULL, NULL);
	return ec2a__session_say(build->session, reason, address, instance, NULL);
}
