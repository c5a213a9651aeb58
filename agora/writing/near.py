"""The generations on the disk that a few edits lie between: only the files are looked at that may differ.

Both trees are walked all the same, by other processes, and known by the states of their files: each stands as
a build has left it, and nothing in it is of others. Two manifests are compared as texts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Set
from contextlib import suppress
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from agora.aside import Ended
from agora.outputs import FORMER_ASSETS, MANIFEST, Output
from agora.writing.change import Change
from agora.writing.looks import Look, Seen, looks_at, seen_in
from agora.writing.manifest import FileRecord, Generation, UnreadableManifest, listing_in
from agora.writing.renewal import Old
from agora.writing.rows import Differing, Rows, rows_in
from agora.writing.scout import Scout, Watch
from agora.writing.sources import record_of_source, sources_of
from agora.writing.swap import Place
from agora.writing.tree import Contents


class Near(Struct, frozen=True):
    """The rows of the published manifest, the files that are `other` in the old generation, and the assets
    that this has kept. The next generation may differ from the published one at the `paths`."""

    place: Place
    published: Watch
    spare: Watch
    rows: Rows
    other: Differing
    former: Mapping[str, FileRecord]
    paths: frozenset[str]

    def with_paths(self, paths: Set[str]) -> Near:
        """The same for a website that may be another one at these paths, too."""
        return replace(self, paths=self.paths | paths)

    def change_to(self, outputs: Iterable[Output], root: Path) -> Change:
        """The change to a website that has these outputs at the paths. Raises `UnsafePath` and OSError."""
        current = {path: self.rows.record(path) for path in self.paths}
        old = {**current, **{path: before for path, (before, _) in self.other.items()}}
        own = _there(current)
        sources = sources_of(outputs, root, own.keys())
        looked_at = self.paths | self.former.keys() | {MANIFEST, FORMER_ASSETS}
        return Change(
            Generation(own),
            _Alone(self.published),
            Old(
                Generation(_there(old), self.former),
                Seen(looks_at(self.place.spare, looked_at), {}),
            ),
            {path: record_of_source(source) for path, source in sources.items()},
            sources,
            _Rest(self, looked_at, len(self.rows.rows) - len(own)),
            is_known=True,
        )


class _Alone(Struct, frozen=True):
    """A `Standing`: nothing but our files."""

    published: Watch
    foreign = Contents()

    @property
    def state(self) -> str:
        return self.published.state

    def names_stand(self, tree: Path) -> Callable[[], bool]:
        return self.published.names_stand(tree)


class _Rest(Struct, frozen=True):
    """A `Rest`: the files that are published and not `looked_at`."""

    near: Near
    looked_at: Set[str]
    files: int

    def lists(self, generation: Generation) -> Mapping[str, bytes]:
        records = {path: generation.own.get(path) for path in self.near.paths}
        return {**generation.lists, MANIFEST: self.near.rows.with_records(records)}

    def state(self, looks: Mapping[str, Look]) -> str:
        with suppress(Ended):
            return self.near.spare.state_with(looks, self.looked_at)()
        return seen_in(self.near.place.output).state


def near_in(place: Place, scout: Scout, published: str, known: Set[str]) -> Near | None:
    """None where the trees do not stand as builds have left them (their states are the one that is
    `published`, and `known`), or have little in common."""
    output, spare = scout.watched(place.output), scout.watched(place.spare)
    if output is None or spare is None or output.state != published:
        return None
    if not {output.state, spare.state} <= known or output.has_bare or spare.has_bare:
        return None
    with suppress(Ended, OSError, UnreadableManifest):
        differing = spare.differing_from(place.output)
        rows, former = rows_in(place.output), _former_in(place.spare)
        other = differing()
        if other is not None:
            return Near(place, output, spare, rows, other, former, frozenset(other))
    return None


def _former_in(tree: Path) -> Mapping[str, FileRecord]:
    try:
        return listing_in(tree, FORMER_ASSETS)
    except FileNotFoundError:
        return {}


def _there(records: Mapping[str, FileRecord | None]) -> dict[str, FileRecord]:
    return {path: record for path, record in records.items() if record is not None}
