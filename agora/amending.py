"""An edit, made into an earlier build by a process of its own (`agora.amend`).

It makes ready as soon as it is known that something has been edited, and makes the edit while this process
looks at what stands on the disk. Where there may be but one process, this one does all of it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Set
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING

from msgspec import Struct

from agora.aside import Aside, Ended, Here, aside
from agora.asked import crew_of, request_of
from agora.base import Base, Edit, base_of, edited, find_base
from agora.crew import Crew
from agora.inputs import Inputs
from agora.memo import day_in
from agora.options import Options
from agora.outputs import Output, in_order_of_paths, stays
from agora.problems import Problem
from agora.progress import watching
from agora.recipe import (
    Known,
    Row,
    Rows,
    files_of,
    outputs_in,
    paths_other_in,
    rows_of,
    rows_on,
    zone_on,
)
from agora.store import Lost, Store, store_in
from agora.timings import Timings

if TYPE_CHECKING:
    # The stages are imported by the process that makes something.
    from agora.amend import Amended
    from agora.snapshot import Snapshot


class Amendment(Struct, frozen=True):
    """A website after an edit, as far as it is another one: where the bytes of the files that were made are,
    by path, and the paths of those that are there no more.

    `rendered` of the `pages` were made. Later edits begin with this website where it `is_base`.
    """

    rows: Mapping[str, Row]
    gone: frozenset[str]
    problems: tuple[Problem, ...]
    entries: int
    pages: int
    rendered: int
    is_base: bool
    seconds: Mapping[str, float]

    def made_into(self, former: Iterable[Output], zone: str, store: Store) -> Known:
        """The website, without the index of its texts, whose `former` outputs were these."""
        gone = self.gone | self.rows.keys()
        old = [output for output in former if stays(output.path, gone)]
        outputs = in_order_of_paths([*old, *outputs_in(store, self.rows)])
        return Known(outputs, self.problems, self.entries, self.pages, zone)


class Begun(Struct, frozen=True):
    """An edit that is being made into the website of the `base`: a call that waits for what comes of it, None
    where that is too much for an amendment. `files` are the digests of the base's files.

    What asks the store raises `Lost`, and what asks the process `Ended`.
    """

    _amender: Aside[_Amender] | Here[_Amender]
    amended: Callable[[], Amendment | None]
    base: Base
    zone: str
    files: Mapping[str, str]

    def outputs(self, store: Store) -> tuple[Output, ...]:
        """The whole website of the base."""
        rows = rows_on(store, self.base.inputs, self.base.today)
        if rows is None:
            raise Lost("the store has lost a website")
        return outputs_in(store, rows)

    def paths_apart(self, store: Store, inputs: str, today: str) -> Set[str] | None:
        """Where the website of these inputs and that day is another one than the base's; None where it was
        not made out of that."""
        base = self.base
        if (inputs, today) == (base.inputs, base.today):
            return frozenset()
        return paths_other_in(store, inputs, today, base.inputs) if today == base.today else None

    def outputs_at(self, store: Store, paths: Set[str]) -> tuple[Output, ...]:
        """What the base's website has at these paths."""
        return outputs_in(store, self._amender.ask(_Amender.rows_at, paths)())


class Amending:
    """Who makes an edit into the last build to the output folder."""

    def __init__(self, options: Options, preview: bool, has_texts: bool) -> None:
        self._options, self._preview, self._has_texts = options, preview, has_texts
        self._amender: Aside[_Amender] | Here[_Amender] | None = None
        self._base: Base | None = None

    def make_ready(self) -> None:
        """Something has been edited: there will be something to do, unless it is too much."""
        options = self._options
        self._base = find_base(options.cache, options.output)
        if self._base is not None:
            make = partial(_Amender, options, self._preview, self._has_texts, self._base)
            self._amender = aside(make, options.jobs)

    def amend(self, inputs: Inputs) -> Begun | None:
        """Begin with what has been edited since.

        None where more has changed than files of the content and the dates of a whole history, or the day.
        """
        if self._amender is None:
            self.make_ready()
        base, options = self._base, self._options
        if base is None or self._amender is None or base.choices != inputs.choices:
            return None
        store = store_in(options.cache)
        zone = zone_on(store, base.inputs)
        files = files_of(store, base.inputs)
        paths = edited(files, inputs.files)
        if paths is None or base.today != day_in(options.now, zone):
            return None
        edit = Edit(paths, base.revision != inputs.revision)
        return Begun(self._amender, self._amender.ask(_Amender.amended, edit), base, zone, files)

    def settle(self, inputs: Inputs, today: str) -> Callable[[], bool]:
        """Begin to find whether the inputs still stand, and to keep the snapshot that later edits begin with
        where they do. The call waits for that, and tells."""
        assert self._amender is not None
        base = base_of(inputs, today, self._options.cache, self._options.output)
        told = self._amender.ask(_Amender.settled, inputs, base)
        self._amender.let_end()
        return told

    def close(self) -> None:
        """Make nothing more."""
        if self._amender is not None:
            self._amender.close()
            self._amender = None


class _Amender:
    """Has what an earlier build left, and makes an edit into it."""

    def __init__(self, options: Options, preview: bool, has_texts: bool, base: Base) -> None:
        # To import the stages takes a fourth of the time of a small edit.
        from agora.amend import amend
        from agora.snapshot_file import load_snapshot

        self._options = options
        request = request_of(options, options.cache, preview, has_texts)
        self._store = store_in(options.cache)
        self._recalled = Timings()
        self._rows: Mapping[str, Row] = {}
        self._amend: Callable[[Edit, Crew, Timings], Amended] | None = None
        self._read: frozenset[str] = frozenset()
        self._snapshot: Callable[[], Snapshot | None] | None = None
        with self._recalled.stage("recall"):
            former = rows_on(self._store, base.inputs, base.today)
            snapshot = load_snapshot(base) if former is not None else None
        if snapshot and former is not None:
            self._rows = former
            self._amend = partial(amend, request, snapshot, Rows(self._store, former))

    def amended(self, edit: Edit) -> Amendment | None:
        """None where the edit is too much for an amendment, or something is lost."""
        from agora.edits import TooMuch

        if self._amend is None:
            return None
        with suppress(TooMuch, Lost, Ended), watching(self._options.quiet) as watcher:
            clock = Timings(watcher)
            with crew_of(self._options, self._options.cache) as crew:
                done = self._amend(edit, crew, clock)
            self._read, self._snapshot = done.read, done.snapshot
            return Amendment(
                rows_of(self._store, done.outputs),
                done.gone,
                done.problems,
                entries=done.entries,
                pages=done.pages,
                rendered=done.rendered,
                is_base=done.snapshot is not None,
                seconds={**self._recalled.seconds, **clock.seconds},
            )
        return None

    def rows_at(self, paths: Set[str]) -> Mapping[str, Row]:
        """Those of the former website that are there."""
        return {path: self._rows[path] for path in sorted(paths & self._rows.keys())}

    def settled(self, inputs: Inputs, base: Base) -> bool:
        """Whether the inputs still stand, and all is kept that later edits begin with."""
        from agora.snapshot_file import save_snapshot

        if not inputs.still_stand(self._read):
            return False
        snapshot = self._snapshot() if self._snapshot else None
        if snapshot is not None:
            save_snapshot(base, snapshot)
        return True
