# SPDX-License-Identifier: ISC
"""10,000 zones of 10 records."""

import os
import random

import dns.rcode

from daemon import answers, rounds

ZONES = rounds(10000, 1000)

TEXT = """$TTL 3600
@ SOA ns1.example.net. hostmaster 1 14400 3600 1209600 300
@ NS ns1.example.net.
@ NS ns2.example.net.
@ MX 10 mx1
@ MX 20 mx2
@ TXT "v=spf1 mx -all"
mx1 A 192.0.2.{low}
mx2 A 198.51.100.{low}
www CNAME mx1
_dmarc TXT "v=DMARC1; p=reject; rua=mailto:d@d{n}.example"
"""


def test_ten_thousand_zones(mxd):
    daemon = mxd(start=False)
    for n in range(ZONES):
        path = os.path.join(daemon.zone_dir, "d%d.example.zone" % n)
        with open(path, "w", encoding="ascii") as f:
            f.write(TEXT.format(n=n, low=n % 250))
    daemon.start()
    pick = random.Random(1).sample(range(ZONES), 300) + [0, ZONES - 1]
    for n in pick:
        name = "d%d.example" % n
        reply = daemon.ask(name, "MX")
        assert answers(reply, "MX") == ["10 mx1.%s." % name,
                                        "20 mx2.%s." % name]
        assert reply.additional[0][0].to_text() == "192.0.2.%d" % (n % 250)
    assert daemon.ask("d%d.example" % ZONES).rcode() == dns.rcode.REFUSED
    # One of them changes; the rest is not read again.
    with open(os.path.join(daemon.zone_dir, "d7.example.zone"), "a",
              encoding="ascii") as f:
        f.write("new A 192.0.2.251\n")
    assert "1 changed" in daemon.reload()
    assert answers(daemon.ask("new.d7.example", "A"), "A") == [
        "192.0.2.251"]
