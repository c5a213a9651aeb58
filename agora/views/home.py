"""The first page, the page that is not there, and pages that lead on."""

from __future__ import annotations

from msgspec.structs import replace

from agora import labels
from agora.entries import Entry
from agora.network import network_of
from agora.views.cards import card_of, sorted_entries
from agora.views.edition import Edition
from agora.views.frame import Place, frame_of, home_crumb
from agora.views.glance import ABOUT, funding_sentence, numbers_of, theme_lines_of
from agora.views.maps import network_tile
from agora.views.pages import Entrance, HomeView, MissingView, RedirectView
from agora.views.shapes import Card, Link, Shelf
from agora.views.timeline import project_timeline, strip_of

SHOWN_SITES = 4
EXAMPLES = 3


def home_view(edition: Edition) -> HomeView:
    title = edition.settings.title.text
    tagline = edition.say_if(edition.settings.tagline)
    sites = sorted_entries(edition, "sites")
    place = Place(
        path="",
        title=title,
        description=tagline.text if tagline else "",
        crumbs=(),
        languages=edition.library.languages,
    )
    theme_lines = theme_lines_of(edition)
    network = network_of(edition.library)
    timeline = project_timeline(edition)
    return HomeView(
        frame=frame_of(edition, place),
        claim=edition._("Find a city that has already done it"),
        sentence=edition._(
            "What cities in Europe built and tried, what came of it, and who can tell you more."
        ),
        examples=tuple(Link(line.text, line.href, line.lang) for line in theme_lines[:EXAMPLES]),
        network=network_tile(edition),
        numbers=numbers_of(edition, network),
        theme_lines=theme_lines,
        shelves=_site_shelf(edition, sites),
        feature=_feature(edition),
        entrances=_entrances(edition),
        timeline=strip_of(edition, timeline) if timeline else None,
        funding=funding_sentence(edition, network),
        more=_more(edition),
    )


def _more(edition: Edition) -> Link | None:
    """The page that holds the same as tables."""
    about = edition.library.get("pages", ABOUT)
    if about is None:
        return None
    return Link(edition._("The network in tables"), f"{edition.entry_href(about)}#network")


def _site_shelf(edition: Edition, sites: tuple[Entry, ...]) -> tuple[Shelf, ...]:
    """Some sites: those that a topic gathers first, since editors chose them."""
    chosen = [
        member
        for topic in edition.library.collection("topics")
        for member in edition.library.members(topic)
        if member.collection == "sites"
    ]
    shown = tuple(dict.fromkeys((*chosen, *sites)))[:SHOWN_SITES]
    if not shown:
        return ()
    more = edition._("All demonstration sites (%(number)s)") % {
        "number": edition.number(len(sites))
    }
    cards = tuple(card_of(edition, site) for site in shown)
    href = edition.href(edition.address("sites/"))
    heading = edition._(labels.COLLECTIONS["sites"])
    return (Shelf(heading, "sites", cards, more=Link(more, href)),)


def _feature(edition: Edition) -> Card | None:
    """The first topic that editors made, else nothing."""
    topics = sorted_entries(edition, "topics")
    members = [
        member
        for topic in topics
        for member in edition.library.members(topic)
        if member.collection == "initiatives"
    ]
    featured = [*members, *topics]
    return card_of(edition, featured[0]) if featured else None


def _entrances(edition: Edition) -> tuple[Entrance, ...]:
    """Ways in for different readers, each only where it leads somewhere."""
    ways = (
        (
            "cities",
            edition._("I work for a city"),
            edition._("Look for a place like yours, and see what it did and with whom."),
        ),
        (
            "solutions",
            edition._("I look for something to copy"),
            edition._("See what cities have made that others can use."),
        ),
        (
            "projects",
            edition._("I do research"),
            edition._(
                "Every number says where it comes from and whether it was planned or measured."
            ),
        ),
    )
    return tuple(
        Entrance(title, edition.href(edition.address(f"{collection}/")), text)
        for collection, title, text in ways
        if edition.library.collection(collection)
    )


def missing_view(edition: Edition) -> MissingView:
    """404.html, in the default language: a server shows it at any address."""
    title = edition._("This page is not here")
    place = Place(
        path="404.html",
        title=title,
        description="",
        crumbs=(),
        languages=(edition.default,),
        robots="noindex",
    )
    ways = (
        home_crumb(edition),
        Link(edition._("A–Z of everything"), edition.href(edition.address("a-z/"))),
    )
    text = edition._("It may have moved, or its address may hold a typing error.")
    return MissingView(frame_of(edition, place), title, text, ways)


def redirect_view(edition: Edition, alias: str, entry: Entry) -> RedirectView:
    """A page at an old path that leads to where the entry now stands."""
    title = edition.title(entry).text
    place = Place(
        path=alias.lstrip("/"),
        title=title,
        description="",
        crumbs=(),
        languages=(edition.language,),
        robots="noindex",
    )
    frame = replace(
        frame_of(edition, place), canonical=edition.absolute(edition.entry_address(entry))
    )
    return RedirectView(frame, title, edition.entry_href(entry))
