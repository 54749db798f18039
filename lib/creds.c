/* SPDX-License-Identifier: MIT */
/* The keys that hold now: one thread looks them up while others wait, or go on with those that still hold. */
#include "creds_state.h"
#include "crypto.h"
#include "env.h"
#include "mem.h"
#include "settings.h"
#include "threads.h"

#include <errno.h>
#include <string.h>
#include <time.h>

#define SOFT_SECONDS  900 /* before they expire: new ones are asked for, the old ones do while that fails */
#define HARD_SECONDS  600 /* others wait for the new ones */
#define AGAIN_SECONDS 60  /* after it failed */
#define ERROR_BYTES   16384

struct ec2a__creds {
	ec2a_config *config;
	struct ec2a__http *http;
	int64_t (*now)(void *user);
	void (*pause)(void *user, int milliseconds);
	void *clock_user;

	pthread_mutex_t lock;
	pthread_cond_t done; /* a look-up ended */
	int looking;
	const atomic_int *stop; /* of whoever looks them up; NULL: none */
	unsigned long ended;   /* look-ups */
	int result;            /* of the last one */
	struct ec2a__buf told; /* its error */

	int have;
	int place;               /* where they came from: asked again */
	struct ec2a__found keys;
	int64_t soft, hard;      /* when the margins begin */
	int64_t again;           /* not before */
	int refused;             /* the service said that they expired */
};

/* ---- time --------------------------------------------------------------------------- */

static int64_t system_now(void *user)
{
	(void)user;
	return (int64_t)time(NULL);
}

static void system_pause(void *user, int milliseconds)
{
	struct timespec left = { milliseconds / 1000, (long)(milliseconds % 1000) * 1000000 };

	(void)user;
	while (nanosleep(&left, &left) < 0 && errno == EINTR)
		;
}

void ec2a__creds_set_clock(struct ec2a__creds *creds, int64_t (*now)(void *user),
			   void (*pause)(void *user, int milliseconds), void *user)
{
	creds->now = now;
	creds->pause = pause;
	creds->clock_user = user;
}

int64_t ec2a__creds_now(struct ec2a__creds *creds)
{
	return creds->now(creds->clock_user);
}

void ec2a__creds_pause(struct ec2a__creds *creds, int milliseconds)
{
	creds->pause(creds->clock_user, milliseconds);
}

static int is_stopped(const struct ec2a__creds *creds, const atomic_int *stop)
{
	return ec2a__http_cancelled(creds->http) || (stop && atomic_load_explicit(stop, memory_order_relaxed));
}

/* Of the thread that looks them up: nobody else writes or reads its stop meanwhile. */
int ec2a__creds_cancelled(void *user)
{
	const struct ec2a__creds *creds = user;

	return is_stopped(creds, creds->stop);
}

const atomic_int *ec2a__creds_stop(const struct ec2a__creds *creds)
{
	return creds->stop;
}

/* ---- the object --------------------------------------------------------------------- */

int ec2a__creds_new(ec2a_config *config, struct ec2a__http *http, struct ec2a__creds **ret_creds)
{
	struct ec2a__creds *creds = ec2a__calloc(1, sizeof(*creds));

	if (!creds)
		return EC2A_E_NOMEM;
	if (pthread_mutex_init(&creds->lock, NULL) != 0) {
		ec2a__free(creds);
		return EC2A_E_NOMEM;
	}
	if (ec2a__cond_init(&creds->done) < 0) {
		pthread_mutex_destroy(&creds->lock);
		ec2a__free(creds);
		return EC2A_E_NOMEM;
	}
	creds->config = ec2a__config_use(config);
	creds->http = ec2a__http_ref(http);
	creds->place = EC2A__CREDS_ANY;
	ec2a__buf_init(&creds->told, ERROR_BYTES);
	ec2a__creds_set_clock(creds, system_now, system_pause, NULL);
	*ret_creds = creds;
	return 0;
}

void ec2a__creds_free(struct ec2a__creds *creds)
{
	if (!creds)
		return;
	ec2a__found_free(&creds->keys);
	ec2a__buf_free(&creds->told);
	ec2a__http_unref(creds->http);
	ec2a_config_unref(creds->config);
	pthread_cond_destroy(&creds->done);
	pthread_mutex_destroy(&creds->lock);
	ec2a__free(creds);
}

/* ---- a look-up ------------------------------------------------------------------------ */

static int find_in_files(struct ec2a__look *look, int only, int named, struct ec2a__found *found, int *place)
{
	int r = ec2a__profile_find(look->files, look->name, &look->profile);

	if (r < 0)
		return r;
	/* Whoever names a profile that is not there does not mean whatever else there is. */
	if (r == 0 && named)
		return ec2a__look_no_profile(look);
	look->asked = look->profile;
	r = ec2a__chain_find(look, only, found, place);
	if (r == 0)
		return ec2a__look_no_keys(look);
	if (r == 1 && found->expires <= look->now) {
		ec2a__found_free(found);
		return ec2a__look_refuse(look, EC2A_E_DENIED, "the AWS credentials have expired already (",
					 ec2a__chain_name(*place), ")", NULL);
	}
	return r;
}

/* Without the lock. 1, or an error that is told. */
static int look_up(struct ec2a__creds *creds, int only, struct ec2a__found *found, int *place, struct ec2a__buf *error)
{
	struct ec2a__profiles files = { NULL, NULL };
	struct ec2a__buf notes;
	struct ec2a__look look = { .creds = creds, .settings = creds->config, .http = creds->http, .files = &files,
				   .now = ec2a__creds_now(creds), .error = error, .notes = &notes };
	int named, r = 0;

	ec2a__buf_init(&notes, ERROR_BYTES / 2);
	look.name = ec2a__profile_name(creds->config, &look.without_environment, &named);
	/* Keys that were given ask for no file. */
	if (only == EC2A__CREDS_ANY || only == 0)
		r = ec2a__find_explicit(&look, found);
	*place = 0;
	if (r == 0)
		r = ec2a__profiles_read(&look, &files);
	if (r == 0)
		r = find_in_files(&look, only, named, found, place);
	ec2a__profiles_free(&files);
	ec2a__buf_free(&notes);
	return r;
}

static int64_t smaller(int64_t a, int64_t b)
{
	return a < b ? a : b;
}

/* The margins of keys that are given for a short time only are a part of it, or each call would ask for new ones. */
static void take(struct ec2a__creds *creds, struct ec2a__found *found, int place, int64_t now)
{
	int64_t life = found->expires - now;

	ec2a__found_free(&creds->keys);
	creds->keys = *found;
	creds->have = 1;
	creds->place = place;
	creds->refused = 0;
	creds->again = now;
	creds->soft = creds->hard = EC2A__CREDS_NEVER;
	if (found->expires == EC2A__CREDS_NEVER)
		return;
	creds->soft = found->expires - smaller(SOFT_SECONDS, life / 4);
	creds->hard = found->expires - smaller(HARD_SECONDS, life / 6);
}

/* With the lock, which is not held meanwhile. */
static void run(struct ec2a__creds *creds, const atomic_int *stop)
{
	struct ec2a__found found = { NULL, NULL, NULL, 0 };
	struct ec2a__buf error;
	int only = creds->have ? creds->place : EC2A__CREDS_ANY, place = EC2A__CREDS_ANY, r;
	int64_t now;

	creds->looking = 1;
	creds->stop = stop;
	pthread_mutex_unlock(&creds->lock);
	ec2a__buf_init(&error, ERROR_BYTES);
	r = look_up(creds, only, &found, &place, &error);
	now = ec2a__creds_now(creds);
	pthread_mutex_lock(&creds->lock);
	creds->looking = 0;
	creds->stop = NULL;
	creds->ended++;
	creds->result = r < 0 ? r : 0;
	creds->again = now + AGAIN_SECONDS;
	if (r == 1)
		take(creds, &found, place, now);
	if (r == EC2A_E_NOMEM)
		ec2a__buf_clear(&error); /* half a sentence */
	ec2a__buf_free(&creds->told);
	creds->told = error;
	pthread_cond_broadcast(&creds->done);
}

/* ---- what is asked of it ----------------------------------------------------------------- */

static int tell(const struct ec2a__creds *creds, struct ec2a__buf *error)
{
	if (creds->told.len && error && ec2a__buf_add(error, creds->told.data, creds->told.len) == EC2A_E_NOMEM)
		return EC2A_E_NOMEM;
	return creds->result;
}

static int copy(const struct ec2a__creds *creds, struct ec2a__creds_copy *ret_copy)
{
	struct ec2a__creds_copy made = { ec2a__strdup(creds->keys.access_key), ec2a__strdup(creds->keys.secret_key),
					 NULL };

	if (creds->keys.session_token)
		made.session_token = ec2a__strdup(creds->keys.session_token);
	if (!made.access_key || !made.secret_key || (creds->keys.session_token && !made.session_token)) {
		ec2a__creds_wipe(&made);
		return EC2A_E_NOMEM;
	}
	*ret_copy = made;
	return 0;
}

/* Whether the keys do, though new ones may be due. */
static int still_hold(const struct ec2a__creds *creds, int64_t now)
{
	return creds->have && !creds->refused && now < creds->keys.expires;
}

static int is_due(const struct ec2a__creds *creds, int64_t now)
{
	return !still_hold(creds, now) || (now >= creds->soft && now >= creds->again);
}

/* Whether another thread's look-up must be waited for. */
static int must_wait(const struct ec2a__creds *creds, int64_t now)
{
	return creds->looking && (!still_hold(creds, now) || (now >= creds->hard && now >= creds->again));
}

/* With the lock, until the look-up of another thread ended: 0, or EC2A_E_CANCELLED. */
static int wait_for_another(struct ec2a__creds *creds, const atomic_int *stop)
{
	unsigned long ended = creds->ended;

	while (creds->ended == ended) {
		if (is_stopped(creds, stop))
			return EC2A_E_CANCELLED;
		ec2a__cond_tick(&creds->done, &creds->lock);
	}
	return 0;
}

/* With the lock. 0: there are keys; else the error of the look-up that was run or waited for. */
static int settle(struct ec2a__creds *creds, const atomic_int *stop, struct ec2a__buf *error)
{
	int64_t now = ec2a__creds_now(creds);
	int looked = 0;

	while (!looked && must_wait(creds, now)) {
		if (wait_for_another(creds, stop) < 0)
			return EC2A_E_CANCELLED;
		/* One that was stopped for another one's sake tells nothing of the keys. */
		looked = creds->result != EC2A_E_CANCELLED || is_stopped(creds, stop);
		now = ec2a__creds_now(creds);
	}
	if (!looked && (creds->looking || !is_due(creds, now)))
		return 0;
	if (!looked)
		run(creds, stop);
	/* One that failed is no matter while the old keys do. */
	if (creds->result < 0 && (creds->result == EC2A_E_CANCELLED || !still_hold(creds, ec2a__creds_now(creds))))
		return tell(creds, error);
	return 0;
}

int ec2a__creds_get(struct ec2a__creds *creds, const atomic_int *stop, struct ec2a__creds_copy *ret_copy,
		    struct ec2a__buf *error)
{
	int r;

	pthread_mutex_lock(&creds->lock);
	r = settle(creds, stop, error);
	if (r == 0)
		r = copy(creds, ret_copy);
	pthread_mutex_unlock(&creds->lock);
	return r;
}

void ec2a__creds_wipe(struct ec2a__creds_copy *copy)
{
	ec2a__wipe_free(copy->access_key);
	ec2a__wipe_free(copy->secret_key);
	ec2a__wipe_free(copy->session_token);
	memset(copy, 0, sizeof(*copy));
}

void ec2a__creds_expired(struct ec2a__creds *creds, const char *access_key)
{
	pthread_mutex_lock(&creds->lock);
	if (creds->have && strcmp(creds->keys.access_key, access_key) == 0)
		creds->refused = 1;
	pthread_mutex_unlock(&creds->lock);
}

/* The keys are not asked for; a file that is broken is told when they are. */
static int region_of_files(struct ec2a__creds *creds, struct ec2a__buf *out)
{
	struct ec2a__profiles files = { NULL, NULL };
	struct ec2a__buf notes, error;
	struct ec2a__look look = { .creds = creds, .settings = creds->config, .files = &files, .error = &error,
				   .notes = &notes };
	const char *region = NULL;
	int is_explicit, named, there = 0, r;

	ec2a__buf_init(&notes, ERROR_BYTES / 2);
	ec2a__buf_init(&error, ERROR_BYTES);
	r = ec2a__profiles_read(&look, &files);
	if (r == 0)
		r = ec2a__profile_find(&files, ec2a__profile_name(creds->config, &is_explicit, &named), &look.profile);
	if (r == 1)
		region = ec2a__profile_get(&look.profile, "region");
	if (r >= 0)
		r = there = region && *region;
	if (there)
		r = ec2a__buf_adds(out, region);
	ec2a__profiles_free(&files);
	ec2a__buf_free(&notes);
	ec2a__buf_free(&error);
	return r == EC2A_E_NOMEM ? r : r == 0 && there;
}

int ec2a__creds_region(struct ec2a__creds *creds, struct ec2a__buf *out)
{
	const char *region = ec2a__env("AWS_REGION");
	int r;

	if (!region)
		region = ec2a__env("AWS_DEFAULT_REGION");
	if (!region)
		return region_of_files(creds, out);
	r = ec2a__buf_adds(out, region);
	return r < 0 ? r : 1;
}

const char *ec2a__creds_source(struct ec2a__creds *creds)
{
	const char *name;

	pthread_mutex_lock(&creds->lock);
	name = creds->have ? ec2a__chain_name(creds->place) : NULL;
	pthread_mutex_unlock(&creds->lock);
	return name;
}
