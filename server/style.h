/* SPDX-License-Identifier: ISC */
#ifndef MXD_STYLE_H
#define MXD_STYLE_H

/*
 * How the status page looks, and what a browser may do with it.  Pure.
 */

/* The one style sheet; it stands in the page between its tags as it is. */
extern const char style_sheet[];

/* Room for a policy. */
#define STYLE_POLICY_MAX	256

/*
 * The value of Content-Security-Policy: no script, nothing from elsewhere,
 * no style but this one, known by its digest; in no frame.
 *
 * returns	0; -1 if the digest cannot be made
 */
int style_policy(char policy[STYLE_POLICY_MAX]);

#endif
