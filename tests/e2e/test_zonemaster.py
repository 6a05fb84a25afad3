# SPDX-License-Identifier: ISC
"""Zonemaster looks at a signed zone: root, parent and child all from mxd.

Its questions go to port 53 of addresses that must not be special, so all
of it happens in a network namespace that holds nothing but loopback.
"""

import os
import re
import subprocess

import pytest

import signing
from daemon import MXD, SANITIZER

PROGRAMS = ("zonemaster-cli", "unshare", "ip")

pytestmark = pytest.mark.skipif(
    os.geteuid() != 0 or not signing.has("bind")
    or not all(map(signing.program, PROGRAMS)),
    reason="needs root, zonemaster-cli, unshare and ip")

# Of no network that Zonemaster calls special; two of each.
PARENT = ("11.0.0.1", "2600::1")
CHILD = (("11.0.1.1", "2600:1::1"), ("11.0.2.1", "2600:2::1"))

CHILD_ZONE = """$TTL 3600
@ SOA ns1 hostmaster 2026112301 14400 3600 1209600 3600
@ NS ns1
@ NS ns2
@ MX 10 mail
@ TXT "v=spf1 mx -all"
mail A 11.0.3.1
mail AAAA 2600:3::1
www A 11.0.3.2
""" + "".join("ns%d A %s\nns%d AAAA %s\n" % (n, v4, n, v6)
              for n, (v4, v6) in enumerate(CHILD, 1))

ROOT_ZONE = """$TTL 3600
@ SOA a.root. h.root. 1 14400 3600 1209600 3600
@ NS a.root.
a.root. A 11.0.0.1
a.root. AAAA 2600::1
test. NS a.root.
%s""" % "".join("%s PTR %s.zm.test.\n" % (owner, name) for owner, name in (
    ("1.1.0.11.in-addr.arpa.", "ns1"), ("1.2.0.11.in-addr.arpa.", "ns2"),
    ("1.3.0.11.in-addr.arpa.", "mail"),
    (".".join("1" + "0" * 23 + "10000062") + ".ip6.arpa.", "ns1"),
    (".".join("1" + "0" * 23 + "20000062") + ".ip6.arpa.", "ns2"),
    (".".join("1" + "0" * 23 + "30000062") + ".ip6.arpa.", "mail")))

PARENT_ZONE = """$TTL 3600
@ SOA a.root. h.root. 1 14400 3600 1209600 3600
@ NS a.root.
zm NS ns1.zm
zm NS ns2.zm
""" + "".join("ns%d.zm A %s\nns%d.zm AAAA %s\n" % (n, v4, n, v6)
              for n, (v4, v6) in enumerate(CHILD, 1))

HINTS = """. 3600000 IN NS a.root.
a.root. 3600000 IN A 11.0.0.1
a.root. 3600000 IN AAAA 2600::1
"""

# Tests of the engine that look at the zone and its servers.  Connectivity
# asks a service on the Internet for the networks of the addresses.
MODULES = ("Basic", "Nameserver", "Consistency", "Delegation", "DNSSEC",
           "Syntax", "Zone", "Address")

SCRIPT = """
set -e
ip link set lo up
for address in %s; do
    case $address in
    *:*) ip addr add "$address/128" dev lo nodad ;;
    *) ip addr add "$address/32" dev lo ;;
    esac
done
%s -d -f parent.conf 2>parent.log & parent=$!
%s -d -f child.conf 2>child.log & child=$!
trap 'kill $parent $child; wait $parent $child' EXIT
# Both say it once they do; ten seconds are more than enough.
n=0
until grep -q 'answers queries' parent.log &&
    grep -q 'answers queries' child.log; do
    n=$((n + 1)); [ $n -lt 100 ] || exit 99
    sleep 0.1
done
zonemaster-cli --no-progress --level INFO --hints hints --raw \\
    --show-testcase %s zm.test 2>&1
"""


def conf(addresses, zones):
    return "".join("listen on %s port 53\n" % a for a in addresses) + \
        "workers 1\n" + "".join('zone "%s" { file "%s" }\n' % zone
                                for zone in zones)


def write(directory, name, text):
    path = os.path.join(directory, name)
    with open(path, "w", encoding="ascii") as f:
        f.write(text)
    os.chmod(path, 0o644)
    return path


@pytest.mark.parametrize("denial", signing.DENIALS)
def test_zonemaster(mxd, denial):
    # Its directory is readable for whom mxd becomes.
    home = mxd(start=False).dir
    child = signing.sign(home, "bind", "zm.test", CHILD_ZONE, denial)
    addresses = [address for pair in CHILD for address in pair]
    write(home, "child.zone", child.text)
    write(home, "root.zone", ROOT_ZONE)
    write(home, "parent.zone", PARENT_ZONE + child.ds())
    write(home, "hints", HINTS)
    write(home, "parent.conf", conf(PARENT, [
        (".", "root.zone"), ("test", "parent.zone")]))
    write(home, "child.conf", conf(addresses, [("zm.test", "child.zone")]))
    done = subprocess.run(
        ["unshare", "-n", "sh", "-c", SCRIPT % (
            " ".join([*PARENT, *addresses]), MXD, MXD,
            " ".join("--test " + module for module in MODULES))],
        cwd=home, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        timeout=120, check=False, text=True)
    logs = ""
    for name in ("parent.log", "child.log"):
        with open(os.path.join(home, name), encoding="utf-8") as f:
            logs += f.read()
    assert not SANITIZER.search(logs), logs
    assert done.returncode == 0, done.stdout + logs
    for found in ("HAS_NAMESERVERS", "NO_RECURSOR", "EDNS0_SUPPORT",
                  "ONE_NS_SET", "ARE_AUTHORITATIVE", "DS10_HAS_NSEC",
                  "NAMESERVER_IP_PTR_MATCH"):
        assert found in done.stdout, done.stdout
    assert not re.search(r"\b(NOTICE|WARNING|ERROR|CRITICAL)\b",
                         done.stdout), done.stdout
