/* SPDX-License-Identifier: MIT */
#include "reason.h"

#include <ec2access/ec2access.h>

#include "test.h"

static const char *sentence(int code, const char *first, const char *second)
{
	static char text[4096];
	struct ec2a__reason reason = { (uint16_t)code, { first, second } };
	struct ec2a__buf buf;

	ec2a__buf_init(&buf, sizeof text - 1);
	EQ_INT(ec2a__reason_add(&buf, &reason), 0);
	strcpy(text, buf.data ? buf.data : "");
	ec2a__buf_free(&buf);
	return text;
}

/* Every sentence begins with what it is about, has no end stop, and all its places are %1 to %3. */
static void test_table(void)
{
	for (int code = EC2A__R_NONE + 1; code < EC2A__R_COUNT; code++) {
		const char *text = sentence(code, "(1)", "(2)");

		if (strlen(text) < 12 || !strstr(text, ": ") || strchr(text, '%') || text[strlen(text) - 1] == '.')
			fprintf(stderr, "%s\n", text);
		CU_ASSERT(strlen(text) >= 12 && strstr(text, ": ") != NULL);
		CU_ASSERT(strchr(text, '%') == NULL);
		CU_ASSERT(text[strlen(text) - 1] != '.');
	}
}

static void test_texts(void)
{
	EQ_TEXT(sentence(EC2A__R_METHOD_DOCUMENT, "AWS-StartSSHSession", NULL),
		"method: StartSession has documentName AWS-StartSSHSession");
	EQ_TEXT(sentence(EC2A__R_OS_PORT_ELSEWHERE, "3389", "db.example"),
		"os: port 3389 is that of host db.example, not of the instance");
	/* a text that looks like a place is no place; an absent one leaves nothing */
	EQ_TEXT(sentence(EC2A__R_OS_PORT_ELSEWHERE, "%2", "x"), "os: port %2 is that of host x, not of the instance");
	EQ_TEXT(sentence(EC2A__R_METHOD_DOCUMENT, NULL, NULL), "method: StartSession has documentName ");
	EQ_TEXT(sentence(EC2A__R_NONE, "x", NULL), "");
	EQ_TEXT(sentence(EC2A__R_COUNT, "x", NULL), "");
}

static void test_hostile_text(void)
{
	const char *text = sentence(EC2A__R_METHOD_DOCUMENT, "a\nb\x1b[31m\xff", NULL);

	for (const char *c = text; *c; c++)
		CU_ASSERT((unsigned char)*c >= 0x20 && (unsigned char)*c < 0x7f);
	CU_ASSERT(strstr(text, "\\x1b") != NULL || strstr(text, "\\x1B") != NULL);
}

/* The 200th byte falls inside a character of two bytes: it stays whole, or goes whole. */
static void test_cut(void)
{
	char arg[403], want[512];

	memset(arg, 'a', 200);
	arg[200] = '\0';
	snprintf(want, sizeof want, "method: StartSession has documentName %s", arg);
	EQ_TEXT(sentence(EC2A__R_METHOD_DOCUMENT, arg, NULL), want);
	memcpy(arg + 199, "\xc3\xa9tail", 7);
	snprintf(want, sizeof want, "method: StartSession has documentName %.199s...", arg);
	EQ_TEXT(sentence(EC2A__R_METHOD_DOCUMENT, arg, NULL), want);
}

static void test_failure_adds_nothing(void)
{
	struct ec2a__reason reason = { EC2A__R_METHOD_DOCUMENT, { "AWS-StartSSHSession" } };
	struct ec2a__buf buf;

	for (size_t max = 0; max < 60; max++) {
		int r;

		ec2a__buf_init(&buf, max);
		r = max ? ec2a__buf_add(&buf, "x", 1) : 0;
		EQ_INT(r, 0);
		r = ec2a__reason_add(&buf, &reason);
		if (r < 0) {
			EQ_INT(r, EC2A_E_LIMIT);
			EQ_INT(buf.len, max ? 1 : 0);
			EQ_TEXT(buf.data ? buf.data : "", max ? "x" : "");
		} else {
			EQ_INT(max >= 54, 1);
		}
		ec2a__buf_free(&buf);
	}
}

int main(void)
{
	static const struct ec2a_test tests[] = {
		{ "the table", test_table },
		{ "texts", test_texts },
		{ "hostile text", test_hostile_text },
		{ "cut after 200 bytes", test_cut },
		{ "a failure adds nothing", test_failure_adds_nothing },
		{ NULL, NULL },
	};

	return ec2a_test_main("reason", tests);
}
