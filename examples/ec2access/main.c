/* SPDX-License-Identifier: MIT */
/* ec2access: who got onto which EC2 instance. Written against the public header alone, as any other program
 * would be. */
#include "commands.h"
#include "options.h"
#include "output.h"

#include <fcntl.h>
#include <unistd.h>

/* What each command of help_table.c runs; NULL where it comes with a later release. */
static int (*const runs[COMMANDS])(const struct options *options) = {
	[COMMAND_SESSIONS] = sessions_run,
	[COMMAND_EVENTS] = events_run,
	[COMMAND_USAGE] = usage_run,
	[COMMAND_TIMELINE] = timeline_run,
	[COMMAND_EXPLAIN] = explain_run,
	[COMMAND_COVERAGE] = coverage_run,
	[COMMAND_FETCH] = fetch_run,
	[COMMAND_VALIDATE] = validate_run,
};

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
	struct options options = {.lateness_s = -1, .horizon_s = -1};
	int result;

	occupy_standard_descriptors();
	options_read(&options, argc, argv);
	result = runs[options.command](&options);
	options_free(&options);
	return result;
}
