# SPDX-License-Identifier: MIT
# Made by make_constants.py from tests/abi/constants.txt; do not edit.
"""The C library's constants: text enumerations as they stand in output, numbers as the calls take them."""
from __future__ import annotations

from typing import Final

from ._names import Name


class OsConfidence(Name):
    """How firmly the operating system is known."""

    STRONG = "strong"
    WEAK = "weak"


class Method(Name):
    """How someone got, or tried to get, onto an instance."""

    SESSION_MANAGER = "session-manager"
    SESSION_MANAGER_SSH = "session-manager-ssh"
    SESSION_MANAGER_PORT_FORWARD = "session-manager-port-forward"
    SESSION_MANAGER_REMOTE_FORWARD = "session-manager-remote-forward"
    SESSION_MANAGER_COMMAND = "session-manager-command"
    SESSION_MANAGER_DOCUMENT = "session-manager-document"
    FLEET_MANAGER_RDP = "fleet-manager-rdp"
    INSTANCE_CONNECT = "instance-connect"
    INSTANCE_CONNECT_ENDPOINT = "instance-connect-endpoint"
    ENDPOINT_TUNNEL = "endpoint-tunnel"
    SERIAL_CONSOLE = "serial-console"
    ECS_EXEC = "ecs-exec"
    SSH = "ssh"
    RUN_COMMAND = "run-command"
    PASSWORD_RETRIEVAL = "password-retrieval"


class Surface(Name):
    """Through what the caller acted."""

    CLOUDSHELL = "cloudshell"
    CONSOLE = "console"
    CLI = "cli"
    SERVICE = "service"
    SDK = "sdk"
    HOST = "host"
    UNKNOWN = "unknown"


class Os(Name):
    """Operating system of the instance, never of the client."""

    LINUX = "linux"
    MACOS = "macos"
    WINDOWS = "windows"
    UNIX = "unix"
    UNKNOWN = "unknown"


class Identity(Name):
    """What kind of principal called."""

    ROOT = "root"
    IAM_USER = "iam-user"
    ASSUMED_ROLE = "assumed-role"
    INSTANCE_ROLE = "instance-role"
    HYBRID_NODE = "hybrid-node"
    FEDERATED_USER = "federated-user"
    IDENTITY_CENTER_USER = "identity-center-user"
    SAML_USER = "saml-user"
    WEB_IDENTITY_USER = "web-identity-user"
    AWS_ACCOUNT = "aws-account"
    AWS_SERVICE = "aws-service"
    UNKNOWN = "unknown"


class Outcome(Name):
    """What came of it; `granted` does not mean "not used"."""

    ATTACHED = "attached"
    GRANTED = "granted"
    NOT_ATTACHED = "not-attached"
    DENIED = "denied"
    FAILED = "failed"


class Confidence(Name):
    """How firmly the records of a session belong together."""

    EXACT = "exact"
    STRONG = "strong"
    INFERRED = "inferred"


class Kind(Name):
    """What a row is."""

    SESSION = "session"
    ATTEMPT = "attempt"
    ACTION = "action"


class Role(Name):
    """What a record is to its session."""

    OPEN = "open"
    CONNECTION = "connection"
    PUSH = "push"
    TUNNEL = "tunnel"
    AGENT_CHANNEL = "agent-channel"
    CLIENT_CHANNEL = "client-channel"
    CHANNEL = "channel"
    RESUME = "resume"
    END = "end"
    APPROVAL = "approval"
    LOGIN = "login"
    LOGOUT = "logout"
    KEY_OFFER = "key-offer"
    SUDO = "sudo"


class EndReason(Name):
    """How a session is known to have ended."""

    TERMINATED = "terminated"
    CANCELLED = "cancelled"
    LOGOUT = "logout"


class EventClass(Name):
    """What a record is for."""

    ACCESS = "access"
    CONTEXT = "context"
    OTHER = "other"


class Flag(Name):
    """What an analyst looks for: facts about a row, no alerts."""

    ROOT = "root"
    NO_MFA = "no-mfa"
    LONG_TERM_KEY = "long-term-key"
    INSTANCE_CREDENTIALS_ELSEWHERE = "instance-credentials-elsewhere"
    FROM_INSTANCE = "from-instance"
    REMOTE_FORWARD = "remote-forward"
    FIRST_SEEN_PRINCIPAL = "first-seen-principal"
    FIRST_SEEN_ADDRESS = "first-seen-address"
    AFTER_DENIED = "after-denied"
    AFTER_FAILED_LOGINS = "after-failed-logins"
    KEY_REUSED = "key-reused"
    ROOT_OS_USER = "root-os-user"


class Verdict(Name):
    """What a check of digests found."""

    VALID = "valid"
    ALTERED = "altered"
    MISSING = "missing"
    MOVED = "moved"
    NO_KEY = "no-key"
    BROKEN = "broken"
    APPENDED = "appended"
    UNREADABLE = "unreadable"
    UNPROVEN = "unproven"
    UNLISTED = "unlisted"
    PENDING = "pending"
    GAP = "gap"
    UNCOVERED = "uncovered"


ACCESS_IDENTITY: Final = 5
ACCESS_KIND: Final = 7
ACCESS_METHOD: Final = 1
ACCESS_OS: Final = 3
ACCESS_OS_CONFIDENCE: Final = 4
ACCESS_OUTCOME: Final = 6
ACCESS_ROLE: Final = 8
ACCESS_SURFACE: Final = 2
CHANGE_ACCOUNT_ID: Final = 4
CHANGE_ERROR_CODE: Final = 8
CHANGE_EVENT_ID: Final = 9
CHANGE_NAME: Final = 2
CHANGE_OUTCOME: Final = 10
CHANGE_PRINCIPAL: Final = 6
CHANGE_REGION: Final = 5
CHANGE_SOURCE_IP: Final = 7
CHANGE_TIME: Final = 1
CHANGE_TRAIL: Final = 3
COUNT_ENDS_DROPPED: Final = 18
COUNT_EVENTS_CAPPED: Final = 16
COUNT_FACTS_DROPPED: Final = 19
COUNT_FAILURES_DROPPED: Final = 20
COUNT_FILES_FAILED: Final = 3
COUNT_FILES_READ: Final = 1
COUNT_FILES_SKIPPED: Final = 2
COUNT_FORGOTTEN: Final = 17
COUNT_LATE: Final = 14
COUNT_LINES_ACCESS: Final = 11
COUNT_LINES_OTHER: Final = 12
COUNT_LINES_TOTAL: Final = 10
COUNT_RECORDS_ACCESS: Final = 5
COUNT_RECORDS_CONTEXT: Final = 6
COUNT_RECORDS_DUPLICATES: Final = 8
COUNT_RECORDS_OTHER: Final = 7
COUNT_RECORDS_REJECTED: Final = 9
COUNT_RECORDS_TOTAL: Final = 4
COUNT_ROWS_FORCED: Final = 15
COUNT_SESSIONS: Final = 13
COVERAGE_ACCOUNT_ID: Final = 1
COVERAGE_CHANGES: Final = 3
COVERAGE_CHANGES_CUT: Final = 4
COVERAGE_CHANNELS: Final = 8
COVERAGE_FIRST: Final = 3
COVERAGE_HOST_LINES: Final = 1
COVERAGE_IS_REST: Final = 9
COVERAGE_LAST: Final = 4
COVERAGE_OUTSIDE: Final = 10
COVERAGE_PLACES: Final = 2
COVERAGE_READ_ONLY: Final = 7
COVERAGE_RECORDS: Final = 5
COVERAGE_REGION: Final = 2
COVERAGE_SINCE: Final = 11
COVERAGE_UNTIL: Final = 12
COVERAGE_WITHOUT_TIME: Final = 6
DIGEST_DIGESTS: Final = 1
DIGEST_DIGESTS_VALID: Final = 2
DIGEST_KEYS: Final = 6
DIGEST_LOGS: Final = 3
DIGEST_LOGS_VALID: Final = 4
DIGEST_OTHERS: Final = 7
DIGEST_WRONG: Final = 5
ENUM_CLASS: Final = 12
ENUM_CONFIDENCE: Final = 7
ENUM_END_REASON: Final = 10
ENUM_ERROR: Final = 11
ENUM_FIELD: Final = 13
ENUM_FINDING_OBJECT: Final = 16
ENUM_FLAG: Final = 15
ENUM_IDENTITY: Final = 5
ENUM_KIND: Final = 8
ENUM_METHOD: Final = 1
ENUM_OS: Final = 3
ENUM_OS_CONFIDENCE: Final = 4
ENUM_OUTCOME: Final = 6
ENUM_ROLE: Final = 9
ENUM_SESSION_FIELD: Final = 14
ENUM_SURFACE: Final = 2
ENUM_VERDICT: Final = 17
EVENTS_ACCESS: Final = 1
EVENTS_ALL: Final = 3
EVENTS_CONTEXT: Final = 2
EVIDENCE_FILE: Final = 5
EVIDENCE_ID: Final = 1
EVIDENCE_LINE: Final = 6
EVIDENCE_NAME: Final = 2
EVIDENCE_ROLE: Final = 4
EVIDENCE_TIME: Final = 3
E_ARG: Final = -1
E_CANCELLED: Final = -22
E_DENIED: Final = -23
E_FORMAT: Final = -12
E_IO: Final = -20
E_LIMIT: Final = -11
E_NOMEM: Final = -2
E_NOT_FOUND: Final = -21
E_RECORD: Final = -10
E_STATE: Final = -3
E_TRUNCATED: Final = -13
E_UNSUPPORTED: Final = -4
FACT_ADDRESS: Final = 1
FACT_HOSTNAME: Final = 2
FACT_OS: Final = 3
FIELD_ACCESS_KEY_ID: Final = 20
FIELD_ACCESS_REQUEST_ID: Final = 39
FIELD_ACCOUNT_ID: Final = 11
FIELD_AUTH_METHOD: Final = 44
FIELD_CA_FINGERPRINT: Final = 48
FIELD_CERTIFICATE_ID: Final = 46
FIELD_CERTIFICATE_SERIAL: Final = 47
FIELD_COMMAND: Final = 49
FIELD_CONNECTION_ID: Final = 30
FIELD_DOCUMENT: Final = 27
FIELD_ENDPOINT_ID: Final = 37
FIELD_ERROR_CODE: Final = 8
FIELD_ERROR_MESSAGE: Final = 9
FIELD_EVENT_ID: Final = 1
FIELD_EVENT_NAME: Final = 2
FIELD_EVENT_SOURCE: Final = 3
FIELD_EVENT_TIME: Final = 4
FIELD_FAILURES: Final = 55
FIELD_FILE: Final = 53
FIELD_FROM_CONSOLE: Final = 24
FIELD_HOST: Final = 41
FIELD_INSTANCE_ID: Final = 26
FIELD_INVOKED_BY: Final = 23
FIELD_KEY_TYPE: Final = 45
FIELD_LINE: Final = 54
FIELD_MFA: Final = 21
FIELD_OS_USER: Final = 31
FIELD_PRINCIPAL_ACCOUNT: Final = 17
FIELD_PRINCIPAL_ARN: Final = 15
FIELD_PRINCIPAL_ID: Final = 16
FIELD_PRINCIPAL_NAME: Final = 18
FIELD_PRINCIPAL_TYPE: Final = 14
FIELD_PRIVATE_IP: Final = 36
FIELD_PROCESS_ID: Final = 42
FIELD_PUBLIC_KEY: Final = 32
FIELD_PUBLIC_KEY_FINGERPRINT: Final = 33
FIELD_REASON: Final = 28
FIELD_REGION: Final = 5
FIELD_REMOTE_HOST: Final = 34
FIELD_REMOTE_PORT: Final = 35
FIELD_REPLACES_EVENT_ID: Final = 13
FIELD_REQUEST_ID: Final = 10
FIELD_RESOURCE_ARN: Final = 38
FIELD_RESOURCE_TARGET: Final = 40
FIELD_SESSION_NAME: Final = 19
FIELD_SHARED_EVENT_ID: Final = 12
FIELD_SOURCE_IDENTITY: Final = 22
FIELD_SOURCE_IP: Final = 6
FIELD_SOURCE_PORT: Final = 43
FIELD_SSM_SESSION_ID: Final = 29
FIELD_SUDO_USER: Final = 52
FIELD_TARGET: Final = 25
FIELD_TTY: Final = 50
FIELD_USER_AGENT: Final = 7
FIELD_WORKING_FOLDER: Final = 51
FINDING_ACCOUNT: Final = 7
FINDING_BACKFILL: Final = 2
FINDING_BUCKET: Final = 4
FINDING_DIGEST: Final = 1
FINDING_FILE: Final = 6
FINDING_FROM: Final = 11
FINDING_IS_WRONG: Final = 13
FINDING_KEY: Final = 5
FINDING_LOG: Final = 3
FINDING_NAMED_BY: Final = 10
FINDING_OBJECT: Final = 1
FINDING_REGION: Final = 8
FINDING_SENTENCE: Final = 3
FINDING_TIME: Final = 4
FINDING_TO: Final = 12
FINDING_TRAIL: Final = 9
FINDING_VERDICT: Final = 2
OPT_AWS_ENDPOINT: Final = 22
OPT_AWS_PROFILE: Final = 20
OPT_AWS_REGION: Final = 21
OPT_CA_FILE: Final = 30
OPT_CONNECTIONS: Final = 23
OPT_CONTAINER_DEPTH: Final = 7
OPT_COVERAGE_SINCE: Final = 14
OPT_COVERAGE_UNTIL: Final = 15
OPT_CPU: Final = 16
OPT_CREDENTIAL_PROCESS: Final = 27
OPT_DIGEST_BYTES: Final = 32
OPT_EVENTS: Final = 6
OPT_HELD_ENDS: Final = 31
OPT_HELD_FACTS: Final = 33
OPT_HELD_FAILURES: Final = 34
OPT_HELD_RECORDS: Final = 11
OPT_HORIZON: Final = 9
OPT_INFLATED_BYTES: Final = 3
OPT_INFLATE_RATIO: Final = 4
OPT_JSON_DEPTH: Final = 2
OPT_LATENESS: Final = 8
OPT_LISTED_OBJECTS: Final = 28
OPT_LOG_YEAR: Final = 17
OPT_LOG_ZONE: Final = 18
OPT_OBJECT_BYTES: Final = 29
OPT_PATH_STYLE: Final = 25
OPT_RECORD_BYTES: Final = 1
OPT_REMEMBERED: Final = 13
OPT_REQUESTER_PAYS: Final = 26
OPT_REQUEST_SECONDS: Final = 24
OPT_SESSION_EVENTS: Final = 12
OPT_SETTLE_STEP: Final = 10
OPT_SKEW: Final = 19
OPT_STRICT: Final = 5
SESSION_ACCOUNT_ID: Final = 11
SESSION_CONFIDENCE: Final = 8
SESSION_CONNECTION_ID: Final = 32
SESSION_DOCUMENT: Final = 25
SESSION_END: Final = 34
SESSION_ENDPOINT_ID: Final = 30
SESSION_END_REASON: Final = 35
SESSION_ID: Final = 1
SESSION_INSTANCE_ID: Final = 9
SESSION_KIND: Final = 2
SESSION_MERGED_INTO: Final = 39
SESSION_METHOD: Final = 3
SESSION_OS: Final = 5
SESSION_OS_CONFIDENCE: Final = 6
SESSION_OS_USER: Final = 23
SESSION_OUTCOME: Final = 7
SESSION_PRINCIPAL_ACCESS_KEY_ID: Final = 17
SESSION_PRINCIPAL_ARN: Final = 14
SESSION_PRINCIPAL_IDENTITY: Final = 13
SESSION_PRINCIPAL_LONG_TERM_KEY: Final = 18
SESSION_PRINCIPAL_MFA: Final = 19
SESSION_PRINCIPAL_NAME: Final = 15
SESSION_PRINCIPAL_SESSION_NAME: Final = 16
SESSION_PRINCIPAL_SOURCE_IDENTITY: Final = 20
SESSION_PRIVATE_IP: Final = 29
SESSION_PUBLIC_KEY_FINGERPRINT: Final = 24
SESSION_REASON_GIVEN: Final = 26
SESSION_REGION: Final = 12
SESSION_REMOTE_HOST: Final = 27
SESSION_REMOTE_PORT: Final = 28
SESSION_RESUMED: Final = 36
SESSION_REVISION: Final = 37
SESSION_SOURCE_IP: Final = 21
SESSION_SSM_SESSION_ID: Final = 31
SESSION_START: Final = 33
SESSION_SURFACE: Final = 4
SESSION_TARGET: Final = 10
SESSION_USER_AGENT: Final = 22
SESSION_VERIFIED: Final = 40
SESSION_WITHDRAWN: Final = 38
