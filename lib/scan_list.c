/* SPDX-License-Identifier: MIT */
/* Taking inputs out of the sources of a scan. */
#include "scan_internal.h"

#include "source.h"

/* A source that could not be listed, wholly or in part, counts as one failed input; what it passed over, as a
 * skipped one; a remark of its own counts nothing. When there was no memory for the words, they cannot be told, and the scan ends. */
static int list_told(ec2a_scan *scan, ec2a_source *source, int result)
{
	int passed = result == EC2A__SOURCE_PASSED;
	int code = result > 0 ? 0 : result; /* a remark */
	int r;

	if (result == EC2A__SOURCE_SKIPPED) {
		pthread_mutex_lock(&scan->sum_lock);
		scan->counts[EC2A_COUNT_FILES_SKIPPED]++;
		pthread_mutex_unlock(&scan->sum_lock);
		return 0;
	}
	if (!*ec2a_source_error(source) || !*ec2a__source_fault_name(source))
		return EC2A_E_NOMEM;
	pthread_mutex_lock(&scan->sum_lock);
	if (result != EC2A__SOURCE_REMARK)
		scan->counts[passed ? EC2A_COUNT_FILES_SKIPPED : EC2A_COUNT_FILES_FAILED]++;
	r = ec2a__problems_add_line(&scan->problems, ec2a__source_fault_name(source), code, ec2a_source_error(source));
	pthread_mutex_unlock(&scan->sum_lock);
	return r;
}

/* One step of listing: 1 when something was met, 0 when all sources are at their end. */
static int list_one(ec2a_scan *scan)
{
	ec2a_source *source;
	ec2a_input *input;
	int r;

	if (scan->source == scan->n_sources)
		return 0;
	source = scan->sources[scan->source];
	r = ec2a__source_next(source, &input);
	if (r == 1) {
		scan->queue[(scan->queue_head + scan->queue_len++) % EC2A__SCAN_QUEUE] = input;
		atomic_fetch_add(&scan->files_known, 1);
		return 1;
	}
	if (r == EC2A_E_NOMEM || (r == EC2A_E_CANCELLED && ec2a__scan_stops(scan)))
		return r;
	/* Only this source was cancelled: it has no more to give, the others have. */
	if (r == 0 || r == EC2A_E_CANCELLED)
		scan->source++;
	if (r != 0)
		r = list_told(scan, source, r);
	return r < 0 ? r : 1;
}

int ec2a__scan_take(ec2a_scan *scan, ec2a_input **ret_input)
{
	int r = 1;

	pthread_mutex_lock(&scan->list_lock);
	if (!scan->queue_len)
		while (r == 1 && scan->queue_len < EC2A__SCAN_QUEUE && !ec2a__scan_stops(scan))
			r = list_one(scan);
	/* Cancelling is told by ec2a_scan_run() itself. */
	if (r == EC2A_E_CANCELLED || ec2a__scan_stops(scan)) {
		r = 0;
	} else if (r >= 0 && scan->queue_len) {
		*ret_input = scan->queue[scan->queue_head];
		scan->queue_head = (scan->queue_head + 1) % EC2A__SCAN_QUEUE;
		scan->queue_len--;
		r = 1;
	}
	pthread_mutex_unlock(&scan->list_lock);
	return r;
}
