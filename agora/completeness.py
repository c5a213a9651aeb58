"""How complete the entries are: the share of what a reader would hope for that is there.

A help for editors, never a verdict: a small entry can be complete for what is known. The idea of a score per
programme is that of keep.eu, the database of Interreg projects.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from statistics import mean

from agora.entries import Entry
from agora.library import Library
from agora.model.facts import Fact

Wish = Callable[[Entry], bool]


@dataclass(frozen=True, slots=True)
class Score:
    """An entry's score in per cent, and the names of what it lacks."""

    entry: str
    percent: int
    lacking: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CollectionScore:
    collection: str
    entries: int
    mean_percent: int
    scores: tuple[Score, ...]


def _field(name: str) -> Wish:
    return lambda entry: getattr(entry.fields, name, None) not in (None, (), {}, "")


def _body(entry: Entry) -> bool:
    return bool(entry.body_in(entry.language)[0].text.strip())


def _fact_of(kind: str) -> Wish:
    def wish(entry: Entry) -> bool:
        facts: tuple[Fact, ...] = getattr(entry.fields, "facts", ())
        return any(fact.kind == kind for fact in facts)

    return wish


def _translated(entry: Entry) -> bool:
    return len(entry.documents) > 1


COMMON: Mapping[str, Wish] = {
    "summary": _field("summary"),
    "sources": _field("sources"),
    "a translation": _translated,
}
# What a reader hopes for on each kind of page, all of the same weight.
WISHES: Mapping[str, Mapping[str, Wish]] = {
    "cities": {
        "population": _field("population"),
        "website": _field("website"),
        "image": _field("image"),
    },
    "sites": {
        "text": _body,
        "themes": _field("themes"),
        "district": _field("district"),
        "a point of its own": _field("lat"),
        "facts": _field("facts"),
        "a fact that was achieved": _fact_of("achieved"),
        "what worked": _field("what_worked"),
        "image": _field("image"),
    },
    "projects": {
        "text": _body,
        "themes": _field("themes"),
        "end": _field("end"),
        "EU grant": _field("eu_grant"),
        "total cost": _field("total_cost"),
        "coordinator": _field("coordinator"),
        "CORDIS number": _field("cordis_id"),
        "website": _field("website"),
        "cities": _field("cities"),
        "a fact that was achieved": _fact_of("achieved"),
    },
    "initiatives": {
        "text": _body,
        "themes": _field("themes"),
        "goal": _field("goal"),
        "leads": _field("leads"),
        "contact": _field("contact"),
        "cities": _field("cities"),
        "facts": _field("facts"),
    },
    "solutions": {
        "text": _body,
        "problem": _field("problem"),
        "needs": _field("needs"),
        "cost range": _field("cost_range"),
        "sites that use it": _field("used_at"),
    },
    "themes": {"other words": _field("alt_labels"), "matches": _field("matches")},
    "topics": {"text": _body},
    "news": {"text": _body},
    "events": {"text": _body, "place": _field("place"), "organisers": _field("organisers")},
    "pages": {"text": _body},
}


def score_of(entry: Entry) -> Score:
    wishes = {**COMMON, **WISHES[entry.collection]}
    lacking = tuple(name for name, wish in wishes.items() if not wish(entry))
    return Score(entry.id, round(100 * (len(wishes) - len(lacking)) / len(wishes)), lacking)


def completeness(library: Library) -> tuple[CollectionScore, ...]:
    """The scores by collection, the least complete entries first, ties by id."""
    return tuple(
        CollectionScore(
            collection,
            len(scores),
            round(mean(score.percent for score in scores)),
            tuple(sorted(scores, key=lambda score: (score.percent, score.entry))),
        )
        for collection in WISHES
        if (scores := [score_of(entry) for entry in library.collection(collection)])
    )
