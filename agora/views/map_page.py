"""The map of the whole network: markers that gather where they crowd, lines of projects, boxes, table."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import chain

from agora.clusters import Cluster, Frame, Spot, clusters
from agora.entries import Entry
from agora.geography.countries import country_name
from agora.geography.insets import HEIGHT as INSET_HEIGHT
from agora.geography.insets import INSETS, Inset, inset_of, land_of, place_in
from agora.geography.insets import WIDTH as INSET_WIDTH
from agora.geography.map import HEIGHT, WIDTH, MapPoint, joined, on_map, printed, project
from agora.library import as_fields
from agora.model import City
from agora.views.cards import link_to, sorted_entries
from agora.views.edition import Edition, alphabetical
from agora.views.frame import Place, frame_of, home_crumb
from agora.views.map_shapes import (
    CityRow,
    CountryRows,
    Gathering,
    InsetBox,
    LineChoice,
    ProjectTrack,
    Stop,
)
from agora.views.maps import cities_of, point_of
from agora.views.pages import MapView
from agora.views.shapes import Link

# Least distances of two markers, in map units. Without the script, the first three are for a map that is
# 18, 31.25 and 54 rem wide: there each of them is 24 px or more. The script goes on to the others.
SCALES = (84.0, 48.0, 28.0, 14.0, 7.0, 3.5, 1.75)
INSET_SCALES = (24.0,)
FRAME = Frame(WIDTH, HEIGHT)
INSET_FRAME = Frame(INSET_WIDTH, INSET_HEIGHT)


@dataclass(frozen=True)
class _Scene:
    """Where each city stands: in the frame, in a box, or (`outside`) in neither."""

    framed: tuple[Spot, ...]
    boxed: Mapping[Inset, tuple[Spot, ...]]
    outside: tuple[Entry, ...]


def map_view(edition: Edition) -> MapView:
    title = edition._("Map of the network")
    lead = edition._("Every city, and the lines of the projects that join them.")
    place = Place(
        path="map/",
        title=title,
        description=lead,
        crumbs=(home_crumb(edition), Link(title, current=True)),
        languages=edition.library.languages,
    )
    scene = _scene(edition)
    framed = clusters(scene.framed, SCALES, FRAME)
    boxed = {
        inset: clusters(spots, INSET_SCALES, INSET_FRAME) for inset, spots in scene.boxed.items()
    }
    tracks = _tracks(edition)
    return MapView(
        frame=frame_of(edition, place),
        title=title,
        lead=lead,
        label=_label(edition, len(scene.framed)),
        scales=" ".join(printed(scale) if scale > 2 else f"{scale:g}" for scale in SCALES),
        stops=_stops(edition, framed, SCALES),
        tracks=tracks,
        lines=_lines(edition, tracks),
        gatherings=_gatherings(edition, chain(framed, *boxed.values())),
        insets=tuple(_box(edition, inset, found) for inset, found in boxed.items()),
        outside=tuple(_with_country(edition, city) for city in scene.outside),
        countries=_countries(edition),
    )


def _scene(edition: Edition) -> _Scene:
    framed: list[Spot] = []
    boxed: dict[Inset, list[Spot]] = {}
    outside: list[Entry] = []
    for city in sorted_entries(edition, "cities"):
        fields = as_fields(city, City)
        lat, lon = float(fields.lat), float(fields.lon)
        point, inset = project(lat, lon), inset_of(lat, lon)
        if inset is not None:
            boxed.setdefault(inset, []).append(_spot(city, place_in(inset, lat, lon)))
        elif on_map(point):
            framed.append(_spot(city, point))
        else:
            outside.append(city)
    ordered = {inset: tuple(boxed[inset]) for inset in INSETS if inset in boxed}
    return _Scene(tuple(framed), ordered, tuple(outside))


def _spot(city: Entry, point: MapPoint) -> Spot:
    return Spot(city.id, point.x, point.y)


def _label(edition: Edition, count: int) -> str:
    label = edition.texts.ngettext(
        "Map of Europe with %(number)s city", "Map of Europe with %(number)s cities", count
    )
    return label % {"number": edition.number(count)}


# --- markers ---------------------------------------------------------------------------------------


def _stops(
    edition: Edition, found: Iterable[Cluster], scales: tuple[float, ...]
) -> tuple[Stop, ...]:
    """Markers from north to south, so that the keyboard goes through them in an order that is seen."""
    ordered = sorted(found, key=lambda cluster: (round(cluster.y / 40), cluster.x, cluster.spots))
    return tuple(_stop(edition, cluster, scales) for cluster in ordered)


def _stop(edition: Edition, cluster: Cluster, scales: tuple[float, ...]) -> Stop:
    shown = " ".join(f"l{scale}" for scale in range(cluster.first, cluster.last + 1))
    classes = shown if len(scales) > 1 else ""
    if len(cluster.spots) == 1:
        link = link_to(edition, edition.library.entries[cluster.spots[0].name])
        return Stop(
            link.text, link.href, printed(cluster.x), printed(cluster.y), classes, lang=link.lang
        )
    return Stop(
        text=_gathered(edition, cluster),
        href=f"#{_anchor(cluster)}",
        x=printed(cluster.x),
        y=printed(cluster.y),
        scales=classes,
        count=edition.number(len(cluster.spots)),
        box=_box_of(cluster),
    )


def _gathered(edition: Edition, cluster: Cluster) -> str:
    """What a marker of many cities is called."""
    words = edition.texts.ngettext(
        "%(number)s city around %(name)s", "%(number)s cities around %(name)s", len(cluster.spots)
    )
    city = edition.library.entries[cluster.nearest.name]
    number = edition.number(len(cluster.spots))
    return words % {"number": number, "name": edition.title(city).text}


def _anchor(cluster: Cluster) -> str:
    """The scale is a part of it: the clusters around one city grow as the map shrinks."""
    return f"around-{cluster.nearest.name.split('/')[1]}-{cluster.first}"


def _box_of(cluster: Cluster) -> str:
    xs = [spot.x for spot in cluster.spots]
    ys = [spot.y for spot in cluster.spots]
    sides = (min(xs), min(ys), max(xs) - min(xs), max(ys) - min(ys))
    return " ".join(printed(side) for side in sides)


def _gatherings(edition: Edition, found: Iterable[Cluster]) -> tuple[Gathering, ...]:
    """The lists of cities that markers lead to without the script, or where no scale opens them."""
    return tuple(
        Gathering(_anchor(cluster), _gathered(edition, cluster), _members(edition, cluster))
        for cluster in sorted(found, key=_anchor)
        if len(cluster.spots) > 1
    )


def _members(edition: Edition, cluster: Cluster) -> tuple[Link, ...]:
    cities = (edition.library.entries[spot.name] for spot in cluster.spots)
    links = (link_to(edition, city) for city in cities)
    return tuple(sorted(links, key=lambda link: (alphabetical(link.text), link.href)))


def _box(edition: Edition, inset: Inset, found: tuple[Cluster, ...]) -> InsetBox:
    name = edition._(inset.name)
    return InsetBox(
        name=name,
        label=edition._("Map: %(name)s") % {"name": name},
        view_box=f"0 0 {INSET_WIDTH} {INSET_HEIGHT}",
        land=land_of(inset),
        cities=tuple(link for cluster in found for link in _members(edition, cluster)),
        stops=_stops(edition, found, INSET_SCALES),
    )


# --- lines of projects -----------------------------------------------------------------------------


def _tracks(edition: Edition) -> tuple[ProjectTrack, ...]:
    """Each project that joins two places of the frame or more, by its short name."""
    found: list[ProjectTrack] = []
    for entry in sorted_entries(edition, "projects"):
        points = (point_of(edition, city) for city in cities_of(edition, entry))
        path = "".join(joined({point for point in points if point is not None}))
        if path:
            name = link_to(edition, entry)
            found.append(ProjectTrack(name.text, entry.slug, path, name.lang))
    return tuple(found)


def _lines_of(edition: Edition, entry: Entry) -> tuple[str, ...]:
    """The lines of all themes of an entry, each once; "none" where it has none."""
    lines = (edition.library.theme_line(slug) for slug in entry.fields.themes)
    return tuple(dict.fromkeys(line for line in lines if line)) or ("none",)


def _lines(edition: Edition, tracks: Iterable[ProjectTrack]) -> tuple[LineChoice, ...]:
    """The lines that projects have, the one with the most projects first.

    They are drawn in this order: a project about many themes has the colour of the rarest on top.
    """
    drawn = {track.slug for track in tracks}
    slugs: dict[str, list[str]] = {}
    for entry in sorted_entries(edition, "projects"):
        for line in _lines_of(edition, entry):
            slugs.setdefault(line, []).append(entry.slug)
    choices: list[LineChoice] = []
    for line, found in sorted(slugs.items(), key=lambda pair: (-len(pair[1]), pair[0])):
        words = edition.texts.ngettext("%(number)s project", "%(number)s projects", len(found))
        name = _line_name(edition, line)
        text = words % {"number": edition.number(len(found))}
        shown = tuple(slug for slug in found if slug in drawn)
        choices.append(LineChoice(line, name.text, text, shown, name.lang))
    return tuple(choices)


def _line_name(edition: Edition, line: str) -> Link:
    """A line is called after the first theme at the root of the tree that has it."""
    for theme in edition.library.collection("themes"):
        if getattr(theme.fields, "line", None) == line:
            return link_to(edition, theme)
    return Link(edition._("Other themes"))


# --- table -----------------------------------------------------------------------------------------


def _countries(edition: Edition) -> tuple[CountryRows, ...]:
    """Every city by its country, and within it by its name."""
    rows: dict[str, list[CityRow]] = {}
    for city in edition.library.collection("cities"):
        rows.setdefault(as_fields(city, City).country, []).append(_row(edition, city))
    found = [
        CountryRows(country_name(code, edition.language), f"in-{code.lower()}", _by_name(cities))
        for code, cities in rows.items()
    ]
    return tuple(sorted(found, key=lambda part: (alphabetical(part.country), part.anchor)))


def _by_name(rows: Iterable[CityRow]) -> tuple[CityRow, ...]:
    return tuple(sorted(rows, key=lambda row: (alphabetical(row.city.text), row.city.href)))


def _row(edition: Edition, city: Entry) -> CityRow:
    library = edition.library
    return CityRow(
        city=link_to(edition, city),
        sites=edition.number(len(library.referrers(city, "sites", "city"))),
        projects=edition.number(len(library.referrers(city, "projects", "cities.city"))),
    )


def _with_country(edition: Edition, city: Entry) -> Link:
    link = link_to(edition, city)
    country = country_name(as_fields(city, City).country, edition.language)
    return Link(f"{link.text}, {country}", link.href, link.lang)
