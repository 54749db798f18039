/* SPDX-License-Identifier: MIT */
/* json-c's tree of every file, and the two names of every record out of it. Usage: jsonc ACCESS LIST */
#include "count.h"

#include <json-c/json.h>

static void count_file(json_tokener *tokener, const struct bytes *bytes, struct counts *counts)
{
	struct json_object *tree, *records;

	json_tokener_reset(tokener);
	tree = json_tokener_parse_ex(tokener, (const char *)bytes->data, (int)bytes->size);
	if (!tree || !json_object_object_get_ex(tree, "Records", &records)) {
		fprintf(stderr, "%s\n", json_tokener_error_desc(json_tokener_get_error(tokener)));
		exit(3);
	}
	for (size_t i = 0; i < json_object_array_length(records); i++) {
		struct json_object *record = json_object_array_get_idx(records, i), *source = NULL, *name = NULL;

		json_object_object_get_ex(record, "eventSource", &source);
		json_object_object_get_ex(record, "eventName", &name);
		count_one(counts, json_object_get_string(source), (size_t)json_object_get_string_len(source),
			  json_object_get_string(name), (size_t)json_object_get_string_len(name));
	}
	json_object_put(tree);
}

int main(int argc, char **argv)
{
	static struct counts counts;
	struct bytes bytes = { NULL, 0, 0 };
	json_tokener *tokener = json_tokener_new();
	struct files files;

	if (argc != 3 || !tokener)
		return 2;
	counts_of(argv[1], &counts);
	files = files_of(argv[2]);
	for (size_t i = 0; i < files.count; i++) {
		read_whole(files.path[i], &bytes, 1);
		count_file(tokener, &bytes, &counts);
	}
	json_tokener_free(tokener);
	print_counts(&counts);
	return 0;
}
