# SPDX-License-Identifier: ISC
"""
The differences between mxd and its peers that are explained.
"""

import collections

Rule = collections.namedtuple("Rule", "name peers right rfc why predicate")
RULES = []


def find(case, peer, transport, fields, mine, theirs):
    for rule in RULES:
        if peer in rule.peers and rule.predicate(case, mine, theirs):
            return rule.name
    return None
