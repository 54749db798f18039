/* SPDX-License-Identifier: MIT */
#ifndef EC2A_FACTS_H
#define EC2A_FACTS_H

#ifndef EC2A_UMBRELLA_H
#error "Never include this file directly. Use <ec2access/ec2access.h> instead."
#endif

/**
 * @file
 * @brief The instance map, learned from the same records.
 */
#include <ec2access/parser.h>

#ifdef __cplusplus
extern "C" {
#endif

/**
 * @brief The instance map: what the records tell about instances.
 *
 * Which instance had a private address or a host name, and when; which
 * operating system it runs; when it ended. And, as a host's log may be several
 * files, the lines that tell of logins that failed: a parser's map holds so many
 * of them as its #EC2A_OPT_HELD_FAILURES says, a map of ec2a_facts_new() 262144.
 * Facts merge by minimum and maximum, lines as a set, so the order in which
 * records are read does not matter. One thread at a time.
 * @since 0.1
 */
typedef struct ec2a_facts ec2a_facts;

/** @brief Kinds of facts. Append only. @since 0.1 */
typedef enum ec2a_fact {
	EC2A_FACT_ADDRESS  = 1, /**< a private address */
	EC2A_FACT_HOSTNAME = 2, /**< the host name that logs carry, lower case, without domain */
	EC2A_FACT_OS       = 3  /**< name of an #ec2a_os */
} ec2a_fact;

/**
 * @brief Make an empty map.
 * @param[out] ret_facts  Release it with ec2a_facts_free().
 * @retval 0             Success.
 * @retval EC2A_E_ARG    NULL.
 * @retval EC2A_E_NOMEM  Out of memory.
 * @since 0.1
 */
EC2A_API EC2A_MUST_CHECK int ec2a_facts_new(ec2a_facts **ret_facts);

/**
 * @brief Free a map.
 * @param[in] facts  May be NULL.
 * @since 0.1
 */
EC2A_API void ec2a_facts_free(ec2a_facts *facts);

/**
 * @brief Learn what one record tells.
 *
 * @param[in] facts  Not NULL.
 * @param[in] event  Not NULL; records that tell nothing are passed over.
 * @retval 0             Success.
 * @retval EC2A_E_ARG    NULL.
 * @retval EC2A_E_NOMEM  Out of memory; learn it again.
 * @since 0.1
 */
EC2A_API EC2A_MUST_CHECK int ec2a_facts_learn(ec2a_facts *facts, const ec2a_event *event);

/**
 * @brief Add all of one map to another.
 *
 * @param[in] facts  Grows. Not NULL.
 * @param[in] other  Stays as it is. Not NULL.
 * @retval 0             Success.
 * @retval EC2A_E_ARG    NULL.
 * @retval EC2A_E_NOMEM  Out of memory; merge it again.
 * @since 0.1
 */
EC2A_API EC2A_MUST_CHECK int ec2a_facts_merge(ec2a_facts *facts, const ec2a_facts *other);

/**
 * @brief What a parser learned so far.
 * @param[in] parser  Not NULL.
 * @return Owned by @p parser.
 * @since 0.1
 */
EC2A_API const ec2a_facts *ec2a_parser_facts(const ec2a_parser *parser);

/**
 * @brief How many facts the map holds.
 * @param[in] facts  Not NULL.
 * @return The number.
 * @since 0.1
 */
EC2A_API size_t ec2a_facts_count(const ec2a_facts *facts);

/**
 * @brief Which instance had an address or host name at a time.
 *
 * The one whose fact was first seen latest at or before that time, and which has not ended. Where @p account or
 * @p region is NULL and more than 256 pairs of account and region had the value, they count as not agreeing.
 * @param[in]  facts         Not NULL.
 * @param[in]  account       Account id; NULL: any, when all agree.
 * @param[in]  region        Region; NULL: any, when all agree.
 * @param[in]  kind          #EC2A_FACT_ADDRESS or #EC2A_FACT_HOSTNAME.
 * @param[in]  value         The address or name.
 * @param[in]  time_us       Microseconds since 1970-01-01T00:00:00Z.
 * @param[out] ret_instance  Owned by @p facts, until it changes.
 * @retval 2           An instance, but an earlier owner was seen again later: inferred.
 * @retval 1           An instance.
 * @retval 0           None, or more than one.
 * @retval EC2A_E_ARG  NULL, or another kind.
 * @since 0.1
 */
EC2A_API EC2A_MUST_CHECK int ec2a_facts_instance_at(const ec2a_facts *facts, const char *account, const char *region,
						    int kind, const char *value, int64_t time_us,
						    const char **ret_instance);

/**
 * @brief Which operating system an instance runs, at any time.
 *
 * @param[in] facts     Not NULL.
 * @param[in] account   Account id; NULL: any, when all agree.
 * @param[in] region    Region; NULL: any, when all agree.
 * @param[in] instance  "i-...".
 * @return An #ec2a_os: the more specific of what was seen; #EC2A_OS_UNKNOWN when nothing was, or when it disagrees.
 * @since 0.1
 */
EC2A_API int ec2a_facts_os(const ec2a_facts *facts, const char *account, const char *region, const char *instance);

/**
 * @brief The map as bytes: versioned, checksummed, the same on every machine.
 *
 * Equal maps give equal bytes, whatever the order they were learned in.
 * @param[in]  facts      Not NULL.
 * @param[out] ret_bytes  New memory, ec2a_free() it.
 * @param[out] ret_size   How many bytes.
 * @retval 0             Success.
 * @retval EC2A_E_ARG    NULL.
 * @retval EC2A_E_NOMEM  Out of memory.
 * @since 0.1
 */
EC2A_API EC2A_MUST_CHECK int ec2a_facts_save(const ec2a_facts *facts, void **ret_bytes, size_t *ret_size);

/**
 * @brief Read what ec2a_facts_save() wrote.
 *
 * @param[in]  bytes      Not NULL; may come from anywhere.
 * @param[in]  size       How many.
 * @param[out] ret_facts  Release it with ec2a_facts_free().
 * @retval 0              Success.
 * @retval EC2A_E_ARG     NULL.
 * @retval EC2A_E_FORMAT  Cut, altered, or of another version; nothing was made.
 * @retval EC2A_E_NOMEM   Out of memory.
 * @since 0.1
 */
EC2A_API EC2A_MUST_CHECK int ec2a_facts_load(const void *bytes, size_t size, ec2a_facts **ret_facts);

#ifdef __cplusplus
}
#endif

#endif
