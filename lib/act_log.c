/* SPDX-License-Identifier: MIT */
/* A host log line becomes an act. */
#include "act_log.h"

#include "crypto.h"
#include "event_build.h"
#include "mask.h"
#include "timestamp.h"

#include <string.h>

#define ZONE_ZERO 1440 /* minutes */

uint32_t ec2a__act_log(const struct ec2a__store *store, const struct ec2a__act *act, int member)
{
	const uint32_t *log;

	if (!ec2a__act_is_line(act) || !act->why)
		return 0;
	log = ec2a__intern_tuple(&store->text, act->why, NULL);
	return log[member];
}

uint64_t ec2a__act_line(const struct ec2a__store *store, const struct ec2a__act *act)
{
	return (uint64_t)ec2a__act_log(store, act, EC2A__LOG_LINE_HIGH) << 32 |
	       ec2a__act_log(store, act, EC2A__LOG_LINE_LOW);
}

int ec2a__log_call(int role, const char *name)
{
	int by_pam = name && strncmp(name, "session ", sizeof "session " - 1) == 0;

	switch (name ? role : 0) {
	case EC2A_ROLE_LOGIN:
		return by_pam ? EC2A__CALL_OPENED : EC2A__CALL_LOGIN;
	case EC2A_ROLE_LOGOUT:
		return by_pam ? EC2A__CALL_CLOSED : EC2A__CALL_LOGOUT;
	case EC2A_ROLE_KEY_OFFER:
		return EC2A__CALL_KEY_OFFER;
	case EC2A_ROLE_SUDO:
		return EC2A__CALL_SUDO;
	default:
		return EC2A__CALL_OTHER;
	}
}

/* ---- which line it is ---------------------------------------------------------- */

static void put_number(unsigned char *out, uint64_t number)
{
	for (int i = 0; i < 8; i++)
		out[i] = (unsigned char)(number >> (56 - 8 * i));
}

/* Host, program, process and text are in the digest; the time, or as much of it as is known. */
static int identify(const struct ec2a__store *store, struct ec2a__act *act)
{
	uint32_t when = ec2a__act_log(store, act, EC2A__LOG_WHEN);
	unsigned char bytes[sizeof(act->digest) + 16] = { 0 }, digest[EC2A__SHA256];

	memcpy(bytes, act->digest, sizeof(act->digest));
	put_number(bytes + sizeof(act->digest), (uint64_t)ec2a__act_second(act));
	if (act->time_us == EC2A__NO_TIME && when) {
		const uint32_t *parts = ec2a__intern_tuple(&store->text, when, NULL);

		put_number(bytes + sizeof(act->digest) + 8,
			   (uint64_t)parts[EC2A__WHEN_DAY] << 32 | parts[EC2A__WHEN_CLOCK]);
	}
	if (ec2a__sha256(bytes, sizeof(bytes), digest) < 0)
		return EC2A_E_NOMEM;
	memcpy(act->event, digest, sizeof(act->event));
	return 0;
}

int ec2a__log_is_better(const struct ec2a__store *store, const struct ec2a__act *a, const struct ec2a__act *b)
{
	const char *x = ec2a__act_text(store, ec2a__act_log(store, a, EC2A__LOG_FILE));
	const char *y = ec2a__act_text(store, ec2a__act_log(store, b, EC2A__LOG_FILE));
	uint32_t failures = ec2a__act_log(store, a, EC2A__LOG_FAILURES);
	int order = x && y ? strcmp(x, y) : (x != NULL) - (y != NULL);

	if (failures != ec2a__act_log(store, b, EC2A__LOG_FAILURES))
		return failures > ec2a__act_log(store, b, EC2A__LOG_FAILURES);
	return order ? order < 0 : ec2a__act_line(store, a) < ec2a__act_line(store, b);
}

/* ---- its year ---------------------------------------------------------------------- */

static int64_t number_of(uint32_t low, uint32_t high)
{
	return (int64_t)((uint64_t)high << 32 | low);
}

static void set_second(struct ec2a__act *act, int64_t time_us)
{
	act->time_us = time_us;
	if (time_us != EC2A__NO_TIME)
		act->time_us = ec2a__act_second(act) * EC2A__SECOND;
}

int ec2a__log_place(const struct ec2a__store *store, struct ec2a__act *act, int known_by, int64_t reference_us)
{
	uint32_t when = ec2a__act_log(store, act, EC2A__LOG_WHEN);
	struct ec2a__act placed = *act;
	const uint32_t *parts;
	struct ec2a__yearless time;
	int64_t time_us;

	if (!when || act->values != EC2A__YEAR_OPEN)
		return 0;
	parts = ec2a__intern_tuple(&store->text, when, NULL);
	if (known_by == EC2A__YEAR_OPEN) {
		known_by = (int)parts[EC2A__WHEN_FILE];
		reference_us = number_of(parts[EC2A__WHEN_FILE_LOW], parts[EC2A__WHEN_FILE_HIGH]);
	}
	time = (struct ec2a__yearless){ (int)(parts[EC2A__WHEN_DAY] / 32), (int)(parts[EC2A__WHEN_DAY] % 32),
					parts[EC2A__WHEN_CLOCK] * EC2A__SECOND,
					((int64_t)parts[EC2A__WHEN_ZONE] - ZONE_ZERO) * 60 * EC2A__SECOND };
	if (known_by == EC2A__YEAR_OPEN || !ec2a__time_place_year(&time, reference_us, &time_us))
		return 0;
	set_second(&placed, time_us);
	placed.values = (uint32_t)known_by;
	if (identify(store, &placed) < 0)
		return EC2A_E_NOMEM;
	*act = placed;
	return 0;
}

int ec2a__log_place_all(struct ec2a__store *store, int known_by, int64_t reference_us)
{
	int r = 0;

	for (size_t i = 0; r == 0 && store->n_open_years && i < store->n_acts; i++)
		r = ec2a__log_place(store, ec2a__store_at(store, i), known_by, reference_us);
	if (r == 0)
		store->n_open_years = 0;
	return r;
}

int64_t ec2a__log_second(const struct ec2a__store *store, const struct ec2a__act *act)
{
	uint32_t when = ec2a__act_log(store, act, EC2A__LOG_WHEN);
	const uint32_t *parts;

	if (act->time_us != EC2A__NO_TIME || !when)
		return ec2a__act_second(act);
	parts = ec2a__intern_tuple(&store->text, when, NULL);
	return ec2a__time_days(-30000, (int)(parts[EC2A__WHEN_DAY] / 32), (int)(parts[EC2A__WHEN_DAY] % 32)) * 86400 +
	       parts[EC2A__WHEN_CLOCK];
}

/* ---- keeping it ----------------------------------------------------------------------- */

static int keep_when(struct ec2a__store *store, const struct ec2a__host_about *about, uint32_t *ret_id)
{
	uint64_t file = (uint64_t)about->file_time_us;
	const uint32_t when[EC2A__WHEN_SIZE] = {
		[EC2A__WHEN_DAY] = (uint32_t)(about->yearless.month * 32 + about->yearless.day),
		[EC2A__WHEN_CLOCK] = (uint32_t)(about->yearless.clock_us / EC2A__SECOND),
		[EC2A__WHEN_ZONE] = (uint32_t)(about->yearless.zone_us / (60 * EC2A__SECOND) + ZONE_ZERO),
		[EC2A__WHEN_FILE] = (uint32_t)about->file_time,
		[EC2A__WHEN_FILE_LOW] = (uint32_t)file,
		[EC2A__WHEN_FILE_HIGH] = (uint32_t)(file >> 32),
	};

	*ret_id = 0;
	if (about->year != EC2A__YEAR_OPEN)
		return 0;
	store->n_open_years++; /* one too many where this fails: it is a hint, how much there is to look for */
	return ec2a__intern_bytes(&store->text, when, sizeof(when), ret_id);
}

/* EC2's resource names: "i-0123456789abcdef0.ec2.internal". */
static int keep_own_id(struct ec2a__store *store, const ec2a_event *event, uint32_t *ret_id)
{
	const char *host = ec2a_event_str(event, EC2A_FIELD_HOST);
	char id[sizeof "i-0123456789abcdef0"];
	size_t size = host ? strcspn(host, ".") : 0;

	if (!size || size >= sizeof(id))
		return 0;
	memcpy(id, host, size);
	id[size] = '\0';
	return ec2a__is_instance_name(id, "i-", 0) ? ec2a__intern_text(&store->text, id, ret_id) : 0;
}

static uint32_t failures_of(const ec2a_event *event)
{
	const char *text = ec2a_event_str(event, EC2A_FIELD_FAILURES);
	uint32_t failures = 0;

	for (; text && *text >= '0' && *text <= '9'; text++)
		failures = failures * 10 + (uint32_t)(*text - '0');
	return failures;
}

static int keep_log(struct ec2a__store *store, const ec2a_event *event, uint32_t *ret_id)
{
	static const int fields[EC2A__LOG_SIZE] = {
		[EC2A__LOG_HOST] = EC2A_FIELD_HOST,
		[EC2A__LOG_PID] = EC2A_FIELD_PROCESS_ID,
		[EC2A__LOG_PORT] = EC2A_FIELD_SOURCE_PORT,
		[EC2A__LOG_AUTH_METHOD] = EC2A_FIELD_AUTH_METHOD,
		[EC2A__LOG_KEY_TYPE] = EC2A_FIELD_KEY_TYPE,
		[EC2A__LOG_CERTIFICATE_ID] = EC2A_FIELD_CERTIFICATE_ID,
		[EC2A__LOG_REQUEST] = EC2A_FIELD_REQUEST_ID,
		[EC2A__LOG_COMMAND] = EC2A_FIELD_COMMAND,
		[EC2A__LOG_HINT] = EC2A_FIELD_INSTANCE_ID,
		[EC2A__LOG_FILE] = EC2A_FIELD_FILE,
	};
	uint32_t log[EC2A__LOG_SIZE] = { 0 };
	int r;

	for (size_t i = 0; i < EC2A__LOG_SIZE; i++) {
		const char *text = fields[i] ? ec2a_event_str(event, fields[i]) : NULL;

		if ((r = ec2a__intern_text(&store->text, text && *text ? text : NULL, &log[i])) < 0)
			return r;
	}
	if (!log[EC2A__LOG_HINT] && (r = keep_own_id(store, event, &log[EC2A__LOG_HINT])) < 0)
		return r;
	log[EC2A__LOG_LINE_LOW] = (uint32_t)event->host->line;
	log[EC2A__LOG_LINE_HIGH] = (uint32_t)(event->host->line >> 32);
	log[EC2A__LOG_FAILURES] = failures_of(event);
	if ((r = keep_when(store, event->host, &log[EC2A__LOG_WHEN])) < 0)
		return r;
	return ec2a__intern_bytes(&store->text, log, sizeof(log), ret_id);
}

int ec2a__log_keep(struct ec2a__store *store, const ec2a_event *event, struct ec2a__act *act)
{
	int r;

	act->flags = EC2A__ACT_HOST | EC2A__ACT_WHOLE | EC2A__ACT_BINARY;
	act->values = (uint32_t)event->host->year;
	act->call = (uint8_t)ec2a__log_call(act->role, ec2a_event_str(event, EC2A_FIELD_EVENT_NAME));
	set_second(act, act->time_us);
	if ((r = keep_log(store, event, &act->why)) < 0)
		return r;
	return identify(store, act);
}

/* ---- what was saved ---------------------------------------------------------------------- */

int ec2a__log_is_sane(const struct ec2a__store *store, const struct ec2a__act *act)
{
	const unsigned flags = EC2A__ACT_HOST | EC2A__ACT_WHOLE | EC2A__ACT_BINARY;
	uint32_t when = ec2a__act_log(store, act, EC2A__LOG_WHEN);
	const uint32_t *parts = ec2a__intern_tuple(&store->text, when, NULL);

	if ((act->flags & (flags | EC2A__ACT_MASKED | EC2A__ACT_ROW)) != flags || act->values > EC2A__YEAR_STREAM ||
	    !act->why || act->call == EC2A__CALL_OTHER)
		return 0;
	return !parts || (parts[EC2A__WHEN_DAY] / 32 - 1 < 12 && parts[EC2A__WHEN_DAY] % 32 != 0 &&
			  parts[EC2A__WHEN_CLOCK] <= 86400 && parts[EC2A__WHEN_ZONE] <= 2 * ZONE_ZERO &&
			  parts[EC2A__WHEN_FILE] <= EC2A__YEAR_STREAM);
}
