/* SPDX-License-Identifier: MIT */
#ifndef EC2A_NAMES_TABLE_H
#define EC2A_NAMES_TABLE_H

/* Tables of enumerators, one X-macro each: the constant, its name in output.
 * To add one: the constant at the end of its enum in the public header, and a row here. */

#define EC2A__METHODS(X) \
	X(EC2A_METHOD_SESSION_MANAGER, "session-manager") \
	X(EC2A_METHOD_SESSION_MANAGER_SSH, "session-manager-ssh") \
	X(EC2A_METHOD_SESSION_MANAGER_PORT_FORWARD, "session-manager-port-forward") \
	X(EC2A_METHOD_SESSION_MANAGER_REMOTE_FORWARD, "session-manager-remote-forward") \
	X(EC2A_METHOD_SESSION_MANAGER_COMMAND, "session-manager-command") \
	X(EC2A_METHOD_SESSION_MANAGER_DOCUMENT, "session-manager-document") \
	X(EC2A_METHOD_FLEET_MANAGER_RDP, "fleet-manager-rdp") \
	X(EC2A_METHOD_INSTANCE_CONNECT, "instance-connect") \
	X(EC2A_METHOD_INSTANCE_CONNECT_ENDPOINT, "instance-connect-endpoint") \
	X(EC2A_METHOD_ENDPOINT_TUNNEL, "endpoint-tunnel") \
	X(EC2A_METHOD_SERIAL_CONSOLE, "serial-console") \
	X(EC2A_METHOD_ECS_EXEC, "ecs-exec") \
	X(EC2A_METHOD_SSH, "ssh") \
	X(EC2A_METHOD_RUN_COMMAND, "run-command") \
	X(EC2A_METHOD_PASSWORD_RETRIEVAL, "password-retrieval")

#define EC2A__SURFACES(X) \
	X(EC2A_SURFACE_CLOUDSHELL, "cloudshell") \
	X(EC2A_SURFACE_CONSOLE, "console") \
	X(EC2A_SURFACE_CLI, "cli") \
	X(EC2A_SURFACE_SERVICE, "service") \
	X(EC2A_SURFACE_SDK, "sdk") \
	X(EC2A_SURFACE_HOST, "host") \
	X(EC2A_SURFACE_UNKNOWN, "unknown")

#define EC2A__SYSTEMS(X) \
	X(EC2A_OS_LINUX, "linux") \
	X(EC2A_OS_MACOS, "macos") \
	X(EC2A_OS_WINDOWS, "windows") \
	X(EC2A_OS_UNIX, "unix") \
	X(EC2A_OS_UNKNOWN, "unknown")

#define EC2A__OS_CONFIDENCES(X) \
	X(EC2A_OS_CONFIDENCE_STRONG, "strong") \
	X(EC2A_OS_CONFIDENCE_WEAK, "weak")

#define EC2A__IDENTITIES(X) \
	X(EC2A_IDENTITY_ROOT, "root") \
	X(EC2A_IDENTITY_IAM_USER, "iam-user") \
	X(EC2A_IDENTITY_ASSUMED_ROLE, "assumed-role") \
	X(EC2A_IDENTITY_INSTANCE_ROLE, "instance-role") \
	X(EC2A_IDENTITY_HYBRID_NODE, "hybrid-node") \
	X(EC2A_IDENTITY_FEDERATED_USER, "federated-user") \
	X(EC2A_IDENTITY_IDENTITY_CENTER_USER, "identity-center-user") \
	X(EC2A_IDENTITY_SAML_USER, "saml-user") \
	X(EC2A_IDENTITY_WEB_IDENTITY_USER, "web-identity-user") \
	X(EC2A_IDENTITY_AWS_ACCOUNT, "aws-account") \
	X(EC2A_IDENTITY_AWS_SERVICE, "aws-service") \
	X(EC2A_IDENTITY_UNKNOWN, "unknown")

#define EC2A__OUTCOMES(X) \
	X(EC2A_OUTCOME_ATTACHED, "attached") \
	X(EC2A_OUTCOME_GRANTED, "granted") \
	X(EC2A_OUTCOME_NOT_ATTACHED, "not-attached") \
	X(EC2A_OUTCOME_DENIED, "denied") \
	X(EC2A_OUTCOME_FAILED, "failed")

#define EC2A__CONFIDENCES(X) \
	X(EC2A_CONFIDENCE_EXACT, "exact") \
	X(EC2A_CONFIDENCE_STRONG, "strong") \
	X(EC2A_CONFIDENCE_INFERRED, "inferred")

#define EC2A__KINDS(X) \
	X(EC2A_KIND_SESSION, "session") \
	X(EC2A_KIND_ATTEMPT, "attempt") \
	X(EC2A_KIND_ACTION, "action")

#define EC2A__ROLES(X) \
	X(EC2A_ROLE_OPEN, "open") \
	X(EC2A_ROLE_CONNECTION, "connection") \
	X(EC2A_ROLE_PUSH, "push") \
	X(EC2A_ROLE_TUNNEL, "tunnel") \
	X(EC2A_ROLE_AGENT_CHANNEL, "agent-channel") \
	X(EC2A_ROLE_CLIENT_CHANNEL, "client-channel") \
	X(EC2A_ROLE_CHANNEL, "channel") \
	X(EC2A_ROLE_RESUME, "resume") \
	X(EC2A_ROLE_END, "end") \
	X(EC2A_ROLE_APPROVAL, "approval") \
	X(EC2A_ROLE_LOGIN, "login") \
	X(EC2A_ROLE_LOGOUT, "logout") \
	X(EC2A_ROLE_KEY_OFFER, "key-offer") \
	X(EC2A_ROLE_SUDO, "sudo")

#define EC2A__END_REASONS(X) \
	X(EC2A_END_TERMINATED, "terminated") \
	X(EC2A_END_CANCELLED, "cancelled") \
	X(EC2A_END_LOGOUT, "logout")

#define EC2A__FLAGS(X) \
	X(EC2A_FLAG_ROOT, "root") \
	X(EC2A_FLAG_NO_MFA, "no-mfa") \
	X(EC2A_FLAG_LONG_TERM_KEY, "long-term-key") \
	X(EC2A_FLAG_INSTANCE_CREDENTIALS_ELSEWHERE, "instance-credentials-elsewhere") \
	X(EC2A_FLAG_FROM_INSTANCE, "from-instance") \
	X(EC2A_FLAG_REMOTE_FORWARD, "remote-forward") \
	X(EC2A_FLAG_FIRST_SEEN_PRINCIPAL, "first-seen-principal") \
	X(EC2A_FLAG_FIRST_SEEN_ADDRESS, "first-seen-address") \
	X(EC2A_FLAG_AFTER_DENIED, "after-denied") \
	X(EC2A_FLAG_AFTER_FAILED_LOGINS, "after-failed-logins") \
	X(EC2A_FLAG_KEY_REUSED, "key-reused") \
	X(EC2A_FLAG_ROOT_OS_USER, "root-os-user")

#define EC2A__CLASSES(X) \
	X(EC2A_CLASS_ACCESS, "access") \
	X(EC2A_CLASS_CONTEXT, "context") \
	X(EC2A_CLASS_OTHER, "other")

#define EC2A__EVENT_FIELDS(X) \
	X(EC2A_FIELD_EVENT_ID, "event_id") \
	X(EC2A_FIELD_EVENT_NAME, "event_name") \
	X(EC2A_FIELD_EVENT_SOURCE, "event_source") \
	X(EC2A_FIELD_EVENT_TIME, "event_time") \
	X(EC2A_FIELD_REGION, "region") \
	X(EC2A_FIELD_SOURCE_IP, "source_ip") \
	X(EC2A_FIELD_USER_AGENT, "user_agent") \
	X(EC2A_FIELD_ERROR_CODE, "error_code") \
	X(EC2A_FIELD_ERROR_MESSAGE, "error_message") \
	X(EC2A_FIELD_REQUEST_ID, "request_id") \
	X(EC2A_FIELD_ACCOUNT_ID, "account_id") \
	X(EC2A_FIELD_SHARED_EVENT_ID, "shared_event_id") \
	X(EC2A_FIELD_REPLACES_EVENT_ID, "replaces_event_id") \
	X(EC2A_FIELD_PRINCIPAL_TYPE, "principal_type") \
	X(EC2A_FIELD_PRINCIPAL_ARN, "principal_arn") \
	X(EC2A_FIELD_PRINCIPAL_ID, "principal_id") \
	X(EC2A_FIELD_PRINCIPAL_ACCOUNT, "principal_account") \
	X(EC2A_FIELD_PRINCIPAL_NAME, "principal_name") \
	X(EC2A_FIELD_SESSION_NAME, "session_name") \
	X(EC2A_FIELD_ACCESS_KEY_ID, "access_key_id") \
	X(EC2A_FIELD_MFA, "mfa") \
	X(EC2A_FIELD_SOURCE_IDENTITY, "source_identity") \
	X(EC2A_FIELD_INVOKED_BY, "invoked_by") \
	X(EC2A_FIELD_FROM_CONSOLE, "from_console") \
	X(EC2A_FIELD_TARGET, "target") \
	X(EC2A_FIELD_INSTANCE_ID, "instance_id") \
	X(EC2A_FIELD_DOCUMENT, "document") \
	X(EC2A_FIELD_REASON, "reason") \
	X(EC2A_FIELD_SSM_SESSION_ID, "ssm_session_id") \
	X(EC2A_FIELD_CONNECTION_ID, "connection_id") \
	X(EC2A_FIELD_OS_USER, "os_user") \
	X(EC2A_FIELD_PUBLIC_KEY, "public_key") \
	X(EC2A_FIELD_PUBLIC_KEY_FINGERPRINT, "public_key_fingerprint") \
	X(EC2A_FIELD_REMOTE_HOST, "remote_host") \
	X(EC2A_FIELD_REMOTE_PORT, "remote_port") \
	X(EC2A_FIELD_PRIVATE_IP, "private_ip") \
	X(EC2A_FIELD_ENDPOINT_ID, "endpoint_id") \
	X(EC2A_FIELD_RESOURCE_ARN, "resource_arn") \
	X(EC2A_FIELD_ACCESS_REQUEST_ID, "access_request_id") \
	X(EC2A_FIELD_RESOURCE_TARGET, "resource_target") \
	X(EC2A_FIELD_HOST, "host") \
	X(EC2A_FIELD_PROCESS_ID, "process_id") \
	X(EC2A_FIELD_SOURCE_PORT, "source_port") \
	X(EC2A_FIELD_AUTH_METHOD, "auth_method") \
	X(EC2A_FIELD_KEY_TYPE, "key_type") \
	X(EC2A_FIELD_CERTIFICATE_ID, "certificate_id") \
	X(EC2A_FIELD_CERTIFICATE_SERIAL, "certificate_serial") \
	X(EC2A_FIELD_CA_FINGERPRINT, "ca_fingerprint") \
	X(EC2A_FIELD_COMMAND, "command") \
	X(EC2A_FIELD_TTY, "tty") \
	X(EC2A_FIELD_WORKING_FOLDER, "working_folder") \
	X(EC2A_FIELD_SUDO_USER, "sudo_user") \
	X(EC2A_FIELD_FILE, "file") \
	X(EC2A_FIELD_LINE, "line") \
	X(EC2A_FIELD_FAILURES, "failures")

/* The keys of the JSON line, and of the CSV header: those of "principal" with that word in front. */
#define EC2A__SESSION_FIELDS(X) \
	X(EC2A_SESSION_ID, "id") \
	X(EC2A_SESSION_KIND, "kind") \
	X(EC2A_SESSION_METHOD, "method") \
	X(EC2A_SESSION_SURFACE, "surface") \
	X(EC2A_SESSION_OS, "os") \
	X(EC2A_SESSION_OS_CONFIDENCE, "os_confidence") \
	X(EC2A_SESSION_OUTCOME, "outcome") \
	X(EC2A_SESSION_CONFIDENCE, "confidence") \
	X(EC2A_SESSION_INSTANCE_ID, "instance_id") \
	X(EC2A_SESSION_TARGET, "target") \
	X(EC2A_SESSION_ACCOUNT_ID, "account_id") \
	X(EC2A_SESSION_REGION, "region") \
	X(EC2A_SESSION_PRINCIPAL_IDENTITY, "principal_identity") \
	X(EC2A_SESSION_PRINCIPAL_ARN, "principal_arn") \
	X(EC2A_SESSION_PRINCIPAL_NAME, "principal_name") \
	X(EC2A_SESSION_PRINCIPAL_SESSION_NAME, "principal_session_name") \
	X(EC2A_SESSION_PRINCIPAL_ACCESS_KEY_ID, "principal_access_key_id") \
	X(EC2A_SESSION_PRINCIPAL_LONG_TERM_KEY, "principal_long_term_key") \
	X(EC2A_SESSION_PRINCIPAL_MFA, "principal_mfa") \
	X(EC2A_SESSION_PRINCIPAL_SOURCE_IDENTITY, "principal_source_identity") \
	X(EC2A_SESSION_SOURCE_IP, "source_ip") \
	X(EC2A_SESSION_USER_AGENT, "user_agent") \
	X(EC2A_SESSION_OS_USER, "os_user") \
	X(EC2A_SESSION_PUBLIC_KEY_FINGERPRINT, "public_key_fingerprint") \
	X(EC2A_SESSION_DOCUMENT, "document") \
	X(EC2A_SESSION_REASON_GIVEN, "reason_given") \
	X(EC2A_SESSION_REMOTE_HOST, "remote_host") \
	X(EC2A_SESSION_REMOTE_PORT, "remote_port") \
	X(EC2A_SESSION_PRIVATE_IP, "private_ip") \
	X(EC2A_SESSION_ENDPOINT_ID, "endpoint_id") \
	X(EC2A_SESSION_SSM_SESSION_ID, "ssm_session_id") \
	X(EC2A_SESSION_CONNECTION_ID, "connection_id") \
	X(EC2A_SESSION_START, "start") \
	X(EC2A_SESSION_END, "end") \
	X(EC2A_SESSION_END_REASON, "end_reason") \
	X(EC2A_SESSION_RESUMED, "resumed")

#define EC2A__FINDING_OBJECTS(X) \
	X(EC2A_FINDING_DIGEST, "digest") \
	X(EC2A_FINDING_BACKFILL, "backfill-digest") \
	X(EC2A_FINDING_LOG, "log") \
	X(EC2A_FINDING_TIME, "time")

#define EC2A__VERDICTS(X) \
	X(EC2A_VERDICT_VALID, "valid") \
	X(EC2A_VERDICT_ALTERED, "altered") \
	X(EC2A_VERDICT_MISSING, "missing") \
	X(EC2A_VERDICT_MOVED, "moved") \
	X(EC2A_VERDICT_NO_KEY, "no-key") \
	X(EC2A_VERDICT_BROKEN, "broken") \
	X(EC2A_VERDICT_APPENDED, "appended") \
	X(EC2A_VERDICT_UNREADABLE, "unreadable") \
	X(EC2A_VERDICT_UNPROVEN, "unproven") \
	X(EC2A_VERDICT_UNLISTED, "unlisted") \
	X(EC2A_VERDICT_PENDING, "pending") \
	X(EC2A_VERDICT_GAP, "gap") \
	X(EC2A_VERDICT_UNCOVERED, "uncovered")

/* Errors have a sentence besides; their names are the constants' own. */
#define EC2A__ERRORS(X) \
	X(EC2A_E_ARG, "invalid argument") \
	X(EC2A_E_NOMEM, "out of memory") \
	X(EC2A_E_STATE, "called at the wrong time") \
	X(EC2A_E_UNSUPPORTED, "not supported by this build") \
	X(EC2A_E_RECORD, "bad record") \
	X(EC2A_E_LIMIT, "a limit was passed") \
	X(EC2A_E_FORMAT, "unknown or broken format") \
	X(EC2A_E_TRUNCATED, "the input ends in the middle") \
	X(EC2A_E_IO, "reading failed") \
	X(EC2A_E_NOT_FOUND, "not found") \
	X(EC2A_E_CANCELLED, "cancelled") \
	X(EC2A_E_DENIED, "refused by the service, or no credentials")

#endif
