"""Outputs become the website on the disk, in one step.

A whole tree is staged first; then it takes the place of the output folder. Whatever kills the
build, the folder holds the former website or the new one. Files in it that are not ours are carried
along.

Every function here expects that the caller holds `agora.lock` of the same cache folder.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence, Set
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path

from agora.crew import Crew, Forked
from agora.outputs import FORMER_ASSETS, Output
from agora.writing import tree
from agora.writing.change import NO_GENERATION, Change, change_to, current_in, standing_in
from agora.writing.guard import NothingToRollBack, OutputRefused, refuse_unfit
from agora.writing.laying import Laid, lay
from agora.writing.looks import looks_at, seen_in
from agora.writing.manifest import (
    ASSETS,
    Generation,
    Listing,
    UnreadableManifest,
    read_generation,
)
from agora.writing.near import Near, near_in
from agora.writing.paths import UnsafePath, folders_above, folders_of
from agora.writing.renewal import left_in, make_stage, renew
from agora.writing.scout import Scout
from agora.writing.standing import HERE, Walker
from agora.writing.swap import Exchange, Place, exchange, place_of, settle, turn

__all__ = [
    "Near",
    "NothingToRollBack",
    "OutputRefused",
    "UnsafePath",
    "Written",
    "look_near",
    "recover",
    "rollback",
    "trees_of",
    "write",
    "write_near",
]


@dataclass(frozen=True, slots=True)
class Written:
    """What `write` or `rollback` did to the website, as a visitor would see it.

    Paths are relative to the output folder and sorted; the manifest is not counted. `foreign` are
    the files and folders (these end in `/`) that are not ours and were left in place. `state` is that of
    all files that the folder holds now (`agora.writing.looks`), "" where nobody can tell. `copied` are the
    SHA-256 of the copies among the files that were looked at: those of the root may be saved meanwhile.
    """

    files_written: tuple[str, ...]
    files_unchanged: int
    files_removed: tuple[str, ...]
    foreign: tuple[str, ...]
    state: str = field(default="", compare=False)
    copied: Mapping[str, str] = field(default_factory=dict, compare=False)


def write(
    outputs: Sequence[Output],
    *,
    root: Path,
    output: Path,
    cache: Path,
    exchange: Exchange = exchange,
    walker: Walker = HERE,
    crew: Crew = Forked(1),  # noqa: B008
) -> Written:
    """Make `output` hold exactly `outputs`, a manifest, and what in it is not ours.

    The former generation's assets stay one round. Where every file is already there, nothing is
    written. What the `walker` tells of a tree may be a little older than this call
    (`agora.writing.scout`). Many files are read and laid by the `crew`, which must work on this machine.
    Raises `OutputRefused` (the folder is not one to write to), `UnsafePath` (a fault), and OSError;
    in all three cases the output folder is as it was.
    """
    place = _settled(root, output, cache)
    return _written(place, change_to(outputs, place, root, walker), exchange, crew)


def look_near(
    scout: Scout, published: str, known: Set[str], *, root: Path, output: Path, cache: Path
) -> Near | None:
    """The generations that stand, where an edit can be written by what differs (`agora.writing.near`).

    `published` is the `Written.state` that the last build left, and `known` are those of the last builds
    beside which nothing foreign stood. Raises OSError.
    """
    return near_in(place_of(root, output, cache), scout, published, known)


def write_near(
    near: Near,
    outputs: Sequence[Output],
    *,
    root: Path,
    output: Path,
    cache: Path,
    exchange: Exchange = exchange,
    crew: Crew = Forked(1),  # noqa: B008
) -> Written:
    """The same as `write`, for a website that is as the published one but at the paths of `near`: only the
    outputs at these are looked at."""
    place = _settled(root, output, cache)
    return _written(place, near.change_to(outputs, root), exchange, crew)


def _settled(root: Path, output: Path, cache: Path) -> Place:
    refuse_unfit(root, output, cache)
    place = place_of(root, output, cache)
    settle(place)
    return place


def _written(place: Place, change: Change, exchange: Exchange, crew: Crew) -> Written:
    foreign = _fit(place.output, change.standing.foreign, change.wanted)
    changed, removed = _changed(place.output, change, crew), change.removed
    if not changed and not removed and change.current is not NO_GENERATION:
        unchanged = len(change.wanted) + change.rest.files
        copied = change.copied({})
        return Written((), unchanged, (), foreign.topmost, change.standing.state, copied)
    try:
        laid = _stage(place, change, foreign, crew)
        turn(place, place.stage, exchange)
    finally:
        # The website is already the former or the new one: what cannot be tidied now is tidied by
        # the next run, and must not hide why the staging failed.
        with suppress(OSError):
            settle(place)
    names_stand = change.standing.names_stand(place.former)
    state = change.rest.state(laid.looks)
    _carry_late(place, change.current, names_stand, foreign)
    written = _summary(change.wanted, changed, removed, foreign, change.rest.files)
    return replace(written, state=state(), copied=change.copied(laid.copied))


def rollback(*, root: Path, output: Path, cache: Path, exchange: Exchange = exchange) -> Written:
    """Put the former generation back in the place of `output`; a second call undoes the first.

    What in `output` is not ours stays as it is, and the assets of the generation that leaves stay
    one round. Raises `NothingToRollBack`, `OutputRefused`, and OSError; in all three cases the
    output folder is as it was.
    """
    place = _settled(root, output, cache)
    current = current_in(place)
    former = _former(place)
    standing = standing_in(place.output, current, HERE)
    foreign = _fit(place.output, standing.foreign, {**former.former, **former.own})
    try:
        _refit(place, current, former, foreign)
        turn(place, place.former, exchange)
    finally:
        with suppress(OSError):
            settle(place)
    _carry_late(place, current, standing.names_stand(place.former), foreign)
    changed = {path for path, file in former.own.items() if current.own.get(path) != file}
    return _summary(former.own, changed, current.own.keys() - former.own.keys(), foreign)


def recover(*, root: Path, output: Path, cache: Path) -> None:
    """Put right what a killed run left, without writing a website.

    `write` and `rollback` begin with it. A build calls it where it may end before them: on a system
    without the exchange of two folders, a kill can leave the output folder aside until then.
    Raises `OutputRefused` and OSError.
    """
    refuse_unfit(root, output, cache)
    settle(place_of(root, output, cache))


def trees_of(*, root: Path, output: Path, cache: Path) -> tuple[Path, Path]:
    """The trees that `write` walks, as it names them: the output folder, and what the next one is made of."""
    place = place_of(root, output, cache)
    return place.output, place.spare


def _former(place: Place) -> Generation:
    try:
        former = read_generation(place.former)
    except UnreadableManifest as fault:
        raise NothingToRollBack(f"the former website is damaged: {fault}") from None
    if former is None:
        raise NothingToRollBack("there is no former website to put back")
    listed = {**former.former, **former.own}
    damaged = [
        path for path, file in sorted(listed.items()) if tree.differs(place.former, path, file)
    ]
    if damaged:
        raise NothingToRollBack(f"the former website is damaged: {damaged[0]} is not as it was")
    return former


def _fit(output: Path, foreign: tree.Contents, wanted: Listing) -> tree.Contents:
    """What in `output` is not ours. Raises `OutputRefused` where it stands in the way."""
    if foreign.odd:
        raise OutputRefused(f"{output / foreign.odd[0]} is neither a file nor a folder; move it")
    files = {*foreign.files, *foreign.links}
    if not files and not foreign.folders:
        return foreign
    for path in sorted(Generation(wanted).paths):
        taken = files.intersection((path, *folders_above(path))) or {path} & {*foreign.folders}
        if taken:
            raise OutputRefused(
                f"{output / taken.pop()} is not ours and stands where the website needs {path}; "
                "move it away"
            )
    return foreign


def _changed(output: Path, change: Change, crew: Crew) -> Set[str]:
    """The paths that are other ones, or, if none is, other than they should be.

    The files themselves are read only when the manifest alone would have us do nothing, and nobody has seen
    that they are what it says.
    """
    if change.other or change.removed or change.is_known:
        return change.other
    return tree.differing(output, change.current.files, crew)


def _assets_to_keep(output: Path, current: Generation, wanted: Listing) -> dict[str, Path]:
    """The current generation's own assets that the next one has no longer, and where they are.

    Those that the current generation kept from its predecessor are not among them: they go.
    """
    gone = sorted(path for path in current.own.keys() - wanted.keys() if path.startswith(ASSETS))
    folders = folders_of(wanted) if gone else frozenset()
    return {
        path: output / path
        for path in gone
        if path not in folders
        and wanted.keys().isdisjoint(folders_above(path))
        and not tree.differs(output, path, current.own[path])
    }


def _stage(place: Place, change: Change, foreign: tree.Contents, crew: Crew) -> Laid:
    """Make the whole next generation, durable, in the place's stage and out of the old one; its files,
    without the rest."""
    current, old, wanted = change.current, change.old, change.wanted
    kept = _assets_to_keep(place.output, current, wanted)
    staying = {path: current.own[path] for path in kept}
    place.output.parent.mkdir(parents=True, exist_ok=True)
    place.store.mkdir(parents=True, exist_ok=True)
    make_stage(place, old)
    sources = {**change.sources, **kept}
    left = left_in(old, {**wanted, **staying})
    # A copied file may have changed since it was first read: the manifest says what was written.
    laid = renew(place.stage, old, left, sources, foreign, crew)
    files = {**wanted, **staying, **laid.copied}
    former = {path: files.pop(path) for path in staying}
    lists = lay(place.stage, change.rest.lists(Generation(files, former)))
    tree.carry(place.output, foreign, place.stage)
    tree.make_durable(place.stage)
    carried = looks_at(place.stage, (*foreign.files, *foreign.links))
    return Laid({**laid.looks, **lists.looks, **carried}, laid.copied)


def _refit(place: Place, current: Generation, former: Generation, foreign: tree.Contents) -> None:
    """Make the former generation fit to return: today's foreign files, the leaving assets."""
    stale = tree.foreign_among(seen_in(place.former), former)
    tree.discard(place.former, stale, keep=foreign)
    tree.carry(place.output, foreign, place.former)
    kept = _assets_to_keep(place.output, current, former.own)
    new = {path: source for path, source in kept.items() if path not in former.former}
    if new:
        # Killed in here, it leaves a whole generation with stale files that the next call discards.
        copied = lay(place.former, new).copied
        lists = Generation(former.own, {**former.former, **copied}).lists
        draft = f"{FORMER_ASSETS}.draft"
        lay(place.former, {draft: lists[FORMER_ASSETS]})
        os.replace(place.former / draft, place.former / FORMER_ASSETS)
    tree.make_durable(place.former)


def _carry_late(
    place: Place, current: Generation, names_stand: Callable[[], bool], foreign: tree.Contents
) -> None:
    """Fetch foreign files that came or changed while the next tree was being made."""
    if current is NO_GENERATION:
        return
    # The website is published, and the displaced tree still holds them: no reason to fail.
    with suppress(OSError, UnreadableManifest):
        if not names_stand():
            left = read_generation(place.former) or current
            foreign = tree.foreign_among(seen_in(place.former), left)
        tree.carry(place.former, foreign, place.output)


def _summary(
    wanted: Listing,
    changed: Set[str],
    removed: Set[str],
    foreign: tree.Contents,
    others: int = 0,
) -> Written:
    """What was done, where `others` stand beside those that are wanted."""
    written = tuple(sorted(changed & wanted.keys()))
    unchanged = len(wanted) - len(written) + others
    return Written(written, unchanged, tuple(sorted(removed)), foreign.topmost)
