/* SPDX-License-Identifier: MIT */
#ifndef WHO_H
#define WHO_H

#include "text.h"

#include <ec2access/ec2access.h>

/* An event's caller in a few words: "role/session", "user", "root user", else the end of the ARN; of a host's
 * line "as USER", since it names nobody of AWS. */
void who_add(struct text *text, const ec2a_event *event);

#endif
