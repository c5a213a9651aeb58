"""Feeds: Atom (RFC 4287), RSS 2.0 and JSON Feed 1.1 of the same channel.

Every address is absolute already, and nothing here knows the clock: the same channel is the same bytes.
An item's id is the address of its entry in the default language. So it survives a change of title, and
a reader who follows two languages is shown an entry once.

A date that is not known is left out of RSS and JSON Feed. Atom demands one; there the first instant of
Unix time stands for "not known": valid, the same in every build, and plainly no date of the marketplace.
"""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass
from email.utils import format_datetime
from typing import TypeAlias
from urllib.parse import urljoin

from lxml import etree
from markupsafe import escape

MOST_ITEMS = 50
UNKNOWN = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)

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

Date: TypeAlias = dt.date | dt.datetime | None
Json: TypeAlias = "str | list[Json] | dict[str, Json]"


@dataclass(frozen=True, slots=True)
class Item:
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


@dataclass(frozen=True, slots=True)
class Channel:
    """What one subscribes to: `home` is the page that it belongs to, `items` are newest first.

    `id` is an address that no other channel or item has, such as the Atom feed's own. Items after the
    50th are left out. `licence` is the licence's title.
    """

    id: str
    title: str
    home: str
    language: str
    publisher: str
    items: tuple[Item, ...]
    subtitle: str = ""
    publisher_href: str = ""
    updated: Date = None
    licence: str = ""
    licence_href: str = ""

    @property
    def shown(self) -> tuple[Item, ...]:
        return self.items[:MOST_ITEMS]


def atom(channel: Channel, self_href: str) -> bytes:
    """The channel as Atom; `self_href` is the address of these bytes."""
    feed = etree.XML(EMPTY_ATOM)
    feed.set(LANG, channel.language)
    _add(feed, ATOM + "id", channel.id)
    _add(feed, ATOM + "title", channel.title)
    if channel.subtitle:
        _add(feed, ATOM + "subtitle", channel.subtitle)
    _add(feed, ATOM + "updated", _rfc3339(_last_change(channel) or UNKNOWN))
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
    for item in channel.shown:
        _atom_entry(_add(feed, ATOM + "entry"), item)
    return _xml(feed)


def _atom_entry(entry: etree._Element, item: Item) -> None:
    if item.language:
        entry.set(LANG, item.language)
    _add(entry, ATOM + "id", item.id)
    _add(entry, ATOM + "title", item.title)
    _add(entry, ATOM + "link", rel="alternate", type="text/html", href=item.href)
    published = _instant(item.published)
    if published:
        _add(entry, ATOM + "published", _rfc3339(published))
    _add(entry, ATOM + "updated", _rfc3339(_instant(item.updated) or published or UNKNOWN))
    for category in item.categories:
        _add(entry, ATOM + "category", term=category)
    if item.summary:
        _add(entry, ATOM + "summary", item.summary)
    if item.html:
        _add(entry, ATOM + "content", item.html, type="html")


def rss(channel: Channel, self_href: str) -> bytes:
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
    changed = _last_change(channel)
    if changed:
        _add(top, "lastBuildDate", format_datetime(changed, usegmt=True))
    _add(top, "generator", "Agora")
    _add(top, "docs", "https://www.rssboard.org/rss-specification")
    _add(top, DUBLIN_CORE + "publisher", channel.publisher)
    _add(top, ATOM + "link", rel="self", type="application/rss+xml", href=self_href)
    for item in channel.shown:
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
    published = _instant(item.published) or _instant(item.updated)  # RSS has one date only
    if published:
        _add(entry, "pubDate", format_datetime(published, usegmt=True))
    if item.language:
        _add(entry, DUBLIN_CORE + "language", item.language)
    if item.html:
        _add(entry, CONTENT + "encoded", item.html)


def json_feed(channel: Channel, self_href: str) -> bytes:
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
        "items": [_json_item(item) for item in channel.shown],
    }
    printed = json.dumps(_given(feed) | {"items": feed["items"]}, ensure_ascii=False, indent=1)
    return f"{printed}\n".encode()


def _json_item(item: Item) -> Json:
    published, updated = _instant(item.published), _instant(item.updated)
    # One of content_html and content_text has to be there.
    body = "content_html" if item.html else "content_text"
    return _given(
        {
            "id": item.id,
            "url": item.href,
            "title": item.title,
            "summary": item.summary,
            body: item.html or item.summary or item.title,
            "date_published": _rfc3339(published) if published else "",
            "date_modified": _rfc3339(updated) if updated else "",
            "tags": list(item.categories),
            "language": item.language,
        }
    )


def _given(members: dict[str, Json]) -> dict[str, Json]:
    return {name: value for name, value in members.items() if value}


def absolute(html: str, page_href: str) -> str:
    """The same fragment of HTML with the addresses of its links and pictures made absolute.

    `page_href` is the absolute address of the page that the fragment stands on. An address that cannot be
    read stays as it is.
    """
    document = etree.fromstring(f"<div>{html}</div>", etree.HTMLParser(huge_tree=True))
    fragment = document[0][0]
    for element in fragment.iter("*"):
        for name in ("href", "src", "poster", "cite"):
            address = element.get(name)
            if address is not None:
                element.set(name, _joined(page_href, address))
        candidates = element.get("srcset")
        if candidates is not None:
            element.set("srcset", _joined_candidates(page_href, candidates))
    printed = etree.tostring(fragment, encoding="unicode", method="html", with_tail=False)
    return printed.removeprefix("<div>").removesuffix("</div>")


def _joined_candidates(page_href: str, srcset: str) -> str:
    """A `srcset` holds "address width" pairs with commas between."""
    pairs = (candidate.split(maxsplit=1) for candidate in srcset.split(",") if candidate.strip())
    return ", ".join(" ".join((_joined(page_href, pair[0]), *pair[1:])) for pair in pairs)


def _joined(page_href: str, href: str) -> str:
    try:
        return urljoin(page_href, href)
    except ValueError:
        return href


def _last_change(channel: Channel) -> dt.datetime | None:
    """The channel's own date, else the newest of what it shows."""
    dates = (date for item in channel.shown for date in (item.published, item.updated))
    known = [instant for instant in map(_instant, dates) if instant]
    return _instant(channel.updated) or max(known, default=None)


def _instant(date: Date) -> dt.datetime | None:
    if date is None:
        return None
    if not isinstance(date, dt.datetime):  # every datetime is a date, too
        return dt.datetime(date.year, date.month, date.day, tzinfo=dt.UTC)
    return date.replace(tzinfo=dt.UTC) if date.tzinfo is None else date.astimezone(dt.UTC)


def _rfc3339(instant: dt.datetime) -> str:
    return instant.replace(tzinfo=None, microsecond=0).isoformat() + "Z"


def _add(parent: etree._Element, tag: str, text: str = "", **attributes: str) -> etree._Element:
    element = etree.SubElement(parent, tag, attributes)
    element.text = text or None
    return element


def _xml(root: etree._Element) -> bytes:
    return etree.tostring(root, encoding="utf-8", xml_declaration=True, pretty_print=True)
