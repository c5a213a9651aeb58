"""An entry as it is shown on another's page: a card with its place on the map and its themes."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec.structs import replace

from agora import labels
from agora.entries import Entry
from agora.geography.countries import country_name
from agora.model import City, Event, Initiative, News, Project, Site
from agora.model.parts import Image
from agora.views.edition import Edition, alphabetical
from agora.views.maps import card_tile
from agora.views.once import once_each, order
from agora.views.shapes import Badge, Card, Link, Picture, Shelf

BADGES = 3
SHELF_CARDS = 6


def card_of(edition: Edition, entry: Entry, note: str = "") -> Card:
    """The card of an entry; `note` says why it stands where it stands."""
    card = _card(edition, entry)
    return replace(card, note=note) if note else card


@once_each
def _card(edition: Edition, entry: Entry) -> Card:
    fields = entry.in_language(edition.language)
    return Card(
        title=edition.title(entry),
        href=edition.entry_href(entry),
        kicker=kicker_of(edition, entry),
        summary=edition.say_if(fields.summary),
        tile=card_tile(edition, entry),
        picture=picture_of(edition, entry, fields.image),
        line=edition.library.line_of(entry),
        badges=badges_of(edition, entry)[:BADGES],
    )


def shelf(
    edition: Edition, heading: str, anchor: str, entries: Iterable[Entry], note: str = ""
) -> tuple[Shelf, ...]:
    """Cards under a heading, and links for those beyond the first; no shelf where there is nothing."""
    found = tuple(entries)
    if not found:
        return ()
    cards = tuple(card_of(edition, entry) for entry in found[:SHELF_CARDS])
    rest = tuple(link_to(edition, entry) for entry in found[SHELF_CARDS:])
    return (Shelf(heading, anchor, cards, note, rest),)


@once_each
def link_to(edition: Edition, entry: Entry) -> Link:
    """A plain link to an entry's page."""
    title = edition.title(entry)
    return Link(title.text, edition.entry_href(entry), title.lang)


@once_each
def badges_of(edition: Edition, entry: Entry) -> tuple[Badge, ...]:
    """The themes of an entry, as links to their pages."""
    found: list[Badge] = []
    for slug in entry.in_language(edition.language).themes:
        theme = edition.library.get("themes", slug)
        if theme is not None:
            title = edition.title(theme)
            line = edition.library.theme_line(slug)
            found.append(Badge(title.text, edition.entry_href(theme), line, title.lang))
    return tuple(found)


def picture_of(edition: Edition, entry: Entry, image: Image | None) -> Picture | None:
    if image is None:
        return None
    file = entry.file(image.file)
    assert file is not None, "the link stage has refused a picture that is not there"
    href = edition.file_href(entry, file.name)
    return Picture(href, edition.say(image.alt), file.width, file.height, image.credit or "")


def place_words(edition: Edition, city_slug: str) -> str:
    """A city and its country: "Valencia, Spain"; "" for a city that is not there."""
    city = edition.library.get("cities", city_slug)
    if city is None or not isinstance(city.fields, City):
        return ""
    country = country_name(city.fields.country, edition.language)
    return f"{edition.title(city).text}, {country}"


@once_each
def kicker_of(edition: Edition, entry: Entry) -> str:
    """What and where an entry is, above its title on a card."""
    fields = entry.in_language(edition.language)
    if isinstance(fields, City):
        return country_name(fields.country, edition.language)
    if isinstance(fields, Site):
        return place_words(edition, fields.city)
    if isinstance(fields, Project):
        return f"{fields.programme}, {edition.years(fields.start, fields.end)}"
    if isinstance(fields, Initiative):
        return edition._(labels.INITIATIVE_KINDS[fields.kind])
    if isinstance(fields, Event):
        return edition.period(fields.start, fields.end or fields.start)
    if isinstance(fields, News):
        return edition.date(fields.date)
    return edition._(labels.SINGULARS[entry.collection])


def _collection(edition: Edition, name: str) -> tuple[Entry, ...]:
    return edition.library.collection(name)


@order(_collection, Edition.entries)
def sorted_entries(
    edition: Edition, collection: str, entries: Iterable[Entry]
) -> tuple[Entry, ...]:
    """A collection in the order of its list: news and events by date, the newest first, all others by
    the title in the reader's language."""
    if collection == "news":
        return tuple(sorted(entries, key=lambda entry: (_news_date(entry), entry.id), reverse=True))
    if collection == "events":
        return tuple(
            sorted(entries, key=lambda entry: (_event_start(entry), entry.id), reverse=True)
        )
    return tuple(
        sorted(entries, key=lambda entry: (alphabetical(edition.title(entry).text), entry.id))
    )


def _news_date(entry: Entry) -> str:
    return entry.fields.date.isoformat() if isinstance(entry.fields, News) else ""


def _event_start(entry: Entry) -> str:
    return str(entry.fields.start) if isinstance(entry.fields, Event) else ""
