/* SPDX-License-Identifier: MIT */
/*
 * Logins that came through something CloudTrail saw: a session of Session Manager, whose agent connects to sshd from
 * the loopback address, or a tunnel of an endpoint. One to one, but for a port forward, which may carry many; the
 * nearest earlier one, else the first that seems later because a clock is off.
 */
#include "join_host.h"

#include "mem.h"
#include "push.h"

#include <string.h>

#define BEHIND 5 /* seconds that the host's clock may be behind */
#define SESSION_AHEAD 15
#define TUNNEL_AHEAD 10

enum use { FREE, USED, UNSURE };
enum run { SESSION = 1, INSTANCE, INSTANCE_FROM, ADDRESS, ADDRESS_FROM };

struct routes {
	struct ec2a__joins *joins;
	struct ec2a__spots ways;
	uint32_t *earlier, *later; /* by place + 1, union-find: the next place that is free; 0 and n + 1 are always */
	uint32_t *open;            /* likewise, later: the next one of which is not known for sure whose it is */
	uint8_t *used;             /* by number: USED, UNSURE: a login belongs to it, or to what it is part of */
	int64_t skew;
};

/* ---- what there is -------------------------------------------------------------------- */

static int is_port_22(const struct ec2a__joins *joins, const struct ec2a__act *act)
{
	const char *port = ec2a__act_text(joins->store, ec2a__act_what(joins->store, act, EC2A__WHAT_REMOTE_PORT));

	for (; port && *port == '0'; port++)
		;
	return port && strcmp(port, "22") == 0;
}

static int is_way(const struct ec2a__joins *joins, uint32_t number)
{
	const struct ec2a__act *act = ec2a__joins_act(joins, number);

	if (!ec2a__act_is_granted(act) || act->time_us == EC2A__NO_TIME || joins->how[number] == EC2A__HOW_SHARED)
		return 0;
	if (act->call == EC2A__CALL_TUNNEL)
		return is_port_22(joins, act);
	if (act->call != EC2A__CALL_START_SESSION || !ec2a__act_what(joins->store, act, EC2A__WHAT_TARGET))
		return 0;
	return act->method == EC2A_METHOD_SESSION_MANAGER_SSH ||
	       (act->method == EC2A_METHOD_SESSION_MANAGER_PORT_FORWARD && is_port_22(joins, act));
}

static int add_tunnel(struct routes *routes, uint32_t number)
{
	const struct ec2a__joins *joins = routes->joins;
	const struct ec2a__act *act = ec2a__joins_act(joins, number);
	uint32_t address = ec2a__act_what(joins->store, act, EC2A__WHAT_PRIVATE_IP), instance = 0;
	int64_t second = ec2a__act_second(act);
	const char *name;
	int r = 0;

	if (ec2a__tunnel_instance(joins, act, &name) == 1)
		instance = ec2a__intern_find(&joins->store->text, name);
	if (instance)
		r = ec2a__spots_add(&routes->ways, (uint32_t[]){ INSTANCE, instance, 0, 0 }, second, number);
	if (r == 0 && instance && act->ip)
		r = ec2a__spots_add(&routes->ways, (uint32_t[]){ INSTANCE_FROM, instance, act->ip, 0 }, second, number);
	if (r == 0 && address && !ec2a__act_is_masked(act))
		r = ec2a__spots_add(&routes->ways, (uint32_t[]){ ADDRESS, address, 0, 0 }, second, number);
	if (r == 0 && address && act->ip && !ec2a__act_is_masked(act))
		r = ec2a__spots_add(&routes->ways, (uint32_t[]){ ADDRESS_FROM, address, act->ip, 0 }, second, number);
	return r;
}

static int add_way(struct routes *routes, uint32_t number)
{
	const struct ec2a__act *act = ec2a__joins_act(routes->joins, number);

	if (act->call == EC2A__CALL_TUNNEL)
		return add_tunnel(routes, number);
	return ec2a__spots_add(&routes->ways,
			       (uint32_t[]){ SESSION, ec2a__act_what(routes->joins->store, act, EC2A__WHAT_TARGET), 0, 0 },
			       ec2a__act_second(act), number);
}

/* ---- what is left ------------------------------------------------------------------------- */

static uint32_t find(uint32_t *next, uint32_t at)
{
	uint32_t end = at;

	while (next[end] != end)
		end = next[end];
	while (next[at] != end) {
		uint32_t after = next[at];

		next[at] = end;
		at = after;
	}
	return end;
}

static int use_of(const struct routes *routes, size_t place)
{
	return routes->used[ec2a__joins_root(routes->joins, routes->ways.spots[place].number)];
}

/* A place that is used is passed over from now on; the first look at it finds that out. */
static size_t free_before(struct routes *routes, size_t place)
{
	uint32_t at = find(routes->earlier, (uint32_t)place + 1);

	while (at > 0 && use_of(routes, at - 1) != FREE) {
		routes->earlier[at] = at - 1;
		at = find(routes->earlier, at);
	}
	return at ? at - 1 : EC2A__NO_SPOT;
}

static size_t free_after(struct routes *routes, size_t place)
{
	uint32_t at = find(routes->later, (uint32_t)place + 1);

	while (at <= routes->ways.n && use_of(routes, at - 1) != FREE) {
		routes->later[at] = at + 1;
		at = find(routes->later, at);
	}
	return at <= routes->ways.n ? at - 1 : EC2A__NO_SPOT;
}

static size_t open_after(struct routes *routes, size_t place)
{
	uint32_t at = find(routes->open, (uint32_t)place + 1);

	while (at <= routes->ways.n && use_of(routes, at - 1) == USED) {
		routes->open[at] = at + 1;
		at = find(routes->open, at);
	}
	return at <= routes->ways.n ? at - 1 : EC2A__NO_SPOT;
}

struct found {
	size_t place;
	int64_t distance; /* of later ones behind all earlier ones */
	int tie;
};

static int has_another(struct routes *routes, const uint32_t *key, int64_t from, int64_t to, size_t best)
{
	const struct ec2a__spots *ways = &routes->ways;
	size_t place = open_after(routes, ec2a__spots_from(ways, key, from));

	if (place == best)
		place = open_after(routes, best + 1);
	return place != EC2A__NO_SPOT && ec2a__spots_has(ways, place, key, from, to);
}

/* Under one key: the nearest, and whether there is another one that could be meant. */
static void look(struct routes *routes, const uint32_t *key, int64_t second, int64_t ahead, struct found *found)
{
	const struct ec2a__spots *ways = &routes->ways;
	int64_t from = second - ahead - routes->skew, to = second + BEHIND + routes->skew, distance;
	size_t middle = ec2a__spots_from(ways, key, second + 1);
	size_t best = middle ? free_before(routes, middle - 1) : EC2A__NO_SPOT;

	if (best == EC2A__NO_SPOT || !ec2a__spots_has(ways, best, key, from, second))
		best = free_after(routes, middle);
	if (best == EC2A__NO_SPOT || !ec2a__spots_has(ways, best, key, from, to))
		return;
	distance = second - ways->spots[best].second;
	if (distance < 0)
		distance = ahead + routes->skew - distance;
	if (has_another(routes, key, from, to, best) ||
	    (found->place != EC2A__NO_SPOT && ways->spots[found->place].number != ways->spots[best].number))
		found->tie = 1;
	if (found->place == EC2A__NO_SPOT || distance < found->distance) {
		found->place = best;
		found->distance = distance;
	}
}

/* ---- a login -------------------------------------------------------------------------------- */

static int is_loopback(const char *address)
{
	return address && (strcmp(address, "127.0.0.1") == 0 || strcmp(address, "::1") == 0);
}

/* A tunnel leads to the instance, or to the address that the host is called after. */
static void look_for_tunnel(struct routes *routes, const struct ec2a__act *act, uint32_t instance, struct found *found)
{
	const struct ec2a__store *store = routes->joins->store;
	const char *host = ec2a__act_text(store, ec2a__act_log(store, act, EC2A__LOG_HOST));
	int is_private = ec2a__is_private_address(ec2a__act_text(store, act->ip));
	uint32_t from = is_private ? 0 : act->ip;
	char text[EC2A__HOST_ADDRESS];
	uint32_t address = ec2a__host_address(host, text) ? ec2a__intern_find(&store->text, text) : 0;
	const uint32_t by_instance[] = { is_private ? INSTANCE : INSTANCE_FROM, instance, from, 0 };
	const uint32_t by_address[] = { is_private ? ADDRESS : ADDRESS_FROM, address, from, 0 };

	if (instance)
		look(routes, by_instance, ec2a__act_second(act), TUNNEL_AHEAD, found);
	if (address)
		look(routes, by_address, ec2a__act_second(act), TUNNEL_AHEAD, found);
}

static void join_login(struct routes *routes, uint32_t login)
{
	struct ec2a__joins *joins = routes->joins;
	const struct ec2a__act *act = ec2a__joins_act(joins, login), *way;
	struct ec2a__host_place host = ec2a__host_place(joins, act);
	uint32_t instance = ec2a__host_instance(joins, &host), number;
	int loopback = is_loopback(ec2a__act_text(joins->store, act->ip)), how;
	struct found found = { EC2A__NO_SPOT, 0, 0 };

	if (loopback && instance)
		look(routes, (uint32_t[]){ SESSION, instance, 0, 0 }, ec2a__act_second(act), SESSION_AHEAD, &found);
	else if (!loopback)
		look_for_tunnel(routes, act, instance, &found);
	if (found.place == EC2A__NO_SPOT)
		return;
	found.tie |= (act->flags & EC2A__ACT_TIE) != 0;
	number = routes->ways.spots[found.place].number;
	way = ec2a__joins_act(joins, number);
	how = loopback ? (found.tie ? EC2A__HOW_LOOPBACK_TIE : EC2A__HOW_LOOPBACK)
		       : (found.tie ? EC2A__HOW_HOST_TUNNEL_TIE : EC2A__HOW_HOST_TUNNEL);
	if (way->method != EC2A_METHOD_SESSION_MANAGER_PORT_FORWARD)
		routes->used[ec2a__joins_root(joins, number)] = found.tie ? UNSURE : USED;
	ec2a__joins_follow(joins, login, number, how,
			   found.tie || host.unsure || ec2a__act_is_masked(way) ? EC2A_CONFIDENCE_INFERRED
									       : EC2A_CONFIDENCE_STRONG);
}

/* ---- all of it --------------------------------------------------------------------------------- */

static int prepare(struct routes *routes)
{
	struct ec2a__joins *joins = routes->joins;
	size_t n;
	int r = 0;

	for (size_t i = 0; r == 0 && i < joins->n_acts; i++)
		if (is_way(joins, (uint32_t)i))
			r = add_way(routes, (uint32_t)i);
	if (r < 0 || (r = ec2a__spots_sort(&routes->ways)) < 0)
		return r;
	n = routes->ways.n;
	routes->earlier = ec2a__calloc(n + 2, sizeof(*routes->earlier));
	routes->later = ec2a__calloc(n + 2, sizeof(*routes->later));
	routes->open = ec2a__calloc(n + 2, sizeof(*routes->open));
	routes->used = ec2a__calloc(joins->n_acts, 1);
	if (!routes->earlier || !routes->later || !routes->open || !routes->used)
		return EC2A_E_NOMEM;
	for (size_t i = 0; i < n + 2; i++)
		routes->earlier[i] = routes->later[i] = routes->open[i] = (uint32_t)i;
	for (size_t i = 0; i < joins->n_acts; i++)
		if (ec2a__joins_act(joins, (uint32_t)i)->call == EC2A__CALL_LOGIN &&
		    !ec2a__joins_is_free(joins, (uint32_t)i))
			routes->used[ec2a__joins_root(joins, (uint32_t)i)] = USED;
	return 0;
}

int ec2a__join_host_route(struct ec2a__joins *joins)
{
	struct routes routes = { .joins = joins, .skew = ec2a__host_skew(joins) };
	int any = 0, r;

	for (size_t i = 0; i < joins->n_acts && !any; i++)
		any = ec2a__host_is_free_login(joins, (uint32_t)i);
	if (!any)
		return 0;
	r = prepare(&routes);
	for (size_t i = 0; r == 0 && i < joins->n_acts; i++)
		if (ec2a__host_is_free_login(joins, (uint32_t)i))
			join_login(&routes, (uint32_t)i);
	ec2a__spots_free(&routes.ways);
	ec2a__free(routes.earlier);
	ec2a__free(routes.later);
	ec2a__free(routes.open);
	ec2a__free(routes.used);
	return r;
}
