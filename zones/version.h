/* SPDX-License-Identifier: ISC */
#ifndef MXD_VERSION_H
#define MXD_VERSION_H

/* What all programs say to -V.  Nowhere else is it written. */
#define MXD_VERSION	"0.1.0"

#endif
