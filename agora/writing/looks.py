"""What the file system says of a tree, without reading any of its files.

A walk of tens of thousands of files is most of what a small change costs: there is one for each tree, and
all that a caller wants to know of it is worked out from what that walk has seen.
"""

from __future__ import annotations

import os
import stat
import time
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import TypeAlias

from msgspec import Struct
from msgspec.msgpack import encode

from agora.fingerprint import digest

CLOCK_STEP_NS = 20_000_000
"""File systems stamp files with a clock that moves in steps of some milliseconds: no step is longer."""

UNSTAMPED = -1
"""In the place of a stamp that nobody has looked at; no folder has it."""

Look: TypeAlias = tuple[int, int, int, int]
"""Mode, size in bytes, time of the last change of the content in nanoseconds, and inode number."""


class Seen(Struct, frozen=True, array_like=True):
    """What stands below a folder, by its path: `looks` of all that is no folder, and the `folders` with the
    stamp that each had before it was looked into, or `UNSTAMPED`. `top_stamp` is that of the folder itself.

    `begun_ns` is the moment before the walk, in nanoseconds since 1970. `has_bare` says whether nothing at
    all stands in one of the folders.
    """

    looks: Mapping[str, Look]
    folders: Mapping[str, int]
    top_stamp: int = 0
    begun_ns: int = 0
    has_bare: bool = False

    @property
    def state(self) -> str:
        """The digest of all looks: the same as long as nobody touches a file."""
        return state_of(self.looks)

    def names_stand(self, tree: Path) -> bool:
        """Whether nothing has come into the folders of `tree` since, nor left them. The tree may have been
        renamed. Files that were written in place are not looked for. Raises OSError."""
        stamps = (self.top_stamp, *self.folders.values())
        if max(stamps) >= self.begun_ns - CLOCK_STEP_NS:
            return False  # what came in the same step of the clock has left the stamp as it was
        above = f"{tree}/"
        try:
            return _top_stamp(tree) == self.top_stamp and all(
                os.lstat(above + folder).st_ctime_ns == stamp
                for folder, stamp in self.folders.items()
            )
        except (FileNotFoundError, NotADirectoryError):
            return False


Walk: TypeAlias = Callable[[Path], Seen]
"""Who tells what stands in a tree."""


def seen_in(tree: Path, *, has_stamps: bool = True) -> Seen:
    """What stands below `tree` now. Links are not followed. Without stamps, which take a fifth of the time,
    nobody can tell later whether names stand. Raises OSError."""
    begun_ns, top_stamp = time.time_ns(), _top_stamp(tree)
    looks: dict[str, Look] = {}
    folders: dict[str, int] = {}
    has_bare = False
    above, waiting = f"{tree}/", [""]
    while waiting:
        prefix = waiting.pop()
        found = len(looks) + len(folders)
        with os.scandir(above + prefix) as entries:
            for entry in entries:
                path = prefix + entry.name
                if not has_stamps and entry.is_dir(follow_symlinks=False):
                    folders[path] = UNSTAMPED
                    waiting.append(path + "/")
                    continue
                try:
                    status = entry.stat(follow_symlinks=False)
                except FileNotFoundError:  # it went in this moment
                    continue
                if stat.S_ISDIR(status.st_mode):
                    folders[path] = status.st_ctime_ns
                    waiting.append(path + "/")
                else:
                    looks[path] = look_of(status)
        has_bare = has_bare or found == len(looks) + len(folders)
    return Seen(looks, folders, top_stamp, begun_ns, has_bare)


def looks_at(tree: Path, paths: Iterable[str]) -> dict[str, Look]:
    """The looks of those of the files that are there. Raises OSError."""
    found: dict[str, Look] = {}
    for path in paths:
        with suppress(FileNotFoundError, NotADirectoryError):
            found[path] = look_of(os.lstat(f"{tree}/{path}"))
    return found


def state_of(looks: Mapping[str, Look]) -> str:
    """The digest of looks. Where the tree lies, and what its folders look like, is no part of it."""
    paths = sorted(looks)
    names = "\0".join(paths).encode("utf-8", "surrogateescape")
    return digest(b"%b\0%b" % (names, encode([looks[path] for path in paths])))


def look_of(status: os.stat_result) -> Look:
    """What of a file's status counts here."""
    return status.st_mode, status.st_size, status.st_mtime_ns, status.st_ino


def _top_stamp(tree: Path) -> int:
    """A rename gives a folder another time of change, but not of the change of its content."""
    return os.lstat(tree).st_mtime_ns
