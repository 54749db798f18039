#!/bin/sh
# SPDX-License-Identifier: MIT
# What a real sshd writes while a real client logs in, read by the library and joined by the program. The server listens
# on 127.0.0.1 for a few seconds, with throwaway keys. Where the system allows it, namespaces give it a network, a
# /dev/log, a /run and a /var/log of its own, so that nothing is left behind and no syslog daemon hears of it.
. "${top_srcdir:-$(dirname "$0")/..}/tests/checks.sh"
program=${EC2ACCESS:-$top_builddir/examples/ec2access/ec2access}
reader=$top_builddir/tests/host_events

[ "$(id -u)" = 0 ] || skip "not root, and only root's sshd asks a command for keys"
[ -x "$program" ] || skip "no program $program (EC2ACCESS)"
[ -x "$reader" ] || skip "no program $reader (make check builds it)"
have "$PYTHON3" || skip "no python3"
PATH=$PATH:/usr/sbin:/sbin
for needed in sshd ssh ssh-keygen logger; do
	have $needed || skip "$needed is not there (openssh-server, openssh-client, bsdutils)"
done
make_scratch
EC2ACCESS=$program
HOST_EVENTS=$reader
SCRATCH=$scratch
export PATH PYTHON3 top_srcdir EC2ACCESS HOST_EVENTS SCRATCH

isolate='mkdir -p "$SCRATCH/dev" && mount -t tmpfs -o mode=755 none "$SCRATCH/dev" &&
for node in null zero full random urandom tty; do
	: >"$SCRATCH/dev/$node" && mount --bind "/dev/$node" "$SCRATCH/dev/$node" || exit 1
done &&
mkdir "$SCRATCH/dev/shm" && mount --move "$SCRATCH/dev" /dev &&
mount -t tmpfs -o mode=755 none /run && mount -t tmpfs -o mode=755 none /var/log'
alone() {
	unshare --mount --net --pid --mount-proc --fork --kill-child sh -c "$isolate && $1"
}
if alone true 2>/dev/null; then
	alone 'exec "$PYTHON3" -B "$top_srcdir/tests/check_sshd.py" isolated'
else
	"$PYTHON3" -B "$top_srcdir/tests/check_sshd.py" open
fi
status=$?
tail -n 1 "$scratch/said" 2>/dev/null
exit $status
