# SPDX-License-Identifier: ISC
"""
A validating resolver asks mxd what the peers were asked, and has to find
the signatures and the proofs sound: the answers of signed zones, with
unbound and a trust anchor for each zone.  What it does not believe, but
gives to who sets CD, is bogus.
"""

import ask
import explained
import wire
from servers import Unbound

CHAIN_MAX = 8       # unbound follows 11 aliases
AD, CD = 0x0020, 0x0010


def validate(run, running, paths, directory, cases):
    """Returns how many answers were validated, and faults."""
    signed = {zone.name: zone.keys for zone in run.world.zones if zone.keys}
    subject = [s for s in running if s.name == run.options.subject]
    if not signed or not subject:
        return 0, []
    if Unbound.program() is None:
        run.missing.append("unbound")
        return 0, []
    cases = [case for case in cases if is_asked(run, case)]
    unbound = Unbound(directory, paths, signed, subject[0].port)
    try:
        unbound.spawn()
        unbound.wait_ready(run.world.zones[0].apex)
        return judge(run, cases, *ask_twice(unbound, cases))
    finally:
        unbound.stop()


def is_asked(run, case):
    """Signed, and answered by mxd to the end: no other server is there."""
    normal = case.normals.get((run.options.subject, "tcp"))
    if not case.do or normal is None or normal.referral or normal.rcode > 3:
        return False
    if case.qtype in (wire.ANY, wire.RRSIG):
        return False        # neither is validated by anybody
    names = explained.chain(case, normal)
    zones = [explained.zone_for(case, name) for name in names]
    return (len(names) <= CHAIN_MAX and not explained.is_loop(names)
            and all(zones) and any(zone.keys for zone in zones)
            and not is_beyond_unbound(case, normal, names))


def is_beyond_unbound(case, normal, names):
    """
    What unbound 1.17 calls bogus whoever says it: wildcards that are empty
    non-terminals, a * that was asked for, the very alias that a DNAME
    makes, a DNAME that applies twice and is sent once, and a DS that is an
    alias or lies in an opt-out span.
    """
    dnames = [rr.owner for rr in normal.answer if rr.type == wire.DNAME]
    zone = explained.zone_for(case, names[-1])
    if explained.is_wildcard_ent(case, normal) or is_torn(zone, normal):
        return True
    if case.qtype == wire.DS and (len(names) > 1
                                  or explained.is_optout(zone)):
        return True
    return (any(b"*" in wire.labels(name) for name in names)
            or bool(dnames) and case.qtype in (wire.CNAME, wire.DNAME)
            or any(sum(wire.is_below(name, owner, proper=True)
                       for name in names) > 1 for owner in dnames))


def is_torn(zone, normal):
    """
    Opt-out took the NSEC3 of a name that leads only to unsigned
    delegations, and a wildcard above it has one: nobody can deny a name
    there so that it validates.
    """
    return (explained.is_optout(zone) and normal.rcode == wire.NXDOMAIN
            and any(b"*" in wire.labels(owner) for owner in zone.types))


def ask_twice(unbound, cases):
    """Each question, and again with CD what failed."""
    queries = [wire.query_make(case.qname, case.qtype, 1232, True)
               for case in cases]
    first = ask.ask([unbound], queries, "udp")["unbound"]
    again = [bytes([q[0], q[1] | CD]) + q[2:] for q in queries]
    second = ask.ask([unbound], [
        q for q, data in zip(again, first) if not is_answer(data)], "udp")
    return first, iter(second["unbound"])


def is_answer(data):
    return data is not None and \
        wire.message_read(data).rcode in (wire.NOERROR, wire.NXDOMAIN)


def judge(run, cases, first, second):
    count, faults = 0, []
    for case, data in zip(cases, first):
        if not is_answer(data):
            if is_answer(next(second)):
                faults.append((case, "tcp", None, "bogus to unbound"))
            continue
        message = wire.message_read(data)
        normal = case.normals[run.options.subject, "tcp"]
        zones = [explained.zone_for(case, name) for name in
                 explained.chain(case, normal)]
        secure = all(z.keys and not explained.is_optout(z) for z in zones)
        if secure and not message.flags & AD:
            faults.append((case, "tcp", None, "unbound does not set AD"))
        elif message.rcode != normal.rcode:
            faults.append((case, "tcp", None, "unbound: another RCODE"))
        count += bool(message.flags & AD)
    return count, faults
