"""What a person sees while a build runs: a bar at a terminal, a few plain lines elsewhere."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from agora.timings import Watcher

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

TELLING_S = 1.0
"""A stage that took longer is told of where there is no terminal."""

WORDS = {
    "load": "Reading",
    "validate": "Checking the fields",
    "markdown": "Texts",
    "link": "Links",
    "sense": "Making sense",
    "assets": "Style, scripts, fonts",
    "plan": "Planning",
    "render": "Pages",
    "search": "Search",
    "write": "Writing",
    "recall": "Remembering",
    "remember": "Keeping what was made",
}


@contextmanager
def watching(quiet: bool) -> Iterator[Watcher | None]:
    """Someone who is told of the stages of this block, by what standard error is; nobody if `quiet`."""
    if quiet:
        yield None
    elif sys.stderr.isatty():
        with _bar() as bar:
            yield bar
    else:
        lines = _Lines()
        yield lines
        lines.begin("")


class _Lines:
    """A line for each long stage, when it has ended: a log of CI is read later."""

    def __init__(self) -> None:
        self._stage, self._since, self._total = "", 0.0, 0

    def begin(self, stage: str) -> None:
        took = time.monotonic() - self._since
        if self._stage and took > TELLING_S:
            total = f": {self._total:,}" if self._total else ""
            click.echo(f"{WORDS[self._stage]}{total} ({took:.1f} s)", err=True)
        self._stage, self._since, self._total = stage, time.monotonic(), 0

    def count(self, done: int, total: int) -> None:
        del done
        self._total = total


class _Bar:
    """One line that changes. It is drawn when something is told and by no thread of its own: processes are
    forked from this one."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self._task: TaskID | None = None

    def begin(self, stage: str) -> None:
        if self._task is not None:
            self._progress.remove_task(self._task)
        self._task = self._progress.add_task(WORDS[stage], total=None)
        self._progress.refresh()

    def count(self, done: int, total: int) -> None:
        if self._task is not None:
            self._progress.update(self._task, completed=done, total=total, refresh=True)


@contextmanager
def _bar() -> Iterator[_Bar]:
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeRemainingColumn,
    )

    progress = Progress(
        TextColumn("{task.description:<22}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        console=Console(stderr=True),
        auto_refresh=False,
        transient=True,
    )
    with progress:
        yield _Bar(progress)
