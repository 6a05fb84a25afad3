# SPDX-License-Identifier: ISC
"""Reads an nsd.conf: sections, each a list of attributes and values."""

import glob
import os
import re

from words import Unreadable, nsd_words

ATTRIBUTE = re.compile(r"[a-z][a-z0-9-]*:$")

SECTIONS = ("server", "zone", "pattern", "key", "tls-auth", "remote-control",
            "dnstap", "verify")

# Files in all; a loop of includes has no end.
FILES_MAX = 10000


class Attribute:
    def __init__(self, name, place):
        self.name = name
        self.place = place
        self.values = []
        self.pattern = None     # the name of the one that it came with

    @property
    def value(self):
        return self.values[0] if self.values else ""


class Section:
    def __init__(self, kind, place):
        self.kind = kind
        self.place = place
        self.attributes = []

    def all(self, name):
        return [a for a in self.attributes if a.name == name]

    def find(self, name):
        """The last one counts."""
        found = self.all(name)
        return found[-1] if found else None

    def value(self, name, preset=""):
        found = self.find(name)
        return found.value if found else preset

    def is_on(self, name, preset="no"):
        return self.value(name, preset) == "yes"


def attributes_of(path, name):
    """The attributes of one file, sections among them."""
    try:
        with open(path, encoding="utf-8", errors="surrogateescape") as f:
            text = f.read()
    except OSError as error:
        raise Unreadable("%s: %s" % (name, error.strerror)) from error
    now = None
    for word in nsd_words(text, name):
        place = "%s:%d" % (name, word.line)
        if not word.quoted and ATTRIBUTE.match(word):
            if now:
                yield now
            now = Attribute(word[:-1], place)
        elif now is None:
            raise Unreadable("%s: `%s' is no word of nsd.conf" %
                             (place, word))
        else:
            now.values.append(str(word))
    if now:
        yield now


def included(attribute, root, result):
    """The files of an include, sorted as NSD does; it may be a pattern."""
    pattern = attribute.value
    if not pattern.startswith("/"):
        pattern = os.path.join(os.path.dirname(
            attribute.place.rpartition(":")[0]), pattern)
    found = sorted(glob.glob(root + pattern))
    if not found and not glob.has_magic(pattern):
        result.note(attribute.place, "include %s: there is no such file" %
                    pattern)
    return [path[len(root):] for path in found]


def read(path, root, result):
    """All sections in order.  Files that wait stand on a stack."""
    sections = []
    stack = [attributes_of(root + path, path)]
    files = 1
    while stack:
        attribute = next(stack[-1], None)
        if attribute is None:
            stack.pop()
        elif attribute.name == "include":
            inner = included(attribute, root, result)
            files += len(inner)
            if files > FILES_MAX:
                raise Unreadable("%s: more than %d files are included" %
                                 (attribute.place, FILES_MAX))
            stack += [attributes_of(root + one, one)
                      for one in reversed(inner)]
        elif attribute.name in SECTIONS and not attribute.values:
            sections.append(Section(attribute.name, attribute.place))
        elif not sections:
            raise Unreadable("%s: `%s:' stands before any section" %
                             (attribute.place, attribute.name))
        else:
            sections[-1].attributes.append(attribute)
    return sections


def merged(sections, kind):
    """One section of all that have this kind; NSD adds them up."""
    out = None
    for section in sections:
        if section.kind == kind:
            out = out or Section(kind, section.place)
            out.attributes += section.attributes
    return out or Section(kind, "")


def of_pattern(attribute, pattern):
    out = Attribute(attribute.name, attribute.place)
    out.values = attribute.values
    out.pattern = pattern
    return out


def expanded(section, patterns):
    """A zone with what its patterns say, in the place where it says so."""
    out = Section(section.kind, section.place)
    stack = list(reversed(section.attributes))
    used = set()
    while stack:
        attribute = stack.pop()
        if attribute.name != "include-pattern":
            out.attributes.append(attribute)
        elif attribute.value not in used:
            used.add(attribute.value)
            pattern = patterns.get(attribute.value)
            if pattern is not None:
                stack.extend(of_pattern(a, attribute.value)
                             for a in reversed(pattern.attributes)
                             if a.name != "name")
    return out


def listed(path, name):
    """(place, zone, pattern) of each line `add ZONE PATTERN` of zone.list."""
    with open(path, encoding="utf-8", errors="surrogateescape") as f:
        for number, line in enumerate(f, 1):
            words = line.split()
            if words[:1] == ["add"] and len(words) >= 3:
                yield "%s:%d" % (name, number), words[1], words[2]
