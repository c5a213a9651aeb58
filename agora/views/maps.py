"""Windows on the map of Europe: where an entry lies, and what joins it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache

from agora.entries import Entry
from agora.geography.countries import country_name
from agora.geography.map import (
    MapPoint,
    arc_between,
    card_window,
    card_window_of,
    joined,
    map_id,
    on_map,
    page_window,
    printed,
    project,
    stops_path,
)
from agora.model import City, Event, Initiative, Project, Site
from agora.views.edition import Edition
from agora.views.once import once_each
from agora.views.shapes import MapTile, Marker, Track

_WHOLE = "0 0 1000 902"


@once_each
def point_of(edition: Edition, entry: Entry) -> MapPoint | None:
    """Where an entry lies on the map; None where it has no place, or lies outside the frame."""
    fields = entry.fields
    if isinstance(fields, City):
        point = project(float(fields.lat), float(fields.lon))
        return point if on_map(point) else None
    if isinstance(fields, Site) and fields.lat is not None and fields.lon is not None:
        point = project(float(fields.lat), float(fields.lon))
        return point if on_map(point) else None
    city = home_city(edition, entry)
    return point_of(edition, city) if city else None


def home_city(edition: Edition, entry: Entry) -> Entry | None:
    """The city of a site or an event."""
    slug = entry.fields.city if isinstance(entry.fields, Site | Event) else None
    return edition.library.get("cities", slug) if slug else None


def _country(edition: Edition, entry: Entry) -> str:
    city = entry if isinstance(entry.fields, City) else home_city(edition, entry)
    return map_id(city.fields.country) if city and isinstance(city.fields, City) else ""


def cities_of(edition: Edition, entry: Entry) -> tuple[Entry, ...]:
    """The cities of a project or an initiative, in the order of its file."""
    if not isinstance(entry.fields, Project | Initiative):
        return ()
    found = (edition.library.get("cities", part.city) for part in entry.fields.cities)
    return tuple(dict.fromkeys(city for city in found if city is not None))


def card_tile(edition: Edition, entry: Entry) -> MapTile | None:
    """The picture on a card: its place, or the places that it joins."""
    here = point_of(edition, entry)
    if here is not None:
        line = edition.library.line_of(entry)
        country = _country(edition, entry)
        return MapTile(card_window(here), country, (_marker(here, True),), line)
    return _small_network(edition, entry)


def entry_tile(edition: Edition, entry: Entry) -> MapTile | None:
    """The locator beside an entry's title, with the other places of a site's project."""
    here = point_of(edition, entry)
    if here is None:
        return _network(edition, entry)
    others = [point for point in _joined_to(edition, entry) if point != here]
    line = edition.library.line_of(entry)
    near = [
        point for point in others if abs(point.x - here.x) < 150 and abs(point.y - here.y) < 110
    ]
    return MapTile(
        view_box=page_window(near, here),
        country=_country(edition, entry),
        markers=(*(_marker(point, False) for point in others), _marker(here, True)),
        line=line,
        tracks=_drawn({line: [arc_between(here, other) for other in others]}),
        label=_label(edition, entry),
    )


def _joined_to(edition: Edition, entry: Entry) -> tuple[MapPoint, ...]:
    """The places of the sites of the same project."""
    if not isinstance(entry.fields, Site):
        return ()
    project_entry = edition.library.get("projects", entry.fields.project)
    return _sites_places(edition, project_entry) if project_entry else ()


@once_each
def _sites_places(edition: Edition, project_entry: Entry) -> tuple[MapPoint, ...]:
    """The places of a project's sites, each once."""
    sites = edition.library.referrers(project_entry, "sites", "project")
    return tuple(_points(edition, sites))


def _points(edition: Edition, entries: Iterable[Entry]) -> list[MapPoint]:
    found = (point_of(edition, entry) for entry in entries)
    return sorted({point for point in found if point is not None})


def _network(edition: Edition, entry: Entry) -> MapTile | None:
    """The cities of a project or an initiative, joined by lines."""
    points = _points(edition, cities_of(edition, entry))
    if not points:
        return None
    line = edition.library.line_of(entry)
    return MapTile(
        view_box=page_window(points),
        country="",
        markers=tuple(_marker(point, True) for point in points),
        line=line,
        tracks=_drawn({line: joined(points)}),
        label=_label(edition, entry),
    )


def _small_network(edition: Edition, entry: Entry) -> MapTile | None:
    """The same for a card, of which a page holds many. The words stand beside it."""
    points = _points(edition, cities_of(edition, entry))
    if not points:
        return None
    line, stops = edition.library.line_of(entry), stops_path(points)
    return MapTile(card_window_of(points), "", (), line, stops=stops)


def _rounded(points: Iterable[MapPoint]) -> list[MapPoint]:
    """To the nearest map unit, which is less than the ring of a station: the first page stays small."""
    return sorted({MapPoint(round(point.x), round(point.y)) for point in points})


def network_tile(edition: Edition) -> MapTile:
    """All cities, with the lines of all projects: the picture of the first page."""
    points = _rounded(_points(edition, edition.library.collection("cities")))
    paths: dict[str, dict[str, None]] = {}
    for entry in edition.library.collection("projects"):
        found = joined(_rounded(_points(edition, cities_of(edition, entry))))
        paths.setdefault(edition.library.line_of(entry), {}).update(dict.fromkeys(found))
    label = edition.texts.ngettext(
        "Map of Europe with %(number)s city", "Map of Europe with %(number)s cities", len(points)
    )
    return MapTile(
        view_box=_WHOLE,
        country="",
        markers=tuple(_marker(point, True) for point in points),
        tracks=_drawn(paths),
        label=label % {"number": edition.number(len(points))},
    )


def _drawn(paths: Mapping[str, Iterable[str]]) -> tuple[Track, ...]:
    """The paths of each theme as one: a page of many maps stays small."""
    joined_up = {line: "".join(found) for line, found in paths.items()}
    return tuple(Track(path, line) for line, path in sorted(joined_up.items()) if path)


def _label(edition: Edition, entry: Entry) -> str:
    """The map in words, for readers who do not see it."""
    title = edition.title(entry).text
    city = entry if isinstance(entry.fields, City) else home_city(edition, entry)
    if city is not None and isinstance(city.fields, City):
        where = {
            "city": edition.title(city).text,
            "country": country_name(city.fields.country, edition.language),
        }
        return edition._("Map: %(city)s in %(country)s") % where
    names = [edition.title(found).text for found in cities_of(edition, entry)]
    return edition._("Map: the cities of %(name)s: %(cities)s") % {
        "name": title,
        "cities": edition.join(names),
    }


@cache
def _marker(point: MapPoint, here: bool) -> Marker:
    return Marker(printed(point.x), printed(point.y), here)
