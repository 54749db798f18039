/* SPDX-License-Identifier: MIT */
#include "crypto.h"
#include "test.h"

#include <ec2access/ec2access.h>

static void check_hex(const char *text, const char *want)
{
	unsigned char digest[EC2A__SHA256];
	char hex[2 * EC2A__SHA256 + 1];

	EQ_INT(ec2a__sha256(text, text ? strlen(text) : 0, digest), 0);
	EQ_TEXT(ec2a__hex(digest, sizeof(digest), hex), want);
}

/* FIPS 180-2, and what sha256sum prints. */
static void test_sha256(void)
{
	check_hex("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
	check_hex("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
	check_hex(NULL, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

/* FIPS 180-1, and what sha1sum prints. */
static void test_sha1(void)
{
	unsigned char digest[EC2A__SHA1];
	char hex[2 * EC2A__SHA1 + 1];

	EQ_INT(ec2a__sha1("abc", 3, digest), 0);
	EQ_TEXT(ec2a__hex(digest, sizeof(digest), hex), "a9993e364706816aba3e25717850c26c9cd0d89d");
	EQ_INT(ec2a__sha1(NULL, 0, digest), 0);
	EQ_TEXT(ec2a__hex(digest, sizeof(digest), hex), "da39a3ee5e6b4b0d3255bfef95601890afd80709");
}

static void test_hex(void)
{
	char out[7];

	EQ_TEXT(ec2a__hex((const unsigned char *)"\x00\xAB\xFF", 3, out), "00abff");
	EQ_TEXT(ec2a__hex(NULL, 0, out), "");
}

/* RFC 4648, section 10. */
static const struct {
	const char *plain, *padded, *bare;
} vectors[] = {
	{ "", "", "" }, { "f", "Zg==", "Zg" }, { "fo", "Zm8=", "Zm8" }, { "foo", "Zm9v", "Zm9v" },
	{ "foob", "Zm9vYg==", "Zm9vYg" }, { "fooba", "Zm9vYmE=", "Zm9vYmE" }, { "foobar", "Zm9vYmFy", "Zm9vYmFy" },
	{ "\xFB\xEF\xBE\xFF", "++++/w==", "++++/w" },
};

static void test_base64(void)
{
	struct ec2a__buf buf;

	ec2a__buf_init(&buf, 100);
	for (size_t i = 0; i < sizeof(vectors) / sizeof(vectors[0]); i++) {
		ec2a__buf_clear(&buf);
		EQ_INT(ec2a__base64_add(&buf, (const unsigned char *)vectors[i].plain, strlen(vectors[i].plain)), 0);
		EQ_TEXT(buf.data, vectors[i].bare);
		ec2a__buf_clear(&buf);
		EQ_INT(ec2a__base64_decode(vectors[i].padded, strlen(vectors[i].padded), &buf), 1);
		EQ_TEXT(buf.data, vectors[i].plain);
		ec2a__buf_clear(&buf);
		EQ_INT(ec2a__base64_decode(vectors[i].bare, strlen(vectors[i].bare), &buf), 1);
		EQ_TEXT(buf.data, vectors[i].plain);
	}
	ec2a__buf_free(&buf);
}

static void test_base64_bad(void)
{
	static const char *const bad[] = { "Z",     "Zg=",   "Zg===", "=",     "====", "Zm9v=", "Zm9vY", "Zm9v\n",
					   "Zm 9v", "Zm-_", "Zh",    "Zm9=", "Z===", "AAAA...", "Zg==Zg==", "A", "AAAAA" };
	struct ec2a__buf buf;

	ec2a__buf_init(&buf, 100);
	EQ_INT(ec2a__buf_adds(&buf, "kept"), 0);
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		EQ_INT(ec2a__base64_decode(bad[i], strlen(bad[i]), &buf), 0);
		EQ_TEXT(buf.data, "kept");
	}
	ec2a__buf_free(&buf);
}

static void test_base64_limit(void)
{
	struct ec2a__buf buf;

	ec2a__buf_init(&buf, 4);
	EQ_INT(ec2a__base64_decode("Zm9vYg", 6, &buf), 1); /* fits to the byte */
	EQ_TEXT(buf.data, "foob");
	EQ_INT(ec2a__base64_decode("Zg", 2, &buf), EC2A_E_LIMIT);
	EQ_INT(ec2a__base64_add(&buf, (const unsigned char *)"f", 1), EC2A_E_LIMIT);
	EQ_TEXT(buf.data, "foob");
	ec2a__buf_clear(&buf);
	EQ_INT(ec2a__base64_add(&buf, (const unsigned char *)"fooba", 5), EC2A_E_LIMIT);
	EQ_TEXT(buf.data, "");
	ec2a__buf_free(&buf);
}

static void check_key(const char *text, const char *want)
{
	struct ec2a__buf buf;
	int r;

	ec2a__buf_init(&buf, 100);
	r = ec2a__key_fingerprint(text, strlen(text), &buf);
	EQ_INT(r, want ? 1 : 0);
	EQ_TEXT(buf.data, want);
	ec2a__buf_free(&buf);
}

#define ED25519 "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOtAlK45MAEWZ7MUY2QEmi3M6W+peGL3VCrc0qH54xRu"
#define ED25519_PRINT "SHA256:xq6092IJhV+0W2wifL9mSmJHQoMb2h2KFNrpk4YEAW8"

/* How CloudTrail and people write a key. */
static void test_key_forms(void)
{
	check_key(ED25519, ED25519_PRINT);
	check_key(ED25519 "\n", ED25519_PRINT);
	check_key(ED25519 "\r\n", ED25519_PRINT);
	check_key(ED25519 " a comment = of any kind\n", ED25519_PRINT);
	check_key(" \t" ED25519, ED25519_PRINT);
	check_key("ssh-ed25519 AAAA...", NULL);
	check_key("ssh-ed25519", NULL);
	check_key("ssh-ed25519 ", NULL);
	check_key("ssh-ed25519\n" "AAAAC3NzaC1lZDI1NTE5AAAAIOtAlK45MAEWZ7MUY2QEmi3M6W+peGL3VCrc0qH54xRu", NULL);
	check_key(ED25519 "=", NULL);
	check_key("", NULL);
	check_key("Value hidden due to security reasons.", NULL);
	check_key("AAAAC3NzaC1lZDI1NTE5AAAAIOtAlK45MAEWZ7MUY2QEmi3M6W+peGL3VCrc0qH54xRu", NULL);
}

/* Keys that ssh-keygen made (the sk ones by hand), and what ssh-keygen -l prints of them. */
static const struct {
	const char *key, *print;
} keys[] = {
	{ "ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAAAgQD0cPK0JiVWEHh3HnOllVle7GvGOHqKd3MWPV6at1kz6LkBBOMo"
	  "unFfnjmzH7GrIhm7iafuVxWxNnyicXI7NgqEWWaQ/xS5IGctzsDCD29JTBXXCH3rmyyyJDz6mULl5I/gPu/gQfNB"
	  "nsBqyrs0Yo9MUJdYqtlmBI+rJlIj5EAIWw==",
	  "SHA256:w1M22gkhoRoDvhQg+Y6f8ZRi9gRL8wA7llqO8OaVEEM" },
	{ "ecdsa-sha2-nistp256 AAAAE2VjZHNhLXNoYTItbmlzdHAyNTYAAAAIbmlzdHAyNTYAAABBBMmCeBwLoZuWo/hg"
	  "wrrMZPZ12gn47svDzHAdehqwXisJuRhViKriGPSFkmk2lDoA5POIcsjwGoT9WWEyp5cUXAg=",
	  "SHA256:d4sKii/WBMHw+w4ACSQmby8HzQL5V1XcbGU2lb3XFfw" },
	{ "ecdsa-sha2-nistp384 AAAAE2VjZHNhLXNoYTItbmlzdHAzODQAAAAIbmlzdHAzODQAAABhBJnP5X0qxAgHfeas"
	  "x2L8xkKAKj8DvGw8ddWNKVXFMxG67MZe+iHf6Q4mYFjQNBjAzoamHRJe7skGVBn1uvhHNPMKDjZf6qQaOSMHsxQ/"
	  "JgRv89s6LYf0VJ78E7WTCIUUnw==",
	  "SHA256:7/35AMjsG7ICULNevvbNb5r6mk0TplnJWyydvm+NNao" },
	{ "ecdsa-sha2-nistp521 AAAAE2VjZHNhLXNoYTItbmlzdHA1MjEAAAAIbmlzdHA1MjEAAACFBAA1NWN4t6WRDZU9"
	  "HSQHT7sZt9YB17w/RvJ0EkiWYYqcSFj3svSO1QVSWxHyKntLmmRSTWsdbk38dwImib+ckZNbtwEKG7JCWDBO6UuM"
	  "EoRyFBDXR5pMox5j+VZNy1Cfg2rv1oIs9zhky0ZSs55S2ZF8zUcX4TZ3RriMz4dNYhNNUVdwdA==",
	  "SHA256:fCjC7pTSmfcZ/QL2kcs0OSI341Pr5UIiCi66nxrZCMc" },
	{ "ssh-dss AAAAB3NzaC1kc3MAAACBAN3yGWnTjkGHDexaD5heh4VJxqG57K/RT+DsMgUD10WnJ29YnhPVq8LDvIoq"
	  "Xhd4GdWbtnP4fCQiI9QRjH9BcPbk+iCKIEILlA3kBB58bCJHedKL+r429Ir2Bpg820mXFWQXWdsSHMMWlWPe8Id3"
	  "Xx6tg+ksD4BCOz6hlVWiTbLnAAAAFQCEG5oq6FXGBw8ojRk8BddZv4F8/QAAAIEA00nymoKwK2CvWOMdcDxf2Ho/"
	  "TSH9bKURebyEgESF5fgkOJNnWO6YLpBuTL2bhnI2Y+QifEU4TJWAjSJ8AJDm5JrC6JG/uVcj+GoAbwWKOqTkvvuI"
	  "McgJoEaW+BwTqMdi/YLxqlmVeR4C1wT65POHGZGDlaZ/+xCUToYZlaMZmDAAAACAIxjC/JUBReBmdKvmZ3IecvlL"
	  "L5w3d2jbyL05kI1F5qCuXHG1cVhw47JcxYwvpF3x8ae/8PNJwQHPgyYielZ4RYlPHScVtz+ceZsC6xsZ2IX/CsPD"
	  "vpv681c/5QaKilRpjQFW4KDoiysjG+n86LCMNr5eutnsKyL+MgM311XZtRw=",
	  "SHA256:TgJZOmqfDwCWLbcqieL7/jhIRtgICGaQK6wWkxEk9hA" },
	{ "sk-ssh-ed25519@openssh.com AAAAGnNrLXNzaC1lZDI1NTE5QG9wZW5zc2guY29tAAAAIE4zK6aQvkr7i4u53"
	  "CFWheqRflSe2oq8eb+QvM17C6QnAAAABHNzaDo=",
	  "SHA256:NdFVI2alrKivEilldWbgvc01Lg/jx2w3GhYKwbmFu7g" },
	{ "sk-ecdsa-sha2-nistp256@openssh.com AAAAInNrLWVjZHNhLXNoYTItbmlzdHAyNTZAb3BlbnNzaC5jb20AA"
	  "AAIbmlzdHAyNTYAAABBBMmCeBwLoZuWo/hgwrrMZPZ12gn47svDzHAdehqwXisJuRhViKriGPSFkmk2lDoA5POIc"
	  "sjwGoT9WWEyp5cUXAgAAAAEc3NoOg==",
	  "SHA256:INBOzuHVKbZ0b7CJfkCDQfzdbj9Sge6LP6WRp84JWYQ" },
	/* A modulus with a zero too many: OpenSSH writes the key anew before it makes the fingerprint. */
	{ "ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAABAgAAwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHB"
	  "wcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHB"
	  "wcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHB"
	  "wcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHB"
	  "wcHBwcHBwcHBwcHBwcHBwcHBwcHBwQ==",
	  "SHA256:v3Ls4nj+NSlQTKIYbxqjtWRlZgwi5VeEaINIcozsSuQ" },
};

static void test_key_types(void)
{
	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++)
		check_key(keys[i].key, keys[i].print);
}

/* Blobs that ssh-keygen -l takes for no key either. */
static const char *const no_keys[] = {
	"ssh-ed25519 AAAAC3NzaC1lZDI1NTE4AAAAIGtra2tra2tra2tra2tra2tra2tra2tra2tra2tra2tr", /* a name that only looks like it */
	"ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAH04zK6aQvkr7i4u53CFWheqRflSe2oq8eb+QvM17C6Q=", /* 31 bytes */
	"ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIE4zK6aQvkr7i4u53CFWheqRflSe2oq8eb+QvM17C6QnAA==", /* a byte too many */
	"ssh-rsa AAAAC3NzaC1lZDI1NTE5AAAAIE4zK6aQvkr7i4u53CFWheqRflSe2oq8eb+QvM17C6Qn", /* another type inside */
	"ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIE4zK6aQvkr7i4u53CFWheqRflSe2oq8eb+QvM17C6Q=", /* a byte too few */
	"ssh-ed25519 AAAAC3NzaC1lZDI1NTE5", /* type alone */
	"sk-ssh-ed25519@openssh.com AAAAGnNrLXNzaC1lZDI1NTE5QG9wZW5zc2guY29tAAAAIE4zK6aQvkr7i4u53"
	"CFWheqRflSe2oq8eb+QvM17C6QnAAAABHNzaDo", /* padding left out */
	"ecdsa-sha2-nistp256 AAAAE2VjZHNhLXNoYTItbmlzdHAyNTYAAAAIbmlzdHAzODQAAABBBMmCeBwLoZuWo/hg"
	"wrrMZPZ12gn47svDzHAdehqwXisJuRhViKriGPSFkmk2lDoA5POIcsjwGoT9WWEyp5cUXAg=", /* another curve */
	"ecdsa-sha2-nistp256 AAAAE2VjZHNhLXNoYTItbmlzdHAyNTYAAAAIbmlzdHAyNTYAAABBAsmCeBwLoZuWo/hg"
	"wrrMZPZ12gn47svDzHAdehqwXisJuRhViKriGPSFkmk2lDoA5POIcsjwGoT9WWEyp5cUXAg=", /* compressed point */
	"ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAAAYQDBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHB"
	"wcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcE=", /* 768 bits */
	"ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAABAMHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHB"
	"wcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHB"
	"wcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHB"
	"wcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHB"
	"wcHBwcHBwcHBwcHBwcHBwcHBwcE=", /* negative modulus */
	"sk-ssh-ed25519@openssh.com AAAAGnNrLXNzaC1lZDI1NTE5QG9wZW5zc2guY29tAAAAIE4zK6aQvkr7i4u53"
	"CFWheqRflSe2oq8eb+QvM17C6Qn", /* no application */
};

static void test_key_bad(void)
{
	for (size_t i = 0; i < sizeof(no_keys) / sizeof(no_keys[0]); i++)
		check_key(no_keys[i], NULL);
}

/* Lengths inside a blob that lie: none is believed. */
static void test_key_lengths(void)
{
	check_key("ssh-ed25519 /////w==", NULL);
	check_key("ssh-ed25519 AAAAC3Nz", NULL);
	check_key("ssh-ed25519 AAAA", NULL);
	check_key("ssh-ed25519 AAAAAA==", NULL);
	check_key("ssh-ed25519 AAAAC3NzaC1lZDI1NTE5/////w==", NULL);
}

static void test_key_limit(void)
{
	struct ec2a__buf buf;

	ec2a__buf_init(&buf, 20);
	EQ_INT(ec2a__buf_adds(&buf, "kept"), 0);
	EQ_INT(ec2a__key_fingerprint(ED25519, strlen(ED25519), &buf), EC2A_E_LIMIT);
	EQ_TEXT(buf.data, "kept");
	ec2a__buf_free(&buf);
}

int main(void)
{
	static const struct ec2a_test tests[] = {
		{ "sha256", test_sha256 },
		{ "SHA-1", test_sha1 },
		{ "hex", test_hex },
		{ "base64", test_base64 },
		{ "base64: refused", test_base64_bad },
		{ "base64: maximum", test_base64_limit },
		{ "keys: forms", test_key_forms },
		{ "keys: types", test_key_types },
		{ "keys: refused", test_key_bad },
		{ "keys: lengths that lie", test_key_lengths },
		{ "keys: a failure adds nothing", test_key_limit },
		{ NULL, NULL },
	};

	return ec2a_test_main("crypto", tests);
}
