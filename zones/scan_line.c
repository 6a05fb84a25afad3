/* SPDX-License-Identifier: ISC */
#include "zones/scan_line.h"

#include <string.h>

#include "zones/scan_kernel.h"

_Static_assert(SCAN_LINE_TOKENS >= SCAN_KERNEL_BYTES,
    "a block has no more words than octets");

/* The two steps that know the machine. */
struct kernel {
	struct scan_masks	(*classify)(const char *);
	struct scan_special	(*special)(const char *);
};

/* What is known of a line in the middle of it: from block to block. */
struct state {
	const char	*start;		/* of the line */
	const char	*at;		/* of the block */
	const char	*end;		/* of the text */
	uint32_t	 line;
	uint64_t	 word;		/* bit 0: a word reaches into it */
	uint64_t	 inside;	/* all bits: quotes do */
	struct token	*token;		/* to be written next */
	bool		 is_open;	/* its end is not yet found */
};

/* Where tokens of a block begin and end, in pairs; the end of the last may
   be in the next block. */
struct edges {
	uint64_t	begin;		/* the quote belongs to it */
	uint64_t	end;
	uint64_t	quote;		/* begins that are quotes */
	uint64_t	stop;		/* the lowest bit: the line, or what
					   we want of it, ends here */
};

/* From each quote up to before the next: the parity of all quotes below. */
SCAN_INLINE uint64_t
between_quotes(uint64_t quote)
{
	quote ^= quote << 1;
	quote ^= quote << 2;
	quote ^= quote << 4;
	quote ^= quote << 8;
	quote ^= quote << 16;
	return quote ^ quote << 32;
}

/* Bits below the lowest one of a mask; all, if it has none. */
SCAN_INLINE uint64_t
below(uint64_t mask)
{
	return ~mask & (mask - 1);
}

SCAN_INLINE unsigned
lowest(uint64_t mask)
{
	return (unsigned)__builtin_ctzll(mask);
}

/*
 * Does a quote that opens stand directly behind "="?  It may be part of a
 * service parameter, which only the type can tell.
 */
SCAN_INLINE bool
is_value(const struct state *st, uint64_t opening)
{
	const char	*p;

	for (; opening != 0; opening &= opening - 1) {
		p = st->at + lowest(opening);
		if (p > st->start && p[-1] == '=')
			return true;
	}
	return false;
}

/* The last octets of a text, and NULs: nothing looks behind its end. */
SCAN_INLINE struct scan_masks
classify_last(const struct kernel *k, const struct state *st)
{
	char	copy[SCAN_KERNEL_BYTES] = "";

	memcpy(copy, st->at, (size_t)(st->end - st->at));
	return k->classify(copy);
}

SCAN_INLINE struct scan_special
special_last(const struct kernel *k, const struct state *st)
{
	char	copy[SCAN_KERNEL_BYTES] = "";

	memcpy(copy, st->at, (size_t)(st->end - st->at));
	return k->special(copy);
}

/* The edges of a block of words only. */
SCAN_INLINE void
find_words(struct state *st, const struct scan_masks *m, struct edges *e)
{
	uint64_t	word = ~m->white & below(m->newline);
	uint64_t	before = word << 1 | st->word;

	e->stop = m->newline;
	e->quote = 0;
	e->begin = word & ~before;
	e->end = ~word & before;
	st->word = word >> 63;
}

/*
 * The same with quotes and comments.
 * returns	false: this line is not quick
 */
SCAN_INLINE bool
find_quoted(struct state *st, const struct scan_masks *m,
    const struct scan_special *special, struct edges *e)
{
	uint64_t	inside = st->inside ^ between_quotes(special->quote);
	uint64_t	hard = m->special & ~(special->quote |
			    special->comment);
	uint64_t	word, before, here;

	e->stop = m->newline | (special->comment & ~inside);
	here = below(e->stop);
	/* A line that ends in quotes: they are not closed. */
	if ((hard & here) != 0 || (e->stop & -e->stop & inside) != 0)
		return false;
	word = ~(inside | m->white | special->quote) & here;
	before = word << 1 | st->word;
	e->quote = special->quote & inside & here;
	e->begin = (word & ~before) | e->quote;
	e->end = (~word & before) | (special->quote & ~inside & here);
	st->word = word >> 63;
	st->inside = inside >> 63 != 0 ? UINT64_MAX : 0;
	return !is_value(st, e->quote);
}

/* The block's edges up to where its line, or the block, ends; false as
   above. */
SCAN_INLINE bool
find_edges(const struct kernel *k, struct state *st, struct edges *e)
{
	bool			is_last = st->end - st->at < SCAN_KERNEL_BYTES;
	struct scan_masks	m;
	struct scan_special	special;

	m = is_last ? classify_last(k, st) : k->classify(st->at);
	if ((m.special & below(m.newline)) == 0 && st->inside == 0) {
		find_words(st, &m, e);
		return true;
	}
	special = is_last ? special_last(k, st) : k->special(st->at);
	return find_quoted(st, &m, &special, e);
}

SCAN_INLINE void
begin_token(const struct state *st, struct token *tok, unsigned at,
    bool is_quoted)
{
	tok->text = st->at + at + is_quoted;
	tok->line = st->line;
	tok->column = (uint32_t)(st->at - st->start) + at + 1;
	tok->is_quoted = is_quoted;
}

/* Tokens that begin and end in the block. */
SCAN_INLINE struct token *
take_pairs(const struct state *st, struct token *tok, struct edges e,
    bool has_quotes)
{
	const char	*text = st->at;
	uint32_t	 line = st->line;
	uint32_t	 column = (uint32_t)(st->at - st->start) + 1;
	unsigned	 at;
	bool		 is_quoted;

	for (; e.begin != 0; tok++) {
		at = lowest(e.begin);
		is_quoted = has_quotes && (e.quote >> at & 1);
		tok->text = text + at + is_quoted;
		tok->len = lowest(e.end) - at - is_quoted;
		tok->line = line;
		tok->column = column + at;
		tok->is_quoted = is_quoted;
		e.begin &= e.begin - 1;
		e.end &= e.end - 1;
	}
	return tok;
}

/* All tokens of the block; the last one's end may be in the next. */
SCAN_INLINE void
take_tokens(struct state *st, struct edges e)
{
	struct token	*tok = st->token;
	uint64_t	 last = 0;

	if (st->is_open && e.end != 0) {
		tok->len = (uint32_t)(st->at + lowest(e.end) - tok->text);
		e.end &= e.end - 1;
		tok++;
		st->is_open = false;
	}
	if (e.stop == 0 && (st->word | st->inside) != 0 && e.begin != 0) {
		last = (uint64_t)1 << (63 - __builtin_clzll(e.begin));
		e.begin ^= last;
	}
	tok = e.quote == 0 ? take_pairs(st, tok, e, false) :
	    take_pairs(st, tok, e, true);
	if (last != 0) {
		begin_token(st, tok, lowest(last), (e.quote & last) != 0);
		st->is_open = true;
	}
	st->token = tok;
}

/* The line's end at or behind its comment, if it has one; NULL: none. */
static const char *
find_end(const char *at, const char *end, struct scan_line *out)
{
	out->comment = at;
	return memchr(at, '\n', (size_t)(end - at));
}

SCAN_INLINE bool
read_line(const struct kernel *k, const char *at, const char *end,
    uint32_t line, struct token *tokens, size_t cap, struct scan_line *out)
{
	struct state	 st = {at, at, end, line, 0, 0, tokens, false};
	struct edges	 e;
	const char	*p;

	if (*at == '\xef' || cap < SCAN_LINE_TOKENS) /* perhaps a BOM */
		return false;
	for (;;) {
		if (!find_edges(k, &st, &e))
			return false;
		take_tokens(&st, e);
		if (e.stop != 0)
			break;
		st.at += SCAN_KERNEL_BYTES;
		if (st.token > tokens + cap - SCAN_LINE_TOKENS ||
		    st.at - at > SCAN_LINE_MOST_BYTES)
			return false;
	}
	p = st.at + lowest(e.stop);
	out->comment = NULL;
	if (*p != '\n' && (p = find_end(p, end, out)) == NULL)
		return false;
	out->next = p + 1;
	out->n = (size_t)(st.token - tokens);
	return true;
}

/* --- the ways ----------------------------------------------------------- */

static bool
read_words(const char *at, const char *end, uint32_t line,
    struct token *tokens, size_t cap, struct scan_line *out)
{
	const struct kernel	kernel = {
	    scan_classify_words, scan_special_words};

	return read_line(&kernel, at, end, line, tokens, cap, out);
}

static bool
has_always(void)
{
	return true;
}

#ifdef SCAN_HAS_X86

static bool
read_sse2(const char *at, const char *end, uint32_t line,
    struct token *tokens, size_t cap, struct scan_line *out)
{
	const struct kernel	kernel = {
	    scan_classify_sse2, scan_special_sse2};

	return read_line(&kernel, at, end, line, tokens, cap, out);
}

SCAN_AVX2 static bool
read_avx2(const char *at, const char *end, uint32_t line,
    struct token *tokens, size_t cap, struct scan_line *out)
{
	const struct kernel	kernel = {
	    scan_classify_avx2, scan_special_avx2};

	return read_line(&kernel, at, end, line, tokens, cap, out);
}

static bool
has_avx2(void)
{
	return __builtin_cpu_supports("avx2") &&
	    __builtin_cpu_supports("bmi") && __builtin_cpu_supports("bmi2");
}

#endif

static const struct {
	struct scan_way	way;
	bool		(*has)(void);
} ways[] = {
#ifdef SCAN_HAS_X86
	{{"avx2", read_avx2}, has_avx2},
	{{"sse2", read_sse2}, has_always},
#endif
	{{"words", read_words}, has_always},
};
#define WAYS	(sizeof(ways) / sizeof(ways[0]))

const struct scan_way *
scan_way_at(unsigned i)
{
	size_t	k;

	for (k = 0; k < WAYS; k++) {
		if (ways[k].has() && i-- == 0)
			return &ways[k].way;
	}
	return NULL;
}

const struct scan_way *
scan_way_best(void)
{
	return scan_way_at(0);
}
