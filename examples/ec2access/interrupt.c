/* SPDX-License-Identifier: MIT */
#include "interrupt.h"

#include "output.h"

#include <signal.h>
#include <string.h>
#include <unistd.h>

static volatile sig_atomic_t came;
static ec2a_scan *volatile watched;
static ec2a_source *volatile listed;
static ec2a_digest *volatile watched_digest;
static int held;

static void end_by(int number)
{
	output_abandon();
	signal(number, SIG_DFL);
	raise(number);
}

static void on_signal(int number)
{
	if (came)
		end_by(number);
	came = number;
	ec2a_scan_cancel(watched);
	ec2a_source_cancel(listed);
	ec2a_digest_cancel(watched_digest);
}

void interrupt_watch_source(ec2a_source *source)
{
	listed = source;
	if (came)
		ec2a_source_cancel(source);
}

static void watch(void)
{
	static const int numbers[] = {SIGINT, SIGTERM, SIGHUP};

	for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++) {
		struct sigaction action, before;

		/* What was ignored when we were started (nohup) stays ignored. */
		if (sigaction(numbers[i], NULL, &before) != 0 || before.sa_handler == SIG_IGN)
			continue;
		memset(&action, 0, sizeof(action));
		action.sa_handler = on_signal; /* no SA_RESTART: a write that waits for a reader must end */
		sigemptyset(&action.sa_mask);
		/* The raise() of a second one has to arrive while its handler runs. */
		action.sa_flags = SA_NODEFER;
		sigaction(numbers[i], &action, NULL);
	}
	signal(SIGPIPE, SIG_IGN); /* told by EPIPE, so that nothing partial is left */
}

void interrupt_watch(ec2a_scan *scan)
{
	watched = scan;
	watch();
}

void interrupt_watch_digest(ec2a_digest *digest)
{
	watched_digest = digest;
	watch();
}

void interrupt_forget(void)
{
	watched_digest = NULL;
	watched = NULL;
}

void interrupt_hold(void)
{
	held = 1;
}

int interrupt_came(void)
{
	return came != 0;
}

void interrupt_check(void)
{
	int number = (int)came;

	if (!number || held)
		return;
	end_by(number);
	_exit(EXIT_NOTHING);
}
