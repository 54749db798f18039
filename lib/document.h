/* SPDX-License-Identifier: MIT */
#ifndef EC2A_DOCUMENT_H
#define EC2A_DOCUMENT_H

/* Session documents: a name or an ARN, of which what follows the last '/' counts. */
int ec2a__document_is(const char *document, const char *name);

#endif
