"""A bound on the CPU time of one conversion."""

from __future__ import annotations

import atexit
import os
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from types import FrameType
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from concurrent.futures import ProcessPoolExecutor

Result = TypeVar("Result")

# A signal that arrives while the interpreter cannot raise (a destructor) is lost, so it comes again.
_AGAIN_SECONDS = 0.25


class TooComplex(Exception):
    """A body asks for more than it may have; the message says of what."""


class _OutOfTime(BaseException):
    """Not an Exception: nothing between the limit and the converter may take it for a mistake."""


@contextmanager
def cpu_limit(seconds: float) -> Iterator[None]:
    """Raises TooComplex when the block uses more CPU time of this process than that.

    Only in the main thread of a process, where signals arrive. A timer and a handler that were there
    before are put back, with the delay that was left to them.
    """

    def stop(_signal: int, _frame: FrameType | None) -> None:
        raise _OutOfTime

    former = signal.signal(signal.SIGPROF, stop)
    waiting = signal.setitimer(signal.ITIMER_PROF, seconds, _AGAIN_SECONDS)
    try:
        try:
            yield
        finally:
            signal.setitimer(signal.ITIMER_PROF, *waiting)
            signal.signal(signal.SIGPROF, former)
    except _OutOfTime:
        raise TooComplex(f"takes over {seconds:g} s to render") from None


def in_main_thread() -> bool:
    return threading.current_thread() is threading.main_thread()


def in_helper_process(work: Callable[[], Result]) -> Result:
    """The result of `work`, made by the main thread of another process, which lives as long as ours.

    For threads: a signal cannot stop a conversion there, and Python has no other way to stop one.
    """
    return _helper().submit(work).result()


@cache
def _helper() -> ProcessPoolExecutor:
    # Most programs convert in their main thread, and never need a helper.
    import multiprocessing
    from concurrent.futures import ProcessPoolExecutor

    # Before the modules that it needs are taken apart.
    atexit.register(_helper.cache_clear)
    # Not forked: other threads of this process may hold locks.
    spawning = multiprocessing.get_context("spawn")
    return ProcessPoolExecutor(1, mp_context=spawning, initializer=_end_with_parent)


def _end_with_parent() -> None:
    """A process whose parent was killed is told nothing: let it look after that itself."""
    threading.Thread(target=_wait_for_end, daemon=True).start()


def _wait_for_end() -> None:
    import multiprocessing

    parent = multiprocessing.parent_process()
    assert parent is not None, "this runs in a helper"
    parent.join()
    os._exit(0)
