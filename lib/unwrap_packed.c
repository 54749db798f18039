/* SPDX-License-Identifier: MIT */
/* Content in base64, as a subscription of CloudWatch Logs or a stream gives it to Lambda: packed by gzip, or not. */
#include "unwrap_packed.h"

#include "crypto.h"
#include "inflate.h"
#include "settings.h"

#define STEP 65536

/* One delivery is one unit of the input: it may hold so many records of the largest size, and no whole file's bytes. */
#define RECORDS 16

uint64_t ec2a__unpack_most(const ec2a_config *config)
{
	uint64_t most = (uint64_t)ec2a__config_int(config, EC2A_OPT_RECORD_BYTES) * RECORDS;
	uint64_t input = (uint64_t)ec2a__config_int(config, EC2A_OPT_INFLATED_BYTES);

	return most < input ? most : input;
}

/* All of it, in steps: 1 or an error. */
static int run(struct ec2a__inflate *inflate, const struct ec2a__buf *packed, struct ec2a__buf *out)
{
	size_t at = 0, used, made;
	int r;

	do {
		r = ec2a__buf_reserve(out, STEP);
		if (r < 0)
			return r;
		r = ec2a__inflate_run(inflate, packed->data + at, packed->len - at, &used, out->data + out->len, STEP, &made,
				      1);
		at += used;
		out->len += made;
		out->data[out->len] = '\0';
	} while (r == 1);
	return r < 0 ? r : 1;
}

static int inflate_all(const ec2a_config *config, const struct ec2a__buf *packed, uint64_t *left, struct ec2a__buf *out,
		       struct ec2a__json_fault *fault)
{
	uint64_t ratio = (uint64_t)ec2a__config_int(config, EC2A_OPT_INFLATE_RATIO);
	struct ec2a__inflate *inflate = ec2a__inflate_new(EC2A__INFLATER_BEST, *left, ratio);
	size_t before = out->len;
	int r;

	if (!inflate)
		return EC2A_E_NOMEM;
	r = run(inflate, packed, out);
	ec2a__inflate_free(inflate);
	*left -= out->len - before;
	if (r == 1 || r == EC2A_E_NOMEM)
		return r;
	fault->what = r == EC2A_E_LIMIT ? "packed content is larger than the limit" :
					  "packed content breaks off or is damaged";
	return r == EC2A_E_LIMIT ? r : EC2A_E_RECORD;
}

/* "\/" is a slash. 1, 0 where it is no base64, or EC2A_E_NOMEM. */
static int decode(struct ec2a__span base64, struct ec2a__buf *out)
{
	struct ec2a__buf text;
	int r;

	ec2a__buf_init(&text, base64.size);
	r = ec2a__json_unescape(base64.text, base64.size, &text);
	if (r == 0)
		r = ec2a__base64_decode(text.data, text.len, out);
	else if (r != EC2A_E_NOMEM)
		r = 0;
	ec2a__buf_free(&text);
	return r;
}

int ec2a__unpack(const ec2a_config *config, struct ec2a__span base64, uint64_t *left, struct ec2a__buf *out,
		 struct ec2a__json_fault *fault)
{
	struct ec2a__buf bytes;
	int r;

	if (!base64.size)
		return 0;
	ec2a__buf_init(&bytes, base64.size);
	r = decode(base64, &bytes);
	if (r == 1 && bytes.len >= 2 && ec2a__inflate_is_gzip(bytes.data, bytes.len))
		r = inflate_all(config, &bytes, left, out, fault);
	else if (r == 1 && bytes.len)
		r = ec2a__buf_add(out, bytes.data, bytes.len) < 0 ? EC2A_E_NOMEM : 1;
	else if (r == 1)
		r = 0;
	ec2a__buf_free(&bytes);
	return r;
}
