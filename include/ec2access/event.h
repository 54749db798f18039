/* SPDX-License-Identifier: MIT */
#ifndef EC2A_EVENT_H
#define EC2A_EVENT_H

#ifndef EC2A_UMBRELLA_H
#error "Never include this file directly. Use <ec2access/ec2access.h> instead."
#endif

/**
 * @file
 * @brief The opaque event: one CloudTrail record or host log line, its fields and its raw bytes.
 */
#include <ec2access/base.h>

#ifdef __cplusplus
extern "C" {
#endif

/**
 * @brief One record, or one line of a host log.
 *
 * Immutable and reference counted. It owns what its getters return, so such a
 * pointer lives as long as a reference to the event. Several threads may read,
 * reference and release one event; it outlives its parser.
 * @since 0.1
 */
typedef struct ec2a_event ec2a_event;

/** @brief What a record is for. Append only. @since 0.1 */
typedef enum ec2a_class {
	EC2A_CLASS_ACCESS  = 1, /**< bears on who reached an instance */
	EC2A_CLASS_CONTEXT = 2, /**< tells about an instance: its address, system, life; of host logs: who did not get in */
	EC2A_CLASS_OTHER   = 3  /**< neither */
} ec2a_class;

/**
 * @brief Text fields of a record. Append only.
 *
 * The first group is there for every record; the others are read for access and
 * context records only. Known damage of published samples is mended in reading
 * (a space at the end of eventName, spaces after the colons of times and ARNs);
 * the raw bytes stay as they were.
 *
 * A host log line has the fields that its words tell: #EC2A_FIELD_EVENT_SOURCE is the program ("sshd" also for
 * sshd-session and sshd-auth, "ec2-instance-connect", "sudo"), #EC2A_FIELD_EVENT_NAME the kind of line:
 * "Accepted publickey" and so on, "session opened", "session closed", "Received disconnect", "Disconnected",
 * "Connection closed", "Connection reset", "Connection broken", "Read error", "Timeout", "Disconnecting",
 * "terminating inactive connection", "Exiting on signal", "Querying keys", "Providing ssh key", "sudo"; of failures
 * "Failed password" and so on, "Invalid user", "User not allowed", "ROOT LOGIN REFUSED", "Unable to negotiate",
 * "authentication failure", "PAM: Authentication failure", "maximum authentication attempts exceeded",
 * "Timeout before authentication". Lines of other kinds have no name. #EC2A_FIELD_EVENT_TIME is in UTC
 * ("2026-02-03T08:15:09Z"), or as logged while the year is not known. #EC2A_FIELD_SOURCE_IP is what sshd saw,
 * #EC2A_FIELD_REQUEST_ID and #EC2A_FIELD_PRINCIPAL_ARN what the Instance Connect agent said. Half an id, where the
 * line was cut, is absent. Every one of these texts may have been chosen by an attacker.
 * @since 0.1
 */
typedef enum ec2a_field {
	EC2A_FIELD_EVENT_ID      = 1,  /**< `eventID` */
	EC2A_FIELD_EVENT_NAME    = 2,  /**< `eventName`, such as "StartSession" */
	EC2A_FIELD_EVENT_SOURCE  = 3,  /**< `eventSource`, such as "ssm.amazonaws.com" */
	EC2A_FIELD_EVENT_TIME    = 4,  /**< `eventTime` as text */
	EC2A_FIELD_REGION        = 5,  /**< `awsRegion` */
	EC2A_FIELD_SOURCE_IP     = 6,  /**< `sourceIPAddress`: an address, a service name, "AWS Internal" */
	EC2A_FIELD_USER_AGENT    = 7,  /**< `userAgent` */
	EC2A_FIELD_ERROR_CODE    = 8,  /**< `errorCode` */

	EC2A_FIELD_ERROR_MESSAGE = 9,  /**< `errorMessage` */
	EC2A_FIELD_REQUEST_ID    = 10, /**< `requestID` */
	EC2A_FIELD_ACCOUNT_ID    = 11, /**< `recipientAccountId`, else `userIdentity.accountId` */
	EC2A_FIELD_SHARED_EVENT_ID = 12, /**< `sharedEventID` */
	EC2A_FIELD_REPLACES_EVENT_ID = 13, /**< `addendum.originalEventID` */

	EC2A_FIELD_PRINCIPAL_TYPE = 14, /**< `userIdentity.type` */
	EC2A_FIELD_PRINCIPAL_ARN  = 15, /**< `userIdentity.arn` */
	EC2A_FIELD_PRINCIPAL_ID   = 16, /**< `userIdentity.principalId` */
	EC2A_FIELD_PRINCIPAL_ACCOUNT = 17, /**< `userIdentity.accountId` */
	EC2A_FIELD_PRINCIPAL_NAME = 18, /**< the user's name, or the role's; root and services have none */
	EC2A_FIELD_SESSION_NAME   = 19, /**< role session name */
	EC2A_FIELD_ACCESS_KEY_ID  = 20, /**< `userIdentity.accessKeyId` */
	EC2A_FIELD_MFA            = 21, /**< "true" or "false" of `mfaAuthenticated`, where the record can tell */
	EC2A_FIELD_SOURCE_IDENTITY = 22, /**< `sessionContext.sourceIdentity` */
	EC2A_FIELD_INVOKED_BY     = 23, /**< `userIdentity.invokedBy` */
	EC2A_FIELD_FROM_CONSOLE   = 24, /**< "true" or "false" of `sessionCredentialFromConsole` */

	EC2A_FIELD_TARGET         = 25, /**< `target`, `instanceId` or `InstanceId` of the request */
	EC2A_FIELD_INSTANCE_ID    = 26, /**< "i-...": the target, or the only instance of a command */
	EC2A_FIELD_DOCUMENT       = 27, /**< `documentName`: name or ARN, as logged */
	EC2A_FIELD_REASON         = 28, /**< `reason` that the person typed */
	EC2A_FIELD_SSM_SESSION_ID = 29, /**< `sessionId` of the response, else of the request */
	EC2A_FIELD_CONNECTION_ID  = 30, /**< UUID of `ConnectionArn` or of `ConnectionToken` */
	EC2A_FIELD_OS_USER        = 31, /**< `instanceOSUser`, `osUser` */
	EC2A_FIELD_PUBLIC_KEY     = 32, /**< `sSHPublicKey`, `SSHKey.publicKey` */
	EC2A_FIELD_PUBLIC_KEY_FINGERPRINT = 33, /**< "SHA256:..." as ssh-keygen -l prints it */
	EC2A_FIELD_REMOTE_HOST    = 34, /**< parameter `host` of a session document */
	EC2A_FIELD_REMOTE_PORT    = 35, /**< `remotePort`, or parameter `portNumber`, as text */
	EC2A_FIELD_PRIVATE_IP     = 36, /**< `privateIpAddress` of OpenTunnel */
	EC2A_FIELD_ENDPOINT_ID    = 37, /**< `instanceConnectEndpointId` */
	EC2A_FIELD_RESOURCE_ARN   = 38, /**< `resources[0].ARN` */
	EC2A_FIELD_ACCESS_REQUEST_ID = 39, /**< `AccessRequestId` of just-in-time access */
	EC2A_FIELD_RESOURCE_TARGET = 40, /**< `resources[0].ARN`; else the instance's ARN, or else the session's, made of
					     partition (by region), region and account; absent where one is unknown */

	EC2A_FIELD_HOST           = 41, /**< name of the host, as its log has it */
	EC2A_FIELD_PROCESS_ID     = 42, /**< process that wrote the line */
	EC2A_FIELD_SOURCE_PORT    = 43, /**< the client's port */
	EC2A_FIELD_AUTH_METHOD    = 44, /**< "publickey", "password", "keyboard-interactive/pam" ... */
	EC2A_FIELD_KEY_TYPE       = 45, /**< "ED25519", "RSA", "ED25519-CERT" ... */
	EC2A_FIELD_CERTIFICATE_ID = 46, /**< name that the CA put into the user's certificate */
	EC2A_FIELD_CERTIFICATE_SERIAL = 47, /**< its number */
	EC2A_FIELD_CA_FINGERPRINT = 48, /**< of the CA's key */
	EC2A_FIELD_COMMAND        = 49, /**< of sudo, with its arguments */
	EC2A_FIELD_TTY            = 50, /**< of sudo: "pts/0" */
	EC2A_FIELD_WORKING_FOLDER = 51, /**< of sudo */
	EC2A_FIELD_SUDO_USER      = 52, /**< as whom the command ran */
	EC2A_FIELD_FILE           = 53, /**< the input, as ec2a_parser_set_name() gave it */
	EC2A_FIELD_LINE           = 54, /**< number of the line in it, from 1; of journald's JSON, of the entry */
	EC2A_FIELD_FAILURES       = 55  /**< of Accepted: how many logins from that address failed on that host in the ten minutes
					     before, as far as this input shows (at least so many); absent where none did */
} ec2a_field;

/**
 * @brief Take another reference. Any thread.
 * @param[in] event  May be NULL.
 * @return @p event.
 * @since 0.1
 */
EC2A_API ec2a_event *ec2a_event_ref(ec2a_event *event);

/**
 * @brief Give a reference back. Any thread.
 * @param[in] event  May be NULL.
 * @since 0.1
 */
EC2A_API void ec2a_event_unref(ec2a_event *event);

/**
 * @brief What the record is for.
 * @param[in] event  Not NULL.
 * @return An #ec2a_class.
 * @since 0.1
 */
EC2A_API int ec2a_event_class(const ec2a_event *event);

/**
 * @brief When the event happened.
 *
 * @param[in]  event        Not NULL.
 * @param[out] ret_time_us  Microseconds since 1970-01-01T00:00:00Z; CloudTrail has whole seconds.
 * @retval 1  The time was written.
 * @retval 0  The record has none that can be read; or it is a host log line whose year is not known
 *            (ec2a_event_time_near()).
 * @since 0.1
 */
EC2A_API EC2A_MUST_CHECK int ec2a_event_time_us(const ec2a_event *event, int64_t *ret_time_us);

/**
 * @brief When a host log line without a year was written, as seen from another time.
 *
 * RFC 3164 logs no year. Of all years the one is taken that brings the line nearest to the reference without passing
 * it by more than a day. An event whose year is known has its own time, whatever the reference.
 * @param[in]  event         Not NULL.
 * @param[in]  reference_us  Microseconds since 1970: a time at which the line was there already.
 * @param[out] ret_time_us   Microseconds since 1970-01-01T00:00:00Z.
 * @retval 1  The time was written.
 * @retval 0  There is none, or an argument is NULL.
 * @since 0.1
 */
EC2A_API EC2A_MUST_CHECK int ec2a_event_time_near(const ec2a_event *event, int64_t reference_us,
						  int64_t *ret_time_us);

/**
 * @brief Look up a text field.
 *
 * @param[in] event  Not NULL.
 * @param[in] field  An #ec2a_field; one this library is too old for is absent.
 * @return Text owned by @p event, or NULL when the record lacks the field, or
 *         has null or another type there. An empty string stays one; U+0000
 *         and lone surrogates become U+FFFD.
 * @since 0.1
 */
EC2A_API const char *ec2a_event_str(const ec2a_event *event, int field);

/**
 * @brief Look up many text fields in one call, for bindings.
 *
 * @param[in]  event      Not NULL.
 * @param[in]  fields     @p count numbers of #ec2a_field.
 * @param[in]  count      How many.
 * @param[out] ret_texts  Room for @p count pointers; each is what ec2a_event_str() returns.
 * @since 0.1
 */
EC2A_API void ec2a_event_strs(const ec2a_event *event, const int *fields, size_t count, const char **ret_texts);

/**
 * @brief How many instances a command, or a call that does something to instances, names.
 *
 * Calls that do something: RunInstances, StartInstances, StopInstances, RebootInstances, TerminateInstances,
 * ModifyInstanceAttribute, CreateImage, CreateSnapshots, AttachVolume, DetachVolume, GetConsoleOutput,
 * GetConsoleScreenshot. What RunInstances made stands in its response.
 * @param[in] event  Not NULL.
 * @return The number; 0 for every record but SendCommand, StartAutomationExecution and those.
 * @since 0.1
 */
EC2A_API size_t ec2a_event_instance_count(const ec2a_event *event);

/**
 * @brief One of the instances that a command or such a call names, in order of bytes, each once.
 * @param[in] event  Not NULL.
 * @param[in] index  From 0.
 * @return Text owned by @p event; NULL past the end.
 * @since 0.1
 */
EC2A_API const char *ec2a_event_instance(const ec2a_event *event, size_t index);

/**
 * @brief The record's own bytes: one JSON object, as it stood in the input.
 *
 * For a record that came as a string inside another document, the bytes of
 * that string after its escapes were undone. For a row of the console's CSV,
 * that row, without its line end: it is no JSON. For a host log line that line, likewise; for an entry of
 * journald's JSON that object.
 * @param[in]  event     Not NULL.
 * @param[out] ret_size  How many bytes; may be NULL.
 * @return Owned by @p event; not necessarily ended by a NUL, nor valid UTF-8.
 * @since 0.1
 */
EC2A_API const void *ec2a_event_raw(const ec2a_event *event, size_t *ret_size);

/**
 * @brief Any value of the record, by JSON Pointer (RFC 6901).
 *
 * @param[in]  event     Not NULL.
 * @param[in]  pointer   Such as "/requestParameters/parameters/portNumber/0".
 * @param[out] ret_text  New memory, ec2a_free() it: a string's text, else JSON
 *                       ("22", "true", "null", "{...}"). Where a key stands twice the first counts.
 * @retval 1                 A value.
 * @retval 0                 Nothing there.
 * @retval EC2A_E_ARG        NULL, or not a JSON Pointer.
 * @retval EC2A_E_RECORD     The record is not strict JSON (possible for #EC2A_CLASS_OTHER and rows of CSV only).
 * @retval EC2A_E_NOMEM      Out of memory.
 * @since 0.1
 */
EC2A_API EC2A_MUST_CHECK int ec2a_event_pointer(const ec2a_event *event, const char *pointer, char **ret_text);

/**
 * @brief The fields of the event as one JSON object.
 *
 * Keys are the names of all #ec2a_field, then "class". A field that is absent or empty is null.
 * @param[in]  event     Not NULL.
 * @param[out] ret_json  New memory, ec2a_free() it; one line, valid UTF-8.
 * @retval 0             Success.
 * @retval EC2A_E_ARG    NULL.
 * @retval EC2A_E_NOMEM  Out of memory.
 * @since 0.1
 */
EC2A_API EC2A_MUST_CHECK int ec2a_event_to_json(const ec2a_event *event, char **ret_json);

#ifdef __cplusplus
}
#endif

#endif
