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
from collections.abc import Callable
from contextlib import closing, suppress
from functools import partial
from pathlib import Path
from typing import NamedTuple

from msgspec import DecodeError
from msgspec.msgpack import Decoder, encode

from agora.sealed import NotSealed, open_sealed, sealed
from agora.writing.looks import (
    CLOCK_STEP_NS,
    SETTLED_NS,
    Folders,
    Names,
    Seen,
    seen_in,
    seen_with_folders,
)

_WORTH_IT = 200
"""Folders: fewer are listed in less time than it takes to keep their names."""
_TREES = 12
"""The website and the two that it was made of, of some output folders."""
_folders_in = Decoder(dict[str, Names])


class Again(NamedTuple):
    """What was seen of a tree, and how to keep what stood in its folders for the next walk of it, wherever it
    lies by then. That takes as long as a third of a walk, and can be left."""

    seen: Seen
    keep: Callable[[], None]


def seen_again(listings: Path, tree: Path) -> Again:
    """What stands in the tree (`seen_in`). Raises OSError."""
    try:
        listings.mkdir(parents=True, exist_ok=True)
        file = _file(listings, tree)
    except OSError:
        return unkept(tree)
    trial = Trial(file.with_suffix(".trial"))
    seen, folders = seen_with_folders(tree, known_in(file))
    return Again(seen, partial(_keep_settled, file, trial, seen, folders))


def seen_and_kept(listings: Path, tree: Path) -> Seen:
    """The same for who does not want to wait for less. Raises OSError."""
    walked = seen_again(listings, tree)
    walked.keep()
    return walked.seen


def unkept(tree: Path) -> Again:
    """The same where there is no place to keep anything. Raises OSError."""
    return Again(seen_in(tree), lambda: None)


def known_in(file: Path) -> Folders:
    """What is kept in the file; nothing where that is lost or damaged."""
    with suppress(OSError, NotSealed, DecodeError):
        return _folders_in.decode(open_sealed(file.read_bytes()))
    return {}


def settled_in(seen: Seen, folders: Folders) -> Folders:
    """Those of the folders that no later change can leave as they look."""
    before_ns = seen.begun_ns - SETTLED_NS
    return {folder: names for folder, names in folders.items() if names.stamp < before_ns}


class Trial:
    """Whether folders of the file system in which the folder `place` can be made get another stamp, by the
    clock of this machine, when a name comes or goes.

    It is begun long before it is asked, so that nobody waits for the clock.
    """

    def __init__(self, place: Path) -> None:
        self._place = place
        self._gaining, self._losing = place / "gaining", place / "losing"
        self._before: tuple[int, int] | None = None
        self.close()  # of a process that was killed
        with suppress(OSError):
            self._gaining.mkdir(parents=True)
            self._losing.mkdir()
            (self._losing / "name").touch()
            self._before = self._stamps()
        self._begun_ns = time.monotonic_ns()

    def is_passed(self) -> bool:
        """To be asked once; False where there is no room or permission."""
        if self._before is None:
            return False
        time.sleep(max(0, self._begun_ns + CLOCK_STEP_NS - time.monotonic_ns()) / 1e9)
        with suppress(OSError):
            from_ns = time.time_ns()
            (self._gaining / "name").touch()
            (self._losing / "name").unlink()
            to_ns = time.time_ns()
            return all(
                before < after and from_ns - CLOCK_STEP_NS <= after <= to_ns
                for before, after in zip(self._before, self._stamps(), strict=True)
            )
        return False

    def close(self) -> None:
        """Leave nothing of it."""
        shutil.rmtree(self._place, ignore_errors=True)

    def _stamps(self) -> tuple[int, int]:
        gaining, losing = os.lstat(self._gaining), os.lstat(self._losing)
        return gaining.st_ctime_ns, losing.st_ctime_ns


def _keep_settled(file: Path, trial: Trial, seen: Seen, folders: Folders) -> None:
    """Only if it is much more than was known, and the file system can be relied on."""
    with closing(trial):
        settled = settled_in(seen, folders)
        if len(settled) - seen.known >= _WORTH_IT and trial.is_passed():
            _keep(file, settled)


def _keep(file: Path, folders: Folders) -> None:
    # Without room, permission or names that are UTF-8, all is listed again next time.
    with suppress(OSError, UnicodeEncodeError):
        part = file.with_suffix(".part")
        part.write_bytes(sealed(encode(folders)))
        part.replace(file)
        _drop_old(file.parent)


def _file(listings: Path, tree: Path) -> Path:
    """Named after the tree itself, which moves from place to place. Raises OSError where that is on another
    file system, which would have to be tried there."""
    status = os.stat(tree)
    if status.st_dev != os.stat(listings).st_dev:
        raise OSError(errno.EXDEV, os.strerror(errno.EXDEV), str(tree))
    return listings / f"{status.st_dev:x}-{status.st_ino:x}.names"


def _drop_old(listings: Path) -> None:
    """What was made longest ago: listings of trees that are no more, and trials of killed processes."""
    with os.scandir(listings) as entries:
        found = sorted(entries, key=lambda entry: entry.stat(follow_symlinks=False).st_mtime_ns)
    trials = [entry.path for entry in found if entry.is_dir(follow_symlinks=False)]
    files = [entry.path for entry in found if entry.path not in trials]
    for path in trials[:-_TREES]:
        shutil.rmtree(path)
    for path in files[:-_TREES]:
        os.unlink(path)
