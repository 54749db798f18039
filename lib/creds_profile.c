/* SPDX-License-Identifier: MIT */
/* The files of profiles, and what stands in them about one. */
#include "creds_state.h"
#include "crypto.h"
#include "env.h"
#include "settings.h"
#include "words.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define PATH_BYTES 4096

int ec2a__home_path(const char *path, struct ec2a__buf *out)
{
	const char *home;
	int r;

	if (path[0] != '~' || (path[1] && path[1] != '/')) {
		r = ec2a__buf_adds(out, path);
		return r < 0 ? r : 1;
	}
	home = ec2a__env("HOME");
	if (!home)
		return 0;
	r = ec2a__buf_adds(out, home);
	if (r == 0)
		r = ec2a__buf_adds(out, path + 1);
	return r < 0 ? r : 1;
}

/* Grows by what the file holds, so that nothing is set aside for one that only says it is large. */
static int read_all(int fd, struct ec2a__buf *out)
{
	char chunk[4096];
	ssize_t got;
	int r = 0;

	while (r == 0 && (got = read(fd, chunk, sizeof(chunk))) != 0) {
		if (got > 0)
			r = ec2a__buf_add(out, chunk, (size_t)got);
		else if (errno != EINTR)
			r = EC2A_E_IO;
	}
	ec2a__wipe(chunk, sizeof(chunk));
	return r;
}

static const char *open_why(int number)
{
	return number == ENOENT || number == ENOTDIR ? "there is no such file" :
	       number == EACCES ? "it may not be read" : "it cannot be opened";
}

int ec2a__file_read(const char *path, size_t max, struct ec2a__buf *out, const char **ret_why)
{
	struct stat st;
	/* Not to wait for whoever may open the other end of a pipe. */
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	int r;

	if (fd < 0) {
		*ret_why = open_why(errno);
		return 0;
	}
	if (fstat(fd, &st) < 0 || !S_ISREG(st.st_mode)) {
		close(fd);
		*ret_why = "it is no file";
		return 0;
	}
	out->max = max;
	r = read_all(fd, out);
	close(fd);
	if (r < 0)
		*ret_why = r == EC2A_E_LIMIT ? "it is too large" :
			   r == EC2A_E_IO ? "reading it failed" : "out of memory";
	return r < 0 ? r : 1;
}

/* ---- both files ------------------------------------------------------------------- */

static int parse_file(struct ec2a__look *look, const char *path, const struct ec2a__buf *text,
		      struct ec2a__ini **ret_ini)
{
	struct ec2a__ini_fault fault = { 0, "" };
	struct ec2a__buf line;
	int r = ec2a__ini_read(text->data, text->len, ret_ini, &fault);

	if (r == 0 || r == EC2A_E_NOMEM)
		return r;
	ec2a__buf_init(&line, 32);
	r = ec2a__buf_addu(&line, fault.line);
	if (r == 0)
		r = ec2a__look_refuse(look, EC2A_E_DENIED, path, ": line ", line.data, ": ", fault.what, NULL);
	ec2a__buf_free(&line);
	return r;
}

static int read_path(struct ec2a__look *look, const char *path, struct ec2a__ini **ret_ini)
{
	struct ec2a__buf text;
	const char *why = "";
	int r;

	ec2a__buf_init_secret(&text, EC2A__INI_BYTES);
	r = ec2a__buf_reserve(&text, 0);
	if (r == 0)
		r = ec2a__file_read(path, EC2A__INI_BYTES, &text, &why);
	if (r == 1)
		r = parse_file(look, path, &text, ret_ini);
	else if (r == 0)
		/* As botocore has it: a file that is not there is none, whoever named it. */
		r = ec2a__look_note(look, path, ": ", why, NULL);
	else if (r != EC2A_E_NOMEM)
		r = ec2a__look_refuse(look, EC2A_E_DENIED, path, ": ", why, NULL);
	ec2a__buf_free(&text);
	return r;
}

static int read_named(struct ec2a__look *look, const char *variable, const char *usual, struct ec2a__ini **ret_ini)
{
	const char *named = ec2a__env(variable);
	struct ec2a__buf path;
	int r;

	ec2a__buf_init(&path, PATH_BYTES);
	r = ec2a__home_path(named ? named : usual, &path);
	if (r == 1)
		r = read_path(look, path.data, ret_ini);
	else if (r == 0)
		r = ec2a__look_note(look, usual, ": HOME is not set", NULL);
	else if (r == EC2A_E_LIMIT)
		r = ec2a__look_refuse(look, EC2A_E_DENIED, variable, " is too long", NULL);
	ec2a__buf_free(&path);
	return r;
}

int ec2a__profiles_read(struct ec2a__look *look, struct ec2a__profiles *ret_files)
{
	struct ec2a__profiles files = { NULL, NULL };
	int r = read_named(look, "AWS_CONFIG_FILE", "~/.aws/config", &files.config);

	if (r == 0)
		r = read_named(look, "AWS_SHARED_CREDENTIALS_FILE", "~/.aws/credentials", &files.credentials);
	if (r < 0)
		ec2a__profiles_free(&files);
	else
		*ret_files = files;
	return r;
}

void ec2a__profiles_free(struct ec2a__profiles *files)
{
	ec2a__ini_free(files->config);
	ec2a__ini_free(files->credentials);
	files->config = files->credentials = NULL;
}

/* ---- a profile -------------------------------------------------------------------- */

/* Whether what stands between the brackets is KIND and this name: two words, the first of which begins so. */
static int is_called(const char *section, const char *kind, const char *name, struct ec2a__buf *words)
{
	int n;

	if (strncmp(section, kind, strlen(kind)) != 0)
		return 0;
	ec2a__buf_clear(words);
	n = ec2a__words(section, words);
	if (n == EC2A_E_NOMEM)
		return n;
	return n == 2 && strcmp(words->data + strlen(words->data) + 1, name) == 0;
}

int ec2a__profile_section(const struct ec2a__ini *ini, const char *kind, const char *name, size_t *ret_section)
{
	int is_profile = strcmp(kind, "profile") == 0 && strcmp(name, "default") == 0;
	struct ec2a__buf words;
	int r = 0;

	ec2a__buf_init(&words, EC2A__INI_BYTES);
	/* Of several the last one counts, as in botocore. */
	for (size_t i = ec2a__ini_sections(ini); i-- > 0 && r == 0;) {
		const char *section = ec2a__ini_section(ini, i);

		r = is_profile && strcmp(section, "default") == 0 ? 1 : is_called(section, kind, name, &words);
		if (r == 1)
			*ret_section = i;
	}
	ec2a__buf_free(&words);
	return r;
}

int ec2a__profile_find(const struct ec2a__profiles *files, const char *name, struct ec2a__profile *ret_profile)
{
	struct ec2a__profile profile = { files, EC2A__INI_NONE, EC2A__INI_NONE };
	int r = ec2a__profile_section(files->config, "profile", name, &profile.config);

	if (r < 0)
		return r;
	profile.credentials = ec2a__ini_find(files->credentials, name);
	*ret_profile = profile;
	return profile.config != EC2A__INI_NONE || profile.credentials != EC2A__INI_NONE;
}

const char *ec2a__profile_get(const struct ec2a__profile *profile, const char *key)
{
	const char *value = ec2a__ini_get(profile->files->credentials, profile->credentials, key);

	return value ? value : ec2a__ini_get(profile->files->config, profile->config, key);
}

const char *ec2a__profile_name(const ec2a_config *settings, int *ret_explicit, int *ret_named)
{
	const char *name = ec2a__config_str(settings, EC2A_OPT_AWS_PROFILE);

	*ret_explicit = *name != '\0';
	*ret_named = 1;
	if (*name)
		return name;
	/* In this order, as botocore has it. */
	name = ec2a__env("AWS_DEFAULT_PROFILE");
	if (!name)
		name = ec2a__env("AWS_PROFILE");
	*ret_named = name != NULL;
	return name ? name : "default";
}
