"""New files are laid into a tree: bytes, those of an earlier build, or copies of files of the root."""

from __future__ import annotations

import os
import stat
from collections.abc import Mapping, Sequence
from itertools import groupby
from pathlib import Path
from typing import TypeAlias

from msgspec import Struct, field

from agora.crew import Crew, Forked
from agora.outputs import Kept
from agora.writing.looks import Look, look_of
from agora.writing.manifest import FileRecord
from agora.writing.paths import folders_above
from agora.writing.tree import naming, opened, record_of_rest, write_all

FILE_MODE = 0o644
FOLDER_MODE = 0o755

AT_ONCE = 1000
"""Files that go to a process at once: fewer are laid in less time than it takes to fork a pool of them."""
_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC

Source: TypeAlias = bytes | Path | Kept
"""Where the bytes of a file come from."""


class Laid(Struct, frozen=True):
    """The looks of new files, by path, and the records of those that are copies, as they were read."""

    looks: dict[str, Look] = field(default_factory=dict)
    copied: dict[str, FileRecord] = field(default_factory=dict)


class _Order(Struct, frozen=True):
    tree: Path
    sources: Mapping[str, Source]


def lay(
    tree: Path,
    sources: Mapping[str, Source],
    crew: Crew = Forked(1),  # noqa: B008
    at_once: int = AT_ONCE,
) -> Laid:
    """Write new files into the folder `tree`.

    Raises OSError, FileExistsError among them: no file is ever written over.
    """
    # Files of one folder one behind the other.
    paths = sorted(sources, key=lambda path: path.rpartition("/")[::2])
    batches = [paths[at : at + at_once] for at in range(0, len(paths), at_once)]
    laid = Laid()
    for some in crew.run(_lay, _Order(tree, sources), batches):
        laid.looks.update(some.looks)
        laid.copied.update(some.copied)
    return laid


def make_folder(folder: str) -> None:
    """Make sure that `folder` is a real folder. Raises OSError."""
    try:
        os.mkdir(folder)
    except FileExistsError:
        if not stat.S_ISDIR(os.lstat(folder).st_mode):
            raise
    else:
        os.chmod(folder, FOLDER_MODE)


def _lay(order: _Order, paths: Sequence[str]) -> Laid:
    laid = Laid()
    ready: set[str] = set()
    for folder, some in groupby(paths, key=lambda path: path.rpartition("/")[0]):
        for above in folders_above(f"{folder}/") if folder else ():
            if above not in ready:
                make_folder(f"{order.tree}/{above}")
                ready.add(above)
        with opened(f"{order.tree}/{folder}", os.O_DIRECTORY) as descriptor:
            for path in some:
                _lay_file(order, path, descriptor, laid)
    return laid


def _lay_file(order: _Order, path: str, folder: int, laid: Laid) -> None:
    """Lay one file into the open folder that it belongs to."""
    source, name = order.sources[path], path.rpartition("/")[2]
    try:
        descriptor = os.open(name, _NEW, FILE_MODE, dir_fd=folder)
        try:
            os.fchmod(descriptor, FILE_MODE)
            if isinstance(source, Path):
                laid.copied[path] = _copy(source, descriptor)
            else:
                write_all(descriptor, source if isinstance(source, bytes) else source.read())
        finally:
            os.close(descriptor)
        # Not before it is closed: a file system of the network may set the time of the change by then.
        laid.looks[path] = look_of(os.stat(name, dir_fd=folder, follow_symlinks=False))
    except OSError as error:
        if error.filename is None:
            error.filename = f"{order.tree}/{path}"
        raise


def _copy(source: Path, target: int) -> FileRecord:
    with naming(source), opened(source) as descriptor:
        return record_of_rest(descriptor, copy_to=target)
