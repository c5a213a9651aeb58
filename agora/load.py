"""From the disk to the source: every file of `content/` is met once and read once.

Nothing but regular files with one name is opened; links, pipes and devices are problems
(`agora.inventory`). What a file says is the work of `agora.reader`, whose functions take bytes.
"""

from __future__ import annotations

import errno
import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from agora.documents import COLLECTIONS, Document, OwnedFile, Source
from agora.inventory import is_plain_file, not_regular, take_inventory, unreadable
from agora.problems import Place, Problem, in_order
from agora.reader.document import Origin, read_document
from agora.reader.owned import SIZE_LIMIT_BYTES, read_owned
from agora.reader.text import FILE_LIMIT_BYTES


class Loading:
    """`content/` while it is read: its documents can be used as they come, and are then all in the source.

    Raises OSError where the surroundings fail, such as a `content/` that may not be read; so do the methods.
    """

    def __init__(self, root: Path, collections: tuple[str, ...] = COLLECTIONS) -> None:
        self._root = root
        self._inventory = take_inventory(root, collections)
        self._problems = list(self._inventory.problems)
        self._documents: list[Document] = []

    def documents(self) -> Iterator[Document]:
        """Every document that can be read, in the order of paths; asked for once, and before the source."""
        for document in _read_each(self._root, self._inventory.entries, self._problems):
            self._documents.append(document)
            yield document

    def source(self) -> tuple[Source, tuple[Problem, ...]]:
        """All that stands in `content/`, and all that is wrong with how it is written.

        `marketplace` is empty where there is no `content/marketplace.yaml`.
        """
        problems = self._problems
        files: list[OwnedFile] = []
        for owned in self._inventory.owned:
            raw = _read(self._root, owned.path, SIZE_LIMIT_BYTES + 1, problems)
            if raw is not None:
                file, found = read_owned(raw, owned.path, owned.owner, owned.name)
                problems += found
                files += [file] if file is not None else []
        kept, doubles = _each_once(self._documents)
        source = Source(
            marketplace=tuple(document for document in kept if not document.collection),
            documents=tuple(document for document in kept if document.collection),
            files=tuple(files),
        )
        return source, in_order(problems + doubles)


def load(
    root: Path, collections: tuple[str, ...] = COLLECTIONS
) -> tuple[Source, tuple[Problem, ...]]:
    """The source under `root`, and what is wrong with it, in one go. Raises as `Loading` does."""
    loading = Loading(root, collections)
    for _ in loading.documents():
        pass
    return loading.source()


def read_documents(root: Path, origins: Iterable[Origin]) -> tuple[list[Document], list[Problem]]:
    """The documents of those files that can be read, and what is wrong with how all of them are written."""
    problems: list[Problem] = []
    return list(_read_each(root, origins, problems)), problems


def _read_each(
    root: Path, origins: Iterable[Origin], problems: list[Problem]
) -> Iterator[Document]:
    for origin in origins:
        raw = _read(root, origin.path, FILE_LIMIT_BYTES + 1, problems)
        if raw is not None:
            document, found = read_document(raw, origin)
            problems += found
            yield document


def _read(root: Path, path: str, limit: int, problems: list[Problem]) -> bytes | None:
    """The first `limit` bytes of a file; None where it may not be read, which is reported, or where
    it has gone since it was met.

    The checks are repeated on the open file, which may have been exchanged since it was met.
    """
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
    flags |= getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0)
    try:
        number = os.open(f"{root}/{path}", flags)
    except FileNotFoundError:
        return None
    except PermissionError:
        problems.append(unreadable(path))
        return None
    except OSError as error:
        if error.errno not in (errno.ELOOP, errno.ENXIO):
            raise
        problems.append(not_regular(path, os.lstat(root / path)))
        return None
    with open(number, "rb") as file:
        status = os.fstat(number)
        if not is_plain_file(status):
            problems.append(not_regular(path, status))
            return None
        # One more than there is, and not the limit, for which memory would be cleared each time.
        raw = file.read(min(limit, status.st_size + 1))
        return raw if len(raw) <= status.st_size else raw + file.read(limit - len(raw))


def _each_once(documents: list[Document]) -> tuple[list[Document], list[Problem]]:
    """The documents without those that describe what an earlier one describes already."""
    first: dict[tuple[str, str, str], Document] = {}
    doubles: list[Problem] = []
    # A file under its right name comes before one that would have to be renamed.
    for document in sorted(documents, key=lambda each: (not _is_rightly_named(each), each.path)):
        key = (document.collection, document.slug, document.language.casefold())
        earlier = first.setdefault(key, document)
        if earlier is not document:
            message = f"this describes the same entry as {earlier.path}"
            hint = f"join {document.path} and {earlier.path}, or rename one of them"
            doubles.append(Problem(Place(document.path), "duplicate-entry", message, hint))
    return sorted(first.values(), key=lambda document: document.path), doubles


def _is_rightly_named(document: Document) -> bool:
    return document.path.rpartition("/")[2].startswith(f"{document.slug}.")
