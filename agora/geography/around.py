"""What lies around a point of the globe: the nearest first, and no look at what lies far away.

A k-d tree (Bentley, "Multidimensional Binary Search Trees Used for Associative Searching", 1975) that is
searched with the best part of it first.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from heapq import heappop, heappush
from itertools import count
from math import asin, cos, dist, radians, sin
from operator import itemgetter
from typing import Generic, TypeVar

from msgspec import Struct

from agora.geography.outlines import EARTH_RADIUS_KM

ItemT = TypeVar("ItemT")

Point = tuple[float, float, float]
"""On the sphere of radius 1."""

_ROOM = 8
"""The most items that are looked at one by one."""


def on_sphere(lat: float, lon: float) -> Point:
    """The point at degrees north and east."""
    north, east = radians(lat), radians(lon)
    return cos(north) * cos(east), cos(north) * sin(east), sin(north)


def along_km(chord: float) -> float:
    """The way along the great circle over a chord."""
    return 2 * EARTH_RADIUS_KM * asin(min(1.0, chord / 2))


class _Fork(Struct, Generic[ItemT], frozen=True):
    """Two halves: what lies below the coordinate `cut` on an axis, and what does not."""

    axis: int
    cut: float
    below: _Tree[ItemT]
    above: _Tree[ItemT]


_Leaf = list[tuple[Point, ItemT]]
_Tree = _Fork[ItemT] | _Leaf[ItemT]


class Around(Generic[ItemT]):
    """Items at points of the globe."""

    def __init__(self, items: Iterable[tuple[Point, ItemT]]) -> None:
        self._tree: _Tree[ItemT] = _grown(list(items))

    def nearest_first(self, point: Point) -> Iterator[tuple[float, ItemT]]:
        """All items, the nearest first, with the chord to each; those that are equally near in no order."""
        if not isinstance(self._tree, _Fork):
            near = [(dist(point, at), item) for at, item in self._tree]
            yield from sorted(near, key=itemgetter(0))
            return
        number = count()
        # Each part of the tree waits with the least chord that anything in it can have.
        waiting: list[tuple[float, int, _Tree[ItemT]]] = [(0.0, next(number), self._tree)]
        met: list[tuple[float, int, ItemT]] = []
        while waiting:
            least, _, part = heappop(waiting)
            while met and met[-1][0] <= least:
                chord, _, item = met.pop()
                yield chord, item
            if isinstance(part, _Fork):
                beyond = point[part.axis] - part.cut
                here, there = (part.below, part.above) if beyond < 0 else (part.above, part.below)
                heappush(waiting, (least, next(number), here))
                heappush(waiting, (max(least, abs(beyond)), next(number), there))
            else:
                met += [(dist(point, at), next(number), item) for at, item in part]
                met.sort(reverse=True)
        yield from ((chord, item) for chord, _, item in reversed(met))


def _grown(items: _Leaf[ItemT]) -> _Tree[ItemT]:
    """A tree of the items, cut in halves along the axis on which they spread most."""
    axis, spread = _widest([point for point, _ in items])
    if len(items) <= _ROOM or not spread:
        return items
    row = sorted(items, key=lambda item: item[0][axis])
    half = len(row) // 2
    return _Fork(axis, row[half][0][axis], _grown(row[:half]), _grown(row[half:]))


def _widest(points: Sequence[Point]) -> tuple[int, float]:
    """The axis on which points spread most, and how far."""
    spreads = [max(along) - min(along) for along in zip(*points, strict=True)]
    return max(enumerate(spreads), key=lambda found: found[1], default=(0, 0.0))
