"""The links to the parts of the website that stand around every page."""

from __future__ import annotations

from agora import labels
from agora.explore import EXPLORED
from agora.model import Page
from agora.views.edition import Edition, alphabetical
from agora.views.shapes import Link

HEADER_COLLECTIONS = ("initiatives", "themes")
BROWSE_COLLECTIONS = (
    "sites",
    "cities",
    "projects",
    "initiatives",
    "solutions",
    "themes",
    "topics",
    "news",
    "events",
)


def menu_links(edition: Edition, folder: str) -> tuple[Link, ...]:
    """The explorer and the map (where there is something to explore), two lists, pages."""
    tools: list[Link] = []
    if any(edition.library.collection(name) for name in EXPLORED):
        tools.append(_tool(edition, edition._("Explore"), "explore", folder))
    if edition.library.collection("cities"):
        tools.append(_tool(edition, edition._("Map"), "map", folder))
    lists = _collection_links(edition, HEADER_COLLECTIONS, folder)
    return (*tools, *lists, *page_links(edition, "header", folder))


def _tool(edition: Edition, text: str, to: str, folder: str) -> Link:
    """A link to the top of a folder; current in that folder."""
    return Link(text, edition.href(edition.address(f"{to}/")), current=to == folder)


def browse_links(edition: Edition, folder: str = "") -> tuple[Link, ...]:
    """The lists that have entries, then the A–Z."""
    index = _tool(edition, edition._("A–Z of everything"), "a-z", folder)
    found = [*_collection_links(edition, BROWSE_COLLECTIONS, folder), index]
    if edition.library.collection("cities"):
        found.append(_tool(edition, edition._("Compare places"), "compare", folder))
    return tuple(found)


def _collection_links(
    edition: Edition, collections: tuple[str, ...], folder: str
) -> tuple[Link, ...]:
    """Links to the lists that have entries; the one that the page stands in or below is current."""
    return tuple(
        _tool(edition, edition._(labels.COLLECTIONS[collection]), collection, folder)
        for collection in collections
        if edition.library.collection(collection)
    )


def page_links(edition: Edition, menu: str, folder: str) -> tuple[Link, ...]:
    """The pages of a menu, by their order and then their title."""
    found: list[tuple[int, tuple[str, str], Link]] = []
    for entry in edition.library.collection("pages"):
        if isinstance(entry.fields, Page) and entry.fields.menu == menu:
            title = edition.title(entry)
            current = entry.slug == folder
            link = Link(title.text, edition.entry_href(entry), title.lang, current)
            found.append((entry.fields.order, alphabetical(title.text), link))
    return tuple(link for _, _, link in sorted(found, key=lambda page: page[:2]))
