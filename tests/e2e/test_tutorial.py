# SPDX-License-Identifier: ISC
"""The seven steps of the tutorial, as README.md tells them."""

import re

import dns.rcode
import dns.reversename
import pytest

from daemon import Daemon, DATA, EXAMPLES, answers, wait_for


@pytest.fixture(scope="module")
def examples():
    """One mxd with the example zones."""
    daemon = Daemon()
    daemon.copy_zones(EXAMPLES)
    daemon.start()
    daemon.wait_started()
    yield daemon
    daemon.clean()


@pytest.fixture(scope="module")
def mistakes():
    """One mxd with the zones that show what goes wrong."""
    daemon = Daemon()
    daemon.copy_zones(DATA)
    daemon.copy_zones(EXAMPLES)
    daemon.start()
    daemon.wait_started()
    yield daemon
    daemon.clean()


def additional(message):
    return sorted("%s %s" % (rrset.name, rdata)
                  for rrset in message.additional for rdata in rrset)


def findings(daemon, name):
    """The lines of the log that speak of a zone, once there is one."""
    return wait_for(
        lambda: [line for line in daemon.log().splitlines() if name in line],
        name + " in the log: " + daemon.log())


def test_1_basic(examples):
    reply = examples.ask("basic.example", "MX")
    assert answers(reply, "MX") == ["10 mercury.basic.example."]
    assert additional(reply) == ["mercury.basic.example. 192.0.2.10"]
    # The MX is written without owner and relative, its host absolute.
    reply = examples.ask("mercury.basic.example", "A")
    assert answers(reply, "A") == ["192.0.2.10"]


def test_1_forgotten_dot(mistakes):
    reply = mistakes.ask("nodot.example", "MX")
    assert answers(reply, "MX") == [
        "10 mercury.nodot.example.nodot.example."]
    lines = findings(mistakes, "nodot.example.zone:12:")
    assert len(lines) == 1, mistakes.log()
    # What was really stored, and how to write it.
    assert "mx-target-missing-dot" in lines[0]
    assert "mercury.nodot.example.nodot.example." in lines[0]
    assert re.search(r"mercury\.nodot\.example\.(?!nodot)", lines[0])


def test_2_preference(examples):
    for _ in range(6):
        reply = examples.ask("preference.example", "MX")
        assert answers(reply, "MX") == [
            "0 mercury.preference.example.", "10 venus.preference.example.",
            "20 mars.preference.example."]


def test_3_backup(examples):
    for _ in range(4):
        reply = examples.ask("backup.example", "MX")
        assert answers(reply, "MX") == [
            "10 mercury.backup.example.", "20 venus.backup.example."]
    assert additional(reply) == [
        "mercury.backup.example. 192.0.2.30",
        "venus.backup.example. 198.51.100.30"]


def test_4_balance(examples):
    first = [answers(examples.ask("balance.example", "MX"), "MX")[0]
             for _ in range(4)]
    assert first == ["10 mercury.balance.example.",
                     "10 venus.balance.example."] * 2


def test_5_alias(examples):
    reply = examples.ask("mail.alias.example", "A")
    assert answers(reply, "CNAME") == ["mercury.alias.example."]
    assert answers(reply, "A") == ["192.0.2.50"]
    # The mail of a name beside which no CNAME may stand.
    reply = examples.ask("shop.alias.example", "MX")
    assert answers(reply, "MX") == ["10 mercury.alias.example."]


def test_5_mx_names_an_alias(mistakes):
    reply = mistakes.ask("mxalias.example", "MX")
    assert answers(reply, "MX") == ["10 mail.mxalias.example."]
    lines = findings(mistakes, "mxalias.example.zone:12:")
    assert len(lines) == 1, mistakes.log()
    assert "mx-target-cname" in lines[0]
    assert "mercury.mxalias.example." in lines[0]


def test_5_cname_beside_mx(mistakes):
    reply = mistakes.ask("mxcname.example", "MX")
    assert reply.rcode() == dns.rcode.SERVFAIL
    lines = [line for line in findings(mistakes, "mxcname.example.zone:")
             if "mx-owner-cname" in line and
             "SERVFAIL" not in line]
    assert len(lines) == 1, mistakes.log()
    assert re.search(r"mxcname\.example\.zone:1[78]:", lines[0])
    assert "shop.mxcname.example." in lines[0]
    assert "MX" in lines[0]
    assert re.search("remove|replace", lines[0], re.I)
    # The others are served all the same.
    assert answers(mistakes.ask("basic.example", "MX"), "MX")


def test_6_isp(examples):
    reply = examples.ask("isp.example", "MX")
    assert sorted(answers(reply, "MX")[:2]) == [
        "10 mercury.isp.example.", "10 venus.isp.example."]
    assert answers(reply, "MX")[2] == "30 mx.provider.example."
    assert additional(reply) == ["mercury.isp.example. 192.0.2.60",
                                 "venus.isp.example. 198.51.100.60"]
    # The provider's address is the provider's business.
    reply = examples.ask("mx.provider.example", "A")
    assert reply.rcode() == dns.rcode.REFUSED
    assert "mx.provider.example" not in examples.log()


EXCHANGERS = [
    ("basic.example", 1), ("preference.example", 3), ("backup.example", 2),
    ("balance.example", 4), ("alias.example", 1), ("isp.example", 2),
    ("example.com", 4)]


@pytest.mark.parametrize("domain,addresses", EXCHANGERS)
def test_7_reverse(examples, domain, addresses):
    """From MX to address to PTR and back to where it began."""
    seen = 0
    for mx in answers(examples.ask(domain, "MX"), "MX"):
        host = mx.split()[1]
        if host == "mx.provider.example.":
            continue
        for rdtype in ("A", "AAAA"):
            for address in answers(examples.ask(host, rdtype), rdtype):
                pointer = dns.reversename.from_address(address)
                reply = examples.ask(pointer, "PTR")
                assert answers(reply, "PTR") == [host]
                seen += 1
    assert seen == addresses


def test_examples_are_clean(examples):
    log = examples.log()
    assert ": error: " not in log, log
    assert ": warning: " not in log, log


def test_null_mx(examples):
    reply = examples.ask("example.net", "MX")
    assert answers(reply, "MX") == ["0 ."]
    assert not reply.additional
