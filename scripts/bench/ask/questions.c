/* SPDX-License-Identifier: ISC */
#include <err.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "scripts/bench/ask/questions.h"

#define HEADER		12	/* octets */
#define PACKET_ROOM	(HEADER + NAME_ROOM + 4 + 11)
#define TEXT_ROOM	300	/* a name in text form */
#define LETTERS		10	/* for a '*' */

static const struct type {
	const char	*name;
	uint16_t	 value;
} types[] = {
	{"A", 1}, {"NS", 2}, {"SOA", 6}, {"MX", 15}, {"TXT", 16}, {"AAAA", 28},
};

/* Numbers that look random and are the same in each run (splitmix64). */
static uint64_t
draw(uint64_t *seed)
{
	uint64_t	z = *seed += 0x9e3779b97f4a7c15;

	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
	z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
	return z ^ (z >> 31);
}

static uint16_t
type_value(const char *name)
{
	size_t	i;

	for (i = 0; i < sizeof(types) / sizeof(types[0]); i++)
		if (strcmp(types[i].name, name) == 0)
			return types[i].value;
	errx(2, "%s: not a type that this program asks for", name);
}

static size_t
put_letters(char *text, size_t at, uint64_t *seed)
{
	size_t	i;

	for (i = 0; i < LETTERS; i++)
		text[at + i] = (char)('a' + draw(seed) % 26);
	return at + LETTERS;
}

/* The plan's name with its numbers and letters, as text. */
static void
draw_name(char *text, const struct question_plan *plan, int digits,
    uint64_t *seed)
{
	const char	*p;
	size_t		 at = 0;

	for (p = plan->name; *p != '\0'; p++) {
		if (at > TEXT_ROOM - 32)
			errx(2, "%s: too long", plan->name);
		if (*p == '%')
			at += (size_t)snprintf(text + at, 24, "%0*lu", digits,
			    (unsigned long)(draw(seed) % plan->range));
		else if (*p == '*')
			at = put_letters(text, at, seed);
		else
			text[at++] = *p;
	}
	text[at] = '\0';
}

/* Without escapes; returns octets. */
static size_t
name_to_wire(uint8_t *wire, const char *text)
{
	size_t	label, len = 0;

	while (*text != '\0') {
		label = strcspn(text, ".");
		if (label == 0 || label > 63 || len + label + 2 > NAME_ROOM)
			errx(2, "%s: not a name", text);
		wire[len++] = (uint8_t)label;
		memcpy(wire + len, text, label);
		len += label;
		text += label;
		if (*text == '.')
			text++;
	}
	wire[len++] = 0;
	return len;
}

static void
make_packet(struct questions *questions, size_t i, const char *text,
    uint16_t type, int has_edns)
{
	/* An option record: 1232 octets, no flags, no options (RFC 6891). */
	static const uint8_t opt[] = {0, 0, 41, 1232 >> 8, 1232 & 0xff, 0, 0,
	    0, 0, 0, 0};
	struct question	*question = &questions->list[i];
	uint8_t		*p = questions->octets + questions->used;
	size_t		 len = HEADER;

	memset(p, 0, HEADER);
	p[5] = 1;			/* one question */
	p[11] = has_edns ? 1 : 0;	/* one additional record */
	len += name_to_wire(p + len, text);
	p[len++] = (uint8_t)(type >> 8);
	p[len++] = (uint8_t)type;
	p[len++] = 0;
	p[len++] = 1;			/* IN */
	question->end = (uint16_t)len;
	if (has_edns) {
		memcpy(p + len, opt, sizeof(opt));
		len += sizeof(opt);
	}
	question->at = questions->used;
	question->len = (uint16_t)len;
	questions->used += len;
}

static void
grow(struct questions *questions)
{
	if (questions->room - questions->used >= PACKET_ROOM)
		return;
	questions->room = questions->room * 2 + PACKET_ROOM;
	questions->octets = realloc(questions->octets, questions->room);
	if (questions->octets == NULL)
		err(1, "questions");
}

void
questions_make(struct questions *questions, const struct question_plan *plan)
{
	char		 text[TEXT_ROOM];
	uint64_t	 seed = plan->seed;
	uint16_t	 type = type_value(plan->type);
	size_t		 i;
	int		 digits;

	if (plan->range == 0 || plan->count == 0)
		errx(2, "nothing to ask");
	digits = snprintf(NULL, 0, "%lu", plan->range - 1);
	memset(questions, 0, sizeof(*questions));
	questions->count = plan->count;
	questions->list = calloc(plan->count, sizeof(*questions->list));
	if (questions->list == NULL)
		err(1, "questions");
	for (i = 0; i < plan->count; i++) {
		grow(questions);
		draw_name(text, plan, digits, &seed);
		make_packet(questions, i, text, type, plan->has_edns);
	}
}
