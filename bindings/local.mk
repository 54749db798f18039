# SPDX-License-Identifier: MIT
# Python, over the installed library by ctypes: nothing of it is compiled.
EC2A_PYTHON_MODULES = \
	%D%/python/ec2access/__init__.py \
	%D%/python/ec2access/_constants.py \
	%D%/python/ec2access/_counts.py \
	%D%/python/ec2access/_ffi.py \
	%D%/python/ec2access/_handle.py \
	%D%/python/ec2access/_interrupt.py \
	%D%/python/ec2access/_load.py \
	%D%/python/ec2access/_names.py \
	%D%/python/ec2access/access_event.py \
	%D%/python/ec2access/config.py \
	%D%/python/ec2access/correlate.py \
	%D%/python/ec2access/digest.py \
	%D%/python/ec2access/errors.py \
	%D%/python/ec2access/event.py \
	%D%/python/ec2access/evidence.py \
	%D%/python/ec2access/filters.py \
	%D%/python/ec2access/parser.py \
	%D%/python/ec2access/parts.py \
	%D%/python/ec2access/problem.py \
	%D%/python/ec2access/scan.py \
	%D%/python/ec2access/session.py \
	%D%/python/ec2access/sources.py \
	%D%/python/ec2access/spark.py \
	%D%/python/ec2access/times.py
EC2A_PYTHON_TESTS = \
	%D%/python/tests/conftest.py \
	%D%/python/tests/test_aws.py \
	%D%/python/tests/test_constants.py \
	%D%/python/tests/test_digest.py \
	%D%/python/tests/test_events.py \
	%D%/python/tests/test_examples.py \
	%D%/python/tests/test_ffi.py \
	%D%/python/tests/test_inputs.py \
	%D%/python/tests/test_lint.py \
	%D%/python/tests/test_parser.py \
	%D%/python/tests/test_parts.py \
	%D%/python/tests/test_robust.py \
	%D%/python/tests/test_sessions.py
EXTRA_DIST += $(EC2A_PYTHON_MODULES) $(EC2A_PYTHON_TESTS) %D%/python/ec2access/py.typed %D%/python/README.md \
	%D%/python/build_backend.py %D%/python/make_constants.py %D%/python/pyproject.toml

ec2accesspydir = $(pythondir)/ec2access
if INSTALL_PYTHON
ec2accesspy_DATA = $(EC2A_PYTHON_MODULES) %D%/python/ec2access/py.typed

# Compiled once here: whoever imports it later may not write there.
install-data-hook:
	-cd $(DESTDIR)$(ec2accesspydir) && '$(PYTHON3)' -m compileall -q -s "$(DESTDIR)" "$(DESTDIR)$(ec2accesspydir)"
uninstall-hook:
	rm -rf "$(DESTDIR)$(ec2accesspydir)/__pycache__"
	-rmdir "$(DESTDIR)$(ec2accesspydir)" 2>/dev/null
endif

# A wheel with the library, and what that is linked with, inside: for machines without libec2access. WHEEL_DIR: where to.
WHEEL_DIR = $(abs_top_builddir)/dist
AUDITWHEEL = auditwheel
wheel: lib/libec2access.la
	rm -rf %D%/wheel && $(MKDIR_P) %D%/wheel
	EC2ACCESS_BUNDLE='$(abs_top_builddir)/lib/.libs/libec2access.so.0' PYTHONDONTWRITEBYTECODE=1 \
		'$(PYTHON3)' '$(srcdir)/%D%/python/build_backend.py' --output %D%/wheel
	$(AUDITWHEEL) repair --strip --wheel-dir '$(WHEEL_DIR)' %D%/wheel/*.whl
	rm -rf %D%/wheel

.PHONY: wheel
