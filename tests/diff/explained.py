# SPDX-License-Identifier: ISC
"""
The differences between mxd and its peers that are explained: each rule says
whose answers it is about, who is right, by which section, and why.  A rule
explains a whole difference or nothing; it looks at both answers and at the
zone, and is as narrow as its reason.  What no rule explains is a fault.
"""

import collections

import wire

Rule = collections.namedtuple("Rule", "name peers right rfc why predicate")
RULES = []
MXD_ALIASES = 17    # ALIASES_MAX of server/answer.h, and the one that ends


def rule(name, peers, right, rfc, why):
    def add(predicate):
        RULES.append(Rule(name, peers, right, rfc, why, predicate))
        return predicate
    return add


def find(case, peer, mine, theirs):
    """The name of the first rule that explains it, or None."""
    for r in RULES:
        if peer in r.peers and r.predicate(case, peer, mine, theirs):
            return r.name
    return None


def is_declined(peer, zone):
    """May the peer refuse to load it?  mxd loads all zones."""
    return ((peer, zone.name) in (
        ("bind", "wildns.test"),        # NS at a wildcard: RFC 4592 4.2
        ("nsd", "own.redirect.test"))   # below a DNAME: RFC 6672 2.3
        or peer == "knot" and has_nul(zone))    # see knot-nul-label


def has_nul(zone):
    return any(b"\0" in label for owner in zone.types
               for label in wire.labels(owner))


# --- what the rules look at ----------------------------------------------

def chain(case, normal):
    """Names from the question on, as the aliases of the answer lead."""
    if isinstance(normal.answer, bool):
        return [case.qname]
    to = {rr.owner: rr.rdata for rr in normal.answer
          if rr.type == wire.CNAME}
    names = [case.qname]
    while names[-1] in to and names[-1] not in names[:-1]:
        names.append(to[names[-1]])
    return names


def is_loop(names):
    return names[-1] in names[:-1]


def zone_for(case, name):
    """The zone that answers for a name, or None; a DS is the parent's."""
    zone = case.world.find(name)
    if case.qtype == wire.DS and zone is not None and zone.apex == name:
        return case.world.find(name[1 + name[0]:]) or zone
    return zone


def last_zone(case, normal):
    """The zone that answers for the last name of the chain, or None."""
    return zone_for(case, chain(case, normal)[-1])


def is_bare(normal):
    """An answer section and nothing more."""
    return not (normal.soa or normal.referral or normal.proof)


def records(normal):
    return normal.answer if isinstance(normal.answer, frozenset) else set()


def has_prefix(longer, shorter):
    return longer[:len(shorter)] == shorter


# --- aliases -------------------------------------------------------------

@rule("stays-in-zone", ("knot", "bind"), "mxd", "RFC 1034 4.3.2 step 3a",
      "an alias sends the server back to step 1 and so to all its zones; "
      "Knot and BIND say no more than the zone of the alias does")
def _(case, peer, mine, theirs):
    names = chain(case, theirs)
    if len(names) < 2 or not has_prefix(chain(case, mine), names):
        return False
    here, there = case.world.find(names[-2]), zone_for(case, names[-1])
    if there in (None, here) or not all(
            rr in records(mine) or wire.is_below(rr.owner, there.apex)
            for rr in records(theirs)):
        return False
    # What the parent knows of a child that it delegates, or does not.
    return all(case.world.find(rr.owner) is here
               or wire.covered(rr) == wire.DS and rr.owner == there.apex
               for rr in theirs.soa | theirs.referral) \
        and (not theirs.rcode or bool(theirs.soa))


@rule("alias-loop", ("bind", "pdns", "knot"), "either", "RFC 1034 3.6.2",
      "NSD and mxd give each alias of a loop once; Knot goes round until "
      "its limit, BIND and PowerDNS add SERVFAIL, which resolvers ask again")
def _(case, peer, mine, theirs):
    return (is_loop(chain(case, mine)) and mine.rcode == 0
            and not (mine.soa or mine.referral or theirs.soa
                     or theirs.referral) and theirs.proof <= mine.proof
            and records(theirs) <= records(mine)
            and theirs.rcode == (0 if peer == "knot" else wire.SERVFAIL))


@rule("alias-limit", ("nsd", "knot", "bind", "pdns"), "either",
      "RFC 1034 5.3.3",
      "each stops somewhere: mxd after 17 aliases, Knot 5, PowerDNS 10 and "
      "BIND 12 (both SERVFAIL), NSD at the first DNAME it comes back to; "
      "the resolver goes on from there")
def _(case, peer, mine, theirs):
    ours, names = chain(case, mine), chain(case, theirs)
    n, m = len(ours) - 1, len(names) - 1
    if peer == "nsd":
        if n == MXD_ALIASES and has_prefix(names, ours) and m >= n:
            return not (mine.soa or mine.referral)
        return n == MXD_ALIASES and not theirs.soa and m >= 1 and any(
            rr.type == wire.DNAME for rr in records(theirs))
    if theirs.rcode != (0 if peer == "knot" else wire.SERVFAIL):
        return False
    if theirs.soa or theirs.referral or not records(theirs) <= records(
            mine):
        return False
    return {"knot": m == 5 and n > 5, "bind": m >= 12,
            "pdns": m == 0 and n >= 10}[peer]


@rule("nsec-at-cname", ("knot", "bind", "nsd"), "either", "RFC 4035 2.5",
      "NSEC and RRSIG may stand beside a CNAME, so Knot and BIND do not "
      "follow it for these QTYPEs, nor NSD for NSEC3, even where there is no "
      "such set")
def _(case, peer, mine, theirs):
    return (case.qtype in ((wire.NSEC3,) if peer == "nsd" else
                           (wire.NSEC, wire.RRSIG))
            and theirs.rcode == 0 and theirs.aa
            and len(chain(case, theirs)) < len(chain(case, mine))
            and has_prefix(chain(case, mine), chain(case, theirs))
            and {rr.owner for rr in theirs.soa}
            == {last_zone(case, theirs).apex})


@rule("any-past-dname", ("nsd", "knot", "pdns"), "either",
      "RFC 6672 3.2, RFC 8482 4",
      "to QTYPE ANY the synthesised CNAME is an answer, as it is in BIND; "
      "others go on to its target")
def _(case, peer, mine, theirs):
    return (case.qtype == wire.ANY and len(chain(case, mine)) == 2
            and is_bare(mine) and any(rr.type == wire.DNAME
                                      for rr in records(mine)))


@rule("pdns-past-cname", ("pdns",), "mxd", "RFC 1034 4.3.2 step 3a",
      "a CNAME answers QTYPE CNAME and ANY; PowerDNS goes on behind one of "
      "a wildcard or DNAME, and for ANY behind any")
def _(case, peer, mine, theirs):
    return (case.qtype in (wire.CNAME, wire.ANY)
            and len(chain(case, mine)) == 2
            and not (mine.soa or mine.referral)
            and (records(mine) <= records(theirs)
                 or theirs.rcode == wire.SERVFAIL))


# --- delegations ---------------------------------------------------------

@rule("wildcard-glue", ("nsd", "knot"), "mxd", "RFC 1034 4.3.2 step 3b, 3c",
      "a wildcard is looked for where a name has authority; below a cut it "
      "is glue of its own name only, not of any name server")
def _(case, peer, mine, theirs):
    if mine._replace(glue=0) != theirs._replace(glue=0):
        return False
    return mine.glue < theirs.glue and all(
        rr.owner not in case.world.find(rr.owner).types
        for rr in theirs.glue - mine.glue)


@rule("nsd-ds-grandparent", ("nsd",), "mxd", "RFC 4035 3.1.4.1",
      "the DS is the parent's; when three zones lie on one path, NSD asks "
      "the first of them and gets no further than its delegation")
def _(case, peer, mine, theirs):
    return (case.qtype == wire.DS and mine.aa and not theirs.aa
            and case.qname in case.world.by_apex()
            and not theirs.rcode and not theirs.answer and is_bare(theirs))


@rule("nsd-ds-proof", ("nsd",), "mxd", "RFC 4035 3.1.4.1",
      "that there is no DS is proved by the parent's NSEC3; NSD takes the "
      "hash that the name has in the child, when it serves both")
def _(case, peer, mine, theirs):
    return (case.qtype == wire.DS and same_but_proof(mine, theirs)
            and chain(case, mine)[-1] in case.world.by_apex())


@rule("nsec-at-cut", ("bind",), "either", "RFC 4035 2.3, 3.1.4.1",
      "the NSEC of a delegation is the parent's, so BIND gives it to who "
      "asks for it; others refer, as for every type but DS")
def _(case, peer, mine, theirs):
    return (case.qtype == wire.NSEC and bool(mine.referral)
            and theirs.aa and {rr.owner for rr in records(theirs)}
            == {rr.owner for rr in mine.referral})


@rule("wildcard-ns", ("knot",), "mxd", "RFC 4592 4.2",
      "NS at a wildcard does not delegate the names that it stands for, as "
      "NSD and PowerDNS see it too; BIND does not load such a zone")
def _(case, peer, mine, theirs):
    return bool(theirs.referral) and all(
        rr.owner.startswith(b"\1*") for rr in theirs.referral)


# --- what only PowerDNS does ---------------------------------------------

@rule("pdns-no-record", ("pdns",), "mxd", "RFC 4035 3, RFC 8482 3",
      "PowerDNS refuses QTYPE RRSIG, knows NSEC as a proof only, and "
      "NSEC3PARAM only when it is asked for at the apex, with a TTL of its "
      "own")
def _(case, peer, mine, theirs):
    if case.qtype == wire.RRSIG:
        return theirs.rcode == wire.REFUSED and not theirs.answer
    if case.qtype == wire.NSEC:
        return mine != theirs
    return case.qtype == wire.NSEC3PARAM and any(
        rr.type == wire.NSEC3PARAM for rr in records(mine) - records(theirs))


@rule("pdns-ds-unasked", ("pdns",), "mxd", "RFC 4035 3.1, 3.1.4",
      "who does not set DO gets no DS beside a referral")
def _(case, peer, mine, theirs):
    return not case.do and mine._replace(referral=0) == theirs._replace(
        referral=0) and {rr.type for rr in theirs.referral
                         - mine.referral} == {wire.DS}


@rule("pdns-own-proof", ("pdns",), "mxd", "RFC 4035 3, RFC 5155 7.1",
      "PowerDNS makes the chain again from its database, "
      "which goes wrong with opt-out and below cuts; the other peers, who "
      "serve what was signed, decide about proofs")
def _(case, peer, mine, theirs):
    return same_but_proof(mine, theirs)


@rule("pdns-any-ent", ("pdns",), "mxd", "RFC 8020 2, RFC 2308 2.2",
      "for ANY at an empty non-terminal PowerDNS invents a record of type 0")
def _(case, peer, mine, theirs):
    message = case.messages[peer, case.transport]
    return case.qtype == wire.ANY and [
        rr.type for rr in message.answer if rr.type == 0] == [0]


@rule("pdns-deepest-cut", ("pdns",), "mxd", "RFC 1034 4.3.2 step 3b",
      "the first cut on the way down is where authority ends; PowerDNS "
      "takes the NS of the last, and the DS beside it")
def _(case, peer, mine, theirs):
    if mine.aa != theirs.aa and case.qtype == wire.DS:
        return "NS" in case.zone.types.get(case.qname, ()) and all(
            wire.is_below(case.qname, rr.owner, proper=True)
            for rr in mine.referral) and bool(mine.referral)
    return (mine._replace(referral=0, glue=0, proof=0) == theirs._replace(
        referral=0, glue=0, proof=0) and all(
            wire.is_below(b.owner, a.owner, proper=True)
            for a in mine.referral for b in theirs.referral)
            and bool(mine.referral) and bool(theirs.referral))


# --- sizes ---------------------------------------------------------------

@rule("knot-drops-soa", ("knot",), "mxd", "RFC 2181 9, RFC 2308 3",
      "when only the SOA does not fit, Knot leaves it out without TC")
def _(case, peer, mine, theirs):
    whole = case.normals.get((peer, "tcp"))
    return (case.transport == "udp" and not theirs.soa and whole == mine
            and whole._replace(soa=theirs.soa) == theirs)


@rule("bind-part-of-glue", ("bind",), "mxd", "RFC 9471 2.1, 3.1",
      "when not all glue fits, BIND sends a part of it without TC")
def _(case, peer, mine, theirs):
    return (case.transport == "udp" and theirs.glue < mine.glue
            and case.normals.get((peer, "tcp")) == mine
            and mine._replace(glue=theirs.glue) == theirs)


# --- proofs --------------------------------------------------------------

def source_of_synthesis(zone, name):
    """*.<closest encloser> in the zone: RFC 4592 3.3.1."""
    there = {above for owner in zone.types for above in wire.parents(owner)}
    for above in wire.parents(name):
        if above in there:
            return b"\1*" + above
    return None


def is_optout(zone):
    return zone is not None and (zone.sign or "").endswith("optout")


def same_but_proof(mine, theirs):
    return mine._replace(proof=0) == theirs._replace(proof=0)


@rule("star-asked", ("nsd", "knot"), "mxd", "RFC 4592 2.2.2, RFC 5155 7.2",
      "a question for *.x is one like any other; NSD proves too much or "
      "the wrong thing about it, Knot leaves out that the next closer name "
      "is not there")
def _(case, peer, mine, theirs):
    if not any(n.startswith(b"\1*") for n in chain(case, mine)):
        return False
    return same_but_proof(mine, theirs) and (
        peer == "nsd" or theirs.proof < mine.proof)


@rule("optout-ent", ("nsd",), "mxd", "RFC 5155 6, 7.2.1",
      "in an opt-out zone a name that leads only to unsigned delegations "
      "has no NSEC3, so the closest provable encloser lies above it; NSD "
      "names no encloser at all")
def _(case, peer, mine, theirs):
    return (is_optout(last_zone(case, mine))
            and same_but_proof(mine, theirs) and mine.rcode == wire.NXDOMAIN)


@rule("nsd-dname-proof", ("nsd",), "mxd", "RFC 6672 5.3, RFC 4035 3.1.3",
      "behind a DNAME NSD proves something about the name that was asked, "
      "not about that which follows")
def _(case, peer, mine, theirs):
    return same_but_proof(mine, theirs) and any(
        rr.type == wire.DNAME for rr in records(mine))


@rule("nsd-encloser", ("nsd",), "mxd", "RFC 5155 7.2.5",
      "a wildcard that has not the type is denied with the closest encloser "
      "too, which NSD sometimes leaves out")
def _(case, peer, mine, theirs):
    zone = last_zone(case, mine)
    return (bool(zone and zone.hashed) and mine.rcode == 0 and bool(mine.soa)
            and same_but_proof(mine, theirs) and theirs.proof < mine.proof)


@rule("knot-optout", ("knot",), "mxd", "RFC 5155 7.2.2",
      "where opt-out leaves the closest encloser without NSEC3, Knot says "
      "NXDOMAIN without AA, SOA or proof")
def _(case, peer, mine, theirs):
    return (is_optout(last_zone(case, mine)) and not theirs.aa
            and mine.rcode == theirs.rcode == wire.NXDOMAIN
            and is_bare(theirs) and not theirs.answer and bool(mine.proof))


@rule("knot-nsec-expanded", ("knot",), "mxd", "RFC 4035 3.1.3.3",
      "an NSEC or RRSIG that a wildcard gives needs the proof that no name "
      "is closer; Knot leaves it out")
def _(case, peer, mine, theirs):
    return (case.qtype in (wire.NSEC, wire.RRSIG) and bool(mine.answer)
            and same_but_proof(mine, theirs) and theirs.proof < mine.proof)


def is_wildcard_ent(case, mine):
    """Is what would be synthesised from an empty non-terminal?"""
    zone = last_zone(case, mine)
    if zone is None:
        return False
    star = source_of_synthesis(zone, chain(case, mine)[-1])
    return (star is not None and star not in zone.types
            and any(wire.is_below(name, star) for name in zone.types))


@rule("wildcard-ent-proof", ("bind", "knot"), "mxd", "RFC 4035 3.1.3.4",
      "when the wildcard is an empty non-terminal, NSEC has to show that "
      "too; BIND and Knot show only that no closer name is there")
def _(case, peer, mine, theirs):
    return (same_but_proof(mine, theirs) and theirs.proof < mine.proof
            and is_wildcard_ent(case, mine))


# --- names ---------------------------------------------------------------

@rule("knot-nul-label", ("knot",), "mxd", "RFC 2181 11",
      "Knot's trees separate labels by NUL: to it a\\000b is b.a, and lies "
      "below a")
def _(case, peer, mine, theirs):
    return has_nul(case.zone)
