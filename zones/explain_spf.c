/* SPDX-License-Identifier: ISC */
#include "zones/explain.h"

const struct explain_table explain_spf = {NULL, 0};
