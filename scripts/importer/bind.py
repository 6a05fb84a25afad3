# SPDX-License-Identifier: ISC
"""What a named.conf says, in the words of mxd.conf."""

import os

import bindacl
import bindfile
import bindsays
from result import (RATE_LIMIT, RATE_SLIP, RATE_TOTAL, TCP_CONNECTIONS, TCP_MS,
                    UDP_SIZE, Zone, address_text, allow_line, text_of)
from words import Unreadable

# What BIND does where nothing is said.
NO = ("no", "false", "0")


class Importer:
    """One configuration of BIND, one Result."""

    def __init__(self, top, result, view, home):
        self.top = top
        self.result = result
        self.wanted_view = view
        self.home = home                # where the named.conf lies
        self.options = top.find("options") or empty(top)
        self.acls = bindacl.Acls(top)
        self.view = None                # the one that is taken

    def run(self):
        view = self.view = self.choose_view()
        outer = [view, self.options] if view else [self.options]
        self.listen()
        self.allow(view, outer)
        self.say_options(outer)
        self.say_rate_limit(outer)
        for statement in self.top.block:
            reason = bindsays.TOP.get(statement.name)
            if reason:
                self.result.note(statement.place, "%s: %s" % (
                    " ".join(statement.key), reason))
        for holder in outer:
            self.tell_rest(holder, "")
        for statement in self.top.all("zone"):
            self.zone(statement, [self.options])
        if view:
            for statement in view.all("zone"):
                self.zone(statement, outer)

    # --- views

    def choose_view(self):
        """The one that is asked for, or the first one for everybody."""
        views = self.top.all("view")
        chosen = None
        for view in views:
            if self.wanted_view is not None:
                fits = view.value().lower() == self.wanted_view.lower()
            else:
                fits = self.is_for_all(view)
            if fits and chosen is None:
                chosen = view
        if chosen is None and self.wanted_view is not None:
            raise Unreadable("%s: there is no view %s, %s" % (
                self.top.place, self.wanted_view,
                "but " + ", ".join(view.value() for view in views)
                if views else "nor any other"))
        for view in views:
            if view is not chosen:
                count = len(view.all("zone"))
                self.result.note(
                    view.place, "view %s: mxd has no views; its %d zone%s "
                    "left out (`--view %s' takes them instead)" % (
                        view.value(), count, " is" if count == 1 else "s are",
                        view.value()))
        if chosen and self.is_for_all(chosen):
            self.result.note(chosen.place, "view %s: its zones are taken, as "
                             "everybody sees them" % chosen.value())
        elif chosen:
            self.result.note(
                chosen.place, "view %s: its zones are taken, for its "
                "match-clients" % chosen.value())
        return chosen

    def is_for_all(self, view):
        return all(self.acls.is_any(view.find(name)) for name in
                   ("match-clients", "match-destinations") if view.find(name))

    # --- the whole server

    def allow(self, view, outer):
        """Who may ask: as the view has it, or all zones."""
        said = self.said(outer, "allow-query")
        if view and not self.is_for_all(view):
            if said and not self.acls.is_any(said):
                self.result.note(said.place, "allow-query: mxd has one list, "
                                 "that of match-clients was taken")
            said = view.find("match-clients")
        if said:
            self.tell_behind_any(said, "it may ask too")
        if said is None or self.acls.is_any(said):
            return
        terms, problems = self.acls.terms(said)
        for problem in problems:
            self.result.note(said.place, "%s: %s" % (said.name, problem))
        if any(problem.startswith("!") for problem in problems):
            self.result.note(said.place, "%s: who is excluded is not known, "
                             "so nobody may ask until you say who" % said.name)
            terms = []
        self.result.say(allow_line(terms or [("!", "any")]))

    def number_of(self, name, preset):
        statement = self.options.find(name)
        value = statement.value() if statement else ""
        return int(value) if value.isdigit() else preset

    def listen(self):
        """Where BIND listens: an absent statement means any address."""
        port = self.number_of("port", 53)
        wild = {}               # by family, the port at any address
        single = []             # (address, port)
        for name, version in (("listen-on", 4), ("listen-on-v6", 6)):
            statements = self.options.all(name)
            if not statements:
                wild[version] = port
            for statement in statements:
                self.listen_one(statement, version, port, wild, single)
        single = [(address_text(net), number) for net, number in single
                  if wild.get(net.version) != number]
        if wild.get(4) == wild.get(6) == 53 and not single:
            return              # what mxd does by itself
        if wild.get(4) == wild.get(6) is not None:
            single.insert(0, ("*", wild[4]))
        else:
            single[:0] = [({4: "0.0.0.0", 6: "::"}[version], number)
                          for version, number in wild.items()]
        if not single:
            self.result.note(
                self.options.place, "listen-on: no address is left; `listen "
                "on 127.0.0.1' was written: name those of the server")
            single.append(("127.0.0.1", port))
        for address, number in dict.fromkeys(single):
            self.result.listen(address, number)

    def listen_one(self, statement, version, port, wild, single):
        words = [str(word) for word in statement.words[1:]]
        said = dict(zip(words[::2], words[1::2]))
        if said.get("tls", "none") != "none" or "http" in said:
            self.result.note(statement.place, "%s: mxd has no TLS and no "
                             "HTTPS; left out" % statement.name)
            return
        if said.get("port", "").isdigit():
            port = int(said["port"])
        nets, is_any, problems = self.acls.read(statement)
        for problem in problems:
            self.result.note(statement.place, "%s: %s" % (
                statement.name, problem))
        self.tell_behind_any(statement, "mxd listens there too")
        if is_any and not problems:
            wild[version] = port
        elif is_any:
            self.result.note(
                statement.place, "%s: any: would be too much without the "
                "exceptions; left out: name the addresses" % statement.name)
        for net in nets:
            if net.version != version:
                continue        # BIND passes over it as well
            if net.num_addresses == 1:
                single.append((net, port))
            else:
                self.result.note(
                    statement.place, "%s: %s: mxd listens on addresses and "
                    "interfaces, not on networks; name one" % (
                        statement.name, net))

    def tell_behind_any(self, statement, what):
        """Whoever wrote it meant something, but it means nothing."""
        for exception in self.acls.without_effect(statement):
            self.result.note(
                statement.place, "%s: %s: stands behind `any', where BIND "
                "does not look at it; left out, %s" % (
                    statement.name, exception, what))

    def said(self, outer, name):
        """The innermost statement of this name."""
        for holder in outer:
            statement = holder.find(name)
            if statement:
                return statement
        return None

    def say_options(self, outer):
        for name, function in OPTIONS.items():
            statement = self.said(outer, name)
            if statement:
                function(self.result, statement)
        self.say_cookies(outer)

    def say_cookies(self, outer):
        secrets = [s for holder in outer for s in holder.all("cookie-secret")]
        algorithm = self.said(outer, "cookie-algorithm")
        if secrets and algorithm and algorithm.value() != "siphash24":
            self.result.note(algorithm.place, "cookie-algorithm %s: mxd has "
                             "siphash24 only; cookie-secret was left out" %
                             algorithm.value())
            return
        for statement, words in zip(secrets, ("secret", "previous")):
            self.result.say("cookie %s %s" % (
                words, text_of(statement.value())))
        for statement in secrets[2:]:
            self.result.note(statement.place, "cookie-secret: mxd has two; "
                             "the third was left out")
        if secrets:
            self.result.note(secrets[0].place, "cookie-secret: let only root "
                             "and _mxd read the mxd.conf")

    def say_rate_limit(self, outer):
        limit = self.said(outer, "rate-limit")
        if limit is None:
            return
        log_only = limit.find("log-only")
        numbers = [(limit.find(name), words, bounds)
                   for name, words, bounds in RATES]
        numbers = [rate for rate in numbers if rate[0] and
                   rate[0].value() != "0"]
        if log_only and log_only.value() not in NO:
            self.result.note(log_only.place, "rate-limit: log-only: mxd does "
                             "not only log; no limit was written")
            return
        if not numbers:
            self.result.note(limit.place, "rate-limit: without "
                             "responses-per-second and all-per-second; no "
                             "limit was written")
            return
        for statement, words, bounds in numbers:
            self.result.say_number(statement.place, words, statement.value(),
                                   bounds)
        slip = limit.find("slip")
        if slip:
            self.result.say_number(slip.place, "rate slip", slip.value(),
                                   RATE_SLIP)
        exempt = limit.find("exempt-clients")
        if exempt:
            self.say_exempt(exempt)
        for statement in limit.block:
            if statement.name not in bindsays.RATE_DONE:
                self.result.note(statement.place, "rate-limit: %s: mxd counts "
                                 "all kinds with one limit, in networks of "
                                 "/24 and /56; left out" % statement.name)

    def say_exempt(self, exempt):
        nets, is_any, problems = self.acls.read(exempt)
        if is_any:
            problems.append("any: then there is no limit; left out")
        for net in nets:
            self.result.say("rate exempt %s" % address_text(net))
        for problem in problems:
            self.result.note(exempt.place, "exempt-clients: " + problem)

    def tell_rest(self, holder, who):
        """What this block says and mxd does not do."""
        for statement in holder.block or []:
            name = statement.name
            if name in OPTIONS or name in bindsays.DONE:
                continue
            reason = bindsays.REASONS.get(name, bindsays.UNKNOWN)
            if name == "dnstap-output":
                reason = bindsays.of_dnstap_output(statement)
            if reason and not bindsays.is_off(statement):
                self.result.note(statement.place, "%s%s: %s" % (
                    who, name, reason))

    # --- zones

    def zone(self, statement, outer):
        name = statement.value().rstrip(".") or "."
        who = "zone %s: " % name
        note = self.result.note
        if statement.value(2).upper() not in ("", "IN"):
            note(statement.place, who + "class %s: mxd has IN only; left out"
                 % statement.value(2))
            return
        shared = statement.find("in-view")
        if shared:
            view, found = self.zone_of_view(shared.value(), name)
            if found is None:
                note(statement.place, who + "in-view %s: that view has no "
                     "such zone; left out" % shared.value())
                return
            statement, outer = found, [view, self.options]
        kind = statement.find("type")
        if kind is None:
            note(statement.place, who + "it has no type; left out")
            return
        kind = kind.value().lower()
        if kind not in ("primary", "master"):
            note(statement.place, who + bindsays.TYPES.get(
                kind, "type %s: mxd has no such zones" % kind) + "; left out")
            return
        self.primary(statement, outer, name, who)

    def zone_of_view(self, view_name, name):
        """(view, zone) of an in-view, which may lead on to another one."""
        seen = set()
        while view_name not in seen:
            seen.add(view_name)
            view = next((v for v in self.top.all("view") if
                         v.value().lower() == view_name.lower()), None)
            zone = next((z for z in (view.all("zone") if view else []) if
                         z.value().rstrip(".").lower() == name.lower()), None)
            shared = zone.find("in-view") if zone else None
            if shared is None:
                return view, zone
            view_name = shared.value()
        return None, None

    def primary(self, statement, outer, name, who):
        file = statement.find("file")
        if file is None:
            self.result.note(statement.place, who + "it has no file; left out")
            return
        base = self.directory()
        path = os.path.normpath(os.path.join(base, file.value()))
        zone = Zone(name, self.result.outside(path))
        zone.why = self.obstacle(statement, outer, zone)
        if zone.why is not None:
            self.result.note(statement.place, who + zone.why)
        else:
            self.result.look_at_file(statement.place, zone,
                                     self.result.outside(base))
            self.tell_updates(statement, zone, who)
            self.tell_rest(statement, who)
        self.result.add_zone(statement.place, zone)

    def directory(self):
        statement = self.options.find("directory")
        base = statement.value() if statement else self.home
        return os.path.normpath(os.path.join(self.home, base))

    def obstacle(self, statement, outer, zone):
        """Why the file cannot be served as it is; None if it can."""
        inner = [statement] + outer
        form = self.said(inner, "masterfile-format")
        if form and form.value() != "text":
            return ("masterfile-format %s: mxd reads text: named-compilezone "
                    "-f %s -F text -o NEW %s %s; left out until then" % (
                        form.value(), form.value(), zone.name, zone.path))
        for name, off in (("dnssec-policy", ("none", "insecure")),
                          ("auto-dnssec", ("off",)),
                          ("inline-signing", NO)):
            said = self.said(inner, name)
            if said and said.value() not in off:
                return ("%s %s: BIND signs this zone, mxd does not: serve a "
                        "signed copy, never this file; left out until then" %
                        (name, said.value()))
        # A zone of another view brings along who may ask there.
        is_alien = outer[0] not in (self.view, self.options)
        query = self.said(inner if is_alien else inner[:1], "allow-query")
        if query and self.acls.is_any(query) and self.view and \
                not self.is_for_all(self.view):
            query = None        # any of match-clients, as outside
        if query:
            terms, problems = self.acls.terms(query)
            if problems:
                return "allow-query: %s until you decide" % problems[0]
            zone.lines.append(allow_line(terms or [("!", "any")]))
        return None

    def tell_updates(self, statement, zone, who):
        for name in ("allow-update", "update-policy"):
            said = statement.find(name)
            if said is None or bindsays.is_off(said):
                continue
            self.result.note(said.place, who + name + ": mxd takes no dynamic "
                             "updates; rndc sync -clean %s, then stop them" %
                             zone.name)
        if os.path.exists(zone.path + ".jnl"):
            self.result.note(
                statement.place, who + "%s.jnl has changes that the file "
                "lacks: rndc sync -clean %s" % (zone.path, zone.name))


# --- options that are one line of mxd.conf

def say_version(result, statement):
    if statement.value() != "none":
        result.say("version %s" % text_of(statement.value()))


def say_identity(result, statement):
    value = statement.value()
    if value == "hostname":
        result.note(statement.place, "server-id hostname: write `identity' "
                    "with the name of this host")
    elif value != "none":
        result.say("identity %s" % text_of(value))


def say_cookies(result, statement):
    if statement.value() in NO:
        result.say("cookies off")


def say_minimal(result, statement):
    is_off = statement.value() in NO
    result.say("minimal responses %s" % ("off" if is_off else "on"))


def say_any(result, statement):
    result.say("any %s" % ("full" if statement.value() in NO else "minimal"))


def say_udp_size(result, statement):
    result.say_number(statement.place, "udp size", statement.value(), UDP_SIZE)


def say_tcp_clients(result, statement):
    result.say_number(statement.place, "tcp connections", statement.value(),
                      TCP_CONNECTIONS)
    result.note(statement.place, "tcp-clients: mxd counts for each worker")


def say_tcp_idle(result, statement):
    """BIND counts in tenths of a second."""
    result.say_time(statement.place, "tcp idle", statement.value() + "00",
                    TCP_MS)


def say_agent(result, statement):
    result.say("report agent %s" % text_of(statement.value()))


def say_order(result, statement):
    """Only one rule for all records has a counterpart."""
    for rule in statement.block or []:
        words = [str(word) for word in rule.words]
        if words[:1] == ["order"]:
            order = words[1] if len(words) > 1 else ""
            is_on = order in ("cyclic", "random")
            result.say("rotate %s" % ("on" if is_on else "off"))
        else:
            result.note(statement.place, "rrset-order: %s: mxd has `rotate' "
                        "for all records of a zone; left out" %
                        " ".join(words))


# Of rate-limit; whichever is not said, or 0, is no limit.
RATES = (("responses-per-second", "rate limit", RATE_LIMIT),
         ("all-per-second", "rate total", RATE_TOTAL))

OPTIONS = {
    "server-id": say_identity,
    "version": say_version,
    "send-report-channel": say_agent,
    "answer-cookie": say_cookies,
    "minimal-responses": say_minimal,
    "minimal-any": say_any,
    "max-udp-size": say_udp_size,
    "tcp-clients": say_tcp_clients,
    "tcp-idle-timeout": say_tcp_idle,
    "rrset-order": say_order,
}


def empty(top):
    statement = bindfile.Statement(top.place)
    statement.block = []
    return statement


def run(path, result, given):
    top = bindfile.read(path, result.root, result)
    Importer(top, result, given.view, os.path.dirname(path)).run()
