/* SPDX-License-Identifier: MIT */
/* Which instances a row names, and what system they run (rulings 6, 7). */
#include "mem.h"
#include "names.h"
#include "session_build.h"

#include <string.h>

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

/*
 * Strong before weak; the first wins a tie. Only the map says linux or macos, and it goes before records that prove as
 * much, so the more specific wins as well.
 */
static int is_better(struct os a, struct os b)
{
	if (a.os == EC2A_OS_UNKNOWN || !a.os)
		return 0;
	if (b.os == EC2A_OS_UNKNOWN || !b.os)
		return 1;
	return a.confidence == EC2A_OS_CONFIDENCE_STRONG && b.confidence != EC2A_OS_CONFIDENCE_STRONG;
}

/* The name that the map may know: a managed node is no instance of EC2, but a system it has. NULL: none. */
static const char *name_in_map(const ec2a_session *session)
{
	const char *instance = ec2a_session_str(session, EC2A_SESSION_INSTANCE_ID);
	const char *target = ec2a_session_str(session, EC2A_SESSION_TARGET);

	if (instance)
		return instance;
	return target && ec2a__is_instance_name(target, "mi-", 0) ? target : NULL;
}

static struct os os_by_map(const struct ec2a__build *build)
{
	const ec2a_session *session = build->session;
	const char *name = name_in_map(session);
	struct os os = { EC2A_OS_UNKNOWN, EC2A_OS_CONFIDENCE_STRONG };

	if (name && build->joins->facts)
		os.os = ec2a_facts_os(build->joins->facts, ec2a_session_str(session, EC2A_SESSION_ACCOUNT_ID),
				      ec2a_session_str(session, EC2A_SESSION_REGION), name);
	return os;
}

/* What the records themselves show; refused ones show nothing (the classifier saw to it). */
static struct os os_by_records(const struct ec2a__build *build, const struct ec2a__act **ret_by)
{
	struct os best = { EC2A_OS_UNKNOWN, 0 };

	for (size_t i = 0; i < build->n_members; i++) {
		const struct ec2a__act *act = ec2a__build_member(build, i);
		struct os os = { act->os, act->os_confidence };

		if (build->joins->how[build->members[i]] != EC2A__HOW_SILENT && is_better(os, best)) {
			best = os;
			*ret_by = act;
		}
	}
	return best;
}

/* The reasons of the opening record stand there already; a record that proved more has to be named. */
static int say_by(const struct ec2a__build *build, const struct ec2a__act *by)
{
	const struct ec2a__store *store = build->joins->store;
	const char *name = ec2a__act_text(store, ec2a__act_where(store, by, EC2A__WHERE_NAME));

	if (by != build->root && ec2a__act_is_line(by))
		return ec2a__session_say(build->session, EC2A__R_OS_HOST, name, NULL, NULL);
	if (by != build->root && by->call == EC2A__CALL_PUSH)
		return ec2a__session_say(build->session, EC2A__R_OS_PUSH, name, NULL, NULL);
	return 0;
}

int ec2a__build_os(struct ec2a__build *build)
{
	ec2a_session *session = build->session;
	const struct ec2a__act *by = build->root;
	struct os map, os;
	int r;

	if ((r = ec2a__build_instance(build)) < 0 || (r = set_instances(build)) < 0)
		return r;
	map = os_by_map(build);
	os = os_by_records(build, &by);
	if (map.os != EC2A_OS_UNKNOWN) { /* as strong as any record */
		char instance[64] = "";
		const char *id = name_in_map(session);

		/* copied: a reason may move the buffer that holds the text */
		memcpy(instance, id, strlen(id) < sizeof(instance) ? strlen(id) + 1 : 0);
		os = map;
		r = ec2a__session_say(session, EC2A__R_OS_MAP, instance, ec2a__name(EC2A_ENUM_OS, os.os), NULL);
	} else {
		r = say_by(build, by);
	}
	if (r < 0 || (r = ec2a__session_set_enum(session, EC2A_SESSION_OS, EC2A_ENUM_OS,
						 os.os ? os.os : EC2A_OS_UNKNOWN)) < 0)
		return r;
	if (!os.os || os.os == EC2A_OS_UNKNOWN)
		return 0;
	return ec2a__session_set_enum(session, EC2A_SESSION_OS_CONFIDENCE, EC2A_ENUM_OS_CONFIDENCE, os.confidence);
}
