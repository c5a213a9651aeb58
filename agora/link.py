"""References resolved after all is loaded: from entries to a library, with every dangling one a problem."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from functools import cached_property

from agora.documents import Document, Source
from agora.entries import State, Validated
from agora.history import Dates
from agora.library import Library, by_id
from agora.model import TYPES
from agora.problems import Place, Problem, nearest
from agora.references import Reference, files_named_by, references_of

_UNSEEN = (State.PENDING, State.EXPIRED)
_TREES = (("themes", "parent"), ("initiatives", "cluster"))


def link(
    source: Source,
    validated: Validated,
    known: Known,
    *,
    today: dt.date,
    dates: Mapping[str, Dates],
) -> tuple[Library, tuple[Problem, ...]]:
    """The library of what a reader sees on `today`, and every reference that leads nowhere.

    References in files that hold other mistakes are checked too. A reference to an entry that is not
    published yet or has expired is dropped with a warning.
    """
    references, problems = judge_references(source, known)
    live = by_id(entry for entry in validated.entries if known.state(entry.id) is State.LIVE)
    links = {
        entry_id: tuple(
            found.without_place() for found in references.get(entry_id, ()) if found.target in live
        )
        for entry_id in live
    }
    library = Library(validated.settings, live, links, _backlinks(links), today, dates)
    return library, problems


def judge_references(
    source: Source, known: Known
) -> tuple[Mapping[str, tuple[Reference, ...]], tuple[Problem, ...]]:
    """The references of documents in their default language, by the ids of these, and what is wrong with
    them."""
    originals = [document for document in source.documents if known.is_original(document)]
    references = {document.id: references_of(document) for document in originals}
    owned: dict[str, list[str]] = {}
    for file in source.files:
        owned.setdefault(file.owner, []).append(file.name)
    problems: list[Problem] = []
    for document in originals:
        for reference in references[document.id]:
            problems.extend(known.judge(reference))
        problems.extend(_missing_files(document, owned.get(document.id, [])))
    problems.extend(_cycles(references))
    return references, tuple(problems)


def _backlinks(links: Mapping[str, tuple[Reference, ...]]) -> dict[str, tuple[Reference, ...]]:
    found: dict[str, list[Reference]] = {}
    for references in links.values():
        for reference in references:
            found.setdefault(reference.target, []).append(reference)
    return {target: tuple(references) for target, references in found.items()}


class Known:
    """Which ids exist, and in which state: what a reference is judged by."""

    def __init__(self, validated: Validated, today: dt.date, drafts: bool) -> None:
        self._entries = {entry.id: entry for entry in validated.entries}
        self._broken = validated.broken
        self._today, self._drafts = today, drafts
        self._states: dict[str, State] = {}

    def is_original(self, document: Document) -> bool:
        entry = self._entries.get(document.id)
        return not document.language or (entry is not None and entry.language == document.language)

    def state(self, entry_id: str) -> State | None:
        """None where the id is not known, or where its files hold mistakes."""
        entry = self._entries.get(entry_id)
        if entry is None:
            return None
        state = self._states.get(entry_id)
        if state is None:
            state = self._states[entry_id] = entry.state(self._today, self._drafts)
        return state

    def has(self, entry_id: str) -> bool:
        return entry_id in self._entries or entry_id in self._broken

    def slugs(self, collection: str) -> list[str]:
        return [slug for there, _, slug in self._parts if there == collection]

    @cached_property
    def _parts(self) -> list[tuple[str, str, str]]:
        return [entry_id.partition("/") for entry_id in self.ids()]

    def ids(self) -> list[str]:
        return sorted(self._entries.keys() | self._broken)

    def paths_of(self, entry_id: str, language: str) -> tuple[str, ...]:
        """The file whose body a reader of `language` ("" for the default) sees; none where it is broken."""
        entry = self._entries.get(entry_id)
        if entry is None:
            return ()
        _, shown = entry.body_in(language or entry.language)
        return (entry.documents[shown].path,)

    def unknown_link(self, target: str, place: Place) -> Problem:
        """A link in a body to an id that nobody owns."""
        message = f'unknown entry "{target}"'
        near = nearest(target, self.ids())
        elsewhere = [entry_id for entry_id in self.ids() if entry_id.endswith(f"/{target}")]
        if elsewhere and "/" not in target:
            return Problem(
                place, "link-form", f'"{target}" is not an id', f"write {' or '.join(elsewhere)}"
            )
        hint = (
            f"did you mean {near}?" if near else "write the id of an entry, such as cities/valencia"
        )
        return Problem(place, "link-unknown", message, hint)

    def judge(self, reference: Reference) -> Iterator[Problem]:
        """What is wrong with a reference in a field; nothing when it holds."""
        if reference.target == reference.source:
            yield _problem(
                reference, "reference-self", "the entry refers to itself", "refer to another entry"
            )
        elif reference.wanted and "/" in reference.text:
            yield self._id_for_slug(reference)
        elif not self.has(reference.target):
            yield self._unknown(reference)
        else:
            yield from self.judge_state(
                self.state(reference.source), reference.target, reference.text, reference.place
            )

    def judge_state(
        self, source: State | None, target: str, text: str, place: Place
    ) -> Iterator[Problem]:
        """What is wrong with referring to `target` from an entry in the state `source`."""
        state = self.state(target)
        if source is not State.LIVE:
            return
        if state is State.DRAFT:
            hint = "publish the draft (delete draft: true), or drop the reference"
            yield Problem(place, "reference-draft", f'"{text}" is a draft', hint)
        elif state in _UNSEEN:
            hint = (
                "it is left out of the page until then"
                if state is State.PENDING
                else "it is left out"
            )
            yield Problem(place, "reference-unpublished", f'"{text}" is {state}', hint)

    def _id_for_slug(self, reference: Reference) -> Problem:
        collection, _, slug = reference.text.partition("/")
        if collection == reference.wanted:
            message = f'this field knows its collection: "{reference.text}" is written as its slug'
            return _problem(reference, "slug-invalid", message, f"write {slug}")
        message = f'"{reference.text}" is not one of the {reference.wanted}'
        return _problem(reference, "reference-collection", message, self._hint(reference))

    def _unknown(self, reference: Reference) -> Problem:
        elsewhere = [collection for collection in TYPES if reference.text in self.slugs(collection)]
        if reference.wanted and elsewhere:
            found = " and ".join(f"{collection}/{reference.text}" for collection in elsewhere)
            message = f'"{reference.text}" is not one of the {reference.wanted}: it is {found}'
            return _problem(reference, "reference-collection", message, self._hint(reference))
        if not reference.wanted and "/" not in reference.text:
            message = f'"{reference.text}" is not an id: an id is written as collection/slug'
            ids = [f"{collection}/{reference.text}" for collection in elsewhere]
            hint = f"write {' or '.join(ids)}" if ids else "write an id such as cities/valencia"
            return _problem(reference, "reference-unknown", message, hint)
        singular = TYPES[reference.wanted].singular if reference.wanted else "entry"
        message = f'unknown {singular} "{reference.text}"'
        return _problem(reference, "reference-unknown", message, self._hint(reference))

    def _hint(self, reference: Reference) -> str:
        names = self.slugs(reference.wanted) if reference.wanted else self.ids()
        near = nearest(reference.text, names)
        if near:
            return f"did you mean {near}?"
        folder = f"content/{reference.wanted}/" if reference.wanted else "content/"
        return f"write the name of a file in {folder}, without its ending"


def _problem(reference: Reference, code: str, message: str, hint: str) -> Problem:
    return Problem(reference.place, code, message, hint)


def _missing_files(document: Document, owned: list[str]) -> Iterator[Problem]:
    for name, place in files_named_by(document):
        if name not in owned:
            near = nearest(name, owned)
            hint = f"did you mean {near}?" if near else f"put the file into content/{document.id}/"
            yield Problem(
                place, "image-missing", f'there is no file "{name}" in the entry\'s folder', hint
            )


def _cycles(references: Mapping[str, tuple[Reference, ...]]) -> Iterator[Problem]:
    """Entries that are their own parents over some steps; each ring is reported at each of its members."""
    for collection, field in _TREES:
        upwards = {
            source: found
            for source, links in references.items()
            if source.startswith(f"{collection}/")
            for found in links
            if found.field == field
        }
        parents = {source: found.target for source, found in upwards.items()}
        for start, reference in sorted(upwards.items()):
            ring = _ring(start, parents)
            if len(ring) > 1:
                message = "these are each other's parents: " + ", ".join(ring)
                yield _problem(reference, "reference-cycle", message, "drop one of the references")


def _ring(start: str, parents: Mapping[str, str]) -> tuple[str, ...]:
    """The ring of parents that leads from `start` back to it; empty where there is none."""
    ring, current = {start: None}, parents.get(start)
    while current is not None and current not in ring:
        ring[current] = None
        current = parents.get(current)
    return tuple(ring) if current == start else ()
