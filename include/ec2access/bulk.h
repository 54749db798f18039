/* SPDX-License-Identifier: MIT */
#ifndef EC2A_BULK_H
#define EC2A_BULK_H

#ifndef EC2A_UMBRELLA_H
#error "Never include this file directly. Use <ec2access/ec2access.h> instead."
#endif

/**
 * @file
 * @brief Many events or sessions in one call: for bindings, to which a call costs more than what it does.
 */
#include <ec2access/scan.h>

#ifdef __cplusplus
extern "C" {
#endif

/**
 * @brief A growing list of events, each with a reference of its own. One thread at a time.
 * @since 0.1
 */
typedef struct ec2a_event_list ec2a_event_list;

/**
 * @brief Make an empty list.
 * @param[out] ret_list  Release it with ec2a_event_list_free().
 * @retval 0             Success.
 * @retval EC2A_E_ARG    NULL.
 * @retval EC2A_E_NOMEM  Out of memory.
 * @since 0.1
 */
EC2A_API EC2A_MUST_CHECK int ec2a_event_list_new(ec2a_event_list **ret_list);

/**
 * @brief Free a list, and give its references back. Events that somebody else holds live on.
 * @param[in] list  May be NULL.
 * @since 0.1
 */
EC2A_API void ec2a_event_list_free(ec2a_event_list *list);

/**
 * @brief Put an event at the end of a list: an #ec2a_event_fn, so that a scan fills the list without calling back.
 *
 * `ec2a_scan_set_events(scan, ec2a_event_list_collect, list)`
 * @param[in] event  Not NULL; the list takes a reference of its own.
 * @param[in] list   The #ec2a_event_list. Not NULL.
 * @retval 0             Success.
 * @retval EC2A_E_ARG    NULL.
 * @retval EC2A_E_NOMEM  Out of memory; the list is as it was.
 * @since 0.1
 */
EC2A_API int ec2a_event_list_collect(ec2a_event *event, void *list);

/**
 * @brief Put all events that a parser has ready at the end of a list, as ec2a_parser_next() would give them.
 *
 * @param[in] parser  Not NULL.
 * @param[in] list    Not NULL.
 * @retval 0          No more until you feed; or the end, once finished.
 * @retval EC2A_E_ARG NULL.
 * @return Else what ec2a_parser_next() returned; the events before are in the list, call again.
 * @since 0.1
 */
EC2A_API EC2A_MUST_CHECK int ec2a_parser_collect(ec2a_parser *parser, ec2a_event_list *list);

/**
 * @brief The events of a list, for ec2a_events_settle() and ec2a_events_to_jsonl().
 *
 * They may be put into another order where they stand.
 * @param[in]  list       Not NULL.
 * @param[out] ret_count  How many; not NULL.
 * @return The first of them, owned by @p list until it grows; NULL where there are none.
 * @since 0.1
 */
EC2A_API ec2a_event **ec2a_event_list_events(ec2a_event_list *list, size_t *ret_count);

/**
 * @brief Events as lines of JSON, with what each shows by itself.
 *
 * The keys of ec2a_event_to_json(), then `time` (as ec2a_correlator_event_time() has it where there is a correlator,
 * "2023-09-04T05:56:04Z"), then the verdicts of ec2a_classify() by name: method, surface, os, os_confidence,
 * identity, outcome, kind, role; null where there is none.
 * @param[in]  config      As ec2a_classify() takes it. NULL: the defaults.
 * @param[in]  correlator  One that has all of its input; NULL: each event has its own time.
 * @param[in]  events      @p count events, each not NULL; may be NULL when @p count is 0.
 * @param[in]  count       How many.
 * @param[out] ret_lines   New memory, ec2a_free() it: a line each, ended by a newline; valid UTF-8; ended by a NUL.
 * @param[out] ret_size    Bytes without the NUL.
 * @retval 0             Success.
 * @retval EC2A_E_ARG    NULL.
 * @retval EC2A_E_NOMEM  Out of memory.
 * @since 0.1
 */
EC2A_API EC2A_MUST_CHECK int ec2a_events_to_jsonl(ec2a_config *config, const ec2a_correlator *correlator,
						  ec2a_event *const *events, size_t count, char **ret_lines,
						  size_t *ret_size);

/**
 * @brief Take the next rows of a correlator, as ec2a_correlator_next() would give them.
 *
 * @param[in]  correlator    Not NULL.
 * @param[out] ret_sessions  Room for @p room pointers; the caller's references: ec2a_sessions_unref() them.
 * @param[in]  room          At least 1.
 * @param[out] ret_count     How many rows were taken.
 * @retval 1             Rows; fewer than @p room do not mean that there are no more.
 * @retval 0             No more; or not finished yet, and no advance was made.
 * @retval EC2A_E_ARG    NULL, or no room.
 * @retval EC2A_E_NOMEM  Out of memory; nothing was taken, call again.
 * @since 0.1
 */
EC2A_API EC2A_MUST_CHECK int ec2a_correlator_next_many(ec2a_correlator *correlator, ec2a_session **ret_sessions,
						       size_t room, size_t *ret_count);

/**
 * @brief Rows as lines of JSON, each as ec2a_session_to_json() writes it.
 *
 * @param[in]  sessions   @p count rows, each not NULL; may be NULL when @p count is 0.
 * @param[in]  count      How many.
 * @param[out] ret_lines  New memory, ec2a_free() it: a line each, ended by a newline; valid UTF-8; ended by a NUL.
 * @param[out] ret_size   Bytes without the NUL.
 * @retval 0             Success.
 * @retval EC2A_E_ARG    NULL.
 * @retval EC2A_E_NOMEM  Out of memory; the rows are the caller's as before.
 * @since 0.1
 */
EC2A_API EC2A_MUST_CHECK int ec2a_sessions_to_jsonl(ec2a_session *const *sessions, size_t count, char **ret_lines,
						    size_t *ret_size);

/**
 * @brief Give references to rows back. Any thread.
 * @param[in] sessions  @p count rows, each may be NULL; may be NULL when @p count is 0.
 * @param[in] count     How many.
 * @since 0.1
 */
EC2A_API void ec2a_sessions_unref(ec2a_session *const *sessions, size_t count);

#ifdef __cplusplus
}
#endif

#endif
