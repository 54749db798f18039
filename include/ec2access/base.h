/* SPDX-License-Identifier: MIT */
#ifndef EC2A_BASE_H
#define EC2A_BASE_H

#ifndef EC2A_UMBRELLA_H
#error "Never include this file directly. Use <ec2access/ec2access.h> instead."
#endif

#include <stddef.h>
#include <stdint.h>

/**
 * @file
 * @brief Error codes, the configuration, and the names of enumerators.
 *
 * Results of type int: below 0 an #ec2a_error, 0 success or "no more", 1 "here
 * is one". A `ret_` parameter is written on success only. Text is UTF-8 and
 * ends with a NUL. A returned pointer is borrowed from the object that was
 * asked; what comes through `ret_` belongs to the caller.
 */

#if defined(__GNUC__) || defined(__clang__)
/** @brief Marks what the shared library exports. */
#define EC2A_API __attribute__((visibility("default")))
/** @brief The compiler warns when the result is ignored. */
#define EC2A_MUST_CHECK __attribute__((warn_unused_result))
#else
#define EC2A_API
#define EC2A_MUST_CHECK
#endif

#ifdef __cplusplus
extern "C" {
#endif

/**
 * @brief What went wrong. The numbers are ABI: grouped by ten, append only.
 *
 * Three tiers: -1 to -9 the caller or the machine, the object stays usable;
 * -10 to -19 this record, or this input, is bad and was counted, go on;
 * -20 to -29 the place where bytes come from failed.
 * @since 0.1
 */
typedef enum ec2a_error {
	EC2A_E_ARG         = -1,  /**< an argument that the function does not take */
	EC2A_E_NOMEM       = -2,  /**< out of memory; the same call may be made again */
	EC2A_E_STATE       = -3,  /**< called at a time when it cannot work, such as feed after finish */
	EC2A_E_UNSUPPORTED = -4,  /**< an option or part that this build does not have */
	EC2A_E_RECORD      = -10, /**< one record was refused; the next call goes on after it */
	EC2A_E_LIMIT       = -11, /**< a limit of the configuration was passed */
	EC2A_E_FORMAT      = -12, /**< not a form that the library reads, or a broken one */
	EC2A_E_TRUNCATED   = -13, /**< the input ended in the middle */
	EC2A_E_IO          = -20, /**< reading failed */
	EC2A_E_NOT_FOUND   = -21, /**< no such file, folder or value */
	EC2A_E_CANCELLED   = -22, /**< ended early because the caller asked for it */
	EC2A_E_DENIED      = -23  /**< refused by the service, or there are no credentials for it */
} ec2a_error;

/**
 * @brief A sentence for an error code.
 *
 * @param[in] code  Any int; also 0 and numbers that are no error.
 * @return Constant text, never NULL.
 * @since 0.1
 */
EC2A_API const char *ec2a_strerror(int code);

/**
 * @brief The version of the library that is running.
 * @return Constant text such as "0.1.0".
 * @since 0.1
 */
EC2A_API const char *ec2a_version(void);

/**
 * @brief The version of the library that is running, as a number.
 * @return major * 1000000 + minor * 1000 + patch.
 * @since 0.1
 */
EC2A_API int ec2a_version_number(void);

/**
 * @brief Free memory that a function of this library gave to the caller.
 * @param[in] memory  May be NULL.
 * @since 0.1
 */
EC2A_API void ec2a_free(void *memory);

/* ---- enumerations and their names ------------------------------------- */

/** @brief Which enumeration a number belongs to. Append only. @since 0.1 */
typedef enum ec2a_enumeration {
	EC2A_ENUM_METHOD        = 1,  /**< #ec2a_method */
	EC2A_ENUM_SURFACE       = 2,  /**< #ec2a_surface */
	EC2A_ENUM_OS            = 3,  /**< #ec2a_os */
	EC2A_ENUM_OS_CONFIDENCE = 4,  /**< #ec2a_os_confidence */
	EC2A_ENUM_IDENTITY      = 5,  /**< #ec2a_identity */
	EC2A_ENUM_OUTCOME       = 6,  /**< #ec2a_outcome */
	EC2A_ENUM_CONFIDENCE    = 7,  /**< #ec2a_confidence */
	EC2A_ENUM_KIND          = 8,  /**< #ec2a_kind */
	EC2A_ENUM_ROLE          = 9,  /**< #ec2a_role */
	EC2A_ENUM_END_REASON    = 10, /**< #ec2a_end_reason */
	EC2A_ENUM_ERROR         = 11, /**< #ec2a_error; names such as "EC2A_E_ARG" */
	EC2A_ENUM_CLASS         = 12, /**< #ec2a_class */
	EC2A_ENUM_FIELD         = 13, /**< #ec2a_field; names such as "event_id" */
	EC2A_ENUM_SESSION_FIELD = 14, /**< #ec2a_session_field; the keys of the JSON line */
	EC2A_ENUM_FLAG          = 15, /**< #ec2a_flag */
	EC2A_ENUM_FINDING_OBJECT = 16, /**< #ec2a_finding_object */
	EC2A_ENUM_VERDICT       = 17  /**< #ec2a_verdict */
} ec2a_enumeration;

/**
 * @brief The name of an enumerator, as it stands in output ("session-manager").
 *
 * Enumerators are dense: a caller can list them by counting up from 1 until
 * NULL (errors count down from -1 and have holes).
 * @param[in] enumeration  An #ec2a_enumeration.
 * @param[in] value        The number.
 * @return Constant text; NULL for a number that this library does not know.
 * @since 0.1
 */
EC2A_API const char *ec2a_enum_name(int enumeration, int value);

/**
 * @brief The number behind a name, the way back from ec2a_enum_name().
 *
 * @param[in]  enumeration  An #ec2a_enumeration.
 * @param[in]  name         Not NULL; upper and lower case differ.
 * @param[out] ret_value    The number.
 * @retval 0                 Success.
 * @retval EC2A_E_NOT_FOUND  No enumerator has this name.
 * @retval EC2A_E_ARG        An unknown enumeration, or NULL.
 * @since 0.1
 */
EC2A_API EC2A_MUST_CHECK int ec2a_enum_value(int enumeration, const char *name, int *ret_value);

/** @brief How someone got, or tried to get, onto an instance. Append only. @since 0.1 */
typedef enum ec2a_method {
	EC2A_METHOD_SESSION_MANAGER                = 1,  /**< StartSession with a shell document */
	EC2A_METHOD_SESSION_MANAGER_SSH            = 2,  /**< document AWS-StartSSHSession */
	EC2A_METHOD_SESSION_MANAGER_PORT_FORWARD   = 3,  /**< document AWS-StartPortForwardingSession */
	EC2A_METHOD_SESSION_MANAGER_REMOTE_FORWARD = 4,  /**< document AWS-StartPortForwardingSessionToRemoteHost */
	EC2A_METHOD_SESSION_MANAGER_COMMAND        = 5,  /**< documents AWS-Start(Non)InteractiveCommand */
	EC2A_METHOD_SESSION_MANAGER_DOCUMENT       = 6,  /**< any other session document */
	EC2A_METHOD_FLEET_MANAGER_RDP              = 7,  /**< ssm-guiconnect StartConnection */
	EC2A_METHOD_INSTANCE_CONNECT               = 8,  /**< SendSSHPublicKey and no tunnel */
	EC2A_METHOD_INSTANCE_CONNECT_ENDPOINT      = 9,  /**< SendSSHPublicKey and OpenTunnel */
	EC2A_METHOD_ENDPOINT_TUNNEL                = 10, /**< OpenTunnel alone */
	EC2A_METHOD_SERIAL_CONSOLE                 = 11, /**< SendSerialConsoleSSHPublicKey */
	EC2A_METHOD_ECS_EXEC                       = 12, /**< ECS ExecuteCommand: a container, not a host */
	EC2A_METHOD_SSH                            = 13, /**< an sshd login that nothing above explains */
	EC2A_METHOD_RUN_COMMAND                    = 14, /**< SendCommand, StartAutomationExecution */
	EC2A_METHOD_PASSWORD_RETRIEVAL             = 15  /**< GetPasswordData */
} ec2a_method;

/** @brief Through what the caller acted. Append only. @since 0.1 */
typedef enum ec2a_surface {
	EC2A_SURFACE_CLOUDSHELL = 1, /**< AWS CloudShell */
	EC2A_SURFACE_CONSOLE    = 2, /**< the web console */
	EC2A_SURFACE_CLI        = 3, /**< aws-cli, mssh, session-manager-plugin */
	EC2A_SURFACE_SERVICE    = 4, /**< another AWS service */
	EC2A_SURFACE_SDK        = 5, /**< any other program that names itself */
	EC2A_SURFACE_HOST       = 6, /**< only a host log saw it */
	EC2A_SURFACE_UNKNOWN    = 7  /**< the record does not tell */
} ec2a_surface;

/** @brief Operating system of the instance, never of the client. Append only. @since 0.1 */
typedef enum ec2a_os {
	EC2A_OS_LINUX   = 1, /**< Linux */
	EC2A_OS_MACOS   = 2, /**< macOS */
	EC2A_OS_WINDOWS = 3, /**< Windows */
	EC2A_OS_UNIX    = 4, /**< Linux or macOS */
	EC2A_OS_UNKNOWN = 5  /**< the records do not tell, or they disagree */
} ec2a_os;

/** @brief How firmly the operating system is known. Append only. @since 0.1 */
typedef enum ec2a_os_confidence {
	EC2A_OS_CONFIDENCE_STRONG = 1, /**< the instance said it, or only that system can do it */
	EC2A_OS_CONFIDENCE_WEAK   = 2  /**< a port number suggests it */
} ec2a_os_confidence;

/** @brief What kind of principal called. Append only. @since 0.1 */
typedef enum ec2a_identity {
	EC2A_IDENTITY_ROOT                 = 1,  /**< the account's root user */
	EC2A_IDENTITY_IAM_USER             = 2,  /**< an IAM user */
	EC2A_IDENTITY_ASSUMED_ROLE         = 3,  /**< a role session of a person or a program */
	EC2A_IDENTITY_INSTANCE_ROLE        = 4,  /**< a role session of an instance ("i-...") */
	EC2A_IDENTITY_HYBRID_NODE          = 5,  /**< a role session of a managed node ("mi-...") */
	EC2A_IDENTITY_FEDERATED_USER       = 6,  /**< GetFederationToken */
	EC2A_IDENTITY_IDENTITY_CENTER_USER = 7,  /**< IAM Identity Center, and its AWSReservedSSO_ roles */
	EC2A_IDENTITY_SAML_USER            = 8,  /**< SAMLUser */
	EC2A_IDENTITY_WEB_IDENTITY_USER    = 9,  /**< WebIdentityUser */
	EC2A_IDENTITY_AWS_ACCOUNT          = 10, /**< another account */
	EC2A_IDENTITY_AWS_SERVICE          = 11, /**< an AWS service */
	EC2A_IDENTITY_UNKNOWN              = 12  /**< the record does not tell */
} ec2a_identity;

/** @brief What came of it. Append only. @since 0.1 */
typedef enum ec2a_outcome {
	EC2A_OUTCOME_ATTACHED     = 1, /**< the client's own data channel, or a login, proves use */
	EC2A_OUTCOME_GRANTED      = 2, /**< the call succeeded; nothing proves use, nor that there was none */
	EC2A_OUTCOME_NOT_ATTACHED = 3, /**< given up within two seconds, no client channel */
	EC2A_OUTCOME_DENIED       = 4, /**< AccessDenied, UnauthorizedOperation */
	EC2A_OUTCOME_FAILED       = 5  /**< any other error code */
} ec2a_outcome;

/** @brief How firmly the records of a session belong together. Append only. @since 0.1 */
typedef enum ec2a_confidence {
	EC2A_CONFIDENCE_EXACT    = 1, /**< a shared id, or one record */
	EC2A_CONFIDENCE_STRONG   = 2, /**< two or more independent keys agree besides time */
	EC2A_CONFIDENCE_INFERRED = 3  /**< less */
} ec2a_confidence;

/** @brief What a row is. Append only. @since 0.1 */
typedef enum ec2a_kind {
	EC2A_KIND_SESSION = 1, /**< access that was granted */
	EC2A_KIND_ATTEMPT = 2, /**< access that was denied, or failed */
	EC2A_KIND_ACTION  = 3  /**< a command run, a password fetched */
} ec2a_kind;

/** @brief What a record is to its session. Append only. @since 0.1 */
typedef enum ec2a_role {
	EC2A_ROLE_OPEN           = 1,  /**< StartSession, ExecuteCommand, an action's call */
	EC2A_ROLE_CONNECTION     = 2,  /**< StartConnection, GetConnection */
	EC2A_ROLE_PUSH           = 3,  /**< SendSSHPublicKey, SendSerialConsoleSSHPublicKey */
	EC2A_ROLE_TUNNEL         = 4,  /**< OpenTunnel */
	EC2A_ROLE_AGENT_CHANNEL  = 5,  /**< a data channel opened by the agent */
	EC2A_ROLE_CLIENT_CHANNEL = 6,  /**< a data channel opened by the client */
	EC2A_ROLE_CHANNEL        = 7,  /**< a data channel whose side is unknown */
	EC2A_ROLE_RESUME         = 8,  /**< ResumeSession */
	EC2A_ROLE_END            = 9,  /**< TerminateSession, CancelConnection */
	EC2A_ROLE_APPROVAL       = 10, /**< StartAccessRequest, GetAccessToken */
	EC2A_ROLE_LOGIN          = 11, /**< an sshd login */
	EC2A_ROLE_LOGOUT         = 12, /**< its logout */
	EC2A_ROLE_KEY_OFFER      = 13, /**< the Instance Connect agent offered a key */
	EC2A_ROLE_SUDO           = 14  /**< a sudo command of a login */
} ec2a_role;

/** @brief How a session is known to have ended. Append only. @since 0.1 */
typedef enum ec2a_end_reason {
	EC2A_END_TERMINATED = 1, /**< TerminateSession */
	EC2A_END_CANCELLED  = 2, /**< CancelConnection */
	EC2A_END_LOGOUT     = 3  /**< the host saw the logout */
} ec2a_end_reason;

/** @brief What an analyst looks for: facts about a row, no alerts; doc/flags.md says what each does and does not say.
 *  Append only. @since 0.1 */
typedef enum ec2a_flag {
	EC2A_FLAG_ROOT                           = 1,  /**< the caller is an account's root user */
	EC2A_FLAG_NO_MFA                         = 2,  /**< the record says that the caller had no second factor */
	EC2A_FLAG_LONG_TERM_KEY                  = 3,  /**< the caller's access key is a long-term one (AKIA) */
	EC2A_FLAG_INSTANCE_CREDENTIALS_ELSEWHERE = 4,  /**< an instance's credentials, and none of its known addresses */
	EC2A_FLAG_FROM_INSTANCE                  = 5,  /**< the caller is another instance */
	EC2A_FLAG_REMOTE_FORWARD                 = 6,  /**< the session leads on to another host */
	EC2A_FLAG_FIRST_SEEN_PRINCIPAL           = 7,  /**< the first row of this principal on this instance */
	EC2A_FLAG_FIRST_SEEN_ADDRESS             = 8,  /**< the first row from this address on this instance */
	EC2A_FLAG_AFTER_DENIED                   = 9,  /**< the same principal was denied there in the hour before */
	EC2A_FLAG_AFTER_FAILED_LOGINS            = 10, /**< the host saw logins fail from this address in the ten minutes before */
	EC2A_FLAG_KEY_REUSED                     = 11, /**< the pushed key was pushed to other instances too */
	EC2A_FLAG_ROOT_OS_USER                   = 12  /**< the user on the host is root */
} ec2a_flag;

/* ---- configuration ----------------------------------------------------- */

/**
 * @brief Limits and custom knowledge.
 *
 * Reference counted. The first source, parser, correlator or scan made with it
 * freezes it: from then on it can only be read, by any number of threads.
 * @since 0.1
 */
typedef struct ec2a_config ec2a_config;

/** @brief Options; numbers unless it says text. Append only. @since 0.1 */
typedef enum ec2a_option {
	EC2A_OPT_RECORD_BYTES   = 1, /**< largest record in bytes; 1 MiB; 1 KiB to 256 MiB */
	EC2A_OPT_JSON_DEPTH     = 2, /**< deepest nesting, a record's own braces being 1; 64; 4 to 512 */
	EC2A_OPT_INFLATED_BYTES = 3, /**< largest inflated size of one input; 4 GiB; at least 1 KiB */
	EC2A_OPT_INFLATE_RATIO  = 4, /**< largest inflated size as a multiple of the packed one, tested from the first MiB on; 200, which no trail
	                              comes near (about 10, of nearly equal records 40) and deflate's 1032 passes; 1 to 1000000 */
	EC2A_OPT_STRICT         = 5, /**< 1: check every byte of every record; 0 */
	EC2A_OPT_EVENTS         = 6, /**< which records a parser hands out, an #ec2a_events; #EC2A_EVENTS_ACCESS */
	EC2A_OPT_CONTAINER_DEPTH = 7, /**< most envelopes inside one another; 8; 1 to 16 */
	EC2A_OPT_LATENESS       = 8, /**< how much later than its time a record may come, in seconds, before a row that it could belong
	                              to is told (ec2a_correlator_advance()); 900; 0 to 604800 */
	EC2A_OPT_HORIZON        = 9, /**< how long behind its last record a row is held for later ones, in seconds; 86400; 60 to 31536000 */
	EC2A_OPT_SETTLE_STEP    = 10, /**< how far the watermark must move before all that is held is joined again, in seconds; 60; 0 to 86400 */
	EC2A_OPT_HELD_RECORDS   = 11, /**< access records held while an input goes on, about; over it the oldest rows are told and let go
	                              (#EC2A_COUNT_ROWS_FORCED); 4000000; 16 to 1000000000 */
	EC2A_OPT_SESSION_EVENTS = 12, /**< records held of one session while an input goes on; further ones but for its end are let go
	                              (#EC2A_COUNT_EVENTS_CAPPED); 10000; 4 to 1000000 */
	EC2A_OPT_REMEMBERED     = 13, /**< ids of events and sessions that were let go, remembered to know copies and late records
	                              (#EC2A_COUNT_FORGOTTEN); 1000000; 2 to 1000000000 */
	EC2A_OPT_COVERAGE_SINCE = 14, /**< coverage is learned of records of this time and later, microseconds since 1970-01-01T00:00:00Z;
	                              INT64_MIN: of all; any */
	EC2A_OPT_COVERAGE_UNTIL = 15, /**< and before this time; INT64_MAX: of all; any */
	EC2A_OPT_CPU            = 16, /**< text: which instructions to read with, a name of ec2a_cpu_name(), or "auto", the fastest of them; what
	                              comes out is the same; "auto" */
	EC2A_OPT_LOG_YEAR       = 17, /**< year of host log lines that have none (RFC 3164), up to 9980; 0, the default: not known */
	EC2A_OPT_LOG_ZONE       = 18, /**< zone of host log lines that have none, in minutes east of UTC; 0; -1439 to 1439 */
	EC2A_OPT_SKEW           = 19, /**< how far the clocks of hosts may be off CloudTrail's, in seconds: windows of joins between both are wider
	                              by that much on either side; 0; 0 to 3600 */
	EC2A_OPT_AWS_PROFILE    = 20, /**< text: the profile of AWS's configuration files to take credentials and region from; "": what AWS_PROFILE
	                              says, else "default" */
	EC2A_OPT_AWS_REGION     = 21, /**< text: the region to ask, such as "eu-west-1"; "": what the environment or the profile says */
	EC2A_OPT_AWS_ENDPOINT   = 22, /**< text: "http[s]://host[:port]" that is asked for S3 and CloudTrail instead of AWS's own; "": AWS's, or what
	                              AWS_ENDPOINT_URL_S3, AWS_ENDPOINT_URL_CLOUDTRAIL or AWS_ENDPOINT_URL say. Without TLS
	                              only where it says http */
	EC2A_OPT_CONNECTIONS    = 23, /**< most requests under way at the same time; 16; 1 to 256 */
	EC2A_OPT_REQUEST_SECONDS = 24, /**< how long the other side may be silent before a request has failed, in seconds; 60; 1 to 3600 */
	EC2A_OPT_PATH_STYLE     = 25, /**< 1: S3 buckets stand in the path of the URL always; 0: in the host's name where the bucket's name allows
	                              it and no endpoint is given; 0 */
	EC2A_OPT_REQUESTER_PAYS = 26, /**< 1: agree to pay for requests to S3 buckets that ask it; 0 */
	EC2A_OPT_CREDENTIAL_PROCESS = 27, /**< 1: the program that a profile names as credential_process may be run; 0 (the program ec2access sets 1) */
	EC2A_OPT_LISTED_OBJECTS = 28, /**< most objects of one S3 listing; 100000000; 1 to 1000000000000 */
	EC2A_OPT_OBJECT_BYTES   = 29, /**< largest stored S3 object that is read, in bytes; 5 GiB; 1 KiB to 1 PiB */
	EC2A_OPT_CA_FILE        = 30, /**< text: file with the certificates (PEM) that servers are verified by; "": what AWS_CA_BUNDLE says, else the
	                              system's. Verifying cannot be switched off */
	EC2A_OPT_HELD_ENDS      = 31, /**< lines that may end a login, held while that login is not known; over it those with the larger
	                              line numbers are dropped (#EC2A_COUNT_ENDS_DROPPED); 32768; 16 to 1000000000 */
	EC2A_OPT_DIGEST_BYTES   = 32, /**< largest inflated size of one digest; 64 MiB; 1 KiB to 1 GiB */
	EC2A_OPT_HELD_FACTS     = 33, /**< facts about instances that a stream holds; over it those that were seen last stay
	                              (#EC2A_COUNT_FACTS_DROPPED); 2000000; 16 to 1000000000 */
	EC2A_OPT_HELD_FAILURES  = 34  /**< host log lines of logins that failed, held by each parser and each correlator for the flag
	                              after-failed-logins; over it those of the ten minutes before a login and at the end of an
	                              input stay, then the newest ones (#EC2A_COUNT_FAILURES_DROPPED); 262144; 16 to 1000000000 */
} ec2a_option;

/** @brief Which records a parser hands out as events. Each includes the ones before. @since 0.1 */
typedef enum ec2a_events {
	EC2A_EVENTS_ACCESS  = 1, /**< records that bear on who reached an instance */
	EC2A_EVENTS_CONTEXT = 2, /**< and those that tell about instances (RunInstances ...) */
	EC2A_EVENTS_ALL     = 3  /**< and all others */
} ec2a_events;

/**
 * @brief Make a configuration with the defaults.
 * @param[out] ret_config  Release it with ec2a_config_unref().
 * @retval 0             Success.
 * @retval EC2A_E_NOMEM  Out of memory.
 * @retval EC2A_E_ARG    NULL.
 * @since 0.1
 */
EC2A_API EC2A_MUST_CHECK int ec2a_config_new(ec2a_config **ret_config);

/**
 * @brief Take another reference. Any thread.
 * @param[in] config  May be NULL.
 * @return @p config.
 * @since 0.1
 */
EC2A_API ec2a_config *ec2a_config_ref(ec2a_config *config);

/**
 * @brief Give a reference back. Any thread.
 * @param[in] config  May be NULL.
 * @since 0.1
 */
EC2A_API void ec2a_config_unref(ec2a_config *config);

/**
 * @brief Set an option.
 *
 * @param[in] config  Not NULL, not yet in use.
 * @param[in] option  An #ec2a_option.
 * @param[in] value   In the option's range.
 * @retval 0                   Success.
 * @retval EC2A_E_ARG          NULL, or a value out of range.
 * @retval EC2A_E_UNSUPPORTED  An option that this library does not know.
 * @retval EC2A_E_STATE        The configuration is in use, hence frozen.
 * @since 0.1
 */
EC2A_API EC2A_MUST_CHECK int ec2a_config_set_int(ec2a_config *config, int option, int64_t value);

/**
 * @brief Read an option.
 *
 * @param[in]  config     NULL: the default is read.
 * @param[in]  option     An #ec2a_option.
 * @param[out] ret_value  Its value.
 * @retval 0                   Success.
 * @retval EC2A_E_ARG          @p ret_value is NULL.
 * @retval EC2A_E_UNSUPPORTED  An option that this library does not know.
 * @since 0.1
 */
EC2A_API EC2A_MUST_CHECK int ec2a_config_get_int(const ec2a_config *config, int option, int64_t *ret_value);

/**
 * @brief Set an option that is text.
 *
 * @param[in] config  Not NULL, not yet in use.
 * @param[in] option  An #ec2a_option that is text.
 * @param[in] text    Not NULL; not kept.
 * @retval 0                   Success.
 * @retval EC2A_E_ARG          NULL, or a text that the option does not know: no region's name, no such URL, control
 *                             characters, more than 4096 bytes.
 * @retval EC2A_E_UNSUPPORTED  An option that this library does not know or that is a number; or, for #EC2A_OPT_CPU,
 *                             instructions that this machine or this build does not have.
 * @retval EC2A_E_STATE        The configuration is in use, hence frozen.
 * @retval EC2A_E_NOMEM        Out of memory.
 * @since 0.1
 */
EC2A_API EC2A_MUST_CHECK int ec2a_config_set_str(ec2a_config *config, int option, const char *text);

/**
 * @brief Read an option that is text.
 *
 * @param[in]  config    NULL: the default is read.
 * @param[in]  option    An #ec2a_option that is text.
 * @param[out] ret_text  Its value; of #EC2A_OPT_CPU, and as a default, valid for ever, else owned by @p config until the
 *                       option is set again.
 * @retval 0                   Success.
 * @retval EC2A_E_ARG          @p ret_text is NULL.
 * @retval EC2A_E_UNSUPPORTED  An option that this library does not know, or that is a number.
 * @since 0.1
 */
EC2A_API EC2A_MUST_CHECK int ec2a_config_get_str(const ec2a_config *config, int option, const char **ret_text);

/**
 * @brief The instructions that this machine and this build have for reading fast, one name each, for #EC2A_OPT_CPU.
 *
 * Fastest first: of "avx512", "avx2", "sse2" and "neon" those that are there, then "portable", which is plain C, and
 * "bytes", which goes by single bytes and is what the others are tested against. Any thread.
 * @param[in] index  From 0.
 * @return A constant text; NULL behind the last.
 * @since 0.1
 */
EC2A_API const char *ec2a_cpu_name(size_t index);

/**
 * @brief Say which method a session document of your own stands for.
 *
 * Without it a StartSession with such a document is
 * #EC2A_METHOD_SESSION_MANAGER_DOCUMENT. AWS's own documents cannot be changed.
 * @param[in] config    Not NULL, not yet in use.
 * @param[in] document  Name without ARN, such as "Corp-Shell"; copied.
 * @param[in] method    One of the six EC2A_METHOD_SESSION_MANAGER values.
 * @retval 0             Success; a document named twice has the last method.
 * @retval EC2A_E_ARG    NULL, empty, AWS's own, or another method.
 * @retval EC2A_E_STATE  The configuration is in use, hence frozen.
 * @retval EC2A_E_NOMEM  Out of memory.
 * @since 0.1
 */
EC2A_API EC2A_MUST_CHECK int ec2a_config_map_document(ec2a_config *config, const char *document, int method);

/**
 * @brief Say which instance a host name or private address belongs to, at all times.
 *
 * It goes before what the records tell.
 * @param[in] config       Not NULL, not yet in use.
 * @param[in] host         A host name as logs carry it, or a private address; copied.
 * @param[in] instance_id  "i-" and 8 or 17 digits of 0-9 and a-f; copied.
 * @retval 0             Success; a host named twice has the last instance.
 * @retval EC2A_E_ARG    NULL, empty, or no such id.
 * @retval EC2A_E_STATE  The configuration is in use, hence frozen.
 * @retval EC2A_E_NOMEM  Out of memory.
 * @since 0.1
 */
EC2A_API EC2A_MUST_CHECK int ec2a_config_map_host(ec2a_config *config, const char *host, const char *instance_id);

/**
 * @brief Read both from a file: session documents and hosts, as JSON (doc/rules.md).
 *
 * `{"documents": {"Corp-Shell": "session-manager"}, "hosts": {"bastion-1": "i-0123456789abcdef0"}}`. Strict: an
 * unknown or repeated key, another type, a method that is none of Session Manager's, a document of AWS or a bad
 * id is an error. All of it is taken, or nothing. It goes before what was mapped by earlier calls.
 * @param[in]  config     Not NULL, not yet in use.
 * @param[in]  json       The file's content; may be NULL when @p size is 0.
 * @param[in]  size       Bytes at @p json, at most 1 MiB.
 * @param[out] ret_error  On #EC2A_E_FORMAT one sentence, "rules: line 7: ...", no control characters; new memory, ec2a_free() it. May be NULL.
 * @retval 0              Success.
 * @retval EC2A_E_ARG     NULL.
 * @retval EC2A_E_FORMAT  The file is wrong.
 * @retval EC2A_E_STATE   The configuration is in use, hence frozen.
 * @retval EC2A_E_NOMEM   Out of memory.
 * @since 0.1
 */
EC2A_API EC2A_MUST_CHECK int ec2a_config_read_rules(ec2a_config *config, const void *json, size_t size,
						    char **ret_error);

/**
 * @brief Where the library tells what it met; it prints nothing itself.
 *
 * May be called from several threads at once, and must not call back into the
 * object it speaks of.
 * @param[in] code     An #ec2a_error, or 0 for a remark.
 * @param[in] message  One line, no control characters; valid during the call.
 * @param[in] user     As given to ec2a_config_set_log().
 * @since 0.1
 */
typedef void (*ec2a_log_fn)(int code, const char *message, void *user);

/**
 * @brief Set the log callback.
 *
 * @param[in] config     Not NULL, not yet in use.
 * @param[in] log        NULL: none, the default.
 * @param[in] user       Handed to @p log.
 * @param[in] free_user  Called with @p user when the configuration goes or another callback is set; may be NULL.
 * @retval 0             Success.
 * @retval EC2A_E_ARG    @p config is NULL.
 * @retval EC2A_E_STATE  The configuration is in use, hence frozen.
 * @since 0.1
 */
EC2A_API EC2A_MUST_CHECK int ec2a_config_set_log(ec2a_config *config, ec2a_log_fn log, void *user,
						 void (*free_user)(void *user));

/**
 * @brief Give the AWS keys themselves; they go before all other places that credentials come from.
 *
 * Copied, and wiped when the configuration goes or other keys are given. They are never part of a message.
 * @param[in] config         Not NULL, not yet in use.
 * @param[in] access_key     The access key id; NULL: forget the keys that were given.
 * @param[in] secret_key     The secret access key; NULL together with @p access_key only.
 * @param[in] session_token  The session token of temporary keys; NULL or "": the keys are long-term ones.
 * @retval 0             Success.
 * @retval EC2A_E_ARG    NULL, empty, control characters, or more than 16384 bytes.
 * @retval EC2A_E_STATE  The configuration is in use, hence frozen.
 * @retval EC2A_E_NOMEM  Out of memory; the keys are those of before.
 * @since 0.1
 */
EC2A_API EC2A_MUST_CHECK int ec2a_config_set_aws_keys(ec2a_config *config, const char *access_key,
						      const char *secret_key, const char *session_token);

/**
 * @brief Begin an HTTP request for the library, and wait until the head of the answer is there.
 *
 * Called from any thread, from several at once. No redirect may be followed and no header added that AWS signs
 * (Host, Authorization, X-Amz-...); the certificate of the other side is for the transport to verify.
 * @param[in]  user          As given to ec2a_config_set_transport().
 * @param[in]  method        "GET", "POST", "PUT" or "HEAD".
 * @param[in]  url           Whole, percent-encoded; "https://" unless the endpoint that was given is "http://", or for
 *                           the link-local addresses that credentials come from.
 * @param[in]  headers       2 * @p header_count texts: a name, its value, the next name ... They hold secrets.
 * @param[in]  header_count  How many headers.
 * @param[in]  body          May be NULL when @p body_size is 0.
 * @param[in]  body_size     How many bytes to send.
 * @param[in]  seconds       How long the other side may be silent.
 * @param[out] ret_call      Handed to the other callbacks; one thread at a time.
 * @param[out] ret_status    The HTTP status.
 * @return 0, or an #ec2a_error; any other number counts as #EC2A_E_IO. After a failure nothing is closed.
 * @since 0.1
 */
typedef int (*ec2a_http_open_fn)(void *user, const char *method, const char *url, const char *const *headers,
				 size_t header_count, const void *body, size_t body_size, int seconds, void **ret_call,
				 int *ret_status);

/**
 * @brief A header of the answer.
 *
 * @param[in] call  As ec2a_http_open_fn gave it.
 * @param[in] name  Compared without case.
 * @return The value of the first header of that name, valid until @p call is closed; NULL: there is none.
 * @since 0.1
 */
typedef const char *(*ec2a_http_header_fn)(void *call, const char *name);

/**
 * @brief The next bytes of the answer's body, without any transfer encoding; waits for them.
 *
 * @param[in]  call      As ec2a_http_open_fn gave it.
 * @param[out] buffer    Room for @p size bytes.
 * @param[in]  size      At least 1.
 * @param[out] ret_size  How many were written; 0 at the end. A body that breaks off is #EC2A_E_TRUNCATED, not an end.
 * @return 0, or an #ec2a_error; any other number counts as #EC2A_E_IO.
 * @since 0.1
 */
typedef int (*ec2a_http_read_fn)(void *call, void *buffer, size_t size, size_t *ret_size);

/**
 * @brief The library is done with a call, whether or not all of it was read.
 * @param[in] call  As ec2a_http_open_fn gave it.
 * @since 0.1
 */
typedef void (*ec2a_http_close_fn)(void *call);

/**
 * @brief Bring the transport of HTTP requests yourself instead of libcurl; also where the library was built without it.
 *
 * What is sent is signed already. The callbacks may block; cancelling takes effect between two of them.
 * @param[in] config     Not NULL, not yet in use.
 * @param[in] open       NULL: libcurl, the default; then the others are not looked at.
 * @param[in] header     Not NULL.
 * @param[in] read       Not NULL.
 * @param[in] close      Not NULL.
 * @param[in] user       Handed to @p open.
 * @param[in] free_user  Called with @p user when the configuration goes or another transport is set; may be NULL.
 * @retval 0             Success.
 * @retval EC2A_E_ARG    NULL.
 * @retval EC2A_E_STATE  The configuration is in use, hence frozen; @p free_user was not called.
 * @since 0.1
 */
EC2A_API EC2A_MUST_CHECK int ec2a_config_set_transport(ec2a_config *config, ec2a_http_open_fn open,
						       ec2a_http_header_fn header, ec2a_http_read_fn read,
						       ec2a_http_close_fn close, void *user,
						       void (*free_user)(void *user));

/* ---- counters ---------------------------------------------------------- */

/**
 * @brief What was met, for "nothing is lost silently".
 *
 * records = access + context + other + duplicates + rejected, and
 * files = read + skipped + failed. Append only.
 * @since 0.1
 */
typedef enum ec2a_counter {
	EC2A_COUNT_FILES_READ         = 1,  /**< inputs that gave a record, and empty trail files */
	EC2A_COUNT_FILES_SKIPPED      = 2,  /**< inputs that are not ours: digests, notices, empty files, other JSON */
	EC2A_COUNT_FILES_FAILED       = 3,  /**< inputs that could not be read at all */
	EC2A_COUNT_RECORDS_TOTAL      = 4,  /**< all records */
	EC2A_COUNT_RECORDS_ACCESS     = 5,  /**< access records, each event once */
	EC2A_COUNT_RECORDS_CONTEXT    = 6,  /**< records about instances */
	EC2A_COUNT_RECORDS_OTHER      = 7,  /**< the rest */
	EC2A_COUNT_RECORDS_DUPLICATES = 8,  /**< further copies of access records */
	EC2A_COUNT_RECORDS_REJECTED   = 9,  /**< records that could not be read */
	EC2A_COUNT_LINES_TOTAL        = 10, /**< host log lines */
	EC2A_COUNT_LINES_ACCESS       = 11, /**< lines that made, proved or ended a row; of a parser alone: those that may */
	EC2A_COUNT_LINES_OTHER        = 12, /**< the other lines */
	EC2A_COUNT_SESSIONS           = 13, /**< rows: sessions, attempts and actions */
	EC2A_COUNT_LATE               = 14, /**< access records that came when what they may belong to had been let go */
	EC2A_COUNT_ROWS_FORCED        = 15, /**< rows let go before their time, as #EC2A_OPT_HELD_RECORDS was passed */
	EC2A_COUNT_EVENTS_CAPPED      = 16, /**< records of a session over #EC2A_OPT_SESSION_EVENTS, which it no longer shows */
	EC2A_COUNT_FORGOTTEN          = 17, /**< ids over #EC2A_OPT_REMEMBERED: a copy of such a record counts as a new one, and what a flag
	                                      asks for as never seen */
	EC2A_COUNT_ENDS_DROPPED       = 18, /**< lines over #EC2A_OPT_HELD_ENDS: a login that is read after its end may show none */
	EC2A_COUNT_FACTS_DROPPED      = 19, /**< facts about instances over #EC2A_OPT_HELD_FACTS: a row may not show its instance or system */
	EC2A_COUNT_FAILURES_DROPPED   = 20  /**< lines over #EC2A_OPT_HELD_FAILURES: the flag after-failed-logins may be missing where login and
	                                      failures stand in different inputs. Not less than went: a line may count
	                                      again when it is read, or its facts are added, again */
} ec2a_counter;

#ifdef __cplusplus
}
#endif

#endif
