/* SPDX-License-Identifier: MIT */
#ifndef EC2A_COVERAGE_H
#define EC2A_COVERAGE_H

#ifndef EC2A_UMBRELLA_H
#error "Never include this file directly. Use <ec2access/ec2access.h> instead."
#endif

/**
 * @file
 * @brief What the records cover, and what is missing: the basis of "nobody got on".
 */
#include <ec2access/scan.h>

#ifdef __cplusplus
extern "C" {
#endif

/**
 * @brief Of which accounts, regions and hours there were records at all.
 *
 * Learned from every record, also from those that bear on no instance; rejected
 * ones are left out. It merges by minimum, maximum and union, so that the order
 * of reading does not matter. One thread at a time.
 *
 * #EC2A_OPT_COVERAGE_SINCE and #EC2A_OPT_COVERAGE_UNTIL give it a window: then everything here is of the records whose
 * time lies in it, and of those without a time. The others are counted, see #EC2A_COVERAGE_OUTSIDE. Host lines count
 * whatever their time.
 *
 * Bounded whatever the input is: 16,384 pairs of account and region (the first ones by
 * bytes; the others are one more place, see #EC2A_COVERAGE_IS_REST), times from
 * 2010 up to 2070 (others count as no time: CloudTrail writes none), and 1,000
 * changes of trails (the earliest ones; see #EC2A_COVERAGE_CHANGES_CUT).
 * @since 0.1
 */
typedef struct ec2a_coverage ec2a_coverage;

/** @brief What is known of one place: an account and a region. Append only. @since 0.1 */
typedef enum ec2a_coverage_field {
	EC2A_COVERAGE_ACCOUNT_ID   = 1, /**< text; none where records do not tell */
	EC2A_COVERAGE_REGION       = 2, /**< text; none where records do not tell */
	EC2A_COVERAGE_FIRST        = 3, /**< earliest record, microseconds since 1970-01-01T00:00:00Z */
	EC2A_COVERAGE_LAST         = 4, /**< latest record */
	EC2A_COVERAGE_RECORDS      = 5, /**< records, every copy counted */
	EC2A_COVERAGE_WITHOUT_TIME = 6, /**< of these, records whose time is missing, cannot be read, or is not from 2010 to 2069 */
	EC2A_COVERAGE_READ_ONLY    = 7, /**< 1: records with readOnly true were among them, else 0 */
	EC2A_COVERAGE_CHANNELS     = 8, /**< 1: CreateDataChannel or OpenDataChannel was among them, else 0 */
	EC2A_COVERAGE_IS_REST      = 9, /**< 1: all places beyond the limit together, else 0 */
	EC2A_COVERAGE_OUTSIDE      = 10, /**< besides these, records whose time lies outside the window */
	EC2A_COVERAGE_SINCE        = 11, /**< begin of the window, the same for all places */
	EC2A_COVERAGE_UNTIL        = 12  /**< end of the window, which is no part of it */
} ec2a_coverage_field;

/** @brief What is known of one change of a trail. Append only. @since 0.1 */
typedef enum ec2a_change_field {
	EC2A_CHANGE_TIME       = 1, /**< microseconds since 1970-01-01T00:00:00Z */
	EC2A_CHANGE_NAME       = 2, /**< StopLogging, DeleteTrail, PutEventSelectors or UpdateTrail */
	EC2A_CHANGE_TRAIL      = 3, /**< name or ARN of the trail, as logged */
	EC2A_CHANGE_ACCOUNT_ID = 4, /**< account of the record */
	EC2A_CHANGE_REGION     = 5, /**< region of the record */
	EC2A_CHANGE_PRINCIPAL  = 6, /**< who: ARN, else principal id, else the service that called */
	EC2A_CHANGE_SOURCE_IP  = 7, /**< from where, as logged */
	EC2A_CHANGE_ERROR_CODE = 8, /**< why it was refused; none when it was done */
	EC2A_CHANGE_EVENT_ID   = 9, /**< eventID */
	EC2A_CHANGE_OUTCOME    = 10 /**< an #ec2a_outcome: granted, denied or failed */
} ec2a_change_field;

/** @brief Numbers over all places. Append only. @since 0.1 */
typedef enum ec2a_coverage_total {
	EC2A_COVERAGE_HOST_LINES  = 1, /**< lines of host logs */
	EC2A_COVERAGE_PLACES      = 2, /**< how many places there are */
	EC2A_COVERAGE_CHANGES     = 3, /**< how many changes of trails are in the list */
	EC2A_COVERAGE_CHANGES_CUT = 4  /**< 1: there were more changes than the list takes, else 0 */
} ec2a_coverage_total;

/**
 * @brief Make an empty coverage, to merge others into.
 * @param[out] ret_coverage  Release it with ec2a_coverage_free().
 * @retval 0             Success.
 * @retval EC2A_E_ARG    NULL.
 * @retval EC2A_E_NOMEM  Out of memory.
 * @since 0.1
 */
EC2A_API EC2A_MUST_CHECK int ec2a_coverage_new(ec2a_coverage **ret_coverage);

/**
 * @brief Free a coverage.
 * @param[in] coverage  May be NULL; never one of a parser or scan.
 * @since 0.1
 */
EC2A_API void ec2a_coverage_free(ec2a_coverage *coverage);

/**
 * @brief Add all of one coverage to another. Equal records give equal results in any order.
 *
 * @param[in] coverage  Grows. Not NULL.
 * @param[in] other     Stays as it is. Not NULL, not @p coverage.
 * @retval 0             Success.
 * @retval EC2A_E_ARG    NULL, both are one, or they have different windows; an empty one without a window takes the
 *                       other's.
 * @retval EC2A_E_NOMEM  Out of memory; no record was counted, merge it again.
 * @since 0.1
 */
EC2A_API EC2A_MUST_CHECK int ec2a_coverage_merge(ec2a_coverage *coverage, const ec2a_coverage *other);

/**
 * @brief What a parser's input covers, so far.
 * @param[in] parser  Not NULL.
 * @return Owned by @p parser.
 * @since 0.1
 */
EC2A_API const ec2a_coverage *ec2a_parser_coverage(const ec2a_parser *parser);

/**
 * @brief What all inputs of a scan cover.
 * @param[in] scan  Not NULL; ask after ec2a_scan_run().
 * @return Owned by @p scan.
 * @since 0.1
 */
EC2A_API const ec2a_coverage *ec2a_scan_coverage(const ec2a_scan *scan);

/**
 * @brief A number over all places.
 * @param[in] coverage  Not NULL.
 * @param[in] total     An #ec2a_coverage_total.
 * @return The number; 0 for one that this library does not know.
 * @since 0.1
 */
EC2A_API uint64_t ec2a_coverage_count(const ec2a_coverage *coverage, int total);

/**
 * @brief A place's text. Places are sorted by account, then region; unknown ones first, the rest last.
 * @param[in] coverage  Not NULL.
 * @param[in] place     From 0.
 * @param[in] field     #EC2A_COVERAGE_ACCOUNT_ID or #EC2A_COVERAGE_REGION.
 * @return Owned by @p coverage, until it changes; NULL: unknown, past the end, or another field.
 * @since 0.1
 */
EC2A_API const char *ec2a_coverage_str(const ec2a_coverage *coverage, size_t place, int field);

/**
 * @brief A place's number.
 * @param[in]  coverage   Not NULL.
 * @param[in]  place      From 0.
 * @param[in]  field      One of #ec2a_coverage_field that is no text.
 * @param[out] ret_value  The number.
 * @retval 1           A number.
 * @retval 0           None: no record has a time, or the window no such end.
 * @retval EC2A_E_ARG  NULL, past the end, or another field.
 * @since 0.1
 */
EC2A_API EC2A_MUST_CHECK int ec2a_coverage_int(const ec2a_coverage *coverage, size_t place, int field,
					       int64_t *ret_value);

/**
 * @brief The next gap of a place: whole hours of the clock without any record, between its first and last.
 *
 * A window's ends are as good as records: silence from its begin to the first record, from the last one to its end, and
 * from end to end, is a gap. (Ends before 2010 or after 2069 are none.)
 *
 * So the silence is always longer than @p hours; one that is longer by less than two hours may not be found.
 * @param[in]  coverage  Not NULL.
 * @param[in]  place     From 0.
 * @param[in]  hours     So many hours of the clock or more; at least 1.
 * @param[in]  after_us  INT64_MIN for the first gap, then the end of the one before.
 * @param[out] ret_from  Begin of the first hour without a record.
 * @param[out] ret_to    Begin of the hour of the next record.
 * @retval 1           A gap.
 * @retval 0           No more.
 * @retval EC2A_E_ARG  NULL, past the end, or hours out of range.
 * @since 0.1
 */
EC2A_API EC2A_MUST_CHECK int ec2a_coverage_gap(const ec2a_coverage *coverage, size_t place, int64_t hours,
					       int64_t after_us, int64_t *ret_from, int64_t *ret_to);

/**
 * @brief A text of a change of a trail. They are sorted by time, then event id; each stands there once.
 * @param[in] coverage  Not NULL.
 * @param[in] change    From 0.
 * @param[in] field     An #ec2a_change_field; also #EC2A_CHANGE_OUTCOME and #EC2A_CHANGE_TIME, in words.
 * @return Owned by @p coverage, until it changes, at most 1,024 bytes (what was longer ends with an ellipsis); NULL: absent, or past the end.
 * @since 0.1
 */
EC2A_API const char *ec2a_coverage_change_str(const ec2a_coverage *coverage, size_t change, int field);

/**
 * @brief A number of a change of a trail.
 * @param[in]  coverage   Not NULL.
 * @param[in]  change     From 0.
 * @param[in]  field      #EC2A_CHANGE_TIME or #EC2A_CHANGE_OUTCOME.
 * @param[out] ret_value  The number.
 * @retval 1           A number.
 * @retval 0           The time cannot be read.
 * @retval EC2A_E_ARG  NULL, past the end, or another field.
 * @since 0.1
 */
EC2A_API EC2A_MUST_CHECK int ec2a_coverage_change_int(const ec2a_coverage *coverage, size_t change, int field,
						      int64_t *ret_value);

/**
 * @brief A place with its gaps and changes as one line of JSON.
 *
 * Keys: account_id, region, first, last, records, without_time, read_only, channels, host_logs, gaps (objects with
 * from, to, hours), trail_changes (objects with id, time, name, trail, principal, source_ip, outcome, error_code),
 * trail_changes_cut, rest, since, until (null without a window), outside. Readers ignore keys that they do not know.
 * @param[in]  coverage  Not NULL.
 * @param[in]  place     From 0.
 * @param[in]  hours     As ec2a_coverage_gap() takes them.
 * @param[out] ret_json  New memory, ec2a_free() it.
 * @retval 0             Success.
 * @retval EC2A_E_ARG    NULL, past the end, or hours out of range.
 * @retval EC2A_E_NOMEM  Out of memory.
 * @since 0.1
 */
EC2A_API EC2A_MUST_CHECK int ec2a_coverage_to_json(const ec2a_coverage *coverage, size_t place, int64_t hours,
						   char **ret_json);

#ifdef __cplusplus
}
#endif

#endif
