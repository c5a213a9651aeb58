"""What is found by looking at all entries together: who is like whom, who lies near, what can be filtered."""

from __future__ import annotations

from collections.abc import Mapping, Set
from dataclasses import dataclass, replace

from agora.entries import Entry
from agora.explore import Explorer, explore
from agora.library import Library
from agora.similar import (
    Likeness,
    Neighbour,
    nearest_cities,
    similar_cities,
    sites_alike,
    themes_of_cities,
)


@dataclass(frozen=True, slots=True)
class Survey:
    """The same in every language, so it is made once, before the work is spread.

    `similar` and `nearest` are by the city's id, `city_themes` too; `sites_alike` are by a set of themes, the
    sites that share the most with it.
    """

    similar: Mapping[str, tuple[Likeness, ...]]
    nearest: Mapping[str, tuple[Neighbour, ...]]
    city_themes: Mapping[str, frozenset[str]]
    sites_alike: Mapping[frozenset[str], tuple[Entry, ...]]
    explorer: Explorer


def survey_again(library: Library, before: Survey, collections: Set[str]) -> Survey:
    """The survey after edits of entries of these collections that changed no reference: themes and who has
    them are as before."""
    has_moved = "cities" in collections
    themes = before.city_themes
    return replace(
        before,
        similar=similar_cities(library, themes) if has_moved else before.similar,
        nearest=nearest_cities(library) if has_moved else before.nearest,
        explorer=explore(library, themes),
    )


def survey(library: Library) -> Survey:
    themes = themes_of_cities(library)
    return Survey(
        similar=similar_cities(library, themes),
        nearest=nearest_cities(library),
        city_themes=themes,
        sites_alike=sites_alike(library),
        explorer=explore(library, themes),
    )
