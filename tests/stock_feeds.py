"""Feeds as lxml and json print them: what the engine prints has to be the same bytes."""

from __future__ import annotations

import json
from collections.abc import Sequence
from email.utils import format_datetime
from typing import TypeAlias

from lxml import etree
from markupsafe import escape

from agora.feeds import Channel, Item
from agora.feeds.dates import UNKNOWN, instant, rfc3339

ATOM = "{http://www.w3.org/2005/Atom}"
CONTENT = "{http://purl.org/rss/1.0/modules/content/}"
DUBLIN_CORE = "{http://purl.org/dc/elements/1.1/}"
LANG = "{http://www.w3.org/XML/1998/namespace}lang"

EMPTY_ATOM = '<feed xmlns="http://www.w3.org/2005/Atom"/>'
EMPTY_RSS = (
    '<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom"'
    ' xmlns:content="http://purl.org/rss/1.0/modules/content/"'
    ' xmlns:dc="http://purl.org/dc/elements/1.1/"/>'
)

Json: TypeAlias = "str | list[Json] | dict[str, Json]"


def atom(channel: Channel, items: Sequence[Item], self_href: str) -> bytes:
    """The channel as Atom; `self_href` is the address of these bytes."""
    feed = etree.XML(EMPTY_ATOM)
    feed.set(LANG, channel.language)
    _add(feed, ATOM + "id", channel.id)
    _add(feed, ATOM + "title", channel.title)
    if channel.subtitle:
        _add(feed, ATOM + "subtitle", channel.subtitle)
    _add(feed, ATOM + "updated", rfc3339(channel.changed or UNKNOWN))
    author = _add(feed, ATOM + "author")
    _add(author, ATOM + "name", channel.publisher)
    if channel.publisher_href:
        _add(author, ATOM + "uri", channel.publisher_href)
    _add(feed, ATOM + "link", rel="self", type="application/atom+xml", href=self_href)
    _add(feed, ATOM + "link", rel="alternate", type="text/html", href=channel.home)
    if channel.licence_href:  # RFC 4946
        _add(feed, ATOM + "link", rel="license", href=channel.licence_href)
    if channel.licence:
        _add(feed, ATOM + "rights", channel.licence)
    _add(feed, ATOM + "generator", "Agora")
    for item in items:
        _atom_entry(_add(feed, ATOM + "entry"), item)
    return _xml(feed)


def _atom_entry(entry: etree._Element, item: Item) -> None:
    if item.language:
        entry.set(LANG, item.language)
    _add(entry, ATOM + "id", item.id)
    _add(entry, ATOM + "title", item.title)
    _add(entry, ATOM + "link", rel="alternate", type="text/html", href=item.href)
    published = instant(item.published)
    if published:
        _add(entry, ATOM + "published", rfc3339(published))
    _add(entry, ATOM + "updated", rfc3339(instant(item.updated) or published or UNKNOWN))
    for category in item.categories:
        _add(entry, ATOM + "category", term=category)
    if item.summary:
        _add(entry, ATOM + "summary", item.summary)
    if item.html:
        _add(entry, ATOM + "content", item.html, type="html")


def rss(channel: Channel, items: Sequence[Item], self_href: str) -> bytes:
    """The channel as RSS 2.0; `self_href` is the address of these bytes."""
    root = etree.XML(EMPTY_RSS)
    top = _add(root, "channel")
    _add(top, "title", channel.title)
    _add(top, "link", channel.home)
    # A description is read as HTML, so plain text is escaped once more than its XML is.
    _add(top, "description", str(escape(channel.subtitle or channel.title)))
    _add(top, "language", channel.language)
    if channel.licence or channel.licence_href:
        _add(top, "copyright", " ".join(filter(None, (channel.licence, channel.licence_href))))
    changed = channel.changed
    if changed:
        _add(top, "lastBuildDate", format_datetime(changed, usegmt=True))
    _add(top, "generator", "Agora")
    _add(top, "docs", "https://www.rssboard.org/rss-specification")
    _add(top, DUBLIN_CORE + "publisher", channel.publisher)
    _add(top, ATOM + "link", rel="self", type="application/rss+xml", href=self_href)
    for item in items:
        _rss_item(_add(top, "item"), item)
    return _xml(root)


def _rss_item(entry: etree._Element, item: Item) -> None:
    _add(entry, "title", item.title)
    _add(entry, "link", item.href)
    if item.summary:
        _add(entry, "description", str(escape(item.summary)))
    for category in item.categories:
        _add(entry, "category", category)
    _add(entry, "guid", item.id, isPermaLink="true" if item.id == item.href else "false")
    published = instant(item.published) or instant(item.updated)  # RSS has one date only
    if published:
        _add(entry, "pubDate", format_datetime(published, usegmt=True))
    if item.language:
        _add(entry, DUBLIN_CORE + "language", item.language)
    if item.html:
        _add(entry, CONTENT + "encoded", item.html)


def json_feed(channel: Channel, items: Sequence[Item], self_href: str) -> bytes:
    """The channel as JSON Feed 1.1; `self_href` is the address of these bytes."""
    publisher: dict[str, Json] = {"name": channel.publisher, "url": channel.publisher_href}
    feed: dict[str, Json] = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": channel.title,
        "home_page_url": channel.home,
        "feed_url": self_href,
        "description": channel.subtitle,
        "authors": [_given(publisher)],
        "language": channel.language,
        "items": [_json_item(item) for item in items],
    }
    printed = json.dumps(_given(feed) | {"items": feed["items"]}, ensure_ascii=False, indent=1)
    return f"{printed}\n".encode()


def _json_item(item: Item) -> Json:
    published, updated = instant(item.published), instant(item.updated)
    # One of content_html and content_text has to be there.
    body = "content_html" if item.html else "content_text"
    return _given(
        {
            "id": item.id,
            "url": item.href,
            "title": item.title,
            "summary": item.summary,
            body: item.html or item.summary or item.title,
            "date_published": rfc3339(published) if published else "",
            "date_modified": rfc3339(updated) if updated else "",
            "tags": list(item.categories),
            "language": item.language,
        }
    )


def _given(members: dict[str, Json]) -> dict[str, Json]:
    return {name: value for name, value in members.items() if value}


def _add(parent: etree._Element, tag: str, text: str = "", **attributes: str) -> etree._Element:
    element = etree.SubElement(parent, tag, attributes)
    element.text = text or None
    return element


def _xml(root: etree._Element) -> bytes:
    return etree.tostring(root, encoding="utf-8", xml_declaration=True, pretty_print=True)
