/* SPDX-License-Identifier: MIT */
#include "ascii.h"
#include "config_state.h"
#include "cpu.h"
#include "mem.h"

#include <string.h>

#define KIB INT64_C(1024)
#define MIB (1024 * KIB)
#define GIB (1024 * MIB)

struct option {
	int64_t min;
	int64_t max;
	int64_t value; /* the default */
};

static const struct option options[] = {
	[EC2A_OPT_RECORD_BYTES] = { KIB, 256 * MIB, MIB },
	[EC2A_OPT_JSON_DEPTH] = { 4, 512, 64 },
	[EC2A_OPT_INFLATED_BYTES] = { KIB, INT64_MAX, 4 * GIB },
	[EC2A_OPT_INFLATE_RATIO] = { 1, 1000000, 200 },
	[EC2A_OPT_STRICT] = { 0, 1, 0 },
	[EC2A_OPT_EVENTS] = { EC2A_EVENTS_ACCESS, EC2A_EVENTS_ALL, EC2A_EVENTS_ACCESS },
	[EC2A_OPT_CONTAINER_DEPTH] = { 1, 16, 8 },
	[EC2A_OPT_LATENESS] = { 0, 604800, 900 },
	[EC2A_OPT_HORIZON] = { 60, 31536000, 86400 },
	[EC2A_OPT_SETTLE_STEP] = { 0, 86400, 60 },
	[EC2A_OPT_HELD_RECORDS] = { 16, 1000000000, 4000000 },
	[EC2A_OPT_SESSION_EVENTS] = { 4, 1000000, 10000 },
	[EC2A_OPT_REMEMBERED] = { 2, 1000000000, 1000000 },
	[EC2A_OPT_COVERAGE_SINCE] = { INT64_MIN, INT64_MAX, INT64_MIN },
	[EC2A_OPT_COVERAGE_UNTIL] = { INT64_MIN, INT64_MAX, INT64_MAX },
	[EC2A_OPT_LOG_YEAR] = { 0, 9980, 0 },
	[EC2A_OPT_LOG_ZONE] = { -1439, 1439, 0 },
	[EC2A_OPT_SKEW] = { 0, 3600, 0 },
	[EC2A_OPT_CONNECTIONS] = { 1, 256, 16 },
	[EC2A_OPT_REQUEST_SECONDS] = { 1, 3600, 60 },
	[EC2A_OPT_PATH_STYLE] = { 0, 1, 0 },
	[EC2A_OPT_REQUESTER_PAYS] = { 0, 1, 0 },
	[EC2A_OPT_CREDENTIAL_PROCESS] = { 0, 1, 0 },
	[EC2A_OPT_LISTED_OBJECTS] = { 1, INT64_C(1000000000000), 100000000 },
	[EC2A_OPT_OBJECT_BYTES] = { KIB, 1024 * 1024 * GIB, 5 * GIB },
	[EC2A_OPT_HELD_ENDS] = { 16, 1000000000, 32768 },
	[EC2A_OPT_DIGEST_BYTES] = { KIB, GIB, 64 * MIB },
	[EC2A_OPT_HELD_FACTS] = { 16, 1000000000, 2000000 },
	[EC2A_OPT_HELD_FAILURES] = { 16, 1000000000, 262144 },
};

_Static_assert(sizeof(options) / sizeof(options[0]) == EC2A__OPTIONS, "an option behind the last");

/* Where the key stands, or would stand. */
static size_t map_find(const struct map *map, const char *key, int *ret_found)
{
	size_t low = 0, high = map->count;

	*ret_found = 0;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		int order = map->compare(map->entries[middle].key, key);

		if (order == 0) {
			*ret_found = 1;
			return middle;
		}
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static const struct entry *map_get(const struct map *map, const char *key)
{
	int found;
	size_t at = map_find(map, key, &found);

	return found ? &map->entries[at] : NULL;
}

static void entry_free(struct entry *entry)
{
	ec2a__free(entry->key);
	ec2a__free(entry->instance);
}

/* Takes the entry's texts over, but for failure. */
static int map_put(struct map *map, struct entry entry)
{
	struct entry *grown;
	int found;
	size_t at = map_find(map, entry.key, &found);

	if (found) {
		entry_free(&map->entries[at]);
		map->entries[at] = entry;
		return 0;
	}
	grown = ec2a__realloc_array(map->entries, map->count + 1, sizeof(*grown));
	if (!grown)
		return EC2A_E_NOMEM;
	memmove(grown + at + 1, grown + at, (map->count - at) * sizeof(*grown));
	grown[at] = entry;
	map->entries = grown;
	map->count++;
	return 0;
}

static int map_set(struct map *map, const char *key, int method, const char *instance)
{
	struct entry entry = { ec2a__strdup(key), NULL, method };
	int r = EC2A_E_NOMEM;

	if (instance)
		entry.instance = ec2a__strdup(instance);
	if (entry.key && (entry.instance || !instance))
		r = map_put(map, entry);
	if (r < 0)
		entry_free(&entry);
	return r;
}

static void map_free(struct map *map)
{
	for (size_t i = 0; i < map->count; i++)
		entry_free(&map->entries[i]);
	ec2a__free(map->entries);
}

/* Merge two maps into a third one, which has room for both. Equal keys: the second map's entry goes before, and
 * the first one's is left where it is. */
static void map_merge(struct map *out, struct map *old, struct map *new)
{
	size_t i = 0, k = 0, kept = 0;

	while (i < old->count || k < new->count) {
		int order = i == old->count ? 1 : k == new->count ? -1 :
			    out->compare(old->entries[i].key, new->entries[k].key);

		if (order < 0) {
			out->entries[out->count++] = old->entries[i++];
			continue;
		}
		if (order == 0)
			old->entries[kept++] = old->entries[i++];
		out->entries[out->count++] = new->entries[k++];
	}
	old->count = kept; /* what is not used any more */
	new->count = 0;
}

static void map_replace(struct map *map, struct map *by)
{
	map_free(map);
	*map = *by;
}

int ec2a_config_new(ec2a_config **ret_config)
{
	ec2a_config *config;

	if (!ret_config)
		return EC2A_E_ARG;
	config = ec2a__calloc(1, sizeof(*config));
	if (!config)
		return EC2A_E_NOMEM;
	atomic_init(&config->refs, 1);
	atomic_init(&config->frozen, 0);
	if (pthread_mutex_init(&config->shared_lock, NULL) != 0) {
		ec2a__free(config);
		return EC2A_E_NOMEM;
	}
	for (int i = 0; i < EC2A__OPTIONS; i++)
		config->values[i] = options[i].value;
	config->documents.compare = strcmp;
	config->hosts.compare = ec2a__compare_without_case;
	*ret_config = config;
	return 0;
}

ec2a_config *ec2a_config_ref(ec2a_config *config)
{
	if (config)
		atomic_fetch_add_explicit(&config->refs, 1, memory_order_relaxed);
	return config;
}

void ec2a_config_unref(ec2a_config *config)
{
	if (!config || atomic_fetch_sub_explicit(&config->refs, 1, memory_order_acq_rel) != 1)
		return;
	if (config->free_user)
		config->free_user(config->user);
	map_free(&config->documents);
	map_free(&config->hosts);
	ec2a__config_free_net(config);
	pthread_mutex_destroy(&config->shared_lock);
	ec2a__free(config);
}

int ec2a__config_is_frozen(ec2a_config *config)
{
	return atomic_load_explicit(&config->frozen, memory_order_acquire);
}

static int is_number(int option)
{
	return option >= 1 && option < EC2A__OPTIONS && !ec2a__option_is_text(option);
}

int ec2a_config_set_int(ec2a_config *config, int option, int64_t value)
{
	if (!config)
		return EC2A_E_ARG;
	if (!is_number(option))
		return EC2A_E_UNSUPPORTED;
	if (value < options[option].min || value > options[option].max)
		return EC2A_E_ARG;
	if (ec2a__config_is_frozen(config))
		return EC2A_E_STATE;
	config->values[option] = value;
	return 0;
}

int ec2a_config_get_int(const ec2a_config *config, int option, int64_t *ret_value)
{
	if (!ret_value)
		return EC2A_E_ARG;
	if (!is_number(option))
		return EC2A_E_UNSUPPORTED;
	*ret_value = ec2a__config_int(config, option);
	return 0;
}

/* Documents are known by what follows the last '/' of their ARN. */
static const char *bare_name(const char *document)
{
	const char *slash = strrchr(document, '/');

	return slash ? slash + 1 : document;
}

/* Whoever could give these another meaning could hide a session. */
static int is_aws_document(const char *name)
{
	return strncmp(name, "AWS-", 4) == 0 || strcmp(name, "SSM-SessionManagerRunShell") == 0;
}

int ec2a_config_map_document(ec2a_config *config, const char *document, int method)
{
	const char *name;

	if (!config || !document)
		return EC2A_E_ARG;
	name = bare_name(document);
	if (!*name || is_aws_document(name) || method < EC2A_METHOD_SESSION_MANAGER ||
	    method > EC2A_METHOD_SESSION_MANAGER_DOCUMENT)
		return EC2A_E_ARG;
	if (ec2a__config_is_frozen(config))
		return EC2A_E_STATE;
	return map_set(&config->documents, name, method, NULL);
}

/* "i-" and 8 or 17 hex digits, as EC2 writes them. */
static int is_instance(const char *id)
{
	size_t digits;

	if (strncmp(id, "i-", 2) != 0)
		return 0;
	digits = strspn(id + 2, "0123456789abcdef");
	return !id[2 + digits] && (digits == 8 || digits == 17);
}

int ec2a_config_map_host(ec2a_config *config, const char *host, const char *instance_id)
{
	if (!config || !host || !*host || !instance_id || !is_instance(instance_id))
		return EC2A_E_ARG;
	if (ec2a__config_is_frozen(config))
		return EC2A_E_STATE;
	return map_set(&config->hosts, host, 0, instance_id);
}

int ec2a__config_take_maps(ec2a_config *config, ec2a_config *other)
{
	struct map documents = { NULL, 0, config->documents.compare };
	struct map hosts = { NULL, 0, config->hosts.compare };

	if (ec2a__config_is_frozen(config))
		return EC2A_E_STATE;
	documents.entries = ec2a__realloc_array(NULL, config->documents.count + other->documents.count + 1,
						sizeof(struct entry));
	hosts.entries = ec2a__realloc_array(NULL, config->hosts.count + other->hosts.count + 1, sizeof(struct entry));
	if (!documents.entries || !hosts.entries) {
		ec2a__free(documents.entries);
		ec2a__free(hosts.entries);
		return EC2A_E_NOMEM;
	}
	map_merge(&documents, &config->documents, &other->documents);
	map_merge(&hosts, &config->hosts, &other->hosts);
	map_replace(&config->documents, &documents);
	map_replace(&config->hosts, &hosts);
	return 0;
}

int ec2a_config_set_log(ec2a_config *config, ec2a_log_fn log, void *user, void (*free_user)(void *user))
{
	if (!config)
		return EC2A_E_ARG;
	if (ec2a__config_is_frozen(config))
		return EC2A_E_STATE;
	if (config->free_user)
		config->free_user(config->user);
	config->log = log;
	config->user = user;
	config->free_user = free_user;
	return 0;
}

ec2a_config *ec2a__config_use(ec2a_config *config)
{
	if (config)
		atomic_store_explicit(&config->frozen, 1, memory_order_release);
	return ec2a_config_ref(config);
}

int64_t ec2a__config_int(const ec2a_config *config, int option)
{
	return config ? config->values[option] : options[option].value;
}

int ec2a__config_document(const ec2a_config *config, const char *name)
{
	const struct entry *entry = config && name ? map_get(&config->documents, bare_name(name)) : NULL;

	return entry ? entry->method : 0;
}

const char *ec2a__config_host(const ec2a_config *config, const char *host)
{
	const struct entry *entry = config && host ? map_get(&config->hosts, host) : NULL;

	return entry ? entry->instance : NULL;
}

void ec2a__config_log(const ec2a_config *config, int code, const char *message)
{
	if (config && config->log)
		config->log(code, message, config->user);
}
