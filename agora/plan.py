"""Which pages the website has, and one registry of every address that will be written."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from enum import StrEnum
from math import ceil
from typing import NamedTuple

from msgspec import Struct

from agora.addresses import (
    PAGE_SIZE,
    compare_address,
    entry_address,
    explore_address,
    folded,
    list_address,
    output_path,
    prefix,
)
from agora.entries import Entry, place_of
from agora.explore import Explorer
from agora.library import Library
from agora.model import TYPES
from agora.outputs import FORMER_ASSETS, MANIFEST, PAGEFIND
from agora.problems import Place, Problem
from agora.survey import Survey

FEED_COLLECTIONS = ("cities", "projects", "initiatives", "themes", "topics")
FEED_FILES = ("feed.xml", "rss.xml", "feed.json")


class Kind(StrEnum):
    HOME = "home"
    LIST = "list"
    THEMES = "themes"
    ENTRY = "entry"
    INDEX = "index"
    EXPLORE = "explore"
    MAP = "map"
    COMPARE = "compare"
    COMPARISON = "comparison"
    SEARCH = "search"
    FACET = "facet"
    MISSING = "missing"
    REDIRECT = "redirect"


TEMPLATES = {
    Kind.HOME: "home.html",
    Kind.LIST: "list.html",
    Kind.THEMES: "themes.html",
    Kind.INDEX: "a-z.html",
    Kind.EXPLORE: "explore.html",
    Kind.MAP: "map.html",
    Kind.COMPARE: "compare.html",
    Kind.COMPARISON: "comparison.html",
    Kind.SEARCH: "search.html",
    Kind.FACET: "facet.html",
    Kind.MISSING: "404.html",
    Kind.REDIRECT: "redirect.html",
}


class Page(NamedTuple):
    """One page to be rendered.

    `subject` is the collection of a list, the value of a facet ("theme/energy") or the id of an entry;
    `number` is the page of a list, from 1. `place` is where its claim to the address is made, None for
    pages that the program makes by itself.
    """

    kind: Kind
    address: str
    language: str
    subject: str = ""
    number: int = 1
    place: Place | None = None

    @property
    def path(self) -> str:
        return output_path(self.address)


class Home(NamedTuple):
    """Something with feeds of its own: a list or an entry. `subject` is the collection or the id."""

    language: str
    address: str
    subject: str


class Claim(Struct, frozen=True):
    """Something that wants the output path `path`; `words` say in a message what it is."""

    path: str
    words: str
    place: Place | None = None


def plan(library: Library, survey: Survey) -> tuple[Page, ...]:
    """All pages in all languages, in the order of their addresses."""
    pages = [
        page
        for language in library.languages
        for page in (
            *_pages(library, language),
            *_explorer(library, survey.explorer, language),
            *_comparisons(library, survey, language),
        )
    ]
    pages.append(Page(Kind.MISSING, "/404.html", library.marketplace.default_language))
    return tuple(sorted(pages, key=lambda page: (page.path, page.kind)))


def _pages(library: Library, language: str) -> Iterator[Page]:
    default = library.marketplace.default_language
    home = prefix(language, default)
    yield Page(Kind.HOME, home, language)
    yield Page(Kind.INDEX, f"{home}a-z/", language)
    yield Page(Kind.SEARCH, f"{home}search/", language)
    if library.collection("cities"):
        yield Page(Kind.MAP, f"{home}map/", language)
    for collection in TYPES:
        entries = library.collection(collection)
        if collection != "pages" and entries:
            yield from _lists(collection, len(entries), language, default)
        for entry in entries:
            address = entry_address(entry.id, language, default)
            document = entry.documents.get(language, entry.document)
            yield Page(Kind.ENTRY, address, language, entry.id, place=Place(document.path))
            for at, alias in enumerate(entry.fields.aliases):
                old = home + alias.lstrip("/")
                where = place_of(entry.document, "aliases", at)
                yield Page(Kind.REDIRECT, _as_page(old), language, entry.id, at, where)


def _lists(collection: str, count: int, language: str, default: str) -> Iterator[Page]:
    if collection == "themes":
        address = list_address(collection, 1, language, default)
        yield Page(Kind.THEMES, address, language, collection)
        return
    for number in range(1, ceil(count / PAGE_SIZE) + 1):
        address = list_address(collection, number, language, default)
        yield Page(Kind.LIST, address, language, collection, number)


def _explorer(library: Library, explorer: Explorer, language: str) -> Iterator[Page]:
    """The list with facets, and the pages of each value that some entry has."""
    default = library.marketplace.default_language
    if explorer.found:
        yield Page(Kind.EXPLORE, f"{prefix(language, default)}explore/", language)
    for path, choice in explorer.by_path.items():
        for number in range(1, ceil(choice.count / PAGE_SIZE) + 1):
            address = explore_address(path, number, language, default)
            yield Page(Kind.FACET, address, language, path, number)


def _comparisons(library: Library, survey: Survey, language: str) -> Iterator[Page]:
    """Where readers choose, and a page for each city that has similar ones."""
    default = library.marketplace.default_language
    if not library.collection("cities"):
        return
    yield Page(Kind.COMPARE, f"{prefix(language, default)}compare/", language)
    for city in sorted(city for city, alike in survey.similar.items() if alike):
        slug = library.entries[city].slug
        yield Page(Kind.COMPARISON, compare_address(slug, language, default), language, city)


def _as_page(address: str) -> str:
    """An old path without a slash or an ending is a folder: both of its spellings lead on."""
    last = address.rsplit("/", 1)[-1]
    return address if not last or last.endswith(".html") else f"{address}/"


def feed_homes(library: Library) -> Iterator[Home]:
    """Everything with feeds.

    An entry that is not translated has its feeds in the default language only.
    """
    default = library.marketplace.default_language
    for language in library.languages:
        for collection in TYPES:
            entries = library.collection(collection)
            if collection != "pages" and entries:
                address = list_address(collection, 1, language, default)
                yield Home(language, address, collection)
            if collection in FEED_COLLECTIONS:
                for entry in entries:
                    if language in entry.documents:
                        address = entry_address(entry.id, language, default)
                        yield Home(language, address, entry.id)


def claims(library: Library, pages: Iterable[Page], assets: Iterable[str]) -> list[Claim]:
    """Everything that wants an address: pages, feeds, owned files, assets, and what the host reads."""
    found = [Claim(page.path, _words(page), page.place) for page in pages]
    for _, home, subject in feed_homes(library):
        found.extend(
            Claim(output_path(home).removesuffix("index.html") + file, f"a feed of {subject}")
            for file in FEED_FILES
        )
    for entry in library.entries.values():
        found.extend(
            Claim(owned_path(library, entry, file.name), file.path, Place(file.path))
            for file in entry.files
        )
    found.extend(Claim(path, "an asset") for path in assets)
    found.extend(
        Claim(path, "a file of the website itself")
        for path in (
            *("sitemap.xml", "robots.txt", MANIFEST, FORMER_ASSETS),
            *(f"{PAGEFIND}{code}/pagefind.js" for code in library.languages),
        )
    )
    return found


def owned_path(library: Library, entry: Entry, name: str) -> str:
    """Where a file that an entry owns is written."""
    default = library.marketplace.default_language
    return entry_address(entry.id, default, default).lstrip("/") + name


def _words(page: Page) -> str:
    if page.kind is Kind.REDIRECT:
        return f"an alias of {page.subject}"
    if page.place is not None:
        return page.place.path
    return f"the page {page.address}"


def clashes(claims: Iterable[Claim]) -> tuple[Problem, ...]:
    """One problem for each address that two things want, naming all of them.

    Addresses that differ only in case or Unicode form are one, on every file system alike. A file
    cannot stand where another thing needs a folder.
    """
    by_path: dict[str, list[Claim]] = {}
    for claim in claims:
        by_path.setdefault(folded(claim.path), []).append(claim)
    problems = [_clash(found) for found in by_path.values() if len(found) > 1]
    for path, found in by_path.items():
        for folder in _folders(path):
            if folder in by_path:
                problems.append(_clash([*by_path[folder], *found]))
    return tuple(problems)


def _folders(path: str) -> Iterator[str]:
    parts = path.split("/")[:-1]
    for end in range(1, len(parts) + 1):
        yield "/".join(parts[:end])


def _clash(found: list[Claim]) -> Problem:
    placed = sorted(
        (claim for claim in found if claim.place), key=lambda claim: claim.place or Place("")
    )
    # The last that can be placed: an alias stands behind the page that it collides with.
    place = placed[-1].place if placed and placed[-1].place else Place("content/marketplace.yaml")
    address = "/" + found[0].path.removesuffix("index.html")
    names = " and ".join(_with_line(claim) for claim in found)
    return Problem(
        place, "address-taken", f"the address {address} is claimed by {names}", "rename one of them"
    )


def _with_line(claim: Claim) -> str:
    if claim.place is None or claim.place.line == 1:
        return claim.words
    return f"{claim.words} ({claim.place.path}:{claim.place.line})"
