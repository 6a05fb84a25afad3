# SPDX-License-Identifier: ISC
"""`watch on`: files that change are served, and nobody sends SIGHUP."""

import os
import re
import shutil
import subprocess

import dns.rcode
import pytest

import daemon as daemon_module
from daemon import answers, rounds, wait_for, zone

# More than the daemon may have open or be told of at once.
BURST = rounds(1000, 100)


def body(address):
    return "@ MX 10 mx\nmx A 192.0.2.%d\n" % address


def serial_of(daemon, apex):
    """The serial that is served, or the RCODE's name."""
    reply = daemon.ask(apex, "SOA")
    if reply.rcode() != dns.rcode.NOERROR:
        return dns.rcode.to_text(reply.rcode())
    return reply.answer[0][0].serial


def wait_serial(daemon, apex, wanted):
    wait_for(lambda: serial_of(daemon, apex) == wanted,
             "%s to be %s" % (apex, wanted))


@pytest.fixture
def watched(mxd):
    """A daemon that watches three zones of a directory."""
    return mxd("watch on\n", zones={
        name: zone(body(1)) for name in ("a.example", "b.example",
                                         "c.example")})


def write_in_place(path, text):
    with open(path, "w", encoding="utf-8") as f:
        f.write(text)


def zone_path(daemon, apex):
    return os.path.join(daemon.zone_dir, apex + ".zone")


def test_renamed_over(watched):
    watched.write_zone("a.example", zone(body(2), 2))
    wait_serial(watched, "a.example", 2)
    assert serial_of(watched, "b.example") == 1


def test_only_that_file_is_looked_at(watched):
    """The others are not even counted."""
    watched.write_zone("a.example", zone(body(2), 2))
    wait_serial(watched, "a.example", 2)
    watched.wait_log(r"watch: 0 added, 1 changed, 0 removed, "
                     r"0 kept because of errors, 0 unchanged")


def test_written_in_place(watched):
    write_in_place(zone_path(watched, "a.example"), zone(body(2), 2))
    wait_serial(watched, "a.example", 2)


def test_half_a_file_is_not_read(watched):
    """Until it is closed, whatever else happens."""
    text = zone(body(2), 2)
    with open(zone_path(watched, "a.example"), "w", encoding="utf-8") as f:
        f.write(text[:len(text) // 2])
        f.flush()
        watched.write_zone("b.example", zone(body(2), 2))
        wait_serial(watched, "b.example", 2)
        assert serial_of(watched, "a.example") == 1
        f.write(text[len(text) // 2:])
    wait_serial(watched, "a.example", 2)
    assert "a.example: " not in re.sub(r".*changed, serial.*", "",
                                       watched.log().split("answers")[-1])


def test_removed(watched):
    watched.remove_zone("a.example")
    wait_serial(watched, "a.example", "REFUSED")
    assert serial_of(watched, "b.example") == 1


def test_new(watched):
    watched.write_zone("d.example", zone(body(1), 7))
    wait_serial(watched, "d.example", 7)


@pytest.mark.parametrize("make", [os.link, os.symlink])
def test_linked(watched, make):
    watched.write("elsewhere", zone(body(1), 7))
    make(watched.path("elsewhere"), zone_path(watched, "d.example"))
    wait_serial(watched, "d.example", 7)


def test_moved_away_and_back(watched):
    os.rename(zone_path(watched, "a.example"), watched.path("aside"))
    wait_serial(watched, "a.example", "REFUSED")
    os.rename(watched.path("aside"), zone_path(watched, "a.example"))
    wait_serial(watched, "a.example", 1)


def test_renamed_to_another_zone(watched):
    os.rename(zone_path(watched, "a.example"),
              zone_path(watched, "d.example"))
    wait_serial(watched, "a.example", "REFUSED")
    wait_serial(watched, "d.example", 1)


def test_broken_then_mended(watched):
    watched.write_zone("a.example", zone("@ MX ten mx\n", 2))
    watched.wait_log(r"a\.example.*still serving serial 1")
    assert serial_of(watched, "a.example") == 1
    watched.write_zone("a.example", zone(body(2), 3))
    wait_serial(watched, "a.example", 3)


def test_may_not_be_read_then_may(watched):
    """Root's mxd is somebody else, so for it too mode 0 is a refusal."""
    watched.write("new", zone(body(2), 2))
    os.chmod(watched.path("new"), 0)
    os.rename(watched.path("new"), zone_path(watched, "a.example"))
    watched.wait_log(r"a\.example\.zone: error: .*Permission denied.*\n"
                     r".*zone a\.example: 1 error at .*still serving serial 1")
    os.chmod(zone_path(watched, "a.example"), 0o644)
    wait_serial(watched, "a.example", 2)


def test_other_files_mean_nothing(watched):
    since = len(watched.log())
    for name in ("a.example.zone~", ".a.example.zone.swp", "4913", "readme"):
        write_in_place(os.path.join(watched.zone_dir, name), "not a zone")
    watched.write_zone("b.example", zone(body(2), 2))
    wait_serial(watched, "b.example", 2)
    assert "error:" not in watched.log()[since:]


def test_include(mxd):
    """Of a zone of a directory, of a zone block; beside it and elsewhere."""
    daemon = mxd(start=False)
    os.mkdir(daemon.path("common"))
    daemon.write("common/mail", "www A 192.0.2.1\n")
    daemon.write("zones/local", "www A 192.0.2.1\n")
    daemon.write_zone("a.example", zone("$INCLUDE ../common/mail\n"))
    daemon.write_zone("b.example", zone("$INCLUDE local\n"))
    daemon.write("c", zone("$INCLUDE common/mail\n"))
    daemon.write("mxd.conf", """
listen on 127.0.0.1 port %d
workers 1
zones in "zones" { include from "." }
zone "c.example" { file "c"; include from "." }
watch on
""" % daemon.port)
    daemon.start()

    def www(apex):
        return answers(daemon.ask("www." + apex, "A"), "A")
    for name in ("a.example", "b.example", "c.example"):
        assert www(name) == ["192.0.2.1"]
    daemon.write("common/mail", "www A 192.0.2.2\n")
    wait_for(lambda: www("a.example") == ["192.0.2.2"], "a.example")
    wait_for(lambda: www("c.example") == ["192.0.2.2"], "c.example")
    assert www("b.example") == ["192.0.2.1"]
    daemon.write("zones/local", "www A 192.0.2.3\n")
    wait_for(lambda: www("b.example") == ["192.0.2.3"], "b.example")


def test_include_of_a_new_zone(watched):
    """A directory that is watched from then on."""
    os.mkdir(watched.path("zones/parts"))
    watched.write("zones/parts/www", "www A 192.0.2.1\n")
    watched.write_zone("d.example", zone("$INCLUDE parts/www\n"))
    wait_serial(watched, "d.example", 1)
    watched.write("zones/parts/www", "www A 192.0.2.2\n")
    wait_for(lambda: answers(watched.ask("www.d.example", "A"), "A") ==
             ["192.0.2.2"], "the include")


def test_zone_block(mxd):
    daemon = mxd(start=False)
    daemon.write("z", zone(body(1)))
    daemon.write_conf('zone "z.example" { file "z" }\nwatch on\n')
    daemon.start()
    daemon.write("z", zone(body(2), 2))
    wait_serial(daemon, "z.example", 2)
    os.unlink(daemon.path("z"))
    daemon.wait_log(r"z\.example.*still serving serial 2")
    daemon.write("z", zone(body(2), 3))
    wait_serial(daemon, "z.example", 3)


def test_template(mxd):
    """The template, its list, and what the template includes elsewhere."""
    daemon = mxd(start=False)
    os.mkdir(daemon.path("parts"))
    daemon.write("parts/www", "www A 192.0.2.1\n")
    daemon.write("hosted", zone("$INCLUDE parts/www\n"))
    daemon.write("domains", "a.example\n")
    daemon.write_conf('template "t" { file "hosted"; domains "domains" }\n'
                      'watch on\n')
    daemon.start()

    def www(apex):
        return answers(daemon.ask("www." + apex, "A"), "A")
    assert www("a.example") == ["192.0.2.1"]
    daemon.write("domains", "a.example\nb.example\n")
    wait_serial(daemon, "b.example", 1)
    daemon.write("parts/www", "www A 192.0.2.2\n")
    wait_for(lambda: www("a.example") == ["192.0.2.2"], "the include")
    assert www("b.example") == ["192.0.2.2"]
    daemon.write("hosted", zone("$INCLUDE parts/www\n", 2))
    wait_serial(daemon, "b.example", 2)


def test_template_alone(mxd):
    """A changed list or template makes nobody look at other files: what the
    watch cannot see of them stays as it is until SIGHUP."""
    daemon = mxd(zones={"z.example": zone(body(1), 1)}, start=False)
    daemon.write("hosted", zone("$INCLUDE more\n", 1))
    daemon.write("more", "")
    daemon.write("domains", "a.example\n")
    daemon.write("other", "o.example\n")
    daemon.write_conf('template "t" { file "hosted"; domains "domains" }\n'
                      'template "o" { file "hosted"; domains "other" }\n'
                      'watch on\n')
    daemon.start()
    # Written behind the watch's back: it is not closed.
    with open(os.path.join(daemon.zone_dir, "z.example.zone"), "r+",
              encoding="utf-8") as f:
        f.write(zone(body(2), 2))
        f.truncate()
        f.flush()
        daemon.write("domains", "a.example\nb.example\n")
        wait_serial(daemon, "b.example", 1)
        daemon.wait_log(r"watch: 1 added, 0 changed, 0 removed, "
                        r"0 kept because of errors, 1 unchanged")
        daemon.write("hosted", zone("$INCLUDE more\n", 2))
        wait_serial(daemon, "o.example", 2)
        daemon.write("more", "$INCLUDE again\n")
        wait_for(lambda: "again" in daemon.log(), "the include")
        daemon.write("again", "x A 192.0.2.1\n")
        wait_for(lambda: answers(daemon.ask("x.o.example", "A"), "A") ==
                 ["192.0.2.1"], "what it includes")
        assert serial_of(daemon, "z.example") == 1
    wait_serial(daemon, "z.example", 2)


def test_burst(mxd):
    """A thousand files, as of rsync; the last write of each counts."""
    names = ["n%d.example" % n for n in range(BURST)]
    daemon = mxd("watch on\nlog level error\n",
                 zones={name: zone(body(1)) for name in names})
    for serial in (2, 3):
        for name in names:
            daemon.write_zone(name, zone(body(serial), serial))
    for name in names:
        wait_serial(daemon, name, 3)


def test_directory_removed_and_made_again(watched):
    """Its zones stay meanwhile, unless it took long to remove them."""
    aside = watched.path("aside")
    os.rename(watched.zone_dir, aside)
    watched.wait_log(r"watch: directory .*zones: No such file")
    for name in ("a.example", "b.example", "c.example"):
        assert serial_of(watched, name) == 1
    shutil.rmtree(aside)
    os.mkdir(watched.zone_dir)
    watched.write_zone("a.example", zone(body(2), 2))
    watched.write_zone("d.example", zone(body(2), 2))
    wait_serial(watched, "a.example", 2)
    wait_serial(watched, "d.example", 2)
    wait_serial(watched, "b.example", "REFUSED")
    watched.write_zone("a.example", zone(body(3), 3))
    wait_serial(watched, "a.example", 3)


def test_directory_deleted(watched):
    shutil.rmtree(watched.zone_dir)
    watched.wait_log(r"watch: directory .*zones: No such file")
    os.mkdir(watched.zone_dir)
    watched.write_zone("a.example", zone(body(2), 2))
    wait_serial(watched, "a.example", 2)


def test_directory_is_a_link_that_moves(mxd):
    """All zones put in place of others at one blow."""
    daemon = mxd(start=False)
    for n in (1, 2):
        os.mkdir(daemon.path("v%d" % n))
        daemon.write("v%d/a.example.zone" % n, zone(body(n), n))
    os.rmdir(daemon.zone_dir)
    os.symlink("v1", daemon.zone_dir)
    daemon.write_conf("watch on\n")
    daemon.start()
    wait_serial(daemon, "a.example", 1)
    os.symlink("v2", daemon.path("next"))
    os.rename(daemon.path("next"), daemon.zone_dir)
    wait_serial(daemon, "a.example", 2)
    daemon.write("v2/a.example.zone", zone(body(3), 3))
    wait_serial(daemon, "a.example", 3)


def test_directory_that_is_not_there_yet(mxd):
    daemon = mxd(start=False)
    os.rmdir(daemon.zone_dir)
    daemon.write_conf("watch on\n")
    daemon.start()
    os.mkdir(daemon.zone_dir)
    daemon.write_zone("a.example", zone(body(2), 2))
    wait_serial(daemon, "a.example", 2)


def test_two_directories(mxd):
    """The first wins; when its file goes, the other is there."""
    daemon = mxd(start=False)
    os.mkdir(daemon.path("more"))
    daemon.write("more/a.example.zone", zone(body(1), 9))
    daemon.write_zone("a.example", zone(body(1), 1))
    daemon.write_conf('zones in "more"\nwatch on\n')
    daemon.start()
    wait_serial(daemon, "a.example", 1)
    daemon.remove_zone("a.example")
    wait_serial(daemon, "a.example", 9)
    daemon.write("more/a.example.zone", zone(body(1), 10))
    wait_serial(daemon, "a.example", 10)
    daemon.write_zone("a.example", zone(body(1), 2))
    wait_serial(daemon, "a.example", 2)


def test_off(mxd):
    """The default; and it can be changed by a reload."""
    daemon = mxd(zones={"a.example": zone(body(1))})
    daemon.write_zone("a.example", zone(body(2), 2))
    daemon.write_conf("watch on\n")
    assert serial_of(daemon, "a.example") == 1
    daemon.reload()
    wait_serial(daemon, "a.example", 2)
    daemon.write_zone("a.example", zone(body(3), 3))
    wait_serial(daemon, "a.example", 3)
    daemon.write_conf("watch off\n")
    daemon.reload()
    daemon.write_zone("a.example", zone(body(4), 4))
    daemon.write_zone("b.example", zone(body(4), 4))
    daemon.write_conf("watch off\nidentity \"x\"\n")
    assert serial_of(daemon, "a.example") == 3
    daemon.reload()
    wait_serial(daemon, "a.example", 4)


def test_configuration_is_not_watched(watched):
    """An edit that is not finished stays out of force."""
    watched.write_conf('watch on\nzones in "nowhere"\nworkers x\n')
    watched.write_zone("a.example", zone(body(2), 2))
    wait_serial(watched, "a.example", 2)
    assert "error:" not in watched.log().split("answers queries")[-1]


@pytest.mark.skipif(os.geteuid() != 0, reason="needs root")
def test_in_a_chroot(mxd):
    """The loader sees the files as before, and so do changes."""
    daemon = mxd(start=False, zones={"a.example": zone(body(1))})
    empty = daemon.path("empty")
    os.mkdir(empty, 0o755)
    daemon.write_conf('watch on\nchroot "%s"\n' % empty)
    # The leak checker needs /proc, which is not to be seen from there.
    daemon.env["ASAN_OPTIONS"] = ":".join(
        [daemon.env.get("ASAN_OPTIONS", ""), "detect_leaks=0"]).strip(":")
    daemon.start()
    assert os.readlink("/proc/%d/root" % daemon.process.pid) == empty
    daemon.write_zone("a.example", zone(body(2), 2))
    wait_serial(daemon, "a.example", 2)


# A namespace whose user has two watches: the directory of zones, and the one
# above it.
FEW = ["unshare", "-U", "-r", "sh", "-c",
       "echo 2 >/proc/sys/user/max_inotify_watches && exec \"$@\"", "sh"]


@pytest.mark.skipif(subprocess.run(
    [*FEW, "true"], check=False, stderr=subprocess.DEVNULL).returncode,
    reason="no user namespaces here")
def test_no_more_watches(mxd, monkeypatch):
    """It is said what to raise; the rest goes on."""
    monkeypatch.setattr(daemon_module, "WRAP", FEW + daemon_module.WRAP)
    daemon = mxd("user root\nwatch on\nzones in \"more\"\n",
                 zones={"a.example": zone(body(1))}, start=False)
    os.mkdir(daemon.path("more"))
    daemon.write("more/b.example.zone", zone(body(1)))
    daemon.start()
    daemon.wait_log(r"more and perhaps others are not watched: .*"
                    r"sysctl fs\.inotify\.max_user_watches=")
    assert serial_of(daemon, "b.example") == 1
    daemon.write("more/b.example.zone", zone(body(2), 2))
    daemon.write_zone("a.example", zone(body(2), 2))
    wait_serial(daemon, "a.example", 2)
    assert serial_of(daemon, "b.example") == 1
    daemon.reload()
    wait_serial(daemon, "b.example", 2)
