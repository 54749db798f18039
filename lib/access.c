/* SPDX-License-Identifier: MIT */
/* The public face of the classifier: the verdict, and its reasons as sentences. */
#include "mem.h"
#include "settings.h"
#include "verdict.h"

#define SENTENCE_MAX 8192 /* three texts of 200 bytes, each byte at most four when made visible */

struct ec2a_access {
	struct ec2a__verdict verdict; /* its reasons are not used: they borrow from the event */
	char *sentences[EC2A__VERDICT_REASONS];
};

static int write_sentences(ec2a_access *access)
{
	const struct ec2a__verdict *verdict = &access->verdict;

	for (size_t i = 0; i < verdict->n_reasons; i++) {
		struct ec2a__buf buf;
		int r;

		ec2a__buf_init(&buf, SENTENCE_MAX);
		r = ec2a__reason_add(&buf, &verdict->reasons[i]);
		if (r == 0)
			access->sentences[i] = ec2a__buf_steal(&buf);
		ec2a__buf_free(&buf);
		if (!access->sentences[i])
			return EC2A_E_NOMEM;
	}
	return 0;
}

static int make_access(const struct ec2a__verdict *verdict, ec2a_access **ret_access)
{
	ec2a_access *access = ec2a__calloc(1, sizeof *access);
	int r;

	if (!access)
		return EC2A_E_NOMEM;
	access->verdict = *verdict;
	r = write_sentences(access);
	if (r < 0) {
		ec2a_access_free(access);
		return r;
	}
	*ret_access = access;
	return 1;
}

int ec2a_classify(ec2a_config *config, const ec2a_event *event, ec2a_access **ret_access)
{
	struct ec2a__verdict verdict;
	int r;

	if (!event || !ret_access)
		return EC2A_E_ARG;
	config = ec2a__config_use(config);
	r = ec2a__classify(config, event, &verdict);
	if (r == 1)
		r = make_access(&verdict, ret_access);
	ec2a_config_unref(config);
	return r;
}

void ec2a_access_free(ec2a_access *access)
{
	if (!access)
		return;
	for (size_t i = 0; i < EC2A__VERDICT_REASONS; i++)
		ec2a__free(access->sentences[i]);
	ec2a__free(access);
}

int ec2a_access_int(const ec2a_access *access, int field)
{
	const struct ec2a__verdict *verdict;

	if (!access)
		return 0;
	verdict = &access->verdict;
	switch (field) {
	case EC2A_ACCESS_METHOD:
		return verdict->method;
	case EC2A_ACCESS_SURFACE:
		return verdict->surface;
	case EC2A_ACCESS_OS:
		return verdict->os;
	case EC2A_ACCESS_OS_CONFIDENCE:
		return verdict->os_confidence;
	case EC2A_ACCESS_IDENTITY:
		return verdict->identity;
	case EC2A_ACCESS_OUTCOME:
		return verdict->outcome;
	case EC2A_ACCESS_KIND:
		return verdict->kind;
	case EC2A_ACCESS_ROLE:
		return verdict->role;
	default:
		return 0;
	}
}

size_t ec2a_access_reason_count(const ec2a_access *access)
{
	return access ? access->verdict.n_reasons : 0;
}

const char *ec2a_access_reason(const ec2a_access *access, size_t index)
{
	return access && index < access->verdict.n_reasons ? access->sentences[index] : NULL;
}
