# SPDX-License-Identifier: MIT
"""Every function of the C library, declared once; nothing else.

tests/test_ffi.py compares the lines with the symbol map and with the headers' types. A handle is a class of its own,
so that ctypes refuses a parser where a scan is wanted. Calls release the GIL.
"""
from __future__ import annotations

from ctypes import CFUNCTYPE, POINTER, c_char_p, c_int, c_int64, c_size_t, c_uint64, c_void_p, cast, string_at
from typing import Any, Callable

from ._load import open_library
from .errors import error_for

_library = open_library()
DECLARED: dict[str, Callable[..., Any]] = {}
# Exported, and not declared here, with the reason.
LEFT_OUT: dict[str, str] = {
    "ec2a_config_set_transport": "four callbacks on the hot path; Python brings bytes by Parser.feed() instead",
}


class config_p(c_void_p): ...
class event_p(c_void_p): ...
class parser_p(c_void_p): ...
class access_p(c_void_p): ...
class facts_p(c_void_p): ...
class correlator_p(c_void_p): ...
class session_p(c_void_p): ...
class source_p(c_void_p): ...
class input_p(c_void_p): ...
class scan_p(c_void_p): ...
class coverage_p(c_void_p): ...
class parts_p(c_void_p): ...
class event_list_p(c_void_p): ...
class digest_p(c_void_p): ...
class finding_p(c_void_p): ...


log_fn = CFUNCTYPE(None, c_int, c_char_p, c_void_p)
free_fn = CFUNCTYPE(None, c_void_p)
read_fn = CFUNCTYPE(c_int, c_void_p, c_void_p, c_size_t, POINTER(c_size_t))
write_fn = CFUNCTYPE(c_int, c_void_p, c_void_p, c_size_t)
progress_fn = CFUNCTYPE(None, c_uint64, c_uint64, c_uint64, c_void_p)
event_fn = CFUNCTYPE(c_int, c_void_p, c_void_p)


def check(result: int, function: Any, arguments: Any) -> int:
    """errcheck: a result below 0 is an exception."""
    if result < 0:
        raise error_for(result, strerror(result).decode())
    return result


def _f(name: str, restype: Any, argtypes: list[Any], errcheck: Any = None) -> Callable[..., Any]:
    try:
        function = _library[name]
    except AttributeError:
        raise ImportError(f"ec2access: the library {_library._name} lacks {name}: not of this release") from None
    function.restype, function.argtypes = restype, argtypes
    if errcheck:
        function.errcheck = errcheck
    DECLARED[name] = function
    return function


def take_bytes(memory: c_void_p, size: int = -1) -> bytes:
    """Memory that the library gave away (up to its NUL where no size is said), as bytes; it is freed."""
    try:
        return string_at(memory, size)
    finally:
        free(memory)


# base.h
strerror = _f("ec2a_strerror", c_char_p, [c_int])
version = _f("ec2a_version", c_char_p, [])
version_number = _f("ec2a_version_number", c_int, [])
free = _f("ec2a_free", None, [c_void_p])
enum_name = _f("ec2a_enum_name", c_char_p, [c_int, c_int])
enum_value = _f("ec2a_enum_value", c_int, [c_int, c_char_p, POINTER(c_int)], check)
config_new = _f("ec2a_config_new", c_int, [POINTER(config_p)], check)
config_ref = _f("ec2a_config_ref", config_p, [config_p])
config_unref = _f("ec2a_config_unref", None, [config_p])
config_set_int = _f("ec2a_config_set_int", c_int, [config_p, c_int, c_int64], check)
config_get_int = _f("ec2a_config_get_int", c_int, [config_p, c_int, POINTER(c_int64)], check)
config_set_str = _f("ec2a_config_set_str", c_int, [config_p, c_int, c_char_p], check)
config_get_str = _f("ec2a_config_get_str", c_int, [config_p, c_int, POINTER(c_char_p)], check)
cpu_name = _f("ec2a_cpu_name", c_char_p, [c_size_t])
config_map_document = _f("ec2a_config_map_document", c_int, [config_p, c_char_p, c_int], check)
config_map_host = _f("ec2a_config_map_host", c_int, [config_p, c_char_p, c_char_p], check)
config_read_rules = _f("ec2a_config_read_rules", c_int, [config_p, c_void_p, c_size_t, POINTER(c_void_p)], check)
config_set_aws_keys = _f("ec2a_config_set_aws_keys", c_int, [config_p, c_char_p, c_char_p, c_char_p], check)
config_set_log = _f("ec2a_config_set_log", c_int, [config_p, log_fn, c_void_p, free_fn], check)

# event.h
event_ref = _f("ec2a_event_ref", event_p, [event_p])
event_unref = _f("ec2a_event_unref", None, [event_p])
event_class = _f("ec2a_event_class", c_int, [event_p])
event_time_us = _f("ec2a_event_time_us", c_int, [event_p, POINTER(c_int64)], check)
event_time_near = _f("ec2a_event_time_near", c_int, [event_p, c_int64, POINTER(c_int64)], check)
event_str = _f("ec2a_event_str", c_char_p, [event_p, c_int])
event_strs = _f("ec2a_event_strs", None, [event_p, POINTER(c_int), c_size_t, POINTER(c_char_p)])
event_instance_count = _f("ec2a_event_instance_count", c_size_t, [event_p])
event_instance = _f("ec2a_event_instance", c_char_p, [event_p, c_size_t])
event_raw = _f("ec2a_event_raw", c_void_p, [event_p, POINTER(c_size_t)])
event_pointer = _f("ec2a_event_pointer", c_int, [event_p, c_char_p, POINTER(c_void_p)], check)
event_to_json = _f("ec2a_event_to_json", c_int, [event_p, POINTER(c_void_p)], check)

# parser.h
parser_new = _f("ec2a_parser_new", c_int, [config_p, POINTER(parser_p)], check)
parser_free = _f("ec2a_parser_free", None, [parser_p])
parser_set_name = _f("ec2a_parser_set_name", c_int, [parser_p, c_char_p], check)
parser_set_offset = _f("ec2a_parser_set_offset", c_int, [parser_p, c_uint64, c_uint64], check)
parser_set_reference = _f("ec2a_parser_set_reference", c_int, [parser_p, c_int64], check)
parser_feed = _f("ec2a_parser_feed", c_int, [parser_p, c_void_p, c_size_t], check)
parser_finish = _f("ec2a_parser_finish", c_int, [parser_p], check)
parser_next = _f("ec2a_parser_next", c_int, [parser_p, POINTER(event_p)])  # the caller adds the place
parser_error = _f("ec2a_parser_error", c_char_p, [parser_p])
parser_error_record = _f("ec2a_parser_error_record", c_uint64, [parser_p])
parser_error_byte = _f("ec2a_parser_error_byte", c_uint64, [parser_p])
parser_count = _f("ec2a_parser_count", c_uint64, [parser_p, c_int])

# classify.h
classify = _f("ec2a_classify", c_int, [config_p, event_p, POINTER(access_p)], check)
access_free = _f("ec2a_access_free", None, [access_p])
access_int = _f("ec2a_access_int", c_int, [access_p, c_int])
access_reason_count = _f("ec2a_access_reason_count", c_size_t, [access_p])
access_reason = _f("ec2a_access_reason", c_char_p, [access_p, c_size_t])

# facts.h
facts_new = _f("ec2a_facts_new", c_int, [POINTER(facts_p)], check)
facts_free = _f("ec2a_facts_free", None, [facts_p])
facts_learn = _f("ec2a_facts_learn", c_int, [facts_p, event_p], check)
facts_merge = _f("ec2a_facts_merge", c_int, [facts_p, facts_p], check)
parser_facts = _f("ec2a_parser_facts", facts_p, [parser_p])
facts_count = _f("ec2a_facts_count", c_size_t, [facts_p])
facts_instance_at = _f("ec2a_facts_instance_at", c_int, [facts_p, c_char_p, c_char_p, c_int, c_char_p, c_int64, POINTER(c_char_p)], check)
facts_os = _f("ec2a_facts_os", c_int, [facts_p, c_char_p, c_char_p, c_char_p])
facts_save = _f("ec2a_facts_save", c_int, [facts_p, POINTER(c_void_p), POINTER(c_size_t)], check)
facts_load = _f("ec2a_facts_load", c_int, [c_void_p, c_size_t, POINTER(facts_p)], check)

# correlate.h
correlator_new = _f("ec2a_correlator_new", c_int, [config_p, POINTER(correlator_p)], check)
correlator_free = _f("ec2a_correlator_free", None, [correlator_p])
correlator_add = _f("ec2a_correlator_add", c_int, [correlator_p, event_p], check)
correlator_add_facts = _f("ec2a_correlator_add_facts", c_int, [correlator_p, facts_p], check)
correlator_advance = _f("ec2a_correlator_advance", c_int, [correlator_p, c_int64], check)
correlator_finish = _f("ec2a_correlator_finish", c_int, [correlator_p], check)
correlator_next = _f("ec2a_correlator_next", c_int, [correlator_p, POINTER(session_p)], check)
correlator_save = _f("ec2a_correlator_save", c_int, [correlator_p, write_fn, c_void_p], check)
correlator_restore = _f("ec2a_correlator_restore", c_int, [config_p, read_fn, c_void_p, POINTER(correlator_p)], check)
correlator_watermark = _f("ec2a_correlator_watermark", c_int, [correlator_p, POINTER(c_int64)], check)
correlator_count = _f("ec2a_correlator_count", c_uint64, [correlator_p, c_int])
correlator_event_time = _f("ec2a_correlator_event_time", c_int, [correlator_p, event_p, POINTER(c_int64)], check)
events_settle = _f("ec2a_events_settle", c_int, [POINTER(event_p), c_size_t, POINTER(c_size_t)], check)
session_ref = _f("ec2a_session_ref", session_p, [session_p])
session_unref = _f("ec2a_session_unref", None, [session_p])
session_str = _f("ec2a_session_str", c_char_p, [session_p, c_int])
session_strs = _f("ec2a_session_strs", None, [session_p, POINTER(c_int), c_size_t, POINTER(c_char_p)])
session_int = _f("ec2a_session_int", c_int, [session_p, c_int, POINTER(c_int64)], check)
session_event_count = _f("ec2a_session_event_count", c_size_t, [session_p])
session_event_str = _f("ec2a_session_event_str", c_char_p, [session_p, c_size_t, c_int])
session_event_int = _f("ec2a_session_event_int", c_int, [session_p, c_size_t, c_int, POINTER(c_int64)], check)
session_instance_count = _f("ec2a_session_instance_count", c_size_t, [session_p])
session_instance = _f("ec2a_session_instance", c_char_p, [session_p, c_size_t])
session_reason_count = _f("ec2a_session_reason_count", c_size_t, [session_p])
session_reason = _f("ec2a_session_reason", c_char_p, [session_p, c_size_t])
session_flag_count = _f("ec2a_session_flag_count", c_size_t, [session_p])
session_flag = _f("ec2a_session_flag", c_int, [session_p, c_size_t])
session_to_json = _f("ec2a_session_to_json", c_int, [session_p, POINTER(c_void_p)], check)

# source.h
source_path = _f("ec2a_source_path", c_int, [config_p, c_char_p, POINTER(source_p)], check)
source_memory = _f("ec2a_source_memory", c_int, [config_p, c_char_p, c_void_p, c_size_t, POINTER(source_p)], check)
source_fd = _f("ec2a_source_fd", c_int, [config_p, c_char_p, c_int, POINTER(source_p)], check)
source_callbacks = _f("ec2a_source_callbacks", c_int, [config_p, c_char_p, read_fn, c_void_p, free_fn, POINTER(source_p)], check)
source_set_offset = _f("ec2a_source_set_offset", c_int, [source_p, c_uint64, c_uint64], check)
source_s3 = _f("ec2a_source_s3", c_int, [config_p, c_char_p, c_char_p, c_char_p, c_int64, c_int64, POINTER(source_p)], check)
source_s3_digests = _f("ec2a_source_s3_digests", c_int, [source_p], check)
source_s3_wants = _f("ec2a_source_s3_wants", c_int, [source_p, c_char_p], check)
source_input = _f("ec2a_source_input", c_int, [input_p, POINTER(source_p)], check)
source_lookup = _f("ec2a_source_lookup", c_int, [config_p, c_char_p, c_char_p, c_char_p, c_int64, c_int64, POINTER(source_p)], check)
source_public_keys = _f("ec2a_source_public_keys", c_int, [config_p, c_char_p, POINTER(source_p)], check)
source_free = _f("ec2a_source_free", None, [source_p])
source_cancel = _f("ec2a_source_cancel", None, [source_p])
source_next = _f("ec2a_source_next", c_int, [source_p, POINTER(input_p)])  # the caller adds the place
source_error = _f("ec2a_source_error", c_char_p, [source_p])
input_free = _f("ec2a_input_free", None, [input_p])
input_name = _f("ec2a_input_name", c_char_p, [input_p])
input_detail = _f("ec2a_input_detail", c_char_p, [input_p, c_char_p])
input_read = _f("ec2a_input_read", c_int, [input_p, c_void_p, c_size_t, POINTER(c_size_t)])  # the caller adds the place
input_read_stored = _f("ec2a_input_read_stored", c_int, [input_p, c_void_p, c_size_t, POINTER(c_size_t)])
input_continue = _f("ec2a_input_continue", c_int, [input_p, c_void_p, c_size_t])
gzip = _f("ec2a_gzip", c_int, [c_void_p, c_size_t, POINTER(c_void_p), POINTER(c_size_t)], check)
input_error = _f("ec2a_input_error", c_char_p, [input_p])

# scan.h
scan_new = _f("ec2a_scan_new", c_int, [config_p, POINTER(scan_p)], check)
scan_free = _f("ec2a_scan_free", None, [scan_p])
scan_add = _f("ec2a_scan_add", c_int, [scan_p, source_p], check)
scan_set_threads = _f("ec2a_scan_set_threads", c_int, [scan_p, c_int], check)
scan_covered = _f("ec2a_scan_covered", c_int, [scan_p])
scan_set_progress = _f("ec2a_scan_set_progress", c_int, [scan_p, progress_fn, c_void_p], check)
scan_set_events = _f("ec2a_scan_set_events", c_int, [scan_p, event_fn, c_void_p], check)
scan_run = _f("ec2a_scan_run", c_int, [scan_p, correlator_p], check)
scan_cancel = _f("ec2a_scan_cancel", None, [scan_p])
scan_count = _f("ec2a_scan_count", c_uint64, [scan_p, c_int])
scan_problem_count = _f("ec2a_scan_problem_count", c_size_t, [scan_p])
scan_problem = _f("ec2a_scan_problem", c_char_p, [scan_p, c_size_t])
scan_problem_code = _f("ec2a_scan_problem_code", c_int, [scan_p, c_size_t])
scan_problem_name = _f("ec2a_scan_problem_name", c_char_p, [scan_p, c_size_t])

# coverage.h
coverage_new = _f("ec2a_coverage_new", c_int, [POINTER(coverage_p)], check)
coverage_free = _f("ec2a_coverage_free", None, [coverage_p])
coverage_merge = _f("ec2a_coverage_merge", c_int, [coverage_p, coverage_p], check)
parser_coverage = _f("ec2a_parser_coverage", coverage_p, [parser_p])
scan_coverage = _f("ec2a_scan_coverage", coverage_p, [scan_p])
coverage_count = _f("ec2a_coverage_count", c_uint64, [coverage_p, c_int])
coverage_str = _f("ec2a_coverage_str", c_char_p, [coverage_p, c_size_t, c_int])
coverage_int = _f("ec2a_coverage_int", c_int, [coverage_p, c_size_t, c_int, POINTER(c_int64)], check)
coverage_gap = _f("ec2a_coverage_gap", c_int, [coverage_p, c_size_t, c_int64, c_int64, POINTER(c_int64), POINTER(c_int64)], check)
coverage_change_str = _f("ec2a_coverage_change_str", c_char_p, [coverage_p, c_size_t, c_int])
coverage_change_int = _f("ec2a_coverage_change_int", c_int, [coverage_p, c_size_t, c_int, POINTER(c_int64)], check)
coverage_to_json = _f("ec2a_coverage_to_json", c_int, [coverage_p, c_size_t, c_int64, POINTER(c_void_p)], check)

# parts.h
event_partition_key = _f("ec2a_event_partition_key", c_int, [event_p, POINTER(c_void_p)], check)
parts_new = _f("ec2a_parts_new", c_int, [correlator_p, POINTER(parts_p)], check)
parts_free = _f("ec2a_parts_free", None, [parts_p])
parts_next = _f("ec2a_parts_next", c_int, [parts_p, POINTER(c_char_p), POINTER(c_void_p), POINTER(c_size_t)], check)
correlator_absorb = _f("ec2a_correlator_absorb", c_int, [correlator_p, c_void_p, c_size_t], check)
correlator_ties = _f("ec2a_correlator_ties", c_int, [correlator_p, c_void_p, c_size_t, POINTER(POINTER(c_uint64)), POINTER(c_size_t)], check)
correlator_next_mark = _f("ec2a_correlator_next_mark", c_int, [correlator_p, POINTER(c_void_p), POINTER(c_size_t)], check)
correlator_add_mark = _f("ec2a_correlator_add_mark", c_int, [correlator_p, c_void_p, c_size_t], check)

# bulk.h
event_list_new = _f("ec2a_event_list_new", c_int, [POINTER(event_list_p)], check)
event_list_free = _f("ec2a_event_list_free", None, [event_list_p])
event_list_collect = _f("ec2a_event_list_collect", c_int, [event_p, c_void_p])
parser_collect = _f("ec2a_parser_collect", c_int, [parser_p, event_list_p])  # the caller adds the place
event_list_events = _f("ec2a_event_list_events", POINTER(event_p), [event_list_p, POINTER(c_size_t)])
events_to_jsonl = _f("ec2a_events_to_jsonl", c_int, [config_p, correlator_p, POINTER(event_p), c_size_t, POINTER(c_void_p), POINTER(c_size_t)], check)
correlator_next_many = _f("ec2a_correlator_next_many", c_int, [correlator_p, POINTER(session_p), c_size_t, POINTER(c_size_t)], check)
sessions_to_jsonl = _f("ec2a_sessions_to_jsonl", c_int, [POINTER(session_p), c_size_t, POINTER(c_void_p), POINTER(c_size_t)], check)
sessions_unref = _f("ec2a_sessions_unref", None, [POINTER(session_p), c_size_t])

# The C function itself, where a scan would call back: no Python runs for an event.
collect_events = cast(_library.ec2a_event_list_collect, event_fn)
# digest.h
digest_new = _f("ec2a_digest_new", c_int, [config_p, POINTER(digest_p)], check)
digest_free = _f("ec2a_digest_free", None, [digest_p])
digest_add_folder = _f("ec2a_digest_add_folder", c_int, [digest_p, c_char_p], check)
digest_add_s3 = _f("ec2a_digest_add_s3", c_int, [digest_p, c_char_p, c_char_p, c_char_p], check)
digest_add_keys = _f("ec2a_digest_add_keys", c_int, [digest_p, c_char_p, c_char_p, c_size_t, POINTER(c_size_t)], check)
digest_set_range = _f("ec2a_digest_set_range", c_int, [digest_p, c_int64, c_int64], check)
digest_set_threads = _f("ec2a_digest_set_threads", c_int, [digest_p, c_int], check)
digest_set_progress = _f("ec2a_digest_set_progress", c_int, [digest_p, progress_fn, c_void_p], check)
digest_run = _f("ec2a_digest_run", c_int, [digest_p], check)
digest_cancel = _f("ec2a_digest_cancel", None, [digest_p])
digest_count = _f("ec2a_digest_count", c_uint64, [digest_p, c_int])
digest_problem_count = _f("ec2a_digest_problem_count", c_size_t, [digest_p])
digest_problem = _f("ec2a_digest_problem", c_char_p, [digest_p, c_size_t])
digest_problem_code = _f("ec2a_digest_problem_code", c_int, [digest_p, c_size_t])
digest_finding_count = _f("ec2a_digest_finding_count", c_size_t, [digest_p])
digest_finding = _f("ec2a_digest_finding", finding_p, [digest_p, c_size_t])
scan_set_digest = _f("ec2a_scan_set_digest", c_int, [scan_p, digest_p, c_int], check)
finding_str = _f("ec2a_finding_str", c_char_p, [finding_p, c_int])
finding_int = _f("ec2a_finding_int", c_int, [finding_p, c_int, POINTER(c_int64)], check)
finding_to_json = _f("ec2a_finding_to_json", c_int, [finding_p, POINTER(c_void_p)], check)
