/* SPDX-License-Identifier: MIT */
#include "document.h"
#include "verdict.h"

#include <string.h>

const char *ec2a__document_name(const char *document)
{
	const char *slash = document ? strrchr(document, '/') : NULL;

	return slash ? slash + 1 : document;
}

int ec2a__document_is(const char *document, const char *name)
{
	return document && strcmp(ec2a__document_name(document), name) == 0;
}
