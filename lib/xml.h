/* SPDX-License-Identifier: MIT */
#ifndef EC2A_XML_H
#define EC2A_XML_H

#include <stddef.h>
#include <stdint.h>

/* XML as AWS's services answer it, read element by element as it arrives: no tree, no attributes, no name spaces. A
 * document type (and with it every entity but the five of XML) is refused, and depth, names and texts have limits. All
 * memory is wiped before it is given back, since answers of STS hold keys. */
struct ec2a__xml;

#define EC2A__XML_DEPTH 16      /* elements in each other */
#define EC2A__XML_PATH 512      /* bytes of their names together */

/* An element that ended, valid until the next call. */
struct ec2a__xml_end {
	const char *path; /* "ListBucketResult/Contents/Key" */
	const char *text; /* UTF-8, ended by a NUL, which it cannot hold; "" where elements stand in it */
	size_t size;
	int leaf;         /* 0: elements stood in it; all of them were told before */
};

/* Limits: of the whole document, and of one element's text. 0 or EC2A_E_NOMEM. */
int ec2a__xml_new(uint64_t max_bytes, size_t max_text, struct ec2a__xml **ret_xml);
void ec2a__xml_free(struct ec2a__xml *xml); /* wipes; NULL is fine */

/* Give some of the document, of any size, once ec2a__xml_next() said 0; it is copied. last: nothing comes after it. 0,
 * or what ec2a__xml_next() will say too. */
int ec2a__xml_feed(struct ec2a__xml *xml, const void *data, size_t size, int last);

/* 1: an element ended; 0: more is needed, or after the last bytes: the document is whole. It stays failed after
 * EC2A_E_FORMAT (no XML, or a document type), EC2A_E_TRUNCATED (it ends in the middle), EC2A_E_LIMIT, EC2A_E_NOMEM. */
int ec2a__xml_next(struct ec2a__xml *xml, struct ec2a__xml_end *ret_end);

/* What is wrong, a constant sentence without its full stop; NULL when nothing is. */
const char *ec2a__xml_error(const struct ec2a__xml *xml);

#endif
