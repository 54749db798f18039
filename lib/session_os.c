/* SPDX-License-Identifier: MIT */
/* Which instance a row leads to, and what system that runs (rulings 6, 7, 10, 22). */
#include "mem.h"
#include "names.h"
#include "push.h"
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
static int set_by_channel(struct ec2a__build *build)
{
	const struct ec2a__store *store = build->joins->store;

	for (size_t i = 0; i < build->n_members; i++) {
		const struct ec2a__act *act = ec2a__build_member(build, i);
		const char *name = ec2a__act_text(store, ec2a__act_who(store, act, EC2A__WHO_SESSION_NAME));
		int r;

		if (act->call != EC2A__CALL_CREATE_CHANNEL || !is_instance_id(name))
			continue;
		r = ec2a__session_set(build->session, EC2A_SESSION_INSTANCE_ID, name);
		return r < 0 ? r : ec2a__session_say(build->session, EC2A__R_INSTANCE_CHANNEL, name, NULL, NULL);
	}
	return 0;
}

static int set_by_address(struct ec2a__build *build)
{
	const struct ec2a__store *store = build->joins->store;
	const char *address = ec2a__act_text(store, ec2a__act_what(store, build->tunnel, EC2A__WHAT_PRIVATE_IP));
	const char *instance;
	int r, found = ec2a__tunnel_instance(build->joins, build->tunnel, &instance);

	if (!found)
		return 0;
	r = ec2a__session_set(build->session, EC2A_SESSION_INSTANCE_ID, instance);
	if (found == 2)
		build->unsure = 1;
	return r < 0 ? r
		     : ec2a__session_say(build->session,
					 found == 2 ? EC2A__R_INSTANCE_ADDRESS_UNSURE : EC2A__R_INSTANCE_ADDRESS,
					 address, instance, NULL);
}

static int set_instance(struct ec2a__build *build)
{
	const struct ec2a__store *store = build->joins->store;
	uint32_t id = ec2a__act_what(store, build->root, EC2A__WHAT_INSTANCE);
	const char *target = ec2a__act_text(store, ec2a__act_what(store, build->root, EC2A__WHAT_TARGET));

	if (build->orphan)
		return set_by_channel(build);
	if (build->root->method == EC2A_METHOD_ECS_EXEC)
		return 0;
	if (id)
		return ec2a__session_set_id(build, EC2A_SESSION_INSTANCE_ID, id);
	if (target && strncmp(target, "i-", 2) == 0 && target[2])
		return ec2a__session_set(build->session, EC2A_SESSION_INSTANCE_ID, target);
	if (ec2a__act_is_row(build->root) && build->root == build->start)
		return set_by_channel(build);
	return build->root == build->tunnel && ec2a__act_is_granted(build->root) ? set_by_address(build) : 0;
}

/* Only run-command names several. */
static int set_instances(struct ec2a__build *build)
{
	const struct ec2a__store *store = build->joins->store;
	size_t count;
	const uint32_t *ids;

	if (build->root->method != EC2A_METHOD_RUN_COMMAND)
		return 0;
	ids = ec2a__intern_tuple(&store->text, ec2a__act_what(store, build->root, EC2A__WHAT_INSTANCES), &count);
	if (!count)
		return 0;
	build->session->instances = ec2a__calloc(count, sizeof(*build->session->instances));
	if (!build->session->instances)
		return EC2A_E_NOMEM;
	for (size_t i = 0; i < count; i++) {
		uint32_t *place = &build->session->instances[build->session->n_instances];

		if (ec2a__session_keep(build->session, ec2a__act_text(store, ids[i]), place) < 0)
			return EC2A_E_NOMEM;
		build->session->n_instances += *place != 0;
	}
	return 0;
}

/* ---- system ---------------------------------------------------------------------- */

struct os {
	int os, confidence;
};

/* Strong before weak, then the more specific; the first wins a tie. */
static int is_better(struct os a, struct os b)
{
	if (a.os == EC2A_OS_UNKNOWN || !a.os)
		return 0;
	if (b.os == EC2A_OS_UNKNOWN || !b.os)
		return 1;
	if (a.confidence != b.confidence)
		return a.confidence == EC2A_OS_CONFIDENCE_STRONG;
	return b.os == EC2A_OS_UNIX && a.os != EC2A_OS_UNIX;
}

static struct os os_by_map(const struct ec2a__build *build)
{
	const ec2a_session *session = build->session;
	const char *base = session->text.data;
	uint32_t instance = session->str[EC2A_SESSION_INSTANCE_ID], target = session->str[EC2A_SESSION_TARGET];
	uint32_t account = session->str[EC2A_SESSION_ACCOUNT_ID], region = session->str[EC2A_SESSION_REGION];
	struct os os = { EC2A_OS_UNKNOWN, EC2A_OS_CONFIDENCE_STRONG };

	if (!instance && target && ec2a__is_instance_name(base + target - 1, "mi-", 0))
		instance = target; /* no instance of EC2, but a system it has */
	if (instance && build->joins->facts)
		os.os = ec2a_facts_os(build->joins->facts, account ? base + account - 1 : NULL,
				      region ? base + region - 1 : NULL, base + instance - 1);
	return os;
}

/* What the records themselves show; refused ones show nothing (the classifier saw to it). */
static struct os os_by_records(const struct ec2a__build *build)
{
	struct os best = { EC2A_OS_UNKNOWN, 0 };

	for (size_t i = 0; i < build->n_members; i++) {
		const struct ec2a__act *act = ec2a__build_member(build, i);
		struct os os = { act->os, act->os_confidence };

		if (is_better(os, best))
			best = os;
	}
	return best;
}

int ec2a__build_os(struct ec2a__build *build)
{
	ec2a_session *session = build->session;
	struct os map, os;
	int r;

	if ((r = set_instance(build)) < 0 || (r = set_instances(build)) < 0)
		return r;
	map = os_by_map(build);
	os = os_by_records(build);
	if (map.os != EC2A_OS_UNKNOWN && !is_better(os, map)) {
		char instance[64] = "";
		const char *id = session->text.data + session->str[EC2A_SESSION_INSTANCE_ID] - 1;

		/* copied: a reason may move the buffer that holds the text */
		memcpy(instance, id, strlen(id) < sizeof(instance) ? strlen(id) + 1 : 0);
		os = map;
		r = ec2a__session_say(session, EC2A__R_OS_MAP, instance, ec2a__name(EC2A_ENUM_OS, os.os), NULL);
	}
	if (r < 0 || (r = ec2a__session_set_enum(session, EC2A_SESSION_OS, EC2A_ENUM_OS,
						 os.os ? os.os : EC2A_OS_UNKNOWN)) < 0)
		return r;
	if (!os.os || os.os == EC2A_OS_UNKNOWN)
		return 0;
	return ec2a__session_set_enum(session, EC2A_SESSION_OS_CONFIDENCE, EC2A_ENUM_OS_CONFIDENCE, os.confidence);
}
