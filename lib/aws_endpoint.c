/* SPDX-License-Identifier: MIT */
#include "aws_state.h"

#include "ascii.h"
#include "env.h"
#include "names_aws.h"

#include <string.h>

#define VARIABLE_BYTES 64

/* "AWS_ENDPOINT_URL_CLOUDTRAIL" of "cloudtrail". */
static const char *service_variable(const char *service)
{
	static const char prefix[] = "AWS_ENDPOINT_URL_";
	char name[VARIABLE_BYTES];
	size_t size = sizeof(prefix) - 1;

	if (size + strlen(service) >= sizeof(name))
		return NULL;
	memcpy(name, prefix, size);
	for (; *service; service++)
		name[size++] = *service >= 'a' && *service <= 'z' ? (char)(*service - 'a' + 'A') :
			       ec2a__is_digit(*service)		  ? *service : '_';
	name[size] = '\0';
	return ec2a__env(name);
}

static const char *given_by_environment(const char *service)
{
	const char *url;

	if (ec2a__env_is_true("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS"))
		return NULL;
	url = service_variable(service);
	return url ? url : ec2a__env("AWS_ENDPOINT_URL");
}

/* As it becomes part of a signature: small letters, no slash at the end. */
static int add_given(const char *url, struct ec2a__buf *out)
{
	int r = ec2a__is_endpoint(url) ? 0 : EC2A_E_ARG;
	size_t size = strlen(url);

	if (r == 0 && url[size - 1] == '/')
		size--;
	for (size_t i = 0; r == 0 && i < size; i++)
		r = ec2a__buf_addc(out, ec2a__lower(url[i]));
	return r;
}

int ec2a__endpoint(const char *given, const char *service, const char *region, struct ec2a__buf *out)
{
	size_t before = out->len;
	int r;

	if (!ec2a__is_region(region))
		return EC2A_E_ARG;
	if (!given || !*given)
		given = given_by_environment(service);
	if (given)
		r = add_given(given, out);
	else {
		const char *const parts[] = { "https://", service,
					      ec2a__env_is_true("AWS_USE_FIPS_ENDPOINT") ? "-fips." : ".", region, ".",
					      ec2a__region_suffix(region) };

		r = 0;
		for (size_t i = 0; r == 0 && i < sizeof(parts) / sizeof(parts[0]); i++)
			r = ec2a__buf_adds(out, parts[i]);
	}
	if (r < 0)
		ec2a__buf_truncate(out, before);
	return r;
}

/* An endpoint that was given is that of the data: credentials are still asked for where they always are. */
static int is_data(const char *service)
{
	return strcmp(service, "s3") == 0 || strcmp(service, "cloudtrail") == 0;
}

int ec2a__aws_endpoint(struct ec2a__aws *aws, const char *service, const char *region, struct ec2a__buf *out)
{
	const char *given = ec2a__config_str(aws->config, EC2A_OPT_AWS_ENDPOINT);

	return ec2a__endpoint(is_data(service) ? given : NULL, service, region, out);
}

int ec2a__aws_region(struct ec2a__aws *aws, struct ec2a__buf *out)
{
	const char *region = ec2a__config_str(aws->config, EC2A_OPT_AWS_REGION);
	int r;

	if (!*region)
		return ec2a__creds_region(aws->creds, out);
	r = ec2a__buf_adds(out, region);
	return r < 0 ? r : 1;
}
