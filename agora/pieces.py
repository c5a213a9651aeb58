"""What a large file is made of, entry by entry: an edit makes those pieces again that read it, and no others.

A file of all entries reads all of them, so that every edit makes it again. Most of that is making what it
says of each entry. These pieces are kept beside the build that an edit is made into (`agora.snapshot`), each
with the trace of what was read for it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Set
from typing import TypeAlias

from msgspec.msgpack import Decoder, encode

from agora.packing import pack, unpack
from agora.trace import Notes, note_all

Said: TypeAlias = tuple[str, ...]
Piece: TypeAlias = tuple[Said, tuple[str, ...]]
"""What is said of an entry, and what was read for that."""


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
        self._former: Mapping[str, Piece] | None = None
        self._reached = reached
        self._made: dict[str, Piece] = {}

    def of(self, name: str, make: Callable[[], Said]) -> Said:
        """The piece of that name, as it was or made again."""
        piece = self._made.get(name)
        if piece is None:
            piece = self._made[name] = self._standing(name) or self._new(make)
        note_all(piece[1])
        return piece[0]

    def _standing(self, name: str) -> Piece | None:
        if self._former is None:
            self._former = self._load()
        piece = self._former.get(name)
        return piece if piece is not None and self._reached.isdisjoint(piece[1]) else None

    def _new(self, make: Callable[[], Said]) -> Piece:
        with Notes() as read:
            said = make()
        return said, tuple(read)

    def packed(self) -> bytes:
        """All that were asked for."""
        return pack(encode(self._made))


def unpacked(packed: bytes) -> Mapping[str, Piece]:
    """What `Pieces.packed` gave."""
    return _DECODER.decode(unpack(packed))


_DECODER = Decoder(dict[str, Piece])
