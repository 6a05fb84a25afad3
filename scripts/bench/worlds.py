# SPDX-License-Identifier: ISC
"""What is served, and what is asked of it.  Same seed, same octets."""

import base64
import hashlib
import os
import shutil

KEY_OCTETS = 162        # of an RSA key of 1024 bits in DKIM: 216 letters
# What differs from one hosted zone to the next, as it is sent: a serial, an
# address, the letters of a key.
DIFFERENT_OCTETS = 4 + 4 + KEY_OCTETS * 4 // 3
FAR_ZONES = 500000
FAR_RECORDS = 5000000
QUESTIONS_MAX = 1 << 21     # made in advance; some 100 octets each


class World:
    """Zones as files in a directory.

    name        what it is called in the table
    count       zones
    questions   arguments of ask that choose the questions
    expected    (rcode, records of the answer section at least)
    sample      a name and a type of this kind, for the size of an answer
    is_far      so large that most servers take minutes

    Zones have versions, from 1; make() writes the first, change() others.
    """

    is_far = False

    def __init__(self, path, seed):
        self.path = path
        self.seed = seed

    def make(self):
        """Writes the files unless they are there."""
        whole = os.path.join(self.path, ".whole")
        if os.path.exists(whole):
            return
        os.makedirs(self.path, exist_ok=True)
        for i in range(self.count):
            self.put(self.file(i), i, 1)
        with open(whole, "w", encoding="ascii"):
            pass

    def remove(self):
        for path in (self.path, self.path + ".named"):
            shutil.rmtree(path, ignore_errors=True)

    def apex(self, i):
        raise NotImplementedError

    def file(self, i):
        return os.path.join(self.path, self.apex(i) + ".zone")

    def put(self, path, i, version):
        with open(path, "wb") as f:
            for piece in self.pieces(i, version):
                f.write(piece)

    def change(self, i, version):
        """A new file in place of the old one, never a half one."""
        new = os.path.join(self.path, ".new")
        named = self.path + ".named"
        self.put(new, i, version)
        os.rename(new, self.file(i))
        if os.path.exists(named):
            os.link(self.file(i), os.path.join(named, ".new"))
            os.rename(os.path.join(named, ".new"),
                      os.path.join(named, self.apex(i)))

    def pieces(self, i, version):
        raise NotImplementedError

    def serial(self, i, version):
        """The serial of a zone's version."""
        return version

    def named(self):
        """A directory with a link to each file, named as its zone."""
        path = self.path + ".named"
        if not os.path.exists(path):
            os.mkdir(path)
            for i in range(self.count):
                os.link(self.file(i), os.path.join(path, self.apex(i)))
        return path

    def mxd_lines(self):
        """How mxd.conf says what to serve."""
        return "zones in \"%s\"\n" % self.path


class Single(World):
    """One zone of ten records, two mail hosts with an address each."""

    name = "one zone"
    count = 1
    questions = ["-n", "mail.example", "-t", "MX"]
    expected = (0, 2)
    sample = ("mail.example", "MX")

    def apex(self, i):
        return "mail.example"

    def pieces(self, i, version):
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
""" % version


class Flood(Single):
    """The same zone, asked for names that do not exist."""

    name = "NXDOMAIN flood"
    questions = ["-n", "*.mail.example", "-t", "A", "-l", "1000000"]
    expected = (3, 0)
    sample = ("abcdefghij.mail.example", "A")


HOSTED = b"""$TTL 3600
@\tIN\tSOA\tns1.example.net. hostmaster.example.net. (
\t\t\t%d 14400 3600 1209600 300 )
@\tIN\tNS\tns1.example.net.
@\tIN\tNS\tns2.example.net.
@\tIN\tMX\t10 mail
@\tIN\tTXT\t"v=spf1 mx include:_spf.example.net -all"
mail\tIN\tA\t%d.%d.%d.%d
_dmarc\tIN\tTXT\t"v=DMARC1; p=reject; rua=mailto:dmarc@example.net"
k1._domainkey\tIN\tTXT\t"v=DKIM1; k=rsa; p=%s"
"""


def asked_of(count):
    """How many different questions, so that all zones have a turn."""
    return str(max(1 << 16, min(count * 2, QUESTIONS_MAX)))


class Hosted(World):
    """Many zones of eight records; each has its own serial, address and key,
    unless all are to be the same."""

    expected = (0, 1)

    def __init__(self, path, seed, count, is_equal=False, digits=None):
        World.__init__(self, path, seed)
        self.count = count
        self.is_far = count >= FAR_ZONES
        self.is_equal = is_equal
        self.digits = len(str(count - 1)) if digits is None else digits
        self.name = "{:,} {} zones".format(
            count, "equal" if is_equal else "hosted")
        self.questions = ["-n", "z%.example", "-r", str(count), "-t", "MX",
                          "-l", asked_of(count)]
        self.sample = (self.apex(0), "MX")

    def apex(self, i):
        return "z%0*d.example" % (self.digits, i)

    def serial(self, i, version):
        return version + (0 if self.is_equal else i)

    def pieces(self, i, version):
        n = 0 if self.is_equal else i
        key = hashlib.shake_128(b"%d %d" % (self.seed, n)).digest(KEY_OCTETS)
        yield HOSTED % (self.serial(i, version), 9 + version % 100,
                        n >> 16 & 255, n >> 8 & 255, n & 255,
                        base64.b64encode(key))


class Large(World):
    """One zone of many records; a version changes the first address."""

    count = 1
    expected = (0, 1)

    def __init__(self, path, seed, records):
        World.__init__(self, path, seed)
        self.records = records
        self.is_far = records >= FAR_RECORDS
        self.digits = len(str(records - 1))
        self.name = "a zone of {:,} records".format(records)
        self.questions = ["-n", "host%.large.example", "-r", str(records),
                          "-t", "A", "-l", asked_of(records)]
        self.sample = ("host%0*d.large.example" % (self.digits, 0), "A")

    def apex(self, i):
        return "large.example"

    def address(self, n, version):
        return (192, 0, 2, version & 255) if n == 0 and version > 1 else (
            10, n >> 16 & 255, n >> 8 & 255, n & 255)

    def pieces(self, i, version):
        yield b"""$TTL 3600
@ IN SOA ns1.example.net. hostmaster.example.net. %d 14400 3600 1209600 300
@ IN NS ns1.example.net.
@ IN NS ns2.example.net.
""" % version
        step = 10000
        for start in range(0, self.records, step):
            yield "".join(
                "host%0*d.large.example.\t3600\tIN\tA\t%d.%d.%d.%d\n" % (
                    self.digits, n, *self.address(n, version))
                for n in range(start, min(start + step, self.records))
            ).encode("ascii")


TEMPLATE = b"""$TTL 3600
@ SOA ns1.example.net. hostmaster.example.net. %d 14400 3600 1209600 300
@ NS ns1.example.net.
@ NS ns2.example.net.
@ MX 10 mx1.example.net.
@ MX 10 mx2.example.net.
@ TXT "v=spf1 include:_spf.example.net -all"
_dmarc TXT "v=DMARC1; p=reject; rua=mailto:dmarc@example.net"
k1._domainkey TXT "v=DKIM1; k=rsa; p=%s"
"""


class Template(World):
    """One zone file and a list of domains, which only mxd knows; with
    has_values each domain has a key of its own."""

    expected = (0, 2)

    def __init__(self, path, seed, count, has_values=False):
        World.__init__(self, path, seed)
        self.count = count
        self.has_values = has_values
        self.digits = len(str(count - 1))
        self.name = "a template, {:,} domains{}".format(
            count, " with a key each" if has_values else "")
        self.questions = ["-n", "d%.example", "-r", str(count), "-t", "MX",
                          "-l", asked_of(count)]
        self.sample = (self.apex(0), "MX")

    def apex(self, i):
        return "d%0*d.example" % (self.digits, i)

    def at(self, name):
        return os.path.join(self.path, name)

    def make(self):
        os.makedirs(self.path, exist_ok=True)
        self.put_template(1)
        self.put_list(range(self.count))

    def replace(self, name, pieces):
        with open(self.at(".new"), "wb") as f:
            f.writelines(pieces)
        os.rename(self.at(".new"), self.at(name))

    def key(self, i):
        return base64.b64encode(hashlib.shake_128(
            b"%d %d" % (self.seed, i)).digest(KEY_OCTETS))

    def put_template(self, version):
        key = b"$(dkim)" if self.has_values else self.key(0)
        self.replace("hosted.zone", [TEMPLATE % (version, key)])

    def put_list(self, numbers):
        self.replace("domains", (self.line(i) for i in numbers))

    def line(self, i):
        line = self.apex(i).encode("ascii")
        return line + (b" dkim=%s\n" % self.key(i) if self.has_values else
                       b"\n")

    def mxd_lines(self):
        return ("template \"hosted\" { file \"%s\"; domains \"%s\" }\n" % (
            self.at("hosted.zone"), self.at("domains")))
