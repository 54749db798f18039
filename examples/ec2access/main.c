/* SPDX-License-Identifier: MIT */
/* ec2access: who got onto which EC2 instance. Written against the public header alone, as any other program
 * would be. */
#include "options.h"
#include "output.h"
#include "sessions.h"

#include <fcntl.h>
#include <unistd.h>

/* With a standard descriptor closed, the first file opened would take its number, and messages would go into it.
 * The stand-ins are of the wrong direction, so that using them still fails. */
static void occupy_standard_descriptors(void)
{
	for (int fd = 0; fd <= 2; fd++)
		if (fcntl(fd, F_GETFD) < 0 && open("/dev/null", fd == 0 ? O_WRONLY : O_RDONLY) != fd)
			_exit(EXIT_NOTHING);
}

int main(int argc, char **argv)
{
	struct options options = {0};
	int result;

	occupy_standard_descriptors();
	options_read(&options, argc, argv);
	result = sessions_run(&options);
	options_free(&options);
	return result;
}
