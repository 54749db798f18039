/* SPDX-License-Identifier: MIT */
#ifndef EC2A_CORRELATE_H
#define EC2A_CORRELATE_H

#ifndef EC2A_UMBRELLA_H
#error "Never include this file directly. Use <ec2access/ec2access.h> instead."
#endif

/**
 * @file
 * @brief The correlator: records in, sessions with their evidence out.
 */
#include <ec2access/facts.h>
#include <ec2access/source.h>

#ifdef __cplusplus
extern "C" {
#endif

/**
 * @brief Joins access records into sessions. One thread at a time.
 *
 * It keeps a few hundred bytes an access record, never the event. The result
 * depends on the set of records alone: not on their order, cut, or copies.
 * @since 0.1
 */
typedef struct ec2a_correlator ec2a_correlator;

/**
 * @brief One row: a session, an attempt or an action.
 *
 * Immutable and reference counted, as events are; it outlives its correlator.
 * @since 0.1
 */
typedef struct ec2a_session ec2a_session;

/**
 * @brief Fields of a row; their names are the keys of its JSON line. Append only.
 *
 * Text fields: ec2a_session_str(). Fields marked N are numbers and enumerators:
 * ec2a_session_int(); an enumerator's name is also its text.
 * @since 0.1
 */
typedef enum ec2a_session_field {
	EC2A_SESSION_ID             = 1,  /**< derived from the opening record: the same on every run */
	EC2A_SESSION_KIND           = 2,  /**< N #ec2a_kind */
	EC2A_SESSION_METHOD         = 3,  /**< N #ec2a_method */
	EC2A_SESSION_SURFACE        = 4,  /**< N #ec2a_surface */
	EC2A_SESSION_OS             = 5,  /**< N #ec2a_os */
	EC2A_SESSION_OS_CONFIDENCE  = 6,  /**< N #ec2a_os_confidence, absent when the system is unknown */
	EC2A_SESSION_OUTCOME        = 7,  /**< N #ec2a_outcome */
	EC2A_SESSION_CONFIDENCE     = 8,  /**< N #ec2a_confidence */
	EC2A_SESSION_INSTANCE_ID    = 9,  /**< "i-..." */
	EC2A_SESSION_TARGET         = 10, /**< as logged: "i-...", "mi-...", "ecs:..." */
	EC2A_SESSION_ACCOUNT_ID     = 11, /**< the account */
	EC2A_SESSION_REGION         = 12, /**< the region */
	EC2A_SESSION_PRINCIPAL_IDENTITY = 13, /**< N #ec2a_identity */
	EC2A_SESSION_PRINCIPAL_ARN  = 14, /**< ARN of the caller */
	EC2A_SESSION_PRINCIPAL_NAME = 15, /**< the user's name, or the role's */
	EC2A_SESSION_PRINCIPAL_SESSION_NAME = 16, /**< role session name */
	EC2A_SESSION_PRINCIPAL_ACCESS_KEY_ID = 17, /**< access key id */
	EC2A_SESSION_PRINCIPAL_LONG_TERM_KEY = 18, /**< N 1: the key is long-term (AKIA), 0: temporary (ASIA) */
	EC2A_SESSION_PRINCIPAL_MFA  = 19, /**< N 1 or 0, absent where the record cannot tell */
	EC2A_SESSION_PRINCIPAL_SOURCE_IDENTITY = 20, /**< source identity */
	EC2A_SESSION_SOURCE_IP      = 21, /**< as logged */
	EC2A_SESSION_USER_AGENT     = 22, /**< as logged */
	EC2A_SESSION_OS_USER        = 23, /**< user on the host */
	EC2A_SESSION_PUBLIC_KEY_FINGERPRINT = 24, /**< "SHA256:..." */
	EC2A_SESSION_DOCUMENT       = 25, /**< session or command document, as logged */
	EC2A_SESSION_REASON_GIVEN   = 26, /**< the reason that the person typed */
	EC2A_SESSION_REMOTE_HOST    = 27, /**< the real target of a remote forward */
	EC2A_SESSION_REMOTE_PORT    = 28, /**< N port */
	EC2A_SESSION_PRIVATE_IP     = 29, /**< address that a tunnel leads to */
	EC2A_SESSION_ENDPOINT_ID    = 30, /**< "eice-..." */
	EC2A_SESSION_SSM_SESSION_ID = 31, /**< Session Manager's id */
	EC2A_SESSION_CONNECTION_ID  = 32, /**< UUID of a Fleet Manager connection */
	EC2A_SESSION_START          = 33, /**< N microseconds since the epoch; text "2023-09-04T05:56:04Z" */
	EC2A_SESSION_END            = 34, /**< N likewise */
	EC2A_SESSION_END_REASON     = 35, /**< N #ec2a_end_reason */
	EC2A_SESSION_RESUMED        = 36, /**< N how many ResumeSession */
	EC2A_SESSION_REVISION       = 37, /**< N from 1, raised each time the row is told again; absent where ec2a_correlator_advance()
	                                       was not used */
	EC2A_SESSION_WITHDRAWN      = 38, /**< N 1: the row is no more; only its id, its revision and #EC2A_SESSION_MERGED_INTO are there */
	EC2A_SESSION_MERGED_INTO    = 39, /**< id of the row that a withdrawn one became part of, where there is one */
	EC2A_SESSION_VERIFIED       = 40  /**< N where ec2a_scan_set_digest() was used: 1 all files that the evidence was read from are proven,
	                                       0 one of them is not what CloudTrail wrote, -1 of one nobody knows; "true", "false", "null" */
} ec2a_session_field;

/** @brief Fields of one piece of evidence. Append only. @since 0.1 */
typedef enum ec2a_evidence_field {
	EC2A_EVIDENCE_ID   = 1, /**< event id; host lines have none */
	EC2A_EVIDENCE_NAME = 2, /**< event name */
	EC2A_EVIDENCE_TIME = 3, /**< N microseconds since the epoch; text as in the JSON line */
	EC2A_EVIDENCE_ROLE = 4, /**< N #ec2a_role */
	EC2A_EVIDENCE_FILE = 5, /**< host lines: the file, as opened */
	EC2A_EVIDENCE_LINE = 6  /**< N host lines: the line, from 1 */
} ec2a_evidence_field;

/**
 * @brief Make a correlator.
 *
 * @param[in]  config          Frozen by this call. NULL: the defaults.
 * @param[out] ret_correlator  Release it with ec2a_correlator_free().
 * @retval 0             Success.
 * @retval EC2A_E_ARG    @p ret_correlator is NULL.
 * @retval EC2A_E_NOMEM  Out of memory.
 * @since 0.1
 */
EC2A_API EC2A_MUST_CHECK int ec2a_correlator_new(ec2a_config *config, ec2a_correlator **ret_correlator);

/**
 * @brief Free a correlator. Its sessions live on.
 * @param[in] correlator  May be NULL.
 * @since 0.1
 */
EC2A_API void ec2a_correlator_free(ec2a_correlator *correlator);

/**
 * @brief Add one record, in any order.
 *
 * @param[in] correlator  Not NULL.
 * @param[in] event       Not NULL; records that are no access records are passed over.
 * @retval 0             Success.
 * @retval EC2A_E_ARG    NULL.
 * @retval EC2A_E_STATE  After ec2a_correlator_finish().
 * @retval EC2A_E_NOMEM  Out of memory; add it again.
 * @since 0.1
 */
EC2A_API EC2A_MUST_CHECK int ec2a_correlator_add(ec2a_correlator *correlator, const ec2a_event *event);

/**
 * @brief Add what is known about instances, in any order.
 *
 * @param[in] correlator  Not NULL.
 * @param[in] facts       Not NULL; copied.
 * @retval 0             Success.
 * @retval EC2A_E_ARG    NULL.
 * @retval EC2A_E_STATE  After ec2a_correlator_finish().
 * @retval EC2A_E_NOMEM  Out of memory; add it again.
 * @since 0.1
 */
EC2A_API EC2A_MUST_CHECK int ec2a_correlator_add_facts(ec2a_correlator *correlator, const ec2a_facts *facts);

/**
 * @brief Say how far an endless input has come, so that sessions come out while it goes on.
 *
 * Declares that almost every record earlier than @p time_us has been added; #EC2A_OPT_LATENESS says how much later
 * than its time a record may still come. Take rows out with ec2a_correlator_next() after each call:
 * - A row comes out when no record can still decide what it is, with #EC2A_SESSION_REVISION 1, and again with a
 *   higher revision when what was added later says something else of it.
 * - A row that turns out to be part of another one is withdrawn: #EC2A_SESSION_WITHDRAWN, #EC2A_SESSION_MERGED_INTO.
 *
 * Where every record and fact comes while its session is still held and no limit is passed, the highest revision of
 * each id, less the withdrawn ones, is after ec2a_correlator_finish() what a batch over the same records gives.
 * A row is let go when all of it was told and nothing was added for #EC2A_OPT_HORIZON; records that come later make
 * rows of their own, say so in a reason, and are counted (#EC2A_COUNT_LATE). Memory is bounded by
 * #EC2A_OPT_HELD_RECORDS, #EC2A_OPT_SESSION_EVENTS and #EC2A_OPT_REMEMBERED; what they cost is counted.
 *
 * All that is held is joined again once the time has moved on by #EC2A_OPT_SETTLE_STEP; other calls cost nothing.
 * @param[in] correlator  Not NULL.
 * @param[in] time_us     Microseconds since the epoch; one earlier than before changes nothing.
 * @retval 0             Success.
 * @retval EC2A_E_ARG    NULL, or a time beyond all reason (more than 73,000 years from the epoch).
 * @retval EC2A_E_STATE  After ec2a_correlator_finish().
 * @retval EC2A_E_NOMEM  Out of memory; call again.
 * @since 0.1
 */
EC2A_API EC2A_MUST_CHECK int ec2a_correlator_advance(ec2a_correlator *correlator, int64_t time_us);

/**
 * @brief Say that all records are in, and join them.
 *
 * @param[in] correlator  Not NULL.
 * @retval 0             Success, also when called again.
 * @retval EC2A_E_ARG    NULL.
 * @retval EC2A_E_NOMEM  Out of memory; call again.
 * @since 0.1
 */
EC2A_API EC2A_MUST_CHECK int ec2a_correlator_finish(ec2a_correlator *correlator);

/**
 * @brief Take the next row, sorted by start (where there is none, by the first event's time), then id.
 *
 * After ec2a_correlator_advance(): the rows that are new or changed, in that order, then those that are withdrawn.
 * @param[in]  correlator   Not NULL.
 * @param[out] ret_session  The caller's reference: ec2a_session_unref() it.
 * @retval 1             A row.
 * @retval 0             No more; or not finished yet, and no advance was made.
 * @retval EC2A_E_ARG    NULL.
 * @retval EC2A_E_NOMEM  Out of memory; call again.
 * @since 0.1
 */
EC2A_API EC2A_MUST_CHECK int ec2a_correlator_next(ec2a_correlator *correlator, ec2a_session **ret_session);

/**
 * @brief Takes bytes that are saved.
 *
 * @param[in] user  As given.
 * @param[in] data  The next bytes.
 * @param[in] size  How many; at least 1.
 * @return 0, or a negative #ec2a_error, which ends the saving and is its result.
 * @since 0.1
 */
typedef int (*ec2a_write_fn)(void *user, const void *data, size_t size);

/**
 * @brief Save a correlator that goes on, what it knows of instances included.
 *
 * A versioned, portable format of any size, that ends with a checksum. Rows that were not taken by
 * ec2a_correlator_next() yet come out after restoring and ec2a_correlator_advance(). What inputs a parser holds
 * unfinished is not in it.
 * @param[in] correlator  Not NULL, not finished.
 * @param[in] write       Not NULL; called with pieces, in order.
 * @param[in] user        Passed to @p write.
 * @retval 0             Success.
 * @retval EC2A_E_ARG    NULL.
 * @retval EC2A_E_STATE  After ec2a_correlator_finish().
 * @retval EC2A_E_NOMEM  Out of memory.
 * @return Else what @p write returned.
 * @since 0.1
 */
EC2A_API EC2A_MUST_CHECK int ec2a_correlator_save(const ec2a_correlator *correlator, ec2a_write_fn write, void *user);

/**
 * @brief Make a correlator from what was saved.
 *
 * Nothing is half restored: whatever is cut off or altered is refused. The checksum shows damage, not malice: keep
 * the file where only you can write.
 * @param[in]  config          Frozen by this call; need not be the one that it was saved with. NULL: the defaults.
 * @param[in]  read            Not NULL; gives what was saved and nothing behind it.
 * @param[in]  user            Passed to @p read.
 * @param[out] ret_correlator  Release it with ec2a_correlator_free().
 * @retval 0              Success.
 * @retval EC2A_E_ARG     NULL.
 * @retval EC2A_E_FORMAT  Not a saved correlator, a damaged one, or one of a later version.
 * @retval EC2A_E_NOMEM   Out of memory.
 * @return Else what @p read returned.
 * @since 0.1
 */
EC2A_API EC2A_MUST_CHECK int ec2a_correlator_restore(ec2a_config *config, ec2a_read_fn read, void *user,
						     ec2a_correlator **ret_correlator);

/**
 * @brief How far it was told that the input has come.
 * @param[in]  correlator   Not NULL.
 * @param[out] ret_time_us  The latest time that ec2a_correlator_advance() was given.
 * @retval 1           The time was written.
 * @retval 0           It was not called yet.
 * @retval EC2A_E_ARG  NULL.
 * @since 0.1
 */
EC2A_API EC2A_MUST_CHECK int ec2a_correlator_watermark(const ec2a_correlator *correlator, int64_t *ret_time_us);

/**
 * @brief A counter of this correlator: access, context (approvals that stayed alone), duplicates, sessions; and
 * #EC2A_COUNT_LINES_ACCESS, lines that made, proved or ended a row (all others are other lines, copies too).
 *
 * @param[in] correlator  Not NULL.
 * @param[in] counter     An #ec2a_counter.
 * @return The count, final after ec2a_correlator_finish(); 0 for counters that it does not keep.
 * @since 0.1
 */
EC2A_API uint64_t ec2a_correlator_count(const ec2a_correlator *correlator, int counter);

/**
 * @brief When an event happened, as the rows of a correlator have it.
 *
 * A host log line without a year gets the one that ec2a_event_time_near() finds: from the newest record that the
 * correlator or its scan has read, in a stream from its time. Every other event has its own time.
 * @param[in]  correlator   It has all of its input: of one that still reads, the answer may change.
 * @param[in]  event        Not NULL; any thread's.
 * @param[out] ret_time_us  Microseconds since 1970-01-01T00:00:00Z.
 * @retval 1  The time was written.
 * @retval 0  There is none, nothing tells the line's year, or an argument is NULL.
 * @since 0.1
 */
EC2A_API EC2A_MUST_CHECK int ec2a_correlator_event_time(const ec2a_correlator *correlator, const ec2a_event *event,
							int64_t *ret_time_us);

/**
 * @brief Find the events that count among copies, as a correlator does.
 *
 * Where several have one whole event id, one counts: the one with more values that are neither null nor empty,
 * then the one with the smaller digest. An event that another one's addendum replaces does not count. Events
 * without a whole id are never copies. The answer does not depend on the order in which the events are given.
 * @param[in,out] events    @p count events, each not NULL; the pointers are put in a new order: those that count
 *                          by time, then event id (those without a time first), and behind them the others.
 * @param[in]     count     How many.
 * @param[out]    ret_kept  How many count.
 * @retval 0             Success.
 * @retval EC2A_E_ARG    NULL (@p events may be NULL when @p count is 0), or 2^32 events and more.
 * @retval EC2A_E_NOMEM  Out of memory; the order is as it was.
 * @since 0.1
 */
EC2A_API EC2A_MUST_CHECK int ec2a_events_settle(ec2a_event **events, size_t count, size_t *ret_kept);

/**
 * @brief Take another reference. Any thread.
 * @param[in] session  May be NULL.
 * @return @p session.
 * @since 0.1
 */
EC2A_API ec2a_session *ec2a_session_ref(ec2a_session *session);

/**
 * @brief Give a reference back. Any thread.
 * @param[in] session  May be NULL.
 * @since 0.1
 */
EC2A_API void ec2a_session_unref(ec2a_session *session);

/**
 * @brief Look up a field as text.
 *
 * @param[in] session  Not NULL.
 * @param[in] field    An #ec2a_session_field.
 * @return Text owned by @p session: enumerators by name, times as in the JSON
 *         line, numbers in decimal, booleans "true" or "false"; NULL when absent or unknown.
 * @since 0.1
 */
EC2A_API const char *ec2a_session_str(const ec2a_session *session, int field);

/**
 * @brief Look up many fields as text in one call, for bindings.
 *
 * @param[in]  session    Not NULL.
 * @param[in]  fields     @p count numbers of #ec2a_session_field.
 * @param[in]  count      How many.
 * @param[out] ret_texts  Room for @p count pointers; each is what ec2a_session_str() returns.
 * @since 0.1
 */
EC2A_API void ec2a_session_strs(const ec2a_session *session, const int *fields, size_t count,
				const char **ret_texts);

/**
 * @brief Look up a field as a number.
 *
 * @param[in]  session    Not NULL.
 * @param[in]  field      An #ec2a_session_field marked N.
 * @param[out] ret_value  Enumerator, number, 0 or 1, or microseconds since the epoch.
 * @retval 1           The value was written.
 * @retval 0           Absent, unknown or no number.
 * @retval EC2A_E_ARG  NULL.
 * @since 0.1
 */
EC2A_API EC2A_MUST_CHECK int ec2a_session_int(const ec2a_session *session, int field, int64_t *ret_value);

/**
 * @brief How many records prove this row.
 * @param[in] session  Not NULL.
 * @return The number.
 * @since 0.1
 */
EC2A_API size_t ec2a_session_event_count(const ec2a_session *session);

/**
 * @brief One piece of evidence, as text.
 * @param[in] session  Not NULL.
 * @param[in] index    From 0, by time, then id.
 * @param[in] field    An #ec2a_evidence_field.
 * @return Text owned by @p session; NULL when absent, unknown, or past the end.
 * @since 0.1
 */
EC2A_API const char *ec2a_session_event_str(const ec2a_session *session, size_t index, int field);

/**
 * @brief One piece of evidence, as a number.
 * @param[in]  session    Not NULL.
 * @param[in]  index      From 0.
 * @param[in]  field      An #ec2a_evidence_field marked N.
 * @param[out] ret_value  The value.
 * @retval 1           The value was written.
 * @retval 0           Absent, unknown, no number, or past the end.
 * @retval EC2A_E_ARG  NULL.
 * @since 0.1
 */
EC2A_API EC2A_MUST_CHECK int ec2a_session_event_int(const ec2a_session *session, size_t index, int field,
						    int64_t *ret_value);

/**
 * @brief How many instances a command named.
 * @param[in] session  Not NULL.
 * @return The number; 0 for every method but #EC2A_METHOD_RUN_COMMAND.
 * @since 0.1
 */
EC2A_API size_t ec2a_session_instance_count(const ec2a_session *session);

/**
 * @brief One of the instances that a command named.
 * @param[in] session  Not NULL.
 * @param[in] index    From 0.
 * @return Text owned by @p session; NULL past the end.
 * @since 0.1
 */
EC2A_API const char *ec2a_session_instance(const ec2a_session *session, size_t index);

/**
 * @brief How many reasons there are.
 * @param[in] session  Not NULL.
 * @return The number.
 * @since 0.1
 */
EC2A_API size_t ec2a_session_reason_count(const ec2a_session *session);

/**
 * @brief Why method, surface, system, outcome and grouping were decided.
 * @param[in] session  Not NULL.
 * @param[in] index    From 0.
 * @return One sentence, no control characters, owned by @p session; NULL past the end.
 * @since 0.1
 */
EC2A_API const char *ec2a_session_reason(const ec2a_session *session, size_t index);

/**
 * @brief How many flags a row has.
 * @param[in] session  Not NULL.
 * @return The number; a withdrawn row has none.
 * @since 0.1
 */
EC2A_API size_t ec2a_session_flag_count(const ec2a_session *session);

/**
 * @brief One of the flags of a row; a reason that begins with "flag: " and its name says what it rests on.
 * @param[in] session  Not NULL.
 * @param[in] index    From 0; flags stand in the order of their numbers.
 * @return An #ec2a_flag; 0 past the end.
 * @since 0.1
 */
EC2A_API int ec2a_session_flag(const ec2a_session *session, size_t index);

/**
 * @brief The row as one JSON object on one line, by doc/session.schema.json.
 *
 * @param[in]  session   Not NULL.
 * @param[out] ret_json  New memory, ec2a_free() it; no newline at the end; valid UTF-8.
 * @retval 0             Success.
 * @retval EC2A_E_ARG    NULL.
 * @retval EC2A_E_NOMEM  Out of memory.
 * @since 0.1
 */
EC2A_API EC2A_MUST_CHECK int ec2a_session_to_json(const ec2a_session *session, char **ret_json);

#ifdef __cplusplus
}
#endif

#endif
