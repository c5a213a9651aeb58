"""Sense checks: what is well-formed and yet probably wrong. All of these are warnings.

An entry silences one with `accept: {code: reason}`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TypeAlias

from agora.documents import Source
from agora.entries import Entry, Validated, place_of
from agora.geography.outlines import distance_km, is_misplaced, outside_country_km
from agora.library import Library, as_fields
from agora.model import City, Initiative, Page, Project, Site, Solution
from agora.model.facts import Fact
from agora.problems import Place, Problem, errors_in
from agora.references import references_of

FAR_FROM_CITY_KM = 50.0
UNREADABLE = ""
"""Stands among the unsure collections where even what an entry refers to is not known for certain."""
Check = Callable[[Library, Entry], Iterator[Problem]]
Doubts: TypeAlias = Mapping[str, tuple[Problem, ...]]
"""Warnings by the id of the entry that they are about."""


def sense(
    library: Library,
    entries: Iterable[Entry],
    mentioned: frozenset[str],
    unsure: frozenset[str] = frozenset(),
) -> Doubts:
    """All warnings about some of the live entries, accepted or not.

    `mentioned` are the ids that count as referred to without a reference of a live entry: by the links of
    bodies, and by entries that hold mistakes. `unsure` are the collections in which something could not be
    read or points at nothing: what would have to look there is left out, as it would doubt what is only
    misspelt.
    """
    checks = (*ALONE, *(check for check, looks_at in BETWEEN.items() if looks_at not in unsure))
    found: dict[str, tuple[Problem, ...]] = {}
    for entry in entries:
        doubts = [doubt for check in checks for doubt in check(library, entry)]
        if UNREADABLE not in unsure:
            doubts.extend(_unreferenced(library, entry, mentioned))
        if doubts:
            found[entry.id] = tuple(doubts)
    return found


def doubted_again(library: Library, changed: Iterable[str]) -> frozenset[str]:
    """The ids of the entries whose checks may read some of those that have changed, where nobody refers to
    others than before. (A test holds that they read no further.)"""
    return library.near(changed)


def unsure_of(
    source: Source, validated: Validated, dangling: Iterable[Problem]
) -> tuple[frozenset[str], frozenset[str]]:
    """The ids that entries with mistakes mention, and what nothing sure can be said of (see `sense`)."""
    broken = [document for document in source.documents if document.id in validated.broken]
    read = {document.id for document in broken if document.fields is not None}
    mentioned = {found.target for document in broken for found in references_of(document)}
    unsure = {entry_id.split("/")[0] for entry_id in validated.broken}
    unsure |= {problem.place.path.split("/")[1] for problem in dangling if problem.is_error}
    if validated.broken - read or errors_in(dangling):
        unsure.add(UNREADABLE)
    return frozenset(mentioned), frozenset(unsure)


def accepted(entries: Iterable[Entry], problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """The problems without the warnings that the entry at their place accepts."""
    accepts = {
        document.path: entry.fields.accept
        for entry in entries
        for document in entry.documents.values()
        if entry.fields.accept
    }
    return tuple(
        problem
        for problem in problems
        if problem.is_error or problem.code not in accepts.get(problem.place.path, {})
    )


def _at(entry: Entry, *steps: str | int) -> Place:
    return place_of(entry.document, *steps)


def _city_in_country(library: Library, entry: Entry) -> Iterator[Problem]:
    if isinstance(entry.fields, City):
        city = entry.fields
        yield from _outside(entry, city.country, float(city.lat), float(city.lon))


def _outside(entry: Entry, country: str, lat: float, lon: float) -> Iterator[Problem]:
    if not is_misplaced(country, lat, lon):
        return
    away_km = outside_country_km(country, lat, lon) or 0
    fits_swapped = abs(lon) <= 90 and outside_country_km(country, lon, lat) == 0
    hint = f"lat {lon}, lon {lat} would lie in it" if fits_swapped else "check lat, lon and country"
    yield Problem(
        _at(entry, "lat"),
        "point-outside-country",
        f"the point lies {away_km:.0f} km outside the country {country}",
        hint,
    )


def _site_near_city(library: Library, entry: Entry) -> Iterator[Problem]:
    if not isinstance(entry.fields, Site) or entry.fields.lat is None or entry.fields.lon is None:
        return
    site = entry.fields
    lat, lon = float(entry.fields.lat), float(entry.fields.lon)
    home = library.get("cities", site.city)
    if home is None:
        return
    city = as_fields(home, City)
    yield from _outside(entry, city.country, lat, lon)
    away_km = distance_km(lat, lon, float(city.lat), float(city.lon))
    if away_km > FAR_FROM_CITY_KM:
        yield Problem(
            _at(entry, "lat"),
            "point-far-from-city",
            f"the point lies {away_km:.0f} km from {city.title}",
            "check city, lat and lon",
        )


def _lighthouses_have_sites(library: Library, entry: Entry) -> Iterator[Problem]:
    if not isinstance(entry.fields, Project):
        return
    for at, part in enumerate(entry.fields.cities):
        if part.role != "lighthouse" or library.get("cities", part.city) is None:
            continue
        if library.site_of(entry, part.city) is None:
            yield Problem(
                _at(entry, "cities", at, "city"),
                "lighthouse-without-site",
                f'the lighthouse city "{part.city}" has no site in {entry.fields.acronym}',
                "add the site, or mend the role",
            )


def _city_is_in_project(library: Library, entry: Entry) -> Iterator[Problem]:
    if not isinstance(entry.fields, Site):
        return
    site = entry.fields
    project = library.get("projects", site.project)
    if project is None or library.get("cities", site.city) is None:
        return
    if site.city not in [part.city for part in as_fields(project, Project).cities]:
        yield Problem(
            _at(entry, "city"),
            "city-not-in-project",
            f'the project "{site.project}" does not list the city "{site.city}"',
            f"add it to cities in {project.document.path}",
        )


def _facts_agree(library: Library, entry: Entry) -> Iterator[Problem]:
    facts: tuple[Fact, ...] = getattr(entry.fields, "facts", ())
    first: dict[tuple[object, ...], int] = {}
    for at, fact in enumerate(facts):
        if fact.indicator is None:
            continue
        key = (fact.indicator, fact.kind, fact.unit, fact.as_of)
        before = first.setdefault(key, at)
        if facts[before].value != fact.value:
            line = _at(entry, "facts", before, "value").line
            yield Problem(
                _at(entry, "facts", at, "value"),
                "conflict",
                f'"{fact.indicator}" is {fact.value} here and {facts[before].value} on line {line}',
                "mend the wrong one; where two sources differ, accept it with a reason",
            )


def _not_running_after_end(library: Library, entry: Entry) -> Iterator[Problem]:
    if not isinstance(entry.fields, Site) or entry.fields.status in (None, "ended"):
        return
    project = library.get("projects", entry.fields.project)
    end = as_fields(project, Project).end if project else None
    if end is not None and end.last_day < library.today:
        yield Problem(
            _at(entry, "status"),
            "status-after-end",
            f'the status is "{entry.fields.status}", but the project ended in {end}',
            "write ended, or accept it with a reason where the site goes on",
        )


def _reviewed_in_time(library: Library, entry: Entry) -> Iterator[Problem]:
    due = entry.fields.review_after
    if due is not None and due < library.today:
        yield Problem(
            _at(entry, "review_after"),
            "review-due",
            f"this entry should have been looked at again after {due}",
            "check it, then set reviewed and move review_after",
        )


def _menu_is_translated(library: Library, entry: Entry) -> Iterator[Problem]:
    if not isinstance(entry.fields, Page) or entry.fields.menu == "none":
        return
    for language in library.languages:
        if language not in entry.documents:
            yield Problem(
                _at(entry, "menu"),
                "menu-untranslated",
                f'the {entry.fields.menu} page "{entry.slug}" has no translation to {language}',
                f"add content/pages/{entry.slug}.{language}.md",
            )


def _documents_are_described(library: Library, entry: Entry) -> Iterator[Problem]:
    if not isinstance(entry.fields, Initiative | Solution):
        return
    for at, document in enumerate(entry.fields.documents):
        lacking = [name for name in ("language", "date") if getattr(document, name) is None]
        if document.file is not None and lacking:
            yield Problem(
                _at(entry, "documents", at, "file"),
                "document-undescribed",
                f'the document "{document.file}" has no {" and no ".join(lacking)}',
                f"add {' and '.join(lacking)}",
            )


def _unreferenced(library: Library, entry: Entry, linked: frozenset[str]) -> Iterator[Problem]:
    if entry.collection not in ("cities", "themes") or entry.id in linked:
        return
    if not library.backlinks.get(entry.id):
        yield Problem(
            entry.document.end,
            "unreferenced",
            f"nothing refers to {entry.id}",
            "refer to it, or delete it",
        )


ALONE: tuple[Check, ...] = (
    _city_in_country,
    _site_near_city,
    _facts_agree,
    _not_running_after_end,
    _reviewed_in_time,
    _menu_is_translated,
    _documents_are_described,
)
BETWEEN: dict[Check, str] = {_lighthouses_have_sites: "sites", _city_is_in_project: "projects"}
"""Checks that compare entries, with the collection that they look at."""
