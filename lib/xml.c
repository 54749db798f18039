/* SPDX-License-Identifier: MIT */
#include "xml.h"

#include "buf.h"
#include "crypto.h"
#include "mem.h"

#include <ec2access/ec2access.h>
#include <expat.h>
#include <limits.h>
#include <string.h>

/*
 * Expat pushes, callers pull: the parser is stopped at the end of each element,
 * with what follows kept inside expat, and resumed by the next call.
 */

struct ec2a__xml {
	XML_Parser parser;
	struct ec2a__buf path; /* of the open elements */
	struct ec2a__buf text; /* of the innermost one */
	size_t names[EC2A__XML_DEPTH]; /* the length of the path in front of each */
	size_t depth;
	uint64_t left;   /* bytes of the document that may still come */
	int leaf;        /* nothing but text came since the last start */
	int ended;       /* an element ended: it is told and taken off the path by the next call */
	int last;        /* the last bytes were given */
	int error;
	const char *what;
};

/* ---- memory that is wiped: its size stands in front of it ------------------ */

union head {
	size_t size;
	max_align_t align;
};

static void *take(size_t size)
{
	union head *head = size > SIZE_MAX - sizeof(*head) ? NULL : ec2a__malloc(sizeof(*head) + size);

	if (!head)
		return NULL;
	head->size = size;
	return head + 1;
}

static void give_back(void *memory)
{
	union head *head = memory;

	if (!head)
		return;
	head--;
	ec2a__wipe(head + 1, head->size);
	ec2a__free(head);
}

static void *take_more(void *memory, size_t size)
{
	void *more = take(size);
	size_t had;

	if (!memory || !more)
		return more;
	had = ((union head *)memory - 1)->size;
	memcpy(more, memory, had < size ? had : size);
	give_back(memory);
	return more;
}

static const XML_Memory_Handling_Suite wiped = { take, take_more, give_back };

/* ---- what expat tells ------------------------------------------------------- */

static void stop(struct ec2a__xml *xml, int error, const char *what)
{
	if (xml->error == 0) {
		xml->error = error;
		xml->what = what;
	}
	XML_StopParser(xml->parser, XML_FALSE);
}

static void stop_by(struct ec2a__xml *xml, int error, const char *what_limit)
{
	stop(xml, error, error == EC2A_E_NOMEM ? "out of memory" : what_limit);
}

static void XMLCALL on_start(void *user, const XML_Char *name, const XML_Char **attributes)
{
	struct ec2a__xml *xml = user;
	int r = 0;

	(void)attributes;
	if (xml->error < 0)
		return;
	if (xml->depth == EC2A__XML_DEPTH) {
		stop(xml, EC2A_E_LIMIT, "too many elements in each other");
		return;
	}
	xml->names[xml->depth] = xml->path.len;
	if (xml->depth++ > 0)
		r = ec2a__buf_addc(&xml->path, '/');
	if (r == 0)
		r = ec2a__buf_adds(&xml->path, name);
	if (r < 0)
		stop_by(xml, r, "the names of its elements are too long");
	ec2a__buf_clear(&xml->text);
	xml->leaf = 1;
}

static void XMLCALL on_text(void *user, const XML_Char *text, int size)
{
	struct ec2a__xml *xml = user;
	int r;

	if (xml->error < 0 || !xml->leaf)
		return;
	r = ec2a__buf_add(&xml->text, text, (size_t)size);
	if (r < 0)
		stop_by(xml, r, "the text of an element is too long");
}

static void XMLCALL on_end(void *user, const XML_Char *name)
{
	struct ec2a__xml *xml = user;

	(void)name;
	if (xml->error < 0)
		return;
	xml->ended = 1;
	XML_StopParser(xml->parser, XML_TRUE);
}

static void XMLCALL on_doctype(void *user, const XML_Char *name, const XML_Char *system_id, const XML_Char *public_id,
			       int has_internal)
{
	(void)name;
	(void)system_id;
	(void)public_id;
	(void)has_internal;
	stop(user, EC2A_E_FORMAT, "it has a document type");
}

/* ---- ours ------------------------------------------------------------------- */

static void take_answer(struct ec2a__xml *xml, enum XML_Status status)
{
	enum XML_Error error;

	if (status != XML_STATUS_ERROR || xml->error < 0)
		return;
	error = XML_GetErrorCode(xml->parser);
	switch (error) {
	case XML_ERROR_NO_MEMORY:
		stop(xml, EC2A_E_NOMEM, "out of memory");
		break;
	case XML_ERROR_NO_ELEMENTS:
	case XML_ERROR_UNCLOSED_TOKEN:
	case XML_ERROR_UNCLOSED_CDATA_SECTION:
	case XML_ERROR_PARTIAL_CHAR:
		stop(xml, xml->last ? EC2A_E_TRUNCATED : EC2A_E_FORMAT, XML_ErrorString(error));
		break;
	default:
		stop(xml, EC2A_E_FORMAT, XML_ErrorString(error));
		break;
	}
}

int ec2a__xml_new(uint64_t max_bytes, size_t max_text, struct ec2a__xml **ret_xml)
{
	struct ec2a__xml *xml = ec2a__calloc(1, sizeof(*xml));

	if (!xml)
		return EC2A_E_NOMEM;
	xml->left = max_bytes;
	ec2a__buf_init(&xml->path, EC2A__XML_PATH);
	ec2a__buf_init_secret(&xml->text, max_text);
	xml->parser = XML_ParserCreate_MM(NULL, &wiped, NULL);
	if (!xml->parser || ec2a__buf_reserve(&xml->path, 0) < 0 || ec2a__buf_reserve(&xml->text, 0) < 0) {
		ec2a__xml_free(xml);
		return EC2A_E_NOMEM;
	}
	XML_SetUserData(xml->parser, xml);
	XML_SetElementHandler(xml->parser, on_start, on_end);
	XML_SetCharacterDataHandler(xml->parser, on_text);
	XML_SetStartDoctypeDeclHandler(xml->parser, on_doctype);
	*ret_xml = xml;
	return 0;
}

void ec2a__xml_free(struct ec2a__xml *xml)
{
	if (!xml)
		return;
	if (xml->parser)
		XML_ParserFree(xml->parser);
	ec2a__buf_free(&xml->text);
	ec2a__buf_free(&xml->path);
	ec2a__free(xml);
}

int ec2a__xml_feed(struct ec2a__xml *xml, const void *data, size_t size, int last)
{
	if (xml->error < 0)
		return xml->error;
	if (xml->ended || xml->last)
		return EC2A_E_STATE;
	xml->last = last;
	if (size > xml->left || size > INT_MAX) {
		stop(xml, EC2A_E_LIMIT, "it is too long");
		return xml->error;
	}
	xml->left -= size;
	take_answer(xml, XML_Parse(xml->parser, data, (int)size, last));
	return xml->error;
}

/* The element that was told is over. */
static void leave(struct ec2a__xml *xml)
{
	xml->ended = 0;
	ec2a__buf_truncate(&xml->path, xml->names[--xml->depth]);
	ec2a__buf_clear(&xml->text);
	xml->leaf = 0;
}

int ec2a__xml_next(struct ec2a__xml *xml, struct ec2a__xml_end *ret_end)
{
	if (xml->ended == 2) {
		leave(xml);
		take_answer(xml, XML_ResumeParser(xml->parser));
	}
	if (xml->error < 0)
		return xml->error;
	if (!xml->ended)
		return 0;
	xml->ended = 2;
	ret_end->path = xml->path.data;
	ret_end->text = xml->text.data;
	ret_end->size = xml->text.len;
	ret_end->leaf = xml->leaf;
	return 1;
}

const char *ec2a__xml_error(const struct ec2a__xml *xml)
{
	return xml->what;
}
