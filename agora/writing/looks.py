"""What the file system says of a tree, without reading any of its files.

A walk of tens of thousands of files is most of what a small change costs: there is one for each tree, and
all that a caller wants to know of it is worked out from what that walk has seen.
"""

from __future__ import annotations

import os
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
SETTLED_NS = 2_000_000_000
"""What is kept for later builds is that of what had not been changed for so long: there, the clocks of
foreign file systems count, which move in steps of two seconds at most (FAT)."""

Look: TypeAlias = tuple[int, int, int, int]
"""Mode, size in bytes, time of the last change of the content in nanoseconds, and inode number."""


class Names(Struct, frozen=True, array_like=True, gc=False):
    """What stood in a folder when it had that stamp: other `folders`, and `files` with all that is none."""

    stamp: int
    files: tuple[str, ...]
    folders: tuple[str, ...]


Folders: TypeAlias = Mapping[str, Names]
"""What stood in the folders of a tree, by their paths; not in the tree itself."""
_UNKNOWN = -1
"""In the place of a stamp: no folder has it."""


class Seen(Struct, frozen=True, array_like=True):
    """What stands below a folder, by its path: `looks` of all that is no folder, and the `folders` with the
    stamp (time of the last change, in nanoseconds) that each had before it was looked into. `top_stamp` is
    that of the folder itself.

    `begun_ns` is the moment before the walk, in nanoseconds since 1970. `has_bare` says whether nothing at
    all stands in one of the folders. So many of the folders stood as they were `known`.
    """

    looks: Mapping[str, Look]
    folders: Mapping[str, int]
    top_stamp: int = 0
    begun_ns: int = 0
    has_bare: bool = False
    known: int = 0

    @property
    def state(self) -> str:
        """The digest of all looks: the same as long as nobody touches a file."""
        return state_of(self.looks)

    def names_stand(self, tree: Path) -> bool:
        """Whether nothing has come into the folders of `tree` since, nor left them. The tree may have been
        renamed. Files that were written in place are not looked for. Raises OSError."""
        if max((self.top_stamp, *self.folders.values())) >= self.begun_ns - CLOCK_STEP_NS:
            return False  # what came in the same step of the clock has left the stamp as it was
        above = _above(tree)
        try:
            return _top_stamp(tree) == self.top_stamp and all(
                os.lstat(above + folder).st_ctime_ns == stamp
                for folder, stamp in self.folders.items()
            )
        except (FileNotFoundError, NotADirectoryError):
            return False


Walk: TypeAlias = Callable[[Path], Seen]
"""Who tells what stands in a tree."""


def seen_in(tree: Path) -> Seen:
    """What stands below `tree` now. Links are not followed. Raises OSError."""
    return seen_with_folders(tree, {})[0]


def seen_with_folders(tree: Path, known: Folders) -> tuple[Seen, Folders]:
    """The same, with what stands in each folder. Those that look as they did when they were listed are not
    listed again."""
    begun_ns, top_stamp = time.time_ns(), _top_stamp(tree)
    looks: dict[str, Look] = {}
    folders: dict[str, int] = {}
    listed: dict[str, Names] = {}
    has_bare, standing = False, 0
    above, waiting = _above(tree), [""]
    while waiting:
        folder = waiting.pop()
        prefix = f"{folder}/" if folder else ""
        try:
            stamp = os.lstat(above + folder).st_ctime_ns if folder else _UNKNOWN
            names = known.get(folder)
            if names is not None and names.stamp == stamp:
                standing += 1
            else:
                names = _names_in(above + prefix, stamp)
        except FileNotFoundError:
            if not folder:
                raise
            continue  # it went in this moment
        if folder:
            folders[folder], listed[folder] = stamp, names
        has_bare = has_bare or not (names.files or names.folders)
        waiting += [prefix + name for name in names.folders]
        for name in names.files:
            path = prefix + name
            try:
                looks[path] = look_of(os.lstat(above + path))
            except FileNotFoundError:
                continue
    return Seen(looks, folders, top_stamp, begun_ns, has_bare, standing), listed


def _names_in(folder: str, stamp: int) -> Names:
    files: list[str] = []
    folders: list[str] = []
    with os.scandir(folder or ".") as entries:
        for entry in entries:
            (folders if entry.is_dir(follow_symlinks=False) else files).append(entry.name)
    return Names(stamp, tuple(files), tuple(folders))


def _above(tree: Path) -> str:
    """What stands before the paths in a tree: nothing where this process is in it, since short paths are
    found in less time."""
    return "" if tree == Path() else f"{tree}/"


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
