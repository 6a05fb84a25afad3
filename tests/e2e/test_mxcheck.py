# SPDX-License-Identifier: ISC
"""mxcheck as a command: what it is given, what it prints, how it ends."""

import json
import os
import pty
import re
import shutil
import subprocess

import pytest

from daemon import BUILD, TOP, zone

MXCHECK = os.path.abspath(os.path.join(BUILD, "mxcheck"))

MAIL = ('@ MX 10 mail\nmail A 192.0.2.25\n@ TXT "v=spf1 mx -all"\n'
        '_dmarc TXT "v=DMARC1; p=reject; rua=mailto:d@a.example"\n'
        's1._domainkey CNAME s1.keys.isp.net.\n')
REVERSE = ("$TTL 3600\n@ SOA ns1.isp.net. hostmaster.isp.net."
           " 1 14400 3600 1209600 3600\n@ NS ns1.isp.net.\n"
           "@ NS ns2.isp.net.\n1 PTR mail.isp.net.\n")
# An alias as exchange is an error, one name server address a warning.
ERROR = MAIL.replace("MX 10 mail", "MX 10 mx") + "mx CNAME mail\n"


def run(*args, text=None, **options):
    return subprocess.run([MXCHECK, *args], input=text, timeout=60,
                          capture_output=True, text=True, check=False,
                          **options)


@pytest.fixture
def put(tmp_path):
    """Writes a file; its path."""
    def write(name, text):
        (tmp_path / name).write_text(text, encoding="utf-8")
        return str(tmp_path / name)
    return write


def ids(done):
    return [line.split(": ")[2] for line in done.stdout.splitlines()]


def test_status(put):
    clean = put("a.example.zone", zone(MAIL))
    warning = put("b.example.zone", zone("old MX 10 .\n@ MX 0 .\n"))
    error = put("c.example.zone", zone(ERROR.replace("a.example",
                                                     "c.example")))
    assert run(clean).returncode == 0
    done = run(warning)
    assert (done.returncode, ids(done)) == (1, ["null-mx-preference"])
    assert run("-W", warning).returncode == 2
    assert run("-W", clean).returncode == 0
    assert run(error).returncode == 2
    assert run(clean, warning, error).returncode == 2
    assert run(clean, "/nonexistent/d.example.zone").returncode == 3
    assert run().returncode == 3
    assert run("-x").returncode == 3
    # What is printed does not decide.
    done = run("-q", warning)
    assert (done.returncode, done.stdout) == (1, "")


def test_what_is_shown(put):
    path = put("a.example.zone", zone(ERROR + "old MX 10 .\n"))
    plain, quiet, all_of_it = run(path), run("-q", path), run("-v", path)
    assert "mx-target-cname" in plain.stdout
    assert "null-mx-preference" in plain.stdout
    assert " info: " not in plain.stdout
    assert re.fullmatch(r"mxcheck: \d+ pieces? of advice not shown; -v shows "
                        r"(it|them)\n", plain.stderr)
    assert "mx-target-cname" in quiet.stdout
    assert " warning: " not in quiet.stdout and quiet.stderr == ""
    assert " info: " in all_of_it.stdout and all_of_it.stderr == ""
    lines = [int(line.split(":")[1])
             for line in all_of_it.stdout.splitlines()]
    assert lines == sorted(lines)


def test_json(put):
    path = put("a.example.zone", zone(ERROR))
    done = run("-jv", path)
    assert done.returncode == 2
    found = [json.loads(line) for line in done.stdout.splitlines()]
    for f in found:
        assert sorted(f) == ["column", "file", "id", "line", "owner",
                             "severity", "text"]
    f = next(f for f in found if f["id"] == "mx-target-cname")
    assert (f["file"], f["line"], f["column"], f["severity"], f["owner"]) == \
        (path, 7, 1, "error", "a.example.")
    assert "MX 10 mail.a.example." in f["text"]
    assert [f["id"] for f in found] == ids(run("-v", path))


def test_origins(put):
    text = zone(MAIL)
    path = put("db.a", text)
    assert run("-o", "a.example", path).returncode == 0
    assert run("a.example=" + path).returncode == 0
    # From the SOA.
    whole = put("db.b", text.replace("@ SOA", "a.example. SOA"))
    assert run(whole).returncode == 0
    origin = put("db.c", "$ORIGIN a.example.\n" + text)
    assert run(origin).returncode == 0
    done = run(path)
    assert done.returncode == 3
    assert "of which zone is it? write -o example.com" in done.stderr
    done = run("a..b=" + path)
    assert done.returncode == 3 and 'origin "a..b"' in done.stderr
    done = run("a.example=" + path, "a.example=" + whole)
    assert done.returncode == 3
    assert "are given as the same zone" in done.stderr


def test_origin_with_slash(put):
    """RFC 2317 has such names, but a directory may have them too."""
    path = put("db.r", REVERSE)
    assert run("0/26.2.0.192.in-addr.arpa=" + path).returncode == 0
    assert run("0/26.2.0.192.in-addr.arpa=-", text=REVERSE).returncode == 0
    folder = path[:-len("db.r")]
    os.mkdir(folder + "d=e")
    put("d=e/a.example.zone", zone(MAIL))
    assert run(folder + "d=e/a.example.zone").returncode == 0
    done = run("0/26.2.0.192.in-addr.arpa=nothere")
    assert done.returncode == 3
    assert "0/26.2.0.192.in-addr.arpa=nothere" in done.stderr


def test_standard_input(put):
    done = run("-o", "a.example", "-", text=zone(ERROR))
    assert done.returncode == 2
    assert done.stdout.startswith("-:7:1: error: mx-target-cname: ")
    done = run("-", text=zone(ERROR).replace("@ SOA", "a.example. SOA"))
    assert done.returncode == 2
    assert run("a.example=-", text=zone(MAIL)).returncode == 0
    assert run("a.example=-", "b.example=-", text="").returncode == 3
    done = run("-o", "a.example", "-", text="")
    assert done.returncode == 2 and "soa-missing" in done.stdout


def test_zones_see_each_other(put):
    a = put("a.example.zone", zone("@ MX 10 mail.b.example.\n"))
    b = put("b.example.zone", zone("@ MX 0 .\n"))
    assert "mx-target-nonexistent" not in run(a).stdout
    assert "mx-target-nonexistent" in run(a, b).stdout


def test_configuration(put, tmp_path):
    (tmp_path / "zones").mkdir()
    put("zones/a.example.zone", zone(MAIL))
    put("zones/b.example.zone", zone(ERROR))
    put("other", zone(ERROR))
    conf = put("mxd.conf", 'zones in "zones"\nlint mx-single off\n'
               'zone "c.example" { file "other"; lint mx-target-cname info }\n')
    done = run("-f", conf)
    assert done.returncode == 2
    lines = [line for line in done.stdout.splitlines()
             if "mx-target-cname" in line]
    assert len(lines) == 1 and "b.example.zone:7:1: error" in lines[0]
    assert "c.example." in run("-v", "-f", conf).stdout
    put("mxd.conf", 'zones in "zones"\nlint mx-target-cname off\n')
    assert "mx-target-cname" not in run("-v", "-f", conf).stdout
    put("mxd.conf", 'zones in "nothere"\n')
    done = run("-f", conf)
    assert done.returncode == 3 and "file-unreadable" in done.stdout
    put("mxd.conf", 'zonesin "zones"\n')
    done = run("-f", conf)
    assert done.returncode == 3 and "conf-syntax" in done.stdout
    assert run("-f", conf, "x.zone").returncode == 3


def test_file_unused(put, tmp_path):
    (tmp_path / "zones").mkdir()
    put("zones/a.example.zone", zone(ERROR))
    put("other", zone(MAIL))
    conf = put("mxd.conf", 'zones in "zones"\n'
               'zone "a.example" { file "other" }\n')
    done = run("-f", conf)
    assert done.returncode == 1
    assert ": warning: file-unused: this file is not used: " in done.stdout


def test_allow(put):
    path = put("a.example.zone", zone(ERROR.replace(
        "MX 10 mx", "MX 10 mx ; mxcheck: allow mx-target-cname, "
        "mx-singel here", 1)))
    done = run("-v", path)
    assert "mx-target-cname" not in done.stdout
    assert done.returncode == 0
    assert re.search(r":7:\d+: info: allow-unused: \"mx-singel\" is no check;"
                     r" did you mean mx-single\?", done.stdout)


def test_before(put):
    old = put("old", zone(MAIL, serial=7))
    same = put("a.example.zone", zone(MAIL + "x A 192.0.2.9\n", serial=7))
    assert "soa-serial-unchanged" in run("-b", "a.example=" + old,
                                         same).stdout
    back = put("a.example.zone", zone(MAIL + "x A 192.0.2.9\n", serial=6))
    assert "soa-serial-backwards" in run("-b", "a.example=" + old,
                                         back).stdout
    with open(old, encoding="utf-8") as f:
        text = f.read()
    assert "soa-serial-backwards" in run("-b", "a.example=-", back,
                                         text=text).stdout
    assert run("-b", "a.example=/nonexistent", back).returncode == 3


def test_given_for_nothing(put):
    path = put("a.example.zone", zone(MAIL))
    text = put("text", zone(MAIL))
    for args in (["-b", "b.example=" + text], ["-C", "mial.a.example=" + text],
                 ["-P", "b.example=" + text]):
        done = run(*args, path)
        assert done.returncode == 1, done.stdout
        assert ": file-unused: " in ": " + done.stdout


def test_explain_and_list():
    done = run("-l")
    assert done.returncode == 0
    for line in done.stdout.splitlines():
        assert re.match(r"[a-z0-9-]+ +(error|warning|info) +\S.*\.$", line)
    done = run("-e", "null-mx-mixed")
    assert done.returncode == 0
    assert done.stdout.startswith("null-mx-mixed (error)\n")
    assert "Example:" in done.stdout and "RFC 7505" in done.stdout
    done = run("-e", "null-mx-mixd")
    assert done.returncode == 3 and "did you mean null-mx-mixed?" in done.stderr


def test_terminal(put):
    path = put("a.example.zone", zone(ERROR))

    def on_terminal(**env):
        master, slave = pty.openpty()
        subprocess.run([MXCHECK, path], stdout=slave, timeout=60,
                       stderr=subprocess.DEVNULL, check=False,
                       env={**os.environ, **env})
        os.close(slave)
        data = b""
        while True:
            try:
                more = os.read(master, 65536)
            except OSError:
                break
            if not more:
                break
            data += more
        os.close(master)
        return data.decode().replace("\r\n", "\n")

    text = on_terminal(NO_COLOR="")
    assert "\033[1;31merror:\033[0m mx-target-cname: " in text
    assert "\n    @ MX 10 mx\n    \033[1;32m^\033[0m\n" in text
    assert "\033" not in on_terminal(NO_COLOR="1")


@pytest.mark.skipif(shutil.which("bash") is None, reason="needs bash")
def test_completion():
    script = os.path.join(TOP, "scripts", "completion", "mxcheck.bash")

    def complete(*words):
        line = ("source %s; COMP_WORDS=(%s); COMP_CWORD=%d; compopt() { :; };"
                "_mxcheck; printf '%%s\\n' \"${COMPREPLY[@]}\""
                % (script, " ".join("'%s'" % w for w in words),
                   len(words) - 1))
        done = subprocess.run(["bash", "-c", line], capture_output=True,
                              text=True, timeout=60, check=True)
        return done.stdout.split()

    assert complete(MXCHECK, "-e", "null-mx-m") == ["null-mx-mixed"]
    assert len(complete(MXCHECK, "-e", "")) == \
        len(run("-l").stdout.splitlines())
    assert "-j" in complete(MXCHECK, "-")
