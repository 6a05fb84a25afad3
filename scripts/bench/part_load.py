# SPDX-License-Identifier: ISC
"""Many small zone files: load, memory, ten of them changed."""

import os

import loading
import table
import worlds

CHANGED = 10
WHAT = "10 changed files"


def all_worlds(settings):
    """(world, peers); all equal, that is a question for mxd alone."""
    at = settings.worlds_dir
    mxd = [peer for peer in settings.peers if peer.kind == "mxd"]
    for n in settings.zones:
        world = worlds.Hosted(os.path.join(at, "hosted-%d" % n),
                              settings.seed, n)
        yield world, settings.peers_for(world)
        yield worlds.Hosted(os.path.join(at, "equal-%d" % n), settings.seed,
                            n, True), mxd


def run(settings):
    single = worlds.Single(os.path.join(settings.worlds_dir, "single"),
                           settings.seed)
    mxd = [peer for peer in settings.peers if peer.kind == "mxd"]
    # What it has with one zone is not the zones'.
    loading.compare(settings, single, mxd, 1, "changed file")
    for world, peers in all_worlds(settings):
        if peers:
            rows = loading.compare(settings, world, peers, CHANGED, WHAT)
            yield table.render(world.name, loading.COLUMNS, rows)
        if world.is_equal and not settings.keep:
            world.remove()      # nobody else has a use for it
