"""Entries and what was found of them, asleep: each is read from a snapshot when somebody asks what it says.

An edit of one entry asks a few dozen of the tens of thousands that there are.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from typing import Generic, TypeAlias, TypeVar, overload

from agora.documents import Document, OwnedFile
from agora.entries import Entry
from agora.model import Fields
from agora.survey import Survey

KeyT = TypeVar("KeyT", bound=Hashable)
ValueT = TypeVar("ValueT")

Said: TypeAlias = tuple[Fields, Mapping[str, Fields], Mapping[str, Document], tuple[OwnedFile, ...]]
"""What an entry says: its fields, their translations, its documents and files."""

_SAID = ("_fields", "_translations", "documents", "files")


def said_by(entry: Entry) -> Said:
    """Without telling anybody that it is read."""
    return entry._fields, entry._translations, entry.documents, entry.files


class SleepingEntry(Entry):
    """An entry that learns what it says from `wake`, the first time that somebody asks."""

    __slots__ = ("_wake",)

    def __init__(self, name: str, language: str, wake: Callable[[], Said]) -> None:
        self.id = name
        self.collection, self.slug = name.split("/")
        self.language = language
        self._wake = wake

    def __getattr__(self, name: str) -> object:
        # Only what has no value yet is looked for here.
        if name not in _SAID:
            raise AttributeError(name)
        self._fields, self._translations, self.documents, self.files = self._wake()
        return getattr(self, name)

    @property
    def is_asleep(self) -> bool:
        """Whether nobody has asked, nor said otherwise."""
        return not (_has(self, "_fields") or _has(self, "documents"))

    def __reduce__(self) -> tuple[type[Entry], tuple[object, ...]]:
        """Where it is sent to, it is awake."""
        return Entry, (self.collection, self.slug, self.language, *said_by(self))


def _has(value: object, name: str) -> bool:
    """Whether it is there without being made."""
    try:
        object.__getattribute__(value, name)
    except AttributeError:
        return False
    return True


class SleepingSurvey(Survey):
    """A survey whose parts are made by `wake`, each the first time that somebody asks for it."""

    __slots__ = ("_wake",)
    _wake: Callable[[str], object]

    def __init__(self, wake: Callable[[str], object]) -> None:
        object.__setattr__(self, "_wake", wake)

    def __getattr__(self, name: str) -> object:
        if name not in Survey.__slots__:
            raise AttributeError(name)
        object.__setattr__(self, name, self._wake(name))
        return getattr(self, name)

    def __reduce__(self) -> tuple[type[Survey], tuple[object, ...]]:
        return Survey, tuple(getattr(self, name) for name in Survey.__slots__)


class SleepingMapping(Mapping[KeyT, ValueT], Generic[KeyT, ValueT]):
    """What is found under each of the keys by `wake`, the first time that somebody asks for it."""

    def __init__(self, keys: Mapping[KeyT, int], wake: Callable[[int], ValueT]) -> None:
        self._keys, self._wake = keys, wake
        self._awake: dict[KeyT, ValueT] = {}

    def __getitem__(self, key: KeyT) -> ValueT:
        if key not in self._awake:
            self._awake[key] = self._wake(self._keys[key])
        return self._awake[key]

    def asleep(self, key: KeyT) -> int | None:
        """What `wake` would be asked for; None where that has been."""
        return None if key in self._awake else self._keys[key]

    def __contains__(self, key: object) -> bool:
        return key in self._keys

    def __iter__(self) -> Iterator[KeyT]:
        return iter(self._keys)

    def __len__(self) -> int:
        return len(self._keys)

    def renewed(self, values: Mapping[KeyT, ValueT]) -> SleepingMapping[KeyT, ValueT]:
        """The same with other values under some of the keys, and new ones."""
        keys = {**self._keys, **{key: 0 for key in values if key not in self._keys}}
        found = SleepingMapping(keys, self._wake)
        found._awake = {**self._awake, **values}
        return found

    def __reduce__(self) -> tuple[type, tuple[object, ...]]:
        return dict, (tuple(self.items()),)


class SleepingSequence(Sequence[ValueT], Generic[ValueT]):
    """So many values, `AT_ONCE` of them made by `wake` of one of the numbers, the first time that somebody
    asks for one."""

    AT_ONCE = 64

    def __init__(
        self, count: int, numbers: Sequence[int], wake: Callable[[int], tuple[ValueT, ...]]
    ) -> None:
        self._count, self._numbers, self._wake = count, numbers, wake
        self._awake: dict[int, tuple[ValueT, ...]] = {}

    @overload
    def __getitem__(self, at: int) -> ValueT: ...

    @overload
    def __getitem__(self, at: slice) -> Sequence[ValueT]: ...

    def __getitem__(self, at: int | slice) -> ValueT | Sequence[ValueT]:
        if isinstance(at, slice):
            return [self[one] for one in range(*at.indices(self._count))]
        if not 0 <= at < self._count:
            raise IndexError(at)
        group, place = divmod(at, self.AT_ONCE)
        if group not in self._awake:
            self._awake[group] = self._wake(self._numbers[group])
        return self._awake[group][place]

    def asleep(self, group: int) -> int | None:
        """What `wake` would be asked for; None where that has been."""
        return None if group in self._awake else self._numbers[group]

    def __len__(self) -> int:
        return self._count
