// SPDX-License-Identifier: MIT
// simdjson's on-demand reader on the same question: eventSource and eventName of every record. With "load", files
// come by its padded_string::load(); with "again", into one buffer that is used again.
// Usage: simdjson load|again ACCESS LIST
#include "count.h"

#include <simdjson.h>

using namespace simdjson;

static struct counts counts;

static void count_records(ondemand::parser &parser, padded_string_view text)
{
	ondemand::document document = parser.iterate(text);

	for (ondemand::object record : document["Records"].get_array()) {
		std::string_view source = record["eventSource"], name = record["eventName"];

		count_one(&counts, source.data(), source.size(), name.data(), name.size());
	}
}

int main(int argc, char **argv)
{
	ondemand::parser parser;
	struct bytes bytes = { nullptr, 0, 0 };

	if (argc != 4)
		return 2;
	counts_of(argv[2], &counts);
	struct files files = files_of(argv[3]);
	bool again = strcmp(argv[1], "again") == 0;

	try {
		for (size_t i = 0; i < files.count; i++) {
			if (again) {
				read_whole(files.path[i], &bytes, SIMDJSON_PADDING);
				count_records(parser, padded_string_view(reinterpret_cast<char *>(bytes.data),
									 bytes.size, bytes.room));
			} else {
				padded_string text = padded_string::load(files.path[i]);
				count_records(parser, text);
			}
		}
	} catch (const simdjson_error &error) {
		fprintf(stderr, "%s\n", error.what());
		return 3;
	}
	print_counts(&counts);
	return 0;
}
