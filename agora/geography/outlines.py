"""Where countries are: how far a point lies outside one, and which one holds a point.

The outlines are Natural Earth's at 1:50 million (README.md beside this file says how they were made).
They are read when they are first needed, and each country is unpacked when it is first asked for.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from functools import cache
from importlib.resources import files
from itertools import pairwise
from math import asin, cos, hypot, radians, sin, sqrt
from typing import TypedDict

from msgspec import Struct

EARTH_RADIUS_KM = 6371.0
KM_PER_DEGREE = radians(1) * EARTH_RADIUS_KM

# How far outside its outline a place of the country may seem to lie, because the outlines are drawn
# coarsely. README.md says how the two were measured.
COAST_TOLERANCE_KM = 16.0
BORDER_TOLERANCE_KM = 4.0


class Packed(TypedDict):
    """outlines.json: a ring names its arcs, `~n` is arc n backwards; an arc holds 1/steps degrees."""

    steps: int
    countries: dict[str, list[list[int]]]
    arcs: list[str]


class Ring(Struct, frozen=True):
    """A closed line of (lat, lon) in degrees, with the box around it.

    A ring across the antimeridian goes on beyond 180°: Russia ends at 190°.
    """

    points: tuple[tuple[float, float], ...]
    south: float
    west: float
    north: float
    east: float

    def holds(self, lat: float, lon: float) -> bool:
        """Whether a line from the point due east crosses the ring an odd number of times."""
        lon = self.west + (lon - self.west) % 360
        if not (self.south <= lat <= self.north and lon <= self.east):
            return False
        inside = False
        for (lat_1, lon_1), (lat_2, lon_2) in pairwise(self.points):
            if (lat_1 > lat) != (lat_2 > lat):
                crossing = lon_1 + (lat - lat_1) / (lat_2 - lat_1) * (lon_2 - lon_1)
                inside ^= lon < crossing
        return inside


def distance_km(lat_1: float, lon_1: float, lat_2: float, lon_2: float) -> float:
    """Along the great circle between two points in degrees, on a sphere (the haversine formula)."""
    north, east = radians(lat_2 - lat_1) / 2, radians(lon_2 - lon_1) / 2
    part = sin(north) ** 2 + cos(radians(lat_1)) * cos(radians(lat_2)) * sin(east) ** 2
    return 2 * EARTH_RADIUS_KM * asin(sqrt(min(1.0, part)))


def outside_country_km(code: str, lat: float, lon: float) -> float | None:
    """How far a point in degrees lies outside a country: 0 inside, None where it has no outline.

    `code` is an ISO 3166-1 alpha-2 code or XK. Regions overseas with a code of their own belong to
    themselves and to their country (a point in Réunion is inside RE and FR).
    """
    rings = _rings(code)
    if not rings:
        return None
    if _inside(rings, lat, lon):
        return 0.0
    return _distance_to(rings, lat, lon)


def country_at(lat: float, lon: float) -> str:
    """The code of the country whose outline holds the point, or `""` at sea.

    A region overseas with a code of its own is named by that code.
    """
    holders = (code for code in _packed()["countries"] if _inside(_rings(code), lat, lon))
    return min(holders, key=lambda code: (len(_rings(code)), code), default="")


def coasts(south: float, north: float, west: float, east: float) -> tuple[Ring, ...]:
    """The outlines of all countries that reach into a box, each once, by their points."""
    found = {
        ring.points: ring
        for code in _packed()["countries"]
        for ring in _rings(code)
        if ring.north >= south and ring.south <= north and ring.east >= west and ring.west <= east
    }
    return tuple(found[points] for points in sorted(found))


def is_misplaced(code: str, lat: float, lon: float) -> bool:
    """Whether a point is so far outside its country that coarse outlines cannot be the reason.

    False for a country without an outline. A point on another country's ground is let off less than
    one at sea: coasts are drawn more coarsely than borders, and harbours are built into the sea.
    """
    outside = outside_country_km(code, lat, lon)
    if outside is None or outside <= BORDER_TOLERANCE_KM:
        return False
    return outside > COAST_TOLERANCE_KM or bool(country_at(lat, lon))


def _inside(rings: tuple[Ring, ...], lat: float, lon: float) -> bool:
    """Holes are rings too: inside an island in a lake is inside three of them."""
    return sum(ring.holds(lat, lon) for ring in rings) % 2 == 1


def _distance_to(rings: tuple[Ring, ...], lat: float, lon: float) -> float:
    """To the nearest ring, in km; exact to about 1 % up to some hundred km, a good guess beyond.

    Measured on a plane that touches the globe at the point, as far as a ring's box could still matter.
    """
    shrink = cos(radians(lat))

    def east(other: float) -> float:
        return ((other - lon + 180) % 360 - 180) * shrink

    def to_box(ring: Ring) -> float:
        within = (lon - ring.west) % 360 <= ring.east - ring.west
        sideways = 0.0 if within else min(abs(east(ring.west)), abs(east(ring.east)))
        return hypot(max(ring.south - lat, lat - ring.north, 0.0), sideways)

    nearest = float("inf")
    for least, ring in sorted(((to_box(ring), ring) for ring in rings), key=lambda pair: pair[0]):
        if least >= nearest:
            break
        plane = [(east(point_lon), point_lat - lat) for point_lat, point_lon in ring.points]
        nearest = min(nearest, min(_from_origin(a, b) for a, b in pairwise(plane)))
    return nearest * KM_PER_DEGREE


def _from_origin(a: tuple[float, float], b: tuple[float, float]) -> float:
    """The distance from (0, 0) to the straight line between two points."""
    along_x, along_y = b[0] - a[0], b[1] - a[1]
    length = along_x * along_x + along_y * along_y
    share = -(a[0] * along_x + a[1] * along_y) / length if length else 0.0
    share = min(1.0, max(0.0, share))
    return hypot(a[0] + share * along_x, a[1] + share * along_y)


@cache
def _packed() -> Packed:
    packed: Packed = json.loads(files(__package__).joinpath("outlines.json").read_bytes())
    return packed


@cache
def _rings(code: str) -> tuple[Ring, ...]:
    packed = _packed()
    return tuple(_ring(packed, arcs) for arcs in packed["countries"].get(code, ()))


def _ring(packed: Packed, arcs: list[int]) -> Ring:
    steps = packed["steps"]
    points: list[tuple[int, int]] = []
    for arc in arcs:
        line = _line(packed["arcs"][arc if arc >= 0 else ~arc])
        # Neighbouring arcs share the point where they meet.
        del points[-1:]
        points += line if arc >= 0 else reversed(line)
    lats = [lat / steps for lat, _ in points]
    lons = [lon / steps for lon in _unbroken((lon for _, lon in points), 360 * steps)]
    return Ring(tuple(zip(lats, lons, strict=True)), min(lats), min(lons), max(lats), max(lons))


def _unbroken(lons: Iterable[int], turn: int) -> list[int]:
    """The same longitudes without the leap from one side of the antimeridian to the other."""
    unbroken: list[int] = []
    for lon in lons:
        last = unbroken[-1] if unbroken else lon
        unbroken.append(last + (lon - last + turn // 2) % turn - turn // 2)
    return unbroken


def _line(written: str) -> list[tuple[int, int]]:
    """Reads an arc: steps from point to point, written as in Google's encoded polyline format."""
    numbers = _numbers(written)
    lat = lon = 0
    points = []
    for north in numbers:
        lat, lon = lat + north, lon + next(numbers)
        points.append((lat, lon))
    return points


def _numbers(written: str) -> Iterator[int]:
    number = shift = 0
    for sign in written:
        part = ord(sign) - 63
        number |= (part & 31) << shift
        shift += 5
        if part < 32:
            yield ~(number >> 1) if number & 1 else number >> 1
            number = shift = 0
