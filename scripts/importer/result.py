# SPDX-License-Identifier: ISC
"""The mxd.conf that is made, and what is told beside it."""

import ipaddress
import os
import re

# mxd.conf(5): a word that has any of these stands in quotes.
NEEDS_QUOTES = re.compile(r'[\s{}=,;#$\\"]|^$')

# Bounds of conf/schema.c.
UDP_SIZE = (512, 4096)
TCP_CONNECTIONS = (1, 100000)
TCP_MS = (100, 24 * 3600 * 1000)
RATE_LIMIT = (1, 1000000)
RATE_TOTAL = (1, 10000000)
RATE_SLIP = (0, 10)
WORKERS = (1, 256)

CONTROL = """\
# mxctl(8) asks mxd here.  systemd's unit makes the directory; without systemd
# make it before, or write: control "/run/mxd.sock"
control "/run/mxd/control"
"""

# How far a zone file is looked through for $INCLUDE.
LOOK_BYTES = 16 << 20

INCLUDE = re.compile(rb'^\$INCLUDE[ \t]+("([^"\r\n]*)"|[^\s;"]+)', re.M | re.I)


def text_of(value):
    """A text in the quotes of mxd.conf."""
    return '"%s"' % value.replace("\\", "\\\\").replace('"', '\\"')


def network(word):
    """An address or a network as Python knows it; None if it is none.

    BIND lets zeros at the end of an IPv4 network go: 10/8.
    """
    address, _, bits = word.partition("/")
    if bits and ":" not in address:
        address = ".".join((address.split(".") + ["0"] * 4)[:4])
    try:
        return ipaddress.ip_network(address + ("/" + bits if bits else ""),
                                    strict=False)
    except ValueError:
        return None


def address_text(net):
    """A network, or only its address if it has but one."""
    return str(net.network_address) if net.num_addresses == 1 else str(net)


def allow_line(terms):
    """`allow query from` of (sign, network or `any`).

    Who is in no term may not ask, so that `!any' in the end needs no word.
    """
    return "allow query from " + (" ".join(
        sign + (net if net == "any" else address_text(net))
        for sign, net in terms if (sign, net) != ("!", "any")) or "none")


class Zone:
    """A zone statement; `why` is there if it is written as a comment."""

    def __init__(self, name, path, why=None, lines=()):
        self.name = name
        self.path = path
        self.why = why
        self.lines = list(lines)

    def text(self):
        head = "zone %s {" % text_of(self.name)
        body = ["file %s" % text_of(self.path)] + self.lines
        if len(body) == 1:
            lines = ["%s %s }" % (head, body[0])]
        else:
            lines = [head] + ["\t" + line for line in body] + ["}"]
        if self.why is not None:
            lines = ["# " + self.why] + ["#" + line for line in lines]
        return "\n".join(lines)


class Result:
    """Directives and zones in order, and notes for whoever moves."""

    def __init__(self, source, root=""):
        self.source = source
        self.root = root
        self.directives = []    # lines
        self.zones = {}         # by name
        self.notes = []         # lines

    def note(self, place, text):
        line = "%s: %s" % (place, text)
        if line not in self.notes:
            self.notes.append(line)

    def say(self, line):
        self.directives.append(line)

    def say_number(self, place, words, value, bounds, unit=""):
        """A number within mxd's bounds; others are told."""
        try:
            wanted = int(value)
        except ValueError:
            self.note(place, "%s is no number; left out" % value)
            return
        number = max(bounds[0], min(bounds[1], wanted))
        if number != wanted:
            self.note(place, "%d became %d, as mxd takes %d to %d" %
                      (wanted, number, *bounds))
        self.say("%s %d%s" % (words, number, unit))

    def say_time(self, place, words, value, bounds):
        """Milliseconds, in the largest unit that is whole."""
        self.say_number(place, words, value, bounds, "ms")
        if self.directives and self.directives[-1].endswith("000ms"):
            self.directives[-1] = self.directives[-1][:-len("000ms")] + "s"

    def listen(self, address, port, preset=53):
        self.say("listen on %s%s" % (
            address, "" if port == preset else " port %d" % port))

    def add_zone(self, place, zone):
        """The first of a name counts; a comment gives way to a zone."""
        key = zone.name.lower()
        held = self.zones.get(key)
        if held is None or (held.why is not None and zone.why is None):
            self.zones[key] = zone
        elif zone.why is None:
            self.note(place, "zone %s: is there already with the file %s; "
                      "left out" % (zone.name, held.path))

    def served(self):
        return [z for z in self.zones.values() if z.why is None]

    def outside(self, path):
        """A path of the configuration as this machine has it."""
        return self.root + path if self.root else path

    def look_at_file(self, place, zone, base):
        """$INCLUDE differs: it begins at the file, and stays in its tree."""
        try:
            with open(zone.path, "rb") as f:
                data = f.read(LOOK_BYTES)
        except OSError as error:
            self.note(place, "zone %s: %s cannot be read (%s); mxd must be "
                      "able to" % (zone.name, zone.path, error.strerror))
            return
        own = os.path.dirname(zone.path)
        trees = [own]
        for match in INCLUDE.finditer(data):
            word = (match[2] if match[2] is not None else match[1]).decode(
                "utf-8", "replace")
            if word.startswith("/") and self.root:
                self.note(place, "zone %s: $INCLUDE %s: mxd begins at / and "
                          "not at %s; mend the zone file" %
                          (zone.name, word, self.root))
                continue
            if not word.startswith("/") and base != own:
                self.note(place, "zone %s: $INCLUDE %s: began at %s, in mxd "
                          "at %s; write the whole path" %
                          (zone.name, word, base, own))
                word = os.path.join(base, word)
            trees.append(os.path.dirname(os.path.normpath(
                os.path.join(own, word))))
        tree = os.path.commonpath(trees)
        if tree == "/":
            self.note(place, "zone %s: its $INCLUDEs have no directory in "
                      "common, but mxd reads from one tree; move them" %
                      zone.name)
        elif tree != own:
            zone.lines.append("include from %s" % text_of(tree))

    def text(self):
        head = ["# Made by import-named from %s; mxd.conf(5) explains each "
                "word." % self.source]
        parts = [head + self.directives, CONTROL.splitlines()]
        zones = [zone.text() for zone in self.zones.values()]
        if zones:
            parts.append(zones)
        return "\n\n".join("\n".join(part) for part in parts) + "\n"
