/* SPDX-License-Identifier: MIT */
#ifndef EC2A_FORM_WRITERS_H
#define EC2A_FORM_WRITERS_H

/* The same records in every form that carries the whole record, for test_forms.c. Written with json-c, apart from
 * the library's own readers. */
#include <json-c/json.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct form_text {
	char *data;
	size_t size, room;
};

static inline void put_n(struct form_text *out, const char *text, size_t size)
{
	if (out->room - out->size <= size) {
		out->room = (out->size + size) * 2 + 256;
		out->data = realloc(out->data, out->room);
		if (!out->data)
			abort();
	}
	memcpy(out->data + out->size, text, size);
	out->size += size;
	out->data[out->size] = '\0';
}

static inline void put(struct form_text *out, const char *text)
{
	put_n(out, text, strlen(text));
}

static inline const char *tight(struct json_object *value)
{
	return json_object_to_json_string_ext(value, JSON_C_TO_STRING_PLAIN | JSON_C_TO_STRING_NOSLASHESCAPE);
}

static inline void put_json(struct form_text *out, struct json_object *value)
{
	put(out, tight(value));
}

/* A text as a JSON string. */
static inline void put_quoted(struct form_text *out, const char *text)
{
	struct json_object *string = json_object_new_string(text);

	put_json(out, string);
	json_object_put(string);
}

static inline void put_record_quoted(struct form_text *out, struct json_object *record)
{
	put_quoted(out, tight(record));
}

static inline const char *member_text(struct json_object *record, const char *key)
{
	struct json_object *value = NULL;

	return json_object_object_get_ex(record, key, &value) && value ? json_object_get_string(value) : "";
}

/* ---- Python's repr() ------------------------------------------------------ */

static inline void put_repr_text(struct form_text *out, const char *text)
{
	char quote = strchr(text, '\'') && !strchr(text, '"') ? '"' : '\'', escape[8];

	put_n(out, &quote, 1);
	for (; *text; text++) {
		unsigned char c = (unsigned char)*text;

		if (c == '\\' || c == (unsigned char)quote)
			snprintf(escape, sizeof escape, "\\%c", c);
		else if (c == '\n' || c == '\r' || c == '\t')
			snprintf(escape, sizeof escape, "\\%c", c == '\n' ? 'n' : c == '\r' ? 'r' : 't');
		else if (c < 0x20 || c == 0x7f)
			snprintf(escape, sizeof escape, "\\x%02x", c);
		else
			snprintf(escape, sizeof escape, "%c", c);
		put(out, escape);
	}
	put_n(out, &quote, 1);
}

static inline void put_repr(struct form_text *out, struct json_object *value)
{
	const char *comma = "";
	size_t i;

	switch (json_object_get_type(value)) {
	case json_type_null:
		put(out, "None");
		break;
	case json_type_boolean:
		put(out, json_object_get_boolean(value) ? "True" : "False");
		break;
	case json_type_string:
		put_repr_text(out, json_object_get_string(value));
		break;
	case json_type_array:
		put(out, "[");
		for (i = 0; i < json_object_array_length(value); i++, comma = ", ") {
			put(out, comma);
			put_repr(out, json_object_array_get_idx(value, i));
		}
		put(out, "]");
		break;
	case json_type_object: {
		put(out, "{");
		json_object_object_foreach(value, key, member) {
			put(out, comma);
			put_repr_text(out, key);
			put(out, ": ");
			put_repr(out, member);
			comma = ", ";
		}
		put(out, "}");
		break;
	}
	default:
		put_json(out, value);
	}
}

static inline void put_boto3(struct form_text *out, struct json_object *record)
{
	put(out, "{'EventId': ");
	put_repr_text(out, member_text(record, "eventID"));
	put(out, ", 'EventName': ");
	put_repr_text(out, member_text(record, "eventName"));
	put(out, ", 'ReadOnly': 'false', 'EventTime': datetime.datetime(2023, 9, 4, 14, 56, 4, tzinfo=tzlocal()), "
		 "'Username': \"it's\", 'Resources': [], 'CloudTrailEvent': ");
	put_repr_text(out, tight(record));
	put(out, "}");
}

/* ---- rows ------------------------------------------------------------------ */

static inline void put_lower(struct form_text *out, const char *key)
{
	for (; *key; key++) {
		char c = *key >= 'A' && *key <= 'Z' ? (char)(*key - 'A' + 'a') : *key;

		put_n(out, &c, 1);
	}
}

/* With lower-case keys, as JSON or as Presto prints it. */
static inline void put_struct(struct form_text *out, struct json_object *value, int printed)
{
	const char *comma = "";
	size_t i;

	if (json_object_get_type(value) == json_type_array) {
		put(out, "[");
		for (i = 0; i < json_object_array_length(value); i++) {
			put(out, i ? printed ? ", " : "," : "");
			put_struct(out, json_object_array_get_idx(value, i), printed);
		}
		put(out, "]");
	} else if (json_object_get_type(value) == json_type_object) {
		put(out, "{");
		json_object_object_foreach(value, key, member) {
			put(out, comma);
			put(out, printed ? "" : "\"");
			put_lower(out, key);
			put(out, printed ? "=" : "\":");
			put_struct(out, member, printed);
			comma = printed ? ", " : ",";
		}
		put(out, "}");
	} else if (printed && json_object_get_type(value) == json_type_string) {
		put(out, json_object_get_string(value));
	} else {
		put_json(out, value);
	}
}

static inline int is_one(const char *key, const char *const *names)
{
	while (*names && strcmp(key, *names) != 0)
		names++;
	return *names != NULL;
}

enum { ROW_OBJECTS, ROW_TEXT, ROW_PRINTED, ROW_UPPER };

static inline void put_upper(struct form_text *out, const char *key)
{
	for (; *key; key++) {
		char c = *key >= 'a' && *key <= 'z' ? (char)(*key - 'a' + 'A') : *key;

		put_n(out, &c, 1);
	}
}

static inline void put_row(struct form_text *out, struct json_object *record, int how)
{
	static const char *const structs[] = { "userIdentity", "resources", "addendum", "tlsDetails", NULL };
	static const char *const texts[] = { "requestParameters", "responseElements", "additionalEventData", NULL };
	const char *comma = "{";

	json_object_object_foreach(record, key, value) {
		put(out, comma);
		put(out, "\"");
		(how == ROW_UPPER ? put_upper : put_lower)(out, key);
		put(out, "\":");
		comma = ",";
		if (is_one(key, structs) && how == ROW_OBJECTS) {
			put_struct(out, value, 0);
		} else if (is_one(key, structs)) {
			struct form_text text = { NULL, 0, 0 };

			put_struct(&text, value, how >= ROW_PRINTED);
			put_quoted(out, text.data);
			free(text.data);
		} else if (is_one(key, texts) && value && how != ROW_OBJECTS) {
			put_quoted(out, json_object_is_type(value, json_type_string) ? json_object_get_string(value) :
										       tight(value));
		} else if (json_object_is_type(value, json_type_boolean)) {
			put(out, json_object_get_boolean(value) ? "\"true\"" : "\"false\"");
		} else {
			put_json(out, value);
		}
	}
	put(out, "}");
}

/* ---- the forms -------------------------------------------------------------- */

/* head, then each record with before and after around it and between them, then tail. */
struct form {
	const char *name, *head, *before;
	void (*record)(struct form_text *out, struct json_object *record);
	const char *after, *between, *tail;
};

static inline void put_row_objects(struct form_text *out, struct json_object *record)
{
	put_row(out, record, ROW_OBJECTS);
}

static inline void put_row_text(struct form_text *out, struct json_object *record)
{
	put_row(out, record, ROW_TEXT);
}

static inline void put_row_printed(struct form_text *out, struct json_object *record)
{
	put_row(out, record, ROW_PRINTED);
}

static inline void put_row_upper(struct form_text *out, struct json_object *record)
{
	put_row(out, record, ROW_UPPER);
}

/* A column, an object, as Lake's GetQueryResults gives them. */
static inline void put_row_columns(struct form_text *out, struct json_object *record)
{
	struct form_text text = { NULL, 0, 0 };
	struct json_object *row;
	const char *comma = "[{\"";

	put_row(&text, record, ROW_PRINTED);
	row = json_tokener_parse(text.data);
	json_object_object_foreach(row, key, value) {
		put(out, comma);
		put(out, key);
		put(out, "\":");
		put_json(out, value);
		comma = "},{\"";
	}
	put(out, "}]");
	json_object_put(row);
	free(text.data);
}

static inline void put_base64(struct form_text *out, struct json_object *record)
{
	static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	const char *text = tight(record);
	size_t size = strlen(text);

	for (size_t i = 0; i < size; i += 3) {
		unsigned bits = 0;
		char four[4];

		for (size_t k = 0; k < 3; k++)
			bits = bits << 8 | (i + k < size ? (unsigned char)text[i + k] : 0);
		for (size_t k = 0; k < 4; k++)
			four[k] = i + k <= size ? letters[bits >> (18 - 6 * k) & 63] : '=';
		put_n(out, four, 4);
	}
}

static inline void put_bridge(struct form_text *out, struct json_object *record)
{
	put(out, "{\"version\":\"0\",\"detail-type\":\"AWS API Call via CloudTrail\",\"resources\":[],\"detail\":");
	put_json(out, record);
	put(out, "}");
}

static inline void put_bridge_quoted(struct form_text *out, struct json_object *record)
{
	struct form_text text = { NULL, 0, 0 };

	put_bridge(&text, record);
	put_quoted(out, text.data);
	free(text.data);
}

static inline void put_topic_quoted(struct form_text *out, struct json_object *record)
{
	struct form_text text = { NULL, 0, 0 };

	put(&text, "{\"Type\":\"Notification\",\"Message\":");
	put_bridge_quoted(&text, record);
	put(&text, "}");
	put_quoted(out, text.data);
	free(text.data);
}

static inline void put_edited(struct form_text *out, struct json_object *record)
{
	put(out, "{\n    \"EventId\": ");
	put_quoted(out, member_text(record, "eventID"));
	put(out, ",\n    \"EventTime\": datetime.datetime(2023,9,4,14,56,4, tzinfo=tzlocal()),\n    \"Resources\": [],\n"
		 "    \"CloudTrailEvent\": ");
	put(out, json_object_to_json_string_ext(record, JSON_C_TO_STRING_PRETTY | JSON_C_TO_STRING_NOSLASHESCAPE));
	put(out, "\n}");
}

static const struct form forms[] = {
	{ "trail", "{\"Records\":[", "", put_json, "", ",", "]}" },
	{ "lines", "", "", put_json, "\n", "", "" },
	{ "array", "[", "", put_json, "", ",", "]" },
	{ "history", "{\"Events\":[", "{\"EventId\":\"x\",\"CloudTrailEvent\":", put_record_quoted, "}", ",",
	  "],\"NextToken\":\"x\"}" },
	{ "history lines", "", "{\"EventId\":\"x\",\"CloudTrailEvent\":", put_record_quoted, "}\n", "", "" },
	{ "bridge lines", "", "", put_bridge, "\n", "", "" },
	{ "bridge array", "[", "", put_bridge, "", ",", "]" },
	{ "bridge with text", "", "{\"detail-type\":\"AWS API Call via CloudTrail\",\"detail\":", put_record_quoted, "}\n", "", "" },
	{ "bridge put", "{\"Entries\":[", "{\"Source\":\"x\",\"DetailType\":\"x\",\"Detail\":", put_record_quoted, "}", ",",
	  "]}" },
	{ "strings", "[", "", put_record_quoted, "", ",", "]" },
	{ "insights", "{\"results\":[", "[{\"field\":\"@message\",\"value\":", put_record_quoted,
	  "},{\"field\":\"@ptr\",\"value\":\"x\"}]", ",", "],\"status\":\"Complete\"}" },
	{ "lake's answer", "{\"QueryStatus\":\"FINISHED\",\"QueryResultRows\":[", "", put_row_columns, "", ",", "]}" },
	{ "lake's records", "{\"QueryResultRows\":[", "[{\"eventName\":\"x\"},{\"eventJson\":", put_record_quoted, "}]", ",", "]}" },
	{ "subscription in base64", "", "{\"awslogs\":{\"data\":\"", put_base64, "\"}}", "\n", "" },
	{ "stream to Lambda", "{\"Records\":[", "{\"eventSource\":\"aws:kinesis\",\"eventName\":\"x\",\"kinesis\":{\"data\":\"",
	  put_base64, "\"}}", ",", "]}" },
	{ "stream", "{\"Records\":[", "{\"PartitionKey\":\"1\",\"Data\":\"", put_base64, "\"}", ",", "]}" },
	{ "Firehose", "", "{\"records\":[{\"recordId\":\"1\",\"data\":\"", put_base64, "\"}]}", "\n", "" },
	{ "topic", "", "{\"Type\":\"Notification\",\"TopicArn\":\"arn\",\"Message\":", put_bridge_quoted, "}\n", "", "" },
	{ "topic to Lambda", "{\"Records\":[", "{\"EventSource\":\"aws:sns\",\"Sns\":{\"Type\":\"Notification\",\"Message\":",
	  put_bridge_quoted, "}}", ",", "]}" },
	{ "queue", "{\"Messages\":[", "{\"MessageId\":\"x\",\"Body\":", put_topic_quoted, "}", ",", "]}" },
	{ "queue to Lambda", "{\"Records\":[", "{\"messageId\":\"x\",\"eventSource\":\"aws:sqs\",\"body\":", put_record_quoted,
	  "}", ",", "]}" },
	{ "subscription", "{\"messageType\":\"DATA_MESSAGE\",\"logEvents\":[", "{\"id\":\"1\",\"timestamp\":1,\"message\":",
	  put_record_quoted, "}", ",", "]}" },
	{ "log events", "{\"events\":[", "{\"timestamp\":1,\"message\":", put_record_quoted, ",\"ingestionTime\":2}", ",",
	  "],\"nextForwardToken\":\"f/1\"}" },
	{ "log lines", "", "{\"timestamp\":1,\"message\":", put_record_quoted, "}\n", "", "" },
	{ "lake", "", "{\"eventname\":\"x\",\"eventsource\":\"y\",\"eventjson\":", put_record_quoted, "}\n", "", "" },
	{ "rows of objects", "", "", put_row_objects, "\n", "", "" },
	{ "rows of text", "", "", put_row_text, "\n", "", "" },
	{ "rows printed", "", "", put_row_printed, "\n", "", "" },
	{ "rows in upper case", "", "", put_row_upper, "\n", "", "" },
	{ "print(event)", "", "", put_boto3, "\n\n\n", "", "" },
	{ "print(events)", "[", "", put_boto3, "", ", ", "]\n" },
	{ "print(response)", "{'Events': [", "", put_boto3, "", ", ", "], 'NextToken': 'a\"b', 'X': \"it's\"}\n" },
	{ "print(record)", "", "", put_repr, "\n", "", "" },
	{ "edited", "", "", put_edited, "\n", "", "" },
};

static inline char *write_form(const struct form *form, struct json_object *records, size_t *ret_size)
{
	struct form_text out = { NULL, 0, 0 };
	size_t i, n = json_object_array_length(records);

	put(&out, form->head);
	for (i = 0; i < n; i++) {
		put(&out, i ? form->between : "");
		put(&out, form->before);
		form->record(&out, json_object_array_get_idx(records, i));
		put(&out, form->after);
	}
	put(&out, form->tail);
	*ret_size = out.size;
	return out.data;
}

#endif
