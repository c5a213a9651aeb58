"""Pieces of views that many pages show are made once for each edition."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from functools import wraps
from typing import Protocol, TypeAlias, TypeVar

from agora.fingerprint import digest
from agora.trace import Notes, gathered, gathered_as, note_all
from agora.views.edition import Edition


class Named(Protocol):
    """What an order can be made of."""

    @property
    def id(self) -> str: ...


SubjectT = TypeVar("SubjectT", bound=Hashable)
MadeT = TypeVar("MadeT")
NamedT = TypeVar("NamedT", bound=Named)

_Pieces: TypeAlias = dict[SubjectT, tuple[MadeT, tuple[str, ...]]]
"""What was made of each subject, and what was read for it."""

_orders: dict[str, Callable[[Edition, str], tuple[Named, ...]]] = {}
"""By the name of the function."""


def once_each(make: Callable[[Edition, SubjectT], MadeT]) -> Callable[[Edition, SubjectT], MadeT]:
    """Remember what a function makes of an edition and an entry (or another subject that is itself for
    ever); it must depend on nothing else."""
    return _remembering(make, lambda edition, subject, piece, read: gathered(read))


def order(
    make: Callable[[Edition, str], tuple[NamedT, ...]],
) -> Callable[[Edition, str], tuple[NamedT, ...]]:
    """The same for the order that many entries stand in. Most edits leave it as it is: who uses it is made
    again only where the order is another one, not where it may have been."""

    words = f"{make.__module__}.{make.__name__}"

    def named(
        edition: Edition, subject: str, found: tuple[NamedT, ...], read: set[str]
    ) -> tuple[str, ...]:
        return gathered_as(f"{words} {edition.language} {subject}", read, _value_of(found))

    _orders[words] = made = _remembering(make, named)
    return made


def order_stands(editions: Mapping[str, Edition], name: str, value: str) -> bool:
    """Whether the order of that name (`agora.trace`) is the one that has the value."""
    words, language, subject = name.removeprefix("#").split(" ", 2)
    return _value_of(_orders[words](editions[language], subject)) == value


def _value_of(found: tuple[Named, ...]) -> str:
    return digest("\n".join(one.id for one in found).encode())


def _remembering(
    make: Callable[[Edition, SubjectT], MadeT],
    pass_on: Callable[[Edition, SubjectT, MadeT, set[str]], tuple[str, ...]],
) -> Callable[[Edition, SubjectT], MadeT]:
    @wraps(make)
    def made(edition: Edition, subject: SubjectT) -> MadeT:
        pieces: _Pieces[SubjectT, MadeT] = edition.made[make]  # type: ignore[assignment]  # only here
        found = pieces.get(subject)
        if found is None:
            with Notes() as read:
                piece = make(edition, subject)
            pieces[subject] = found = piece, pass_on(edition, subject, piece, read)
        note_all(found[1])
        return found[0]

    return made
