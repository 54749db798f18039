/* SPDX-License-Identifier: MIT */
/*
 * Saved correlators with each byte changed, their sum put right, through the fuzz target.
 *
 * test_stream_restore FOLDER writes such files, as a corpus for tests/fuzz/fuzz_restore.
 */
#include "fuzz/fuzz_restore.c"
#include "stream_kit.h"

enum { EVENTS = 40 };

/* A correlator with a bit of everything, of all ages. */
static struct bytes saved(uint32_t number)
{
	ec2a_config *config = config_of(0, 3600);
	struct bytes bytes = { NULL, 0, 0, 0 };
	ec2a_correlator *c;

	seed = number;
	if (ec2a_correlator_new(config, &c) < 0)
		abort();
	for (int i = 0; i < EVENTS; i++) {
		char suffix[16];
		ec2a_event *event;

		snprintf(suffix, sizeof(suffix), "%d", i / 10);
		event = random_event(i + 1, i / 10 * 2000 + dice(60), EVENTS, suffix);
		if (ec2a_correlator_add(c, event) < 0)
			abort();
		ec2a_event_unref(event);
		if (i % 10 == 9 && ec2a_correlator_advance(c, (BASE + i / 10 * 2000 + 60) * 1000000) < 0)
			abort();
		if (i % 10 == 9)
			take_rows(c);
	}
	if (ec2a_correlator_save(c, put, &bytes) < 0)
		abort();
	ec2a_correlator_free(c);
	ec2a_config_unref(config);
	return bytes;
}

static void each_byte_changed(void)
{
	static const unsigned char changes[] = { 0x01, 0x80, 0xff };
	int files = getenv("EC2ACCESS_TEST_LONG") ? 40 : 1;

	for (int n = 1; n <= files; n++) {
		struct bytes bytes = saved((uint32_t)n);

		LLVMFuzzerTestOneInput(bytes.data, bytes.size);
		for (size_t i = 0; i < bytes.size; i++) {
			unsigned char was = bytes.data[i];

			bytes.data[i] ^= changes[i % sizeof(changes)];
			LLVMFuzzerTestOneInput(bytes.data, bytes.size);
			bytes.data[i] = was;
		}
		free(bytes.data);
	}
	CU_PASS("no crash");
}

static int write_corpus(const char *folder)
{
	for (uint32_t n = 1; n <= 8; n++) {
		struct bytes bytes = saved(n);
		char path[4096];
		FILE *file;

		snprintf(path, sizeof(path), "%s/saved-%u", folder, (unsigned)n);
		file = fopen(path, "wb");
		if (!file || fwrite(bytes.data, 1, bytes.size, file) != bytes.size || fclose(file) != 0)
			return 1;
		free(bytes.data);
	}
	return 0;
}

int main(int argc, char **argv)
{
	static const struct ec2a_test tests[] = {
		{ "each byte changed, and the sum put right", each_byte_changed },
		{ NULL, NULL },
	};

	return argc > 1 ? write_corpus(argv[1]) : ec2a_test_main("restore", tests);
}
