"""What a build is made from: every file, and the digest of all of them.

Nearly all files are what they were at the build before. The cache knows each with its look (size, times,
inode) at the moment before it was read: a file that looks as it did then is not read again, as in Git's index
(git-scm.com/docs/racy-git).
"""

from __future__ import annotations

import errno
import os
import stat
import time
from collections.abc import Callable, Iterator, Mapping, Set
from contextlib import suppress
from hashlib import sha256
from operator import attrgetter
from pathlib import Path
from typing import TypeAlias

from msgspec import DecodeError, Struct
from msgspec.msgpack import Decoder, encode

from agora.fingerprint import digest
from agora.sealed import NotSealed, open_sealed, sealed
from agora.writing.looks import CLOCK_STEP_NS, SETTLED_NS

CONTENT = "content"
"""What the folder of the content is called among the inputs."""
_IGNORED = ("__pycache__",)
_BLOCK_BYTES = 1 << 16

Look: TypeAlias = tuple[int, int, int, int]
"""The size of a file in bytes, the times of the last change of its content and of the file itself in
nanoseconds, and its inode number. Nobody can set the second time, as they can the first."""
Row: TypeAlias = tuple[str, Look]
"""The digest of a file that looked so before it was read."""

_rows_in = Decoder(dict[str, Row])
_FEW = 16
"""Files: more are not edited by hand between two builds."""
_UNREADABLE = "unreadable"
_UNSETTLED: Look = (-2, 0, 0, 0)
"""What no file looks like: it is read again, and known to be edited where it is another one then."""


class Inputs(Struct, frozen=True):
    """All that a build is made from, but for the day: the digest of it, and that of each file by its name,
    which begins with what its folder is called ("content/cities/ghent.md"). `begun_ns` is the moment before
    the first file was looked at, in nanoseconds since 1970; `folders` are where the files lie. `choices` and
    `revision`, the commit that is checked out, are what is no file."""

    digest: str
    files: Mapping[str, str]
    folders: Mapping[str, Path]
    begun_ns: int
    choices: tuple[str, ...] = ()
    revision: str = ""

    def still_stand(self, read: Set[str] | None = None) -> bool:
        """Whether no file has come, gone or been written since. What a build made is remembered under these
        inputs only then: it may have read a file that was saved after its digest was taken.

        Where of the content only some files were `read`, what has become of the others does not count.
        """
        folders, count = self.folders, len(self.files)
        if read is not None:
            folders = {called: folder for called, folder in folders.items() if called != CONTENT}
            count = sum(not is_content(name) for name in self.files)
            if not all(self._still_stands(name, _path_of(name, self.folders)) for name in read):
                return False
        for name, entry in _named(folders):
            if name not in self.files or not self._still_stands(name, entry.path):
                return False
            count -= 1
        return count == 0

    def _still_stands(self, name: str, path: str) -> bool:
        try:
            status = os.lstat(path)
        except OSError:
            return False
        if status.st_ctime_ns >= self.begun_ns:
            return False
        is_older = status.st_ctime_ns < self.begun_ns - CLOCK_STEP_NS
        return is_older or self.files[name] == _content(path, stat.S_ISLNK(status.st_mode))


def is_content(name: str) -> bool:
    """Whether that is what a file of the content is called."""
    return name.startswith(f"{CONTENT}/")


def inputs_of(
    folders: Mapping[str, Path],
    choices: tuple[str, ...],
    revision: str = "",
    cache: Path | None = None,
    when_edited: Callable[[], None] | None = None,
) -> Inputs:
    """Every file under the folders (by what they are called), the choices made and the commit.

    Where the folders lie is not part of the digest. Links are not followed; that they stand there is. With a
    `cache`, files that look as they did are not read again, and who wants to make ready for an edit is called
    when the first file is found whose content is another one than the last time.
    """
    begun_ns = time.time_ns()
    known = _known(cache) if cache else {}
    if when_edited and any(_is_edited_again(folders, known)):
        when_edited()
        when_edited = None
    files: dict[str, str] = {}
    new: dict[str, Row] = {}
    for name, entry in _named(folders):
        look = _look(entry)
        row = known.get(name)
        if row is None or row[1] != look:
            content = _content(entry.path, entry.is_symlink())
            if when_edited and row and row[0] != content:
                when_edited()
                when_edited = None
            row = new[name] = content, look
        files[name] = row[0]
    if cache and (new or known.keys() - files.keys()):
        rows = {name: row for name, row in known.items() if name in files and name not in new}
        _keep(cache, rows | {name: _settled(row, begun_ns) for name, row in new.items()})
    total = sha256("\0".join((*choices, revision)).encode())
    named = "".join([f"\0{name}\0{content}" for name, content in files.items()])
    total.update(named.encode("utf-8", "surrogateescape"))
    return Inputs(total.hexdigest(), files, folders, begun_ns, choices, revision)


def _is_edited_again(folders: Mapping[str, Path], known: Mapping[str, Row]) -> Iterator[bool]:
    """Of each of the files that were edited just before the last build: whoever writes saves the same file
    again and again, and it is found here before the others are looked at."""
    edited = [name for name, (_, look) in known.items() if look == _UNSETTLED]
    for name in edited if len(edited) <= _FEW else ():
        with suppress(OSError):
            yield known[name][0] != digest(_bytes_at(_path_of(name, folders)))


def _settled(row: Row, begun_ns: int) -> Row:
    """The row; without a look where that does not tell the content, since a later change might leave it."""
    content, (_, _, changed_ns, _) = row
    is_settled = content != _UNREADABLE and changed_ns < begun_ns - SETTLED_NS
    return row if is_settled else (content, _UNSETTLED)


def _known(cache: Path) -> Mapping[str, Row]:
    """What was kept of files by their names; nothing where that is damaged."""
    try:
        return _rows_in.decode(open_sealed(_index_in(cache).read_bytes()))
    except (OSError, NotSealed, DecodeError):
        return {}


def _keep(cache: Path, rows: Mapping[str, Row]) -> None:
    index = _index_in(cache)
    part = index.with_suffix(".part")
    # Without room, permission or names that are UTF-8, all files are read again next time.
    with suppress(OSError, UnicodeEncodeError):
        encoded = encode(rows)
        cache.mkdir(parents=True, exist_ok=True)
        part.write_bytes(sealed(encoded))
        part.replace(index)


def _index_in(cache: Path) -> Path:
    return cache / "inputs.index"


def _look(entry: os.DirEntry[str]) -> Look:
    """Nothing that is kept looks like what has just gone."""
    try:
        found = entry.stat(follow_symlinks=False)
    except OSError:
        return -1, 0, 0, 0
    return found.st_size, found.st_mtime_ns, found.st_ctime_ns, found.st_ino


def _named(folders: Mapping[str, Path]) -> Iterator[tuple[str, os.DirEntry[str]]]:
    """Every file, by the name that it has among inputs."""
    for name, folder in folders.items():
        root = str(folder)
        for entry in _files(root):
            yield name + entry.path.removeprefix(root), entry


def _path_of(name: str, folders: Mapping[str, Path]) -> str:
    """Where the file of that name lies. Raises FileNotFoundError where that is in no folder."""
    for called, folder in folders.items():
        if name.startswith(f"{called}/"):
            return f"{folder}{name.removeprefix(called)}"
    raise FileNotFoundError(errno.ENOENT, "no folder has it", name)


def _content(path: str, is_link: bool) -> str:
    if is_link:
        return "link"
    try:
        return digest(_bytes_at(path))
    except OSError:
        return _UNREADABLE


def _bytes_at(path: str) -> bytes:
    """The bytes of a regular file; OSError for all else. A file object for each of thousands of small ones
    takes half as long again."""
    # Not blocking: to open a pipe would be to wait for somebody who writes into it.
    descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    try:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise OSError(errno.EINVAL, "this is no regular file", path)
        blocks = []
        while block := os.read(descriptor, _BLOCK_BYTES):
            blocks.append(block)
        return b"".join(blocks)
    finally:
        os.close(descriptor)


def _files(folder: str) -> Iterator[os.DirEntry[str]]:
    """Everything below the folder that is no folder, in the same order on every machine; what cannot be read
    is not there."""
    waiting = [folder]
    while waiting:
        found: list[os.DirEntry[str]] = []
        with suppress(OSError), os.scandir(waiting.pop()) as entries:
            found = sorted(entries, key=attrgetter("name"))
        for entry in found:
            if not entry.is_dir(follow_symlinks=False):
                yield entry
            elif entry.name not in _IGNORED:
                waiting.append(entry.path)
