# SPDX-License-Identifier: MIT
# One program a module: tests/test_x is made of tests/test_x.c and the library's objects, and needs a line here only.
EC2A_UNIT_TESTS = \
	%D%/test_aws \
	%D%/test_bulk \
	%D%/test_cases \
	%D%/test_cases_coverage \
	%D%/test_classify \
	%D%/test_config \
	%D%/test_correlate \
	%D%/test_coverage \
	%D%/test_creds \
	%D%/test_crypto \
	%D%/test_csv \
	%D%/test_ends \
	%D%/test_digest \
	%D%/test_event \
	%D%/test_facts \
	%D%/test_file_time \
	%D%/test_failures \
	%D%/test_flags \
	%D%/test_forms \
	%D%/test_hostlog \
	%D%/test_hostlog_shapes \
	%D%/test_hostlog_tries \
	%D%/test_http \
	%D%/test_inflate \
	%D%/test_ini \
	%D%/test_join_approval \
	%D%/test_join_fleet \
	%D%/test_join_host \
	%D%/test_join_push \
	%D%/test_join_ssm \
	%D%/test_json_check \
	%D%/test_json_python \
	%D%/test_json_tree \
	%D%/test_lookup \
	%D%/test_lookup_query \
	%D%/test_mask \
	%D%/test_mem_buf \
	%D%/test_names \
	%D%/test_net \
	%D%/test_oom \
	%D%/test_oom_calls \
	%D%/test_oom_lookup \
	%D%/test_oom_net \
	%D%/test_oom_parts \
	%D%/test_oom_creds \
	%D%/test_oom_digest \
	%D%/test_oom_s3 \
	%D%/test_oom_source \
	%D%/test_oom_stream \
	%D%/test_order \
	%D%/test_parts \
	%D%/test_parser \
	%D%/test_parser_again \
	%D%/test_rate \
	%D%/test_read_errors \
	%D%/test_reason \
	%D%/test_record \
	%D%/test_record_beat \
	%D%/test_record_see \
	%D%/test_record_view \
	%D%/test_rules \
	%D%/test_s3_list \
	%D%/test_s3_page \
	%D%/test_s3_source \
	%D%/test_scan \
	%D%/test_scan_help \
	%D%/test_session \
	%D%/test_sigv4 \
	%D%/test_source \
	%D%/test_split \
	%D%/test_stream \
	%D%/test_stream_cases \
	%D%/test_stream_hold \
	%D%/test_stream_parts \
	%D%/test_stream_restore \
	%D%/test_surface \
	%D%/test_timestamp \
	%D%/test_unwrap \
	%D%/test_unwrap_row \
	%D%/test_utf8 \
	%D%/test_whole \
	%D%/test_wiped \
	%D%/test_xml

# Scripts that hold the tree to its contracts; exit 77 is "skipped", with the reason as the last line.
EC2A_CHECKS = \
	%D%/check_abi.sh \
	%D%/check_cases.sh \
	%D%/check_commands.sh \
	%D%/check_constants.sh \
	%D%/check_consumer.sh \
	%D%/check_cpus.sh \
	%D%/check_examples.sh \
	%D%/check_coverage.sh \
	%D%/check_creds.sh \
	%D%/check_exports.sh \
	%D%/check_fetch.sh \
	%D%/check_headers.sh \
	%D%/check_layers.sh \
	%D%/check_length.sh \
	%D%/check_lists.sh \
	%D%/check_lookup.sh \
	%D%/check_man.sh \
	%D%/check_program.sh \
	%D%/check_python.sh \
	%D%/check_real_data.sh \
	%D%/check_rules.sh \
	%D%/check_s3.sh \
	%D%/check_schema.sh \
	%D%/check_sigv4.sh \
	%D%/check_spark.sh \
	%D%/check_sshd.sh \
	%D%/check_state.sh \
	%D%/check_tls.sh \
	%D%/check_valgrind.sh \
	%D%/check_validate.sh \
	%D%/check_validate_aws.sh \
	%D%/check_validate_s3.sh \
	%D%/check_wheel.sh

# What all_paths.sh runs: all that parses or inflates, but for the long tests of what fails.
EC2A_PATH_TESTS = \
	%D%/check_cases.sh \
	%D%/check_commands.sh \
	%D%/check_coverage.sh \
	%D%/check_program.sh \
	%D%/check_python.sh \
	%D%/check_real_data.sh \
	%D%/check_schema.sh \
	%D%/check_state.sh \
	%D%/check_validate.sh \
	%D%/fuzz/replay_csv \
	%D%/fuzz/replay_hostlog \
	%D%/fuzz/replay_inflate \
	%D%/fuzz/replay_parser \
	%D%/fuzz/replay_split \
	%D%/fuzz/replay_unwrap \
	%D%/test_bulk \
	%D%/test_cases \
	%D%/test_cases_coverage \
	%D%/test_coverage \
	%D%/test_csv \
	%D%/test_ends \
	%D%/test_failures \
	%D%/test_file_time \
	%D%/test_forms \
	%D%/test_hostlog \
	%D%/test_hostlog_shapes \
	%D%/test_hostlog_tries \
	%D%/test_inflate \
	%D%/test_join_host \
	%D%/test_lookup \
	%D%/test_oom \
	%D%/test_oom_calls \
	%D%/test_oom_parts \
	%D%/test_oom_source \
	%D%/test_parser \
	%D%/test_parser_again \
	%D%/test_parts \
	%D%/test_read_errors \
	%D%/test_record_beat \
	%D%/test_scan \
	%D%/test_scan_help \
	%D%/test_source \
	%D%/test_split \
	%D%/test_stream \
	%D%/test_stream_cases \
	%D%/test_stream_parts \
	%D%/test_stream_restore \
	%D%/test_unwrap \
	%D%/test_whole

# What tests are linked with: the library, which EC2ACCESS_CPU and EC2ACCESS_INFLATER lead another way (paths.c).
EC2A_TEST_LIBS = %D%/libpaths.la lib/libec2access-objects.la $(EC2A_PATHS_LDFLAGS)
noinst_LTLIBRARIES += %D%/libpaths.la
%C%_libpaths_la_SOURCES = %D%/paths.c
# And the same as a shared library, for the program and Python; it is installed nowhere.
check_LTLIBRARIES = %D%/libec2access.la
%C%_libec2access_la_SOURCES =
%C%_libec2access_la_LIBADD = $(EC2A_TEST_LIBS)
%C%_libec2access_la_LDFLAGS = $(lib_libec2access_la_LDFLAGS) -rpath $(libdir)

# Programs whose allocations and system calls fail when they are told to.
EC2A_OOM_SOURCES = %D%/oom.h %D%/oom_malloc.c
%C%_test_bulk_SOURCES = %D%/test_bulk.c $(EC2A_OOM_SOURCES)
%C%_test_bulk_CPPFLAGS = $(AM_CPPFLAGS) $(EC2A_OOM_CPPFLAGS)
%C%_test_bulk_LDFLAGS = $(AM_LDFLAGS) $(EC2A_OOM_LDFLAGS)
%C%_test_oom_SOURCES = %D%/test_oom.c $(EC2A_OOM_SOURCES)
%C%_test_oom_CPPFLAGS = $(AM_CPPFLAGS) $(EC2A_OOM_CPPFLAGS)
%C%_test_oom_LDFLAGS = $(AM_LDFLAGS) $(EC2A_OOM_LDFLAGS)
%C%_test_oom_calls_SOURCES = %D%/test_oom_calls.c $(EC2A_OOM_SOURCES)
%C%_test_oom_calls_CPPFLAGS = $(AM_CPPFLAGS) $(EC2A_OOM_CPPFLAGS)
%C%_test_oom_calls_LDFLAGS = $(AM_LDFLAGS) $(EC2A_OOM_LDFLAGS)
%C%_test_oom_parts_SOURCES = %D%/test_oom_parts.c $(EC2A_OOM_SOURCES)
%C%_test_oom_parts_CPPFLAGS = $(AM_CPPFLAGS) $(EC2A_OOM_CPPFLAGS)
%C%_test_oom_parts_LDFLAGS = $(AM_LDFLAGS) $(EC2A_OOM_LDFLAGS)
%C%_test_oom_creds_SOURCES = %D%/test_oom_creds.c $(EC2A_OOM_SOURCES)
%C%_test_oom_creds_CPPFLAGS = $(AM_CPPFLAGS) $(EC2A_OOM_CPPFLAGS)
%C%_test_oom_creds_LDFLAGS = $(AM_LDFLAGS) $(EC2A_OOM_LDFLAGS)
%C%_test_oom_stream_SOURCES = %D%/test_oom_stream.c $(EC2A_OOM_SOURCES)
%C%_test_oom_stream_CPPFLAGS = $(AM_CPPFLAGS) $(EC2A_OOM_CPPFLAGS)
%C%_test_oom_stream_LDFLAGS = $(AM_LDFLAGS) $(EC2A_OOM_LDFLAGS)
%C%_test_oom_lookup_SOURCES = %D%/test_oom_lookup.c $(EC2A_OOM_SOURCES)
%C%_test_oom_lookup_CPPFLAGS = $(AM_CPPFLAGS) $(EC2A_OOM_CPPFLAGS)
%C%_test_oom_lookup_LDFLAGS = $(AM_LDFLAGS) $(EC2A_OOM_LDFLAGS)
%C%_test_oom_net_SOURCES = %D%/test_oom_net.c $(EC2A_OOM_SOURCES)
%C%_test_oom_net_CPPFLAGS = $(AM_CPPFLAGS) $(EC2A_OOM_CPPFLAGS)
%C%_test_oom_net_LDFLAGS = $(AM_LDFLAGS) $(EC2A_OOM_LDFLAGS)
%C%_test_oom_digest_SOURCES = %D%/test_oom_digest.c $(EC2A_OOM_SOURCES)
%C%_test_oom_digest_CPPFLAGS = $(AM_CPPFLAGS) $(EC2A_OOM_CPPFLAGS)
%C%_test_oom_digest_LDFLAGS = $(AM_LDFLAGS) $(EC2A_OOM_LDFLAGS)
%C%_test_oom_s3_SOURCES = %D%/test_oom_s3.c $(EC2A_OOM_SOURCES)
%C%_test_oom_s3_CPPFLAGS = $(AM_CPPFLAGS) $(EC2A_OOM_CPPFLAGS)
%C%_test_oom_s3_LDFLAGS = $(AM_LDFLAGS) $(EC2A_OOM_LDFLAGS)
%C%_test_oom_source_SOURCES = %D%/test_oom_source.c $(EC2A_OOM_SOURCES)
%C%_test_oom_source_CPPFLAGS = $(AM_CPPFLAGS) $(EC2A_OOM_CPPFLAGS)
%C%_test_oom_source_LDFLAGS = $(AM_LDFLAGS) $(EC2A_OOM_LDFLAGS)
%C%_test_wiped_CPPFLAGS = $(AM_CPPFLAGS) $(EC2A_OOM_CPPFLAGS)
%C%_test_wiped_LDFLAGS = $(AM_LDFLAGS) $(EC2A_WIPED_LDFLAGS)
%C%_test_read_errors_CPPFLAGS = $(AM_CPPFLAGS) $(EC2A_OOM_CPPFLAGS)
%C%_test_read_errors_LDFLAGS = $(AM_LDFLAGS) $(EC2A_SYSCALL_LDFLAGS)

# What check_sshd.py reads a real sshd's lines with.
%C%_host_events_SOURCES = %D%/host_events.c
%C%_host_events_LDADD = lib/libec2access.la

# What check_tls.py asks its servers with.
%C%_http_get_SOURCES = %D%/http_get.c
%C%_http_get_LDADD = lib/libec2access-objects.la

# What check_sigv4.py compares with another signer.
%C%_sigv4_sign_SOURCES = %D%/sigv4_sign.c %D%/sigv4_file.h
%C%_sigv4_sign_LDADD = lib/libec2access-objects.la
# What check_creds.py asks for the place that keys come from.
%C%_creds_tool_SOURCES = %D%/creds_tool.c
%C%_creds_tool_LDADD = lib/libec2access-objects.la

# A fuzz target is also a plain program that replays tests/fuzz/corpus/<target>/: no clang needed for that.
EC2A_FUZZ_TARGETS = \
	csv \
	digest \
	hostlog \
	inflate \
	ini \
	json \
	parser \
	restore \
	s3 \
	split \
	unwrap
EC2A_REPLAYS = \
	%D%/fuzz/replay_csv \
	%D%/fuzz/replay_digest \
	%D%/fuzz/replay_hostlog \
	%D%/fuzz/replay_inflate \
	%D%/fuzz/replay_ini \
	%D%/fuzz/replay_json \
	%D%/fuzz/replay_parser \
	%D%/fuzz/replay_restore \
	%D%/fuzz/replay_s3 \
	%D%/fuzz/replay_split \
	%D%/fuzz/replay_unwrap
EC2A_FUZZERS = \
	%D%/fuzz/fuzz_csv \
	%D%/fuzz/fuzz_digest \
	%D%/fuzz/fuzz_hostlog \
	%D%/fuzz/fuzz_inflate \
	%D%/fuzz/fuzz_ini \
	%D%/fuzz/fuzz_json \
	%D%/fuzz/fuzz_parser \
	%D%/fuzz/fuzz_restore \
	%D%/fuzz/fuzz_s3 \
	%D%/fuzz/fuzz_split \
	%D%/fuzz/fuzz_unwrap
EXTRA_PROGRAMS += $(EC2A_FUZZERS)
if ENABLE_FUZZ
noinst_PROGRAMS += $(EC2A_FUZZERS)
endif
%C%_fuzz_replay_csv_SOURCES = %D%/fuzz/fuzz_csv.c %D%/fuzz/replay.c
%C%_fuzz_replay_csv_CPPFLAGS = $(AM_CPPFLAGS) -DEC2A_FUZZ_TARGET='"csv"'
%C%_fuzz_replay_csv_LDADD = $(EC2A_TEST_LIBS)
%C%_fuzz_fuzz_csv_SOURCES = %D%/fuzz/fuzz_csv.c
%C%_fuzz_fuzz_csv_CPPFLAGS = $(AM_CPPFLAGS)
%C%_fuzz_fuzz_csv_LDFLAGS = $(AM_LDFLAGS) -fsanitize=fuzzer
%C%_fuzz_fuzz_csv_LDADD = $(EC2A_TEST_LIBS)
%C%_fuzz_replay_digest_SOURCES = %D%/fuzz/fuzz_digest.c %D%/fuzz/replay.c
%C%_fuzz_replay_digest_CPPFLAGS = $(AM_CPPFLAGS) -DEC2A_FUZZ_TARGET='"digest"'
%C%_fuzz_replay_digest_LDADD = $(EC2A_TEST_LIBS)
%C%_fuzz_fuzz_digest_SOURCES = %D%/fuzz/fuzz_digest.c
%C%_fuzz_fuzz_digest_CPPFLAGS = $(AM_CPPFLAGS)
%C%_fuzz_fuzz_digest_LDFLAGS = $(AM_LDFLAGS) -fsanitize=fuzzer
%C%_fuzz_fuzz_digest_LDADD = $(EC2A_TEST_LIBS)
%C%_fuzz_replay_hostlog_SOURCES = %D%/fuzz/fuzz_hostlog.c %D%/fuzz/replay.c
%C%_fuzz_replay_hostlog_CPPFLAGS = $(AM_CPPFLAGS) -DEC2A_FUZZ_TARGET='"hostlog"'
%C%_fuzz_replay_hostlog_LDADD = $(EC2A_TEST_LIBS)
%C%_fuzz_fuzz_hostlog_SOURCES = %D%/fuzz/fuzz_hostlog.c
%C%_fuzz_fuzz_hostlog_CPPFLAGS = $(AM_CPPFLAGS)
%C%_fuzz_fuzz_hostlog_LDFLAGS = $(AM_LDFLAGS) -fsanitize=fuzzer
%C%_fuzz_fuzz_hostlog_LDADD = $(EC2A_TEST_LIBS)
# zlib packs here.
%C%_fuzz_replay_inflate_SOURCES = %D%/fuzz/fuzz_inflate.c %D%/fuzz/replay.c
%C%_fuzz_replay_inflate_CPPFLAGS = $(AM_CPPFLAGS) $(ZLIB_CFLAGS) -DEC2A_FUZZ_TARGET='"inflate"'
%C%_fuzz_replay_inflate_LDADD = $(EC2A_TEST_LIBS) $(ZLIB_LIBS)
%C%_fuzz_fuzz_inflate_SOURCES = %D%/fuzz/fuzz_inflate.c
%C%_fuzz_fuzz_inflate_CPPFLAGS = $(AM_CPPFLAGS) $(ZLIB_CFLAGS)
%C%_fuzz_fuzz_inflate_LDFLAGS = $(AM_LDFLAGS) -fsanitize=fuzzer
%C%_fuzz_fuzz_inflate_LDADD = $(EC2A_TEST_LIBS) $(ZLIB_LIBS)
%C%_fuzz_replay_ini_SOURCES = %D%/fuzz/fuzz_ini.c %D%/fuzz/replay.c
%C%_fuzz_replay_ini_CPPFLAGS = $(AM_CPPFLAGS) -DEC2A_FUZZ_TARGET='"ini"'
%C%_fuzz_replay_ini_LDADD = $(EC2A_TEST_LIBS)
%C%_fuzz_fuzz_ini_SOURCES = %D%/fuzz/fuzz_ini.c
%C%_fuzz_fuzz_ini_CPPFLAGS = $(AM_CPPFLAGS)
%C%_fuzz_fuzz_ini_LDFLAGS = $(AM_LDFLAGS) -fsanitize=fuzzer
%C%_fuzz_fuzz_ini_LDADD = $(EC2A_TEST_LIBS)
# json-c is the second opinion here.
%C%_fuzz_replay_json_SOURCES = %D%/fuzz/fuzz_json.c %D%/fuzz/replay.c
%C%_fuzz_replay_json_CPPFLAGS = $(AM_CPPFLAGS) $(JSON_C_CFLAGS) -DEC2A_FUZZ_TARGET='"json"'
%C%_fuzz_replay_json_LDADD = $(EC2A_TEST_LIBS) $(JSON_C_LIBS)
%C%_fuzz_fuzz_json_SOURCES = %D%/fuzz/fuzz_json.c
%C%_fuzz_fuzz_json_CPPFLAGS = $(AM_CPPFLAGS) $(JSON_C_CFLAGS)
%C%_fuzz_fuzz_json_LDFLAGS = $(AM_LDFLAGS) -fsanitize=fuzzer
%C%_fuzz_fuzz_json_LDADD = $(EC2A_TEST_LIBS) $(JSON_C_LIBS)
%C%_fuzz_replay_parser_SOURCES = %D%/fuzz/fuzz_parser.c %D%/fuzz/replay.c
%C%_fuzz_replay_parser_CPPFLAGS = $(AM_CPPFLAGS) -DEC2A_FUZZ_TARGET='"parser"'
%C%_fuzz_replay_parser_LDADD = $(EC2A_TEST_LIBS)
%C%_fuzz_fuzz_parser_SOURCES = %D%/fuzz/fuzz_parser.c
%C%_fuzz_fuzz_parser_CPPFLAGS = $(AM_CPPFLAGS)
%C%_fuzz_fuzz_parser_LDFLAGS = $(AM_LDFLAGS) -fsanitize=fuzzer
%C%_fuzz_fuzz_parser_LDADD = $(EC2A_TEST_LIBS)
# And here.
%C%_fuzz_replay_restore_SOURCES = %D%/fuzz/fuzz_restore.c %D%/fuzz/replay.c
%C%_fuzz_replay_restore_CPPFLAGS = $(AM_CPPFLAGS) -DEC2A_FUZZ_TARGET='"restore"'
%C%_fuzz_replay_restore_LDADD = $(EC2A_TEST_LIBS)
%C%_fuzz_fuzz_restore_SOURCES = %D%/fuzz/fuzz_restore.c
%C%_fuzz_fuzz_restore_CPPFLAGS = $(AM_CPPFLAGS)
%C%_fuzz_fuzz_restore_LDFLAGS = $(AM_LDFLAGS) -fsanitize=fuzzer
%C%_fuzz_fuzz_restore_LDADD = $(EC2A_TEST_LIBS)

%C%_fuzz_replay_s3_SOURCES = %D%/fuzz/fuzz_s3.c %D%/fuzz/replay.c
%C%_fuzz_replay_s3_CPPFLAGS = $(AM_CPPFLAGS) -DEC2A_FUZZ_TARGET='"s3"'
%C%_fuzz_replay_s3_LDADD = $(EC2A_TEST_LIBS)
%C%_fuzz_fuzz_s3_SOURCES = %D%/fuzz/fuzz_s3.c
%C%_fuzz_fuzz_s3_CPPFLAGS = $(AM_CPPFLAGS)
%C%_fuzz_fuzz_s3_LDFLAGS = $(AM_LDFLAGS) -fsanitize=fuzzer
%C%_fuzz_fuzz_s3_LDADD = $(EC2A_TEST_LIBS)
%C%_fuzz_replay_split_SOURCES = %D%/fuzz/fuzz_split.c %D%/fuzz/replay.c
%C%_fuzz_replay_split_CPPFLAGS = $(AM_CPPFLAGS) $(JSON_C_CFLAGS) -DEC2A_FUZZ_TARGET='"split"'
%C%_fuzz_replay_split_LDADD = $(EC2A_TEST_LIBS) $(JSON_C_LIBS)
%C%_fuzz_fuzz_split_SOURCES = %D%/fuzz/fuzz_split.c
%C%_fuzz_fuzz_split_CPPFLAGS = $(AM_CPPFLAGS) $(JSON_C_CFLAGS)
%C%_fuzz_fuzz_split_LDFLAGS = $(AM_LDFLAGS) -fsanitize=fuzzer
%C%_fuzz_fuzz_split_LDADD = $(EC2A_TEST_LIBS) $(JSON_C_LIBS)
%C%_fuzz_replay_unwrap_SOURCES = %D%/fuzz/fuzz_unwrap.c %D%/fuzz/replay.c
%C%_fuzz_replay_unwrap_CPPFLAGS = $(AM_CPPFLAGS) -DEC2A_FUZZ_TARGET='"unwrap"'
%C%_fuzz_replay_unwrap_LDADD = $(EC2A_TEST_LIBS)
%C%_fuzz_fuzz_unwrap_SOURCES = %D%/fuzz/fuzz_unwrap.c
%C%_fuzz_fuzz_unwrap_CPPFLAGS = $(AM_CPPFLAGS)
%C%_fuzz_fuzz_unwrap_LDFLAGS = $(AM_LDFLAGS) -fsanitize=fuzzer
%C%_fuzz_fuzz_unwrap_LDADD = $(EC2A_TEST_LIBS)

dist_check_SCRIPTS += $(EC2A_CHECKS) %D%/no_cunit.sh
check_PROGRAMS += $(EC2A_REPLAYS) %D%/creds_tool %D%/host_events %D%/http_get %D%/sigv4_sign
TESTS += $(EC2A_CHECKS) $(EC2A_REPLAYS)
if HAVE_CUNIT
check_PROGRAMS += $(EC2A_UNIT_TESTS)
TESTS += $(EC2A_UNIT_TESTS)
else
TESTS += %D%/no_cunit.sh
endif
# For programs that name no sources or libraries of their own: the unit tests.
AM_DEFAULT_SOURCE_EXT = .c
LDADD = $(EC2A_TEST_LIBS) $(CUNIT_LIBS)

TEST_EXTENSIONS = .sh
SH_LOG_COMPILER = $(SHELL)
AM_TESTS_ENVIRONMENT = \
	top_srcdir='$(abs_top_srcdir)' top_builddir='$(abs_top_builddir)' \
	CC='$(CC)' NM='$(NM)' AWK='$(AWK)' SED='$(SED)' MAKE='$(MAKE)' PKG_CONFIG='$(PKG_CONFIG)' PYTHON3='$(PYTHON3)' \
	EC2ACCESS='$(abs_top_builddir)/examples/ec2access/ec2access$(EXEEXT)' \
	EC2ACCESS_CASES='$(abs_top_builddir)/%D%/test_cases$(EXEEXT)' \
	EC2A_SANITIZE='$(EC2A_SANITIZE)' \
	EC2ACCESS_TEST_DATA="$${EC2ACCESS_TEST_DATA-$(abs_top_srcdir)/../shared/data}"; \
	export top_srcdir top_builddir CC NM AWK SED MAKE PKG_CONFIG PYTHON3 EC2ACCESS EC2ACCESS_CASES EC2A_SANITIZE EC2ACCESS_TEST_DATA;

EC2A_TEST_FILES = \
	%D%/case_files.h \
	%D%/case_match.h \
	%D%/check_creds.py \
	%D%/check_fetch.py \
	%D%/check_follow.py \
	%D%/check_lookup.py \
	%D%/check_real_data.py \
	%D%/check_rules.py \
	%D%/check_s3.py \
	%D%/check_schema.py \
	%D%/check_sigv4.py \
	%D%/check_spark.py \
	%D%/spark_trail.py \
	%D%/check_sshd.py \
	%D%/check_state.py \
	%D%/check_tls.py \
	%D%/check_validate_aws.py \
	%D%/check_validate_s3.py \
	%D%/correlate_kit.h \
	%D%/creds_kit.h \
	%D%/creds_lab.py \
	%D%/event_fill.h \
	%D%/form_writers.h \
	%D%/hostlog_kit.h \
	%D%/http_server.h \
	%D%/make_trail_digests.py \
	%D%/net_kit.h \
	%D%/lookup_kit.py \
	%D%/lookup_server.py \
	%D%/oom.h \
	%D%/parts_kit.h \
	%D%/read_findings.py \
	%D%/sigv4_file.h \
	%D%/s3_kit.h \
	%D%/s3_lab.py \
	%D%/s3_many.py \
	%D%/s3_wire.h \
	%D%/split_told.h \
	%D%/sshd_lab.py \
	%D%/stream_kit.h \
	%D%/stream_kit.py \
	%D%/test.h \
	%D%/trail_digests.py \
	%D%/trail_kit.h
EXTRA_DIST += $(EC2A_TEST_FILES) %D%/checks.sh %D%/length_exceptions.txt %D%/abi/constants.txt \
	%D%/commands %D%/data %D%/fuzz/corpus %D%/sigv4 %D%/all_paths.sh %D%/many_small_files.sh %D%/s3_many.sh %D%/tools.sh

# A short run of each libFuzzer target, from its corpus; findings are left in the build folder. The seed is the same each
# time, so that nobody's change is refused for what another run found; EC2A_FUZZ_SEED=0 looks elsewhere.
EC2A_FUZZ_SEED = 1
fuzz-short: $(EC2A_FUZZERS)
	for target in $(EC2A_FUZZ_TARGETS); do \
		rm -rf %D%/fuzz/found/$$target && $(MKDIR_P) %D%/fuzz/found/$$target && \
		%D%/fuzz/fuzz_$$target$(EXEEXT) -seed=$(EC2A_FUZZ_SEED) -runs=20000 -max_total_time=30 -max_len=65536 -timeout=10 \
			-rss_limit_mb=1024 -artifact_prefix=%D%/fuzz/$$target- -verbosity=0 \
			%D%/fuzz/found/$$target $(srcdir)/%D%/fuzz/corpus/$$target || exit 1; \
	done

# Every kind of instructions, and both engines that inflate; minutes. check-paths-quick: the test programs alone.
check-paths check-paths-quick:
	$(MAKE) $(AM_MAKEFLAGS) all
	$(MAKE) $(AM_MAKEFLAGS) $(check_PROGRAMS) $(check_LTLIBRARIES)
	@$(AM_TESTS_ENVIRONMENT) EC2A_PATH_TESTS='$(EC2A_PATH_TESTS)' $(SHELL) $(srcdir)/%D%/all_paths.sh `expr $@ : check-paths-'\(.*\)'`

# The interface of a release, for check_abi.sh; made with -g, committed with the release.
abi-baseline: lib/libec2access.la
	abidw --headers-dir $(srcdir)/include --no-corpus-path --no-comp-dir-path \
		--out-file $(srcdir)/%D%/abi/libec2access.$$(uname -m).abi lib/.libs/libec2access.so

.PHONY: fuzz-short abi-baseline check-paths check-paths-quick
