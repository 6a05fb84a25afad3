# SPDX-License-Identifier: ISC
"""UDP below DNS: ports and sizes that need root to be tried."""

import os
import re
import shutil
import socket
import struct
import subprocess

import dns.message
import pytest

from daemon import BUILD, MXD, PATIENCE_S, SANITIZER, free_port, zone

needs_root = pytest.mark.skipif(os.geteuid() != 0, reason="needs root")


def dropped(daemon):
    text = subprocess.run(
        [os.path.join(BUILD, "mxctl"), "-s", daemon.path("mxd.sock"),
         "stats"], stdout=subprocess.PIPE, text=True, timeout=PATIENCE_S,
        check=True).stdout
    return [int(re.search(r"^%s\s+(\d+)" % name, text, re.M).group(1))
            for name in ("dropped", "port_dropped")]


SO_RCVBUFFORCE = 33     # Python has no name for it

# Among others, and one of old resolvers that is not: see server/badport.c.
BAD = (0, 7, 19, 123, 464, 1900, 11211)


@needs_root
def test_bad_ports_get_no_answer(mxd):
    """Nobody asks from there: it is forged, or a way to hit a network."""
    daemon = mxd('control "mxd.sock"\n', zones={"u.example": zone()})
    query = dns.message.make_query("u.example", "SOA").to_wire()
    own = free_port()
    try:
        raw = socket.socket(socket.AF_INET, socket.SOCK_RAW,
                            socket.IPPROTO_UDP)
    except PermissionError:
        pytest.skip("no raw sockets here")
    with raw:
        raw.settimeout(PATIENCE_S)
        # It gets all of UDP on loopback, also what other tests ask.
        raw.setsockopt(socket.SOL_SOCKET, SO_RCVBUFFORCE, 8 << 20)
        before = dropped(daemon)
        for port in BAD + (53, own):        # the last one ends the wait
            raw.sendto(struct.pack(">HHHH", port, daemon.port,
                                   8 + len(query), 0) + query,
                       ("127.0.0.1", 0))
        answered = []
        while own not in answered:
            packet = raw.recv(65535)
            head = packet[(packet[0] & 15) * 4:]
            source, target = struct.unpack(">HH", head[:4])
            if source == daemon.port:
                answered.append(target)
    assert answered == [53, own]
    assert dropped(daemon) == [number + len(BAD) for number in before]


SCRIPT = """
set -e
ip link set lo mtu %d up
%s -d -f mxd.conf 2>log & server=$!
trap 'kill $server; wait $server' EXIT
n=0
until grep -q 'answers queries' log; do
    n=$((n + 1)); [ $n -lt 100 ] || exit 99
    sleep 0.1
done
for address in %s; do
    dig @$address -p 5300 +norec +nocookie +bufsize=4096 +ignore $1 TXT
    dig @$address -p 5300 +norec +nocookie +bufsize=4096 $1 TXT
done
cat /proc/net/snmp /proc/net/snmp6
"""


@needs_root
@pytest.mark.skipif(not all(map(shutil.which, ("unshare", "ip"))),
                    reason="needs unshare and ip")
@pytest.mark.parametrize("mtu,listen,name", [
    (1500, ("127.0.0.1", "::1"), "big"),
    (1280, ("127.0.0.1", "::1"), "big"),
    (1280, ("*",), "big"),          # the address asked is set by hand
    (600, ("127.0.0.1",), "middle"),
])
def test_no_fragments(mxd, mtu, listen, name):
    """RFC 9715 3.1: TC rather than fragments, whatever is configured."""
    daemon = mxd(start=False)
    daemon.write("u.zone", zone("".join(
        'big TXT "%02d %s"\n' % (n, "x" * 60) for n in range(30)) + "".join(
            'middle TXT "%02d %s"\n' % (n, "x" * 60) for n in range(10))))
    daemon.write("mxd.conf", "".join(
        "listen on %s port 5300\n" % address for address in listen) +
        'workers 1\nudp size 4096\nzone "u.example" { file "u.zone" }\n')
    asked = ("127.0.0.1", "::1") if listen == ("*",) else listen
    done = subprocess.run(
        ["unshare", "-n", "sh", "-c", SCRIPT % (mtu, MXD, " ".join(asked)),
         "sh", name + ".u.example"], cwd=daemon.dir, stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT, text=True, timeout=120, check=False)
    with open(daemon.path("log"), encoding="utf-8") as f:
        log = f.read()
    assert done.returncode == 0, done.stdout + log
    assert not SANITIZER.search(log), log
    flags = re.findall(r";; flags: ([a-z ]*); .*ANSWER: (\d+)", done.stdout)
    full = ("qr aa", "30" if name == "big" else "10")
    assert flags == [("qr aa tc", "0"), full] * len(asked), done.stdout
    assert done.stdout.count("; EDNS: version: 0") == 2 * len(asked)
    heads, counts = re.findall(r"^Ip: (.*)$", done.stdout, re.M)
    made = dict(zip(heads.split(), counts.split()))
    assert made["FragCreates"] == "0"
    assert re.search(r"^Ip6FragCreates\s+0$", done.stdout, re.M)
