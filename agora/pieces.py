"""What a large file is made of, entry by entry: an edit makes those pieces again that read it, and no others.

A file of all entries reads all of them, so that every edit makes it again. Most of that is making what it
says of each entry. These pieces are kept beside the build that an edit is made into (`agora.snapshot`), with
the traces of what was read for them.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from itertools import chain
from typing import NamedTuple, Protocol, TypeAlias, TypeVar

from msgspec import Struct
from msgspec.msgpack import Decoder, encode

from agora.packing import pack, unpack
from agora.trace import Notes, add_trace, note_all

Said: TypeAlias = tuple[str, ...]
Piece: TypeAlias = tuple[Said, Sequence[str]]
"""What is said of an entry, and what was read for that."""


class Named(Protocol):
    """What a piece can be about."""

    @property
    def id(self) -> str: ...


class Name(NamedTuple):
    """Of a piece that is about no entry: where that is the digest of all that it is made from, the piece
    stands for ever."""

    id: str


class Kept(Struct, array_like=True):
    """Pieces by their names, and who of them read what: tens of thousands of traces, one by one, would take
    long to be read back.

    The places of those that read a note begin in `readers` at the note's place of `starts`, which has one
    more (both are arrays of numbers).
    """

    said: dict[str, Said]
    notes: list[str]
    starts: bytes
    readers: bytes

    @classmethod
    def of(cls, pieces: Mapping[str, Piece]) -> Kept:
        reads: dict[str, array[int]] = {}
        for place, (_, trace) in enumerate(pieces.values()):
            add_trace(reads, place, trace)
        readers, starts = array("I"), array("I", [0])
        for found in reads.values():
            readers.extend(found)
            starts.append(len(readers))
        said = {name: one for name, (one, _) in pieces.items()}
        return cls(said, list(reads), starts.tobytes(), readers.tobytes())

    def reading(self, reached: Set[str]) -> set[str]:
        """The names of the pieces that read some of that."""
        names, (starts, readers) = list(self.said), self._arrays()
        found = [at for at, note in enumerate(self.notes) if note in reached]
        return {names[place] for at in found for place in readers[starts[at] : starts[at + 1]]}

    def traces(self) -> dict[str, list[str]]:
        """What each of them read."""
        traces: dict[str, list[str]] = {name: [] for name in self.said}
        each, (starts, readers) = list(traces.values()), self._arrays()
        for at, note in enumerate(self.notes):
            for place in readers[starts[at] : starts[at + 1]]:
                each[place].append(note)
        return traces

    def _arrays(self) -> tuple[memoryview[int], memoryview[int]]:
        return memoryview(self.starts).cast("I"), memoryview(self.readers).cast("I")


NamedT = TypeVar("NamedT", bound=Named)


class Pieces:
    """The pieces of one file, by the ids of entries.

    `former` are those of the build before, and `reached` is what an edit has reached since, as traces note
    it: a piece that read none of that is what it was.
    """

    def __init__(
        self,
        former: Callable[[], Kept] = lambda: Kept.of({}),
        reached: Set[str] = frozenset(),
    ) -> None:
        self._load = former
        self._reached = reached
        self._former: Kept | None = None
        self._said: dict[str, Said] = {}
        self._reads: dict[str, tuple[str, ...]] = {}  # of those that were made
        self._asked: dict[str, Said] = {}

    def of(self, entries: Iterable[NamedT], make: Callable[[NamedT], Said]) -> list[Said]:
        """The pieces of entries in their order, as they were or made again.

        There may be tens of thousands, and nearly all of them stand: whoever asks for some of those is taken
        to read what all of them read.
        """
        former, asked = self._standing(), list(entries)
        for entry in [one for one in asked if one.id not in self._said]:
            with Notes() as read:
                said = make(entry)
            self._said[entry.id], self._reads[entry.id] = said, tuple(read)
        names = [entry.id for entry in asked]
        found = [self._said[name] for name in names]
        note_all(former.notes)
        note_all(chain.from_iterable([self._reads[name] for name in names if name in self._reads]))
        self._asked.update(zip(names, found, strict=True))
        return found

    def add(self, name: str, said: Said) -> None:
        """Let a piece be known that was made beside another one, by the digest of what it says."""
        self._said[name], self._reads[name] = said, ()

    def _standing(self) -> Kept:
        if self._former is None:
            self._former = self._load()
            standing = dict(self._former.said)
            for name in self._former.reading(self._reached):
                del standing[name]
            self._said = standing | self._said
        return self._former

    def packed(self) -> bytes:
        """All that were asked for; nothing where none was."""
        if not self._asked:
            return b""
        reads: Mapping[str, Sequence[str]] = {**self._standing().traces(), **self._reads}
        asked = {name: (said, reads[name]) for name, said in self._asked.items()}
        return pack(encode(Kept.of(asked)))


def unpacked(packed: bytes) -> Kept:
    """What `Pieces.packed` gave."""
    return _DECODER.decode(unpack(packed))


_DECODER = Decoder(Kept)
