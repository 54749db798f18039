/* SPDX-License-Identifier: MIT */
/*
 * One parser for many inputs. Of files with a few records each, making and freeing parsers took longer than reading
 * them: a splitter's buffer is memory fresh from the system each time.
 */
#include "mem.h"
#include "parser_state.h"
#include "settings.h"

static void drop_outcomes(ec2a_parser *parser)
{
	for (size_t i = parser->out_next; i < parser->n_out; i++)
		ec2a_event_unref(parser->out[i].event);
	parser->out_next = parser->n_out = 0;
}

/* The last input had no use for a splitter. */
static int replace(ec2a_parser **parser)
{
	ec2a_parser *old = *parser, *fresh;
	ec2a_facts *facts;
	ec2a_coverage *coverage;

	if (ec2a_parser_new(old->config, &fresh) < 0)
		return EC2A_E_NOMEM;
	facts = fresh->facts;
	coverage = fresh->coverage;
	fresh->facts = old->facts;
	fresh->known = old->known;
	fresh->contexts = old->contexts;
	fresh->coverage = old->coverage;
	old->facts = facts;
	old->known = NULL;
	old->coverage = coverage;
	ec2a_parser_free(old);
	*parser = fresh;
	return 0;
}

int ec2a__parser_again(ec2a_parser **parser)
{
	ec2a_parser *old = *parser;

	if (!old->split)
		return replace(parser);
	drop_outcomes(old);
	ec2a__split_restart(old->split);
	ec2a__csv_free(&old->csv);
	ec2a__lines_free(&old->lines);
	ec2a__free(old->tries);
	ec2a__free(old->name);
	*old = (struct ec2a_parser){ .config = old->config, .split = old->split, .facts = old->facts,
				     .known = old->known, .contexts = old->contexts, .coverage = old->coverage,
				     .out = old->out, .cap_out = old->cap_out, .error = "" };
	ec2a__parser_host_init(old);
	ec2a__csv_init(&old->csv, (size_t)ec2a__config_int(old->config, EC2A_OPT_RECORD_BYTES));
	return 0;
}
