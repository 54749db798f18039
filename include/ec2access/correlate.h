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
	EC2A_SESSION_RESUMED        = 36  /**< N how many ResumeSession */
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
 * @param[in]  correlator   Not NULL.
 * @param[out] ret_session  The caller's reference: ec2a_session_unref() it.
 * @retval 1             A row.
 * @retval 0             No more; or not finished yet.
 * @retval EC2A_E_ARG    NULL.
 * @retval EC2A_E_NOMEM  Out of memory; call again.
 * @since 0.1
 */
EC2A_API EC2A_MUST_CHECK int ec2a_correlator_next(ec2a_correlator *correlator, ec2a_session **ret_session);

/**
 * @brief A counter of this correlator: access, context (approvals that stayed alone), duplicates, sessions.
 *
 * @param[in] correlator  Not NULL.
 * @param[in] counter     An #ec2a_counter.
 * @return The count, final after ec2a_correlator_finish(); 0 for counters that it does not keep.
 * @since 0.1
 */
EC2A_API uint64_t ec2a_correlator_count(const ec2a_correlator *correlator, int counter);

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
