"""The seconds that each stage takes, and how far it is, for whoever waits."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol

from agora.ending import end_if_asked


class Watcher(Protocol):
    """Whoever is told what a build is doing."""

    def begin(self, stage: str) -> None:
        """A stage begins, and with that the former one has ended."""

    def count(self, done: int, total: int) -> None:
        """So many of the things that the stage works on are done."""


class Timings:
    """A stopwatch for stages; `seconds` is in the order in which they began.

    Each step that it is told of is one where the program ends if a signal has asked for that.
    """

    def __init__(self, watcher: Watcher | None = None) -> None:
        self.seconds: dict[str, float] = {}
        self._watcher = watcher

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        end_if_asked()
        started = time.perf_counter()
        self.seconds.setdefault(name, 0.0)
        if self._watcher:
            self._watcher.begin(name)
        try:
            yield
        finally:
            self.seconds[name] += time.perf_counter() - started

    def count(self, done: int, total: int) -> None:
        """So many of the things that the stage works on are done."""
        end_if_asked()
        if self._watcher:
            self._watcher.count(done, total)
