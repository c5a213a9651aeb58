"""What the template of the whole network's map may see: markers, lines, boxes, rows of the table."""

from __future__ import annotations

from agora.views.shape import Shape
from agora.views.shapes import Link


class Stop(Shape, frozen=True):
    """A marker of one city, or of many that crowd there: then `count` is their printed number and
    `box` the part of the map ("x y width height") in which they lie.

    `scales` are the classes of the scales at which it is shown ("l0 l1").
    """

    text: str
    href: str
    x: str
    y: str
    scales: str = ""
    count: str = ""
    box: str = ""
    lang: str = ""


class Gathering(Shape, frozen=True):
    """The cities of a marker that stands for many, as a list of links."""

    anchor: str
    heading: str
    links: tuple[Link, ...]


class InsetBox(Shape, frozen=True):
    """A region far from the map in a box of its own: `view_box` as in MapTile, `land` an SVG path.

    `cities` are the names of the places in it.
    """

    name: str
    label: str
    view_box: str
    land: str
    cities: tuple[Link, ...]
    stops: tuple[Stop, ...]


class ProjectTrack(Shape, frozen=True):
    """A project's line through its cities, as an SVG path."""

    name: str
    slug: str
    path: str
    lang: str = ""


class LineChoice(Shape, frozen=True):
    """A theme whose projects can be shown or hidden: `projects` are the slugs of those that are drawn."""

    line: str
    text: str
    count: str
    projects: tuple[str, ...]
    lang: str = ""


class CityRow(Shape, frozen=True):
    """A line of the table that is equal to the map: a city and how much there is to read."""

    city: Link
    sites: str
    projects: str


class CountryRows(Shape, frozen=True):
    """The cities of a country; `anchor` is the id of its name."""

    country: str
    anchor: str
    rows: tuple[CityRow, ...]
