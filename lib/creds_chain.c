/* SPDX-License-Identifier: MIT */
/* The places that keys come from, in botocore's order. A new one is a file and a row. */
#include "creds_state.h"

#include <string.h>

#define OF_PROFILE 1 /* a source_profile may have its keys there */
#define OF_NOBODY  2 /* not asked where the configuration names a profile */

static const struct {
	const char *name;     /* botocore's */
	const char *named_as; /* by credential_source; NULL: it cannot name this one */
	int flags;
	ec2a__find_fn find;
} places[] = {
	{ "explicit", NULL, 0, ec2a__find_explicit },
	{ "env", "Environment", OF_NOBODY, ec2a__find_environment },
	{ "assume-role", NULL, 0, ec2a__find_role },
	{ "assume-role-with-web-identity", NULL, OF_PROFILE, ec2a__find_web_identity },
	{ "sso", NULL, OF_PROFILE, ec2a__find_sso },
	{ "shared-credentials-file", NULL, OF_PROFILE, ec2a__find_credentials_file },
	{ "login", NULL, OF_PROFILE, ec2a__find_login },
	{ "custom-process", NULL, OF_PROFILE, ec2a__find_process },
	{ "config-file", NULL, OF_PROFILE, ec2a__find_config_file },
	{ "container-role", "EcsContainer", 0, ec2a__find_container },
	{ "iam-role", "Ec2InstanceMetadata", 0, ec2a__find_instance },
};

#define N_PLACES ((int)(sizeof(places) / sizeof(places[0])))

int ec2a__chain_find(struct ec2a__look *look, int only, struct ec2a__found *ret_found, int *ret_place)
{
	int r = 0;

	for (int i = 0; i < N_PLACES && r == 0; i++) {
		if ((only != EC2A__CREDS_ANY && i != only) ||
		    (look->without_environment && places[i].flags & OF_NOBODY))
			continue;
		r = places[i].find(look, ret_found);
		if (r == 1)
			*ret_place = i;
	}
	return r;
}

int ec2a__chain_find_of_profile(struct ec2a__look *look, struct ec2a__found *ret_found)
{
	int r = 0;

	for (int i = 0; i < N_PLACES && r == 0; i++)
		if (places[i].flags & OF_PROFILE)
			r = places[i].find(look, ret_found);
	return r;
}

ec2a__find_fn ec2a__chain_named(const char *name)
{
	for (int i = 0; i < N_PLACES; i++)
		if (places[i].named_as && strcmp(places[i].named_as, name) == 0)
			return places[i].find;
	return NULL;
}

const char *ec2a__chain_name(int place)
{
	return place >= 0 && place < N_PLACES ? places[place].name : NULL;
}
