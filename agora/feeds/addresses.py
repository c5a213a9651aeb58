"""Fragments of HTML with absolute addresses, for readers who are not on the page."""

from __future__ import annotations

import re
from urllib.parse import urljoin

from agora.feeds.steady import is_steady

_ADDRESS = re.compile('<(a href|img src)="([^"]*)"')
# An address that is written in HTML as it is, but for its ampersands.
_PLAIN = re.compile(r"[A-Za-z0-9/:._~#?=&+,;@()!*%-]*")
# What is joined to the address of a page by its looks: an address from the root of the page's host, and one
# with a host of its own.
_ROOTED = re.compile("(?:/[A-Za-z0-9_-]+)*/(?:#[A-Za-z0-9_-]+)?")
_ORIGIN = re.compile("https?://[a-z0-9.-]+(?=/)")
_OUTSIDE = re.compile("https?://[a-z0-9.-]+(?:/[A-Za-z0-9_-]+)*/?")


class _NotPlain(Exception):
    """An address that only libxml2 knows how to write."""


def absolute(html: str, page_href: str) -> str:
    """The same fragment of HTML with the addresses of its links and pictures made absolute, as libxml2
    writes it.

    `page_href` is the absolute address of the page that the fragment stands on. An address that cannot be
    read stays as it is.
    """
    html = html.replace("&nbsp;", "\xa0")  # as it is written
    if is_steady(html):
        try:
            return _ADDRESS.sub(lambda found: _address(page_href, *found.groups()), html)
        except _NotPlain:
            pass
    return written_anew(html, page_href)


def _address(page_href: str, name: str, written: str) -> str:
    """An attribute with its address, absolute. Raises `_NotPlain`."""
    origin = _ORIGIN.match(page_href)
    if origin and _ROOTED.fullmatch(written):
        return f'<{name}="{origin[0]}{written}"'
    if _OUTSIDE.fullmatch(written):
        return f'<{name}="{written}"'
    address = written.replace("&amp;", "&")
    joined = _joined(page_href, address)
    if not _PLAIN.fullmatch(address) or not _PLAIN.fullmatch(joined):
        raise _NotPlain
    return f'<{name}="{joined.replace("&", "&amp;")}"'


def written_anew(html: str, page_href: str) -> str:
    """The same for any fragment: read and written by libxml2."""
    from lxml import etree  # few fragments need it

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
