/* SPDX-License-Identifier: MIT */
/* Sorting by keys gives what sorting by comparing gives: equal items stay in their order. */
#include "test.h"

#include "order.h"

#define MOST 5000

struct item {
	int64_t number;
	int rank;
};

static struct item items[MOST];

static uint64_t key(const void *context, uint32_t item)
{
	return ec2a__key_of(((const struct item *)context)[item].number);
}

static int compare(const void *context, uint32_t a, uint32_t b)
{
	const struct item *x = (const struct item *)context + a, *y = (const struct item *)context + b;

	if (x->number != y->number)
		return x->number < y->number ? -1 : 1;
	return (x->rank > y->rank) - (x->rank < y->rank);
}

static void fill(size_t count, unsigned kinds)
{
	static const int64_t numbers[] = { INT64_MIN, INT64_MAX, -1, 0, 1, INT64_C(1) << 40, -(INT64_C(1) << 40), 255, 256 };
	static uint64_t chance = 3;

	for (size_t i = 0; i < count; i++) {
		chance = chance * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
		items[i].number = kinds < 3 ? numbers[(chance >> 33) % (kinds ? 9 : 1)] : (int64_t)(chance ^ chance >> 31);
		items[i].rank = (int)(chance >> 50 & 3);
	}
}

static void by_key_is_by_comparing(void)
{
	static const size_t counts[] = { 0, 1, 2, 63, 64, 65, 300, MOST };
	static uint32_t quick[MOST], slow[MOST];

	for (size_t c = 0; c < sizeof counts / sizeof counts[0]; c++)
		for (unsigned kinds = 0; kinds < 4; kinds++) {
			size_t n = counts[c], different = 0;

			fill(n, kinds);
			for (size_t i = 0; i < n; i++)
				quick[i] = slow[i] = (uint32_t)(n - 1 - i);
			EQ_INT(ec2a__sort(slow, n, compare, items), 0);
			EQ_INT(ec2a__sort_by_key(quick, n, key, compare, items), 0);
			for (size_t i = 0; i < n; i++)
				different += quick[i] != slow[i];
			EQ_INT(different, 0);
		}
}

int main(void)
{
	static const struct ec2a_test tests[] = {
		{ "sorting by keys is sorting by comparing", by_key_is_by_comparing },
		{ NULL, NULL },
	};

	return ec2a_test_main("order", tests);
}
