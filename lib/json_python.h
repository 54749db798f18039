/* SPDX-License-Identifier: MIT */
#ifndef EC2A_JSON_PYTHON_H
#define EC2A_JSON_PYTHON_H

#include "json_check.h"

/*
 * Python's text of a dictionary or list to JSON, appended: what print() writes of a boto3 answer, and what people
 * make of that by hand (JSON in it, strings over several lines, a comma behind the last member). Strings in either
 * quote, also several that stand side by side; True, False, None; numbers; tuples as arrays; what is called, as
 * datetime.datetime(...), as null. Whether the brackets match is left to the reader of the JSON.
 * 0, EC2A_E_RECORD (with the fault) for what Python does not print, EC2A_E_NOMEM, EC2A_E_LIMIT of the buffer.
 */
int ec2a__json_python(const char *text, size_t size, struct ec2a__buf *out, struct ec2a__json_fault *fault);

#endif
