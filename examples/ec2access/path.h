/* SPDX-License-Identifier: MIT */
#ifndef PATH_H
#define PATH_H

/* The real path of a file that is there, or of the place where it would be; free() it. NULL: errno says why. */
char *path_real(const char *path);

/* Whether one real path is another one, or lies below it. */
int path_is_below(const char *path, const char *folder);

/* The folder of a path; free() it. */
char *path_folder(const char *path);

#endif
