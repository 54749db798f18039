/* SPDX-License-Identifier: MIT */
/* What stands in --help and the man page besides the options: some of it is true of some commands only. */
#include "help_table.h"

#include "options_value.h"

#define SESSIONS HELP_ON(COMMAND_SESSIONS)
#define FETCH HELP_ON(COMMAND_FETCH)
#define PRINTED (~FETCH)
#define EVENTS HELP_ON(COMMAND_EVENTS)
#define COVERAGE HELP_ON(COMMAND_COVERAGE)
#define TIMELINE HELP_ON(COMMAND_TIMELINE)
#define EXPLAIN HELP_ON(COMMAND_EXPLAIN)
#define VALIDATE HELP_ON(COMMAND_VALIDATE)
#define RECORDS (EVENTS | HELP_ON(COMMAND_USAGE) | EXPLAIN) /* their rows are records, one each or counted */

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

const struct help_meaning help_meanings[] = {
	{OPTION_SINCE, SESSIONS, "A row counts by its start, else by its first event."},
	{OPTION_SINCE, RECORDS, "A record counts by its own time, wherever its session began."},
	{OPTION_ACCOUNT, FETCH, "Of s3://: only its folders are listed."},
	{OPTION_REGION, FETCH, "Of s3://: only its folders are listed."},
	{OPTION_SINCE, FETCH, "A day more is brought on both sides, as what belongs to a session may lie there."},
	{OPTION_SINCE, TIMELINE, "It chooses lines: a session that began before may show its end only."},
	{OPTION_SINCE, COVERAGE,
	 "With --since, --until or both everything is of the records in between; silence from there to the first record, "
	 "or from the last one on, is a gap as well."},
	{OPTION_INSTANCE, RECORDS, "Records that name it, and those of a session on it."},
	{OPTION_INSTANCE, TIMELINE, "Another one, besides INSTANCE."},
	{OPTION_PRINCIPAL, RECORDS, "Who made this call."},
	{OPTION_PRINCIPAL, TIMELINE, "Who opened the session, or did it to the instance."},
	{OPTION_METHOD, TIMELINE, "Without what was done to the instance, which has none."},
	{OPTION_SURFACE, TIMELINE, "Without what was done to the instance, of which it is not told."},
	{OPTION_EVENT_NAME, SESSIONS, "Rows that such an event belongs to."},
	{OPTION_EVENT_NAME, RECORDS, "Records of this name."},
	{OPTION_EVENT_NAME, TIMELINE, "Sessions that such an event belongs to, and what was done under this name."},
	{OPTION_GAP, SESSIONS, "For the last line of the table, about what the records cover."},
	{OPTION_SINCE, VALIDATE,
	 "Digests whose hour lies in this time, even in part, and log files delivered in it. An end that is named must be "
	 "covered by digests."},
	{OPTION_FORMAT, EVENTS, "csv has five columns of the record's own; jsonl has all."},
	{OPTION_FORMAT, EXPLAIN, "table is text here, and csv is refused."},
};
const size_t help_meaning_count = COUNT(help_meanings);

const struct help_note help_notes[] = {
	{"Outcomes", SESSIONS | TIMELINE | RECORDS,
	 "'attached' is proved by the client's own channel or a login. 'granted' says that the call succeeded and nothing "
	 "in these records proves that it was used; it does not mean \"not used\". 'not-attached' was given up within "
	 "two seconds. 'denied' and 'failed' are calls that were refused or went wrong."},
	{"Outcomes", SESSIONS | TIMELINE | EVENTS, "The table marks these two with '!'."},
	{"Flags", SESSIONS,
	 "Facts about a row that an analyst looks for, no alerts; --format jsonl and csv give their names, reasons the value "
	 "that each rests on. In the table: root, no-mfa, akia (long-term-key), elsewhere (instance-credentials-elsewhere), "
	 "from-i (from-instance), forward (remote-forward), new-who (first-seen-principal), new-from (first-seen-address), "
	 "denied (after-denied), failed (after-failed-logins), key (key-reused), as-root (root-os-user)."},
	{"Verdicts", VALIDATE,
	 "'valid' is as CloudTrail wrote it. 'altered', 'missing', 'moved', 'broken', 'appended' (bytes behind the gzip data) "
	 "and 'unlisted' (a log file that no digest names) say that something was done to the trail. 'no-key', 'unproven' "
	 "(no signature is there, or only a digest that is not proven names it), 'unreadable' and 'uncovered' (no digest of "
	 "that time) say that nothing is known. 'gap' (CloudTrail began a new chain) and 'pending' (newer than the newest "
	 "digest) do not change the exit status."},
	{"Verdicts", VALIDATE,
	 "A folder brought by other tools than fetch lacks the signature of the newest digest, which S3 keeps as metadata; "
	 "those of the others stand in the digests behind them."},
	{"Filters", PRINTED,
	 "Where an option that chooses rows is given several times, any of its values matches; different options must all "
	 "match."},
	{"Filters", SESSIONS,
	 "They choose rows, never evidence: a session's end counts also when it lies outside the time asked for."},
	{"Filters", RECORDS,
	 "Method, surface and outcome are those of the session that the record belongs to, as sessions shows it, also where "
	 "the session's other records are not chosen; a record that belongs to none has its own."},
	{"Folders", PRINTED & ~VALIDATE,
	 "All regular files below a folder are read, and what is no record is passed over. Links to folders inside a folder "
	 "are not followed; standard error names each."},
	{"Buckets", PRINTED & ~VALIDATE,
	 "Of s3://BUCKET/PREFIX everything below is read, without a file. Of a trail's folders (AWSLogs/...) only those are "
	 "listed that --account, --region, --since and --until leave in, with a day more on both sides; digests and Insights "
	 "files are passed over unless PREFIX leads to them. What was not read cannot be known: flags that tell of a first time "
	 "go by what was."},
	{"Buckets", VALIDATE,
	 "Of s3://BUCKET/PREFIX nothing is kept on the disk: the signatures are those that S3 has, the public keys what CloudTrail "
	 "answers to ListPublicKeys in the region of the digests. Only the folders are listed that --account, --region, --since and "
	 "--until leave in, with a day more on both sides. The permissions s3:ListBucket, s3:GetObject and "
	 "cloudtrail:ListPublicKeys are enough; with --keys the first two."},
	{"Event history", ~VALIDATE,
	 "lookup:REGION asks CloudTrail's LookupEvents, which keeps 90 days of an account's management events and needs no "
	 "trail; lookup: alone takes the region of the environment or the profile. Unless --attribute says what to ask for, there is "
	 "a question for each name of an event that counts: 50 records an answer and two answers a second, all together. "
	 "Of many instances UpdateInstanceInformation, which tells their addresses and systems, is the most by far. The "
	 "permission cloudtrail:LookupEvents is enough. The time asked for is wider by a day on both sides."},
	{"Trails", FETCH,
	 "Objects lie in DIR under their keys, byte by byte as they are stored. Beside each digest, NAME.meta.json has what S3 "
	 "knows of it, the signature among it, and public-keys/REGION.json has the keys of its region: with these the "
	 "folder can be validated without AWS. A key that no file can have is told, and passed over. One folder is for one bucket: "
	 "keys tell nothing of theirs. The permissions s3:ListBucket, s3:GetObject and cloudtrail:ListPublicKeys are enough."},
	{"Event history", FETCH,
	 "Its pages lie in AWSLogs/ACCOUNT/CloudTrail-LookupEvents/REGION. The last hour before a fetch is asked for "
	 "again by one that comes an hour later or more, as records come late. What an earlier run left unfinished is finished "
	 "first."},
	{"Times", HELP_ON_ALL, "All times are UTC."},
	{"Times", SESSIONS,
	 "In the table, '<=' before a time says that the start was not seen: the first event of that session is of this "
	 "time."},
	{"Restarts", SESSIONS,
	 "With --state each run reads what is new and prints what is decided by it: a row with 'revision' 1, again "
	 "with a higher one when something later belongs to it, and {\"id\", \"revision\", \"withdrawn\": true, "
	 "\"merged_into\"} when it is part of another row. The highest revision of each id counts, less the withdrawn "
	 "ones; a row that a filter no longer lets through is withdrawn as well. What could still change waits in the "
	 "state: give --final when nothing comes any more."},
	{"Restarts", SESSIONS,
	 "A file is known by path, size and time; one that grows by lines (logs, JSON lines) by what it is, so that "
	 "the rest is read, also after it was renamed. A file that could not be read to its end is tried again; its "
	 "error is told once. Links to folders, and pipes, are passed over without a word. Time goes on with the "
	 "newest record, never past the clock."},
	{"Restarts", SESSIONS,
	 "A run that was killed is repeated: on standard output lines may come twice, in the file of -o none does, as "
	 "the state knows how long the file is, and what stands behind is cut off. The state is replaced as a whole; "
	 "beside it lies FILE.lock. A damaged state ends the run with status 3; it is never begun anew by itself."},
	{"Restarts", SESSIONS,
	 "With --follow, when nothing comes for as long as --lateness says, time goes on with the clock, so that the "
	 "last rows come out, too. At its end --state keeps what is not decided; without it, all of it is printed."},
	{"Environment", PRINTED & ~VALIDATE,
	 "EC2ACCESS_CPU chooses the instructions that records are found with: auto (unless told), avx512, avx2, sse2, neon, "
	 "portable or bytes, as far as the machine has them. The rows are the same with each."},
	{"Environment", HELP_ON_ALL,
	 "For what is read from AWS, the variables of AWS's own programs count: AWS_PROFILE, AWS_REGION, AWS_ACCESS_KEY_ID "
	 "and the like, AWS_ENDPOINT_URL, AWS_CA_BUNDLE; and HTTPS_PROXY and NO_PROXY."},
	{"Environment", SESSIONS,
	 "EC2ACCESS_BATCH is how many files are read before the state is saved, at most; 4096 unless told."},
};
const size_t help_note_count = COUNT(help_notes);

const struct help_status help_statuses[] = {
	{"0", "All input was read."},
	{"1", "Results were printed, but some input could not be read (standard error says which); of validate: not all of it is "
	      "proven."},
	{"2", "Bad usage: a wrong option or value, or an option that the command does not take. Nothing was read."},
	{"3", "Nothing could be done: no input could be read, the file of --rules could not be read or is wrong, the "
	      "state is damaged or in use, there is no digest or no public key to validate with, or the output could not be "
	      "written."},
};
const size_t help_status_count = COUNT(help_statuses);
