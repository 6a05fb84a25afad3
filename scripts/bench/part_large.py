# SPDX-License-Identifier: ISC
"""One large zone: load, memory, its file changed in one record."""

import os

import loading
import table
import worlds

WHAT = "changed file"


def run(settings):
    for n in settings.records:
        world = worlds.Large(os.path.join(settings.worlds_dir,
                                          "large-%d" % n), settings.seed, n)
        rows = loading.compare(settings, world, settings.peers_for(world), 1,
                               WHAT)
        yield table.render(world.name, loading.COLUMNS, rows)
