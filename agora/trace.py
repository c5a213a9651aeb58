"""What a piece of work reads of the content, so that it is done again only when some of that has changed.

An entry notes when its fields are read, and so do the bodies; whoever wants to know collects the notes
while the work is done: a verifying trace (Mokhov, Mitchell and Peyton Jones, "Build Systems à la Carte",
2018). Only one piece of work is done at a time in a process.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from itertools import chain
from sys import intern
from typing import TypeAlias
from uuid import uuid4

from msgspec import Struct


class Shared(Struct, frozen=True):
    """What a large piece read that others use. `value` tells what was made of it, where an edit often leaves
    that as it is; otherwise ""."""

    reads: tuple[str, ...]
    value: str = ""


Gathered: TypeAlias = Mapping[str, Shared]
"""Large pieces by the name that stands for all that they read: "#" and random digits, so that processes
need not agree on names, or words by which the piece can be made again."""

_MARK = "#"
_LARGE = 16
"""So many notes of a piece that other pieces use are passed on under one name."""

_notes: list[set[str]] = []
"""The innermost work that is being done stands last."""
_gathered: dict[str, Shared] = {}


def note(read: str) -> None:
    """Something was read: an entry, by its id, or a body, by the path of its file."""
    if _notes:
        _notes[-1].add(read)


def note_all(read: Iterable[str]) -> None:
    """What went into something that was made before is used now."""
    if _notes:
        _notes[-1].update(read)


class Notes(set[str]):
    """Collects what is read inside `with`; whoever is collecting outside is not told."""

    __slots__ = ()

    def __enter__(self) -> Notes:
        _notes.append(self)
        return self

    def __exit__(self, *_: object) -> None:
        _notes.pop()


def gathered(read: Set[str]) -> tuple[str, ...]:
    """The notes as others shall pass them on: themselves, or one name for many."""
    if len(read) < _LARGE:
        return tuple(read)
    return gathered_as(name_of(uuid4().hex), read)


def name_of(words: str) -> str:
    """A name for notes, made of words that tell processes the same."""
    return _MARK + words


def gathered_as(name: str, read: Iterable[str], value: str = "") -> tuple[str, ...]:
    """That one name for the notes."""
    _gathered[name] = Shared(tuple(read), value)
    return (name,)


def take_gathered() -> Gathered:
    """The names that were given since this was asked last, and what each stands for."""
    taken = dict(_gathered)
    _gathered.clear()
    return taken


def spelled_out(reads: Iterable[str], gathered: Gathered) -> frozenset[str]:
    """The notes with each name replaced by all that it stands for, also by way of other names."""
    ways = {name: shared.reads for name, shared in gathered.items()}
    return frozenset(_reached(reads, ways) - gathered.keys())


def _reached(
    start: Iterable[str],
    ways: Mapping[str, Iterable[str]],
    is_end: Callable[[str], bool] = lambda read: False,
) -> set[str]:
    """All that the ways lead to, but for ends and what lies behind them alone."""
    found: set[str] = set()
    waiting = list(start)
    while waiting:
        read = waiting.pop()
        if read not in found and not is_end(read):
            found.add(read)
            waiting.extend(ways.get(read, ()))
    return found


Reads: TypeAlias = "Mapping[str, array[int]]"
"""Who read what: for each note (or large name) the numbers of the pieces of work that read it. (Text, since
an array can be subscripted from Python 3.12 on.)"""


def add_trace(found: dict[str, array[int]], number: int, trace: Iterable[str]) -> None:
    """Note that the piece of this number read that."""
    for read in trace:
        numbers = found.get(read)
        if numbers is None:
            numbers = found[intern(read)] = array("I")
        numbers.append(number)


class KeptReads(Mapping[str, "array[int]"]):
    """The same in three values: tens of thousands of them would take long to be read back. What the name at a
    place of `names` stands for begins in `numbers` at that place of `starts`, which has one more."""

    def __init__(self, names: Sequence[str], starts: array[int], numbers: array[int]) -> None:
        self._places = {name: place for place, name in enumerate(names)}
        self._starts, self._numbers = starts, numbers

    @classmethod
    def of(cls, reads: Reads) -> KeptReads:
        numbers, starts = array("I"), array("Q", [0])
        for found in reads.values():
            numbers.extend(found)
            starts.append(len(numbers))
        return cls(tuple(reads), starts, numbers)

    def __getitem__(self, name: str) -> array[int]:
        place = self._places[name]
        return self._numbers[self._starts[place] : self._starts[place + 1]]

    def __iter__(self) -> Iterator[str]:
        return iter(self._places)

    def __len__(self) -> int:
        return len(self._places)

    def __reduce__(self) -> tuple[type[KeptReads], tuple[object, ...]]:
        return KeptReads, (tuple(self._places), self._starts, self._numbers)


class Readers(Struct, frozen=True):
    """Who read what, to ask for those whom a change reaches. `names` are for each note the large names that
    stand for it, too, `values` the values of those that have one."""

    pieces: Reads
    names: Mapping[str, tuple[str, ...]]
    values: Mapping[str, str]

    def reached(self, changed: Iterable[str], stands: Callable[[str, str], bool]) -> frozenset[str]:
        """What has changed, with all names that stand for some of it. `stands` makes again what has that
        name, and tells whether it still has that value: then the change ends there."""
        known: dict[str, bool] = {}

        def is_end(read: str) -> bool:
            if read not in known:
                known[read] = read in self.values and stands(read, self.values[read])
            return known[read]

        return frozenset(_reached(changed, self.names, is_end))

    def of(self, reached: Iterable[str]) -> frozenset[int]:
        """The numbers of the pieces that read some of that."""
        return frozenset(number for read in reached for number in self.pieces.get(read, ()))

    def after(self, again: Set[int], reads: Reads, gathered: Gathered) -> Readers:
        """The same when the pieces of these numbers have been made again. Raises KeyError as `readers_of`."""
        known = frozenset(chain.from_iterable(self.names.values()))
        new = readers_of(reads, gathered, known)
        pieces = {
            read: array("I", [number for number in numbers if number not in again])
            for read, numbers in self.pieces.items()
        }
        for read, numbers in new.pieces.items():
            pieces.setdefault(read, array("I")).extend(numbers)
        names = {
            read: tuple(dict.fromkeys(self.names.get(read, ()) + new.names.get(read, ())))
            for read in self.names.keys() | new.names.keys()
        }
        return Readers(pieces, names, {**self.values, **new.values})


def readers_of(reads: Reads, gathered: Gathered, known: Set[str] = frozenset()) -> Readers:
    """Raises KeyError for a large name that nobody has spelled out, and that was not known before."""
    names: dict[str, list[str]] = {}
    for name, shared in gathered.items():
        for read in shared.reads:
            names.setdefault(read, []).append(name)
    for read in reads.keys() | names.keys():
        if read.startswith(_MARK) and read not in gathered and read not in known:
            raise KeyError(read)
    return Readers(
        reads,
        {read: tuple(found) for read, found in names.items()},
        {name: shared.value for name, shared in gathered.items() if shared.value},
    )
