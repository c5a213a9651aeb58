"""Trees of files on the disk: read, compare, carry over, make durable.

Nothing here follows a symbolic link, and nothing depends on the umask.
"""

from __future__ import annotations

import ctypes
import hashlib
import os
import stat
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import cast

from msgspec import Struct

from agora.crew import Crew
from agora.writing.looks import Seen, seen_in
from agora.writing.manifest import FileRecord, Generation, Listing
from agora.writing.paths import folders_above

_BLOCK_BYTES = 1 << 20
_AT_ONCE = 1000
"""Files that are read by one process: fewer are read in less time than it takes to fork one."""


class Contents(Struct, frozen=True):
    """Paths below a folder, sorted; `odd` are pipes, sockets and devices."""

    files: tuple[str, ...] = ()
    links: tuple[str, ...] = ()
    folders: tuple[str, ...] = ()
    odd: tuple[str, ...] = ()

    @property
    def topmost(self) -> tuple[str, ...]:
        """The paths that lie in none of these folders; a folder ends in `/`. Safe to print."""
        within = set(self.folders)
        plain = (*self.files, *self.links, *self.odd)
        named = [(path, path) for path in plain] + [(path, f"{path}/") for path in self.folders]
        return tuple(
            sorted(
                name.encode(errors="backslashreplace").decode()
                for path, name in named
                if not within.intersection(folders_above(path))
            )
        )


def contents_of(seen: Seen) -> Contents:
    """All that was seen, by its kind."""
    found: dict[str, list[str]] = {"files": [], "links": [], "odd": []}
    for path, (mode, *_) in seen.looks.items():
        kind = "files" if stat.S_ISREG(mode) else "links" if stat.S_ISLNK(mode) else "odd"
        found[kind].append(path)
    return Contents(
        **{kind: tuple(sorted(paths)) for kind, paths in found.items()},
        folders=tuple(sorted(seen.folders)),
    )


def foreign_among(seen: Seen, generation: Generation) -> Contents:
    """What of that is not the generation's."""
    strange = seen.looks.keys() - generation.paths
    if not strange and not seen.has_bare:
        return Contents()  # a file of ours stands in each folder, or further down in it
    looks = {path: seen.looks[path] for path in strange}
    folders = seen.folders.keys() - generation.folders
    return contents_of(Seen(looks, {folder: seen.folders[folder] for folder in folders}))


def differs(tree: Path, path: str, record: FileRecord) -> str:
    """How the file at `path` differs from its record: "missing", "changed", or `""`."""
    try:
        with opened(f"{tree}/{path}") as descriptor:
            status = os.fstat(descriptor)
            if not stat.S_ISREG(status.st_mode) or status.st_size != record.size_bytes:
                return "changed"
            return "" if record_of_rest(descriptor) == record else "changed"
    except (FileNotFoundError, NotADirectoryError):
        return "missing"
    except OSError:
        if os.path.islink(tree / path):
            return "changed"
        raise


def differing(tree: Path, files: Listing, crew: Crew) -> set[str]:
    """The paths of those files that differ from their records. Raises OSError."""
    paths = list(files)
    batches = [paths[at : at + _AT_ONCE] for at in range(0, len(paths), _AT_ONCE)]
    return set().union(*crew.run(_differing, (tree, files), batches))


def _differing(where: tuple[Path, Listing], paths: Sequence[str]) -> list[str]:
    tree, files = where
    return [path for path in paths if differs(tree, path, files[path])]


def carry(tree: Path, paths: Contents, target: Path) -> None:
    """Copy foreign files and links from `tree` to `target`, with mode and times.

    A file that stands there with the same size, mode and time is left; one that has gone from `tree` in
    the meantime goes. Raises OSError.
    """
    if not (paths.files or paths.links or paths.folders):
        return
    import shutil  # which takes longer than all else that is imported to write an edit

    for folder in paths.folders:
        (target / folder).mkdir(parents=True, exist_ok=True)
    for path in (*paths.files, *paths.links):
        shape = _shape(tree / path)
        if shape != _shape(target / path):
            (target / path).parent.mkdir(parents=True, exist_ok=True)
            (target / path).unlink(missing_ok=True)
            if shape:
                shutil.copy2(tree / path, target / path, follow_symlinks=False)
    for folder in reversed(paths.folders):
        with suppress(FileNotFoundError):
            shutil.copystat(tree / folder, target / folder)


def discard(tree: Path, paths: Contents, keep: Contents) -> None:
    """Delete the files, links and folders in `paths` that are not in `keep`. Raises OSError."""
    for path in sorted({*paths.files, *paths.links} - {*keep.files, *keep.links}):
        (tree / path).unlink()
    for folder in sorted({*paths.folders} - {*keep.folders}, reverse=True):
        (tree / folder).rmdir()


def make_durable(tree: Path) -> None:
    """Return when all that was written below `tree` is on the disk. Raises OSError.

    One `syncfs` where the system has it: for 3,000 files it takes a fraction of the time of an
    `fsync` for each.
    """
    with opened(tree, os.O_DIRECTORY) as descriptor:
        if _syncfs is not None:
            if _syncfs(descriptor) != 0:
                code = ctypes.get_errno()
                raise OSError(code, os.strerror(code), str(tree))
            return
    contents = contents_of(seen_in(tree))
    for path in (*contents.files, *contents.folders, ""):
        make_entry_durable(tree / path)


def make_entry_durable(path: Path) -> None:
    """`fsync` one file, or the names in one folder."""
    with naming(path), opened(path) as descriptor:
        os.fsync(descriptor)


def remove(tree: Path) -> None:
    """Delete `tree` with all below it; a missing one is fine. Raises OSError."""
    if os.path.lexists(tree):
        import shutil

        with suppress(FileNotFoundError):
            shutil.rmtree(tree)


def record_at(file: Path) -> FileRecord:
    """The record of a regular file, read in blocks. Raises OSError."""
    with opened(file) as descriptor:
        return record_of_rest(descriptor)


def record_of_rest(descriptor: int, copy_to: int | None = None) -> FileRecord:
    """The record of what is left to read, which goes to another file where one is given."""
    hashed, size_bytes = hashlib.sha256(), 0
    while block := os.read(descriptor, _BLOCK_BYTES):
        if copy_to is not None:
            write_all(copy_to, block)
        hashed.update(block)
        size_bytes += len(block)
    return FileRecord(hashed.hexdigest(), size_bytes)


@contextmanager
def opened(path: Path | str, flags: int = 0) -> Iterator[int]:
    # O_NONBLOCK: opening a pipe must not wait for somebody to write into it.
    flags |= os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
    descriptor = os.open(path, flags)
    try:
        yield descriptor
    finally:
        os.close(descriptor)


@contextmanager
def naming(path: Path | str) -> Iterator[None]:
    """Give an error of the system the path that it does not know (a full disk, while writing)."""
    try:
        yield
    except OSError as error:
        if error.filename is None:
            error.filename = str(path)
        raise


def write_all(descriptor: int, content: bytes) -> None:
    rest = memoryview(content)
    while rest:
        rest = rest[os.write(descriptor, rest) :]


def _shape(path: Path) -> tuple[int, int, int] | None:
    try:
        status = path.lstat()
    except (FileNotFoundError, NotADirectoryError):
        return None
    return status.st_mode, status.st_size, status.st_mtime_ns


def _system_syncfs() -> Callable[[int], int] | None:
    function = getattr(ctypes.CDLL(None, use_errno=True), "syncfs", None)
    if function is None:
        return None
    function.argtypes = (ctypes.c_int,)
    function.restype = ctypes.c_int
    return cast(Callable[[int], int], function)


_syncfs = _system_syncfs()
