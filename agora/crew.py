"""Work in batches, spread over a crew of processes where there is enough of it.

A batch is worked on by a function of a context and of items. Who works is a value that is handed down:
`Forked` processes of this machine, unless somebody says otherwise (`agora.scheduler`).
"""

from __future__ import annotations

import gc
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, suppress
from functools import partial
from itertools import chain, islice
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING, Protocol, TypeVar, cast

from msgspec import Struct

from agora.forks import ending_with_this_process, give_back_memory

if TYPE_CHECKING:
    from concurrent.futures import Future

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
        batches: Iterable[Sequence[ItemT]],
    ) -> Iterator[ResultT]:
        """The result of each batch, in the order in which they come. What `work` raises is raised here.

        All batches have been taken when this returns. Where others do the work, they may begin with the first
        while the next are still being made, and go on while the caller does something else. Who does not want
        all results closes the iterator (`close`).
        """


def spread(
    work: Callable[[ContextT, Sequence[ItemT]], ResultT],
    context: ContextT,
    items: Iterable[ItemT],
    crew: Crew,
) -> Iterator[ResultT]:
    """The result of each batch of the items, in the order in which they come; what fits into one batch is
    done here.

    `work` is a function of a module and gives back what can be pickled. What it raises is raised here, and so
    is what the items raise while they are made.
    """
    batches = _batches(items)
    first = list(islice(batches, 2))
    workers = crew if len(first) > 1 else Forked(1)
    return workers.run(work, context, chain(first, batches))


def _batches(items: Iterable[ItemT]) -> Iterator[tuple[ItemT, ...]]:
    coming = iter(items)
    while batch := tuple(islice(coming, BATCH)):
        yield batch


def close(results: Iterator[object]) -> None:
    """Do no more of what `spread` has begun."""
    ending: Callable[[], None] | None = getattr(results, "close", None)  # generators have it, too
    if ending is not None:
        ending()


class _Task(Struct, frozen=True):
    """What forked processes find in their memory: the function and its context."""

    work: Callable[[object, Sequence[object]], object]
    context: object


_task: _Task | None = None


class Forked(Struct, frozen=True):
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
        batches: Iterable[Sequence[ItemT]],
    ) -> Iterator[ResultT]:
        coming = iter(batches)
        first = list(islice(coming, self.jobs))
        if len(first) < 2 or not hasattr(os, "fork"):
            taken = [*first, *coming]
            return (work(context, batch) for batch in taken)
        return _Shared(work, context, chain(first, coming), len(first) - 1)


class Following(Struct, frozen=True):
    """At most `jobs` processes, while another has something else to do: one less, or, where that is this one
    alone, all of them from when the other `is_over`. So there are never more than processors, each with its
    own copy of what it looks at."""

    jobs: int
    is_over: Callable[[], bool]

    def run(
        self,
        work: Callable[[ContextT, Sequence[ItemT]], ResultT],
        context: ContextT,
        batches: Iterable[Sequence[ItemT]],
    ) -> Iterator[ResultT]:
        if self.jobs > 2:
            return Forked(self.jobs - 1).run(work, context, batches)
        taken = list(batches)

        def following() -> Iterator[ResultT]:
            at = 0
            while at < len(taken) and not self.is_over():
                yield work(context, taken[at])
                at += 1
            yield from Forked(self.jobs).run(work, context, taken[at:])

        return following()


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
        batches: Iterable[Sequence[ItemT]],
        others: int,
    ) -> None:
        # Most commands have no work to spread.
        import multiprocessing
        from concurrent.futures import ProcessPoolExecutor

        give_back_memory()
        global _task  # the one way in which a forked process can find what is not sent
        _task = _Task(work, context)  # type: ignore[arg-type]  # items are those of the function
        self._was_frozen = gc.get_freeze_count() > 0
        gc.freeze()  # what stands now is not looked at by anybody's collector, nor copied for it
        try:
            forking = multiprocessing.get_context("fork")
            self._pool = ProcessPoolExecutor(
                others, forking, initializer=ending_with_this_process()
            )
            with ExitStack() as failing:  # batches may be made here, while others work
                failing.callback(self._pool.shutdown, wait=True, cancel_futures=True)
                # All are forked with the first.
                self._waiting = {
                    cast("Future[ResultT]", self._pool.submit(_work, batch)): batch
                    for batch in batches
                }
                failing.pop_all()
        finally:
            _task = None
        self._here: Callable[[Sequence[ItemT]], ResultT] = partial(work, context)
        self._left = len(self._waiting)
        self._done: SimpleQueue[Future[ResultT]] = SimpleQueue()
        for future in self._waiting:
            future.add_done_callback(self._put)

    def _put(self, future: Future[ResultT]) -> None:
        if not future.cancelled():
            self._done.put(future)

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
            return self._result(self._done.get_nowait())
        for future in reversed(self._waiting):
            if future.cancel():  # nobody has begun it
                return self._here(self._waiting.pop(future))
        return self._result(self._done.get())

    def _result(self, future: Future[ResultT]) -> ResultT:
        """What another process has made; nobody holds it here from now on."""
        del self._waiting[future]
        return future.result()

    def close(self) -> None:
        """Do no more than what has been begun."""
        self._waiting.clear()
        self._pool.shutdown(wait=True, cancel_futures=True)
        if not self._was_frozen:
            gc.unfreeze()


def _work(batch: Sequence[object]) -> object:
    assert _task is not None, "a process is forked while a task stands"
    return _task.work(_task.context, batch)
