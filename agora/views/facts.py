"""Facts as figures: each with its kind and origin, targets beside what was achieved."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import NamedTuple

from msgspec.structs import replace

from agora import labels
from agora.entries import Entry
from agora.model import City, Project
from agora.model.facts import Fact
from agora.model.parts import Money, Source
from agora.model.values import Range
from agora.views.edition import Edition
from agora.views.once import once_each
from agora.views.shapes import Figure, Origin, Phrase, Strand

_KIND_ORDER = ("target", "reported", "achieved", "context")
_TELLING = ("achieved", "target", "reported")
KEY_FIGURES = 4


class _Told(NamedTuple):
    """A figure with what it is compared by."""

    figure: Figure
    strand: str
    conflicts_by: tuple[object, ...]
    value: object
    is_number: bool


def strands(edition: Edition, entry: Entry) -> tuple[Strand, ...]:
    """All facts of an entry, those on one thing together, in the order of the file."""
    return tuple(_strand(group) for group in _groups(edition, entry))


@once_each
def key_figures(edition: Edition, entry: Entry) -> tuple[Figure, ...]:
    """The numbers at the top of a page: the first few things that the editor counts, what was achieved
    rather than what was planned, none that only describes the place, and none that sources disagree on:
    those are only shown where both stand."""
    chosen: list[Figure] = []
    for group in _groups(edition, entry):
        telling = [
            told.figure
            for told in group
            if told.figure.kind in _TELLING and told.is_number and not told.figure.unverified
        ]
        if telling and not _is_conflict(group):
            chosen.append(min(telling, key=lambda figure: _TELLING.index(figure.kind)))
    return tuple(chosen[:KEY_FIGURES])


def _groups(edition: Edition, entry: Entry) -> Iterable[list[_Told]]:
    groups: dict[str, list[_Told]] = {}
    for told in _told(edition, entry):
        groups.setdefault(told.strand, []).append(told)
    return groups.values()


def told_once(
    figures: tuple[Figure, ...], found: tuple[Strand, ...]
) -> tuple[tuple[Figure, ...], tuple[Strand, ...]]:
    """The key figures of a page, and the strands that they do not tell whole.

    A figure that stands in both, because there is a note or something to compare it with, has its anchor
    in the strand.
    """
    told = {figure.anchor for figure in figures}
    rest = tuple(
        strand
        for strand in found
        if any(figure.anchor not in told or figure.note for figure in strand.figures)
    )
    below = {figure.anchor for strand in rest for figure in strand.figures}
    placed = tuple(
        replace(figure, anchor="") if figure.anchor in below else figure for figure in figures
    )
    return placed, rest


def _strand(group: list[_Told]) -> Strand:
    ordered = sorted(group, key=lambda told: _KIND_ORDER.index(told.figure.kind))
    figures = tuple(
        replace(told.figure, share=share)
        for told, share in zip(ordered, _shares(ordered), strict=True)
    )
    return Strand(figures[0].label, figures, _is_conflict(group))


def _shares(group: list[_Told]) -> list[str]:
    """How long the bar of each is: drawn where a target stands beside what was achieved, and all are
    numbers of one unit, so that one scale fits."""
    values = [told.value for told in group if isinstance(told.value, Decimal) and told.value >= 0]
    kinds = {told.figure.kind for told in group}
    units = {told.conflicts_by[1] for told in group if len(told.conflicts_by) > 1}
    is_one_scale = len(values) == len(group) and len(units) == 1 and max(values) > 0
    if not {"target", "achieved"} <= kinds or not is_one_scale:
        return [""] * len(group)
    return [f"{100 * value / max(values):.0f}" for value in values]


def _is_conflict(group: list[_Told]) -> bool:
    """Whether two of them give different values for the same kind, unit and date."""
    values: dict[tuple[object, ...], set[object]] = {}
    for told in group:
        values.setdefault(told.conflicts_by, set()).add(told.value)
    return any(len(different) > 1 for different in values.values())


@once_each
def _told(edition: Edition, entry: Entry) -> tuple[_Told, ...]:
    """The entry's own numbers first (people, money), then its facts."""
    return tuple(_each_told(edition, entry))


def _each_told(edition: Edition, entry: Entry) -> Iterator[_Told]:
    facts: tuple[Fact, ...] = getattr(entry.in_language(edition.language), "facts", ())
    told_by_facts = {fact.indicator for fact in facts}
    for told in _own_numbers(edition, entry):
        # Where sources differ, both numbers stand as facts, and the field would say one of them twice.
        if told.strand not in told_by_facts:
            yield told
    for at, fact in enumerate(facts):
        figure = _figure(edition, fact, f"fact.{fact.id or at + 1}")
        strand = fact.indicator or f"fact {at}"
        counted = isinstance(fact.value, Decimal | Range)
        yield _Told(figure, strand, (fact.kind, fact.unit, fact.as_of), fact.value, counted)


def _figure(edition: Edition, fact: Fact, anchor: str) -> Figure:
    value, unit = edition.value_and_unit(fact.value, fact.unit)
    if fact.qualifier:
        value = edition._(labels.QUALIFIERS[fact.qualifier]) % {"value": value}
    return Figure(
        label=edition.say(fact.label),
        value=value,
        unit=unit,
        kind=fact.kind,
        kind_label=edition._(labels.FACT_KINDS[fact.kind]),
        origin=edition.origin(fact.source),
        anchor=anchor,
        as_of=edition.date(fact.as_of) if fact.as_of else "",
        note=edition.say_if(fact.note),
        unverified=not fact.verified,
    )


def _own_numbers(edition: Edition, entry: Entry) -> Iterable[_Told]:
    fields = entry.in_language(edition.language)
    if isinstance(fields, City) and fields.population is not None:
        people = fields.population
        foreign = edition.default if edition.language != edition.default else ""
        note = Phrase(people.territory, foreign) if people.territory else None
        yield _number(
            edition,
            entry,
            "population",
            edition._("Population"),
            (edition.number(people.value), edition._("people")),
            people.source,
            kind="context",
            as_of=str(people.year) if people.year else "",
            note=note,
        )
    if isinstance(fields, Project):
        for name, label, money in (
            ("eu-grant", edition._("EU grant"), fields.eu_grant),
            ("total-cost", edition._("Total cost"), fields.total_cost),
        ):
            if money is not None:
                yield _money(edition, entry, name, label, money)


def _money(edition: Edition, entry: Entry, name: str, label: str, money: Money) -> _Told:
    as_of = edition.date(money.as_of) if money.as_of else ""
    printed = (edition.money(money.amount, money.currency), "")
    return _number(edition, entry, name, label, printed, money.source, kind="reported", as_of=as_of)


def _number(
    edition: Edition,
    entry: Entry,
    name: str,
    label: str,
    printed: tuple[str, str],
    source: Source | None,
    *,
    kind: str,
    as_of: str = "",
    note: Phrase | None = None,
) -> _Told:
    fields = entry.in_language(edition.language)
    own = source or (fields.sources[0] if fields.sources else None)
    origin = edition.origin(own) if own else Origin(edition._("not stated"))
    figure = Figure(
        label=Phrase(label),
        value=printed[0],
        unit=printed[1],
        kind=kind,
        kind_label=edition._(labels.FACT_KINDS[kind]),
        origin=origin,
        anchor=f"fact.{name}",
        as_of=as_of,
        note=note,
        unverified=name.replace("-", "_") in fields.unverified,
    )
    return _Told(figure, name, (kind,), printed, True)


def keyed_figures(edition: Edition, entry: Entry) -> tuple[tuple[str, Figure], ...]:
    """Each figure with what it is compared by: its indicator, else its label and unit. Those on one thing
    stand in the order target, reported, achieved, context."""
    found: list[tuple[str, Figure]] = []
    for told in _told(edition, entry):
        named = " " not in told.strand
        unit = "" if named else str(told.conflicts_by[1])
        label = told.figure.label.text
        key = told.strand if named else f"{label.casefold()} ({unit})"
        # A site may tell its city's population as a fact.
        if label == edition._("Population"):
            key = "population"
        found.append((key, told.figure))
    return tuple(sorted(found, key=lambda one: _KIND_ORDER.index(one[1].kind)))
