#!/usr/bin/python3
# SPDX-License-Identifier: ISC
"""
Ask mxd and its peers the same questions and compare the answers.

	compare.py [--seed N] [--zones N] [--questions N] [--subject NAME]
	    [--only ZONE] [--seeds N] [--printed N] [--servers mxd,nsd,...]

Each question is asked over UDP and over TCP, without EDNS, with it, with
DO, and with small and large sizes.  What a server must say is compared
exactly: RCODE, AA, answer section with TTLs, SOA, referral, proofs, needed
glue.  What it may say (NS of the apex, other addresses) is not.  When mxd
and a peer differ, a rule of explained.py has to say who is right and why;
else the difference is printed and the exit status is 1.  judge.py looks
at each answer of mxd alone.
"""

import argparse
import collections
import os
import random
import sys
import tempfile

import ask
import explained
import judge
import sign
import validate
import wire
from generate import TYPE_CODE, World
from servers import Servers

HERE = os.path.dirname(os.path.abspath(__file__))
# EDNS size, DO, RD.  Each question is asked in two, picked by the seed.
# Without RD, BIND does not follow an alias into another zone.
MODES = ((0, False, True), (1232, False, True), (1232, True, True),
         (512, True, True), (700, False, False), (4096, True, True))
ASKED_MODES = 2
PRINTED = 2         # differences of a kind; the rest is counted

Normal = collections.namedtuple(
    "Normal", "rcode aa tc answer soa referral proof glue")
FIELDS = Normal._fields
PROOF = (wire.NSEC, wire.NSEC3)


class Case:
    """A question, how it was asked, and what each server answered."""

    def __init__(self, world, zone, question, mode, rng, subject):
        self.world, self.zone, self.subject = world, zone, subject
        self.qname, self.qtype = question
        self.edns, self.do, self.rd = mode
        spelt = wire.name_mix(self.qname, rng)      # upper and lower case
        self.query = wire.query_make(spelt, self.qtype, *mode)
        self.question = self.query[10:14 + len(spelt)]
        self.messages = {}      # (server, transport): Message or None
        self.normals = {}

    def __str__(self):
        return "%s %s (edns=%d do=%d rd=%d)" % (
            wire.name_text(self.qname), type_text(self.qtype), self.edns,
            self.do, self.rd)


def type_text(code):
    for text, value in TYPE_CODE.items():
        if value == code:
            return text
    return {46: "RRSIG", 47: "NSEC", 48: "DNSKEY", 50: "NSEC3"}.get(
        code, "TYPE%d" % code)


def normalise(message, case, apexes):
    """What is required of an answer, without order and optional parts."""
    soa, referral, proof = set(), set(), set()
    cuts = {rr.owner for rr in message.authority
            if rr.type == wire.NS and rr.owner not in apexes}
    for rr in message.authority:
        kind = wire.covered(rr)
        if kind == wire.SOA:
            soa.add(rr)
        elif kind in PROOF:
            proof.add(rr)
        elif rr.owner in cuts or (kind == wire.DS):
            referral.add(rr)
    glue = {rr for rr in message.additional
            if rr.type in (wire.A, wire.AAAA)
            and any(wire.is_below(rr.owner, cut) for cut in cuts)}
    answer = frozenset(message.answer)
    if case.qtype in (wire.ANY, wire.RRSIG):    # RFC 8482: a part will do
        answer = frozenset(
            rr for rr in answer if rr.type == wire.CNAME
            or rr.type == wire.DNAME and rr.owner != case.qname) \
            or bool(answer)
    return Normal(message.rcode, message.aa, message.tc, answer,
                  frozenset(soa), frozenset(referral), frozenset(proof),
                  frozenset(glue))


def differing(mine, theirs):
    """
    Names of the fields that differ.  With TC there is nothing to compare:
    judge.py says whether TC is right, and the answer over TCP counts.
    """
    if mine.tc or theirs.tc:
        return []
    return [f for f, a, b in zip(FIELDS, mine, theirs) if a != b]


class Run:
    """One world, all its questions, and what came of them."""

    def __init__(self, options, seed):
        self.options, self.seed = options, seed
        self.world = World(seed, options.zones, os.path.join(HERE, "zones"))
        self.compared = collections.Counter()   # answers, of each server
        self.answers = 0        # of mxd that were compared with any peer
        self.validated = 0      # answers that a validating resolver took
        self.lonely = 0         # with which no peer agrees in full
        self.fired = collections.Counter()      # rules
        self.faults = []        # (case, transport, peer, text)
        self.declined = {}      # server: zones that it did not load
        self.surprises = []     # zones that should have been loaded
        self.missing = []

    def make_cases(self):
        out = []
        rng = random.Random("%s!" % self.seed)
        for zone in self.world.zones:
            for question in self.world.questions(zone,
                                                 self.options.questions):
                for mode in rng.sample(MODES, ASKED_MODES):
                    if self.options.only in (None, zone.name):
                        out.append(Case(self.world, zone, question, mode,
                                        rng, self.options.subject))
        return out

    def go(self):
        with tempfile.TemporaryDirectory(prefix="mxd-diff.") as directory:
            os.chmod(directory, 0o755)  # mxd started as root gives it up
            paths = self.world.write(directory)
            signed = {zone.name: sign.NSEC3.get(zone.sign)
                      for zone in self.world.zones if zone.keys}
            with Servers(paths, signed, directory, self.world.zones[0].apex,
                         self.options.servers) as servers:
                self.missing = servers.missing
                if self.options.subject in self.missing:
                    raise SystemExit("%s is not there: see MXD in servers.py"
                                     % self.options.subject)
                self.note_declined(servers.running)
                cases = self.make_cases()
                self.ask_all(servers.running, cases)
                self.normalise_all(cases)
                self.validated, faults = validate.validate(
                    self, servers.running, paths, directory, cases)
                self.faults += faults
        self.compare_all(cases)
        return self

    def note_declined(self, running):
        queries = [wire.query_make(z.apex, wire.SOA) for z in
                   self.world.zones]
        for name, answers in ask.ask(running, queries, "udp").items():
            zones = [zone for zone, data in zip(self.world.zones, answers)
                     if data is None or not wire.message_read(data).answer]
            self.declined[name] = {zone.name for zone in zones}
            self.surprises += ["%s did not load %s" % (name, zone.name)
                               for zone in zones
                               if not explained.is_declined(name, zone)]

    def ask_all(self, running, cases):
        queries = [case.query for case in cases]
        known = {}
        for transport in ("udp", "tcp"):
            answers = ask.ask(running, queries, transport)
            for server, datas in answers.items():
                for case, data in zip(cases, datas):
                    case.messages[server, transport] = \
                        self.read(known, server, transport, case, data)

    def read(self, known, server, transport, case, data):
        """Most answers came before but for their ID."""
        if data is None:
            return None
        key = data[2:]
        if key not in known:
            try:
                known[key] = wire.message_read(data)
            except (wire.Bad, IndexError) as error:
                if server == self.options.subject:
                    self.faults.append((case, transport, None, str(error)))
                known[key] = None
        return known[key]

    def normalise_all(self, cases):
        apexes = set(self.world.by_apex())
        for case in cases:
            for key, message in case.messages.items():
                if message is not None:
                    case.normals[key] = normalise(message, case, apexes)

    def compare_all(self, cases):
        for case in cases:
            for case.transport in ("udp", "tcp"):
                self.compare_one(case, case.transport)

    def compare_one(self, case, transport):
        subject = self.options.subject
        mine = case.normals.get((subject, transport))
        if case.zone.name in self.declined.get(subject, ()):
            return
        if mine is None:
            self.faults.append((case, transport, None, "no answer"))
            return
        if subject == "mxd":
            for text in judge.judge(case, transport):
                self.faults.append((case, transport, None, text))
        agree = peers = 0
        for (peer, way), theirs in case.normals.items():
            if way != transport or peer == subject \
                    or case.zone.name in self.declined.get(peer, ()):
                continue
            peers += 1
            self.compared[peer] += 1
            fields = differing(mine, theirs)
            if not fields:
                agree += 1
                continue
            rule = explained.find(case, peer, mine, theirs)
            if rule:
                self.fired[rule] += 1
            else:
                self.faults.append((case, transport, peer,
                                    "differs: " + " ".join(fields)))
        self.answers += peers > 0
        self.lonely += peers > 0 and agree == 0


# --- for people ----------------------------------------------------------

def rr_text(rr):
    if rr.type in wire.NAMES:
        skip, _ = wire.NAMES[rr.type]
        name, pos = wire.name_read(rr.rdata, skip)
        rdata = "%s %s %s" % (rr.rdata[:skip].hex(), wire.name_text(name),
                              rr.rdata[pos:].hex())
    elif rr.type == wire.A:
        rdata = ".".join(map(str, rr.rdata))
    else:
        rdata = rr.rdata.hex()
    return "%s %d %s %s" % (wire.name_text(rr.owner), rr.ttl,
                            type_text(rr.type), rdata.strip()[:80])


def message_text(message):
    if message is None:
        return "\tnone\n"
    out = "\trcode=%d aa=%d tc=%d length=%d\n" % (
        message.rcode, message.aa, message.tc, message.length)
    for title, section in zip(("answer", "authority", "additional"),
                              message.sections):
        for rr in section[:25]:
            out += "\t%-10s %s\n" % (title, rr_text(rr))
            title = ""
        if len(section) > 25:
            out += "\t%-10s ... %d in all\n" % ("", len(section))
    return out


def fault_text(run, fault, shown):
    """Everything that is needed to see it, and to have it again."""
    case, transport, peer, text = fault
    out = "=== %s over %s: %s%s\n" % (
        case, transport, peer + " " if peer else "", text)
    out += "replay: --seed %s --zones %d --questions %d --only %s\n" % (
        run.seed, run.options.zones, run.options.questions, case.zone.name)
    if case.zone.name not in shown:
        shown.add(case.zone.name)
        out += case.zone.text()
    same = collections.defaultdict(list)
    for (server, way), message in case.messages.items():
        if way == transport:
            same[message_text(message)].append(server)
    for body, servers in same.items():
        out += "  %s:\n%s" % (" ".join(servers), body)
    return out


def report(run, out=sys.stdout):
    kinds, shown, texts = collections.Counter(), set(), []
    for fault in run.faults:
        kinds[fault[2], fault[3]] += 1
        if kinds[fault[2], fault[3]] <= run.options.printed:
            texts.append(fault_text(run, fault, shown))
    out.write("\n".join(texts[:4 * run.options.printed]))
    out.write("seed %s: %d answers of %s compared with %s; %d unexplained; "
              "%d without a peer that agrees; %d validated\n" % (
                  run.seed, run.answers, run.options.subject,
                  ", ".join("%s (%d)" % kv for kv in run.compared.items()),
                  len(run.faults), run.lonely, run.validated))
    for line in run.surprises:
        out.write(line + "\n")
    unsigned = [zone.name for zone in run.world.zones
                if zone.sign and not zone.keys]
    if not run.world.can_sign:
        out.write("no signed zones: not all of %s are installed\n"
                  % ", ".join(sign.NEEDED))
    elif unsigned:
        out.write("not signed, as the signer failed: %s\n"
                  % " ".join(unsigned))
    for name in run.missing:
        out.write("%s is not installed: not compared\n" % name)
    for (peer, text), n in kinds.most_common(30):
        out.write("%6d %s %s\n" % (n, peer or run.options.subject, text))


def options_parse(argv=None):
    parser = argparse.ArgumentParser(description="differential test of mxd")
    parser.add_argument("--seed", default=None)
    parser.add_argument("--seeds", type=int, default=1)
    parser.add_argument("--zones", type=int, default=200)
    parser.add_argument("--questions", type=int, default=60)
    parser.add_argument("--subject", default="mxd")
    parser.add_argument("--only", default=None)
    parser.add_argument("--printed", type=int, default=PRINTED)
    parser.add_argument("--servers", type=lambda s: s.split(","),
                        default=None)
    return parser.parse_args(argv)


def main():
    options = options_parse()
    fired, bad = collections.Counter(), False
    for i in range(options.seeds):
        seed = options.seed
        if seed is None or i:
            seed = str(random.SystemRandom().randrange(1 << 32))
        run = Run(options, seed).go()
        report(run)
        fired += run.fired
        bad = bad or bool(run.faults or run.surprises) or not run.answers
    for rule in explained.RULES:
        print("%7d %s%s" % (fired[rule.name], rule.name, "" if
                            fired[rule.name] or options.seeds < 10
                            else ": is it needed?"))
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
