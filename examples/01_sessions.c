/* SPDX-License-Identifier: MIT */
/* Who got onto which instance: reads a file or folder of CloudTrail records on all cores. */
#include <ec2access/ec2access.h>
#include <stdio.h>

int main(int argc, char **argv)
{
	ec2a_source *source = NULL;
	ec2a_scan *scan = NULL;
	ec2a_correlator *correlator = NULL;
	ec2a_session *session;
	char *json;
	int r;

	if ((r = ec2a_scan_new(NULL, &scan)) < 0 || (r = ec2a_correlator_new(NULL, &correlator)) < 0 ||
	    (r = ec2a_source_path(NULL, argc > 1 ? argv[1] : ".", &source)) < 0 ||
	    (r = ec2a_scan_add(scan, source)) < 0 || /* the scan frees it from here on */
	    (r = ec2a_scan_run(scan, correlator)) < 0 || (r = ec2a_correlator_finish(correlator)) < 0)
		fprintf(stderr, "%s\n", ec2a_strerror(r));
	while (r >= 0 && (r = ec2a_correlator_next(correlator, &session)) == 1) {
		if ((r = ec2a_session_to_json(session, &json)) == 0) {
			puts(json); /* one field: ec2a_session_str(session, EC2A_SESSION_METHOD) */
			ec2a_free(json);
		}
		ec2a_session_unref(session);
	}
	for (size_t i = 0; scan && i < ec2a_scan_problem_count(scan); i++)
		fprintf(stderr, "%s\n", ec2a_scan_problem(scan, i));
	ec2a_correlator_free(correlator);
	ec2a_scan_free(scan);
	return r < 0;
}
