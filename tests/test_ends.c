/* SPDX-License-Identifier: MIT */
/* Ends of logins of which no login is known: they wait, so many and no more, and their login finds them. */
#include "stream_kit.h"

struct line_of_host {
	int t, number; /* seconds; of the line in its file */
	const char *text;
};

static ec2a_event *event_of(const struct line_of_host *line)
{
	char time[EC2A__TIME_TEXT], text[600];
	ec2a_parser *parser;
	ec2a_event *event = NULL;

	snprintf(text, sizeof(text), "%s web %s\n", ec2a__time_format((BASE + line->t) * EC2A__SECOND, time), line->text);
	if (ec2a_parser_new(NULL, &parser) < 0 || ec2a_parser_set_offset(parser, 0, (uint64_t)line->number - 1) < 0 ||
	    ec2a_parser_feed(parser, text, strlen(text)) < 0 || ec2a_parser_finish(parser) < 0 ||
	    ec2a_parser_next(parser, &event) != 1)
		abort();
	ec2a_parser_free(parser);
	return event;
}

static void add_line(ec2a_correlator *c, int t, int number, const char *text)
{
	ec2a_event *event = event_of(&(struct line_of_host){ t, number, text });

	EQ_INT(ec2a_correlator_add(c, event), 0);
	ec2a_event_unref(event);
}

#define LOGIN "sshd[7]: Accepted password for ana from 203.0.113.9 port 1000 ssh2"
#define LOGOUT "sshd[8]: Received disconnect from 203.0.113.9 port 1000:11: disconnected by user"
#define PAM_END "sshd[7]: pam_unix(sshd:session): session closed for user ana"

static ec2a_correlator *correlator_with(ec2a_config *config)
{
	ec2a_correlator *c;

	if (ec2a_correlator_new(config, &c) < 0)
		abort();
	return c;
}

static char *rows_of(ec2a_correlator *c)
{
	static char all[8192];
	ec2a_session *session;
	char *json;

	all[0] = '\0';
	EQ_INT(ec2a_correlator_finish(c), 0);
	while (ec2a_correlator_next(c, &session) == 1) {
		if (ec2a_session_to_json(session, &json) < 0)
			abort();
		strcat(strcat(all, json), "\n");
		ec2a_free(json);
		ec2a_session_unref(session);
	}
	return all;
}

/* By place and by process, in every order; copies; and a stranger's line with the same port, from elsewhere. */
static void ends_are_found_in_any_order(void)
{
	static const struct line_of_host lines[] = {
		{ 0, 1, LOGIN }, { 50, 2, LOGOUT }, { 50, 3, PAM_END },
		{ 20, 4, "sshd[9]: Connection closed by 203.0.113.8 port 1000" }, { 50, 7, LOGOUT },
	};
	int order[] = { 0, 1, 2, 3, 4 };
	ec2a_event *events[5];
	char *first = NULL, *brief;

	for (int i = 0; i < 5; i++)
		events[i] = event_of(&lines[i]);
	do {
		char *rows = kit_run(events, order, 5, NULL, NULL, first ? NULL : &brief);

		if (first)
			CU_ASSERT_STRING_EQUAL(rows, first);
		if (first)
			free(rows);
		else
			first = rows;
	} while (kit_permute(order, 5));
	CU_ASSERT_PTR_NOT_NULL(strstr(first, "\"end\":\"2023-11-14T22:14:10Z\""));
	CU_ASSERT_PTR_NOT_NULL(strstr(first, "\"name\":\"Received disconnect\""));
	CU_ASSERT_PTR_NULL(strstr(first, "Connection closed"));
	free(first);
	free(brief);
	for (int i = 0; i < 5; i++)
		ec2a_event_unref(events[i]);
}

static void knock(ec2a_correlator *c, int n)
{
	char text[100];

	snprintf(text, sizeof(text), "sshd[%d]: Connection closed by 198.51.100.%d port %d", n, n % 250, 1024 + n);
	add_line(c, n / 100, 10 + n, text);
}

/* What has no login takes no place among what is held, and of it only so many lines stay: those of small numbers. */
static void strangers_cost_no_memory(void)
{
	ec2a_config *config = config_of(0, 86400);
	ec2a_correlator *c;

	if (ec2a_config_set_int(config, EC2A_OPT_HELD_ENDS, 100) < 0)
		abort();
	c = correlator_with(config);
	add_line(c, 50, 1, LOGOUT);
	for (int i = 0; i < 1000; i++)
		knock(c, i);
	add_line(c, 40, 99999, PAM_END);
	for (int i = 1000; i < 2000; i++)
		knock(c, i);
	EQ_INT(c->store.n_acts, 0);
	CU_ASSERT(c->ends.waiting.n_acts <= 100);
	EQ_INT(ec2a_correlator_count(c, EC2A_COUNT_ENDS_DROPPED) + c->ends.waiting.n_acts, 2002);
	CU_ASSERT(c->ends.waiting.text.len < 20000);
	add_line(c, 0, 1, LOGIN);
	add_line(c, 60, 3, PAM_END);
	EQ_INT(c->store.n_acts, 2); /* its login is known: it does not wait */
	CU_ASSERT_PTR_NOT_NULL(strstr(rows_of(c), "\"end\":\"2023-11-14T22:14:10Z\""));
	ec2a_correlator_free(c);
	ec2a_config_unref(config);
}

/* A stream: what waits is saved, let go behind the horizon, and found by a login that comes late. */
static void streams_keep_what_waits(void)
{
	ec2a_config *config = config_of(0, 3600);
	ec2a_correlator *c = correlator_with(config);
	struct lines lines = { NULL, 0, 0, 0 };

	add_line(c, 50, 1, LOGOUT);
	for (int i = 0; i < 50; i++)
		knock(c, i);
	advance(c, &lines, 100);
	c = through_a_file(c, config);
	EQ_INT(c->ends.waiting.n_acts, 51);
	EQ_INT(c->store.n_acts, 0);
	add_line(c, 0, 1, LOGIN);
	c = through_a_file(c, config); /* the login is known again */
	add_line(c, 55, 4, PAM_END);
	EQ_INT(c->store.n_acts, 2);
	advance(c, &lines, 200);
	EQ_INT(lines.n, 1);
	CU_ASSERT_PTR_NOT_NULL(strstr(last_line(&lines), "\"end\":\"2023-11-14T22:14:10Z\""));
	EQ_INT(c->ends.waiting.n_acts, 50);
	advance(c, &lines, 4000);
	EQ_INT(c->ends.waiting.n_acts, 0);
	EQ_INT(c->ends.n_logins, 0); /* the row was let go, and its login with it */
	EQ_INT(ec2a_correlator_count(c, EC2A_COUNT_ENDS_DROPPED), 0);
	ec2a_correlator_free(c);
	lines_free(&lines);
	ec2a_config_unref(config);
}

int main(void)
{
	static const struct ec2a_test tests[] = {
		{ "ends are found in any order", ends_are_found_in_any_order },
		{ "strangers cost no memory", strangers_cost_no_memory },
		{ "streams keep what waits", streams_keep_what_waits },
		{ NULL, NULL },
	};

	return ec2a_test_main("ends", tests);
}
