"""A path and bytes of the finished website."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Set
from typing import NamedTuple

from msgspec import Struct

MANIFEST = "agora-manifest.json"
PAGEFIND = "pagefind/"
"""The folder of the texts' index."""
FORMER_ASSETS = "assets/former-generation.json"
"""The files that the write stage adds: what a generation holds, and what it keeps of the former one."""


class Kept(Struct, frozen=True, eq=False):
    """Bytes that need not be held in memory: what they are, and the `source` that they are read from.

    Where the store has them, they stand there under `key`, from the byte `start` on. Who reads the same bytes
    from another source is the same.
    """

    sha256: str
    size_bytes: int
    source: Callable[[Kept], bytes]
    key: bytes = b""
    start: int = 0

    def read(self) -> bytes:
        return self.source(self)

    @property
    def _what(self) -> tuple[object, ...]:
        return self.sha256, self.size_bytes, self.key, self.start

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Kept) and self._what == other._what

    def __hash__(self) -> int:
        return hash(self._what)


class Output(Struct, frozen=True):
    """One file to be written.

    `path` is relative to the output folder with `/` (`es/cities/valencia/index.html`). Its bytes are
    `content`, or those of the file `copy_of` (a path relative to the root) or of `kept` where they need not
    be held in memory. `claimant` says in an editor's words who wants the address ("content/cities/a.md").
    """

    path: str
    content: bytes = b""
    copy_of: str = ""
    kept: Kept | None = None
    claimant: str = ""


class Files(NamedTuple):
    """Files that belong together: those that were made, and the paths of those that stand as an earlier build
    made them."""

    made: tuple[Output, ...] = ()
    standing: tuple[str, ...] = ()


def in_order_of_paths(outputs: Iterable[Output]) -> tuple[Output, ...]:
    return tuple(sorted(outputs, key=lambda output: output.path))


def stays(path: str, gone: Set[str]) -> bool:
    """Whether a file of the website before is one of the website after an edit: the index of its texts, which
    is another one then, never is."""
    return path not in gone and not path.startswith(PAGEFIND)


class Edited(Mapping[str, Output]):
    """The files of a website after an edit, by path: those `before` that stay, and the `new` ones."""

    def __init__(
        self, before: Mapping[str, Output], new: Mapping[str, Output], gone: Set[str]
    ) -> None:
        self._before, self._new, self._gone = before, new, gone

    def __getitem__(self, path: str) -> Output:
        if path not in self:
            raise KeyError(path)
        return self._new[path] if path in self._new else self._before[path]

    def __contains__(self, path: object) -> bool:
        return path in self._new or (path in self._before and stays(str(path), self._gone))

    def __iter__(self) -> Iterator[str]:
        yield from self._new
        for path in self._before:
            if path not in self._new and stays(path, self._gone):
                yield path

    def __len__(self) -> int:
        return sum(1 for _ in self)
