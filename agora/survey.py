"""What is found by looking at all entries together: who is like whom, who lies near, what can be filtered."""

from __future__ import annotations

from collections.abc import Mapping, Set
from dataclasses import dataclass

from agora import explore
from agora.entries import Entry
from agora.explore import Explorer
from agora.library import Library
from agora.model.frozen import Frozen
from agora.model.values import Wording
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


def without_wordings(value: object) -> object:
    """What the survey may read of fields: all but what is text to readers."""
    if isinstance(value, Wording):
        return Wording
    if isinstance(value, tuple):
        return tuple(map(without_wordings, value))
    if isinstance(value, Frozen):
        return type(value), {name: without_wordings(part) for name, part in value}
    return value


def stands(before: Survey, library: Library, changed: Set[str]) -> bool:
    """Whether the survey is as it was after edits of these entries that changed no reference: themes and who
    has them are as before."""
    if any(name.startswith("cities/") for name in changed) and (
        similar_cities(library, before.city_themes) != before.similar
        or nearest_cities(library) != before.nearest
    ):
        return False
    return explore.stands(before.explorer, library, changed, before.city_themes)


def survey(library: Library) -> Survey:
    themes = themes_of_cities(library)
    return Survey(
        similar=similar_cities(library, themes),
        nearest=nearest_cities(library),
        city_themes=themes,
        sites_alike=sites_alike(library),
        explorer=explore.explore(library, themes),
    )
