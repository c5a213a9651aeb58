"""The next generation, made out of an old one: only what differs is written.

The website changes little from build to build. The generation that left `former` lies in the store as
`spare`; the next stage is that tree, brought up to date. So two generations take turns with the one that
is published, and what is written is the difference of two or three builds, not the website.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from agora.writing import tree
from agora.writing.manifest import (
    FileRecord,
    Generation,
    Listing,
    UnreadableManifest,
    read_generation,
)
from agora.writing.swap import Place


def take_spare(place: Place) -> Generation:
    """The spare generation, now in the stage; an empty new stage where there is none that can be used."""
    spare = Generation({})
    if place.spare.exists():
        with suppress(UnreadableManifest):
            spare = read_generation(place.spare) or spare
        if spare.own:
            os.rename(place.spare, place.stage)
            return spare
        tree.remove(place.spare)
    tree.make_folder(place.stage)
    return spare


def renew(
    stage: Path,
    old: Generation,
    sources: Mapping[str, tree.Source],
    wanted: Listing,
    foreign: tree.Contents,
) -> dict[str, FileRecord]:
    """Make the stage, which holds the generation `old`, hold `sources` and nothing else of ours.

    What stands there with the right record and size is left. Foreign files that are not in `foreign` go.
    Gives the records of copied files, as they were read. Raises OSError.
    """
    found = list(tree.entries_in(stage))
    tree.discard(stage, tree.foreign_among(found, old), keep=foreign)
    sizes = {
        path: entry.stat(follow_symlinks=False).st_size
        for path, entry in found
        if path in old.paths and entry.is_file(follow_symlinks=False)
    }
    known = {
        path
        for path, record in {**old.former, **old.own}.items()
        if wanted.get(path) == record and sizes.get(path) == record.size_bytes
    }
    for path in old.paths - known:
        if path in sizes:
            (stage / path).unlink()
    needed = Generation(wanted).folders
    for folder in sorted(old.folders - needed, reverse=True):
        with suppress(OSError):
            (stage / folder).rmdir()  # foreign files may stand in it
    copied = tree.lay(
        stage, {path: source for path, source in sources.items() if path not in known}
    )
    return {**{path: wanted[path] for path in known}, **copied}
