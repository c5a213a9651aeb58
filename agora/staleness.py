"""What an editor should look at again. A help, never a verdict: nothing here stops a build."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass

from agora.documents import Document, Mapping, Node, Scalar, Sequence
from agora.entries import Entry, place_of
from agora.library import Library, as_fields
from agora.model import Event, Project, Site
from agora.problems import Place
from agora.status import Status, status_of

# Funded projects report for about two years after their end; what nobody has looked at for longer is old.
OLD_AFTER = dt.timedelta(days=2 * 365)

FUTURE = {
    "en": re.compile(
        r"\b(?:will|shall|is going to|are going to|plans to|plan to|intends to|(?:is|are) expected to|"
        r"aims to|(?:is|are) to be)\b",
        re.IGNORECASE,
    ),
    "es": re.compile(
        r"\b(?:va a|van a|prevé|prevén|planea|planean|pretende|\w+(?:rá|rán))\b", re.IGNORECASE
    ),
}


@dataclass(frozen=True, slots=True, order=True)
class Look:
    """One thing to look at: where, why (a short word), and a sentence."""

    place: Place
    why: str
    sentence: str


def needs_a_look(library: Library) -> tuple[Look, ...]:
    """Everything that may be out of date or in doubt, sorted by place."""
    found: list[Look] = []
    for entry in library.entries.values():
        found.extend(_reviews(library, entry))
        found.extend(_doubts(entry))
        found.extend(_ends(library, entry))
        found.extend(_future_tense(library, entry))
    return tuple(sorted(found))


def _reviews(library: Library, entry: Entry) -> Iterator[Look]:
    fields = entry.fields
    if fields.review_after is not None and fields.review_after < library.today:
        place = place_of(entry.document, "review_after")
        yield Look(place, "review", f"was to be looked at again after {fields.review_after}")
    if fields.reviewed is not None and library.today - fields.reviewed > OLD_AFTER:
        place = place_of(entry.document, "reviewed")
        yield Look(place, "old", f"was last checked on {fields.reviewed}")


def _doubts(entry: Entry) -> Iterator[Look]:
    for at, name in enumerate(entry.fields.unverified):
        place = place_of(entry.document, "unverified", at)
        yield Look(place, "unverified", f"no source confirms {name}")
    for code, reason in entry.fields.accept.items():
        place = place_of(entry.document, "accept", code)
        yield Look(place, "accepted", f"{code} is accepted: {reason}")
    for at, fact in enumerate(getattr(entry.fields, "facts", ())):
        if not fact.verified:
            place = place_of(entry.document, "facts", at, "verified")
            yield Look(place, "unverified", f'no source confirms the fact "{fact.label}"')


def _ends(library: Library, entry: Entry) -> Iterator[Look]:
    fields = entry.fields
    planned = fields.planned_end if isinstance(fields, Project) and fields.end is None else None
    if planned is not None and planned.last_day < library.today:
        place = place_of(entry.document, "planned_end")
        yield Look(place, "end", f"was planned to end in {planned}; add the end")
    if isinstance(fields, Event) and fields.registration and fields.start.last_day < library.today:
        place = place_of(entry.document, "registration")
        yield Look(place, "past", "registration for an event that is over is not shown any more")


def _future_tense(library: Library, entry: Entry) -> Iterator[Look]:
    """The future tense in texts about what has ended: a promise that nobody took back."""
    if not _has_ended(library, entry):
        return
    for language, document in entry.documents.items():
        pattern = FUTURE.get(language)
        if pattern is None:
            continue
        for place, text in _texts(document):
            for found in pattern.finditer(text):
                sentence = f'"{found[0]}" speaks of the future, but the project has ended'
                yield Look(_moved(place, text, found.start()), "future", sentence)


def _has_ended(library: Library, entry: Entry) -> bool:
    project = entry if isinstance(entry.fields, Project) else None
    if isinstance(entry.fields, Site):
        project = library.get("projects", entry.fields.project)
    if project is None:
        return False
    fields = as_fields(project, Project)
    return status_of(fields.start, fields.end, library.today) is Status.ENDED


def _texts(document: Document) -> Iterator[tuple[Place, str]]:
    """The sentences of a document: its summary, labels and notes, and its body."""
    if document.fields is not None:
        yield from _scalars(document.path, document.fields, "")
    body = document.body
    yield Place(document.path, body.line, body.column), body.text


def _scalars(path: str, node: Node, key: str) -> Iterator[tuple[Place, str]]:
    if isinstance(node, Scalar):
        if key in ("summary", "label", "note", "notes"):
            yield Place(path, node.line, node.column), node.text
    elif isinstance(node, Sequence):
        for item in node.items:
            yield from _scalars(path, item, key)
    elif isinstance(node, Mapping):
        for name, value in node.pairs:
            yield from _scalars(path, value, name.text)


def _moved(place: Place, text: str, offset: int) -> Place:
    """The place of a character of a text that starts at `place`."""
    before = text[:offset]
    line = before.count("\n")
    column = offset - (before.rfind("\n") + 1)
    return Place(place.path, place.line + line, column + (1 if line else place.column))
