/* SPDX-License-Identifier: MIT */
#ifndef EC2A_NAMES_H
#define EC2A_NAMES_H

/* The tables of enumerators stand in names_table.h. Inside the library a name
 * is found by ec2a_enum_name(); this one never returns NULL ("unknown"). */
const char *ec2a__name(int enumeration, int value);

#endif
