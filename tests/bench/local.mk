# SPDX-License-Identifier: MIT
# The bench is no test: nothing of it is built by "make" or "make check", and no time of it fails anything.
EXTRA_PROGRAMS += %D%/bench_correlate %D%/bench_events %D%/bench_stream
%C%_bench_correlate_CPPFLAGS = $(EC2A_PUBLIC_CPPFLAGS)
%C%_bench_correlate_LDADD = lib/libec2access.la
%C%_bench_events_CPPFLAGS = $(EC2A_PUBLIC_CPPFLAGS)
%C%_bench_events_LDADD = lib/libec2access.la
%C%_bench_stream_SOURCES = %D%/bench_stream.c %D%/fleet_acts.c %D%/fleet_files.c %D%/fleet_rows.c %D%/fleet_text.c \
	%D%/fleet.h %D%/fleet_rows.h
%C%_bench_stream_CPPFLAGS = $(EC2A_PUBLIC_CPPFLAGS)
%C%_bench_stream_LDADD = lib/libec2access.la
CLEANFILES += %D%/bench_correlate$(EXEEXT) %D%/bench_events$(EXEEXT) %D%/bench_stream$(EXEEXT)

EC2A_BENCH_FILES = \
	%D%/access.txt \
	%D%/bench.py \
	%D%/bench_fleet.py \
	%D%/bench_measure.py \
	%D%/bench_plot.py \
	%D%/bench_programs.py \
	%D%/bench_python.py \
	%D%/bench_report.py \
	%D%/bench_rows.py \
	%D%/corpus_access.py \
	%D%/corpus_noise.py \
	%D%/corpus_world.py \
	%D%/make_corpus.py \
	%D%/make_fleet.py \
	%D%/peers/count.h \
	%D%/peers/count.jq \
	%D%/peers/duckdb_count.py \
	%D%/peers/files.h \
	%D%/peers/inflate.c \
	%D%/peers/json_count.py \
	%D%/peers/jsonc.c \
	%D%/peers/memory.c \
	%D%/peers/simdjson.cc
EXTRA_DIST += $(EC2A_BENCH_FILES)

EC2A_BENCH_NEEDS = examples/ec2access/ec2access$(EXEEXT) %D%/bench_correlate$(EXEEXT) %D%/bench_events$(EXEEXT) \
	%D%/bench_stream$(EXEEXT)
EC2A_BENCH_SCRIPT = '$(PYTHON3)' '$(srcdir)/%D%/bench_python.py' --build '$(abs_top_builddir)'
EC2A_BENCH = CC='$(CC)' PYTHONDONTWRITEBYTECODE=1 '$(PYTHON3)' '$(srcdir)/%D%/bench.py' --build '$(abs_top_builddir)'

# BENCH_DIR, BENCH_SCALE, BENCH_PYTHON and BENCH_CLOUDTRAIL_RS: doc/performance.md. BENCH_ARGS: bench.py --help.
bench: $(EC2A_BENCH_NEEDS)
	$(EC2A_BENCH) $(BENCH_ARGS)
	$(EC2A_BENCH_SCRIPT)

# The table and the plot of the documentation, too.
bench-doc: $(EC2A_BENCH_NEEDS)
	$(EC2A_BENCH) --write '$(srcdir)/doc' $(BENCH_ARGS)
	$(EC2A_BENCH_SCRIPT) --write '$(srcdir)/doc'

# That all of it works and all counts agree, in seconds; says nothing about time.
bench-smoke: $(EC2A_BENCH_NEEDS)
	$(EC2A_BENCH) --smoke $(BENCH_ARGS)
	$(EC2A_BENCH_SCRIPT) --smoke

.PHONY: bench bench-doc bench-smoke
