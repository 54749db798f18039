/* SPDX-License-Identifier: MIT */
#include "source.h"

#include "mem.h"
#include "settings.h"
#include "utf8.h"

#include <string.h>

/* A name may have 4 KiB, and a hostile one grows fourfold when it is made visible. */
#define ERROR_MAX ((size_t)64 * 1024)

static struct ec2a__origin *origin_new(ec2a_config *config, const struct ec2a__source_kind *kind, void *state)
{
	struct ec2a__origin *origin = ec2a__calloc(1, sizeof(*origin));

	if (!origin)
		return NULL;
	origin->kind = kind;
	origin->config = ec2a__config_use(config);
	origin->state = state;
	atomic_init(&origin->refs, 1);
	atomic_init(&origin->cancelled, 0);
	atomic_init(&origin->parts, 0);
	atomic_init(&origin->covered, 0);
	return origin;
}

static void origin_unref(struct ec2a__origin *origin)
{
	if (!origin || atomic_fetch_sub(&origin->refs, 1) != 1)
		return;
	if (origin->kind->free_state)
		origin->kind->free_state(origin->state);
	ec2a_config_unref(origin->config);
	ec2a__free(origin);
}

int ec2a__source_make(ec2a_config *config, const char *name, const struct ec2a__source_kind *kind, void *state,
		      ec2a_source **ret_source)
{
	ec2a_source *source = ec2a__calloc(1, sizeof(*source));

	if (!source)
		return EC2A_E_NOMEM;
	ec2a__buf_init(&source->error, ERROR_MAX);
	source->name = ec2a__strdup(name);
	if (source->name)
		source->origin = origin_new(config, kind, state);
	if (!source->origin) {
		ec2a__free(source->name);
		ec2a__free(source);
		return EC2A_E_NOMEM;
	}
	*ret_source = source;
	return 0;
}

EC2A_API void ec2a_source_free(ec2a_source *source)
{
	if (!source)
		return;
	ec2a_input_free(source->given);
	origin_unref(source->origin);
	ec2a__buf_free(&source->error);
	ec2a__free(source->fault_name);
	ec2a__free(source->name);
	ec2a__free(source);
}

EC2A_API int ec2a_source_set_offset(ec2a_source *source, uint64_t bytes, uint64_t lines)
{
	if (!source)
		return EC2A_E_ARG;
	source->origin->bytes_before = bytes;
	source->origin->lines_before = lines;
	return 0;
}

EC2A_API void ec2a_source_cancel(ec2a_source *source)
{
	if (source)
		atomic_store(&source->origin->cancelled, 1);
}

int ec2a__source_list_one(ec2a_source *source, char **ret_name)
{
	if (source->listed)
		return 0;
	*ret_name = ec2a__strdup(source->name);
	if (!*ret_name)
		return EC2A_E_NOMEM;
	source->listed = 1;
	return 1;
}

/* What another source listed is handed out as it is. */
static int next_given(ec2a_source *source, ec2a_input **ret_input)
{
	if (!source->given)
		return 0;
	*ret_input = source->given;
	source->given = NULL;
	return 1;
}

int ec2a__source_next(ec2a_source *source, ec2a_input **ret_input)
{
	ec2a_input *input;
	int r;

	if (atomic_load(&source->origin->cancelled))
		return ec2a__source_fail(source, EC2A_E_CANCELLED, source->name, "cancelled", NULL);
	if (source->is_given)
		return next_given(source, ret_input);
	/* Memory first: a name that was listed is not listed again. */
	input = ec2a__calloc(1, sizeof(*input));
	if (!input)
		return ec2a__source_fail(source, EC2A_E_NOMEM, source->name, "out of memory", NULL);
	r = source->origin->kind->list(source, &input->name);
	if (r != 1) {
		ec2a__free(input);
		if (r == EC2A_E_NOMEM)
			return ec2a__source_fail(source, r, source->name, "out of memory", NULL);
		return r;
	}
	ec2a__buf_init(&input->error, ERROR_MAX);
	input->fd = -1;
	atomic_init(&input->left, 0);
	input->origin = source->origin;
	atomic_fetch_add(&source->origin->refs, 1);
	if (input->origin->kind->listed)
		input->origin->kind->listed(source, input);
	*ret_input = input;
	return 1;
}

EC2A_API int ec2a_source_next(ec2a_source *source, ec2a_input **ret_input)
{
	int r;

	if (!source || !ret_input)
		return EC2A_E_ARG;
	ec2a__buf_clear(&source->error);
	do
		r = ec2a__source_next(source, ret_input);
	while (r == EC2A__SOURCE_PASSED || r == EC2A__SOURCE_REMARK || r == EC2A__SOURCE_SKIPPED);
	return r;
}

int ec2a__source_fail(ec2a_source *source, int code, const char *name, const char *what, const char *text)
{
	struct ec2a__buf *error = &source->error;
	char *copy = ec2a__strdup(name);
	int r;

	ec2a__free(source->fault_name);
	source->fault_name = copy;
	ec2a__buf_clear(error);
	r = ec2a__utf8_add_visible(error, name, strlen(name));
	if (r == 0)
		r = ec2a__buf_adds(error, ": ");
	if (r == 0)
		r = ec2a__buf_adds(error, what);
	if (r == 0 && text)
		r = ec2a__buf_adds(error, ": ");
	if (r == 0 && text)
		r = ec2a__buf_adds(error, text);
	if (r < 0)
		ec2a__buf_clear(error);
	return code;
}

EC2A_API const char *ec2a_source_error(const ec2a_source *source)
{
	/* Empty also when there was no memory for the text. */
	return source->error.len ? source->error.data : "";
}

const char *ec2a__source_fault_name(const ec2a_source *source)
{
	return source->fault_name ? source->fault_name : "";
}

EC2A_API void ec2a_input_free(ec2a_input *input)
{
	if (!input)
		return;
	if (input->opened && input->origin->kind->close)
		input->origin->kind->close(input);
	if (input->item && input->origin->kind->drop)
		input->origin->kind->drop(input);
	ec2a__inflate_free(input->inflate);
	ec2a__inflate_free(input->spare);
	ec2a__buf_free(&input->error);
	ec2a__free(input->raw);
	ec2a__free(input->name);
	origin_unref(input->origin);
	ec2a__free(input);
}

EC2A_API const char *ec2a_input_name(const ec2a_input *input)
{
	return input->name;
}

EC2A_API const char *ec2a_input_detail(const ec2a_input *input, const char *name)
{
	if (!name || !input->origin->kind->detail)
		return NULL;
	return input->origin->kind->detail(input, name);
}

EC2A_API int ec2a_source_input(ec2a_input *input, ec2a_source **ret_source)
{
	ec2a_source *source;

	if (!input || !ret_source)
		return EC2A_E_ARG;
	source = ec2a__calloc(1, sizeof(*source));
	if (!source)
		return EC2A_E_NOMEM;
	ec2a__buf_init(&source->error, ERROR_MAX);
	source->name = ec2a__strdup(input->name);
	if (!source->name) {
		ec2a__free(source);
		return EC2A_E_NOMEM;
	}
	source->is_given = 1;
	source->given = input;
	source->origin = input->origin;
	atomic_fetch_add(&input->origin->refs, 1);
	*ret_source = source;
	return 0;
}

int ec2a__input_fail(ec2a_input *input, int code, const char *what, const char *text)
{
	struct ec2a__buf *error = &input->error;
	int r;

	ec2a__buf_clear(error);
	r = ec2a__buf_adds(error, what);
	if (r == 0 && text)
		r = ec2a__buf_adds(error, ": ");
	if (r == 0 && text)
		r = ec2a__buf_adds(error, text);
	if (r < 0)
		ec2a__buf_clear(error);
	return code;
}

EC2A_API const char *ec2a_input_error(const ec2a_input *input)
{
	return input->error.len ? input->error.data : "";
}

int ec2a__input_cancelled(const ec2a_input *input)
{
	return atomic_load(&input->origin->cancelled) || atomic_load(&input->left);
}

int ec2a__input_is_packed(const ec2a_input *input)
{
	return input->inflate && !input->origin->kind->endless;
}

/* Before 1970 and behind 9999 there were and are no logs; 0 is what tools write that do not want to tell. */
int ec2a__input_time(const ec2a_input *input, int64_t *ret_time_us)
{
	uint32_t packed = input->inflate ? ec2a__inflate_time(input->inflate) : 0;

	if (!packed && (input->modified <= 0 || input->modified >= INT64_C(253402300800)))
		return EC2A__TIME_NONE;
	*ret_time_us = (packed ? packed : input->modified) * INT64_C(1000000);
	return packed ? EC2A__TIME_GZIP : EC2A__TIME_FILE;
}

void ec2a__input_leave(ec2a_input *input)
{
	atomic_store(&input->left, 1);
}

void ec2a__input_lend(ec2a_input *input, struct ec2a__input_tools *tools)
{
	input->raw = tools->raw;
	input->spare = tools->inflate;
	tools->raw = NULL;
	tools->inflate = NULL;
}

void ec2a__input_give_back(ec2a_input *input, struct ec2a__input_tools *tools)
{
	tools->raw = input->raw;
	tools->inflate = input->inflate ? input->inflate : input->spare;
	input->raw = NULL;
	input->inflate = NULL;
	input->spare = NULL;
}

void ec2a__input_tools_free(struct ec2a__input_tools *tools)
{
	ec2a__free(tools->raw);
	ec2a__inflate_free(tools->inflate);
}
