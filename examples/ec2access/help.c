/* SPDX-License-Identifier: MIT */
#include "help.h"

#include "output.h"

#include <ec2access/ec2access.h>
#include <stdlib.h>

static const char help[] =
	"Usage: ec2access sessions [OPTIONS] INPUT ...\n"
	"\n"
	"Who got onto which EC2 instance, when, from where, by which method, and what\n"
	"proves it: read from AWS CloudTrail records.\n"
	"\n"
	"INPUT is a file, a folder (all files below it), or - for standard input. Plain\n"
	"or gzip; what is inside is found out by looking at it.\n"
	"\n"
	"Which rows (each may be given several times, any of its values matches):\n"
	"  --since TIME         rows that start at TIME or later\n"
	"  --until TIME         rows that start before TIME\n"
	"                       TIME: 2023-09-04T05:56:04Z, 2023-09-04 (UTC), or 7d, 36h,\n"
	"                       90m before now\n"
	"  --instance ID        i-..., or a target as logged (mi-..., ecs:...)\n"
	"  --principal NAME     an ARN, a user's or role's name, or a role session's name\n"
	"  --account ID         --region NAME\n"
	"  --method NAME        session-manager, instance-connect, ...\n"
	"  --surface NAME       console, cli, cloudshell, sdk, service, host, unknown\n"
	"  --outcome NAME       attached, granted, not-attached, denied, failed\n"
	"  --event-name NAME    rows that such an event belongs to\n"
	"  --actions            also run-command and password-retrieval, which act on an\n"
	"                       instance without a session on it (so does naming one of\n"
	"                       them with --method)\n"
	"\n"
	"How:\n"
	"  --format NAME        table (the default), csv, jsonl\n"
	"  -o FILE              write there; the file appears when it is complete\n"
	"  -j N                 read with N threads; else with as many as there are CPUs\n"
	"  --strict             check every byte of every record\n"
	"  --host NAME=i-...    the instance that a host name or private address is\n"
	"  --progress[=json]    a bar on standard error when it is a terminal; or JSON lines\n"
	"  --stats              what was read, as one JSON line on standard error\n"
	"  --help, --version\n"
	"\n"
	"Outcomes: 'attached' is proved by the client's own channel or a login. 'granted'\n"
	"says that the call succeeded and nothing in these records proves that it was\n"
	"used; it does not mean \"not used\". 'not-attached' was given up within two\n"
	"seconds. 'denied' and 'failed' are attempts, marked with '!' in the table.\n"
	"\n"
	"In the table, '<=' before a time says that the start was not seen: the first\n"
	"record of that session is of this time.\n"
	"\n"
	"Exit status: 0 all input was read; 1 results were printed but some input could\n"
	"not be read (standard error says which); 2 usage; 3 nothing could be done.\n";

static _Noreturn void print(const char *first, const char *second, const char *third)
{
	output_begin();
	output_puts(first);
	output_puts(second);
	output_puts(third);
	output_commit();
	exit(EXIT_READ);
}

_Noreturn void help_print(void)
{
	print(help, "", "");
}

_Noreturn void help_print_version(void)
{
	print("ec2access ", ec2a_version(), "\n");
}
