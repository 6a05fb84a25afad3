# SPDX-License-Identifier: ISC
"""What bash, zsh and fish themselves offer where Tab is pressed."""

import fcntl
import os
import pty
import re
import select
import shutil
import struct
import subprocess
import termios
import time

import pytest

from daemon import BUILD, Daemon, PATIENCE_S, TOP, zone

SCRIPTS = os.path.join(TOP, "scripts", "completion")
PROGRAMS = os.path.abspath(BUILD)
LEVELS = ["debug", "error", "info", "notice", "warning"]


@pytest.fixture(scope="module")
def asked():
    """Lines as far as they are typed, and what may follow."""
    daemon = Daemon('control "mxd.sock"\n', zones={
        "a.example": zone(), "b.example": zone(), "b2.example": zone()})
    try:
        daemon.start()
        daemon.wait_started()
        at = "mxctl -s %s " % daemon.path("mxd.sock")
        yield [
            ("mxctl ", re.findall(r"^  (\w+)", said("mxctl", "-h"), re.M)),
            ("mxctl relo", ["reload"]),
            ("mxctl -f %s/mxctl.b" % SCRIPTS, ["mxctl.bash"]),
            ("mxctl -", ["-f", "-h", "-j", "-s", "-V"]),
            (at + "zone ", ["a.example", "b.example", "b2.example"]),
            (at + "-j reload a.example b", ["b.example", "b2.example"]),
            ("mxctl -f %s zone a" % daemon.conf_path, ["a.example"]),
            (at + "log ", LEVELS),
            (at + "log w", ["warning"]),
            (at + "stop ", []),
            ("mxcheck -e ", re.findall(r"^(\S+)", said("mxcheck", "-l"),
                                       re.M)),
            ("mxcheck -e null-mx-m", ["null-mx-mixed"]),
            ("mxcheck -", ["-" + c for c in "bCefhjloPqtvVW"]),
        ]
    finally:
        daemon.clean()


def said(program, *words):
    return subprocess.run([os.path.join(PROGRAMS, program), *words],
                          stdout=subprocess.PIPE, text=True, check=True,
                          timeout=PATIENCE_S).stdout


class Shell:
    """An interactive one on a terminal that nobody looks at."""

    def __init__(self, *words):
        self.master, slave = pty.openpty()
        # So large that no line is divided and no list asks whether to go on.
        fcntl.ioctl(slave, termios.TIOCSWINSZ,
                    struct.pack("4H", 500, 500, 0, 0))
        self.process = subprocess.Popen(
            words, stdin=slave, stdout=slave, stderr=slave,
            start_new_session=True, cwd=SCRIPTS,
            env={"HOME": "/nonexistent", "TERM": "dumb", "LC_ALL": "C",
                 "PATH": PROGRAMS + ":/usr/bin:/bin"})
        os.close(slave)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.kill()
        self.process.wait()
        os.close(self.master)

    def says(self, typed, end):
        """What comes until the pattern `end`."""
        os.write(self.master, typed.encode())
        text = ""
        until = time.monotonic() + PATIENCE_S
        while not re.search(end, text):
            left = until - time.monotonic()
            assert left > 0 and select.select([self.master], [], [], left)[0], \
                "%r, and no %s" % (text, end)
            text += os.read(self.master, 65536).decode().replace("\r", "")
        return text


def ask_bash(lines):
    """readline's list of what is possible, then the line once more."""
    for line in lines:
        with Shell("bash", "--noprofile", "--norc", "-i") as shell:
            shell.says("""bind 'set completion-query-items 0'
                bind 'set page-completions off'
                bind '"\\C-t": possible-completions'
                . ./mxctl.bash; . ./mxcheck.bash; PS1='re''ady '\n""",
                       "\nready $")
            # A bell if there is nothing.
            text = shell.says(line + "\x14", "\nready %s$|\a$" % line)
            yield " ".join(text.split("\n")[1:-1]).split()


def ask_zsh(lines):
    """What is handed to compadd, as far as it fits what was typed."""
    with Shell("zsh", "-f", "-i") as shell:
        shell.says("""PROMPT= LISTMAX=10000; unsetopt prompt_sp
            fpath=($PWD $fpath); autoload -U compinit; compinit -u -D
            compadd() {
                local -a fit
                case " $* " in
                (*" -"[AOD]" "*) ;;
                (*) builtin compadd -O fit "$@"
                    (( $#fit )) && print -rl -- "hit:"$^fit ;;
                esac
                builtin compadd "$@"
            }
            ask() { zle list-choices; print; print -r en''d; BUFFER= }
            zle -N ask; bindkey '^T' ask; print rea''dy\n""", "\nready\n")
        for line in lines:
            text = shell.says(line + "\x14", "\nend\n")
            yield re.findall(r"hit:(.*)$", text, re.M)


def ask_fish(lines):
    script = "set fish_complete_path %s $fish_complete_path\n" % SCRIPTS + \
        "".join("complete -C '%s'; echo; echo end\n" % line for line in lines)
    # fish wants a place for its history.
    done = subprocess.run(["fish", "--no-config", "-c", script],
                          stdout=subprocess.PIPE, text=True, check=True,
                          timeout=PATIENCE_S, env=dict(
                              os.environ, PATH=PROGRAMS + ":/usr/bin:/bin"))
    for part in done.stdout.split("end\n")[:-1]:
        yield [row.split("\t")[0] for row in part.splitlines() if row]


@pytest.mark.parametrize("shell,ask", [
    ("bash", ask_bash), ("zsh", ask_zsh), ("fish", ask_fish)])
def test_offers(shell, ask, asked):
    if shutil.which(shell) is None:
        pytest.skip("no " + shell)
    offered = list(ask([line for line, _ in asked]))
    assert len(offered) == len(asked)
    for (line, wanted), found in zip(asked, offered):
        names = {name if ".bash" not in name else os.path.basename(name)
                 for name in found}
        assert sorted(names) == sorted(wanted), line
