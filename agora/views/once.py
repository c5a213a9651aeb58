"""Pieces of views that many pages show are made once for each edition."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from functools import wraps
from typing import TypeVar, cast

from agora.trace import gathered, note_all, notes
from agora.views.edition import Edition

SubjectT = TypeVar("SubjectT", bound=Hashable)
MadeT = TypeVar("MadeT")


def once_each(make: Callable[[Edition, SubjectT], MadeT]) -> Callable[[Edition, SubjectT], MadeT]:
    """Remember what a function makes of an edition and an entry (or another subject that is itself for
    ever); it must depend on nothing else."""

    @wraps(make)
    def made(edition: Edition, subject: SubjectT) -> MadeT:
        pieces = edition.made.setdefault(make, {})
        if subject not in pieces:
            with notes() as read:
                piece = make(edition, subject)
            pieces[subject] = piece, gathered(read)
        piece, reads = cast(tuple[MadeT, tuple[str, ...]], pieces[subject])
        note_all(reads)
        return piece

    return made
