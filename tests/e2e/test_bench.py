# SPDX-License-Identifier: ISC
"""The asker of scripts/bench: what it counts, beside a server that answers as
the test says; its percentiles, beside those of a sorted list."""

import json
import os
import random
import socket
import subprocess
import threading

import pytest

from daemon import BUILD, free_port

ASK = os.path.abspath(os.path.join(BUILD, "bench", "ask"))
FLOOR = os.path.abspath(os.path.join(BUILD, "bench", "floor"))
COUNT = 100         # as many fit into the socket of the slowest server
LIMIT_S = 60


def ask(*args, given=None):
    done = subprocess.run([ASK, *map(str, args)], input=given, text=True,
                          capture_output=True, timeout=LIMIT_S, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def exact(numbers, thousandths):
    """The least of them that so many have at most."""
    rank = -(-thousandths * len(numbers) // 1000)
    return sorted(numbers)[rank - 1]


def draw_numbers(seed, count):
    draw = random.Random(seed)
    return [int(draw.lognormvariate(11, 2)) for _ in range(count)]


@pytest.mark.parametrize("numbers", [
    [7], [1, 2], [63, 64, 65], list(range(1, 101)), [5] * 999 + [10 ** 9],
    [2 ** 40], draw_numbers(1, 999), draw_numbers(2, 1000),
    draw_numbers(3, 1001),
], ids=lambda numbers: "%d to %d" % (len(numbers), max(numbers)))
def test_percentiles(numbers):
    text = "".join("%d\n" % n for n in numbers)
    *found, worst = map(int, ask("percentiles", given=text).split())
    assert worst == max(numbers)
    for value, thousandths in zip(found, (500, 990, 999)):
        least = exact(numbers, thousandths)
        # A class is at most a 64th wide.
        assert least <= value <= least + least / 64


class Answers(threading.Thread):
    """A server on UDP that does with the nth query what plan(n) says."""

    def __init__(self, plan):
        threading.Thread.__init__(self, daemon=True)
        self.plan = plan
        self.seen = 0
        self.sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.sock.bind(("127.0.0.1", 0))
        self.sock.settimeout(LIMIT_S)
        self.port = self.sock.getsockname()[1]
        self.start()

    def run(self):
        while True:
            query, client = self.sock.recvfrom(4096)
            if query == b"end":
                return
            for answer in self.plan(self.seen, bytearray(query)):
                self.sock.sendto(answer, client)
            self.seen += 1

    def end(self):
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
            sock.sendto(b"end", ("127.0.0.1", self.port))
        self.join(LIMIT_S)
        self.sock.close()


def good(query, rcode=0, count=2):
    query[2] |= 0x80
    query[3] = rcode
    query[7] = count
    return query


def other_name(query):
    query[13] ^= 1
    return query


# What happens to each fifth query, and as what it counts.
FAULTS = {
    "no answer": (lambda query: [], "lost"),
    "another RCODE": (lambda query: [good(query, rcode=3)], "wrong"),
    "too few records": (lambda query: [good(query, count=1)], "wrong"),
    "no answer at all": (lambda query: [query], "wrong"),
    "another question": (lambda query: [other_name(good(query))], "wrong"),
    "no header": (lambda query: [good(query)[:11], good(query)], "more"),
    "twice": (lambda query: [good(query), good(query)], "late"),
}


@pytest.mark.parametrize("rate", [0, 2000], ids=["flood", "rate"])
@pytest.mark.parametrize("fault", FAULTS)
def test_counts(fault, rate):
    spoil, kind = FAULTS[fault]
    server = Answers(lambda n, query: spoil(query) if n % 5 == 0 else
                     [good(query)])
    try:
        told = json.loads(ask(
            "-p", server.port, "-n", "z%.example", "-r", 10, "-A", 2, "-N",
            COUNT, "-f", rate, "-w", 64, "-T", 2000, "-d", LIMIT_S, "udp"))
    finally:
        server.end()
    spoiled = COUNT // 5
    assert server.seen == told["asked"] == COUNT
    expected = {"answered": COUNT, "wrong": 0, "lost": 0, "late": 0}
    if kind == "more":          # beside the good one
        expected["wrong"] = spoiled
    elif kind == "late":
        expected["late"] = spoiled
    else:
        expected[kind] = spoiled
        expected["answered"] -= spoiled
    assert {key: told[key] for key in expected} == expected


@pytest.fixture
def floor():
    port = free_port()
    with subprocess.Popen([FLOOR, str(port), "77", "0", "1"]) as process:
        try:
            yield port
        finally:
            process.kill()


def wait_for_floor(port):
    for _ in range(1000):
        with socket.socket() as sock:
            if sock.connect_ex(("127.0.0.1", port)) == 0:
                return
        threading.Event().wait(0.01)
    raise AssertionError("the floor did not come up")


@pytest.mark.parametrize("options", [
    ["-w", 64], ["-w", 64, "-k", 4], ["-w", 64, "-y"], ["-w", 64, "-G"],
    ["-w", 32, "-b", 32, "-S"], ["-f", 50000], ["-f", 50000, "-k", 3],
], ids=lambda options: " ".join(map(str, options)))
def test_floor_answers_all(floor, options):
    wait_for_floor(floor)
    told = json.loads(ask("-p", floor, "-n", "z%.example", "-r", 1000, "-A",
                          1, "-N", COUNT, "-T", 20000, "-d", LIMIT_S,
                          *options, "udp"))
    assert (told["asked"], told["answered"]) == (COUNT, COUNT)
    assert (told["wrong"], told["lost"], told["late"]) == (0, 0, 0)
    assert told["octets"] == 77 * COUNT


def test_floor_streams(floor):
    wait_for_floor(floor)
    told = json.loads(ask("-p", floor, "-n", "z%.example", "-r", 1000, "-A",
                          1, "-k", 10, "-w", 200, "-d", 0.2, "tcp"))
    assert told["answered"] > 0 and told["wrong"] == 0
    assert told["octets"] == 77 * told["answered"]
    assert 0 <= told["asked"] - told["answered"] <= 200


def test_idle_connections(floor):
    wait_for_floor(floor)
    first, last = map(json.loads, ask(
        "-p", floor, "-n", "z.example", "-A", 1, "-k", 30, "-w", 30, "idle",
        given="").splitlines())
    assert first["answered"] == 30 and first["wrong"] == 0
    assert last["lost"] == 0            # none was closed


def test_marks(floor):
    """A result for each line, one more at the end."""
    wait_for_floor(floor)
    process = subprocess.Popen(
        [ASK, "-p", str(floor), "-A", "1", "-d", "0", "-f", "1000", "udp"],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    results = []
    with process:
        for _ in range(3):
            process.stdin.write("\n")
            process.stdin.flush()
            results.append(json.loads(process.stdout.readline()))
        process.stdin.close()
        results.append(json.loads(process.stdout.readline()))
    assert process.returncode == 0
    assert all(0 < result["seconds"] < LIMIT_S for result in results)
