# SPDX-License-Identifier: ISC
"""
What must hold of each answer of mxd, whatever its peers say.  judge()
returns one line for each rule that an answer breaks.
"""

import wire
from servers import EDNS_SIZE

OPT_BYTES = 11      # an OPT without options
ADDRESS = {wire.A: "A", wire.AAAA: "AAAA"}


def limit(case):
    """Octets that a UDP answer may have: RFC 6891 6.2.3-5."""
    return min(max(case.edns, 512), EDNS_SIZE) if case.edns else 512


def header(case, transport, m):
    if not m.flags & 0x8000 or m.flags & 0x7800:
        yield "not a response to a query: flags %04x" % m.flags
    if bool(m.flags & 0x0100) != case.rd:
        yield "RD is not the query's"
    if m.flags & 0x00F0:
        yield "RA, Z, AD or CD is set: flags %04x" % m.flags
    if m.question != case.question:
        yield "the question is not the query's, octet for octet"


def edns(case, transport, m):
    if len(m.opts) != (1 if case.edns else 0):
        yield "%d OPTs" % len(m.opts)
        return
    for opt in m.opts:
        if opt.version or opt.z or opt.do != case.do or opt.size < 512:
            yield "OPT is wrong: %s" % (opt,)


def size(case, transport, m):
    if transport == "udp" and m.length > limit(case):
        yield "%d octets over UDP, not %d" % (m.length, limit(case))
    if transport == "tcp" and m.tc:
        yield "TC over TCP"


def once(case, transport, m):
    """RFC 2181 5: no record twice, one TTL for an RRset."""
    seen, ttls = set(), {}
    for section in m.sections:
        for rr in section:
            key = rr.owner, rr.type, rr.rdata
            if key in seen:
                yield "a record twice"
                return
            seen.add(key)
            if rr.type != wire.RRSIG and \
                    ttls.setdefault(key[:2], rr.ttl) != rr.ttl:
                yield "two TTLs in an RRset"
                return


def truncation(case, transport, m):
    """TC exactly when something required does not fit: RFC 2181 9."""
    whole = case.messages.get((case.subject, "tcp"))
    if transport != "udp" or whole is None:
        return
    for mine, other in zip(m.sections, whole.sections):
        sets = {(rr.owner, wire.covered(rr), rr.type) for rr in mine}
        other = {rr for rr in other
                 if (rr.owner, wire.covered(rr), rr.type) in sets}
        if set(mine) != other:
            yield "part of an RRset"
    if not m.tc:
        a, b = (case.normals[case.subject, way] for way in ("udp", "tcp"))
        if a != b:
            yield "less than over TCP, but no TC"
        return
    if m.aa != whole.aa or m.rcode not in (0, whole.rcode):
        yield "AA or RCODE is not that over TCP"
    needed = whole.ends[2]
    if case.normals[case.subject, "tcp"].glue:
        needed = whole.ends[3]
    if needed + (OPT_BYTES if case.edns else 0) <= limit(case):
        yield "TC, though what is required fits"


def denial(case, transport, m):
    """Who says no, says for how long; a referral does not say no."""
    normal = case.normals[case.subject, transport]
    if m.tc:
        return
    if normal.referral and (normal.soa or m.rcode):
        yield "a referral with SOA or RCODE"
    if normal.referral and not m.answer and m.aa:
        yield "a referral with AA"
    soas = [rr for rr in normal.soa if rr.type == wire.SOA]
    if len(soas) > 1 or m.rcode == wire.NXDOMAIN and not soas:
        yield "%d SOAs" % len(soas)
    if m.rcode == 0 and not (m.answer or normal.soa or normal.referral):
        yield "neither an answer nor SOA nor referral"
    for rr in soas:
        if rr.ttl > int.from_bytes(rr.rdata[-4:], "big"):
            yield "SOA lives longer than its MINIMUM: RFC 2308 3"


def additional(case, transport, m):
    """Addresses in additional are records of a zone that is served."""
    for rr in m.additional:
        if rr.type in ADDRESS and rr.rdata not in addresses(
                case.world, rr.owner, rr.type):
            yield "an address that no zone holds"


def addresses(world, owner, rtype):
    """Those of the name, and those of wildcards that could stand for it."""
    out = set(world.addresses().get((owner, rtype), ()))
    for above in wire.parents(owner):
        if not out:
            out |= world.addresses().get((b"\1*" + above, rtype), set())
    return out


RULES = (header, edns, size, once, truncation, denial, additional)


def judge(case, transport):
    m = case.messages[case.subject, transport]
    return [text for rule in RULES for text in rule(case, transport, m)]
