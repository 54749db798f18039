/* SPDX-License-Identifier: MIT */
#ifndef EC2A_INI_H
#define EC2A_INI_H

#include <stddef.h>

/*
 * Files of sections and "name = value" lines as AWS's programs keep them (~/.aws/config, ~/.aws/credentials): what
 * botocore reads out of one, this reads out of it. Comments are whole lines; a line that is indented deeper than the
 * name before it goes on with its value, as the lines below "s3 =" do. Values may be secrets: all of it is wiped when
 * it is freed.
 */
struct ec2a__ini;

#define EC2A__INI_BYTES    ((size_t)4 << 20)
#define EC2A__INI_SECTIONS 65536
#define EC2A__INI_NAMES    256 /* of one section */

struct ec2a__ini_fault {
	size_t line;      /* from 1 */
	const char *what; /* constant sentence */
};

/* 0; EC2A_E_FORMAT, EC2A_E_LIMIT with the fault written; EC2A_E_NOMEM. */
int ec2a__ini_read(const char *text, size_t size, struct ec2a__ini **ret_ini, struct ec2a__ini_fault *fault);
void ec2a__ini_free(struct ec2a__ini *ini); /* NULL is fine */

size_t ec2a__ini_sections(const struct ec2a__ini *ini); /* in their order */
const char *ec2a__ini_section(const struct ec2a__ini *ini, size_t section); /* what stands between [ and ] */

/* The section of that name, compared by bytes, or EC2A__INI_NONE. */
#define EC2A__INI_NONE ((size_t)-1)
size_t ec2a__ini_find(const struct ec2a__ini *ini, const char *name);

/* The value of a name, given in small letters; NULL where the section has none. "" is a value. */
const char *ec2a__ini_get(const struct ec2a__ini *ini, size_t section, const char *name);

/* The value of a name in the lines below "outer =", compared by bytes: appended to no buffer, but given as where it
 * begins and how long it is; NULL where there is none. */
const char *ec2a__ini_nested(const char *value, const char *name, size_t *ret_size);

#endif
