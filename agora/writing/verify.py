"""Whether an output folder is as its manifest says. Needs no lock, and writes nothing."""

from __future__ import annotations

from pathlib import Path

from msgspec import Struct

from agora.writing import tree
from agora.writing.guard import OutputRefused, generation_in
from agora.writing.looks import seen_in


class Difference(Struct, frozen=True, order=True):
    """One way in which an output folder is not what its manifest says.

    `kind` is "missing", "changed" or "foreign".
    """

    path: str
    kind: str


def verify(output: Path) -> tuple[Difference, ...]:
    """How `output` differs from its manifest, sorted by path. Writes nothing.

    Raises `OutputRefused` where there is no manifest to compare with, and OSError.
    """
    if not output.is_dir():
        raise OutputRefused(f"{output} is not a folder: there is no website to verify")
    generation = generation_in(output)
    listed = {**generation.former, **generation.own}
    differences = [Difference(path, tree.differs(output, path, listed[path])) for path in listed]
    foreign = tree.foreign_among(seen_in(output), generation).topmost
    return tuple(
        sorted(
            [difference for difference in differences if difference.kind]
            + [Difference(path, "foreign") for path in foreign]
        )
    )
