"""Trees are walked ahead, in processes of their own, while this one reads and renders.

What a scout tells is how a tree stood when it was sent there. Who relies on it looks, in the end, whether
something has come since (`Seen.names_stand`).
"""

from __future__ import annotations

import os
from contextlib import suppress
from functools import partial
from pathlib import Path
from types import TracebackType

from msgspec import DecodeError
from msgspec.msgpack import Decoder, encode

from agora.aside import Aside, Ended
from agora.writing.looks import Seen, seen_in

_seen_in = Decoder(Seen)


class Scout:
    """Tells what stands in trees, each of which can be walked ahead. With one job, or where no process can
    be forked, a tree is walked when somebody asks."""

    def __init__(self, jobs: int) -> None:
        self._can_fork = jobs > 1 and hasattr(os, "fork")
        self._walks: dict[Path, _Walk] = {}

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

    def send(self, tree: Path) -> None:
        """Let the tree, which need not be there, be walked from now on."""
        if self._can_fork and tree not in self._walks:
            with suppress(OSError):  # there is no room for a process
                self._walks[tree] = _Walk(tree)

    def state(self, tree: Path) -> str:
        """The state of the tree's files; "" where it cannot be walked."""
        walk = self._walks.get(tree)
        with suppress(OSError):
            return (walk and walk.state) or seen_in(tree).state
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


class _Walk:
    """A walk in a process of its own, which is asked at once for the state and for all that it has seen."""

    def __init__(self, tree: Path) -> None:
        self._aside = Aside(partial(seen_in, tree))
        self._state_told = self._aside.ask(_state_of)
        self._seen_told = self._aside.ask(_encoded)
        self._state: str | None = None

    @property
    def state(self) -> str:
        """ "" where the tree could not be walked."""
        if self._state is None:
            self._state = ""
            with suppress(Ended, OSError):
                self._state = self._state_told()
        return self._state

    def seen(self) -> Seen | None:
        """None where the tree could not be walked, or not to the end."""
        if self.state:
            with suppress(Ended, DecodeError):
                return _seen_in.decode(self._seen_told())
        return None

    def end(self) -> None:
        """Walk no further."""
        self._aside.close()


def _state_of(seen: Seen) -> str:
    return seen.state


def _encoded(seen: Seen) -> bytes:
    """So sent, tens of thousands of looks take less time than pickled. Nothing where a name is no UTF-8."""
    with suppress(UnicodeEncodeError):
        return encode(seen)
    return b""
