# SPDX-License-Identifier: ISC
"""Starting, stopping, checking, and what is left of root's rights."""

import grp
import os
import pathlib
import pwd
import re
import shutil
import signal
import subprocess
import tempfile

import dns.rcode
import pytest

from daemon import EXAMPLES, MXD, PATIENCE_S, TOP, answers, wait_for, zone

NEEDS_ROOT = pytest.mark.skipif(os.geteuid() != 0, reason="needs root")


def run(*args, **options):
    return subprocess.run([MXD, *args], capture_output=True, text=True,
                          timeout=PATIENCE_S, check=False, **options)


def status(pid, word):
    with open("/proc/%d/status" % pid, encoding="ascii") as f:
        return re.search("^%s:\\s+(.*)$" % word, f.read(), re.M).group(1)


# --- a broken zone

def test_broken_zone_is_left_out(mxd):
    daemon = mxd(zones={
        "bad.example": zone("@ MX 10\n@ MX 70000 mx\n"),
        "good.example": zone("@ MX 10 mx\nmx A 192.0.2.1\n")})
    assert daemon.ask("x.bad.example").rcode() == dns.rcode.SERVFAIL
    assert answers(daemon.ask("good.example"), "MX")
    log = daemon.log()
    # All faults at once, each with its place.
    assert re.search(r"bad\.example\.zone:7:\d+: error:", log), log
    assert re.search(r"bad\.example\.zone:8:\d+: error:.*70000", log), log


def test_missing_file_is_left_out(mxd):
    daemon = mxd('zone "none.example" { file "none.txt" }\n',
                 zones={"good.example": zone()})
    assert daemon.ask("none.example").rcode() == dns.rcode.SERVFAIL
    assert daemon.ask("good.example", "SOA").answer
    assert "none.txt" in daemon.log()


# --- mxd -n, -p, -V

def test_check_good(mxd):
    daemon = mxd(start=False)
    daemon.copy_zones(EXAMPLES)
    result = run("-n", "-f", daemon.conf_path)
    assert result.returncode == 0, result.stderr


def test_check_strict(mxd):
    """A reload refuses it, a start does not: both are said."""
    daemon = mxd(start=False, zones={"a.example": zone(
        "@ MX 10 mail\nmail CNAME www\nwww A 192.0.2.80\n")})
    assert run("-n", "-f", daemon.conf_path).returncode == 0
    daemon.write_conf("lint strict\n")
    result = run("-n", "-f", daemon.conf_path)
    assert result.returncode == 1
    assert 'zone a.example: serial 1 has errors, and "lint strict" is in ' \
        "force: a reload refuses it, only a start would serve it\n" in \
        result.stderr
    assert re.search(r"not good: .* the checks found 1 error, \d+ warnings?\n",
                     result.stderr)
    assert "SERVFAIL" not in result.stderr


def test_check_bad_zone(mxd):
    daemon = mxd(start=False, zones={"bad.example": zone("@ MX 10\n"),
                                     "worse.example": "nothing\n"})
    result = run("-n", "-f", daemon.conf_path)
    assert result.returncode != 0
    assert re.search(r"bad\.example\.zone:7:\d+: error:", result.stderr)
    assert re.search(r"worse\.example\.zone", result.stderr)


@pytest.mark.parametrize("line, status_wanted, message", [
    ('chroot "/nonexistent"', 1, r"chroot: directory /nonexistent: No such"),
    ("listen on nosuchif0 port 5399", 1, r"no interface nosuchif0"),
    # What starts mxd may make one below /run, as systemd makes /run/mxd.
    ('control "/nonexistent/c"', 1, r"control: directory /nonexistent: No .*"
     "would not start"),
    ('control "/run/nonexistent/c"', 0, r"/run/nonexistent: No .*a service"),
    ('pidfile "/nonexistent/p"', 1, r"pidfile: directory /nonexistent: No "),
    ('log to file "/nonexistent/l"', 0, r"log to file: directory /nonexist"),
])
def test_check_what_a_start_needs(tmp_path, line, status_wanted, message):
    """-n speaks for the start, not for the files alone."""
    path = tmp_path / "mxd.conf"
    path.write_text('listen on 127.0.0.1 port 5399\n%s\n' % line)
    path.chmod(0o644)
    tmp_path.chmod(0o755)
    result = run("-n", "-f", str(path))
    assert result.returncode == status_wanted
    assert re.search(message, result.stderr), result.stderr


@NEEDS_ROOT
def test_configuration_that_a_reload_could_not_read(mxd):
    """Readable for root only: told by -n and at the start."""
    daemon = mxd(zones={"a.example": zone("@ MX 10 mx\nmx A 192.0.2.1\n")})
    os.chmod(daemon.conf_path, 0o600)
    result = run("-n", "-f", daemon.conf_path)
    assert result.returncode == 0    # a start would go well
    assert "a reload would fail" in result.stderr, result.stderr


def test_directory_without_zones():
    with tempfile.TemporaryDirectory() as name:
        path = pathlib.Path(name)
        path.chmod(0o755)
        (path / "zones").mkdir()
        (path / "zones" / "db.a.example").write_text("")
        (path / "mxd.conf").write_text('zones in "zones"\n')
        result = run("-n", "-f", str(path / "mxd.conf"))
    assert "no file there is named NAME.zone" in result.stderr, result.stderr


def test_check_bad_configuration(mxd):
    daemon = mxd("listn on 127.0.0.1\nworkers 0\nzone \"x\" { fil \"y\" }\n",
                 start=False)
    result = run("-n", "-f", daemon.conf_path)
    assert result.returncode != 0
    places = re.findall(r"mxd\.conf:(\d+):(\d+): error:", result.stderr)
    assert {line for line, _ in places} == {"4", "5", "6"}, result.stderr
    assert "listen" in result.stderr


@pytest.mark.parametrize("option", ["-n", "-p"])
def test_check_by_descriptor(mxd, option):
    """A check may read what its starter has opened; a pipe is refused."""
    daemon = mxd(start=False, zones={"a.example": zone()})
    with open(daemon.path("made"), "w+", encoding="ascii") as f:
        f.write('zone "a.example" { file "%s" }\n'
                % daemon.path("zones/a.example.zone"))
        f.flush()
        os.unlink(f.name)
        result = run(option, "-f", "/dev/fd/%d" % f.fileno(),
                     pass_fds=[f.fileno()])
    assert result.returncode == 0, result.stderr
    reader, writer = os.pipe()
    result = run(option, "-f", "/dev/fd/%d" % reader, pass_fds=[reader])
    os.close(reader)
    os.close(writer)
    assert result.returncode == 1
    assert "is a device, socket or pipe; name a regular" in result.stderr


def test_check_missing_configuration():
    result = run("-n", "-f", "/nonexistent/mxd.conf")
    assert result.returncode != 0
    assert "/nonexistent/mxd.conf" in result.stderr


def test_bad_configuration_does_not_start(mxd):
    daemon = mxd("workers many\n", start=False)
    result = run("-d", "-f", daemon.conf_path)
    assert result.returncode != 0
    assert re.search(r"mxd\.conf:4:\d+: error:", result.stderr)


def test_bad_option():
    result = run("-Q")
    assert result.returncode != 0
    assert "usage:" in result.stderr


# A namespace whose /dev is empty.
NO_DEV = ["unshare", "-U", "-r", "-m", "sh", "-c",
          "mount -t tmpfs none /dev && exec \"$@\"", "sh"]


@pytest.mark.skipif(subprocess.run(
    [*NO_DEV, "true"], check=False, stderr=subprocess.DEVNULL).returncode,
    reason="no user namespaces here")
def test_without_dev_null():
    result = subprocess.run([*NO_DEV, MXD, "-n"], capture_output=True,
                            text=True, check=False, timeout=PATIENCE_S)
    assert result.returncode == 1
    assert result.stderr == "mxd: /dev/null: it is needed to start, and " \
        "cannot be opened: No such file or directory\n"


def test_version():
    result = run("-V")
    assert result.returncode == 0
    assert re.match(r"mxd \d", result.stdout + result.stderr)


def test_print_parses_back(mxd):
    daemon = mxd('identity "ns1 \\"x\\""\nrotate off\ntcp idle 3s\n'
                 'log to stderr\n'
                 'zone "a.example" { file "a.txt"\nrotate on }\n',
                 start=False)
    first = run("-p", "-f", daemon.conf_path)
    assert first.returncode == 0, first.stderr
    assert "rotate off" in first.stdout
    # All paths are said in full, so it may be read from elsewhere.
    daemon.write("again.conf", first.stdout)
    again = run("-p", "-f", daemon.path("again.conf"), cwd="/")
    assert again.returncode == 0, again.stderr
    assert again.stdout == first.stdout


def test_relative_paths_are_relative_to_the_file(mxd):
    daemon = mxd(start=False, zones={"a.example": zone()})
    result = run("-n", "-f", os.path.relpath(daemon.conf_path, "/tmp"),
                 cwd="/tmp")
    assert result.returncode == 0, result.stderr


def test_include_and_macros(mxd):
    daemon = mxd('dir = "more"\ninclude "more.conf"\n', start=False)
    daemon.write("more.conf", 'zones in $dir\n')
    os.mkdir(daemon.path("more"))
    daemon.write("more/m.example.zone", zone())
    daemon.start()
    assert daemon.ask("m.example", "SOA").answer


def test_port_in_use(mxd):
    """Says which address, and does not serve with half of them."""
    first = mxd(zones={"a.example": zone()})
    second = mxd(start=False, zones={"a.example": zone()})
    second.port = first.port
    second.write_conf()
    result = run("-d", "-f", second.conf_path)
    assert result.returncode != 0
    assert str(first.port) in result.stderr
    assert first.ask("a.example", "SOA").answer


# --- the daemon

@pytest.fixture
def background(mxd):
    """mxd without -d: returns the daemon's directory object and pid."""
    made = []

    def make(conf="", **options):
        daemon = mxd(start=False, **options)
        daemon.pidfile = daemon.path("mxd.pid")
        daemon.logfile = daemon.path("log/mxd.log")
        os.mkdir(daemon.path("log"))
        os.chmod(daemon.path("log"), 0o777)
        daemon.log_conf = 'pidfile "mxd.pid"\nlog to file "log/mxd.log"\n'
        daemon.write_conf(daemon.log_conf + conf)
        result = run("-f", daemon.conf_path)
        assert result.returncode == 0, result.stderr
        daemon.pid = wait_for(lambda: read_pid(daemon.pidfile), "a pid")
        made.append(daemon)
        wait_for(daemon.is_answering, "an answer")
        return daemon
    yield make
    for daemon in made:
        end(daemon)


def read_pid(path):
    try:
        with open(path, encoding="ascii") as f:
            return int(f.read())
    except (OSError, ValueError):
        return None


def is_gone(pid):
    try:
        return status(pid, "State").startswith("Z")
    except OSError:
        return True


def end(daemon):
    if not is_gone(daemon.pid):
        os.kill(daemon.pid, signal.SIGTERM)
        wait_for(lambda: is_gone(daemon.pid), "the daemon to end")


def read(path):
    try:
        with open(path, encoding="utf-8") as f:
            return f.read()
    except OSError:
        return ""


def test_background(background):
    daemon = background(zones={"a.example": zone()})
    assert daemon.ask("a.example", "SOA").answer
    pid = daemon.pid
    # A session of its own, no terminal, stdin and stdout on /dev/null.
    assert os.getsid(pid) != os.getsid(0)
    for fd in (0, 1, 2):
        assert os.readlink("/proc/%d/fd/%d" % (pid, fd)) == "/dev/null"
    with open("/proc/%d/cmdline" % pid, "rb") as f:
        assert b"mxd" in f.read()
    end(daemon)
    assert not os.path.exists(daemon.pidfile) or os.geteuid() == 0 \
        and read_pid(daemon.pidfile) is None


def test_second_instance(background):
    daemon = background(zones={"a.example": zone()})
    result = run("-f", daemon.conf_path)
    assert result.returncode != 0
    assert str(daemon.pid) in result.stderr or "in use" in result.stderr
    assert read_pid(daemon.pidfile) == daemon.pid
    assert daemon.ask("a.example", "SOA").answer


def test_stale_pidfile(background, mxd):
    """A file left by one that died does not keep the next from starting."""
    daemon = background(zones={"a.example": zone()})
    os.kill(daemon.pid, signal.SIGKILL)
    wait_for(lambda: is_gone(daemon.pid), "its end")
    result = run("-f", daemon.conf_path)
    assert result.returncode == 0, result.stderr
    old = daemon.pid
    daemon.pid = wait_for(
        lambda: read_pid(daemon.pidfile) not in (None, old) and
        read_pid(daemon.pidfile), "a new pid")
    wait_for(daemon.is_answering, "an answer")


def test_log_is_reopened(background):
    """After logrotate has moved the file away: by SIGUSR1, by a reload that
    fails, and by one that does what it should."""
    daemon = background(zones={"a.example": zone()})
    wait_for(lambda: read(daemon.logfile), "something in the log")
    if shutil.which("logrotate") and os.environ.get("E2E") != "daemon":
        rotate(daemon)
    else:
        os.rename(daemon.logfile, daemon.logfile + ".1")
        os.kill(daemon.pid, signal.SIGUSR1)
    wait_for(lambda: "opened again" in read(daemon.logfile), "a new log file")
    os.rename(daemon.logfile, daemon.logfile + ".2")
    daemon.write_conf(daemon.log_conf + "nonsense\n")
    os.kill(daemon.pid, signal.SIGHUP)
    wait_for(lambda: "nonsense" in read(daemon.logfile), "the fault's line")
    os.rename(daemon.logfile, daemon.logfile + ".3")
    os.mkdir(daemon.logfile)
    daemon.write_conf(daemon.log_conf)
    daemon.write_zone("a.example", zone("@ MX ten mx\n"))
    os.kill(daemon.pid, signal.SIGHUP)
    wait_for(lambda: re.search(
        "error: log: cannot be opened again: Is a dir.*the log goes where it "
        "went(.|\n)*a.example", read(daemon.logfile + ".3")),
        "the loud failure")


def rotate(daemon):
    """With our own file for logrotate, for this daemon's files."""
    path = os.path.join(TOP, "scripts", "logrotate", "mxd")
    text = read(path).replace("/var/log/mxd.log", daemon.logfile)
    text = text.replace("/run/mxd.pid", daemon.pidfile)
    text = text.replace("\tcompress\n", "")
    assert daemon.logfile in text and daemon.pidfile in text
    daemon.write("rotate.conf", text)
    os.chmod(daemon.path("rotate.conf"), 0o644)
    before = os.stat(daemon.logfile)
    # A directory that all may write is none for logrotate.
    os.chown(daemon.path("log"), before.st_uid, -1)
    os.chmod(daemon.path("log"), 0o755)
    result = subprocess.run(
        ["logrotate", "-f", "-s", daemon.path("state"),
         daemon.path("rotate.conf")], capture_output=True, text=True,
        timeout=PATIENCE_S, check=False,
        env={**os.environ, "PATH": os.environ["PATH"] + ":/usr/sbin:/sbin"})
    assert result.returncode == 0, result.stderr
    assert os.stat(daemon.logfile + ".1").st_ino == before.st_ino
    after = os.stat(daemon.logfile)
    assert (after.st_uid, after.st_mode) == (before.st_uid, before.st_mode)


@NEEDS_ROOT
@pytest.mark.parametrize("make", [os.symlink, os.link])
def test_links_for_the_log(background, make):
    """Root neither writes through a planted link nor gives its file away."""
    daemon = background(zones={"a.example": zone()})
    end(daemon)
    os.unlink(daemon.logfile)
    daemon.write("victim", "as it was\n")
    make(daemon.path("victim"), daemon.logfile)
    result = run("-f", daemon.conf_path)
    assert result.returncode == 0, result.stderr
    daemon.pid = wait_for(lambda: read_pid(daemon.pidfile), "a pid")
    assert re.search(r"log file .*/mxd\.log: it (is a symbolic|has more).*"
                     r"remove.*; the log goes to syslog", result.stderr)
    assert os.stat(daemon.path("victim")).st_uid == 0
    assert read(daemon.path("victim")) == "as it was\n"


@NEEDS_ROOT
@pytest.mark.parametrize("make", [os.symlink, os.link])
def test_links_for_the_pidfile(mxd, make):
    daemon = mxd(start=False, zones={"a.example": zone()})
    daemon.write_conf('pidfile "mxd.pid"\n')
    daemon.write("victim", "as it was\n")
    make(daemon.path("victim"), daemon.path("mxd.pid"))
    result = run("-d", "-f", daemon.conf_path)
    assert result.returncode == 1
    assert re.search(r"pidfile .*/mxd\.pid: it (is a symbolic|has more).*"
                     r"remove.*; mxd does not start", result.stderr)
    assert read(daemon.path("victim")) == "as it was\n"


def test_startup_failure_is_told(mxd):
    """The command fails in front, not in the background unseen."""
    first = mxd(zones={"a.example": zone()})
    second = mxd(start=False)
    second.port = first.port
    second.write_conf('pidfile "mxd.pid"\nlog to file "mxd.log"\n')
    result = run("-f", second.conf_path)
    assert result.returncode != 0


def test_no_descriptors_from_outside(mxd):
    """What the starter had open is not kept by the daemon."""
    daemon = mxd(start=False, zones={"a.example": zone()})
    with open("/dev/zero", "rb") as f:
        os.set_inheritable(f.fileno(), True)
        with open(daemon.log_path, "ab") as log:
            daemon.process = subprocess.Popen(
                [MXD, "-d", "-f", daemon.conf_path], stdout=log, stderr=log,
                stdin=subprocess.DEVNULL, pass_fds=[f.fileno()])
        daemon.wait_ready()
        directory = "/proc/%d/fd" % daemon.process.pid
        links = [os.readlink(os.path.join(directory, fd))
                 for fd in os.listdir(directory)]
        assert "/dev/zero" not in links


# --- rights

@NEEDS_ROOT
def test_root_is_given_up(mxd):
    daemon = mxd('user "nobody"\n', zones={"a.example": zone()})
    pid = daemon.process.pid
    nobody = pwd.getpwnam("nobody")
    assert set(status(pid, "Uid").split()) == {str(nobody.pw_uid)}
    assert set(status(pid, "Gid").split()) == {str(nobody.pw_gid)}
    assert set(status(pid, "Groups").split()) == {str(nobody.pw_gid)}
    assert int(status(pid, "CapEff"), 16) == 0
    assert int(status(pid, "CapPrm"), 16) == 0
    # And each thread of it.
    for task in os.listdir("/proc/%d/task" % pid):
        with open("/proc/%d/task/%s/status" % (pid, task),
                  encoding="ascii") as f:
            assert "Uid:\t0" not in f.read()
    # Zones can still be read.
    daemon.write_zone("b.example", zone())
    daemon.reload()
    assert daemon.ask("b.example", "SOA").answer


@NEEDS_ROOT
@pytest.mark.parametrize("empty_root", [False, True])
def test_groups_of_the_user(mxd, empty_root):
    """An operator may let mxd read zones through a group."""
    users = [(name, group.gr_gid) for group in grp.getgrall()
             for name in group.gr_mem if has_other_group(name, group.gr_gid)]
    if not users:
        pytest.skip("nobody is in a second group")
    name, gid = users[0]
    daemon = mxd(start=False, zones={"a.example": zone()})
    text = 'user "%s"\n' % name
    if empty_root:
        os.mkdir(daemon.path("empty"), 0o755)
        text += 'chroot "%s"\n' % daemon.path("empty")
        daemon.env["ASAN_OPTIONS"] = ":".join(
            [daemon.env.get("ASAN_OPTIONS", ""),
             "detect_leaks=0"]).strip(":")
    daemon.write_conf(text)
    path = daemon.path("zones/a.example.zone")
    os.chown(path, 0, gid)
    os.chmod(path, 0o640)
    daemon.start()
    assert daemon.ask("a.example", "SOA").answer
    assert set(status(daemon.process.pid, "Groups").split()) == {
        str(group) for group in os.getgrouplist(
            name, pwd.getpwnam(name).pw_gid)}


def has_other_group(name, gid):
    try:
        user = pwd.getpwnam(name)
    except KeyError:
        return False
    return user.pw_uid != 0 and user.pw_gid != gid


@NEEDS_ROOT
def test_default_user(mxd):
    daemon = mxd(zones={"a.example": zone()})
    name = pwd.getpwuid(int(status(daemon.process.pid, "Uid")
                            .split()[0])).pw_name
    assert name in ("_mxd", "nobody")
    if name == "nobody":
        assert "_mxd" in daemon.log()


@NEEDS_ROOT
def test_unknown_user_does_not_start(mxd):
    daemon = mxd('user "no-such-user"\n', start=False)
    result = run("-d", "-f", daemon.conf_path)
    assert result.returncode != 0
    assert "no-such-user" in result.stderr


@NEEDS_ROOT
def test_chroot(mxd):
    """The root directory is empty; a reload works all the same."""
    daemon = mxd(start=False, zones={"a.example": zone()})
    empty = daemon.path("empty")
    os.mkdir(empty, 0o755)
    daemon.write_conf('chroot "%s"\n' % empty)
    # The leak checker needs /proc, which is not to be seen from there.
    daemon.env["ASAN_OPTIONS"] = ":".join(
        [daemon.env.get("ASAN_OPTIONS", ""), "detect_leaks=0"]).strip(":")
    daemon.start()
    assert os.readlink("/proc/%d/root" % daemon.process.pid) == empty
    daemon.write_zone("a.example", zone("www A 192.0.2.9\n", 2))
    daemon.write_zone("b.example", zone())
    daemon.reload()
    assert answers(daemon.ask("www.a.example", "A"), "A") == ["192.0.2.9"]
    assert daemon.ask("b.example", "SOA").answer


@NEEDS_ROOT
def test_not_root_starts_too(mxd):
    """With a high port nothing of root's is needed."""
    daemon = mxd(start=False, zones={"a.example": zone()})
    nobody = pwd.getpwnam("nobody")
    if not os.access(os.path.dirname(MXD), os.X_OK):
        pytest.skip("the build directory is private")

    def become():
        os.setgroups([])
        os.setgid(grp.getgrgid(nobody.pw_gid).gr_gid)
        os.setuid(nobody.pw_uid)
    with open(daemon.log_path, "ab") as log:
        try:
            daemon.process = subprocess.Popen(
                [MXD, "-d", "-f", daemon.conf_path], stdout=log, stderr=log,
                stdin=subprocess.DEVNULL, preexec_fn=become)
        except PermissionError:
            pytest.skip("the build directory is private")
    daemon.wait_ready()
    assert daemon.ask("a.example", "SOA").answer
