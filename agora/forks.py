"""What all processes have in common that are forked from this one."""

from __future__ import annotations

import ctypes
import os
import signal
from collections.abc import Callable
from functools import partial

_SET_DEATH_SIGNAL = 1
"""Linux, prctl(2): PR_SET_PDEATHSIG."""


def give_back_memory() -> None:
    """To be called before one is forked: what the C library keeps of what was freed would be copied into each
    process as it is used again."""
    trim: Callable[[int], int] | None = getattr(
        ctypes.CDLL(None), "malloc_trim", None
    )  # glibc has it
    if trim is not None:
        trim(0)


def ending_with_this_process() -> Callable[[], None]:
    """What one has to call first: a process whose parent is killed would wait for ever, and one that is sent
    the same signal as its parent, which says what there is to say, would tell of it, too."""
    return partial(_end_with, os.getpid())


def _end_with(parent: int) -> None:
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    prctl: Callable[[int, int], int] | None = getattr(
        ctypes.CDLL(None), "prctl", None
    )  # Linux has it
    if prctl is not None:
        prctl(_SET_DEATH_SIGNAL, signal.SIGKILL)
    if os.getppid() != parent:  # it was killed before this was asked for
        os._exit(1)
