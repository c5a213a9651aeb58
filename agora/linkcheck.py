"""Every link, anchor, picture and feed address of the built pages leads somewhere."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Set
from html import unescape
from sys import intern
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

from msgspec import Struct

from agora.problems import nearest

# Our pages quote every attribute, so a tag ends at the first > outside quotes; one without is of no
# interest here. No part of one can be read in two ways: there is nothing to go back to (`++`).
_TAG = re.compile(r'<[a-zA-Z][^>"]*+(?:"[^"]*+"[^>"]*+)++>')
_ATTRIBUTE = re.compile(r'\s([his])(?:ref|rc|d)="([^"]*+)"')  # href, src and id
_ELSEWHERE = ("mailto:", "tel:", "data:")


class Scanned(NamedTuple):
    """What a page offers and wants: the ids in it, and its links as they stand in the HTML."""

    ids: frozenset[str]
    links: tuple[str, ...]

    def without(self, sound: Set[str]) -> Scanned:
        """The same without links that are known to lead somewhere: nearly all."""
        return Scanned(self.ids, tuple(link for link in self.links if link not in sound))


class Alike:
    """Lets equal parts of what was scanned be one object: most links and many sets of ids stand on thousands
    of pages."""

    def __init__(self) -> None:
        self._ids: dict[frozenset[str], frozenset[str]] = {}

    def of(self, scanned: Scanned) -> Scanned:
        ids = self._ids.get(scanned.ids)
        if ids is None:
            ids = frozenset(map(intern, scanned.ids))
            self._ids[ids] = ids
        return Scanned(ids, tuple(map(intern, scanned.links)))


class Broken(Struct, frozen=True):
    """A link of the page at `path` that leads nowhere; `code` is link-broken or anchor-broken."""

    path: str
    href: str
    code: str
    near: str = ""


def scan(html: str) -> Scanned:
    """The ids and the links of a page, each link once, in the order of the page."""
    tags = "".join(_TAG.findall(html))
    ids: set[str] = set()
    links: dict[str, None] = {}
    for name, value in _ATTRIBUTE.findall(tags):
        if name == "i":
            ids.add(value)
        else:
            links[value] = None
    if "&" not in tags:
        return Scanned(frozenset(ids), tuple(links))
    return Scanned(frozenset(map(unescape, ids)), tuple(dict.fromkeys(map(unescape, links))))


def broken_links(
    pages: Mapping[str, Scanned],
    paths: Set[str],
    ids_of: Callable[[str], frozenset[str]],
    base_url: str,
) -> Iterator[Broken]:
    """The links of `pages` (by output path) to nothing under `base_url`.

    `paths` are all files of the website; `ids_of` tells the ids in one of them. Letter case counts, as it
    does on a web server.
    """
    origin, base_path = _split(base_url)
    sound: set[str] = set()
    for path, page in sorted(pages.items()):
        for href in page.links:
            # Most links stand on many pages; one that is written from the root means the same on all.
            if href in sound:
                continue
            target = _inside(href, origin, base_path, path)
            if target is None:
                continue
            file, anchor = target
            if file not in paths:
                yield Broken(path, href, "link-broken", nearest(file, paths))
            elif anchor:
                ids = ids_of(file)
                if anchor not in ids:
                    yield Broken(path, href, "anchor-broken", nearest(anchor, ids))
                elif href.startswith("/"):
                    sound.add(href)
            elif href.startswith("/"):
                sound.add(href)


def _split(base_url: str) -> tuple[str, str]:
    parts = urlsplit(base_url)
    return f"{parts.scheme}://{parts.netloc}", "/" + parts.path.strip("/").lstrip("/")


def _inside(href: str, origin: str, base_path: str, path: str) -> tuple[str, str] | None:
    """The output path and the anchor that a link means; None where it leads to other websites."""
    if href.startswith(origin + "/") or href == origin:
        href = href.removeprefix(origin) or "/"
    elif href.startswith(_ELSEWHERE) or "://" in href.split("?")[0].split("#")[0]:
        return None
    target, _, anchor = href.partition("#")
    target = unquote(target.split("?")[0])
    if not target:
        return path, unquote(anchor)
    prefix = base_path if base_path.endswith("/") else base_path + "/"
    if not target.startswith(prefix):
        return target, unquote(anchor)
    file = target.removeprefix(prefix)
    return (f"{file}index.html" if not file or file.endswith("/") else file), unquote(anchor)
