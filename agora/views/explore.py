"""The explorer: all that can be visited, joined or copied in one list with facets, and a page for each
value of a facet."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from math import ceil

from msgspec.structs import replace

from agora import labels
from agora.addresses import PAGE_SIZE, explore_address
from agora.entries import Entry
from agora.explore import COUNTRY, FACETS, THEME, Choice, Found, substance
from agora.geography.map import MapPoint, printed
from agora.library import as_fields
from agora.model import City
from agora.views.cards import badges_of, kicker_of
from agora.views.edition import Edition, alphabetical
from agora.views.explore_facets import (
    choice_words,
    facet_boxes,
    facet_heading,
    facet_href,
    filter_sheet,
    siblings,
)
from agora.views.explore_map import leader, middle, spread
from agora.views.explore_shapes import Bubble, FoundRow
from agora.views.facts import key_figures, strands
from agora.views.frame import Place, frame_of, home_crumb
from agora.views.framing import Frame
from agora.views.lists import pager_of
from agora.views.maps import point_of
from agora.views.once import once_each, order
from agora.views.pages import ExploreView, FacetView
from agora.views.shapes import Figure, Link

BADGES = 3
FIRST = 24
"""How many entries the first page shows where there are too many for one list."""


def explore_view(edition: Edition) -> ExploreView:
    title = edition._("Explore")
    lead = edition._("Everything that cities have tried, in one list. Tick what matters to you.")
    explorer = edition.survey.explorer
    place = Place(
        path="explore/",
        title=title,
        description=lead,
        crumbs=(home_crumb(edition), Link(title, current=True)),
        languages=edition.library.languages,
    )
    found = by_substance(edition, "")
    rows = _sortable(edition, found) if explorer.fits_one_page else _rows(edition, found[:FIRST])
    if explorer.fits_one_page and not explorer.fits_with_details:
        rows = tuple(replace(row, summary=None, figure=None, badges=()) for row in rows)
    return ExploreView(
        frame=frame_of(edition, place),
        title=title,
        lead=lead if explorer.fits_one_page else edition._("Choose a list."),
        sheet=edition.href("/" + filter_sheet(edition).path),
        facets=facet_boxes(edition),
        total=edition.number(len(found)),
        can_filter=explorer.fits_one_page,
        rows=rows,
        bubbles=_bubbles(edition),
    )


def facet_view(edition: Edition, path: str, number: int) -> FacetView:
    """The `number`-th page of the entries that have a value; `path` is the choice's ("theme/energy")."""
    choice = edition.survey.explorer.by_path[path]
    found = by_substance(edition, path)
    title = edition._("%(facet)s: %(value)s") % {
        "facet": facet_heading(edition, choice.facet),
        "value": choice_words(edition, choice).text,
    }
    count = edition.texts.ngettext("%(number)s entry", "%(number)s entries", len(found))

    def address(page: int) -> str:
        return explore_address(path, page, edition.language, edition.default)

    return FacetView(
        frame=_facet_frame(edition, choice, title, number),
        title=title,
        count=count % {"number": edition.number(len(found))},
        about=_about(edition, choice),
        rows=_rows(edition, found[(number - 1) * PAGE_SIZE : number * PAGE_SIZE]),
        pager=pager_of(edition, number, ceil(len(found) / PAGE_SIZE), address),
        siblings=siblings(edition, choice),
        explorer=Link(edition._("Explore everything"), edition.href(edition.address("explore/"))),
    )


def _facet_frame(edition: Edition, choice: Choice, title: str, number: int) -> Frame:
    address = explore_address(choice.path, number, edition.default, edition.default)
    if number > 1:
        page = edition._("page %(number)s") % {"number": edition.number(number)}
        title = f"{title}, {page}"
    explorer = Link(edition._("Explore"), edition.href(edition.address("explore/")))
    words = edition._("Sites, projects, cities, initiatives and solutions. %(title)s.")
    place = Place(
        path=address.lstrip("/"),
        title=title,
        description=words % {"title": title},
        crumbs=(home_crumb(edition), explorer, Link(title, current=True)),
        languages=edition.library.languages,
    )
    return frame_of(edition, place)


def _about(edition: Edition, choice: Choice) -> Link | None:
    """The page of a theme itself, which says what it is and where one can subscribe."""
    theme = edition.library.get("themes", choice.value) if choice.facet == THEME else None
    if theme is None:
        return None
    return Link(edition._("About this theme"), edition.entry_href(theme))


def _with_value(edition: Edition, path: str) -> tuple[Found, ...]:
    explorer = edition.survey.explorer
    return explorer.with_value(path) if path else explorer.found


def _found_by_id(edition: Edition) -> Mapping[str, Found]:
    return edition.survey.explorer.by_id


@order(_with_value, _found_by_id)
def by_substance(edition: Edition, path: str, found: Iterable[Found]) -> tuple[Found, ...]:
    """What has that value, or everything where there is no path: those with the most to read first, then by
    their titles."""
    return tuple(sorted(found, key=lambda one: _rank(edition, one.entry)))


@once_each
def _rank(edition: Edition, entry: Entry) -> tuple[int, tuple[str, str], str]:
    return (-substance(entry), alphabetical(edition.title(entry).text), entry.id)


# --- rows ------------------------------------------------------------------------------------------


def _rows(edition: Edition, found: Sequence[Found]) -> tuple[FoundRow, ...]:
    return tuple(_row(edition, one.entry) for one in found)


@once_each
def _row(edition: Edition, entry: Entry) -> FoundRow:
    fields = entry.in_language(edition.language)
    kind = edition._(labels.SINGULARS[entry.collection])
    note = kicker_of(edition, entry)
    href = edition.entry_href(entry)
    figure = _figure(edition, entry)
    return FoundRow(
        title=edition.title(entry),
        href=href,
        kind=kind,
        note="" if note == kind else note,
        summary=edition.say_if(fields.summary),
        line=edition.library.line_of(entry),
        badges=badges_of(edition, entry)[:BADGES],
        figure=figure,
        figure_href=f"{href}#{figure.anchor}" if figure else "",
    )


def _sortable(edition: Edition, found: Sequence[Found]) -> tuple[FoundRow, ...]:
    """Rows with what they are filtered and ordered by."""
    numbers = {city.id: str(at) for at, city in enumerate(edition.library.collection("cities"))}
    names = edition.survey.explorer.names
    return tuple(
        replace(
            row,
            values=" ".join(names[f"{facet}/{v}"] for facet in FACETS for v in one.values[facet]),
            places=""
            if one.entry.id in numbers
            else " ".join(numbers[city.id] for city in one.cities),
            city=numbers.get(one.entry.id, ""),
            at=_degrees(one.entry),
            since=f"{one.since:%Y-%m}" if one.since else "",
        )
        for row, one in zip(_rows(edition, found), found, strict=True)
    )


def _figure(edition: Edition, entry: Entry) -> Figure | None:
    """The first key figure; of a city, its population."""
    found = key_figures(edition, entry)
    if found:
        return found[0]
    if entry.collection != "cities":
        return None
    told = (figure for strand in strands(edition, entry) for figure in strand.figures)
    return next((figure for figure in told if figure.anchor == "fact.population"), None)


def _degrees(entry: Entry) -> str:
    fields = entry.fields
    return f"{fields.lat:.2f} {fields.lon:.2f}" if isinstance(fields, City) else ""


# --- the map ---------------------------------------------------------------------------------------


def _bubbles(edition: Edition) -> tuple[Bubble, ...]:
    """The countries that have a city on the map, from north to south."""
    homes = _homes(edition)
    at = spread(homes)
    ordered = sorted(at, key=lambda code: (round(at[code].y / 40), at[code].x, code))
    bubbles: list[Bubble] = []
    for code in ordered:
        choice = edition.survey.explorer.by_path[f"{COUNTRY}/{code}"]
        country = choice_words(edition, choice).text
        bubbles.append(
            Bubble(
                name=edition.survey.explorer.names[choice.path],
                country=country,
                label=_bubble_label(edition, country, choice.count),
                count=edition.number(choice.count),
                href=facet_href(edition, choice),
                x=printed(at[code].x),
                y=printed(at[code].y),
                leader=leader(homes[code], at[code]),
            )
        )
    return tuple(bubbles)


def _homes(edition: Edition) -> dict[str, MapPoint]:
    """The middle of each country's cities, by its code as it stands in addresses."""
    points: dict[str, list[MapPoint]] = {}
    for city in edition.library.collection("cities"):
        point = point_of(edition, city)
        if point is not None:
            points.setdefault(as_fields(city, City).country.lower(), []).append(point)
    return {code: middle(found) for code, found in points.items()}


def _bubble_label(edition: Edition, country: str, count: int) -> str:
    """What a bubble is called: "Spain: 12 results"."""
    words = edition.texts.ngettext(
        "%(country)s: %(number)s result", "%(country)s: %(number)s results", count
    )
    return words % {"country": country, "number": edition.number(count)}
