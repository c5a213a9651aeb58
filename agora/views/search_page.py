"""The search page: names at once, the texts where they are indexed, and the ways without a script."""

from __future__ import annotations

from agora.outputs import PAGEFIND
from agora.views.edition import Edition
from agora.views.frame import Place, frame_of, home_crumb
from agora.views.menus import browse_links
from agora.views.pages import SearchView
from agora.views.search_index import search_index
from agora.views.shapes import Link


def search_view(edition: Edition) -> SearchView:
    spoken = _language_of_texts(edition)
    bundle = f"{PAGEFIND}{spoken}/" if edition.has_texts else ""
    title = edition._("Search")
    lead = edition._(
        "Finds cities, sites, projects, initiatives and themes by their names, in any of their languages."
    )
    if bundle:
        lead = edition._(
            "Finds cities, sites, projects, initiatives and themes by their names, in any of their "
            "languages, and words in the texts."
        )
    place = Place(
        path="search/",
        title=title,
        description=lead,
        crumbs=(home_crumb(edition), Link(title, current=True)),
        languages=edition.library.languages,
        asks=True,
        runs_wasm=bool(bundle),
    )
    return SearchView(
        frame=frame_of(edition, place),
        title=title,
        lead=lead,
        index=edition.href("/" + search_index(edition).path),
        ways=_ways(edition),
        bundle=edition.href("/" + bundle) if bundle else "",
        other=edition.href(f"/{PAGEFIND}{edition.default}/") if spoken != edition.default else "",
        base=edition.href("/"),
    )


def _language_of_texts(edition: Edition) -> str:
    """The reader's language; the website's own where nothing is translated yet."""
    if any(edition.is_translated(entry) for entry in edition.library.entries.values()):
        return edition.language
    return edition.default


def _ways(edition: Edition) -> tuple[Link, ...]:
    """The A–Z and the lists; the explorer with its pages for each value; the map."""
    *lists, index = browse_links(edition)
    ways = [index]
    if edition.survey.explorer.found:
        ways.append(Link(edition._("Explore"), edition.href(edition.address("explore/"))))
    if edition.library.collection("cities"):
        ways.append(Link(edition._("Map"), edition.href(edition.address("map/"))))
    return (*ways, *lists)
