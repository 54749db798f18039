/* SPDX-License-Identifier: MIT */
#ifndef FORMAT_H
#define FORMAT_H

#include "summary.h"

#include <ec2access/ec2access.h>
#include <stddef.h>

/* The forms in which rows are printed. */
void csv_print_cells(const char *const *cells, size_t n); /* any row, or header; NULL is an empty cell */
void csv_print_header(int verified); /* with that column */
void csv_print_row(const ec2a_session *session);
void jsonl_print_row(const ec2a_session *session);
void table_print_words(const char *words); /* on lines as wide as the screen */
void table_print(ec2a_session *const *rows, size_t n, const struct summary *summary);

#endif
