"""What a reader subscribes to: the channel of a list or of an entry, from which all feeds are printed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from agora import labels
from agora.entries import Entry
from agora.feeds import MOST_ITEMS, Channel, Item, Printed, absolute, print_item
from agora.model import News
from agora.views.bodies import body_html
from agora.views.edition import Edition
from agora.views.frame import updated_at
from agora.views.once import once_each, order

_LONG_AGO = dt.datetime.min.replace(tzinfo=dt.UTC)


def channel_of(edition: Edition, home: str, subject: str) -> Channel:
    """The channel at the address `home` of a collection or an entry id."""
    entry = edition.library.entries.get(subject)
    name = edition.title(entry).text if entry else edition._(labels.COLLECTIONS[subject])
    newest = newest_first(edition, subject)
    settings = edition.settings
    title = settings.title.text
    return Channel(
        id=edition.absolute(home) + "feed.xml",
        title=f"{name} – {title}",
        home=edition.absolute(home),
        language=edition.language,
        publisher=title,
        publisher_href=edition.absolute(edition.address()),
        items=tuple(_printed(edition, found) for found in newest[:MOST_ITEMS]),
        subtitle=settings.tagline.text if settings.tagline else "",
        updated=updated_at(edition, newest[0]) if newest else None,
        licence=settings.licence.title if settings.licence else "",
        licence_href=(settings.licence.url or "") if settings.licence else "",
    )


def _told_by(edition: Edition, subject: str) -> tuple[Entry, ...]:
    entry = edition.library.entries.get(subject)
    return about(edition, entry) if entry else edition.library.collection(subject)


@order(_told_by, Edition.entries)
def newest_first(edition: Edition, subject: str, entries: Iterable[Entry]) -> tuple[Entry, ...]:
    """What a channel tells of, what has changed last first."""

    def key(entry: Entry) -> tuple[dt.datetime, str]:
        return updated_at(edition, entry) or _LONG_AGO, entry.id

    return tuple(sorted(entries, key=key, reverse=True))


def about(edition: Edition, entry: Entry) -> tuple[Entry, ...]:
    """The entry itself and all that belongs to it: what a subscriber wants to hear of."""
    library = edition.library
    found = {entry.id: entry}
    if entry.collection == "themes":
        gathered = library.about_theme(entry)
    elif entry.collection == "topics":
        gathered = library.members(entry)
    else:
        gathered = tuple(
            library.entries[link.source]
            for link in library.backlinks.get(entry.id, ())
            if not link.source.startswith(("themes/", "topics/"))
        )
    found.update((other.id, other) for other in gathered)
    return tuple(found.values())


@once_each
def _printed(edition: Edition, entry: Entry) -> Printed:
    """The entry in all formats: it stands in the feeds of all that it belongs to."""
    return print_item(_item(edition, entry))


def _item(edition: Edition, entry: Entry) -> Item:
    fields = entry.in_language(edition.language)
    href = edition.absolute(edition.entry_address(entry))
    language = edition.language if edition.is_translated(entry) else edition.default
    body = body_html(edition, entry)
    categories = tuple(
        edition.title(theme).text
        for slug in fields.themes
        if (theme := edition.library.get("themes", slug)) is not None
    )
    return Item(
        id=edition.canonical_id(entry),
        title=edition.title(entry).text,
        href=href,
        summary=fields.summary.text if fields.summary else "",
        html=absolute(str(body.html), href) if body else "",
        published=_published(edition, entry),
        updated=updated_at(edition, entry),
        categories=categories,
        language="" if language == edition.language else language,
    )


def _published(edition: Edition, entry: Entry) -> dt.date | dt.datetime | None:
    if isinstance(entry.fields, News):
        return entry.fields.date
    if entry.fields.created or entry.fields.publish:
        return entry.fields.created or entry.fields.publish
    dates = edition.library.dates.get(entry.document.path)
    return dates.created if dates else None
