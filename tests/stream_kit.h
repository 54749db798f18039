/* SPDX-License-Identifier: MIT */
#ifndef EC2A_STREAM_KIT_H
#define EC2A_STREAM_KIT_H

/* Streams in tests: what they told so far, by id; dice; correlators that go through their bytes. */
#include "correlate_kit.h"
#include "correlate_state.h"
#include "timestamp.h"

/* ---- what a stream told, by id --------------------------------------------------------- */

struct line {
	char id[33];
	long revision;
	int withdrawn, in_batch;
	char *json; /* without revision */
};

struct lines {
	struct line *items;
	size_t n;
	uint64_t told, withdrawals;
};

static inline struct line *line_of(struct lines *lines, const char *id)
{
	for (size_t i = 0; i < lines->n; i++)
		if (strcmp(lines->items[i].id, id) == 0)
			return &lines->items[i];
	lines->items = realloc(lines->items, (lines->n + 1) * sizeof(*lines->items));
	if (!lines->items)
		abort();
	memset(&lines->items[lines->n], 0, sizeof(*lines->items));
	snprintf(lines->items[lines->n].id, sizeof(lines->items->id), "%s", id);
	return &lines->items[lines->n++];
}

static inline void take(struct lines *lines, const ec2a_session *session)
{
	struct line *line = line_of(lines, ec2a_session_str(session, EC2A_SESSION_ID));
	int64_t revision = 0, withdrawn = 0;
	char *json, *tail;

	EQ_INT(ec2a_session_int(session, EC2A_SESSION_REVISION, &revision), 1);
	(void)!ec2a_session_int(session, EC2A_SESSION_WITHDRAWN, &withdrawn);
	EQ_INT(revision, line->revision + 1);
	if (ec2a_session_to_json(session, &json) < 0)
		abort();
	tail = strstr(json, ",\"revision\":");
	CU_ASSERT_PTR_NOT_NULL_FATAL(tail);
	if (!withdrawn)
		strcpy(tail, "}");
	CU_ASSERT(withdrawn || !line->json || line->withdrawn || strcmp(line->json, json) != 0);
	free(line->json);
	line->json = strdup(json);
	line->revision = (long)revision;
	line->withdrawn = (int)withdrawn;
	lines->told++;
	lines->withdrawals += (uint64_t)withdrawn;
	ec2a_free(json);
}

static inline void take_all(struct lines *lines, ec2a_correlator *c)
{
	ec2a_session *session;

	while (ec2a_correlator_next(c, &session) == 1) {
		take(lines, session);
		ec2a_session_unref(session);
	}
}

static inline void lines_free(struct lines *lines)
{
	for (size_t i = 0; i < lines->n; i++)
		free(lines->items[i].json);
	free(lines->items);
}

/* Every line of the batch is told last by the stream, and nothing else is. */
static inline int equals(struct lines *lines, char *batch)
{
	for (char *at = strtok(batch, "\n"); at; at = strtok(NULL, "\n")) {
		char id[33];
		struct line *line;

		snprintf(id, sizeof(id), "%.32s", at + strlen("{\"id\":\""));
		line = line_of(lines, id);
		line->in_batch = 1;
		if (line->withdrawn || !line->json || strcmp(line->json, at) != 0) {
			fprintf(stderr, "batch:  %s\nstream: %s%s\n", at, line->withdrawn ? "withdrawn " : "",
				line->json ? line->json : "nothing");
			return 0;
		}
	}
	for (size_t i = 0; i < lines->n; i++)
		if (!lines->items[i].in_batch && !lines->items[i].withdrawn) {
			fprintf(stderr, "batch:  nothing\nstream: %s\n", lines->items[i].json);
			return 0;
		}
	return 1;
}

/* ---- dice ------------------------------------------------------------ */

static uint32_t seed;

static inline int dice(int sides)
{
	seed = seed * 1664525 + 1013904223;
	return (int)((seed >> 8) % (uint32_t)sides);
}

static inline const char *one_of(const char *const *texts, int n)
{
	return texts[dice(n)];
}

#define ONE_OF(...) \
	one_of((const char *const[]){ __VA_ARGS__ }, (int)(sizeof((const char *const[]){ __VA_ARGS__ }) / sizeof(char *)))

static inline void shuffle(int *order, int n)
{
	for (int i = n - 1; i > 0; i--) {
		int k = dice(i + 1), swap = order[i];

		order[i] = order[k];
		order[k] = swap;
	}
}

static inline ec2a_config *config_of(int64_t lateness, int64_t horizon)
{
	ec2a_config *config;

	if (ec2a_config_new(&config) < 0 || ec2a_config_set_int(config, EC2A_OPT_LATENESS, lateness) < 0 ||
	    ec2a_config_set_int(config, EC2A_OPT_HORIZON, horizon) < 0 ||
	    ec2a_config_set_int(config, EC2A_OPT_SETTLE_STEP, 0) < 0)
		abort();
	return config;
}

/* ---- random records -------------------------------------------------------------------------- */

#define JIT_ROLE "SSM-JustInTimeAccessTokenRole"

/* Rows of the console's CSV: no parameters, and the principal by its name. */
static inline void as_row(struct rec *r)
{
	r->session = r->target = r->document = r->connection = r->port = r->private_ip = NONE;
	r->arn = r->type = NONE;
	r->user = strcmp(r->name, "CreateDataChannel") == 0 ? NONE : "alice";
	r->reason = NONE;
}

/* The ways of a record that only some have. ids: how many event ids there are; room: for what it points to. */
static inline void twist(struct rec *r, int ids, const char *suffix, char room[3][40])
{
	if (dice(12) == 0) {
		snprintf(room[0], sizeof(room[0]), "00000000-0000-4000-8000-%012d", 1 + dice(ids));
		r->replaces = room[0];
	}
	if (dice(8) == 0) {
		snprintf(room[1], sizeof(room[1]), "99999999-0000-4000-8000-%012d", r->n / 8 * 8 + dice(2));
		r->shared = room[1];
		r->account = ONE_OF("111122223333", "444455556666");
		r->resource = dice(3) ? NULL : "arn:aws:ec2:eu-central-1:444455556666:instance/" I1;
	}
	if (strcmp(r->name, "StartSession") == 0 && dice(6) == 0) {
		r->type = "AssumedRole";
		r->user = JIT_ROLE;
		r->session_name = "alice";
		r->arn = "arn:aws:sts::111122223333:assumed-role/" JIT_ROLE "/alice";
	}
	if (strstr(r->name, "Access")) {
		snprintf(room[2], sizeof(room[2]), "oi-%d%s", dice(2), suffix);
		r->request = dice(3) ? room[2] : NONE;
	}
	r->richness = dice(3);
	r->digest = dice(3);
}

/* ---- random lines of hosts ---------------------------------------------------------------------- */

/* One line through the parser, with its year. */
static inline ec2a_event *line_event(int t, const char *host, const char *text)
{
	char time[EC2A__TIME_TEXT], line[600];
	ec2a_parser *parser;
	ec2a_event *event = NULL;

	snprintf(line, sizeof(line), "%s %s %s\n", ec2a__time_format((BASE + t) * EC2A__SECOND, time), host, text);
	if (ec2a_parser_new(NULL, &parser) < 0 || ec2a_parser_set_name(parser, "secure") < 0 ||
	    ec2a_parser_feed(parser, line, strlen(line)) < 0 || ec2a_parser_finish(parser) < 0 ||
	    ec2a_parser_next(parser, &event) != 1)
		abort();
	ec2a_parser_free(parser);
	return event;
}

/* A host that is an instance by its name, one that is by an address, one of which nothing is known. */
static inline ec2a_event *random_line(int t, const char *suffix)
{
	const char *address = ONE_OF(CLIENT, "127.0.0.1", "10.0.0.77");
	int pid = atoi(suffix) * 4 + 1 + dice(3), port = atoi(suffix) * 4 + 1 + dice(3);
	char text[400], user[40];

	snprintf(user, sizeof(user), "ec2-user%s", *suffix ? suffix : ONE_OF("", "2"));
	switch (dice(6)) {
	case 0:
		snprintf(text, sizeof(text), "sshd[%d]: Accepted password for %s from %s port %d ssh2", pid, user, address, port);
		break;
	case 1:
		snprintf(text, sizeof(text), "sshd[%d]: Accepted publickey for %s from %s port %d ssh2: RSA SHA256:%043d", pid,
			 user, address, port, atoi(suffix) * 2 + dice(2));
		break;
	case 2:
		snprintf(text, sizeof(text), "sshd[%d]: Disconnected from user %s %s port %d", pid, user, address, port);
		break;
	case 3:
		snprintf(text, sizeof(text), "sshd[%d]: pam_unix(sshd:session): session %s user %s%s", pid,
			 dice(2) ? "opened for" : "closed for", user, dice(2) ? " by (uid=0)" : "");
		break;
	case 4:
		snprintf(text, sizeof(text), "sudo: %s : TTY=pts/0 ; PWD=/ ; USER=root ; COMMAND=/bin/%d", user, dice(2));
		break;
	default:
		snprintf(text, sizeof(text), "ec2-instance-connect[%d]: Providing ssh key from EC2 Instance Connect with "
					     "fingerprint: SHA256:%043d, request-id: 11111111-2222-4333-8444-%08d%04d", pid,
			 atoi(suffix) * 2 + dice(2), atoi(suffix), dice(2));
	}
	return line_event(t, ONE_OF(I1, "ip-10-0-0-9", "web-1"), text);
}

/* Few values and crowded seconds, so that records want one another. suffix: of the ids that join at any time. */
static inline ec2a_event *random_event(int n, int t, int ids, const char *suffix)
{
	struct rec r = { .n = n, .t = t };
	char room[3][40], session[32], connection[40], print[60], request[40], user[40];
	int is_row = dice(8) == 0;
	ec2a_event *event;

	if (dice(5) == 0)
		return random_line(t, suffix);
	r.name = ONE_OF("StartSession", "StartSession", "ResumeSession", "TerminateSession", "CreateDataChannel",
			"OpenDataChannel", "SendSSHPublicKey", "SendSSHPublicKey", "OpenTunnel", "OpenTunnel",
			"StartConnection", "GetConnection", "CancelConnection", "ExecuteCommand", "GetPasswordData",
			"StartAccessRequest", "GetAccessToken");
	snprintf(session, sizeof(session), "%s%s", ONE_OF("alice-01", "alice-02", "bob-01", "ecs-execute-command-1"), suffix);
	snprintf(connection, sizeof(connection), "11111111-2222-4333-8444-%08d%04d", atoi(suffix), dice(2));
	r.target = strstr(r.name, "Start") || strstr(r.name, "Send") ? ONE_OF(I1, I2) : NULL;
	r.arn = dice(4) ? NULL : ONE_OF(ALICE, BOB);
	r.ip = dice(4) ? NULL : ONE_OF(CLIENT, "203.0.113.9", "AWS Internal");
	if (strstr(r.name, "Session") || strstr(r.name, "Channel") || r.name[0] == 'E')
		r.session = dice(5) ? session : NONE;
	r.connection = strstr(r.name, "Connection") ? connection : NULL;
	r.document = strcmp(r.name, "StartSession") == 0 && dice(3) == 0 ? "AWS-StartSSHSession" : NULL;
	snprintf(print, sizeof(print), "SHA256:%s%s", ONE_OF("one", "two"), suffix);
	if (dice(3) == 0)
		snprintf(print, sizeof(print), "SHA256:%043d", atoi(suffix) * 2 + dice(2));
	snprintf(request, sizeof(request), "11111111-2222-4333-8444-%08d%04d", atoi(suffix), dice(2));
	r.request_id = request;
	snprintf(user, sizeof(user), "ec2-user%s", suffix);
	r.os_user = strstr(r.name, "SendSSH") ? user : NULL;
	r.print = strstr(r.name, "Key") && dice(3) ? print : NULL;
	/* A denied attempt flags the rows of an hour, and in a month it may be let go before. */
	r.error = *suffix || dice(12) ? NULL : "AccessDenied";
	if (dice(10) == 0 && strcmp(r.name, "StartSession") == 0) {
		r.invoked = "ssm-guiconnect.amazonaws.com";
		r.document = "AWS-StartPortForwardingSession";
	} else if (dice(6) == 0 && strcmp(r.name, "StartSession") == 0) {
		r.target = "ecs:cluster_0123_4567";
	}
	if (dice(12) == 0 && !strstr(r.name, "Connection")) {
		r.masked = 1;
		r.id = "1...";
	}
	twist(&r, ids, suffix, room);
	if (is_row)
		as_row(&r);
	event = kit_event(&r);
	event->no_parameters = is_row;
	for (int i = 2; i < 8; i++) /* other contents, other digest */
		event->digest[i] = (unsigned char)dice(256);
	return event;
}

/* ---- saving and restoring ------------------------------------------------------------------ */

struct file {
	unsigned char *bytes;
	size_t size, at, piece; /* piece: what one read gives at most */
};

static inline int write_file(void *user, const void *data, size_t size)
{
	struct file *file = user;

	file->bytes = realloc(file->bytes, file->size + size);
	if (!file->bytes)
		abort();
	memcpy(file->bytes + file->size, data, size);
	file->size += size;
	return 0;
}

static inline int read_file(void *user, void *buffer, size_t size, size_t *ret_size)
{
	struct file *file = user;
	size_t left = file->size - file->at;

	size = size < left ? size : left;
	if (file->piece && size > file->piece)
		size = file->piece;
	memcpy(buffer, file->bytes + file->at, size);
	file->at += size;
	*ret_size = size;
	return 0;
}

static inline int restore(ec2a_config *config, const void *bytes, size_t size, size_t piece, ec2a_correlator **ret)
{
	struct file file = { NULL, size, 0, piece };

	file.bytes = malloc(size ? size : 1); /* of its exact size, so that a byte too far is seen */
	if (!file.bytes)
		abort();
	memcpy(file.bytes, bytes, size);
	*ret = NULL;
	size = (size_t)ec2a_correlator_restore(config, read_file, &file, ret);
	free(file.bytes);
	return (int)size;
}

/* The same correlator, by way of its bytes. */
static inline ec2a_correlator *through_a_file(ec2a_correlator *c, ec2a_config *config)
{
	struct file file = { NULL, 0, 0, 0 };
	ec2a_correlator *again;

	EQ_INT(ec2a_correlator_save(c, write_file, &file), 0);
	EQ_INT(restore(config, file.bytes, file.size, (size_t)dice(2) * 7, &again), 0);
	ec2a_correlator_free(c);
	free(file.bytes);
	if (!again)
		abort();
	return again;
}

static inline void advance(ec2a_correlator *c, struct lines *lines, int64_t t)
{
	EQ_INT(ec2a_correlator_advance(c, (BASE + t) * 1000000), 0);
	take_all(lines, c);
}

static inline void give(ec2a_correlator *c, const struct rec *rec)
{
	ec2a_event *event = kit_event(rec);

	EQ_INT(ec2a_correlator_add(c, event), 0);
	ec2a_event_unref(event);
}

#define GIVE(c, record) give(c, &(const struct rec)record)

static inline const char *last_line(const struct lines *lines)
{
	return lines->n ? lines->items[lines->n - 1].json : "";
}

#endif
