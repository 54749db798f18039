/* SPDX-License-Identifier: MIT */
#ifndef EC2A_ASCII_H
#define EC2A_ASCII_H

/* Character classes without a locale. */

static inline int ec2a__is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* What JSON knows as white space. */
static inline int ec2a__is_space(char c)
{
	return c == ' ' || c == '\n' || c == '\r' || c == '\t';
}

static inline char ec2a__lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

/* The digit's value, upper or lower case, or -1. */
static inline int ec2a__hex_value(char c)
{
	if (ec2a__is_digit(c))
		return c - '0';
	c = ec2a__lower(c);
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static inline int ec2a__is_hex(char c)
{
	return ec2a__hex_value(c) >= 0;
}

/* As strcmp(), but "A" is "a". */
static inline int ec2a__compare_without_case(const char *a, const char *b)
{
	for (; *a && ec2a__lower(*a) == ec2a__lower(*b); a++)
		b++;
	return (unsigned char)ec2a__lower(*a) - (unsigned char)ec2a__lower(*b);
}

#endif
