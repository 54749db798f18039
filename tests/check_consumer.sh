#!/bin/sh
# SPDX-License-Identifier: MIT
# What a vendor does: installs, builds a program of his own outside the tree by pkg-config, runs it; shared and
# static. The installed program answers too.
. "${top_srcdir:-$(dirname "$0")/..}/tests/checks.sh"
have "$PKG_CONFIG" || skip "no pkg-config"
make_scratch

MAKEFLAGS= $MAKE -C "$top_builddir" install DESTDIR="$scratch/root" >"$scratch/log" 2>&1 || {
	cat "$scratch/log" >&2
	problem "make install"
	finish
}
pc=$(find "$scratch/root" -name ec2access.pc)
[ -n "$pc" ] || { problem "no ec2access.pc installed"; finish; }
grep -q '^Libs:.*-lec2access$' "$pc" || problem "ec2access.pc: Libs names more than our own library"
grep -q '^Requires.private:.*json-c' "$pc" || problem "ec2access.pc: dependencies belong into Requires.private"
if grep -q '^Requires:' "$pc"; then problem "ec2access.pc: no dependency is part of our interface"; fi

# The staged tree is not where the .pc says: put the stage before each absolute path.
mkdir "$scratch/pc"
"$SED" "s|^\([a-z_]*=\)/|\1$scratch/root/|" "$pc" >"$scratch/pc/ec2access.pc"
PKG_CONFIG_PATH=$scratch/pc${PKG_CONFIG_PATH:+:$PKG_CONFIG_PATH}
export PKG_CONFIG_PATH
libdir=$($PKG_CONFIG --variable=libdir ec2access)
bindir=$(dirname "$(find "$scratch/root" -name ec2access -type f -perm -u+x | head -n 1)")

mkdir "$scratch/consumer"
cat >"$scratch/consumer/who.c" <<'END'
#include <ec2access/ec2access.h>
#include <stdio.h>
#include <string.h>

int main(void)
{
	ec2a_config *config;

	if (ec2a_config_new(&config) != 0)
		return 1;
	ec2a_config_unref(config);
	printf("%s\n", ec2a_version());
	return strcmp(ec2a_version(), EC2A_VERSION) != 0 || ec2a_version_number() != EC2A_VERSION_NUMBER;
}
END
cp "$top_srcdir/examples/01_sessions.c" "$scratch/consumer/"
cd "$scratch/consumer" || exit 1

build() { # OUTPUT FLAGS... (of pkg-config)
	output=$1
	shift
	for source in who 01_sessions; do
		# Not quoted: flags are words. No -I or -L of the tree: the installed files must do.
		$CC $EC2A_SANITIZE -Wall -Wextra -Werror -o "$output-$source" $source.c "$@" >"$scratch/log" 2>&1 || {
			cat "$scratch/log" >&2
			problem "$output: $source.c does not build with: $*"
			return 1
		}
	done
}

if [ -f "$libdir/libec2access.so" ]; then
	LD_LIBRARY_PATH=$libdir
	export LD_LIBRARY_PATH
	build shared $($PKG_CONFIG --cflags --libs ec2access) && {
		version=$(./shared-who) || problem "shared: the program fails"
		[ "$version" = "$($PKG_CONFIG --modversion ec2access)" ] || problem "shared: version '$version'"
		./shared-01_sessions "$top_srcdir/examples/trail" >"$scratch/shared.jsonl" || problem "shared: 01_sessions fails"
		[ -s "$scratch/shared.jsonl" ] || problem "shared: 01_sessions prints no session"
		case $(uname) in Linux)
			ldd ./shared-who | grep -q 'libec2access\.so\.0 ' || problem "shared: SONAME is not libec2access.so.0" ;;
		esac
	}
	[ -x "$bindir/ec2access" ] || problem "no program ec2access installed"
	"$bindir/ec2access" --version >"$scratch/log" 2>&1 || { cat "$scratch/log" >&2; problem "ec2access --version"; }
	unset LD_LIBRARY_PATH
fi
if [ -f "$libdir/libec2access.a" ]; then
	# Alone in a folder, so that the linker finds no .so of ours; the flags must name all that it needs.
	mkdir "$scratch/static"
	cp "$libdir/libec2access.a" "$scratch/static/"
	"$SED" "s|^libdir=.*|libdir=$scratch/static|" "$scratch/pc/ec2access.pc" >"$scratch/pc/tmp" &&
		mv "$scratch/pc/tmp" "$scratch/pc/ec2access.pc"
	build static $($PKG_CONFIG --static --cflags --libs ec2access) && {
		./static-who >"$scratch/log" || problem "static: the program fails"
		./static-01_sessions "$top_srcdir/examples/trail" >"$scratch/static.jsonl" || problem "static: 01_sessions fails"
		if [ -f "$scratch/shared.jsonl" ]; then
			cmp "$scratch/shared.jsonl" "$scratch/static.jsonl" || problem "static and shared print different sessions"
		fi
	}
fi

finish "installed, built outside the tree, run"
