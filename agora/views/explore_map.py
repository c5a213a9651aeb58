"""Countries as bubbles on the map of the explorer, moved apart so that each can be hit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import combinations
from math import hypot

from agora.geography.map import MapPoint, printed

WINDOW = (140, 50, 760, 836)
"""The part of the map that is shown: x, y, width, height."""

APART = 64.0
"""Least distance of two bubbles in map units: 24 px on a map that is 285 px wide."""

_ROOM = APART / 2
_ROUNDS = 200


def spread(points: Mapping[str, MapPoint]) -> dict[str, MapPoint]:
    """The points by name, pushed apart and into the window; each pair gives way by the same length.

    The order of names decides nothing but ties, and the same points give the same places.
    """
    at = {name: _inside(points[name].x, points[name].y) for name in sorted(points)}
    for _ in range(_ROUNDS):
        if not _pushed(at):
            break
    return {name: MapPoint(x, y) for name, (x, y) in at.items()}


def _pushed(at: dict[str, tuple[float, float]]) -> bool:
    """One round; whether anything had to move."""
    moved = False
    for number, (one, other) in enumerate(combinations(at, 2)):
        dx, dy = at[other][0] - at[one][0], at[other][1] - at[one][1]
        apart = hypot(dx, dy)
        if apart >= APART - 0.05:
            continue
        moved = True
        by = (APART - apart) / 2
        if not apart:  # the same place: any direction will do, another one for each pair
            dx, dy = 1.0, (number % 7) / 7
            apart = hypot(dx, dy)
        at[one] = _inside(at[one][0] - dx / apart * by, at[one][1] - dy / apart * by)
        at[other] = _inside(at[other][0] + dx / apart * by, at[other][1] + dy / apart * by)
    return moved


def _inside(x: float, y: float) -> tuple[float, float]:
    left, top, width, height = WINDOW
    return (
        min(max(x, left + _ROOM), left + width - _ROOM),
        min(max(y, top + _ROOM), top + height - _ROOM),
    )


def middle(points: Sequence[MapPoint]) -> MapPoint:
    count = len(points)
    return MapPoint(sum(p.x for p in points) / count, sum(p.y for p in points) / count)


def leader(home: MapPoint, bubble: MapPoint) -> str:
    """The line from a place to its bubble; "" where the bubble covers it."""
    if hypot(home.x - bubble.x, home.y - bubble.y) < _ROOM:
        return ""
    return f"M{printed(home.x)} {printed(home.y)}L{printed(bubble.x)} {printed(bubble.y)}"
