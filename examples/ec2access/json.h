/* SPDX-License-Identifier: MIT */
#ifndef JSON_H
#define JSON_H

#include "text.h"

/* One JSON object or array as text; commas are put where they belong. */
void json_open(struct text *json, const char *key, char bracket); /* key: NULL outside of objects */
void json_close(struct text *json, char bracket);
void json_add(struct text *json, const char *key, const char *value); /* NULL or "": null */
void json_addu(struct text *json, const char *key, unsigned long long number);
void json_raw(struct text *json, const char *key, const char *value); /* JSON already */

#endif
