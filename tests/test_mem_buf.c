/* SPDX-License-Identifier: MIT */
#include "buf.h"
#include "crypto.h"
#include "mem.h"
#include "test.h"

#include <ec2access/ec2access.h>
#include <limits.h>
#include <stdint.h>

static void test_mem_overflow(void)
{
	/* volatile: the compiler would see, and tell, that no memory has this size. */
	volatile size_t huge = SIZE_MAX;
	char *memory;

	CU_ASSERT_PTR_NULL(ec2a__realloc_array(NULL, huge / 2, 3));
	CU_ASSERT_PTR_NULL(ec2a__realloc_array(NULL, huge, 2));
	CU_ASSERT_PTR_NULL(ec2a__calloc(huge / 2, 3));
	CU_ASSERT_PTR_NULL(ec2a__strndup("x", huge));

	/* What is there stays there when it cannot grow. */
	memory = ec2a__strdup("kept");
	CU_ASSERT_PTR_NULL(ec2a__realloc_array(memory, huge / 2, 3));
	EQ_TEXT(memory, "kept");
	ec2a__free(memory);
}

static void test_mem_zero(void)
{
	void *memory = ec2a__malloc(0);

	CU_ASSERT_PTR_NOT_NULL(memory);
	memory = ec2a__realloc_array(memory, 0, 8);
	CU_ASSERT_PTR_NOT_NULL(memory);
	memory = ec2a__realloc_array(memory, 8, 0);
	CU_ASSERT_PTR_NOT_NULL(memory);
	ec2a__free(memory);
	memory = ec2a__calloc(0, 0);
	CU_ASSERT_PTR_NOT_NULL(memory);
	ec2a__free(memory);
	ec2a__free(NULL);
	ec2a_free(NULL);
}

static void test_mem_text(void)
{
	char *text = ec2a__strndup("abc\0def", 7);

	CU_ASSERT(memcmp(text, "abc\0def", 8) == 0);
	ec2a__free(text);
	text = ec2a__strndup(NULL, 0);
	EQ_TEXT(text, "");
	ec2a_free(text);
}

static void test_buf_add(void)
{
	struct ec2a__buf buf;

	ec2a__buf_init(&buf, 1000);
	EQ_INT(ec2a__buf_adds(&buf, "ab"), 0);
	EQ_INT(ec2a__buf_addc(&buf, '-'), 0);
	EQ_INT(ec2a__buf_addu(&buf, 0), 0);
	EQ_INT(ec2a__buf_addu(&buf, ULLONG_MAX), 0);
	EQ_INT(ec2a__buf_add(&buf, NULL, 0), 0);
	EQ_TEXT(buf.data, "ab-018446744073709551615");
	EQ_INT(buf.len, strlen(buf.data));
	ec2a__buf_clear(&buf);
	EQ_TEXT(buf.data, "");
	EQ_INT(ec2a__buf_add(&buf, "a\0b", 3), 0);
	CU_ASSERT(memcmp(buf.data, "a\0b", 4) == 0);
	ec2a__buf_free(&buf);
	CU_ASSERT_PTR_NULL(buf.data);
	EQ_INT(ec2a__buf_adds(&buf, "again"), 0);
	EQ_TEXT(buf.data, "again");
	ec2a__buf_free(&buf);
	ec2a__buf_free(&buf);
}

static void test_buf_limit(void)
{
	struct ec2a__buf buf;

	ec2a__buf_init(&buf, 5);
	EQ_INT(ec2a__buf_adds(&buf, "123"), 0);
	EQ_INT(ec2a__buf_adds(&buf, "456"), EC2A_E_LIMIT);
	EQ_TEXT(buf.data, "123");
	EQ_INT(ec2a__buf_add(&buf, "x", SIZE_MAX), EC2A_E_LIMIT);
	EQ_INT(ec2a__buf_adds(&buf, "45"), 0);
	EQ_TEXT(buf.data, "12345");
	EQ_INT(ec2a__buf_addc(&buf, '6'), EC2A_E_LIMIT);
	EQ_INT(ec2a__buf_addu(&buf, 6), EC2A_E_LIMIT);
	EQ_INT(ec2a__buf_reserve(&buf, 0), 0);
	CU_ASSERT(buf.cap <= 6);
	ec2a__buf_free(&buf);

	ec2a__buf_init(&buf, 0);
	EQ_INT(ec2a__buf_adds(&buf, ""), 0);
	EQ_TEXT(buf.data, "");
	EQ_INT(ec2a__buf_addc(&buf, 'x'), EC2A_E_LIMIT);
	ec2a__buf_free(&buf);

	ec2a__buf_init(&buf, SIZE_MAX);
	EQ_INT(ec2a__buf_adds(&buf, "x"), 0);
	EQ_INT(ec2a__buf_reserve(&buf, SIZE_MAX - 1), EC2A_E_LIMIT);
	ec2a__buf_free(&buf);
}

static void test_buf_grow(void)
{
	struct ec2a__buf buf;
	size_t i;

	ec2a__buf_init(&buf, 100000);
	for (i = 0; i < 100000; i++)
		if (ec2a__buf_addc(&buf, (char)('a' + i % 26)) != 0)
			break;
	EQ_INT(i, 100000);
	for (i = 0; i < 100000; i++)
		if (buf.data[i] != (char)('a' + i % 26))
			break;
	EQ_INT(i, 100000);
	EQ_INT(buf.data[buf.len], 0);
	ec2a__buf_free(&buf);
}

static void test_buf_cut(void)
{
	struct ec2a__buf buf;

	ec2a__buf_init(&buf, 100);
	ec2a__buf_consume(&buf, 3);
	ec2a__buf_truncate(&buf, 0);
	EQ_INT(ec2a__buf_adds(&buf, "0123456789"), 0);
	ec2a__buf_consume(&buf, 0);
	ec2a__buf_consume(&buf, 3);
	EQ_TEXT(buf.data, "3456789");
	ec2a__buf_truncate(&buf, 100);
	ec2a__buf_truncate(&buf, 4);
	EQ_TEXT(buf.data, "3456");
	EQ_INT(buf.len, 4);
	ec2a__buf_consume(&buf, 100);
	EQ_INT(buf.len, 0);
	EQ_TEXT(buf.data, "");
	ec2a__buf_free(&buf);
}

static void test_buf_steal(void)
{
	struct ec2a__buf buf;
	char *text;

	ec2a__buf_init(&buf, 100);
	text = ec2a__buf_steal(&buf);
	EQ_TEXT(text, "");
	ec2a__free(text);
	EQ_INT(ec2a__buf_adds(&buf, "mine"), 0);
	text = ec2a__buf_steal(&buf);
	EQ_TEXT(text, "mine");
	EQ_INT(buf.len, 0);
	EQ_INT(ec2a__buf_adds(&buf, "other"), 0);
	EQ_TEXT(text, "mine");
	ec2a__free(text);
	ec2a__buf_free(&buf);
}

static void test_secret(void)
{
	char text[] = "secret";
	struct ec2a__buf buf;
	const char *old;

	ec2a__wipe(text, 3);
	CU_ASSERT(memcmp(text, "\0\0\0ret", 7) == 0);
	ec2a__wipe(NULL, 0);
	ec2a__buf_init_secret(&buf, 1000);
	for (int i = 0; i < 500; i++)
		EQ_INT(ec2a__buf_addc(&buf, (char)('a' + i % 26)), 0);
	EQ_INT(buf.len, 500);
	EQ_INT(buf.data[0], 'a');
	EQ_INT(buf.data[499], 'a' + 499 % 26);
	EQ_INT(buf.data[500], 0);
	EQ_INT(ec2a__buf_reserve(&buf, 501), EC2A_E_LIMIT);
	/* It grows by moving: nothing of it is left where it was. */
	old = buf.data;
	EQ_INT(ec2a__buf_reserve(&buf, 500), 0);
	CU_ASSERT(buf.data != old);
	ec2a__buf_free(&buf);
	CU_ASSERT_PTR_NULL(buf.data);
}

int main(void)
{
	static const struct ec2a_test tests[] = {
		{ "sizes that overflow", test_mem_overflow },
		{ "size 0", test_mem_zero },
		{ "copies of text", test_mem_text },
		{ "buffer: add", test_buf_add },
		{ "buffer: maximum", test_buf_limit },
		{ "buffer: growth", test_buf_grow },
		{ "buffer: consume and truncate", test_buf_cut },
		{ "buffer: steal", test_buf_steal },
		{ "secrets are wiped", test_secret },
		{ NULL, NULL },
	};

	return ec2a_test_main("mem and buf", tests);
}
