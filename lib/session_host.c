/* SPDX-License-Identifier: MIT */
/* What the lines of a host's log tell of a row: logins, their end, the instance, and how all that is known. */
#include "event_build.h"
#include "facts_map.h"
#include "join_host.h"
#include "session_build.h"

static int is_shown(const struct ec2a__build *build, size_t index)
{
	return ec2a__joins_is_shown_line(build->joins, build->members[index]);
}

static const char *text(const struct ec2a__build *build, uint32_t id)
{
	return ec2a__act_text(build->joins->store, id);
}

static const char *name_of(const struct ec2a__build *build, const struct ec2a__act *act)
{
	return text(build, ec2a__act_where(build->joins->store, act, EC2A__WHERE_NAME));
}

static const char *host_of(const struct ec2a__build *build, const struct ec2a__act *line)
{
	return text(build, ec2a__act_log(build->joins->store, line, EC2A__LOG_HOST));
}

void ec2a__build_find_login(struct ec2a__build *build)
{
	for (size_t i = 0; i < build->n_members && !build->login; i++) {
		const struct ec2a__act *act = ec2a__build_member(build, i);

		if (is_shown(build, i) && act->role == EC2A_ROLE_LOGIN)
			build->login = act;
	}
}

/* ---- account, region, instance ------------------------------------------------------- */

/* A row that only lines show is where its instance is, if that is known. */
int ec2a__build_host_account(struct ec2a__build *build)
{
	struct ec2a__host_place place = ec2a__host_place(build->joins, build->root);
	const char *account, *region;
	int r;

	if (!place.instance || !ec2a__facts_place(build->joins->facts, place.instance, &account, &region))
		return 0;
	r = ec2a__session_set(build->session, EC2A_SESSION_ACCOUNT_ID, account);
	return r < 0 ? r : ec2a__session_set(build->session, EC2A_SESSION_REGION, region);
}

const char *ec2a__row_host_instance(const struct ec2a__joins *joins, const struct ec2a__rows *rows,
				    const struct ec2a__row *row, int *ret_reason)
{
	static const int codes[] = {
		[EC2A__HOST_BY_NOTHING] = EC2A__R_INSTANCE_HOST_UNKNOWN,
		[EC2A__HOST_BY_CONFIG] = EC2A__R_INSTANCE_HOST_TOLD,
		[EC2A__HOST_BY_ADDRESS] = EC2A__R_INSTANCE_HOST_ADDRESS,
		[EC2A__HOST_BY_NAME] = EC2A__R_INSTANCE_HOST_NAME,
		[EC2A__HOST_BY_ID] = EC2A__R_INSTANCE_HOST_ID,
		[EC2A__HOST_BY_STREAM] = EC2A__R_INSTANCE_HOST_STREAM,
	};

	for (uint32_t i = 0; i < row->count; i++) {
		uint32_t number = rows->members[row->first + i];
		struct ec2a__host_place place;

		if (!ec2a__joins_is_shown_line(joins, number) ||
		    ec2a__joins_act(joins, number)->role != EC2A_ROLE_LOGIN)
			continue;
		place = ec2a__host_place(joins, ec2a__joins_act(joins, number));
		*ret_reason = place.unsure ? EC2A__R_INSTANCE_HOST_UNSURE : codes[place.by];
		return place.instance;
	}
	return NULL;
}

int ec2a__build_say_host(struct ec2a__build *build, int code, const char *instance)
{
	build->unsure |= code == EC2A__R_INSTANCE_HOST_UNSURE;
	return ec2a__session_say(build->session, code, host_of(build, build->login), instance, NULL);
}

/* ---- reasons ------------------------------------------------------------------------------ */

/* Of a row that a login opens. */
int ec2a__build_say_line(struct ec2a__build *build)
{
	const struct ec2a__act *act = build->root;
	const char *name = name_of(build, act);
	int opened = act->call == EC2A__CALL_OPENED;
	const struct {
		int code;
		const char *first, *second;
	} reasons[] = {
		{ EC2A__R_METHOD_LINE, name, host_of(build, act) },
		{ opened ? EC2A__R_METHOD_SSH_OPENED : EC2A__R_METHOD_SSH, NULL, NULL },
		{ EC2A__R_SURFACE_HOST, NULL, NULL },
		{ EC2A__R_OS_HOST, name, NULL },
		{ EC2A__R_IDENTITY_HOST, NULL, NULL },
	};
	int r = 0;

	for (size_t i = 0; r == 0 && i < sizeof(reasons) / sizeof(reasons[0]); i++)
		r = ec2a__session_say(build->session, reasons[i].code, reasons[i].first, reasons[i].second, NULL);
	return r;
}

int ec2a__build_say_login(struct ec2a__build *build)
{
	const struct ec2a__store *store = build->joins->store;

	return ec2a__session_say(build->session, EC2A__R_OUTCOME_LOGIN, host_of(build, build->login),
				 text(build, ec2a__act_what(store, build->login, EC2A__WHAT_OS_USER)), NULL);
}

/* By what the year of its lines is known: one sentence for each way. */
int ec2a__build_say_years(struct ec2a__build *build)
{
	static const int codes[] = {
		[EC2A__YEAR_LOGGED] = 0,
		[EC2A__YEAR_OPTION] = EC2A__R_TIME_OPTION,
		[EC2A__YEAR_CALLER] = EC2A__R_TIME_CALLER,
		[EC2A__YEAR_OPEN] = EC2A__R_TIME_OPEN,
		[EC2A__YEAR_TRAIL] = EC2A__R_TIME_TRAIL,
		[EC2A__YEAR_GZIP] = EC2A__R_TIME_GZIP,
		[EC2A__YEAR_FILE] = EC2A__R_TIME_FILE,
		[EC2A__YEAR_STREAM] = EC2A__R_TIME_STREAM,
	};
	unsigned said = 0;
	int r = 0;

	for (size_t i = 0; i < build->n_members; i++)
		if (is_shown(build, i))
			said |= 1u << ec2a__build_member(build, i)->values;
	for (size_t year = 0; r == 0 && year < sizeof(codes) / sizeof(codes[0]); year++)
		if (codes[year] && said & 1u << year)
			r = ec2a__session_say(build->session, codes[year], NULL, NULL, NULL);
	return r;
}

/* ---- end ------------------------------------------------------------------------------------- */

/* The last logout, once every login of the row has one. */
int ec2a__build_logout(struct ec2a__build *build, const struct ec2a__act **ret_end)
{
	const struct ec2a__act *last = NULL;
	size_t logins = 0, logouts = 0;

	for (size_t i = 0; i < build->n_members; i++) {
		const struct ec2a__act *act = ec2a__build_member(build, i);

		if (!is_shown(build, i))
			continue;
		logins += act->role == EC2A_ROLE_LOGIN;
		if (act->role == EC2A_ROLE_LOGOUT) {
			logouts++;
			last = act; /* members are in order of time */
		}
	}
	if (logouts < logins)
		return ec2a__session_say(build->session, EC2A__R_END_NO_LOGOUT, NULL, NULL, NULL);
	if (last->time_us == EC2A__NO_TIME)
		return 0;
	*ret_end = last;
	return ec2a__session_say(build->session, EC2A__R_END_LOGOUT, name_of(build, last), NULL, NULL);
}
