/* SPDX-License-Identifier: MIT */
/* What a run found out about a file, for those who read it afterwards under whatever name. */
#include "digest_state.h"

#include "act.h"
#include "mem.h"
#include "order.h"
#include "scan_internal.h"

static int compare_marks(const struct ec2a__depot_mark *a, const struct ec2a__depot_mark *b)
{
	if (a->device != b->device)
		return a->device > b->device ? 1 : -1;
	return (a->inode > b->inode) - (a->inode < b->inode);
}

static int by_mark(const void *context, uint32_t a, uint32_t b)
{
	const ec2a_digest *digest = context;

	return compare_marks(&digest->files[a].mark, &digest->files[b].mark);
}

int ec2a__digest_mark(ec2a_digest *digest)
{
	if (digest->n_files > UINT32_MAX)
		return EC2A_E_NOMEM;
	digest->marked = ec2a__calloc(digest->n_files + 1, sizeof(*digest->marked));
	if (!digest->marked)
		return EC2A_E_NOMEM;
	for (size_t i = 0; i < digest->n_files; i++) {
		struct ec2a__digest_file *file = &digest->files[i];

		if (!file->verdict || digest->stores[file->store].bucket)
			continue;
		if (file->mark.inode || ec2a__depot_mark_path(file->path, &file->mark))
			digest->marked[digest->n_marked++] = (uint32_t)i;
	}
	return ec2a__sort(digest->marked, digest->n_marked, by_mark, digest);
}

static int proof_of(const struct ec2a__digest_file *file, const struct ec2a__depot_mark *mark)
{
	if (file->mark.size != mark->size || file->mark.modified != mark->modified ||
	    file->mark.changed != mark->changed)
		return EC2A__PROOF_UNKNOWN;
	switch (file->verdict) {
	case EC2A_VERDICT_VALID:
		return EC2A__PROOF_TRUE;
	case EC2A_VERDICT_ALTERED:
	case EC2A_VERDICT_BROKEN:
	case EC2A_VERDICT_APPENDED:
	case EC2A_VERDICT_UNLISTED:
		return EC2A__PROOF_FALSE;
	default:
		return EC2A__PROOF_UNKNOWN;
	}
}

/* Two names of one file: the log file of that name is the same bytes in both. */
static int find(const ec2a_digest *digest, const struct ec2a__depot_mark *mark)
{
	size_t low = 0, high = digest->n_marked;
	int best = EC2A__PROOF_NOT_ASKED;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (compare_marks(&digest->files[digest->marked[middle]].mark, mark) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	for (; low < digest->n_marked; low++) {
		const struct ec2a__digest_file *file = &digest->files[digest->marked[low]];
		int proof;

		if (compare_marks(&file->mark, mark) != 0)
			break;
		proof = proof_of(file, mark);
		best = proof > best ? proof : best;
	}
	return best ? best : EC2A__PROOF_UNKNOWN;
}

int ec2a__digest_proof_path(const ec2a_digest *digest, const char *path)
{
	struct ec2a__depot_mark mark;

	return ec2a__depot_mark_path(path, &mark) ? find(digest, &mark) : EC2A__PROOF_UNKNOWN;
}

int ec2a__digest_proof_fd(const ec2a_digest *digest, int fd)
{
	struct ec2a__depot_mark mark;

	return fd >= 0 && ec2a__depot_mark_fd(fd, &mark) ? find(digest, &mark) : EC2A__PROOF_UNKNOWN;
}

EC2A_API int ec2a_scan_set_digest(ec2a_scan *scan, const ec2a_digest *digest, int proven_only)
{
	if (!scan || !digest)
		return EC2A_E_ARG;
	if (scan->ran || !digest->ran)
		return EC2A_E_STATE;
	scan->digest = digest;
	scan->proven_only = proven_only != 0;
	return 0;
}
