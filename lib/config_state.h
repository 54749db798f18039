/* SPDX-License-Identifier: MIT */
#ifndef EC2A_CONFIG_STATE_H
#define EC2A_CONFIG_STATE_H

#include "settings.h"

#include <pthread.h>
#include <stdatomic.h>

/* What a configuration is made of: for config.c (numbers, maps, references), config_text.c (text options) and
 * config_net.c (keys, transport) only. */

#define EC2A__OPTIONS (EC2A_OPT_HELD_FAILURES + 1)

/* What the user knows: a document and its method, or a host and its instance. */
struct entry {
	char *key;
	char *instance; /* of a host */
	int method;     /* of a document */
};

typedef int (*compare_fn)(const char *a, const char *b);

/* Sorted by key; a few dozen entries at most, so inserting moves the rest. */
struct map {
	struct entry *entries;
	size_t count;
	compare_fn compare;
};

struct ec2a_config {
	atomic_uint refs;
	atomic_int frozen;
	int64_t values[EC2A__OPTIONS];
	char *texts[EC2A__OPTIONS]; /* NULL: the default, "" */
	int cpu; /* an ec2a__cpu */
	struct map documents;
	struct map hosts;
	ec2a_log_fn log;
	void *user;
	void (*free_user)(void *user);
	char *access_key; /* NULL: none are given */
	char *secret_key;
	char *session_token; /* NULL: none */
	struct ec2a__transport transport;
	void (*free_transport)(void *user);
	pthread_mutex_t shared_lock;
	void *shared; /* not owned: whoever goes last takes it out */
};

int ec2a__config_is_frozen(ec2a_config *config);

/* Whether it is one of the options that are text. */
int ec2a__option_is_text(int option);

/* Wipe and free what config_text.c and config_net.c keep. */
void ec2a__config_free_net(ec2a_config *config);

#endif
