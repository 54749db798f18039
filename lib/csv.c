/* SPDX-License-Identifier: MIT */
#include "csv.h"

#include <ec2access/ec2access.h>
#include <string.h>

enum state {
	CELL,   /* a cell begins, also behind blanks: some writers put one behind the comma, before a quote */
	PLAIN,  /* in a cell without quotes */
	QUOTED, /* between quotes */
	CLOSED, /* behind the closing quote, which may be the first of a doubled one */
	BLANK,  /* behind that and a blank */
	RETURN, /* behind the closing quote and carriage returns: the line must end */
	BAD     /* something else stands behind the closing quote */
};

void ec2a__csv_init(struct ec2a__csv *csv, size_t row_bytes)
{
	*csv = (struct ec2a__csv){ .row_bytes = row_bytes, .delimiter = ',', .line_end = '\n' };
	ec2a__buf_init(&csv->bytes, SIZE_MAX);
}

void ec2a__csv_free(struct ec2a__csv *csv)
{
	ec2a__buf_free(&csv->bytes);
}

int ec2a__csv_feed(struct ec2a__csv *csv, const void *data, size_t size)
{
	ec2a__buf_consume(&csv->bytes, csv->at);
	csv->at = 0;
	return size && ec2a__buf_add(&csv->bytes, data, size) < 0 ? EC2A_E_NOMEM : 0;
}

void ec2a__csv_finish(struct ec2a__csv *csv)
{
	csv->finished = 1;
}

/* ---- where a row ends --------------------------------------------------------- */

static int behind_quote(char c, char delimiter)
{
	return c == delimiter ? CELL : c == ' ' ? BLANK : c == '\r' ? RETURN : BAD;
}

static int step(int state, char c, char delimiter)
{
	switch (state) {
	case CELL:
		return c == '"' ? QUOTED : c == delimiter || c == ' ' ? CELL : PLAIN;
	case PLAIN:
		return c == delimiter ? CELL : PLAIN;
	case QUOTED:
		return c == '"' ? CLOSED : QUOTED;
	case CLOSED:
		return c == '"' ? QUOTED : behind_quote(c, delimiter);
	case BLANK:
		return behind_quote(c, delimiter);
	case RETURN:
		return c == '\r' ? RETURN : BAD;
	default:
		return BAD;
	}
}

/* Behind row_bytes only the carriage return of the line end may stand. */
static int is_over(const struct ec2a__csv *csv)
{
	if (csv->scanned <= csv->row_bytes)
		return 0;
	return csv->scanned > csv->row_bytes + 1 || csv->bytes.data[csv->at + csv->scanned - 1] != '\r';
}

/* Goes on in the row up to its end: 1, with the line end not counted in scanned; 0 when the bytes ran out, or there
 * is no sense in reading on. */
static int scan_row(struct ec2a__csv *csv)
{
	const char *row = csv->bytes.data ? csv->bytes.data + csv->at : "";
	size_t size = csv->bytes.len - csv->at;

	for (; csv->scanned < size; csv->scanned++) {
		if (is_over(csv))
			return 0;
		if (row[csv->scanned] == csv->line_end) {
			if (csv->state != QUOTED || csv->byte + csv->scanned < csv->careful)
				return 1;
			if (!csv->first_line)
				csv->first_line = csv->scanned;
		}
		csv->state = step(csv->state, row[csv->scanned], csv->delimiter);
		if (csv->state == BAD && csv->first_line)
			return 0;
	}
	return 0;
}

/* The next row begins after so many bytes of this one. */
static void move_on(struct ec2a__csv *csv, size_t size)
{
	csv->at += size;
	csv->byte += size;
	csv->scanned = csv->first_line = 0;
	csv->state = CELL;
}

/* The row is bad: its first line goes, and what was read beyond is read again line by line. */
static int refuse(struct ec2a__csv *csv, int code, const char *what, struct ec2a__split_fault *fault)
{
	uint64_t noticed = csv->byte + csv->scanned;
	size_t line = csv->first_line ? csv->first_line : csv->scanned;
	int ended = csv->at + line < csv->bytes.len && csv->bytes.data[csv->at + line] == csv->line_end;

	*fault = (struct ec2a__split_fault){ noticed, csv->byte, what, EC2A__IN_RECORDS };
	if (csv->careful < noticed)
		csv->careful = noticed;
	csv->dropping = !ended;
	move_on(csv, line + (size_t)ended);
	return code;
}

void ec2a__csv_skip(struct ec2a__csv *csv, size_t size)
{
	move_on(csv, size);
}

/* The rest of a line of which the beginning was refused. */
static int drop_line(struct ec2a__csv *csv)
{
	const char *rest = csv->bytes.data ? csv->bytes.data + csv->at : "";
	size_t size = csv->bytes.len - csv->at;
	const char *end = size ? memchr(rest, csv->line_end, size) : NULL;

	move_on(csv, end ? (size_t)(end - rest) + 1 : size);
	csv->dropping = !end;
	return end != NULL;
}

/* ---- cells --------------------------------------------------------------------- */

static void add_cell(struct ec2a__csv_row *row, const char *text, const char *end, int quoted)
{
	struct ec2a__csv_cell *cell = &row->cells[row->n_cells];

	if (row->n_cells++ >= EC2A__CSV_CELLS)
		return;
	*cell = (struct ec2a__csv_cell){ text, (size_t)(end - text), quoted };
	if (!quoted)
		return;
	*cell = ec2a__csv_trimmed(*cell);
	cell->text++;
	cell->size -= 2;
}

int ec2a__csv_cut(struct ec2a__csv_row *row, char delimiter)
{
	const char *text = row->data, *end = row->data + row->size;
	int state = CELL;

	row->n_cells = 0;
	for (const char *c = text; c < end; c++) {
		int next = step(state, *c, delimiter);

		if (next == CELL && *c == delimiter) {
			add_cell(row, text, c, state == CLOSED || state == BLANK);
			text = c + 1;
		}
		state = next;
	}
	add_cell(row, text, end, state == CLOSED || state == BLANK);
	return state != QUOTED && state != BAD;
}

struct ec2a__csv_cell ec2a__csv_trimmed(struct ec2a__csv_cell cell)
{
	while (cell.size && (*cell.text == ' ' || *cell.text == '\t')) {
		cell.text++;
		cell.size--;
	}
	while (cell.size && (cell.text[cell.size - 1] == ' ' || cell.text[cell.size - 1] == '\t'))
		cell.size--;
	return cell;
}

static int give_row(struct ec2a__csv *csv, size_t size, size_t whole, struct ec2a__csv_row *row)
{
	row->data = csv->bytes.data + csv->at;
	row->size = size;
	row->byte = csv->byte;
	while (row->size && row->data[row->size - 1] == '\r') /* two, where a line end was written as text twice */
		row->size--;
	(void)ec2a__csv_cut(row, csv->delimiter);
	move_on(csv, whole);
	for (size_t i = 0; i < row->size; i++)
		if (row->data[i] != csv->delimiter && row->data[i] != ' ' && row->data[i] != '\t')
			return 1;
	return 0;
}

/* The row ends here, with a line end or with the input. */
static int end_row(struct ec2a__csv *csv, int line_end, struct ec2a__csv_row *row, struct ec2a__split_fault *fault)
{
	if (csv->state == BAD)
		return refuse(csv, EC2A_E_RECORD, "something stands behind the closing quote of a cell", fault);
	if (csv->state == QUOTED && (line_end || csv->first_line))
		return refuse(csv, EC2A_E_RECORD, "a quoted cell has no closing quote", fault);
	if (csv->state == QUOTED)
		return refuse(csv, EC2A_E_TRUNCATED, "the input ended inside a quoted cell", fault);
	return give_row(csv, csv->scanned, csv->scanned + (size_t)line_end, row);
}

int ec2a__csv_next(struct ec2a__csv *csv, struct ec2a__csv_row *ret_row, struct ec2a__split_fault *ret_fault)
{
	for (;;) {
		int ended, r;

		if (csv->dropping && !drop_line(csv))
			return 0;
		ended = scan_row(csv);
		if (is_over(csv))
			return refuse(csv, EC2A_E_LIMIT, "a row is over the limit of a record's size", ret_fault);
		if (!ended && csv->state == BAD && csv->first_line)
			return end_row(csv, 0, ret_row, ret_fault);
		if (!ended && (!csv->finished || csv->scanned == 0))
			return 0;
		r = end_row(csv, ended, ret_row, ret_fault);
		if (r)
			return r;
	}
}

int ec2a__csv_text(const struct ec2a__csv_cell *cell, struct ec2a__buf *out)
{
	const char *text = cell->text, *end = cell->text + cell->size;
	int r = 0;

	ec2a__buf_clear(out);
	while (r == 0 && text < end) {
		const char *quote = cell->quoted ? memchr(text, '"', (size_t)(end - text)) : NULL;

		r = ec2a__buf_add(out, text, (size_t)((quote ? quote + 1 : end) - text));
		text = quote ? quote + 2 : end;
	}
	return r;
}
