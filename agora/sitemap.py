"""What search engines read: sitemaps (sitemaps.org, with language alternates) and robots.txt."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from html import escape
from typing import NamedTuple

from msgspec import Struct

from agora.outputs import Output
from agora.views.framing import Alternate

# The limits of sitemaps.org for one file.
MOST_PAGES = 50_000
MOST_BYTES = 50 * 1024 * 1024

DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n'
NAMESPACE = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
XHTML = 'xmlns:xhtml="http://www.w3.org/1999/xhtml"'


class SitemapPage(NamedTuple):
    """A page that may be found: absolute addresses, `alternates` as in the page's own head.

    Pages that are not for search engines (fallbacks, redirects, 404) are not given.
    """

    href: str
    changed: dt.date | dt.datetime | None = None
    alternates: tuple[Alternate, ...] = ()


class _Part(Struct, frozen=True):
    pages: tuple[SitemapPage, ...]
    printed: str


def sitemaps(pages: Iterable[SitemapPage], folder_href: str) -> tuple[Output, ...]:
    """`sitemap.xml`; beyond the limits of one file it is an index of `sitemap-1.xml` and so on.

    `folder_href` is the absolute address of the folder that they are written to, with `/` at its end.
    """
    parts = _parts(sorted(pages, key=lambda page: page.href), MOST_PAGES, MOST_BYTES)
    if len(parts) == 1:
        return (_output("sitemap.xml", parts[0].printed),)
    named = [(f"sitemap-{number}.xml", part) for number, part in enumerate(parts, start=1)]
    index = "".join(
        f"<sitemap><loc>{_text(folder_href + name)}</loc>{_last(part.pages)}</sitemap>\n"
        for name, part in named
    )
    return (
        _output(
            "sitemap.xml", f"{DECLARATION}<sitemapindex {NAMESPACE}>\n{index}</sitemapindex>\n"
        ),
        *(_output(name, part.printed) for name, part in named),
    )


def robots(sitemap_href: str, base_path: str = "/") -> bytes:
    """robots.txt: everything may be read. `base_path` is the website's path, with `/` at both ends."""
    note = "" if base_path == "/" else "# Crawlers look for this file at the root of the host.\n"
    return f"{note}User-agent: *\nAllow: {base_path}\n\nSitemap: {sitemap_href}\n".encode()


def _parts(pages: Iterable[SitemapPage], most_pages: int, most_bytes: int) -> tuple[_Part, ...]:
    """The pages in files that each keep the limits; one empty file where there are none."""
    room = most_bytes - len(_urlset(()).encode())
    parts: list[list[tuple[SitemapPage, str]]] = [[]]
    size = 0
    for page in pages:
        url = _url(page)
        length = len(url.encode())
        if parts[-1] and (len(parts[-1]) == most_pages or size + length > room):
            parts.append([])
            size = 0
        parts[-1].append((page, url))
        size += length
    return tuple(
        _Part(tuple(page for page, _ in part), _urlset(url for _, url in part)) for part in parts
    )


def _urlset(urls: Iterable[str]) -> str:
    return f"{DECLARATION}<urlset {NAMESPACE} {XHTML}>\n{''.join(urls)}</urlset>\n"


def _url(page: SitemapPage) -> str:
    links = "".join(
        f'<xhtml:link rel="alternate" hreflang={_quoted(alternate.hreflang)}'
        f" href={_quoted(alternate.href)}/>"
        for alternate in page.alternates
    )
    return f"<url><loc>{_text(page.href)}</loc>{_last((page,))}{links}</url>\n"


def _text(value: str) -> str:
    return escape(value, quote=False)


def _quoted(value: str) -> str:
    return '"' + _text(value).replace('"', "&quot;") + '"'


def _last(pages: Iterable[SitemapPage]) -> str:
    """When the last of the pages changed, as far as that is known."""
    dates = (page.changed for page in pages if page.changed is not None)
    last = max(map(_w3c, dates), default="")
    return f"<lastmod>{last}</lastmod>" if last else ""


def _w3c(date: dt.date | dt.datetime) -> str:
    """In UTC, so that the texts sort as the dates do; a time without a zone is in UTC."""
    if not isinstance(date, dt.datetime):  # every datetime is a date, too
        return date.isoformat()
    utc = date if date.tzinfo is None else date.astimezone(dt.UTC)
    return utc.replace(tzinfo=None, microsecond=0).isoformat() + "Z"


def _output(name: str, printed: str) -> Output:
    return Output(name, printed.encode(), claimant="the sitemap")
