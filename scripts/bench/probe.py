# SPDX-License-Identifier: ISC
"""When a server gives an answer that is waited for."""

import select
import socket
import time

import wire

AGAIN_S = 0.25      # without any answer: the question was lost, perhaps
PAUSE_S = 0.002     # after an answer that is not the one waited for


class Probe:
    """Asks a question until its answer is as wanted, then the next one.  A
    server that is bound and does not answer yet is not flooded: the question
    waits in its socket and is answered as soon as it can be."""

    def __init__(self, port, is_alive=lambda: True):
        self.port = port
        self.is_alive = is_alive
        self.sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.sock.connect(("127.0.0.1", port))
        self.sock.setblocking(False)
        self.open = {}      # message id: octets of header and question

    def close(self):
        self.sock.close()

    def take(self):
        """What came for an open question, or None."""
        try:
            message = self.sock.recv(65535)
        except OSError:     # nothing, or nobody listens yet
            return None
        end = self.open.get(message[:2])
        if end is None or len(message) < end:
            return None
        return wire.Answer(message, end)

    def once(self, name, rrtype):
        """An Answer, or None if none came in time."""
        message, end = wire.query(name, rrtype)
        self.open[message[:2]] = end
        try:
            self.sock.send(message)
        except OSError:
            return None
        if not select.select([self.sock], [], [], AGAIN_S)[0]:
            return None
        return self.take()

    def wait(self, name, rrtype, is_wanted, limit, pause_s=PAUSE_S):
        """The time (monotonic) at which such an answer came; None if it did
        not until the limit, or the server is gone."""
        self.open.clear()
        while True:
            answer = self.once(name, rrtype)
            now = time.monotonic()
            if answer is not None and is_wanted(answer):
                return now
            if now >= limit or not self.is_alive():
                return None
            time.sleep(pause_s)

    def wait_all(self, questions, limit, pause_s=PAUSE_S):
        """As wait(), for (name, type, is_wanted) one after the other."""
        last = time.monotonic()
        for question in questions:
            last = self.wait(*question, limit, pause_s)
            if last is None:
                return None
        return last


def is_served(answer):
    """To a question for an SOA."""
    return answer.rcode == 0 and answer.serial is not None


def has_serial(serial):
    return lambda answer: answer.rcode == 0 and answer.serial == serial


def is_refused(answer):
    return answer.rcode == 5
