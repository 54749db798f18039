/* SPDX-License-Identifier: MIT */
/* Flags: what an analyst looks for in a row, each with the value that it saw. */
#include "facts_map.h"
#include "flags.h"
#include "reason.h"
#include "session_build.h"
#include "timestamp.h"

#include <stdio.h>
#include <string.h>

/* Each flag's function says its reason where the flag holds: 1, 0, or EC2A_E_NOMEM. */
typedef int (*flag_fn)(struct ec2a__build *build);

static int say(struct ec2a__build *build, int code, const char *first, const char *second, const char *third)
{
	int r = ec2a__session_say(build->session, code, first, second, third);

	return r < 0 ? r : 1;
}

static uint32_t who(const struct ec2a__build *build, int member)
{
	return ec2a__act_who(build->joins->store, build->root, member);
}

static const char *who_text(const struct ec2a__build *build, int member)
{
	return ec2a__act_text(build->joins->store, who(build, member));
}

static const char *what_text(const struct ec2a__build *build, const struct ec2a__act *act, int member)
{
	return ec2a__act_text(build->joins->store, ec2a__act_what(build->joins->store, act, member));
}

static size_t row_of(const struct ec2a__build *build)
{
	return (size_t)(build->row - build->rows->rows);
}

static const struct ec2a__row_flags *noted(const struct ec2a__build *build)
{
	return &build->rows->flags[row_of(build)];
}

static int is_noted(const struct ec2a__build *build, int flag)
{
	return (noted(build)->bits & EC2A__FLAG_BIT(flag)) != 0;
}

/* The instance as rows are compared by it. */
static const char *instance_of(const struct ec2a__build *build)
{
	return ec2a__flags_instance(build->joins, build->rows, row_of(build));
}

/* ---- who called ----------------------------------------------------------------------- */

static int root(struct ec2a__build *build)
{
	const char *account = who_text(build, EC2A__WHO_ACCOUNT);

	if (who(build, EC2A__WHO_IDENTITY) != EC2A_IDENTITY_ROOT)
		return 0;
	return say(build, EC2A__R_FLAG_ROOT, account ? account : "unknown", NULL, NULL);
}

/* What has no such field is not known to have had none (ruling 33). */
static int no_mfa(struct ec2a__build *build)
{
	const char *arn = who_text(build, EC2A__WHO_ARN);

	if (who(build, EC2A__WHO_MFA) != 1)
		return 0;
	return say(build, EC2A__R_FLAG_NO_MFA, arn ? arn : "the caller", NULL, NULL);
}

static int long_term_key(struct ec2a__build *build)
{
	const char *key = who_text(build, EC2A__WHO_KEY);

	return key && strncmp(key, "AKIA", 4) == 0 ? say(build, EC2A__R_FLAG_LONG_TERM_KEY, key, NULL, NULL) : 0;
}

/* The instance whose role's credentials made the call, or NULL. */
static const char *calling_instance(const struct ec2a__build *build)
{
	const char *name = who_text(build, EC2A__WHO_SESSION_NAME);

	if (who(build, EC2A__WHO_IDENTITY) != EC2A_IDENTITY_INSTANCE_ROLE || ec2a__flags_is_hidden(build->root, name))
		return NULL;
	return name;
}

static int instance_credentials_elsewhere(struct ec2a__build *build)
{
	const char *caller = calling_instance(build), *known;
	const char *address = ec2a__act_text(build->joins->store, build->root->ip);
	int public, code;

	if (!caller || !build->joins->facts || build->root->time_us == EC2A__NO_TIME ||
	    !ec2a__is_address(address, ec2a__act_is_masked(build->root)) ||
	    ec2a__facts_has_address(build->joins->facts, who_text(build, EC2A__WHO_ACCOUNT), caller, address,
				    build->root->time_us, &known, &public) ||
	    !known)
		return 0;
	code = public || ec2a__is_private_address(address) ? EC2A__R_FLAG_ELSEWHERE : EC2A__R_FLAG_ELSEWHERE_PRIVATE;
	return say(build, code, caller, address, known);
}

/* A managed node or a container is another host, too. */
static int from_instance(struct ec2a__build *build)
{
	const char *caller = calling_instance(build), *target = instance_of(build);

	if (!target)
		target = what_text(build, build->root, EC2A__WHAT_TARGET);
	if (!caller || ec2a__flags_is_hidden(build->root, target) || strcmp(caller, target) == 0)
		return 0;
	return say(build, EC2A__R_FLAG_FROM_INSTANCE, caller, target, NULL);
}

/* ---- what was done ------------------------------------------------------------------------ */

static int remote_forward(struct ec2a__build *build)
{
	const char *host = what_text(build, build->root, EC2A__WHAT_REMOTE_HOST);
	const char *port = what_text(build, build->root, EC2A__WHAT_REMOTE_PORT);

	if (build->root->method != EC2A_METHOD_SESSION_MANAGER_REMOTE_FORWARD)
		return 0;
	return say(build, EC2A__R_FLAG_REMOTE_FORWARD, host ? host : "unknown", port ? port : "unknown", NULL);
}

static int root_os_user(struct ec2a__build *build)
{
	const char *user = what_text(build, build->push ? build->push : build->root, EC2A__WHAT_OS_USER);

	if (!user && build->login) /* a session through which the host let somebody in */
		user = what_text(build, build->login, EC2A__WHAT_OS_USER);
	return user && strcmp(user, "root") == 0 ? say(build, EC2A__R_FLAG_ROOT_OS_USER, user, NULL, NULL) : 0;
}

/* ---- among other rows ------------------------------------------------------------------------ */

static int first_seen_principal(struct ec2a__build *build)
{
	if (!is_noted(build, EC2A_FLAG_FIRST_SEEN_PRINCIPAL))
		return 0;
	return say(build, EC2A__R_FLAG_FIRST_PRINCIPAL, who_text(build, EC2A__WHO_ARN), instance_of(build), NULL);
}

static int first_seen_address(struct ec2a__build *build)
{
	if (!is_noted(build, EC2A_FLAG_FIRST_SEEN_ADDRESS))
		return 0;
	return say(build, EC2A__R_FLAG_FIRST_ADDRESS, ec2a__act_text(build->joins->store, build->root->ip),
		   instance_of(build), NULL);
}

static int after_denied(struct ec2a__build *build)
{
	const char *arn = who_text(build, EC2A__WHO_ARN);
	int64_t denied = noted(build)->denied;
	char time[EC2A__TIME_TEXT];

	if (!is_noted(build, EC2A_FLAG_AFTER_DENIED))
		return 0;
	if (denied == EC2A__NO_TIME)
		return say(build, EC2A__R_FLAG_AFTER_DENIED_GONE, arn, instance_of(build), NULL);
	return say(build, EC2A__R_FLAG_AFTER_DENIED, arn, instance_of(build),
		   ec2a__time_format(denied * EC2A__SECOND, time));
}

/* The login of the row that had most of them before it. Rotation and the table's limits lose some: "at least". */
static int after_failed_logins(struct ec2a__build *build)
{
	const struct ec2a__store *store = build->joins->store;
	const struct ec2a__act *most = NULL;
	char number[12];

	for (size_t i = 0; i < build->n_members; i++) {
		const struct ec2a__act *act = ec2a__build_member(build, i);

		if (act->role == EC2A_ROLE_LOGIN && ec2a__joins_is_shown_line(build->joins, build->members[i]) &&
		    ec2a__act_log(store, act, EC2A__LOG_FAILURES) >
			    (most ? ec2a__act_log(store, most, EC2A__LOG_FAILURES) : 0))
			most = act;
	}
	if (!most)
		return 0;
	snprintf(number, sizeof(number), "%u", (unsigned)ec2a__act_log(store, most, EC2A__LOG_FAILURES));
	return say(build, EC2A__R_FLAG_AFTER_FAILED_LOGINS, ec2a__act_text(store, ec2a__act_log(store, most, EC2A__LOG_HOST)),
		   number, ec2a__act_text(store, most->ip));
}

/* "i-1, i-2, i-3": at most three, this row's own left out. */
static int add_others(const struct ec2a__build *build, const struct ec2a__flag_key *key, struct ec2a__buf *out)
{
	const char *own = instance_of(build);
	size_t said = 0;
	int r = 0;

	for (size_t i = 0; r == 0 && i < ec2a__flags_key_count(key) && i < EC2A__FLAG_NAMES && said < 3; i++) {
		const char *name = key->mark ? ec2a__marks_instance(build->joins->marks, key->mark, i)
					     : ec2a__flags_instance(build->joins, build->rows, key->rows[i]);

		if (!name || !own || strcmp(name, own) == 0)
			continue;
		if (said++)
			r = ec2a__buf_adds(out, ", ");
		if (r == 0)
			r = ec2a__buf_adds(out, name);
	}
	return r;
}

static int key_reused(struct ec2a__build *build)
{
	uint32_t place = noted(build)->key;
	const struct ec2a__flag_key *key = place ? &build->rows->keys[place - 1] : NULL;
	const char *fingerprint = ec2a__act_text(build->joins->store,
						 ec2a__flags_pushed(build->joins, build->rows, row_of(build)));
	struct ec2a__buf number, others;
	int r;

	if (!is_noted(build, EC2A_FLAG_KEY_REUSED))
		return 0;
	if (!key || ec2a__flags_key_count(key) < 2)
		return say(build, EC2A__R_FLAG_KEY_REUSED_GONE, fingerprint, NULL, NULL);
	ec2a__buf_init(&number, 32);
	ec2a__buf_init(&others, SIZE_MAX / 2);
	r = ec2a__buf_addu(&number, ec2a__flags_key_count(key));
	if (r == 0)
		r = add_others(build, key, &others);
	if (r == 0)
		r = say(build, EC2A__R_FLAG_KEY_REUSED, fingerprint, number.data, others.data);
	ec2a__buf_free(&number);
	ec2a__buf_free(&others);
	return r < 0 ? EC2A_E_NOMEM : r;
}

/* ---- all of them --------------------------------------------------------------------------------- */

static const struct {
	int flag;
	flag_fn raise;
} flags[] = {
	{ EC2A_FLAG_ROOT, root },
	{ EC2A_FLAG_NO_MFA, no_mfa },
	{ EC2A_FLAG_LONG_TERM_KEY, long_term_key },
	{ EC2A_FLAG_INSTANCE_CREDENTIALS_ELSEWHERE, instance_credentials_elsewhere },
	{ EC2A_FLAG_FROM_INSTANCE, from_instance },
	{ EC2A_FLAG_REMOTE_FORWARD, remote_forward },
	{ EC2A_FLAG_FIRST_SEEN_PRINCIPAL, first_seen_principal },
	{ EC2A_FLAG_FIRST_SEEN_ADDRESS, first_seen_address },
	{ EC2A_FLAG_AFTER_DENIED, after_denied },
	{ EC2A_FLAG_AFTER_FAILED_LOGINS, after_failed_logins },
	{ EC2A_FLAG_KEY_REUSED, key_reused },
	{ EC2A_FLAG_ROOT_OS_USER, root_os_user },
};

/* Of an orphan the caller is not known, and nothing of it is said. */
int ec2a__build_flags(struct ec2a__build *build)
{
	for (size_t i = 0; !build->orphan && i < sizeof(flags) / sizeof(flags[0]); i++) {
		int r = flags[i].raise(build);

		if (r < 0)
			return r;
		if (r)
			build->session->flags |= EC2A__FLAG_BIT(flags[i].flag);
	}
	return 0;
}
