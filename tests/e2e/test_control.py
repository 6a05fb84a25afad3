# SPDX-License-Identifier: ISC
"""mxctl and the control socket; mxcheck as a command."""

import functools
import json
import os
import pwd
import re
import shutil
import signal
import socket
import subprocess

import pytest

from daemon import (BUILD, DATA, EXAMPLES, PATIENCE_S, TOP, answers,
                    rounds, wait_for, zone)


def run(program, *args):
    return subprocess.run([os.path.join(BUILD, program), *args], text=True,
                          capture_output=True, timeout=PATIENCE_S,
                          check=False)


@pytest.fixture
def controlled(mxd):
    daemon = mxd('control "mxd.sock"\n',
                 zones={"a.example": zone("@ MX 10 mx\nmx A 192.0.2.1\n"),
                        "bad.example": zone("@ MX ten mx\n")})
    daemon.wait_started()
    daemon.ctl = lambda command: run("mxctl", "-s",
                                     daemon.path("mxd.sock"), command)
    return daemon


def table(text):
    """Lines of `word rest` as a dictionary."""
    return dict(line.split(None, 1) for line in text.splitlines())


def test_status(controlled):
    result = controlled.ctl("status")
    assert result.returncode == 0, result.stderr
    status = table(result.stdout)
    assert status["pid"] == str(controlled.process.pid)
    assert status["zones"] == "2"
    assert status["failing"] == "1"


def test_loading_is_told(mxd):
    """How far a start has come; and nothing of that when it is over."""
    count = rounds(400, 40)
    daemon = mxd('control "mxd.sock"\n', start=False, zones={
        "z%d.example" % n: zone("$GENERATE 1-4000 h$ A 192.0.2.1\n")
        for n in range(count)})

    def loading():
        return table(run("mxctl", "-s", daemon.path("mxd.sock"),
                         "status").stdout).get("loading")
    daemon.start(wait=False)
    assert re.match(r"\d+ of %d zones" % count,
                    wait_for(loading, "word of the load"))
    daemon.wait_ready()
    assert loading() is None


def test_reload_that_fails_halfway(mxd):
    """What the kernel has told of is in force then, and that is said."""
    daemon = mxd(zones={"a.example": zone()}, start=False)
    other = daemon.path("other")
    os.mkdir(other, 0o755)
    daemon.write_conf('control "mxd.sock"\nzones in "other"\n')
    daemon.start()
    ctl = functools.partial(run, "mxctl", "-s", daemon.path("mxd.sock"))
    os.chmod(other, 0)
    try:
        if os.geteuid() != 0 and os.access(other, os.R_OK):
            pytest.skip("this user may read everything")
        daemon.write_zone("b.example", zone("www A 192.0.2.80\n"))
        result = ctl("reload")
        assert result.returncode == 1
        assert result.stderr == ""
        assert result.stdout == "zone b.example added serial 1\n" \
            "directory %s faulty: %s:5:10: error: Permission denied; let the " \
            "user that mxd runs as read it\nfailed, see the log; 1 zone is " \
            "in force since before, and nothing else is changed\n" % (
                other, daemon.conf_path)
        assert answers(daemon.ask("www.b.example", "A"), "A") == [
            "192.0.2.80"]
        status = table(ctl("status").stdout)
        assert status["zones"] == "2"
        assert status["outcome"] == "error"
        assert status["why"] == "zones in %s: Permission denied; let the " \
            "user that mxd runs as read it (%s:5)" % (other, daemon.conf_path)
        assert ctl("reload").stdout.endswith("\nfailed, see the log; "
                                             "nothing is changed\n")
    finally:
        os.chmod(other, 0o755)
    assert ctl("reload").returncode == 0
    daemon.remove_zone("b.example")
    assert ctl("reload").returncode == 0
    assert table(ctl("status").stdout)["zones"] == "1"


def test_zones(controlled):
    # The configuration says where the socket is.
    text = run("mxctl", "-f", controlled.conf_path, "zones").stdout
    assert "a.example serial 1 ok errors 0 " in text
    # What keeps it from being served is an error of it.
    assert "bad.example serial - failed errors 1 warnings 0 " in text
    result = run("mxctl", "-f", controlled.conf_path, "zones", "none.*")
    assert (result.returncode, result.stdout) == (0, "")
    assert result.stderr == "mxctl: no zone or template here is called " \
        "none.*, or so\n"


def test_zones_are_sorted(mxd):
    """Also one that is called as the lines of templates begin."""
    names = ["z.example", "template", "b.example", "a.example", "x.a.example"]
    daemon = mxd('control "mxd.sock"\ntemplate "a" { file "t"; domains "d" }\n',
                 zones={name: zone() for name in names}, start=False)
    daemon.write("t", zone())
    daemon.write("d", "hosted.example\n")
    daemon.start()
    lines = run("mxctl", "-f", daemon.conf_path, "zones").stdout.splitlines()
    assert [line.split()[0] for line in lines[:-1]] == sorted(names)
    assert lines[-1].startswith("template a domains 1 serial 1 ok ")
    daemon.wait_log("1 domain: 1 added")


@pytest.mark.parametrize("program, args, why", [
    ("mxctl", [], "mxctl: which command?"),
    ("mxctl", ["zone", "a b"],
     "mxctl: a word of a command is not empty and holds no blank"),
    ("mxctl", ["reload"] + ["x" * 1000] * 66,
     "mxctl: these are too many names for one command; use several"),
    ("mxd", ["x"], "mxd: x: mxd takes options only"),
    ("mxcheck", [], "mxcheck: which file is to be checked?"),
    ("mxcheck", ["-f", "/dev/null", "x.zone"],
     "mxcheck: -f names all zones; leave out the files behind it"),
    ("mxcheck", ["-t", "d", "x", "y"],
     "mxcheck: -t goes with one file, and not with -f or -o"),
    ("mxcheck", ["-t", "d", "-o", "a.example", "x"],
     "mxcheck: -t goes with one file, and not with -f or -o")])
def test_usage_says_what_is_wrong(program, args, why):
    result = run(program, *args)
    assert result.returncode != 0 and result.stdout == ""
    assert result.stderr.startswith(why + "\nusage: " + program)


def test_zone(controlled):
    """One zone, however its name is written; and one that is not here."""
    for name in ["a.example", "A.Example."]:
        zone = table(run("mxctl", "-f", controlled.conf_path, "zone",
                         name).stdout)
        assert zone["zone"] == "a.example"
        assert zone["state"] == "ok"
        assert zone["serial"] == "1"
        assert int(zone["records"]) >= 3
        assert zone["file"].endswith("a.example.zone")
    for name, why in [("b.example", "there is no zone b.example here"),
                      ("a..example", "is no domain name")]:
        result = run("mxctl", "-f", controlled.conf_path, "zone", name)
        assert result.returncode == 1
        assert why in result.stderr


def test_zone_findings(mxd):
    """What is wrong with a zone, and since when, while it is served."""
    lame = "@ MX 10 mx\n@ MX 20 alias\nmx A 192.0.2.1\nalias CNAME mx\n"
    daemon = mxd('control "mxd.sock"\ntemplate "h" { file "t"; '
                 'domains "d" }\n', start=False,
                 zones={"a.example": zone(lame),
                        "bad.example": zone("@ MX ten mx\n"),
                        "good.example": zone("@ MX 0 .\n")})
    daemon.write("t", zone(lame))
    daemon.write("d", "hosted.example\n")
    daemon.start()

    def ask(*words):
        result = run("mxctl", "-j", "-s", daemon.path("mxd.sock"), *words)
        return result.returncode, json.loads(result.stdout)

    def file(name):
        return daemon.path("zones/%s.zone" % name)

    def seen(found):
        return {(f["id"], f["file"], f["line"]) for f in found["findings"]}

    _, found = ask("zone", "a.example")
    assert ("mx-target-cname", file("a.example"), 8) in seen(found)
    assert len(seen(found)) == found["errors"] + found["warnings"]
    assert (found["loaded"], found["failing"], found["why"],
            found["not_shown"]) == (None, None, None, 0)
    text = run("mxctl", "-s", daemon.path("mxd.sock"), "zone",
               "a.example").stdout
    assert "\n%s:8:" % file("a.example") in text and "loaded" not in text
    _, found = ask("zone", "bad.example")
    assert seen(found) == {("parse-error", file("bad.example"), 7)}
    assert found["why"] == found["findings"][0]
    assert found["failing"] and not found["loaded"]
    assert (found["errors"], found["warnings"]) == (1, 0)
    _, hosted = ask("zone", "hosted.example")
    assert ("mx-target-cname", daemon.path("t"), 8) in seen(hosted)
    assert hosted["template"] == "h"
    assert set(hosted) == set(found)
    # The same of all, and of a template, with mxcheck's exit status.
    status, all_found = ask("check")
    assert status == 2
    assert all_found["zones"] == 4 and all_found["not_shown"] == 0
    assert {("mx-target-cname", file("a.example"), 8),
            ("parse-error", file("bad.example"), 7),
            ("mx-target-cname", daemon.path("t"), 8)} <= seen(all_found)
    assert all_found["errors"] + all_found["warnings"] == \
        len(all_found["findings"])
    status, one = ask("check", "bad.example")
    assert status == 2 and one["findings"] == found["findings"]
    assert ask("check", "hosted.example")[1]["findings"] == \
        ask("zone", "hosted.example")[1]["findings"]
    assert seen(ask("check", "h")[1]) == seen(ask("check", "hosted.example")[1])
    status, one = ask("check", "good.example")
    assert (status, one["errors"], one["warnings"]) == (
        1 if one["warnings"] else 0, 0, len(one["findings"]))
    status, one = ask("check", "none.example")
    assert status == 3 and "there is no zone or template" in one["error"]
    assert run("mxctl", "-s", daemon.path("none"), "check").returncode == 3
    # It is mended; what was permitted is not told.
    daemon.write_zone("bad.example", zone("@ MX 10 alias ; mxcheck: allow "
                                          "mx-target-cname\n" + lame))
    assert ask("reload", "bad.example")[0] == 0
    _, found = ask("zone", "bad.example")
    assert found["loaded"] and not found["failing"] and not found["why"]
    assert ("mx-target-cname", file("bad.example"), 7) not in seen(found)
    assert ("mx-target-cname", file("bad.example"), 9) in seen(found)
    # It breaks again: what is served is looked at, and the file.
    daemon.write_zone("bad.example", zone("@ MX ten mx\n", 2))
    assert ask("reload", "bad.example")[0] == 1
    _, found = ask("zone", "bad.example")
    assert found["loaded"] and found["failing"]
    assert found["state"] == "old"
    assert found["errors"] == 2     # one in each
    ids = {f["id"] for f in found["findings"]}
    assert ids >= {"mx-target-cname", "parse-error"}


@pytest.mark.parametrize("words, why", [
    (["zone"], "needs something behind it"),
    (["stats", "now"], "takes nothing behind it"),
    (["zone", "a.example", "b.example"], "takes one word behind it"),
    (["zoned"], "no such command"),
])
def test_wrong_words(controlled, words, why):
    result = run("mxctl", "-f", controlled.conf_path, *words)
    assert result.returncode == 1
    assert why in result.stderr


def test_reload(controlled):
    controlled.write_zone("a.example", zone("www A 192.0.2.7\n", 2))
    result = controlled.ctl("reload")
    # It waits for the end of the round and says what came of it.
    assert result.returncode == 1 and "1 changed" in result.stdout
    assert answers(controlled.ask("www.a.example", "A"), "A") == [
        "192.0.2.7"]
    controlled.write_zone("bad.example", zone())
    result = controlled.ctl("reload")
    assert result.returncode == 0, result.stderr
    controlled.write_conf("nonsense\n")
    result = controlled.ctl("reload")
    assert result.returncode == 1
    assert "configuration has errors" in result.stdout


def test_stats(controlled):
    def stats():
        return {name: int(count) for name, count in
                table(controlled.ctl("stats").stdout).items()}
    before = stats()
    controlled.ask("a.example", "MX")
    controlled.ask("a.example", "MX", tcp=True, use_edns=0)
    controlled.ask("nothing.a.example", "MX")
    controlled.ask("other.invalid", "MX")
    controlled.ask("bad.example", "MX")
    after = stats()
    grown = {name: after[name] - before[name] for name in after
             if after[name] != before[name]}
    for name, count in {"queries_udp": 4, "queries_tcp": 1, "edns": 1,
                        "noerror": 2, "nxdomain": 1, "refused": 1,
                        "servfail": 1, "tcp_accepted": 1}.items():
        assert grown.get(name) == count, grown


def test_stop(controlled):
    assert controlled.ctl("stop").returncode == 0
    assert controlled.process.wait(PATIENCE_S) == 0
    result = controlled.ctl("status")
    assert result.returncode != 0
    assert "not running" in result.stderr


def test_stop_by_a_client_in_a_hurry(controlled):
    """It does not wait for the answer; the command counts all the same."""
    with socket.socket(socket.AF_UNIX) as s:
        s.connect(controlled.path("mxd.sock"))
        s.sendall(b"stop\n")
    assert controlled.process.wait(PATIENCE_S) == 0


def test_nonsense_harms_nobody(controlled):
    assert controlled.ctl("nonsense").returncode != 0
    for data in (b"", b"\0" * 5000, b"x" * 100000, b"status"):
        with socket.socket(socket.AF_UNIX) as s:
            s.settimeout(PATIENCE_S)
            s.connect(controlled.path("mxd.sock"))
            try:
                s.sendall(data)
                s.shutdown(socket.SHUT_WR)
                while s.recv(4096):
                    pass
            except (BrokenPipeError, ConnectionResetError):
                pass
    assert controlled.ctl("status").returncode == 0


def test_socket_is_private(controlled):
    mode = os.stat(controlled.path("mxd.sock")).st_mode
    assert mode & 0o007 == 0


def test_stale_socket(mxd):
    """What a killed mxd left behind does not keep the next from it."""
    daemon = mxd(start=False, zones={"a.example": zone()})
    daemon.write_conf('control "mxd.sock"\n')
    with socket.socket(socket.AF_UNIX) as s:
        s.bind(daemon.path("mxd.sock"))
    daemon.start()
    wait_for(lambda: run("mxctl", "-s", daemon.path("mxd.sock"),
                         "status").returncode == 0, "an answer of mxctl")


def test_mxcheck():
    paths = [os.path.join(EXAMPLES, name) for name in os.listdir(EXAMPLES)]
    result = run("mxcheck", *paths)
    assert result.returncode == 0, result.stdout
    assert ": warning: " not in result.stdout
    path = os.path.join(DATA, "mxalias.example.zone")
    result = run("mxcheck", path)
    assert result.returncode == 2
    assert result.stdout.startswith(path + ":12:")
    result = run("mxcheck", "/nonexistent/a.example.zone")
    assert result.returncode == 3


@pytest.mark.parametrize("text,why", [
    ("nonsense\n", "mxd.conf:1:1: error: "),
    (None, "No such file or directory")])
def test_conf_is_broken(tmp_path, text, why):
    """It says what is wrong with the file, and what works without it."""
    path = tmp_path / "mxd.conf"
    if text is not None:
        path.write_text(text)
    result = run("mxctl", "-f", str(path), "status")
    assert result.returncode == 1
    assert why in result.stderr
    assert "says no control socket" not in result.stderr
    assert "`-s socket' works without it" in result.stderr
    result = run("mxctl", "-j", "-f", str(path), "status")
    assert (result.returncode, result.stderr) == (1, "")
    error = json.loads(result.stdout)["error"]
    assert why in error and "`-s socket' works without it" in error


@pytest.mark.parametrize("args, status, why", [
    (["-s", "/nonexistent/sock", "status"], 1, "mxd is not running"),
    (["-s", "/nonexistent/sock", "check"], 3, "mxd is not running"),
    (["-s", "/" + "x" * 200, "status"], 1, "too long for a socket"),
    (["-s", "/dev/null", "status"], 1, "/dev/null"),
    ([], 1, "which command?"),
    (["-f"], 1, "no such option, or "),
    (["zone", "a b"], 1, "holds no blank")])
def test_json_of_failures(args, status, why):
    """Of mxctl itself, where no daemon answers."""
    result = run("mxctl", "-j", *args)
    assert result.returncode == status
    assert why in json.loads(result.stdout)["error"]


def test_socket_of_a_conf_with_errors(controlled):
    """A typo does not keep an operator from the daemon that runs."""
    for text in ["%snonsense\n", "nonsense on;\n%s", '%suser "unclosed\n',
                 "%szone a.example {\n", '%sinclude "missing.conf"\n']:
        controlled.write_conf(text % 'control "mxd.sock"\n')
        result = run("mxctl", "-f", controlled.conf_path, "status")
        assert result.returncode == 0, result.stderr
        assert " has errors, which `mxd -n' tells" in result.stderr
        assert table(result.stdout)["pid"] == str(controlled.process.pid)
        result = run("mxctl", "-j", "-f", controlled.conf_path, "reload")
        assert (result.returncode, result.stderr) == (1, "")
        assert json.loads(result.stdout)["results"][0]["kind"] == "conf"


@pytest.mark.parametrize("program", ["mxd", "mxctl", "mxcheck"])
def test_help_and_version(program):
    result = run(program, "-V")
    assert result.returncode == 0
    assert result.stdout.startswith(program + " ")
    result = run(program, "-h")
    assert result.returncode == 0
    assert result.stdout.startswith("usage: " + program)


def test_json(controlled):
    """One document for each command, with what the text says; on standard
    output also if it is of a failure."""
    def ask(*words):
        result = run("mxctl", "-j", "-s", controlled.path("mxd.sock"), *words)
        assert result.stderr == ""
        return result.returncode, json.loads(result.stdout)

    status, found = ask("status")
    assert status == 0
    assert [word for word in found if word not in ("why", "waits", "loading")
            ] == list(table(controlled.ctl("status").stdout))
    assert (found["why"], found["waits"], found["loading"]) == (
        None, None, None)
    assert found["pid"] == controlled.process.pid
    assert (found["zones"], found["failing"]) == (2, 1)
    uid = os.stat("/proc/%d" % found["pid"]).st_uid
    assert found["user"] == pwd.getpwuid(uid).pw_name
    assert isinstance(found["descriptors"], int)
    assert found["core"] is None or isinstance(found["core"], int)
    status, found = ask("stats")
    assert status == 0
    assert list(found) == list(table(controlled.ctl("stats").stdout))
    status, found = ask("zones")
    assert status == 0
    assert [(z["zone"], z["serial"], z["state"]) for z in found["zones"]] == [
        ("a.example", 1, "ok"), ("bad.example", None, "failed")]
    assert found["templates"] == []
    status, found = ask("zones", "B*")
    assert [z["zone"] for z in found["zones"]] == ["bad.example"]
    status, found = ask("zones", "none.*")
    assert (status, found["zones"]) == (0, [])
    status, found = ask("zone", "a.example")
    assert (status, found["zone"], found["serial"]) == (0, "a.example", 1)
    names = list(found)
    status, found = ask("zone", "bad.example")
    assert status == 0 and list(found) == names
    assert (found["serial"], found["records"]) == (None, None)
    status, found = ask("zone", "b\"\\\x01.example")
    assert status == 1
    assert 'there is no zone b"\\\x01.example here' in found["error"]
    status, found = ask("nonsense")
    assert status == 1 and "no such command" in found["error"]
    controlled.ask("a.example", "MX")
    status, found = ask("spread", "a.example")
    assert status == 0
    mx = [s for s in found["sets"] if s["type"] == "MX"]
    assert [r["record"] for r in mx[0]["records"]] == ["10 mx.a.example."]
    status, found = ask("help")
    assert status == 0
    rows = {row["command"]: row for row in found["commands"]}
    assert rows["stop"]["changes"] and not rows["zones"]["changes"]
    assert rows["zones"]["argument"] == "[pattern]"
    assert rows["stop"]["argument"] is None
    text = run("mxctl", "-h").stdout
    for name, row in rows.items():
        assert "  %s " % name in text and row["help"] in text
    assert ask("stop") == (0, {"stopping": True})
    assert controlled.process.wait(PATIENCE_S) == 0


def test_reload_says_what_came(mxd):
    """Which zones were loaded, kept or failed, where the fault stands; of
    some zones, and of no others."""
    daemon = mxd('control "mxd.sock"\ntemplate "hosting" { file "t"; '
                 'domains "d" }\n', start=False,
                 zones={name: zone() for name in ("a.example", "b.example",
                                                  "c.example")})
    daemon.write("t", zone())
    daemon.write("d", "hosted.example\n")
    daemon.start()
    daemon.wait_started()

    def path(name):
        return daemon.path("zones/%s.zone" % name)

    def ctl(*words):
        return run("mxctl", "-s", daemon.path("mxd.sock"), *words)

    def ask(*words):
        result = ctl("-j", *words)
        return result.returncode, json.loads(result.stdout)

    # All: good and bad ones.
    daemon.write_zone("a.example", zone(serial=2))
    daemon.write_zone("b.example", zone("@ MX ten mx\n", 2))
    daemon.write_zone("d.example", zone("@ MX ten mx\n"))
    daemon.remove_zone("c.example")
    result = ctl("reload")
    assert result.returncode == 1 and result.stderr == ""
    lines = result.stdout.splitlines()
    assert "zone a.example changed serial 2" in lines
    assert "zone c.example removed" in lines
    assert "zone c.example: removed, %s is gone\n" % path("c.example") in \
        daemon.log()
    assert [line for line in lines if line.startswith(
        "zone b.example kept serial 1: %s:7:6: error: " % path("b.example"))]
    assert [line for line in lines if line.startswith(
        "zone d.example failed: %s:7:6: error: " % path("d.example"))]
    assert lines[-1] == "0 added, 1 changed, 1 removed, 1 kept because of " \
        "errors, 1 without content because of errors, 1 unchanged"
    # The same for programs: what fails is tried again each time.
    status, found = ask("reload")
    assert status == 1 and not found["ok"]
    results = {entry["name"]: entry for entry in found["results"]}
    assert set(results) == {"b.example", "d.example"}
    assert results["b.example"]["result"] == "kept"
    assert results["b.example"]["serial"] == 1
    why = results["d.example"]["why"]
    assert (why["file"], why["line"], why["severity"]) == (
        path("d.example"), 7, "error")
    assert (found["kept"], found["failed"], found["not_shown"]) == (1, 1, 0)
    assert found["summary"].startswith("0 added, 0 changed, ")
    # One zone: nothing else is looked at, old or new.
    daemon.write_zone("a.example", zone(serial=3))
    daemon.write_zone("e.example", zone())
    daemon.write_zone("f.example", zone())
    status, found = ask("reload", "A.example.", "e.example")
    assert status == 0 and found["ok"]
    assert {(e["name"], e["result"], e["serial"]) for e in
            found["results"]} == {("a.example", "changed", 3),
                                  ("e.example", "added", 1)}
    assert ctl("zone", "f.example").returncode == 1
    # One that loads, and that no mail will like.
    daemon.write_zone("e.example", zone("@ MX 10 alias\nalias CNAME ns1\n",
                                        2))
    result = ctl("reload", "e.example")
    assert result.returncode == 0
    told = json.loads(ctl("-j", "zone", "e.example").stdout)["errors"]
    assert told > 0
    assert result.stdout.startswith("zone e.example changed serial 2 errors "
                                    "%d, see `mxctl zone e.example'\n" % told)
    # The same when all is looked at.
    daemon.write_zone("e.example", zone("@ MX 10 alias\nalias CNAME ns1\n",
                                        3))
    assert "\nzone e.example changed serial 3 errors %d, see " % told in \
        "\n" + ctl("reload").stdout
    # What only the change to it shows.
    daemon.write_zone("e.example", zone("@ MX 10 mx\nmx A 192.0.2.1\n", 3))
    assert ctl("reload", "e.example").returncode == 0
    found = json.loads(ctl("-j", "zone", "e.example").stdout)
    assert "soa-serial-unchanged" in {f["id"] for f in found["findings"]}
    assert found["errors"] + found["warnings"] == len(found["findings"])
    # A zone that fails; one that is not there; nothing is done then.
    status, found = ask("reload", "b.example")
    assert status == 1 and found["kept"] == 1
    daemon.write_zone("a.example", zone(serial=4))
    result = ctl("reload", "a.example", "none.example")
    assert result.returncode == 1 and result.stdout == ""
    assert result.stderr.startswith("there is no zone none.example here, ")
    assert ask("zone", "a.example")[1]["serial"] == 3
    assert "is no domain name" in ask("reload", "a..b")[1]["error"]
    # A template, by its name and by a domain of it.
    daemon.write("d", "hosted.example\nmore.example\n")
    for name in ("hosting", "hosted.example"):
        status, found = ask("reload", name)
        assert status == 0
    assert ask("zone", "more.example")[0] == 0
    daemon.write("d", "hosted.example\nmo..re\n")
    status, found = ask("reload", "hosted.example")
    assert status == 1
    assert (found["results"][0]["kind"], found["results"][0]["name"]) == (
        "template", "hosting")
    assert found["results"][0]["why"]["line"] == 2
    # A configuration that is refused.
    daemon.write_conf("nonsense\n")
    status, found = ask("reload")
    assert status == 1
    assert found["results"][0]["kind"] == "conf"
    assert found["results"][0]["why"]["file"] == daemon.conf_path
    # Told until a configuration is good, whatever is reloaded in between.
    assert ctl("reload", "a.example").returncode == 0
    why = ask("status")[1]["why"]
    assert why.startswith("%s:4:1: error: " % daemon.conf_path), why
    assert "control: reload a.example none.example, asked by user" in \
        daemon.log()


def test_what_waits_for_a_restart(mxd):
    """Told as long as it is so."""
    conf = 'control "mxd.sock"\n'
    daemon = mxd(conf, zones={"a.example": zone()})

    def status():
        return table(run("mxctl", "-s", daemon.path("mxd.sock"),
                         "status").stdout)

    assert "waits" not in status()
    daemon.write_conf(conf + 'pidfile "pid"\nmetrics on 127.0.0.1 port 9\n')
    daemon.reload()
    assert status()["waits"] == "pidfile, metrics on"
    run("mxctl", "-s", daemon.path("mxd.sock"), "reload", "a.example")
    assert status()["waits"] == "pidfile, metrics on"
    daemon.write_conf(conf)
    daemon.reload()
    assert "waits" not in status()


def test_log(controlled):
    """The level of the log, until the configuration is read again."""
    def level(*words):
        result = controlled.ctl_words("log", *words)
        assert result.returncode == 0, result.stderr
        return result.stdout

    controlled.ctl_words = functools.partial(
        run, "mxctl", "-s", controlled.path("mxd.sock"))
    assert level() == "level info\n"
    assert level("debug") == "level debug\n"
    assert level() == "level debug\n"
    controlled.send(signal.SIGHUP)
    controlled.wait_log("mxd: debug: SIGHUP: reload")
    controlled.wait_log("mxd: reload: ")
    wait_for(lambda: level() == "level info\n", "the level of before")
    assert level("error") == "level error\n"
    since = len(controlled.log())
    assert controlled.ctl_words("-j", "log").stdout == '{"level":"error"}\n'
    assert level("warning") == "level warning\n"
    assert controlled.log()[since:] == ""
    result = controlled.ctl_words("log", "loud")
    assert result.returncode == 1
    assert "a level is error, warning, " in result.stderr


def commands():
    """Those that mxctl knows, with what may stand behind them."""
    return [line.split() for line in run("mxctl", "-h").stdout.splitlines()
            if line.startswith("  ")]


@pytest.mark.parametrize("shell", ["mxctl.bash", "_mxctl", "mxctl.fish"])
def test_completion_knows_options(shell):
    """All options of the program, and each command that takes a name."""
    with open(os.path.join(TOP, "scripts", "completion", shell),
              encoding="utf-8") as f:
        text = f.read()
    synopsis = run("mxctl", "-h").stdout.splitlines()[0]
    flags = set("h") | set(re.search(r"\[-(\w+)\]", synopsis).group(1)) | \
        set(re.findall(r"-(\w) ", synopsis))
    assert flags == set("fhjsV")
    for flag in flags:
        assert re.search(r"-s %s\b" % flag if shell.endswith("fish") else
                         r"['\" ]-%s\b" % flag, text), flag
    for name, argument, *_ in commands():
        if argument in ("name", "[name", "[name]", "[pattern]", "[level]"):
            assert re.search(r"\b%s\b" % name, text), name


@pytest.mark.skipif(shutil.which("bash") is None, reason="needs bash")
def test_completion(controlled):
    mxctl = os.path.abspath(os.path.join(BUILD, "mxctl"))

    def complete(*words):
        line = ("source %s; COMP_WORDS=(%s); COMP_CWORD=%d; compopt() { :; };"
                "_mxctl; printf '%%s\n' \"${COMPREPLY[@]}\""
                % (os.path.join(TOP, "scripts", "completion", "mxctl.bash"),
                   " ".join("'%s'" % w for w in (mxctl, *words)),
                   len(words)))
        done = subprocess.run(["bash", "-c", line], capture_output=True,
                              text=True, timeout=PATIENCE_S, check=True)
        return done.stdout.split()

    at = ("-s", controlled.path("mxd.sock"))
    assert complete("") == [row[0] for row in commands()]
    assert complete(*at, "relo") == ["reload"]
    assert complete("-") == ["-f", "-h", "-j", "-s", "-V"]
    assert complete(*at, "zone", "") == ["a.example", "bad.example"]
    assert complete(*at, "-j", "reload", "a.example", "b") == ["bad.example"]
    assert complete(*at, "log", "w") == ["warning"]
    assert complete(*at, "stop", "") == []
