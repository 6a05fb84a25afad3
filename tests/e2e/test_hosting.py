# SPDX-License-Identifier: ISC
"""Templates served: one zone file for a list of domains, in a daemon."""

import json
import os
import random
import subprocess

import dns.edns
import dns.rcode
import pytest

from daemon import BUILD, answers, rounds, zone

SOA = "$TTL 3600\n@ SOA ns1 hostmaster %s 14400 3600 1209600 300\n" \
    "@ NS ns1\n@ NS ns2\nns1 A 192.0.2.53\nns2 A 192.0.2.54\n"
PLAIN = SOA % 1 + "@ MX 10 mx1\n@ MX 10 mx2\nmx1 A 192.0.2.1\n" \
    "mx2 A 192.0.2.2\n"
FILLED = PLAIN.replace(SOA % 1, SOA % "$(serial)") + 's TXT "$(dkim)"\n'
CONF = 'template "hosted" { file "hosted.txt"; domains "domains" }\n'
MXCTL = os.path.abspath(os.path.join(BUILD, "mxctl"))


@pytest.fixture
def hosted(mxd):
    """Starts a daemon with a template and its list."""
    def start(domains, template=PLAIN, conf=CONF, zones=None, **files):
        daemon = mxd('control "control"\n' + conf, zones, start=False)
        daemon.write("hosted.txt", template)
        daemon.write("domains", domains)
        for name, text in files.items():
            daemon.write(name, text)
        return daemon.start()
    return start


def lines(*names):
    return "".join(name + "\n" for name in names)


def exchanges(daemon, domain):
    """Targets of the MX records, without the domain behind them."""
    found = daemon.ask(domain)
    assert found.rcode() == dns.rcode.NOERROR, found.to_text()
    return sorted(text.split()[1].replace("." + domain + ".", "")
                  for text in answers(found, "MX"))


def serial(daemon, domain):
    return int(answers(daemon.ask(domain, "SOA"), "SOA")[0].split()[2])


def rcode(daemon, domain):
    return dns.rcode.to_text(daemon.ask(domain).rcode())


def is_stale(daemon, domain):
    """RFC 8914 4.4: Stale Answer."""
    found = daemon.ask(domain, use_edns=0)
    return any(o.otype == dns.edns.EDE and o.code == 3
               for o in found.options)


def ctl(daemon, *words):
    done = subprocess.run([MXCTL, "-s", daemon.path("control"), *words],
                          capture_output=True, text=True, timeout=60,
                          check=True)
    return done.stdout


def test_served(hosted):
    """Each domain has the names of the template below its own."""
    daemon = hosted(lines("a.example", "# none", "B.example."))
    for domain in "a.example", "b.example":
        found = daemon.ask(domain)
        assert exchanges(daemon, domain) == ["mx1", "mx2"]
        glue = {r.name.to_text(): r[0].to_text() for r in found.additional}
        assert glue == {"mx1.%s." % domain: "192.0.2.1",
                        "mx2.%s." % domain: "192.0.2.2"}
        assert answers(daemon.ask("mx1." + domain, "A"), "A") == ["192.0.2.1"]
        assert rcode(daemon, "x." + domain) == "NXDOMAIN"
    assert rcode(daemon, "c.example") == "REFUSED"


def test_rotation(hosted):
    """Each domain has turns of its own."""
    daemon = hosted(lines("a.example", "b.example"))
    for domain in "a.example", "b.example":
        first = [answers(daemon.ask(d), "MX")[0]
                 for _ in range(4) for d in ("a.example", "b.example")
                 if d == domain or daemon.ask(d)]
        assert len(first) == 8
        own = [f for f in first if domain in f]
        assert [own[0], own[1]] * 2 == own and own[0] != own[1]


def test_list_changes(hosted):
    daemon = hosted(lines("a.example", "b.example"))
    daemon.write("domains", lines("b.example", "c.example"))
    assert "1 added, 0 changed, 1 removed" in daemon.reload()
    assert rcode(daemon, "a.example") == "REFUSED"
    assert exchanges(daemon, "b.example") == ["mx1", "mx2"]
    assert exchanges(daemon, "c.example") == ["mx1", "mx2"]
    assert "0 added, 0 changed, 0 removed" in daemon.reload()


def test_template_changes(hosted):
    daemon = hosted(lines("a.example", "b.example"))
    daemon.write("hosted.txt", PLAIN.replace("MX 10 mx1", "MX 10 mx3"))
    assert "0 added, 2 changed, 0 removed" in daemon.reload()
    for domain in "a.example", "b.example":
        assert exchanges(daemon, domain) == ["mx2", "mx3"]


def test_include_changes(hosted):
    daemon = hosted(lines("a.example"), PLAIN + "$INCLUDE more.txt\n",
                    **{"more.txt": "www A 192.0.2.80\n"})
    daemon.write("more.txt", "www A 192.0.2.81\n")
    assert "1 changed" in daemon.reload()
    assert answers(daemon.ask("www.a.example", "A"), "A") == ["192.0.2.81"]


def test_template_fails(hosted):
    """All keep what they had, and say so; then all are new."""
    daemon = hosted(lines("a.example", "b.example"))
    daemon.write("hosted.txt", PLAIN + "x A y\n")
    daemon.write("domains", lines("a.example", "b.example", "c.example"))
    assert "3 kept because of errors" in daemon.reload()
    assert "hosted.txt:11:" in daemon.log()
    for domain in "a.example", "b.example", "c.example":
        assert exchanges(daemon, domain) == ["mx1", "mx2"]
        assert is_stale(daemon, domain)
    assert "3 kept because of errors" in daemon.reload()
    daemon.write("hosted.txt", PLAIN + "x A 192.0.2.3\n")
    assert "3 changed" in daemon.reload()
    assert not is_stale(daemon, "a.example")
    assert answers(daemon.ask("x.b.example", "A"), "A") == ["192.0.2.3"]


def test_template_fails_beside_a_changed_zone(hosted):
    """What a reload takes first counts once, whatever else it finds."""
    daemon = hosted(lines("a.example", "b.example"))
    daemon.write_zone("z.example", zone())
    daemon.write("hosted.txt", PLAIN + "x A y\n")
    assert "1 added, 0 changed, 0 removed, 2 kept because of errors, 0 un" \
        in daemon.reload()
    daemon.write_zone("z.example", zone("www A 192.0.2.80\n", serial=2))
    assert "0 added, 1 changed, 0 removed, 2 kept because of errors, 0 un" \
        in daemon.reload()
    daemon.write_zone("z.example", zone("www A no\n", serial=3))
    assert "0 added, 0 changed, 0 removed, 3 kept because of errors, 0 un" \
        in daemon.reload()
    assert daemon.log().count("looking at all others") == 3
    # Nor is it read for the zones that are taken first.
    assert daemon.log().count("hosted.txt:11:") == 3


def test_template_fails_at_start(hosted):
    daemon = hosted(lines("a.example"), PLAIN + "x A y\n")
    assert rcode(daemon, "a.example") == "SERVFAIL"
    assert "failed" in ctl(daemon, "zones")
    daemon.write("hosted.txt", PLAIN)
    assert "1 added" in daemon.reload()
    assert exchanges(daemon, "a.example") == ["mx1", "mx2"]


def test_values(hosted):
    daemon = hosted(lines("a.example serial=7 dkim=one",
                          "b.example serial=8 dkim=\"two three\""), FILLED)
    assert serial(daemon, "a.example") == 7
    assert answers(daemon.ask("s.b.example", "TXT"), "TXT") == [
        '"two three"']
    daemon.write("domains", lines("a.example serial=7 dkim=one",
                                  "b.example serial=9 dkim=four"))
    assert "0 added, 1 changed, 0 removed, 0 kept because of errors, " \
        in daemon.reload()
    assert serial(daemon, "b.example") == 9
    daemon.write("hosted.txt", FILLED.replace("mx2 A 192.0.2.2",
                                              "mx2 A 192.0.2.9"))
    assert "2 changed" in daemon.reload()
    assert answers(daemon.ask("mx2.b.example", "A"), "A") == ["192.0.2.9"]
    assert serial(daemon, "b.example") == 9
    daemon.write("hosted.txt", FILLED.replace("mx2 A 192.0.2.2",
                                              "mx2 A 192.0.2.9 ; new"))
    assert "0 changed, 0 removed, 0 kept because of errors, 2 unchanged" \
        in daemon.reload()


def test_bad_lines(hosted):
    """One costs its domain only, which keeps what it had."""
    good = ["a.example serial=1 dkim=a", "b.example serial=1 dkim=b",
            "c.example serial=1 dkim=c"]
    daemon = hosted(lines(*good), FILLED)
    daemon.write("domains", lines(
        "a.example serial=2 dkim=a", "b.example serial=2", "x..y",
        "c.example serial=two dkim=c", "d.example dkim=d"))
    said = daemon.reload()
    assert "0 added, 1 changed, 0 removed, 2 kept because of errors, 1 " \
        "without content" in said
    log = daemon.log()
    for line in 2, 3, 4, 5:
        assert "domains:%d:" % line in log
    assert [serial(daemon, d + ".example") for d in "abc"] == [2, 1, 1]
    assert [is_stale(daemon, d + ".example") for d in "abc"] == [
        False, True, True]
    assert rcode(daemon, "d.example") == "SERVFAIL"
    # mxctl says why, and a program is told the place; of no other line.
    for domain, state, line in (("b", "old", 2), ("c", "old", 4),
                                ("d", "failed", 5)):
        found = json.loads(ctl(daemon, "-j", "zone", domain + ".example"))
        assert found["state"] == state
        assert (found["why"]["file"], found["why"]["line"]) == (
            daemon.path("domains"), line)
        assert found["why"] in found["findings"]
        assert [f["line"] for f in found["findings"] if f["file"] ==
                daemon.path("domains")] == [line]
    assert "\nwhy %s:5:" % daemon.path("domains") in ctl(
        daemon, "zone", "d.example")
    assert json.loads(ctl(daemon, "-j", "zone", "a.example"))["why"] is None
    assert "2 kept because of errors, 1 without content" in daemon.reload()
    daemon.write("domains", lines(*good))
    assert " 0 kept because of errors, " in daemon.reload()
    assert [serial(daemon, d + ".example") for d in "abc"] == [1, 1, 1]
    assert not any(is_stale(daemon, d + ".example") for d in "abc")
    assert rcode(daemon, "d.example") == "REFUSED"


def test_many_bad_lines(hosted):
    """A template that serves one domain is not given up for the others."""
    good = "a.example serial=1 dkim=a"
    bad = ["b%d.example serial=n%d dkim=b" % (i, i) for i in range(20)]
    daemon = hosted(lines(good), FILLED)
    daemon.write("domains", lines(good, *bad, "c.example serial=2 dkim=c"))
    assert "1 added, 0 changed, 0 removed, 0 kept because of errors, 20 " \
        "without content" in daemon.reload()
    assert serial(daemon, "c.example") == 2
    assert not is_stale(daemon, "a.example")
    assert "the fault is in the template" not in daemon.log()


def test_bad_lines_first(hosted):
    """Nor are domains given up because many before them cannot be made."""
    bad = ["b%d.example serial=n%d dkim=b" % (i, i) for i in range(20)]
    daemon = hosted(lines(*bad, "c.example serial=2 dkim=c"), FILLED)
    assert serial(daemon, "c.example") == 2
    assert rcode(daemon, "b19.example") == "SERVFAIL"
    assert "domains:20:" in daemon.log()
    assert "probably in the template" not in daemon.log()


def test_hopeless(hosted):
    """If none can be made, that is said; the same fault is told once."""
    names = ["a%d.example serial=1 dkim=%d" % (i, i) for i in range(200)]
    daemon = hosted(lines(*names), FILLED + "x A y\n")
    assert rcode(daemon, "a199.example") == "SERVFAIL"
    assert daemon.log().count("none of 200 domains can be made, so the fault "
                              "is probably in the template") == 1
    assert daemon.log().count("hosted.txt:12:") == 1
    assert "the same in 199 more lines: 2, 3, 4, 5, 6, 7, 8, 9, ..." in \
        daemon.log()


def test_counts(hosted):
    """What mxctl counts is of what is served, also when a newer version of
    the template is not."""
    for template, names in (PLAIN, ["a.example", "b.example"]), (
            FILLED, ["a.example serial=1 dkim=v=spf1",
                     "b.example serial=2 dkim=v=spf1"]):
        template = template.replace("MX 10 mx2", "MX 10 gone")
        daemon = hosted(lines(*names), template)
        daemon.wait_log("answers queries")
        daemon.reload()
        before = ctl(daemon, "zones").split()
        assert int(before[before.index("errors") + 1]) > 0
        counts = before[before.index("errors"):]
        daemon.write("hosted.txt", template + "x A y\n$TTL x\n")
        daemon.reload()
        after = ctl(daemon, "zones").split()
        assert after[5:7] == ["-" if template != PLAIN.replace(
            "MX 10 mx2", "MX 10 gone") else "1", "old"]
        # What is served has what it had; the file has two errors.
        counts[1] = str(int(counts[1]) + 2)
        assert after[after.index("errors"):] == counts
        daemon.write("hosted.txt", template)
        daemon.reload()
        assert ctl(daemon, "zones").split() == before
        daemon.stop()


def test_same_records(hosted):
    """Other words for the same records are no change."""
    daemon = hosted(lines("a.example serial=1 dkim=a"), FILLED)
    daemon.write("domains", lines("a.example serial=01 dkim=\"a\""))
    assert "0 added, 0 changed, 0 removed, 0 kept because of errors, 1 " \
        "unchanged" in daemon.reload()
    more = 'template "more" { file "hosted.txt"; domains "domains" }\n'
    daemon.write_conf('control "control"\n' + more)
    assert "0 added, 0 changed, 0 removed, 0 kept because of errors, 1 " \
        "unchanged" in daemon.reload()


def test_list_unreadable_at_start(hosted):
    """That nothing is served is said, and seen."""
    daemon = hosted("$TTL 1\n")
    assert rcode(daemon, "a.example") == "REFUSED"
    assert "so none of its domains is served" in daemon.log()
    assert "0 unchanged; 1 list of domains cannot be read" in daemon.log()
    assert " domains 0 serial 1 failed " in ctl(daemon, "zones")
    daemon.write("domains", lines("a.example"))
    assert daemon.reload().split(": ")[-1].startswith("1 added")
    assert " domains 1 serial 1 ok " in ctl(daemon, "zones")
    daemon.write("domains", PLAIN)
    assert "1 unchanged; 1 list of domains cannot be read" in daemon.reload()
    assert "its domains (1) are left as they are" in daemon.log()
    assert " domains 1 serial 1 old " in ctl(daemon, "zones")
    assert exchanges(daemon, "a.example") == ["mx1", "mx2"]


def test_list_vanishes(hosted):
    """The domains stay; what is there later counts."""
    daemon = hosted(lines("a.example", "b.example"))
    os.unlink(daemon.path("domains"))
    daemon.reload()
    assert "its domains (2) are left as they are" in daemon.log()
    assert exchanges(daemon, "a.example") == ["mx1", "mx2"]
    daemon.write("domains", lines("b.example"))
    assert "1 removed" in daemon.reload()
    assert rcode(daemon, "a.example") == "REFUSED"
    assert exchanges(daemon, "b.example") == ["mx1", "mx2"]


def test_twice(hosted):
    daemon = hosted(lines("a.example", "b.example", "A.example."))
    assert "domains:3:1: " in daemon.log()
    assert exchanges(daemon, "a.example") == ["mx1", "mx2"]


def test_precedence(hosted):
    """Zone files before templates, the earlier template before others."""
    conf = CONF + 'template "more" { file "more.txt"; domains "list" }\n'
    more = PLAIN.replace("mx1", "other")
    daemon = hosted(lines("a.example", "b.example"), conf=conf,
                    zones={"a.example": zone("@ MX 1 own\n")},
                    **{"more.txt": more,
                       "list": lines("b.example", "c.example")})
    assert exchanges(daemon, "a.example") == ["own"]
    assert exchanges(daemon, "b.example") == ["mx1", "mx2"]
    assert exchanges(daemon, "c.example") == ["mx2", "other"]
    daemon.remove_zone("a.example")
    daemon.write_zone("c.example", zone("@ MX 1 own\n"))
    daemon.write("domains", lines("a.example"))
    daemon.reload()
    assert exchanges(daemon, "a.example") == ["mx1", "mx2"]
    assert exchanges(daemon, "b.example") == ["mx2", "other"]
    assert exchanges(daemon, "c.example") == ["own"]
    daemon.write("domains", lines("a.example", "b.example", "c.example"))
    daemon.remove_zone("c.example")
    daemon.reload()
    for domain in "a.example", "b.example", "c.example":
        assert exchanges(daemon, domain) == ["mx1", "mx2"]


def test_templates_come_and_go(hosted):
    daemon = hosted(lines("a.example"), conf=CONF + "# more\n",
                    **{"more.txt": PLAIN.replace("mx1", "other"),
                       "list": lines("a.example", "b.example")})
    more = 'template "more" { file "more.txt"; domains "list" }\n'
    daemon.write_conf('control "control"\n' + more + CONF)
    assert "1 added, 1 changed, 0 removed" in daemon.reload()
    assert exchanges(daemon, "a.example") == ["mx2", "other"]
    daemon.write_conf('control "control"\n')
    assert "2 removed" in daemon.reload()
    assert rcode(daemon, "a.example") == "REFUSED"
    daemon.write_conf('control "control"\n' + CONF)
    assert "1 added" in daemon.reload()
    assert exchanges(daemon, "a.example") == ["mx1", "mx2"]


def test_strict(hosted):
    """`lint strict` refuses a template as it refuses a zone."""
    conf = CONF.replace("}", "\nlint strict\n}")
    daemon = hosted(lines("a.example", "b.example"), conf=conf)
    daemon.write("hosted.txt", PLAIN.replace("MX 10 mx2", "MX 10 gone"))
    assert "2 kept because of errors" in daemon.reload()
    assert "is refused" in daemon.log()
    done = subprocess.run([MXCTL, "-s", daemon.path("control"), "reload"],
                          capture_output=True, text=True, check=False,
                          timeout=60)
    assert done.returncode == 1
    assert 'template hosted faulty: error: the new version is refused, ' \
        'because "lint strict" is in force and it has errors\n' in done.stdout
    assert exchanges(daemon, "a.example") == ["mx1", "mx2"]
    assert is_stale(daemon, "b.example")
    daemon.write("hosted.txt", PLAIN.replace("MX 10 mx2", "MX 10 ns1"))
    assert "2 changed" in daemon.reload()
    assert exchanges(daemon, "b.example") == ["mx1", "ns1"]


def test_advice(hosted):
    """What the checks find is told once, with the template's line."""
    daemon = hosted(lines(*("d%d.example" % i for i in range(50))),
                    PLAIN.replace("MX 10 mx2", "MX 10 gone"))
    daemon.wait_log("answers queries")
    daemon.reload()
    assert daemon.log().count("hosted.txt:8:") == 1
    assert "template \"hosted\"" in daemon.log()


def test_zones(hosted):
    """mxctl: a line for the template, whatever the number of domains."""
    daemon = hosted(lines(*("d%d.example" % i for i in range(50))),
                    zones={"z.example": zone("@ MX 1 ns1\n")})
    found = ctl(daemon, "zones").splitlines()
    assert len(found) == 2
    line = [f for f in found if f.startswith("template ")][0]
    assert line.startswith("template hosted domains 50 serial 1 ok errors 0 ")
    assert line.endswith(" %s %s" % (daemon.path("hosted.txt"),
                                     daemon.path("domains")))
    assert "zones 51\n" in ctl(daemon, "status")
    # A domain is not listed: its template is.
    assert ctl(daemon, "zones", "D7.example") == line + "\n"
    found = json.loads(ctl(daemon, "-j", "zones", "d7.example"))
    assert (found["zones"], [t["template"] for t in found["templates"]]) == (
        [], ["hosted"])
    assert ctl(daemon, "reload", "hosted").endswith(" 50 unchanged\n")
    assert ctl(daemon, "reload", "z.example").endswith(" 1 unchanged\n")


def test_zone(hosted):
    """mxctl: how a domain of a template is, and where it comes from."""
    daemon = hosted(lines("a.example", "b.example"))
    found = ctl(daemon, "zone", "b.example")
    assert found.startswith(
        "zone b.example\nstate ok\nserial 1\nrecords 9\nfile %s\nerrors 0\n"
        "warnings 2\ntemplate hosted\ndomains %s\n%s:7:1: warning: " % (
            daemon.path("hosted.txt"), daemon.path("domains"),
            daemon.path("hosted.txt")))
    daemon.write("hosted.txt", "broken\n")
    daemon.reload()
    found = ctl(daemon, "zone", "b.example")
    assert "\nstate old\n" in found
    assert "\nwhy %s:" % daemon.path("hosted.txt") in found


def check(daemon, *words):
    done = subprocess.run([MXCTL, "-j", "-s", daemon.path("control"), "check",
                           *words], capture_output=True, text=True,
                          timeout=60, check=False)
    return done.returncode, json.loads(done.stdout)


def counts(daemon, *words):
    found = json.loads(ctl(daemon, "-j", *words))
    return found["errors"], found["warnings"]


def test_errors_of_a_list(hosted):
    """Each command counts and shows the same: a line that is not served is
    an error of its template, the same in several lines is one."""
    daemon = hosted(lines("a.example", "b.example", "c.example x",
                          "d.example x", "b.example x=1", "e..example"))
    text = ctl(daemon, "zone", "hosted")
    assert text.startswith(
        "template hosted\nstate old\nserial 1\nfile %s\nlist %s\ndomains 4\n"
        "old 0\nfailed 2\nerrors " % (daemon.path("hosted.txt"),
                                      daemon.path("domains")))
    status, found = check(daemon)
    listed = [f for f in found["findings"]
              if f["file"] == daemon.path("domains")]
    assert [(f["line"], f["severity"]) for f in listed] == [
        (3, "error"), (5, "warning"), (6, "error")]
    assert listed[0]["text"].endswith("; the same in 1 more line: 4")
    assert (status, found["errors"], found["not_shown"]) == (2, 2, 0)
    assert check(daemon, "hosted")[1]["findings"] == found["findings"]
    for words in (["status"], ["zone", "hosted"]):
        assert counts(daemon, *words) == (2, found["warnings"])
    line = ctl(daemon, "zones", "hosted")
    assert " old errors 2 warnings %d " % found["warnings"] in line
    # The same again, if a line is added that says nothing.
    with open(daemon.path("domains"), "a") as file:
        file.write("# nothing\n")
    daemon.reload()
    assert check(daemon) == (status, found)
    # A template that does not load: what it says is not served.
    daemon.write("hosted.txt", PLAIN + "broken\nbroken too\n")
    daemon.write("domains", lines("a.example"))
    daemon.reload()
    status, found = check(daemon)
    assert (status, found["errors"]) == (2, 2)
    assert {f["file"] for f in found["findings"] if f["severity"] ==
            "error"} == {daemon.path("hosted.txt")}
    assert counts(daemon, "status") == (2, found["warnings"])
    # No list.
    daemon.write("hosted.txt", PLAIN)
    os.rename(daemon.path("domains"), daemon.path("away"))
    daemon.reload()
    status, found = check(daemon, "hosted")
    assert (status, found["errors"]) == (2, 1)
    assert found["findings"][0]["id"] == "file-unreadable"
    assert counts(daemon, "status") == (1, found["warnings"])
    # All is well again.
    os.rename(daemon.path("away"), daemon.path("domains"))
    daemon.reload()
    assert check(daemon)[0] == 1
    assert counts(daemon, "status")[0] == 0
    assert ctl(daemon, "zone", "hosted").startswith(
        "template hosted\nstate ok\n")


def test_warnings_of_a_list(hosted):
    """They stay as long as their lines do, and `lint` decides of them."""
    daemon = hosted("a.example\nb.example x=1\n")

    def seen():
        found = check(daemon, "hosted")[1]
        assert counts(daemon, "status") == counts(daemon, "zone", "hosted") \
            == (found["errors"], found["warnings"])
        return sorted((f["line"], f["severity"]) for f in found["findings"]
                      if f["id"] == "value-unused")

    assert seen() == [(2, "warning")]
    daemon.write("domains", "a.example\nb.example x=1\nc.example y=2\n# z\n")
    daemon.reload()
    assert seen() == [(2, "warning"), (3, "warning")]
    for severity, expected in (("off", []), ("error", [
            (2, "error"), (3, "error")])):
        daemon.write_conf('control "control"\nlint value-unused %s\n%s' % (
            severity, CONF))
        daemon.reload()
        assert seen() == expected
    # Domains with values: what is the same of several counts once.
    daemon.write_conf('control "control"\n' + CONF)
    daemon.write("hosted.txt", FILLED)
    daemon.write("domains", "a.example serial=1 dkim=x\n"
                            "b.example serial=2 dkim=y\n")
    daemon.reload()
    assert seen() == []
    daemon.write("domains", "")
    daemon.reload()
    assert seen() == []


def test_many(hosted):
    count = rounds(10000, 1000)
    names = ["d%d.example" % i for i in range(count)]
    daemon = hosted(lines(*names))
    for domain in names[::997]:
        assert exchanges(daemon, domain) == ["mx1", "mx2"]
    daemon.write("domains", lines(*names[10:], *("n%d.example" % i
                                                 for i in range(10))))
    assert "10 added, 0 changed, 10 removed" in daemon.reload()
    assert exchanges(daemon, "n9.example") == ["mx1", "mx2"]
    assert rcode(daemon, "d9.example") == "REFUSED"
    daemon.write("hosted.txt", PLAIN.replace("MX 10 mx1", "MX 10 ns1"))
    assert "%d changed" % count in daemon.reload()
    for domain in names[10::997]:
        assert exchanges(daemon, domain) == ["mx2", "ns1"]


class Lists:
    """Three lists of few domains, so that they often have the same; what each
    of these should say, told the slow way."""

    names = ["d%d.example" % i for i in range(60)]

    def __init__(self, seed):
        self.random = random.Random(seed)
        self.versions = [1, 1, 1]
        self.lists = [[(name, 1) for name in self.names[i::4]]
                      for i in range(3)]

    def change(self):
        """One list, or a template, or a domain that moves."""
        pick, which = self.random.random(), self.random.randrange(3)
        if pick < .2:
            self.versions[which] += 1
            return
        chosen = self.lists[which]
        if chosen and pick < .6:
            chosen.pop(self.random.randrange(len(chosen)))
        name = self.random.choice(self.names)
        if pick > .5 and (pick > .9 or all(
                name != n for other in self.lists for n, _ in other)):
            chosen.insert(self.random.randrange(len(chosen) + 1),
                          (name, self.random.randrange(2, 9)))
        if pick < .3:
            self.random.shuffle(chosen)

    def write(self, daemon):
        for i, chosen in enumerate(self.lists):
            text = "$(serial)" if i == 2 else str(self.versions[i])
            daemon.write("t%d" % i, SOA % text + "@ MX %d mx1\n" % (
                self.versions[i] * 10 + i))
            daemon.write("l%d" % i, lines(*(
                name + (" serial=%d" % serial if i == 2 else "")
                for name, serial in chosen)))

    def expected(self):
        found = {}
        for i, chosen in enumerate(self.lists):
            for name, serial in chosen:
                found.setdefault(name, (
                    serial if i == 2 else self.versions[i],
                    self.versions[i] * 10 + i))
        return found


@pytest.mark.parametrize("seed", [1, 2])
def test_random(mxd, seed):
    """Whatever changes, each domain is served as its list and template say:
    as when all lists are gone through."""
    daemon = mxd("".join('template "n%d" { file "t%d"; domains "l%d" }\n' %
                         (i, i, i) for i in range(3)) + 'control "control"\n',
                 start=False)
    lists = Lists(seed)
    lists.write(daemon)
    daemon.start()
    for _ in range(rounds(25, 8)):
        for _ in range(lists.random.choice([1, 1, 1, 4])):
            lists.change()
        lists.write(daemon)
        daemon.reload()
        expected = lists.expected()
        for name in Lists.names:
            found = daemon.ask(name)
            if name not in expected:
                assert found.rcode() == dns.rcode.REFUSED
                continue
            assert answers(found, "MX")[0].split()[0] == \
                str(expected[name][1]), name
            assert serial(daemon, name) == expected[name][0]
        assert "zones %d\n" % len(expected) in ctl(daemon, "status")
