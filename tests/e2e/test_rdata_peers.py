# SPDX-License-Identifier: ISC
"""RDATA as BIND and ldns read it: what mxd writes is the same octets.

The records are those of data/rdata.txt, as in test_rdata_dnspython.py.
Where a reader cannot read one, or reads it otherwise, it is listed with
the reason, so nothing is left out in silence.
"""

import subprocess

import pytest

import signing
from test_rdata_dnspython import ROWS, UNKNOWN_TYPES

# What no reader here knows: BIND 9.18, ldns 1.8, dnspython 2.3.
UNREAD = {"CLA", "IPN"}

# They know SINK as an older draft had it; mxd as draft-eastlake-kitchen-
# sink-02 has it, the last one.
OLD_SINK = "it has an octet more, of an older draft"

NEW_PARAMS = ("1 svc.example.net. alpn=h3 no-default-alpn ech=AQID "
              "dohpath=/dns-query{?dns} ohttp tls-supported-groups=29,23 pvd")

# Reader: {type, or type and text: why it may say otherwise}.
OTHERWISE = {
    "bind": {
        ("A6", "\\# 1 80"): "it knows A6; this one is no sound A6",
        "SINK": OLD_SINK,
        ("IPSECKEY", "10 3 0 mygateway.example.com."):
            "it wants a key, RFC 4025 3.1 does not",
        ("NSEC", "."): "it wants a type in the set",
        ("NSEC3", "1 0 0 00 0g A"): "it wants whole groups of base32",
        ("SVCB", NEW_PARAMS): "it does not know these parameters",
        ("SVCB", "1 svc.example.net. docpath=dns,a "
         "key13=a\\032b\\;\\\"\\( key65534"): "it does not know docpath",
        ("SVCB", "1 svc.example.net. alpn=h2 docpath"):
            "it does not know docpath",
    },
    "ldns": {
        ("WKS", "192.0.2.1 17"): "it wants a service",
        "NSAP-PTR": "it takes the name for a string",
        ("KEY", "49152 3 0"): "it wants a key, RFC 2535 3.1.2 does not",
        "NXT": "it has no reader for the set of types",
        "ATMA": "it reads hexadecimal only, and leaves out the format",
        "SINK": OLD_SINK,
        ("IPSECKEY", "10 3 0 mygateway.example.com."):
            "it wants a key, RFC 4025 3.1 does not",
        ("NSEC3", "1 0 0 00 0g A"): "it wants whole groups of base32",
        "NINFO": "it has one string",
        "RKEY": "it wants the data in quotes",
        ("CSYNC", "0 0"): "it wants a type in the set",
        ("SVCB", "16 foo.example.org. alpn=f\\\\\\\\oo\\\\,bar,h2"):
            "it does not undo the second escape, RFC 9460 A.1",
        ("SVCB", NEW_PARAMS): "it does not know these parameters",
        ("SVCB", "1 svc.example.net. docpath=dns,a "
         "key13=a\\032b\\;\\\"\\( key65534"): "it does not know docpath",
        ("SVCB", "1 svc.example.net. alpn=h2 docpath"):
            "it does not know docpath",
        **{rdtype: "it does not know the type" for rdtype in (
            "DSYNC", "HHIT", "BRID", "AVC", "DOA", "AMTRELAY", "RESINFO",
            "WALLET", "TA", "TYPE65280")},
    },
}
for _known in OTHERWISE.values():
    _known.update(dict.fromkeys(UNREAD, "it does not know the type"))

PROGRAMS = {"bind": "named-rrchecker", "ldns": "ldns-read-zone"}


def octets(text):
    """Those of the generic form, RFC 3597 5, at the end of a line."""
    _, found, rest = text.partition("\\#")
    return "".join(rest.split()[1:]).lower() if found else None


def read_bind(rdtype, text, _):
    done = subprocess.run(
        [signing.program("named-rrchecker"), "-u"], text=True, check=False,
        input="IN %s %s\n" % (rdtype, text), capture_output=True, timeout=60)
    return octets(done.stdout) if done.returncode == 0 else None


def read_ldns(rdtype, text, tmp_path):
    path = tmp_path / "zone"
    path.write_text("x.example.net. 60 IN %s %s\n" % (rdtype, text), "ascii")
    done = subprocess.run(
        [signing.program("ldns-read-zone"), "-u", rdtype, path], text=True,
        check=False, capture_output=True, timeout=60)
    return octets(done.stdout) if done.returncode == 0 else None


READERS = {"bind": read_bind, "ldns": read_ldns}


def why_otherwise(reader, rdtype, text):
    known = OTHERWISE[reader]
    return known.get(rdtype) or known.get((rdtype, text))


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("row", ROWS, ids=lambda r: "%s %s" % r[:2])
def test_text_is_read_by(row, reader, tmp_path):
    if signing.program(PROGRAMS[reader]) is None:
        pytest.skip(PROGRAMS[reader] + " is not installed")
    rdtype, _, wanted, text = row
    if why_otherwise(reader, rdtype, text) is None:
        assert READERS[reader](rdtype, text, tmp_path) == wanted


def test_exceptions_are_of_the_data():
    """An exception that excuses nothing is one that hides something."""
    there = {row[0] for row in ROWS} | {(row[0], row[3]) for row in ROWS}
    for known in OTHERWISE.values():
        assert set(known) <= there


def test_each_type_has_a_second_reader():
    """Somebody else reads each type, if not in all of its forms."""
    for rdtype in {row[0] for row in ROWS} - UNREAD - {"SINK"}:
        assert rdtype not in UNKNOWN_TYPES or any(
            why_otherwise(reader, rdtype, row[3]) is None
            for reader in READERS for row in ROWS if row[0] == rdtype), rdtype
