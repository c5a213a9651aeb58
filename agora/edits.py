"""What an edit changes, and what it must leave as it is for an amendment (`agora.amend`).

An edit may change what entries say. Which entries there are, where they stand and what they refer to stays:
who is reached by such changes is told by no trace.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import chain
from pathlib import Path

from agora.bodies import OutlineOf
from agora.documents import Document, Source
from agora.entries import Entry, State, Validated
from agora.font import scripts_of
from agora.ground import Ground, heading_characters, is_undated
from agora.history import Dates
from agora.library import Library
from agora.load import read_documents
from agora.markup import LinkKind
from agora.pipeline import NO_HISTORY, Request, day_of
from agora.problems import Problem
from agora.reader.document import Origin
from agora.reader.names import entry_name
from agora.references import references_of
from agora.survey import without_wordings

MOST_EDITED = 40
"""Entries: more have come by git, and then a whole build is not much slower."""


class TooMuch(Exception):
    """An amendment cannot tell all that has changed; the message says why."""


def refuse(problems: Iterable[Problem]) -> None:
    """What is wrong with an edit is told by a whole build, with all else that is wrong."""
    for problem in problems:
        raise TooMuch(f"{problem.place.path}: {problem.code}")


def owners_of(ground: Ground, paths: frozenset[str]) -> tuple[Entry, ...]:
    """The entries whose files have changed; a reader sees all of them."""
    found: dict[str, Entry] = {}
    for path in sorted(paths):
        entry = _owner_of(ground, path)
        if entry is None:
            raise TooMuch(f"{path} is no file of an entry that readers see")
        found[entry.id] = entry
        if len(found) > MOST_EDITED:
            raise TooMuch("many entries have changed")
    return tuple(found.values())


def _owner_of(ground: Ground, path: str) -> Entry | None:
    """The entry that readers see for which the document of that path was read."""
    entry = ground.library.entries.get(id_at(path))
    is_owner = entry and any(path == document.path for document in entry.documents.values())
    return entry if is_owner else None


def id_at(path: str) -> str:
    """The id of the entry that owns the file of that path; "" where none can."""
    folder, _, rest = path.partition("/")
    collection, _, file = rest.partition("/")
    name = entry_name(file)
    return f"{collection}/{name.slug}" if folder == "content" and name is not None else ""


def read_again(
    root: Path, entries: Sequence[Entry], paths: frozenset[str]
) -> tuple[Source, Sequence[Problem]]:
    """All files of the entries."""
    documents = [document for entry in entries for document in entry.documents.values()]
    read, problems = read_documents(root, map(origin_of, documents))
    if len(read) < len(documents):
        raise TooMuch(f"some of {', '.join(sorted(paths))} have gone")
    files = chain.from_iterable(entry.files for entry in entries)
    return Source((), tuple(read), tuple(files)), problems


def origin_of(document: Document) -> Origin:
    return Origin(document.path, document.collection, document.slug, document.language)


def redated_in(ground: Ground, dates: Mapping[str, Dates] | None) -> frozenset[str]:
    """The ids of entries whose files have other dates in the Git history."""
    before = ground.library.dates
    if dates is None:
        return frozenset()
    if not before:
        raise TooMuch("there was no history")
    found: set[str] = set()
    for path in dates.keys() | before.keys():
        if dates.get(path) != before.get(path) and (entry := _owner_of(ground, path)):
            found.add(entry.id)
        if len(found) > MOST_EDITED:
            raise TooMuch("many entries have other dates")
    return frozenset(found)


def refuse_other_shape(
    request: Request, ground: Ground, source: Source, validated: Validated
) -> None:
    """Refuse an edit after which other pages are planned, or others refer to each other."""
    library = ground.library
    today = day_of(request.now, library.settings)
    tells_undated = any(problem.code == NO_HISTORY for problem in ground.certain)
    for document in source.documents:
        if tells_undated and is_undated(document) != (document.path in ground.undated):
            raise TooMuch(f"{document.path} says otherwise whether it is dated")
        if (document.path in ground.body_keys) != bool(document.body.text.strip()):
            raise TooMuch(f"{document.path} has a body, or has none any more")
    for entry in validated.entries:
        before = library.entries[entry.id]
        if entry.state(today, request.drafts) is not State.LIVE:
            raise TooMuch(f"{entry.id} is not to be seen any more")
        if entry.fields.aliases != before.fields.aliases:
            raise TooMuch(f"{entry.id} has other aliases")
        if _pointers(library, entry.document) != _pointers_before(library, before):
            raise TooMuch(f"{entry.id} refers to others")


def _pointers(library: Library, document: Document) -> list[tuple[str, str]]:
    """What a document refers to, and where, as far as readers see it."""
    return [
        (found.field, found.text)
        for found in references_of(document)
        if found.target in library.entries
    ]


def _pointers_before(library: Library, entry: Entry) -> list[tuple[str, str]]:
    return [(found.field, found.text) for found in library.links[entry.id]]


def links_after(
    ground: Ground, source: Source, new: OutlineOf, before: OutlineOf
) -> frozenset[str]:
    """The ids that bodies link to now. Raises `TooMuch` where a heading or the only link to something may be
    lost."""
    added: set[str] = set()
    for document in source.documents:
        body, former = new(document.path), before(document.path)
        if body is None or former is None:
            continue
        targets, were = (
            {link.target for link in one.links if link.kind is LinkKind.ENTRY} - {document.id}
            for one in (body, former)
        )
        if any(not ground.library.backlinks.get(target) for target in were - targets):
            raise TooMuch(f"{document.path} has lost what may be the only link to something")
        if former.anchors - body.anchors:
            raise TooMuch(f"{document.path} has lost a heading")
        added |= targets
    return ground.linked | added


def refuse_other_scripts(ground: Ground) -> None:
    """Refuse an edit after which headings are written in other scripts than before."""
    now = heading_characters(ground.library.entries.values())
    if scripts_of(now) != scripts_of(ground.heading_characters):
        raise TooMuch("headings are written in other scripts")


def put_in_place(
    ground: Ground, entries: Sequence[Entry], edited: Sequence[Entry], source: Source
) -> tuple[frozenset[str], frozenset[str]]:
    """Let the entries say what their files say now; what of them has changed, as traces note it: what no
    survey reads (bodies, and entries of which no more than wordings have changed), and all other entries."""
    digests = {
        document.path: document.digest for entry in entries for document in entry.documents.values()
    }
    touched = {
        document.path for document in source.documents if document.digest != digests[document.path]
    }
    surveyed: set[str] = set()
    for entry in edited:
        before = ground.library.entries[entry.id]
        if _said(entry) != _said(before):
            is_reworded = without_wordings(entry.fields) == without_wordings(before.fields)
            (touched if is_reworded else surveyed).add(entry.id)
        before.become(entry)
    return frozenset(touched), frozenset(surveyed)


def _said(entry: Entry) -> str:
    """All that the fields of an entry say, to the last digit: 1.0 is not 1.00."""
    return repr((entry.fields, sorted(entry.translations.items())))
