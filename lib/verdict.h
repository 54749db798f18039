/* SPDX-License-Identifier: MIT */
#ifndef EC2A_VERDICT_H
#define EC2A_VERDICT_H

#include "reason.h"

#include <ec2access/ec2access.h>

#define EC2A__VERDICT_REASONS 12

/* What one record shows by itself; plain data, texts borrowed from the event. */
struct ec2a__verdict {
	int method;        /* ec2a_method, 0: part of another record's session */
	int surface;
	int os;
	int os_confidence; /* 0 when unknown */
	int identity;
	int outcome;       /* granted, denied, failed */
	int kind;          /* ec2a_kind, 0: no row by itself */
	int role;
	int by_guiconnect; /* a StartSession, SendCommand ... that ssm-guiconnect made */
	struct ec2a__reason reasons[EC2A__VERDICT_REASONS]; /* in the order method, surface, os, identity, outcome */
	size_t n_reasons;
};

/* 1, or 0 for records that are neither access nor approval. Allocates nothing. */
int ec2a__classify(const ec2a_config *config, const ec2a_event *event, struct ec2a__verdict *ret_verdict);

/* The same for a line of a host's log. */
int ec2a__classify_line(const ec2a_event *event, struct ec2a__verdict *ret_verdict);

/* What follows the last '/' of a document name or ARN. */
const char *ec2a__document_name(const char *document);

#endif
