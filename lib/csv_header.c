/* SPDX-License-Identifier: MIT */
/* Whether an input begins as a table does. What it is a table of, others know. */
#include "ascii.h"
#include "csv.h"

#include <string.h>

/* ---- the first line ------------------------------------------------------------- */

/* From pos to a line end: 1, with the line's size and where the next one begins; or 0. */
static int find_line(const char *text, size_t size, size_t pos, int at_end, size_t *ret_end, size_t *ret_next)
{
	while (pos < size && text[pos] != '\n' && text[pos] != '\r')
		pos++;
	if (pos == size && !at_end)
		return 0;
	*ret_end = pos;
	while (pos < size && text[pos] == '\r')
		pos++;
	if (pos == size && !at_end) /* a line feed may follow */
		return 0;
	if (pos < size && text[pos] == '\n')
		*ret_next = pos + 1;
	else
		*ret_next = pos > *ret_end ? *ret_end + 1 : pos;
	return 1;
}

static size_t skip_blank(const char *text, size_t size)
{
	size_t pos = 0;

	while (pos < size && ec2a__is_space(text[pos]))
		pos++;
	return pos;
}

/* The line that spreadsheets write for one another: sep=; with or without quotes. */
static char named_delimiter(const char *line, size_t size)
{
	if (size >= 2 && line[0] == '"' && line[size - 1] == '"') {
		line++;
		size -= 2;
	}
	if (size != 5 || ec2a__lower(line[0]) != 's' || ec2a__lower(line[1]) != 'e' || ec2a__lower(line[2]) != 'p' ||
	    line[3] != '=')
		return 0;
	return strchr(EC2A__CSV_DELIMITERS "|", line[4]) && line[4] ? line[4] : 0;
}

/* The first line that holds something, from pos on; results as ec2a__csv_head(). */
static int take_line(const char *text, size_t size, size_t pos, int at_end, struct ec2a__csv_head *head)
{
	size_t end;

	pos += skip_blank(text + pos, size - pos);
	if (pos < size && (text[pos] == '{' || text[pos] == '['))
		return 0;
	if (!find_line(text, size, pos, at_end, &end, &head->behind))
		return -1;
	head->text = text + pos;
	head->size = end - pos;
	head->line_end = head->behind > end && text[head->behind - 1] == '\r' ? '\r' : '\n';
	return head->size > 0;
}

int ec2a__csv_head(const char *text, size_t size, int at_end, struct ec2a__csv_head *ret_head)
{
	size_t most = size < EC2A__CSV_HEADER_MAX ? size : EC2A__CSV_HEADER_MAX;
	int whole = at_end && most == size;
	int r = take_line(text, most, 0, whole, ret_head);

	ret_head->delimiter = 0;
	if (r > 0)
		ret_head->delimiter = named_delimiter(ret_head->text, ret_head->size);
	if (ret_head->delimiter)
		r = take_line(text, most, ret_head->behind, whole, ret_head);
	return r < 0 && size >= EC2A__CSV_HEADER_MAX ? 0 : r;
}

/* ---- whether it heads a table ------------------------------------------------------ */

static int is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (unsigned char)c >= 0x80;
}

static int is_heading(const struct ec2a__csv_cell *cell)
{
	int letters = 0;

	for (size_t i = 0; i < cell->size; i++) {
		if ((unsigned char)cell->text[i] < ' ' || cell->text[i] == 0x7f || strchr("[]{}", cell->text[i]))
			return 0;
		letters += is_letter(cell->text[i]);
	}
	return letters > 0;
}

/* 1, 0, or 2 where only the next line can tell. */
static int is_header(struct ec2a__csv_row *row, char delimiter)
{
	int loose = 0;

	if (!ec2a__csv_cut(row, delimiter) || row->n_cells > EC2A__CSV_CELLS)
		return 0;
	while (row->n_cells && !ec2a__csv_trimmed(row->cells[row->n_cells - 1]).size)
		row->n_cells--;
	for (size_t i = 0; i < row->n_cells; i++) {
		struct ec2a__csv_cell cell = ec2a__csv_trimmed(row->cells[i]);

		if (!is_heading(&cell))
			return 0;
		loose |= !row->cells[i].quoted && cell.size != row->cells[i].size;
	}
	return row->n_cells < 3 ? 0 : loose ? 2 : 1;
}

/* Whether the next line has as many cells. */
static int goes_on(const char *text, size_t size, int at_end, const struct ec2a__csv_head *head, char delimiter)
{
	struct ec2a__csv_head next = { NULL, 0, 0, 0, 0 };
	struct ec2a__csv_row first = { .data = head->text, .size = head->size };
	struct ec2a__csv_row second;
	int r = take_line(text, size, head->behind, at_end, &next);

	if (r <= 0)
		return r;
	second = (struct ec2a__csv_row){ .data = next.text, .size = next.size };
	(void)ec2a__csv_cut(&first, delimiter);
	return ec2a__csv_cut(&second, delimiter) && first.n_cells == second.n_cells;
}

int ec2a__csv_is_table(const char *text, size_t size, int at_end, const struct ec2a__csv_head *head)
{
	static const char delimiters[] = EC2A__CSV_DELIMITERS;
	size_t most = size < EC2A__CSV_HEADER_MAX ? size : EC2A__CSV_HEADER_MAX;
	int waits = 0;

	if (head->delimiter)
		return 1;
	for (size_t i = 0; delimiters[i]; i++) {
		struct ec2a__csv_row row = { .data = head->text, .size = head->size };
		int is = is_header(&row, delimiters[i]);

		if (is == 2)
			is = goes_on(text, most, at_end && most == size, head, delimiters[i]);
		if (is > 0)
			return 1;
		waits |= is < 0;
	}
	return waits && size < EC2A__CSV_HEADER_MAX ? -1 : 0;
}
