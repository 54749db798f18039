/* SPDX-License-Identifier: MIT */
#ifndef OUTPUT_H
#define OUTPUT_H

#include <stddef.h>
#include <stdint.h>

/* Where results go: standard output, or a file that appears only when it is complete. */
enum exit_status {
	EXIT_READ = 0,    /* all input was read */
	EXIT_PARTLY = 1,  /* results were printed, some input could not be read */
	EXIT_USAGE = 2,
	EXIT_NOTHING = 3  /* nothing could be done */
};

/* Whether the path is that input (a file, a folder, or "-"), or an existing file below it. */
int output_would_replace(const char *path, const char *input);

/* Look whether the file can be written, before the work. NULL or "-": standard output. Ends the program if not. */
void output_prepare(const char *path);

/* Instead of that: add to a file from a size on, which it must have; what stands behind is cut off. */
void output_continue(const char *path, uint64_t size);

void output_begin(void);
void output_write(const char *data, size_t size);
void output_puts(const char *string);

/* Write all there is so far, to the disk where it is such a file: how large that is now. */
uint64_t output_sync(void);

/* Write what is left, and give the file its name. Every write error ends the program: with status 3 and a
 * message, or quietly when nobody reads the pipe any more. */
void output_commit(void);

/* Remove what was written so far; also from a signal handler. */
void output_abandon(void);

int output_is_terminal(void);

/* Say why, remove what was written, and exit with status 3. */
_Noreturn void output_die(const char *why);

#endif
