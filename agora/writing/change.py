"""From the generations on the disk to the next one: what stands there, what shall, and what lies between."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping, Set
from pathlib import Path
from typing import Protocol

from msgspec import Struct

from agora.outputs import Output
from agora.writing.guard import generation_in
from agora.writing.laying import Source
from agora.writing.looks import Look, state_of
from agora.writing.manifest import Generation, Listing
from agora.writing.renewal import Old, spare_in
from agora.writing.sources import record_of_source, sources_of
from agora.writing.standing import HERE, NOTHING, Standing, Walker
from agora.writing.swap import Place

NO_GENERATION = Generation({})
"""What a missing or empty output folder holds; compared by identity."""


class Rest(Protocol):
    """The files that a change does not look at, since all generations have them alike."""

    @property
    def files(self) -> int:
        """How many they are."""

    def lists(self, generation: Generation) -> Mapping[str, bytes]:
        """The lists (`Generation.lists`) of these files and those of the generation."""

    def state(self, looks: Mapping[str, Look]) -> Callable[[], str]:
        """Begin to work out the state of these files and others that look so. The call tells; "" where
        nobody can. It raises nothing."""


class NoRest:
    """The `Rest` of a change that looks at every file."""

    files = 0

    def lists(self, generation: Generation) -> Mapping[str, bytes]:
        return generation.lists

    def state(self, looks: Mapping[str, Look]) -> Callable[[], str]:
        state = state_of(looks)
        return lambda: state


class Change(Struct, frozen=True):
    """The `current` generation and how all else in the output folder is `standing`; the `old` one that the
    next is made out of; the `wanted` files of the next, and their `sources`. All of them without the `rest`.
    `is_known` says whether somebody has seen that the published files are what their manifest says.
    """

    current: Generation
    standing: Standing
    old: Old
    wanted: Listing
    sources: Mapping[str, Source]
    rest: Rest = NoRest()
    is_known: bool = False

    @property
    def other(self) -> Set[str]:
        """The paths that are new, or other than the current manifest says."""
        return {path for path, file in self.wanted.items() if self.current.own.get(path) != file}

    @property
    def removed(self) -> Set[str]:
        """The paths of which the next generation has no file."""
        return self.current.own.keys() - self.wanted.keys()

    def copied(self, laid: Listing) -> dict[str, str]:
        """The SHA-256 of each wanted copy of a file: as it was `laid`, or as it stood already."""
        return {
            path: laid.get(path, self.wanted[path]).sha256
            for path, source in self.sources.items()
            if isinstance(source, Path)
        }


def change_to(outputs: Iterable[Output], place: Place, root: Path, walker: Walker = HERE) -> Change:
    """All that stands, and shall. Raises `OutputRefused`, `UnsafePath` and OSError."""
    current = current_in(place)
    # The paths of a website that was written are known to be safe, and to agree with each other.
    sources = sources_of(outputs, root, current.own.keys())
    wanted = {path: record_of_source(source) for path, source in sources.items()}
    standing = standing_in(place.output, current, walker)
    return Change(current, standing, spare_in(place, walker.seen), wanted, sources)


def current_in(place: Place) -> Generation:
    """The generation in the output folder; `NO_GENERATION` where that is missing or empty."""
    if not place.output.exists() or not os.listdir(place.output):
        return NO_GENERATION
    return generation_in(place.output)


def standing_in(output: Path, current: Generation, walker: Walker) -> Standing:
    return NOTHING if current is NO_GENERATION else walker.standing(output, current)
