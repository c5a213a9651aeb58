"""The explorer's facets: what of the library can be found by type, theme, country, size, status and results.

An entry may have several values of a facet: a project has the countries of all its cities. Chosen values are
joined by "or" within a facet and by "and" across facets.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from msgspec import Struct

from agora.entries import Entry
from agora.library import Library, as_fields
from agora.model import City, Initiative, Project, Site, Solution, Theme
from agora.model.facts import Fact
from agora.similar import CLASS_ENDS, SizeClass, size_class
from agora.status import Status, status_of

EXPLORED = ("sites", "projects", "cities", "initiatives", "solutions")
"""The collections in the list, in the order of their facet."""

FACETS = ("type", "theme", "country", "size", "status", "results")
TYPE, THEME, COUNTRY, SIZE, STATUS, RESULTS = FACETS
_LETTERS = {TYPE: "k", THEME: "t", COUNTRY: "c", SIZE: "p", STATUS: "s", RESULTS: "r"}
STATUSES = ("planned", "building", "running", "operating", "ended")
WITH_RESULTS = "achieved"

DETAILED = 360
"""The most entries that one list shows with their summaries and figures: more would not fit into 50 kB."""

LIST_LIMIT = 700
"""The most entries that fit in there as names alone, and that boxes to tick can handle without a script."""


class Found(Struct, frozen=True):
    """An entry of the list: its values by facet, each once; the cities where it is, in the order of its
    file; and the day since when it is, for "newest first"."""

    entry: Entry
    values: Mapping[str, tuple[str, ...]]
    cities: tuple[Entry, ...]
    since: dt.date | None

    @property
    def id(self) -> str:
        return self.entry.id


class Choice(Struct, frozen=True):
    """A value of a facet, with how many entries have it. `parent` is the wider theme that is a choice,
    "" at the root of the tree and in other facets."""

    facet: str
    value: str
    count: int
    parent: str = ""

    @property
    def path(self) -> str:
        """The last part of the address of its page: "theme/energy"."""
        return f"{self.facet}/{self.value}"


@dataclass(frozen=True)
class Explorer:
    """`found` are the entries in the order of collections and slugs; `choices` by facet, in an order that
    does not depend on the language: types and statuses as declared, sizes from small to large, themes by
    slug with the narrower ones after their parent, countries by code."""

    found: tuple[Found, ...]
    choices: Mapping[str, tuple[Choice, ...]]

    @property
    def fits_one_page(self) -> bool:
        return len(self.found) <= LIST_LIMIT

    @property
    def fits_with_details(self) -> bool:
        return len(self.found) <= DETAILED

    @cached_property
    def names(self) -> Mapping[str, str]:
        """Short names by the path of a choice, for ids and classes: "theme/energy" is "t3"."""
        return {
            choice.path: f"{_LETTERS[facet]}{number}"
            for facet, choices in self.choices.items()
            for number, choice in enumerate(choices)
        }

    @cached_property
    def by_path(self) -> Mapping[str, Choice]:
        return {choice.path: choice for choices in self.choices.values() for choice in choices}

    def with_value(self, path: str) -> tuple[Found, ...]:
        """The entries that have a value, by the path of its choice."""
        facet, value = path.split("/")
        return tuple([found for found in self.found if value in found.values[facet]])

    @cached_property
    def by_id(self) -> Mapping[str, Found]:
        return {found.id: found for found in self.found}


def explore(library: Library, city_themes: Mapping[str, frozenset[str]]) -> Explorer:
    """`city_themes` are the themes of each city, by its id."""
    alike = _Alike()
    found = tuple(
        alike.of(found_of(library, entry, city_themes))
        for collection in EXPLORED
        for entry in library.collection(collection)
    )
    counts = {
        facet: Counter(value for one in found for value in one.values[facet]) for facet in FACETS
    }
    orders = {
        TYPE: EXPLORED,
        THEME: _tree(library),
        COUNTRY: sorted(counts[COUNTRY]),
        SIZE: [size_name(size_class(least)) for least in (0, *CLASS_ENDS)],
        STATUS: STATUSES,
        RESULTS: (WITH_RESULTS,),
    }
    choices = {
        facet: tuple(
            Choice(facet, value, counts[facet][value], _parent(library, facet, value))
            for value in orders[facet]
            if counts[facet][value]
        )
        for facet in FACETS
    }
    return Explorer(found, choices)


class _Alike:
    """Lets equal values be one object: thousands of entries have the same."""

    def __init__(self) -> None:
        self._each: dict[tuple[str, ...], tuple[str, ...]] = {}
        self._all: dict[tuple[tuple[str, ...], ...], Mapping[str, tuple[str, ...]]] = {}
        self._days: dict[dt.date | None, dt.date | None] = {}

    def of(self, found: Found) -> Found:
        each = tuple(self._each.setdefault(values, values) for values in found.values.values())
        values = self._all.setdefault(each, dict(zip(found.values, each, strict=True)))
        return Found(
            found.entry, values, found.cities, self._days.setdefault(found.since, found.since)
        )


def stands(
    explorer: Explorer,
    library: Library,
    changed: Iterable[str],
    city_themes: Mapping[str, frozenset[str]],
) -> bool:
    """Whether the explorer is as it was after edits of these entries that changed no reference.

    What is found of an entry is read at most two references away (a test holds this), but for the parents of
    themes, which are references themselves. All else is counted from what is found.
    """
    reached = library.near(library.near(changed))
    return all(
        found == found_of(library, found.entry, city_themes)
        for found in explorer.found
        if found.id in reached
    )


def size_name(size: SizeClass) -> str:
    """A population class as it stands in addresses: "10000-20000", "1200000-more"."""
    return f"{size.least}-{'more' if size.most is None else size.most}"


def size_named(name: str) -> SizeClass:
    return size_class(int(name.split("-")[0]))


def substance(entry: Entry) -> int:
    """How much there is to read, for the order of the list: results count most, then other facts, then
    text."""
    facts = _facts(entry)
    results = sum(fact.kind == "achieved" for fact in facts)
    text = bool(entry.body_in(entry.language)[0].text.strip())
    return 3 * results + len(facts) + 2 * text + (entry.fields.summary is not None)


def found_of(library: Library, entry: Entry, city_themes: Mapping[str, frozenset[str]]) -> Found:
    """What can be found of an entry; `city_themes` are by the ids of cities."""
    cities = _cities(library, entry)
    themes = city_themes.get(entry.id, frozenset(entry.fields.themes))
    places = [as_fields(city, City) for city in cities]
    values = {
        TYPE: (entry.collection,),
        THEME: _with_wider(library, themes),
        COUNTRY: _each(place.country.lower() for place in places),
        SIZE: _each(
            size_name(size_class(place.population.value)) for place in places if place.population
        ),
        STATUS: _status(library, entry),
        RESULTS: (WITH_RESULTS,) if _has_results(entry) else (),
    }
    return Found(entry, values, cities, _since(library, entry))


def _each(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(set(values)))


def _facts(entry: Entry) -> tuple[Fact, ...]:
    facts: tuple[Fact, ...] = getattr(entry.fields, "facts", ())
    return facts


def _cities(library: Library, entry: Entry) -> tuple[Entry, ...]:
    """Where an entry is: a city is in itself, a solution in the cities of the sites that use it."""
    fields = entry.fields
    if isinstance(fields, City):
        return (entry,)
    if isinstance(fields, Project | Initiative):
        slugs = [part.city for part in fields.cities]
    elif isinstance(fields, Site):
        slugs = [fields.city]
    elif isinstance(fields, Solution):
        sites = (library.get("sites", slug) for slug in fields.used_at)
        slugs = [as_fields(site, Site).city for site in sites if site is not None]
    else:
        slugs = []
    found = (library.get("cities", slug) for slug in slugs)
    return tuple(dict.fromkeys(city for city in found if city is not None))


def _with_wider(library: Library, themes: Iterable[str]) -> tuple[str, ...]:
    """The themes and all that are wider: what is about solar energy is about energy."""
    known: set[str] = set()
    for slug in themes:
        entry = library.get("themes", slug)
        while entry is not None and entry.slug not in known:
            known.add(entry.slug)
            parent = as_fields(entry, Theme).parent
            entry = library.get("themes", parent) if parent else None
    return tuple(sorted(known))


def _status(library: Library, entry: Entry) -> tuple[str, ...]:
    """A site's own status, else that of its project by its dates; nothing where it is not known."""
    fields = entry.fields
    if isinstance(fields, Site):
        if fields.status:
            return (fields.status,)
        project = library.get("projects", fields.project)
        return _status(library, project) if project else ()
    if isinstance(fields, Project):
        status = status_of(fields.start, fields.end, library.today)
        return () if status is Status.UNKNOWN else (status.value,)
    return ()


def _has_results(entry: Entry) -> bool:
    """Whether it states something that was achieved and that a source confirms."""
    return any(fact.kind == "achieved" and fact.verified for fact in _facts(entry))


def _since(library: Library, entry: Entry) -> dt.date | None:
    """When a project started; for a site its own project's start, for a city that of its latest."""
    fields = entry.fields
    if isinstance(fields, Project):
        return fields.start.first_day
    if isinstance(fields, Site):
        project = library.get("projects", fields.project)
        return _since(library, project) if project else None
    if isinstance(fields, City):
        projects = library.referrers(entry, "projects", "cities.city")
        return max((as_fields(found, Project).start.first_day for found in projects), default=None)
    return None


def _parent(library: Library, facet: str, value: str) -> str:
    """An entry at a theme is at its parent too, so that the parent of a choice is a choice."""
    if facet != THEME:
        return ""
    theme = library.get("themes", value)
    parent = as_fields(theme, Theme).parent if theme else None
    return parent if parent and library.get("themes", parent) else ""


def _tree(library: Library) -> tuple[str, ...]:
    """All themes, each before those below it."""
    waiting = [
        theme
        for theme in reversed(library.collection("themes"))
        if not _parent(library, THEME, theme.slug)
    ]
    ordered: list[str] = []
    while waiting:
        theme = waiting.pop()
        ordered.append(theme.slug)
        waiting.extend(reversed(library.themes_below(theme)))
    return tuple(ordered)
