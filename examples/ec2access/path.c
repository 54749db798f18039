/* SPDX-License-Identifier: MIT */
#include "path.h"

#include "text.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

int path_is_below(const char *path, const char *folder)
{
	size_t len = strlen(folder);

	if (len == 1) /* "/" */
		return 1;
	return strncmp(path, folder, len) == 0 && (path[len] == '/' || !path[len]);
}

char *path_folder(const char *path)
{
	const char *slash = strrchr(path, '/');
	struct text folder = {0};

	if (!slash)
		text_adds(&folder, ".");
	else
		text_add(&folder, path, slash == path ? 1 : (size_t)(slash - path));
	return folder.data;
}

char *path_real(const char *path)
{
	const char *slash = strrchr(path, '/');
	const char *name = slash ? slash + 1 : path;
	char *real = realpath(path, NULL), *folder;
	struct text place = {0};

	if (real || errno != ENOENT || !*name)
		return real;
	folder = path_folder(path);
	real = realpath(folder, NULL);
	free(folder);
	if (!real)
		return NULL;
	text_adds(&place, real);
	if (real[1])
		text_adds(&place, "/");
	text_adds(&place, name);
	free(real);
	return place.data;
}
