# SPDX-License-Identifier: MIT
# The complete program, against the public header alone.
bin_PROGRAMS += %D%/ec2access/ec2access
%C%_ec2access_ec2access_SOURCES = \
	%D%/ec2access/calendar.c \
	%D%/ec2access/calendar.h \
	%D%/ec2access/cells.c \
	%D%/ec2access/cells.h \
	%D%/ec2access/checksum.c \
	%D%/ec2access/checksum.h \
	%D%/ec2access/commands.h \
	%D%/ec2access/coverage.c \
	%D%/ec2access/coverage.h \
	%D%/ec2access/coverage_line.c \
	%D%/ec2access/csv.c \
	%D%/ec2access/events.c \
	%D%/ec2access/evidence.c \
	%D%/ec2access/evidence.h \
	%D%/ec2access/explain.c \
	%D%/ec2access/fetch.c \
	%D%/ec2access/fetch.h \
	%D%/ec2access/fetch_history.c \
	%D%/ec2access/fetch_objects.c \
	%D%/ec2access/fetch_span.c \
	%D%/ec2access/fetch_span.h \
	%D%/ec2access/filter.c \
	%D%/ec2access/filter.h \
	%D%/ec2access/filter_event.c \
	%D%/ec2access/folder.c \
	%D%/ec2access/folder.h \
	%D%/ec2access/follow.c \
	%D%/ec2access/format.h \
	%D%/ec2access/gather.c \
	%D%/ec2access/gather.h \
	%D%/ec2access/grid.c \
	%D%/ec2access/grid.h \
	%D%/ec2access/help.c \
	%D%/ec2access/help.h \
	%D%/ec2access/help_notes.c \
	%D%/ec2access/help_table.c \
	%D%/ec2access/help_table.h \
	%D%/ec2access/interrupt.c \
	%D%/ec2access/interrupt.h \
	%D%/ec2access/json.c \
	%D%/ec2access/json.h \
	%D%/ec2access/jsonl.c \
	%D%/ec2access/known.c \
	%D%/ec2access/known.h \
	%D%/ec2access/lines.c \
	%D%/ec2access/lines.h \
	%D%/ec2access/main.c \
	%D%/ec2access/options.c \
	%D%/ec2access/options.h \
	%D%/ec2access/options_net.c \
	%D%/ec2access/options_net.h \
	%D%/ec2access/options_value.c \
	%D%/ec2access/options_value.h \
	%D%/ec2access/output.c \
	%D%/ec2access/output.h \
	%D%/ec2access/path.c \
	%D%/ec2access/path.h \
	%D%/ec2access/piece.c \
	%D%/ec2access/piece.h \
	%D%/ec2access/place.c \
	%D%/ec2access/place.h \
	%D%/ec2access/progress.c \
	%D%/ec2access/progress.h \
	%D%/ec2access/rules.c \
	%D%/ec2access/rules.h \
	%D%/ec2access/run.c \
	%D%/ec2access/run.h \
	%D%/ec2access/sessions.c \
	%D%/ec2access/state.c \
	%D%/ec2access/state.h \
	%D%/ec2access/state_bytes.c \
	%D%/ec2access/state_bytes.h \
	%D%/ec2access/stream.c \
	%D%/ec2access/stream.h \
	%D%/ec2access/stream_batch.c \
	%D%/ec2access/stream_far.c \
	%D%/ec2access/stream_read.c \
	%D%/ec2access/summary.c \
	%D%/ec2access/summary.h \
	%D%/ec2access/table.c \
	%D%/ec2access/table_fit.c \
	%D%/ec2access/table_fit.h \
	%D%/ec2access/text.c \
	%D%/ec2access/text.h \
	%D%/ec2access/timeline.c \
	%D%/ec2access/timeline_line.c \
	%D%/ec2access/timeline_line.h \
	%D%/ec2access/trail_keys.c \
	%D%/ec2access/trail_keys.h \
	%D%/ec2access/usage.c \
	%D%/ec2access/validate.c \
	%D%/ec2access/verified.c \
	%D%/ec2access/verified.h \
	%D%/ec2access/watch.c \
	%D%/ec2access/watch.h \
	%D%/ec2access/when.c \
	%D%/ec2access/when.h \
	%D%/ec2access/who.c \
	%D%/ec2access/who.h
%C%_ec2access_ec2access_CPPFLAGS = $(EC2A_PUBLIC_CPPFLAGS)
%C%_ec2access_ec2access_LDADD = lib/libec2access.la

# The man page and the completions, made of the table that the program reads its arguments by.
noinst_PROGRAMS += %D%/ec2access/make_docs
%C%_ec2access_make_docs_SOURCES = \
	%D%/ec2access/docs.h \
	%D%/ec2access/docs_bash.c \
	%D%/ec2access/docs_man.c \
	%D%/ec2access/docs_zsh.c \
	%D%/ec2access/help_notes.c \
	%D%/ec2access/help_table.c \
	%D%/ec2access/help_table.h \
	%D%/ec2access/make_docs.c \
	lib/names.c
# It runs while building, so it is neither instrumented nor linked with the library: the table of names is all it needs.
%C%_ec2access_make_docs_CPPFLAGS = $(AM_CPPFLAGS)
%C%_ec2access_make_docs_CFLAGS = $(EC2A_CFLAGS)
%C%_ec2access_make_docs_LDFLAGS = $(EC2A_LDFLAGS)
%C%_ec2access_make_docs_LDADD =

EC2A_MAKE_DOCS = %D%/ec2access/make_docs$(EXEEXT)
%D%/ec2access/ec2access.1: $(EC2A_MAKE_DOCS)
	$(AM_V_GEN)$(EC2A_MAKE_DOCS) man >$@.tmp && mv $@.tmp $@
%D%/ec2access/ec2access.bash: $(EC2A_MAKE_DOCS)
	$(AM_V_GEN)$(EC2A_MAKE_DOCS) bash >$@.tmp && mv $@.tmp $@
%D%/ec2access/_ec2access: $(EC2A_MAKE_DOCS)
	$(AM_V_GEN)$(EC2A_MAKE_DOCS) zsh >$@.tmp && mv $@.tmp $@
man1_MANS = %D%/ec2access/ec2access.1
bashcompletion_DATA = %D%/ec2access/ec2access.bash
zshcompletion_DATA = %D%/ec2access/_ec2access
CLEANFILES += $(man1_MANS) $(bashcompletion_DATA) $(zshcompletion_DATA)

# Small programs that teach one thing each.
noinst_PROGRAMS += %D%/01_sessions
%C%_01_sessions_CPPFLAGS = $(EC2A_PUBLIC_CPPFLAGS)
%C%_01_sessions_LDADD = lib/libec2access.la

noinst_PROGRAMS += %D%/02_count_events %D%/03_feed_pipe %D%/04_custom_document %D%/05_usage_per_day
%C%_02_count_events_CPPFLAGS = $(EC2A_PUBLIC_CPPFLAGS)
%C%_02_count_events_LDADD = lib/libec2access.la
%C%_03_feed_pipe_CPPFLAGS = $(EC2A_PUBLIC_CPPFLAGS)
%C%_03_feed_pipe_LDADD = lib/libec2access.la
%C%_04_custom_document_CPPFLAGS = $(EC2A_PUBLIC_CPPFLAGS)
%C%_04_custom_document_LDADD = lib/libec2access.la
%C%_05_usage_per_day_CPPFLAGS = $(EC2A_PUBLIC_CPPFLAGS)
%C%_05_usage_per_day_LDADD = lib/libec2access.la

EXTRA_DIST += %D%/README.md %D%/trail %D%/make_trail.py \
	%D%/python/boto3_history.py %D%/python/live_parser.py %D%/python/trails_to_csv.py %D%/python/usage_plot.py
EXTRA_DIST += %D%/README.md %D%/trail %D%/make_trail.py %D%/signed-trail %D%/make_signed_trail.py
