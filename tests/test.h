/* SPDX-License-Identifier: MIT */
#ifndef EC2A_TEST_H
#define EC2A_TEST_H

#include <CUnit/Basic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Equal texts, NULL included; prints both when they differ. */
static inline int ec2a_test_text(const char *got, const char *want, const char *file, int line)
{
	if (got == want || (got && want && strcmp(got, want) == 0))
		return 1;
	fprintf(stderr, "%s:%d: got  %s\n%s:%d: want %s\n", file, line, got ? got : "(null)", file, line,
		want ? want : "(null)");
	return 0;
}

#define EQ_TEXT(got, want) CU_ASSERT(ec2a_test_text((got), (want), __FILE__, __LINE__))

/* Equal numbers; prints both when they differ. */
static inline int ec2a_test_number(long long got, long long want, const char *file, int line)
{
	if (got == want)
		return 1;
	fprintf(stderr, "%s:%d: got %lld, want %lld\n", file, line, got, want);
	return 0;
}

#define EQ_INT(got, want) CU_ASSERT(ec2a_test_number((long long)(got), (long long)(want), __FILE__, __LINE__))

struct ec2a_test {
	const char *name;
	void (*run)(void);
};

/* Runs a list that ends with {NULL, NULL}; the result is main()'s. */
static inline int ec2a_test_main(const char *suite_name, const struct ec2a_test *tests)
{
	unsigned failed;
	CU_pSuite suite;

	if (CU_initialize_registry() != CUE_SUCCESS)
		return 2;
	suite = CU_add_suite(suite_name, NULL, NULL);
	for (; suite && tests->name; tests++)
		if (!CU_add_test(suite, tests->name, tests->run))
			suite = NULL;
	if (!suite) {
		CU_cleanup_registry();
		return 2;
	}
	CU_basic_set_mode(CU_BRM_NORMAL);
	CU_basic_run_tests();
	failed = CU_get_number_of_failures();
	CU_cleanup_registry();
	return failed ? 1 : 0;
}

#endif
