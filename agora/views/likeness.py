"""Cities that are like a city, each with the reason, and those that lie near."""

from __future__ import annotations

from functools import cache

from babel import Locale
from babel.units import format_unit

from agora.addresses import compare_address
from agora.entries import Entry
from agora.similar import Likeness, Neighbour, SizeClass
from agora.views.cards import card_of, link_to
from agora.views.edition import Edition
from agora.views.shapes import Link, Nearby, Shelf

THEMES_NAMED = 2


def similar_shelf(edition: Edition, city: Entry) -> tuple[Shelf, ...]:
    """The cities that are like this one; no shelf where there is none."""
    likes = edition.survey.similar.get(city.id, ())
    if not likes:
        return ()
    cards = tuple(
        card_of(edition, edition.library.entries[like.city], reason_of(edition, like))
        for like in likes
    )
    # All of them are of one class, the city's own.
    sized = edition._("Cities of about the same size that work on the same themes.")
    note = sized if likes[0].size else ""
    side_by_side = edition.href(compare_address(city.slug, edition.language, edition.default))
    more = Link(edition._("Compare them"), side_by_side)
    return (Shelf(edition._("Similar cities"), "similar", cards, note, more=more),)


def reason_of(edition: Edition, like: Likeness) -> str:
    """Why two cities are alike, in words: "40,000–80,000 people, district heating"."""
    themes = [edition.library.entries[f"themes/{slug}"] for slug in like.themes[:THEMES_NAMED]]
    words = [_in_sentence(edition.title(theme).text) for theme in themes]
    size = [size_words(edition, like.size)] if like.size else []
    return ", ".join((*size, *words))


def _in_sentence(name: str) -> str:
    """A title within a sentence: small at its start, but for abbreviations such as ICT."""
    return name if name[1:2].isupper() else name[:1].lower() + name[1:]


def size_words(edition: Edition, size: SizeClass) -> str:
    """A population class in words: "40,000–80,000 people"."""
    if size.most is None:
        return edition._("over %(least)s people") % {"least": edition.number(size.least)}
    if size.least == 0:
        return edition._("under %(most)s people") % {"most": edition.number(size.most)}
    told = {"least": edition.number(size.least), "most": edition.number(size.most)}
    return edition._("%(least)s–%(most)s people") % told


def nearby_of(edition: Edition, city: Entry) -> tuple[Nearby, ...]:
    """The cities that lie nearest, with how far they are."""
    return tuple(
        Nearby(link_to(edition, edition.library.entries[near.city]), _distance(edition, near))
        for near in edition.survey.nearest.get(city.id, ())
    )


def _distance(edition: Edition, near: Neighbour) -> str:
    """In whole kilometres, as the language prints them; no two cities are 0 km from each other."""
    return _kilometres(max(1, round(near.distance_km)), edition.locale)


@cache
def _kilometres(whole: int, locale: Locale) -> str:
    return format_unit(whole, "length-kilometer", "short", locale=locale)
