/* SPDX-License-Identifier: MIT */
#ifndef EC2A_WORDS_H
#define EC2A_WORDS_H

#include "buf.h"

/* A line's words as a POSIX shell would tell them apart, but that nothing is ever expanded: white space between words,
 * '...', "..." (in it \" and \\), \ in front of any other character. Each is appended with a NUL behind it. How many,
 * or EC2A_E_FORMAT (a quote is not closed, or \ is last), EC2A_E_NOMEM, EC2A_E_LIMIT. */
int ec2a__words(const char *line, struct ec2a__buf *out);

#endif
