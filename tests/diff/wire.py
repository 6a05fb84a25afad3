# SPDX-License-Identifier: ISC
"""
DNS messages as the comparison wants them: queries made, answers taken
apart.  Names are wire form in lower case (bytes), so that they compare and
hash; RDATA has its names expanded and lower-cased.  Much quicker than a
general library, because a run reads a hundred thousand answers.
"""

import struct
from collections import namedtuple

A, NS, CNAME, SOA, PTR, MX, TXT, AAAA = 1, 2, 5, 6, 12, 15, 16, 28
SRV, NAPTR, DNAME, OPT, DS, RRSIG, NSEC = 33, 35, 39, 41, 43, 46, 47
DNSKEY, NSEC3, NSEC3PARAM, CDS, CDNSKEY, ANY = 48, 50, 51, 59, 60, 255

NOERROR, FORMERR, SERVFAIL, NXDOMAIN, REFUSED, YXDOMAIN = 0, 1, 2, 3, 5, 6

# RDATA with names: octets before the first name, how many names.
# NAPTR, whose strings vary in length, is read by hand.
NAMES = {2: (0, 1), 3: (0, 1), 4: (0, 1), 5: (0, 1), 6: (0, 2), 7: (0, 1),
         8: (0, 1), 9: (0, 1), 12: (0, 1), 14: (0, 2), 15: (2, 1),
         17: (0, 2), 18: (2, 1), 21: (2, 1), 24: (18, 1), 33: (6, 1),
         36: (2, 1), 39: (0, 1), 46: (18, 1), 47: (0, 1), 107: (2, 1)}

RR = namedtuple("RR", "owner type ttl rdata")
Opt = namedtuple("Opt", "size version do z options")


class Bad(Exception):
    """The message cannot be read."""


class Message:
    """An answer.  ends: offset behind header+question and each section."""

    __slots__ = ("id", "flags", "rcode", "counts", "question", "sections",
                 "opts", "ends", "length")

    aa = property(lambda self: bool(self.flags & 0x0400))
    tc = property(lambda self: bool(self.flags & 0x0200))
    answer = property(lambda self: self.sections[0])
    authority = property(lambda self: self.sections[1])
    additional = property(lambda self: self.sections[2])


def name_read(data, pos, keep_case=False):
    """(name, offset behind it)."""
    out, end, limit = [], None, pos
    while True:
        if pos >= len(data):
            raise Bad("name leaves the message")
        n = data[pos]
        if n == 0:
            break
        if n >= 0xC0:
            if pos + 1 >= len(data):
                raise Bad("pointer leaves the message")
            end = pos + 2 if end is None else end
            pos = (n & 0x3F) << 8 | data[pos + 1]
            if pos >= limit:
                raise Bad("pointer does not point back")
            limit = pos
            continue
        if n > 63:
            raise Bad("label of unknown kind")
        out.append(data[pos:pos + n + 1])
        pos += n + 1
    name = b"".join(out) + b"\0"
    if len(name) > 255:
        raise Bad("name of more than 255 octets")
    return name if keep_case else name.lower(), pos + 1 if end is None else end


def rdata_read(data, pos, end, rtype):
    """RDATA with its names expanded."""
    if rtype == NAPTR:
        start = pos
        pos += 4
        for _ in range(3):
            pos += 1 + data[pos]
        name, at = name_read(data, pos)
        if at != end:
            raise Bad("RDATA has another length than it says")
        return data[start:pos] + name
    if rtype not in NAMES:
        return data[pos:end]
    skip, count = NAMES[rtype]
    out, pos = [data[pos:pos + skip]], pos + skip
    for _ in range(count):
        name, pos = name_read(data, pos)
        out.append(name)
    if pos > end:
        raise Bad("RDATA has another length than it says")
    return b"".join(out) + data[pos:end]


def message_read(data):
    """A Message, or Bad."""
    if len(data) < 12:
        raise Bad("shorter than a header")
    m = Message()
    m.length = len(data)
    m.id, m.flags, *m.counts = struct.unpack_from("!HHHHHH", data)
    m.rcode = m.flags & 15
    pos = 12
    for _ in range(m.counts[0]):
        pos = name_read(data, pos)[1] + 4
    m.question = data[12:pos]
    m.ends, m.sections, m.opts = [pos], ([], [], []), []
    for section, count in zip(m.sections, m.counts[1:]):
        for _ in range(count):
            owner, pos = name_read(data, pos)
            if pos + 10 > len(data):
                raise Bad("record leaves the message")
            rtype, rclass, ttl, n = struct.unpack_from("!HHIH", data, pos)
            pos += 10
            if pos + n > len(data):
                raise Bad("RDATA leaves the message")
            if rtype == OPT:
                m.opts.append(Opt(rclass, ttl >> 16 & 255, bool(ttl & 0x8000),
                                  ttl & 0x7FFF, data[pos:pos + n]))
                m.rcode |= ttl >> 24 << 4
            else:
                section.append(RR(owner, rtype, ttl,
                                  rdata_read(data, pos, pos + n, rtype)))
            pos += n
        m.ends.append(pos)
    if pos != len(data):
        raise Bad("octets behind the last record")
    return m


def query_make(qname, qtype, edns=0, do=False, rd=True):
    """A query without its first two octets, the ID.  edns: size or 0."""
    head = struct.pack("!HHHHH", 0x0100 if rd else 0, 1, 0, 0,
                       1 if edns else 0)
    body = qname + struct.pack("!HH", qtype, 1)
    if edns:
        body += b"\0" + struct.pack("!HHIH", OPT, edns, do << 15, 0)
    return head + body


def covered(rr):
    """The type that an RRSIG covers; of other records their own."""
    if rr.type == RRSIG:
        return int.from_bytes(rr.rdata[:2], "big")
    return rr.type


# --- names ---------------------------------------------------------------

def labels(name):
    """Labels of a wire name, without the root."""
    out, pos = [], 0
    while name[pos]:
        out.append(name[pos + 1:pos + 1 + name[pos]])
        pos += 1 + name[pos]
    return out


def unlabels(parts):
    return b"".join(bytes([len(p)]) + p for p in parts) + b"\0"


def name_mix(name, rng):
    """The same name in another mixture of upper and lower case."""
    return unlabels([bytes(c ^ 32 if 97 <= c <= 122 and rng.random() < 0.5
                           else c for c in p) for p in labels(name)])


def parents(name):
    """The name, and each name above it down to the root."""
    pos = 0
    while True:
        yield name[pos:]
        if not name[pos]:
            return
        pos += 1 + name[pos]


def is_below(name, top, proper=False):
    """Is the name top, or below it?"""
    if name == top:
        return not proper
    return name.endswith(top) and top in parents(name)


def name_text(name):
    """Master file form."""
    def escape(octet):
        if chr(octet) in '."\\();@$':
            return "\\" + chr(octet)
        return chr(octet) if 33 <= octet < 127 else "\\%03d" % octet
    return "".join("".join(map(escape, p)) + "." for p in labels(name)) or "."


def name_parse(text, origin=b"\0"):
    """Wire form, lower case; a relative name gets the origin."""
    parts, cur, i, absolute = [], bytearray(), 0, False
    if text == "@":
        return origin
    while i < len(text):
        c = text[i]
        if c == "\\" and text[i + 1:i + 4].isdigit():
            cur.append(int(text[i + 1:i + 4]))
            i += 4
            continue
        if c == "\\":
            i += 1
            cur += text[i].encode()
        elif c == ".":
            absolute = i == len(text) - 1
            if cur:
                parts.append(bytes(cur))
            cur = bytearray()
        else:
            cur += c.encode()
        i += 1
    if cur:
        parts.append(bytes(cur))
        absolute = False
    return (unlabels(parts) if absolute
            else unlabels(parts)[:-1] + origin).lower()
