/* SPDX-License-Identifier: MIT */
/* Which shape a message has: by its program, then by the words that it begins with. */
#include "hostlog.h"

#define SYSLOG_BYTES 500 /* sshd gives syslog no more of a message */
#define LONGEST 2048     /* nobody but sudo writes as much; what is longer has no shape */

enum program { NONE, SSHD, AGENT, SUDO };

struct shape {
	const char *begins;
	int kind;
	const char *name; /* NULL: the shape gives one */
	ec2a__host_shape_fn read; /* may change the kind */
};

/* "Accepted" first: of the lines that matter it is the one that must not be missed. */
static const struct shape sshd_shapes[] = {
	{ "Accepted ", EC2A__HOST_OTHER, NULL, ec2a__host_accepted },
	{ "Failed ", EC2A__HOST_OTHER, NULL, ec2a__host_failed },
	{ "Invalid user ", EC2A__HOST_REFUSED, "Invalid user", ec2a__host_from_at_end },
	{ "Connection closed by ", EC2A__HOST_LOGOUT, "Connection closed", ec2a__host_ended },
	{ "Connection reset by ", EC2A__HOST_LOGOUT, "Connection reset", ec2a__host_ended },
	{ "Received disconnect from ", EC2A__HOST_LOGOUT, "Received disconnect", ec2a__host_received_disconnect },
	{ "Disconnected from ", EC2A__HOST_LOGOUT, "Disconnected", ec2a__host_ended },
	{ "Timeout, client not responding", EC2A__HOST_LOGOUT, "Timeout", ec2a__host_timed_out },
	{ "terminating inactive connection from ", EC2A__HOST_LOGOUT, "terminating inactive connection",
	  ec2a__host_ended },
	{ "Disconnecting user ", EC2A__HOST_LOGOUT, "Disconnecting", ec2a__host_broken },
	{ "Read error from remote host ", EC2A__HOST_LOGOUT, "Read error", ec2a__host_received_disconnect },
	{ "error: Received disconnect from ", EC2A__HOST_LOGOUT, "Received disconnect",
	  ec2a__host_received_disconnect },
	{ "Exiting on signal ", EC2A__HOST_LOGOUT, "Exiting on signal", ec2a__host_signalled },
	{ "pam_unix(sshd:session): session opened for user ", EC2A__HOST_OPENED, "session opened", ec2a__host_opened },
	{ "pam_unix(sshd:session): session closed for user ", EC2A__HOST_CLOSED, "session closed", ec2a__host_closed },
	{ "pam_unix(sshd:auth): authentication failure;", EC2A__HOST_REFUSED, "authentication failure",
	  ec2a__host_pam_failure },
	{ "error: maximum authentication attempts exceeded for ", EC2A__HOST_REFUSED,
	  "maximum authentication attempts exceeded", ec2a__host_from_inside },
	{ "error: PAM: Authentication failure for ", EC2A__HOST_REFUSED, EC2A__PAM_FAILURE,
	  ec2a__host_from_at_end },
	{ "User ", EC2A__HOST_OTHER, NULL, ec2a__host_from_inside },
	{ "ROOT LOGIN REFUSED FROM ", EC2A__HOST_REFUSED, "ROOT LOGIN REFUSED", ec2a__host_address_first },
	{ "Unable to negotiate with ", EC2A__HOST_REFUSED, "Unable to negotiate", ec2a__host_address_first },
	{ "fatal: Timeout before authentication for ", EC2A__HOST_REFUSED, "Timeout before authentication",
	  ec2a__host_address_first },
	/* since OpenSSH 9.8 */
	{ "Timeout before authentication for connection from ", EC2A__HOST_REFUSED, "Timeout before authentication",
	  ec2a__host_address_first },
	{ "", EC2A__HOST_OTHER, NULL, ec2a__host_tagged },
};

static const struct shape agent_shapes[] = {
	{ "Providing ssh key from EC2 Instance Connect with fingerprint: ", EC2A__HOST_KEY_OFFER, "Providing ssh key",
	  ec2a__host_providing },
	{ "Querying EC2 Instance Connect keys for matching fingerprint: ", EC2A__HOST_KEY_ASKED, "Querying keys",
	  ec2a__host_querying },
};

static const struct shape sudo_shapes[] = {
	{ "", EC2A__HOST_OTHER, "sudo", ec2a__host_sudo },
};

/* Since OpenSSH 9.8 the one who logs is sshd-session, since 10.0 also sshd-auth. */
static int program_of(struct ec2a__text program)
{
	if (ec2a__text_is(program, "sshd") || ec2a__text_is(program, "sshd-session") ||
	    ec2a__text_is(program, "sshd-auth"))
		return SSHD;
	if (ec2a__text_is(program, "ec2-instance-connect"))
		return AGENT;
	return ec2a__text_is(program, "sudo") ? SUDO : NONE;
}

int ec2a__host_program_matters(struct ec2a__text program)
{
	return program_of(program) != NONE;
}

/* A published sample has two spaces behind the tag. sudo's name is padded on the left, and read by its own shape. */
static void say(const struct shape *shapes, size_t n_shapes, struct ec2a__text message, struct ec2a__host_said *said)
{
	while (ec2a__text_take(&message, " "))
		;
	for (size_t i = 0; i < n_shapes; i++) {
		struct ec2a__text rest = message;

		if (!ec2a__text_take(&rest, shapes[i].begins))
			continue;
		said->kind = shapes[i].kind;
		if (shapes[i].name)
			said->name = ec2a__text_of(shapes[i].name);
		shapes[i].read(rest, said);
		return;
	}
}

#define SAY(shapes, message, said) say((shapes), sizeof(shapes) / sizeof((shapes)[0]), (message), (said))

static int is_cut(struct ec2a__text message)
{
	return message.size >= SYSLOG_BYTES || (message.size && message.data[message.size - 1] == '>');
}

/* "message repeated 3 times: [ Failed password for ...]": what is in it, and how often; else the message, once. sshd
 * itself begins no message so. */
static uint32_t unfold(struct ec2a__text *message)
{
	struct ec2a__text inside = *message, number;
	uint32_t times = 0;

	if (!ec2a__text_take(&inside, "message repeated "))
		return 1;
	number = ec2a__text_word(&inside);
	if (!ec2a__host_is_number(number) || !ec2a__text_take(&inside, "times: [ ") || !ec2a__text_take_end(&inside, "]"))
		return 1;
	for (size_t i = 0; i < number.size && times < EC2A__MOST_TRIES; i++)
		times = times * 10 + (uint32_t)(number.data[i] - '0');
	*message = inside;
	return times;
}

/* Refusals come beside a Failed line, but PAM's, which often stands alone; who counts looks after both of one try. */
static uint32_t tries_of(const struct ec2a__host_said *said)
{
	return said->kind == EC2A__HOST_FAILED || ec2a__text_is(said->name, EC2A__PAM_FAILURE);
}

/* A login is never told so: of what was repeated, only tries are of interest. */
static void say_sshd(struct ec2a__text message, struct ec2a__host_said *said)
{
	struct ec2a__text once = message;
	uint32_t times = unfold(&once);

	SAY(sshd_shapes, once, said);
	said->tries = tries_of(said) * times;
	if (once.data != message.data && !said->tries)
		said->kind = EC2A__HOST_OTHER;
}

void ec2a__host_say(const struct ec2a__host_line *line, struct ec2a__host_said *ret_said)
{
	int program = program_of(line->program);

	*ret_said = (struct ec2a__host_said){ .cut = is_cut(line->message) };
	/* All daemons name their process; only sudo does not always. */
	if (program != SUDO && !line->pid.size)
		return;
	if (program == SSHD && line->message.size <= LONGEST)
		say_sshd(line->message, ret_said);
	else if (program == AGENT && line->message.size <= LONGEST)
		SAY(agent_shapes, line->message, ret_said);
	else if (program == SUDO)
		SAY(sudo_shapes, line->message, ret_said);
	if (ret_said->kind == EC2A__HOST_OTHER)
		*ret_said = (struct ec2a__host_said){ .kind = EC2A__HOST_OTHER };
}
