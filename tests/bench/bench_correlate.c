/* SPDX-License-Identifier: MIT */
/*
 * How long the correlator takes for N access events, and what a session costs in memory. Records are made and parsed
 * in batches; only the correlator's own calls are timed, in seconds of the processor. Usage: bench_correlate N
 */
#include <ec2access/ec2access.h>

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#ifdef __GLIBC__
#include <malloc.h>
#endif

#define BATCH 4096
#define PEOPLE 500
#define NODES 20000
#define TEXT ((size_t)2048)

struct maker {
	char text[8 * TEXT];
	size_t size;
	uint64_t chance, act;
};

struct timer {
	double add, finish, next;
};

static double now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
	return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

static void check(const char *what, int r)
{
	if (r < 0) {
		fprintf(stderr, "%s: %s\n", what, ec2a_strerror(r));
		exit(3);
	}
}

/* splitmix64 */
static uint64_t draw(struct maker *maker)
{
	uint64_t z = maker->chance += 0x9e3779b97f4a7c15u;

	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
	z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
	return z ^ (z >> 31);
}

/* Bytes of memory that are in use; 0 where nobody counts them. */
static uint64_t in_use(void)
{
#if defined(__GLIBC__) && (__GLIBC__ > 2 || __GLIBC_MINOR__ >= 33)
	struct mallinfo2 info = mallinfo2();

	return (uint64_t)info.uordblks + (uint64_t)info.hblkhd;
#else
	return 0;
#endif
}

struct act {
	unsigned person, node;
	int64_t second;
	char session[40];
};

static void record(struct maker *maker, const struct act *act, int after, const char *source, const char *name,
		   int by_agent, const char *request)
{
	time_t second = (time_t)(act->second + after);
	struct tm when;
	char who[640];
	uint64_t id = draw(maker), low = draw(maker);

	gmtime_r(&second, &when);
	if (by_agent)
		snprintf(who, sizeof who,
			 "{\"type\":\"AssumedRole\",\"principalId\":\"AROAEXAMPLE000000001:i-0%016x\",\"arn\":\"arn:aws:sts::"
			 "111122223333:assumed-role/AmazonSSMManagedInstanceCore/i-0%016x\",\"accountId\":\"111122223333\"}",
			 act->node, act->node);
	else
		snprintf(who, sizeof who,
			 "{\"type\":\"IAMUser\",\"principalId\":\"AIDAEXAMPLE%09u\",\"arn\":\"arn:aws:iam::111122223333:user/"
			 "user%u\",\"accountId\":\"111122223333\",\"accessKeyId\":\"AKIAEXAMPLE%09u\",\"userName\":\"user%u\"}",
			 act->person, act->person, act->person, act->person);
	maker->size += (size_t)snprintf(
		maker->text + maker->size, TEXT,
		"{\"eventVersion\":\"1.08\",\"userIdentity\":%s,\"eventTime\":\"%04d-%02d-%02dT%02d:%02d:%02dZ\","
		"\"eventSource\":\"%s.amazonaws.com\",\"eventName\":\"%s\",\"awsRegion\":\"eu-central-1\","
		"\"sourceIPAddress\":\"%s.%u\",\"userAgent\":\"aws-cli/2.17.27 md/command#ssm.start-session\","
		"\"requestParameters\":%s,\"responseElements\":%s%s%s,\"eventID\":\"%08x-%04x-4%03x-a%03x-%012" PRIx64
		"\",\"eventType\":\"AwsApiCall\",\"recipientAccountId\":\"111122223333\"}\n",
		who, when.tm_year + 1900, when.tm_mon + 1, when.tm_mday, when.tm_hour, when.tm_min, when.tm_sec, source,
		name, by_agent ? "198.51.100" : "203.0.113", (by_agent ? act->node : act->person) % 250 + 1, request,
		strcmp(name, "StartSession") == 0 ? "{\"sessionId\":\"" : "null",
		strcmp(name, "StartSession") == 0 ? act->session : "", strcmp(name, "StartSession") == 0 ? "\"}" : "",
		(unsigned)(id >> 32), (unsigned)(id >> 16) & 0xffff, (unsigned)id & 0xfff, (unsigned)(low >> 48) & 0xfff,
		low & 0xffffffffffffu);
}

static void session(struct maker *maker, const struct act *act)
{
	char of_node[64], of_session[128];

	snprintf(of_node, sizeof of_node, "{\"target\":\"i-0%016x\"}", act->node);
	snprintf(of_session, sizeof of_session, "{\"sessionId\":\"%s\"}", act->session);
	record(maker, act, 0, "ssm", "StartSession", 0, of_node);
	record(maker, act, 1, "ssm", "CreateDataChannel", 1, of_session);
	record(maker, act, 1, "ssm", "OpenDataChannel", 0, of_session);
	record(maker, act, 300, "ssm", "TerminateSession", 0, of_session);
}

static void push(struct maker *maker, const struct act *act)
{
	char request[192];

	snprintf(request, sizeof request, "{\"instanceId\":\"i-0%016x\",\"instanceOSUser\":\"ec2-user\",\"sSHPublicKey\":"
		 "\"ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJql+RrYSK9MeIh5bKWNB9dGj8Q2QkcLZWfJYug2RoL6\"}", act->node);
	record(maker, act, 0, "ec2-instance-connect", "SendSSHPublicKey", 0, request);
	snprintf(request, sizeof request, "{\"instanceConnectEndpointId\":\"eice-0123456789abcdef0\",\"remotePort\":\"22\","
		 "\"privateIpAddress\":\"10.0.%u.%u\"}", act->node / 250 % 250, act->node % 250 + 1);
	record(maker, act, 2, "ec2-instance-connect", "OpenTunnel", 0, request);
}

/* The records of one act: three sessions in four, else a push with its tunnel. One act a minute, on the average. */
static void make(struct maker *maker)
{
	struct act act;
	uint64_t chance = draw(maker);

	maker->size = 0;
	act.person = (unsigned)(chance % PEOPLE);
	act.node = (unsigned)(chance / PEOPLE % NODES);
	act.second = 1500000000 + (int64_t)maker->act * 60 + (int64_t)(draw(maker) % 3600);
	snprintf(act.session, sizeof act.session, "user%u-0%016" PRIx64, act.person, maker->act);
	if (maker->act++ % 4 == 3)
		push(maker, &act);
	else
		session(maker, &act);
}

static size_t drain(ec2a_parser *parser, ec2a_event **events, size_t count, size_t wanted)
{
	int r;

	while (count < wanted && (r = ec2a_parser_next(parser, &events[count])) != 0) {
		check("event", r);
		count++;
	}
	return count;
}

static size_t batch(struct maker *maker, ec2a_parser *parser, ec2a_event **events, size_t wanted)
{
	size_t count = drain(parser, events, 0, wanted);

	while (count < wanted) {
		make(maker);
		check("feed", ec2a_parser_feed(parser, maker->text, maker->size));
		count = drain(parser, events, count, wanted);
	}
	return count;
}

static uint64_t fill(ec2a_correlator *correlator, uint64_t wanted, struct timer *timer)
{
	static struct maker maker;
	static ec2a_event *events[BATCH];
	ec2a_parser *parser;
	uint64_t total = 0;

	check("parser", ec2a_parser_new(NULL, &parser));
	while (total < wanted) {
		uint64_t left = wanted - total;
		size_t count = batch(&maker, parser, events, left < BATCH ? (size_t)left : BATCH);
		double begin = now();

		for (size_t i = 0; i < count; i++)
			check("add", ec2a_correlator_add(correlator, events[i]));
		timer->add += now() - begin;
		for (size_t i = 0; i < count; i++)
			ec2a_event_unref(events[i]);
		total += count;
	}
	ec2a_parser_free(parser);
	return total;
}

static uint64_t take(ec2a_correlator *correlator, struct timer *timer)
{
	ec2a_session *session;
	uint64_t count = 0;
	double begin = now();
	int r;

	while ((r = ec2a_correlator_next(correlator, &session)) == 1) {
		ec2a_session_unref(session);
		count++;
	}
	check("next", r);
	timer->next = now() - begin;
	return count;
}

int main(int argc, char **argv)
{
	ec2a_correlator *correlator;
	struct timer timer = { 0, 0, 0 };
	uint64_t events, sessions, before, live, joined;

	if (argc != 2)
		return 2;
	before = in_use();
	check("correlator", ec2a_correlator_new(NULL, &correlator));
	events = fill(correlator, strtoull(argv[1], NULL, 10), &timer);
	live = in_use() - before;
	timer.finish = now();
	check("finish", ec2a_correlator_finish(correlator));
	timer.finish = now() - timer.finish;
	joined = in_use() - before;
	sessions = take(correlator, &timer);
	printf("{\"records\":%" PRIu64 ",\"access\":%" PRIu64 ",\"sessions\":%" PRIu64 ",\"seconds\":%.3f,\"add\":%.3f,"
	       "\"finish\":%.3f,\"next\":%.3f,\"live_bytes\":%" PRIu64 ",\"joined_bytes\":%" PRIu64 "}\n",
	       events, events, sessions, timer.add + timer.finish + timer.next, timer.add, timer.finish, timer.next, live,
	       joined);
	ec2a_correlator_free(correlator);
	return 0;
}
