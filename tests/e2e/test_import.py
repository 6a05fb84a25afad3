# SPDX-License-Identifier: ISC
"""scripts/import-named: configurations of BIND and NSD become mxd's.

tests/e2e/data/import has a folder for each, as it lies in / of its machine,
with the mxd.conf and the notes that are wanted; @ROOT@ is where the test has
copied it.
"""

import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

import pytest

from daemon import BUILD, DATA, MXD, TOP, zone

SCRIPT = os.path.join(TOP, "scripts", "import-named")
MXCTL = os.path.abspath(os.path.join(BUILD, "mxctl"))
FOLDER = os.path.join(DATA, "import")
CASES = sorted(os.listdir(FOLDER))

FILE = re.compile(r'^#?zone "([^"]*)" {\s*file "([^"]*)"', re.M)

needs_checkconf = pytest.mark.skipif(
    not shutil.which("named-checkconf", path=os.environ["PATH"] + ":/usr/sbin")
    or os.geteuid() != 0, reason="needs named-checkconf, and root for its -t")


@pytest.fixture
def place():
    """A directory; not pytest's, as mxd -n looks with the user's eyes."""
    with tempfile.TemporaryDirectory(prefix="mxd-import-") as name:
        os.chmod(name, 0o755)
        yield pathlib.Path(name)


def run(*arguments, env=None):
    return subprocess.run([SCRIPT, *arguments], text=True, check=False,
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                          timeout=120, env=env)


def laid_out(name, where):
    """A copy of a folder, with the directories that BIND wants there."""
    root = str(shutil.copytree(os.path.join(FOLDER, name), where))
    for folder, _, files in os.walk(root):
        for file in files:
            with open(os.path.join(folder, file), encoding="utf-8") as f:
                for path in re.findall(r'^\s*directory "([^"]*)"', f.read(),
                                       re.M):
                    os.makedirs(root + path, exist_ok=True)
    return root


def make_zones(conf):
    """A zone in each file that a configuration names."""
    for _, path in FILE.findall(conf):
        os.makedirs(os.path.dirname(path), exist_ok=True)
        if not os.path.exists(path):
            with open(path, "w", encoding="ascii") as f:
                f.write(zone())


def wanted(root, name, file):
    with open(os.path.join(FOLDER, name, file), encoding="utf-8") as f:
        return f.read().replace("@ROOT@", root)


def check(place, conf):
    """What `mxd -n` says."""
    path = place / "made.conf"
    path.write_text(conf)
    return subprocess.run([MXD, "-n", "-f", str(path)], text=True, check=False,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                          timeout=120)


@pytest.mark.parametrize("name", CASES)
@needs_checkconf
def test_configuration(name, place):
    """As wanted, what is left out is told, and mxd takes it."""
    root = laid_out(name, place / "root")
    make_zones(run("-t", root).stdout)
    done = run("-t", root)
    assert done.stderr == wanted(root, name, "notes")
    assert done.stdout == wanted(root, name, "mxd.conf")
    assert done.returncode == 0
    judged = check(place, done.stdout)
    assert judged.returncode == 0, judged.stdout
    served = [z for z in done.stdout.splitlines() if z.startswith("zone ")]
    assert "%d added" % len(served) in judged.stdout


# import-named on a machine that has no BIND.
WITHOUT = """import runpy, shutil, sys
shutil.which = lambda *_, **__: None
sys.argv = sys.argv[1:]
runpy.run_path(sys.argv[0], run_name="__main__")
"""


@pytest.mark.parametrize("name", [n for n in CASES if n.startswith("bind")])
def test_without_checkconf(name, place):
    """The same comes out, and it is said how."""
    root = laid_out(name, place / "root")
    make_zones(wanted(root, name, "mxd.conf"))
    done = subprocess.run(
        [sys.executable, "-c", WITHOUT, SCRIPT, "-t", root], text=True,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False)
    assert done.stdout == wanted(root, name, "mxd.conf")
    first, *others = done.stderr.splitlines()
    assert first.endswith("named-checkconf is not installed; the files are "
                          "read as they are")
    # named-checkconf sorts options, and writes whole networks.
    assert sorted(others) == sorted(
        wanted(root, name, "notes").replace("/32:", ":").splitlines())


def test_view(place):
    """Another view on request, for those whom it is for."""
    root = laid_out("bind-views", place / "root")
    done = run("-t", root, "--view", "inside")
    assert FILE.findall(done.stdout) == [
        ("corp.example", root + "/etc/bind/zones/corp.inside"),
        ("hosts.corp.example", root + "/etc/bind/zones/hosts.inside")]
    assert "\nallow query from 10.0.0.0/8 192.168.0.0/16\n" in done.stdout
    assert "view outside: mxd has no views; its 2 zones are left out" in \
        done.stderr
    make_zones(done.stdout)
    judged = check(place, done.stdout)
    assert judged.returncode == 0, judged.stdout
    done = run("-t", root, "--view", "nowhere")
    assert done.stderr == ("import-named: /etc/bind/named.conf: there is no "
                           "view nowhere, but inside, outside\n")
    assert done.stdout == ""
    assert done.returncode == 2
    done = run("-t", laid_out("bind-debian", place / "other"), "--view", "x")
    assert done.stderr.endswith("there is no view x, nor any other\n")
    assert done.returncode == 2


@pytest.mark.parametrize("acl,line", [
    ("any;", None),
    ("none;", "none"),
    ("192.0.2.1; !192.0.2.0/24; any;", "192.0.2.1 !192.0.2.0/24 any"),
    ("!b; 2001:db8::/32;", "!192.0.2.0/28 !198.51.100.1 2001:db8::/32"),
    ("!{ 192.0.2.9; }; localhost;", "!192.0.2.9 127.0.0.1 ::1"),
    ("key k; 192.0.2.1;", "192.0.2.1"),
    ("!geoip country XX; any;", "none"),
    ("!c; any;", "none"),
    ("!any; 192.0.2.1;", "none"),
    ("192.0.2.1; !any; 192.0.2.2;", "192.0.2.1"),
])
def test_who_may_ask(acl, line, place):
    """In BIND's order; what cannot be said opens nothing."""
    (place / "a").write_text(zone())
    conf = place / "named.conf"
    conf.write_text("""
acl b { 192.0.2.0/28; 198.51.100.1; };
acl c { !192.0.2.1; 192.0.2.0/28; };
key k { algorithm hmac-sha256; secret "c2VjcmV0IGZvciB0ZXN0cw=="; };
options { directory "%s"; allow-query { %s }; };
zone "a.example" { type master; file "a"; };
""" % (place, acl))
    done = run(str(conf))
    lines = [each for each in done.stdout.splitlines() if "allow" in each]
    assert lines == ([] if line is None else ["allow query from " + line])
    judged = check(place, done.stdout)
    assert judged.returncode == 0, judged.stdout


@pytest.mark.parametrize("text,status,told", [
    ('zone "a.example" { type master; file "a', 2, "a quote is not closed"),
    ('zone "a.example" {', 2, "the file ends within a statement"),
    ('};', 2, "a `}' that nobody expected"),
    ('/* zone', 2, "a comment is not closed"),
    ('', 1, "no zone that mxd can serve was found"),
    ('include "named.conf";', 2, "files are included"),
    ('zone "a.example" CH { type master; file "a"; };', 1,
     "class CH: mxd has IN only"),
    ('zone "a.example" { type master; };', 1, "it has no file"),
    ('zone "a.example" { file "a"; };', 1, "it has no type"),
    ('acl a { b; }; acl b { a; }; options { listen-on { a; }; '
     'listen-on-v6 { none; }; };', 1,
     "no address is left"),
    ('server: zonesdir: "/', 2, "a quote is not closed"),
    ('server:\n  port: 53\nzone: name: "a.example"', 1, "no zonefile"),
    ('server:\ninclude: "*.conf"', 2, "files are included"),
    ('server:\npattern: name: "a" include-pattern: "b"\npattern: name: "b" '
     'include-pattern: "a"\nzone: name: "a.example" include-pattern: "a"', 1,
     "it has no zonefile"),
    ('port: 53', 2, "stands before any section"),
])
def test_bad(text, status, told, place):
    """Whatever is wrong, it ends, and says what."""
    path = place / "named.conf"
    path.write_text(text)
    done = run(str(path))
    assert told in done.stderr
    assert "Traceback" not in done.stderr
    assert done.returncode == status, done.stderr


PRIVATE = """options {
	directory "%s";
	listen-on port 5310 { 127.0.0.1; };
	listen-on-v6 { none; };
	allow-query { 10.0.0.0/8; };
	auto-dnssec off;
};
zone "a.example" { type master; file "a"; };
"""

# One that has its messages where newer ones have them, one whose messages are
# not the same twice, one that fails; $1 is -p, or the file.
FAKES = [
    ('echo "$2:6: it is old" >&2; [ "$1" != -p ] || cat "$2"', None),
    ('echo "$1 is new"; [ "$1" != -p ] || cat "$2"', "says something else"),
    ('echo "$1:6: it is bad"; exit 1', "named-checkconf refuses it"),
]


def private(place):
    (place / "a").write_text(zone())
    conf = place / "named.conf"
    conf.write_text(PRIVATE % place)
    return str(conf)


def check_private(done):
    assert "\nlisten on 127.0.0.1 port 5310\n" \
        "allow query from 10.0.0.0/8\n\n" in done.stdout
    assert 'zone "a.example"' in done.stdout
    assert done.returncode == 0


@needs_checkconf
def test_warning(place):
    """A warning of named-checkconf is a note, no part of the configuration."""
    conf = private(place)
    done = run(conf)
    check_private(done)
    assert done.stderr == "%s:6: named-checkconf: option 'auto-dnssec' is " \
        "deprecated\n" % conf


@pytest.mark.parametrize("script,told", FAKES)
def test_other_checkconf(script, told, place):
    """Wherever messages stand; where that is not known the files are read."""
    conf = private(place)
    (place / "bin").mkdir()
    fake = place / "bin" / "named-checkconf"
    fake.write_text("#!/bin/sh\n" + script + "\n")
    fake.chmod(0o755)
    done = run(conf, env={**os.environ, "PATH": "%s:%s" % (
        fake.parent, os.environ["PATH"])})
    check_private(done)
    assert "named-checkconf: " in done.stderr
    assert ("the files are read as they are" in done.stderr) == bool(told)
    assert (told or "") in done.stderr


SAYINGS = [
    ("listen-on port 5360 { any; !127.0.0.2; };",
     ["listen on 0.0.0.0 port 5360"],
     "listen-on: !127.0.0.2: stands behind `any', where BIND does not look"),
    ("listen-on { !127.0.0.2; any; };", ["listen on 127.0.0.1"],
     "listen-on: any: would be too much without the exceptions"),
    ("allow-query { any; !192.0.2.66; };", [],
     "allow-query: !192.0.2.66: stands behind `any', where BIND does"),
    ("rate-limit { all-per-second 1000; };", ["rate total 1000"], None),
    ("rate-limit { responses-per-second 100; all-per-second 1000; };",
     ["rate limit 100", "rate total 1000"], None),
    ("rate-limit { responses-per-second 0; all-per-second 0; };", [],
     "without responses-per-second and all-per-second; no limit was written"),
    ("querylog yes;", [], "querylog: write `log queries all', or a sample"),
    ("dnstap { auth; };", [], "dnstap: see `dnstap to'"),
    ('dnstap-output unix "/run/tap";', [],
     'dnstap-output: write `dnstap to "/run/tap"\', if the user of mxd may'),
    ('dnstap-output file "/run/tap";', [],
     "dnstap-output: mxd writes to a socket, not to a file"),
]


@pytest.mark.parametrize("option,lines,told", SAYINGS)
def test_option(option, lines, told, place):
    """What mxd has is written, or named; nothing is dropped in silence."""
    (place / "a").write_text(zone())
    conf = place / "named.conf"
    conf.write_text('options { directory "%s"; listen-on-v6 { none; }; %s };\n'
                    'zone "a.example" { type master; file "a"; };\n' % (
                        place, option))
    done = run(str(conf))
    said = [line for line in done.stdout.splitlines()
            if not line.startswith(("#", "zone ", "control "))]
    if not option.startswith("listen-on"):
        said.remove("listen on 0.0.0.0")
    assert [line for line in said if line] == lines
    notes = [line for line in done.stderr.splitlines()
             if "named-checkconf" not in line]      # built without dnstap
    assert told in done.stderr if told else notes == []
    assert "nothing like it" not in done.stderr


def test_control(place):
    """mxctl finds what was written; mxd takes it."""
    conf = private(place)
    done = run(conf)
    assert '\ncontrol "/run/mxd/control"\n' in done.stdout
    judged = check(place, done.stdout)
    assert judged.returncode == 0, judged.stdout
    asked = subprocess.run([MXCTL, "-f", str(place / "made.conf"), "reload"],
                           text=True, check=False, timeout=120,
                           stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    assert "/run/mxd/control" in asked.stdout
    assert "no `control" not in asked.stdout


IN_VIEW = """view inside {
	match-clients { 10.0.0.0/8; };
	zone "a.example" { type master; file "a"; allow-query { any; }; };
};
view outside {
	allow-query { 192.0.2.0/24; };
	zone "b.example" { type master; file "b"; };
};
view all {
	zone "a.example" { in-view inside; };
	zone "b.example" { in-view outside; };
	zone "alias.example" { in-view inside; };
};
"""


def test_in_view(place):
    """A zone of another view; what is not there is said as it is."""
    for name in ("a", "b"):
        (place / name).write_text(zone())
    conf = place / "named.conf"
    conf.write_text('options { directory "%s"; };\n' % place + IN_VIEW)
    done = run(str(conf), "--view", "all")
    assert "zone alias.example: in-view inside: that view has no such zone; " \
        "left out" in done.stderr
    assert "type : " not in done.stderr
    assert [name for name, _ in FILE.findall(done.stdout)] == [
        "a.example", "b.example"]
    # The list of its own view comes along.
    assert '/b"\n\tallow query from 192.0.2.0/24\n}' in done.stdout
    # For those of the view, whatever the zone says.
    done = run(str(conf), "--view", "inside")
    assert "allow query from 10.0.0.0/8\n" in done.stdout
    assert "from any" not in done.stdout


def test_nothing_there(place):
    done = run("-t", str(place))
    assert done.returncode == 2
    assert "/etc/bind/named.conf" in done.stderr
    done = run(str(place / "named.conf"))
    assert done.returncode == 2
    assert "No such file" in done.stderr


def test_include_in_zone(place):
    """BIND's $INCLUDE begins at its directory, and may go anywhere."""
    for folder in ("zones", "common"):
        (place / folder).mkdir()
    common = place / "common" / "mail"
    common.write_text("@ MX 10 ns1\n")
    for name, include in (("a", common), ("b", "common/mail")):
        (place / "zones" / name).write_text(
            zone('$INCLUDE "%s"\n' % include))
    conf = place / "named.conf"
    conf.write_text('options { directory "%s"; };\n' % place + "".join(
        'zone "%s.example" { type master; file "zones/%s"; };\n' % (name, name)
        for name in "ab"))
    done = run(str(conf))
    assert 'include from "%s"\n' % place in done.stdout
    assert done.stderr.splitlines() == [
        "%s:3: zone b.example: $INCLUDE common/mail: began at %s, in mxd at "
        "%s/zones; write the whole path" % (conf, place, place)]
    (place / "zones" / "b").write_text(zone('$INCLUDE "%s"\n' % common))
    done = run(str(conf))
    assert done.stderr == ""
    judged = check(place, done.stdout)
    assert judged.returncode == 0, judged.stdout


def test_journal(place):
    """A journal has what the file lacks."""
    for name in ("a", "a.jnl"):
        (place / name).write_text(zone())
    conf = place / "named.conf"
    conf.write_text('zone "a.example" { type master; file "a"; };\n')
    assert "a.jnl has changes that the file lacks" in run(str(conf)).stderr


def test_help():
    done = run("--help")
    assert done.returncode == 0
    assert "named-checkconf" in done.stdout


def test_leaves_nothing():
    """Installed, it may lie where nobody writes."""
    assert not os.path.exists(os.path.join(
        TOP, "scripts", "importer", "__pycache__"))
