/* SPDX-License-Identifier: MIT */
/* Lines by which a login ends. With "[preauth]" behind them there was none. */
#include "hostlog.h"

static const char preauth[] = " [preauth]";

void ec2a__host_closed(struct ec2a__text message, struct ec2a__host_said *said)
{
	if (!said->cut)
		said->fields[EC2A_FIELD_OS_USER] = message;
}

/* "203.0.113.9 port 52110:11: disconnected by user", old: "203.0.113.9: 11: disconnected by user". The reason is the
 * client's text: this one is read from the left. */
void ec2a__host_received_disconnect(struct ec2a__text message, struct ec2a__host_said *said)
{
	struct ec2a__text address, port = { NULL, 0 };

	if (ec2a__text_take_end(&message, preauth))
		said->kind = EC2A__HOST_REFUSED;
	address = ec2a__text_word(&message);
	if (ec2a__text_take(&message, "port ")) {
		size_t colon = ec2a__text_find(message, ":");

		if (colon != EC2A__NOWHERE)
			port = ec2a__text_part(message, 0, colon);
	} else if (!ec2a__text_take_end(&address, ":")) {
		said->kind = EC2A__HOST_OTHER;
	}
	if (port.size && !ec2a__host_is_number(port))
		said->kind = EC2A__HOST_OTHER;
	ec2a__host_set_place(said, address, port);
}

/* "[user NAME ]ADDRESS[ port N]", after Disconnected from, Connection closed by, Connection reset by. */
void ec2a__host_ended(struct ec2a__text message, struct ec2a__host_said *said)
{
	if (ec2a__text_take_end(&message, preauth))
		said->kind = EC2A__HOST_REFUSED;
	if (ec2a__text_take(&message, "authenticating user ") || ec2a__text_take(&message, "invalid user ")) {
		said->kind = EC2A__HOST_REFUSED;
		ec2a__host_take_place(&message, said);
		said->fields[EC2A_FIELD_OS_USER] = message;
		return;
	}
	if (ec2a__text_take(&message, "user ")) {
		if (!said->cut && ec2a__host_take_place(&message, said))
			said->fields[EC2A_FIELD_OS_USER] = message;
		return;
	}
	/* Nothing but a place, or a sentence of another meaning ("Connection closed by remote host"). */
	if (!ec2a__host_take_place(&message, said) || message.size)
		said->kind = EC2A__HOST_OTHER;
}

/* "", old: "."; " from user ana 203.0.113.9 port 52110" */
void ec2a__host_timed_out(struct ec2a__text message, struct ec2a__host_said *said)
{
	if (ec2a__text_take(&message, " from "))
		ec2a__host_ended(message, said);
}

/* "NAME ADDRESS port N: why". Reasons may hold a colon; a user that is in has none, nor has a place a colon and space. */
void ec2a__host_broken(struct ec2a__text message, struct ec2a__host_said *said)
{
	size_t colon = ec2a__text_find(message, ": ");

	message.size = colon == EC2A__NOWHERE ? message.size : colon;
	if (!said->cut && ec2a__host_take_place(&message, said))
		said->fields[EC2A_FIELD_OS_USER] = message;
}

/* "ssh_dispatch_run_fatal: ": a function's name. */
static void take_function(struct ec2a__text *message)
{
	size_t n = 0;

	while (n < message->size && (message->data[n] == '_' || (message->data[n] >= 'a' && message->data[n] <= 'z')))
		n++;
	if (n && n + 2 <= message->size && memcmp(message->data + n, ": ", 2) == 0)
		*message = ec2a__text_part(*message, n + 2, message->size);
}

/* "[fatal: ][FUNCTION: ]Connection from user NAME ADDRESS port N: why", "... port N timed out". Where no user is named,
 * nobody was in. */
void ec2a__host_tagged(struct ec2a__text message, struct ec2a__host_said *said)
{
	ec2a__text_take(&message, "fatal: ");
	take_function(&message);
	if (!ec2a__text_take(&message, "Connection from user "))
		return;
	said->kind = EC2A__HOST_LOGOUT;
	said->name = ec2a__text_of("Connection broken");
	ec2a__text_take_end(&message, " timed out");
	ec2a__host_broken(message, said);
}

/* "15": the process that serves the login, when the host goes down. The listener's line is another one. */
void ec2a__host_signalled(struct ec2a__text message, struct ec2a__host_said *said)
{
	if (!ec2a__host_is_number(message))
		said->kind = EC2A__HOST_OTHER;
}
