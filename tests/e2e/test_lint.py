# SPDX-License-Identifier: ISC
"""The mail checks in the daemon: what is logged, counted, refused."""

import os
import re
import subprocess

from daemon import BUILD, answers, wait_for, zone

MXCTL = os.path.join(BUILD, "mxctl")

# Served, though no mail arrives: an exchange that is an alias.
ALIAS = "@ MX 10 mail\nmail CNAME www\nwww A 192.0.2.80\n"
GOOD = "@ MX 10 mail\nmail A 192.0.2.25\n"


def found(text, check):
    """Lines of the log about one check."""
    return [line for line in text.splitlines() if " %s: " % check in line]


def serial(daemon, name):
    reply = daemon.ask(name, "SOA")
    return reply.answer[0][0].serial if reply.answer else None


def mxctl(daemon, command, status=0):
    done = subprocess.run([MXCTL, "-f", daemon.conf_path, *command.split()],
                          capture_output=True, text=True, check=False,
                          timeout=30)
    assert done.returncode == status, done
    return done.stdout


def test_findings_are_logged_once(mxd):
    daemon = mxd(zones={"a.example": zone(ALIAS), "b.example": zone(GOOD)})
    daemon.wait_log("mx-target-cname")
    lines = found(daemon.log(), "mx-target-cname")
    assert len(lines) == 1, lines
    assert re.search(r"a\.example\.zone:7:1: error: mx-target-cname: "
                     r"a\.example\.: ", lines[0])
    daemon.reload()
    daemon.write_zone("b.example", zone(GOOD, serial=2))
    daemon.reload()
    assert len(found(daemon.log(), "mx-target-cname")) == 1
    assert answers(daemon.ask("a.example", "MX"), "MX") == \
        ["10 mail.a.example."]


def test_counted(mxd):
    daemon = mxd(start=False, zones={"a.example": zone(ALIAS),
                                     "b.example": zone(GOOD)})
    daemon.write_conf('control "%s"\n' % daemon.path("control"))
    daemon.start()
    daemon.reload()

    def has_counted():
        status = dict(line.split(" ", 1)
                      for line in mxctl(daemon, "status").splitlines())
        return int(status["errors"]) >= 1 and int(status["advice"]) >= 1 \
            and status
    status = wait_for(has_counted, "the findings in the status")
    lines = {line.split()[0]: line.split()
             for line in mxctl(daemon, "zones").splitlines()}
    a, b = lines["a.example"], lines["b.example"]
    assert a[4] == b[4] == "errors" and a[6] == b[6] == "warnings"
    assert int(a[5]) >= 1
    assert int(b[5]) == 0
    assert int(a[7]) + int(b[7]) == int(status["warnings"])


def test_strict_keeps_the_old_version(mxd):
    daemon = mxd(start=False, zones={"a.example": zone(GOOD),
                                     "b.example": zone(GOOD)})
    daemon.write_conf('lint strict\ncontrol "mxd.sock"\n')
    daemon.start()
    daemon.write_zone("a.example", zone(ALIAS, serial=2))
    daemon.write_zone("b.example", zone(GOOD, serial=2))
    line = daemon.reload()
    assert "1 changed" in line and "1 kept because of errors" in line, line
    assert serial(daemon, "a.example") == 1
    assert serial(daemon, "b.example") == 2
    daemon.wait_log(r"zone a\.example: serial 2 is refused, because it has "
                    r"errors and \"lint strict\" is in force; still serving "
                    r"serial 1")
    # It is tried again, and taken when it is mended.
    since = len(daemon.log())
    assert "1 kept because of errors" in daemon.reload()
    assert len(found(daemon.log()[since:], "mx-target-cname")) == 1
    # Who reloads, or asks, is told that it would load, and is not let in.
    why = ': error: mx-target-cname: a.example.: serial 2 is refused, ' \
        'because "lint strict" is in force and it has errors: '
    assert "zone a.example kept serial 1: " in mxctl(daemon, "reload", 1)
    assert why in mxctl(daemon, "reload", 1)
    told = mxctl(daemon, "zone a.example")
    assert why in told and "\nerrors 1\n" in told
    assert len(found(told, "mx-target-cname")) == 2, told
    daemon.write_zone("a.example", zone(GOOD, serial=3))
    assert "1 changed" in daemon.reload()
    assert serial(daemon, "a.example") == 3


def test_strict_at_start(mxd):
    daemon = mxd(start=False, zones={"a.example": zone(ALIAS),
                                     "b.example": zone(GOOD)})
    daemon.write_conf("lint strict\n")
    daemon.start()
    # There is no version before; it may have been served an hour ago.
    assert serial(daemon, "a.example") == 1
    daemon.wait_log("mx-target-cname")
    # A zone that comes later was never served.
    daemon.write_zone("c.example", zone(ALIAS))
    daemon.write_zone("d.example", zone(GOOD))
    assert "1 added" in daemon.reload()
    assert daemon.ask("c.example", "MX").rcode() == 2    # SERVFAIL
    assert serial(daemon, "d.example") == 1
    assert serial(daemon, "a.example") == 1
    daemon.write_zone("a.example", zone(ALIAS, serial=2))
    daemon.reload()
    assert serial(daemon, "a.example") == 1


def test_strict_for_one_zone(mxd):
    daemon = mxd(start=False)
    daemon.write("a.txt", zone(GOOD))
    daemon.write("b.txt", zone(GOOD))
    daemon.write_conf('zone "a.example" { file "a.txt"; lint strict }\n'
                      'zone "b.example" { file "b.txt" }\n')
    daemon.start()
    daemon.write("a.txt", zone(ALIAS, serial=2))
    daemon.write("b.txt", zone(ALIAS, serial=2))
    daemon.reload()
    assert serial(daemon, "a.example") == 1
    assert serial(daemon, "b.example") == 2


def test_severity_decides_what_is_refused(mxd):
    daemon = mxd(start=False, zones={"a.example": zone(GOOD)})
    daemon.write_conf("lint strict\nlint mx-target-cname warning\n")
    daemon.start()
    daemon.write_zone("a.example", zone(ALIAS, serial=2))
    daemon.reload()
    assert serial(daemon, "a.example") == 2
    assert " warning: mx-target-cname: " in daemon.log()


def test_allowed_in_the_file(mxd):
    daemon = mxd(start=False, zones={"a.example": zone(
        ALIAS.replace("10 mail", "10 mail ; mxcheck: allow mx-target-cname",
                      1))})
    daemon.write_conf("lint strict\n")
    daemon.start()
    daemon.reload()
    assert serial(daemon, "a.example") == 1
    assert not found(daemon.log(), "mx-target-cname")


def test_off(mxd):
    daemon = mxd(start=False, zones={"a.example": zone(ALIAS)})
    daemon.write_conf("lint mx-target-cname off\n")
    daemon.start()
    daemon.reload()
    assert not found(daemon.log(), "mx-target-cname")
    # Said otherwise, the zone is looked at again, though it is unchanged.
    since = len(daemon.log())
    daemon.write_conf("lint mx-target-cname error\n")
    assert "0 changed" in daemon.reload()
    assert len(found(daemon.log()[since:], "mx-target-cname")) == 1


def test_zones_that_refer_to_a_changed_one(mxd):
    mx = "@ MX 10 mail.b.example.\n"
    daemon = mxd(zones={"a.example": zone(mx), "b.example": zone(GOOD),
                        "c.example": zone(mx.replace("mail.b", "mx.d"))})
    daemon.wait_started()
    assert not found(daemon.log(), "mx-target-cname")
    daemon.write_zone("b.example", zone(ALIAS, serial=2))
    since = len(daemon.log())
    line = daemon.reload()
    assert "1 changed" in line and "2 unchanged" in line, line
    log = daemon.log()[since:]
    owners = [re.search(r"mx-target-cname: (\S+):", found_line).group(1)
              for found_line in found(log, "mx-target-cname")]
    assert sorted(owners) == ["a.example.", "b.example."], log
    assert re.search(r"a\.example\.zone:7:1: error: mx-target-cname: ", log)
    # A zone that comes counts as well, and one that goes.
    daemon.write_zone("d.example", zone("mx CNAME www\nwww A 192.0.2.1\n"))
    since = len(daemon.log())
    daemon.reload()
    log = daemon.log()[since:]
    assert [re.search(r"mx-target-cname: (\S+):", line).group(1)
            for line in found(log, "mx-target-cname")] == ["c.example."], log
    daemon.remove_zone("b.example")
    since = len(daemon.log())
    daemon.reload()
    assert "zone a.example: checked again" in daemon.log()[since:]
    assert not found(daemon.log()[since:], "mx-target-cname")


def test_bad_words(mxd):
    daemon = mxd(zones={"a.example": zone(GOOD)})
    daemon.write_conf("lint mx-target-cnam off\n")
    since = len(daemon.log())
    daemon.send(1)
    daemon.wait_log(r'"mx-target-cnam" is no check.*did you mean '
                    r'"mx-target-cname"', since)
    assert serial(daemon, "a.example") == 1
