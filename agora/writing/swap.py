"""One tree takes the place of another in one step, and what was left half done is put right.

Beside each output folder, on its file system, lies a store with three places for trees:

    stage     the next generation, until it takes the place of the output folder
    former    the generation before the one in the output folder
    retired   the one before that, until the turn is over
    spare     the same after the turn: what the next stage is made out of

The file `turn` stands in the store while a tree takes the output folder's place. It holds the inode
numbers of that tree and of the displaced one, which a rename keeps: whoever finds the note can tell
whether the step was taken. `settle` is both the end of every turn and the recovery after a killed
one: a step that was taken is tidied up after, and one that was not is undone.
"""

from __future__ import annotations

import ctypes
import errno
import os
from collections.abc import Callable
from pathlib import Path
from typing import cast

from msgspec import Struct

from agora.fingerprint import short_hash
from agora.writing.guard import absolute, mount_of
from agora.writing.tree import make_entry_durable, remove

GENERATIONS = "generations"

_AT_FDCWD = -100
_RENAME_EXCHANGE = 2
# What systems, file systems and container filters answer that do not know the exchange.
_UNKNOWN = {errno.ENOSYS, errno.EINVAL, errno.EOPNOTSUPP, errno.EPERM}

Exchange = Callable[[Path, Path], bool]


class Place(Struct, frozen=True):
    """An output folder and its store."""

    output: Path
    store: Path

    @property
    def stage(self) -> Path:
        return self.store / "stage"

    @property
    def former(self) -> Path:
        return self.store / "former"

    @property
    def retired(self) -> Path:
        return self.store / "retired"

    @property
    def spare(self) -> Path:
        return self.store / "spare"

    @property
    def note(self) -> Path:
        return self.store / "turn"


def place_of(root: Path, output: Path, cache: Path) -> Place:
    """Where the generations of `output` lie: in the cache when a rename from there is possible.

    Otherwise in a hidden folder beside the output folder. Nothing is made. Raises OSError.
    """
    root, output, cache = absolute(root), absolute(output), absolute(cache)
    if mount_of(_nearest_folder(cache)) != mount_of(_nearest_folder(output.parent)):
        return Place(output, output.parent / f".{output.name}.agora")
    # Relative: a project that is moved or restored elsewhere finds its generations again.
    name = os.path.relpath(output, root)
    return Place(output, cache / GENERATIONS / short_hash(os.fsencode(name)))


def exchange(one: Path, other: Path) -> bool:
    """Swap two paths in one step; False where the system cannot. Raises OSError."""
    if _renameat2 is None:
        return False
    paths = os.fsencode(one), os.fsencode(other)
    if _renameat2(_AT_FDCWD, paths[0], _AT_FDCWD, paths[1], _RENAME_EXCHANGE) == 0:
        return True
    code = ctypes.get_errno()
    if code in _UNKNOWN:
        return False
    raise OSError(code, os.strerror(code), str(one), None, str(other))


def turn(place: Place, new: Path, exchange: Exchange) -> None:
    """Put the whole tree `new` (the stage, or the former generation) in the output folder's place.

    The caller calls `settle` afterwards, whatever happens. Raises OSError.
    """
    _write_note(place, new)
    if not place.output.is_dir() or not os.listdir(place.output):
        os.rename(new, place.output)  # takes an empty folder's place, too
        return
    if new == place.stage and place.former.exists():
        os.rename(place.former, place.retired)
    if not exchange(new, place.output):
        aside = place.former if new == place.stage else place.retired
        os.rename(place.output, aside)
        os.rename(new, place.output)


def settle(place: Place) -> None:
    """End the turn that the note tells of, and delete what is left over.

    Does nothing where nothing is left. Raises OSError.
    """
    if not place.store.is_dir():
        return
    note = _read_note(place)
    if note is not None:
        new, displaced = note
        if displaced and _inode(place.output) == 0:  # killed between two renames
            _bring(place, displaced, place.output)
        if _inode(place.output) == new and displaced:
            _bring(place, displaced, place.former)
        elif place.retired.exists() and not place.former.exists():
            os.rename(place.retired, place.former)
        make_entry_durable(place.store)
        make_entry_durable(place.output.parent)
        place.note.unlink()
    remove(place.stage)
    if place.retired.exists():
        remove(place.spare)
        os.rename(place.retired, place.spare)


def _bring(place: Place, inode: int, target: Path) -> None:
    for tree in (place.stage, place.former, place.retired):
        if _inode(tree) == inode and tree != target:
            os.rename(tree, target)


def _write_note(place: Place, new: Path) -> None:
    draft = place.store / "turn.draft"
    draft.write_bytes(b"%d %d" % (_inode(new), _inode(place.output)))
    make_entry_durable(draft)
    os.rename(draft, place.note)
    make_entry_durable(place.store)


def _read_note(place: Place) -> tuple[int, int] | None:
    try:
        new, displaced = place.note.read_bytes().split()
    except FileNotFoundError:
        return None
    return int(new), int(displaced)


def _inode(path: Path) -> int:
    """The inode number of `path`; 0 where there is nothing."""
    try:
        return path.lstat().st_ino
    except FileNotFoundError:
        return 0


def _nearest_folder(path: Path) -> Path:
    return next(folder for folder in (path, *path.parents) if folder.is_dir())


def _system_renameat2() -> Callable[[int, bytes, int, bytes, int], int] | None:
    function = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)
    if function is None:
        return None
    function.argtypes = (
        ctypes.c_int,
        ctypes.c_char_p,
        ctypes.c_int,
        ctypes.c_char_p,
        ctypes.c_uint,
    )
    function.restype = ctypes.c_int
    return cast(Callable[[int, bytes, int, bytes, int], int], function)


_renameat2 = _system_renameat2()
