/* SPDX-License-Identifier: MIT */
/*
 * A profile with role_arn: the role is taken by STS with the keys of source_profile or credential_source. A source may
 * be such a profile itself, so first the way down to real keys is found, then the roles are taken on the way back.
 */
#include "creds_state.h"

#include <string.h>

struct chain {
	struct ec2a__look *look;
	struct ec2a__sts_ask roles[EC2A__CREDS_ROLES]; /* the one that is asked for first */
	size_t count;
};

static int is_role(const struct ec2a__profile *profile)
{
	return ec2a__profile_get(profile, "role_arn") && !ec2a__profile_get(profile, "web_identity_token_file");
}

static int has_keys(const struct ec2a__profile *profile)
{
	return ec2a__profile_get(profile, "aws_access_key_id") || ec2a__profile_get(profile, "aws_secret_access_key");
}

static int is_number(const char *text)
{
	size_t size = strspn(text, "0123456789");

	return size >= 1 && size <= 6 && !text[size];
}

/* What the role of a profile asks, and whether it can be asked. */
static int add_role(struct chain *chain, const char *name, const struct ec2a__profile *profile)
{
	struct ec2a__sts_ask *role = &chain->roles[chain->count];

	if (chain->count == EC2A__CREDS_ROLES)
		return ec2a__look_refuse(chain->look, EC2A_E_DENIED, "profile \"", name,
					 "\": too many roles are taken one by another", NULL);
	*role = (struct ec2a__sts_ask){
		.role_arn = ec2a__profile_get(profile, "role_arn"),
		.session_name = ec2a__profile_get(profile, "role_session_name"),
		.external_id = ec2a__profile_get(profile, "external_id"),
		.duration = ec2a__profile_get(profile, "duration_seconds"),
		.profile = name,
	};
	if (role->duration && !is_number(role->duration))
		return ec2a__look_refuse(chain->look, EC2A_E_DENIED, "profile \"", name,
					 "\": duration_seconds is no number", NULL);
	if (ec2a__profile_get(profile, "mfa_serial"))
		return ec2a__look_refuse(chain->look, EC2A_E_DENIED, "profile \"", name,
					 "\" asks for a code of its mfa_serial, which cannot be typed here; "
					 "\"aws configure export-credentials --format env --profile ", chain->look->name,
					 "\" asks for it and gives keys for the environment", NULL);
	chain->count++;
	return 0;
}

static int was_visited(const struct chain *chain, const char *name)
{
	for (size_t i = 0; i < chain->count; i++)
		if (strcmp(chain->roles[i].profile, name) == 0)
			return 1;
	return 0;
}

/* The keys of a place that credential_source names. */
static int find_named(struct chain *chain, const char *name, const char *source, struct ec2a__found *found)
{
	ec2a__find_fn find = ec2a__chain_named(source);
	int r;

	if (!find)
		return ec2a__look_refuse(chain->look, EC2A_E_DENIED, "profile \"", name,
					 "\": credential_source is none of Environment, EcsContainer and "
					 "Ec2InstanceMetadata", NULL);
	r = find(chain->look, found);
	if (r == 0)
		return ec2a__look_refuse(chain->look, EC2A_E_DENIED, "profile \"", name, "\": its credential_source ",
					 source, " has no keys", NULL);
	return r;
}

/* Keys of a profile that needs no other one. */
static int find_base(struct chain *chain, const char *name, const struct ec2a__profile *profile,
		     struct ec2a__found *found)
{
	struct ec2a__look base = *chain->look;
	int r;

	base.name = name;
	base.profile = *profile;
	base.without_environment = 1;
	r = ec2a__chain_find_of_profile(&base, found);
	if (r == 0)
		return ec2a__look_refuse(chain->look, EC2A_E_DENIED, "source_profile \"", name, "\" has no keys", NULL);
	return r;
}

/* Whether the source may be gone to: it is there, and it was not on the way. */
static int check_source(struct chain *chain, const char *name, const char *source, struct ec2a__profile *profile)
{
	int r = ec2a__profile_find(chain->look->files, source, profile);

	if (r < 0)
		return r;
	if (r == 0)
		return ec2a__look_refuse(chain->look, EC2A_E_DENIED, "profile \"", name, "\": its source_profile \"",
					 source, "\" is not there", NULL);
	/* One that names itself has its role's keys beside the role. */
	if (was_visited(chain, source) && (strcmp(source, name) != 0 || !has_keys(profile)))
		return ec2a__look_refuse(chain->look, EC2A_E_DENIED, "profile \"", name, "\": its source_profile \"",
					 source, "\" leads back to itself", NULL);
	return 0;
}

/* Down to real keys. */
static int find_source(struct chain *chain, struct ec2a__found *found)
{
	const char *name = chain->look->name;
	struct ec2a__profile profile = chain->look->profile;

	for (;;) {
		const char *named = ec2a__profile_get(&profile, "credential_source");
		const char *source = ec2a__profile_get(&profile, "source_profile");
		int r = add_role(chain, name, &profile);

		if (r < 0)
			return r;
		if (!named == !source)
			return ec2a__look_refuse(chain->look, EC2A_E_DENIED, "profile \"", name, "\" has ",
						 named ? "both" : "neither",
						 " source_profile and credential_source beside its role_arn", NULL);
		if (named)
			return find_named(chain, name, named, found);
		r = check_source(chain, name, source, &profile);
		if (r < 0)
			return r;
		if (has_keys(&profile) || !is_role(&profile))
			return find_base(chain, source, &profile, found);
		name = source;
	}
}

int ec2a__find_role(struct ec2a__look *look, struct ec2a__found *ret_found)
{
	struct chain chain = { .look = look };
	struct ec2a__found found = { NULL, NULL, NULL, 0 };
	int r;

	if (!is_role(&look->profile))
		return 0;
	r = find_source(&chain, &found);
	while (r == 1 && chain.count > 0) {
		struct ec2a__keys keys = { found.access_key, found.secret_key, found.session_token };
		struct ec2a__found taken = { NULL, NULL, NULL, 0 };

		r = ec2a__sts_assume(look, &chain.roles[--chain.count], &keys, &taken);
		ec2a__found_free(&found);
		found = taken;
	}
	if (r == 1)
		*ret_found = found;
	else
		ec2a__found_free(&found);
	return r;
}
