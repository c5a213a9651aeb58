"""What else stands on an entry's page: the entries that belong to it, as cards under headings."""

from __future__ import annotations

from collections.abc import Iterable

from agora import labels
from agora.entries import Entry
from agora.library import as_fields
from agora.model import Initiative, Project, Site, Solution
from agora.similar import NEXT_STOPS
from agora.views.cards import card_of, shelf
from agora.views.edition import Edition
from agora.views.likeness import similar_shelf
from agora.views.shapes import Shelf

_GATHERED = (
    "sites",
    "projects",
    "initiatives",
    "solutions",
    "cities",
    "topics",
    "events",
    "news",
    "pages",
)


def shelves_of(edition: Edition, entry: Entry) -> tuple[Shelf, ...]:
    """The shelves of an entry's page, by its type; empty ones are left out."""
    makers = {
        "cities": _city,
        "projects": _project,
        "sites": _site,
        "initiatives": _initiative,
        "solutions": _solution,
        "themes": _theme,
        "topics": _topic,
    }
    maker = makers.get(entry.collection)
    return maker(edition, entry) if maker else ()


def _city(edition: Edition, entry: Entry) -> tuple[Shelf, ...]:
    library, _ = edition.library, edition._
    return (
        *shelf(
            edition,
            _("Demonstration sites here"),
            "sites",
            library.referrers(entry, "sites", "city"),
        ),
        *_city_projects(edition, entry),
        *shelf(
            edition,
            _("Initiatives with this city"),
            "initiatives",
            library.referrers(entry, "initiatives", "cities.city"),
        ),
        *shelf(edition, _("Events here"), "events", library.referrers(entry, "events", "city")),
        *similar_shelf(edition, entry),
    )


def _city_projects(edition: Edition, entry: Entry) -> tuple[Shelf, ...]:
    """The projects of a city, each with the city's role in it."""
    cards = []
    for project in edition.library.referrers(entry, "projects", "cities.city"):
        roles = [
            edition._(labels.ROLES[part.role])
            for part in as_fields(project, Project).cities
            if part.city == entry.slug
        ]
        cards.append(card_of(edition, project, edition.join(roles)))
    heading = edition._("Projects with this city")
    return (Shelf(heading, "projects", tuple(cards)),) if cards else ()


def _project(edition: Edition, entry: Entry) -> tuple[Shelf, ...]:
    library, _ = edition.library, edition._
    sites = library.referrers(entry, "sites", "project")
    shown = {as_fields(site, Site).city for site in sites}
    others = [city for city in library.cities_of(entry) if city.slug not in shown]
    heading = _("Other cities of the project") if sites else _("Cities of the project")
    return (
        *shelf(edition, _("Demonstration sites of the project"), "sites", sites),
        *shelf(edition, heading, "cities", others),
    )


def _site(edition: Edition, entry: Entry) -> tuple[Shelf, ...]:
    _ = edition._
    note = _("Sites that share the most themes with this one.")
    return shelf(edition, _("Next stops"), "next", _next_stops(edition, entry), note)


def _next_stops(edition: Edition, entry: Entry) -> list[Entry]:
    """The other sites that share the most themes; ties in the order of their ids."""
    alike = edition.survey.sites_alike[frozenset(entry.fields.themes)]
    return [other for other in alike if other is not entry][:NEXT_STOPS]


def _initiative(edition: Edition, entry: Entry) -> tuple[Shelf, ...]:
    library, _ = edition.library, edition._
    cities = [
        card_of(edition, city, part.role.text if part.role else "")
        for part in as_fields(entry, Initiative, edition.language).cities
        if (city := library.get("cities", part.city)) is not None
    ]
    return (
        *shelf(
            edition,
            _("Solutions it works on"),
            "solutions",
            library.referrers(entry, "solutions", "initiatives"),
        ),
        *shelf(
            edition,
            _("In this action cluster"),
            "members",
            library.referrers(entry, "initiatives", "cluster"),
        ),
        *((Shelf(_("Cities that take part"), "cities", tuple(cities)),) if cities else ()),
        *shelf(edition, _("Events"), "events", library.referrers(entry, "events", "organisers")),
    )


def _solution(edition: Edition, entry: Entry) -> tuple[Shelf, ...]:
    solution = as_fields(entry, Solution)
    sites = _found(edition, "sites", solution.used_at)
    initiatives = _found(edition, "initiatives", solution.initiatives)
    return (
        *shelf(edition, edition._("Used at"), "sites", sites),
        *shelf(edition, edition._("Initiatives that work on it"), "initiatives", initiatives),
    )


def _found(edition: Edition, collection: str, slugs: Iterable[str]) -> list[Entry]:
    entries = (edition.library.get(collection, slug) for slug in slugs)
    return [entry for entry in entries if entry is not None]


def _theme(edition: Edition, entry: Entry) -> tuple[Shelf, ...]:
    """Everything at a theme and below it, by collection, each with how many there are."""
    gathered = edition.library.about_theme(entry)
    found: list[Shelf] = []
    for collection in _GATHERED:
        members = [about for about in gathered if about.collection == collection]
        heading = f"{edition._(labels.COLLECTIONS[collection])} ({edition.number(len(members))})"
        found.extend(shelf(edition, heading, collection, members))
    return tuple(found)


def _topic(edition: Edition, entry: Entry) -> tuple[Shelf, ...]:
    members = edition.library.members(entry)
    return shelf(edition, edition._("In this topic"), "members", members)
