# SPDX-License-Identifier: MIT
ec2accessdir = $(includedir)/ec2access
ec2access_HEADERS = \
	%D%/ec2access/ec2access.h \
	%D%/ec2access/base.h \
	%D%/ec2access/bulk.h \
	%D%/ec2access/event.h \
	%D%/ec2access/parser.h \
	%D%/ec2access/classify.h \
	%D%/ec2access/facts.h \
	%D%/ec2access/correlate.h \
	%D%/ec2access/coverage.h \
	%D%/ec2access/parts.h \
	%D%/ec2access/digest.h \
	%D%/ec2access/source.h \
	%D%/ec2access/scan.h
nodist_ec2access_HEADERS = %D%/ec2access/version.h
