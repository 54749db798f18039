/* SPDX-License-Identifier: MIT */
#ifndef EC2A_UTF8_H
#define EC2A_UTF8_H

#include "buf.h"

#include <stddef.h>
#include <stdint.h>

/* Length of the character that begins at text[0], 1 to 4, or 0 when the bytes
 * there are not UTF-8; then *ret_bad is how many to replace by one U+FFFD (the
 * maximal subpart, Unicode 3.9). Surrogates and values over U+10FFFF are not UTF-8. */
size_t ec2a__utf8_next(const char *text, size_t size, size_t *ret_bad);

/* How many bytes from the start are plain: printable ASCII but for the quote and the backslash. */
size_t ec2a__utf8_plain(const char *text, size_t size);

int ec2a__utf8_is_valid(const char *text, size_t size);

/* Append; what is not UTF-8, and U+0000, becomes U+FFFD. Results as ec2a__buf_add(). */
int ec2a__utf8_add(struct ec2a__buf *buf, const char *text, size_t size);

/* Append one code point; surrogates, U+0000 and values over U+10FFFF become U+FFFD. */
int ec2a__utf8_add_char(struct ec2a__buf *buf, uint32_t code);

/* Append for a message of one line: control characters (C0, DEL, C1, line and
 * paragraph separators, bidirectional controls) as \xNN or \u{NNNN}; bad bytes as \xNN. */
int ec2a__utf8_add_visible(struct ec2a__buf *buf, const char *text, size_t size);

/* Append as a JSON string with its quotes: repaired as by ec2a__utf8_add(), escaped as JSON asks. */
int ec2a__utf8_add_json(struct ec2a__buf *buf, const char *text, size_t size);

#endif
