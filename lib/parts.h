/* SPDX-License-Identifier: MIT */
#ifndef EC2A_PARTS_INTERNAL_H
#define EC2A_PARTS_INTERNAL_H

#include "correlate_state.h"

/* A part as a correlator of its own: 0, EC2A_E_STATE where it is of a stream, EC2A_E_FORMAT, EC2A_E_NOMEM. */
int ec2a__part_read(ec2a_config *config, const void *bytes, size_t size, ec2a_correlator **ret_correlator);

#endif
