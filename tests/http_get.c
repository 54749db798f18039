/* SPDX-License-Identifier: MIT */
/* What check_tls.py asks its servers with: http_get URL [FILE-OF-CERTIFICATES]; prints the status and the body, or the
 * name of the error and its sentence. */
#include "http.h"

#include <stdio.h>
#include <string.h>

int main(int argc, char **argv)
{
	struct ec2a__http_ask ask = { .method = "GET", .max_bytes = 4096, .seconds = 20 };
	static const struct ec2a__pair header = { "X-Secret", "not-for-the-proxy" };
	struct ec2a__answer *answer = NULL;
	struct ec2a__http *http = NULL;
	ec2a_config *config = NULL;
	struct ec2a__buf body;
	int status = 0, r;

	if (argc < 2 || ec2a_config_new(&config) < 0 ||
	    (argc > 2 && ec2a_config_set_str(config, EC2A_OPT_CA_FILE, argv[2]) < 0))
		return 2;
	ask.url = argv[1];
	ask.headers = &header;
	ask.header_count = 1;
	r = ec2a__http_new(config, &http);
	if (r == EC2A_E_UNSUPPORTED)
		return 77;
	if (r < 0 || ec2a__http_start(http, &ask, &answer) < 0)
		return 2;
	ec2a__buf_init(&body, 4096);
	r = ec2a__answer_head(answer, &status);
	if (r == 0)
		r = ec2a__answer_body(answer, &body);
	if (r < 0)
		printf("%s %d %s\n", ec2a_enum_name(EC2A_ENUM_ERROR, r), ec2a__answer_is_final(answer),
		       ec2a__answer_error(answer));
	else
		printf("%d %s\n", status, body.len ? body.data : "");
	ec2a__buf_free(&body);
	ec2a__answer_free(answer);
	ec2a__http_unref(http);
	ec2a_config_unref(config);
	return 0;
}
