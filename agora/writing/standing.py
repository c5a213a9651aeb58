"""What stands in trees: what of the output folder is not ours, and whether that was all of it in the end."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Protocol

from msgspec import Struct

from agora.writing.looks import Seen, seen_in
from agora.writing.manifest import Generation
from agora.writing.tree import Contents, foreign_among


class Standing(Protocol):
    """What stood in the output folder when it was walked: the state of its files (`Seen.state`), and what of
    them is not ours."""

    @property
    def state(self) -> str: ...

    @property
    def foreign(self) -> Contents: ...

    def names_stand(self, tree: Path) -> Callable[[], bool]:
        """Begin to look whether all names of folders and files stand (`Seen.names_stand`). The call waits for
        that, and tells; it raises OSError."""


class Walker(Protocol):
    """Who tells what stands in a tree. Both raise OSError."""

    def seen(self, tree: Path) -> Seen: ...

    def standing(self, tree: Path, generation: Generation) -> Standing: ...


class Stood(Struct, frozen=True):
    """A `Standing` that this process has seen."""

    seen: Seen
    foreign: Contents

    @property
    def state(self) -> str:
        return self.seen.state

    def names_stand(self, tree: Path) -> Callable[[], bool]:
        return partial(self.seen.names_stand, tree)


class Here(Struct, frozen=True):
    """A `Walker` that walks when it is asked."""

    walk: Callable[[Path], Seen] = seen_in

    def seen(self, tree: Path) -> Seen:
        return self.walk(tree)

    def standing(self, tree: Path, generation: Generation) -> Standing:
        seen = self.walk(tree)
        return Stood(seen, foreign_among(seen, generation))


HERE = Here()
NOTHING = Stood(Seen({}, {}), Contents())
"""What stands where there is no folder."""
