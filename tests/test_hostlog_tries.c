/* SPDX-License-Identifier: MIT */
/* Failed logins before one that did not fail. */
#include "test.h"

#include <ec2access/ec2access.h>

/* How many tries failed before a login: by host and address, in ten minutes, and no more than the table holds. */
static const char *failures_after(const char *log)
{
	static char text[32];
	ec2a_parser *parser;
	ec2a_event *event;

	strcpy(text, "-");
	if (ec2a_parser_new(NULL, &parser) < 0 || ec2a_parser_feed(parser, log, strlen(log)) < 0 ||
	    ec2a_parser_finish(parser) < 0)
		abort();
	while (ec2a_parser_next(parser, &event) == 1) {
		const char *failures = ec2a_event_str(event, EC2A_FIELD_FAILURES);

		snprintf(text, sizeof(text), "%s", failures ? failures : "-");
		ec2a_event_unref(event);
	}
	ec2a_parser_free(parser);
	return text;
}

#define TRY(time, address) time " h sshd[1]: Failed password for root from " address " port 1 ssh2\n"
#define IN(time, address) time " h sshd[1]: Accepted password for root from " address " port 1 ssh2\n"

static void test_failures(void)
{
	static char log[400000];
	size_t at = 0;

	EQ_TEXT(failures_after(IN("Feb  3 08:15:09", "192.0.2.1")), "-");
	EQ_TEXT(failures_after(TRY("Feb  3 08:15:01", "192.0.2.1") TRY("Feb  3 08:15:02", "192.0.2.1")
				       TRY("Feb  3 08:15:02", "192.0.2.2") IN("Feb  3 08:15:09", "192.0.2.1")), "2");
	EQ_TEXT(failures_after(TRY("Feb  3 08:05:08", "192.0.2.1") TRY("Feb  3 08:07:00", "192.0.2.1")
				       IN("Feb  3 08:15:09", "192.0.2.1")), "1");
	EQ_TEXT(failures_after(TRY("Feb  3 08:15:01", "192.0.2.1") "Feb  3 08:15:02 other sshd[1]: Accepted password for "
								    "root from 192.0.2.1 port 1 ssh2\n"), "-");
	EQ_TEXT(failures_after("Feb  3 08:15:01 h sshd[1]: Failed none for root from 192.0.2.1 port 1 ssh2\n"
			       IN("Feb  3 08:15:09", "192.0.2.1")), "-");
	/* the address that was quiet longest goes first */
	at += (size_t)sprintf(log, TRY("Feb  3 08:14:01", "192.0.2.1") TRY("Feb  3 08:15:01", "192.0.2.2"));
	for (int i = 0; i < 255; i++)
		at += (size_t)sprintf(log + at, "Feb  3 08:15:02 h sshd[1]: Failed password for root from 10.0.0.%d port 1 ssh2\n", i);
	strcpy(log + at, IN("Feb  3 08:15:09", "192.0.2.1"));
	EQ_TEXT(failures_after(log), "-");
	strcpy(log + at, IN("Feb  3 08:15:09", "192.0.2.2"));
	EQ_TEXT(failures_after(log), "1");
}

#define AT(second, process, text) "Feb  3 08:15:" second " h sshd[" process "]: " text "\n"
#define FROM " for root from 192.0.2.1 port 1 ssh2"
#define PUBLICKEY "Failed publickey" FROM ": RSA SHA256:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
#define BY_PAM "error: PAM: Authentication failure for root from 192.0.2.1"

/* A client tries all keys that it has: in the connection that logs in these are no failed logins; in others they are. */
static void test_keys(void)
{
	EQ_TEXT(failures_after(AT("01", "7", PUBLICKEY) AT("02", "7", PUBLICKEY) AT("03", "7", "Accepted password" FROM)), "-");
	EQ_TEXT(failures_after(AT("01", "7", PUBLICKEY) AT("01", "7", "Failed password" FROM)
			       AT("03", "7", "Accepted password" FROM)), "1");
	EQ_TEXT(failures_after(AT("01", "6", PUBLICKEY) AT("02", "6", PUBLICKEY) AT("02", "7", PUBLICKEY)
			       AT("03", "7", "Accepted publickey" FROM)), "2");
	/* those of a connection that logged in before count for no later one */
	EQ_TEXT(failures_after(AT("01", "6", PUBLICKEY) AT("02", "6", "Accepted password" FROM) AT("03", "7", PUBLICKEY)
			       AT("04", "7", "Accepted password" FROM)), "-");
	/* more connections than are known apart: none is lost */
	EQ_TEXT(failures_after(AT("01", "1", PUBLICKEY) AT("02", "2", PUBLICKEY) AT("03", "3", PUBLICKEY)
			       AT("04", "4", PUBLICKEY) AT("05", "5", PUBLICKEY) AT("06", "6", PUBLICKEY)
			       AT("07", "7", "Accepted password" FROM)), "6");
	EQ_TEXT(failures_after("Feb  3 08:04:01 h sshd[6]: " PUBLICKEY "\n" AT("03", "7", "Accepted password" FROM)), "-");
}

/* What rsyslog makes of lines that are the same. */
static void test_repeated(void)
{
	EQ_TEXT(failures_after(AT("01", "6", "Failed password" FROM)
			       AT("09", "6", "message repeated 2 times: [ Failed password" FROM "]")
			       AT("10", "7", "Accepted password" FROM)), "3");
	EQ_TEXT(failures_after(AT("01", "6", "message repeated 99999999999999999999 times: [ Failed password" FROM "]")
			       AT("02", "6", "message repeated 99999999999999999999 times: [ Failed password" FROM "]")
			       AT("10", "7", "Accepted password" FROM)), "1000000");
	EQ_TEXT(failures_after(AT("01", "6", "message repeated 0 times: [ Failed password" FROM "]")
			       AT("02", "6", "message repeated 2 times: [ Failed none" FROM "]")
			       AT("03", "6", "message repeated x times: [ Failed password" FROM "]")
			       AT("04", "6", "message repeated 2 times: [ Failed password" FROM)
			       AT("10", "7", "Accepted password" FROM)), "-");
	/* nobody is let in so */
	EQ_TEXT(failures_after(AT("01", "6", "Failed password" FROM)
			       AT("02", "6", "message repeated 2 times: [ Accepted password" FROM "]")), "-");
}

/* PAM's line is one try, and sshd's of the same try is the same one. */
static void test_pam(void)
{
	EQ_TEXT(failures_after(AT("01", "6", BY_PAM) AT("02", "6", BY_PAM) AT("10", "7", "Accepted password" FROM)), "2");
	EQ_TEXT(failures_after(AT("01", "6", BY_PAM) AT("01", "6", "Failed keyboard-interactive/pam" FROM) AT("02", "6", BY_PAM)
			       AT("02", "6", "Failed keyboard-interactive/pam" FROM)
			       AT("03", "6", "Failed keyboard-interactive/pam" FROM)
			       AT("10", "7", "Accepted password" FROM)), "3");
	EQ_TEXT(failures_after(AT("01", "5", BY_PAM) AT("01", "6", BY_PAM)
			       AT("02", "5", "Failed keyboard-interactive/pam" FROM)
			       AT("02", "6", "Failed keyboard-interactive/pam" FROM)
			       AT("10", "7", "Accepted password" FROM)), "2");
	EQ_TEXT(failures_after(AT("01", "6", BY_PAM) AT("02", "6", "Failed password" FROM)
			       AT("10", "7", "Accepted password" FROM)), "2");
}

int main(void)
{
	static const struct ec2a_test tests[] = {
		{ "failures before a login", test_failures },
		{ "keys that fail", test_keys },
		{ "repeated messages", test_repeated },
		{ "PAM's line", test_pam },
		{ NULL, NULL },
	};

	return ec2a_test_main("failed logins", tests);
}
