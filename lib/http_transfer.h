/* SPDX-License-Identifier: MIT */
#ifndef EC2A_HTTP_TRANSFER_H
#define EC2A_HTTP_TRANSFER_H

#include "http_state.h"

/* One request of libcurl's engine, between http_drive.c, which decides who works and when, http_transfer.c, which
 * keeps what arrives, and http_curl.c, which is the only file that knows libcurl. Everything here is guarded by the
 * driver's lock, which is held in all calls but ec2a__wire_wait() and ec2a__wire_wake(). */

#define EC2A__HTTP_HEAD_BYTES ((size_t)64 * 1024)  /* all headers of an answer */
#define EC2A__HTTP_HEAD_LINES 200
#define EC2A__HTTP_HELD_BYTES ((size_t)256 * 1024) /* arrived and not read; over it the connection waits */
#define EC2A__HTTP_ERROR_TEXT 256                  /* CURL_ERROR_SIZE */

enum ec2a__stage {
	EC2A__STAGE_QUEUED = 0, /* not begun: too many are under way */
	EC2A__STAGE_ACTIVE,
	EC2A__STAGE_DONE
};

struct ec2a__transfer {
	struct ec2a__transfer *next, *previous; /* in the driver's list, in the order they were started */
	struct ec2a__answer *answer;
	enum ec2a__stage stage;
	int wanted;  /* somebody waits for it */
	int dropped; /* nobody will ask for it any more; the answer is destroyed with it */
	int paused;  /* too much is held: the connection waits */
	int go_on;   /* enough was read: it need not wait any longer */
	int moved;   /* bytes came since it was looked at */
	int64_t begun_ms, moved_ms; /* by the driver's clock */

	int status;
	int has_head;
	size_t lines;
	struct ec2a__buf head; /* name NUL value NUL ... */
	struct ec2a__buf data;
	size_t used;   /* bytes of data that were read */
	int result;    /* of what is done, or of what must be stopped */
	int final;     /* it would fail again */
	char text[EC2A__HTTP_ERROR_TEXT]; /* what was wrong */

	void *easy;    /* libcurl's */
	void *list;
	char error[EC2A__HTTP_ERROR_TEXT];
};

/* ---- http_transfer.c --------------------------------------------------------------- */

/* What arrives. A line of the head, with its line break, or the empty one: 0, or the transfer's result is set. */
int ec2a__transfer_line(struct ec2a__transfer *transfer, const char *line, size_t size);
/* Of the body: 1 taken, 0 not now, or the transfer's result is set. */
int ec2a__transfer_data(struct ec2a__transfer *transfer, const char *data, size_t size);
/* It is over; a result that was set before holds. */
void ec2a__transfer_done(struct ec2a__transfer *transfer, int result, const char *text);
/* Take what is there; 0 where nothing is. */
size_t ec2a__transfer_take(struct ec2a__transfer *transfer, void *buffer, size_t size);
size_t ec2a__transfer_held(const struct ec2a__transfer *transfer);
const char *ec2a__transfer_header(const struct ec2a__transfer *transfer, const char *name);
void ec2a__transfer_free(struct ec2a__transfer *transfer);

/* ---- http_curl.c -------------------------------------------------------------------- */

int ec2a__wire_new(struct ec2a__http *http, void **ret_wire);
void ec2a__wire_free(void *wire);
int ec2a__wire_add(void *wire, struct ec2a__transfer *transfer);
void ec2a__wire_remove(void *wire, struct ec2a__transfer *transfer);
void ec2a__wire_go_on(struct ec2a__transfer *transfer);
/* Do what can be done without waiting, and tell ec2a__transfer_done() what is over. 0 or EC2A_E_NOMEM, EC2A_E_IO. */
int ec2a__wire_work(void *wire);
void ec2a__wire_wait(void *wire, int milliseconds);
void ec2a__wire_wake(void *wire); /* any thread */

#endif
