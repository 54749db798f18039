/* SPDX-License-Identifier: MIT */
#include "help_table.h"

#include "options_value.h"

#include <ec2access/ec2access.h>

#define COVERAGE HELP_ON(COMMAND_COVERAGE)
#define SESSIONS HELP_ON(COMMAND_SESSIONS)
#define USAGE HELP_ON(COMMAND_USAGE)
#define VALIDATE HELP_ON(COMMAND_VALIDATE)
#define FETCH HELP_ON(COMMAND_FETCH)

/* Fetching prints no rows and reads no records. */
#define HELP_ON_PRINTED (~FETCH)

/* Coverage is about all records of a place; it knows nothing of instances, callers and methods. */
#define HELP_ON_ROWS (~(COVERAGE | VALIDATE | FETCH))
/* Validate reads bytes, never records. */
#define HELP_ON_RECORDS (~(VALIDATE | FETCH))

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

const char help_one_line[] = "who got onto which EC2 instance";

const char help_about[] =
	"Who got onto which EC2 instance, when, from where, by which method, and what proves it: read from AWS "
	"CloudTrail records and from hosts' own logs. INPUT is a file, a folder (all files below it), - for standard "
	"input, s3://BUCKET/PREFIX, or lookup:REGION for the Event history that CloudTrail keeps of it. Files are plain or "
	"gzip; what is inside is found out by looking at it.";

const struct help_command help_commands[] = {
	{COMMAND_SESSIONS, "sessions", "INPUT ...", "sessions and attempts, one row each",
	 "The records of one human act, joined: who, which instance, from when to when, by which method, and what came "
	 "of it. Refused calls are rows of their own, attempts."},
	{COMMAND_EVENTS, "events", "INPUT ...", "access events, one record a row",
	 "The records that bear on who reached an instance, in order of time, each once; where copies of one differ, "
	 "the same one as in sessions. Method and outcome are those of the session that a record belongs to. The CSV is as "
	 "Athena would list the calls, without them."},
	{COMMAND_USAGE, "usage", "INPUT ...", "how often, by whom, or per day",
	 "How many calls of Session Manager (StartSession, TerminateSession, ResumeSession; others with --event-name), "
	 "refused ones too: by instance and principal unless --by or --per says otherwise. With both, a row is a time "
	 "with its instance, principal or both."},
	{COMMAND_TIMELINE, "timeline", "INSTANCE INPUT ...", "what happened to one instance",
	 "The sessions on INSTANCE (i-..., mi-..., ecs:...), a line for each start, resume and end, and what was done to "
	 "it (starting, stopping, volumes, images, screenshots, commands), in order of time, each with its caller. "
	 "Where the start of a session is not in the records, its line says 'seen'. --since and --until choose lines."},
	{COMMAND_EXPLAIN, "explain", "INPUT ...", "why each access event was judged as it was",
	 "For each access event every rule that fired, with the field it read, and the session that the event became "
	 "part of, with that session's reasons."},
	{COMMAND_COVERAGE, "coverage", "INPUT ...", "what the records cover, and what is missing",
	 "The basis of \"nobody got on\": of each account and region the first and last record, gaps (24 hours of the clock "
	 "or more without any record), whether read-only events and channel records were there at all, and what was done "
	 "to trails (StopLogging, DeleteTrail, PutEventSelectors, UpdateTrail). Every record counts, and every copy."},
	{COMMAND_FETCH, "fetch", "INPUT ... --into DIR", "bring records from AWS into a folder",
	 "What AWS has, into a folder, so that it can be read as often as one likes. INPUT is lookup:REGION, Event history, or "
	 "s3://BUCKET/PREFIX, the files of a trail with their digests. A file appears when it is complete. What is there is not "
	 "asked for again: a run that was ended goes on where it stopped. Nothing is ever written elsewhere than in DIR."},
	{COMMAND_VALIDATE, "validate", "INPUT ...", "prove that log files are what CloudTrail wrote",
	 "Whether nothing was changed, removed or added: the digests of a trail, which CloudTrail signs every hour, each "
	 "with its signature and the digest before it, and every log file by the hash that they name. INPUT is the "
	 "bucket itself (s3://BUCKET/PREFIX), or a folder with the trail's objects as they lie in it, and the public keys. The "
	 "table shows what is not proven, --format jsonl and csv also what is."},
	{COMMAND_REPORT, "report", "INPUT ...", "one HTML page", NULL},
};
const size_t help_command_count = COUNT(help_commands);

const char *const help_group_titles[] = {
	"Which rows",
	"How",
	"From AWS",
};

static const char *const formats[] = {"table", "csv", "jsonl", NULL};
static const char *const spans[] = {"hour", "day", "week", "month", NULL};
static const char *const groups[] = {"instance", "principal", "instance,principal", NULL};
static const char *const payers[] = {"requester", NULL};
static const char *const progress_kinds[] = {"json", NULL};

const struct help_option help_options[] = {
	{OPTION_SINCE, GROUP_ROWS, HELP_ON_ALL, "--since", 0, TAKES_VALUE, "TIME", NULL, 0,
	 "From TIME on. TIME is 2023-09-04T05:56:04Z, 2023-09-04 (UTC), or 7d, 36h, 90m before now."},
	{OPTION_UNTIL, GROUP_ROWS, HELP_ON_ALL, "--until", 0, TAKES_VALUE, "TIME", NULL, 0,
	 "Before TIME."},
	{OPTION_INSTANCE, GROUP_ROWS, HELP_ON_ROWS, "--instance", 0, TAKES_VALUE, "ID", NULL, 0,
	 "i-..., or a target as logged (mi-..., ecs:...)."},
	{OPTION_PRINCIPAL, GROUP_ROWS, HELP_ON_ROWS, "--principal", 0, TAKES_VALUE, "NAME", NULL, 0,
	 "An ARN, a user's or role's name, a role session's name, or an access key id."},
	{OPTION_ACCOUNT, GROUP_ROWS, HELP_ON_ALL, "--account", 0, TAKES_VALUE, "ID", NULL, 0,
	 "An account's number."},
	{OPTION_REGION, GROUP_ROWS, HELP_ON_ALL, "--region", 0, TAKES_VALUE, "NAME", NULL, 0,
	 "A region, such as us-east-1."},
	{OPTION_METHOD, GROUP_ROWS, HELP_ON_ROWS, "--method", 0, TAKES_VALUE, "NAME", NULL, EC2A_ENUM_METHOD,
	 "By which method."},
	{OPTION_SURFACE, GROUP_ROWS, HELP_ON_ROWS, "--surface", 0, TAKES_VALUE, "NAME", NULL, EC2A_ENUM_SURFACE,
	 "Through what the call was made."},
	{OPTION_OUTCOME, GROUP_ROWS, HELP_ON_ROWS, "--outcome", 0, TAKES_VALUE, "NAME", NULL, EC2A_ENUM_OUTCOME,
	 "What came of it; see Outcomes below."},
	{OPTION_EVENT_NAME, GROUP_ROWS, HELP_ON_ROWS, "--event-name", 0, TAKES_VALUE, "NAME", NULL, 0,
	 "StartSession, SendSSHPublicKey, OpenTunnel and so on."},
	{OPTION_ACTIONS, GROUP_ROWS, SESSIONS, "--actions", 0, TAKES_NOTHING, NULL, NULL, 0,
	 "Also run-command and password-retrieval, which act on an instance without a session on it (so does naming "
	 "one of them with --method)."},
	{OPTION_BY, GROUP_HOW, USAGE, "--by", 0, TAKES_VALUE, "WHAT", groups, 0,
	 "Count by instance, by principal, or by both."},
	{OPTION_PER, GROUP_HOW, USAGE, "--per", 0, TAKES_VALUE, "SPAN", spans, 0,
	 "Count per hour, day, week (from Monday) or month, UTC."},
	{OPTION_GAP, GROUP_HOW, COVERAGE | SESSIONS, "--gap", 0, TAKES_VALUE, "SPAN", NULL, 0,
	 "How many hours (6h) or days (2d) of the clock without any record are a gap; 24h unless told."},
	{OPTION_FORMAT, GROUP_HOW, HELP_ON_PRINTED, "--format", 0, TAKES_VALUE, "NAME", formats, 0,
	 "How rows are printed; table unless told."},
	{OPTION_OUTPUT, GROUP_HOW, HELP_ON_PRINTED, "-o", 'o', TAKES_VALUE, "FILE", NULL, 0,
	 "Write there; the file appears when it is complete. It must not be one that is read as INPUT."},
	{OPTION_THREADS, GROUP_HOW, HELP_ON_PRINTED, "-j", 'j', TAKES_VALUE, "N", NULL, 0,
	 "Read with N threads; else with as many as there are CPUs."},
	{OPTION_VERIFIED, GROUP_HOW, SESSIONS, "--verified", 0, TAKES_VALUE, "FOLDER", NULL, 0,
	 "Check the digests in FOLDER first, as validate does, and tell of each row as 'verified' whether all files that it "
	 "rests on are proven: true, false where one was altered or is named by no digest, null where nobody knows (host "
	 "logs, and what lies outside FOLDER). With --verified=only what is not proven is not read; without a FOLDER besides, the "
	 "inputs are checked."},
	{OPTION_KEYS, GROUP_HOW, VALIDATE | SESSIONS, "--keys", 0, TAKES_VALUE, "FILE", NULL, 0,
	 "CloudTrail's public keys, as 'aws cloudtrail list-public-keys' prints them, instead of those in the folder, or, of a bucket, those that CloudTrail itself tells now. Keep "
	 "them apart from the log files: who can change the keys can prove anything."},
	{OPTION_STRICT, GROUP_HOW, HELP_ON_RECORDS, "--strict", 0, TAKES_NOTHING, NULL, NULL, 0,
	 "Check every byte of every record."},
	{OPTION_HOST, GROUP_HOW, HELP_ON_ROWS, "--host", 0, TAKES_VALUE, "NAME=i-...", NULL, 0,
	 "The instance that a host name or private address is."},
	{OPTION_SKEW, GROUP_HOW, HELP_ON_ROWS, "--skew", 0, TAKES_VALUE, "SECONDS", NULL, 0,
	 "How far the clocks of hosts may be off CloudTrail's; up to 3600, 0 unless told."},
	{OPTION_LOG_YEAR, GROUP_HOW, HELP_ON_ROWS, "--log-year", 0, TAKES_VALUE, "YEAR", NULL, 0,
	 "The year of host log lines that have none; else the one nearest to the newest CloudTrail record, or, without "
	 "any, to the time of the file."},
	{OPTION_LOG_ZONE, GROUP_HOW, HELP_ON_ROWS, "--log-zone", 0, TAKES_VALUE, "ZONE", NULL, 0,
	 "The zone of host log lines that have none: +HH:MM or -HH:MM; UTC unless told."},
	{OPTION_RULES, GROUP_HOW, HELP_ON_ROWS, "--rules", 0, TAKES_VALUE, "FILE", NULL, 0,
	 "Session documents of your own with their methods, and hosts with their instances, as JSON: "
	 "{\"documents\": {\"Corp-Shell\": \"session-manager\"}, \"hosts\": {\"bastion-1\": \"i-0123456789abcdef0\"}}. "
	 "--host goes before it. A file that cannot be read or is wrong ends the run with status 3."},
	{OPTION_INTO, GROUP_HOW, FETCH, "--into", 0, TAKES_VALUE, "DIR", NULL, 0,
	 "The folder to bring records into; it is made where it is not there. One fetch at a time writes there."},
	{OPTION_ATTRIBUTE, GROUP_HOW, ~VALIDATE, "--attribute", 0, TAKES_VALUE, "NAME=VALUE", NULL, 0,
	 "With lookup:REGION, ask for this one attribute: EventId, EventName, ReadOnly, Username, ResourceType, ResourceName, "
	 "EventSource or AccessKeyId. Else there is a question for each name of an event that counts, also those that only read."},
	{OPTION_STATE, GROUP_HOW, SESSIONS, "--state", 0, TAKES_VALUE, "FILE", NULL, 0,
	 "Go on where the run before stopped, as FILE says: what was read is not read again. Prints JSON lines, each row as "
	 "soon as it is decided, with its revision. See Restarts below."},
	{OPTION_FOLLOW, GROUP_HOW, SESSIONS, "--follow", 0, TAKES_NOTHING, NULL, NULL, 0,
	 "Read what is in the folders, then wait for what arrives in them; JSON lines, as with --state, which may be given "
	 "too. SIGTERM or Ctrl-C ends it, with status 0. Linux only."},
	{OPTION_FINAL, GROUP_HOW, SESSIONS, "--final", 0, TAKES_NOTHING, NULL, NULL, 0,
	 "With --state: nothing comes any more. Prints also what could still change, and closes the state."},
	{OPTION_LATENESS, GROUP_HOW, SESSIONS, "--lateness", 0, TAKES_VALUE, "SPAN", NULL, 0,
	 "With --state or --follow: how much later than its time a record may come before a row that it could belong to "
	 "is printed, 90s, 15m or 2h; 15m unless told."},
	{OPTION_HORIZON, GROUP_HOW, SESSIONS, "--horizon", 0, TAKES_VALUE, "SPAN", NULL, 0,
	 "With --state or --follow: how long behind its last record a session is held for later ones; 24h unless told."},
	{OPTION_PROFILE, GROUP_AWS, HELP_ON_ALL, "--profile", 0, TAKES_VALUE, "NAME", NULL, 0,
	 "The profile of AWS's configuration files that credentials and region are taken from; what AWS_PROFILE says, or "
	 "default, unless told."},
	{OPTION_ENDPOINT, GROUP_AWS, HELP_ON_ALL, "--endpoint-url", 0, TAKES_VALUE, "URL", NULL, 0,
	 "Ask http[s]://HOST[:PORT] instead of AWS's own S3 and CloudTrail."},
	{OPTION_CA_BUNDLE, GROUP_AWS, HELP_ON_ALL, "--ca-bundle", 0, TAKES_VALUE, "FILE", NULL, 0,
	 "The certificates (PEM) that servers are verified by; what AWS_CA_BUNDLE says, or the system's, unless told. "
	 "Verifying cannot be switched off."},
	{OPTION_CONNECTIONS, GROUP_AWS, HELP_ON_ALL, "--connections", 0, TAKES_VALUE, "N", NULL, 0,
	 "At most N requests at the same time, 1 to 256; 16 unless told."},
	{OPTION_TIMEOUT, GROUP_AWS, HELP_ON_ALL, "--timeout", 0, TAKES_VALUE, "SECONDS", NULL, 0,
	 "How long the other side may be silent before a request is given up or made again; 60 unless told."},
	{OPTION_PATH_STYLE, GROUP_AWS, HELP_ON_ALL, "--path-style", 0, TAKES_NOTHING, NULL, NULL, 0,
	 "Name S3 buckets in the path of the URL, for servers that do not know them as hosts; with --endpoint-url they "
	 "always are."},
	{OPTION_REQUEST_PAYER, GROUP_AWS, HELP_ON_ALL, "--request-payer", 0, TAKES_VALUE, "WHO", payers, 0,
	 "requester: agree to pay for requests to a bucket that asks it."},
	{OPTION_PROGRESS, GROUP_HOW, HELP_ON_ALL, "--progress", 0, TAKES_MAYBE, "json", progress_kinds, 0,
	 "A bar on standard error when it is a terminal; or JSON lines."},
	{OPTION_STATS, GROUP_HOW, HELP_ON_RECORDS, "--stats", 0, TAKES_NOTHING, NULL, NULL, 0,
	 "What was read, as one JSON line on standard error."},
	{OPTION_HELP, GROUP_HOW, HELP_ON_ALL, "--help", 'h', TAKES_NOTHING, NULL, NULL, 0,
	 "Print this help; after a COMMAND, its own."},
	{OPTION_VERSION, GROUP_HOW, HELP_ON_ALL, "--version", 'V', TAKES_NOTHING, NULL, NULL, 0,
	 "Print the version."},
};
const size_t help_option_count = COUNT(help_options);

const struct help_example help_examples[] = {
	{"Everybody who got onto an instance, or tried:", "ec2access sessions trail", COMMAND_SESSIONS},
	{"Since when and on which instance:",
	 "ec2access sessions --since 2023-09-07 --instance i-03b9d1e7f5a2c4086 trail", COMMAND_SESSIONS},
	{"What was refused:", "ec2access sessions --outcome denied --outcome failed trail", COMMAND_SESSIONS},
	{"For other programs, with the actions on instances:",
	 "ec2access sessions --format jsonl --actions trail", COMMAND_SESSIONS},
	{"For a spreadsheet, and how much was read:",
	 "ec2access sessions --format csv -o sessions.csv --stats trail", COMMAND_SESSIONS},
	{"What is new since yesterday, every day:",
	 "ec2access sessions --state ec2access.state -o sessions.jsonl trail", COMMAND_SESSIONS},
	{"Which calls those were, as Athena would list them:", "ec2access events --format csv trail", COMMAND_EVENTS},
	{"Who uses Session Manager, and on which instances:", "ec2access usage trail", COMMAND_USAGE},
	{"How much it is used from day to day:", "ec2access usage --per day --format csv trail", COMMAND_USAGE},
	{"The story of one instance:", "ec2access timeline i-03b9d1e7f5a2c4086 trail", COMMAND_TIMELINE},
	{"Why a row says what it says:", "ec2access explain --instance i-03b9d1e7f5a2c4086 trail", COMMAND_EXPLAIN},
	{"From the AWS CLI, without a file:",
	 "aws cloudtrail lookup-events --output json | ec2access sessions -", COMMAND_SESSIONS},
	{"What \"nobody got on\" would rest on:", "ec2access coverage --gap 12h trail", COMMAND_COVERAGE},
	{"And that nobody got on in that week:",
	 "ec2access coverage --since 2023-09-04 --until 2023-09-11 trail", COMMAND_COVERAGE},
	{"That nothing was changed since CloudTrail wrote it:", "ec2access validate signed-trail", COMMAND_VALIDATE},
	{"Who got on, from log files alone that are proven:", "ec2access sessions --verified=only signed-trail",
	 COMMAND_SESSIONS},
	{"And of three hours, with keys that were kept elsewhere:",
	 "ec2access validate --keys signed-trail/public-keys/eu-west-1.json "
	 "--since 2023-09-04T01:00:00Z --until 2023-09-04T04:00:00Z signed-trail", COMMAND_VALIDATE},
	{"From an account's Event history, which needs no trail:",
	 "ec2access sessions --since 7d lookup:ap-northeast-1", COMMAND_SESSIONS},
	{"The same, kept in a folder, and asked for once:",
	 "ec2access fetch lookup:ap-northeast-1 --since 7d --into history", COMMAND_FETCH},
};
const size_t help_example_count = COUNT(help_examples);

const struct help_command *help_command(enum command command)
{
	for (size_t i = 0; i < help_command_count; i++)
		if (help_commands[i].command == command)
			return &help_commands[i];
	return NULL;
}

int help_is_for_all(unsigned commands)
{
	for (size_t i = 0; i < help_command_count; i++)
		if (help_commands[i].text && !(commands & HELP_ON(help_commands[i].command)))
			return 0;
	return 1;
}

int help_lacks_few(unsigned commands)
{
	size_t with = 0, without = 0;

	while (help_name(commands, with))
		with++;
	while (help_name(~commands, without))
		without++;
	return without > 0 && without < with;
}

const char *help_name(unsigned commands, size_t i)
{
	for (size_t c = 0; c < help_command_count; c++)
		if (help_commands[c].text && (commands & HELP_ON(help_commands[c].command)) && i-- == 0)
			return help_commands[c].name;
	return NULL;
}

const char *help_option_word(const struct help_option *option, size_t i)
{
	if (option->enumeration)
		return ec2a_enum_name(option->enumeration, (int)i + 1);
	return option->words ? option->words[i] : NULL;
}
