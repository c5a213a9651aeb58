"""Work in batches, spread over processes where there is enough of it.

A batch is worked on by a function of a context and of items. The processes are forked when the context
stands, so that they share it as it is and nothing of it is copied or sent; only items go to them and
results come back. Where processes cannot be forked, or one is enough, the work is done here.
"""

from __future__ import annotations

import gc
import multiprocessing
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from typing import TypeVar, cast

ContextT = TypeVar("ContextT")
ItemT = TypeVar("ItemT")
ResultT = TypeVar("ResultT")

BATCH = 64
"""Items that go to a process at once: enough that the way there costs little, and few enough that all
processes end at about the same time."""


@dataclass(frozen=True, slots=True)
class _Task:
    """What forked processes find in their memory: the function and its context."""

    work: Callable[[object, Sequence[object]], object]
    context: object


_task: _Task | None = None


def spread(
    work: Callable[[ContextT, Sequence[ItemT]], ResultT],
    context: ContextT,
    items: Sequence[ItemT],
    jobs: int,
) -> Iterator[ResultT]:
    """The result of each batch of the items, in their order; at most `jobs` processes work at once.

    `work` is a function of a module and gives back what can be pickled. What it raises is raised here.
    """
    batches = [items[at : at + BATCH] for at in range(0, len(items), BATCH)]
    if min(jobs, len(batches)) < 2 or "fork" not in multiprocessing.get_all_start_methods():
        yield from (work(context, batch) for batch in batches)
        return
    yield from _forked(work, context, batches, min(jobs, len(batches)))


def _forked(
    work: Callable[[ContextT, Sequence[ItemT]], ResultT],
    context: ContextT,
    batches: Sequence[Sequence[ItemT]],
    processes: int,
) -> Iterator[ResultT]:
    global _task  # the one way in which a forked process can find what is not sent
    _task = _Task(work, context)  # type: ignore[arg-type]  # items are those of the function
    gc.freeze()  # what stands now is not looked at by the children's collector, nor copied for it
    try:
        forking = multiprocessing.get_context("fork")
        with ProcessPoolExecutor(processes, mp_context=forking) as pool:
            yield from cast(Iterator[ResultT], pool.map(_work, batches))
    finally:
        _task = None
        gc.unfreeze()


def _work(batch: Sequence[object]) -> object:
    assert _task is not None, "a process is forked while a task stands"
    return _task.work(_task.context, batch)
