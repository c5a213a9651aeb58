"""What the templates of the explorer may see: facets with their choices, the list, bubbles on the map."""

from __future__ import annotations

from agora.views.shape import Shape
from agora.views.shapes import Badge, Figure, Phrase


class Box(Shape, frozen=True):
    """A value of a facet that can be ticked: `name` is its id and the class of the entries that have it,
    `value` stands in addresses, `href` leads to its own page. `boxes` are narrower themes."""

    name: str
    value: str
    text: str
    count: str
    href: str
    lang: str = ""
    boxes: tuple[Box, ...] = ()
    current: bool = False


class FacetBoxes(Shape, frozen=True):
    """`facet` is its name in addresses; `more` are the choices that open under the first `boxes`."""

    facet: str
    heading: str
    boxes: tuple[Box, ...]
    more: tuple[Box, ...] = ()


class FoundRow(Shape, frozen=True):
    """An entry of the list: `kind` says what it is, `note` where and when ("Valencia, Spain").

    For the script: `values` are the names of its boxes as classes; `places` the numbers of its cities;
    of a city, `city` is its own number and `at` its degrees ("39.47 -0.38"); `since` is a month
    ("2016-11") or empty. `figure` is the most telling number, and `figure_href` where it stands with its
    source.
    """

    title: Phrase
    href: str
    kind: str
    note: str
    summary: Phrase | None
    line: str
    badges: tuple[Badge, ...]
    figure: Figure | None
    figure_href: str
    values: str = ""
    places: str = ""
    city: str = ""
    at: str = ""
    since: str = ""


class Bubble(Shape, frozen=True):
    """A country on the map: where its bubble stands, and from where a line leads to it ("" where the
    bubble stands at its own place). `name` is that of its box."""

    name: str
    country: str
    label: str
    count: str
    href: str
    x: str
    y: str
    leader: str = ""
