/* SPDX-License-Identifier: MIT */
#include "s3_walk.h"

#include "mem.h"

#include <ec2access/ec2access.h>
#include <string.h>

#define MANY_FOLDERS 16 /* without AWSLogs/ among them: one listing is cheaper than one each */
#define PREFIX_MAX ((size_t)64 * 1024)

/* A folder that is still to be listed. */
struct node {
	char *prefix;
	struct ec2a__s3_place place;
};

struct ec2a__s3_walk {
	struct ec2a__s3_layout layout;
	char *prefix; /* that was asked for */
	ec2a__s3_ask_fn ask;
	void *user;
	struct node *nodes; /* the next one is the last */
	size_t n, cap;
	uint64_t left;
	/* the folder that is being listed */
	int listing;
	struct ec2a__s3_list list;
	struct ec2a__s3_place place;
	size_t first;   /* nodes from here on were found in it */
	size_t base;    /* bytes of its prefix in front of names */
	int looked;     /* its first page was looked at */
	struct ec2a__buf fault_key, fault;
};

static int push(struct ec2a__s3_walk *walk, const char *prefix, size_t size, const struct ec2a__s3_place *place)
{
	char *copy;

	if (walk->n == walk->cap) {
		size_t cap = walk->cap ? walk->cap * 2 : 16;
		struct node *nodes = ec2a__realloc_array(walk->nodes, cap, sizeof(*nodes));

		if (!nodes)
			return EC2A_E_NOMEM;
		walk->nodes = nodes;
		walk->cap = cap;
	}
	copy = ec2a__strndup(prefix, size);
	if (!copy)
		return EC2A_E_NOMEM;
	walk->nodes[walk->n++] = (struct node){copy, *place};
	return 0;
}

static void pop_to(struct ec2a__s3_walk *walk, size_t n)
{
	while (walk->n > n)
		ec2a__free(walk->nodes[--walk->n].prefix);
}

/* Found in order, taken from the end. */
static void turn(struct node *nodes, size_t n)
{
	for (size_t i = 0; i < n / 2; i++) {
		struct node node = nodes[i];

		nodes[i] = nodes[n - 1 - i];
		nodes[n - 1 - i] = node;
	}
}

int ec2a__s3_walk_new(const char *prefix, const char *accounts, const char *regions, int64_t since_us, int64_t until_us,
		      uint64_t most, ec2a__s3_ask_fn ask, void *user, struct ec2a__s3_walk **ret_walk)
{
	struct ec2a__s3_walk *walk = ec2a__calloc(1, sizeof(*walk));
	struct ec2a__s3_place place = ec2a__s3_place_of(prefix);
	int r;

	if (!walk)
		return EC2A_E_NOMEM;
	walk->ask = ask;
	walk->user = user;
	walk->left = most;
	ec2a__buf_init(&walk->fault_key, PREFIX_MAX);
	ec2a__buf_init(&walk->fault, PREFIX_MAX);
	r = ec2a__s3_layout_init(&walk->layout, prefix, accounts, regions, since_us, until_us);
	walk->prefix = ec2a__strdup(prefix);
	if (r == 0)
		r = walk->prefix ? push(walk, prefix, strlen(prefix), &place) : EC2A_E_NOMEM;
	if (r < 0) {
		ec2a__s3_walk_free(walk);
		return r;
	}
	*ret_walk = walk;
	return 0;
}

void ec2a__s3_walk_set_digests(struct ec2a__s3_walk *walk)
{
	walk->layout.digests = 1;
}

void ec2a__s3_walk_free(struct ec2a__s3_walk *walk)
{
	if (!walk)
		return;
	pop_to(walk, 0);
	ec2a__free(walk->nodes);
	if (walk->listing)
		ec2a__s3_list_free(&walk->list);
	ec2a__s3_layout_free(&walk->layout);
	ec2a__free(walk->prefix);
	ec2a__buf_free(&walk->fault_key);
	ec2a__buf_free(&walk->fault);
	ec2a__free(walk);
}

int ec2a__s3_walk_wants(const struct ec2a__s3_walk *walk, const char *key)
{
	return strncmp(key, walk->prefix, strlen(walk->prefix)) == 0 &&
	       ec2a__s3_layout_object(&walk->layout, key) == EC2A__S3_WANTED;
}

static int fail(struct ec2a__s3_walk *walk, int code, const char *key, const char *why)
{
	ec2a__buf_clear(&walk->fault_key);
	ec2a__buf_clear(&walk->fault);
	if (code != EC2A_E_NOMEM &&
	    (ec2a__buf_adds(&walk->fault_key, key) < 0 || ec2a__buf_adds(&walk->fault, why) < 0))
		ec2a__buf_clear(&walk->fault);
	return code;
}

const char *ec2a__s3_walk_fault_key(const struct ec2a__s3_walk *walk)
{
	return walk->fault_key.len ? walk->fault_key.data : "";
}

const char *ec2a__s3_walk_fault(const struct ec2a__s3_walk *walk)
{
	return walk->fault.len ? walk->fault.data : "";
}

/* ---- the next folder ----------------------------------------------------------------- */

static int push_names(struct ec2a__s3_walk *walk, const struct node *node)
{
	size_t base = strlen(node->prefix);
	struct ec2a__buf path;
	int r;

	ec2a__buf_init(&path, PREFIX_MAX);
	r = ec2a__buf_adds(&path, node->prefix);
	for (size_t i = 0; r == 0; i++) {
		struct ec2a__s3_place place;

		ec2a__buf_truncate(&path, base);
		r = ec2a__s3_layout_name(&walk->layout, &node->place, i, &path);
		if (r != 1)
			break;
		ec2a__s3_layout_folder(&walk->layout, &node->place, path.data + base, path.len - base, &place);
		r = ec2a__buf_addc(&path, '/');
		if (r == 0)
			r = push(walk, path.data, path.len, &place);
	}
	ec2a__buf_free(&path);
	return r;
}

static int begin_list(struct ec2a__s3_walk *walk, const struct node *node, int folders)
{
	const char *slash = strrchr(node->prefix, '/');
	int r = ec2a__s3_list_init(&walk->list, node->prefix, folders, walk->ask, walk->user);

	if (r < 0) {
		ec2a__s3_list_free(&walk->list);
		return r;
	}
	walk->listing = 1;
	walk->place = node->place;
	walk->first = walk->n;
	walk->base = slash ? (size_t)(slash - node->prefix) + 1 : 0;
	walk->looked = 0;
	return 0;
}

/* A prefix that ends within a name leaves open how the name goes on. */
static int plan_of(const struct ec2a__s3_walk *walk, const struct node *node)
{
	int plan = ec2a__s3_layout_plan(&walk->layout, &node->place);
	size_t size = strlen(node->prefix);

	if (walk->layout.all)
		return EC2A__S3_PLAN_ALL;
	if (plan == EC2A__S3_PLAN_NAMES && size && node->prefix[size - 1] != '/')
		return EC2A__S3_PLAN_FOLDERS;
	return plan;
}

/* Take the next folder: all of it, or it stays. */
static int take_node(struct ec2a__s3_walk *walk)
{
	struct node node = walk->nodes[--walk->n];
	size_t first = walk->n;
	int plan = plan_of(walk, &node), r;

	if (plan == EC2A__S3_PLAN_NAMES)
		r = push_names(walk, &node);
	else
		r = begin_list(walk, &node, plan == EC2A__S3_PLAN_FOLDERS);
	if (r < 0) {
		pop_to(walk, first);
		walk->nodes[walk->n++] = node;
		return r;
	}
	if (plan == EC2A__S3_PLAN_NAMES)
		turn(walk->nodes + first, walk->n - first);
	ec2a__free(node.prefix);
	return 0;
}

/* ---- the folder that is being listed ---------------------------------------------------- */

/* Above a trail: whether its folders lead to one, or are so many that one listing of everything is cheaper. */
static int is_no_trail(const struct ec2a__s3_walk *walk)
{
	const struct ec2a__s3_page *page = &walk->list.page;
	size_t folders = 0;

	for (size_t i = 0; i < page->n; i++) {
		if (!page->entries[i].is_folder || page->entries[i].is_bad || strlen(page->entries[i].key) < walk->base)
			continue;
		if (strcmp(page->entries[i].key + walk->base, "AWSLogs/") == 0)
			return 0;
		folders++;
	}
	return folders > MANY_FOLDERS;
}

static int see_folder(struct ec2a__s3_walk *walk, const struct ec2a__s3_entry *entry)
{
	const char *name = entry->key + walk->base;
	size_t size = strlen(name);
	struct ec2a__s3_place place;

	if (size && name[size - 1] == '/')
		size--;
	if (ec2a__s3_layout_folder(&walk->layout, &walk->place, name, size, &place) != EC2A__S3_WANTED)
		return 0;
	return push(walk, entry->key, strlen(entry->key), &place);
}

static int see_object(struct ec2a__s3_walk *walk, const struct ec2a__s3_entry *entry)
{
	size_t size = strlen(entry->key);
	int verdict;

	if (!entry->size && entry->key[size - 1] == '/')
		return 0; /* a console's idea of a folder */
	verdict = ec2a__s3_layout_object(&walk->layout, entry->key);
	if (verdict == EC2A__S3_OUTSIDE)
		return 0;
	return verdict == EC2A__S3_PASSED ? EC2A__S3_WALK_PASSED : 1;
}

static int see(struct ec2a__s3_walk *walk, const struct ec2a__s3_entry *entry)
{
	int r;

	if (entry->is_bad || strncmp(entry->key, walk->list.prefix, strlen(walk->list.prefix)) != 0)
		return fail(walk, EC2A_E_FORMAT, walk->list.prefix, "the listing names an object that cannot be asked for");
	if (!walk->left) {
		pop_to(walk, 0);
		ec2a__s3_list_free(&walk->list);
		walk->listing = 0;
		return fail(walk, EC2A_E_LIMIT, "", "more is listed than the limit of one listing allows");
	}
	r = entry->is_folder ? see_folder(walk, entry) : see_object(walk, entry);
	if (r == EC2A_E_NOMEM)
		walk->list.next--;
	else
		walk->left--;
	return r;
}

static void end_list(struct ec2a__s3_walk *walk)
{
	ec2a__s3_list_free(&walk->list);
	walk->listing = 0;
	if (walk->n > walk->first)
		turn(walk->nodes + walk->first, walk->n - walk->first);
}

/* One entry: 1, EC2A__S3_WALK_PASSED, 0: go on, or an error. */
static int list_one(struct ec2a__s3_walk *walk, const struct ec2a__s3_entry **ret_entry)
{
	int r = ec2a__s3_list_next(&walk->list, ret_entry);

	if (r == 1 && !walk->looked && walk->list.folders && walk->place.level == EC2A__S3_ABOVE && is_no_trail(walk)) {
		ec2a__s3_list_restart(&walk->list, 0);
		walk->looked = 1;
		return 0;
	}
	if (r == 1) {
		walk->looked = 1;
		return see(walk, *ret_entry);
	}
	if (r == EC2A_E_NOMEM)
		return r;
	if (r < 0)
		fail(walk, r, walk->list.prefix, walk->list.error.len ? walk->list.error.data : ec2a_strerror(r));
	end_list(walk);
	return r;
}

int ec2a__s3_walk_next(struct ec2a__s3_walk *walk, const struct ec2a__s3_entry **ret_entry)
{
	int r = 0;

	while (r == 0 && (walk->listing || walk->n))
		r = walk->listing ? list_one(walk, ret_entry) : take_node(walk);
	return r;
}
