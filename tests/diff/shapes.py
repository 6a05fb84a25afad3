# SPDX-License-Identifier: ISC
"""
Shapes of zones in which servers went wrong, each as a function that adds
its records to a zone; what does not fit the rest of the zone is left out.
"""


def wildcard_beside_ent(rng, zone, world):
    """RFC 4592 2.2.1: *.e does not cover y.e, which exists but is empty."""
    zone.add("*.e", "TXT", '"w"')
    zone.add("x.y.e", "A", "192.0.2.8")
    zone.add("*.e", "MX", "10 x.y.e")


def wildcard_cname(rng, zone, world):
    target = rng.choice(("a.w", "t", "x.t", "*", "q.v", "out.example.",
                         "a." + rng.choice(world.names) + "."))
    zone.add("*.w", "CNAME", target)
    zone.add("t", "A", "192.0.2.9")
    zone.add("*.v", "CNAME", "b.w")


def wildcard_deep(rng, zone, world):
    """The closest encloser decides, not any wildcard further up."""
    zone.add("*", "MX", "10 a")
    zone.add("*.a.b", "A", "192.0.2.4")
    zone.add("c.b", "TXT", '"stops * at b"')


def star_in_the_middle(rng, zone, world):
    """RFC 4592 2.1.1: only a leftmost * is a wildcard."""
    zone.add("a.*.m", "TXT", '"middle"')
    zone.add("*.m", "MX", "10 *.m")
    zone.add("*.*.n", "A", "192.0.2.3")
    zone.add("r", "CNAME", "*.m")
    zone.add("s", "CNAME", "*.*.n")
    zone.add("u", "MX", "10 a.*.m")


def cname_chain(rng, zone, world):
    n = rng.choice((2, 5, 8, 9, 10, 11, 15, 16, 17, 20))
    for i in range(n):
        zone.add("l%d" % i, "CNAME", "l%d" % (i + 1))
    last = rng.randrange(3)
    if last == 0:
        zone.add("l%d" % n, "A", "192.0.2.10")
        zone.add("l%d" % n, "MX", "10 l%d" % n)
    elif last == 1:
        zone.add("x.l%d" % n, "A", "192.0.2.10")


def cname_loop(rng, zone, world):
    n = rng.choice((1, 2, 3, 7))
    for i in range(n):
        zone.add("o%d" % i, "CNAME", "o%d" % ((i + 1) % n))
    zone.add("*.o", "CNAME", rng.choice(("x.o", "o0", "*.o")))
    zone.add("in", "CNAME", "o0")


def dname_chain(rng, zone, world):
    n = rng.choice((1, 2, 3, 6))
    for i in range(n):
        zone.add("d%d" % i, "DNAME", "d%d" % (i + 1))
    last = "d%d" % n
    zone.add("a." + last, "A", "192.0.2.11")
    zone.add("b." + last, "CNAME", "a.d0")
    zone.add("*.c." + last, "MX", "10 a.d0")
    zone.add("into", "CNAME", "a.d0")
    zone.add("d0", "TXT", '"beside"')
    zone.add("d0", "A", "192.0.2.11")


def dname_loop(rng, zone, world):
    kind = rng.randrange(3)
    if kind == 0:
        zone.add("p", "DNAME", "r")
        zone.add("r", "DNAME", "p")
    elif kind == 1:
        zone.add("p", "DNAME", "p")
    else:           # each step is longer, until YXDOMAIN
        zone.add("p", "DNAME", "a.p")
    zone.add("pin", "CNAME", "x.p")


def dname_long(rng, zone, world):
    """RFC 6672 2.2: too long a result is YXDOMAIN, at 255 it is not."""
    room = 255 - len(zone.apex)
    label = "y" * 60
    target = ".".join([label] * ((room - 8) // 61))
    zone.add("y", "DNAME", target)
    zone.add("iny", "CNAME", "a." + "b" * 50 + ".y")
    zone.add("*." + target, "A", "192.0.2.12")


def dname_out(rng, zone, world):
    zone.add("g", "DNAME", rng.choice(world.names) + ".")
    zone.add("h", "DNAME", "outside.example.")
    zone.add("*.k", "CNAME", "a.g")


def child(rng, zone, world):
    """Parent and child are both served: RFC 4035 3.1.4.1 for DS."""
    from generate import Zone, record_pick
    kid = Zone("kid." + zone.name)
    kid.sign = zone.sign and rng.choice((zone.sign, None))
    kid.add("@", "NS", "ns")
    kid.add("ns", "A", "192.0.2.20")
    kid.add("a", "A", "192.0.2.21")
    kid.add("up", "CNAME", "a.%s." % zone.name)
    kid.add("*.b", "MX", "10 a")
    for _ in range(rng.randint(0, 3)):
        record_pick(rng, kid, world)
    world.zones.append(kid)
    zone.add("down", "CNAME", rng.choice(("a.kid", "q.kid", "x.b.kid",
                                          "up.kid", "kid")))
    if rng.random() < 0.3:
        zone.add("kid", "TXT", '"of the parent"')
        return              # served here, though the parent knows nothing
    zone.add("kid", "NS", "ns.kid")
    zone.add("kid", "NS", "ns.outside.example.")
    zone.add("ns.kid", "A", rng.choice(("192.0.2.20", "192.0.2.22")))
    zone.add("a.kid", "TXT", '"occluded"')
    zone.add("to", "MX", "10 a.kid")
    if rng.random() < 0.6:
        zone.add("kid", "DS", "12345 8 2 " + "AB" * 32)


def delegation(rng, zone, world):
    """Glue at the cut, below it, at a sibling, missing, and DS."""
    kind = rng.randrange(6)
    if kind in (0, 5):      # below, twice
        zone.add("dl", "NS", "ns.dl")
        zone.add("dl", "NS", "b.ns.dl")
        zone.add("ns.dl", "A", "192.0.2.30")
        zone.add("ns.dl", "AAAA", "2001:db8::30")
        zone.add("b.ns.dl", "A", "192.0.2.31")
    if kind == 1:           # at the cut itself
        zone.add("dl", "NS", "dl")
        zone.add("dl", "A", "192.0.2.32")
    if kind in (2, 5):      # sibling: RFC 9471 3.2
        zone.add("dl", "NS", "ns.ds")
        zone.add("ds", "NS", "ns.dl")
        zone.add("ns.dl", "A", "192.0.2.33")
        zone.add("ns.ds", "A", "192.0.2.34")
    if kind == 3:           # none
        zone.add("dl", "NS", "ns.dl")
    if kind == 4:           # the parent's own name, and a wildcard's
        zone.add("dl", "NS", "nsd")
        zone.add("nsd", "A", "192.0.2.35")
        zone.add("*", "A", "192.0.2.36")
        zone.add("dl", "NS", "nobody")
    if rng.random() < 0.5:
        zone.add("dl", "DS", "4711 8 2 " + "CD" * 32)
    zone.add("mxdl", "MX", "10 mail.dl")
    zone.add("mail.dl", "A", "192.0.2.37")
    zone.add("cdl", "CNAME", rng.choice(("x.dl", "dl", "mail.dl")))


def delegated_ent(rng, zone, world):
    """Only the cut makes t.u exist; NS below a cut count for nothing."""
    zone.add("s.t.u", "NS", "ns.s.t.u")
    zone.add("ns.s.t.u", "A", "192.0.2.40")
    zone.add("r.s.t.u", "NS", "ns.r.s.t.u")
    zone.add("ns.r.s.t.u", "A", "192.0.2.41")
    zone.add("*.u", "TXT", '"beside"')


def occluded(rng, zone, world):
    zone.add("oc", "NS", "ns.outside.example.")
    zone.add("a.oc", "CNAME", "a")
    zone.add("b.oc", "DNAME", "b")
    zone.add("*.oc", "MX", "10 a")
    zone.add("oc", "TXT", '"at the cut"')


def long_names(rng, zone, world):
    """255 octets as owner and as target."""
    room = 255 - len(zone.apex)
    labels = []
    while room > 64:
        labels.append("x" * 63)
        room -= 64
    if room > 1:
        labels.append("w" * (room - 1))
    longest = ".".join(labels)
    zone.add(longest, "A", "192.0.2.50")
    zone.add("long", "CNAME", longest)
    zone.add("long2", "MX", "10 " + longest)
    zone.add("*." + ".".join(labels[1:]), "TXT", '"w"')


def odd_octets(rng, zone, world):
    """Dots, NUL, 0xff, spaces, upper case in labels."""
    zone.add(r"a\.b", "A", "192.0.2.60")
    zone.add(r"\255\254", "MX", r"10 a\.b")
    zone.add(r"sp\032ace", "CNAME", r"a\.b")
    zone.add(r"\@", "TXT", '"at"')
    zone.add(r"\*", "TXT", '"is a wildcard all the same"')
    zone.add(r"UPPER", "MX", "10 Upper")
    zone.add(r"Upper", "A", "192.0.2.62")
    zone.add(r"q.a\.b", "TXT", '"below"')


def nul_octets(rng, zone, world):
    zone.add(r"a\000b", "A", "192.0.2.61")
    zone.add(r"\000", "CNAME", r"a\000b")
    zone.add(r"x.\000\000", "MX", r"10 \000")


def big(rng, zone, world):
    """RRsets around 512 and 1232 octets, and far above."""
    n = rng.choice((10, 13, 14, 15, 20, 30, 34, 35, 36, 60))
    for i in range(n):
        zone.add("big", "MX", "10 exchanger%02d.big" % i)
        if i % 2:
            zone.add("exchanger%02d.big" % i, "A", "192.0.2.%d" % (i + 1))
    for i in range(rng.choice((1, 2, 4, 5, 9))):
        zone.add("text", "TXT", '"%s%d"' % ("t" * rng.choice(
            (100, 230, 240)), i))
    for i in range(rng.choice((8, 13, 20))):
        zone.add("bigcut", "NS", "ns%02d.bigcut" % i)
        zone.add("ns%02d.bigcut" % i, "A", "192.0.2.%d" % (i + 1))
        zone.add("ns%02d.bigcut" % i, "AAAA", "2001:db8::%d" % (i + 1))
    zone.add("bigc", "CNAME", "text")


def mail(rng, zone, world):
    for host in ("mercury", "venus", "mars"):
        zone.add("@", "MX", "%d %s" % (rng.choice((0, 10, 20)), host))
        zone.add(host, "A", "192.0.2.%d" % rng.randint(70, 79))
        if rng.random() < 0.5:
            zone.add(host, "AAAA", "2001:db8::%d" % rng.randint(70, 79))
    zone.add("null", "MX", "0 .")
    zone.add("_smtp._tcp", "SRV", "0 0 25 venus")
    zone.add("alias", "CNAME", "@")
    zone.add("mxal", "MX", "10 alias")
    zone.add("_25._tcp.venus", "TLSA", "3 1 1 " + "0F" * 32)
    zone.add("*", "MX", "10 mars")


def other_types(rng, zone, world):
    zone.add("ty", "CAA", '0 issue "ca.example"')
    zone.add("ty", "TYPE65280", r"\# 3 010203")
    zone.add("ty", "NAPTR", '1 2 "u" "E2U+sip" "!.*!sip:x!" .')
    zone.add("ty", "HTTPS", "1 . alpn=h2")
    zone.add("al", "SVCB", "0 ty.%s." % zone.name)
    zone.add("rev", "PTR", "ty")


SHAPES = (wildcard_beside_ent, wildcard_cname, wildcard_deep,
          star_in_the_middle, cname_chain, cname_loop, dname_chain,
          dname_loop, dname_long, dname_out, child, delegation,
          delegation, delegated_ent, occluded, long_names, odd_octets,
          nul_octets, big, mail, other_types)
