"""Which folders may be the output folder."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from agora.writing.manifest import Generation, UnreadableManifest, read_generation

SOURCES = ("content", "templates", "assets", ".git")
"""Folders of the root that no output may be, hold or lie in."""


class OutputRefused(Exception):
    """The output folder is not one that we may write to. Nothing was changed."""


class NothingToRollBack(OutputRefused):
    """There is no former generation, or it is no longer whole. Nothing was changed."""


def refuse_unfit(root: Path, output: Path, cache: Path) -> None:
    """Raise `OutputRefused` where `output` must never be replaced by a website.

    That is a link, no folder, a mount point, or a folder that is, holds or lies in something
    precious. Raises OSError, too.
    """
    output = absolute(output)
    _refuse_precious(absolute(root), output, absolute(cache))
    try:
        mode = output.lstat().st_mode
    except FileNotFoundError:
        return
    if stat.S_ISLNK(mode):
        raise OutputRefused(f"{output} is a symbolic link; name the folder that it leads to")
    if not stat.S_ISDIR(mode):
        raise OutputRefused(f"{output} is not a folder")
    if mount_of(output) != mount_of(output.parent):
        raise OutputRefused(
            f"{output} is a mount point and cannot be replaced in one step; choose a folder in it"
        )


def generation_in(output: Path) -> Generation:
    """The generation in the existing folder `output`. Raises `OutputRefused`, and OSError."""
    try:
        generation = read_generation(output)
    except UnreadableManifest as fault:
        raise OutputRefused(
            f"{output} cannot be taken for a website of ours: {fault}; move the folder away"
        ) from None
    if generation is None:
        raise OutputRefused(
            f"{output} holds files but no manifest of ours, so nothing in it is touched; "
            "choose another folder, or move its files away"
        )
    return generation


def absolute(path: Path) -> Path:
    """`path` with every link on the way resolved, but not its own last name."""
    path = Path(os.path.abspath(path))
    return path.parent.resolve() / path.name


def mount_of(folder: Path) -> tuple[int, bytes]:
    """What two folders share when a rename between them is possible.

    The device alone is not enough: a rename fails between two mounts of one device (bind mounts).
    """
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        device = os.fstat(descriptor).st_dev
        try:
            lines = Path(f"/proc/self/fdinfo/{descriptor}").read_bytes().splitlines()
        except FileNotFoundError:  # not Linux
            return device, b""
        return device, next((line for line in lines if line.startswith(b"mnt_id:")), b"")
    finally:
        os.close(descriptor)


def _refuse_precious(root: Path, output: Path, cache: Path) -> None:
    sources = [absolute(root / name) for name in SOURCES]
    # A cache may hold an output (a preview), but an output never the cache.
    home = Path(os.path.expanduser("~"))  # not Path.home(): it raises where there is none
    for folder in (root, cache, home, *sources):
        if _lies_in(folder, output):
            raise OutputRefused(f"{output} is or holds {folder}, which must not be replaced")
    for folder in sources:
        if _lies_in(output, folder):
            raise OutputRefused(f"{output} lies in {folder}, which is read and never written")


def _lies_in(path: Path, folder: Path) -> bool:
    """Whether `path` is `folder` or below it, also by another spelling or mount of its name."""
    resolved = path.resolve()
    above = (path, *path.parents, resolved, *resolved.parents)
    if folder in above:
        return True
    try:
        known = folder.stat()
        return any(os.path.samestat(known, place.stat()) for place in above if place.exists())
    except FileNotFoundError:
        return False
