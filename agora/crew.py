"""Work in batches, spread over a crew of processes where there is enough of it.

A batch is worked on by a function of a context and of items. Who works is a value that is handed down:
`Forked` processes of this machine, unless somebody says otherwise (`agora.scheduler`).
"""

from __future__ import annotations

import ctypes
import gc
import os
from collections.abc import Callable, Iterator, Sequence
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


class Crew(Protocol):
    """Those who work."""

    def run(
        self,
        work: Callable[[ContextT, Sequence[ItemT]], ResultT],
        context: ContextT,
        batches: Sequence[Sequence[ItemT]],
    ) -> Iterator[ResultT]:
        """The result of each batch, in their order. What `work` raises is raised here.

        Where others do the work, they begin at once, and go on while the caller does something else.
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
    gc.freeze()  # what stands now is not looked at by the children's collector, nor copied for it
    try:
        pool = ProcessPoolExecutor(processes, mp_context=multiprocessing.get_context("fork"))
        results = pool.map(_work, batches)  # all processes are forked by now
    finally:
        _task = None
        gc.unfreeze()
    return _drained(pool, cast(Iterator[ResultT], results))


def _give_back_memory() -> None:
    """What the C library keeps of what was freed would be copied into each process as it is used again."""
    trim: Callable[[int], int] | None = getattr(
        ctypes.CDLL(None), "malloc_trim", None
    )  # glibc has it
    if trim is not None:
        trim(0)


def _drained(pool: ProcessPoolExecutor, results: Iterator[ResultT]) -> Iterator[ResultT]:
    with pool:
        yield from results


def _work(batch: Sequence[object]) -> object:
    assert _task is not None, "a process is forked while a task stands"
    return _task.work(_task.context, batch)
