/* SPDX-License-Identifier: MIT */
/* A folder as a store: the trail's own layout, and beside it what fetch keeps of the metadata and the public keys. */
#include "digest_store.h"

#include "digest_keys.h"
#include "digest_name.h"
#include "mem.h"
#include "source.h"
#include "source_walk.h"
#include "text.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define META_SUFFIX ".meta.json"
#define META_MAX ((size_t)256 * 1024)
#define KEYS_FOLDER "public-keys/"
#define PATH_BYTES_MAX ((size_t)1024 * 1024)

struct handle {
	int fd;
};

/* A file that was listed may have become a pipe since: opening it must not wait. */
static int open_file(const char *path, int *ret_fd)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK), number = 0;
	struct stat st;

	if (fd < 0)
		return ec2a__errno_code(errno);
	if (fstat(fd, &st) != 0)
		number = errno;
	else if (!S_ISREG(st.st_mode))
		number = EINVAL;
	if (number) {
		close(fd);
		return ec2a__errno_code(number);
	}
	*ret_fd = fd;
	return 0;
}

#ifdef __APPLE__
#define ST_MTIME st_mtimespec
#define ST_CTIME st_ctimespec
#else
#define ST_MTIME st_mtim
#define ST_CTIME st_ctim
#endif

/* A file system may tell any time: what does not fit is as good for comparing. */
static int64_t nanoseconds(struct timespec time)
{
	return (int64_t)((uint64_t)time.tv_sec * 1000000000U + (uint64_t)time.tv_nsec);
}

/* By seconds alone, what is changed in the second in which it was made would be taken for what was checked. */
static int mark_of(const struct stat *st, struct ec2a__depot_mark *ret_mark)
{
	if (!S_ISREG(st->st_mode))
		return 0;
	*ret_mark = (struct ec2a__depot_mark){ (uint64_t)st->st_dev, (uint64_t)st->st_ino, (uint64_t)st->st_size,
					       nanoseconds(st->ST_MTIME), nanoseconds(st->ST_CTIME) };
	return 1;
}

int ec2a__depot_mark_fd(int fd, struct ec2a__depot_mark *ret_mark)
{
	struct stat st;

	return fstat(fd, &st) == 0 && mark_of(&st, ret_mark);
}

int ec2a__depot_mark_path(const char *path, struct ec2a__depot_mark *ret_mark)
{
	struct stat st;

	return stat(path, &st) == 0 && mark_of(&st, ret_mark);
}

static int read_fd(int fd, void *buffer, size_t size, size_t *ret_size)
{
	ssize_t n;

	do
		n = read(fd, buffer, size);
	while (n < 0 && errno == EINTR);
	if (n < 0)
		return EC2A_E_IO;
	*ret_size = (size_t)n;
	return 0;
}

/* All of a small file; EC2A_E_LIMIT where it is larger than the buffer may be. */
static int read_whole(const char *path, struct ec2a__buf *out)
{
	char chunk[4096];
	size_t got = 1;
	int fd, r = open_file(path, &fd);

	if (r < 0)
		return r;
	while (r == 0 && got) {
		r = read_fd(fd, chunk, sizeof(chunk), &got);
		if (r == 0)
			r = ec2a__buf_add(out, chunk, got);
	}
	close(fd);
	return r;
}

/* What is missing or broken there is as if it were not there: then the next digest has to know the signature. */
static int read_meta(const char *path, struct ec2a__depot_meta *meta)
{
	struct ec2a__buf name, json;
	int r;

	ec2a__buf_init(&name, PATH_BYTES_MAX);
	ec2a__buf_init(&json, META_MAX);
	r = ec2a__buf_adds(&name, path);
	if (r == 0)
		r = ec2a__buf_adds(&name, META_SUFFIX);
	if (r == 0)
		r = read_whole(name.data, &json);
	if (r == 0)
		r = ec2a__depot_meta_read(meta, json.data ? json.data : "", json.len);
	ec2a__buf_free(&json);
	ec2a__buf_free(&name);
	return r == EC2A_E_NOMEM ? r : 0;
}

static int folder_open(struct ec2a__depot *store, const char *path, struct ec2a__depot_meta *meta,
		       struct ec2a__depot_mark *mark, void **ret_handle)
{
	struct handle *handle = ec2a__malloc(sizeof(*handle));
	int r = handle ? 0 : EC2A_E_NOMEM;

	(void)store;
	if (r == 0 && meta)
		r = read_meta(path, meta);
	if (r == 0)
		r = open_file(path, &handle->fd);
	if (r == 0 && mark)
		ec2a__depot_mark_fd(handle->fd, mark);
	if (r == 0)
		*ret_handle = handle;
	else
		ec2a__free(handle);
	return r;
}

static int folder_read(void *handle, void *buffer, size_t size, size_t *ret_size)
{
	return read_fd(((struct handle *)handle)->fd, buffer, size, ret_size);
}

static void folder_close(void *handle)
{
	close(((struct handle *)handle)->fd);
	ec2a__free(handle);
}

/* public-keys/REGION.json */
static int give_keys(const struct ec2a__depot_told *told, const char *path, struct ec2a__text name)
{
	struct ec2a__buf json, region;
	int r;

	ec2a__buf_init(&json, EC2A__KEYS_JSON_MAX);
	ec2a__buf_init(&region, PATH_BYTES_MAX);
	r = ec2a__buf_add(&region, name.data, name.size);
	if (r == 0)
		r = read_whole(path, &json);
	if (r == 0)
		r = told->keys(told->user, region.data, json.data ? json.data : "", json.len, path);
	else if (r != EC2A_E_NOMEM)
		r = told->problem(told->user, path, r, "the public keys cannot be read");
	ec2a__buf_free(&json);
	ec2a__buf_free(&region);
	return r;
}

/* Whether a file is what fetch keeps of a digest's metadata. In a folder of log files a name that ends so is no excuse:
 * whoever reads the folder reads the records in it. */
static int is_meta(struct ec2a__text name)
{
	struct ec2a__text digest = name;
	struct ec2a__object_name read;

	if (!ec2a__text_take_end(&digest, META_SUFFIX))
		return 0;
	ec2a__object_name_read(name, &read);
	if (read.kind == EC2A__OBJECT_OTHER)
		return 1;
	ec2a__object_name_read(digest, &read);
	return read.kind == EC2A__OBJECT_DIGEST || read.kind == EC2A__OBJECT_BACKFILL;
}

/* A region without a name would stand for all of them, which only those who give keys themselves may mean. */
static int give(const struct ec2a__depot *store, const struct ec2a__depot_told *told, const char *path)
{
	struct ec2a__text name = ec2a__text_of(path + strlen(store->name)), keys = name;

	if (ec2a__text_take(&keys, KEYS_FOLDER) && ec2a__text_find(keys, "/") == EC2A__NOWHERE &&
	    ec2a__text_take_end(&keys, ".json") && keys.size)
		return give_keys(told, path, keys);
	return is_meta(name) ? 0 : told->add(told->user, path);
}

static int folder_list(struct ec2a__depot *store, const struct ec2a__depot_told *told)
{
	struct ec2a__walk *walk = ec2a__walk_new(store->name);
	int r;

	if (!walk)
		return EC2A_E_NOMEM;
	while ((r = ec2a__walk_next(walk)) != 0) {
		if (r == 1)
			r = give(store, told, ec2a__walk_path(walk));
		else if (r != EC2A_E_NOMEM)
			r = told->problem(told->user, ec2a__walk_path(walk), r == EC2A__WALK_PASSED ? 0 : r,
					  ec2a__walk_fault(walk));
		if (r < 0)
			break;
	}
	ec2a__walk_free(walk);
	return r;
}

static const struct ec2a__depot_kind folder_kind = {
	.list = folder_list,
	.open = folder_open,
	.read = folder_read,
	.close = folder_close,
};

int ec2a__depot_folder(const char *path, struct ec2a__depot *ret_store)
{
	struct ec2a__buf name;
	int r;

	ec2a__buf_init(&name, PATH_BYTES_MAX);
	r = ec2a__buf_adds(&name, path);
	if (r == 0 && path[strlen(path) - 1] != '/')
		r = ec2a__buf_addc(&name, '/');
	*ret_store = (struct ec2a__depot){ .kind = &folder_kind };
	if (r == 0)
		ret_store->name = ec2a__buf_steal(&name);
	ec2a__buf_free(&name);
	return ret_store->name ? 0 : EC2A_E_NOMEM;
}

void ec2a__depot_free(struct ec2a__depot *store)
{
	if (store->kind && store->kind->free_state)
		store->kind->free_state(store->state);
	ec2a__free(store->name);
}
