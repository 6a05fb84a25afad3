# SPDX-License-Identifier: ISC
"""What is wrong is told until it is mended, whatever went well since."""

import os
import html
import re

from daemon import answers, free_port, wait_for, zone
from test_control import run, table
from test_metrics import get

GOOD = "www A 192.0.2.1\n"
HOSTED = "$TTL 3600\n@ SOA ns1 host 1 3600 600 86400 300\n@ NS ns1\n" \
    "ns1 A 192.0.2.53\n@ MX 10 ns1\n"
CONF = """control "mxd.sock"
metrics on 127.0.0.1 port %d
zones in "later"
template "h" { file "hosted.txt"; domains "nolist" }
"""


class Told:
    """How a daemon says that it stands, on all ways."""

    def __init__(self, daemon):
        status = self.ctl(daemon, "status")
        assert status.returncode == 0, status.stderr
        status = table(status.stdout)
        self.state = (status["outcome"], int(status["faulty"]),
                      int(status["failing"]))
        self.why = status.get("why")
        self.last = status["last"]
        metrics = get(daemon, "/metrics")[2]
        assert "\nmxd_faulty %s\n" % status["faulty"] in metrics
        assert "\nmxd_last_reload_ok %d\n" % (status["outcome"] == "ok") \
            in metrics
        page = get(daemon, "/")[2]
        self.kind = re.search(r'class="verdict (\w+)"', page)[1]
        assert ("all as their files say" in page) == \
            (status["failing"] == "0" and self.why is None)
        assert self.why is None or html.escape(self.why) in page
        assert " Last load: %s." % self.last in page

    @staticmethod
    def ctl(daemon, *words):
        return run("mxctl", "-s", daemon.path("mxd.sock"), *words)


def test_standing(mxd):
    port = free_port()
    daemon = mxd(CONF % port, zones={"good.example": zone(GOOD)},
                 start=False)
    daemon.metrics_port = port
    daemon.write("hosted.txt", HOSTED)
    daemon.start()
    later = daemon.path("later")
    line = 1 + [text.startswith("zones in") and "later" in text for text in
                open(daemon.conf_path)].index(True)
    missing = "zones in %s: No such file or directory; make the directory, " \
        "or correct the path (%s:%d)" % (later, daemon.conf_path, line)

    def reload(*names):
        return Told.ctl(daemon, "reload", *names).returncode

    # Neither the list nor the directory can be read.
    told = first = Told(daemon)
    assert (told.state, told.kind) == (("error", 2, 0), "bad")
    assert told.why == missing
    assert told.last.endswith("; 1 list of domains cannot be read; "
                              "1 directory of zones cannot be read")

    # One name that is well says nothing of them.
    assert reload("good.example") == 0
    told = Told(daemon)
    assert (told.state, told.why, told.last, told.kind) == \
        (first.state, missing, first.last, "bad")

    # The directory is there; it counts with a look at all.
    os.mkdir(later, 0o755)
    assert reload() == 1
    told = Told(daemon)
    assert told.state == ("error", 1, 0)
    assert told.why == "template h: its list of domains cannot be read: " \
        + daemon.path("nolist")

    # A zone that fails, and a list that is read by the template's name.
    daemon.write_zone("bad.example", zone("@ MX ten mx\n"))
    assert reload("bad.example") == 1
    assert Told(daemon).state == ("error", 1, 1)
    daemon.write("nolist", "hosted.example\n")
    assert reload("h") == 0
    assert answers(daemon.ask("ns1.hosted.example", "A"), "A") == [
        "192.0.2.53"]
    told = Told(daemon)
    assert (told.state, told.why) == (("error", 0, 1), None)
    assert reload("good.example") == 0
    assert Told(daemon).state == ("error", 0, 1)

    # The last one is mended.
    daemon.write_zone("bad.example", zone(GOOD))
    assert reload("bad.example") == 0
    told = Told(daemon)
    assert (told.state, told.kind) == (("ok", 0, 0), "ok")

    # A configuration that is refused is not forgotten, either.
    daemon.write_conf(CONF % port + "nonsense\n")
    assert reload() == 1
    assert reload("good.example") == 0
    told = Told(daemon)
    assert (told.state, told.kind) == (("error", 0, 0), "warn")
    assert told.last.startswith("the configuration has errors")
    daemon.write_conf(CONF % port)
    assert reload() == 0
    assert Told(daemon).state == ("ok", 0, 0)

    # A directory that is gone: what was read of it is served.
    os.rmdir(later)
    assert reload() == 1
    assert reload("good.example") == 0
    told = Told(daemon)
    assert (told.state, told.why, told.kind) == \
        (("error", 1, 0), missing, "warn")
    os.mkdir(later, 0o755)
    daemon.write("later/a..b.zone", zone(GOOD))
    assert reload() == 1
    assert Told(daemon).why.startswith(
        "zones in %s: a..b.zone: no domain name: " % later)
    os.unlink(daemon.path("later/a..b.zone"))
    assert reload() == 0
    assert Told(daemon).state == ("ok", 0, 0)

    # Nobody has to ask, and a look at some files mends it, too.
    daemon.write_conf(CONF % port + "watch on\n")
    assert reload() == 0
    daemon.write_zone("a..b", zone(GOOD))

    # Between two questions it may change: one question here.
    def is_told(*state):
        status = table(Told.ctl(daemon, "status").stdout)
        return (status["outcome"], status["faulty"]) == state
    wait_for(lambda: is_told("error", "1"), "word of it")
    daemon.remove_zone("a..b")
    wait_for(lambda: is_told("ok", "0"), "the end of it")
