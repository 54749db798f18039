# SPDX-License-Identifier: MIT
# The complete program, against the public header alone.
bin_PROGRAMS += %D%/ec2access/ec2access
%C%_ec2access_ec2access_SOURCES = \
	%D%/ec2access/cells.c \
	%D%/ec2access/cells.h \
	%D%/ec2access/csv.c \
	%D%/ec2access/filter.c \
	%D%/ec2access/filter.h \
	%D%/ec2access/format.h \
	%D%/ec2access/help.c \
	%D%/ec2access/help.h \
	%D%/ec2access/interrupt.c \
	%D%/ec2access/interrupt.h \
	%D%/ec2access/jsonl.c \
	%D%/ec2access/main.c \
	%D%/ec2access/options.c \
	%D%/ec2access/options.h \
	%D%/ec2access/options_value.c \
	%D%/ec2access/options_value.h \
	%D%/ec2access/output.c \
	%D%/ec2access/output.h \
	%D%/ec2access/progress.c \
	%D%/ec2access/progress.h \
	%D%/ec2access/sessions.c \
	%D%/ec2access/sessions.h \
	%D%/ec2access/summary.c \
	%D%/ec2access/summary.h \
	%D%/ec2access/table.c \
	%D%/ec2access/table_fit.c \
	%D%/ec2access/table_fit.h \
	%D%/ec2access/text.c \
	%D%/ec2access/text.h \
	%D%/ec2access/when.c \
	%D%/ec2access/when.h
%C%_ec2access_ec2access_CPPFLAGS = $(EC2A_PUBLIC_CPPFLAGS)
%C%_ec2access_ec2access_LDADD = lib/libec2access.la

# Small programs that teach one thing each.
noinst_PROGRAMS += %D%/01_sessions
%C%_01_sessions_CPPFLAGS = $(EC2A_PUBLIC_CPPFLAGS)
%C%_01_sessions_LDADD = lib/libec2access.la

EXTRA_DIST += %D%/trail %D%/make_trail.py
