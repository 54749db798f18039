/* SPDX-License-Identifier: MIT */
/* A finding as one line of JSON. */
#include "buf.h"
#include "mem.h"
#include "timestamp.h"
#include "utf8.h"

#include <ec2access/ec2access.h>

#include <string.h>

static const struct {
	const char *name;
	int field;
	int is_time;
} keys[] = {
	{ "object", EC2A_FINDING_OBJECT, 0 },	{ "verdict", EC2A_FINDING_VERDICT, 0 },
	{ "wrong", EC2A_FINDING_IS_WRONG, 0 },	{ "account_id", EC2A_FINDING_ACCOUNT, 0 },
	{ "region", EC2A_FINDING_REGION, 0 },	{ "trail", EC2A_FINDING_TRAIL, 0 },
	{ "from", EC2A_FINDING_FROM, 1 },	{ "to", EC2A_FINDING_TO, 1 },
	{ "bucket", EC2A_FINDING_BUCKET, 0 },	{ "key", EC2A_FINDING_KEY, 0 },
	{ "file", EC2A_FINDING_FILE, 0 },	{ "named_by", EC2A_FINDING_NAMED_BY, 0 },
	{ "sentence", EC2A_FINDING_SENTENCE, 0 },
};

static int add_text(struct ec2a__buf *out, const char *text)
{
	return text ? ec2a__utf8_add_json(out, text, strlen(text)) : ec2a__buf_adds(out, "null");
}

static int add_value(struct ec2a__buf *out, const ec2a_finding *finding, size_t i)
{
	char text[EC2A__TIME_TEXT];
	int64_t number = 0;
	int known = ec2a_finding_int(finding, keys[i].field, &number);

	if (keys[i].is_time)
		return add_text(out, known == 1 ? ec2a__time_format(number, text) : NULL);
	if (keys[i].field == EC2A_FINDING_IS_WRONG)
		return ec2a__buf_adds(out, number ? "true" : "false");
	return add_text(out, ec2a_finding_str(finding, keys[i].field));
}

static int add_all(struct ec2a__buf *out, const ec2a_finding *finding)
{
	int r = 0;

	for (size_t i = 0; r == 0 && i < sizeof(keys) / sizeof(keys[0]); i++) {
		r = ec2a__buf_adds(out, i ? ",\"" : "{\"");
		if (r == 0)
			r = ec2a__buf_adds(out, keys[i].name);
		if (r == 0)
			r = ec2a__buf_adds(out, "\":");
		if (r == 0)
			r = add_value(out, finding, i);
	}
	return r ? r : ec2a__buf_addc(out, '}');
}

EC2A_API int ec2a_finding_to_json(const ec2a_finding *finding, char **ret_json)
{
	struct ec2a__buf out;
	int r;

	if (!finding || !ret_json)
		return EC2A_E_ARG;
	ec2a__buf_init(&out, SIZE_MAX / 4);
	r = add_all(&out, finding);
	if (r == 0) {
		*ret_json = ec2a__buf_steal(&out);
		r = *ret_json ? 0 : EC2A_E_NOMEM;
	}
	ec2a__buf_free(&out);
	return r ? EC2A_E_NOMEM : 0;
}
