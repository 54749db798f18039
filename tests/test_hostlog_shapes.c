/* SPDX-License-Identifier: MIT */
/* What each shape of a message tells; the same in every envelope. Names, addresses, keys and ids are invented. */
#include "hostlog_kit.h"

#include "hostlog.h"

#define FP "SHA256:abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOP0"
#define CA "SHA256:0123456789+/abcdefghijklmnopqrstuvwxyzABCDE"
#define MD5 "9a:0b:1c:2d:3e:4f:50:61:72:83:94:a5:b6:c7:d8:e9"
#define UUID "0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0"

/* A message after its program, and what it tells; NULL: a line of no kind. */
struct shape {
	const char *message, *want;
};

/* The three envelopes of one message; journald's has no quotes to escape. */
static void is(const char *program, const char *message, const char *want)
{
	char line[4096];

	snprintf(line, sizeof line, "Feb  3 08:15:09 ip-10-20-30-40 %s: %s\n", program, message);
	EQ_TEXT(kit_said(line), want);
	snprintf(line, sizeof line, "2026-02-03T08:15:09.120345+00:00 ip-10-20-30-40 %s: %s\r\n", program, message);
	EQ_TEXT(kit_said(line), want);
	snprintf(line, sizeof line,
		 "{\"__REALTIME_TIMESTAMP\":\"1770106509120345\",\"_HOSTNAME\":\"ip-10-20-30-40\","
		 "\"SYSLOG_IDENTIFIER\":\"%.*s\",\"_PID\":\"2301\",\"MESSAGE\":\"%s\"}\n",
		 (int)strcspn(program, "["), program, message);
	EQ_TEXT(kit_said(line), want);
}

static void all(const char *program, const struct shape *shapes, size_t n_shapes)
{
	for (size_t i = 0; i < n_shapes; i++)
		is(program, shapes[i].message, shapes[i].want ? shapes[i].want : "other");
}

#define ALL(program, shapes) all((program), (shapes), sizeof(shapes) / sizeof((shapes)[0]))

static const struct shape logins[] = {
	{ "Accepted publickey for ec2-user from 203.0.113.9 port 52110 ssh2: ED25519 " FP,
	  "access Accepted publickey source_ip=203.0.113.9 os_user=ec2-user public_key_fingerprint=" FP
	  " source_port=52110 auth_method=publickey key_type=ED25519" },
	{ "Accepted publickey for ana from 2001:db8::7 port 50022 ssh2: ED25519-CERT " FP " ID ana (serial 7) CA RSA " CA,
	  "access Accepted publickey source_ip=2001:db8::7 os_user=ana public_key_fingerprint=" FP
	  " source_port=50022 auth_method=publickey key_type=ED25519-CERT certificate_id=ana certificate_serial=7"
	  " ca_fingerprint=" CA },
	{ "Accepted password for root from 198.51.100.4 port 42825 ssh2",
	  "access Accepted password source_ip=198.51.100.4 os_user=root source_port=42825 auth_method=password" },
	{ "Accepted keyboard-interactive/pam for ana from 198.51.100.4 port 42825 ssh2",
	  "access Accepted keyboard-interactive/pam source_ip=198.51.100.4 os_user=ana source_port=42825"
	  " auth_method=keyboard-interactive/pam" },
	{ "Accepted gssapi-with-mic for ana from 198.51.100.4 port 42825 ssh2: ana@EXAMPLE.COM",
	  "access Accepted gssapi-with-mic source_ip=198.51.100.4 os_user=ana source_port=42825"
	  " auth_method=gssapi-with-mic" },
	{ "Accepted publickey for ana from 127.0.0.1 port 40000 ssh2: RSA MD5:" MD5,
	  "access Accepted publickey source_ip=127.0.0.1 os_user=ana public_key_fingerprint=MD5:" MD5
	  " source_port=40000 auth_method=publickey key_type=RSA" },
	{ "Accepted publickey for ana from ::1 port 40000 ssh2: RSA " MD5,
	  "access Accepted publickey source_ip=::1 os_user=ana public_key_fingerprint=" MD5
	  " source_port=40000 auth_method=publickey key_type=RSA" },
	{ "Accepted publickey for ana from 203.0.113.9 port 52110 ssh2",
	  "access Accepted publickey source_ip=203.0.113.9 os_user=ana source_port=52110 auth_method=publickey" },
	{ "Accepted publickey for ana from 203.0.113.9 port 52110 ssh",
	  "access Accepted publickey source_ip=203.0.113.9 os_user=ana source_port=52110 auth_method=publickey" },
	{ "Accepted publickey for ana from host.example.com port 52110 ssh2: ECDSA " FP "=",
	  "access Accepted publickey source_ip=host.example.com os_user=ana public_key_fingerprint=" FP
	  " source_port=52110 auth_method=publickey key_type=ECDSA" },
	/* sshd's other side is no socket: no address */
	{ "Accepted publickey for ana from UNKNOWN port 65535 ssh2: RSA " FP,
	  "access Accepted publickey os_user=ana public_key_fingerprint=" FP " auth_method=publickey key_type=RSA" },
	/* an example's fingerprint, kept as logged */
	{ "Accepted publickey for ec2-user from 123.123.123.123 port 58080 ssh2: RSA SHA256:SAMPLEvSAMPLE/SAMPLE",
	  "access Accepted publickey source_ip=123.123.123.123 os_user=ec2-user"
	  " public_key_fingerprint=SHA256:SAMPLEvSAMPLE/SAMPLE source_port=58080 auth_method=publickey key_type=RSA" },
	/* as a published sample has them */
	{ " Accepted password for ana from 2001:0db8:0a0b:12f0::1 port 42532  ssh2",
	  "access Accepted password source_ip=2001:0db8:0a0b:12f0::1 os_user=ana source_port=42532 auth_method=password" },
	{ "Accepted publickey for ana from 203.0.113.9 port 8759",
	  "access Accepted publickey source_ip=203.0.113.9 os_user=ana source_port=8759 auth_method=publickey" },
	{ "Accepted publickey for ana from 203.0", "access Accepted publickey auth_method=publickey" },
	{ "pam_unix(sshd:session): session opened for user ec2-user(uid=1000) by ec2-user(uid=0)",
	  "access session opened os_user=ec2-user" },
	{ "pam_unix(sshd:session): session opened for user ana by (uid=0)", "access session opened os_user=ana" },
	{ "pam_unix(sshd:session): session opened for user ana(uid=1000) by (uid=0)", "access session opened os_user=ana" },
	{ "Accepted key RSA " FP " found at /home/ana/.ssh/authorized_keys:2", NULL },
	{ "Accepted certificate ID x for y from 1.2.3.4 port 5 ssh2", NULL },
	{ "Postponed publickey for ana from 203.0.113.9 port 52110 ssh2 [preauth]", NULL },
	{ "Partial publickey for ana from 203.0.113.9 port 52110 ssh2: RSA " FP, NULL },
	{ "User child is on pid 60225", NULL },
	{ "Server listening on 0.0.0.0 port 22.", NULL },
	{ "pam_winbind(sshd:account): user 'ana' granted access", NULL },
	{ "Connection from 203.0.113.9 port 52110 on 10.20.30.40 port 22", NULL },
	{ "Starting session: shell on pts/0 for ana from 203.0.113.9 port 52110 id 0", NULL },
	{ "Close session: user ana from 203.0.113.9 port 52110 id 0", NULL },
	{ "Transferred: sent 3456, received 2345 bytes", NULL },
	{ "Received signal 15; terminating.", NULL },
	{ "AuthorizedKeysCommand /usr/share/ec2-instance-connect/eic_run_authorized_keys ubuntu " FP " failed, status 22",
	  NULL },
};

static void test_logins(void)
{
	ALL("sshd[2301]", logins);
	ALL("sshd-session[2301]", logins);
	ALL("sshd-auth[2301]", logins);
}

/* The rightmost place is sshd's own; what stands before it is a name that somebody chose. */
static const struct shape forged[] = {
	{ "Accepted publickey for x from 1.2.3.4 port 22 ssh2 from 9.9.9.9 port 5 ssh2: RSA " FP,
	  "access Accepted publickey source_ip=9.9.9.9 os_user=x from 1.2.3.4 port 22 ssh2 public_key_fingerprint=" FP
	  " source_port=5 auth_method=publickey key_type=RSA" },
	{ "Accepted password for x from 1.2.3.4 port 22 ssh2: RSA " CA " from 9.9.9.9 port 5 ssh2",
	  "access Accepted password source_ip=9.9.9.9 os_user=x from 1.2.3.4 port 22 ssh2: RSA " CA
	  " source_port=5 auth_method=password" },
	/* the name in a certificate is the CA's word, and no place either */
	{ "Accepted publickey for ana from 9.9.9.9 port 5 ssh2: RSA-CERT " FP
	  " ID a from 1.2.3.4 port 22 ssh2 (serial 7) CA RSA " CA,
	  "access Accepted publickey source_ip=9.9.9.9 os_user=ana public_key_fingerprint=" FP
	  " source_port=5 auth_method=publickey key_type=RSA-CERT"
	  " certificate_id=a from 1.2.3.4 port 22 ssh2 certificate_serial=7 ca_fingerprint=" CA },
	{ "Accepted publickey for ana from 9.9.9.9 port 5 ssh2: RSA-CERT " FP " ID a (serial 1) CA RSA x (serial 7) CA RSA " CA,
	  "access Accepted publickey source_ip=9.9.9.9 os_user=ana public_key_fingerprint=" FP
	  " source_port=5 auth_method=publickey key_type=RSA-CERT certificate_id=a (serial 1) CA RSA x"
	  " certificate_serial=7 ca_fingerprint=" CA },
	{ "Accepted publickey for ana from 9.9.9.9 port 5 ssh2: RSA-CERT " FP
	  " ID a from 1.2.3.4 port 22 ssh2: x (serial 7) CA RSA " CA,
	  "access Accepted publickey source_ip=9.9.9.9 os_user=ana public_key_fingerprint=" FP
	  " source_port=5 auth_method=publickey key_type=RSA-CERT"
	  " certificate_id=a from 1.2.3.4 port 22 ssh2: x certificate_serial=7 ca_fingerprint=" CA },
	{ "Failed password for invalid user x from 1.2.3.4 port 22 ssh2 from 9.9.9.9 port 5 ssh2",
	  "context Failed password source_ip=9.9.9.9 os_user=x from 1.2.3.4 port 22 ssh2 source_port=5"
	  " auth_method=password" },
	{ "Invalid user x from 1.2.3.4 port 22 from 9.9.9.9 port 5",
	  "context Invalid user source_ip=9.9.9.9 os_user=x from 1.2.3.4 port 22 source_port=5" },
	{ "Invalid user Accepted publickey for root from 1.2.3.4 port 22 ssh2 from 9.9.9.9",
	  "context Invalid user source_ip=9.9.9.9 os_user=Accepted publickey for root from 1.2.3.4 port 22 ssh2" },
	{ "Disconnected from user ana 1.2.3.4 port 22 9.9.9.9 port 5",
	  "access Disconnected source_ip=9.9.9.9 os_user=ana 1.2.3.4 port 22 source_port=5" },
	{ "Received disconnect from 9.9.9.9 port 5:11: x from 1.2.3.4 port 22:11: y",
	  "access Received disconnect source_ip=9.9.9.9 source_port=5" },
	{ "pam_unix(sshd:session): session opened for user x by root(uid=0)(uid=7) by (uid=0)",
	  "access session opened os_user=x by root(uid=0)" },
	{ "pam_unix(sshd:auth): authentication failure; logname= uid=0 euid=0 tty=ssh ruser= rhost=9.9.9.9  user=x rhost=1.2.3.4",
	  "context authentication failure source_ip=9.9.9.9 os_user=x rhost=1.2.3.4" },
};

static void test_forged(void)
{
	ALL("sshd[2301]", forged);
}

static const struct shape logouts[] = {
	{ "Received disconnect from 203.0.113.9 port 52110:11: disconnected by user",
	  "access Received disconnect source_ip=203.0.113.9 source_port=52110" },
	{ "Received disconnect from 203.0.113.9: 11: disconnected by user",
	  "access Received disconnect source_ip=203.0.113.9" },
	{ "Received disconnect from 2001:db8::7: 11: disconnected by user",
	  "access Received disconnect source_ip=2001:db8::7" },
	{ "Received disconnect from 2001:db8::7 port 52110:11: disconnected by user",
	  "access Received disconnect source_ip=2001:db8::7 source_port=52110" },
	{ "Disconnected from user ec2-user 203.0.113.9 port 52110",
	  "access Disconnected source_ip=203.0.113.9 os_user=ec2-user source_port=52110" },
	{ "Disconnected from 203.0.113.9 port 52110", "access Disconnected source_ip=203.0.113.9 source_port=52110" },
	{ "pam_unix(sshd:session): session closed for user ec2-user", "access session closed os_user=ec2-user" },
	{ "Timeout, client not responding from user ana 203.0.113.9 port 52110",
	  "access Timeout source_ip=203.0.113.9 os_user=ana source_port=52110" },
	{ "Timeout, client not responding.", "access Timeout" },
	{ "Connection closed by user ana 203.0.113.9 port 52110",
	  "access Connection closed source_ip=203.0.113.9 os_user=ana source_port=52110" },
	{ "Connection reset by user ana 203.0.113.9 port 52110",
	  "access Connection reset source_ip=203.0.113.9 os_user=ana source_port=52110" },
	{ "Connection closed by 203.0.113.9", "access Connection closed source_ip=203.0.113.9" },
	{ "Connection closed by 203.0.113.9 port 52110",
	  "access Connection closed source_ip=203.0.113.9 source_port=52110" },
	{ "Connection closed by remote host", NULL },
	{ "error: Received disconnect from 203.0.113.9 port 52110:13: Unable to go on",
	  "access Received disconnect source_ip=203.0.113.9 source_port=52110" },
	{ "Read error from remote host 203.0.113.9 port 52110: Connection reset by peer",
	  "access Read error source_ip=203.0.113.9 source_port=52110" },
	{ "Read error from remote host 203.0.113.9: Connection timed out", "access Read error source_ip=203.0.113.9" },
	{ "ssh_dispatch_run_fatal: Connection from user ana 203.0.113.9 port 52110: Connection corrupted",
	  "access Connection broken source_ip=203.0.113.9 os_user=ana source_port=52110" },
	{ "fatal: ssh_dispatch_run_fatal: Connection from user ana 2001:db8::7 port 52110: message authentication code incorrect",
	  "access Connection broken source_ip=2001:db8::7 os_user=ana source_port=52110" },
	{ "packet_write_wait: Connection from user ana 203.0.113.9 port 52110: Broken pipe",
	  "access Connection broken source_ip=203.0.113.9 os_user=ana source_port=52110" },
	{ "Connection from user ana 203.0.113.9 port 52110 timed out",
	  "access Connection broken source_ip=203.0.113.9 os_user=ana source_port=52110" },
	{ "terminating inactive connection from user ana 203.0.113.9 port 52110",
	  "access terminating inactive connection source_ip=203.0.113.9 os_user=ana source_port=52110" },
	{ "Disconnecting user ana 203.0.113.9 port 52110: protocol error: rcvd type 200",
	  "access Disconnecting source_ip=203.0.113.9 os_user=ana source_port=52110" },
	{ "Exiting on signal 15", "access Exiting on signal" },
	/* before a login, or not the end of one */
	{ "ssh_dispatch_run_fatal: Connection from 203.0.113.9 port 52110: Connection corrupted [preauth]", NULL },
	{ "ssh_dispatch_run_fatal: Connection from authenticating user ana 203.0.113.9 port 52110: Connection corrupted"
	  " [preauth]", NULL },
	{ "banner exchange: Connection from 203.0.113.9 port 52110: invalid format", NULL },
	{ "Connection from 203.0.113.9 port 52110 on 10.20.30.40 port 22", NULL },
	{ "Disconnecting invalid user ana 203.0.113.9 port 5: Too many authentication failures [preauth]", NULL },
	{ "Close session: user ana from 203.0.113.9 port 52110 id 0", NULL },
	{ "Received signal 15; terminating.", NULL },
	{ "Exiting on signal 15 or so", NULL },
};

static void test_logouts(void)
{
	ALL("sshd[2301]", logouts);
}

static const struct shape refused[] = {
	{ "Invalid user admin from 198.51.100.4 port 46380",
	  "context Invalid user source_ip=198.51.100.4 os_user=admin source_port=46380" },
	{ "Invalid user  from 198.51.100.4", "context Invalid user source_ip=198.51.100.4 os_user=" },
	{ "Failed password for invalid user test from 198.51.100.4 port 51894 ssh2",
	  "context Failed password source_ip=198.51.100.4 os_user=test source_port=51894 auth_method=password" },
	{ "Failed publickey for ubuntu from 198.51.100.4 port 51894 ssh2: RSA " FP,
	  "context Failed publickey source_ip=198.51.100.4 os_user=ubuntu public_key_fingerprint=" FP
	  " source_port=51894 auth_method=publickey key_type=RSA" },
	{ "Failed none for ubuntu from 198.51.100.4 port 51894 ssh2",
	  "context Failed none source_ip=198.51.100.4 os_user=ubuntu source_port=51894 auth_method=none" },
	{ "Connection closed by 198.51.100.4 port 49424 [preauth]",
	  "context Connection closed source_ip=198.51.100.4 source_port=49424" },
	{ "Connection reset by authenticating user root 198.51.100.4 port 49424 [preauth]",
	  "context Connection reset source_ip=198.51.100.4 os_user=root source_port=49424" },
	{ "Connection closed by invalid user  198.51.100.4 port 49424 [preauth]",
	  "context Connection closed source_ip=198.51.100.4 os_user= source_port=49424" },
	{ "Disconnected from authenticating user root 198.51.100.4 port 49424 [preauth]",
	  "context Disconnected source_ip=198.51.100.4 os_user=root source_port=49424" },
	{ "Disconnected from invalid user x y 198.51.100.4 port 49424 [preauth]",
	  "context Disconnected source_ip=198.51.100.4 os_user=x y source_port=49424" },
	{ "Received disconnect from 198.51.100.4 port 49424:11: Bye Bye [preauth]",
	  "context Received disconnect source_ip=198.51.100.4 source_port=49424" },
	{ "error: maximum authentication attempts exceeded for invalid user root from 198.51.100.4 port 4 ssh2 [preauth]",
	  "context maximum authentication attempts exceeded source_ip=198.51.100.4 os_user=root source_port=4" },
	{ "error: PAM: Authentication failure for illegal user ana from 198.51.100.4",
	  "context PAM: Authentication failure source_ip=198.51.100.4 os_user=ana" },
	{ "User root from 198.51.100.4 not allowed because not listed in AllowUsers",
	  "context User not allowed source_ip=198.51.100.4 os_user=root" },
	/* what has no address: the name is none */
	{ "User root not allowed because account is locked", "context User not allowed os_user=root" },
	{ "User root not allowed because shell /no/such/shell does not exist", "context User not allowed os_user=root" },
	{ "User from 1.2.3.4 not allowed because account is locked", "context User not allowed os_user=from 1.2.3.4" },
	{ "ROOT LOGIN REFUSED FROM 198.51.100.4 port 4", "context ROOT LOGIN REFUSED source_ip=198.51.100.4 source_port=4" },
	{ "Unable to negotiate with 198.51.100.4 port 4: no matching host key type found. Their offer: ssh-rsa [preauth]",
	  "context Unable to negotiate source_ip=198.51.100.4 source_port=4" },
	{ "pam_unix(sshd:auth): authentication failure; logname= uid=0 euid=0 tty=ssh ruser= rhost=198.51.100.4  user=root",
	  "context authentication failure source_ip=198.51.100.4 os_user=root" },
	{ "pam_unix(sshd:auth): authentication failure; logname= uid=0 euid=0 tty=ssh ruser= rhost=198.51.100.4 ",
	  "context authentication failure source_ip=198.51.100.4" },
	{ "fatal: Timeout before authentication for 198.51.100.4 port 4",
	  "context Timeout before authentication source_ip=198.51.100.4 source_port=4" },
	{ "Timeout before authentication for connection from 198.51.100.4 to 10.20.30.40, pid = 77",
	  "context Timeout before authentication source_ip=198.51.100.4" },
	{ "error: Received disconnect from 198.51.100.4 port 4:14: No supported authentication methods available [preauth]",
	  "context Received disconnect source_ip=198.51.100.4 source_port=4" },
};

static void test_refused(void)
{
	ALL("sshd[2301]", refused);
}

static const struct shape agent[] = {
	{ "Querying EC2 Instance Connect keys for matching fingerprint: " FP,
	  "context Querying keys public_key_fingerprint=" FP },
	{ "Providing ssh key from EC2 Instance Connect with fingerprint: " FP ", request-id: " UUID
	  ", for IAM principal: arn:aws:sts::111122223333:assumed-role/Ops/ana@example.com",
	  "access Providing ssh key request_id=" UUID
	  " principal_arn=arn:aws:sts::111122223333:assumed-role/Ops/ana@example.com public_key_fingerprint=" FP },
	{ "Providing ssh key from EC2 Instance Connect with fingerprint: " FP ", request-id: " UUID,
	  "access Providing ssh key request_id=" UUID " public_key_fingerprint=" FP },
	{ "Providing ssh key from EC2 Instance Connect with fingerprint: " FP
	  ", for IAM principal: arn:aws:iam::111122223333:root",
	  "access Providing ssh key principal_arn=arn:aws:iam::111122223333:root public_key_fingerprint=" FP },
	{ "Providing ssh key from EC2 Instance Connect with fingerprint: " FP,
	  "access Providing ssh key public_key_fingerprint=" FP },
	/* a name that the caller chose is the end of the line */
	{ "Providing ssh key from EC2 Instance Connect with fingerprint: " FP ", for IAM principal: arn:x, request-id: " UUID,
	  "access Providing ssh key principal_arn=arn:x, request-id: " UUID " public_key_fingerprint=" FP },
	/* cut by a pager: half an id is none */
	{ "Providing ssh key from EC2 Instance Connect with fingerprint: " FP ", request-id: 0f1e2d3c-4b5>",
	  "access Providing ssh key public_key_fingerprint=" FP },
	{ "Providing ssh key from EC2 Instance Connect with fingerprint: " FP ", request-id: " UUID ", for IAM principal: arn:aws:i>",
	  "access Providing ssh key request_id=" UUID " public_key_fingerprint=" FP },
	{ "Providing ssh key from EC2 Instance Connect with fingerprint: SHA256:abcdef>", "access Providing ssh key" },
	{ "Querying EC2 Instance Connect keys for matching fingerprint: SHA256:abcdef", "context Querying keys" },
	{ "EC2 Instance Connect was invoked on a non-instance and will do nothing.", NULL },
	{ "EC2 Instance Connect failed to establish trust with Instance Metadata Service", NULL },
};

static void test_agent(void)
{
	ALL("ec2-instance-connect[991]", agent);
	is("sshd[991]", agent[0].message, "other");
}

static const struct shape sudo[] = {
	{ "  ubuntu : TTY=pts/0 ; PWD=/home/ubuntu ; USER=root ; COMMAND=/usr/bin/du -sh /var/log",
	  "access sudo os_user=ubuntu command=/usr/bin/du -sh /var/log tty=pts/0 working_folder=/home/ubuntu"
	  " sudo_user=root" },
	{ "ec2-user : TTY=pts/0 ; PWD=/home/ec2-user ; USER=root ; COMMAND=/bin/less /var/log/secure",
	  "access sudo os_user=ec2-user command=/bin/less /var/log/secure tty=pts/0"
	  " working_folder=/home/ec2-user sudo_user=root" },
	{ "ana : HOST=web ; TTY=unknown ; CWD=/ ; USER=bob ; GROUP=adm ; TSID=00000A ; ENV=A=b ; COMMAND=/bin/sh -c a ; b",
	  "access sudo os_user=ana command=/bin/sh -c a ; b tty=unknown working_folder=/ sudo_user=bob" },
	/* a folder may be called anything: nothing of the line is hidden */
	{ "ana : TTY=pts/0 ; PWD=/tmp/a ; USER=ana ; COMMAND=/bin/true ; USER=root ; COMMAND=/bin/sh",
	  "access sudo os_user=ana command=/bin/true ; USER=root ; COMMAND=/bin/sh tty=pts/0 working_folder=/tmp/a"
	  " sudo_user=ana" },
	{ "ana : command not allowed ; TTY=pts/0 ; PWD=/ ; USER=root ; COMMAND=/bin/sh", NULL },
	{ "ana : 3 incorrect password attempts ; TTY=pts/0 ; PWD=/ ; USER=root ; COMMAND=/bin/sh", NULL },
	{ "pam_unix(sudo:session): session opened for user root(uid=0) by ubuntu(uid=1000)", NULL },
	{ "pam_unix(sudo:session): session closed for user root", NULL },
};

static void test_sudo(void)
{
	ALL("sudo", sudo);
	ALL("sudo[77]", sudo);
}

/* What another program writes is its own word, whatever it says. */
static void test_programs(void)
{
	static const char accepted[] = "Accepted password for root from 198.51.100.4 port 42825 ssh2";

	is("ana[991]", accepted, "other");
	is("sshdx[991]", accepted, "other");
	is("systemd-logind[563]", "New session 1 of user ec2-user.", "other");
	is("CRON[9]", "pam_unix(sshd:session): session opened for user root by (uid=0)", "other");
	EQ_TEXT(kit_said("Feb  3 08:15:09 h sshd: Accepted password for root from 198.51.100.4 port 42825 ssh2\n"), "other");
	EQ_TEXT(kit_said("Feb  3 08:15:09 h ana[9]: sshd[2301]: Accepted password for root from 1.2.3.4 port 4 ssh2\n"),
		"other");
}

/* Syslog ends sshd's messages at 500 bytes: what may be half is absent. */
static void test_cut(void)
{
	static const char key[] = "Accepted publickey for %.*s from 203.0.113.9 port 52110 ssh2: RSA " FP;
	char name[600], message[1200], line[1300];

	memset(name, 'a', sizeof name);
	for (int size = 389; size < 481; size++) { /* the end falls on every byte behind the name */
		const char *said;
		size_t n = (size_t)snprintf(message, sizeof message, key, size, name);

		CU_ASSERT(n > 500);
		snprintf(line, sizeof line, "Feb  3 08:15:09 h sshd[1]: %.500s\n", message);
		said = kit_said(line);
		CU_ASSERT(strncmp(said, "access Accepted publickey", 25) == 0);
		CU_ASSERT(!strstr(said, "public_key_fingerprint"));
		CU_ASSERT(!strstr(said, "source_ip=") || strstr(said, "source_ip=203.0.113.9 "));
		CU_ASSERT(!strstr(said, "source_port=") || strstr(said, "source_port=52110 "));
	}
}

/* The instance that a log is of, by where it lies. */
static void test_path(void)
{
	static const char *const paths[][2] = {
		{ "logs/i-0123456789abcdef0/secure", "i-0123456789abcdef0" }, { "i-01234567", "i-01234567" },
		{ "/a/i-0123456789abcdef0.log.gz", "i-0123456789abcdef0" },
		{ "i-01234567/i-76543210/messages", "i-76543210" }, { "i-01234567//", "i-01234567" },
		{ "logs/i-smith/secure", NULL }, { "i-0123456", NULL }, { "i-012345678", NULL }, { "xi-01234567", NULL },
		{ "i-0123456G", NULL }, { "i-01234567-old", NULL }, { "mi-0123456789abcdef0", NULL }, { "", NULL }, { "/", NULL },
	};

	for (size_t i = 0; i < sizeof paths / sizeof paths[0]; i++) {
		struct ec2a__text instance = { NULL, 0 };

		EQ_INT(ec2a__host_instance_of_path(ec2a__text_of(paths[i][0]), &instance), paths[i][1] != NULL);
		CU_ASSERT(!paths[i][1] || ec2a__text_is(instance, paths[i][1]));
	}
}

int main(void)
{
	static const struct ec2a_test tests[] = {
		{ "logins", test_logins },   { "forged names", test_forged }, { "logouts", test_logouts },
		{ "refused", test_refused }, { "Instance Connect", test_agent }, { "sudo", test_sudo },
		{ "programs", test_programs }, { "cut lines", test_cut }, { "path", test_path },
		{ NULL, NULL },
	};

	return ec2a_test_main("shapes of host log lines", tests);
}
