"""What the file system says of a tree, without reading any of its files.

A walk of tens of thousands of files is most of what a small change costs: there is one for each tree, and
all that a caller wants to know of it is worked out from what that walk has seen.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from agora.fingerprint import digest

Look: TypeAlias = tuple[int, int, int, int]
"""Mode, size in bytes, time of the last change of the content in nanoseconds, and inode number."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What stands below a folder, by its path: `looks` of all that is no folder, and the `folders`."""

    looks: Mapping[str, Look]
    folders: frozenset[str]

    @property
    def state(self) -> str:
        """The digest of all looks: the same as long as nobody touches a file."""
        return state_of(self.looks)


def seen_in(tree: Path) -> Seen:
    """What stands below `tree` now. Links are not followed. Raises OSError."""
    looks: dict[str, Look] = {}
    folders: list[str] = []
    waiting = [""]
    while waiting:
        prefix = waiting.pop()
        with os.scandir(f"{tree}/{prefix}") as entries:
            for entry in entries:
                path = prefix + entry.name
                if entry.is_dir(follow_symlinks=False):
                    folders.append(path)
                    waiting.append(path + "/")
                    continue
                with suppress(FileNotFoundError):  # it went in this moment
                    looks[path] = _look(entry.stat(follow_symlinks=False))
    return Seen(looks, frozenset(folders))


def looks_at(tree: Path, paths: Iterable[str]) -> dict[str, Look]:
    """The looks of those of the files that are there. Raises OSError."""
    found: dict[str, Look] = {}
    for path in paths:
        with suppress(FileNotFoundError, NotADirectoryError):
            found[path] = _look(os.lstat(f"{tree}/{path}"))
    return found


def state_of(looks: Mapping[str, Look]) -> str:
    """The digest of looks. Where the tree lies, and what its folders look like, is no part of it."""
    return digest(repr(sorted(looks.items())).encode("utf-8", "surrogateescape"))


def _look(status: os.stat_result) -> Look:
    return status.st_mode, status.st_size, status.st_mtime_ns, status.st_ino
