/* SPDX-License-Identifier: MIT */
/* Lines of the EC2 Instance Connect agent. A pager may have cut them: half an id is none. */
#include "hostlog.h"

#include "ascii.h"

#define UUID_BYTES 36

static int is_uuid(struct ec2a__text text)
{
	for (size_t i = 0; i < text.size; i++)
		if (i == 8 || i == 13 || i == 18 || i == 23 ? text.data[i] != '-' : !ec2a__is_hex(text.data[i]))
			return 0;
	return text.size == UUID_BYTES;
}

/* Up to the next comma, which is left. */
static struct ec2a__text take_value(struct ec2a__text *message)
{
	size_t comma = ec2a__text_find(*message, ", ");
	struct ec2a__text value = ec2a__text_part(*message, 0, comma == EC2A__NOWHERE ? message->size : comma);

	*message = ec2a__text_part(*message, value.size, message->size);
	return value;
}

static void set_fingerprint(struct ec2a__text word, struct ec2a__text message, struct ec2a__host_said *said)
{
	struct ec2a__text fingerprint;

	if (ec2a__host_fingerprint(word, !message.size, &fingerprint))
		said->fields[EC2A_FIELD_PUBLIC_KEY_FINGERPRINT] = fingerprint;
}

void ec2a__host_querying(struct ec2a__text message, struct ec2a__host_said *said)
{
	struct ec2a__text word = take_value(&message);

	set_fingerprint(word, message, said);
}

/* "SHA256:...[, request-id: UUID][, for IAM principal: ARN]"; the ARN ends in a name that the caller chose, so it is
 * the rest, whatever stands in it. */
void ec2a__host_providing(struct ec2a__text message, struct ec2a__host_said *said)
{
	struct ec2a__text word = take_value(&message);

	set_fingerprint(word, message, said);
	if (ec2a__text_take(&message, ", request-id: ")) {
		word = take_value(&message);
		if (is_uuid(word))
			said->fields[EC2A_FIELD_REQUEST_ID] = word;
	}
	if (ec2a__text_take(&message, ", for IAM principal: ") && !said->cut && message.size)
		said->fields[EC2A_FIELD_PRINCIPAL_ARN] = message;
}
