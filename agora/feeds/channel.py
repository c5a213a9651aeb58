"""What feeds are printed from: a channel and its items."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from msgspec import Struct

from agora.feeds.dates import Date, instant

MOST_ITEMS = 50


class Item(Struct, frozen=True):
    """An entry in a feed: `summary` is plain text, `html` a fragment that went through `absolute`.

    `id` never changes and is no channel's id. `language` is the language of its text where that is not the
    channel's. A plain date means its first moment in UTC, as does a time without a zone.
    """

    id: str
    title: str
    href: str
    summary: str = ""
    html: str = ""
    published: Date = None
    updated: Date = None
    categories: tuple[str, ...] = ()
    language: str = ""


class Printed(Struct, frozen=True):
    """An item in all three formats: its Atom, its RSS and its JSON stand one behind the other, packed.

    `sizes` are those of the three in bytes, `changed` is the newest of its dates. `digest` names all that it
    gives to a feed.
    """

    digest: str
    packed: bytes
    sizes: tuple[int, int, int]
    changed: dt.datetime | None


@dataclass(frozen=True, slots=True)
class Channel:
    """What one subscribes to: `home` is the page that it belongs to, `items` are newest first.

    `id` is an address that no other channel or item has, such as the Atom feed's own. Items after the
    50th are left out. `licence` is the licence's title. The `repr` says all but the items.
    """

    id: str
    title: str
    home: str
    language: str
    publisher: str
    items: tuple[Printed, ...] = field(repr=False)
    subtitle: str = ""
    publisher_href: str = ""
    updated: Date = None
    licence: str = ""
    licence_href: str = ""

    @property
    def shown(self) -> tuple[Printed, ...]:
        return self.items[:MOST_ITEMS]

    @property
    def changed(self) -> dt.datetime | None:
        """The channel's own date, else the newest of what it shows."""
        known = (item.changed for item in self.shown if item.changed)
        return instant(self.updated) or max(known, default=None)
