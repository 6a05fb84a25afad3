# SPDX-License-Identifier: ISC
"""Reads a named.conf: a tree of statements, each with its place."""

import glob
import os
import re
import shutil
import subprocess

from words import Unreadable, bind_words

# Which of several statements of one kind is meant, by its second word.
NAMED = ("zone", "view", "acl", "key", "primaries", "masters", "tls", "server",
         "dnssec-policy", "http", "parental-agents")

# A message of named-checkconf that knows its place.
PLACED = re.compile(r"(.+?:\d+): (.*)")

# Includes of includes; BIND has no such limit, a loop has no end.
INCLUDES_MAX = 1000


class Statement:
    """`words { block } more words;`"""

    def __init__(self, place, line=0):
        self.place = place
        self.line = line
        self.words = []
        self.block = None       # statements, of the first block only

    @property
    def name(self):
        return self.words[0].lower() if self.words else ""

    @property
    def key(self):
        if self.name in NAMED and len(self.words) > 1:
            return self.name, self.words[1].lower()
        return (self.name,)

    def value(self, at=1):
        return self.words[at] if len(self.words) > at else ""

    def all(self, name):
        return [s for s in self.block or [] if s.name == name]

    def find(self, name):
        """The last one; BIND has most of them once only."""
        found = self.all(name)
        return found[-1] if found else None


def parse(text, name):
    """The statements of a text.  No recursion: blocks wait on a stack."""
    top = Statement(name)
    top.block = []
    stack = [(top, top.block)]  # a statement, and the block that is filled
    now = None
    for word in bind_words(text, name):
        owner, block = stack[-1]
        is_mark = not word.quoted
        if is_mark and word == "}":
            if len(stack) == 1 or now is not None:
                raise Unreadable("%s:%d: a `}' that nobody expected" %
                                 (name, word.line))
            stack.pop()
            now = owner
        elif is_mark and word == ";":
            now = None
        else:
            if now is None:
                now = Statement("%s:%d" % (name, word.line), word.line)
                block.append(now)
            if is_mark and word == "{":
                inner = []
                if now.block is None:
                    now.block = inner
                stack.append((now, inner))
                now = None
            else:
                now.words.append(word)
    if len(stack) > 1 or now is not None:
        raise Unreadable("%s: the file ends within a statement" % name)
    return top


class Sources:
    """The files themselves, with what they include."""

    def __init__(self, root):
        self.root = root
        self.directory = None
        self.base = "."
        self.problems = []      # (place, text)

    def read(self, path):
        self.base = os.path.dirname(path)
        top = self.read_one(path, path)
        left = INCLUDES_MAX
        blocks = [top]
        while blocks:
            statement = blocks.pop()
            i = 0
            while i < len(statement.block):
                inner = statement.block[i]
                if inner.name == "include":
                    left -= 1
                    if left == 0:
                        raise Unreadable("%s: more than %d files are included"
                                         % (inner.place, INCLUDES_MAX))
                    statement.block[i:i + 1] = self.included(inner)
                    continue
                if inner.key == ("options",) and inner.block:
                    where = inner.find("directory")
                    self.directory = where.value() if where else None
                if inner.block:
                    blocks.append(inner)
                i += 1
        return top

    def read_one(self, path, name):
        try:
            with open(self.root + path, encoding="utf-8",
                      errors="surrogateescape") as f:
                return parse(f.read(), name)
        except OSError as error:
            raise Unreadable("%s: %s" % (name, error.strerror)) from error

    def included(self, statement):
        """The statements that stand in place of an include."""
        out = []
        for path in self.matching(statement.value()):
            try:
                out += self.read_one(path, path).block
            except Unreadable as error:
                self.problems.append((statement.place, str(error)))
        if not out:
            self.problems.append((statement.place, "include %s: nothing "
                                  "was read" % statement.value()))
        return out

    def matching(self, pattern):
        for base in (self.directory, self.base):
            if base is None and not pattern.startswith("/"):
                continue
            full = self.root + os.path.join(base or "/", pattern)
            found = sorted(glob.glob(full))
            if found:
                return [path[len(self.root):] for path in found]
        return [pattern]


def walk(top):
    """(way, statement) of all; one way leads to all of the same kind."""
    stack = [((), top)]
    while stack:
        way, statement = stack.pop()
        for inner in statement.block:
            path = way + inner.key
            yield path, inner
            if inner.block:
                stack.append((path, inner))


def give_places(top, own, preset):
    """named-checkconf has forgotten where things stood; the files know.

    The n-th statement of a kind is that of the files; one that they do not
    have is where the statement around it is.
    """
    known = {}
    for path, inner in walk(own):
        known.setdefault(path, []).append(inner.place)
    given = {(): preset}
    used = {}
    for path, inner in walk(top):
        n = used.get(path, 0)
        used[path] = n + 1
        here = known.get(path, [])
        inner.place = here[n] if n < len(here) else given.get(
            path[:-len(inner.key)], preset)
        given.setdefault(path, inner.place)


def run_checkconf(arguments):
    return subprocess.run(arguments, stdout=subprocess.PIPE, check=False,
                          stderr=subprocess.PIPE, timeout=600,
                          encoding="utf-8", errors="surrogateescape",
                          stdin=subprocess.DEVNULL)


def without_messages(done, said):
    """The configuration alone that `named-checkconf -p' printed, or None.

    BIND 9.18 has its warnings on the standard output, before that; they are
    what it says without -p.
    """
    if done.returncode == 0 and done.stdout.startswith(said):
        return done.stdout[len(said):]
    if done.returncode == 0 and said in done.stderr:
        return done.stdout
    return None


def checkconf(path, root):
    """(text, messages, complaint) of named-checkconf(8).

    The text is the whole configuration, None if there is a complaint.
    """
    program = shutil.which("named-checkconf", path=os.environ.get(
        "PATH", "") + ":/usr/local/sbin:/usr/sbin:/sbin")
    if program is None:
        return None, [], "named-checkconf is not installed"
    where = (["-t", root] if root else []) + [path]
    try:
        first = run_checkconf([program] + where)
        messages = (first.stdout + first.stderr).splitlines()
        if first.returncode != 0:
            return None, messages, "named-checkconf refuses it"
        text = without_messages(run_checkconf([program, "-p"] + where),
                                first.stdout)
    except (OSError, subprocess.TimeoutExpired) as error:
        return None, [], "named-checkconf: %s" % error
    return text, messages, None if text is not None else \
        "named-checkconf -p says something else than without -p"


def tell_messages(messages, path, result):
    for message in messages:
        placed = PLACED.fullmatch(message)
        place, text = placed.groups() if placed else (path, message)
        if text.strip():
            result.note(place, "named-checkconf: " + text)


def read(path, root, result):
    """The whole configuration, as BIND would see it."""
    sources = Sources(root)
    text, messages, complaint = checkconf(path, root)
    try:
        own = sources.read(path)
    except Unreadable:
        if text is None:
            raise
        own = None      # BIND has read it: only the places are missing
    tell_messages(messages, path, result)
    if text is None:
        result.note(path, complaint + "; the files are read as they are")
        for place, problem in sources.problems:
            result.note(place, problem)
        return own
    top = parse(text, path)
    for _, statement in walk(top):
        statement.place = path
    if own:
        give_places(top, own, path)
    return top
