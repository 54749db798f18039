dnl SPDX-License-Identifier: MIT

dnl EC2A_CFLAGS_IF_TAKEN(VARIABLE, FLAGS)
dnl Appends each flag that the C compiler takes. -Werror, because clang only
dnl warns of a warning option that it does not know.
AC_DEFUN([EC2A_CFLAGS_IF_TAKEN], [
	ec2a_save_CFLAGS=$CFLAGS
	for ec2a_flag in $2; do
		CFLAGS="$ec2a_save_CFLAGS -Werror $ec2a_flag"
		AC_MSG_CHECKING([whether $CC takes $ec2a_flag])
		AC_COMPILE_IFELSE([AC_LANG_PROGRAM()],
			[AC_MSG_RESULT([yes]); $1="$$1 $ec2a_flag"],
			[AC_MSG_RESULT([no])])
	done
	CFLAGS=$ec2a_save_CFLAGS
])

dnl EC2A_LDFLAGS_IF_TAKEN(VARIABLE, FLAGS, [IF-TAKEN])
dnl The same for the linker.
AC_DEFUN([EC2A_LDFLAGS_IF_TAKEN], [
	ec2a_save_LDFLAGS=$LDFLAGS
	for ec2a_flag in $2; do
		LDFLAGS="$ec2a_save_LDFLAGS $ec2a_flag"
		AC_MSG_CHECKING([whether the linker takes $ec2a_flag])
		AC_LINK_IFELSE([AC_LANG_PROGRAM()],
			[AC_MSG_RESULT([yes]); $1="$$1 $ec2a_flag"; $3],
			[AC_MSG_RESULT([no])])
	done
	LDFLAGS=$ec2a_save_LDFLAGS
])
