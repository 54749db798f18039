/* SPDX-License-Identifier: MIT */
#include "split_state.h"

#include <ec2access/ec2access.h>

/*
 * Elements of an array. Where the array itself breaks, no guess is made where
 * the next record begins. A comma behind the last element is passed over:
 * published samples have it. Any other comma too many or too few breaks it.
 */

void ec2a__split_open_array(struct ec2a__split *split, int place)
{
	split->array = place;
	split->python = place != EC2A__IN_ARRAY && split->scan.python;
	split->phase = EC2A__AT_ELEMENT;
	if (place != EC2A__IN_ARRAY && !split->container)
		split->container = place;
}

int ec2a__split_array_broken(struct ec2a__split *split, const char *what, uint64_t start,
			     struct ec2a__split_fault *fault)
{
	fault->byte = ec2a__split_here(split);
	fault->start = start;
	fault->what = what;
	fault->place = split->array;
	if (split->values > 1) {
		/* One value in a row of them: it costs itself, as any other; its elements are gone, so no way back.
		 * Where the break is a line's first byte, that line is looked at too. */
		if (split->scan.pos && split->in.data[split->scan.pos - 1] == '\n')
			split->scan.pos--;
		split->phase = EC2A__AT_JUNK;
		return EC2A_E_RECORD;
	}
	split->phase = EC2A__AT_END;
	return EC2A_E_FORMAT;
}

static int broken_here(struct ec2a__split *split, const char *what, struct ec2a__split_fault *fault)
{
	return ec2a__split_array_broken(split, what, ec2a__split_here(split), fault);
}

/* No byte is there: wait, or it is the end. */
static int no_byte(struct ec2a__split *split, struct ec2a__split_fault *fault)
{
	if (!split->finished)
		return 0;
	return ec2a__split_truncated(split, "the input ends inside an array", ec2a__split_here(split), split->array,
				     fault);
}

static int close_array(struct ec2a__split *split)
{
	split->scan.pos++;
	if (split->array == EC2A__IN_ARRAY) {
		split->phase = EC2A__AT_TOP;
	} else {
		ec2a__scan_begin_rest(&split->scan, split->scan.pos);
		split->scan.python = split->python;
		split->phase = EC2A__AT_REST;
	}
	return EC2A__AGAIN;
}

int ec2a__split_at_element(struct ec2a__split *split, struct ec2a__split_fault *fault)
{
	if (!ec2a__split_skip_space(split))
		return no_byte(split, fault);
	switch (split->in.data[split->scan.pos]) {
	case ']':
		return close_array(split);
	case '}':
		return broken_here(split, EC2A__WHAT_BRACKETS, fault);
	case ',':
	case ':':
		return broken_here(split, "a record is missing before this sign", fault);
	default:
		ec2a__split_begin(split, split->array);
		return EC2A__AGAIN;
	}
}

int ec2a__split_at_separator(struct ec2a__split *split, struct ec2a__split_fault *fault)
{
	if (!ec2a__split_skip_space(split))
		return no_byte(split, fault);
	switch (split->in.data[split->scan.pos]) {
	case ']':
		return close_array(split);
	case ',':
		split->scan.pos++;
		split->phase = EC2A__AT_ELEMENT;
		return EC2A__AGAIN;
	case '}':
		return broken_here(split, EC2A__WHAT_BRACKETS, fault);
	default:
		return broken_here(split, "a comma is missing between records", fault);
	}
}

int ec2a__split_at_rest(struct ec2a__split *split, struct ec2a__split_fault *fault)
{
	switch (ec2a__scan_run(&split->scan, split->in.data, split->in.len)) {
	case EC2A__SCAN_END:
		split->phase = EC2A__AT_TOP;
		return EC2A__AGAIN;
	case EC2A__SCAN_BROKEN:
		return broken_here(split, split->scan.what, fault);
	case EC2A__SCAN_CONTAINER:
		if (!split->second && split->array == EC2A__IN_RECORDS && split->scan.found == EC2A__IN_RECORDS) {
			split->second = 1;
			split->second_at = ec2a__split_here(split) - 1;
		}
		return EC2A__AGAIN;
	default:
		if (!split->finished)
			return 0;
		return ec2a__split_truncated(split, "the input ends before the last bracket", split->fed,
					     split->array, fault);
	}
}
