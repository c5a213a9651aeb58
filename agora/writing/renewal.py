"""The next generation, made out of an old one: only what differs is written.

The website changes little from build to build. The generation that left `former` lies in the store as
`spare`; the next stage is that tree, brought up to date. So two generations take turns with the one that
is published, and what is written is the difference of two or three builds, not the website.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from msgspec import Struct

from agora.crew import Crew
from agora.writing import tree
from agora.writing.laying import AT_ONCE, Laid, Source, lay, make_folder
from agora.writing.looks import Look, Seen, Walk
from agora.writing.manifest import (
    FileRecord,
    Generation,
    Listing,
    UnreadableManifest,
    read_generation,
)
from agora.writing.paths import folders_of
from agora.writing.swap import Place


class Old(Struct, frozen=True):
    """A generation that is to be made into the next one, all that stands in its tree, and what of that is not
    the generation's. There may be none: then no tree `stands`."""

    generation: Generation
    seen: Seen
    foreign: tree.Contents = tree.Contents()
    stands: bool = True


def spare_in(place: Place, walk: Walk) -> Old:
    """The spare generation; an empty one where there is none that can be used."""
    spare = None
    with suppress(UnreadableManifest):
        spare = read_generation(place.spare)
    if spare is None or not spare.own:
        return Old(Generation({}), Seen({}, {}), stands=False)
    seen = walk(place.spare)
    return Old(spare, seen, tree.foreign_among(seen, spare))


def left_in(old: Old, wanted: Listing) -> dict[str, Look]:
    """The files with the right record and size that stand already, as they look."""
    if not wanted:
        return {}
    former, looks = {**old.generation.former, **old.generation.own}, old.seen.looks
    return {
        path: look
        for path, record in wanted.items()
        if former.get(path) == record and (look := looks.get(path)) and _is_whole(look, record)
    }


def make_stage(place: Place, spare: Old) -> None:
    """The spare generation's tree becomes the stage; where there is none, that is a new folder."""
    if spare.stands:
        os.rename(place.spare, place.stage)
        return
    tree.remove(place.spare)
    make_folder(str(place.stage))


def renew(
    stage: Path,
    old: Old,
    left: Mapping[str, Look],
    sources: Mapping[str, Source],
    foreign: tree.Contents,
    crew: Crew,
    at_once: int = AT_ONCE,
) -> Laid:
    """Make the stage, which holds what is `old`, hold `sources` and nothing else of ours; all that it holds
    of them then.

    What is `left_in` it stays. Foreign files that are not in `foreign` go. Raises OSError.
    """
    seen, known = old.seen, old.generation
    tree.discard(stage, old.foreign, keep=foreign)
    for path in known.paths - left.keys():
        if path in seen.looks:
            (stage / path).unlink()
    for folder in sorted(folders_of(known.paths - sources.keys()), reverse=True):
        with suppress(OSError):
            (stage / folder).rmdir()  # other files may stand in it
    new = {path: source for path, source in sources.items() if path not in left}
    laid = lay(stage, new, crew, at_once)
    return Laid({**left, **laid.looks}, laid.copied)


def _is_whole(look: Look, record: FileRecord) -> bool:
    return look[1] == record.size_bytes and stat.S_ISREG(look[0])
