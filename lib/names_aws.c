/* SPDX-License-Identifier: MIT */
#include "names_aws.h"

#include "ascii.h"

#include <string.h>

#define LABEL_BYTES 63
#define HOST_BYTES  255

int ec2a__is_region(const char *text)
{
	size_t size = strnlen(text, LABEL_BYTES + 1);

	if (size < 2 || size > LABEL_BYTES || text[0] < 'a' || text[0] > 'z' || text[size - 1] == '-')
		return 0;
	for (size_t i = 0; i < size; i++)
		if (!(text[i] >= 'a' && text[i] <= 'z') && !ec2a__is_digit(text[i]) && text[i] != '-')
			return 0;
	return 1;
}

/* How many bytes from the start are a host: a name, an address, or an IPv6 address in brackets. 0: none. */
static size_t host_length(const char *text)
{
	static const char name[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-_";
	size_t size;

	if (*text != '[') {
		size = strspn(text, name);
		return size <= HOST_BYTES ? size : 0;
	}
	size = 1 + strspn(text + 1, "0123456789abcdefABCDEF:.");
	return size > 2 && size < HOST_BYTES && text[size] == ']' ? size + 1 : 0;
}

int ec2a__is_endpoint(const char *text)
{
	size_t size;
	int port = 0;

	if (strncmp(text, "https://", 8) == 0)
		text += 8;
	else if (strncmp(text, "http://", 7) == 0)
		text += 7;
	else
		return 0;
	size = host_length(text);
	if (!size)
		return 0;
	text += size;
	if (*text == ':') {
		for (text++; ec2a__is_digit(*text) && port <= 65535; text++)
			port = port * 10 + (*text - '0');
		if (port < 1 || port > 65535)
			return 0;
	}
	return !*text || (*text == '/' && !text[1]);
}

/* Partitions of AWS, by how their regions begin. */
static const struct {
	const char *region, *suffix;
} partitions[] = {
	{ "cn-", "amazonaws.com.cn" },
	{ "us-isob-", "sc2s.sgov.gov" },
	{ "us-isof-", "csp.hci.ic.gov" },
	{ "us-iso-", "c2s.ic.gov" },
	{ "eu-isoe-", "cloud.adc-e.uk" },
	{ "eusc-", "amazonaws.eu" },
};

const char *ec2a__region_suffix(const char *region)
{
	for (size_t i = 0; i < sizeof(partitions) / sizeof(partitions[0]); i++)
		if (strncmp(region, partitions[i].region, strlen(partitions[i].region)) == 0)
			return partitions[i].suffix;
	return "amazonaws.com";
}
