/* SPDX-License-Identifier: MIT */
#ifndef EC2A_PARTS_KIT_H
#define EC2A_PARTS_KIT_H

/*
 * A trail that several machines read, in one process: each event goes to one of them, parts go to correlators by their
 * ties, marks to all that have a mark about the same. What Spark does in bindings/python is this, on real machines.
 */
#include "stream_kit.h"

struct part {
	char *key;
	void *bytes;
	size_t size;
	int group; /* union-find: a part of the same group */
};

struct cluster {
	ec2a_config *config;
	struct part *parts; /* the common ones have the key "" */
	int n, cap;
	ec2a_correlator *common;
	uint64_t *ties;
	int *tied; /* the part that has it */
	int n_ties, cap_ties;
	struct part *marks; /* group: the correlator that told it */
	int n_marks, cap_marks;
};

static inline void *kit_grow(void *array, int n, int *cap, size_t size)
{
	if (n < *cap)
		return array;
	*cap = *cap ? *cap * 2 : 64;
	array = realloc(array, (size_t)*cap * size);
	if (!array)
		abort();
	return array;
}

static inline void *kit_copy(const void *bytes, size_t size)
{
	void *copy = malloc(size ? size : 1);

	if (!copy)
		abort();
	return memcpy(copy, bytes, size);
}

static inline ec2a_correlator *cluster_correlator(const struct cluster *cluster)
{
	ec2a_correlator *c;

	if (ec2a_correlator_new(cluster->config, &c) < 0)
		abort();
	return c;
}

/* ---- the first stage ------------------------------------------------------------------- */

static inline void cluster_cut(struct cluster *cluster, ec2a_correlator *machine)
{
	ec2a_parts *parts;
	const char *key;
	const void *bytes;
	size_t size;

	EQ_INT(ec2a_parts_new(machine, &parts), 0);
	while (ec2a_parts_next(parts, &key, &bytes, &size) == 1) {
		cluster->parts = kit_grow(cluster->parts, cluster->n, &cluster->cap, sizeof(*cluster->parts));
		cluster->parts[cluster->n] = (struct part){ strdup(key), kit_copy(bytes, size), size, cluster->n };
		cluster->n++;
	}
	ec2a_parts_free(parts);
}

static inline void cluster_read(struct cluster *cluster, ec2a_event **events, int n, const ec2a_facts *facts)
{
	int machines = 1 + dice(4), knows = dice(machines);

	for (int machine = 0; machine < machines; machine++) {
		ec2a_correlator *c = cluster_correlator(cluster);

		for (int i = 0; i < n; i++) {
			/* every event by itself, so that one key is on many machines */
			uint32_t toss = (uint32_t)i * 2654435761u ^ (uint32_t)machines * 40503u;

			if ((int)((toss >> 8) % (uint32_t)machines) == machine)
				EQ_INT(ec2a_correlator_add(c, events[i]), 0);
		}
		if (facts && machine == knows)
			EQ_INT(ec2a_correlator_add_facts(c, facts), 0);
		cluster_cut(cluster, c);
		ec2a_correlator_free(c);
	}
	cluster->common = cluster_correlator(cluster);
	for (int i = 0; i < cluster->n; i++)
		if (!*cluster->parts[i].key)
			EQ_INT(ec2a_correlator_absorb(cluster->common, cluster->parts[i].bytes, cluster->parts[i].size), 0);
}

/* ---- groups -------------------------------------------------------------------------------- */

static inline int cluster_find(const struct cluster *cluster, int part)
{
	while (cluster->parts[part].group != part)
		part = cluster->parts[part].group;
	return part;
}

static inline void cluster_join(struct cluster *cluster, int a, int b)
{
	cluster->parts[cluster_find(cluster, a)].group = cluster_find(cluster, b);
}

static inline void cluster_tie(struct cluster *cluster, int part, uint64_t tie)
{
	for (int i = 0; i < cluster->n && tie == EC2A_TIE_ALL; i++)
		if (*cluster->parts[i].key)
			cluster_join(cluster, part, i);
	for (int i = 0; i < cluster->n_ties; i++)
		if (cluster->ties[i] == tie) {
			cluster_join(cluster, part, cluster->tied[i]);
			return;
		}
	if (cluster->n_ties == cluster->cap_ties) {
		int cap = cluster->cap_ties;

		cluster->ties = kit_grow(cluster->ties, cluster->n_ties, &cap, sizeof(*cluster->ties));
		cluster->tied = kit_grow(cluster->tied, cluster->n_ties, &cluster->cap_ties, sizeof(*cluster->tied));
	}
	cluster->ties[cluster->n_ties] = tie;
	cluster->tied[cluster->n_ties++] = part;
}

static inline void cluster_group(struct cluster *cluster)
{
	for (int i = 0; i < cluster->n; i++) {
		uint64_t *ties;
		size_t count;

		if (!*cluster->parts[i].key)
			continue;
		EQ_INT(ec2a_correlator_ties(cluster->common, cluster->parts[i].bytes, cluster->parts[i].size, &ties, &count),
		       0);
		for (size_t k = 0; k < count; k++)
			cluster_tie(cluster, i, ties[k]);
		ec2a_free(ties);
		for (int k = 0; k < i; k++)
			if (strcmp(cluster->parts[i].key, cluster->parts[k].key) == 0)
				cluster_join(cluster, i, k);
	}
}

/* ---- correlators --------------------------------------------------------------------------------- */

static inline void cluster_absorb(ec2a_correlator *c, const struct part *part)
{
	EQ_INT(ec2a_correlator_absorb(c, part->bytes, part->size), 0);
}

/* One of `bins` correlators, with every group whose part's number falls to it. Some parts come by way of another one. */
static inline ec2a_correlator *cluster_bin(const struct cluster *cluster, int bin, int bins)
{
	ec2a_correlator *c = cluster_correlator(cluster), *other = cluster_correlator(cluster);
	struct file file = { NULL, 0, 0, 0 };
	int *order = malloc(((size_t)cluster->n + 1) * sizeof(*order));

	for (int i = 0; i < cluster->n; i++)
		order[i] = i;
	shuffle(order, cluster->n);
	for (int i = 0; i < cluster->n; i++) {
		const struct part *part = &cluster->parts[order[i]];

		if (!*part->key || cluster_find(cluster, order[i]) % bins == bin)
			cluster_absorb(dice(3) ? c : other, part);
	}
	EQ_INT(ec2a_correlator_save(other, write_file, &file), 0);
	EQ_INT(ec2a_correlator_absorb(c, file.bytes, file.size), 0);
	free(file.bytes);
	free(order);
	ec2a_correlator_free(other);
	return c;
}

static inline void cluster_mark(struct cluster *cluster, ec2a_correlator *c, int bin)
{
	const void *mark;
	size_t size;

	EQ_INT(ec2a_correlator_next_mark(c, &mark, &size), 0);
	EQ_INT(ec2a_correlator_finish(c), 0);
	while (ec2a_correlator_next_mark(c, &mark, &size) == 1) {
		cluster->marks = kit_grow(cluster->marks, cluster->n_marks, &cluster->cap_marks, sizeof(*cluster->marks));
		cluster->marks[cluster->n_marks++] = (struct part){ NULL, kit_copy(mark, size), size, bin };
	}
}

/* Whether another correlator has one about the same. */
static inline int cluster_crosses(const struct cluster *cluster, int mark)
{
	for (int i = 0; i < cluster->n_marks; i++)
		if (cluster->marks[i].group != cluster->marks[mark].group &&
		    memcmp(cluster->marks[i].bytes, cluster->marks[mark].bytes, EC2A_MARK_ABOUT) == 0)
			return 1;
	return 0;
}

static inline int compare_lines(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/* Lines in order of their bytes. */
static inline char *sorted_lines(char *text)
{
	size_t n = 0, size = strlen(text);
	char **lines = malloc((size / 2 + 1) * sizeof(*lines)), *out = malloc(size + 1), *at = out, *save = NULL;

	for (char *line = strtok_r(text, "\n", &save); line; line = strtok_r(NULL, "\n", &save))
		lines[n++] = line;
	qsort(lines, n, sizeof(*lines), compare_lines);
	for (size_t i = 0; i < n; i++)
		at += sprintf(at, "%s\n", lines[i]);
	*at = '\0';
	free(lines);
	free(text);
	return out;
}

static inline void cluster_free(struct cluster *cluster)
{
	for (int i = 0; i < cluster->n; i++) {
		free(cluster->parts[i].key);
		free(cluster->parts[i].bytes);
	}
	for (int i = 0; i < cluster->n_marks; i++)
		free(cluster->marks[i].bytes);
	ec2a_correlator_free(cluster->common);
	free(cluster->parts);
	free(cluster->marks);
	free(cluster->ties);
	free(cluster->tied);
}

static inline void take_rows(ec2a_correlator *c, struct kit_text *text)
{
	ec2a_session *session;
	char *json;

	while (ec2a_correlator_next(c, &session) == 1) {
		if (ec2a_session_to_json(session, &json) < 0)
			abort();
		kit_add(text, json);
		kit_add(text, "\n");
		ec2a_free(json);
		ec2a_session_unref(session);
	}
}

/* The rows of a trail as several machines tell them, sorted; ret_groups: into how many groups it fell. */
static inline char *cluster_run(ec2a_event **events, int n, const ec2a_facts *facts, ec2a_config *config, int *ret_groups)
{
	struct cluster cluster = { .config = config };
	struct kit_text text = { NULL, 0, 0 };
	int bins = 1 + dice(5), groups = 0;

	cluster_read(&cluster, events, n, facts);
	cluster_group(&cluster);
	for (int i = 0; i < cluster.n; i++)
		groups += *cluster.parts[i].key && cluster_find(&cluster, i) == i;
	for (int bin = 0; bin < bins; bin++) {
		ec2a_correlator *c = cluster_bin(&cluster, bin, bins);

		cluster_mark(&cluster, c, bin);
		ec2a_correlator_free(c);
	}
	kit_add(&text, "");
	for (int bin = 0; bin < bins; bin++) {
		ec2a_correlator *c = cluster_bin(&cluster, bin, bins);

		for (int i = 0; i < cluster.n_marks; i++)
			if (cluster_crosses(&cluster, i))
				EQ_INT(ec2a_correlator_add_mark(c, cluster.marks[i].bytes, cluster.marks[i].size), 0);
		EQ_INT(ec2a_correlator_finish(c), 0);
		take_rows(c, &text);
		ec2a_correlator_free(c);
	}
	cluster_free(&cluster);
	*ret_groups = groups;
	return sorted_lines(text.data);
}

#endif
