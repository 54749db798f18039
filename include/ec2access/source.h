/* SPDX-License-Identifier: MIT */
#ifndef EC2A_SOURCE_H
#define EC2A_SOURCE_H

#ifndef EC2A_UMBRELLA_H
#error "Never include this file directly. Use <ec2access/ec2access.h> instead."
#endif

/**
 * @file
 * @brief Where bytes come from.
 */
#include <ec2access/base.h>

#ifdef __cplusplus
extern "C" {
#endif

/**
 * @brief A place where inputs come from: one file, a folder, an S3 bucket, memory, a descriptor, callbacks.
 *
 * It lists inputs; each input is then read by itself, in any thread. A source
 * yields bytes and knows nothing of records. Gzip, of one member or several, is
 * inflated on the way, within the limits of the configuration. One thread at a time,
 * but for ec2a_source_cancel().
 * @since 0.1
 */
typedef struct ec2a_source ec2a_source;

/** @brief One input of a source: a name and a stream of bytes. One thread at a time. @since 0.1 */
typedef struct ec2a_input ec2a_input;

/**
 * @brief A file, or every file below a folder in order of path.
 *
 * Symbolic links inside a folder are not followed to other folders; sockets, pipes and devices there are passed over.
 * A scan counts each of them as a skipped file, and tells of it (ec2a_scan_problem()). A pipe that is named itself is
 * read; it may wait for its writer, and ec2a_source_cancel() ends that.
 * @param[in]  config      Limits; frozen by this call. NULL: the defaults.
 * @param[in]  path        Not NULL; copied. It need not exist yet: that is told when it is listed.
 * @param[out] ret_source  Release it with ec2a_source_free().
 * @retval 0             Success.
 * @retval EC2A_E_ARG    NULL, or an empty path.
 * @retval EC2A_E_NOMEM  Out of memory.
 * @since 0.1
 */
EC2A_API EC2A_MUST_CHECK int ec2a_source_path(ec2a_config *config, const char *path, ec2a_source **ret_source);

/**
 * @brief Bytes in memory, as one input.
 *
 * @param[in]  config      Limits; frozen by this call. NULL: the defaults.
 * @param[in]  name        For messages; copied.
 * @param[in]  data        Not copied: it must outlive the source and its input. May be NULL when @p size is 0.
 * @param[in]  size        How many bytes.
 * @param[out] ret_source  Release it with ec2a_source_free().
 * @retval 0             Success.
 * @retval EC2A_E_ARG    NULL.
 * @retval EC2A_E_NOMEM  Out of memory.
 * @since 0.1
 */
EC2A_API EC2A_MUST_CHECK int ec2a_source_memory(ec2a_config *config, const char *name, const void *data, size_t size,
						ec2a_source **ret_source);

/**
 * @brief An open descriptor, as one input. It is read to its end and stays open.
 *
 * @param[in]  config      Limits; frozen by this call. NULL: the defaults.
 * @param[in]  name        For messages; copied.
 * @param[in]  fd          Readable.
 * @param[out] ret_source  Release it with ec2a_source_free().
 * @retval 0             Success.
 * @retval EC2A_E_ARG    NULL, or a negative descriptor.
 * @retval EC2A_E_NOMEM  Out of memory.
 * @since 0.1
 */
EC2A_API EC2A_MUST_CHECK int ec2a_source_fd(ec2a_config *config, const char *name, int fd, ec2a_source **ret_source);

/**
 * @brief Reads the next bytes for ec2a_source_callbacks().
 *
 * @param[in]  user      As given there.
 * @param[out] buffer    Room for @p size bytes.
 * @param[in]  size      At least 1.
 * @param[out] ret_size  How many were written; 0 at the end.
 * @return 0, or an #ec2a_error; any other number below 0 counts as #EC2A_E_IO.
 * @since 0.1
 */
typedef int (*ec2a_read_fn)(void *user, void *buffer, size_t size, size_t *ret_size);

/**
 * @brief Bytes that the caller brings, as one input.
 *
 * @param[in]  config      Limits; frozen by this call. NULL: the defaults.
 * @param[in]  name        For messages; copied.
 * @param[in]  read        Not NULL; called from one thread at a time, not always the same one.
 * @param[in]  user        Handed to @p read.
 * @param[in]  free_user   Called with @p user once neither source nor input needs it; may be NULL.
 * @param[out] ret_source  Release it with ec2a_source_free().
 * @retval 0             Success.
 * @retval EC2A_E_ARG    NULL.
 * @retval EC2A_E_NOMEM  Out of memory; @p free_user was not called.
 * @since 0.1
 */
EC2A_API EC2A_MUST_CHECK int ec2a_source_callbacks(ec2a_config *config, const char *name, ec2a_read_fn read, void *user,
						   void (*free_user)(void *user), ec2a_source **ret_source);

/**
 * @brief Say what stands in the input before the first byte that the source yields, where a file is read on.
 *
 * A scan counts lines, records and bytes from there, in evidence and in what it tells of problems, as
 * ec2a_parser_set_offset() does. It is meant for sources of one input, and for a call before ec2a_scan_add().
 * @param[in] source  Not NULL.
 * @param[in] bytes   So many bytes.
 * @param[in] lines   So many lines of a log, empty ones too; of JSON so many values.
 * @retval 0             Success.
 * @retval EC2A_E_ARG    NULL.
 * @since 0.1
 */
EC2A_API EC2A_MUST_CHECK int ec2a_source_set_offset(ec2a_source *source, uint64_t bytes, uint64_t lines);

/**
 * @brief The objects of an S3 bucket whose keys begin with a prefix.
 *
 * They are listed as they are asked for. Where the layout of a trail stands there
 * ([PREFIX/]AWSLogs/[o-ID/]ACCOUNT/CloudTrail/REGION/YYYY/MM/DD/), only those of its folders are listed that the
 * filters leave in, and digests and Insights files are passed over without being fetched (a scan counts those that are
 * met as skipped files), unless @p url leads into their folder; elsewhere everything is listed. A file's folder is of
 * the day of its delivery, which is later than its records: the day before @p since_us and the one behind @p until_us
 * are listed, too. An input's name is "s3://BUCKET/KEY"; it is read straight from the bucket, without a file. Objects
 * behind the one that is read are asked for ahead, #EC2A_OPT_CONNECTIONS at a time. Where a connection breaks, reading goes
 * on behind the last byte, unless the object changed meanwhile.
 *
 * Only the endpoints of S3, and those of the credentials, are asked (#EC2A_OPT_AWS_ENDPOINT). What is asked for are lists
 * and objects: s3:ListBucket and s3:GetObject.
 * @param[in]  config      Limits, credentials, region; frozen by this call. NULL: the defaults.
 * @param[in]  url         "s3://BUCKET" or "s3://BUCKET/PREFIX", not encoded; copied.
 * @param[in]  accounts    Account ids with commas between them; NULL: all.
 * @param[in]  regions     Names of regions with commas between them; NULL: all.
 * @param[in]  since_us    Microseconds since 1970; INT64_MIN: from the begin.
 * @param[in]  until_us    Not in the range any more; INT64_MAX: to the end.
 * @param[out] ret_source  Release it with ec2a_source_free().
 * @retval 0                   Success; nothing was asked yet.
 * @retval EC2A_E_ARG          NULL, no such URL, what is no account or region, or a range that ends before it begins.
 * @retval EC2A_E_UNSUPPORTED  The library was built without libcurl, and @p config has no transport.
 * @retval EC2A_E_IO           TLS or the file of #EC2A_OPT_CA_FILE cannot be used.
 * @retval EC2A_E_NOMEM        Out of memory.
 * @since 0.1
 */
EC2A_API EC2A_MUST_CHECK int ec2a_source_s3(ec2a_config *config, const char *url, const char *accounts,
					    const char *regions, int64_t since_us, int64_t until_us,
					    ec2a_source **ret_source);

/**
 * @brief Let a source of ec2a_source_s3() list the digests of trails besides their log files: for copies that can be
 * validated.
 *
 * @param[in] source  Not NULL; nothing was taken from it yet.
 * @retval 0                   Success.
 * @retval EC2A_E_ARG          NULL.
 * @retval EC2A_E_STATE        Something was listed already.
 * @retval EC2A_E_UNSUPPORTED  A source of another kind.
 * @since 0.1
 */
EC2A_API EC2A_MUST_CHECK int ec2a_source_s3_digests(ec2a_source *source);

/**
 * @brief Whether a source of ec2a_source_s3() lists an object of some name if it is there: for those who keep what they
 * read before. Where it was listed to its end, without an error and without that object, the object is gone.
 *
 * Nothing is asked for it. Objects that hold no records (digests, Insights) are not wanted unless they were asked for.
 * @param[in] source  Not NULL. Any time.
 * @param[in] name    "s3://BUCKET/KEY", as ec2a_input_name() has it.
 * @retval 1                   It is in this bucket, begins with what was asked for, and the accounts, regions and days leave it in.
 * @retval 0                   It is not listed whether it is there or not.
 * @retval EC2A_E_ARG          NULL.
 * @retval EC2A_E_UNSUPPORTED  A source of another kind.
 * @since 0.1
 */
EC2A_API EC2A_MUST_CHECK int ec2a_source_s3_wants(const ec2a_source *source, const char *name);

/**
 * @brief An input that another source listed, as the only one of a source of its own: for those who choose what a scan
 * reads.
 *
 * ec2a_source_cancel() of it is that of the source that listed the input.
 * @param[in]  input       Not read yet. The new source takes it over, unless this call fails.
 * @param[out] ret_source  Release it with ec2a_source_free().
 * @retval 0             Success.
 * @retval EC2A_E_ARG    NULL.
 * @retval EC2A_E_NOMEM  Out of memory; the input is still the caller's.
 * @since 0.1
 */
EC2A_API EC2A_MUST_CHECK int ec2a_source_input(ec2a_input *input, ec2a_source **ret_source);

/**
 * @brief CloudTrail's Event history of one account and region, by LookupEvents.
 *
 * It keeps 90 days of management events and needs no trail. Each input is one query; its bytes are the answers as they
 * came, one a line, newest events first. LookupEvents takes one attribute at a time: unless one is given, there is
 * a query for each name of an event that this library makes something of, read-only ones too. Two requests a second
 * are made, for all sources of one configuration and region together, and fewer where the service refuses.
 * Nothing is asked before the first ec2a_source_next(), which asks one question to see that the keys are good.
 *
 * That a part of the time asked for is longer ago than 90 days is told as a remark by a scan (ec2a_scan_problem());
 * when all of it is, ec2a_source_next() gives #EC2A_E_NOT_FOUND. Where a token is refused in the middle,
 * the rest is asked for again from the oldest time seen: some records may come twice.
 * It needs the permission `cloudtrail:LookupEvents`.
 * @param[in]  config           Whose keys, and limits; frozen by this call. NULL: the defaults.
 * @param[in]  region           Such as "eu-central-1"; NULL or empty: that of the environment or the profile.
 * @param[in]  attribute_key    EventId, EventName, ReadOnly, Username, ResourceType, ResourceName, EventSource or
 *                              AccessKeyId, with its value; NULL: a query for each name.
 * @param[in]  attribute_value  1 to 2,000 bytes; NULL when @p attribute_key is.
 * @param[in]  since_us         In microseconds since 1970; INT64_MIN: as far back as there is.
 * @param[in]  until_us         Before this time; INT64_MAX: up to now.
 * @param[out] ret_source       Release it with ec2a_source_free().
 * @retval 0                  Success.
 * @retval EC2A_E_ARG         NULL, no such attribute, or no time between @p since_us and @p until_us.
 * @retval EC2A_E_UNSUPPORTED  The library was built without libcurl, and the configuration has no transport.
 * @retval EC2A_E_NOMEM       Out of memory.
 * @since 0.1
 */
EC2A_API EC2A_MUST_CHECK int ec2a_source_lookup(ec2a_config *config, const char *region, const char *attribute_key,
						const char *attribute_value, int64_t since_us, int64_t until_us,
						ec2a_source **ret_source);

/**
 * @brief The public keys that a region's digests are signed with: the answer of ListPublicKeys as AWS gives it, one input.
 *
 * All keys that there were since CloudTrail began. What is kept of it lets a digest chain be validated without AWS.
 * It needs the permission `cloudtrail:ListPublicKeys`.
 * @param[in]  config      Whose keys, and limits; frozen by this call. NULL: the defaults.
 * @param[in]  region      Such as "eu-central-1"; not NULL, not empty.
 * @param[out] ret_source  Release it with ec2a_source_free().
 * @retval 0                   Success; nothing was asked yet.
 * @retval EC2A_E_ARG          NULL, empty, or no region's name.
 * @retval EC2A_E_UNSUPPORTED  The library was built without libcurl, and the configuration has no transport.
 * @retval EC2A_E_NOMEM        Out of memory.
 * @since 0.1
 */
EC2A_API EC2A_MUST_CHECK int ec2a_source_public_keys(ec2a_config *config, const char *region, ec2a_source **ret_source);

/**
 * @brief Free a source. Inputs taken from it live on.
 * @param[in] source  May be NULL.
 * @since 0.1
 */
EC2A_API void ec2a_source_free(ec2a_source *source);

/**
 * @brief Make the source, and the inputs taken from it, end early with #EC2A_E_CANCELLED. Any thread, also a signal
 * handler.
 * @param[in] source  May be NULL.
 * @since 0.1
 */
EC2A_API void ec2a_source_cancel(ec2a_source *source);

/**
 * @brief Take the next input.
 *
 * @param[in]  source     Not NULL.
 * @param[out] ret_input  Release it with ec2a_input_free().
 * @retval 1                 An input; not opened yet.
 * @retval 0                 No more.
 * @retval EC2A_E_NOT_FOUND  No such file, folder or bucket.
 * @retval EC2A_E_IO         A folder could not be listed; call again for the rest.
 * @retval EC2A_E_DENIED     S3 refuses, or there are no credentials; call again for the rest.
 * @retval EC2A_E_FORMAT     An answer of S3 is no listing; call again for the rest.
 * @retval EC2A_E_LIMIT      More objects than #EC2A_OPT_LISTED_OBJECTS; the rest is left out.
 * @retval EC2A_E_CANCELLED  ec2a_source_cancel() was called.
 * @retval EC2A_E_ARG        NULL.
 * @retval EC2A_E_NOMEM      Out of memory; call again.
 * @since 0.1
 */
EC2A_API EC2A_MUST_CHECK int ec2a_source_next(ec2a_source *source, ec2a_input **ret_input);

/**
 * @brief What was wrong when ec2a_source_next() failed last.
 *
 * Where it did not fail, what it passed over, or had to remark, on its way to what it gave.
 * @param[in] source  Not NULL.
 * @return One sentence with the name in front, no control characters; owned by @p source, until the next call with it.
 * @since 0.1
 */
EC2A_API const char *ec2a_source_error(const ec2a_source *source);

/**
 * @brief Free an input.
 * @param[in] input  May be NULL.
 * @since 0.1
 */
EC2A_API void ec2a_input_free(ec2a_input *input);

/**
 * @brief Where the bytes come from: a path, or the name that was given.
 * @param[in] input  Not NULL.
 * @return Owned by @p input; bytes as the system has them, not always UTF-8.
 * @since 0.1
 */
EC2A_API const char *ec2a_input_name(const ec2a_input *input);

/**
 * @brief Read and inflate the next bytes.
 *
 * @param[in]  input     Not NULL.
 * @param[out] buffer    Room for @p size bytes.
 * @param[in]  size      At least 1.
 * @param[out] ret_size  How many were written, also when it fails: what came before the break.
 * @retval 1                 Bytes were written.
 * @retval 0                 The end; none were.
 * @retval EC2A_E_NOT_FOUND  The file, or the object, is gone.
 * @retval EC2A_E_IO         Opening or reading failed.
 * @retval EC2A_E_DENIED     S3 refuses, or there are no credentials.
 * @retval EC2A_E_FORMAT     Broken gzip.
 * @retval EC2A_E_TRUNCATED  Gzip that ends in the middle, or an object of which S3 gives a part only.
 * @retval EC2A_E_LIMIT      The stored or inflated size, or its ratio, is over the limit.
 * @retval EC2A_E_CANCELLED  ec2a_source_cancel() was called.
 * @retval EC2A_E_ARG        NULL.
 * @retval EC2A_E_NOMEM      Out of memory; call again.
 * @since 0.1
 */
EC2A_API EC2A_MUST_CHECK int ec2a_input_read(ec2a_input *input, void *buffer, size_t size, size_t *ret_size);

/**
 * @brief Read the next bytes as they are stored: gzip stays gzip.
 *
 * For copies that must be the same to the byte. An input is read in this way or by ec2a_input_read(), not in both.
 * @param[in]  input     Not NULL.
 * @param[out] buffer    Room for @p size bytes.
 * @param[in]  size      At least 1.
 * @param[out] ret_size  How many were written.
 * @return As ec2a_input_read(); #EC2A_E_STATE once that was called.
 * @since 0.1
 */
EC2A_API EC2A_MUST_CHECK int ec2a_input_read_stored(ec2a_input *input, void *buffer, size_t size, size_t *ret_size);

/**
 * @brief Go on with a query behind a page of it that was read before, also by another process. Before the first read.
 *
 * For inputs of ec2a_source_lookup(), made with the same region, attribute and times as those that the page came from.
 * @param[in] input  Not NULL.
 * @param[in] page   One line that such an input gave.
 * @param[in] size   Bytes at @p page.
 * @retval 1                   There is more: reading gives it.
 * @retval 0                   That page was the last one; reading gives nothing.
 * @retval EC2A_E_FORMAT       That is no such page.
 * @retval EC2A_E_STATE        It was read from already.
 * @retval EC2A_E_UNSUPPORTED  An input of another kind.
 * @retval EC2A_E_ARG          NULL.
 * @retval EC2A_E_NOMEM        Out of memory.
 * @since 0.1
 */
EC2A_API EC2A_MUST_CHECK int ec2a_input_continue(ec2a_input *input, const void *page, size_t size);

/**
 * @brief What is known of an input besides its bytes.
 *
 * Of an S3 object, as the listing had it: "etag", which tells whether the bytes of that name are still the same,
 * "size", how many are stored, and "modified", seconds since 1970, where they are told; once it was read from, also any
 * header of the answer by its name, such as "x-amz-meta-signature".
 * Of LookupEvents: "region"; "account" where the newest record of the region told it; "covered", once it is read, how
 * many thousandths of the time asked for are behind it.
 * @param[in] input  Not NULL.
 * @param[in] name   Of the detail.
 * @return Text owned by @p input, or NULL where there is no such detail.
 * @since 0.1
 */
EC2A_API const char *ec2a_input_detail(const ec2a_input *input, const char *name);

/**
 * @brief Pack bytes as one gzip member that tells no time: the same bytes in, the same out.
 *
 * For those who keep copies of what came as plain text, such as the pages of ec2a_source_lookup().
 * @param[in]  data        May be NULL when @p size is 0.
 * @param[in]  size        At most 1 GiB.
 * @param[out] ret_packed  New memory: ec2a_free() it.
 * @param[out] ret_size    How many bytes.
 * @retval 0             Success.
 * @retval EC2A_E_ARG    NULL, or too many bytes.
 * @retval EC2A_E_NOMEM  Out of memory.
 * @since 0.1
 */
EC2A_API EC2A_MUST_CHECK int ec2a_gzip(const void *data, size_t size, void **ret_packed, size_t *ret_size);

/**
 * @brief What was wrong when ec2a_input_read() failed last.
 * @param[in] input  Not NULL.
 * @return One sentence without the name, no control characters; owned by @p input.
 * @since 0.1
 */
EC2A_API const char *ec2a_input_error(const ec2a_input *input);

#ifdef __cplusplus
}
#endif

#endif
