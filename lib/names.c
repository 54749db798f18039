/* SPDX-License-Identifier: MIT */
#include "names.h"
#include "names_table.h"

#include <ec2access/ec2access.h>
#include <string.h>

/* Each table is an array indexed by the number itself; 0 is none, and a number
 * given twice does not compile without a warning. */
#define ROW(number, name) [number] = (name),
#define ERROR_ROW(number, sentence) [-(number)] = #number,

static const char *const methods[] = { EC2A__METHODS(ROW) };
static const char *const surfaces[] = { EC2A__SURFACES(ROW) };
static const char *const systems[] = { EC2A__SYSTEMS(ROW) };
static const char *const os_confidences[] = { EC2A__OS_CONFIDENCES(ROW) };
static const char *const identities[] = { EC2A__IDENTITIES(ROW) };
static const char *const outcomes[] = { EC2A__OUTCOMES(ROW) };
static const char *const confidences[] = { EC2A__CONFIDENCES(ROW) };
static const char *const kinds[] = { EC2A__KINDS(ROW) };
static const char *const roles[] = { EC2A__ROLES(ROW) };
static const char *const end_reasons[] = { EC2A__END_REASONS(ROW) };
static const char *const errors[] = { EC2A__ERRORS(ERROR_ROW) };
static const char *const classes[] = { EC2A__CLASSES(ROW) };
static const char *const event_fields[] = { EC2A__EVENT_FIELDS(ROW) };
static const char *const session_fields[] = { EC2A__SESSION_FIELDS(ROW) };
static const char *const flags[] = { EC2A__FLAGS(ROW) };
static const char *const finding_objects[] = { EC2A__FINDING_OBJECTS(ROW) };
static const char *const verdicts[] = { EC2A__VERDICTS(ROW) };

struct table {
	const char *const *names;
	int count;
	int sign; /* errors count down */
};

#define TABLE(names) { (names), (int)(sizeof(names) / sizeof((names)[0])), 1 }
#define ERROR_TABLE(names) { (names), (int)(sizeof(names) / sizeof((names)[0])), -1 }

static const struct table tables[] = {
	[EC2A_ENUM_METHOD] = TABLE(methods),
	[EC2A_ENUM_SURFACE] = TABLE(surfaces),
	[EC2A_ENUM_OS] = TABLE(systems),
	[EC2A_ENUM_OS_CONFIDENCE] = TABLE(os_confidences),
	[EC2A_ENUM_IDENTITY] = TABLE(identities),
	[EC2A_ENUM_OUTCOME] = TABLE(outcomes),
	[EC2A_ENUM_CONFIDENCE] = TABLE(confidences),
	[EC2A_ENUM_KIND] = TABLE(kinds),
	[EC2A_ENUM_ROLE] = TABLE(roles),
	[EC2A_ENUM_END_REASON] = TABLE(end_reasons),
	[EC2A_ENUM_ERROR] = ERROR_TABLE(errors),
	[EC2A_ENUM_CLASS] = TABLE(classes),
	[EC2A_ENUM_FIELD] = TABLE(event_fields),
	[EC2A_ENUM_SESSION_FIELD] = TABLE(session_fields),
	[EC2A_ENUM_FLAG] = TABLE(flags),
	[EC2A_ENUM_FINDING_OBJECT] = TABLE(finding_objects),
	[EC2A_ENUM_VERDICT] = TABLE(verdicts),
};

static const struct table *find_table(int enumeration)
{
	if (enumeration < 1 || enumeration >= (int)(sizeof(tables) / sizeof(tables[0])))
		return NULL;
	return tables[enumeration].names ? &tables[enumeration] : NULL;
}

const char *ec2a_enum_name(int enumeration, int value)
{
	const struct table *table = find_table(enumeration);

	/* The range is tested before the sign is turned: -INT_MIN is no int. */
	if (!table || value <= -table->count || value >= table->count || value * table->sign <= 0)
		return NULL;
	return table->names[value * table->sign];
}

int ec2a_enum_value(int enumeration, const char *name, int *ret_value)
{
	const struct table *table = find_table(enumeration);

	if (!table || !name || !ret_value)
		return EC2A_E_ARG;
	for (int i = 1; i < table->count; i++) {
		if (!table->names[i] || strcmp(table->names[i], name) != 0)
			continue;
		*ret_value = i * table->sign;
		return 0;
	}
	return EC2A_E_NOT_FOUND;
}

const char *ec2a__name(int enumeration, int value)
{
	const char *name = ec2a_enum_name(enumeration, value);

	return name ? name : "unknown";
}
