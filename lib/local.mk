# SPDX-License-Identifier: MIT
# The objects once, with internals visible, for the test programs; the shared library hides them.
noinst_LTLIBRARIES += %D%/libec2access-objects.la
%C%_libec2access_objects_la_SOURCES = \
	%D%/access.c \
	%D%/act.c \
	%D%/act.h \
	%D%/act_store.c \
	%D%/act_store.h \
	%D%/address.c \
	%D%/ascii.h \
	%D%/buf.c \
	%D%/buf.h \
	%D%/classify.c \
	%D%/classify_table.h \
	%D%/config.c \
	%D%/correlate.c \
	%D%/correlate_events.c \
	%D%/correlate_state.h \
	%D%/crypto.c \
	%D%/crypto.h \
	%D%/csv.c \
	%D%/csv.h \
	%D%/dedup.c \
	%D%/document.c \
	%D%/document.h \
	%D%/error.c \
	%D%/event.c \
	%D%/event_build.h \
	%D%/event_json.c \
	%D%/facts.c \
	%D%/facts_map.c \
	%D%/facts_map.h \
	%D%/facts_save.c \
	%D%/hash.c \
	%D%/hash.h \
	%D%/identity.c \
	%D%/identity.h \
	%D%/inflate.c \
	%D%/inflate.h \
	%D%/intern.c \
	%D%/intern.h \
	%D%/join_approval.c \
	%D%/join_csv.c \
	%D%/join_fleet.c \
	%D%/join_push.c \
	%D%/join_push_masked.c \
	%D%/join_ssm.c \
	%D%/join_ssm_soft.c \
	%D%/json_build.c \
	%D%/json_check.c \
	%D%/json_check.h \
	%D%/json_clean.c \
	%D%/json_keys.c \
	%D%/json_pointer.c \
	%D%/json_python.c \
	%D%/json_python.h \
	%D%/json_span.c \
	%D%/json_span.h \
	%D%/json_string.c \
	%D%/json_tree.c \
	%D%/json_tree.h \
	%D%/json_walk.c \
	%D%/json_walk.h \
	%D%/mask.c \
	%D%/mask.h \
	%D%/mem.c \
	%D%/mem.h \
	%D%/names.c \
	%D%/names.h \
	%D%/names_table.h \
	%D%/nearest.c \
	%D%/nearest.h \
	%D%/order.c \
	%D%/order.h \
	%D%/parser.c \
	%D%/parser_count.c \
	%D%/parser_start.c \
	%D%/parser_state.h \
	%D%/push.c \
	%D%/push.h \
	%D%/reason.c \
	%D%/reason.h \
	%D%/reason_table.h \
	%D%/record.c \
	%D%/record.h \
	%D%/record_csv.c \
	%D%/record_csv.h \
	%D%/record_fields.c \
	%D%/record_instance.c \
	%D%/record_kind.c \
	%D%/record_parts.h \
	%D%/record_principal.c \
	%D%/record_resource.c \
	%D%/record_table.h \
	%D%/record_told.c \
	%D%/rows.c \
	%D%/scan.c \
	%D%/scan_internal.h \
	%D%/scan_list.c \
	%D%/scan_problem.c \
	%D%/scan_problem.h \
	%D%/scan_processors.c \
	%D%/scan_worker.c \
	%D%/session.c \
	%D%/session_build.c \
	%D%/session_build.h \
	%D%/session_evidence.c \
	%D%/session_fields.c \
	%D%/session_json.c \
	%D%/session_os.c \
	%D%/session_outcome.c \
	%D%/settings.h \
	%D%/shared.c \
	%D%/source.c \
	%D%/source.h \
	%D%/source_callback.c \
	%D%/source_fd.c \
	%D%/source_memory.c \
	%D%/source_path.c \
	%D%/source_read.c \
	%D%/source_walk.c \
	%D%/source_walk.h \
	%D%/split.c \
	%D%/split.h \
	%D%/split_array.c \
	%D%/split_find.h \
	%D%/split_index.c \
	%D%/split_python.c \
	%D%/split_scan.c \
	%D%/split_state.h \
	%D%/split_top.c \
	%D%/ssh_key.c \
	%D%/surface.c \
	%D%/surface.h \
	%D%/timestamp.c \
	%D%/timestamp.h \
	%D%/unwrap.c \
	%D%/unwrap.h \
	%D%/unwrap_names.c \
	%D%/unwrap_row.c \
	%D%/unwrap_row.h \
	%D%/unwrap_struct.c \
	%D%/utf8.c \
	%D%/utf8.h \
	%D%/verdict.h
%C%_libec2access_objects_la_CFLAGS = $(AM_CFLAGS) $(JSON_C_CFLAGS) $(ZLIB_CFLAGS) $(LIBCRYPTO_CFLAGS)
%C%_libec2access_objects_la_LIBADD = $(JSON_C_LIBS) $(ZLIB_LIBS) $(LIBCRYPTO_LIBS)

lib_LTLIBRARIES += %D%/libec2access.la
%C%_libec2access_la_SOURCES =
%C%_libec2access_la_LIBADD = %D%/libec2access-objects.la
%C%_libec2access_la_LDFLAGS = $(AM_LDFLAGS) -no-undefined -version-info $(EC2A_LIBTOOL_VERSION)
if HAVE_VERSION_SCRIPT
%C%_libec2access_la_LDFLAGS += -Wl,--version-script=$(srcdir)/%D%/libec2access.map
endif
EXTRA_%C%_libec2access_la_DEPENDENCIES = %D%/libec2access.map
EXTRA_DIST += %D%/libec2access.map
