"""Feeds: Atom (RFC 4287), RSS 2.0 and JSON Feed 1.1 of the same channel.

Every address is absolute already, and nothing here knows the clock: the same channel is the same bytes.
An item's id is the address of its entry in the default language. So it survives a change of title, and
a reader who follows two languages is shown an entry once. An item stands in the feeds of all that it
belongs to: it is printed once (`print_item`), and a feed is put together from printed items.
"""

from agora.feeds.addresses import absolute
from agora.feeds.channel import MOST_ITEMS, Channel, Item, Printed
from agora.feeds.printing import print_channel, print_item

__all__ = ["MOST_ITEMS", "Channel", "Item", "Printed", "absolute", "print_channel", "print_item"]
