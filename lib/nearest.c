/* SPDX-License-Identifier: MIT */
#include "nearest.h"

int ec2a__same_text(const struct ec2a__store *store, int mask_kind, uint32_t a, int a_masked, uint32_t b, int b_masked)
{
	/* equal ids are equal texts, but what is masked on both sides is not known to be equal */
	if (a == b && !(a_masked && b_masked))
		return a ? EC2A__AGREE : EC2A__ABSENT;
	return ec2a__mask_compare(mask_kind, ec2a__act_text(store, a), a_masked, ec2a__act_text(store, b), b_masked);
}

int ec2a__same_caller(const struct ec2a__store *store, const struct ec2a__act *a, const struct ec2a__act *b)
{
	int a_masked = ec2a__act_is_masked(a), b_masked = ec2a__act_is_masked(b);
	int agree = ec2a__same_text(store, EC2A__MASK_TEXT, ec2a__act_who(store, a, EC2A__WHO_ARN), a_masked,
				    ec2a__act_who(store, b, EC2A__WHO_ARN), b_masked);

	if (agree != EC2A__ABSENT)
		return agree;
	return ec2a__same_text(store, EC2A__MASK_TEXT, ec2a__act_who(store, a, EC2A__WHO_KEY), a_masked,
			       ec2a__act_who(store, b, EC2A__WHO_KEY), b_masked);
}

int ec2a__same_place(const struct ec2a__store *store, const struct ec2a__act *a, const struct ec2a__act *b)
{
	int a_masked = ec2a__act_is_masked(a), b_masked = ec2a__act_is_masked(b);
	int account = ec2a__same_text(store, EC2A__MASK_ACCOUNT, ec2a__act_account(store, a), a_masked,
				      ec2a__act_account(store, b), b_masked);
	int region = ec2a__same_text(store, EC2A__MASK_TEXT, ec2a__act_region(store, a), a_masked,
				     ec2a__act_region(store, b), b_masked);

	if (account == EC2A__DISAGREE || region == EC2A__DISAGREE)
		return EC2A__DISAGREE;
	return account == EC2A__AGREE_MASKED || region == EC2A__AGREE_MASKED ? EC2A__AGREE_MASKED : EC2A__AGREE;
}

int ec2a__act_is_plain(const struct ec2a__store *store, const struct ec2a__act *act, uint32_t text)
{
	if (!ec2a__act_is_masked(act))
		return 1;
	return ec2a__same_text(store, EC2A__MASK_TEXT, text, 1, text, 1) != EC2A__AGREE_MASKED &&
	       ec2a__same_place(store, act, act) == EC2A__AGREE;
}

int ec2a__within(const struct ec2a__act *a, const struct ec2a__act *b, int64_t from, int64_t to)
{
	int64_t x = ec2a__act_second(a), y = ec2a__act_second(b);

	return x != EC2A__NO_TIME && y != EC2A__NO_TIME && y - x >= from && y - x <= to;
}

struct best {
	uint32_t number;
	int64_t distance;
	int keys, how;
};

static void consider(struct ec2a__joins *joins, const struct ec2a__nearest *search, uint32_t act, uint32_t candidate,
		     int64_t distance, struct best *best)
{
	int how, keys;

	if (candidate == act || (best->number != EC2A__NONE && distance > best->distance))
		return;
	keys = search->agree(joins, act, candidate, &how);
	if (!keys || (best->number != EC2A__NONE && distance == best->distance &&
		      (keys < best->keys ||
		       (keys == best->keys &&
			ec2a__act_compare_id(joins->store, ec2a__joins_act(joins, candidate),
					     ec2a__joins_act(joins, best->number)) >= 0))))
		return;
	*best = (struct best){ candidate, distance, keys, how };
}

/* How far a candidate is, or -1 outside of the window. */
static int64_t distance_of(const struct ec2a__joins *joins, const struct ec2a__nearest *search, int64_t second, size_t i)
{
	int64_t there = ec2a__act_second(ec2a__joins_act(joins, search->candidates[i]));

	if (there == EC2A__NO_TIME || there < second - search->before || there > second + search->after)
		return -1;
	return there < second ? second - there : there - second;
}

static size_t first_from(const struct ec2a__joins *joins, const struct ec2a__nearest *search, int64_t second)
{
	size_t low = 0, high = search->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (ec2a__act_second(ec2a__joins_act(joins, search->candidates[middle])) < second)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

uint32_t ec2a__nearest_find(struct ec2a__joins *joins, const struct ec2a__nearest *search, uint32_t act, int *ret_how)
{
	struct best best = { EC2A__NONE, 0, 0, 0 };
	int64_t second = ec2a__act_second(ec2a__joins_act(joins, act)), left, right;
	size_t up, down, seen;

	if (second == EC2A__NO_TIME)
		return EC2A__NONE;
	up = down = first_from(joins, search, second);
	for (seen = 0;; seen++) {
		left = down > 0 ? distance_of(joins, search, second, down - 1) : -1;
		right = up < search->count ? distance_of(joins, search, second, up) : -1;
		if (left < 0 && right < 0)
			break;
		if (best.number != EC2A__NONE && (left < 0 || left > best.distance) &&
		    (right < 0 || right > best.distance))
			break;
		if (seen == EC2A__NEAREST_MAX) {
			joins->capped++;
			break;
		}
		if (right >= 0 && (left < 0 || right <= left))
			consider(joins, search, act, search->candidates[up++], right, &best);
		else
			consider(joins, search, act, search->candidates[--down], left, &best);
	}
	*ret_how = best.how;
	return best.number;
}
