"""Which cities are like each other, and which lie near: for an official who looks for "a place like ours".

Alike are cities of the same population class that work on the same themes. A theme that few cities have
says more than one that nearly all have, and a city with many themes is not by that alone like everybody
(a weighted Jaccard index). The reason for a pair is the same from both ends.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from heapq import nsmallest
from itertools import combinations
from math import asin, cos, dist, log, radians, sin

from msgspec import Struct

from agora.entries import Entry
from agora.geography.outlines import EARTH_RADIUS_KM, KM_PER_DEGREE
from agora.library import Library, as_fields
from agora.model import City, Theme

# Upper ends of the population classes, in people. The steps double, roughly, so that a town is compared
# with towns and a capital with capitals.
CLASS_ENDS = (20_000, 40_000, 80_000, 150_000, 300_000, 600_000, 1_200_000)
MOST_SIMILAR = 4
NEAREST = 5
# Themes decide, and distance between equals: the whole width of Europe (about 4,000 km) counts as much
# as a third of all that two cities have between them.
FAR_KM = 12_000.0

Point = tuple[float, float, float]
"""On the sphere of radius 1."""


NEXT_STOPS = 3
"""How many sites a site's page leads on to."""


class SizeClass(Struct, frozen=True):
    """Populations from `least` (included) to `most` (not included); None where there is no upper end."""

    least: int
    most: int | None


class Likeness(Struct, frozen=True):
    """A similar city (its id), and why: the class of both (None where neither has a population), and
    the themes that they share, the rarest first, without those that lie above another of them."""

    city: str
    size: SizeClass | None
    themes: tuple[str, ...]


class Neighbour(Struct, frozen=True):
    """A city (its id) that lies near."""

    city: str
    distance_km: float


@dataclass(frozen=True, slots=True)
class Stop:
    """What of a city is compared: `lat` and `lon` in degrees, `themes` with all that lie above them."""

    id: str
    lat: float
    lon: float
    size: SizeClass | None = None
    themes: frozenset[str] = frozenset()


def size_class(population: int) -> SizeClass:
    ends = (0, *CLASS_ENDS)
    at = bisect_right(ends, population) - 1
    return SizeClass(ends[at], ends[at + 1] if at + 1 < len(ends) else None)


def themes_of_cities(library: Library) -> dict[str, frozenset[str]]:
    """The themes of each city by its id: its own, and those of its sites, projects and initiatives."""
    found: dict[str, frozenset[str]] = {}
    for city in library.collection("cities"):
        about = (
            *library.referrers(city, "sites", "city"),
            *library.referrers(city, "projects", "cities.city"),
            *library.referrers(city, "initiatives", "cities.city"),
        )
        themes = {theme for entry in (city, *about) for theme in entry.fields.themes}
        found[city.id] = frozenset(theme for theme in themes if library.get("themes", theme))
    return found


def themes_above(library: Library) -> dict[str, frozenset[str]]:
    """For each theme all those above it, up to the root."""
    return {
        theme.slug: frozenset(_line_up(library, theme)) for theme in library.collection("themes")
    }


def _line_up(library: Library, theme: Entry) -> list[str]:
    parent = as_fields(theme, Theme).parent
    above = library.get("themes", parent) if parent else None
    return [] if above is None else [above.slug, *_line_up(library, above)]


def similar_cities(library: Library) -> Mapping[str, tuple[Likeness, ...]]:
    """For each city (by id) the most similar ones, the best first.

    Two that work below one theme share at least that theme.
    """
    return most_similar(_stops(library, _widened_themes(library)), themes_above(library))


def _widened_themes(library: Library) -> dict[str, frozenset[str]]:
    """The themes of each city with all that lie above them."""
    above = themes_above(library)
    return {
        city: found.union(*(above[theme] for theme in found))
        for city, found in themes_of_cities(library).items()
    }


def nearest_cities(library: Library) -> Mapping[str, tuple[Neighbour, ...]]:
    """For each city (by id) those that lie nearest, the nearest first."""
    return nearest(_stops(library, {}))


def _stops(library: Library, themes: Mapping[str, frozenset[str]]) -> Iterator[Stop]:
    for city in library.collection("cities"):
        fields = as_fields(city, City)
        size = size_class(fields.population.value) if fields.population else None
        known = themes.get(city.id, frozenset())
        yield Stop(city.id, float(fields.lat), float(fields.lon), size, known)


def most_similar(
    stops: Iterable[Stop], above: Mapping[str, frozenset[str]]
) -> dict[str, tuple[Likeness, ...]]:
    """For each stop the most similar ones, the best first; ties in the order of their ids.

    `above` are the themes above each theme. The order of the stops does not matter.
    """
    by_id = {stop.id: stop for stop in sorted(stops, key=lambda stop: stop.id)}
    weights = _weights([stop.themes for stop in by_id.values()])
    ranked = _ranked(list(by_id.values()), weights)
    return {
        here: tuple(
            Likeness(there, stop.size, _told(stop.themes & by_id[there].themes, weights, above))
            for _, there in nsmallest(MOST_SIMILAR, ranked[here])
        )
        for here, stop in by_id.items()
    }


def _weights(themes: list[frozenset[str]]) -> dict[str, float]:
    """How much it says to share a theme: the logarithm of how few have it (inverse document frequency)."""
    counts = Counter(theme for found in themes for theme in found)
    return {theme: log((1 + len(themes)) / count) for theme, count in counts.items()}


def _ranked(stops: list[Stop], weights: Mapping[str, float]) -> dict[str, list[tuple[float, str]]]:
    """For each stop those of its class that share a theme, with how unlike they are.

    There are many pairs: a set of themes is a number whose bits are themes, and weighed only once.
    """
    bits = {theme: 1 << at for at, theme in enumerate(sorted(weights))}
    weighed: dict[int, float] = {}

    def weight(mask: int) -> float:
        if mask not in weighed:
            weighed[mask] = sum(weights[theme] for theme, bit in bits.items() if mask & bit)
        return weighed[mask]

    classes: dict[SizeClass | None, list[tuple[str, int, float, Point]]] = {}
    for stop in stops:
        mask = sum(bits[theme] for theme in stop.themes)
        member = (stop.id, mask, weight(mask), _on_sphere(stop))
        classes.setdefault(stop.size, []).append(member)
    ranked: dict[str, list[tuple[float, str]]] = {stop.id: [] for stop in stops}
    for members in classes.values():
        for (one, its, its_weight, here), (other, whose, whose_weight, there) in combinations(
            members, 2
        ):
            if both := its & whose:
                shared = weight(both)
                common = shared / (its_weight + whose_weight - shared)
                # Rounded, since the last digits may differ between machines.
                unlike = round(_apart_km(here, there) / FAR_KM - common, 6)
                ranked[one].append((unlike, other))
                ranked[other].append((unlike, one))
    return ranked


def _told(
    shared: frozenset[str], weights: Mapping[str, float], above: Mapping[str, frozenset[str]]
) -> tuple[str, ...]:
    """The themes to name: who shares district heating need not be told of energy."""
    told = shared.difference(*(above.get(theme, frozenset()) for theme in shared))
    return tuple(sorted(told, key=lambda theme: (-weights[theme], theme)))


def nearest(stops: Iterable[Stop]) -> dict[str, tuple[Neighbour, ...]]:
    """For each stop those that lie nearest, the nearest first; ties in the order of their ids."""
    row = sorted(stops, key=lambda stop: (stop.lat, stop.id))
    points = [_on_sphere(stop) for stop in row]
    return {stop.id: _nearest_to(at, row, points) for at, stop in enumerate(row)}


def _nearest_to(at: int, row: list[Stop], points: list[Point]) -> tuple[Neighbour, ...]:
    """Outwards from the stop's latitude, until no further latitude can hold a nearer one."""
    found: list[tuple[float, str]] = []
    for way in (range(at - 1, -1, -1), range(at + 1, len(row))):
        for other in way:
            least = abs(row[other].lat - row[at].lat) * KM_PER_DEGREE
            # A kilometre more than enough: distances are rounded.
            if len(found) == NEAREST and least > found[-1][0] + 1:
                break
            found.append((round(_apart_km(points[at], points[other]), 3), row[other].id))
            found = sorted(found)[:NEAREST]
    return tuple(Neighbour(city, apart) for apart, city in found)


def _on_sphere(stop: Stop) -> Point:
    north, east = radians(stop.lat), radians(stop.lon)
    return cos(north) * cos(east), cos(north) * sin(east), sin(north)


def _apart_km(one: Point, other: Point) -> float:
    """Along the great circle over the chord between two points."""
    return 2 * EARTH_RADIUS_KM * asin(min(1.0, dist(one, other) / 2))


def sites_alike(library: Library) -> Mapping[frozenset[str], tuple[Entry, ...]]:
    """For each set of themes that a site has, the sites that share the most of them, ties by id.

    One more than are shown, since a site is its own best match. There are few different sets, so that this
    does not grow with the square of the sites.
    """
    groups: dict[frozenset[str], list[Entry]] = {}
    for site in library.collection("sites"):
        groups.setdefault(frozenset(site.fields.themes), []).append(site)
    found: dict[frozenset[str], tuple[Entry, ...]] = {}
    for themes in groups:
        near = [
            (-len(themes & others), site.id, site)
            for others, sites in groups.items()
            if themes & others
            for site in sites[: NEXT_STOPS + 1]
        ]
        best = sorted(near, key=lambda one: one[:2])[: NEXT_STOPS + 1]
        found[themes] = tuple(site for _, _, site in best)
    return found
