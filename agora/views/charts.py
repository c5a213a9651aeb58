"""Shapes of numbers and bars: what a template may see of the network at a glance and of years."""

from __future__ import annotations

from agora.views.shape import Shape
from agora.views.shapes import Link


class Bar(Shape, frozen=True):
    """A row of a table with a bar: `start` and `end` are percentages of the whole width, printed ("12.5").

    `value` says in words what the bar shows, and `doubt` what no source confirms. Of a bar that `is_open`
    the end is not known, or only planned.
    """

    name: Link
    value: str
    start: str
    end: str
    note: str = ""
    line: str = ""
    is_open: bool = False
    doubt: str = ""


class Tick(Shape, frozen=True):
    """A mark on the scale of bars: where (a percentage, printed), and the text beside it."""

    at: str
    text: str


class Bars(Shape, frozen=True):
    """A table whose last column holds bars on one scale; `ticks` mark it, `key` explains open bars."""

    caption: str
    anchor: str
    heads: tuple[str, ...]
    bars: tuple[Bar, ...]
    ticks: tuple[Tick, ...] = ()
    key: str = ""


class Stroke(Shape, frozen=True):
    """A bar of a strip: `top` is its middle's distance from the upper edge, in pixels."""

    top: int
    start: str
    end: str
    line: str = ""
    is_open: bool = False


class Strip(Shape, frozen=True):
    """Bars as one small picture, for a page that leads to the table: `label` says what it shows.

    `height` is in pixels; `key` explains open bars.
    """

    heading: str
    label: str
    height: int
    strokes: tuple[Stroke, ...]
    ticks: tuple[Tick, ...]
    key: str = ""


class Number(Shape, frozen=True):
    """A key figure of the network with the caption that says what is counted."""

    value: str
    caption: str
    href: str = ""
    line: str = ""


class ThemeLine(Shape, frozen=True):
    """A theme as a line whose length is its count: `share` is 0–100 of the longest, a whole number."""

    text: str
    href: str
    line: str
    count: str
    share: int
    lang: str = ""


class Glance(Shape, frozen=True):
    """The whole network on one page: what there is, and tables with bars of its themes, grants, countries
    and projects. `funding` is the sentence that says how much EU funding is known and for how many projects.
    """

    numbers: tuple[Number, ...]
    funding: str
    themes: Bars | None
    grants: Bars | None
    countries: Bars | None
    timeline: Bars | None
