"""Projects on an axis of years: a table whose bars show from when to when."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from agora import labels
from agora.entries import Entry
from agora.library import as_fields
from agora.model import Project
from agora.model.values import PartialDate
from agora.views.cards import link_to
from agora.views.edition import Edition
from agora.views.shapes import Bar, Bars


@dataclass(frozen=True, slots=True)
class Span:
    """An entry's time: an end that nobody knows is None, and its bar is open."""

    entry: Entry
    start: PartialDate
    end: PartialDate | None
    note: str = ""


def city_timeline(edition: Edition, city: Entry) -> Bars | None:
    """The projects of a city with its roles; None where it has none."""
    spans = [
        Span(project, part.from_ or fields.start, part.to or fields.end, _role(edition, part.role))
        for project in edition.library.referrers(city, "projects", "cities.city")
        for fields in (as_fields(project, Project),)
        for part in fields.cities
        if part.city == city.slug
    ]
    heads = (edition._("Project"), edition._("Role"), edition._("Years"))
    caption = edition._("Projects of %(name)s by year") % {"name": edition.title(city).text}
    return _bars(edition, caption, "timeline", heads, spans)


def _role(edition: Edition, role: str) -> str:
    return edition._(labels.ROLES[role])


def project_timeline(edition: Edition) -> Bars | None:
    """All projects by their start."""
    spans = [
        Span(project, fields.start, fields.end)
        for project in edition.library.collection("projects")
        for fields in (as_fields(project, Project),)
    ]
    heads = (edition._("Project"), edition._("Years"))
    return _bars(edition, edition._("Projects by year"), "projects-by-year", heads, spans)


def _bars(
    edition: Edition, caption: str, anchor: str, heads: tuple[str, ...], spans: Sequence[Span]
) -> Bars | None:
    if not spans:
        return None
    first = min(span.start.year for span in spans)
    last = max(_last_year(edition, span) for span in spans)
    axis = (dt.date(first, 1, 1), dt.date(last, 12, 31))
    ordered = sorted(
        spans, key=lambda span: (span.start, span.end or PartialDate(9999), span.entry.id)
    )
    bars = tuple(_bar(edition, span, axis) for span in ordered)
    return Bars(caption, anchor, heads, bars, (str(first), str(last)))


def _last_year(edition: Edition, span: Span) -> int:
    if span.end is not None:
        return span.end.year
    return max(span.start.year, edition.library.today.year)


def _bar(edition: Edition, span: Span, axis: tuple[dt.date, dt.date]) -> Bar:
    """The bar of a span; one without an end is drawn for the year in which it starts, and open."""
    whole = (axis[1] - axis[0]).days
    ends = span.end.last_day if span.end else dt.date(span.start.year, 12, 31)
    start = 100 * (span.start.first_day - axis[0]).days / whole
    length = max(1.5, 100 * (ends - span.start.first_day).days / whole)
    return Bar(
        name=link_to(edition, span.entry),
        value=edition.years(span.start, span.end),
        start=percentage(start),
        length=percentage(min(length, 100 - start)),
        note=span.note,
        line=edition.library.line_of(span.entry),
        is_open=span.end is None,
    )


def percentage(share: float) -> str:
    """A share as SVG has it, to the whole per cent: less than the eye can tell on an axis of years."""
    return f"{share:.0f}"
