"""Atom (RFC 4287)."""

from __future__ import annotations

from agora.feeds.channel import Channel, Item
from agora.feeds.dates import UNKNOWN, rfc3339
from agora.feeds.xml import DECLARATION, element, empty, escaped, given, quoted

ATOM_END = b"</feed>\n"


def atom_head(channel: Channel, self_href: str) -> str:
    """All that stands before the entries; `self_href` is the address of the feed."""
    licence = channel.licence_href
    return (
        f'{DECLARATION}<feed xmlns="http://www.w3.org/2005/Atom"'
        f" xml:lang={quoted(channel.language)}>\n"
        + element("  ", "id", escaped(channel.id))
        + element("  ", "title", escaped(channel.title))
        + given("  ", "subtitle", escaped(channel.subtitle))
        + element("  ", "updated", rfc3339(channel.changed or UNKNOWN))
        + "  <author>\n"
        + element("    ", "name", escaped(channel.publisher))
        + given("    ", "uri", escaped(channel.publisher_href))
        + "  </author>\n"
        + _link("  ", "self", self_href, "application/atom+xml")
        + _link("  ", "alternate", channel.home, "text/html")
        + (_link("  ", "license", licence) if licence else "")  # RFC 4946
        + given("  ", "rights", escaped(channel.licence))
        + element("  ", "generator", "Agora")
    )


def atom_entry(item: Item, html: str, published: str, updated: str) -> str:
    """One entry; `html` is that of the item, escaped, and its dates are printed."""
    language = f" xml:lang={quoted(item.language)}" if item.language else ""
    return (
        f"  <entry{language}>\n"
        + element("    ", "id", escaped(item.id))
        + element("    ", "title", escaped(item.title))
        + _link("    ", "alternate", item.href, "text/html")
        + given("    ", "published", published)
        + element("    ", "updated", updated or published or rfc3339(UNKNOWN))
        + "".join(f"    <category term={quoted(category)}/>\n" for category in item.categories)
        + given("    ", "summary", escaped(item.summary))
        + given("    ", "content", html, ' type="html"')
        + "  </entry>\n"
    )


def _link(indent: str, rel: str, href: str, media_type: str = "") -> str:
    kind = f' type="{media_type}"' if media_type else ""
    return empty(indent, "link", f' rel="{rel}"{kind} href={quoted(href)}')
