"""What a build knew when it was done, so that a later one can amend it (`agora.amend`).

It is a file under the cache: a line that says what the build was made from, a core that is read whole, and
rows behind it: what each entry says, and all else that is large. A row is read when it is asked for
(`agora.asleep`), since an edit asks for few of them.
"""

from __future__ import annotations

import dataclasses
import os
import pickle
from array import array
from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from hashlib import sha256
from io import FileIO
from typing import Any, NamedTuple, TypeAlias, TypeVar

from msgspec import Struct
from msgspec.structs import replace

from agora.asleep import (
    Said,
    SleepingEntry,
    SleepingMapping,
    SleepingSequence,
    SleepingSurvey,
    said_by,
)
from agora.base import Base
from agora.engine import engine_digest
from agora.entries import Entry
from agora.explore import Explorer
from agora.ground import Ground
from agora.library import Library
from agora.pickled import KeptRows, Rows, packed, unpacked, without_collector
from agora.pipeline import Build
from agora.plan import Page
from agora.reduced import REDUCED
from agora.references import Reference
from agora.rendering import Extra, Made, Piece
from agora.sitemap import SitemapPage
from agora.survey import Survey
from agora.trace import KeptReads, Readers, readers_of
from agora.views.edition import title_in
from agora.views.shapes import Phrase

ValueT = TypeVar("ValueT")

Titles: TypeAlias = Mapping[str, Sequence[Phrase]]
"""What the entries that readers see are called."""

_SUM_BYTES = sha256().digest_size
_SIZE_BYTES = 8
_NOTHING = Survey({}, {}, {}, {}, Explorer((), {}))


class Snapshot(Struct, frozen=True):
    """A finished build.

    `pieces` are what was made, `pages` of them pages; `listed` says for each what search engines see of it.
    `readers` are who of them read what, by their numbers. `extra_paths` are the files of each extra, and
    `extra_pieces` what they are made of (`agora.pieces`), by the name of that and its language. `titles` are
    by language, in the order of the library: a list asks hundreds of entries for no more than that.
    """

    ground: Ground
    pieces: Sequence[Piece]
    pages: int
    listed: Sequence[SitemapPage | None]
    readers: Readers
    extra_paths: Mapping[Extra, tuple[str, ...]]
    extra_pieces: Mapping[tuple[str, str], bytes]
    titles: Titles


class _Core(NamedTuple):
    """A snapshot without its rows.

    `names` and `languages` are those of all entries, `live` the ids of those that readers see. All numbers
    are those of rows. What an entry says, and its references, have the number of the entry.
    """

    ground: Ground
    names: tuple[str, ...]
    languages: tuple[str, ...]
    live: tuple[str, ...]
    backlinks: Mapping[str, int]
    survey: Mapping[str, int]
    pieces: tuple[int, ...]
    pages: int
    listed: tuple[int, ...]
    readers: Readers
    extra_paths: Mapping[Extra, tuple[str, ...]]
    extra_pieces: Mapping[tuple[str, str], int]
    titles: Mapping[str, int]
    total: int
    common: bytes
    starts: array[int]
    sums: array[int]


class _Numbered:
    """Stands in a file for the entry of that number."""


_NUMBERED = (_Numbered.__module__, _Numbered.__name__)


def save_snapshot(base: Base, snapshot: Snapshot) -> None:
    """Keep it in the base's file, which is whole or not there, whatever stops this."""
    with without_collector():
        core, rows = _taken_apart(snapshot)
    base.file.parent.mkdir(parents=True, exist_ok=True)
    part = base.file.with_suffix(".base-part")
    with part.open("wb") as there:
        there.write(base.line + sum_of(core) + len(core).to_bytes(_SIZE_BYTES, "big") + core)
        there.write(rows.content)
    part.replace(base.file)


def load_snapshot(base: Base) -> Snapshot | None:
    """What was kept of the build; None where it is nothing to rely on. To ask it for what is damaged raises
    `Lost`."""
    try:
        with base.file.open("rb") as there:
            line, known_sum = there.readline(), there.read(_SUM_BYTES)
            core = there.read(int.from_bytes(there.read(_SIZE_BYTES), "big"))
            if line != base.line or known_sum != sum_of(core):
                return None
            start = there.tell()
            # It may be another file by now: this one is read from as long as anybody has the snapshot.
            file = FileIO(os.dup(there.fileno()))
        with without_collector():
            found = unpacked(core, {})
            if (
                not isinstance(found, _Core)
                or file.seek(0, os.SEEK_END) != start + found.starts[-1]
            ):
                return None
            return _put_together(found, file, start)
    except (OSError, OverflowError, MemoryError, pickle.UnpicklingError):
        return None


def _taken_apart(snapshot: Snapshot) -> tuple[bytes, Rows]:
    """The core, pickled, and the rows."""
    ground, library = snapshot.ground, snapshot.ground.library
    numbers = {entry.id: number for number, entry in enumerate(ground.entries)}

    def numbered(entry: Entry) -> tuple[type[_Numbered], tuple[object, ...]]:
        return _Numbered, (numbers[entry.id],)

    said = partial(_said_and_links, library.links)
    firsts = {entry.collection: entry for entry in reversed(ground.entries)}
    reduced = {**REDUCED, Entry: numbered, SleepingEntry: numbered}
    rows = Rows([said(entry) for entry in firsts.values()], reduced)
    for entry in ground.entries:
        rows.add(said(entry))
    core = _Core(
        ground=replace(
            ground,
            library=dataclasses.replace(library, entries={}, links={}, backlinks={}),
            entries=(),
            survey=_NOTHING,
        ),
        names=tuple(numbers),
        languages=tuple([entry.language for entry in ground.entries]),
        live=tuple(library.entries),
        backlinks={name: rows.add_alone(found) for name, found in library.backlinks.items()},
        survey={name: rows.add_alone(getattr(ground.survey, name)) for name in Survey.__slots__},
        pieces=_rows_of(rows, snapshot.pieces),
        pages=snapshot.pages,
        listed=_rows_of(rows, snapshot.listed),
        readers=replace(snapshot.readers, pieces=KeptReads.of(snapshot.readers.pieces)),
        extra_paths=snapshot.extra_paths,
        extra_pieces={name: rows.add_alone(made) for name, made in snapshot.extra_pieces.items()},
        titles={code: rows.add_alone(found) for code, found in snapshot.titles.items()},
        total=len(snapshot.pieces),
        common=rows.common,
        starts=rows.starts,
        sums=rows.sums,
    )
    return packed(core, REDUCED), rows


def _said_and_links(
    links: Mapping[str, tuple[Reference, ...]], entry: Entry
) -> tuple[Said, tuple[Reference, ...]]:
    return said_by(entry), links.get(entry.id, ())


def _rows_of(rows: Rows, values: Sequence[object]) -> tuple[int, ...]:
    """The values in rows of as many as `SleepingSequence` reads at once."""
    at_once = SleepingSequence.AT_ONCE
    return tuple(
        rows.add_alone(tuple(values[at : at + at_once])) for at in range(0, len(values), at_once)
    )


def _put_together(core: _Core, file: FileIO, start: int) -> Snapshot:
    # What is read from a row is pickled by this program, or its checksum is another one.
    entries: list[Any] = []
    given = {_NUMBERED: entries.__getitem__}
    rows: Any = KeptRows(file, start, core.starts, core.sums, core.common, given)
    entries += [
        SleepingEntry(name, language, partial(_said_in, rows, number))
        for number, (name, language) in enumerate(zip(core.names, core.languages, strict=True))
    ]
    numbers = {name: number for number, name in enumerate(core.names)}
    library = dataclasses.replace(
        core.ground.library,
        entries={name: entries[numbers[name]] for name in core.live},
        links=SleepingMapping(
            {name: numbers[name] for name in core.live}, lambda number: rows[number][1]
        ),
        backlinks=SleepingMapping(core.backlinks, rows.__getitem__),
    )
    survey = SleepingSurvey(lambda name: rows[core.survey[name]])
    return Snapshot(
        ground=replace(core.ground, library=library, entries=tuple(entries), survey=survey),
        pieces=SleepingSequence(core.total, lambda at: rows[core.pieces[at]]),
        pages=core.pages,
        listed=SleepingSequence(core.total, lambda at: rows[core.listed[at]]),
        readers=core.readers,
        extra_paths=core.extra_paths,
        extra_pieces=SleepingMapping(core.extra_pieces, rows.__getitem__),
        titles=SleepingMapping(core.titles, rows.__getitem__),
    )


def _said_in(rows: Any, number: int) -> Said:
    said: Said = rows[number][0]
    return said


def snapshot_of(done: Build) -> Snapshot | None:
    """What is worth to be kept of a whole build; None where its traces are not whole."""
    if done.ground is None or done.made is None:
        return None
    try:
        readers = readers_of(done.made.reads, done.made.gathered)
    except KeyError:
        return None
    return Snapshot(
        ground=done.ground,
        pieces=done.pieces,
        pages=done.pages,
        listed=_listed_of(done.pieces, done.made.listed),
        readers=readers,
        extra_paths=done.made.extra_paths,
        extra_pieces=done.made.extra_pieces,
        titles=_titles_in(done.ground.library),
    )


def snapshot_after(
    snapshot: Snapshot,
    ground: Ground,
    numbers: Sequence[int],
    made: Made,
    listed: Sequence[SitemapPage | None],
) -> Snapshot | None:
    """What is worth to be kept when the pieces of these numbers have been made again."""
    ground.let_go()
    reads = {
        read: array("I", [numbers[place] for place in places])
        for read, places in made.reads.items()
    }
    try:
        readers = snapshot.readers.after(frozenset(numbers), reads, made.gathered)
    except KeyError:
        return None
    return Snapshot(
        ground=ground,
        pieces=snapshot.pieces,
        pages=snapshot.pages,
        listed=listed,
        readers=readers,
        extra_paths={**snapshot.extra_paths, **made.extra_paths},
        extra_pieces={**snapshot.extra_pieces, **made.extra_pieces},
        titles=_titles_in(ground.library),
    )


def _listed_of(
    pieces: Iterable[Piece], listed: Mapping[str, SitemapPage]
) -> tuple[SitemapPage | None, ...]:
    return tuple([listed.get(piece.path) if isinstance(piece, Page) else None for piece in pieces])


def _titles_in(library: Library) -> Titles:
    return {
        language: tuple([title_in(language, entry) for entry in library.entries.values()])
        for language in library.languages
    }


def sum_of(core: bytes) -> bytes:
    """Of this program: what another version has kept is nothing to rely on."""
    total = sha256(engine_digest().encode())
    total.update(core)
    return total.digest()
