/* SPDX-License-Identifier: MIT */
/*
 * How an object is walked through by masks of 64 bytes: the one body of all
 * kinds (split_avx2.c and so on). Each includes it after it has defined
 *
 *   masks_of(bytes, &masks)  which of 64 bytes are what
 *   prefix_xor(bits)         each bit xor all those below it
 *   WHOLE                    the function's name, an ec2a__whole_fn
 */
#ifndef EC2A_SPLIT_WALK_H
#define EC2A_SPLIT_WALK_H

/* Most of what follows is one function in the end, whose state stands in registers; calls would put it into memory. */
#define ONE_FUNCTION static inline __attribute__((always_inline))

struct walk {
	const char *object;
	const char *end;        /* of the bytes */
	const char *block;
	const char *mark;       /* the last one that was found */
	uint64_t up_to;         /* of the block, bytes up to there */
	uint64_t brackets;      /* behind it, outside of strings */
	uint64_t marks;         /* these, colons and commas; behind a value's last bracket, when that was found */
	uint64_t odd;           /* of the block, what is for the scanner if it stands before the object's end */
	uint64_t quotes;        /* not those that are escaped, behind the object's last comma */
	uint64_t quotes_before; /* of these, in blocks before */
	uint64_t in_string;     /* all ones where the block before ended in a string */
	uint64_t escaped;       /* 1 where it ended with a backslash that escapes */
	uint64_t line_ended;    /* 1 where it ended with a newline */
};

/* Which bytes a backslash escapes; those that are backslashes themselves may be missing. */
ONE_FUNCTION uint64_t escaped_by(uint64_t backslashes, uint64_t *carry)
{
	const uint64_t even = UINT64_C(0x5555555555555555);
	uint64_t before = *carry, first, from_even, from_odd;

	if (!backslashes) {
		*carry = 0;
		return before;
	}
	backslashes &= ~before;
	first = backslashes & ~(backslashes << 1);
	/* Adding its first bit to a run leaves a bit behind it: there, where the run is of odd length, is what it escapes. */
	from_even = backslashes + (first & even);
	*carry = __builtin_add_overflow(backslashes, first & ~even, &from_odd);
	return before | (from_even & ~backslashes & ~even) | (from_odd & ~backslashes & even);
}

/* In the brackets' codes, [ 5b, ] 5d, { 7b, } 7d, bit 1 says that it opens, bit 5 that it is a brace. */
ONE_FUNCTION unsigned is_opening(char bracket)
{
	return (unsigned char)bracket >> 1 & 1;
}

/* Where a bracket opens right behind a newline. Where closing ones stand there, nothing is wrong. */
static inline uint64_t opening_ones(const char *bytes, uint64_t brackets)
{
	uint64_t opening = 0;

	for (; brackets; brackets &= brackets - 1)
		opening |= is_opening(bytes[__builtin_ctzll(brackets)]) ? brackets & (0 - brackets) : 0;
	return opening;
}

/* The last block, so that no byte behind the end is read. */
static __attribute__((noinline)) void copy_part(const char *bytes, size_t size, char *ret_padded)
{
	memset(ret_padded, ' ', 64);
	memcpy(ret_padded, bytes, size);
}

/* The block at walk->block. top: a value in a row, where lines matter. */
ONE_FUNCTION void load(struct walk *walk, int top)
{
	const char *bytes = walk->block;
	struct masks masks;
	uint64_t inside;
	char padded[64];

	if (__builtin_expect(walk->end - bytes < 64, 0)) {
		copy_part(bytes, (size_t)(walk->end - bytes), padded);
		bytes = padded;
	}
	masks_of(bytes, &masks);
	walk->quotes_before += (uint64_t)__builtin_popcountll(walk->quotes);
	walk->quotes = masks.quotes & ~escaped_by(masks.backslashes, &walk->escaped);
	inside = prefix_xor(walk->quotes) ^ walk->in_string;
	walk->in_string = (uint64_t)0 - (inside >> 63);
	walk->brackets = masks.brackets & ~inside;
	walk->marks = masks.marks & ~inside;
	walk->odd = masks.backslashes & ~inside;
	if (top) {
		uint64_t line_starts = masks.newlines << 1 | walk->line_ended;

		walk->line_ended = masks.newlines >> 63;
		walk->odd |= (masks.newlines & inside) | opening_ones(bytes, walk->brackets & line_starts);
	}
}

/* To a block that has marks, of the object's own or brackets: END when there is one. */
ONE_FUNCTION int go_on(struct walk *walk, int brackets_only, int top)
{
	do {
		if (walk->odd)
			return EC2A__WHOLE_UNDECIDED;
		if (walk->end - walk->block <= 64)
			return EC2A__WHOLE_MORE;
		walk->block += 64;
		load(walk, top);
	} while (!(brackets_only ? walk->brackets : walk->marks));
	return EC2A__WHOLE_END;
}

/* Go to the next mark of the object's own: END when there is one. */
ONE_FUNCTION int next_mark(struct walk *walk, int top)
{
	int found = walk->marks ? EC2A__WHOLE_END : go_on(walk, 0, top);

	if (found != EC2A__WHOLE_END)
		return found;
	walk->up_to = walk->marks ^ (walk->marks - 1);
	walk->mark = walk->block + __builtin_ctzll(walk->marks);
	walk->marks &= walk->marks - 1;
	return EC2A__WHOLE_END;
}

/* From the bracket at the mark, the first of a member's value, to the one that closes it: END when all fit. */
ONE_FUNCTION int nested(struct walk *walk, size_t max_depth, int top)
{
	uint64_t kinds = 0; /* a bit a level: whether it is a brace's */
	size_t depth = 1;

	walk->brackets &= ~(walk->up_to >> 1);
	for (;;) {
		unsigned char bracket = (unsigned char)walk->block[__builtin_ctzll(walk->brackets)];
		unsigned opens = bracket >> 1 & 1, brace = bracket >> 5 & 1;

		if ((kinds ^ brace) & ~opens & 1)
			return EC2A__WHOLE_UNDECIDED;
		kinds = opens ? kinds << 1 | brace : kinds >> 1;
		depth += (size_t)2 * opens - 1;
		if (depth > max_depth)
			return EC2A__WHOLE_UNDECIDED;
		if (depth == 1)
			break;
		walk->brackets &= walk->brackets - 1;
		if (!walk->brackets) {
			int found = go_on(walk, 1, top);

			if (found != EC2A__WHOLE_END)
				return found;
		}
	}
	walk->up_to = walk->brackets ^ (walk->brackets - 1);
	walk->marks &= ~walk->up_to;
	walk->brackets &= walk->brackets - 1;
	return EC2A__WHOLE_END;
}

static __attribute__((noinline)) const char *behind_space(const char *at)
{
	while (ec2a__is_space(*at))
		at++;
	return at;
}

static __attribute__((noinline)) const char *before_space(const char *end)
{
	while (ec2a__is_space(end[-1]))
		end--;
	return end;
}

/* A value that is no string, and whether the scanner is needed for it. */
ONE_FUNCTION int is_for_scanner(const struct walk *walk, const struct ec2a__member *member, int top)
{
	char first = walk->object[member->val];

	return first == '\'' || first == 'd' ||
	       (first == '[' && top && ec2a__split_container_key(walk->object + member->key, member->key_len));
}

/* The value between the colon at the mark and the mark that ends it, which is gone to: END, and where it stands. */
ONE_FUNCTION int value_at(struct walk *walk, size_t max_depth, int top, struct ec2a__member *member)
{
	const char *from = walk->mark + 1, *to;
	int found = next_mark(walk, top);

	if (found != EC2A__WHOLE_END)
		return found;
	if ((unsigned char)*from <= ' ')
		from = behind_space(from);
	member->val = (uint32_t)(from - walk->object);
	if (*from != '"' && is_for_scanner(walk, member, top))
		return EC2A__WHOLE_UNDECIDED;
	while (*walk->mark == '{' || *walk->mark == '[') {
		found = nested(walk, max_depth, top);
		if (found == EC2A__WHOLE_END)
			found = next_mark(walk, top);
		if (found != EC2A__WHOLE_END)
			return found;
	}
	to = walk->mark;
	if ((unsigned char)to[-1] <= ' ')
		to = before_space(to);
	member->val_len = (uint32_t)(to - from);
	return from < walk->mark ? EC2A__WHOLE_END : EC2A__WHOLE_UNDECIDED;
}

/* Where white space stands around a key. */
static __attribute__((noinline)) int spaced_key_at(const char *object, const char *separator, const char *colon,
						   struct ec2a__member *member)
{
	const char *from = behind_space(separator + 1), *to = before_space(colon) - 1;

	member->key = (uint32_t)(from + 1 - object);
	member->key_len = (uint32_t)(to - from - 1);
	return *from == '"' && *to == '"';
}

/* The string between a brace or comma and the colon at the mark: whether that is all there is, and where it stands. */
ONE_FUNCTION int key_at(const struct walk *walk, const char *separator, struct ec2a__member *member)
{
	const char *colon = walk->mark;

	if (*colon != ':' || walk->quotes_before + (uint64_t)__builtin_popcountll(walk->quotes & walk->up_to) != 2)
		return 0;
	if (separator[1] != '"' || colon[-1] != '"')
		return spaced_key_at(walk->object, separator, colon, member);
	member->key = (uint32_t)(separator + 2 - walk->object);
	member->key_len = (uint32_t)(colon - separator - 3);
	return 1;
}

ONE_FUNCTION int members_of(struct walk *walk, struct ec2a__scan *scan, int top)
{
	size_t max_depth = scan->max_depth < 64 ? scan->max_depth : 64;
	struct ec2a__member *member = scan->members, *end = scan->members + scan->cap_members;

	do {
		const char *separator = walk->mark;
		int found;

		walk->quotes &= ~walk->up_to;
		walk->quotes_before = 0;
		found = next_mark(walk, top);
		if (found != EC2A__WHOLE_END)
			return found;
		if (member == end)
			return EC2A__WHOLE_UNDECIDED;
		if (!key_at(walk, separator, member)) {
			if (*walk->mark != '}' || behind_space(separator + 1) != walk->mark)
				return EC2A__WHOLE_UNDECIDED;
			break; /* no member, or a comma behind the last one */
		}
		found = value_at(walk, max_depth, top, member++);
		if (found != EC2A__WHOLE_END)
			return found;
	} while (*walk->mark == ',');
	if (*walk->mark != '}' || (walk->odd & walk->up_to))
		return EC2A__WHOLE_UNDECIDED;
	scan->n_members = (size_t)(member - scan->members);
	scan->pos = scan->start + (size_t)(walk->mark - walk->object) + 1;
	return EC2A__WHOLE_END;
}

ONE_FUNCTION int object_at(struct ec2a__scan *scan, const char *data, size_t end, int top)
{
	struct walk walk = { .object = data + scan->start, .end = data + end, .block = data + scan->start };

	if (!scan->max_depth || !scan->cap_members)
		return EC2A__WHOLE_UNDECIDED;
	load(&walk, top);
	walk.mark = walk.object;
	walk.up_to = 1;
	walk.marks &= ~(uint64_t)1;
	return members_of(&walk, scan, top);
}

int WHOLE(struct ec2a__scan *scan, const char *data, size_t end)
{
	return scan->lines ? object_at(scan, data, end, 1) : object_at(scan, data, end, 0);
}

#endif
