/* SPDX-License-Identifier: MIT */
/* Whether log files are what CloudTrail wrote: the digests of folders and buckets, and what is wrong about them. */
#include "commands.h"

#include "calendar.h"
#include "format.h"
#include "grid.h"
#include "interrupt.h"
#include "output.h"
#include "place.h"
#include "run.h"
#include "trail_keys.h"
#include "verified.h"

#include <string.h>

static const struct {
	const char *name;
	int field;
	int is_time;
} columns[] = {
	{"object", EC2A_FINDING_OBJECT, 0},	{"verdict", EC2A_FINDING_VERDICT, 0},
	{"wrong", EC2A_FINDING_IS_WRONG, 0},	{"account_id", EC2A_FINDING_ACCOUNT, 0},
	{"region", EC2A_FINDING_REGION, 0},	{"trail", EC2A_FINDING_TRAIL, 0},
	{"from", EC2A_FINDING_FROM, 1},		{"to", EC2A_FINDING_TO, 1},
	{"bucket", EC2A_FINDING_BUCKET, 0},	{"key", EC2A_FINDING_KEY, 0},
	{"file", EC2A_FINDING_FILE, 0},		{"named_by", EC2A_FINDING_NAMED_BY, 0},
	{"sentence", EC2A_FINDING_SENTENCE, 0},
};
#define COLUMNS (sizeof(columns) / sizeof(columns[0]))

static int64_t number_of(const ec2a_finding *finding, int field)
{
	int64_t value = 0;

	return ec2a_finding_int(finding, field, &value) == 1 ? value : 0;
}

/* ---- forms ---------------------------------------------------------------------------- */

static void print_json(const ec2a_finding *finding)
{
	char *json;

	run_need(ec2a_finding_to_json(finding, &json));
	output_puts(json);
	output_puts("\n");
	ec2a_free(json);
}

static void print_csv_header(void)
{
	const char *names[COLUMNS];

	for (size_t i = 0; i < COLUMNS; i++)
		names[i] = columns[i].name;
	csv_print_cells(names, COLUMNS);
}

static void print_csv(const ec2a_finding *finding)
{
	const char *cells[COLUMNS];
	struct text times[COLUMNS] = {{0}};
	int64_t us;

	for (size_t i = 0; i < COLUMNS; i++) {
		cells[i] = ec2a_finding_str(finding, columns[i].field);
		if (columns[i].is_time && ec2a_finding_int(finding, columns[i].field, &us) == 1) {
			calendar_add_iso(&times[i], us);
			cells[i] = text_str(&times[i]);
		} else if (columns[i].field == EC2A_FINDING_IS_WRONG) {
			cells[i] = number_of(finding, columns[i].field) ? "true" : "false";
		}
	}
	csv_print_cells(cells, COLUMNS);
	for (size_t i = 0; i < COLUMNS; i++)
		text_free(&times[i]);
}

/* What stands behind the last '/'. */
static const char *last_part(const char *path)
{
	const char *slash = path ? strrchr(path, '/') : NULL;

	return slash && slash[1] ? slash + 1 : path;
}

/* A span of time has no name; the span itself is what it is called. */
static void add_name(struct grid *grid, const ec2a_finding *finding)
{
	const char *key = ec2a_finding_str(finding, EC2A_FINDING_KEY);
	struct text span = {0};

	if (!key)
		key = ec2a_finding_str(finding, EC2A_FINDING_FILE);
	if (number_of(finding, EC2A_FINDING_OBJECT) == EC2A_FINDING_TIME) {
		calendar_add_short(&span, number_of(finding, EC2A_FINDING_FROM));
		text_adds(&span, " to ");
		calendar_add_short(&span, number_of(finding, EC2A_FINDING_TO));
		key = text_str(&span);
	}
	grid_add(grid, last_part(key));
	text_free(&span);
}

static void add_row(struct grid *grid, const ec2a_finding *finding)
{
	struct text time = {0};
	int64_t us;

	if (ec2a_finding_int(finding, EC2A_FINDING_TO, &us) == 1)
		calendar_add_short(&time, us);
	grid_add(grid, text_str(&time));
	grid_add(grid, ec2a_finding_str(finding, EC2A_FINDING_VERDICT));
	grid_add(grid, ec2a_finding_str(finding, EC2A_FINDING_OBJECT));
	grid_add(grid, ec2a_finding_str(finding, EC2A_FINDING_ACCOUNT));
	grid_add(grid, ec2a_finding_str(finding, EC2A_FINDING_REGION));
	grid_add(grid, ec2a_finding_str(finding, EC2A_FINDING_TRAIL));
	add_name(grid, finding);
	grid_add(grid, ec2a_finding_str(finding, EC2A_FINDING_SENTENCE));
	text_free(&time);
}

/* ---- what it comes to ------------------------------------------------------------------- */

struct sums {
	uint64_t of[EC2A_FINDING_TIME + 1][EC2A_VERDICT_UNCOVERED + 2]; /* by object and verdict */
	uint64_t wrong;
	int64_t from, to; /* what proven digests cover */
};

static void sum_up(struct sums *sums, const ec2a_finding *finding)
{
	int64_t object = number_of(finding, EC2A_FINDING_OBJECT), verdict = number_of(finding, EC2A_FINDING_VERDICT);
	int64_t from = number_of(finding, EC2A_FINDING_FROM), to = number_of(finding, EC2A_FINDING_TO);

	if (object > EC2A_FINDING_TIME || verdict > EC2A_VERDICT_UNCOVERED)
		return; /* a newer library's */
	sums->of[object][verdict]++;
	sums->wrong += number_of(finding, EC2A_FINDING_IS_WRONG) != 0;
	if (object != EC2A_FINDING_DIGEST || verdict != EC2A_VERDICT_VALID)
		return;
	if (sums->from > from)
		sums->from = from;
	if (sums->to < to)
		sums->to = to;
}

static uint64_t all_of(const struct sums *sums, int object)
{
	uint64_t all = 0;

	for (int verdict = 1; verdict <= EC2A_VERDICT_UNCOVERED; verdict++)
		all += sums->of[object][verdict];
	return all;
}

/* "30 of 33 log files proven (2 altered, 1 missing)" */
static void add_sum(struct text *text, const struct sums *sums, int object, const char *what)
{
	const char *before = " (";

	text_addu(text, sums->of[object][EC2A_VERDICT_VALID]);
	text_adds(text, " of ");
	text_add_count(text, all_of(sums, object), what);
	text_adds(text, " proven");
	for (int verdict = EC2A_VERDICT_VALID + 1; verdict <= EC2A_VERDICT_UNCOVERED; verdict++) {
		if (!sums->of[object][verdict])
			continue;
		text_adds(text, before);
		text_addu(text, sums->of[object][verdict]);
		text_adds(text, " ");
		text_adds(text, ec2a_enum_name(EC2A_ENUM_VERDICT, verdict));
		before = ", ";
	}
	if (before[0] == ',')
		text_adds(text, ")");
}

static void print_sums(const struct sums *sums)
{
	struct text words = {0};

	text_adds(&words, sums->wrong ? "Not proven as a whole: " :
			  sums->of[EC2A_FINDING_LOG][EC2A_VERDICT_PENDING] ? "Proven but for what is pending: " : "Proven: ");
	add_sum(&words, sums, EC2A_FINDING_DIGEST, "digest");
	if (all_of(sums, EC2A_FINDING_BACKFILL)) {
		text_adds(&words, "; ");
		add_sum(&words, sums, EC2A_FINDING_BACKFILL, "backfill digest");
	}
	text_adds(&words, "; ");
	add_sum(&words, sums, EC2A_FINDING_LOG, "log file");
	if (sums->from < sums->to) {
		text_adds(&words, ". Proven digests begin ");
		calendar_add_iso(&words, sums->from);
		text_adds(&words, " and end ");
		calendar_add_iso(&words, sums->to);
	}
	text_adds(&words, ".");
	table_print_words(text_str(&words));
	text_free(&words);
}

/* ---- the run ---------------------------------------------------------------------------- */

/* A file that does not tell its account or region may be of any: a filter must not hide what was laid there. */
static int is_one_of(const struct values *values, const char *text)
{
	for (size_t i = 0; text && i < values->n; i++)
		if (strcmp(values->items[i], text) == 0)
			return 1;
	return !text || !values->n;
}

/* Nor one whose name tells something else than the folder that it lies in. */
static int lies_in(const struct values *values, const char *path)
{
	for (size_t i = 0; path && i < values->n; i++) {
		size_t size = strlen(values->items[i]);

		for (const char *at = path; size && (at = strstr(at, values->items[i])) != NULL; at++)
			if (at > path && at[-1] == '/' && at[size] == '/')
				return 1;
	}
	return 0;
}

static int wants(const struct options *options, const ec2a_finding *finding)
{
	const char *key = ec2a_finding_str(finding, EC2A_FINDING_KEY), *file = ec2a_finding_str(finding, EC2A_FINDING_FILE);
	const char *path = key ? key : file;

	return (is_one_of(&options->accounts, ec2a_finding_str(finding, EC2A_FINDING_ACCOUNT)) ||
		lies_in(&options->accounts, path)) &&
	       (is_one_of(&options->regions, ec2a_finding_str(finding, EC2A_FINDING_REGION)) ||
		lies_in(&options->regions, path));
}

static void print_one(const struct options *options, struct grid *grid, const ec2a_finding *finding)
{
	if (options->format == FORMAT_JSONL)
		print_json(finding);
	else if (options->format == FORMAT_CSV)
		print_csv(finding);
	else if (number_of(finding, EC2A_FINDING_VERDICT) != EC2A_VERDICT_VALID)
		add_row(grid, finding);
}

/* With a filter that no digest meets, nothing is wrong because nothing was looked at. */
static int proves_nothing(const struct options *options, const ec2a_digest *digest)
{
	size_t count = ec2a_digest_finding_count(digest);

	for (size_t i = 0; i < count; i++) {
		const ec2a_finding *finding = ec2a_digest_finding(digest, i);
		int64_t object = number_of(finding, EC2A_FINDING_OBJECT);

		if (wants(options, finding) && (object == EC2A_FINDING_DIGEST || object == EC2A_FINDING_BACKFILL ||
						number_of(finding, EC2A_FINDING_IS_WRONG)))
			return 0;
	}
	return 1;
}

static uint64_t print_all(const struct options *options, const ec2a_digest *digest)
{
	struct grid grid = {
		.heads = {"TIME", "VERDICT", "OBJECT", "ACCOUNT", "REGION", "TRAIL", "NAME", "WHY"},
		.n_first = 6,
		.n_columns = 8,
	};
	struct sums sums = {.from = INT64_MAX, .to = INT64_MIN};
	size_t count = ec2a_digest_finding_count(digest);

	output_begin();
	if (options->format == FORMAT_CSV)
		print_csv_header();
	for (size_t i = 0; i < count; i++) {
		const ec2a_finding *finding = ec2a_digest_finding(digest, i);

		interrupt_check();
		if (!wants(options, finding))
			continue;
		sum_up(&sums, finding);
		print_one(options, &grid, finding);
	}
	if (options->format == FORMAT_TABLE) {
		grid_print(&grid);
		if (grid.n_cells)
			output_puts("\n");
		print_sums(&sums);
	}
	output_commit();
	grid_free(&grid);
	return sums.wrong;
}

static ec2a_digest *make(const struct options *options, ec2a_config *config)
{
	ec2a_digest *digest;

	run_need(ec2a_digest_new(config, &digest));
	for (size_t i = 0; i < options->inputs.n; i++)
		place_add_digests(options, digest, options->inputs.items[i]);
	trail_keys_read(digest, options);
	run_need(ec2a_digest_set_threads(digest, options->threads));
	run_need(ec2a_digest_set_range(digest, options->has_since ? options->since_us : INT64_MIN,
				       options->has_until ? options->until_us : INT64_MAX));
	return digest;
}

int validate_run(const struct options *options)
{
	ec2a_config *config = run_config(options, 0);
	ec2a_digest *digest;
	int bad;

	run_guard_inputs(options);
	digest = make(options, config);
	output_prepare(options->output);
	bad = verified_run(digest, options);
	if (proves_nothing(options, digest))
		output_die("no digest of that account or region is there: nothing can be proven");
	bad |= print_all(options, digest) != 0;
	ec2a_digest_free(digest);
	ec2a_config_unref(config);
	return bad ? EXIT_PARTLY : EXIT_READ;
}
