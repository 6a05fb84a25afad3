# SPDX-License-Identifier: ISC
"""Tables in Markdown, aligned so that they read well as they are."""


def number(value):
    """Three figures that count, thousands apart."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, int) or abs(value) >= 100:
        return "{:,.0f}".format(value)
    return "{:.3g}".format(value) if abs(value) < 1 else \
        "{:.2f}".format(value)


def render(title, columns, rows):
    """rows: lists of a name and values; the first column is text."""
    cells = [[title] + columns] + [[number(v) for v in row] for row in rows]
    widths = [max(len(row[i]) for row in cells)
              for i in range(len(columns) + 1)]
    lines = []
    for at, row in enumerate(cells):
        texts = [row[0].ljust(widths[0])] + [
            text.rjust(width) for text, width in zip(row[1:], widths[1:])]
        lines.append("| " + " | ".join(texts) + " |")
        if at == 0:
            lines.append("|" + "|".join(
                ["-" * (widths[0] + 2)] +
                ["-" * (w + 1) + ":" for w in widths[1:]]) + "|")
    return "\n".join(lines)
