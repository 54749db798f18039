/* SPDX-License-Identifier: MIT */
#ifndef EC2A_PARSER_H
#define EC2A_PARSER_H

#ifndef EC2A_UMBRELLA_H
#error "Never include this file directly. Use <ec2access/ec2access.h> instead."
#endif

/**
 * @file
 * @brief The push parser: bytes of CloudTrail and of host logs in, events out.
 */
#include <ec2access/event.h>

#ifdef __cplusplus
extern "C" {
#endif

/**
 * @brief A push parser. Use it from one thread at a time.
 *
 * It takes CloudTrail in every form that the library knows, and finds out which
 * one it is: trail files, arrays, records one a line or printed over many,
 * Event history, envelopes. Host logs, too: what sshd, sudo, pam and the EC2
 * Instance Connect agent write, as syslog or journalctl have it, and journald's
 * JSON. It keeps an unfinished record and the events found, never the input.
 * @since 0.1
 */
typedef struct ec2a_parser ec2a_parser;

/**
 * @brief Make a parser for one input.
 *
 * @param[in]  config      Limits and custom knowledge; frozen by this call. NULL: the defaults.
 * @param[out] ret_parser  Release it with ec2a_parser_free().
 * @retval 0             Success.
 * @retval EC2A_E_ARG    @p ret_parser is NULL.
 * @retval EC2A_E_NOMEM  Out of memory.
 * @since 0.1
 */
EC2A_API EC2A_MUST_CHECK int ec2a_parser_new(ec2a_config *config, ec2a_parser **ret_parser);

/**
 * @brief Free a parser. Its events live on.
 * @param[in] parser  May be NULL.
 * @since 0.1
 */
EC2A_API void ec2a_parser_free(ec2a_parser *parser);

/**
 * @brief Say what the input is called: #EC2A_FIELD_FILE of host log lines.
 *
 * @param[in] parser  Not NULL.
 * @param[in] name    As a user would know it; copied.
 * @retval 0             Success.
 * @retval EC2A_E_ARG    NULL.
 * @retval EC2A_E_NOMEM  Out of memory.
 * @since 0.1
 */
EC2A_API EC2A_MUST_CHECK int ec2a_parser_set_name(ec2a_parser *parser, const char *name);

/**
 * @brief Say what stands in the input before the first byte that is fed, where a file is read on.
 *
 * #EC2A_FIELD_LINE, ec2a_parser_error_byte() and ec2a_parser_error_record() count from there. Call it before the first
 * ec2a_parser_feed().
 * @param[in] parser  Not NULL.
 * @param[in] bytes   So many bytes.
 * @param[in] lines   So many lines of a log, empty ones too; of JSON so many values.
 * @retval 0             Success.
 * @retval EC2A_E_ARG    NULL.
 * @since 0.1
 */
EC2A_API EC2A_MUST_CHECK int ec2a_parser_set_offset(ec2a_parser *parser, uint64_t bytes, uint64_t lines);

/**
 * @brief Say from when the host log lines without a year are seen, as ec2a_event_time_near() does.
 *
 * It goes for the lines taken out from now on, so that whoever follows a log can move it along. Without it, and
 * without #EC2A_OPT_LOG_YEAR, which goes before it, events of such lines have no time of their own.
 * @param[in] parser        Not NULL.
 * @param[in] reference_us  Microseconds since 1970: a time at which the lines were there already, within a day.
 * @retval 0             Success.
 * @retval EC2A_E_ARG    NULL.
 * @since 0.1
 */
EC2A_API EC2A_MUST_CHECK int ec2a_parser_set_reference(ec2a_parser *parser, int64_t reference_us);

/**
 * @brief Give the parser its next bytes, cut anywhere.
 *
 * Take the events out with ec2a_parser_next() before you feed more, or memory
 * grows with the input.
 * @param[in] parser  Not NULL.
 * @param[in] data    May be NULL when @p size is 0.
 * @param[in] size    Bytes at @p data.
 * @retval 0             Success.
 * @retval EC2A_E_ARG    NULL.
 * @retval EC2A_E_STATE  After ec2a_parser_finish().
 * @retval EC2A_E_NOMEM  Out of memory; nothing was taken, feed it again.
 * @since 0.1
 */
EC2A_API EC2A_MUST_CHECK int ec2a_parser_feed(ec2a_parser *parser, const void *data, size_t size);

/**
 * @brief Say that the input is at its end.
 *
 * What was cut off becomes a rejected record: call ec2a_parser_next() until it
 * returns 0.
 * @param[in] parser  Not NULL.
 * @retval 0             Success, also when called again.
 * @retval EC2A_E_ARG    NULL.
 * @since 0.1
 */
EC2A_API EC2A_MUST_CHECK int ec2a_parser_finish(ec2a_parser *parser);

/**
 * @brief Take the next event out of what was fed.
 *
 * @param[in]  parser     Not NULL.
 * @param[out] ret_event  The caller's reference: ec2a_event_unref() it.
 * @retval 1                An event.
 * @retval 0                No more until you feed; or the end, once finished.
 * @retval EC2A_E_RECORD    A record was refused: malformed; call again.
 * @retval EC2A_E_LIMIT     A record was refused: over a limit; call again.
 * @retval EC2A_E_TRUNCATED The input ended inside a record or an array; call again.
 * @retval EC2A_E_FORMAT    The input is none of the known forms, or breaks off; nothing more comes.
 * @retval EC2A_E_ARG       NULL.
 * @retval EC2A_E_NOMEM     Out of memory; the record is kept, call again.
 * @since 0.1
 */
EC2A_API EC2A_MUST_CHECK int ec2a_parser_next(ec2a_parser *parser, ec2a_event **ret_event);

/**
 * @brief What was wrong with the record that ec2a_parser_next() refused last.
 * @param[in] parser  Not NULL.
 * @return One sentence without the place, no control characters; owned by
 *         @p parser, until the next call with it. "" when nothing was refused yet.
 * @since 0.1
 */
EC2A_API const char *ec2a_parser_error(const ec2a_parser *parser);

/**
 * @brief Which record was refused last.
 * @param[in] parser  Not NULL.
 * @return Counted from 1 in this input (ec2a_parser_set_offset()); 0 when nothing was refused yet.
 * @since 0.1
 */
EC2A_API uint64_t ec2a_parser_error_record(const ec2a_parser *parser);

/**
 * @brief Where the fault is that was met last.
 * @param[in] parser  Not NULL.
 * @return Bytes of (inflated) input before it (ec2a_parser_set_offset()).
 * @since 0.1
 */
EC2A_API uint64_t ec2a_parser_error_byte(const ec2a_parser *parser);

/**
 * @brief A counter of this input.
 *
 * Files: after ec2a_parser_finish() and the last ec2a_parser_next(), exactly one of
 * read, skipped and failed is 1. Duplicates are not looked for here (0).
 * @param[in] parser   Not NULL.
 * @param[in] counter  An #ec2a_counter.
 * @return The count; 0 for counters that a parser does not keep.
 * @since 0.1
 */
EC2A_API uint64_t ec2a_parser_count(const ec2a_parser *parser, int counter);

#ifdef __cplusplus
}
#endif

#endif
