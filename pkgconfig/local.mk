# SPDX-License-Identifier: MIT
pkgconfig_DATA = %D%/ec2access.pc
