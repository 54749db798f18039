/* SPDX-License-Identifier: MIT */
/* Which instance a host log is of, by where it lies: CloudWatch names streams, and those who collect logs folders, i-... */
#include "hostlog.h"

#include "ascii.h"

/* "i-" and 8 or 17 hex digits, as EC2 writes them; an ending such as ".log.gz" may follow. */
static int take_instance(struct ec2a__text part, struct ec2a__text *ret_instance)
{
	size_t size = 2;

	if (part.size < 2 || memcmp(part.data, "i-", 2) != 0)
		return 0;
	while (size < part.size && (ec2a__is_digit(part.data[size]) || (part.data[size] >= 'a' && part.data[size] <= 'f')))
		size++;
	if ((size != 2 + 8 && size != 2 + 17) || (size < part.size && part.data[size] != '.'))
		return 0;
	*ret_instance = ec2a__text_part(part, 0, size);
	return 1;
}

/* The nearest to the file counts. */
int ec2a__host_instance_of_path(struct ec2a__text path, struct ec2a__text *ret_instance)
{
	struct ec2a__text rest = path;

	for (;;) {
		size_t slash = ec2a__text_find_last(rest, "/");

		if (take_instance(ec2a__text_part(rest, slash == EC2A__NOWHERE ? 0 : slash + 1, rest.size), ret_instance))
			return 1;
		if (slash == EC2A__NOWHERE)
			return 0;
		rest.size = slash;
	}
}
