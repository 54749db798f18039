/* SPDX-License-Identifier: MIT */
#include "options_net.h"

#include "options_value.h"
#include "place.h"
#include "run.h"
#include "text.h"

#include <string.h>

static const int net_options[] = {OPTION_PROFILE, OPTION_ENDPOINT, OPTION_CA_BUNDLE, OPTION_CONNECTIONS,
				  OPTION_PATH_STYLE, OPTION_REQUEST_PAYER, OPTION_TIMEOUT};

int net_is_input(const char *input)
{
	return strncmp(input, "s3://", 5) == 0 || strncmp(input, "lookup:", 7) == 0;
}

static int take_number(const char *wrong, const char *value, int most)
{
	int number = 0;
	size_t i = 0;

	for (; value[i] >= '0' && value[i] <= '9' && i < 4; i++)
		number = number * 10 + (value[i] - '0');
	if (!i || value[i] || number < 1 || number > most)
		usage_error(wrong, value, NULL);
	return number;
}

static const char *not_empty(const char *name, const char *value)
{
	if (!*value)
		usage_error("an empty value after ", name, NULL);
	return value;
}

static const char *take_attribute(const char *value)
{
	const char *equals = strchr(value, '=');

	if (!equals || equals == value || !equals[1])
		usage_error("--attribute: not NAME=VALUE, such as ReadOnly=false or EventName=StartSession: ", value, NULL);
	return value;
}

int net_take(struct options *options, int option, const char *name, const char *value)
{
	switch (option) {
	case OPTION_PROFILE:
		options->profile = not_empty(name, value);
		return 1;
	case OPTION_ENDPOINT:
		options->endpoint = not_empty(name, value);
		return 1;
	case OPTION_CA_BUNDLE:
		options->ca_bundle = not_empty(name, value);
		return 1;
	case OPTION_CONNECTIONS:
		options->connections = take_number("--connections: not a number from 1 to 256: ", value, 256);
		return 1;
	case OPTION_TIMEOUT:
		options->timeout_s = take_number("--timeout: not a number of seconds from 1 to 3600: ", value, 3600);
		return 1;
	case OPTION_PATH_STYLE:
		options->path_style = 1;
		return 1;
	case OPTION_REQUEST_PAYER:
		if (strcmp(value, "requester") != 0)
			usage_error("--request-payer: not requester: ", value, NULL);
		options->requester_pays = 1;
		return 1;
	case OPTION_ATTRIBUTE:
		options->attribute = take_attribute(value);
		return 1;
	case OPTION_INTO:
		options->into = not_empty(name, value);
		return 1;
	default:
		return 0;
	}
}

static int asks_history(const struct options *options)
{
	for (size_t i = 0; i < options->inputs.n; i++)
		if (place_is_history(options->inputs.items[i]))
			return 1;
	return 0;
}

static void check_fetch(const struct options *options)
{
	if (!options->into)
		usage_error("no folder to bring records into: --into DIR", NULL, NULL);
	for (size_t i = 0; i < options->inputs.n; i++)
		if (!net_is_input(options->inputs.items[i]))
			usage_error("fetch brings lookup:REGION or s3://BUCKET/PREFIX, not ", options->inputs.items[i], NULL);
}

void net_check(const struct options *options)
{
	uint64_t mask = 0;

	if (options->command == COMMAND_FETCH)
		check_fetch(options);
	if (options->attribute && !asks_history(options))
		usage_error("--attribute is for lookup:REGION", NULL, NULL);
	if ((options->state || options->follow) && asks_history(options))
		usage_error("--state and --follow do not go with lookup:; bring its records into a folder with 'ec2access fetch'",
			    NULL, NULL);
	for (size_t i = 0; i < sizeof(net_options) / sizeof(net_options[0]); i++)
		mask |= UINT64_C(1) << net_options[i];
	if (!(options->given & mask))
		return;
	for (size_t i = 0; i < options->inputs.n; i++)
		if (net_is_input(options->inputs.items[i]))
			return;
	usage_error("--profile, --endpoint-url, --ca-bundle, --connections, --path-style, --request-payer and --timeout are for "
		    "an INPUT that is read from AWS", NULL, NULL);
}

static void set_text(ec2a_config *config, int option, const char *text, const char *wrong)
{
	int r = text ? ec2a_config_set_str(config, option, text) : 0;

	if (r == EC2A_E_ARG)
		usage_error(wrong, text, NULL);
	run_need(r);
}

void net_configure(const struct options *options, ec2a_config *config)
{
	set_text(config, EC2A_OPT_AWS_PROFILE, options->profile, "--profile: not a profile's name: ");
	set_text(config, EC2A_OPT_AWS_ENDPOINT, options->endpoint, "--endpoint-url: not http[s]://HOST[:PORT]: ");
	set_text(config, EC2A_OPT_CA_FILE, options->ca_bundle, "--ca-bundle: not a file's name: ");
	if (options->connections)
		run_need(ec2a_config_set_int(config, EC2A_OPT_CONNECTIONS, options->connections));
	if (options->timeout_s)
		run_need(ec2a_config_set_int(config, EC2A_OPT_REQUEST_SECONDS, options->timeout_s));
	run_need(ec2a_config_set_int(config, EC2A_OPT_PATH_STYLE, options->path_style));
	run_need(ec2a_config_set_int(config, EC2A_OPT_REQUESTER_PAYS, options->requester_pays));
	/* The user's own files say which program that is; a library in somebody's process does not run programs unasked. */
	run_need(ec2a_config_set_int(config, EC2A_OPT_CREDENTIAL_PROCESS, 1));
}
