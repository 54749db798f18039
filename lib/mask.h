/* SPDX-License-Identifier: MIT */
#ifndef EC2A_MASK_H
#define EC2A_MASK_H

/* Masks of published samples (CONTRACT 1): in a record whose eventID is not a
 * whole UUID, ".." or more, or an id too short for its kind, hides the rest of its segment. */

/* 8-4-4-4-12 hex. NULL is none. */
int ec2a__uuid_is_whole(const char *text);

enum ec2a__mask_kind {
	EC2A__MASK_TEXT = 1, /* session ids, names, ARNs: segments between : / - */
	EC2A__MASK_ACCOUNT,  /* 12 digits */
	EC2A__MASK_INSTANCE, /* i- or mi- and 8 or 17 hex digits */
	EC2A__MASK_UUID      /* connection ids */
};

enum ec2a__agree {
	EC2A__DISAGREE = 0,
	EC2A__AGREE,        /* equal */
	EC2A__AGREE_MASKED, /* every visible part agrees, something is hidden */
	EC2A__ABSENT        /* absent (NULL or empty) on both sides: neither agrees nor disagrees */
};

/* Compare two values; a_masked, b_masked: whether their records are masked. Absent on one side only disagrees. */
int ec2a__mask_compare(int kind, const char *a, int a_masked, const char *b, int b_masked);

/* Whether a text is an IP address (v4 or v6) and not masked; leading zeros and numbers over 255, as
 * anonymisers write them, pass. */
int ec2a__is_address(const char *text, int masked);

/* An address of private use: RFC 1918, 100.64.0.0/10, fc00::/7. */
int ec2a__is_private_address(const char *text);

/* Whether a name is an id, "i-" or "mi-" (the prefix) and 8 to 17 hex digits; somebody called "i-smith" is none. A
 * masked record may hide the end of the digits ("i-02..."); anonymised ones have capitals. */
int ec2a__is_instance_name(const char *name, const char *prefix, int masked);

/* An address by value, an IPv4 one as ::ffff:a.b.c.d: 1, or 0 where it is none, or one with leading zeros or numbers
 * over 255. */
int ec2a__address_value(const char *text, unsigned char out[16]);

/* Whether two addresses are one, however written: 2001:db8::1 is 2001:DB8:0::1. What is none is compared as text. */
int ec2a__is_same_address(const char *a, const char *b);

#endif
