# SPDX-License-Identifier: ISC
"""What was measured, under a world and a word for what it is, for each
server; kept in a file from one run to the next if asked for."""

import json
import os

import table

FIRST = ["floor", "mxd"]


class Figures:
    def __init__(self, path=None):
        self.path = path
        self.rows = []      # {world, what, is_rate, values: {label: value}}
        if path and os.path.exists(path):
            with open(path, encoding="utf-8") as f:
                self.rows = json.load(f)

    def find(self, world, what):
        for row in self.rows:
            if (row["world"], row["what"]) == (world, what):
                return row
        return None

    def put(self, world, what, label, value, is_rate=False):
        """value: a number, or text that tells why there is none."""
        row = self.find(world, what)
        if row is None:
            row = {"world": world, "what": what, "is_rate": is_rate,
                   "values": {}}
            self.rows.append(row)
        row["values"][label] = value

    def get(self, world, what, label):
        """The number, or None."""
        row = self.find(world, what)
        value = row["values"].get(label) if row else None
        return None if isinstance(value, str) else value

    def best_peer(self, world, what):
        """Of all but mxd and the floor."""
        row = self.find(world, what)
        values = [value for label, value in row["values"].items()
                  if label not in FIRST and not isinstance(value, str) and
                  value is not None] if row else []
        if not values:
            return None
        return (max if row["is_rate"] else min)(values)

    def save(self):
        if self.path:
            with open(self.path + ".new", "w", encoding="utf-8") as f:
                json.dump(self.rows, f, indent=1)
            os.rename(self.path + ".new", self.path)

    def labels(self):
        found = []
        for row in self.rows:
            found += [label for label in row["values"] if label not in found]
        return [label for label in FIRST if label in found] + [
            label for label in found if label not in FIRST]

    def ratio(self, row, other):
        """mxd's value as a share of the floor's or the best peer's."""
        own = self.get(row["world"], row["what"], "mxd")
        than = self.best_peer(row["world"], row["what"]) if \
            other == "best peer" else self.get(row["world"], row["what"],
                                               other)
        return own / than if own is not None and than else None

    def render(self):
        """The one table."""
        labels = self.labels()
        return table.render("measured", labels + ["of floor", "of best peer"],
                            [[row["world"] + ": " + row["what"]] +
                             [row["values"].get(label) for label in labels] +
                             [self.ratio(row, "floor"),
                              self.ratio(row, "best peer")]
                             for row in self.rows])
