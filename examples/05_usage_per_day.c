/* SPDX-License-Identifier: MIT */
/* How often Session Manager was used each day, in the columns that a query in Athena gives. The events are those of
 * the sessions, so each counts once, however often its record was delivered. */
#include <ec2access/ec2access.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int by_text(const void *a, const void *b)
{
	return strcmp(a, b);
}

static int add(char (**days)[11], size_t *n, const char *name, const char *time)
{
	char (*more)[11]; /* "2023-09-04" */

	if (!time || (strcmp(name, "StartSession") && strcmp(name, "ResumeSession") && strcmp(name, "TerminateSession")))
		return 0;
	if (!(more = realloc(*days, (*n + 1) * sizeof(*more))))
		return EC2A_E_NOMEM;
	snprintf(more[(*n)++], sizeof(*more), "%.10s", time);
	*days = more;
	return 0;
}

int main(int argc, char **argv)
{
	char (*days)[11] = NULL;
	size_t n = 0, first = 0;
	ec2a_source *source;
	ec2a_scan *scan = NULL;
	ec2a_correlator *all = NULL;
	ec2a_session *session;
	int r;

	if ((r = ec2a_scan_new(NULL, &scan)) < 0 || (r = ec2a_correlator_new(NULL, &all)) < 0 ||
	    (r = ec2a_source_path(NULL, argc > 1 ? argv[1] : ".", &source)) < 0 || (r = ec2a_scan_add(scan, source)) < 0 ||
	    (r = ec2a_scan_run(scan, all)) < 0 || (r = ec2a_correlator_finish(all)) < 0)
		fprintf(stderr, "%s\n", ec2a_strerror(r));
	while (r >= 0 && (r = ec2a_correlator_next(all, &session)) == 1) {
		for (size_t i = 0; r >= 0 && i < ec2a_session_event_count(session); i++)
			r = add(&days, &n, ec2a_session_event_str(session, i, EC2A_EVIDENCE_NAME),
				ec2a_session_event_str(session, i, EC2A_EVIDENCE_TIME));
		ec2a_session_unref(session);
	}
	if (n)
		qsort(days, n, sizeof(*days), by_text);
	puts("\"eventtime\",\"cnt\"");
	for (size_t i = 0; i < n; i++)
		if (i + 1 == n || strcmp(days[i], days[i + 1]) != 0) {
			printf("\"%s 00:00:00.000 UTC\",\"%zu\"\n", days[i], i + 1 - first);
			first = i + 1;
		}
	free(days);
	ec2a_correlator_free(all);
	ec2a_scan_free(scan);
	return r < 0;
}
