/* SPDX-License-Identifier: MIT */
#include "digest_state.h"

#include "mem.h"
#include "settings.h"

#include <string.h>

EC2A_API int ec2a_digest_new(ec2a_config *config, ec2a_digest **ret_digest)
{
	ec2a_digest *digest;

	if (!ret_digest)
		return EC2A_E_ARG;
	digest = ec2a__calloc(1, sizeof(*digest));
	if (!digest)
		return EC2A_E_NOMEM;
	digest->config = ec2a__config_use(config);
	digest->since_us = INT64_MIN;
	digest->until_us = INT64_MAX;
	*ret_digest = digest;
	return 0;
}

static void forget_findings(ec2a_digest *digest)
{
	ec2a__free(digest->findings);
	ec2a__free(digest->order);
	digest->findings = NULL;
	digest->order = NULL;
	digest->n_findings = digest->cap_findings = 0;
}

EC2A_API void ec2a_digest_free(ec2a_digest *digest)
{
	if (!digest)
		return;
	for (size_t i = 0; i < digest->n_entries; i++) {
		ec2a__digest_doc_free(&digest->entries[i].doc);
		ec2a__free(digest->entries[i].signature);
	}
	for (size_t i = 0; i < digest->n_stores; i++)
		ec2a__depot_free(&digest->stores[i]);
	forget_findings(digest);
	ec2a__free(digest->entries);
	ec2a__free(digest->stores);
	ec2a__free(digest->files);
	ec2a__free(digest->places);
	ec2a__free(digest->claims);
	ec2a__free(digest->marked);
	ec2a__digest_keys_free(&digest->keys);
	ec2a__problems_free(&digest->problems);
	ec2a__arena_free(&digest->texts);
	ec2a_config_unref(digest->config);
	ec2a__free(digest);
}

/* Room for one more store. */
static int make_room(ec2a_digest *digest)
{
	struct ec2a__depot *stores;

	if (digest->ran)
		return EC2A_E_STATE;
	if (digest->n_stores == EC2A__STORES_MAX)
		return EC2A_E_LIMIT;
	stores = ec2a__realloc_array(digest->stores, digest->n_stores + 1, sizeof(*stores));
	if (!stores)
		return EC2A_E_NOMEM;
	digest->stores = stores;
	return 0;
}

EC2A_API int ec2a_digest_add_folder(ec2a_digest *digest, const char *path)
{
	struct ec2a__depot store;
	int r;

	if (!digest || !path || !*path)
		return EC2A_E_ARG;
	r = make_room(digest);
	if (r == 0)
		r = ec2a__depot_folder(path, &store);
	if (r == 0)
		digest->stores[digest->n_stores++] = store;
	return r;
}

EC2A_API int ec2a_digest_add_s3(ec2a_digest *digest, const char *url, const char *accounts, const char *regions)
{
	struct ec2a__depot_place place = { .url = url, .accounts = accounts, .regions = regions };
	struct ec2a__depot store;
	int r;

	if (!digest || !url)
		return EC2A_E_ARG;
	place.config = digest->config;
	place.stop = &digest->cancelled;
	r = make_room(digest);
	if (r == 0)
		r = ec2a__depot_bucket(&place, &store);
	if (r == 0)
		digest->stores[digest->n_stores++] = store;
	return r;
}

EC2A_API int ec2a_digest_add_keys(ec2a_digest *digest, const char *region, const char *json, size_t size,
				  size_t *ret_bad)
{
	struct ec2a__digest_keys keys = { 0 };
	size_t bad = 0;
	int r;

	if (!digest || !json)
		return EC2A_E_ARG;
	if (digest->ran)
		return EC2A_E_STATE;
	/* Tried alone first, so that a list that breaks off leaves nothing behind. */
	r = ec2a__digest_keys_add(&keys, "", json, size, &bad);
	ec2a__digest_keys_free(&keys);
	if (r == 0)
		r = ec2a__digest_keys_add(&digest->keys, region ? region : "", json, size, &bad);
	if (r < 0)
		return r;
	digest->keys_given = 1;
	if (ret_bad)
		*ret_bad = bad;
	return 0;
}

EC2A_API int ec2a_digest_set_range(ec2a_digest *digest, int64_t since_us, int64_t until_us)
{
	if (!digest || since_us >= until_us)
		return EC2A_E_ARG;
	if (digest->ran)
		return EC2A_E_STATE;
	digest->since_us = since_us;
	digest->until_us = until_us;
	return 0;
}

EC2A_API int ec2a_digest_set_threads(ec2a_digest *digest, int threads)
{
	if (!digest || threads < 0 || threads > 1024)
		return EC2A_E_ARG;
	if (digest->ran)
		return EC2A_E_STATE;
	digest->threads = threads;
	return 0;
}

EC2A_API int ec2a_digest_set_progress(ec2a_digest *digest, ec2a_progress_fn progress, void *user)
{
	if (!digest)
		return EC2A_E_ARG;
	if (digest->ran)
		return EC2A_E_STATE;
	digest->progress = progress;
	digest->progress_user = user;
	return 0;
}

EC2A_API int ec2a_digest_run(ec2a_digest *digest)
{
	static int (*const steps[])(ec2a_digest *digest) = {
		ec2a__digest_list,   ec2a__digest_load,	       ec2a__digest_ask_keys,  ec2a__digest_link,
		ec2a__digest_verify, ec2a__digest_tell_chains, ec2a__digest_tell_logs, ec2a__digest_tell_troubles,
		ec2a__digest_sort,   ec2a__digest_mark,
	};
	int r = 0;

	if (!digest)
		return EC2A_E_ARG;
	if (digest->ran)
		return EC2A_E_STATE;
	digest->ran = 1;
	for (size_t i = 0; r == 0 && i < sizeof(steps) / sizeof(steps[0]); i++)
		r = atomic_load(&digest->cancelled) ? EC2A_E_CANCELLED : steps[i](digest);
	digest->counts[EC2A_DIGEST_KEYS] = digest->keys.n;
	ec2a__problems_sort(&digest->problems);
	if (r < 0)
		forget_findings(digest);
	return r;
}

EC2A_API void ec2a_digest_cancel(ec2a_digest *digest)
{
	if (digest)
		atomic_store(&digest->cancelled, 1);
}

EC2A_API uint64_t ec2a_digest_count(const ec2a_digest *digest, int counter)
{
	return digest && counter > 0 && counter <= EC2A_DIGEST_OTHERS ? digest->counts[counter] : 0;
}

EC2A_API size_t ec2a_digest_problem_count(const ec2a_digest *digest)
{
	return digest ? digest->problems.n : 0;
}

EC2A_API const char *ec2a_digest_problem(const ec2a_digest *digest, size_t index)
{
	return index < ec2a_digest_problem_count(digest) ? digest->problems.items[index].line : NULL;
}

EC2A_API int ec2a_digest_problem_code(const ec2a_digest *digest, size_t index)
{
	return index < ec2a_digest_problem_count(digest) ? digest->problems.items[index].code : 0;
}
