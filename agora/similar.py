"""Which cities are like each other, and which lie near: for an official who looks for "a place like ours".

Alike are cities of the same population class that work on the same themes. A theme that few cities have
says more than one that nearly all have, and a city with many themes is not by that alone like everybody
(a weighted Jaccard index). The reason for a pair is the same from both ends.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from math import log

from msgspec import Struct

from agora.alike import Best, Place, Ranked, most_alike
from agora.entries import Entry
from agora.geography.around import Around, Point, along_km, on_sphere
from agora.library import Library, as_fields
from agora.model import City, Theme

# Upper ends of the population classes, in people. The steps double, roughly, so that a town is compared
# with towns and a capital with capitals.
CLASS_ENDS = (20_000, 40_000, 80_000, 150_000, 300_000, 600_000, 1_200_000)
MOST_SIMILAR = 4
NEAREST = 5

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


class Stop(Struct, frozen=True):
    """What of a city is compared: `lat` and `lon` in degrees, `themes` with all that lie above them."""

    id: str
    lat: float
    lon: float
    size: SizeClass | None = None
    themes: frozenset[str] = frozenset()

    @property
    def point(self) -> Point:
        return on_sphere(self.lat, self.lon)


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


def similar_cities(
    library: Library, themes: Mapping[str, frozenset[str]]
) -> Mapping[str, tuple[Likeness, ...]]:
    """For each city (by id) the most similar ones, the best first. `themes` are those of the cities.

    Two that work below one theme share at least that theme.
    """
    above = themes_above(library)
    widened = {
        city: found.union(*(above[theme] for theme in found)) for city, found in themes.items()
    }
    return most_similar(_stops(library, widened), above)


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
    classes: dict[SizeClass | None, list[Place]] = {}
    for stop in by_id.values():
        classes.setdefault(stop.size, []).append(Place(stop.id, stop.themes, stop.point))
    ranked: dict[str, Ranked] = {}
    for places in classes.values():
        ranked |= most_alike(places, weights, MOST_SIMILAR)
    return {
        here: tuple(
            Likeness(there, stop.size, _told(stop.themes & by_id[there].themes, weights, above))
            for _, there in ranked.get(here, ())
        )
        for here, stop in by_id.items()
    }


def _weights(themes: list[frozenset[str]]) -> dict[str, float]:
    """How much it says to share a theme: the logarithm of how few have it (inverse document frequency)."""
    counts = Counter(theme for found in themes for theme in found)
    return {theme: log((1 + len(themes)) / count) for theme, count in counts.items()}


def _told(
    shared: frozenset[str], weights: Mapping[str, float], above: Mapping[str, frozenset[str]]
) -> tuple[str, ...]:
    """The themes to name: who shares district heating need not be told of energy."""
    told = shared.difference(*(above.get(theme, frozenset()) for theme in shared))
    return tuple(sorted(told, key=lambda theme: (-weights[theme], theme)))


def nearest(stops: Iterable[Stop]) -> dict[str, tuple[Neighbour, ...]]:
    """For each stop those that lie nearest, the nearest first; ties in the order of their ids."""
    points = {stop.id: stop.point for stop in sorted(stops, key=lambda stop: stop.id)}
    around = Around((point, stop_id) for stop_id, point in points.items())
    return {here: _nearest_to(here, point, around) for here, point in points.items()}


def _nearest_to(here: str, point: Point, around: Around[str]) -> tuple[Neighbour, ...]:
    best = Best(NEAREST)
    best.meet(
        (round(along_km(chord), 3), there)
        for chord, there in around.nearest_first(point)
        if there != here
    )
    return tuple(Neighbour(city, away_km) for away_km, city in best.places)


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
