"""Ctrl-C and SIGTERM: the program ends for them, even where their exception is lost.

The exception of a signal is raised between two steps of whatever runs just then. In a destructor nobody can
hear it (Python prints it at most, and goes on: `sys.unraisablehook` in its documentation), and a library
written in C or Rust may forget it, or make it part of another. So it is noted, too, and raised again where
the next stage begins.
"""

from __future__ import annotations

import signal
import sys
from typing import NoReturn


class Terminated(BaseException):
    """SIGTERM arrived: unwinds the stack, so that locks and stages are left in order."""


_ENDS: dict[int, type[BaseException]] = {
    signal.SIGINT: KeyboardInterrupt,
    signal.SIGTERM: Terminated,
}
_came: list[int] = []
"""The signals that came to this process, in turn."""


def heed_signals() -> None:
    """From now on both signals raise their exception in the main thread, and are noted."""
    for number in _ENDS:
        signal.signal(number, _end)
    sys.unraisablehook = _unraisable


def end_if_asked() -> None:
    """Raises `KeyboardInterrupt` or `Terminated` (again) once a signal has asked for it."""
    if _came:
        raise _ENDS[_came[-1]]


def code_of_signal() -> int:
    """The exit code by which shells know that a signal has ended a program; 0 where none came."""
    return 128 + _came[-1] if _came else 0


def _end(number: int, frame: object) -> NoReturn:
    del frame
    _came.append(number)
    raise _ENDS[number]


def _unraisable(lost: sys.UnraisableHookArgs) -> None:
    if lost.exc_type not in _ENDS.values():
        sys.__unraisablehook__(lost)
