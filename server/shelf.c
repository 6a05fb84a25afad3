/* SPDX-License-Identifier: ISC */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "server/shelf.h"
#include "zones/kept.h"
#include "zones/mem.h"

#define UNIT_BYTES	8

/* Pieces of one malloc(): few of those for a million zones, and a server
   of one zone does not pay for it.  A power of two. */
#define BOARD_UNITS	8192u

/* Number 0 means none, so the first unit of all is left out. */
#define FIRST_UNIT	1u

/* As many as a piece can tell. */
#define PIECE_UNITS_MAX	0x7fu

#define SIZES		(SHELF_PIECE_BYTES / UNIT_BYTES + 1)

_Static_assert(SHELF_PIECE_BYTES == PIECE_UNITS_MAX * UNIT_BYTES,
    "the largest piece");

/* A piece that is free; the least piece has room for it. */
struct gap {
	struct piece	 piece;
	uint32_t	 next;		/* of the same size; 0: none */
};

struct board {
	uint32_t	 used;		/* units */
	uint64_t	 units[];
};

struct shelf {
	struct board	**boards;
	size_t		 n;
	size_t		 cap;
	uint32_t	 gaps[SIZES];	/* the first one of so many units */
};

struct shelf *
shelf_new(void)
{
	return calloc(1, sizeof(struct shelf));
}

void
shelf_free(struct shelf *s)
{
	size_t	 i;

	if (s == NULL)
		return;
	for (i = 0; i < s->n; i++)
		free(s->boards[i]);
	free(s->boards);
	free(s);
}

KEPT_BEGIN	/* in s->boards */
static int
add_board(struct shelf *s)
{
	struct board	*b;
	void		*p;

	if (s->n >= UINT32_MAX / BOARD_UNITS)
		return -1;
	if ((p = array_grow(s->boards, s->n, &s->cap,
	    sizeof(struct board *))) == NULL)
		return -1;
	s->boards = p;
	if ((b = malloc(sizeof(*b) + BOARD_UNITS * UNIT_BYTES)) == NULL)
		return -1;
	b->used = s->n == 0 ? FIRST_UNIT : 0;
	s->boards[s->n++] = b;
	return 0;
}
KEPT_END

KEPT_BEGIN	/* in s->boards, by add_board() */
/* The end of the last board, where there is room. */
static uint32_t
take_new(struct shelf *s, uint16_t units)
{
	struct board	*b = s->n == 0 ? NULL : s->boards[s->n - 1];
	uint32_t	 at;

	if (b == NULL || BOARD_UNITS - b->used < units) {
		if (add_board(s) == -1)
			return 0;
		b = s->boards[s->n - 1];
	}
	at = (uint32_t)(s->n - 1) * BOARD_UNITS + b->used;
	b->used += units;
	return at;
}
KEPT_END

void *
shelf_take(struct shelf *s, size_t len, uint32_t *number)
{
	struct piece	*piece;
	struct gap	*gap;
	uint16_t	 units;

	assert(len <= SHELF_PIECE_BYTES);
	if (len < sizeof(*gap))
		len = sizeof(*gap);
	units = (uint16_t)((len + UNIT_BYTES - 1) / UNIT_BYTES);
	if ((*number = s->gaps[units]) != 0) {
		gap = shelf_at(s, *number);
		s->gaps[units] = gap->next;
	} else if ((*number = take_new(s, units)) == 0) {
		return NULL;
	}
	piece = shelf_at(s, *number);
	memset(piece, 0, (size_t)units * UNIT_BYTES);
	piece->units = units & PIECE_UNITS_MAX;
	piece->is_used = 1;
	return piece;
}

void
shelf_give(struct shelf *s, uint32_t number)
{
	struct gap	*gap = shelf_at(s, number);

	gap->piece.is_used = 0;
	gap->next = s->gaps[gap->piece.units];
	s->gaps[gap->piece.units] = number;
}

void *
shelf_at(const struct shelf *s, uint32_t number)
{
	return &s->boards[number / BOARD_UNITS]->units[number % BOARD_UNITS];
}

void *
shelf_walk(const struct shelf *s, uint32_t *cursor)
{
	const struct board	*b;
	struct piece		*piece;
	uint32_t		 at = *cursor == 0 ? FIRST_UNIT : *cursor;

	while (at / BOARD_UNITS < s->n) {
		b = s->boards[at / BOARD_UNITS];
		if (at % BOARD_UNITS >= b->used) {
			at = (at / BOARD_UNITS + 1) * BOARD_UNITS;
			continue;
		}
		piece = shelf_at(s, at);
		at += piece->units;	/* perhaps the next board's first */
		if (piece->is_used != 0) {
			*cursor = at;
			return piece;
		}
	}
	*cursor = at;
	return NULL;
}
