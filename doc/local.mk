# SPDX-License-Identifier: MIT
# Warnings of doxygen are errors: a function without its documentation does not pass.
doc: %D%/Doxyfile
	@if test '$(DOXYGEN)' = no; then echo 'make doc: doxygen was not found by configure' >&2; exit 1; fi
	$(MKDIR_P) %D%
	$(DOXYGEN) %D%/Doxyfile

EXTRA_DIST += \
	%D%/overview.md \
	%D%/python.md \
	%D%/rules.md \
	%D%/rules.schema.json \
	%D%/abi.md \
	%D%/credentials.md \
	%D%/dataflow.svg \
	%D%/extra.css \
	%D%/flags.md \
	%D%/forms.md \
	%D%/limits.md \
	%D%/network.md \
	%D%/performance.md \
	%D%/performance.svg \
	%D%/scale.md \
	%D%/scale.svg \
	%D%/stream-batch.svg \
	%D%/stream-restart.svg \
	%D%/stream-rows.svg \
	%D%/streams.md \
	%D%/taxonomy.md \
	%D%/threads.md \
	%D%/unknowable.md \
	%D%/validation.md \
	%D%/session.schema.json
