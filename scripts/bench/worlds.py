# SPDX-License-Identifier: ISC
"""What is served, and what is asked of it.  Same seed, same octets."""

import base64
import os
import random

KEY_OCTETS = 162        # of an RSA key of 1024 bits in DKIM: 216 letters


class World:
    """Zones as files in a directory.

    name        what it is called in the table
    questions   arguments of ask that choose the questions
    expected    (rcode, records of the answer section at least)
    sample      a name and a type of this kind, for the size of an answer
    """

    digits = 0

    def __init__(self, path, seed):
        self.path = path
        self.seed = seed
        self.serial = 1

    def make(self):
        """Writes the files unless they are there."""
        if os.path.exists(os.path.join(self.path, ".whole")):
            return
        os.makedirs(self.path, exist_ok=True)
        for i in range(self.count):
            self.write(i, self.serial)
        with open(os.path.join(self.path, ".whole"), "w", encoding="ascii"):
            pass

    def apex(self, i):
        raise NotImplementedError

    def file(self, i):
        return os.path.join(self.path, self.apex(i) + ".zone")

    def write(self, i, serial):
        """A new file in place of the old one, never a half one."""
        new = os.path.join(self.path, ".new")
        with open(new, "wb") as f:
            for piece in self.pieces(i, serial):
                f.write(piece)
        os.rename(new, self.file(i))

    def pieces(self, i, serial):
        raise NotImplementedError

    def named(self):
        """A directory with a link to each file, named as its zone."""
        path = self.path + ".named"
        if not os.path.exists(path):
            os.mkdir(path)
            for i in range(self.count):
                os.link(self.file(i), os.path.join(path, self.apex(i)))
        return path

    def relink(self, i):
        """After write(): the link too, if there are any."""
        path = self.path + ".named"
        if os.path.exists(path):
            new = os.path.join(path, ".new")
            os.link(self.file(i), new)
            os.rename(new, os.path.join(path, self.apex(i)))


class Single(World):
    """One zone of ten records, two mail hosts with an address each."""

    name = "one zone"
    count = 1
    questions = ["-n", "mail.example", "-t", "MX"]
    expected = (0, 2)
    sample = ("mail.example", "MX")

    def apex(self, i):
        return "mail.example"

    def pieces(self, i, serial):
        yield b"""$TTL 3600
@ SOA ns1.example.net. hostmaster.example.net. %d 14400 3600 1209600 300
@ NS ns1.example.net.
@ NS ns2.example.net.
@ MX 10 mercury
@ MX 10 venus
@ TXT "v=spf1 mx -all"
_dmarc TXT "v=DMARC1; p=reject"
_smtp._tls TXT "v=TLSRPTv1; rua=mailto:tls@example.net"
mercury A 192.0.2.1
venus A 198.51.100.1
""" % serial


class Flood(Single):
    """The same zone, asked for names that do not exist."""

    name = "NXDOMAIN flood"
    questions = ["-n", "*.mail.example", "-t", "A", "-l", "1000000"]
    expected = (3, 0)
    sample = ("abcdefghij.mail.example", "A")


class Hosted(World):
    """Many zones of eight records; each has its own serial, address and key,
    unless all are to be the same."""

    def __init__(self, path, seed, count, is_same=False):
        World.__init__(self, path, seed)
        self.count = count
        self.is_same = is_same
        self.digits = len(str(count - 1))
        self.name = "{:,} {} zones".format(
            count, "equal" if is_same else "hosted")
        self.questions = ["-n", "z%.example", "-r", str(count), "-t", "MX",
                          "-l", str(max(1 << 16, min(count * 2, 1 << 21)))]
        self.expected = (0, 1)
        self.sample = (self.apex(0), "MX")

    def apex(self, i):
        return "z%0*d.example" % (self.digits, i)

    def pieces(self, i, serial):
        number = 0 if self.is_same else i
        draw = random.Random(self.seed << 32 | number)
        address = "10.%d.%d.%d" % (number >> 16 & 255, number >> 8 & 255,
                                   number & 255)
        key = base64.b64encode(draw.randbytes(KEY_OCTETS)).decode("ascii")
        yield ("""$TTL 3600
@\tIN\tSOA\tns1.example.net. hostmaster.example.net. (
\t\t\t%d 14400 3600 1209600 300 )
@\tIN\tNS\tns1.example.net.
@\tIN\tNS\tns2.example.net.
@\tIN\tMX\t10 mail
@\tIN\tTXT\t"v=spf1 mx include:_spf.example.net -all"
mail\tIN\tA\t%s
_dmarc\tIN\tTXT\t"v=DMARC1; p=reject; rua=mailto:dmarc@example.net"
k1._domainkey\tIN\tTXT\t"v=DKIM1; k=rsa; p=%s"
""" % (number + serial, address, key)).encode("ascii")


class Large(World):
    """One zone of many records."""

    count = 1

    def __init__(self, path, seed, records):
        World.__init__(self, path, seed)
        self.records = records
        self.digits = len(str(records - 1))
        self.name = "a zone of {:,} records".format(records)
        self.questions = ["-n", "host%.large.example", "-r", str(records),
                          "-t", "A", "-l",
                          str(max(1 << 16, min(records * 2, 1 << 21)))]
        self.expected = (0, 1)
        self.sample = ("host%0*d.large.example" % (self.digits, 0), "A")

    def apex(self, i):
        return "large.example"

    def pieces(self, i, serial):
        yield b"""$TTL 3600
@ IN SOA ns1.example.net. hostmaster.example.net. %d 14400 3600 1209600 300
@ IN NS ns1.example.net.
@ IN NS ns2.example.net.
""" % serial
        step = 10000
        for start in range(0, self.records, step):
            yield "".join(
                "host%0*d.large.example.\t3600\tIN\tA\t10.%d.%d.%d\n" % (
                    self.digits, n, n >> 16 & 255, n >> 8 & 255, n & 255)
                for n in range(start, min(start + step, self.records))
            ).encode("ascii")
