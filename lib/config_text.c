/* SPDX-License-Identifier: MIT */
/* The options that are text. */
#include "config_state.h"
#include "cpu.h"
#include "mem.h"
#include "names_aws.h"

#include <string.h>

#define TEXT_BYTES 4096

int ec2a__option_is_text(int option)
{
	switch (option) {
	case EC2A_OPT_CPU:
	case EC2A_OPT_AWS_PROFILE:
	case EC2A_OPT_AWS_REGION:
	case EC2A_OPT_AWS_ENDPOINT:
	case EC2A_OPT_CA_FILE:
		return 1;
	default:
		return 0;
	}
}

static int is_one_line(const char *text)
{
	size_t size = strnlen(text, TEXT_BYTES + 1);

	for (size_t i = 0; i < size; i++)
		if ((unsigned char)text[i] < ' ' || text[i] == 127)
			return 0;
	return size <= TEXT_BYTES;
}

static int takes(int option, const char *text)
{
	if (!is_one_line(text))
		return 0;
	if (!*text) /* back to the default */
		return 1;
	if (option == EC2A_OPT_AWS_REGION)
		return ec2a__is_region(text);
	if (option == EC2A_OPT_AWS_ENDPOINT)
		return ec2a__is_endpoint(text);
	return 1;
}

static int set_cpu(ec2a_config *config, const char *text)
{
	int cpu = ec2a__cpu_of(text);

	if (cpu < 0)
		return EC2A_E_ARG;
	if (!ec2a__cpu_runs(cpu))
		return EC2A_E_UNSUPPORTED;
	if (ec2a__config_is_frozen(config))
		return EC2A_E_STATE;
	config->cpu = cpu;
	return 0;
}

int ec2a_config_set_str(ec2a_config *config, int option, const char *text)
{
	char *copy = NULL;

	if (!config || !text)
		return EC2A_E_ARG;
	if (!ec2a__option_is_text(option))
		return EC2A_E_UNSUPPORTED;
	if (option == EC2A_OPT_CPU)
		return set_cpu(config, text);
	if (!takes(option, text))
		return EC2A_E_ARG;
	if (ec2a__config_is_frozen(config))
		return EC2A_E_STATE;
	if (*text && !(copy = ec2a__strdup(text)))
		return EC2A_E_NOMEM;
	ec2a__free(config->texts[option]);
	config->texts[option] = copy;
	return 0;
}

int ec2a_config_get_str(const ec2a_config *config, int option, const char **ret_text)
{
	if (!ret_text)
		return EC2A_E_ARG;
	if (!ec2a__option_is_text(option))
		return EC2A_E_UNSUPPORTED;
	*ret_text = option == EC2A_OPT_CPU ? ec2a__cpu_text(ec2a__config_cpu(config)) :
					     ec2a__config_str(config, option);
	return 0;
}

const char *ec2a__config_str(const ec2a_config *config, int option)
{
	return config && config->texts[option] ? config->texts[option] : "";
}

int ec2a__config_cpu(const ec2a_config *config)
{
	return config ? config->cpu : EC2A__CPU_AUTO;
}
