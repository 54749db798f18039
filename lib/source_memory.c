/* SPDX-License-Identifier: MIT */
#include "source.h"

#include "mem.h"

#include <string.h>

struct memory {
	const char *data;
	size_t size;
};

static int memory_read(ec2a_input *input, void *buffer, size_t size, size_t *ret_size)
{
	const struct memory *memory = input->origin->state;
	size_t left = memory->size - input->offset;

	if (size > left)
		size = left;
	if (size)
		memcpy(buffer, memory->data + input->offset, size);
	input->offset += size;
	*ret_size = size;
	return 0;
}

static const struct ec2a__source_kind memory_kind = {
	.list = ec2a__source_list_one,
	.read = memory_read,
	.free_state = ec2a__free,
};

EC2A_API int ec2a_source_memory(ec2a_config *config, const char *name, const void *data, size_t size,
				ec2a_source **ret_source)
{
	struct memory *memory;
	int r;

	if (!name || (!data && size) || !ret_source)
		return EC2A_E_ARG;
	memory = ec2a__calloc(1, sizeof(*memory));
	if (!memory)
		return EC2A_E_NOMEM;
	memory->data = data;
	memory->size = size;
	r = ec2a__source_make(config, name, &memory_kind, memory, ret_source);
	if (r < 0)
		ec2a__free(memory);
	return r;
}
