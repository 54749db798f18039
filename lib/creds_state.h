/* SPDX-License-Identifier: MIT */
#ifndef EC2A_CREDS_STATE_H
#define EC2A_CREDS_STATE_H

#include "creds.h"
#include "ini.h"

#include <stdint.h>

/* What the files creds*.c share. A source of keys is a file and a row of the table in creds_chain.c. */

#define EC2A__CREDS_ANSWER  ((size_t)64 * 1024) /* bytes of an answer, a token's file, a program's output */
#define EC2A__CREDS_KEY     256                 /* bytes of an access key id */
#define EC2A__CREDS_SECRET  1024                /* of a secret key */
#define EC2A__CREDS_TOKEN   ((size_t)16 * 1024) /* of a session token */
#define EC2A__CREDS_ROLES   16                  /* roles that are taken one by the keys of another */
#define EC2A__CREDS_SECONDS 60                  /* of STS, SSO, a program */
#define EC2A__CREDS_NEVER   INT64_MAX

/* Keys as a source gave them; all three are wiped by ec2a__found_free(). */
struct ec2a__found {
	char *access_key;
	char *secret_key;
	char *session_token; /* NULL: none */
	int64_t expires;     /* seconds since 1970, or EC2A__CREDS_NEVER */
};

/* The two files, read for one look-up. */
struct ec2a__profiles {
	struct ec2a__ini *config;
	struct ec2a__ini *credentials; /* each NULL: there is none */
};

/* Where a profile stands in them, each EC2A__INI_NONE where it does not. */
struct ec2a__profile {
	const struct ec2a__profiles *files;
	size_t config;
	size_t credentials;
};

/* One look-up, by one thread. */
struct ec2a__look {
	struct ec2a__creds *creds;
	ec2a_config *settings;
	struct ec2a__http *http;
	const struct ec2a__profiles *files;
	const char *name;              /* of the profile whose keys are sought */
	struct ec2a__profile profile;
	struct ec2a__profile asked;    /* the one that the run is asked to use: region and endpoints are its */
	int without_environment;       /* of this profile alone: what the environment says is another identity */
	int64_t now;                   /* seconds since 1970 */
	struct ec2a__buf *error;       /* the sentence when it is refused */
	struct ec2a__buf *notes;       /* why places were passed over, told when none has keys */
};

/* 1: these are the keys; 0: this place has none, the next one is asked; below 0: it must be used and cannot, which
 * look->error says. */
typedef int (*ec2a__find_fn)(struct ec2a__look *look, struct ec2a__found *ret_found);

/* ---- creds.c ------------------------------------------------------------------ */

/* For tests: the time, and what is done where a while would pass before another try. */
void ec2a__creds_set_clock(struct ec2a__creds *creds, int64_t (*now)(void *user),
			   void (*pause)(void *user, int milliseconds), void *user);
int64_t ec2a__creds_now(struct ec2a__creds *creds);
void ec2a__creds_pause(struct ec2a__creds *creds, int milliseconds);
/* Whether the run was cancelled; user is a struct ec2a__creds. */
int ec2a__creds_cancelled(void *user);
const atomic_int *ec2a__creds_stop(const struct ec2a__creds *creds); /* of the look-up under way; NULL: none */
/* The place that the keys came from, as botocore calls it; NULL before there are any. For tests. */
const char *ec2a__creds_source(struct ec2a__creds *creds);

/* ---- creds_chain.c ------------------------------------------------------------- */

/* All places in their order, or only the one of that number: 1, 0 or an error, as a place itself says. */
#define EC2A__CREDS_ANY (-1)
int ec2a__chain_find(struct ec2a__look *look, int only, struct ec2a__found *ret_found, int *ret_place);
/* The places that a source_profile may have its keys in. */
int ec2a__chain_find_of_profile(struct ec2a__look *look, struct ec2a__found *ret_found);
/* The place that a credential_source names: NULL when it is none. */
ec2a__find_fn ec2a__chain_named(const char *name);
const char *ec2a__chain_name(int place);

/* ---- creds_found.c -------------------------------------------------------------- */

/* Copied and checked: 1; EC2A_E_FORMAT, and *ret_what says what is wrong; EC2A_E_NOMEM. The token may be NULL or "". */
int ec2a__found_set(struct ec2a__found *found, const char *access_key, const char *secret_key,
		    const char *session_token, int64_t expires, const char **ret_what);
void ec2a__found_free(struct ec2a__found *found);

/* A time as services write it, to seconds since 1970: 1, or 0. */
int ec2a__found_time(const char *text, size_t size, int64_t *ret_seconds);

/* How a JSON answer calls what it has. */
struct ec2a__found_names {
	const char *inside; /* the member that holds them; NULL: the answer itself */
	const char *access_key, *secret_key, *session_token, *expires;
	int milliseconds;   /* expires is a number of them, else a time's text */
	int needs_expires;
};

/* As ec2a__found_set(). */
int ec2a__found_read(struct ec2a__found *found, const struct ec2a__buf *json, const struct ec2a__found_names *names,
		     const char **ret_what);

/* A text of the top level of a JSON object, in place of what the buffer held: 1, 0 where there is none, an error. */
int ec2a__json_text_of(const struct ec2a__buf *json, const char *name, struct ec2a__buf *out);

/* ---- creds_tell.c --------------------------------------------------------------- */

/* The sentence of a refusal out of texts, up to a NULL; what is no plain character becomes '?'. Returns the code. */
int ec2a__look_refuse(struct ec2a__look *look, int code, ...);
/* The same, told only when no place has keys. Returns 0, or EC2A_E_NOMEM. */
int ec2a__look_note(struct ec2a__look *look, ...);
/* Refused, with what was noted: there are no keys anywhere; the profile that was named is in neither file. */
int ec2a__look_no_keys(struct ec2a__look *look);
int ec2a__look_no_profile(struct ec2a__look *look);
/* Append a stranger's words: short, clean, and none of it where it holds the secret. */
int ec2a__add_foreign(struct ec2a__buf *out, const char *text, size_t size, const char *secret);

/* ---- creds_profile.c ------------------------------------------------------------ */

int ec2a__profiles_read(struct ec2a__look *look, struct ec2a__profiles *ret_files);
void ec2a__profiles_free(struct ec2a__profiles *files);
/* 1, 0 where neither file has it, EC2A_E_NOMEM. */
int ec2a__profile_find(const struct ec2a__profiles *files, const char *name, struct ec2a__profile *ret_profile);
/* Of both files, the credentials' first. NULL: it stands in none. */
const char *ec2a__profile_get(const struct ec2a__profile *profile, const char *key);
/* The section [KIND NAME] of the configuration's file, as the last that is called so: 1, 0, EC2A_E_NOMEM. */
int ec2a__profile_section(const struct ec2a__ini *ini, const char *kind, const char *name, size_t *ret_section);
/* The profile that is asked for; *ret_named where somebody named it. */
const char *ec2a__profile_name(const ec2a_config *settings, int *ret_explicit, int *ret_named);

/* "~/x" and "x" as a path, appended: 1, or 0 where there is no home. */
int ec2a__home_path(const char *path, struct ec2a__buf *out);
/* A whole file: 1; 0 there is none, or it is none (*ret_why says so); EC2A_E_IO, EC2A_E_LIMIT, EC2A_E_NOMEM. */
int ec2a__file_read(const char *path, size_t max, struct ec2a__buf *out, const char **ret_why);

/* ---- creds_http.c --------------------------------------------------------------- */

struct ec2a__reply {
	int status;
	struct ec2a__buf body; /* a secret one */
	struct ec2a__buf why;  /* when there is none */
};
void ec2a__reply_init(struct ec2a__reply *reply);
void ec2a__reply_free(struct ec2a__reply *reply);
/* tries: how often it is asked while it breaks off or is busy. 0: there is an answer, of any status. */
int ec2a__look_fetch(struct ec2a__look *look, struct ec2a__http_ask *ask, int tries, struct ec2a__reply *reply);
/* The endpoint of a service that the environment or the profile names, appended: 1, 0 none, an error. */
int ec2a__look_endpoint(struct ec2a__look *look, const char *service, struct ec2a__buf *out);
/* The region to ask for keys: the configuration's, the environment's, the profile's; NULL: none. */
const char *ec2a__look_region(struct ec2a__look *look);

/* ---- creds_sts.c ---------------------------------------------------------------- */

struct ec2a__sts_ask {
	const char *role_arn;
	const char *session_name;  /* NULL: one of ours */
	const char *external_id;   /* each NULL: none */
	const char *duration;
	const char *identity;      /* a web identity's token: then nothing is signed */
	const char *profile;       /* for messages */
};
/* As a place: 1, or an error that is told. keys NULL: of a web identity. */
int ec2a__sts_assume(struct ec2a__look *look, const struct ec2a__sts_ask *ask, const struct ec2a__keys *keys,
		     struct ec2a__found *ret_found);

/* ---- the places, one a file ------------------------------------------------------- */

int ec2a__find_explicit(struct ec2a__look *look, struct ec2a__found *ret_found);
int ec2a__find_environment(struct ec2a__look *look, struct ec2a__found *ret_found);
int ec2a__find_role(struct ec2a__look *look, struct ec2a__found *ret_found);
int ec2a__find_web_identity(struct ec2a__look *look, struct ec2a__found *ret_found);
int ec2a__find_sso(struct ec2a__look *look, struct ec2a__found *ret_found);
int ec2a__find_credentials_file(struct ec2a__look *look, struct ec2a__found *ret_found);
int ec2a__find_login(struct ec2a__look *look, struct ec2a__found *ret_found);
int ec2a__find_process(struct ec2a__look *look, struct ec2a__found *ret_found);
int ec2a__find_config_file(struct ec2a__look *look, struct ec2a__found *ret_found);
int ec2a__find_container(struct ec2a__look *look, struct ec2a__found *ret_found);
int ec2a__find_instance(struct ec2a__look *look, struct ec2a__found *ret_found);

#endif
