"""Which places a map shows as one where they crowd, at each of several scales.

The clusters of a coarse scale are made of those of the next finer one, so that opening one never moves
a place from one cluster to another. The way: the two centres that are nearest to each other become one,
again and again, until all are far enough apart (agglomerative clustering by centroids).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from heapq import heapify, heappop, heappush
from math import floor, fsum, hypot

from msgspec import Struct


class Spot(Struct, frozen=True, order=True):
    """A place by its name; no two spots of a map have the same one. Any unit, the same for both axes."""

    name: str
    x: float
    y: float


class Cluster(Struct, frozen=True):
    """Spots that a map shows as one, from scale `first` to scale `last` (0 is the coarsest).

    `x` and `y` are the middle of its spots, which are sorted by name, or the nearest point that keeps its
    distance from the edge of the frame. One spot alone is a cluster too. The same spots are two clusters
    where they stand differently at two scales.
    """

    spots: tuple[Spot, ...]
    x: float
    y: float
    first: int
    last: int

    @property
    def nearest(self) -> Spot:
        """The spot that lies nearest to the middle."""
        return min(self.spots, key=lambda spot: (hypot(spot.x - self.x, spot.y - self.y), spot))


class _Group(Struct, frozen=True):
    spots: tuple[Spot, ...]
    x: float
    y: float


class Frame(Struct, frozen=True):
    """The edges of a map: every centre keeps half a separation away from them, so that none is cut."""

    width: float
    height: float

    def holding(self, spots: tuple[Spot, ...], separation: float) -> _Group:
        """The spots around their middle, or around the nearest point that is far enough from the edge.

        From all spots anew: the middle does not depend on the order in which they came together.
        """
        x = fsum(spot.x for spot in spots) / len(spots)
        y = fsum(spot.y for spot in spots) / len(spots)
        edge = separation / 2
        return _Group(
            spots,
            min(max(x, edge), max(self.width - edge, edge)),
            min(max(y, edge), max(self.height - edge, edge)),
        )


def clusters(
    spots: Iterable[Spot], separations: Sequence[float], frame: Frame
) -> tuple[Cluster, ...]:
    """Every cluster of every scale, ordered by its spots: at each scale, each spot is in exactly one.

    `separations` are the least distances between two centres, the widest first; all are above 0.
    """
    # What stands at one point is together at every scale: only points are compared.
    points: dict[tuple[float, float], list[Spot]] = {}
    for spot in sorted(set(spots)):
        points.setdefault((spot.x, spot.y), []).append(spot)
    groups = [_Group(tuple(found), *point) for point, found in points.items()]
    lasts: dict[_Group, int] = {}
    found: dict[_Group, Cluster] = {}
    for scale in range(len(separations) - 1, -1, -1):
        groups = _merged([group.spots for group in groups], separations[scale], frame)
        for group in groups:
            last = lasts.setdefault(group, scale)
            found[group] = Cluster(group.spots, group.x, group.y, scale, last)
    return tuple(sorted(found.values(), key=lambda cluster: (cluster.spots, cluster.first)))


def _merged(together: Iterable[tuple[Spot, ...]], separation: float, frame: Frame) -> list[_Group]:
    """The groups, joined until no two centres are nearer than `separation`."""
    alive = {number: frame.holding(spots, separation) for number, spots in enumerate(together)}
    grid = _Grid(separation)
    pairs: list[tuple[float, int, int]] = []
    for number, group in alive.items():
        pairs.extend(_near(grid, alive, number))
        grid.add(number, group)
    heapify(pairs)
    following = len(alive)
    while pairs:
        _, a, b = heappop(pairs)
        if a not in alive or b not in alive:
            continue
        one, other = alive.pop(a), alive.pop(b)
        grid.remove(a, one)
        grid.remove(b, other)
        spots = tuple(sorted((*one.spots, *other.spots)))
        alive[following] = joined = frame.holding(spots, separation)
        for pair in _near(grid, alive, following):
            heappush(pairs, pair)
        grid.add(following, joined)
        following += 1
    return list(alive.values())


def _near(grid: _Grid, alive: dict[int, _Group], number: int) -> Iterator[tuple[float, int, int]]:
    """The groups of the grid that stand too near to a group, with their distance."""
    group = alive[number]
    for other in grid.around(group):
        distance = hypot(group.x - alive[other].x, group.y - alive[other].y)
        if distance < grid.side:
            yield distance, other, number


class _Grid:
    """Groups by the square of a grid that they stand in: what is near stands in one of nine."""

    def __init__(self, side: float) -> None:
        self.side = side
        self._squares: dict[tuple[int, int], set[int]] = {}

    def _square(self, group: _Group) -> tuple[int, int]:
        return floor(group.x / self.side), floor(group.y / self.side)

    def add(self, number: int, group: _Group) -> None:
        self._squares.setdefault(self._square(group), set()).add(number)

    def remove(self, number: int, group: _Group) -> None:
        self._squares[self._square(group)].discard(number)

    def around(self, group: _Group) -> Iterator[int]:
        column, row = self._square(group)
        for x in (column - 1, column, column + 1):
            for y in (row - 1, row, row + 1):
                yield from self._squares.get((x, y), ())
