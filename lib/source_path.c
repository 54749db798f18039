/* SPDX-License-Identifier: MIT */
#include "source.h"

#include "mem.h"
#include "source_walk.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct path {
	char *root;
	struct ec2a__walk *walk;
};

static int path_list(ec2a_source *source, char **ret_name)
{
	struct path *path = source->origin->state;
	int r;

	/* A name that was found but had no memory for its copy waits in the walk. */
	if (!source->listed) {
		r = ec2a__walk_next(path->walk);
		if (r == EC2A__WALK_PASSED)
			return ec2a__source_fail(source, EC2A__SOURCE_PASSED, ec2a__walk_path(path->walk),
						 ec2a__walk_fault(path->walk), NULL);
		if (r == EC2A_E_NOT_FOUND || r == EC2A_E_IO)
			return ec2a__source_fail(source, r, ec2a__walk_path(path->walk),
						 r == EC2A_E_IO ? "cannot be listed" : "cannot be opened",
						 ec2a__walk_fault(path->walk));
		if (r != 1)
			return r;
	}
	*ret_name = ec2a__strdup(ec2a__walk_path(path->walk));
	source->listed = *ret_name == NULL;
	return *ret_name ? 1 : EC2A_E_NOMEM;
}

static int refuse(ec2a_input *input, int number)
{
	if (input->fd >= 0)
		close(input->fd);
	input->fd = -1;
	return ec2a__input_fail(input, ec2a__errno_code(number), "cannot be opened", ec2a__errno_text(number));
}

static int path_open(ec2a_input *input)
{
	const struct path *path = input->origin->state;
	int named = strcmp(input->name, path->root) == 0;
	struct stat st;

	/* A file that was listed may have become a pipe since: that must not hang. The user may name one; opening it
	 * does not wait for a writer either, as nothing could end that. Reading waits. */
	input->fd = open(input->name, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
	if (input->fd < 0)
		return refuse(input, errno);
	if (fstat(input->fd, &st) != 0)
		return refuse(input, errno);
	if (S_ISDIR(st.st_mode))
		return refuse(input, EISDIR);
	if (!named && !S_ISREG(st.st_mode))
		return refuse(input, EINVAL);
	input->waits = !S_ISREG(st.st_mode);
	if (!input->waits)
		input->modified = st.st_mtime;
	return 0;
}

static void path_close(ec2a_input *input)
{
	close(input->fd);
}

static void path_free(void *state)
{
	struct path *path = state;

	ec2a__walk_free(path->walk);
	ec2a__free(path->root);
	ec2a__free(path);
}

static const struct ec2a__source_kind path_kind = {
	.list = path_list,
	.open = path_open,
	.read = ec2a__input_read_fd,
	.close = path_close,
	.free_state = path_free,
};

EC2A_API int ec2a_source_path(ec2a_config *config, const char *path, ec2a_source **ret_source)
{
	struct path *state;
	int r = EC2A_E_NOMEM;

	if (!path || !*path || !ret_source)
		return EC2A_E_ARG;
	state = ec2a__calloc(1, sizeof(*state));
	if (!state)
		return EC2A_E_NOMEM;
	state->root = ec2a__strdup(path);
	if (state->root)
		state->walk = ec2a__walk_new(path);
	if (state->walk)
		r = ec2a__source_make(config, path, &path_kind, state, ret_source);
	if (r < 0)
		path_free(state);
	return r;
}
