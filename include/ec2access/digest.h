/* SPDX-License-Identifier: MIT */
#ifndef EC2A_DIGEST_H
#define EC2A_DIGEST_H

#ifndef EC2A_UMBRELLA_H
#error "Never include this file directly. Use <ec2access/ec2access.h> instead."
#endif

/**
 * @file
 * @brief Whether a trail's log files are what CloudTrail wrote: its signed digests, walked and checked.
 */
#include <ec2access/scan.h>

#ifdef __cplusplus
extern "C" {
#endif

/**
 * @brief One check of the digests and log files in one or more places.
 *
 * Every hour CloudTrail signs a digest that names the log files of that hour with their SHA-256, and the digest before.
 * A run reads all digests, checks their signatures and that they follow each other, then every log file
 * they name, and finds log files that none names. doc/validation.md says what that proves and what not.
 * One thread at a time, but for ec2a_digest_cancel(); its own threads run inside ec2a_digest_run().
 * @since 0.1
 */
typedef struct ec2a_digest ec2a_digest;

/** @brief One thing that a run found. Owned by the #ec2a_digest; never changes. @since 0.1 */
typedef struct ec2a_finding ec2a_finding;

/** @brief What a finding is about. Append only. @since 0.1 */
typedef enum ec2a_finding_object {
	EC2A_FINDING_DIGEST   = 1, /**< a digest of an hour */
	EC2A_FINDING_BACKFILL = 2, /**< a digest that names late log files of an hour ("_backfill") */
	EC2A_FINDING_LOG      = 3, /**< a log file */
	EC2A_FINDING_TIME     = 4  /**< a span of time */
} ec2a_finding_object;

/** @brief What was found. Append only. @since 0.1 */
typedef enum ec2a_verdict {
	EC2A_VERDICT_VALID      = 1,  /**< proven: as CloudTrail wrote it */
	EC2A_VERDICT_ALTERED    = 2,  /**< not what was signed */
	EC2A_VERDICT_MISSING    = 3,  /**< a signed digest names it, or the hours show it, and it is not there */
	EC2A_VERDICT_MOVED      = 4,  /**< a digest that lies elsewhere than it says itself */
	EC2A_VERDICT_NO_KEY     = 5,  /**< the public key that a digest names is not among those that are known */
	EC2A_VERDICT_BROKEN     = 6,  /**< no gzip, or a digest in no form of a digest */
	EC2A_VERDICT_APPENDED   = 7,  /**< bytes behind the end of its gzip data, which no hash covers */
	EC2A_VERDICT_UNREADABLE = 8,  /**< reading failed, or a limit was passed */
	EC2A_VERDICT_UNPROVEN   = 9,  /**< nothing speaks against it, but its signature, or that of its digest, is not there */
	EC2A_VERDICT_UNLISTED   = 10, /**< a log file that no digest names */
	EC2A_VERDICT_PENDING    = 11, /**< a log file that is newer than the newest digest, by less than two hours: the next one should
	                              name it. In a bucket #EC2A_VERDICT_UNLISTED from three hours after that digest's end on */
	EC2A_VERDICT_GAP        = 12, /**< time between digests for which CloudTrail itself wrote none */
	EC2A_VERDICT_UNCOVERED  = 13  /**< time that was asked for, or has log files, and has no digests */
} ec2a_verdict;

/** @brief What is known of a finding. Append only. @since 0.1 */
typedef enum ec2a_finding_field {
	EC2A_FINDING_OBJECT    = 1,  /**< an #ec2a_finding_object */
	EC2A_FINDING_VERDICT   = 2,  /**< an #ec2a_verdict */
	EC2A_FINDING_SENTENCE  = 3,  /**< why, one sentence */
	EC2A_FINDING_BUCKET    = 4,  /**< the bucket, where it is known */
	EC2A_FINDING_KEY       = 5,  /**< the key in it */
	EC2A_FINDING_FILE      = 6,  /**< path of the copy that was read; of a bucket's object "s3://BUCKET/KEY" */
	EC2A_FINDING_ACCOUNT   = 7,  /**< account id */
	EC2A_FINDING_REGION    = 8,  /**< region of the log files */
	EC2A_FINDING_TRAIL     = 9,  /**< name of the trail */
	EC2A_FINDING_NAMED_BY  = 10, /**< of a log file, or a missing digest: key of the digest that names it */
	EC2A_FINDING_FROM      = 11, /**< begin of the time, microseconds since 1970-01-01T00:00:00Z */
	EC2A_FINDING_TO        = 12, /**< its end; of a log file the minute of its delivery */
	EC2A_FINDING_IS_WRONG  = 13  /**< 1: it keeps the run from being proven as a whole, else 0 */
} ec2a_finding_field;

/** @brief Numbers of a run. Append only. @since 0.1 */
typedef enum ec2a_digest_counter {
	EC2A_DIGEST_DIGESTS       = 1, /**< digests that were found and checked, backfill ones too */
	EC2A_DIGEST_DIGESTS_VALID = 2, /**< of them, those that are proven */
	EC2A_DIGEST_LOGS          = 3, /**< log files that were found, or that a digest names */
	EC2A_DIGEST_LOGS_VALID    = 4, /**< of them, those that are proven */
	EC2A_DIGEST_WRONG         = 5, /**< findings that keep the run from being proven as a whole */
	EC2A_DIGEST_KEYS          = 6, /**< public keys that are known */
	EC2A_DIGEST_OTHERS        = 7  /**< objects that are neither, and that no digest names */
} ec2a_digest_counter;

/**
 * @brief Make a run.
 * @param[in]  config      Limits (#EC2A_OPT_DIGEST_BYTES, #EC2A_OPT_INFLATED_BYTES, #EC2A_OPT_INFLATE_RATIO), and
 *                         how AWS is asked; frozen by this call. NULL: the defaults.
 * @param[out] ret_digest  Release it with ec2a_digest_free().
 * @retval 0             Success.
 * @retval EC2A_E_ARG    @p ret_digest is NULL.
 * @retval EC2A_E_NOMEM  Out of memory.
 * @since 0.1
 */
EC2A_API EC2A_MUST_CHECK int ec2a_digest_new(ec2a_config *config, ec2a_digest **ret_digest);

/**
 * @brief Free a run with its findings.
 * @param[in] digest  May be NULL.
 * @since 0.1
 */
EC2A_API void ec2a_digest_free(ec2a_digest *digest);

/**
 * @brief Add a folder that holds copies of a trail's objects, in the layout that they have in the bucket.
 *
 * It may begin anywhere in that layout ("AWSLogs/", a prefix, an account, a folder called after the bucket). What S3 keeps
 * beside a digest is read from NAME.meta.json next to it:
 * `{"bucket":"...","key":"...","metadata":{"signature":"HEX"}}`; where that is missing, its signature is taken
 * from the digest that follows it. Public keys are read from public-keys/REGION.json in the folder, as ListPublicKeys
 * returns them, unless ec2a_digest_add_keys() gave any. Nothing is read before ec2a_digest_run().
 * @param[in] digest  Not NULL.
 * @param[in] path    Not NULL; copied.
 * @retval 0             Success.
 * @retval EC2A_E_ARG    NULL, or an empty path.
 * @retval EC2A_E_STATE  After ec2a_digest_run().
 * @retval EC2A_E_LIMIT  More than 1,000 places.
 * @retval EC2A_E_NOMEM  Out of memory.
 * @since 0.1
 */
EC2A_API EC2A_MUST_CHECK int ec2a_digest_add_folder(ec2a_digest *digest, const char *path);

/**
 * @brief Add a bucket, or a part of it: what S3 keeps beside a digest is read from S3 itself.
 *
 * The public keys of each region that has digests there are asked of CloudTrail in that region (ListPublicKeys), unless
 * ec2a_digest_add_keys() gave any; where that is refused, the digests are #EC2A_VERDICT_NO_KEY and a problem tells why.
 * With a time set by ec2a_digest_set_range() only the days of it are listed, and one more on both sides: where digests
 * end earlier than that, and begin again within the time, it is #EC2A_VERDICT_UNCOVERED in between and not
 * #EC2A_VERDICT_GAP. Nothing is asked before ec2a_digest_run(). Unless ec2a_digest_set_threads() says otherwise, as many
 * threads read as #EC2A_OPT_CONNECTIONS allows. Findings tell "s3://BUCKET/KEY" as #EC2A_FINDING_FILE.
 * It needs the permissions `s3:ListBucket`, `s3:GetObject` and `cloudtrail:ListPublicKeys`.
 * @param[in] digest    Not NULL.
 * @param[in] url       "s3://BUCKET" or "s3://BUCKET/PREFIX"; copied.
 * @param[in] accounts  Account ids to look at, comma-separated; NULL: all.
 * @param[in] regions   Regions to look at, comma-separated; NULL: all.
 * @retval 0                   Success.
 * @retval EC2A_E_ARG          NULL, no such URL, or what is no account or region.
 * @retval EC2A_E_STATE        After ec2a_digest_run().
 * @retval EC2A_E_LIMIT        More than 1,000 places.
 * @retval EC2A_E_UNSUPPORTED  The library was built without libcurl, and the configuration has no transport.
 * @retval EC2A_E_IO           TLS or the file of #EC2A_OPT_CA_FILE cannot be used.
 * @retval EC2A_E_NOMEM        Out of memory.
 * @since 0.1
 */
EC2A_API EC2A_MUST_CHECK int ec2a_digest_add_s3(ec2a_digest *digest, const char *url, const char *accounts,
						const char *regions);

/**
 * @brief Add public keys. All trust rests on them: who can change these can prove anything.
 *
 * Once this was called, no keys are taken from folders, and CloudTrail is not asked for any.
 * @param[in]  digest   Not NULL.
 * @param[in]  region   Whose digests they sign, such as "eu-west-1"; NULL: any region's.
 * @param[in]  json     What ListPublicKeys returns: `{"PublicKeyList":[{"Value":BASE64,"Fingerprint":HEX}]}`.
 * @param[in]  size     Bytes at @p json.
 * @param[out] ret_bad  How many in the list are no RSA key of 2048 to 8192 bits, or do not have that fingerprint; they
 *                      are left out. May be NULL.
 * @retval 0              Success.
 * @retval EC2A_E_ARG     NULL.
 * @retval EC2A_E_FORMAT  It is no such list.
 * @retval EC2A_E_LIMIT   More than 16 MiB, or more than 10,000 keys.
 * @retval EC2A_E_STATE   After ec2a_digest_run().
 * @retval EC2A_E_NOMEM   Out of memory; call again.
 * @since 0.1
 */
EC2A_API EC2A_MUST_CHECK int ec2a_digest_add_keys(ec2a_digest *digest, const char *region, const char *json, size_t size,
						  size_t *ret_bad);

/**
 * @brief Say which time is to be proven; all that there is unless told.
 *
 * Digests whose hour lies in it, even in part, and log files that were delivered in it. An end that is named must be covered by
 * digests; one that is left open cannot be missed.
 * @param[in] digest    Not NULL.
 * @param[in] since_us  Microseconds since 1970-01-01T00:00:00Z; INT64_MIN: from the first digest on.
 * @param[in] until_us  Its end, which is no part of it; INT64_MAX: up to the last digest.
 * @retval 0             Success.
 * @retval EC2A_E_ARG    NULL, or an end that is not behind the begin.
 * @retval EC2A_E_STATE  After ec2a_digest_run().
 * @since 0.1
 */
EC2A_API EC2A_MUST_CHECK int ec2a_digest_set_range(ec2a_digest *digest, int64_t since_us, int64_t until_us);

/**
 * @brief Say how many threads read.
 * @param[in] digest   Not NULL.
 * @param[in] threads  1 to 1024; 0: as many as the machine has processors for this process (the default).
 * @retval 0             Success.
 * @retval EC2A_E_ARG    NULL, or out of range.
 * @retval EC2A_E_STATE  After ec2a_digest_run().
 * @since 0.1
 */
EC2A_API EC2A_MUST_CHECK int ec2a_digest_set_threads(ec2a_digest *digest, int threads);

/**
 * @brief Ask to be told of progress: files checked, files to check as far as is known, inflated bytes.
 * @param[in] digest    Not NULL.
 * @param[in] progress  Called from the thread that called ec2a_digest_run(). NULL: none, the default.
 * @param[in] user      Handed to @p progress.
 * @retval 0             Success.
 * @retval EC2A_E_ARG    @p digest is NULL.
 * @retval EC2A_E_STATE  After ec2a_digest_run().
 * @since 0.1
 */
EC2A_API EC2A_MUST_CHECK int ec2a_digest_set_progress(ec2a_digest *digest, ec2a_progress_fn progress, void *user);

/**
 * @brief Check everything. Call it once.
 *
 * That something is wrong is no error: it is a finding.
 * @param[in] digest  Not NULL.
 * @retval 0                 All was gone through.
 * @retval EC2A_E_ARG        NULL.
 * @retval EC2A_E_STATE      Called before.
 * @retval EC2A_E_CANCELLED  ec2a_digest_cancel() was called; there are no findings.
 * @retval EC2A_E_NOMEM      Out of memory; there are no findings.
 * @since 0.1
 */
EC2A_API EC2A_MUST_CHECK int ec2a_digest_run(ec2a_digest *digest);

/**
 * @brief Make ec2a_digest_run() end early. Any thread, also a signal handler.
 * @param[in] digest  May be NULL.
 * @since 0.1
 */
EC2A_API void ec2a_digest_cancel(ec2a_digest *digest);

/**
 * @brief Let a scan tell of each session whether the files that it rests on are proven.
 *
 * Sessions then have #EC2A_SESSION_VERIFIED: a file is known again by device and inode, and is unknown when it changed since
 * it was checked. Files that were not checked, host logs among them, are unknown. Where a record was read from several
 * files, one that is proven is enough, if the copies are the same. A correlator that is saved, and parts of one, do not
 * keep it.
 * @param[in] scan         Not NULL.
 * @param[in] digest       Not NULL; after ec2a_digest_run(). Must outlive ec2a_scan_run().
 * @param[in] proven_only  1: files that are not proven are not read; they count as skipped.
 * @retval 0             Success.
 * @retval EC2A_E_ARG    NULL.
 * @retval EC2A_E_STATE  After ec2a_scan_run(), or before ec2a_digest_run().
 * @since 0.1
 */
EC2A_API EC2A_MUST_CHECK int ec2a_scan_set_digest(ec2a_scan *scan, const ec2a_digest *digest, int proven_only);

/**
 * @brief A number of the run.
 * @param[in] digest   Not NULL; ask after ec2a_digest_run().
 * @param[in] counter  An #ec2a_digest_counter.
 * @return The number; 0 for one that this library does not know.
 * @since 0.1
 */
EC2A_API uint64_t ec2a_digest_count(const ec2a_digest *digest, int counter);

/**
 * @brief How many problems were met that are no findings: folders that cannot be listed, public keys that cannot be had,
 * and of a bucket why an object could not be read, of the first one.
 * @param[in] digest  Not NULL.
 * @return The number.
 * @since 0.1
 */
EC2A_API size_t ec2a_digest_problem_count(const ec2a_digest *digest);

/**
 * @brief One problem.
 * @param[in] digest  Not NULL.
 * @param[in] index   From 0.
 * @return One line with the path in front, no control characters; owned by @p digest; NULL past the end.
 * @since 0.1
 */
EC2A_API const char *ec2a_digest_problem(const ec2a_digest *digest, size_t index);

/**
 * @brief The code of a problem.
 * @param[in] digest  Not NULL.
 * @param[in] index   From 0.
 * @return An #ec2a_error; 0 for a remark, and past the end.
 * @since 0.1
 */
EC2A_API int ec2a_digest_problem_code(const ec2a_digest *digest, size_t index);

/**
 * @brief How many findings there are: one for each digest and each log file, and those about time.
 * @param[in] digest  Not NULL; ask after ec2a_digest_run().
 * @return The number.
 * @since 0.1
 */
EC2A_API size_t ec2a_digest_finding_count(const ec2a_digest *digest);

/**
 * @brief A finding. They are sorted by account, region, time, object, key and path; the number of threads does not matter.
 * @param[in] digest  Not NULL.
 * @param[in] index   From 0.
 * @return Owned by @p digest; NULL past the end.
 * @since 0.1
 */
EC2A_API const ec2a_finding *ec2a_digest_finding(const ec2a_digest *digest, size_t index);

/**
 * @brief A text of a finding.
 * @param[in] finding  Not NULL.
 * @param[in] field    An #ec2a_finding_field; also #EC2A_FINDING_OBJECT and #EC2A_FINDING_VERDICT, by name.
 * @return Bytes as the place has them, not always UTF-8; owned by the #ec2a_digest; NULL: not known, or a number.
 * @since 0.1
 */
EC2A_API const char *ec2a_finding_str(const ec2a_finding *finding, int field);

/**
 * @brief A number of a finding.
 * @param[in]  finding    Not NULL.
 * @param[in]  field      #EC2A_FINDING_OBJECT, _VERDICT, _FROM, _TO or _IS_WRONG.
 * @param[out] ret_value  The number.
 * @retval 1           A number.
 * @retval 0           Not known, or a text.
 * @retval EC2A_E_ARG  NULL.
 * @since 0.1
 */
EC2A_API EC2A_MUST_CHECK int ec2a_finding_int(const ec2a_finding *finding, int field, int64_t *ret_value);

/**
 * @brief A finding as one line of JSON.
 *
 * Keys: object, verdict, wrong, account_id, region, trail, from, to, bucket, key, file, named_by, sentence; null where
 * it is not known. Readers ignore keys that they do not know.
 * @param[in]  finding   Not NULL.
 * @param[out] ret_json  New memory, ec2a_free() it.
 * @retval 0             Success.
 * @retval EC2A_E_ARG    NULL.
 * @retval EC2A_E_NOMEM  Out of memory.
 * @since 0.1
 */
EC2A_API EC2A_MUST_CHECK int ec2a_finding_to_json(const ec2a_finding *finding, char **ret_json);

#ifdef __cplusplus
}
#endif

#endif
