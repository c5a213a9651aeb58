"""RSS 2.0, with the elements of Atom, of the content module and of Dublin Core that readers know."""

from __future__ import annotations

from markupsafe import escape

from agora.feeds.channel import Channel, Item
from agora.feeds.dates import rfc822
from agora.feeds.xml import DECLARATION, element, empty, escaped, given, quoted

RSS_END = b"  </channel>\n</rss>\n"


def rss_head(channel: Channel, self_href: str) -> str:
    """All that stands before the items; `self_href` is the address of the feed."""
    rights = " ".join(filter(None, (channel.licence, channel.licence_href)))
    link = f' rel="self" type="application/rss+xml" href={quoted(self_href)}'
    return (
        f'{DECLARATION}<rss xmlns:atom="http://www.w3.org/2005/Atom"'
        ' xmlns:content="http://purl.org/rss/1.0/modules/content/"'
        ' xmlns:dc="http://purl.org/dc/elements/1.1/" version="2.0">\n  <channel>\n'
        + element("    ", "title", escaped(channel.title))
        + element("    ", "link", escaped(channel.home))
        + element("    ", "description", _as_html(channel.subtitle or channel.title))
        + element("    ", "language", escaped(channel.language))
        + given("    ", "copyright", escaped(rights))
        + given("    ", "lastBuildDate", rfc822(channel.changed))
        + element("    ", "generator", "Agora")
        + element("    ", "docs", "https://www.rssboard.org/rss-specification")
        + element("    ", "dc:publisher", escaped(channel.publisher))
        + empty("    ", "atom:link", link)
    )


def rss_item(item: Item, html: str, published: str) -> str:
    """One item; `html` is that of the item, escaped, and `published` its date, printed."""
    permanent = "true" if item.id == item.href else "false"
    return (
        "    <item>\n"
        + element("      ", "title", escaped(item.title))
        + element("      ", "link", escaped(item.href))
        + given("      ", "description", _as_html(item.summary))
        + "".join(element("      ", "category", escaped(each)) for each in item.categories)
        + element("      ", "guid", escaped(item.id), f' isPermaLink="{permanent}"')
        + given("      ", "pubDate", published)
        + given("      ", "dc:language", escaped(item.language))
        + given("      ", "content:encoded", html)
        + "    </item>\n"
    )


def _as_html(text: str) -> str:
    """A description is read as HTML, so plain text is escaped once more than its XML is."""
    return escaped(str(escape(text)))
