/* SPDX-License-Identifier: MIT */
#ifndef EC2A_IDENTITY_H
#define EC2A_IDENTITY_H

#include "reason.h"

#include <ec2access/ec2access.h>

/* What kind of principal called: an ec2a_identity, and why. */
int ec2a__identity(const ec2a_event *event, struct ec2a__reason *ret_why);

/* Any but a service, an instance, a managed node and unknown (ruling 23). */
int ec2a__identity_is_person(int identity);

#endif
