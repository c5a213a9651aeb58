"""Where everything stands on the website: one place that knows how addresses are made.

An address starts and ends with a slash and does not hold the base path: `/es/cities/valencia/`. An `href`
is what stands in the HTML: the base path, then the address.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from urllib.parse import quote

PAGE_SIZE = 48
_SAFE = "/-._~#"
_PLAIN = re.compile(r"[A-Za-z0-9/._~#-]*")
"""What stands in HTML as it is, as nearly all addresses do."""


def prefix(language: str, default: str) -> str:
    """`/` in the default language, `/es/` in others."""
    return "/" if language == default else f"/{language}/"


@cache
def entry_address(entry_id: str, language: str, default: str) -> str:
    """The address of an entry's page; entries of `pages` have no folder of their own."""
    collection, slug = entry_id.split("/")
    path = slug if collection == "pages" else f"{collection}/{slug}"
    return f"{prefix(language, default)}{path}/"


def list_address(collection: str, number: int, language: str, default: str) -> str:
    """The address of the `number`-th page of a list, from 1."""
    tail = "" if number == 1 else f"page/{number}/"
    return f"{prefix(language, default)}{collection}/{tail}"


def explore_address(path: str, number: int, language: str, default: str) -> str:
    """The address of the `number`-th page of a facet's value; `path` is such as "theme/energy"."""
    return list_address(f"explore/{path}", number, language, default)


def compare_address(slug: str, language: str, default: str) -> str:
    """The address of the prepared comparison of a city with those that are like it."""
    return f"{prefix(language, default)}compare/{slug}/"


def output_path(address: str) -> str:
    """The file of an address: `/a-z/` is a-z/index.html, `/404.html` is itself."""
    path = address.lstrip("/")
    return f"{path}index.html" if not path or path.endswith("/") else path


@cache
def href(base_path: str, address: str) -> str:
    """The address as it stands in HTML, percent-encoded, under the base path (`/` at both its ends)."""
    path = address.lstrip("/")
    return base_path + (path if _PLAIN.fullmatch(path) else quote(path, safe=_SAFE))


def folded(path: str) -> str:
    """The form in which two paths are compared: some file systems cannot tell them apart otherwise."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", path).casefold())
