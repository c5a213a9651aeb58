"""What a large file is made of, entry by entry: an edit makes those pieces again that read it, and no others.

A file of all entries reads all of them, so that every edit makes it again. Most of that is making what it
says of each entry. These pieces are kept beside the build that an edit is made into (`agora.snapshot`), each
with the trace of what was read for it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Set
from itertools import chain
from typing import Protocol, TypeAlias, TypeVar

from msgspec.msgpack import Decoder, encode

from agora.store import pack, unpack
from agora.trace import Notes, note_all

Said: TypeAlias = tuple[str, ...]
Piece: TypeAlias = tuple[Said, tuple[str, ...]]
"""What is said of an entry, and what was read for that."""


class Named(Protocol):
    """What a piece can be about."""

    @property
    def id(self) -> str: ...


NamedT = TypeVar("NamedT", bound=Named)


class Pieces:
    """The pieces of one file, by the ids of entries.

    `former` are those of the build before, and `reached` is what an edit has reached since, as traces note
    it: a piece that read none of that is what it was.
    """

    def __init__(
        self,
        former: Callable[[], Mapping[str, Piece]] = dict,
        reached: Set[str] = frozenset(),
    ) -> None:
        self._load = former
        self._reached = reached
        self._standing: dict[str, Piece] | None = None

    def of(self, entries: Iterable[NamedT], make: Callable[[NamedT], Said]) -> list[Said]:
        """The pieces of entries in their order, as they were or made again."""
        # There may be tens of thousands, and nearly all of them stand: all are asked for at once.
        if self._standing is None:
            former, is_sound = self._load(), self._reached.isdisjoint
            self._standing = {name: one for name, one in former.items() if is_sound(one[1])}
        standing = self._standing
        found: list[Piece] = []
        for entry in entries:
            piece = standing.get(entry.id)
            if piece is None:
                piece = standing[entry.id] = _made(entry, make)
            found.append(piece)
        note_all(chain.from_iterable([read for _, read in found]))
        return [said for said, _ in found]

    def packed(self) -> bytes:
        """All of them."""
        return pack(encode(self._standing or {}))


def _made(entry: NamedT, make: Callable[[NamedT], Said]) -> Piece:
    with Notes() as read:
        said = make(entry)
    return said, tuple(read)


def unpacked(packed: bytes) -> Mapping[str, Piece]:
    """What `Pieces.packed` gave."""
    return _DECODER.decode(unpack(packed))


_DECODER = Decoder(dict[str, Piece])
