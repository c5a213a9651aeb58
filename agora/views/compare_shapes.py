"""What the templates of the comparison may see: places side by side, in rows of the same thing."""

from __future__ import annotations

from agora.views.shape import Shape
from agora.views.shapes import Figure, Link


class ComparedFigure(Shape, frozen=True):
    """A figure with the address of the fact on its own page; `of` is the entry that it belongs to, None
    where that is the place itself."""

    figure: Figure
    href: str
    of: Link | None = None


class Compared(Shape, frozen=True):
    """A column: a city or a site. `id` names it in addresses ("cities/valencia")."""

    id: str
    name: Link
    kicker: str


class ComparedCell(Shape, frozen=True):
    """What one place has of a row; `place` is its name, for narrow screens; `more` leads to
    where the rest is."""

    place: str
    links: tuple[Link, ...] = ()
    figures: tuple[ComparedFigure, ...] = ()
    more: Link | None = None


class ComparedRow(Shape, frozen=True):
    """A label (`lang` as in Phrase) and a cell for each place; or, where it `is_common`, one cell with what
    all of them have in common."""

    label: str
    cells: tuple[ComparedCell, ...] = ()
    common: tuple[Link, ...] = ()
    is_common: bool = False
    lang: str = ""


class ComparedTable(Shape, frozen=True):
    caption: str
    columns: tuple[Compared, ...]
    rows: tuple[ComparedRow, ...]


class Prepared(Shape, frozen=True):
    """The prepared comparisons whose cities start with a letter."""

    letter: str
    links: tuple[Link, ...]
