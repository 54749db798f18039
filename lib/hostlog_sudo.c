/* SPDX-License-Identifier: MIT */
/* "  ubuntu : TTY=pts/0 ; PWD=/home/ubuntu ; USER=root ; COMMAND=/usr/bin/du -sh /var/log" */
#include "hostlog.h"

static const struct {
	const char *key;
	int field; /* 0: not kept */
} keys[] = {
	{ "HOST=", 0 }, { "TTY=", EC2A_FIELD_TTY }, { "CHROOT=", 0 }, { "CWD=", EC2A_FIELD_WORKING_FOLDER },
	{ "PWD=", EC2A_FIELD_WORKING_FOLDER }, { "USER=", EC2A_FIELD_SUDO_USER }, { "GROUP=", 0 }, { "TSID=", 0 },
	{ "ENV=", 0 },
};

/* One "KEY=value ; ": 1, or 0 where something else stands there. */
static int take_pair(struct ec2a__text *message, struct ec2a__host_said *said)
{
	static const char separator[] = " ; ";
	size_t end = ec2a__text_find(*message, separator);
	struct ec2a__text value;

	if (end == EC2A__NOWHERE)
		return 0;
	value = ec2a__text_part(*message, 0, end);
	*message = ec2a__text_part(*message, end + sizeof separator - 1, message->size);
	for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++) {
		if (!ec2a__text_take(&value, keys[i].key))
			continue;
		if (keys[i].field)
			said->fields[keys[i].field] = value;
		return 1;
	}
	return 0;
}

/*
 * The first COMMAND= counts and takes all that follows: a folder's name may hold " ; COMMAND=" too, and then nothing
 * of the line is hidden. What sudo refused ("command not allowed ; TTY=...") ran no command.
 */
void ec2a__host_sudo(struct ec2a__text message, struct ec2a__host_said *said)
{
	size_t colon;
	struct ec2a__text user;

	colon = ec2a__text_find(message, " : ");
	if (colon == EC2A__NOWHERE)
		return;
	user = ec2a__text_part(message, 0, colon);
	message = ec2a__text_part(message, colon + 3, message.size);
	while (!ec2a__text_take(&message, "COMMAND="))
		if (!take_pair(&message, said))
			return;
	said->kind = EC2A__HOST_SUDO;
	said->fields[EC2A_FIELD_OS_USER] = user;
	said->fields[EC2A_FIELD_COMMAND] = message;
}
