"""What a city or a site brings to a comparison."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from agora import labels
from agora.entries import Entry
from agora.library import as_fields
from agora.model import Site
from agora.views.cards import kicker_of, link_to
from agora.views.compare_shapes import Compared, ComparedFigure
from agora.views.edition import Edition, alphabetical
from agora.views.facts import keyed_figures
from agora.views.once import once_each
from agora.views.shapes import Link

COMPARED = ("cities", "sites")
"""The collections whose entries can be compared."""

_POPULATION = "population"


class Subject(NamedTuple):
    """A place with all that is compared: `figures` by what they are compared by."""

    column: Compared
    rows: tuple[tuple[str, Link], ...]
    figures: tuple[tuple[str, ComparedFigure], ...]
    themes: tuple[Link, ...]
    projects: tuple[Link, ...]


@once_each
def subject_of(edition: Edition, entry: Entry) -> Subject:
    """A city with the figures of its sites, or a site with the population of its city."""
    name = link_to(edition, entry)
    about = _site if isinstance(entry.fields, Site) else _city
    rows, others, themes, projects = about(edition, entry)
    figures = [*_figures(edition, entry)]
    for other, keys in others:
        figures += [
            (key, figure)
            for key, figure in _figures(edition, other, link_to(edition, other))
            if not keys or key in keys
        ]
    return Subject(
        Compared(entry.id, name, kicker_of(edition, entry)),
        rows,
        tuple(figures),
        _sorted(edition, (edition.library.get("themes", theme) for theme in themes)),
        _sorted(edition, projects),
    )


_About = tuple[
    tuple[tuple[str, Link], ...],
    list[tuple[Entry, tuple[str, ...]]],
    Iterable[str],
    Iterable[Entry | None],
]
"""Rows; other entries with the figures wanted of them (all where none is named); themes; projects."""


def _city(edition: Edition, entry: Entry) -> _About:
    library = edition.library
    sites = library.referrers(entry, "sites", "city")
    projects = library.referrers(entry, "projects", "cities.city")
    return (), [(site, ()) for site in sites], edition.survey.city_themes[entry.id], projects


def _site(edition: Edition, entry: Entry) -> _About:
    library, site = edition.library, as_fields(entry, Site)
    rows: tuple[tuple[str, Link], ...] = ()
    if site.status:
        rows = ((edition._("Status"), Link(edition._(labels.SITE_STATUS[site.status]))),)
    city = library.get("cities", site.city)
    others: list[tuple[Entry, tuple[str, ...]]] = []
    if city is not None:
        others = [(city, (_POPULATION,))]
    return rows, others, site.themes, (library.get("projects", site.project),)


def _figures(
    edition: Edition, entry: Entry, of: Link | None = None
) -> Iterator[tuple[str, ComparedFigure]]:
    home = edition.entry_href(entry)
    for key, figure in keyed_figures(edition, entry):
        yield key, ComparedFigure(figure, f"{home}#{figure.anchor}", of)


def _sorted(edition: Edition, entries: Iterable[Entry | None]) -> tuple[Link, ...]:
    links = {link_to(edition, entry) for entry in entries if entry is not None}
    return tuple(sorted(links, key=lambda link: (alphabetical(link.text), link.href)))
