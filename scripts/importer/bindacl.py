# SPDX-License-Identifier: ISC
"""Address match lists of BIND."""

from result import address_text, network

# Addresses of the machine itself.
LOCALHOST = ("127.0.0.1", "::1")


class Acls:
    """The acl statements of a configuration."""

    def __init__(self, top):
        self.named = {a.value().lower(): a for a in top.all("acl")}

    def terms(self, statement):
        """(terms, problems): who fits and who does not, in BIND's order.

        A term is `any', `none' or a network, with `!' before it for those who
        are excluded.  Names are replaced by what they stand for; what is no
        address is a problem, not left out in silence.
        """
        terms, problems = self.all_terms(statement)
        for i, (_, net) in enumerate(terms):
            if net == "any":        # nothing behind it counts
                return terms[:i + 1], problems
        return terms, problems

    def without_effect(self, statement):
        """The exceptions that stand behind `any', as they are written."""
        terms, _ = self.all_terms(statement)
        if ("", "any") not in terms:
            return []
        return ["!" + address_text(net)
                for sign, net in terms[terms.index(("", "any")):]
                if sign and net != "any"]

    def all_terms(self, statement):
        """As terms(), with those that do not count."""
        terms = []
        problems = []
        seen = set()
        stack = [(e, False) for e in reversed(statement.block or [])]
        while stack:
            element, is_excluded = stack.pop()
            words = [str(word) for word in element.words]
            if words[:1] == ["!"]:
                words = words[1:]
                if is_excluded:     # !(!a) is not a, but no answer
                    problems.append("!! %s: mxd has no such exception; left "
                                    "out" % " ".join(words))
                    continue
                is_excluded = True
            sign = "!" if is_excluded else ""
            word = words[0].lower() if words else ""
            net = network(word)
            if net is not None:
                terms.append((sign, net))
            elif word in ("any", "none"):
                # As BIND sees it, none is !any.
                is_any = (word == "any") != is_excluded
                terms.append(("" if is_any else "!", "any"))
            elif word == "localhost":
                terms += [(sign, network(a)) for a in LOCALHOST]
            elif words and word not in self.named:
                problems.append("%s%s: mxd has addresses and networks only; "
                                "left out" % (sign, " ".join(words)))
            elif (word, sign) not in seen:
                if words:
                    seen.add((word, sign))
                inner = self.named[word] if words else element
                stack += [(e, is_excluded)
                          for e in reversed(inner.block or [])]
        return list(dict.fromkeys(terms)), problems

    def read(self, statement):
        """(networks, whether anybody fits, problems), without order.

        For lists of mxd that have no exceptions.
        """
        terms, problems = self.terms(statement)
        for sign, net in terms:
            if sign and net != "any":
                problems.append("!%s: mxd has no exceptions here; left out" %
                                address_text(net))
        return ([net for sign, net in terms if not sign and net != "any"],
                ("", "any") in terms, problems)

    def is_any(self, statement):
        """Whether everybody fits: nobody is excluded before that."""
        terms, problems = self.terms(statement)
        before = terms[:terms.index(("", "any"))] if ("", "any") in terms \
            else [("!", "any")]
        return not problems and not any(sign for sign, _ in before)
