"""Blocks set in shelves, so that a box and the whole get the shape of a page."""

import math

GAP, GAP_X = 12.0, 26.0
"""Points between rows and between columns."""

ASPECT = 1.7
"""Width of a page by its height."""

Spots = dict[str, tuple[float, float]]
"""Top left corners of what lies in a box, from the box's own."""

Block = tuple[Spots, float, float]
"""Things that keep their places to each other, with the width and height of all."""


def pack(blocks: list[Block]) -> tuple[Spots, tuple[float, float]]:
    """Set blocks in shelves, the highest first, at the width that comes nearest to a page."""
    if not blocks:
        return {}, (0.0, 0.0)
    ranked = sorted(enumerate(blocks), key=lambda pair: (-round(pair[1][2]), pair[0]))
    widest = max(block[1] for block in blocks)
    area = sum((block[1] + GAP_X) * (block[2] + GAP) for block in blocks)
    best: tuple[Spots, tuple[float, float]] | None = None
    for factor in (0.8, 1.0, 1.2, 1.5, 2.0):
        room = max(widest, math.sqrt(area * ASPECT) * factor)
        found = _shelves([block for _, block in ranked], room)
        if best is None or _waste(found[1]) < _waste(best[1]):
            best = found
    return best if best is not None else ({}, (0.0, 0.0))


def _waste(size: tuple[float, float]) -> float:
    """Return the area of the page that a size needs."""
    wide, high = size
    return max(wide, high * ASPECT) ** 2 + wide * high


def _shelves(blocks: list[Block], room: float) -> tuple[Spots, tuple[float, float]]:
    """Fill shelves of a width, and beside a high block the columns below a low one."""
    spots: Spots = {}
    x = y = high = used = 0.0
    column = 0.0
    below = 0.0
    for inner, wide, tall in blocks:
        if column and wide <= column and below + GAP + tall <= high:
            at = (x - column - GAP_X, y + below + GAP)
            below += GAP + tall
        else:
            if x and x + wide > room:
                y, x, high = y + high + GAP, 0.0, 0.0
            at = (x, y)
            x, high = x + wide + GAP_X, max(high, tall)
            column, below = wide, tall
        used = max(used, x - GAP_X)
        spots.update({id_: (at[0] + left, at[1] + top) for id_, (left, top) in inner.items()})
    return spots, (used, y + high)
