/* SPDX-License-Identifier: MIT */
#include "unwrap_row.h"

#include "ascii.h"
#include "json_check.h"

#include <string.h>

static const struct {
	const char *lower, *key;
} names[] = {
	/* userIdentity */
	{ "type", "type" },
	{ "principalid", "principalId" },
	{ "accountid", "accountId" },
	{ "accesskeyid", "accessKeyId" },
	{ "username", "userName" },
	{ "invokedby", "invokedBy" },
	{ "invokedbydelegate", "invokedByDelegate" },
	{ "identityprovider", "identityProvider" },
	{ "credentialid", "credentialId" },
	{ "sessioncontext", "sessionContext" },
	{ "sessionissuer", "sessionIssuer" },
	{ "attributes", "attributes" },
	{ "creationdate", "creationDate" },
	{ "mfaauthenticated", "mfaAuthenticated" },
	{ "webidfederationdata", "webIdFederationData" },
	{ "federatedprovider", "federatedProvider" },
	{ "sourceidentity", "sourceIdentity" },
	{ "ec2roledelivery", "ec2RoleDelivery" },
	{ "ec2issuedinvpc", "ec2IssuedInVpc" },
	{ "assumedroot", "assumedRoot" },
	{ "signinsessionarn", "signInSessionArn" },
	{ "onbehalfof", "onBehalfOf" },
	{ "userid", "userId" },
	{ "identitystorearn", "identityStoreArn" },
	{ "inscopeof", "inScopeOf" },
	{ "sourcearn", "sourceArn" },
	{ "sourceaccount", "sourceAccount" },
	{ "issuertype", "issuerType" },
	{ "credentialsissuedto", "credentialsIssuedTo" },
	/* addendum */
	{ "reason", "reason" },
	{ "updatedfields", "updatedFields" },
	{ "originalrequestid", "originalRequestID" },
	{ "originaleventid", "originalEventID" },
	/* tlsDetails */
	{ "tlsversion", "tlsVersion" },
	{ "ciphersuite", "cipherSuite" },
	{ "clientprovidedhostheader", "clientProvidedHostHeader" },
	{ "keyexchange", "keyExchange" },
};

int ec2a__row_is_name(const char *key, size_t size, const char *lower)
{
	size_t i = 0;

	while (i < size && lower[i] && ec2a__lower(key[i]) == lower[i])
		i++;
	if (i == size && !lower[i])
		return 1;
	return memchr(key, '\\', size) && ec2a__json_string_is(key, size, lower);
}

const char *ec2a__row_key(const char *key, size_t size, const char *arn_key)
{
	if (ec2a__row_is_name(key, size, "arn"))
		return arn_key;
	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
		if (ec2a__row_is_name(key, size, names[i].lower))
			return names[i].key;
	return NULL;
}
