/* SPDX-License-Identifier: MIT */
/* An open descriptor as a source, and what every kind that reads a descriptor shares. */
#include "source.h"

#include <errno.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

/* How long a read of a pipe may go without asking whether it was cancelled. */
#define WAIT_MS 100

const char *ec2a__errno_text(int number)
{
	static const struct {
		int number;
		const char *text;
	} texts[] = {
		{ENOENT, "No such file or directory"},
		{EACCES, "Permission denied"},
		{EPERM, "Operation not permitted"},
		{EISDIR, "Is a directory"},
		{ENOTDIR, "Not a directory"},
		{ELOOP, "Too many levels of symbolic links"},
		{ENAMETOOLONG, "File name too long"},
		{EMFILE, "Too many open files"},
		{ENFILE, "Too many open files in system"},
		{EIO, "Input/output error"},
		{EBADF, "Bad file descriptor"},
		{ENXIO, "No such device or address"},
		{ENODEV, "No such device"},
		{EINVAL, "Invalid argument"},
		{EOVERFLOW, "Value too large"},
		{ESTALE, "Stale file handle"},
		{ETIMEDOUT, "Connection timed out"},
		{ENOMEM, "Cannot allocate memory"},
	};

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		if (texts[i].number == number)
			return texts[i].text;
	return "The system refused it";
}

int ec2a__errno_code(int number)
{
	if (number == ENOENT || number == ENOTDIR)
		return EC2A_E_NOT_FOUND;
	return number == ENOMEM ? EC2A_E_NOMEM : EC2A_E_IO;
}

void ec2a__input_look_at_fd(ec2a_input *input)
{
	struct stat st;

	input->waits = fstat(input->fd, &st) != 0 || !S_ISREG(st.st_mode);
	if (!input->waits)
		input->modified = st.st_mtime;
}

/* 0, or EC2A_E_CANCELLED. A named pipe that no writer has opened yet has no event either: reading it would tell
 * its end, which it is not, so reading comes after an event only. A failing poll is no matter: read() tells what is wrong. */
static int wait_for_bytes(const ec2a_input *input)
{
	struct pollfd waiting = {.fd = input->fd, .events = POLLIN};

	while (!ec2a__input_cancelled(input)) {
		int n = poll(&waiting, 1, WAIT_MS);

		if (n > 0 || (n < 0 && errno != EINTR))
			return 0;
	}
	return EC2A_E_CANCELLED;
}

int ec2a__input_read_fd(ec2a_input *input, void *buffer, size_t size, size_t *ret_size)
{
	for (;;) {
		ssize_t got;

		if (input->waits && wait_for_bytes(input) < 0)
			return EC2A_E_CANCELLED;
		got = read(input->fd, buffer, size);
		if (got >= 0) {
			*ret_size = (size_t)got;
			return 0;
		}
		if (errno == EAGAIN || errno == EWOULDBLOCK)
			input->waits = 1;
		else if (errno != EINTR)
			return ec2a__input_fail(input, EC2A_E_IO, "reading failed", ec2a__errno_text(errno));
		if (ec2a__input_cancelled(input))
			return EC2A_E_CANCELLED;
	}
}

static int fd_open(ec2a_input *input)
{
	input->fd = (int)(intptr_t)input->origin->state;
	ec2a__input_look_at_fd(input);
	return 0;
}

static const struct ec2a__source_kind fd_kind = {
	.list = ec2a__source_list_one,
	.open = fd_open,
	.read = ec2a__input_read_fd,
};

EC2A_API int ec2a_source_fd(ec2a_config *config, const char *name, int fd, ec2a_source **ret_source)
{
	if (!name || fd < 0 || !ret_source)
		return EC2A_E_ARG;
	return ec2a__source_make(config, name, &fd_kind, (void *)(intptr_t)fd, ret_source);
}
