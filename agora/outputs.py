"""A path and bytes of the finished website."""

from __future__ import annotations

from collections.abc import Callable

from msgspec import Struct

MANIFEST = "agora-manifest.json"
PAGEFIND = "pagefind/"
"""The folder of the texts' index."""
FORMER_ASSETS = "assets/former-generation.json"
"""The files that the write stage adds: what a generation holds, and what it keeps of the former one."""


class Kept(Struct, frozen=True):
    """Bytes that need not be held in memory: what they are, and how to `read` them.

    Where the store has them, they stand there under `key`, from the byte `start` on.
    """

    sha256: str
    size_bytes: int
    read: Callable[[], bytes]
    key: bytes = b""
    start: int = 0


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
