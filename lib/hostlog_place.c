/* SPDX-License-Identifier: MIT */
/* Addresses, ports and fingerprints in messages of sshd. */
#include "hostlog.h"

#include "ascii.h"

int ec2a__host_is_number(struct ec2a__text text)
{
	for (size_t i = 0; i < text.size; i++)
		if (!ec2a__is_digit(text.data[i]))
			return 0;
	return text.size > 0;
}

/* sshd writes UNKNOWN where the other side is no socket, or gone. */
void ec2a__host_set_place(struct ec2a__host_said *said, struct ec2a__text address, struct ec2a__text port)
{
	if (!address.size || ec2a__text_is(address, "UNKNOWN"))
		return;
	said->fields[EC2A_FIELD_SOURCE_IP] = address;
	if (port.size)
		said->fields[EC2A_FIELD_SOURCE_PORT] = port;
}

/* An address, or the name of a host: one word, letters, digits and a few marks. */
static int is_address(struct ec2a__text word)
{
	for (size_t i = 0; i < word.size; i++) {
		char c = ec2a__lower(word.data[i]);

		if (!ec2a__is_digit(c) && !(c >= 'a' && c <= 'z') && !(c && strchr(".:%-_", c)))
			return 0;
	}
	return word.size > 0;
}

/* The last word, taken off with the space before it. */
static struct ec2a__text last_word(struct ec2a__text *text)
{
	size_t space = ec2a__text_find_last(*text, " ");
	struct ec2a__text word = *text;

	if (space == EC2A__NOWHERE) {
		*text = ec2a__text_part(*text, 0, 0);
		return word;
	}
	word = ec2a__text_part(*text, space + 1, text->size);
	text->size = space;
	return word;
}

int ec2a__host_take_place(struct ec2a__text *message, struct ec2a__host_said *said)
{
	struct ec2a__text rest = *message, port = last_word(&rest), address;

	if (ec2a__host_is_number(port) && ec2a__text_take_end(&rest, " port")) {
		address = last_word(&rest);
	} else {
		address = port;
		port = (struct ec2a__text){ NULL, 0 };
		rest = *message;
		last_word(&rest);
	}
	if (!is_address(address))
		return 0;
	ec2a__host_set_place(said, address, port);
	*message = rest;
	return 1;
}

/* ---- fingerprints ------------------------------------------------------------------ */

static int is_base64(struct ec2a__text text)
{
	for (size_t i = 0; i < text.size; i++) {
		char c = ec2a__lower(text.data[i]);

		if (!ec2a__is_digit(c) && !(c >= 'a' && c <= 'z') && c != '+' && c != '/')
			return 0;
	}
	return text.size > 0;
}

/* aa:bb: ... */
static int is_md5(struct ec2a__text text)
{
	for (size_t i = 0; i < text.size; i++)
		if (i % 3 == 2 ? text.data[i] != ':' : !ec2a__is_hex(text.data[i]))
			return 0;
	return text.size == 47;
}

int ec2a__host_fingerprint(struct ec2a__text word, int cut, struct ec2a__text *ret_fingerprint)
{
	struct ec2a__text rest = word;

	if (ec2a__text_take(&rest, "SHA256:")) {
		while (ec2a__text_take_end(&rest, "="))
			word.size--;
		if (!is_base64(rest) || (cut && rest.size != 43))
			return 0;
	} else {
		ec2a__text_take(&rest, "MD5:");
		if (!is_md5(rest))
			return 0;
	}
	*ret_fingerprint = word;
	return 1;
}
