"""What a reader subscribes to: the channel of a list or of an entry, from which all feeds are printed."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from agora import labels
from agora.entries import Entry
from agora.feeds import MOST_ITEMS, Channel, Item, absolute
from agora.model import News
from agora.store import pack, unpack
from agora.views.bodies import body_html
from agora.views.edition import Edition
from agora.views.frame import updated_at
from agora.views.once import once_each

_LONG_AGO = dt.datetime.min.replace(tzinfo=dt.UTC)


def channel_of(edition: Edition, home: str, subject: str) -> Channel:
    """The channel at the address `home` of a collection or an entry id."""
    entry = edition.library.entries.get(subject)
    entries = about(edition, entry) if entry else edition.library.collection(subject)
    name = edition.title(entry).text if entry else edition._(labels.COLLECTIONS[subject])
    newest = sorted(entries, key=lambda found: (_moment(edition, found), found.id), reverse=True)
    settings = edition.settings
    title = settings.title.text
    return Channel(
        id=edition.absolute(home) + "feed.xml",
        title=f"{name} – {title}",
        home=edition.absolute(home),
        language=edition.language,
        publisher=title,
        publisher_href=edition.absolute(edition.address()),
        items=tuple(
            replace(_item(edition, found), html=unpack(_text(edition, found)).decode())
            for found in newest[:MOST_ITEMS]
        ),
        subtitle=settings.tagline.text if settings.tagline else "",
        updated=max((_moment(edition, found) for found in newest), default=_LONG_AGO)
        if any(updated_at(edition, found) for found in newest)
        else None,
        licence=settings.licence.title if settings.licence else "",
        licence_href=(settings.licence.url or "") if settings.licence else "",
    )


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


def _moment(edition: Edition, entry: Entry) -> dt.datetime:
    return updated_at(edition, entry) or _LONG_AGO


@once_each
def _text(edition: Edition, entry: Entry) -> bytes:
    """The entry's body as a reader of feeds can use it, packed: all of them are many."""
    body = body_html(edition, entry)
    href = edition.absolute(edition.entry_address(entry))
    return pack(absolute(str(body.html), href).encode() if body else b"")


@once_each
def _item(edition: Edition, entry: Entry) -> Item:
    """The entry without its text."""
    fields = entry.in_language(edition.language)
    href = edition.absolute(edition.entry_address(entry))
    language = edition.language if edition.is_translated(entry) else edition.default
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
