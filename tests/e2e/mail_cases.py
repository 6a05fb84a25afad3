# SPDX-License-Identifier: ISC
"""The cases of data/mail-checks: files in, findings out.

The language of the files is told at the top of data/mail-checks/mx.txt.
"""

import glob
import os
import re
import time

from daemon import DATA

FOLDER = os.path.join(DATA, "mail-checks")
SEVERITIES = ("info", "warning", "error")

TTL = "$TTL 3600"
SOA = "@ SOA ns1 hostmaster 2026010101 14400 3600 1209600 3600"
SERVERS = ["@ NS ns1", "@ NS ns2", "ns1 A 192.0.2.53",
           "ns2 A 198.51.100.53"]
# Nobody has hosts or mail in a reverse zone.
REVERSE_SOA = ("@ SOA ns1.noc.example. hostmaster.noc.example."
               " 2026010101 14400 3600 1209600 3600")
REVERSE_SERVERS = ["@ NS ns1.noc.example.", "@ NS ns2.noc.example."]

# What `with` adds to the frame.
PIECES = {
    "mx": ["@ MX 10 mail", "mail A 192.0.2.25", "mail AAAA 2001:db8:25::25"],
    "spf": ['@ TXT "v=spf1 mx -all"'],
    "dkim": ['frame._domainkey TXT "v=DKIM1; k=rsa; p=<rsa-frame>"'],
    "dmarc": ['_dmarc TXT "v=DMARC1; p=reject;'
              ' rua=mailto:postmaster@<zone>"'],
    "nullmx": ["@ MX 0 .", '@ TXT "v=spf1 -all"',
               '_dmarc TXT "v=DMARC1; p=reject"'],
    "sts": ['_mta-sts TXT "v=STSv1; id=20260101"',
            "mta-sts A 192.0.2.80"],
    "tlsrpt": ['_smtp._tls TXT "v=TLSRPTv1; rua=mailto:tls@<zone>"'],
    "signed": ["@ DNSKEY 257 3 13 <dnskey>"],
}
PIECES["mail"] = [line for piece in ("mx", "spf", "dkim", "dmarc")
                  for line in PIECES[piece]]

# A string of a TXT record holds 255 octets.
STRING_OCTETS = 255

FINDING = re.compile(
    r"(?P<file>[^:]+)(:(?P<line>\d+))?(:(?P<column>\d+))?:"
    r" (?P<severity>info|warning|error): (?P<id>[a-z0-9-]+):"
    r"( (?P<owner>\S+):)? (?P<text>.+)")


class Text:
    """A file of a case: its lines and the marks before them."""

    def __init__(self, kind, name, frame="all", pieces=()):
        self.kind = kind
        self.name = name
        self.frame = frame
        self.pieces = list(pieces)
        self.lines = []
        self.marks = []

    def add(self, mark, line):
        self.marks.append(mark)
        self.lines.append(line)

    def head(self):
        """What the runner writes before the case's own lines."""
        if self.kind not in ("zone", "before") or self.frame == "none":
            return []
        head = [] if self.frame == "no-ttl" else [TTL]
        if self.frame != "no-soa":
            head.append(REVERSE_SOA if self.is_reverse() else SOA)
        if self.frame == "no-ns":
            head += [line for line in self.servers() if " A " in line]
        elif self.frame != "no-soa":
            head += self.servers()
        for piece in self.pieces:
            head += PIECES[piece]
        return head

    def tail(self):
        """A SOA stands first; what belongs to it comes later."""
        return self.servers() if self.frame == "no-soa" else []

    def servers(self):
        return REVERSE_SERVERS if self.is_reverse() else SERVERS

    def is_reverse(self):
        return self.name.rstrip(".").lower().endswith(".arpa")

    def text(self, words):
        lines = self.head() + self.lines + self.tail()
        return "".join(self.expand(line, words) + "\n" for line in lines)

    def expand(self, line, words):
        line = line.replace("<zone>", self.name.rstrip("."))
        line = line.replace("<today>", time.strftime("%Y%m%d", time.gmtime()))
        line = re.sub(r"<([+-]\d+)([dhms])>", moment, line)
        line = re.sub(r"<([a-z][a-z0-9-]*)>", lambda m: words[m.group(1)]
                      if m.group(1) in words else m.group(0), line)
        return re.sub(r'"([^"\\]{%d,})"' % (STRING_OCTETS + 1), split, line)


def moment(match):
    """<+1d> is this time tomorrow, as RRSIG writes it."""
    unit_s = {"d": 86400, "h": 3600, "m": 60, "s": 1}[match.group(2)]
    when_s = time.time() + int(match.group(1)) * unit_s
    return time.strftime("%Y%m%d%H%M%S", time.gmtime(when_s))


def split(match):
    text = match.group(1)
    return " ".join('"' + text[i:i + STRING_OCTETS] + '"'
                    for i in range(0, len(text), STRING_OCTETS))


class Case:
    """One case, as its file says it."""

    def __init__(self, where, kind, words):
        self.where = where
        self.ids = () if kind == "silent" else \
            tuple(words.pop(0).split("|"))
        self.severities = () if kind == "silent" else \
            tuple(words.pop(0).split("|"))
        self.title = " ".join(words)
        self.allowed = set()
        self.forbidden = set()
        self.at = None
        self.status = None
        self.texts = []

    def name(self):
        """What pytest calls it."""
        title = re.sub(r"[^A-Za-z0-9.+_-]+", "-", self.title).strip("-")
        start = "-or-".join(self.ids) or "silent"
        return "%s-%s" % (start, title) if title else start

    def of(self, *kinds):
        return [text for text in self.texts if text.kind in kinds]

    def write(self, folder, words):
        """Write the files; the arguments that name them to mxcheck."""
        options = {"before": "-b", "policy": "-P", "certificate": "-C"}
        args = []
        jobs = []
        zones = self.of("zone")
        for i, text in enumerate(self.texts):
            path = text.name if text.kind == "file" else \
                "%s.%d" % (text.kind, i)
            if text.kind == "zone" and len(zones) == 1 and \
                    "/" not in text.name:
                path = text.name + ".zone"
            path = os.path.join(str(folder), path)
            os.makedirs(os.path.dirname(path), exist_ok=True)
            with open(path, "w", encoding="utf-8", newline="") as out:
                out.write(text.text(words).replace("<cr>", "\r"))
            word = "%s=%s" % (text.name, path)
            if text.kind in options:
                args += [options[text.kind], word]
            elif text.kind == "zone":
                jobs.append(path if path.endswith(".zone") else word)
            text.path = path
        return args + jobs

    def faults(self, findings):
        """What is wrong with what mxcheck said: texts."""
        wrong = []
        hits = set()
        for f in findings:
            if f.id in self.forbidden:
                wrong.append("must not be said: " + f.line)
            elif f.id in self.ids:
                wrong += self.judge(f)
                hits.add((f.file, f.at))
            elif f.severity != "info" and f.id not in self.allowed:
                wrong.append("not expected: " + f.line)
        return wrong + self.missing(hits)

    def judge(self, f):
        """The expected id: severity and place."""
        wrong = []
        if f.severity not in self.severities:
            wrong.append("severity is not %s: %s"
                         % ("|".join(self.severities), f.line))
        if self.at is None and self.mark(f) not in (">", "?"):
            wrong.append("not at the marked line: " + f.line)
        if self.at == "frame" and self.mark(f) != "frame":
            wrong.append("not at the frame: " + f.line)
        return wrong

    def mark(self, f):
        for text in self.of("zone", "before", "file", "policy",
                            "certificate"):
            at = f.at - len(text.head()) - 1
            if text.path == f.file:
                return text.marks[at] if 0 <= at < len(text.marks) \
                    else "frame"
        return None

    def missing(self, hits):
        """Marked lines at which nothing was said."""
        if not self.ids:
            return []
        wrong = []
        may = []
        for text in self.texts:
            for i, mark in enumerate(text.marks):
                place = (text.path, len(text.head()) + 1 + i)
                if mark == ">" and place not in hits:
                    wrong.append("%s is missing at: %s"
                                 % ("|".join(self.ids), text.lines[i]))
                if mark == "?":
                    may.append(place)
        if not hits or (may and hits.isdisjoint(may)):
            wrong.append("%s %s is missing"
                         % ("|".join(self.severities), "|".join(self.ids)))
        return wrong


class Finding:
    """One line of mxcheck."""

    def __init__(self, line):
        match = FINDING.fullmatch(line)
        assert match, "no finding: " + line
        self.line = line
        self.file = match.group("file")
        self.at = int(match.group("line") or 0)
        self.column = int(match.group("column") or 0)
        self.severity = match.group("severity")
        self.id = match.group("id")
        self.owner = match.group("owner")


def status_of(findings):
    """What mxcheck ends with if that is all it says."""
    if any(f.id == "file-unreadable" for f in findings):
        return 3
    worst = max([SEVERITIES.index(f.severity) for f in findings] or [0])
    return worst


class Reader:
    """Reads the files; faults in them are asserted with their place."""

    def __init__(self):
        self.words = {}
        self.cases = []
        self.companions = set()

    def read(self, path):
        self.companions = set()
        self.case = None
        with open(path, encoding="utf-8") as file:
            for number, line in enumerate(file, 1):
                self.where = "%s:%d" % (os.path.basename(path), number)
                self.line(line.rstrip("\n"))

    def line(self, line):
        if line.startswith("#") or line == "":
            return
        if line[:2] in ("  ", "> ", "? "):
            assert self.case, self.where
            if not self.case.texts:
                self.open("zone", "example.com")
            self.case.texts[-1].add(line[0], line[2:])
            return
        word, _, rest = line.partition(" ")
        verb = getattr(self, "do_" + word, None)
        assert verb, "%s: what is %r?" % (self.where, line)
        verb(rest)

    def open(self, kind, name, *words):
        frame = "none" if kind not in ("zone", "before") else "all"
        self.case.texts.append(Text(kind, name, frame))
        if words:
            assert words[0] == "with", self.where
            self.case.texts[-1].pieces += words[1:]

    def do_define(self, rest):
        name, value = rest.split(" ", 1)
        assert name not in self.words, self.where
        self.words[name] = value

    def do_companion(self, rest):
        ids, _, reason = rest.partition(": ")
        assert reason or ids == "none", self.where + ": why?"
        self.companions = set(ids.split()) - {"none"}

    def do_case(self, rest):
        self.case = Case(self.where, "case", rest.split())
        assert set(self.case.severities) <= set(SEVERITIES), self.where
        self.case.allowed |= self.companions
        self.cases.append(self.case)

    def do_silent(self, rest):
        self.case = Case(self.where, "silent", rest.split())
        self.cases.append(self.case)

    def do_allow(self, rest):
        self.case.allowed |= set(rest.split())

    def do_not(self, rest):
        self.case.forbidden |= set(rest.split())

    def do_at(self, rest):
        assert rest in ("frame", "any"), self.where
        self.case.at = rest

    def do_exit(self, rest):
        self.case.status = int(rest)

    def do_zone(self, rest):
        self.open("zone", *rest.split())

    def do_before(self, rest):
        self.open("before", *rest.split())

    def do_policy(self, rest):
        self.open("policy", *rest.split())

    def do_certificate(self, rest):
        self.open("certificate", *rest.split())

    def do_file(self, rest):
        self.open("file", *rest.split())

    def do_with(self, rest):
        if not self.case.texts:
            self.open("zone", "example.com")
        self.case.texts[-1].pieces += rest.split()

    def do_frame(self, rest):
        assert rest in ("none", "no-soa", "no-ns", "no-ttl"), self.where
        if not self.case.texts:
            self.open("zone", "example.com")
        self.case.texts[-1].frame = rest


def read_all():
    """All cases, and the words that are defined."""
    reader = Reader()
    for path in sorted(glob.glob(os.path.join(FOLDER, "*.txt"))):
        reader.read(path)
    return reader.cases, reader.words
