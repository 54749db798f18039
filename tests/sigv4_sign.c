/* SPDX-License-Identifier: MIT */
/* What check_sigv4.py compares with another signer: requests on standard input (sigv4_file.h), and for each the
 * Authorization header and what is sent as path and query, a line each. */
#include "sigv4_file.h"

static struct sigv4_case vector;

int main(void)
{
	int r;

	while ((r = sigv4_case_read(stdin, &vector)) == 1) {
		struct ec2a__sigv4 done;
		struct ec2a__buf target;

		ec2a__buf_init(&target, SIGV4_BYTES);
		if (ec2a__sigv4_sign(&vector.ask, &vector.keys, &done) != 0 ||
		    ec2a__sigv4_target(&vector.ask, &target) != 0)
			return 1;
		printf("%s\n%s\n", done.authorization.data, target.data);
		ec2a__buf_free(&target);
		ec2a__sigv4_wipe(&done);
	}
	return r < 0;
}
