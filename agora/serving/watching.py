"""What stands under the watched folders, so that two looks can be compared."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from fnmatch import translate
from pathlib import Path
from typing import NamedTuple, TypeAlias

# What editors and systems leave beside the files that people write.
IGNORED = (
    *("*.swp", "*.swx", "*~", ".#*", "#*#", "4913", "*.tmp", "*.part", "._*"),
    *(".DS_Store", "Thumbs.db", "desktop.ini", "__pycache__", ".git"),
)
_IGNORED = re.compile("|".join(map(translate, IGNORED)))


class State(NamedTuple):
    """What tells a changed file: a copy keeps its old time, a swap its size, an edit its inode."""

    changed_ns: int
    size_bytes: int
    inode: int


Look: TypeAlias = Mapping[str, State]


def look_at(folders: tuple[Path, ...]) -> Look:
    """Every file below the folders. Links are not followed, so no loop is ever entered."""
    found: dict[str, State] = {}
    waiting = [str(folder) for folder in folders]
    while waiting:
        folder = waiting.pop()
        try:
            with os.scandir(folder) as entries:
                for entry in entries:
                    if _IGNORED.match(entry.name):
                        continue
                    if entry.is_dir(follow_symlinks=False):
                        waiting.append(entry.path)
                        continue
                    status = entry.stat(follow_symlinks=False)
                    found[entry.path] = State(status.st_mtime_ns, status.st_size, status.st_ino)
        except OSError:
            # A folder that went away between two looks is a change like any other.
            continue
    return found
