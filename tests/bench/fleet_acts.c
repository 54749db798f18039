/* SPDX-License-Identifier: MIT */
/* Who does what on which instance, all of a run, drawn beforehand: a session's end may come hours after it began. */
#include "fleet.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define END (-1) /* seconds: when the act is over */
#define STEPS 12

struct step {
	const char *kind;
	int after;
};

/* What an act writes, in records and on the host. weight: of all acts. */
static const struct plan {
	int weight;
	struct step records[STEPS], lines[STEPS];
} plans[] = {
	{ 10, { { "session-StartSession", 0 }, { "session-CreateDataChannel", 1 }, { "session-OpenDataChannel", 1 },
		{ "session-TerminateSession", END } }, { { 0 } } },
	{ 3, { { "forward-StartSession", 0 }, { "forward-CreateDataChannel", 1 }, { "forward-OpenDataChannel", 1 },
	       { "forward-TerminateSession", END } }, { { 0 } } },
	{ 4, { { "ssh-StartSession", 0 }, { "ssh-CreateDataChannel", 1 }, { "ssh-OpenDataChannel", 1 },
	       { "ssh-TerminateSession", END } },
	     { { "line-accepted-local", 2 }, { "line-opened", 2 }, { "line-sudo", 9 }, { "line-closed", END } } },
	{ 4, { { "push-SendSSHPublicKey", 0 } },
	     { { "line-querying", 1 }, { "line-providing", 1 }, { "line-accepted", 2 }, { "line-opened", 2 },
	       { "line-sudo", 9 }, { "line-closed", END } } },
	{ 4, { { "push-SendSSHPublicKey", 0 }, { "push-OpenTunnel", 2 } },
	     { { "line-querying", 3 }, { "line-providing", 3 }, { "line-accepted", 3 }, { "line-opened", 3 },
	       { "line-closed", END } } },
	{ 2, { { "desktop-StartConnection", 0 }, { "desktop-StartSession", 1 }, { "desktop-CreateDataChannel", 2 },
	       { "desktop-OpenDataChannel", 2 }, { "desktop-GetConnection", 6 }, { "desktop-CancelConnection", END },
	       { "desktop-TerminateSession", END } }, { { 0 } } },
	{ 6, { { "command-SendCommand", 0 } }, { { 0 } } },
	{ 1, { { "automation-StartAutomationExecution", 0 } }, { { 0 } } },
	{ 1, { { "serial-SendSerialConsoleSSHPublicKey", 0 } }, { { 0 } } },
	{ 2, { { "container-ExecuteCommand", 0 } }, { { 0 } } },
	{ 1, { { "password-GetPasswordData", 0 } }, { { 0 } } },
	{ 1, { { "denied-StartSession", 0 } }, { { 0 } } },
};

static const struct plan *draw_plan(uint64_t *chance)
{
	int all = 0, at;

	for (size_t i = 0; i < sizeof plans / sizeof plans[0]; i++)
		all += plans[i].weight;
	at = (int)(fleet_draw(chance) % (unsigned)all);
	for (size_t i = 0;; i++)
		if ((at -= plans[i].weight) < 0)
			return &plans[i];
}

/* Most are over within the hour, one in fifty lasts up to eight. */
static uint32_t draw_length(uint64_t *chance)
{
	uint64_t longest = fleet_draw(chance) % 50 ? 3600 : 8 * 3600;

	return (uint32_t)(20 + fleet_draw(chance) % longest);
}

static size_t add_dues(const struct fleet *fleet, struct fleet_due *dues, const struct step *steps, uint32_t begin,
		       uint32_t end)
{
	size_t count = 0;

	for (; count < STEPS && steps[count].kind; count++)
		dues[count] = (struct fleet_due){
			.second = steps[count].after == END ? end : begin + (uint32_t)steps[count].after,
			.act = (uint32_t)fleet->n_acts,
			.text = fleet_kind(&fleet->pool, steps[count].kind)->texts[0],
		};
	return count;
}

/* What would be written behind the last window is not; so the end of a run looks like any moment of a longer one. */
static size_t drop_late(const struct fleet *fleet, struct fleet_due *dues, size_t count)
{
	size_t kept = 0;

	for (size_t i = 0; i < count; i++)
		if (dues[i].second / FLEET_WINDOW < fleet->windows)
			dues[kept++] = dues[i];
	return kept;
}

static uint32_t place_of(const struct fleet *fleet, const struct fleet_due *due)
{
	return fleet->acts[due->act].node % FLEET_PLACES;
}

/* Acts have numbers and texts an order in the pool, so that no sort leaves anything open. */
static int compare_dues(const void *a, const void *b)
{
	const struct fleet_due *one = a, *two = b;

	if (one->second != two->second)
		return one->second < two->second ? -1 : 1;
	if (one->act != two->act)
		return one->act < two->act ? -1 : 1;
	return one->text < two->text ? -1 : one->text > two->text;
}

/* By window and place, in order of time. */
static void sort_records(struct fleet *fleet)
{
	size_t cells = (size_t)fleet->windows * FLEET_PLACES;
	struct fleet_due *sorted = fleet_alloc(fleet->n_records, sizeof *sorted);
	size_t *next = fleet_alloc(cells + 1, sizeof *next);

	qsort(fleet->records, fleet->n_records, sizeof *fleet->records, compare_dues);
	fleet->first = fleet_alloc(cells + 1, sizeof *fleet->first);
	for (size_t i = 0; i < fleet->n_records; i++) {
		const struct fleet_due *due = &fleet->records[i];

		fleet->first[due->second / FLEET_WINDOW * FLEET_PLACES + place_of(fleet, due) + 1]++;
	}
	for (size_t i = 0; i < cells; i++)
		fleet->first[i + 1] += fleet->first[i];
	memcpy(next, fleet->first, cells * sizeof *next);
	for (size_t i = 0; i < fleet->n_records; i++) {
		const struct fleet_due *due = &fleet->records[i];

		sorted[next[due->second / FLEET_WINDOW * FLEET_PLACES + place_of(fleet, due)]++] = *due;
	}
	free(next);
	free(fleet->records);
	fleet->records = sorted;
}

void fleet_acts_make(struct fleet *fleet, size_t wanted)
{
	uint64_t chance = 7;

	fleet->acts = fleet_alloc(wanted + 1, sizeof *fleet->acts);
	fleet->records = fleet_alloc(wanted + STEPS, sizeof *fleet->records);
	fleet->host_lines = fleet_alloc(STEPS * (wanted + 1), sizeof *fleet->host_lines);
	while (fleet->n_records < wanted) {
		struct fleet_act *act = &fleet->acts[fleet->n_acts];
		const struct plan *plan = draw_plan(&chance);
		uint32_t begin = (uint32_t)(fleet_draw(&chance) % ((uint64_t)fleet->windows * FLEET_WINDOW));
		uint32_t end = begin + draw_length(&chance);
		struct fleet_due *due = &fleet->records[fleet->n_records];

		act->person = (uint32_t)(fleet_draw(&chance) % fleet->n_people);
		/* People reach what is in their account, which is the place's, by three. */
		act->node = (uint32_t)(fleet_draw(&chance) % (fleet->nodes / 3) * 3 + act->person % 3);
		act->second = begin;
		act->seed = fleet_draw(&chance);
		fleet->n_records += drop_late(fleet, due, add_dues(fleet, due, plan->records, begin, end));
		due = &fleet->host_lines[fleet->n_host_lines];
		fleet->n_host_lines += drop_late(fleet, due, add_dues(fleet, due, plan->lines, begin, end));
		fleet->n_acts++;
	}
	sort_records(fleet);
	qsort(fleet->host_lines, fleet->n_host_lines, sizeof *fleet->host_lines, compare_dues);
}

/* ---- what marks stand for ------------------------------------------------------------ */

/* One in ten is replaced once by another one, which gets its address and name. */
static uint64_t instance_at(const struct fleet *fleet, uint32_t node, uint32_t second)
{
	uint64_t chance = node, id = fleet_draw(&chance);
	uint64_t when = fleet_draw(&chance) % (UINT64_C(10) * fleet->windows * FLEET_WINDOW);

	return second < when ? id : fleet_draw(&chance);
}

/* What an instance is called at a time. The texts are good until the next call. */
void fleet_node_mark(const struct fleet *fleet, uint32_t node, uint32_t second, struct fleet_marks *marks)
{
	static char id[24], private[24], public[24], host[32];
	uint32_t place = node % FLEET_PLACES, number = node / FLEET_PLACES;

	snprintf(id, sizeof id, "i-0%016" PRIx64, instance_at(fleet, node, second));
	snprintf(private, sizeof private, "10.%u.%u.%u", place, number / 250, number % 250 + 1);
	snprintf(public, sizeof public, "198.51.100.%u", number % 250 + 1);
	snprintf(host, sizeof host, "ip-10-%u-%u-%u", place, number / 250, number % 250 + 1);
	marks->of['A'] = fleet->accounts[place];
	marks->of['d'] = fleet->regions[place];
	marks->of['n'] = id;
	marks->of['p'] = private;
	marks->of['a'] = public;
	marks->of['h'] = host;
}

void fleet_acts_mark(const struct fleet *fleet, const struct fleet_act *act, struct fleet_marks *marks)
{
	static char hex[20], connection[37], request[37], process[12];
	const struct fleet_person *person = &fleet->people[act->person];
	uint64_t seed = act->seed;

	fleet_node_mark(fleet, act->node, act->second, marks);
	snprintf(hex, sizeof hex, "%016" PRIx64, fleet_draw(&seed));
	fleet_uuid(&seed, connection);
	fleet_uuid(&seed, request);
	snprintf(process, sizeof process, "%u", (unsigned)(fleet_draw(&seed) % 30000 + 32000));
	marks->of['x'] = hex;
	marks->of['c'] = connection;
	marks->of['q'] = request;
	marks->of['j'] = process;
	marks->of['w'] = person->identity;
	marks->of['W'] = person->by_gui;
	marks->of['N'] = person->name;
	marks->of['S'] = person->address;
	marks->of['R'] = person->arn;
	marks->of['k'] = person->key;
	marks->of['f'] = person->fingerprint;
}
