/* SPDX-License-Identifier: MIT */
#include "mem.h"
#include "names_table.h"

#include <ec2access/ec2access.h>

const char *ec2a_strerror(int code)
{
	switch (code) {
#define SENTENCE(number, sentence) \
	case number:               \
		return sentence;
	EC2A__ERRORS(SENTENCE)
#undef SENTENCE
	default:
		break;
	}
	return code < 0 ? "unknown error" : "success";
}

/* Compiled in, so that a program can tell the library it runs with from the headers it was built with. */
const char *ec2a_version(void)
{
	return EC2A_VERSION;
}

int ec2a_version_number(void)
{
	return EC2A_VERSION_NUMBER;
}

void ec2a_free(void *memory)
{
	ec2a__free(memory);
}
