# SPDX-License-Identifier: ISC
"""UDP as fast as it goes: processor time of the server for an answer."""

import os

import rounds
import table
import worlds


def all_worlds(settings):
    at = settings.worlds_dir
    yield worlds.Single(os.path.join(at, "single"), settings.seed)
    yield worlds.Flood(os.path.join(at, "single"), settings.seed)
    for n in settings.zones:
        yield worlds.Hosted(os.path.join(at, "hosted-%d" % n), settings.seed,
                            n)
    for n in settings.records:
        yield worlds.Large(os.path.join(at, "large-%d" % n), settings.seed, n)


def run(settings):
    rows = []
    for world in all_worlds(settings):
        world.make()
        found = rounds.measure(settings, world, "udp", "-w",
                               str(settings.window), "-T", "200")
        rows += rounds.rows(settings, world.name, found)
    yield table.render("UDP", rounds.COLUMNS, rows)
