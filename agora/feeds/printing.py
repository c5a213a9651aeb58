"""Items are printed once for all formats, and a channel from what its items were printed as."""

from __future__ import annotations

from agora.feeds.atom import ATOM_END, atom_entry, atom_head
from agora.feeds.channel import Channel, Item, Printed
from agora.feeds.dates import instant, rfc822, rfc3339
from agora.feeds.json_feed import JSON_BETWEEN, json_frame, json_item
from agora.feeds.rss import RSS_END, rss_head, rss_item
from agora.feeds.xml import encoded, escaped
from agora.fingerprint import digest
from agora.packing import Woven, pack
from agora.plan import FEED_FILES


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
        sizes=(len(atom), len(rss), len(json)),
        changed=max(filter(None, (published, updated)), default=None),
    )


def print_channel(channel: Channel) -> Woven:
    """The channel as Atom, RSS and JSON Feed, which stand beside its page under the names of `FEED_FILES`."""
    in_atom, in_rss, in_json = (channel.home + name for name in FEED_FILES)
    pieces = tuple([(item.packed, item.sizes) for item in channel.shown])
    json_begin, json_end = json_frame(channel, in_json)
    return Woven(
        begins=(
            encoded(atom_head(channel, in_atom)),
            encoded(rss_head(channel, in_rss)),
            json_begin.encode(),
        ),
        pieces=pieces,
        between=(b"", b"", JSON_BETWEEN),
        ends=(ATOM_END, RSS_END, json_end),
    )
