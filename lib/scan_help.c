/* SPDX-License-Identifier: MIT */
#include "scan_help.h"

#include "mem.h"
#include "scan_internal.h"
#include "source.h"

#include <string.h>

void ec2a__help_wake(ec2a_scan *scan)
{
	pthread_mutex_lock(&scan->help_lock);
	pthread_cond_broadcast(&scan->help_moved);
	pthread_mutex_unlock(&scan->help_lock);
}

/* ---- the one who parses ---------------------------------------------------- */

void ec2a__relay_ask(ec2a_scan *scan, struct ec2a__relay *relay, ec2a_input *input)
{
	char *memory = ec2a__malloc(EC2A__RELAY_BLOCKS * EC2A__RELAY_BLOCK);

	if (!memory)
		return;
	pthread_mutex_lock(&scan->help_lock);
	if (scan->asking || !atomic_load(&scan->idle)) {
		pthread_mutex_unlock(&scan->help_lock);
		ec2a__free(memory);
		return;
	}
	memset(relay, 0, sizeof(*relay));
	relay->input = input;
	relay->memory = memory;
	/* One of those who wait takes it, whatever happens. */
	scan->asking = relay;
	atomic_fetch_sub(&scan->idle, 1);
	pthread_cond_broadcast(&scan->help_moved);
	pthread_mutex_unlock(&scan->help_lock);
}

/* The block that was given last is used up. */
static void drop_block(ec2a_scan *scan, struct ec2a__relay *relay)
{
	if (!relay->given)
		return;
	relay->given = 0;
	relay->first = (relay->first + 1) % EC2A__RELAY_BLOCKS;
	relay->filled--;
	pthread_cond_broadcast(&scan->help_moved);
}

int ec2a__relay_read(ec2a_scan *scan, struct ec2a__relay *relay, const char **ret_data, size_t *ret_size)
{
	int r = 1;

	pthread_mutex_lock(&scan->help_lock);
	drop_block(scan, relay);
	while (!relay->filled && !relay->ended)
		pthread_cond_wait(&scan->help_moved, &scan->help_lock);
	if (relay->filled) {
		*ret_data = relay->memory + relay->first * EC2A__RELAY_BLOCK;
		*ret_size = relay->sizes[relay->first];
		relay->given = 1;
	} else {
		r = relay->result;
	}
	pthread_mutex_unlock(&scan->help_lock);
	return r;
}

void ec2a__relay_end(ec2a_scan *scan, struct ec2a__relay *relay)
{
	if (!relay->memory)
		return;
	pthread_mutex_lock(&scan->help_lock);
	relay->left = 1;
	ec2a__input_leave(relay->input);
	pthread_cond_broadcast(&scan->help_moved);
	while (!relay->done)
		pthread_cond_wait(&scan->help_moved, &scan->help_lock);
	pthread_mutex_unlock(&scan->help_lock);
	ec2a__free(relay->memory);
	relay->memory = NULL;
}

/* ---- the one who reads ------------------------------------------------------ */

/* Fill one block; the lock is let go meanwhile, as nobody else touches it. */
static void fill_block(ec2a_scan *scan, struct ec2a__relay *relay)
{
	size_t at = (relay->first + relay->filled) % EC2A__RELAY_BLOCKS, size = 0;
	int r;

	pthread_mutex_unlock(&scan->help_lock);
	r = ec2a_input_read(relay->input, relay->memory + at * EC2A__RELAY_BLOCK, EC2A__RELAY_BLOCK, &size);
	pthread_mutex_lock(&scan->help_lock);
	relay->sizes[at] = size;
	relay->filled += size != 0;
	if (r != 1) {
		relay->ended = 1;
		relay->result = r;
	}
	pthread_cond_broadcast(&scan->help_moved);
}

static void relay(ec2a_scan *scan, struct ec2a__relay *relay)
{
	while (!relay->left && !relay->ended) {
		if (ec2a__scan_stops(scan)) {
			relay->ended = 1;
			relay->result = EC2A_E_CANCELLED;
		} else if (relay->filled < EC2A__RELAY_BLOCKS) {
			fill_block(scan, relay);
		} else {
			pthread_cond_wait(&scan->help_moved, &scan->help_lock);
		}
	}
	relay->done = 1;
	pthread_cond_broadcast(&scan->help_moved);
}

void ec2a__help_begin(ec2a_scan *scan)
{
	pthread_mutex_lock(&scan->help_lock);
	scan->reading++;
	pthread_mutex_unlock(&scan->help_lock);
}

void ec2a__help(ec2a_scan *scan)
{
	pthread_mutex_lock(&scan->help_lock);
	scan->reading--;
	atomic_fetch_add(&scan->idle, 1);
	pthread_cond_broadcast(&scan->help_moved);
	for (;;) {
		struct ec2a__relay *asking = scan->asking;

		if (asking) {
			scan->asking = NULL;
			relay(scan, asking);
			atomic_fetch_add(&scan->idle, 1);
		} else if (!scan->reading || ec2a__scan_stops(scan)) {
			break;
		} else {
			pthread_cond_wait(&scan->help_moved, &scan->help_lock);
		}
	}
	atomic_fetch_sub(&scan->idle, 1);
	pthread_mutex_unlock(&scan->help_lock);
}
