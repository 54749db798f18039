/* SPDX-License-Identifier: MIT */
/* The year of lines that have none, where no trail tells it (ruling 12): the gzip header's time, else the file's. */
#include "test.h"

#include <ec2access/ec2access.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#define LOG_OF(day) "Feb  " day " 08:15:09 web-1 sshd[7]: Accepted publickey for ana from 203.0.113.7 port 50001 ssh2\n"
#define LOG LOG_OF("3")
#define IN_2020 1583020800 /* 1 March 2020 */
#define IN_2023 1672617600 /* 2 January 2023: 3 February of that year is to come */
#define TRAIL "{\"Records\":[{\"eventVersion\":\"1.08\",\"userIdentity\":{\"type\":\"Root\",\"accountId\":\"111122223333\"}," \
	      "\"eventTime\":\"2025-05-01T00:00:00Z\",\"eventSource\":\"ssm.amazonaws.com\",\"eventName\":\"StartSession\"," \
	      "\"awsRegion\":\"us-east-1\",\"requestParameters\":{\"target\":\"i-0123456789abcdef0\"}," \
	      "\"eventID\":\"00000000-0000-4000-8000-000000000001\",\"recipientAccountId\":\"111122223333\"}]}"

static char folder[64];

struct file {
	const char *name, *text;
	int packed;       /* gzip, with this time in its head; -1: plain */
	int64_t modified;
};

/* As gzip(1) would: time in bytes 4 to 7 of the head. */
static size_t pack(const char *text, unsigned time, unsigned char *packed, size_t room)
{
	gz_header head = { .time = time };
	z_stream z = { .next_in = (unsigned char *)(uintptr_t)text, .avail_in = (unsigned)strlen(text) };

	z.next_out = packed;
	z.avail_out = (unsigned)room;
	EQ_INT(deflateInit2(&z, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY), Z_OK);
	EQ_INT(deflateSetHeader(&z, &head), Z_OK);
	EQ_INT(deflate(&z, Z_FINISH), Z_STREAM_END);
	deflateEnd(&z);
	return room - z.avail_out;
}

static void write_file(const struct file *file)
{
	struct timespec times[2] = { { .tv_sec = file->modified }, { .tv_sec = file->modified } };
	unsigned char packed[4096];
	char path[128];
	FILE *out;

	snprintf(path, sizeof(path), "%s/%s", folder, file->name);
	out = fopen(path, "wb");
	CU_ASSERT_PTR_NOT_NULL_FATAL(out);
	if (file->packed < 0)
		fputs(file->text, out);
	else
		fwrite(packed, 1, pack(file->text, (unsigned)file->packed, packed, sizeof(packed)), out);
	fclose(out);
	EQ_INT(utimensat(AT_FDCWD, path, times, 0), 0);
}

static void add_time(char *text, const ec2a_session *row)
{
	const char *start = ec2a_session_str(row, EC2A_SESSION_START);

	sprintf(text + strlen(text), "%.10s", start ? start : "none");
	for (size_t i = 0; i < ec2a_session_reason_count(row); i++) {
		const char *reason = ec2a_session_reason(row, i);

		if (strncmp(reason, "time: ", 6) == 0)
			sprintf(text + strlen(text), "%s", reason + strlen("time: the line has no year"));
	}
	strcat(text, "\n");
}

/* "2020-02-03 the one nearest to ..." of each ssh row. */
static const char *times_of(ec2a_source *source, int threads)
{
	static char text[2000];
	ec2a_correlator *correlator = NULL;
	ec2a_scan *scan = NULL;
	ec2a_session *row;

	text[0] = '\0';
	EQ_INT(ec2a_scan_new(NULL, &scan), 0);
	EQ_INT(ec2a_correlator_new(NULL, &correlator), 0);
	EQ_INT(ec2a_scan_set_threads(scan, threads), 0);
	EQ_INT(ec2a_scan_add(scan, source), 0);
	EQ_INT(ec2a_scan_run(scan, correlator), 0);
	EQ_INT(ec2a_correlator_finish(correlator), 0);
	while (ec2a_correlator_next(correlator, &row) == 1) {
		int64_t method = 0;

		if (ec2a_session_int(row, EC2A_SESSION_METHOD, &method) == 1 && method == EC2A_METHOD_SSH)
			add_time(text, row);
		ec2a_session_unref(row);
	}
	ec2a_correlator_free(correlator);
	ec2a_scan_free(scan);
	return text;
}

static const char *scanned(const struct file *files, size_t n, int threads)
{
	ec2a_source *source = NULL;
	const char *text;
	char command[128];

	strcpy(folder, "/tmp/test_file_time.XXXXXX");
	CU_ASSERT_PTR_NOT_NULL_FATAL(mkdtemp(folder));
	for (size_t i = 0; i < n; i++)
		write_file(&files[i]);
	EQ_INT(ec2a_source_path(NULL, folder, &source), 0);
	text = times_of(source, threads);
	snprintf(command, sizeof(command), "rm -rf '%s'", folder);
	CU_ASSERT(system(command) == 0);
	return text;
}

#define SCAN(threads, ...) \
	scanned((const struct file[]){ __VA_ARGS__ }, sizeof((const struct file[]){ __VA_ARGS__ }) / sizeof(struct file), threads)

#define BY_FILE "; the one nearest to the time of the file is taken\n"
#define BY_GZIP "; the one nearest to the time in the gzip header is taken\n"
#define BY_TRAIL "; the one nearest to the newest CloudTrail record is taken\n"

static void a_files_own_time(void)
{
	EQ_TEXT(SCAN(1, { "secure", LOG, -1, IN_2020 }), "2020-02-03" BY_FILE);
	EQ_TEXT(SCAN(1, { "secure", LOG, -1, IN_2023 }), "2022-02-03" BY_FILE);
	/* what tools write that do not want to tell */
	EQ_TEXT(SCAN(1, { "secure", LOG, -1, 0 }), "none, and nothing tells it\n");
}

static void the_gzip_header_goes_before(void)
{
	EQ_TEXT(SCAN(1, { "secure.gz", LOG, IN_2020, IN_2023 }), "2020-02-03" BY_GZIP);
	EQ_TEXT(SCAN(1, { "secure.gz", LOG, 0, IN_2023 }), "2022-02-03" BY_FILE);
}

/* One thread reads both, one after the other: the one's time must not be the other's. */
static void each_file_has_its_own(void)
{
	for (int threads = 1; threads <= 2; threads++) {
		EQ_TEXT(SCAN(threads, { "a", LOG, -1, IN_2023 }, { "b.gz", LOG_OF("4"), IN_2020, IN_2023 }),
			"2020-02-04" BY_GZIP "2022-02-03" BY_FILE);
		EQ_TEXT(SCAN(threads, { "a.gz", LOG_OF("4"), IN_2020, IN_2023 }, { "b", LOG, -1, IN_2023 }),
			"2020-02-04" BY_GZIP "2022-02-03" BY_FILE);
	}
}

static void a_trail_goes_before(void)
{
	for (int threads = 1; threads <= 2; threads++) {
		EQ_TEXT(SCAN(threads, { "a", LOG, -1, IN_2020 }, { "b", TRAIL, -1, IN_2020 }), "2025-02-03" BY_TRAIL);
		EQ_TEXT(SCAN(threads, { "a", TRAIL, -1, IN_2020 }, { "b.gz", LOG, IN_2020, IN_2020 }), "2025-02-03" BY_TRAIL);
	}
}

/* The standard input may be a file; memory has no time but gzip's. */
static void other_sources(void)
{
	unsigned char packed[4096];
	size_t size = pack(LOG, IN_2020, packed, sizeof(packed));
	ec2a_source *source = NULL;
	struct timespec times[2] = { { .tv_sec = IN_2020 }, { .tv_sec = IN_2020 } };
	FILE *file = tmpfile();

	EQ_INT(ec2a_source_memory(NULL, "packed", packed, size, &source), 0);
	EQ_TEXT(times_of(source, 1), "2020-02-03" BY_GZIP);
	CU_ASSERT_PTR_NOT_NULL_FATAL(file);
	fputs(LOG, file);
	rewind(file);
	EQ_INT(futimens(fileno(file), times), 0);
	EQ_INT(ec2a_source_fd(NULL, "-", fileno(file), &source), 0);
	EQ_TEXT(times_of(source, 1), "2020-02-03" BY_FILE);
	fclose(file);
}

int main(void)
{
	static const struct ec2a_test tests[] = {
		{ "a file's own time", a_files_own_time },
		{ "the gzip header goes before", the_gzip_header_goes_before },
		{ "each file has its own", each_file_has_its_own },
		{ "a trail goes before", a_trail_goes_before },
		{ "other sources", other_sources },
		{ NULL, NULL },
	};

	return ec2a_test_main("the time of a file", tests);
}
