/* SPDX-License-Identifier: MIT */
#ifndef EC2A_CLASSIFY_H
#define EC2A_CLASSIFY_H

#ifndef EC2A_UMBRELLA_H
#error "Never include this file directly. Use <ec2access/ec2access.h> instead."
#endif

/**
 * @file
 * @brief The classifier: one event in; method, surface, os, identity, outcome and reasons out.
 */
#include <ec2access/event.h>

#ifdef __cplusplus
extern "C" {
#endif

/**
 * @brief What one access record shows by itself. Immutable; any thread.
 * @since 0.1
 */
typedef struct ec2a_access ec2a_access;

/** @brief What ec2a_access_int() tells. Append only. @since 0.1 */
typedef enum ec2a_access_field {
	EC2A_ACCESS_METHOD        = 1, /**< #ec2a_method; 0: the record is part of another one's session */
	EC2A_ACCESS_SURFACE       = 2, /**< #ec2a_surface */
	EC2A_ACCESS_OS            = 3, /**< #ec2a_os */
	EC2A_ACCESS_OS_CONFIDENCE = 4, /**< #ec2a_os_confidence; 0: the system is unknown */
	EC2A_ACCESS_IDENTITY      = 5, /**< #ec2a_identity */
	EC2A_ACCESS_OUTCOME       = 6, /**< #ec2a_outcome: granted, denied or failed; attached, of a login that a host logged */
	EC2A_ACCESS_KIND          = 7, /**< #ec2a_kind; 0: no row by itself */
	EC2A_ACCESS_ROLE          = 8  /**< #ec2a_role */
} ec2a_access_field;

/**
 * @brief Classify one record. Pure: the same record gives the same answer.
 *
 * @param[in]  config      Custom session documents; frozen by this call. NULL: the defaults.
 * @param[in]  event       Not NULL.
 * @param[out] ret_access  Release it with ec2a_access_free().
 * @retval 1             An access record, or an approval of just-in-time access.
 * @retval 0             The record is of another class; nothing was written.
 * @retval EC2A_E_ARG    NULL.
 * @retval EC2A_E_NOMEM  Out of memory.
 * @since 0.1
 */
EC2A_API EC2A_MUST_CHECK int ec2a_classify(ec2a_config *config, const ec2a_event *event, ec2a_access **ret_access);

/**
 * @brief Free what ec2a_classify() made.
 * @param[in] access  May be NULL.
 * @since 0.1
 */
EC2A_API void ec2a_access_free(ec2a_access *access);

/**
 * @brief One verdict.
 * @param[in] access  Not NULL.
 * @param[in] field   An #ec2a_access_field.
 * @return The enumerator; 0 where there is none, or for an unknown field.
 * @since 0.1
 */
EC2A_API int ec2a_access_int(const ec2a_access *access, int field);

/**
 * @brief How many reasons there are.
 * @param[in] access  Not NULL.
 * @return The number.
 * @since 0.1
 */
EC2A_API size_t ec2a_access_reason_count(const ec2a_access *access);

/**
 * @brief Why a verdict was reached: one rule that fired, with the field it read.
 * @param[in] access  Not NULL.
 * @param[in] index   From 0.
 * @return One sentence, no control characters, owned by @p access; NULL past the end.
 * @since 0.1
 */
EC2A_API const char *ec2a_access_reason(const ec2a_access *access, size_t index);

#ifdef __cplusplus
}
#endif

#endif
