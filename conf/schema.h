/* SPDX-License-Identifier: ISC */
#ifndef MXD_SCHEMA_H
#define MXD_SCHEMA_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "conf/settings.h"

/*
 * The directives of mxd.conf, one row each.  A new one whose argument is of
 * a kind known here is a field with a row, a line in mxd.conf.5, and its
 * test; parser, defaults and conf_print() follow from the row.
 */

/* Where a directive may stand. */
enum context {
	IN_FILE = 1,		/* outside of all blocks */
	IN_ZONE = 2,		/* in the block of `zone` */
	IN_ZONE_DIR = 4,	/* in the block of `zones in` */
	IN_TEMPLATE = 8		/* in the block of `template` */
};

/* What follows the words of a directive, and the type of its field. */
enum argument {
	ARG_NUMBER,		/* min to max; unsigned integer */
	ARG_TIME,		/* min to max, ms; unsigned integer, ms */
	ARG_TEXT,		/* of min to max octets; char * */
	ARG_PATH,		/* of at most max octets, joined; char * */
	ARG_KEYWORD,		/* one of keywords; unsigned integer */
	ARG_SHARE,		/* one in so many, all (1), and off (0) if min
				   is 0; unsigned integer */
	/* These have a reader and a printer of their own. */
	ARG_LINT,		/* what becomes of findings; struct lint */
	ARG_LISTEN,		/* where to listen; bounds are the port's */
	ARG_PREFIX,		/* a network; one more of them */
	ARG_ACL,		/* who may ask; struct acl * */
	ARG_METRICS,		/* one address; likewise */
	ARG_NAME,		/* a domain name; one more of them */
	ARG_LOG_TO,		/* a log target */
	ARG_ZONE,		/* a zone and its block */
	ARG_ZONE_DIR,		/* a directory, perhaps with a block */
	ARG_TEMPLATE,		/* a template and its block */
	ARG_INCLUDE		/* a file to read here */
};

struct keyword {
	const char	*word;
	unsigned	 value;
};

struct directive {
	const char	*word;		/* the first */
	const char	*second;	/* the second, or NULL */
	const char	*name;		/* both, for people */
	const char	*syntax;	/* of what follows, as in the manual */
	const char	*help;		/* what it sets, in a few words */
	const char	*absent;	/* effect of its absence, if that is
					   not a value one can write; or NULL */
	unsigned	 contexts;	/* enum context, or'ed */
	enum argument	 argument;
	bool		 may_repeat;
	uint32_t	 min;		/* see enum argument */
	uint32_t	 max;
	uint32_t	 preset;	/* default; 0: none, or NULL */
	const struct keyword *keywords;	/* ends with a NULL word */
	bool	       (*is_sound)(const char *); /* ARG_TEXT; NULL: all are */
	const char	*sound;		/* what is_sound() wants, in words */
	size_t		 offset;	/* of its field: IN_FILE in struct
					   conf, else in struct zone_block */
	size_t		 size;		/* of its field, octets */
};

/* `rotate` in a block, where silence means the global setting. */
enum block_rotate { ROTATE_UNSAID, ROTATE_ON, ROTATE_OFF };

/* What was said of a zone, of a directory of zones or of a template, and in
   its block. */
struct zone_block {
	char		*path;		/* of the zone file, or the directory;
					   owner: whoever holds the block */
	char		*domains;	/* of a template: the list; likewise */
	char		*include_root;	/* likewise */
	struct acl	*allow;		/* likewise; NULL: unsaid */
	enum block_rotate rotate;
	struct lint	 lint;		/* owner: likewise */
};

/* At most this many rows, so that each can have its place in an array. */
#define SCHEMA_MAX	64

/* Iterate over the rows: 0 to schema_count() - 1. */
size_t schema_count(void);
const struct directive *schema_row(size_t i);
size_t schema_index(const struct directive *);

/*
 * The first row in a context that begins with a word, or NULL.  If its
 * second word is not NULL, that of all such rows is not.
 */
const struct directive *schema_find(unsigned context, const char *word,
    size_t len_bytes);

/* The row in a context with these two words, or NULL. */
const struct directive *schema_find_second(unsigned context,
    const char *word, const char *second, size_t second_len);

/*
 * The words that may stand at the start of a statement, or behind a first
 * word (NULL: at the start), without repetition.
 *
 * out		room for SCHEMA_MAX
 * returns	how many
 */
size_t schema_words(unsigned context, const char *first, const char **out);

/* Fields of unsigned integers; target is a struct conf or block. */
void schema_store(const struct directive *, void *target, uint32_t value);
uint32_t schema_fetch(const struct directive *, const void *target);

/* Fields of char *. */
char **schema_string(const struct directive *, void *target);

#endif
