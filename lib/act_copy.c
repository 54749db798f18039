/* SPDX-License-Identifier: MIT */
/* An act from one store into another: its ids become ids of the other's texts. */
#include "act_shape.h"

#include "buf.h"

#include <string.h>

struct copy {
	struct ec2a__intern *to;
	const struct ec2a__intern *from;
	int r;
};

static uint32_t copy_text(struct copy *copy, uint32_t id)
{
	uint32_t got = 0;

	if (copy->r == 0)
		copy->r = ec2a__intern_text(copy->to, ec2a__intern_get(copy->from, id), &got);
	return got;
}

/* Tuples of tuples of texts are as deep as it goes. */
static uint32_t copy_tuple(struct copy *copy, int shape, uint32_t id, int depth)
{
	struct ec2a__buf out;
	uint32_t got = 0;
	size_t count;
	const uint32_t *ids = ec2a__intern_tuple(copy->from, id, &count);

	ec2a__buf_init(&out, SIZE_MAX / 2);
	for (size_t i = 0; i < count && copy->r == 0; i++) {
		int member = ec2a__shape_member(shape, i);
		uint32_t value = ids[i];

		if (member == EC2A__SHAPE_TEXT)
			value = copy_text(copy, value);
		else if (member > EC2A__SHAPE_TEXT && depth)
			value = copy_tuple(copy, member, value, depth - 1);
		if (copy->r == 0)
			copy->r = ec2a__buf_add(&out, &value, sizeof(value));
	}
	if (copy->r == 0 && count)
		copy->r = ec2a__intern_bytes(copy->to, out.data, out.len, &got);
	ec2a__buf_free(&out);
	return got;
}

int ec2a__store_copy(struct ec2a__store *to, const struct ec2a__store *from, const struct ec2a__act *act)
{
	struct copy copy = { &to->text, &from->text, 0 };
	struct ec2a__act got = *act, *place;
	uint32_t id;

	if (!(act->flags & EC2A__ACT_BINARY)) {
		memcpy(&id, act->event, sizeof(id));
		id = copy_text(&copy, id);
		memcpy(got.event, &id, sizeof(id));
	}
	got.where = copy_tuple(&copy, EC2A__SHAPE_WHERE, act->where, 1);
	got.who = copy_tuple(&copy, EC2A__SHAPE_WHO, act->who, 1);
	got.ip = copy_text(&copy, act->ip);
	got.session = copy_text(&copy, act->session);
	got.what = copy_tuple(&copy, EC2A__SHAPE_WHAT, act->what, 1);
	got.why = copy_tuple(&copy, ec2a__shape_of_why(act), act->why, 1);
	if (copy.r < 0)
		return EC2A_E_NOMEM;
	place = ec2a__store_place(to);
	if (!place)
		return EC2A_E_NOMEM;
	*place = got;
	to->n_acts++;
	to->n_open_years += ec2a__act_log(to, &got, EC2A__LOG_WHEN) != 0;
	return 0;
}
