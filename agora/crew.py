"""Work in batches, spread over a crew of processes where there is enough of it.

A batch is worked on by a function of a context and of items. Who works is a value that is handed down:
`Forked` processes of this machine, unless somebody says otherwise (`agora.scheduler`).
"""

from __future__ import annotations

import ctypes
import gc
import os
import signal
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from functools import partial
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING, Protocol, TypeVar, cast

if TYPE_CHECKING:
    from concurrent.futures import Future

ContextT = TypeVar("ContextT")
ItemT = TypeVar("ItemT")
ResultT = TypeVar("ResultT")

BATCH = 64
"""Items that go to a process at once: enough that the way there costs little, and few enough that all
processes end at about the same time."""


_SET_DEATH_SIGNAL = 1
"""Linux, prctl(2): PR_SET_PDEATHSIG."""


class Crew(Protocol):
    """Those who work."""

    def run(
        self,
        work: Callable[[ContextT, Sequence[ItemT]], ResultT],
        context: ContextT,
        batches: Sequence[Sequence[ItemT]],
    ) -> Iterator[ResultT]:
        """The result of each batch, in the order in which they come. What `work` raises is raised here.

        Where others do the work, they may begin at once, and go on while the caller does something else. Who
        does not want all results closes the iterator (`close`).
        """


def spread(
    work: Callable[[ContextT, Sequence[ItemT]], ResultT],
    context: ContextT,
    items: Sequence[ItemT],
    crew: Crew,
) -> Iterator[ResultT]:
    """The result of each batch of the items, in the order in which they come; what fits into one batch is
    done here.

    `work` is a function of a module and gives back what can be pickled. What it raises is raised here.
    """
    batches = [items[at : at + BATCH] for at in range(0, len(items), BATCH)]
    workers = crew if len(batches) > 1 else Forked(1)
    return workers.run(work, context, batches)


def close(results: Iterator[object]) -> None:
    """Do no more of what `spread` has begun."""
    ending: Callable[[], None] | None = getattr(results, "close", None)  # generators have it, too
    if ending is not None:
        ending()


@dataclass(frozen=True, slots=True)
class _Task:
    """What forked processes find in their memory: the function and its context."""

    work: Callable[[object, Sequence[object]], object]
    context: object


_task: _Task | None = None


@dataclass(frozen=True, slots=True)
class Forked:
    """At most `jobs` processes of this machine, and this is one of them: it works while it waits for others.

    They are forked when the context stands, so that they share it as it is and nothing of it is copied or
    sent; only items go to them and results come back. Where processes cannot be forked, or one is enough,
    the work is done here.
    """

    jobs: int = 1

    def run(
        self,
        work: Callable[[ContextT, Sequence[ItemT]], ResultT],
        context: ContextT,
        batches: Sequence[Sequence[ItemT]],
    ) -> Iterator[ResultT]:
        others = min(self.jobs, len(batches)) - 1
        if others < 1 or not hasattr(os, "fork"):
            return (work(context, batch) for batch in batches)
        return _Shared(work, context, batches, others)


class _Shared(Iterator[ResultT]):
    """The results of batches, by this process and others, who end with the last of them, with a fault, or
    when this is closed.

    Others work from the first batch on and this process from the last, so that each of them sees only some of
    what neighbours have in common: a process that looks at an object has its own copy of it from then on
    (references are counted in the objects).
    """

    def __init__(
        self,
        work: Callable[[ContextT, Sequence[ItemT]], ResultT],
        context: ContextT,
        batches: Sequence[Sequence[ItemT]],
        others: int,
    ) -> None:
        # Most commands have no work to spread.
        import multiprocessing
        from concurrent.futures import ProcessPoolExecutor

        _give_back_memory()
        global _task  # the one way in which a forked process can find what is not sent
        _task = _Task(work, context)  # type: ignore[arg-type]  # items are those of the function
        self._was_frozen = gc.get_freeze_count() > 0
        gc.freeze()  # what stands now is not looked at by anybody's collector, nor copied for it
        try:
            forking = multiprocessing.get_context("fork")
            self._pool = ProcessPoolExecutor(others, forking, initializer=_end_with_parent)
            sent = [self._pool.submit(_work, batch) for batch in batches]  # all are forked by now
        finally:
            _task = None
        self._here: Callable[[Sequence[ItemT]], ResultT] = partial(work, context)
        self._waiting = list(zip(sent, batches, strict=True))
        self._left = len(batches)
        self._done: SimpleQueue[Future[ResultT]] = SimpleQueue()
        for future in sent:
            future.add_done_callback(self._put)

    def _put(self, future: Future[object]) -> None:
        if not future.cancelled():
            self._done.put(cast("Future[ResultT]", future))

    def __next__(self) -> ResultT:
        with ExitStack() as ending:
            ending.callback(self.close)
            result = self._next()
            ending.pop_all()
        return result

    def _next(self) -> ResultT:
        if not self._left:
            raise StopIteration
        self._left -= 1
        with suppress(Empty):
            return self._done.get_nowait().result()
        while self._waiting:
            future, batch = self._waiting.pop()
            if future.cancel():  # nobody has begun it
                return self._here(batch)
        return self._done.get().result()

    def close(self) -> None:
        """Do no more than what has been begun."""
        self._waiting.clear()
        self._pool.shutdown(wait=True, cancel_futures=True)
        if not self._was_frozen:
            gc.unfreeze()


def _give_back_memory() -> None:
    """What the C library keeps of what was freed would be copied into each process as it is used again."""
    trim: Callable[[int], int] | None = getattr(
        ctypes.CDLL(None), "malloc_trim", None
    )  # glibc has it
    if trim is not None:
        trim(0)


def _end_with_parent() -> None:
    """A process whose parent is killed would wait for ever."""
    prctl: Callable[[int, int], int] | None = getattr(
        ctypes.CDLL(None), "prctl", None
    )  # Linux has it
    if prctl is not None:
        prctl(_SET_DEATH_SIGNAL, signal.SIGKILL)


def _work(batch: Sequence[object]) -> object:
    assert _task is not None, "a process is forked while a task stands"
    return _task.work(_task.context, batch)
