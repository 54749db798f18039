/* SPDX-License-Identifier: MIT */
#ifndef EC2A_CSV_H
#define EC2A_CSV_H

#include "buf.h"
#include "split.h"

/*
 * Cuts a stream of CSV (RFC 4180) into rows: quoted cells, doubled quotes, line
 * ends inside quotes, blanks around quotes, LF, CRLF or CR. It holds one row at a time, however the
 * bytes come. A quote inside a cell that does not begin with one is a character.
 *
 * A bad row costs its first line: after a quote that never ends, reading goes
 * on at the next line. So that hostile lines cannot have the rest of an input
 * read again and again, line ends inside quotes are not looked for until what
 * was read in vain lies behind: each byte is read at most twice.
 */

#define EC2A__CSV_CELLS 128 /* of a row; more are counted, and left where they are */

struct ec2a__csv_cell {
	const char *text; /* without the quotes around it; doubled ones still doubled */
	size_t size;
	int quoted;
};

struct ec2a__csv_row {
	const char *data; /* valid until the next call with the reader */
	size_t size;      /* without the line end */
	uint64_t byte;    /* where it begins in the input */
	size_t n_cells;   /* also those over the maximum */
	struct ec2a__csv_cell cells[EC2A__CSV_CELLS];
};

struct ec2a__csv {
	struct ec2a__buf bytes;  /* of rows that were not given yet */
	size_t row_bytes;
	size_t at;               /* where the next row begins in bytes */
	uint64_t byte;           /* ... and in the input */
	uint64_t careful;        /* before this byte of the input a quoted cell ends with its line */
	size_t scanned;          /* of the next row; the state is that of its end */
	size_t first_line;       /* the first line end in the row, or 0 */
	int state;
	char delimiter, line_end; /* comma and line feed, unless the input's beginning shows others */
	int dropping;            /* a line over the size is passed over up to its end */
	int finished;
};

void ec2a__csv_init(struct ec2a__csv *csv, size_t row_bytes);
void ec2a__csv_free(struct ec2a__csv *csv);

/* Copies; 0 or EC2A_E_NOMEM, then nothing was taken. */
int ec2a__csv_feed(struct ec2a__csv *csv, const void *data, size_t size);
void ec2a__csv_finish(struct ec2a__csv *csv);

/*
 * 1                 a row; empty lines and rows of commas and blanks alone are passed over
 * 0                 no more until fed; or the end
 * EC2A_E_RECORD     a bad row: go on
 * EC2A_E_LIMIT      a row over the size: go on
 * EC2A_E_TRUNCATED  the input ended inside quotes, on its last line: the end
 */
int ec2a__csv_next(struct ec2a__csv *csv, struct ec2a__csv_row *ret_row, struct ec2a__split_fault *ret_fault);

/* The cell's text in place of what the buffer held. 0, EC2A_E_NOMEM, EC2A_E_LIMIT. */
int ec2a__csv_text(const struct ec2a__csv_cell *cell, struct ec2a__buf *out);

/* The next row begins so many bytes later: what was read of the input in another way. */
void ec2a__csv_skip(struct ec2a__csv *csv, size_t size);

/* Cuts a row's bytes into its cells: 1, or 0 where quotes are not as they must be. */
int ec2a__csv_cut(struct ec2a__csv_row *row, char delimiter);

/* The cell without blanks and tabs at its ends. */
struct ec2a__csv_cell ec2a__csv_trimmed(struct ec2a__csv_cell cell);

/* ---- csv_header.c: how a table begins --------------------------------------- */

#define EC2A__CSV_HEADER_MAX 4096 /* bytes that the line before which a table begins must end in */

#define EC2A__CSV_DELIMITERS ",;\t" /* spreadsheets write the second where the comma is for decimals */

/* The first line of an input, if it is a table's. */
struct ec2a__csv_head {
	const char *text; /* of the line, without its end */
	size_t size;
	size_t behind;    /* where the next line begins in the input */
	char line_end;    /* CR where no LF follows it: else LF */
	char delimiter;   /* which a line such as "sep=;" in front names; else 0 */
};

/* Looks for that line behind empty ones: 1, 0 where the input is no table, or -1 where more bytes would tell. */
int ec2a__csv_head(const char *text, size_t size, int at_end, struct ec2a__csv_head *ret_head);

/*
 * Whether the line heads a table, whoever's: 1, 0, or -1 where more bytes of the same input would tell. A header has
 * three cells or more, none empty but at its end, each with a letter, neither with brackets nor with braces; where a
 * cell that is not quoted has blanks around it, the next line must have as many cells. That leaves out JSON, prose
 * and logs. A line "sep=" in front leaves no doubt.
 */
int ec2a__csv_is_table(const char *text, size_t size, int at_end, const struct ec2a__csv_head *head);

#endif
