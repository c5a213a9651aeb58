"""Cities and sites side by side: the same things stand in one row.

`assets/js/compare.js` makes the same table from the same subjects; a test holds that they are equal.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence

from msgspec.structs import replace

from agora import labels
from agora.addresses import compare_address
from agora.entries import Entry
from agora.views.cards import link_to
from agora.views.compare_files import names_href
from agora.views.compare_shapes import (
    ComparedCell,
    ComparedFigure,
    ComparedRow,
    ComparedTable,
    Prepared,
)
from agora.views.compared import Subject, subject_of
from agora.views.edition import Edition, alphabetical
from agora.views.frame import Place, frame_of, home_crumb, list_crumb
from agora.views.pages import CompareView, ComparisonView
from agora.views.shapes import Link

BESIDE = 3
"""How many similar cities stand beside a city in a prepared comparison."""

OTHERS = 3
"""How many figures are shown of those that only one place has."""

PREPARED_LIMIT = 400
"""The most prepared comparisons that one page lists; beyond it, one finds them on the cities' pages."""


def compare_view(edition: Edition) -> CompareView:
    title = edition._("Compare places")
    lead = edition._("Two to four cities or demonstration sites side by side, figure by figure.")
    place = Place(
        path="compare/",
        title=title,
        description=lead,
        crumbs=(home_crumb(edition), Link(title, current=True)),
        languages=edition.library.languages,
        asks=True,
    )
    prepared = [
        city for city in edition.library.collection("cities") if edition.survey.similar[city.id]
    ]
    fits = len(prepared) <= PREPARED_LIMIT
    return CompareView(
        frame=frame_of(edition, place),
        title=title,
        lead=lead,
        words=json.dumps(words_of(edition), ensure_ascii=False, separators=(",", ":")),
        names=names_href(edition),
        prepared=_prepared(edition, prepared) if fits else (),
        lists=() if fits else (list_crumb(edition, "cities"),),
    )


def comparison_view(edition: Edition, city: Entry) -> ComparisonView:
    """A city with those that are most like it."""
    alike = [
        edition.library.entries[like.city] for like in edition.survey.similar[city.id][:BESIDE]
    ]
    name = edition.title(city).text
    title = edition._("%(city)s and cities like it") % {"city": name}
    lead = edition._("Cities of about the same size that work on the same themes.")
    root = Link(edition._("Compare places"), edition.href(edition.address("compare/")))
    place = Place(
        path=f"compare/{city.slug}/",
        title=title,
        description=f"{title}. {lead}",
        crumbs=(home_crumb(edition), root, Link(name, current=True)),
        languages=edition.library.languages,
    )
    chosen = "&".join(f"with={entry.id}" for entry in (city, *alike))
    return ComparisonView(
        frame=frame_of(edition, place),
        title=title,
        lead=lead,
        table=table_of(edition, [subject_of(edition, entry) for entry in (city, *alike)]),
        change=Link(edition._("Take out or add places"), f"{root.href}?{chosen}"),
    )


def _prepared(edition: Edition, cities: Sequence[Entry]) -> tuple[Prepared, ...]:
    letters: dict[str, list[Link]] = {}
    named = [(link_to(edition, city), city) for city in cities]
    for name, city in sorted(named, key=lambda one: (alphabetical(one[0].text), one[1].id)):
        href = edition.href(compare_address(city.slug, edition.language, edition.default))
        first = alphabetical(name.text)[0][:1].upper()
        letters.setdefault(first, []).append(Link(name.text, href, name.lang))
    return tuple(Prepared(letter, tuple(links)) for letter, links in letters.items())


def words_of(edition: Edition) -> dict[str, str]:
    """Every word of the table, and what only the script says, by short names."""
    _ = edition._
    kinds = {kind: _(label) for kind, label in labels.FACT_KINDS.items()}
    return kinds | {
        "caption": _("Side by side"),
        "asOf": _("As of %(date)s.") % {"date": "{date}"},
        "source": _("Source:"),
        "doubt": _("Not verified"),
        "none": _("None"),
        "themesCommon": _("Themes in common"),
        "themes": _("Other themes"),
        "projectsCommon": _("Projects in common"),
        "projects": _("Other projects"),
        "figures": _("Other figures"),
        "more": _("More figures"),
        "remove": _("Take out {name}"),
        "few": _("Choose two to four places."),
        "one": _("Choose one more place."),
        "many": _("Four places are the most. Take one out first."),
        "shown": _("Side by side: {names}"),
        "failed": _("The facts could not be loaded. Try again, or use a prepared comparison."),
    }


# --- the table -------------------------------------------------------------------------------------


def table_of(edition: Edition, subjects: Sequence[Subject]) -> ComparedTable:
    words = words_of(edition)
    rows = [
        *_particulars(subjects),
        *_aligned(subjects),
        *_in_common(subjects, lambda one: one.themes, words["themesCommon"], words["themes"]),
        *_in_common(subjects, lambda one: one.projects, words["projectsCommon"], words["projects"]),
        *_others(subjects, words["figures"], words["more"]),
    ]
    return ComparedTable(words["caption"], tuple(one.column for one in subjects), tuple(rows))


def _particulars(subjects: Sequence[Subject]) -> Iterator[ComparedRow]:
    for label in dict.fromkeys(label for one in subjects for label, _ in one.rows):
        cells = (
            ComparedCell(
                one.column.name.text,
                links=tuple(value for found, value in one.rows if found == label),
            )
            for one in subjects
        )
        yield ComparedRow(label, tuple(cells))


def _shared_keys(subjects: Sequence[Subject]) -> list[str]:
    """What two or more of the places have a figure on, in the order in which it is first told."""
    told = [dict.fromkeys(key for key, _ in one.figures) for one in subjects]
    every = dict.fromkeys(key for keys in told for key in keys)
    return [key for key in every if sum(key in keys for keys in told) > 1]


def _aligned(subjects: Sequence[Subject]) -> Iterator[ComparedRow]:
    for key in _shared_keys(subjects):
        cells = [_figures(one, [key]) for one in subjects]
        label = next(told.figure.label for cell in cells for told in cell.figures)
        yield ComparedRow(label.text, tuple(cells), lang=label.lang)


def _others(subjects: Sequence[Subject], label: str, more: str) -> Iterator[ComparedRow]:
    """What only one of the places tells: the first few, since they cannot be compared."""
    shared = set(_shared_keys(subjects))
    cells = [
        _figures(one, [key for key, _ in one.figures if key not in shared]) for one in subjects
    ]
    if any(cell.figures for cell in cells):
        shown = [
            replace(cell, figures=cell.figures[:OTHERS], more=Link(more, one.column.name.href))
            if len(cell.figures) > OTHERS
            else cell
            for cell, one in zip(cells, subjects, strict=True)
        ]
        yield ComparedRow(label, tuple(shown))


def _figures(subject: Subject, keys: Sequence[str]) -> ComparedCell:
    wanted = frozenset(keys)
    figures: tuple[ComparedFigure, ...] = tuple(
        figure for key, figure in subject.figures if key in wanted
    )
    return ComparedCell(subject.column.name.text, figures=figures)


def _in_common(
    subjects: Sequence[Subject],
    links_of: Callable[[Subject], tuple[Link, ...]],
    both: str,
    own: str,
) -> Iterator[ComparedRow]:
    """A row for what all of them have, and one for the rest of each."""
    if not any(links_of(one) for one in subjects):
        return
    common = tuple(
        link for link in links_of(subjects[0]) if all(link in links_of(one) for one in subjects)
    )
    yield ComparedRow(both, common=common, is_common=True)
    cells = [
        ComparedCell(
            one.column.name.text, tuple(link for link in links_of(one) if link not in common)
        )
        for one in subjects
    ]
    if any(cell.links for cell in cells):
        yield ComparedRow(own, tuple(cells))
