# SPDX-License-Identifier: ISC
"""What mxd cannot do after its start: files, system calls, privileges."""

import os
import pathlib
import re
import subprocess
import tempfile

import dns.rcode
import pytest

from daemon import BUILD, PATIENCE_S, answers, zone

HOST = "www A 192.0.2.80\n"


def ctl(daemon, *command):
    return subprocess.run([os.path.join(BUILD, "mxctl"), "-s",
                           daemon.path("mxd.sock"), *command],
                          capture_output=True, text=True, check=False,
                          timeout=PATIENCE_S)


def rights(daemon):
    """What `mxctl status` says of them, by word."""
    words = dict(line.split(None, 1)
                 for line in ctl(daemon, "status").stdout.splitlines())
    return {word: words[word] for word in (
        "user", "chroot", "no_new_privs", "landlock", "seccomp",
        "descriptors", "core")}


def threads(daemon):
    """What the kernel says of all threads; TSan's own is older than main()."""
    tasks = pathlib.Path("/proc/%d/task" % daemon.process.pid).iterdir()
    told = [dict(re.findall(r"^(\w+):\s+(.*)$",
                            (task / "status").read_text(), re.M))
            for task in tasks]
    return [t for t in told
            if t["Pid"] == t["Tgid"] or t["Name"].startswith("mxd ")]


def seen(daemon, name):
    """The zone answers with an address, or SERVFAIL."""
    reply = daemon.ask("www." + name, "A")
    if reply.rcode() == dns.rcode.SERVFAIL:
        return False
    assert answers(reply, "A") == ["192.0.2.80"]
    return True


@pytest.fixture
def outside():
    """Makes zone files in directories that no configuration names."""
    with tempfile.TemporaryDirectory(prefix="mxd-e2e-") as top:
        os.chmod(top, 0o755)    # pytest's own is for its user alone

        def make(directory, name):
            path = pathlib.Path(top, directory, name + ".zone")
            path.parent.mkdir(exist_ok=True)
            path.parent.chmod(0o755)
            path.write_text(zone(HOST))
            path.chmod(0o644)
            return path
        yield make


def link(daemon, path):
    os.symlink(path, os.path.join(daemon.zone_dir, path.name))


def test_in_force(mxd, outside):
    daemon = mxd('control "mxd.sock"\n', workers=2, start=False,
                 zones={"a.example": zone(HOST)})
    link(daemon, outside("early", "early.example"))
    daemon.start()
    daemon.wait_started()
    told = rights(daemon)
    assert told["no_new_privs"] == "on"
    assert told["chroot"] == "off"
    if os.geteuid() == 0:
        assert told["user"] != "0"
    # All threads, the loader among them, or the log says why not.
    filters = {t["Seccomp"] for t in threads(daemon)}
    if "seccomp: " in daemon.log():
        assert told["seccomp"] == "off"
    else:
        assert told["seccomp"] == "on"
        assert filters == {"2"}, threads(daemon)
        assert len(threads(daemon)) >= 4
    assert {t["NoNewPrivs"] for t in threads(daemon)} == {"1"}
    # A link that was there at the start is followed.
    assert seen(daemon, "early.example")
    check_files(daemon, outside, told["landlock"] != "off")


def check_files(daemon, outside, is_confined):
    """Later only what lies in directories that were named at the start."""
    link(daemon, outside("late", "late.example"))
    link(daemon, outside("early", "again.example"))
    daemon.write_zone("b.example", zone(HOST))
    inner = pathlib.Path(daemon.zone_dir, "inner")
    inner.mkdir()
    (inner / "c.example.zone").write_text(zone(HOST))
    daemon.write_conf('control "mxd.sock"\nzones in "zones/inner"\n')
    since = len(daemon.log())
    result = ctl(daemon, "reload")
    log = daemon.log()[since:]
    for name in "a.example", "b.example", "c.example", "again.example":
        assert seen(daemon, name)
    if not is_confined:
        assert "landlock: " in daemon.log()
        return
    assert result.returncode == 1
    assert re.search(r"late\.example\.zone.*Permission denied.*a new one "
                     r"needs a restart", log), log
    assert not seen(daemon, "late.example")
    # A directory of the configuration that is new is told by name.
    other = outside("other", "d.example").parent
    daemon.write_conf('control "mxd.sock"\nzones in "%s"\n' % other)
    since = len(daemon.log())
    result = ctl(daemon, "reload")
    assert result.returncode == 1
    assert re.search("^directory %s waits: .*after a restart$" % other,
                     result.stderr, re.M), result.stderr
    assert "landlock: %s: the configuration did not name" % other in \
        daemon.log()[since:]
    assert seen(daemon, "a.example")


def test_off(mxd, outside):
    daemon = mxd('control "mxd.sock"\nconfine off\n',
                 zones={"a.example": zone(HOST)})
    daemon.wait_started()
    assert rights(daemon)["landlock"] == "off"
    assert rights(daemon)["seccomp"] == "off"
    assert {t["Seccomp"] for t in threads(daemon)} == {"0"}
    link(daemon, outside("late", "late.example"))
    daemon.write_conf('control "mxd.sock"\nconfine on\n')
    result = ctl(daemon, "reload")
    assert result.returncode == 0
    assert "setting confine waits: warning: the new setting needs a restart" \
        in result.stdout
    assert seen(daemon, "late.example")
    assert "confine: the new setting needs a restart" in daemon.log()
