"""What a generation consists of, as it is written into the output folder itself.

Two files hold it. `agora-manifest.json` lists the generation's own files and depends on nothing but
them, so the same input gives the same bytes. The former generation's assets, which stay one round
for visitors who still hold its pages, are listed beside them in `assets/former-generation.json`:
a comparison of two builds leaves out that file and what it lists.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from msgspec import Struct, ValidationError
from msgspec.json import Decoder

from agora import __version__
from agora.fingerprint import digest
from agora.outputs import FORMER_ASSETS, MANIFEST
from agora.writing.paths import flawed_among, folders_of

ASSETS = "assets/"


class UnreadableManifest(Exception):
    """A manifest is cut off, edited by hand or from another program; the text says which."""


class FileRecord(Struct, frozen=True, rename={"size_bytes": "size"}):
    """What a file's bytes must be."""

    sha256: str
    size_bytes: int


Listing = Mapping[str, FileRecord]


class _Written(Struct):
    """A list of files as it is written."""

    files: dict[str, FileRecord]


@dataclass(frozen=True)
class Generation:
    """The files of one published tree, by path: its own, and the former generation's assets."""

    own: Listing
    former: Listing = field(default_factory=dict)

    @property
    def files(self) -> Listing:
        """Every file that we wrote, with the two that hold the lists."""
        lists = {path: record_of(content) for path, content in self.lists.items()}
        return {**self.former, **self.own, **lists}

    @property
    def lists(self) -> Mapping[str, bytes]:
        """The bytes of the manifest, and of the former assets' list where there are any."""
        return {MANIFEST: _listing_bytes(self.own), **self.former_list}

    @property
    def former_list(self) -> Mapping[str, bytes]:
        """The bytes of the former assets' list alone."""
        return {FORMER_ASSETS: _listing_bytes(self.former)} if self.former else {}

    @cached_property
    def paths(self) -> frozenset[str]:
        """Every path that belongs to us, here or in the next generation."""
        return frozenset((*self.own, *self.former, MANIFEST, FORMER_ASSETS))

    @cached_property
    def folders(self) -> frozenset[str]:
        """The folders that `paths` lie in."""
        return folders_of(self.paths)


def record_of(content: bytes) -> FileRecord:
    return FileRecord(digest(content), len(content))


def read_generation(tree: Path) -> Generation | None:
    """The generation that `tree` holds, or None where it has no manifest.

    Raises `UnreadableManifest`, and OSError.
    """
    try:
        own = _listing_in(tree, MANIFEST)
    except FileNotFoundError:
        return None
    return Generation(own, former_in(tree))


def former_in(tree: Path) -> Listing:
    """The former generation's assets in `tree`. Raises `UnreadableManifest` and OSError."""
    try:
        return _listing_in(tree, FORMER_ASSETS)
    except (FileNotFoundError, NotADirectoryError):
        return {}


def _listing_bytes(files: Listing) -> bytes:
    """Sorted by path, one file a line, so that two of them can be compared by eye."""
    return text_of([row_of(path, files[path]) for path in sorted(files)])


def text_of(rows: Iterable[str]) -> bytes:
    """A manifest of these rows, which are in the order of their paths."""
    return f"{HEAD}{BETWEEN.join(rows)}{TAIL}".encode()


def row_of(path: str, record: FileRecord) -> str:
    return f'  {_quoted(path)}: {{"sha256": {_quoted(record.sha256)}, "size": {record.size_bytes}}}'


_quoted = json.encoder.encode_basestring_ascii
_listing = Decoder(_Written)
HEAD, BETWEEN, TAIL = (
    f'{{"generator": {_quoted(f"agora {__version__}")}, "files": {{\n',
    ",\n",
    "\n}}\n",
)


def _listing_in(tree: Path, name: str) -> dict[str, FileRecord]:
    try:
        files = _listing.decode((tree / name).read_bytes()).files
    except ValidationError as error:
        odd = "has no list of files, or a row that cannot be right"
        raise UnreadableManifest(f"{name} {odd}: {error}") from None
    except ValueError as error:
        raise UnreadableManifest(f"{name} is not JSON: {error}") from None
    flawed = flawed_among(files)
    if flawed:
        raise UnreadableManifest(f"{name} has a row that cannot be right: {flawed[0]!r}")
    return files
