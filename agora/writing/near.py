"""The generations on the disk that a few edits lie between: only the files are looked at that may differ.

Both trees are walked all the same, by other processes, and known by the states of their files: each stands as
a build has left it, and nothing in it is of others. Two manifests are compared as texts.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping, Set
from contextlib import suppress
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from agora.aside import Beside
from agora.outputs import FORMER_ASSETS, MANIFEST, Output
from agora.writing.change import Change
from agora.writing.laying import lay
from agora.writing.looks import Look, Seen, looks_at
from agora.writing.manifest import FileRecord, Generation, Listing, UnreadableManifest, former_in
from agora.writing.paths import UnsafePath, folders_above
from agora.writing.renewal import Old, make_stage, renew
from agora.writing.rows import Differing, ManifestRows, differing_rows, manifest_rows_in
from agora.writing.scout import Scout, Watch
from agora.writing.sources import record_of_source, sources_of
from agora.writing.swap import Place
from agora.writing.tree import Contents, make_durable

_MANY = 3000
"""Rows: where so many differ, all files are looked at in no more time."""
BEHIND = 100
"""Files: fewer are laid with the edit, in less time than it takes to find all outputs of the published
website."""


class Near(Struct, frozen=True):
    """The rows of the published manifest; of the spare generation, the files that are other ones
    (`differing`: as they are there, and as they are published), and the assets that it `kept`. The next
    generation may differ from the published one at the `paths`. `renewed` are files of the spare generation
    that have come since it was walked, as they look, or have gone."""

    place: Place
    published: Watch
    spare: Watch
    rows: ManifestRows
    differing: Differing
    kept: Listing
    paths: frozenset[str]
    renewed: Mapping[str, Look | None] = {}

    @property
    def is_behind(self) -> bool:
        """Whether it takes long to bring the spare generation up to date, as after a whole build."""
        return len(self.differing) >= BEHIND

    def caught_up(self, outputs: Iterable[Output], root: Path, jobs: int = 1) -> Near:
        """The same, once the spare generation has been made into the published one, as far as that has these
        outputs.

        It can be done while nobody knows yet what the next generation is. Copies of files, which may have
        been edited, are left as they are. Raises OSError or `Ended`: then no spare generation is left.
        """
        place, listed = self.place, {MANIFEST, FORMER_ASSETS}
        own = (out for out in outputs if out.path in self.differing and not out.copy_of)
        sources = sources_of(own, root, self.differing.keys())
        records = {path: record_of_source(source) for path, source in sources.items()}
        left = {
            path: (before, wanted)
            for path, (before, wanted) in self.differing.items()
            if records.get(path) != wanted
        }
        made = self.differing.keys() - left.keys()
        before = _there({path: self.differing[path][0] for path in made})
        seen = Seen(looks_at(place.spare, {*made, *self.kept, *listed}), {})
        old = Old(Generation(before, self.kept), seen)
        make_stage(place, old)
        new = {path: sources[path] for path in made & sources.keys()}
        half = max(len(new) // 2 + 1, BEHIND)
        laid = renew(place.stage, old, {}, new, Contents(), Beside(jobs), half)
        manifest = self.rows.with_records({path: record for path, (record, _) in left.items()})
        lists = lay(place.stage, {MANIFEST: manifest})
        make_durable(place.stage)
        os.rename(place.stage, place.spare)
        gone = dict.fromkeys((*seen.looks, *made))
        return replace(
            self,
            differing=left,
            kept={},
            paths=frozenset(left),
            renewed={**gone, **laid.looks, **lists.looks},
        )

    def with_paths(self, paths: Set[str]) -> Near:
        """The same for a website that may be another one at these paths, too."""
        return replace(self, paths=self.paths | paths)

    def change_to(self, outputs: Iterable[Output], root: Path) -> Change:
        """The change to a website that has these outputs, of which those at the paths are looked at. Raises
        `UnsafePath` and OSError."""
        outputs = [output for output in outputs if output.path in self.paths]
        current = {path: self.rows.record(path) for path in self.paths}
        old = {**current, **{path: there for path, (there, _) in self.differing.items()}}
        own = _there(current)
        sources = sources_of(outputs, root, own.keys())
        self._refuse_clashes(sources.keys() - own.keys())
        looked_at = self.paths | self.kept.keys() | {MANIFEST, FORMER_ASSETS}
        seen = Seen(looks_at(self.place.spare, looked_at), {})
        return Change(
            Generation(own),
            _Alone(self.published),
            Old(Generation(_there(old), self.kept), seen),
            {path: record_of_source(source) for path, source in sources.items()},
            sources,
            _Rest(self, looked_at, len(self.rows.rows) - len(own)),
            is_known=True,
        )

    def _refuse_clashes(self, new: Set[str]) -> None:
        """Raise `UnsafePath` where a file of the rest is a folder of a new one, or the other way round."""
        for path in sorted(new):
            files = {above for above in folders_above(path) if self.rows.record(above)}
            if not {*files, *self.rows.paths_below(f"{path}/")} <= self.paths:
                raise UnsafePath(f"the output path {path!r} is a folder and a file")


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
        return {MANIFEST: self.near.rows.with_records(records), **generation.former_list}

    def state(self, looks: Mapping[str, Look]) -> Callable[[], str]:
        renewed = self.near.renewed
        kept = {path: look for path, look in renewed.items() if look and path not in self.looked_at}
        return self.near.spare.state_with({**kept, **looks}, self.looked_at | renewed.keys())


def near_in(place: Place, scout: Scout, published: str, known: Set[str]) -> Near | None:
    """None where the trees do not stand as builds have left them (their states are the one that is
    `published`, and `known`), or have little in common."""
    output, spare = scout.watched(place.output), scout.watched(place.spare)
    if output is None or spare is None:
        return None
    with suppress(OSError, UnreadableManifest):
        # Read and compared while the trees are walked.
        rows, kept = manifest_rows_in(place.output), former_in(place.spare)
        differing = differing_rows(manifest_rows_in(place.spare), rows, _MANY)
        if differing is None:
            return None
        is_published = output.state == published and {output.state, spare.state} <= known
        if is_published and not (output.has_bare or spare.has_bare):
            return Near(place, output, spare, rows, differing, kept, frozenset(differing))
    return None


def _there(records: Mapping[str, FileRecord | None]) -> dict[str, FileRecord]:
    return {path: record for path, record in records.items() if record is not None}
