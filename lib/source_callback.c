/* SPDX-License-Identifier: MIT */
#include "source.h"

#include "mem.h"

struct callback {
	ec2a_read_fn read;
	void *user;
	void (*free_user)(void *user);
};

static int callback_read(ec2a_input *input, void *buffer, size_t size, size_t *ret_size)
{
	const struct callback *callback = input->origin->state;
	size_t got = 0;
	int r = callback->read(callback->user, buffer, size, &got);

	if (r == 0 && got <= size) {
		*ret_size = got;
		return 0;
	}
	if (r >= 0)
		return ec2a__input_fail(input, EC2A_E_IO, "reading failed", "the callback broke its contract");
	if (!ec2a_enum_name(EC2A_ENUM_ERROR, r)) /* nobody could make anything of it */
		r = EC2A_E_IO;
	return ec2a__input_fail(input, r, "reading failed", ec2a_strerror(r));
}

static void callback_free(void *state)
{
	struct callback *callback = state;

	if (callback->free_user)
		callback->free_user(callback->user);
	ec2a__free(callback);
}

static const struct ec2a__source_kind callback_kind = {
	.list = ec2a__source_list_one,
	.read = callback_read,
	.endless = 1,
	.free_state = callback_free,
};

EC2A_API int ec2a_source_callbacks(ec2a_config *config, const char *name, ec2a_read_fn read, void *user,
				   void (*free_user)(void *user), ec2a_source **ret_source)
{
	struct callback *callback;
	int r;

	if (!name || !read || !ret_source)
		return EC2A_E_ARG;
	callback = ec2a__calloc(1, sizeof(*callback));
	if (!callback)
		return EC2A_E_NOMEM;
	callback->read = read;
	callback->user = user;
	callback->free_user = free_user;
	r = ec2a__source_make(config, name, &callback_kind, callback, ret_source);
	if (r < 0)
		ec2a__free(callback);
	return r;
}
