# SPDX-License-Identifier: ISC
"""The little of DNS that the harness itself speaks: one question, one answer.
"""

import random
import socket
import struct

TYPES = {"A": 1, "NS": 2, "SOA": 6, "MX": 15, "TXT": 16}
OPT = b"\0\0\x29\x04\xd0\0\0\0\0\0\0"      # 1232 octets, no flags


class Answer:
    """What is looked at in a message."""

    def __init__(self, message, end):
        self.octets = len(message)
        self.rcode = message[3] & 15
        self.count = struct.unpack("!H", message[6:8])[0]
        self.serial = serial(message, end) if self.count else None


def query(name, rrtype):
    """(message, octets of header and question)"""
    head = struct.pack("!HHHHHH", random.randrange(65536), 0, 1, 0, 0, 1)
    for label in name.rstrip(".").split("."):
        head += bytes((len(label),)) + label.encode("ascii")
    head += b"\0" + struct.pack("!HH", TYPES[rrtype], 1)
    return head + OPT, len(head)


def skip_name(message, at):
    while message[at] not in (0,) and message[at] < 192:
        at += message[at] + 1
    return at + (1 if message[at] == 0 else 2)


def serial(message, at):
    """Of the first record if it is an SOA."""
    at = skip_name(message, at)
    if message[at:at + 2] != b"\0\x06":
        return None
    at = skip_name(message, skip_name(message, at + 10))
    return struct.unpack("!I", message[at:at + 4])[0]


def ask(port, name, rrtype, wait_s=0.5):
    """An Answer, or None if there was none."""
    message, end = query(name, rrtype)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        sock.settimeout(wait_s)
        try:
            sock.connect(("127.0.0.1", port))
            sock.send(message)
            got = sock.recv(65535)
        except OSError:
            return None
    if len(got) < end or got[:2] != message[:2]:
        return None
    return Answer(got, end)
