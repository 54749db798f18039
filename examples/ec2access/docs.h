/* SPDX-License-Identifier: MIT */
#ifndef DOCS_H
#define DOCS_H

/* Each prints one document on standard output, made of help_table.h. */
void docs_man(void);
void docs_bash(void);
void docs_zsh(void);

#endif
