"""Projects on an axis of years: a table whose bars show from when to when, and the same as one picture."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from msgspec import Struct

from agora import labels
from agora.entries import Entry
from agora.library import as_fields
from agora.model import Project
from agora.model.values import PartialDate
from agora.views.cards import link_to
from agora.views.charts import Bar, Bars, Strip, Stroke, Tick
from agora.views.edition import Edition

MOST_TICKS = 4
"""As many years as stand beside each other under a bar of a narrow screen."""

STROKE_PX = 9
AXIS_PX = 22
LAST_PLACE = 0.8
"""A year that begins further right on the axis has no room for its number."""


class Span(Struct, frozen=True):
    """An entry's time: without an `end` it is open, and `planned_end` says how far it was meant to go.

    No source confirms the start of one that `is_doubtful`.
    """

    entry: Entry
    start: PartialDate
    end: PartialDate | None
    planned_end: PartialDate | None = None
    is_doubtful: bool = False
    note: str = ""

    @property
    def last(self) -> dt.date:
        """The last day that is drawn: an open span without a plan is drawn for the year of its start."""
        known = self.end or self.planned_end
        return known.last_day if known else dt.date(self.start.year, 12, 31)


class Axis(Struct, frozen=True):
    """Whole years, both included."""

    first: int
    last: int

    def place(self, day: dt.date) -> float:
        """Where a day stands, from 0 at the axis's start to 1 at its end."""
        start, end = dt.date(self.first, 1, 1), dt.date(self.last, 12, 31)
        return (day - start).days / (end - start).days


def city_timeline(edition: Edition, city: Entry) -> Bars | None:
    """The projects of a city with its roles; None where it has none."""
    spans = [
        _span(project, part.from_, part.to, edition._(labels.ROLES[part.role]))
        for project in edition.library.referrers(city, "projects", "cities.city")
        for part in as_fields(project, Project).cities
        if part.city == city.slug
    ]
    heads = (edition._("Project"), edition._("Role"), edition._("Years"))
    caption = edition._("Projects of %(name)s by year") % {"name": edition.title(city).text}
    return _bars(edition, caption, "timeline", heads, spans)


def project_timeline(edition: Edition) -> Bars | None:
    """All projects by their start; None where there is none."""
    spans = [_span(project) for project in edition.library.collection("projects")]
    heads = (edition._("Project"), edition._("Years"))
    return _bars(edition, edition._("Projects by year"), "projects-by-year", heads, spans)


def strip_of(edition: Edition, bars: Bars) -> Strip:
    """The bars of a table as one picture."""
    label = edition.texts.ngettext(
        "%(number)s bar on an axis of years; the table has each of them",
        "%(number)s bars on an axis of years; the table has each of them",
        len(bars.bars),
    )
    strokes = tuple(
        Stroke(AXIS_PX + STROKE_PX * at + STROKE_PX // 2, bar.start, bar.end, bar.line, bar.is_open)
        for at, bar in enumerate(bars.bars)
    )
    return Strip(
        heading=bars.caption,
        label=label % {"number": edition.number(len(bars.bars))},
        height=AXIS_PX + STROKE_PX * len(strokes),
        strokes=strokes,
        ticks=bars.ticks,
        key=bars.key,
    )


def _span(
    project: Entry,
    start: PartialDate | None = None,
    end: PartialDate | None = None,
    note: str = "",
) -> Span:
    """The time of a project, or of a city in it where that has a start or an end of its own."""
    fields = as_fields(project, Project)
    end = end or fields.end
    return Span(
        entry=project,
        start=start or fields.start,
        end=end,
        planned_end=None if end else fields.planned_end,
        is_doubtful=start is None and "start" in fields.unverified,
        note=note,
    )


def _bars(
    edition: Edition, caption: str, anchor: str, heads: tuple[str, ...], spans: Sequence[Span]
) -> Bars | None:
    if not spans:
        return None
    axis = Axis(min(span.start.year for span in spans), max(span.last.year for span in spans))
    ordered = sorted(spans, key=lambda span: (span.start, span.last, span.entry.id))
    bars = tuple(_bar(edition, span, axis) for span in ordered)
    key = _key(edition) if any(bar.is_open for bar in bars) else ""
    return Bars(caption, anchor, heads, bars, ticks_of(axis), key)


def _key(edition: Edition) -> str:
    return edition._(
        "Dashed: the end is only planned, or not known; then the line covers the first year."
    )


def _bar(edition: Edition, span: Span, axis: Axis) -> Bar:
    start = 100 * axis.place(span.start.first_day)
    # So wide at least that a day is still seen as a bar, at the end of the axis too.
    start = min(start, 98.0)
    end = max(start + 2, 100 * axis.place(span.last))
    return Bar(
        name=link_to(edition, span.entry),
        value=_years(edition, span),
        start=percentage(start),
        end=percentage(end),
        note=span.note,
        line=edition.library.line_of(span.entry),
        is_open=span.end is None,
        doubt=edition._("start not verified") if span.is_doubtful else "",
    )


def _years(edition: Edition, span: Span) -> str:
    if span.end is None and span.planned_end is not None:
        told = {"start": str(span.start.year), "end": str(span.planned_end.year)}
        return edition._("%(start)s, planned until %(end)s") % told
    return edition.years(span.start, span.end)


def ticks_of(axis: Axis) -> tuple[Tick, ...]:
    """Round years, as many as there is room for; the first year where none of them is round."""
    years = range(axis.first, axis.last + 1)
    for step in (1, 2, 5, 10, 20, 50, 100):
        found = [
            Tick(percentage(100 * place), str(year))
            for year in years
            if year % step == 0 and (place := axis.place(dt.date(year, 1, 1))) <= LAST_PLACE
        ]
        if len(found) <= MOST_TICKS:
            break
    return tuple(found) or (Tick("0", str(axis.first)),)


def percentage(share: float) -> str:
    """A share as SVG has it, to the whole per cent: less than the eye can tell on an axis of years."""
    return f"{share:.0f}"
