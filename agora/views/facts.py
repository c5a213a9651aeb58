"""Facts as figures: each with its kind and origin, targets beside what was achieved."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from agora import labels
from agora.entries import Entry
from agora.model import City, Project
from agora.model.facts import Fact
from agora.model.parts import Money, Source
from agora.model.values import Range
from agora.views.edition import Edition
from agora.views.shapes import Figure, Origin, Phrase, Strand

_KIND_ORDER = ("target", "reported", "achieved", "context")
_TELLING = ("achieved", "target", "reported")
KEY_FIGURES = 4


@dataclass(frozen=True, slots=True)
class _Told:
    """A figure with what it is compared by."""

    figure: Figure
    strand: str
    conflicts_by: tuple[object, ...]
    value: object
    is_number: bool


def strands(edition: Edition, entry: Entry) -> tuple[Strand, ...]:
    """All facts of an entry, those on one thing together, in the order of the file."""
    return tuple(_strand(group) for group in _groups(edition, entry))


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


def _strand(group: list[_Told]) -> Strand:
    ordered = sorted(group, key=lambda told: _KIND_ORDER.index(told.figure.kind))
    figures = tuple(told.figure for told in ordered)
    return Strand(figures[0].label, figures, _is_conflict(group))


def _is_conflict(group: list[_Told]) -> bool:
    """Whether two of them give different values for the same kind, unit and date."""
    values: dict[tuple[object, ...], set[object]] = {}
    for told in group:
        values.setdefault(told.conflicts_by, set()).add(told.value)
    return any(len(different) > 1 for different in values.values())


def _told(edition: Edition, entry: Entry) -> Iterable[_Told]:
    """The entry's own numbers first (people, money), then its facts."""
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
