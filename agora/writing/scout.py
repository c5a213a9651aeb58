"""Trees are walked ahead, in processes of their own, while this one reads and renders.

What a scout tells is how a tree stood when it was sent there. Who relies on it looks, in the end, whether
something has come since (`Standing.names_stand`).
"""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import suppress
from functools import cached_property, partial
from pathlib import Path
from types import TracebackType

from msgspec import DecodeError
from msgspec.msgpack import Decoder, encode

from agora.aside import Aside, Ended
from agora.writing.looks import Seen, seen_in
from agora.writing.manifest import Generation, UnreadableManifest, read_generation
from agora.writing.standing import HERE, Standing
from agora.writing.tree import Contents, foreign_among

_seen_in = Decoder(Seen)


class Scout:
    """A `Walker` whose trees can be walked ahead. With one job, or where no process can be forked, a tree is
    walked when somebody asks."""

    def __init__(self, jobs: int) -> None:
        self._can_fork = jobs > 1 and hasattr(os, "fork")
        self._walks: dict[Path, _Walk] = {}
        self._watches: dict[Path, _Watch] = {}

    def __enter__(self) -> Scout:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        fault: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        while self._walks:
            self._walks.popitem()[1].end()
        while self._watches:
            self._watches.popitem()[1].end()

    def send(self, tree: Path) -> None:
        """Let the tree, which need not be there, be walked from now on: somebody will ask what was `seen`."""
        if self._can_fork and tree not in self._walks:
            with suppress(OSError):  # there is no room for a process
                self._walks[tree] = _Walk(tree)

    def watch(self, tree: Path) -> None:
        """The same for an output folder: somebody will ask for its `state`, or how it is `standing`."""
        if self._can_fork and tree not in self._watches:
            with suppress(OSError):
                self._watches[tree] = _Watch(tree)

    def state(self, tree: Path) -> str:
        """The state of the tree's files; "" where it cannot be walked."""
        watch = self._watches.get(tree)
        with suppress(OSError):
            return (watch and watch.state) or seen_in(tree).state
        return ""

    def seen(self, tree: Path) -> Seen:
        """What stands in the tree. What was seen ahead is told once. Raises OSError."""
        walk = self._walks.pop(tree, None)
        if walk is None:
            return seen_in(tree)
        try:
            return walk.seen() or seen_in(tree)
        finally:
            walk.end()

    def standing(self, tree: Path, generation: Generation) -> Standing:
        """How the output folder, which holds this generation, stands. Raises OSError."""
        watch = self._watches.get(tree)
        return watch if watch and watch.is_whole else HERE.standing(tree, generation)


class _Walk:
    """A walk in a process of its own, which is asked at once for all that it has seen."""

    def __init__(self, tree: Path) -> None:
        self._aside = Aside(partial(seen_in, tree))
        self._told = self._aside.ask(_encoded)

    def seen(self) -> Seen | None:
        """None where the tree could not be walked, or not to the end."""
        with suppress(Ended, OSError, DecodeError):
            return _seen_in.decode(self._told())
        return None

    def end(self) -> None:
        """Walk no further."""
        self._aside.close()


class _Watch:
    """A `Standing` that another process has seen. It is asked at once for all but the last look."""

    def __init__(self, tree: Path) -> None:
        self._aside = Aside(partial(seen_in, tree))
        self._state_told = self._aside.ask(_state_of)
        self._foreign_told = self._aside.ask(_foreign_in, tree)

    @cached_property
    def state(self) -> str:
        """ "" where the tree could not be walked."""
        with suppress(Ended, OSError):
            return self._state_told()
        return ""

    @cached_property
    def _foreign(self) -> Contents | None:
        with suppress(Ended, OSError):
            return self._foreign_told() if self.state else None
        return None

    @property
    def is_whole(self) -> bool:
        """Whether the tree was walked to the end, and is known for what it is."""
        return self._foreign is not None

    @property
    def foreign(self) -> Contents:
        return self._foreign or Contents()

    def names_stand(self, tree: Path) -> Callable[[], bool]:
        return partial(_told, self._aside.ask(Seen.names_stand, tree))

    def end(self) -> None:
        """Watch no longer."""
        self._aside.close()


def _told(stands: Callable[[], bool]) -> bool:
    """Nothing is known where nobody tells."""
    with suppress(Ended):
        return stands()
    return False


def _state_of(seen: Seen) -> str:
    return seen.state


def _foreign_in(seen: Seen, tree: Path) -> Contents | None:
    """What of an output folder is not ours; None where it does not tell what is."""
    with suppress(UnreadableManifest):
        generation = read_generation(tree)
        return foreign_among(seen, generation) if generation else None
    return None


def _encoded(seen: Seen) -> bytes:
    """So sent, tens of thousands of looks take less time than pickled. Nothing where a name is no UTF-8."""
    with suppress(UnicodeEncodeError):
        return encode(seen)
    return b""
