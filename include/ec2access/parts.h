/* SPDX-License-Identifier: MIT */
#ifndef EC2A_PARTS_H
#define EC2A_PARTS_H

#ifndef EC2A_UMBRELLA_H
#error "Never include this file directly. Use <ec2access/ec2access.h> instead."
#endif

/**
 * @file
 * @brief One trail on several machines: what each of them read becomes the rows of one.
 *
 * 1. Each machine reads some of the input into a correlator of its own, and cuts that into parts by ec2a_parts_new().
 *    The first part is common: the instance map. Each other part holds the acts of one partition key.
 * 2. A correlator absorbs the common parts of all. It tells the ties of each other part (ec2a_correlator_ties()): two
 *    keys that have a tie in common must come to one machine, and so must keys that are tied by a third.
 * 3. The parts of keys that belong together are absorbed by one correlator that has absorbed the common parts, too;
 *    a correlator may hold many such groups. It is finished, and tells marks by ec2a_correlator_next_mark().
 * 4. The same is done once more, with all marks of which several correlators told one, given by
 *    ec2a_correlator_add_mark() before ec2a_correlator_finish(). The rows are those of one correlator that read all.
 *
 * All correlators have the same configuration. Parts are of use inside one run: they are read by the same release of the
 * library. The common part has the reader's #EC2A_COUNT_ENDS_DROPPED, too; so one that absorbed all of them has the sum.
 * doc/scale.md tells more.
 */
#include <ec2access/correlate.h>

#ifdef __cplusplus
extern "C" {
#endif

/** @brief The tie of what belongs anywhere: a masked account or region. @since 0.1 */
#define EC2A_TIE_ALL 0

/** @brief What a mark is about: so many bytes, its first ones. @since 0.1 */
#define EC2A_MARK_ABOUT 16

/**
 * @brief What a correlator holds, cut by partition keys. One thread at a time.
 * @since 0.1
 */
typedef struct ec2a_parts ec2a_parts;

/**
 * @brief The key of the part that an event goes to.
 *
 * Of a record "ACCOUNT/REGION", each empty where the record shows none (an account in float form, a row of the
 * console's CSV): every join of records by session id, connection id, caller, address or time stays inside one key. Of a
 * host log line "host:NAME": lines are joined with lines of their host. What reaches beyond a key is told by
 * ec2a_correlator_ties(): an event shared by several accounts, copies that show different accounts, an addendum, masked
 * accounts and regions, and the logins of a host.
 * @param[in]  event    Not NULL.
 * @param[out] ret_key  Text, to be released by ec2a_free(); never empty.
 * @retval 0             Success.
 * @retval EC2A_E_ARG    NULL.
 * @retval EC2A_E_NOMEM  Out of memory.
 * @since 0.1
 */
EC2A_API EC2A_MUST_CHECK int ec2a_event_partition_key(const ec2a_event *event, char **ret_key);

/**
 * @brief Cut what a correlator holds into parts.
 *
 * @param[in]  correlator  Not NULL, not finished, no stream; not changed, and not to be changed before the parts are freed.
 * @param[out] ret_parts   Release it with ec2a_parts_free(), before the correlator.
 * @retval 0             Success.
 * @retval EC2A_E_ARG    NULL.
 * @retval EC2A_E_STATE  After ec2a_correlator_finish() or ec2a_correlator_advance().
 * @retval EC2A_E_NOMEM  Out of memory.
 * @since 0.1
 */
EC2A_API EC2A_MUST_CHECK int ec2a_parts_new(const ec2a_correlator *correlator, ec2a_parts **ret_parts);

/**
 * @brief Free them.
 * @param[in] parts  May be NULL.
 * @since 0.1
 */
EC2A_API void ec2a_parts_free(ec2a_parts *parts);

/**
 * @brief Take the next part: the common one first, then one a key, sorted by key.
 *
 * @param[in]  parts      Not NULL.
 * @param[out] ret_key    The key; "" of the common part. Like the bytes valid until the next call.
 * @param[out] ret_bytes  For ec2a_correlator_absorb(); ec2a_correlator_restore() takes them, too.
 * @param[out] ret_size   How many.
 * @retval 1             A part.
 * @retval 0             No more.
 * @retval EC2A_E_ARG    NULL.
 * @retval EC2A_E_NOMEM  Out of memory; call again.
 * @since 0.1
 */
EC2A_API EC2A_MUST_CHECK int ec2a_parts_next(ec2a_parts *parts, const char **ret_key, const void **ret_bytes,
					     size_t *ret_size);

/**
 * @brief Add all that another correlator held: a part, or what ec2a_correlator_save() wrote.
 *
 * In any order and grouping the result is that of one correlator that was given all records. Copies of a record are one
 * (the fuller one counts); but a record without a whole event id is never a copy, so absorb each part once.
 * @param[in] correlator  Not NULL, not finished, no stream.
 * @param[in] bytes       Not NULL; copied. The checksum shows damage, not malice: they must be from where only you write.
 * @param[in] size        How many.
 * @retval 0              Success.
 * @retval EC2A_E_ARG     NULL.
 * @retval EC2A_E_STATE   After ec2a_correlator_finish() or ec2a_correlator_advance(); or the bytes are of a stream.
 * @retval EC2A_E_FORMAT  No saved correlator, a damaged one, or one of another version. Nothing was absorbed.
 * @retval EC2A_E_NOMEM   Out of memory; no record was absorbed. Call again.
 * @since 0.1
 */
EC2A_API EC2A_MUST_CHECK int ec2a_correlator_absorb(ec2a_correlator *correlator, const void *bytes, size_t size);

/**
 * @brief What ties a part to others: parts that have a tie in common belong into one correlator.
 *
 * @param[in]  correlator  Has absorbed the common parts of all machines: which instance a host is, and of which year a
 *                         line, depends on them. Its records are not changed. One thread at a time.
 * @param[in]  bytes       The part.
 * @param[in]  size        Of the part.
 * @param[out] ret_ties    To be released by ec2a_free(); sorted, each once. NULL where there are none.
 *                         #EC2A_TIE_ALL: this part may belong to any other one.
 * @param[out] ret_count   How many.
 * @retval 0              Success.
 * @retval EC2A_E_ARG     NULL.
 * @retval EC2A_E_STATE   The bytes are of a stream.
 * @retval EC2A_E_FORMAT  As ec2a_correlator_absorb().
 * @retval EC2A_E_NOMEM   Out of memory.
 * @since 0.1
 */
EC2A_API EC2A_MUST_CHECK int ec2a_correlator_ties(ec2a_correlator *correlator, const void *bytes, size_t size,
						  uint64_t **ret_ties, size_t *ret_count);


/**
 * @brief Take the next mark: what flags of other correlators' rows may rest on.
 *
 * The first #EC2A_MARK_ABOUT bytes say what it is about, an instance and who or what came to it, or a key that was
 * pushed. Where several correlators told a mark about one thing, each of these needs all of those, its own included.
 * @param[in]  correlator  Not NULL, finished.
 * @param[out] ret_mark    Valid until the next call.
 * @param[out] ret_size    How many bytes.
 * @retval 1             A mark.
 * @retval 0             No more, or not finished.
 * @retval EC2A_E_ARG    NULL.
 * @retval EC2A_E_NOMEM  Out of memory; call again.
 * @since 0.1
 */
EC2A_API EC2A_MUST_CHECK int ec2a_correlator_next_mark(ec2a_correlator *correlator, const void **ret_mark,
						       size_t *ret_size);

/**
 * @brief Add what a correlator told of its rows. They are not saved by ec2a_correlator_save().
 *
 * @param[in] correlator  Not NULL, not finished, no stream.
 * @param[in] mark        As ec2a_correlator_next_mark() gave it.
 * @param[in] size        Of the mark.
 * @retval 0              Success.
 * @retval EC2A_E_ARG     NULL.
 * @retval EC2A_E_STATE   After ec2a_correlator_finish() or ec2a_correlator_advance().
 * @retval EC2A_E_FORMAT  No mark; nothing was added.
 * @retval EC2A_E_NOMEM   Out of memory; call again.
 * @since 0.1
 */
EC2A_API EC2A_MUST_CHECK int ec2a_correlator_add_mark(ec2a_correlator *correlator, const void *mark, size_t size);

#ifdef __cplusplus
}
#endif

#endif
