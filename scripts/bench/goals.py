# SPDX-License-Identifier: ISC
"""What mxd is to reach, beside what was measured."""

import table
import worlds

KIB = 1024
SINGLE = "one zone"
FLOOD = "NXDOMAIN flood"
TCP = "TCP, pipelined"
CPU = "CPU us/answer"
RATE = "answers/s"
ONE_CORE = "served with one core, s"
TWO_CORES = "served with two cores, s"
LIVE_TEN = "10 changed files live, s"
LIVE_ONE = "changed file live, s"
LIVE_IDLE = "changed file live without queries, s"
MEMORY = ("memory, MiB", "memory later, MiB")
NAMES = {
    "hosted": "{:,} hosted zones",
    "equal": "{:,} equal zones",
    "large": "a zone of {:,} records",
    "template": "a template, {:,} domains",
}


def world(kind, count):
    return NAMES[kind].format(count)


class Look:
    """At the figures: None wherever something was not measured."""

    def __init__(self, figures):
        self.figures = figures

    def own(self, name, what):
        return self.figures.get(name, what, "mxd")

    def of(self, name, what, other, other_what=None):
        """mxd's as a share of another's."""
        own = self.own(name, what)
        than = self.figures.get(name, other_what or what, other)
        return own / than if own is not None and than else None

    def of_best(self, name, what):
        own = self.own(name, what)
        best = self.figures.best_peer(name, what)
        return own / best if own is not None and best else None

    def mib(self, name, label="mxd"):
        """The greater of the two looks at memory."""
        found = [self.figures.get(name, what, label) for what in MEMORY]
        return None if None in found else max(found)

    def mib_of(self, name, other):
        own, than = self.mib(name), self.mib(name, other)
        return own / than if own is not None and than else None

    def zone_octets(self, kind, count, different):
        """What a zone costs beyond what is different in it."""
        many, one = self.mib(world(kind, count)), self.mib(SINGLE)
        if many is None or one is None:
            return None
        return (many - one) * KIB * KIB / count - different


def queries(look):
    """Goals 1 to 3: (number, text, figure, comparison, limit)"""
    hundred, million = world("hosted", 100000), world("hosted", 1000000)
    for name in SINGLE, FLOOD:
        yield 1, name + ": CPU, of the floor", \
            look.of(name, CPU, "floor"), "<=", 1.03
        yield 1, name + ": lost at saturation, %", \
            look.own(name, "lost %"), "<=", 0
    yield 2, hundred + ": CPU, of the floor", \
        look.of(hundred, CPU, "floor"), "<=", 1.12
    yield 2, hundred + ": CPU, of gdnsd's", \
        look.of(hundred, CPU, "gdnsd"), "<", 1
    for other in "nsd", "knot":
        yield 2, "%s: rate, of %s's" % (hundred, other), \
            look.of(hundred, RATE, other), ">=", 1.8
    yield 2, million + ": CPU, of the floor", \
        look.of(million, CPU, "floor"), "<=", 1.25
    yield 3, "instructions for an answer, 32 together", \
        look.own("instructions for an answer", "32 together"), "<=", 400


def files(look):
    """Goal 4."""
    hundred, million = world("hosted", 100000), world("hosted", 1000000)
    yield 4, hundred + ": served with one core, of NSD's time", \
        look.of(hundred, ONE_CORE, "nsd"), "<=", 0.5
    yield 4, hundred + ": with two cores, of its time with one", \
        look.of(hundred, TWO_CORES, "mxd", ONE_CORE), "<", 1
    yield 4, hundred + ": octets a zone beyond what differs", \
        look.zone_octets("hosted", 100000, worlds.DIFFERENT_OCTETS), \
        "<=", 300
    yield 4, world("equal", 100000) + ": octets a zone", \
        look.zone_octets("equal", 100000, 0), "<=", 300
    yield 4, million + ": served with two cores, of NSD's time", \
        look.of(million, TWO_CORES, "nsd"), "<=", 1 / 8
    yield 4, million + ": memory, of NSD's", \
        look.mib_of(million, "nsd"), "<=", 0.1


def large(look):
    """Goals 5 and 6."""
    name = world("template", 1000000)
    yield 5, name + ": served, s", look.own(name, TWO_CORES), "<=", 2.5
    yield 5, name + ": MiB", look.mib(name), "<=", 80
    yield 5, name + ": changed list live, s", \
        look.own(name, "changed list live, s"), "<=", 0.3
    for count, limit_s, limit_mib in (1000000, 0.6, 80), (10000000, 6, 800):
        name = world("large", count)
        yield 6, name + ": served, s", look.own(name, TWO_CORES), "<=", \
            limit_s
        yield 6, name + ": MiB", look.mib(name), "<=", limit_mib
        for live, what in (LIVE_IDLE, ""), (LIVE_ONE, " under load"):
            yield 6, "%s: changed file live%s, of its load time" % (
                name, what), look.of(name, live, "mxd", ONE_CORE), "<=", 1


def changes(look):
    """Goal 7."""
    for count, limit_s in (100000, 0.25), (1000000, 2):
        name = world("hosted", count)
        yield 7, name + ": 10 changed files live, s", \
            look.own(name, LIVE_TEN), "<=", limit_s
        yield 7, name + ": queries lost meanwhile", \
            look.own(name, "queries lost meanwhile"), "<=", 0
        yield 7, name + ": worst latency, of a quiet second's", \
            look.of(name, "worst latency meanwhile, ms", "mxd",
                    "worst in a quiet second, ms"), "<=", 2
        yield 7, name + ": 99.9 % of latencies, of a quiet second's", \
            look.of(name, "99.9 % meanwhile, ms", "mxd",
                    "99.9 % in a quiet second, ms"), "<=", 2
        yield 7, name + ": watched file live, worst, ms", \
            look.own(name, "watched file live, worst, ms"), "<=", 50


def machine(look):
    """Goals 8 and 9."""
    yield 8, "TCP: rate, of the best peer's", look.of_best(TCP, RATE), \
        ">=", 1
    yield 8, "TCP: octets of an idle connection", \
        look.own("TCP", "octets of an idle connection"), "<=", 4096
    for name in SINGLE, world("hosted", 100000):
        yield 9, name + ": two workers by CPU, as a multiple of one", \
            look.own(name, "two workers by CPU, as a multiple of one"), \
            ">=", 1.8
        yield 9, name + ": the same, of the floor's multiple", \
            look.of(name, "two workers by CPU, as a multiple of one",
                    "floor"), ">=", 0.9


TESTS = {
    "<=": lambda figure, limit: figure <= limit,
    "<": lambda figure, limit: figure < limit,
    ">=": lambda figure, limit: figure >= limit,
}


def is_met(figure, comparison, limit):
    if figure is None:
        return "not measured"
    return "yes" if TESTS[comparison](figure, limit) else "no"


def render(figures):
    look = Look(figures)
    rows = []
    for goals in queries, files, large, changes, machine:
        rows += [["%d. %s" % (number, text), figure, "%s %s" % (
            comparison, table.number(limit)), is_met(figure, comparison,
                                                     limit)]
                 for number, text, figure, comparison, limit in goals(look)]
    return table.render("goal", ["figure", "limit", "met"], rows)
