"""A snapshot in a file under the cache: a line that says what the build was made from, a core that is read
whole, and rows behind it: what each entry says, and all else that is large.

A row is read when it is asked for (`agora.asleep`), since an edit asks for few of them. Rows that nobody has
asked for are copied into the file of the next snapshot.
"""

from __future__ import annotations

import dataclasses
import os
import pickle
from array import array
from collections.abc import Hashable, Mapping, Sequence
from functools import partial
from hashlib import sha256
from io import FileIO
from typing import Any, NamedTuple, TypeVar

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
from agora.pickled import KeptRows, Rows, packed, unpacked, without_collector
from agora.reduced import REDUCED
from agora.references import Reference
from agora.rendering import Extra
from agora.snapshot import Snapshot
from agora.survey import Survey
from agora.trace import KeptReads, Readers

KeyT = TypeVar("KeyT", bound=Hashable)

_SUM_BYTES = sha256().digest_size
_SIZE_BYTES = 8
_NOTHING = Survey({}, {}, {}, {}, Explorer((), {}))


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
    rows = Rows([said(entry) for entry in firsts.values()], reduced, snapshot.kept)
    for number, entry in enumerate(ground.entries):
        if not _is_copied(rows, snapshot, number):
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
        backlinks=_row_of_each(rows, library.backlinks),
        survey={name: rows.add_alone(getattr(ground.survey, name)) for name in Survey.__slots__},
        pieces=_rows_of(rows, snapshot.pieces),
        pages=snapshot.pages,
        listed=_rows_of(rows, snapshot.listed),
        readers=replace(snapshot.readers, pieces=KeptReads.of(snapshot.readers.pieces)),
        extra_paths=snapshot.extra_paths,
        extra_pieces=_row_of_each(rows, snapshot.extra_pieces),
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


def _is_copied(rows: Rows, snapshot: Snapshot, number: int) -> bool:
    """Whether the row of the entry of that number is copied, since nobody has read it."""
    ground = snapshot.ground
    entry, links = ground.entries[number], ground.library.links
    if not (entry.is_asleep and isinstance(links, SleepingMapping)):
        return False
    is_asleep = entry.id not in links or links.asleep(entry.id) == number
    return is_asleep and rows.copied(number) == number


def _row_of_each(rows: Rows, values: Mapping[KeyT, object]) -> dict[KeyT, int]:
    """A row for each value, by its key."""
    found: dict[KeyT, int] = {}
    for key in values:
        asleep = values.asleep(key) if isinstance(values, SleepingMapping) else None
        copied = None if asleep is None else rows.copied(asleep)
        found[key] = rows.add_alone(values[key]) if copied is None else copied
    return found


def _rows_of(rows: Rows, values: Sequence[object]) -> tuple[int, ...]:
    """The values in rows of as many as `SleepingSequence` reads at once."""
    at_once = SleepingSequence.AT_ONCE
    numbers = []
    for group, at in enumerate(range(0, len(values), at_once)):
        asleep = values.asleep(group) if isinstance(values, SleepingSequence) else None
        copied = None if asleep is None else rows.copied(asleep)
        part = values[at : at + at_once] if copied is None else ()
        numbers.append(rows.add_alone(tuple(part)) if copied is None else copied)
    return tuple(numbers)


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
        pieces=SleepingSequence(core.total, core.pieces, rows.__getitem__),
        pages=core.pages,
        listed=SleepingSequence(core.total, core.listed, rows.__getitem__),
        readers=core.readers,
        extra_paths=core.extra_paths,
        extra_pieces=SleepingMapping(core.extra_pieces, rows.__getitem__),
        titles=SleepingMapping(core.titles, rows.__getitem__),
        kept=rows,
    )


def _said_in(rows: Any, number: int) -> Said:
    said: Said = rows[number][0]
    return said


def sum_of(core: bytes) -> bytes:
    """Of this program: what another version has kept is nothing to rely on."""
    total = sha256(engine_digest().encode())
    total.update(core)
    return total.digest()
