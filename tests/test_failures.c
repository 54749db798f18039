/* SPDX-License-Identifier: MIT */
/* Failed logins before one that did not: the same number however a log is cut, in any order, with copies, in a stream. */
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

/* Some lines of it as a file of their own. */
static void read_part(ec2a_correlator *c, const struct log *log, int from, int to)
{
	ec2a_parser *parser;
	ec2a_event *event;
	int r;

	if (ec2a_parser_new(NULL, &parser) < 0 || ec2a_parser_set_name(parser, "secure") < 0 ||
	    ec2a_parser_set_offset(parser, 0, (uint64_t)from) < 0)
		abort();
	for (int i = from; i < to; i++)
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

/* What is behind the horizon is let go, and the flag stays; what no login follows costs no more than the limit. */
static void what_is_held_is_bounded(void)
{
	ec2a_config *config = config_of(0, 3600);
	ec2a_correlator *c = correlator_with(config);
	struct lines lines = { NULL, 0, 0, 0 };
	struct ec2a__failures many = { NULL, 0, 0, 0 };
	static struct log log;

	strcpy(log.lines[0], "2023-11-14T22:13:30Z web sshd[5]: Failed password for root from 203.0.113.1 port 7 ssh2\n");
	strcpy(log.lines[1], "2023-11-14T22:18:00Z web sshd[5]: Failed password for root from 203.0.113.1 port 7 ssh2\n");
	strcpy(log.lines[2], "2023-11-14T22:18:10Z web sshd[6]: Accepted password for root from 203.0.113.1 port 8 ssh2\n");
	strcpy(log.lines[3], "2023-11-14T23:13:00Z web sudo: root : TTY=pts/0 ; PWD=/ ; USER=root ; COMMAND=/bin/id\n");
	read_part(c, &log, 0, 1);
	EQ_INT(ec2a__facts_failures(c->facts)->n, 1);
	read_part(c, &log, 1, 3);
	advance(c, &lines, 600);
	CU_ASSERT_PTR_NOT_NULL(strstr(last_line(&lines), "at least 2 logins fail from 203.0.113.1"));
	advance(c, &lines, 3700); /* the first one goes, and the second one is still there */
	EQ_INT(ec2a__facts_failures(c->facts)->n, 1);
	read_part(c, &log, 3, 4);
	advance(c, &lines, 3800);
	CU_ASSERT_PTR_NOT_NULL(strstr(last_line(&lines), "\"role\":\"sudo\""));
	CU_ASSERT_PTR_NOT_NULL(strstr(last_line(&lines), "at least 2 logins fail from 203.0.113.1"));
	advance(c, &lines, 4300);
	EQ_INT(ec2a__facts_failures(c->facts)->n, 0);
	ec2a_correlator_free(c);
	lines_free(&lines);
	ec2a_config_unref(config);
	for (uint32_t i = 0; i < 3 * EC2A__FAILURES_HELD; i++)
		if (ec2a__failures_add(&many, &(struct ec2a__failure){ i % 1000, i, i, i, 1, EC2A__FAILURE_PLAIN }) < 0)
			abort();
	ec2a__failures_settle(&many);
	EQ_INT(many.n, EC2A__FAILURES_HELD);
	CU_ASSERT(many.cap <= 4 * EC2A__FAILURES_HELD);
	for (size_t i = 0; i < many.n; i++)
		CU_ASSERT_FATAL(many.items[i].second >= 2 * EC2A__FAILURES_HELD);
	ec2a__failures_free(&many);
}

int main(void)
{
	static const struct ec2a_test tests[] = {
		{ "numbers do not depend on cuts", numbers_do_not_depend_on_cuts },
		{ "streams count over pieces", streams_count_over_pieces },
		{ "what is held is bounded", what_is_held_is_bounded },
		{ NULL, NULL },
	};

	return ec2a_test_main("failures", tests);
}
