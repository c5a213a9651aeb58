"""A made-up marketplace: the same seed gives the same one, on every machine."""

from __future__ import annotations

import random
from dataclasses import dataclass

_TEXT = (
    "the city heat network district energy building street light mobility data water plan people"
    " open measured saved new old school station bus solar roof wind grid"
)
WORDS = tuple(_TEXT.split())
THEMES = 12
LINES = ("energy", "mobility", "buildings", "digital", "circular", "governance")
PLACES = (("ES", 40.4, -3.7), ("FR", 46.6, 2.4), ("DE", 51.1, 10.4), ("PL", 52.1, 19.4))
"""Countries with a point well inside each, around which its cities lie."""


@dataclass(frozen=True, slots=True)
class Term:
    """A theme, a city or a project: what sites are gathered under."""

    slug: str
    title: str
    body: str
    country: str = ""
    lat: float = 0.0
    lon: float = 0.0
    population: int = 0
    theme: str = ""
    cities: tuple[str, ...] = ()
    start: int = 0


@dataclass(frozen=True, slots=True)
class Site:
    """A page of about 2.4 kB of Markdown. `[[city-3]]` in its body is a link to that city, in the words of
    no engine."""

    slug: str
    title: str
    summary: str
    body: str
    project: str
    city: str
    themes: tuple[str, ...]
    homes: int


@dataclass(frozen=True, slots=True)
class Marketplace:
    themes: tuple[Term, ...]
    cities: tuple[Term, ...]
    projects: tuple[Term, ...]
    sites: tuple[Site, ...]

    @property
    def entries(self) -> int:
        return sum(map(len, (self.themes, self.cities, self.projects, self.sites)))


def marketplace(sites: int, seed: int = 7) -> Marketplace:
    """`sites` sites in a quarter as many cities, of a twentieth as many projects, about twelve themes."""
    dice = random.Random(seed)

    def words(count: int) -> str:
        return " ".join(dice.choices(WORDS, k=count))

    themes = tuple(Term(f"theme-{n}", f"Theme {n}", words(60)) for n in range(THEMES))
    cities = tuple(_city(dice, n, words(80)) for n in range(max(5, sites // 4)))
    projects = tuple(
        _project(dice, n, words(80), [city.slug for city in cities])
        for n in range(max(1, sites // 20))
    )
    return Marketplace(
        themes, cities, projects, tuple(_site(dice, n, projects, cities) for n in range(sites))
    )


def _city(dice: random.Random, number: int, body: str) -> Term:
    country, lat, lon = PLACES[number % len(PLACES)]
    return Term(
        slug=f"city-{number}",
        title=f"City {number}",
        body=body,
        country=country,
        lat=round(lat + dice.uniform(-0.9, 0.9), 3),
        lon=round(lon + dice.uniform(-0.9, 0.9), 3),
        population=dice.randint(5_000, 2_000_000),
    )


def _project(dice: random.Random, number: int, body: str, cities: list[str]) -> Term:
    return Term(
        slug=f"project-{number}",
        title=f"Project {number} of cities",
        body=body,
        theme=f"theme-{dice.randrange(THEMES)}",
        cities=tuple(dice.sample(cities, 5)),
        start=2010 + number % 10,
    )


def _site(
    dice: random.Random, number: int, projects: tuple[Term, ...], cities: tuple[Term, ...]
) -> Site:
    def words(count: int) -> str:
        return " ".join(dice.choices(WORDS, k=count))

    project = projects[number % len(projects)]
    near = f"[[{dice.choice(cities).slug}]]"
    parts = (
        f"## {words(3)}",
        words(70),
        f"- **{words(3)}** {words(9)}\n- {words(12)}\n- {near} {words(6)}",
        f"## {words(4)}",
        words(80),
        f"{words(60)} *{words(3)}* [elsewhere](https://example.com/{number}) {words(30)}",
        f"> {words(20)}",
        words(70),
    )
    return Site(
        slug=f"site-{number}",
        title=f"Site {number}",
        summary=words(14),
        body="\n\n".join(parts),
        project=project.slug,
        city=project.cities[number // len(projects) % 5],
        themes=tuple(sorted(dice.sample([f"theme-{n}" for n in range(THEMES)], 2))),
        homes=dice.randint(10, 900),
    )
