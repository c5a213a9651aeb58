"""Items are printed once for all formats, and a channel from what its items were printed as."""

from __future__ import annotations

from agora.feeds.atom import ATOM_END, atom_entry, atom_head
from agora.feeds.channel import Channel, Item, Printed
from agora.feeds.dates import instant, rfc822, rfc3339
from agora.feeds.json_feed import json_feed, json_head, json_item
from agora.feeds.rss import RSS_END, rss_head, rss_item
from agora.feeds.xml import encoded, escaped
from agora.fingerprint import digest
from agora.plan import FEED_FILES
from agora.store import pack, unpack


def print_item(item: Item) -> Printed:
    """The item in all formats. Raises ValueError for a character that XML has not."""
    published, updated = instant(item.published), instant(item.updated)
    html, first, last = escaped(item.html), rfc3339(published), rfc3339(updated)
    atom = encoded(atom_entry(item, html, first, last))
    # RSS has one date only; and what it holds, Atom holds.
    rss = rss_item(item, html, rfc822(published or updated)).encode()
    json = json_item(item, first, last).encode()
    return Printed(
        digest=digest(json),  # which tells all that the others do
        packed=pack(b"".join((atom, rss, json))),
        sizes=(len(atom), len(rss)),
        changed=max(filter(None, (published, updated)), default=None),
    )


def print_channel(channel: Channel) -> tuple[bytes, bytes, bytes]:
    """The channel as Atom, RSS and JSON Feed, which stand beside its page under the names of `FEED_FILES`."""
    entries: list[bytes] = []
    items: list[bytes] = []
    objects: list[bytes] = []
    for item in channel.shown:
        texts = unpack(item.packed)
        atom_size, rss_size = item.sizes
        entries.append(texts[:atom_size])
        items.append(texts[atom_size : atom_size + rss_size])
        objects.append(texts[atom_size + rss_size :])
    in_atom, in_rss, in_json = (channel.home + name for name in FEED_FILES)
    return (
        b"".join((encoded(atom_head(channel, in_atom)), *entries, ATOM_END)),
        b"".join((encoded(rss_head(channel, in_rss)), *items, RSS_END)),
        json_feed(json_head(channel, in_json).encode(), objects),
    )
