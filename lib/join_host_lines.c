/* SPDX-License-Identifier: MIT */
/* Lines that belong to a login: what pam says of it, the key that was offered for it, its end, its sudo commands. */
#include "join_host.h"

#include "mem.h"

#include <string.h>

#define OPENED_BEHIND 60 /* pam opens the session right behind Accepted, but what it does first may take its time */
#define OPENED_AHEAD 2
#define OFFER_AHEAD 10
#define OFFER_BEHIND 1
#define OPEN_FOR 86400 /* a login without a logout line is taken to be open for a day */

enum run { BY_PLACE = 1, BY_PROCESS, BY_KEY };

struct lines {
	struct ec2a__joins *joins;
	struct ec2a__spots logins;
	uint32_t *logout; /* by number of a login: its first logout, or EC2A__NONE */
};

static const struct ec2a__act *act_of(const struct lines *lines, uint32_t number)
{
	return ec2a__joins_act(lines->joins, number);
}

static int64_t second_of(const struct lines *lines, uint32_t number)
{
	return ec2a__log_second(lines->joins->store, act_of(lines, number));
}

static uint32_t log_of(const struct lines *lines, uint32_t number, int member)
{
	return ec2a__act_log(lines->joins->store, act_of(lines, number), member);
}

static uint32_t user_of(const struct lines *lines, uint32_t number)
{
	return ec2a__act_what(lines->joins->store, act_of(lines, number), EC2A__WHAT_OS_USER);
}

static void follow(struct lines *lines, uint32_t number, uint32_t login, int how)
{
	ec2a__joins_follow(lines->joins, number, login, how, EC2A_CONFIDENCE_EXACT);
}

/* ---- logins ------------------------------------------------------------------------------- */

/* Where a login, or its end, stands; 0 where the line does not say. */
static int key_of(const struct lines *lines, uint32_t number, int run, uint32_t key[EC2A__SPOT_KEYS])
{
	const struct ec2a__act *act = act_of(lines, number);

	key[0] = (uint32_t)run;
	key[1] = log_of(lines, number, EC2A__LOG_HOST);
	key[3] = 0;
	if (run == BY_PLACE) {
		key[2] = act->ip;
		key[3] = log_of(lines, number, EC2A__LOG_PORT);
		return key[2] && key[3];
	}
	if (run == BY_PROCESS)
		key[2] = log_of(lines, number, EC2A__LOG_PID);
	else
		key[2] = ec2a__act_what(lines->joins->store, act, EC2A__WHAT_FINGERPRINT);
	return key[2] != 0;
}

static int is_login(const struct lines *lines, uint32_t number)
{
	const struct ec2a__act *act = act_of(lines, number);

	return (act->call == EC2A__CALL_LOGIN || act->call == EC2A__CALL_OPENED) && act->kind != 0 &&
	       second_of(lines, number) != EC2A__NO_TIME && lines->joins->how[number] != EC2A__HOW_SILENT;
}

static int add_login(struct lines *lines, uint32_t number)
{
	uint32_t key[EC2A__SPOT_KEYS];
	int r = 0;

	for (int run = BY_PLACE; r == 0 && run <= BY_KEY; run++)
		if (key_of(lines, number, run, key))
			r = ec2a__spots_add(&lines->logins, key, second_of(lines, number), number);
	return r;
}

/* The login that a line belongs to by one key: the latest up to `ahead` seconds behind the line, and not longer than
 * `behind` before it; else EC2A__NONE. */
static uint32_t find_login(const struct lines *lines, uint32_t number, int run, int64_t behind, int64_t ahead)
{
	int64_t second = second_of(lines, number);
	uint32_t key[EC2A__SPOT_KEYS];
	size_t place;

	if (second == EC2A__NO_TIME || !key_of(lines, number, run, key))
		return EC2A__NONE;
	place = ec2a__spots_nearest(&lines->logins, key, behind == INT64_MAX ? INT64_MIN : second - behind, second,
				    second + ahead);
	return place == EC2A__NO_SPOT ? EC2A__NONE : lines->logins.spots[place].number;
}

/* ---- pam's "session opened" ------------------------------------------------------------------- */

static int is_same_user(const struct lines *lines, uint32_t a, uint32_t b)
{
	return !user_of(lines, a) || !user_of(lines, b) || user_of(lines, a) == user_of(lines, b);
}

/* Beside its Accepted line it says nothing new; alone it is a login of which little is known (ruling 13). */
static int join_opened(struct lines *lines)
{
	struct ec2a__joins *joins = lines->joins;
	int r = 0;

	for (size_t i = 0; r == 0 && i < joins->n_acts; i++)
		if (act_of(lines, (uint32_t)i)->call == EC2A__CALL_LOGIN && is_login(lines, (uint32_t)i))
			r = add_login(lines, (uint32_t)i);
	if (r < 0 || (r = ec2a__spots_sort(&lines->logins)) < 0)
		return r;
	for (size_t i = 0; i < joins->n_acts; i++) {
		uint32_t login;

		if (act_of(lines, (uint32_t)i)->call != EC2A__CALL_OPENED)
			continue;
		login = find_login(lines, (uint32_t)i, BY_PROCESS, OPENED_BEHIND, OPENED_AHEAD);
		if (login != EC2A__NONE && is_same_user(lines, login, (uint32_t)i))
			follow(lines, (uint32_t)i, login, EC2A__HOW_SILENT);
		else
			joins->confidence[i] = EC2A_CONFIDENCE_INFERRED;
	}
	for (size_t i = 0; r == 0 && i < joins->n_acts; i++)
		if (act_of(lines, (uint32_t)i)->call == EC2A__CALL_OPENED && is_login(lines, (uint32_t)i))
			r = add_login(lines, (uint32_t)i);
	return r < 0 ? r : ec2a__spots_sort(&lines->logins);
}

/* ---- offers and logouts ------------------------------------------------------------------------- */

/* Those whose push was found are joined. A key was offered before the login, or twice. */
static void join_offer(struct lines *lines, uint32_t number)
{
	int64_t second = second_of(lines, number);
	uint32_t key[EC2A__SPOT_KEYS];
	size_t place;

	if (!ec2a__joins_is_free(lines->joins, number) || !log_of(lines, number, EC2A__LOG_REQUEST) ||
	    second == EC2A__NO_TIME || !key_of(lines, number, BY_KEY, key))
		return;
	place = ec2a__spots_from(&lines->logins, key, second - OFFER_BEHIND);
	if (ec2a__spots_has(&lines->logins, place, key, second - OFFER_BEHIND, second + OFFER_AHEAD))
		follow(lines, number, lines->logins.spots[place].number, EC2A__HOW_OFFER);
}

/* Ruling 25: address and port where the line has both, else the process; an address must agree in any case. */
static uint32_t login_of(const struct lines *lines, uint32_t logout)
{
	const struct ec2a__act *act = act_of(lines, logout);
	int by_place = act->ip && log_of(lines, logout, EC2A__LOG_PORT);
	uint32_t login = find_login(lines, logout, by_place ? BY_PLACE : BY_PROCESS, INT64_MAX, 0);

	if (login == EC2A__NONE || !is_same_user(lines, login, logout))
		return EC2A__NONE;
	return act->ip && act_of(lines, login)->ip && act->ip != act_of(lines, login)->ip ? EC2A__NONE : login;
}

/* In one second they come in this order, as sshd writes them. */
static int rank(const struct lines *lines, uint32_t logout)
{
	static const char *const names[] = { "Received disconnect", "Disconnected", "Connection closed",
					     "Connection reset", "Timeout" };
	const struct ec2a__store *store = lines->joins->store;
	const char *name = ec2a__act_text(store, ec2a__act_where(store, act_of(lines, logout), EC2A__WHERE_NAME));
	int i = 0;

	while (i < (int)(sizeof(names) / sizeof(names[0])) && (!name || strcmp(name, names[i]) != 0))
		i++;
	return i;
}

/* The first of several is shown. */
static void join_logout(struct lines *lines, uint32_t number)
{
	uint32_t login = login_of(lines, number), *first;

	if (login == EC2A__NONE)
		return;
	first = &lines->logout[login];
	if (*first != EC2A__NONE &&
	    (second_of(lines, *first) < second_of(lines, number) ||
	     (second_of(lines, *first) == second_of(lines, number) && rank(lines, *first) <= rank(lines, number)))) {
		follow(lines, number, login, EC2A__HOW_SILENT);
		return;
	}
	if (*first != EC2A__NONE)
		follow(lines, *first, login, EC2A__HOW_SILENT);
	follow(lines, number, login, EC2A__HOW_LOGOUT);
	*first = number;
}

/* ---- sudo --------------------------------------------------------------------------------------------- */

/* What happens to the logins of one user on one host, in order of time; in one second a login comes before a command,
 * and a logout behind it. */
enum step { LOGIN = 0, COMMAND, LOGOUT };

static int add_step(struct lines *lines, struct ec2a__spots *steps, uint32_t number, int step, int64_t second,
		    uint32_t user)
{
	/* Three for each second, so that the step sorts within it. */
	return ec2a__spots_add(steps, (uint32_t[]){ log_of(lines, number, EC2A__LOG_HOST), user, 0, 0 },
			       second * 3 + step, number);
}

static int list_steps(struct lines *lines, struct ec2a__spots *steps)
{
	struct ec2a__joins *joins = lines->joins;
	int r = 0;

	for (uint32_t i = 0; r == 0 && i < joins->n_acts; i++) {
		uint32_t user = user_of(lines, i);
		int64_t second = second_of(lines, i), end = second + OPEN_FOR;

		if (!user || second == EC2A__NO_TIME)
			continue;
		if (is_login(lines, i)) {
			if (lines->logout[i] != EC2A__NONE)
				end = second_of(lines, lines->logout[i]);
			r = add_step(lines, steps, i, LOGIN, second, user);
			if (r == 0)
				r = add_step(lines, steps, i, LOGOUT, end, user);
		} else if (act_of(lines, i)->call == EC2A__CALL_SUDO) {
			r = add_step(lines, steps, i, COMMAND, second, user);
		}
	}
	return r < 0 ? r : ec2a__spots_sort(steps);
}

/* The sum of the logins that are open is the only one's number, when one is. */
static void join_sudo(struct lines *lines, const struct ec2a__spots *steps)
{
	uint64_t sum = 0, open = 0;

	for (size_t i = 0; i < steps->n; i++) {
		const struct ec2a__spot *spot = &steps->spots[i];
		int64_t step = ((spot->second % 3) + 3) % 3;

		if (i == 0 || memcmp(spot->key, steps->spots[i - 1].key, sizeof(spot->key)) != 0)
			sum = open = 0;
		if (step == LOGIN) {
			sum += spot->number;
			open++;
		} else if (step == LOGOUT) {
			sum -= spot->number;
			open--;
		} else if (open == 1) {
			follow(lines, spot->number, (uint32_t)sum, EC2A__HOW_SUDO);
		}
	}
}

/* ---- all of it ------------------------------------------------------------------------------------------ */

static int join_all(struct lines *lines)
{
	struct ec2a__joins *joins = lines->joins;
	struct ec2a__spots steps = { NULL, 0, 0 };
	int r = join_opened(lines);

	for (uint32_t i = 0; r == 0 && i < joins->n_acts; i++) {
		if (act_of(lines, i)->role == EC2A_ROLE_KEY_OFFER)
			join_offer(lines, i);
		else if (act_of(lines, i)->role == EC2A_ROLE_LOGOUT)
			join_logout(lines, i);
	}
	if (r == 0)
		r = list_steps(lines, &steps);
	if (r == 0)
		join_sudo(lines, &steps);
	ec2a__spots_free(&steps);
	return r;
}

int ec2a__join_host_lines(struct ec2a__joins *joins)
{
	struct lines lines = { .joins = joins };
	int any = 0, r;

	for (size_t i = 0; i < joins->n_acts && !any; i++)
		any = ec2a__act_is_line(ec2a__joins_act(joins, (uint32_t)i));
	if (!any)
		return 0;
	lines.logout = ec2a__calloc(joins->n_acts, sizeof(*lines.logout));
	if (!lines.logout)
		return EC2A_E_NOMEM;
	for (size_t i = 0; i < joins->n_acts; i++)
		lines.logout[i] = EC2A__NONE;
	r = join_all(&lines);
	ec2a__spots_free(&lines.logins);
	ec2a__free(lines.logout);
	return r;
}
