/* SPDX-License-Identifier: MIT */
/*
 * Lines by which somebody gets in, or tries to. The name before " from " is the attacker's choice and may hold
 * " from 10.0.0.1 port 1 ssh2": places are read from the right.
 */
#include "hostlog.h"

/* "RSA SHA256:...": 1, and both; 0 where it is something else. */
static int take_key(struct ec2a__text *text, int cut, int type_field, int fingerprint_field,
		    struct ec2a__host_said *said)
{
	struct ec2a__text rest = *text, type = ec2a__text_word(&rest), word = ec2a__text_word(&rest), fingerprint;

	if (!type.size || !ec2a__host_fingerprint(word, cut && !rest.size, &fingerprint))
		return 0;
	if (type_field)
		said->fields[type_field] = type;
	said->fields[fingerprint_field] = fingerprint;
	*text = rest;
	return 1;
}

/* "ID ana (serial 7) CA RSA SHA256:...". The CA chose the name in it: the serial is looked for from the right. */
static int take_certificate(struct ec2a__text text, int cut, struct ec2a__host_said *said)
{
	static const char marks[] = " (serial ";
	size_t serial = ec2a__text_find_last(text, marks), end;
	struct ec2a__text id = text, number;

	if (serial == EC2A__NOWHERE || !ec2a__text_take(&id, "ID "))
		return 0;
	number = ec2a__text_part(text, serial + sizeof marks - 1, text.size);
	end = ec2a__text_find(number, ") CA ");
	if (end == EC2A__NOWHERE || serial < 3)
		return 0;
	text = ec2a__text_part(number, end + sizeof ") CA " - 1, number.size);
	number = ec2a__text_part(number, 0, end);
	if (!ec2a__host_is_number(number))
		return 0;
	said->fields[EC2A_FIELD_CERTIFICATE_ID] = ec2a__text_part(id, 0, serial - 3);
	said->fields[EC2A_FIELD_CERTIFICATE_SERIAL] = number;
	return take_key(&text, cut, 0, EC2A_FIELD_CA_FINGERPRINT, said) && !text.size;
}

/* What follows "ssh2: ". Whether nothing in it is left unexplained. */
static int read_extra(struct ec2a__text extra, int cut, struct ec2a__host_said *said)
{
	if (!take_key(&extra, cut, EC2A_FIELD_KEY_TYPE, EC2A_FIELD_PUBLIC_KEY_FINGERPRINT, said))
		return 0;
	return !extra.size || take_certificate(extra, cut, said);
}

/* "ADDRESS port N ssh2[: EXTRA]"; "ssh2" may be cut, or missing. 2: all of it is known; 1: what follows is not; 0. */
static int read_tail(struct ec2a__text tail, int cut, struct ec2a__host_said *said)
{
	struct ec2a__text address = ec2a__text_word(&tail), port;
	int known;

	if (!address.size || !ec2a__text_take(&tail, "port "))
		return 0;
	port = ec2a__text_word(&tail);
	if (!ec2a__host_is_number(port))
		return 0;
	while (ec2a__text_take(&tail, " ")) /* seen in a published sample */
		;
	known = !tail.size || ec2a__text_is(tail, "ssh2") || ec2a__text_is(tail, "ssh") || ec2a__text_is(tail, "ss") ||
		ec2a__text_is(tail, "s");
	if (!known && !ec2a__text_take(&tail, "ssh2: "))
		return 0;
	/* A port at the end of a cut line may lack digits. */
	ec2a__host_set_place(said, address, cut && !tail.size ? (struct ec2a__text){ NULL, 0 } : port);
	return known || read_extra(tail, cut, said) ? 2 : 1;
}

static void forget_tail(struct ec2a__host_said *said)
{
	static const int fields[] = { EC2A_FIELD_SOURCE_IP, EC2A_FIELD_SOURCE_PORT, EC2A_FIELD_KEY_TYPE,
				      EC2A_FIELD_PUBLIC_KEY_FINGERPRINT, EC2A_FIELD_CERTIFICATE_ID,
				      EC2A_FIELD_CERTIFICATE_SERIAL, EC2A_FIELD_CA_FINGERPRINT };

	for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++)
		said->fields[fields[i]] = (struct ec2a__text){ NULL, 0 };
}

/* The user's name ends at the last " from " behind which such a tail stands: one that is known to its end; else, since a
 * method may say more, any. */
static void read_user(struct ec2a__text text, struct ec2a__host_said *said)
{
	static const char from[] = " from ";
	int cut = said->cut;

	for (int least = 2; least > 0; least--) {
		struct ec2a__text user = text;
		size_t at;

		while ((at = ec2a__text_find_last(user, from)) != EC2A__NOWHERE) {
			user.size = at;
			if (read_tail(ec2a__text_part(text, at + sizeof from - 1, text.size), cut, said) >= least) {
				said->fields[EC2A_FIELD_OS_USER] = user;
				return;
			}
			forget_tail(said);
		}
	}
}

/* "METHOD for ": 1, and what follows; the name of the line is the two words that it begins with. */
static int take_method(struct ec2a__text *message, size_t before, struct ec2a__host_said *said)
{
	struct ec2a__text method = ec2a__text_word(message);

	if (!method.size || !ec2a__text_take(message, "for "))
		return 0;
	said->fields[EC2A_FIELD_AUTH_METHOD] = method;
	said->name = (struct ec2a__text){ method.data - before, before + method.size };
	return 1;
}

void ec2a__host_accepted(struct ec2a__text message, struct ec2a__host_said *said)
{
	if (!take_method(&message, sizeof "Accepted " - 1, said))
		return;
	said->kind = EC2A__HOST_LOGIN;
	read_user(message, said);
}

/* "Failed none" is how a client asks what it may try: no try itself. */
void ec2a__host_failed(struct ec2a__text message, struct ec2a__host_said *said)
{
	if (!take_method(&message, sizeof "Failed " - 1, said))
		return;
	said->kind = ec2a__text_is(said->fields[EC2A_FIELD_AUTH_METHOD], "none") ? EC2A__HOST_REFUSED : EC2A__HOST_FAILED;
	ec2a__text_take(&message, "invalid user ");
	read_user(message, said);
}

/* "ec2-user(uid=1000) by ec2-user(uid=0)", "ana by (uid=0)". What is cut off leaves no user. */
void ec2a__host_opened(struct ec2a__text message, struct ec2a__host_said *said)
{
	size_t by = ec2a__text_find_last(message, " by "), uid;
	struct ec2a__text user;

	if (by == EC2A__NOWHERE)
		return;
	user = ec2a__text_part(message, 0, by);
	uid = ec2a__text_find_last(user, "(uid=");
	if (uid != EC2A__NOWHERE && ec2a__text_take_end(&user, ")"))
		user.size = uid;
	said->fields[EC2A_FIELD_OS_USER] = user;
}
