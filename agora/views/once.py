"""Pieces of views that many pages show are made once for each edition."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence, Set
from functools import wraps
from typing import NamedTuple, Protocol, TypeAlias, TypeVar

from agora.trace import Notes, gathered, gathered_as, name_of, note_all
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


def once_each(make: Callable[[Edition, SubjectT], MadeT]) -> Callable[[Edition, SubjectT], MadeT]:
    """Remember what a function makes of an edition and an entry (or another subject that is itself for
    ever); it must depend on nothing else."""
    return _remembering(make, lambda edition, subject, piece, read: gathered(read))


class _Order(NamedTuple):
    """An order by the words of its name: who stands in it, who could by their ids, and how they are
    arranged."""

    members: Callable[[Edition, str], Sequence[Named]]
    by_id: Callable[[Edition], Mapping[str, Named]]
    arrange: Callable[[Edition, str, Iterable[Named]], tuple[Named, ...]]
    made: Callable[[Edition, str], tuple[Named, ...]]


_orders: dict[str, _Order] = {}


def order(
    members: Callable[[Edition, str], Sequence[NamedT]],
    by_id: Callable[[Edition], Mapping[str, NamedT]],
) -> Callable[
    [Callable[[Edition, str, Iterable[NamedT]], tuple[NamedT, ...]]],
    Callable[[Edition, str], tuple[NamedT, ...]],
]:
    """The same for the order that many entries stand in. Most edits leave it as it is: who uses it is made
    again only where the order is another one, not where it may have been.

    The place of a member must be told by it alone, whoever else stands there.
    """

    def ordered(
        arrange: Callable[[Edition, str, Iterable[NamedT]], tuple[NamedT, ...]],
    ) -> Callable[[Edition, str], tuple[NamedT, ...]]:
        words = f"{arrange.__module__}.{arrange.__name__}"

        def make(edition: Edition, subject: str) -> tuple[NamedT, ...]:
            former = edition.orders.get(_name_of(words, edition, subject))
            if former is None:
                return arrange(edition, subject, members(edition, subject))
            known = by_id(edition)
            return tuple([known[name] for name in _ids_in(former)])

        def named(
            edition: Edition, subject: str, found: tuple[NamedT, ...], read: set[str]
        ) -> tuple[str, ...]:
            name = _name_of(words, edition, subject)
            # What was not made again has the trace that it had.
            is_known = name in edition.orders
            return (name,) if is_known else gathered_as(name, read, _value_of(found))

        made = _remembering(wraps(arrange)(make), named)
        _orders[words] = _Order(members, by_id, arrange, made)  # type: ignore[arg-type]  # of any type
        return made

    return ordered


def order_stands(editions: Mapping[str, Edition], changed: Set[str], name: str, value: str) -> bool:
    """Whether the order of that name (`agora.trace`) is the one that has the value, after an edit of the
    entries that have changed."""
    words, language, subject = name.removeprefix("#").split(" ", 2)
    order, edition = _orders[words], editions[language]
    ids = _ids_in(value)
    with Notes() as read:
        members = order.members(edition, subject)
    if len(ids) != len(members):
        return False
    # Who stands in an order is as it was where nothing of that has changed.
    if not read.isdisjoint(changed) and {one.id for one in members} != set(ids):
        return False
    places = [place for place, one in enumerate(ids) if one in changed]
    if not places:
        return _value_of(order.made(edition, subject)) == value
    # All others stand among themselves as they did: those that changed are looked at beside their neighbours.
    near = {at for place in places for at in (place - 1, place, place + 1) if 0 <= at < len(ids)}
    beside = [ids[at] for at in sorted(near)]
    known = order.by_id(edition)
    found = order.arrange(edition, subject, [known[one] for one in beside])
    return [one.id for one in found] == beside


def _name_of(words: str, edition: Edition, subject: str) -> str:
    return name_of(f"{words} {edition.language} {subject}")


def _value_of(found: tuple[Named, ...]) -> str:
    return "\n".join(one.id for one in found)


def _ids_in(value: str) -> list[str]:
    """The ids of which `_value_of` made the value."""
    return value.split("\n") if value else []


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
