"""Which cities are like each other, and which lie near: for an official who looks for "a place like ours".

Alike are cities of the same population class that work on the same themes. Rare themes count more than those
that nearly every city has. The reason for a pair is the same from both ends.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import combinations
from math import log

from agora.entries import Entry
from agora.geography.outlines import distance_km
from agora.library import Library, as_fields
from agora.model import City

# Upper ends of the population classes, in people. The steps double, roughly, so that a town is compared
# with towns and a capital with capitals.
CLASS_ENDS = (10_000, 20_000, 40_000, 80_000, 150_000, 300_000, 600_000, 1_200_000)
MOST_SIMILAR = 4
NEAREST = 5
# Being far apart counts against a pair as much as a theme that a third of all cities share.
FAR_KM = 3000.0


@dataclass(frozen=True, slots=True)
class SizeClass:
    """Populations from `least` (included) to `most` (not included); None where there is no upper end."""

    least: int
    most: int | None


@dataclass(frozen=True, slots=True)
class Likeness:
    """A similar city, and why: the class of both (None where neither has a population), and the themes
    that they share, the rarest first."""

    city: Entry
    size: SizeClass | None
    themes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Neighbour:
    city: Entry
    distance_km: float


def size_class(population: int) -> SizeClass:
    ends = (0, *CLASS_ENDS)
    for least, most in zip(ends, CLASS_ENDS, strict=False):
        if population < most:
            return SizeClass(least, most)
    return SizeClass(CLASS_ENDS[-1], None)


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


def similar_cities(library: Library) -> Mapping[str, tuple[Likeness, ...]]:
    """For each city (by id) the most similar ones, the best first; ties in the order of their ids."""
    themes = themes_of_cities(library)
    weights = _weights(themes.values())
    ranked: dict[str, list[tuple[float, str, Likeness]]] = {}
    for members in _by_class(library).values():
        for one, other in combinations(members, 2):
            shared = sorted(themes[one.id] & themes[other.id], key=lambda t: (-weights[t], t))
            if not shared:
                continue
            apart = _distance(one, other)
            score = round(sum(weights[theme] for theme in shared) - apart / FAR_KM, 6)
            size = _class_of(one)
            for here, there in ((one, other), (other, one)):
                like = Likeness(there, size, tuple(shared))
                ranked.setdefault(here.id, []).append((-score, there.id, like))
    return {
        city: tuple(like for _, _, like in sorted(found, key=lambda rank: rank[:2])[:MOST_SIMILAR])
        for city, found in ranked.items()
    }


def _weights(themes: Iterable[frozenset[str]]) -> dict[str, float]:
    """How much it says to share a theme: the logarithm of how rare it is."""
    counts = Counter(theme for found in themes for theme in found)
    total = sum(counts.values()) or 1
    return {theme: log(1 + total / count) for theme, count in counts.items()}


def _class_of(city: Entry) -> SizeClass | None:
    people = as_fields(city, City).population
    return size_class(people.value) if people else None


def _by_class(library: Library) -> dict[SizeClass | None, list[Entry]]:
    classes: dict[SizeClass | None, list[Entry]] = {}
    for city in library.collection("cities"):
        classes.setdefault(_class_of(city), []).append(city)
    return classes


def nearest_cities(library: Library, city: Entry) -> tuple[Neighbour, ...]:
    """The cities that lie nearest, the nearest first; ties in the order of their ids."""
    others = [other for other in library.collection("cities") if other.id != city.id]
    # A degree of latitude is 111 km everywhere: the nearest few in latitude bound how far to look.
    north = float(as_fields(city, City).lat)
    others.sort(key=lambda other: (abs(float(as_fields(other, City).lat) - north), other.id))
    found: list[tuple[float, str, Entry]] = []
    for other in others:
        away = abs(float(as_fields(other, City).lat) - north) * 111.0
        if len(found) == NEAREST and away > found[-1][0]:
            break
        found.append((_distance(city, other), other.id, other))
        found = sorted(found, key=lambda near: near[:2])[:NEAREST]
    return tuple(Neighbour(other, apart) for apart, _, other in found)


def _distance(one: Entry, other: Entry) -> float:
    a, b = as_fields(one, City), as_fields(other, City)
    return distance_km(float(a.lat), float(a.lon), float(b.lat), float(b.lon))
