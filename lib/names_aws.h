/* SPDX-License-Identifier: MIT */
#ifndef EC2A_NAMES_AWS_H
#define EC2A_NAMES_AWS_H

/* Whether a text is what it must be before it becomes part of a URL. */

/* A region's name: small letters, digits and '-', as a label of a host's name; 63 bytes at most. */
int ec2a__is_region(const char *text);

/* What AWS's hosts end in there: "amazonaws.com", or what the region's partition has instead. */
const char *ec2a__region_suffix(const char *region);

/* "http[s]://host[:port]" and nothing behind it but one '/'; no user, no password. */
int ec2a__is_endpoint(const char *text);

#endif
