# SPDX-License-Identifier: ISC
"""What mxd cannot do after its start: files, system calls, privileges."""

import os
import pathlib
import re
import signal
import subprocess
import tempfile

import dns.rcode
import pytest

from daemon import BUILD, MXD, PATIENCE_S, WRAP, answers, wait_for, zone

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
    assert re.search(r"late\.example\.zone.*Permission denied.*did not name "
                     r"when mxd started needs a restart", log), log
    assert not seen(daemon, "late.example")
    # A directory of the configuration that is new is told by name.
    other = outside("other", "d.example").parent
    daemon.write_conf('control "mxd.sock"\nzones in "%s"\n' % other)
    since = len(daemon.log())
    result = ctl(daemon, "reload")
    assert result.returncode == 1
    assert re.search("^directory %s waits: .*after a restart$" % other,
                     result.stdout, re.M), result.stdout
    assert "landlock: %s: the configuration did not name" % other in \
        daemon.log()[since:]
    assert seen(daemon, "a.example")


def test_log_file_of_a_service(mxd):
    """-d under a manager writes the file that is named: it can be opened
    again, and where it cannot the reason is told."""
    daemon = mxd(start=False, zones={"a.example": zone(HOST)})
    for name in "early", "late":
        os.mkdir(daemon.path(name))
        os.chmod(daemon.path(name), 0o777)
    daemon.env["INVOCATION_ID"] = "0123456789abcdef"
    daemon.env.pop("JOURNAL_STREAM", None)
    daemon.write_conf('log to file "early/log"\ncontrol "mxd.sock"\n')
    daemon.write("stderr", "")
    # Where a manager reads: neither a terminal nor a file.
    daemon.process = subprocess.Popen(
        [*WRAP, MXD, "-d", "-f", daemon.conf_path], env=daemon.env,
        stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL)
    early = pathlib.Path(daemon.path("early"), "log")

    def says(pattern):
        wait_for(lambda: early.exists() and
                 re.search(pattern, early.read_text()), pattern)
    says(r"start: 1 added")
    os.rename(early, str(early) + ".1")
    daemon.send(signal.SIGUSR1)
    says(r"log: opened again")
    is_confined = rights(daemon)["landlock"] != "off"
    daemon.write_conf('log to file "late/log"\ncontrol "mxd.sock"\n')
    ctl(daemon, "reload")
    if is_confined:
        says(r"landlock: \S*/late: the log was not there .* after a restart\n"
             r"(.*\n)*.*log file \S*late/log: Permission denied")


def test_off(mxd, outside):
    daemon = mxd('control "mxd.sock"\nconfine off\n',
                 zones={"a.example": zone(HOST)})
    daemon.wait_started()
    assert rights(daemon)["landlock"] == "off"
    assert rights(daemon)["seccomp"] == "off"
    assert "confine: off in the configuration: mxd may open what its user " \
        "may, and make all system calls; `mxctl status' shows what is in " \
        "force\n" in daemon.log()
    assert {t["Seccomp"] for t in threads(daemon)} == {"0"}
    link(daemon, outside("late", "late.example"))
    daemon.write_conf('control "mxd.sock"\nconfine on\n')
    result = ctl(daemon, "reload")
    assert result.returncode == 0
    assert "setting confine waits: warning: the new setting needs a restart" \
        in result.stdout
    assert seen(daemon, "late.example")
    assert "confine: the new setting needs a restart" in daemon.log()
