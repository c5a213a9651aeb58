"""Where the bytes of a website's files come from, and what they are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Set
from pathlib import Path

from agora.outputs import FORMER_ASSETS, MANIFEST, Kept, Output
from agora.writing import tree
from agora.writing.laying import Source
from agora.writing.manifest import FileRecord, record_of
from agora.writing.paths import UnsafePath, checked, flawed_among, folders_of


def sources_of(
    outputs: Iterable[Output], root: Path, known: Set[str] = frozenset()
) -> dict[str, Source]:
    """The sources of outputs, by their paths. Raises `UnsafePath` for a path that is unsafe or not the only
    one of its name. The paths of a website that was written are `known` to be neither."""
    named = [(output.path, output) for output in outputs]
    sources = {path: _source_of(output, root) for path, output in named}
    new = sources.keys() - known
    for path in flawed_among(new):
        checked(path)
    if len(sources) < len(named) or not sources.keys().isdisjoint((MANIFEST, FORMER_ASSETS)):
        claims = Counter([MANIFEST, FORMER_ASSETS, *(path for path, _ in named)])
        path = max(claims, key=lambda path: claims[path])
        raise UnsafePath(f"the output path {path!r} is claimed twice")
    for path in sorted(sources.keys() & folders_of(sources)) if new else ():
        raise UnsafePath(f"the output path {path!r} is a folder and a file")
    return sources


def _source_of(output: Output, root: Path) -> Source:
    if output.copy_of:
        return root / checked(output.copy_of)
    return output.kept or output.content


def record_of_source(source: Source) -> FileRecord:
    """What the bytes of a file will be. Raises OSError."""
    if isinstance(source, Kept):
        return FileRecord(source.sha256, source.size_bytes)
    return record_of(source) if isinstance(source, bytes) else tree.record_at(source)
