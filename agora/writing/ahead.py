"""What stands on the disk before a website is there to be written, looked at while it is still being made."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence, Set
from pathlib import Path

from msgspec import Struct

from agora.outputs import Output
from agora.writing.aim import Aim, aim_again, aim_at, put_again
from agora.writing.guard import generation_in
from agora.writing.looks import Look
from agora.writing.manifest import Generation, Listing
from agora.writing.renewal import Old, left_in, spare_in
from agora.writing.standing import HERE, NOTHING, Standing, Walker
from agora.writing.swap import Place, place_of

NO_GENERATION = Generation({})
"""What a missing or empty output folder holds; compared by identity."""


class Ahead(Struct, frozen=True):
    """What stood on the disk before a website was there to be written: the `current` generation and all else
    in the output folder, and the `old` one that the next is made out of.

    And what it would take to write an earlier website, which is the `aim`, again: the paths that are `other`
    than in the current generation, and what is `left` in the old one. The website after an edit is written by
    the difference.
    """

    current: Generation
    standing: Standing
    old: Old
    aim: Aim
    other: Set[str]
    left: Mapping[str, Look]


def look_ahead(
    outputs: Iterable[Output], *, root: Path, output: Path, cache: Path, walker: Walker = HERE
) -> Ahead:
    """What `write` would begin with, looked at while the website that comes after `outputs` is still being
    made.

    Raises `OutputRefused`, `UnsafePath` and OSError.
    """
    place = place_of(root, output, cache)
    current = current_in(place)
    aim = aim_at(outputs, root, current.own.keys())
    standing = standing_in(place.output, current, walker)
    old = spare_in(place, walker.seen)
    other = _other(current, aim.listing)
    return Ahead(current, standing, old, aim, other, left_in(old, aim.listing))


def again(ahead: Ahead, outputs: Sequence[Output], root: Path) -> Ahead:
    """The same for other outputs: only the paths are looked at where these are other ones."""
    current, old = ahead.current, ahead.old
    aim, touched = aim_again(ahead.aim, outputs, root, current.own.keys())
    new = {path: aim.listing[path] for path in touched & aim.listing.keys()}
    other = (ahead.other - touched) | _other(current, new)
    left = put_again(ahead.left, touched, left_in(old, new))
    return Ahead(current, ahead.standing, old, aim, other, left)


def _other(current: Generation, wanted: Listing) -> set[str]:
    """The paths that are new, or other than the manifest says."""
    return {path for path, file in wanted.items() if current.own.get(path) != file}


def current_in(place: Place) -> Generation:
    """The generation in the output folder; `NO_GENERATION` where that is missing or empty."""
    if not place.output.exists() or not os.listdir(place.output):
        return NO_GENERATION
    return generation_in(place.output)


def standing_in(output: Path, current: Generation, walker: Walker) -> Standing:
    return NOTHING if current is NO_GENERATION else walker.standing(output, current)
