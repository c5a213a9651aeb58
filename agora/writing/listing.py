"""What stood in the folders of trees, kept from one walk to the next.

A folder that looks as it did then is not listed again, which is half of a walk.

That the time of a folder's last change tells whether a name has come or gone is what Git relies on for its
untracked cache (git-scm.com/docs/index-format). Not every file system keeps to it: each is tried first, as
`git update-index --test-untracked-cache` does.
"""

from __future__ import annotations

import errno
import os
import shutil
import time
from contextlib import suppress
from pathlib import Path

from msgspec import DecodeError
from msgspec.msgpack import Decoder, encode

from agora.sealed import NotSealed, open_sealed, sealed
from agora.writing.looks import CLOCK_STEP_NS, SETTLED_NS, Folders, Names, Seen

_WORTH_IT = 200
"""Folders: fewer are listed in less time than it takes to keep their names."""
_TREES = 12
"""The website and the two that it was made of, of some output folders."""
_folders_in = Decoder(dict[str, Names])


def known_in(listings: Path, tree: Path) -> Folders:
    """What is known of the tree, wherever it lies by now; nothing where that is lost or damaged."""
    with suppress(OSError, NotSealed, DecodeError):
        return _folders_in.decode(open_sealed(_file(listings, tree).read_bytes()))
    return {}


def keep(listings: Path, tree: Path, seen: Seen) -> None:
    """Keep what was seen of the tree, where that is much more than was known, and its file system can be
    relied on."""
    settled = sum(stamp < seen.begun_ns - SETTLED_NS for stamp in seen.folders.values())
    if settled - seen.known < _WORTH_IT:
        return
    # Without room, permission or names that are UTF-8, all is listed again next time.
    with suppress(OSError, UnicodeEncodeError):
        listings.mkdir(parents=True, exist_ok=True)
        file = _file(listings, tree)
        if tells_changes(file.with_suffix(".trial")):
            part = file.with_suffix(".part")
            part.write_bytes(sealed(encode(folders_of(seen))))
            part.replace(file)
            _drop_old(listings)


def folders_of(seen: Seen) -> Folders:
    """What stood in those folders that no later change can leave as they look."""
    files: dict[str, list[str]] = {folder: [] for folder in seen.folders}
    folders: dict[str, list[str]] = {folder: [] for folder in seen.folders}
    for names, paths in ((files, seen.looks), (folders, seen.folders)):
        for path in paths:
            folder, _, name = path.rpartition("/")
            if folder:
                names[folder].append(name)
    return {
        folder: Names(stamp, tuple(files[folder]), tuple(folders[folder]))
        for folder, stamp in seen.folders.items()
        if stamp < seen.begun_ns - SETTLED_NS
    }


def tells_changes(trial: Path) -> bool:
    """Whether folders of the file system in which `trial` can be made get another stamp, by the clock of this
    machine, when a name comes or goes. Raises OSError."""
    shutil.rmtree(trial, ignore_errors=True)  # of a process that was killed
    try:
        gaining, losing = trial / "gaining", trial / "losing"
        gaining.mkdir(parents=True)
        losing.mkdir()
        (losing / "name").touch()
        before = [os.lstat(folder).st_ctime_ns for folder in (gaining, losing)]
        time.sleep(CLOCK_STEP_NS / 1e9)
        begun_ns = time.time_ns()
        (gaining / "name").touch()
        (losing / "name").unlink()
        ended_ns = time.time_ns()
        after = [os.lstat(folder).st_ctime_ns for folder in (gaining, losing)]
    finally:
        shutil.rmtree(trial, ignore_errors=True)
    return all(
        old < new and begun_ns - CLOCK_STEP_NS <= new <= ended_ns
        for old, new in zip(before, after, strict=True)
    )


def _file(listings: Path, tree: Path) -> Path:
    """Named after the tree itself, which moves from place to place. Raises OSError where that is on another
    file system, which would have to be tried there."""
    status = os.stat(tree)
    if status.st_dev != os.stat(listings).st_dev:
        raise OSError(errno.EXDEV, os.strerror(errno.EXDEV), str(tree))
    return listings / f"{status.st_dev:x}-{status.st_ino:x}.names"


def _drop_old(listings: Path) -> None:
    """Those that were written longest ago: most are of trees that are no more."""
    with os.scandir(listings) as entries:
        kept = [entry for entry in entries if entry.is_file(follow_symlinks=False)]
    for entry in sorted(kept, key=lambda one: one.stat().st_mtime_ns)[:-_TREES]:
        os.unlink(entry.path)
