# SPDX-License-Identifier: ISC
"""mxd for another machine answers as the one for this machine does: scripts/
proofs/ports says which one that is, and where to find ours, MXD_NATIVE."""

import os
import re
import subprocess
import sys

import pytest

sys.path.insert(0, os.path.join(os.path.dirname(os.path.dirname(
    os.path.abspath(__file__))), "e2e"))

# pylint: disable=wrong-import-position
from daemon import EXAMPLES, PATIENCE_S, Daemon, zone  # noqa: E402

NATIVE = os.environ.get("MXD_NATIVE")
pytestmark = pytest.mark.skipif(NATIVE is None, reason="MXD_NATIVE is not "
                                "said; scripts/proof ports does")

TYPES = ["A", "AAAA", "NS", "SOA", "MX", "TXT", "PTR", "CNAME", "SRV", "TLSA",
         "CAA", "DS", "ANY", "TYPE65280"]
WAYS = {"udp": ["+notcp"], "tcp": ["+tcp"],
        "plain": ["+notcp", "+noedns", "+ignore"],
        "signed": ["+notcp", "+dnssec", "+ignore"]}

# Times on both sides of where 32 bits with a sign end; large numbers.
SIGNED = """@ MX 0 .
@ RRSIG MX 13 2 3600 {until} 20200101000000 1 signed.example. AAAA
@ RRSIG SOA 13 2 3600 20370101000000 20200101000000 65535 signed.example. AAAA
@ NSEC a NS SOA MX RRSIG NSEC
a TXT "{until}"
a RRSIG TXT 15 3 2147483647 20300101000000 19960102030405 1 signed.example. BBBB
a NSEC big TXT RRSIG NSEC CAA TYPE65280
big NSEC @ TXT NSEC
""" + "".join('big TXT "%d%s"\n' % (n, 100 * "x") for n in range(9))
UNTIL = ["20300101000000", "21060207062815"]
LATER = "@ MX 1 later\n@ MX 1 too\nlater A 192.0.2.1\ntoo AAAA 2001:db8::1\n"


def names():
    """Owners of the example zones, and some that are not there."""
    found = set()
    for file in sorted(os.listdir(EXAMPLES)):
        apex = file[:-len(".zone")]
        with open(os.path.join(EXAMPLES, file), encoding="utf-8") as f:
            labels = re.findall(r"^([\w*@._-]+)\s", f.read(), re.M)
        for label in labels + ["@", "nobody", "a.b.nobody"]:
            found.add(label if label.endswith(".") else apex if label == "@"
                      else label + "." + apex)
    return sorted(found) + ["signed.example", "a.signed.example",
                            "A.SIGNED.example", "big.signed.example",
                            "later.example", "elsewhere.test"]


def ask(daemon, way):
    """What dig says to all questions: a list of answers, rotation aside."""
    path = daemon.path("questions")
    with open(path, "w", encoding="ascii") as f:
        for name in names():
            for rdtype in TYPES:
                f.write("%s %s\n" % (name, rdtype))
    text = subprocess.run(
        ["dig", "@127.0.0.1", "-p", str(daemon.port), "+norecurse", "+nocookie",
         "+nostats", "+nocmd", "+tries=3", "+time=20", *WAYS[way], "-f", path],
        stdout=subprocess.PIPE, timeout=4 * PATIENCE_S, check=True,
        universal_newlines=True).stdout
    assert "timed out" not in text and "failed" not in text, text[-2000:]
    answers = re.split(r"^;; Got answer:$", text, flags=re.M)[1:]
    assert len(answers) == len(names()) * len(TYPES)
    return [sections(answer) for answer in answers]


def sections(answer):
    """Header, question and the lines of each section, in any order."""
    answer = re.sub(r", id: \d+", "", answer)
    return ["\n".join(sorted(part.split("\n")))
            for part in answer.strip().split("\n\n")]


@pytest.fixture
def both():
    """Ours and the other one, not started."""
    made = [Daemon(), Daemon()]
    made[0].command = [NATIVE]
    yield made
    for daemon in made:
        daemon.clean()


def change(daemon, serial):
    daemon.write_zone("signed.example", zone(
        SIGNED.format(until=UNTIL[serial - 1]), serial))
    daemon.write_zone("balance.example", zone(LATER, serial))
    if serial > 1:
        daemon.write_zone("later.example", zone(LATER, serial))


def test_answers(both):
    """The same before and after SIGHUP, by all ways."""
    for daemon in both:
        daemon.copy_zones(EXAMPLES)
        change(daemon, 1)
        daemon.start()
    rounds = []
    for serial in (1, 2):
        if serial > 1:
            said = []
            for daemon in both:
                change(daemon, serial)
                said.append(re.sub(r"\S+ (?=reload:)| in [\d.]+ m?s.*", "",
                                   daemon.reload()))
            assert re.search(r"1 added, 2 changed", said[1]), said
        rounds.append([])
        for way in WAYS:
            ours, theirs = [ask(daemon, way) for daemon in both]
            for our, their in zip(ours, theirs):
                assert our == their
            rounds[-1].append(theirs)
        print("%d questions, %d ways, serial %d: all alike"
              % (len(theirs), len(WAYS), serial))
    assert rounds[0] != rounds[1]
    # What is asked is answered, with addresses and signatures.
    text = str(rounds[1])
    for part in ("20300101000000", "21060207062815", "NXDOMAIN", "REFUSED",
                 "2001:db8::1", "flags: qr aa tc"):
        assert part in text, part
