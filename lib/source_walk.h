/* SPDX-License-Identifier: MIT */
#ifndef EC2A_SOURCE_WALK_H
#define EC2A_SOURCE_WALK_H

/* Every file below a folder, in order of the bytes of its path. */
struct ec2a__walk;

#define EC2A__WALK_PASSED 2

/* NULL: out of memory. */
struct ec2a__walk *ec2a__walk_new(const char *root);
void ec2a__walk_free(struct ec2a__walk *walk);

/*
 * 1                 a file; its path, also that of a failure, is ec2a__walk_path() until the next call
 * EC2A__WALK_PASSED something else than a file or a folder; ec2a__walk_fault() says what it is
 * 0                 no more
 * EC2A_E_NOT_FOUND  the root is not there
 * EC2A_E_IO         a folder could not be listed, ec2a__walk_fault() says why; call again for the rest
 * EC2A_E_NOMEM      call again
 */
int ec2a__walk_next(struct ec2a__walk *walk);
const char *ec2a__walk_path(const struct ec2a__walk *walk);
const char *ec2a__walk_fault(const struct ec2a__walk *walk);

#endif
