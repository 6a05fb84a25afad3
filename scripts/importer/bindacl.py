# SPDX-License-Identifier: ISC
"""Address match lists of BIND."""

from result import network

# Addresses of the machine itself.
LOCALHOST = ("127.0.0.1", "::1")


class Acls:
    """The acl statements of a configuration."""

    def __init__(self, top):
        self.named = {a.value().lower(): a for a in top.all("acl")}

    def read(self, statement):
        """(networks, whether anybody fits, what could not be said).

        Names are replaced by what they stand for.  Who is excluded, by `!',
        cannot be said in mxd: that is a problem, not left out in silence.
        """
        nets = []
        problems = []
        is_any = False
        seen = set()
        stack = list(reversed(statement.block or []))
        while stack:
            element = stack.pop()
            words = list(element.words)
            if words[:1] == ["!"]:
                problems.append("! %s: mxd has no exceptions; left out" %
                                " ".join(words[1:] or ["{ ... }"]))
                continue
            if not words:
                stack.extend(reversed(element.block or []))
                continue
            word = words[0].lower()
            net = network(word)
            if net is not None:
                nets.append(net)
            elif word == "any":
                is_any = True
            elif word == "localhost":
                nets += [network(address) for address in LOCALHOST]
            elif word in self.named and word not in seen:
                seen.add(word)
                stack.extend(reversed(self.named[word].block or []))
            elif word != "none" and word not in seen:
                problems.append("%s: mxd has addresses and networks only; "
                                "left out" % " ".join(words))
        return list(dict.fromkeys(nets)), is_any, problems

    def is_any(self, statement):
        nets, is_any, problems = self.read(statement)
        return is_any and not problems
