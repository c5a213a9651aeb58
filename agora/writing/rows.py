"""A manifest as its text: a few of its rows are found or replaced without reading the others."""

from __future__ import annotations

import json
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import TypeAlias

from msgspec import DecodeError, Struct
from msgspec.json import Decoder

from agora.outputs import MANIFEST
from agora.writing.manifest import (
    BETWEEN,
    HEAD,
    TAIL,
    FileRecord,
    UnreadableManifest,
    row_of,
    text_of,
)

Differing: TypeAlias = Mapping[str, tuple[FileRecord | None, FileRecord | None]]
"""The records of files that are other ones in two manifests, or only in one, by path."""

_row = Decoder(dict[str, FileRecord])
_END_OF_PATH = '": {'


class ManifestRows(Struct, frozen=True):
    """The rows of a manifest of this program, in the order of their paths."""

    rows: list[str]

    @staticmethod
    def read(manifest: bytes) -> ManifestRows:
        """Raises `UnreadableManifest`."""
        text = manifest.decode("ascii", "replace")
        if not (text.startswith(HEAD) and text.endswith(TAIL)):
            raise UnreadableManifest(f"{MANIFEST} was written by another program")
        rows = text[len(HEAD) : -len(TAIL)]
        return ManifestRows(rows.split(BETWEEN) if rows else [])

    def record(self, path: str) -> FileRecord | None:
        """None where there is no such file."""
        at = self._place(path)
        return _read(self.rows[at])[1] if self._is_at(at, path) else None

    def paths_below(self, folder: str) -> Iterator[str]:
        """The paths of the files in a folder, which ends in `/`, and further down in it."""
        for row in self.rows[self._place(folder) :]:
            path = _path_of(row)
            if not path.startswith(folder):
                return
            yield path

    def with_records(self, records: Mapping[str, FileRecord | None]) -> bytes:
        """The manifest with these records in their places; with none for a file that is not there."""
        after = ManifestRows([*self.rows])
        for path, record in records.items():
            at = after._place(path)
            new = [] if record is None else [row_of(path, record)]
            after.rows[at : at + after._is_at(at, path)] = new
        return text_of(after.rows)

    def _place(self, path: str) -> int:
        return bisect_left(self.rows, path, key=_path_of)

    def _is_at(self, place: int, path: str) -> bool:
        return place < len(self.rows) and _path_of(self.rows[place]) == path


def manifest_rows_in(tree: Path) -> ManifestRows:
    """The rows of a tree's manifest. Raises `UnreadableManifest` and OSError."""
    return ManifestRows.read((tree / MANIFEST).read_bytes())


def differing_rows(one: ManifestRows, other: ManifestRows, most: int) -> Differing | None:
    """In which files two manifests differ; None where they do in more than `most` rows of one of them. Raises
    `UnreadableManifest`."""
    rows, other_rows = set(one.rows), set(other.rows)
    only, only_other = rows - other_rows, other_rows - rows
    if max(len(only), len(only_other)) > most:
        return None
    first, second = _records(only), _records(only_other)
    return {path: (first.get(path), second.get(path)) for path in first.keys() | second.keys()}


def _records(rows: Iterable[str]) -> dict[str, FileRecord]:
    return dict(map(_read, rows))


def _read(row: str) -> tuple[str, FileRecord]:
    try:
        [(path, record)] = _row.decode(f"{{{row}}}").items()
    except (DecodeError, ValueError):
        raise UnreadableManifest(f"{MANIFEST} has a row that cannot be right: {row!r}") from None
    return path, record


def _path_of(row: str) -> str:
    path = row[2 : row.rfind(_END_OF_PATH) + 1]
    return json.loads(path) if "\\" in path else path[1:-1]
