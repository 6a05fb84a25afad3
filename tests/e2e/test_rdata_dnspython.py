# SPDX-License-Identifier: ISC
"""RDATA as dnspython reads it: the same octets from the same text.

The records are those of data/rdata.txt; rdata_tool says what mxd makes
of them.  What dnspython cannot read is listed here with the reason, so
nothing is left out in silence.
"""

import os
import subprocess

import dns.name
import dns.rdata
import dns.rdataclass
import dns.rdatatype
import pytest

HERE = os.path.dirname(os.path.abspath(__file__))
TOP = os.path.dirname(os.path.dirname(HERE))
BUILD = os.environ.get("BUILD", os.path.join(TOP, "build"))
TOOL = os.path.abspath(os.path.join(BUILD, "tests", "rdata_tool"))
ORIGIN = dns.name.from_text("example.net.")

# Types for which dnspython 2.3 has no class, so that it takes the generic
# form of RFC 3597 only.
UNKNOWN_TYPES = set("""
    A6 ATMA BRID CLA DLV DOA DSYNC EID HHIT IPN KEY MB MD MF MG MINFO MR NIMLOC
    NULL NXT RESINFO RKEY SIG SINK TA TALINK TYPE65280 WALLET
""".split())

# Records that dnspython 2.3 refuses, and why it may.
REFUSED = {
    ("LOC", "0 N 0 0 0.001 w -100000.00"): "it wants W in upper case",
    ("IPSECKEY", "10 3 0 mygateway.example.com."):
        "it wants a key, RFC 4025 3.1 does not",
    ("NSEC", "b TYPE0 TYPE255 TYPE256 CAA TYPE65535"):
        "it refuses type 0 in a set",
    ("NSEC3", "1 0 0 00 0g A"): "it wants whole groups of base32",
    ("NID", "10 0:1:22:333"): "it wants all zeros written",
    ("SVCB", "1 svc no-default-alpn alpn=h3 ech=AQID "
     "dohpath=/dns-query{?dns} ohttp tls-supported-groups=29,23 pvd"):
        "it does not know these parameters",
    ("SVCB", "1 svc key65534 key13=\"a b;\\\"(\" docpath=dns,a"):
        "it does not know docpath",
    ("SVCB", "1 svc key1=\\002h2 docpath"): "it does not know docpath",
}


def rows():
    """(type, rdata, octets, text) of each line of the data."""
    with open(os.path.join(HERE, "data", "rdata.txt"), encoding="ascii") as f:
        return [tuple(line.rstrip("\n").split("\t"))
                for line in f if not line.startswith("#")]


ROWS = rows()


def ask(records):
    """What rdata_tool says of each (type, rdata): fields of its line."""
    text = "".join("%s %s\n" % record for record in records)
    run = subprocess.run([TOOL], input=text, capture_output=True,
                         text=True, check=True, timeout=60)
    return [line.split("\t") for line in run.stdout.splitlines()]


@pytest.fixture(scope="module")
def answers():
    said = ask([(row[0], row[1]) for row in ROWS])
    assert len(said) == len(ROWS)
    return dict(zip([(row[0], row[1]) for row in ROWS], said))


@pytest.mark.parametrize("row", ROWS, ids=lambda r: "%s %s" % r[:2])
def test_octets_and_text(row, answers):
    """The tool says what the data says: octets, and the text mxd writes."""
    assert answers[row[:2]] == ["ok", row[2], row[3]]


@pytest.mark.parametrize("row", ROWS, ids=lambda r: "%s %s" % r[:2])
def test_same_octets(row):
    """dnspython makes the same octets of the text, or is known not to."""
    rdtype = None
    if row[0] not in UNKNOWN_TYPES:
        rdtype = dns.rdatatype.from_text(row[0])
    if rdtype is None or row[:2] in REFUSED:
        expect_refusal(row)
        return
    rdata = dns.rdata.from_text(dns.rdataclass.IN, rdtype, row[1],
                                origin=ORIGIN, relativize=False)
    assert not isinstance(rdata, dns.rdata.GenericRdata)
    assert rdata.to_wire().hex() == row[2]


def expect_refusal(row):
    """A newer dnspython may learn a type; then its octets must agree."""
    try:
        rdtype = dns.rdatatype.from_text(row[0])
        rdata = dns.rdata.from_text(dns.rdataclass.IN, rdtype, row[1],
                                    origin=ORIGIN, relativize=False)
    except Exception:  # whatever it says: it could not read it
        return
    assert rdata.to_wire().hex() == row[2]


@pytest.mark.parametrize("row", ROWS, ids=lambda r: "%s %s" % r[:2])
def test_text_is_read_by_dnspython(row):
    """What mxd writes, dnspython reads as the same octets."""
    if row[0] in UNKNOWN_TYPES or row[:2] in REFUSED:
        expect_refusal((row[0], row[3], row[2], row[3]))
        return
    rdata = dns.rdata.from_text(
        dns.rdataclass.IN, dns.rdatatype.from_text(row[0]), row[3],
        origin=ORIGIN, relativize=False)
    assert rdata.to_wire().hex() == row[2]


def test_generic_form():
    """RFC 3597 5: each record may also be given as octets."""
    said = ask([(row[0], "\\# %d %s" % (len(row[2]) // 2, row[2]))
                for row in ROWS])
    assert said == [["ok", row[2], row[3]] for row in ROWS]
