# SPDX-License-Identifier: ISC
"""Words of a configuration file, each with the line that it stands on."""


class Unreadable(Exception):
    """The text is no configuration; the message says where and why."""


class Word(str):
    """A word; it knows its line, and whether it stood in quotes."""

    def __new__(cls, text, line=0, quoted=False):
        self = super().__new__(cls, text)
        self.line = line
        self.quoted = quoted
        return self


# What ends a word outside of quotes, besides blanks.
BIND_MARKS = "{};"


def quoted(text, at, line, name):
    """(word, behind it) of a text in quotes that begins at `at`."""
    out = []
    i = at + 1
    while i < len(text) and text[i] not in '"\n':
        if text[i] == "\\" and i + 1 < len(text) and text[i + 1] in '"\\':
            i += 1
        out.append(text[i])
        i += 1
    if i >= len(text) or text[i] == "\n":
        raise Unreadable("%s:%d: a quote is not closed" % (name, line))
    return Word("".join(out), line, True), i + 1


def comment_end(text, at, name, line):
    """Where the comment of BIND's that begins at `at` ends, else `at`."""
    if text[at] == "#" or text.startswith("//", at):
        end = text.find("\n", at)
        return len(text) if end < 0 else end
    if text.startswith("/*", at):
        end = text.find("*/", at + 2)
        if end < 0:
            raise Unreadable("%s:%d: a comment is not closed" % (name, line))
        return end + 2
    return at


def bind_words(text, name):
    """All words and marks of a named.conf, without comments."""
    at = 0
    line = 1
    while at < len(text):
        c = text[at]
        end = comment_end(text, at, name, line)
        if end > at:
            line += text.count("\n", at, end)
            at = end
        elif c.isspace():
            line += c == "\n"
            at += 1
        elif c == '"':
            word, at = quoted(text, at, line, name)
            yield word
        elif c in BIND_MARKS or c == "!":
            yield Word(c, line)
            at += 1
        else:
            end = at
            while end < len(text) and not text[end].isspace() and \
                    text[end] not in BIND_MARKS + '"' and \
                    not text.startswith("/*", end):
                end += 1
            yield Word(text[at:end], line)
            at = end


def nsd_words(text, name):
    """All words of an nsd.conf, without comments."""
    for number, rest in enumerate(text.splitlines(), 1):
        at = 0
        while at < len(rest):
            if rest[at].isspace():
                at += 1
            elif rest[at] == "#":
                break
            elif rest[at] == '"':
                word, at = quoted(rest, at, number, name)
                yield word
            else:
                end = at
                while end < len(rest) and not rest[end].isspace():
                    end += 1
                yield Word(rest[at:end], number)
                at = end
