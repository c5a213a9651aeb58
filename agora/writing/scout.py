"""Trees are walked ahead, in processes of their own, while this one reads and renders.

What a scout tells is how a tree stood when it was sent there. Who relies on it looks, in the end, whether
something has come since (`Standing.names_stand`).
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Set
from contextlib import suppress
from functools import cached_property, partial
from pathlib import Path
from types import TracebackType
from typing import Concatenate, ParamSpec, TypeVar

from msgspec import DecodeError
from msgspec.msgpack import Decoder, encode

from agora.aside import Aside, Ended, Failed
from agora.writing.listing import Again, seen_again, seen_and_kept, unkept
from agora.writing.looks import Look, Seen, state_of
from agora.writing.manifest import Generation, UnreadableManifest, read_generation
from agora.writing.standing import HERE, Here, Standing
from agora.writing.tree import Contents, foreign_among

AnswerT = TypeVar("AnswerT")
Asked = ParamSpec("Asked")

_seen_in = Decoder(Seen)
_BEHIND_OTHERS = 10
"""How much nicer a scout is than who makes the edit: where there are two cores for four processes, all wait
for that one in the end. It gets nine times the share of a scout (sched(7))."""


class Scout:
    """A `Walker` whose trees can be walked ahead. With one job, or where no process can be forked, a tree is
    walked when somebody asks. `listings` is where it is kept what stood in them (`agora.writing.listing`)."""

    def __init__(self, jobs: int, listings: Path | None = None) -> None:
        self._can_fork = jobs > 1 and hasattr(os, "fork")
        self._listings = listings
        self._here = Here(partial(seen_and_kept, listings)) if listings else HERE
        self._watches: dict[Path, Watch] = {}

    def __enter__(self) -> Scout:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        fault: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        while self._watches:
            self._watches.popitem()[1].end()

    def watch(self, tree: Path) -> None:
        """Let the tree, which need not be there, be walked from now on: somebody will ask how it stands."""
        if self._can_fork and tree not in self._watches:
            with suppress(OSError):  # there is no room for a process
                self._watches[tree] = Watch(tree, self._listings)

    def watched(self, tree: Path) -> Watch | None:
        """Who watches the tree."""
        return self._watches.get(tree)

    def state(self, tree: Path) -> str:
        """The state of the tree's files; "" where it cannot be walked."""
        watch = self.watched(tree)
        with suppress(OSError):
            return (watch and watch.state) or self._here.seen(tree).state
        return ""

    def keep(self) -> None:
        """What stood in the trees is kept for later walks. To be called once, when nobody waits for one."""
        for watch in self._watches.values():
            watch.keep()

    def seen(self, tree: Path) -> Seen:
        """What stands in the tree. What was seen ahead is told once. Raises OSError."""
        watch = self._watches.pop(tree, None)
        if watch is None:
            return self._here.seen(tree)
        try:
            return watch.seen or self._here.seen(tree)
        finally:
            watch.end()

    def standing(self, tree: Path, generation: Generation) -> Standing:
        """How the output folder, which holds this generation, stands. Raises OSError."""
        watch = self.watched(tree)
        return watch if watch and watch.is_whole else self._here.standing(tree, generation)


class Watch:
    """A `Standing` that another process has seen. It is asked at once for the state; `has_bare` says whether
    nothing at all stands in one of the folders."""

    def __init__(self, tree: Path, listings: Path | None) -> None:
        self._tree = tree
        self._aside = Aside(partial(_seen_from_within, tree, listings))
        self._told = self._aside.ask(_state_of)
        self._kept: Callable[[], None] | None = None

    @cached_property
    def _state(self) -> tuple[str, bool]:
        with suppress(Ended, OSError):
            return self._told()
        return "", False

    @property
    def state(self) -> str:
        """ "" where the tree could not be walked."""
        return self._state[0]

    @property
    def has_bare(self) -> bool:
        return self._state[1]

    def keep(self) -> None:
        """What stood in the tree is kept for later walks, and what is asked from now on is answered after
        that. Whatever was asked before has been heard."""
        self._kept = self._aside.ask(_keep)

    def _ask(
        self,
        question: Callable[Concatenate[Again, Asked], AnswerT],
        *about: Asked.args,
        **named: Asked.kwargs,
    ) -> Callable[[], AnswerT]:
        told = self._aside.ask(question, *about, **named)

        def heard() -> AnswerT:
            self._hear_kept()
            return told()

        return heard

    def _hear_kept(self) -> None:
        kept, self._kept = self._kept, None
        if kept and self.state:  # which was asked before
            with suppress(Ended, Failed):
                kept()

    @cached_property
    def _foreign(self) -> Contents | None:
        with suppress(Ended, OSError):
            return self._ask(_foreign_in, self._tree)() if self.state else None
        return None

    @property
    def is_whole(self) -> bool:
        """Whether the tree was walked to the end, and is known for what it is."""
        return self._foreign is not None

    @property
    def foreign(self) -> Contents:
        return self._foreign or Contents()

    @property
    def seen(self) -> Seen | None:
        """All that stands in the tree; None where it could not be walked, or a name is no UTF-8."""
        with suppress(Ended, OSError, DecodeError):
            return _seen_in.decode(self._ask(_encoded)()) if self.state else None
        return None

    def names_stand(self, tree: Path) -> Callable[[], bool]:
        if not self.state:
            return lambda: False
        return partial(_heard, self._ask(_names_stand, tree), False)

    def state_with(self, looks: Mapping[str, Look], others: Set[str]) -> Callable[[], str]:
        """Begin to work out the state where the `others` look as `looks` says, or have gone. The call waits
        for that, and tells; "" where nobody can."""
        return partial(_heard, self._ask(_state_with, looks, others), "")

    def end(self) -> None:
        """Watch no longer."""
        self._hear_kept()
        self._aside.close()


def _seen_from_within(tree: Path, listings: Path | None) -> Again:
    """What stands in the tree, seen by a process that works there."""
    os.nice(_BEHIND_OTHERS)
    kept = listings and listings.absolute()
    os.chdir(tree)
    return seen_again(kept, Path()) if kept else unkept(Path())


def _keep(walked: Again) -> None:
    walked.keep()


def _names_stand(walked: Again, tree: Path) -> bool:
    """The same as `Seen.names_stand`, for a process that works in the tree, wherever that lies by now."""
    try:
        return os.path.samefile(tree, Path()) and walked.seen.names_stand(Path())
    except (FileNotFoundError, NotADirectoryError):
        return False


def _heard(told: Callable[[], AnswerT], unknown: AnswerT) -> AnswerT:
    """When this is asked the website is published: nothing is known where nobody tells."""
    with suppress(Ended, Failed):
        return told()
    return unknown


def _state_of(walked: Again) -> tuple[str, bool]:
    return walked.seen.state, walked.seen.has_bare


def _state_with(walked: Again, looks: Mapping[str, Look], others: Set[str]) -> str:
    rest = {path: look for path, look in walked.seen.looks.items() if path not in others}
    return state_of({**rest, **looks})


def _foreign_in(walked: Again, tree: Path) -> Contents | None:
    """What of an output folder is not ours; None where it does not tell what is."""
    with suppress(UnreadableManifest):
        generation = read_generation(tree)
        return foreign_among(walked.seen, generation) if generation else None
    return None


def _encoded(walked: Again) -> bytes:
    """So sent, tens of thousands of looks take less time than pickled. Nothing where a name is no UTF-8."""
    with suppress(UnicodeEncodeError):
        return encode(walked.seen)
    return b""
