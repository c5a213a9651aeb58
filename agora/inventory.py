"""What stands in `content/`, and what does not belong there: one walk, and no file is opened."""

from __future__ import annotations

import os
import stat
import unicodedata
from collections.abc import Iterator
from pathlib import Path

from msgspec import Struct

from agora.documents import COLLECTIONS
from agora.problems import Place, Problem, in_order, nearest
from agora.reader.document import Origin
from agora.reader.names import (
    MARKETPLACE,
    EntryName,
    entry_name,
    invalid_name,
    is_junk,
    is_reserved,
    is_slug,
    misplaced,
    owned_name_problem,
    reserved_name,
    stray_file,
)

CONTENT = "content"
_MAX_FOLDERS = 8


class Owned(Struct, frozen=True):
    """A file in an entry's folder: its path, the id of its owner, its name within that folder."""

    path: str
    owner: str
    name: str


class Inventory(Struct, frozen=True):
    """What stands in `content/`, sorted by path; nothing has been opened."""

    entries: tuple[Origin, ...]
    owned: tuple[Owned, ...]
    problems: tuple[Problem, ...]


def take_inventory(root: Path, collections: tuple[str, ...] = COLLECTIONS) -> Inventory:
    """What stands in `content/`, from one walk that follows no links and opens no files."""
    walk = _Walk(root, collections)
    walk.content()
    return Inventory(
        tuple(sorted(walk.entries, key=lambda origin: origin.path)),
        tuple(sorted(walk.owned, key=lambda owned: owned.path)),
        in_order(walk.problems),
    )


class _Walk:
    """One walk through `content/`, gathering what it meets."""

    def __init__(self, root: Path, collections: tuple[str, ...]) -> None:
        self.entries: list[Origin] = []
        self.owned: list[Owned] = []
        self.problems: list[Problem] = []
        self._root = root
        self._collections = collections

    def content(self) -> None:
        folder = self._root / CONTENT
        if folder.is_symlink() or (folder.exists() and not folder.is_dir()):
            self.problems.append(not_regular(CONTENT, os.lstat(folder)))
            return
        if not folder.exists():
            return
        for name, path, is_folder in self._listing(CONTENT, propagate=True):
            if is_reserved(name):
                self.problems.append(reserved_name(path))
            elif not is_folder:
                self._top_file(name, path)
            elif name in self._collections:
                self._collection(name, path)
            else:
                self._unknown_folder(name, path)

    def _top_file(self, name: str, path: str) -> None:
        parts = entry_name(name)
        if parts and parts.ending == ".yaml" and parts.slug == MARKETPLACE and parts.is_valid:
            self.entries.append(Origin(path, "", MARKETPLACE, parts.language))
        elif parts and parts.slug == MARKETPLACE:
            hint = "rename it to marketplace.yaml"
            self.problems.append(misplaced(path, "the settings are not read from here", hint))
        elif parts:
            message = "an entry stands outside the collections"
            hint = f"move it to one of the folders {', '.join(self._collections)}"
            self.problems.append(misplaced(path, message, hint))
        else:
            self.problems.append(stray_file(path, name))

    def _unknown_folder(self, name: str, path: str) -> None:
        near = nearest(name, self._collections)
        hint = f"did you mean {near}?" if near else f"known: {', '.join(self._collections)}"
        message = f'the folder "{name}" is not a collection'
        self.problems.append(Problem(Place(path), "collection-unknown", message, hint))

    def _collection(self, collection: str, folder: str) -> None:
        folders: list[tuple[str, str]] = []
        slugs: set[str] = set()
        for name, path, is_folder in self._listing(folder):
            parts = None if is_folder else entry_name(name)
            if is_reserved(name):
                self.problems.append(reserved_name(path))
            elif is_folder:
                folders.append((name, path))
            elif parts is None:
                self.problems.append(stray_file(path, name))
            else:
                self._entry(collection, path, parts)
                slugs.add(parts.slug)
        for name, path in folders:
            self._entry_folder(collection, name, path, slugs)

    def _entry(self, collection: str, path: str, parts: EntryName) -> None:
        if not parts.is_valid:
            self.problems.append(invalid_name(path, parts.written if parts.slug else ""))
        # Under its right name the file is read all the same, so that nothing else seems to miss it.
        if parts.slug:
            self.entries.append(Origin(path, collection, parts.slug, parts.language))

    def _entry_folder(self, collection: str, name: str, path: str, slugs: set[str]) -> None:
        entry = entry_name(f"{name}.md")
        slug = entry.slug if entry else ""
        if slug not in slugs:
            near = nearest(name, slugs)
            message = f'there is no entry "{name}" in {collection} to own this folder'
            hint = f"did you mean {near}?" if near else f"add {CONTENT}/{collection}/{name}.md"
            if list(self._files_below(path, "")):
                self.problems.append(misplaced(path, message, hint))
            return
        if not is_slug(name):
            self.problems.append(invalid_name(path, slug))
        for inner, file in self._files_below(path, ""):
            self.owned.append(Owned(file, f"{collection}/{slug}", inner))

    def _files_below(self, folder: str, prefix: str) -> Iterator[tuple[str, str]]:
        """Name within the entry's folder and path of each file; bad names are reported."""
        if prefix.count("/") > _MAX_FOLDERS:
            message = f"folders are nested more than {_MAX_FOLDERS} deep"
            self.problems.append(misplaced(folder, message, "move the files up"))
            return
        for name, path, is_folder in self._listing(folder):
            problem = owned_name_problem(path, name)
            if problem is not None:
                self.problems.append(problem)
                continue
            inner = prefix + unicodedata.normalize("NFC", name)
            if is_folder:
                yield from self._files_below(path, f"{inner}/")
            else:
                yield inner, path

    def _listing(self, folder: str, propagate: bool = False) -> list[tuple[str, str, bool]]:
        """Name, path and whether it is a folder, of all in a folder that is neither junk nor a
        link, pipe, device or second name (those are reported)."""
        found: list[tuple[str, str, bool]] = []
        try:
            with os.scandir(self._root / folder) as entries:
                met = [(entry.name, entry.stat(follow_symlinks=False)) for entry in entries]
        except FileNotFoundError:
            # An editor or git is at work: what has gone since it was met is not there.
            return []
        except PermissionError:
            if propagate:
                raise
            self.problems.append(unreadable(folder))
            return []
        for name, status in sorted(met, key=lambda pair: pair[0]):
            path = f"{folder}/{name}"
            is_folder = stat.S_ISDIR(status.st_mode)
            if is_junk(name):
                continue
            if not is_folder and not is_plain_file(status):
                self.problems.append(not_regular(path, status))
                continue
            found.append((name, path, is_folder))
        return found


def is_plain_file(status: os.stat_result) -> bool:
    """Whether it is a regular file with one name."""
    return stat.S_ISREG(status.st_mode) and status.st_nlink <= 1


def not_regular(path: str, status: os.stat_result) -> Problem:
    """The problem of something that is never opened."""
    kinds = (
        (stat.S_ISLNK, "a symbolic link"),
        (stat.S_ISFIFO, "a pipe"),
        (stat.S_ISSOCK, "a socket"),
        (stat.S_ISBLK, "a device"),
        (stat.S_ISCHR, "a device"),
        (stat.S_ISREG, "a hard link (a second name of a file)"),
    )
    what = next((words for test, words in kinds if test(status.st_mode)), "no regular file")
    message = f"this is {what}, which is never read"
    return Problem(Place(path), "file-not-regular", message, "put a copy of the file in its place")


def unreadable(path: str) -> Problem:
    """The problem of something that this user has no permission for."""
    message = "this may not be read"
    return Problem(Place(path), "file-unreadable", message, "give it read permission")
