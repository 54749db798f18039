/* SPDX-License-Identifier: MIT */
/* Lines that say that nobody got in. What counts is the address; names in them are the attacker's. */
#include "hostlog.h"

/* "NAME from ADDRESS[ port N]": Invalid user, PAM: Authentication failure. Or "NAME" alone, of an account that is locked
 * or has no shell: then its last word is no address. */
void ec2a__host_from_at_end(struct ec2a__text message, struct ec2a__host_said *said)
{
	struct ec2a__host_said with_place = *said;
	struct ec2a__text name;

	ec2a__text_take_end(&message, " [preauth]");
	ec2a__text_take_end(&message, " ssh2");
	ec2a__text_take(&message, "invalid user ");
	ec2a__text_take(&message, "illegal user ");
	name = message;
	/* The name may be empty: "Invalid user  from 198.51.100.4". */
	if (ec2a__host_take_place(&name, &with_place) && ec2a__text_take_end(&name, " from")) {
		*said = with_place;
		message = name;
	}
	if (!said->cut)
		said->fields[EC2A_FIELD_OS_USER] = message;
}

/* "root from ADDRESS not allowed because ...", "root from ADDRESS port N ssh2 [preauth]" */
void ec2a__host_from_inside(struct ec2a__text message, struct ec2a__host_said *said)
{
	size_t because = ec2a__text_find_last(message, " not allowed because ");

	if (because != EC2A__NOWHERE) {
		message.size = because;
		said->kind = EC2A__HOST_REFUSED;
		said->name = ec2a__text_of("User not allowed");
	}
	if (said->kind == EC2A__HOST_REFUSED)
		ec2a__host_from_at_end(message, said);
}

/* "ADDRESS port N: no matching ...", "ADDRESS" */
void ec2a__host_address_first(struct ec2a__text message, struct ec2a__host_said *said)
{
	struct ec2a__text address = ec2a__text_word(&message), port = { NULL, 0 };

	if (ec2a__text_take(&message, "port ")) {
		port = ec2a__text_word(&message);
		ec2a__text_take_end(&port, ":");
	}
	ec2a__host_set_place(said, address, ec2a__host_is_number(port) ? port : (struct ec2a__text){ NULL, 0 });
}

/* "logname= uid=0 euid=0 tty=ssh ruser= rhost=198.51.100.4  user=root": the name, behind it, is not looked into. */
void ec2a__host_pam_failure(struct ec2a__text message, struct ec2a__host_said *said)
{
	static const char rhost[] = " rhost=";
	size_t at = ec2a__text_find(message, rhost);

	if (at == EC2A__NOWHERE)
		return;
	message = ec2a__text_part(message, at + sizeof rhost - 1, message.size);
	ec2a__host_set_place(said, ec2a__text_word(&message), (struct ec2a__text){ NULL, 0 });
	if (ec2a__text_take(&message, " user=") || ec2a__text_take(&message, "user="))
		said->fields[EC2A_FIELD_OS_USER] = message;
}
