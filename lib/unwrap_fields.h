/* SPDX-License-Identifier: MIT */
#ifndef EC2A_UNWRAP_FIELDS_H
#define EC2A_UNWRAP_FIELDS_H

#include "json_span.h"

/*
 * A row that a query's answer gives as an array of its columns:
 *
 *   [{"field":"@message","value":"{...}"},{"field":"@ptr","value":"..."}]   CloudWatch Logs Insights
 *   [{"eventName":"..."},{"eventSource":"..."}]                              Lake: GetQueryResults
 */
int ec2a__fields_is(const char *text, size_t size, unsigned max_depth);

/* Appends it as one object, for such a row: of the first, as a log event. 0, EC2A_E_NOMEM, EC2A_E_LIMIT of the buffer. */
int ec2a__fields_object(struct ec2a__span row, struct ec2a__buf *out);

#endif
