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
from contextlib import ExitStack
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, TypeVar, cast

if TYPE_CHECKING:
    from concurrent.futures import ProcessPoolExecutor

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
        """The result of each batch, in their order. What `work` raises is raised here.

        Where others do the work, they may begin at once, and go on while the caller does something else. Who
        does not want all results closes the iterator (`close`).
        """


def spread(
    work: Callable[[ContextT, Sequence[ItemT]], ResultT],
    context: ContextT,
    items: Sequence[ItemT],
    crew: Crew,
) -> Iterator[ResultT]:
    """The result of each batch of the items, in their order; what fits into one batch is done here.

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
    """At most `jobs` processes of this machine.

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
        processes = min(self.jobs, len(batches))
        if processes < 2 or not hasattr(os, "fork"):
            return (work(context, batch) for batch in batches)
        return _forked(work, context, batches, processes)


def _forked(
    work: Callable[[ContextT, Sequence[ItemT]], ResultT],
    context: ContextT,
    batches: Sequence[Sequence[ItemT]],
    processes: int,
) -> Iterator[ResultT]:
    # Most commands have no work to spread.
    import multiprocessing
    from concurrent.futures import ProcessPoolExecutor

    _give_back_memory()
    global _task  # the one way in which a forked process can find what is not sent
    _task = _Task(work, context)  # type: ignore[arg-type]  # items are those of the function
    is_frozen = gc.get_freeze_count() > 0
    gc.freeze()  # what stands now is not looked at by the children's collector, nor copied for it
    try:
        forking = multiprocessing.get_context("fork")
        pool = ProcessPoolExecutor(processes, mp_context=forking, initializer=end_with_parent)
        results = pool.map(_work, batches)  # all processes are forked by now
    finally:
        _task = None
        if not is_frozen:
            gc.unfreeze()
    return _Results(pool, cast(Iterator[ResultT], results))


def _give_back_memory() -> None:
    """What the C library keeps of what was freed would be copied into each process as it is used again."""
    trim: Callable[[int], int] | None = getattr(
        ctypes.CDLL(None), "malloc_trim", None
    )  # glibc has it
    if trim is not None:
        trim(0)


def end_with_parent() -> None:
    """A process whose parent is killed would wait for ever."""
    prctl: Callable[[int, int], int] | None = getattr(
        ctypes.CDLL(None), "prctl", None
    )  # Linux has it
    if prctl is not None:
        prctl(_SET_DEATH_SIGNAL, signal.SIGKILL)


class _Results(Iterator[ResultT]):
    """The results of a pool, which ends with the last of them, with a fault, or when it is closed."""

    def __init__(self, pool: ProcessPoolExecutor, results: Iterator[ResultT]) -> None:
        self._pool, self._results = pool, results

    def __next__(self) -> ResultT:
        with ExitStack() as ending:
            ending.callback(self.close)
            result = next(self._results)
            ending.pop_all()
        return result

    def close(self) -> None:
        """Do no more than what has been begun."""
        self._pool.shutdown(wait=True, cancel_futures=True)


def _work(batch: Sequence[object]) -> object:
    assert _task is not None, "a process is forked while a task stands"
    return _task.work(_task.context, batch)
