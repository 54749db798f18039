/* SPDX-License-Identifier: MIT */
#include "format.h"

#include "output.h"

void jsonl_print_row(const ec2a_session *session)
{
	char *json;

	if (ec2a_session_to_json(session, &json) < 0)
		output_die("out of memory");
	output_puts(json);
	output_puts("\n");
	ec2a_free(json);
}
