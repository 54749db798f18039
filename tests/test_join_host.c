/* SPDX-License-Identifier: MIT */
/* Lines of host logs join what let their logins in. "login:3" is the third line of a test's log. */
#include "correlate_kit.h"

#include "timestamp.h"

#include <time.h>

#define HOST "ip-10-0-0-9"
#define KEY "SHA256:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
#define KEY2 "SHA256:BBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBB"
#define REQUEST "11111111-2222-4333-8444-00000000000a"
#define ACCEPTED(user, ip, port) "sshd[7]: Accepted publickey for " user " from " ip " port " port " ssh2: ED25519 " KEY
#define OFFER "ec2-instance-connect[9]: Providing ssh key from EC2 Instance Connect with fingerprint: " KEY ", request-id: " REQUEST

struct said {
	int t;
	const char *host, *text;
};

#define MAX_EVENTS 32

/* Every line as rsyslog writes it, through the parser. */
static int parse(const struct said *lines, int n, ec2a_event **events)
{
	struct kit_text log = { NULL, 0, 0 };
	ec2a_parser *parser;
	char time[EC2A__TIME_TEXT];
	int got = 0;

	kit_add(&log, "");
	for (int i = 0; i < n; i++) {
		kit_add(&log, ec2a__time_format((BASE + lines[i].t) * EC2A__SECOND, time));
		kit_add(&log, " ");
		kit_add(&log, lines[i].host);
		kit_add(&log, " ");
		kit_add(&log, lines[i].text);
		kit_add(&log, "\n");
	}
	if (ec2a_parser_new(NULL, &parser) < 0 || ec2a_parser_set_name(parser, "secure") < 0 ||
	    ec2a_parser_feed(parser, log.data, log.len) < 0 || ec2a_parser_finish(parser) < 0)
		abort();
	while (got < MAX_EVENTS && ec2a_parser_next(parser, &events[got]) == 1)
		got++;
	ec2a_parser_free(parser);
	free(log.data);
	return got;
}

struct trail {
	const struct rec *recs;
	int n_recs;
	const struct said *lines;
	int n_lines;
};

static void expect(struct trail trail, const ec2a_facts *facts, ec2a_config *config, const char *want, int line)
{
	ec2a_event *events[MAX_EVENTS];
	int order[2 * MAX_EVENTS], n = trail.n_recs, tries = 0;
	char *first, *brief, *again;

	for (int i = 0; i < n; i++)
		events[i] = kit_event(&trail.recs[i]);
	n += parse(trail.lines, trail.n_lines, events + n);
	for (int i = 0; i < n; i++)
		order[i] = i;
	first = kit_run(events, order, n, facts, config, &brief);
	CU_ASSERT(ec2a_test_text(brief, want, __FILE__, line));
	while (kit_permute(order, n) && tries++ < 130) {
		again = kit_run(events, order, n, facts, config, NULL);
		CU_ASSERT(ec2a_test_text(again, first, __FILE__, line));
		free(again);
	}
	for (int i = 0; i < n; i++)
		order[i] = order[2 * n - 1 - i] = n - 1 - i;
	again = kit_run(events, order, 2 * n, facts, config, NULL);
	CU_ASSERT(ec2a_test_text(again, first, __FILE__, line));
	free(again);
	free(first);
	free(brief);
	for (int i = 0; i < n; i++)
		ec2a_event_unref(events[i]);
}

#define RECS(...) (const struct rec[]){ __VA_ARGS__ }, (int)(sizeof((const struct rec[]){ __VA_ARGS__ }) / sizeof(struct rec))
#define LINES(...) (const struct said[]){ __VA_ARGS__ }, (int)(sizeof((const struct said[]){ __VA_ARGS__ }) / sizeof(struct said))
#define NO_RECS NULL, 0
#define WITH(facts, config, want, ...) expect((struct trail){ __VA_ARGS__ }, facts, config, want, __LINE__)
#define LINE(at, text) { at, HOST, text }
#define A_PUSH(number, at, ...) PUSH(number, at, .print = KEY, .request_id = REQUEST, __VA_ARGS__)

static ec2a_config *config_of(const char *instance, int skew)
{
	ec2a_config *config;

	if (ec2a_config_new(&config) < 0 || (instance && ec2a_config_map_host(config, HOST, instance) < 0) ||
	    ec2a_config_set_int(config, EC2A_OPT_SKEW, skew) < 0)
		abort();
	return config;
}

#define SSH_1 "ssh attached exact login:1"

static void test_ssh(void)
{
	WITH(NULL, NULL, SSH_1, NO_RECS, LINES(LINE(0, ACCEPTED("ana", CLIENT, "5"))));
	WITH(NULL, NULL, SSH_1 " logout:2", NO_RECS,
	     LINES(LINE(0, ACCEPTED("ana", CLIENT, "5")),
		   LINE(9, "sshd[8]: Received disconnect from " CLIENT " port 5:11: disconnected by user"),
		   LINE(9, "sshd[8]: Disconnected from user ana " CLIENT " port 5"),
		   LINE(9, "sshd[7]: pam_unix(sshd:session): session closed for user ana")));
	/* address and port must agree in both */
	WITH(NULL, NULL, SSH_1, NO_RECS,
	     LINES(LINE(0, ACCEPTED("ana", CLIENT, "5")),
		   LINE(9, "sshd[7]: Received disconnect from " CLIENT " port 6:11: disconnected by user"),
		   { 9, "other", "sshd[7]: Received disconnect from " CLIENT " port 5:11: disconnected by user" }));
	/* neither: the process */
	WITH(NULL, NULL, SSH_1 " logout:2", NO_RECS,
	     LINES(LINE(0, ACCEPTED("ana", CLIENT, "5")),
		   LINE(9, "sshd[7]: pam_unix(sshd:session): session closed for user ana"),
		   LINE(-1, "sshd[7]: pam_unix(sshd:session): session closed for user ana")));
	/* pam beside Accepted says nothing new; alone it is a login (ruling 13); a logout alone is nothing */
	WITH(NULL, NULL, SSH_1 "\nssh attached inferred login:3", NO_RECS,
	     LINES(LINE(0, ACCEPTED("ana", CLIENT, "5")),
		   LINE(0, "sshd[7]: pam_unix(sshd:session): session opened for user ana by (uid=0)"),
		   LINE(1, "sshd[70]: pam_unix(sshd:session): session opened for user ana by (uid=0)"),
		   LINE(9, "sshd[71]: Disconnected from user ana " CLIENT " port 50")));
	/* the latest earlier login of an address and port */
	WITH(NULL, NULL, "ssh attached exact login:1\nssh attached exact login:2 logout:3", NO_RECS,
	     LINES(LINE(0, ACCEPTED("ana", CLIENT, "5")), LINE(20, ACCEPTED("ana", CLIENT, "5")),
		   LINE(30, "sshd[8]: Disconnected from user ana " CLIENT " port 5")));
}

static void test_sudo(void)
{
#define SUDO "sudo:   ana : TTY=pts/0 ; PWD=/home/ana ; USER=root ; COMMAND=/bin/ls"
	WITH(NULL, NULL, SSH_1 " sudo:2 logout:3", NO_RECS,
	     LINES(LINE(0, ACCEPTED("ana", CLIENT, "5")), LINE(4, SUDO),
		   LINE(9, "sshd[8]: Disconnected from user ana " CLIENT " port 5"), LINE(10, SUDO), LINE(-1, SUDO),
		   { 5, "other", SUDO }));
	/* two logins of the user are open: nobody knows whose */
	WITH(NULL, NULL, "ssh attached exact login:1\nssh attached exact login:2", NO_RECS,
	     LINES(LINE(0, ACCEPTED("ana", CLIENT, "5")), LINE(1, ACCEPTED("ana", CLIENT, "6")), LINE(4, SUDO)));
	WITH(NULL, NULL, "ssh attached exact login:1 logout:3\nssh attached exact login:2 sudo:4", NO_RECS,
	     LINES(LINE(0, ACCEPTED("ana", CLIENT, "5")), LINE(1, ACCEPTED("ana", CLIENT, "6")),
		   LINE(3, "sshd[8]: Disconnected from user ana " CLIENT " port 5"), LINE(4, SUDO)));
}

static void test_request(void)
{
	ec2a_config *here = config_of(I1, 0), *there = config_of(I2, 0);

	WITH(NULL, NULL, "instance-connect attached exact push=1 key-offer:1 login:2",
	     RECS(A_PUSH(1, 0)), LINES(LINE(3, OFFER), LINE(4, ACCEPTED("ec2-user", CLIENT, "5"))));
	/* the key is valid for a minute: every login counts */
	WITH(NULL, here, "instance-connect attached exact push=1 key-offer:1 login:2 key-offer:3 login:4",
	     RECS(A_PUSH(1, 0)), LINES(LINE(3, OFFER), LINE(4, ACCEPTED("ec2-user", CLIENT, "5")), LINE(20, OFFER),
				       LINE(21, ACCEPTED("ec2-user", CLIENT, "6"))));
	/* offered, and nobody came: granted */
	WITH(NULL, NULL, "instance-connect granted exact push=1 key-offer:1", RECS(A_PUSH(1, 0)), LINES(LINE(3, OFFER)));
	/* the user is another one */
	WITH(NULL, NULL, "instance-connect granted exact push=1 key-offer:1\nssh attached exact login:2",
	     RECS(A_PUSH(1, 0)), LINES(LINE(3, OFFER), LINE(4, ACCEPTED("root", CLIENT, "5"))));
	/* the host is another instance: exact ids, and a contradiction */
	WITH(NULL, there, "instance-connect attached inferred push=1 key-offer:1 login:2",
	     RECS(A_PUSH(1, 0)), LINES(LINE(3, OFFER), LINE(4, ACCEPTED("ec2-user", CLIENT, "5"))));
	/* no record of the push: the offer is evidence of the login */
	WITH(NULL, NULL, "ssh attached exact key-offer:1 login:2", NO_RECS,
	     LINES(LINE(3, OFFER), LINE(4, ACCEPTED("ec2-user", CLIENT, "5"))));
	ec2a_config_unref(here);
	ec2a_config_unref(there);
}

static void login_after(int seconds, const char *want, ec2a_config *config)
{
	WITH(NULL, config, want, RECS(A_PUSH(1, 0)), LINES(LINE(seconds, ACCEPTED("ec2-user", CLIENT, "5"))));
}

static void test_fingerprint(void)
{
	static const char joined[] = "instance-connect attached strong push=1 login:1";
	static const char early[] = "instance-connect attached strong login:1 push=1";
	static const char apart[] = "instance-connect granted exact push=1\nssh attached exact login:1";
	static const char before[] = "ssh attached exact login:1\ninstance-connect granted exact push=1";
	ec2a_config *here = config_of(I1, 0), *there = config_of(I2, 0), *skewed = config_of(I1, 10);

	login_after(-6, before, here);
	login_after(-5, early, here);
	login_after(65, joined, here);
	login_after(66, apart, here);
	login_after(75, joined, skewed);
	login_after(76, apart, skewed);
	login_after(-15, early, skewed);
	login_after(-16, before, skewed);
	login_after(10, joined, NULL); /* the host is not known */
	login_after(10, apart, there);
	/* user and key */
	WITH(NULL, here, apart, RECS(A_PUSH(1, 0)), LINES(LINE(9, ACCEPTED("root", CLIENT, "5"))));
	WITH(NULL, here, apart, RECS(PUSH(1, 0, .print = KEY2)), LINES(LINE(9, ACCEPTED("ec2-user", CLIENT, "5"))));
	/* the nearest earlier push */
	WITH(NULL, here, "instance-connect granted exact push=1\ninstance-connect attached strong push=2 login:1\n"
			 "instance-connect granted exact push=3",
	     RECS(A_PUSH(1, 0), A_PUSH(2, 5), A_PUSH(3, 10)), LINES(LINE(8, ACCEPTED("ec2-user", CLIENT, "5"))));
	/* one key for two instances: with the host known there is no doubt, else there is */
	WITH(NULL, here, "instance-connect attached strong push=1 login:1\ninstance-connect granted exact push=2",
	     RECS(A_PUSH(1, 0), PUSH(2, 5, .print = KEY, .target = I2)), LINES(LINE(8, ACCEPTED("ec2-user", CLIENT, "5"))));
	WITH(NULL, NULL, "instance-connect granted exact push=1\ninstance-connect attached inferred push=2 login:1",
	     RECS(A_PUSH(1, 0), PUSH(2, 5, .print = KEY, .target = I2)), LINES(LINE(8, ACCEPTED("ec2-user", CLIENT, "5"))));
	/* a push for ssh over Session Manager: all one session */
	WITH(NULL, here, "session-manager-ssh attached strong push=1 open=2 login:1",
	     RECS(A_PUSH(1, 0), SSH_START(2, 1)), LINES(LINE(3, ACCEPTED("ec2-user", "127.0.0.1", "5"))));
	ec2a_config_unref(here);
	ec2a_config_unref(there);
	ec2a_config_unref(skewed);
}

static void ssm_after(int seconds, const char *address, const char *want, ec2a_config *config)
{
	struct said line = LINE(seconds, NULL);
	char text[128];

	snprintf(text, sizeof(text), "sshd[7]: Accepted password for ana from %s port 5 ssh2", address);
	line.text = text;
	WITH(NULL, config, want, RECS(SSH_START(1, 0)), &line, 1);
}

static void test_loopback(void)
{
	static const char joined[] = "session-manager-ssh attached strong open=1 login:1";
	static const char early[] = "session-manager-ssh attached strong login:1 open=1";
	static const char apart[] = "session-manager-ssh granted exact open=1\nssh attached exact login:1";
	static const char before[] = "ssh attached exact login:1\nsession-manager-ssh granted exact open=1";
	ec2a_config *here = config_of(I1, 0), *there = config_of(I2, 0), *skewed = config_of(I1, 10);

	ssm_after(-6, "127.0.0.1", before, here);
	ssm_after(-5, "127.0.0.1", early, here);
	ssm_after(15, "::1", joined, here);
	ssm_after(16, "::1", apart, here);
	ssm_after(25, "::1", joined, skewed);
	ssm_after(26, "::1", apart, skewed);
	ssm_after(3, CLIENT, apart, here);
	ssm_after(3, "127.0.0.1", apart, there);
	ssm_after(3, "127.0.0.1", apart, NULL);
	/* one to one, the nearest earlier; where two fit the row says so */
	WITH(NULL, here, "session-manager-ssh granted exact open=1\nsession-manager-ssh attached inferred open=2 login:1",
	     RECS(SSH_START(1, 0), SSH_START(2, 4, .session = "bob-02", .arn = BOB)),
	     LINES(LINE(5, ACCEPTED("ana", "127.0.0.1", "5"))));
	WITH(NULL, here, "session-manager-ssh attached strong open=1 login:1\nsession-manager-ssh attached strong open=2 login:2",
	     RECS(SSH_START(1, 0), SSH_START(2, 10, .session = "bob-02", .arn = BOB)),
	     LINES(LINE(2, ACCEPTED("ana", "127.0.0.1", "5")), LINE(12, ACCEPTED("ana", "127.0.0.1", "6"))));
	/* a forward to port 22 carries many, one to another port none */
	WITH(NULL, here, "session-manager-port-forward attached strong open=1 login:1 login:2",
	     RECS(START(1, 0, .document = "AWS-StartPortForwardingSession", .port = "22")),
	     LINES(LINE(2, ACCEPTED("ana", "127.0.0.1", "5")), LINE(12, ACCEPTED("ana", "127.0.0.1", "6"))));
	WITH(NULL, here, "session-manager-port-forward granted exact open=1\nssh attached exact login:1",
	     RECS(START(1, 0, .document = "AWS-StartPortForwardingSession", .port = "80")),
	     LINES(LINE(2, ACCEPTED("ana", "127.0.0.1", "5"))));
	/* TerminateSession is the end; the logout is evidence */
	WITH(NULL, here, "session-manager-ssh attached strong open=1 login:1 logout:2 end=2",
	     RECS(SSH_START(1, 0), END(2, 30)),
	     LINES(LINE(2, ACCEPTED("ana", "127.0.0.1", "5")), LINE(29, "sshd[8]: Disconnected from user ana 127.0.0.1 port 5")));
	ec2a_config_unref(here);
	ec2a_config_unref(there);
	ec2a_config_unref(skewed);
}

static void tunnel_after(int seconds, const char *address, const char *want)
{
	struct said line = LINE(seconds, NULL);
	char text[128];

	snprintf(text, sizeof(text), "sshd[7]: Accepted password for ana from %s port 5 ssh2", address);
	line.text = text;
	WITH(NULL, NULL, want, RECS(TUNNEL(1, 0)), &line, 1);
}

static void test_tunnel(void)
{
	static const char joined[] = "endpoint-tunnel attached strong tunnel=1 login:1";
	static const char early[] = "endpoint-tunnel attached strong login:1 tunnel=1";
	static const char apart[] = "endpoint-tunnel granted exact tunnel=1\nssh attached exact login:1";
	static const char before[] = "ssh attached exact login:1\nendpoint-tunnel granted exact tunnel=1";

	tunnel_after(-6, "10.0.0.77", before);
	tunnel_after(-5, "10.0.0.77", early);
	tunnel_after(10, "10.0.0.77", joined);
	tunnel_after(11, "10.0.0.77", apart);
	tunnel_after(2, CLIENT, joined); /* the client's address is kept */
	tunnel_after(2, "203.0.113.200", apart);
	tunnel_after(2, "127.0.0.1", apart);
	WITH(NULL, NULL, apart, RECS(TUNNEL(1, 0, .port = "3389")), LINES(LINE(2, ACCEPTED("ana", "10.0.0.77", "5"))));
	WITH(NULL, NULL, apart, RECS(TUNNEL(1, 0, .private_ip = "10.0.0.8")), LINES(LINE(2, ACCEPTED("ana", "10.0.0.77", "5"))));
	/* one tunnel, one login */
	WITH(NULL, NULL, "endpoint-tunnel attached strong tunnel=1 login:1\nssh attached exact login:2", RECS(TUNNEL(1, 0)),
	     LINES(LINE(2, ACCEPTED("ana", "10.0.0.77", "5")), LINE(3, ACCEPTED("ana", "10.0.0.77", "6"))));
	/* push and tunnel are one session; the login joins by its key */
	WITH(NULL, NULL, "instance-connect-endpoint attached strong push=1 tunnel=2 login:1", RECS(A_PUSH(1, 0), TUNNEL(2, 1)),
	     LINES(LINE(3, ACCEPTED("ec2-user", "10.0.0.77", "5"))));
}

/* A name that its user chose must not place the login. */
static void test_forged(void)
{
	WITH(NULL, NULL, SSH_1, NO_RECS,
	     LINES(LINE(0, "sshd[7]: Accepted password for x from 127.0.0.1 port 1 ssh2 from " CLIENT " port 5 ssh2"),
		   LINE(1, "sshd[8]: Failed password for invalid user Accepted password for root from 10.0.0.1 port 1 ssh2 from "
			   CLIENT " port 6 ssh2")));
}

/* 100,000 logins with one pushed key, and as many pushes, in one minute. */
static void test_many(void)
{
	enum { MANY = 100000 };
	ec2a_correlator *c;
	ec2a_session *s;
	clock_t start = clock();
	size_t rows = 0;

	CU_ASSERT(ec2a_correlator_new(NULL, &c) == 0);
	for (int i = 0; i < MANY; i++) {
		struct rec push = A_PUSH(i, i % 60);
		struct said line = LINE(i % 60, NULL);
		char text[200];
		ec2a_event *events[2] = { kit_event(&push), NULL };

		snprintf(text, sizeof(text), "sshd[%d]: Accepted publickey for ec2-user from 10.0.0.77 port 5 ssh2: RSA " KEY, i);
		line.text = text;
		CU_ASSERT(parse(&line, 1, events + 1) == 1);
		for (int k = 0; k < 2; k++) {
			CU_ASSERT(ec2a_correlator_add(c, events[k]) == 0);
			ec2a_event_unref(events[k]);
		}
	}
	CU_ASSERT(ec2a_correlator_finish(c) == 0);
	while (ec2a_correlator_next(c, &s) == 1) {
		rows++;
		ec2a_session_unref(s);
	}
	EQ_INT(rows, MANY);
	CU_ASSERT((double)(clock() - start) / CLOCKS_PER_SEC < 60);
	ec2a_correlator_free(c);
}

int main(void)
{
	static const struct ec2a_test tests[] = {
		{ "ssh, logout", test_ssh },	   { "sudo", test_sudo },     { "request id", test_request },
		{ "fingerprint", test_fingerprint }, { "loopback", test_loopback }, { "tunnel", test_tunnel },
		{ "forged names", test_forged },     { "many", test_many },	  { NULL, NULL },
	};

	return ec2a_test_main("joins of host lines", tests);
}
