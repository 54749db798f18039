/* SPDX-License-Identifier: MIT */
#ifndef EC2A_SURFACE_H
#define EC2A_SURFACE_H

#include "reason.h"

#include <ec2access/ec2access.h>

/* Through what the caller acted: an ec2a_surface, and the rule that held. The identity is ec2a__identity()'s. */
int ec2a__surface(const ec2a_event *event, int identity, struct ec2a__reason *ret_why);

/* Whether a text of userIdentity.invokedBy or sourceIPAddress is this service ("ssm-guiconnect"). */
int ec2a__service_is(const char *text, const char *service);

#endif
