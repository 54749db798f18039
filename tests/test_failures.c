/* SPDX-License-Identifier: MIT */
/* Failed logins before one that did not: the same number however a log is cut, in any order, with copies, in a stream. */
#include "config_state.h"
#include "facts_map.h"
#include "stream_kit.h"

#define LINES 60

struct log {
	char lines[LINES][256];
	int n;
};

/* Tries of few addresses and processes within some twenty minutes, in order of time. */
static void make_log(struct log *log, int yearless)
{
	int t = 0;

	log->n = LINES;
	for (int i = 0; i < LINES; i++) {
		const char *from = ONE_OF("203.0.113.1", "203.0.113.1", "203.0.113.2"), *host = ONE_OF("web", "web", "db");
		int process = 1 + dice(6);
		char time[32];

		t += dice(45);
		if (yearless)
			snprintf(time, sizeof(time), "Feb  3 08:%02d:%02d", t / 60 % 60, t % 60);
		else
			snprintf(time, sizeof(time), "2026-02-03T08:%02d:%02dZ", t / 60 % 60, t % 60);
		switch (dice(7)) {
		case 0:
			snprintf(log->lines[i], sizeof(log->lines[i]), "%s %s sshd[%d]: Accepted password for ana from %s port %d ssh2\n",
				 time, host, process, from, 1000 + i);
			break;
		case 1:
			snprintf(log->lines[i], sizeof(log->lines[i]), "%s %s sshd[%d]: Failed publickey for ana from %s port %d ssh2\n",
				 time, host, process, from, 1000 + i);
			break;
		case 2:
			snprintf(log->lines[i], sizeof(log->lines[i]),
				 "%s %s sshd[%d]: error: PAM: Authentication failure for ana from %s\n", time, host, process, from);
			break;
		case 3:
			snprintf(log->lines[i], sizeof(log->lines[i]),
				 "%s %s sshd[%d]: Failed keyboard-interactive/pam for ana from %s port %d ssh2\n", time, host,
				 process, from, 1000 + i);
			break;
		case 4:
			snprintf(log->lines[i], sizeof(log->lines[i]),
				 "%s %s sshd[%d]: message repeated 3 times: [ Failed password for ana from %s port 7 ssh2]\n", time,
				 host, process, from);
			break;
		default:
			snprintf(log->lines[i], sizeof(log->lines[i]), "%s %s sshd[%d]: Failed password for root from %s port %d ssh2\n",
				 time, host, process, from, 1000 + i);
		}
	}
}

/* A file of the lines that are marked; NULL: all from there to there. */
static void read_lines(ec2a_correlator *c, ec2a_config *config, const struct log *log, int from, int to, const char *marks,
		       char mark)
{
	ec2a_parser *parser;
	ec2a_event *event;
	int r;

	if (ec2a_parser_new(config, &parser) < 0 || ec2a_parser_set_name(parser, "secure") < 0 ||
	    ec2a_parser_set_offset(parser, 0, (uint64_t)from) < 0)
		abort();
	for (int i = from; i < to; i++)
		if (!marks || marks[i] == mark)
			EQ_INT(ec2a_parser_feed(parser, log->lines[i], strlen(log->lines[i])), 0);
	EQ_INT(ec2a_parser_finish(parser), 0);
	while ((r = ec2a_parser_next(parser, &event)) == 1) {
		EQ_INT(ec2a_correlator_add(c, event), 0);
		ec2a_event_unref(event);
	}
	EQ_INT(r, 0);
	EQ_INT(ec2a_correlator_add_facts(c, ec2a_parser_facts(parser)), 0);
	ec2a_parser_free(parser);
}

/* Some lines of it as a file of their own. */
static void read_part(ec2a_correlator *c, const struct log *log, int from, int to)
{
	read_lines(c, NULL, log, from, to, NULL, 0);
}

static void add_rows(struct kit_text *all, ec2a_correlator *c)
{
	ec2a_session *session;
	char *json;

	EQ_INT(ec2a_correlator_finish(c), 0);
	kit_add(all, "");
	while (ec2a_correlator_next(c, &session) == 1) {
		if (ec2a_session_to_json(session, &json) < 0)
			abort();
		kit_add(all, json);
		kit_add(all, "\n");
		ec2a_free(json);
		ec2a_session_unref(session);
	}
}

static ec2a_correlator *correlator_with(ec2a_config *config)
{
	ec2a_correlator *c;

	if (ec2a_correlator_new(config, &c) < 0)
		abort();
	return c;
}

static int cuts_of(int cuts[10])
{
	int n = 0, at = 0;

	cuts[n++] = 0;
	while (n < 9 && (at += 1 + dice(20)) < LINES)
		cuts[n++] = at;
	cuts[n] = LINES;
	return n;
}

static void numbers_do_not_depend_on_cuts(void)
{
	uint64_t flagged = 0;

	for (uint32_t number = 1; number <= 300; number++) {
		struct kit_text whole = { NULL, 0, 0 }, parts = { NULL, 0, 0 };
		int cuts[10], order[10], n;
		ec2a_correlator *c = correlator_with(NULL);
		struct log log;

		seed = number * 2654435761u;
		make_log(&log, dice(2));
		read_part(c, &log, 0, LINES);
		add_rows(&whole, c);
		ec2a_correlator_free(c);
		c = correlator_with(NULL);
		n = cuts_of(cuts);
		for (int i = 0; i < n; i++)
			order[i] = i;
		shuffle(order, n);
		for (int i = 0; i < n; i++) {
			int again = dice(n);

			read_part(c, &log, cuts[order[i]], cuts[order[i] + 1]);
			if (dice(3) == 0) /* a copy, longer or shorter than that */
				read_part(c, &log, cuts[again], again + 1 < n && dice(2) ? cuts[again + 2] : cuts[again + 1]);
		}
		add_rows(&parts, c);
		ec2a_correlator_free(c);
		flagged += strstr(whole.data, "after-failed-logins") != NULL;
		if (strcmp(whole.data, parts.data) != 0) {
			fprintf(stderr, "log %u\nwhole:\n%sparts:\n%s", (unsigned)number, whole.data, parts.data);
			CU_FAIL("the rows depend on how the log was cut");
			number = 1000;
		}
		free(whole.data);
		free(parts.data);
	}
	CU_ASSERT(flagged > 250);
}

/* Ids and what they say of failures; not where their lines stood. */
static void add_failures(struct kit_text *all, ec2a_correlator *c)
{
	ec2a_session *session;

	EQ_INT(ec2a_correlator_finish(c), 0);
	kit_add(all, "");
	while (ec2a_correlator_next(c, &session) == 1) {
		kit_add(all, ec2a_session_str(session, EC2A_SESSION_ID));
		for (size_t i = 0; i < ec2a_session_reason_count(session); i++)
			if (strstr(ec2a_session_reason(session, i), "after-failed-logins"))
				kit_add(all, ec2a_session_reason(session, i));
		kit_add(all, "\n");
		ec2a_session_unref(session);
	}
}

/* Two files of one host, over the whole time both: what failed stands in one, who got in often in the other. */
static void two_logs_tell_by_turns(void)
{
	uint64_t flagged = 0;

	for (uint32_t number = 1; number <= 200; number++) {
		struct kit_text whole = { NULL, 0, 0 }, parts = { NULL, 0, 0 };
		ec2a_correlator *c = correlator_with(NULL);
		char marks[LINES];
		struct log log;
		int first;

		seed = number * 2654435761u;
		make_log(&log, dice(2));
		for (int i = 0; i < LINES; i++)
			marks[i] = dice(4) == 0 ? (char)dice(2) : strstr(log.lines[i], "Accepted") != NULL;
		read_part(c, &log, 0, LINES);
		add_failures(&whole, c);
		ec2a_correlator_free(c);
		c = correlator_with(NULL);
		first = dice(2);
		read_lines(c, NULL, &log, 0, LINES, marks, (char)first);
		read_lines(c, NULL, &log, 0, LINES, marks, (char)!first);
		add_failures(&parts, c);
		ec2a_correlator_free(c);
		flagged += strstr(whole.data, "after-failed-logins") != NULL;
		if (strcmp(whole.data, parts.data) != 0) {
			fprintf(stderr, "log %u\nwhole:\n%sparts:\n%s", (unsigned)number, whole.data, parts.data);
			CU_FAIL("the rows depend on which file a line stood in");
			number = 1000;
		}
		free(whole.data);
		free(parts.data);
	}
	CU_ASSERT(flagged > 150);
}

static void streams_count_over_pieces(void)
{
	ec2a_config *config = config_of(0, 3600);

	for (uint32_t number = 1; number <= 100; number++) {
		struct lines lines = { NULL, 0, 0, 0 };
		struct kit_text whole = { NULL, 0, 0 };
		ec2a_correlator *c = correlator_with(config);
		int cuts[10], n, same;
		struct log log;

		seed = number * 2246822519u;
		make_log(&log, 0);
		read_part(c, &log, 0, LINES);
		add_rows(&whole, c);
		ec2a_correlator_free(c);
		c = correlator_with(config);
		n = cuts_of(cuts);
		for (int i = 0; i < n; i++) {
			read_part(c, &log, cuts[i], cuts[i + 1]);
			if (i == 0 || dice(2))
				advance(c, &lines, INT64_C(1770105600) - BASE + i * 60);
			if (i == 0 || dice(2))
				c = through_a_file(c, config);
		}
		EQ_INT(ec2a_correlator_finish(c), 0);
		take_all(&lines, c);
		same = equals(&lines, whole.data);
		CU_ASSERT(same);
		ec2a_correlator_free(c);
		lines_free(&lines);
		free(whole.data);
		if (!same)
			break;
	}
	ec2a_config_unref(config);
}

static size_t n_held(ec2a_correlator *c)
{
	ec2a__failures_settle(ec2a__facts_failures(c->facts));
	return ec2a__facts_failures(c->facts)->n;
}

/* What is behind the horizon is let go, and the flag stays; what no login follows costs no more than the limit. */
static void what_is_held_is_bounded(void)
{
	ec2a_config *config = config_of(0, 3600);
	ec2a_correlator *c = correlator_with(config);
	struct lines lines = { NULL, 0, 0, 0 };
	static struct log log;

	strcpy(log.lines[0], "2023-11-14T22:13:30Z web sshd[5]: Failed password for root from 203.0.113.1 port 7 ssh2\n");
	strcpy(log.lines[1], "2023-11-14T22:18:00Z web sshd[5]: Failed password for root from 203.0.113.1 port 7 ssh2\n");
	strcpy(log.lines[2], "2023-11-14T22:18:10Z web sshd[6]: Accepted password for root from 203.0.113.1 port 8 ssh2\n");
	strcpy(log.lines[3], "2023-11-14T23:13:00Z web sudo: root : TTY=pts/0 ; PWD=/ ; USER=root ; COMMAND=/bin/id\n");
	read_part(c, &log, 0, 1);
	EQ_INT(n_held(c), 1);
	read_part(c, &log, 1, 3);
	advance(c, &lines, 600);
	CU_ASSERT_PTR_NOT_NULL(strstr(last_line(&lines), "at least 2 logins fail from 203.0.113.1"));
	advance(c, &lines, 3700); /* the first one goes, and the second one is still there */
	EQ_INT(n_held(c), 1);
	read_part(c, &log, 3, 4);
	advance(c, &lines, 3800);
	CU_ASSERT_PTR_NOT_NULL(strstr(last_line(&lines), "\"role\":\"sudo\""));
	CU_ASSERT_PTR_NOT_NULL(strstr(last_line(&lines), "at least 2 logins fail from 203.0.113.1"));
	advance(c, &lines, 4300);
	EQ_INT(n_held(c), 0);
	ec2a_correlator_free(c);
	lines_free(&lines);
	ec2a_config_unref(config);
}

static struct ec2a__failure failure_of(uint32_t i)
{
	return (struct ec2a__failure){ i % 1000, i, i / 2, i, 1, EC2A__FAILURE_PLAIN, i % 10 == 0 };
}

/* Which ones stay depends neither on the order nor on who held them in between. */
static void over_the_limit(void)
{
	enum { MANY = 5000, STAY = 1001 };
	struct ec2a__failures all = { .limit = STAY }, half[2] = { { .limit = STAY }, { .limit = STAY } };
	struct ec2a__failures huge = { NULL, 0, 0, 0, 0, 0, 0 };
	size_t near = 0;

	for (uint32_t i = 0; i < MANY; i++) {
		uint32_t n = i * 1009 % MANY;
		struct ec2a__failure one = failure_of(n), copy = one;

		copy.near = 0;
		if (ec2a__failures_put(&half[n % 2], &one) < 0 || ec2a__failures_put(&all, &copy) < 0)
			abort();
	}
	for (int k = 0; k < 2; k++) {
		ec2a__failures_settle(&half[k]);
		EQ_INT(half[k].n, STAY);
		for (size_t i = 0; i < half[k].n; i++)
			if (ec2a__failures_add(&all, &half[k].items[i]) < 0)
				abort();
	}
	ec2a__failures_settle(&all);
	EQ_INT(all.n, STAY);
	CU_ASSERT(all.dropped >= MANY - STAY);
	for (size_t i = 0; i < all.n; i++) {
		near += all.items[i].near;
		CU_ASSERT(all.items[i].near || all.items[i].line >= MANY - (STAY - MANY / 10) * 10 / 9 - 1);
	}
	EQ_INT(near, MANY / 10);
	EQ_INT(all.dropped_to, (MANY - (STAY - MANY / 10) * 10 / 9 - 1) / 2);
	CU_ASSERT(!ec2a__failures_has_all(&all, all.dropped_to + EC2A__FAILURE_BEFORE));
	CU_ASSERT(ec2a__failures_has_all(&all, all.dropped_to + EC2A__FAILURE_BEFORE + 1));
	for (uint32_t i = 0; i < 3 * EC2A__FAILURES_HELD; i++) {
		struct ec2a__failure one = failure_of(i);

		one.near = 0;
		if (ec2a__failures_put(&huge, &one) < 0)
			abort();
	}
	ec2a__failures_settle(&huge);
	EQ_INT(huge.n, EC2A__FAILURES_HELD);
	huge.limit = STAY; /* a state that is read with a smaller one */
	ec2a__failures_settle(&huge);
	EQ_INT(huge.n, STAY);
	CU_ASSERT(huge.cap <= 2 * EC2A__FAILURES_HELD);
	for (size_t i = 0; i < huge.n; i++)
		CU_ASSERT_FATAL(huge.items[i].line >= 2 * EC2A__FAILURES_HELD);
	ec2a__failures_free(&huge);
	ec2a__failures_free(&half[0]);
	ec2a__failures_free(&half[1]);
	ec2a__failures_free(&all);
}

/* A line without a year goes as well: its last day by now is what counts. */
static void yearless_ones_go(void)
{
	const int64_t day = 86400, now = ec2a__time_days(2026, 3, 1) * day;
	struct ec2a__failure one = { 1, 1, ec2a__failure_yearless(2, 3, 8 * 3600), 5, 1, EC2A__FAILURE_PLAIN, 1 };
	struct ec2a__failure leap = { 1, 1, ec2a__failure_yearless(2, 29, 0), 5, 1, EC2A__FAILURE_PLAIN, 1 };
	struct ec2a__failure last = { 1, 1, ec2a__failure_yearless(12, 31, day - 1), 5, 1, EC2A__FAILURE_PLAIN, 0 };
	struct ec2a__failures held = { NULL, 0, 0, 0, 0, 0, 0 };

	if (ec2a__failures_add(&held, &one) < 0 || ec2a__failures_add(&held, &leap) < 0 || ec2a__failures_add(&held, &last) < 0)
		abort();
	ec2a__failures_let_go(&held, ec2a__time_days(2024, 2, 29) * day, ec2a__time_days(2025, 12, 31) * day, now);
	EQ_INT(held.n, 3);
	ec2a__failures_let_go(&held, ec2a__time_days(2024, 3, 3) * day, ec2a__time_days(2025, 12, 31) * day, now);
	EQ_INT(held.n, 2); /* 29 February was in 2024 */
	ec2a__failures_let_go(&held, ec2a__time_days(2026, 2, 3) * day, ec2a__time_days(2026, 1, 3) * day, now);
	EQ_INT(held.n, 1);
	EQ_INT(held.items[0].second, one.second);
	ec2a__failures_let_go(&held, ec2a__time_days(2026, 2, 6) * day, ec2a__time_days(2026, 2, 6) * day, now);
	EQ_INT(held.n, 0);
	for (int64_t second = INT64_MIN; second < 0; second /= 3) { /* forged ones */
		one.second = second;
		if (ec2a__failures_add(&held, &one) < 0)
			abort();
	}
	ec2a__failures_let_go(&held, 0, 0, now);
	EQ_INT(held.n, 0);
	ec2a__failures_free(&held);
}

/* Far failures go by the lateness, those that a login was found for by the horizon; and the limit is told. */
static void what_no_login_follows(void)
{
	ec2a_config *config = config_of(60, 3600);
	ec2a_correlator *c = correlator_with(config);
	struct lines lines = { NULL, 0, 0, 0 };
	static struct log log;
	struct kit_text rows = { NULL, 0, 0 };

	log.n = 4;
	strcpy(log.lines[0], "2023-11-14T22:13:30Z web sshd[5]: Failed password for root from 203.0.113.1 port 7 ssh2\n");
	strcpy(log.lines[1], "2023-11-14T22:13:31Z web sshd[5]: Failed password for root from 203.0.113.2 port 7 ssh2\n");
	strcpy(log.lines[2], "2023-11-14T22:43:20Z web sshd[5]: Failed password for root from 203.0.113.3 port 7 ssh2\n");
	strcpy(log.lines[3], "2023-11-14T22:13:40Z web sshd[6]: Accepted password for root from 203.0.113.1 port 8 ssh2\n");
	read_lines(c, config, &log, 0, 4, "aaab", 'a');
	read_lines(c, config, &log, 0, 4, "aaab", 'b');
	EQ_INT(n_held(c), 3);
	advance(c, &lines, 300);
	CU_ASSERT_PTR_NOT_NULL(strstr(last_line(&lines), "at least 1 logins fail from 203.0.113.1"));
	EQ_INT(n_held(c), 3);
	advance(c, &lines, 11 + 600 + 60 + 1);
	EQ_INT(n_held(c), 2);
	c = through_a_file(c, config);
	EQ_INT(n_held(c), 2);
	advance(c, &lines, 3605);
	EQ_INT(n_held(c), 2);
	advance(c, &lines, 3615);
	EQ_INT(n_held(c), 1);
	EQ_INT(ec2a_correlator_count(c, EC2A_COUNT_FAILURES_DROPPED), 0);
	ec2a_correlator_free(c);
	lines_free(&lines);
	ec2a_config_unref(config);

	config = config_of(60, 3600);
	EQ_INT(ec2a__config_int(config, EC2A_OPT_HELD_FAILURES), EC2A__FAILURES_HELD);
	EQ_INT(ec2a_config_set_int(config, EC2A_OPT_HELD_FAILURES, 16), 0);
	c = correlator_with(config);
	read_lines(c, config, &log, 0, 1, NULL, 0);
	for (int i = 0; i < LINES - 1; i++)
		snprintf(log.lines[i], sizeof(log.lines[i]),
			 "2023-11-14T22:%02d:00Z web sshd[5]: Failed password for root from 203.0.113.%d port 7 ssh2\n", i % 2 + 14, i + 2);
	strcpy(log.lines[LINES - 1], "2023-11-14T22:59:00Z web sshd[5]: Failed password for root from 203.0.113.250 port 7 ssh2\n");
	read_lines(c, config, &log, 0, LINES, NULL, 0);
	strcpy(log.lines[0], "2023-11-14T22:20:00Z web sshd[6]: Accepted password for root from 203.0.113.1 port 8 ssh2\n");
	read_lines(c, config, &log, 0, 1, NULL, 0);
	EQ_INT(ec2a_correlator_count(c, EC2A_COUNT_FAILURES_DROPPED), 45);
	c = through_a_file(c, config);
	add_rows(&rows, c);
	CU_ASSERT_PTR_NOT_NULL(strstr(rows.data, "at least 1 logins fail from 203.0.113.1"));
	EQ_INT(ec2a_correlator_count(c, EC2A_COUNT_FAILURES_DROPPED), 45);
	EQ_INT(n_held(c), 16);
	ec2a_correlator_free(c);
	free(rows.data);

	/* what the login's own file told stays */
	c = correlator_with(config);
	for (int i = 0; i < 20; i++)
		snprintf(log.lines[i], sizeof(log.lines[i]),
			 "2023-11-14T22:14:%02dZ web sshd[5]: Failed password for root from 203.0.113.1 port 7 ssh2\n", i);
	strcpy(log.lines[20], "2023-11-14T22:20:00Z web sshd[6]: Accepted password for root from 203.0.113.1 port 8 ssh2\n");
	read_lines(c, config, &log, 0, 21, NULL, 0);
	c = through_a_file(c, config);
	memset(&rows, 0, sizeof(rows));
	add_rows(&rows, c);
	CU_ASSERT_PTR_NOT_NULL(strstr(rows.data, "at least 20 logins fail from 203.0.113.1"));
	EQ_INT(n_held(c), 16);
	ec2a_correlator_free(c);
	free(rows.data);
	ec2a_config_unref(config);
}

int main(void)
{
	static const struct ec2a_test tests[] = {
		{ "numbers do not depend on cuts", numbers_do_not_depend_on_cuts },
		{ "streams count over pieces", streams_count_over_pieces },
		{ "two logs tell by turns", two_logs_tell_by_turns },
		{ "what is held is bounded", what_is_held_is_bounded },
		{ "over the limit", over_the_limit },
		{ "lines without a year go", yearless_ones_go },
		{ "what no login follows", what_no_login_follows },
		{ NULL, NULL },
	};

	return ec2a_test_main("failures", tests);
}
