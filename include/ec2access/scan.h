/* SPDX-License-Identifier: MIT */
#ifndef EC2A_SCAN_H
#define EC2A_SCAN_H

#ifndef EC2A_UMBRELLA_H
#error "Never include this file directly. Use <ec2access/ec2access.h> instead."
#endif

/**
 * @file
 * @brief Sources, a configuration and threads on one side; one correlator and counters on the other.
 */
#include <ec2access/correlate.h>
#include <ec2access/source.h>

#ifdef __cplusplus
extern "C" {
#endif

/**
 * @brief Reads many inputs with many threads into one correlator.
 *
 * The only place where the library starts threads: they run inside
 * ec2a_scan_run() and are gone when it returns.
 * @since 0.1
 */
typedef struct ec2a_scan ec2a_scan;

/**
 * @brief Make a scan.
 *
 * @param[in]  config    Frozen by this call. NULL: the defaults.
 * @param[out] ret_scan  Release it with ec2a_scan_free().
 * @retval 0             Success.
 * @retval EC2A_E_ARG    @p ret_scan is NULL.
 * @retval EC2A_E_NOMEM  Out of memory.
 * @since 0.1
 */
EC2A_API EC2A_MUST_CHECK int ec2a_scan_new(ec2a_config *config, ec2a_scan **ret_scan);

/**
 * @brief Free a scan; its sources go with it.
 * @param[in] scan  May be NULL.
 * @since 0.1
 */
EC2A_API void ec2a_scan_free(ec2a_scan *scan);

/**
 * @brief Add a source. The scan takes it over, and frees it.
 *
 * @param[in] scan    Not NULL.
 * @param[in] source  Not NULL; not to be used by the caller any more, unless this call fails.
 * @retval 0             Success.
 * @retval EC2A_E_ARG    NULL.
 * @retval EC2A_E_STATE  After ec2a_scan_run().
 * @retval EC2A_E_NOMEM  Out of memory; the source is still the caller's.
 * @since 0.1
 */
EC2A_API EC2A_MUST_CHECK int ec2a_scan_add(ec2a_scan *scan, ec2a_source *source);

/**
 * @brief Say how many threads read.
 *
 * @param[in] scan     Not NULL.
 * @param[in] threads  1 to 1024; 0: as many as the machine has processors for this process (the default).
 * @retval 0             Success.
 * @retval EC2A_E_ARG    NULL, or out of range.
 * @retval EC2A_E_STATE  After ec2a_scan_run().
 * @since 0.1
 */
EC2A_API EC2A_MUST_CHECK int ec2a_scan_set_threads(ec2a_scan *scan, int threads);

/**
 * @brief Told from time to time how far the scan is.
 *
 * Called from the thread that called ec2a_scan_run().
 * @param[in] files_done   Inputs read to their end.
 * @param[in] files_known  Inputs listed so far.
 * @param[in] bytes_done   Inflated bytes read so far.
 * @param[in] user         As given.
 * @since 0.1
 */
typedef void (*ec2a_progress_fn)(uint64_t files_done, uint64_t files_known, uint64_t bytes_done, void *user);

/**
 * @brief How much of the time asked for the sources have covered that go through it: LookupEvents.
 *
 * For the function of ec2a_scan_set_progress(), and afterwards.
 * @param[in] scan  Not NULL.
 * @return Thousandths, 0 to 1000; -1 where no source tells it.
 * @since 0.1
 */
EC2A_API int ec2a_scan_covered(const ec2a_scan *scan);

/**
 * @brief Ask to be told of progress.
 *
 * @param[in] scan      Not NULL.
 * @param[in] progress  NULL: none, the default.
 * @param[in] user      Handed to @p progress.
 * @retval 0             Success.
 * @retval EC2A_E_ARG    @p scan is NULL.
 * @retval EC2A_E_STATE  After ec2a_scan_run().
 * @since 0.1
 */
EC2A_API EC2A_MUST_CHECK int ec2a_scan_set_progress(ec2a_scan *scan, ec2a_progress_fn progress, void *user);

/**
 * @brief Given every event that is read. One call at a time, from the threads that read, in no order.
 *
 * It must not call a function with the scan or its correlator, but ec2a_scan_cancel().
 * @param[in] event  Borrowed: ec2a_event_ref() it to keep it.
 * @param[in] user   As given.
 * @return Below 0 ends the scan: ec2a_scan_run() returns it. Anything else goes on.
 * @since 0.1
 */
typedef int (*ec2a_event_fn)(ec2a_event *event, void *user);

/**
 * @brief Ask to be given the events themselves, besides what the correlator makes of them.
 *
 * Which events, #EC2A_OPT_EVENTS of the configuration says. Every copy of one comes: see ec2a_events_settle().
 * @param[in] scan    Not NULL.
 * @param[in] events  NULL: none, the default.
 * @param[in] user    Handed to @p events.
 * @retval 0             Success.
 * @retval EC2A_E_ARG    @p scan is NULL.
 * @retval EC2A_E_STATE  After ec2a_scan_run().
 * @since 0.1
 */
EC2A_API EC2A_MUST_CHECK int ec2a_scan_set_events(ec2a_scan *scan, ec2a_event_fn events, void *user);

/**
 * @brief Read everything into a correlator. Call it once.
 *
 * Bad inputs and records are counted and listed (ec2a_scan_problem()), they do not end the scan. A source that
 * was cancelled by itself, or whose callback says so, is a failed input, and the next one is read.
 * @param[in] scan        Not NULL.
 * @param[in] correlator  Not NULL; not finished: the caller does that afterwards.
 * @retval 0                 All inputs were gone through.
 * @retval EC2A_E_ARG        NULL.
 * @retval EC2A_E_STATE      Called before; or the correlator is finished: then nothing was done, call it with another.
 * @retval EC2A_E_CANCELLED  ec2a_scan_cancel() was called.
 * @retval EC2A_E_NOMEM      Out of memory; the result is not complete.
 * @retval below 0           What the function of ec2a_scan_set_events() returned.
 * @since 0.1
 */
EC2A_API EC2A_MUST_CHECK int ec2a_scan_run(ec2a_scan *scan, ec2a_correlator *correlator);

/**
 * @brief Make ec2a_scan_run() end early. Any thread, also a signal handler.
 * @param[in] scan  May be NULL.
 * @since 0.1
 */
EC2A_API void ec2a_scan_cancel(ec2a_scan *scan);

/**
 * @brief A counter over all inputs, as they were read.
 *
 * What became of the access records the correlator tells, once it was finished: its access and duplicates.
 * Approvals of just-in-time access are context here, and access there when a session took them. So
 * records.context of a run is this access + this context - the correlator's access - its duplicates.
 * @param[in] scan     Not NULL.
 * @param[in] counter  An #ec2a_counter.
 * @return The count; every copy of an access record counts. 0 for counters that a scan does not keep.
 * @since 0.1
 */
EC2A_API uint64_t ec2a_scan_count(const ec2a_scan *scan, int counter);

/**
 * @brief How many problems were met, remarks included.
 * @param[in] scan  Not NULL.
 * @return The number.
 * @since 0.1
 */
EC2A_API size_t ec2a_scan_problem_count(const ec2a_scan *scan);

/**
 * @brief One problem: input, place and what is wrong.
 *
 * Sorted by input name, then byte. Of bad records at most 1,000 a file are kept, with one more line that says how
 * many came after; how a file ended is always told. Among the problems stand remarks, of code 0, on what is no
 * fault: a link to a folder, a pipe, a device or a socket in a folder that was walked (each a skipped file); a
 * second `Records` in an object, of which the first counts.
 * @param[in] scan   Not NULL.
 * @param[in] index  From 0.
 * @return One line, "trail.json.gz: record 17, byte 48213: ...", no control
 *         characters; owned by @p scan; NULL past the end.
 * @since 0.1
 */
EC2A_API const char *ec2a_scan_problem(const ec2a_scan *scan, size_t index);

/**
 * @brief The code of a problem.
 * @param[in] scan   Not NULL.
 * @param[in] index  From 0.
 * @return An #ec2a_error; 0 for a remark, and past the end.
 * @since 0.1
 */
EC2A_API int ec2a_scan_problem_code(const ec2a_scan *scan, size_t index);

/**
 * @brief The input that a problem is of.
 * @param[in] scan   Not NULL.
 * @param[in] index  From 0.
 * @return What ec2a_input_name() gives for it, else the source's own name: bytes as the system has them; owned by
 *         @p scan; NULL past the end.
 * @since 0.1
 */
EC2A_API const char *ec2a_scan_problem_name(const ec2a_scan *scan, size_t index);

#ifdef __cplusplus
}
#endif

#endif
