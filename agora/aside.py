"""A value that a process of its own makes, and answers for, while this one does something else.

The process is forked at once and begins at once; it ends when nobody has to ask it any more. What it is asked
are functions of the value, one after the other.
"""

from __future__ import annotations

import gc
import os
import pickle
import signal
import traceback
from collections.abc import Callable
from contextlib import suppress
from functools import cache, partial
from typing import BinaryIO, Concatenate, Generic, NamedTuple, NoReturn, ParamSpec, TypeVar, cast

from agora.crew import end_with_parent

ValueT = TypeVar("ValueT")
AnswerT = TypeVar("AnswerT")
Asked = ParamSpec("Asked")


class Ended(Exception):
    """The process is no more: somebody has killed it, or there was no room for it."""


class _Answer(NamedTuple):
    """What a function gave back, or what it raised."""

    value: object = None
    fault: Exception | None = None


class Aside(Generic[ValueT]):
    """A process that makes a value. Raises OSError where it cannot be forked."""

    def __init__(self, make: Callable[[], ValueT]) -> None:
        hears, tells = os.pipe()
        answers, asks = os.pipe()
        parent = os.getpid()
        self._process = os.fork()
        if self._process == 0:
            os.close(tells)
            os.close(answers)
            _live(parent, make, open(hears, "rb"), open(asks, "wb"))  # noqa: SIM115  # until the process ends
        os.close(hears)
        os.close(asks)
        self._tells, self._answers = open(tells, "wb"), open(answers, "rb")  # noqa: SIM115  # until `close`

    def ask(
        self,
        question: Callable[Concatenate[ValueT, Asked], AnswerT],
        *about: Asked.args,
        **named: Asked.kwargs,
    ) -> Callable[[], AnswerT]:
        """Ask for what a function of the value gives back, and wait for it with the call of what is returned.

        Answers come in the order of the questions, each once. That call raises what the function has raised,
        or the making of the value, and `Ended`. What is sent while the process is busy must be small (a pipe
        holds 64 kB); function, arguments and answer are pickled.
        """
        with suppress(BrokenPipeError):  # whoever waits for the answer is told
            pickle.dump(partial(_asked, question, about, named), self._tells)
            self._tells.flush()
        return cast("Callable[[], AnswerT]", self._heard)

    def _heard(self) -> object:
        try:
            answer: _Answer = pickle.load(self._answers)
        except (EOFError, pickle.UnpicklingError, OSError):
            raise Ended("a process that was asked has ended") from None
        if answer.fault:
            raise answer.fault
        return answer.value

    def close(self) -> None:
        """Whatever it is doing, it ends here."""
        with suppress(BrokenPipeError):
            self._tells.close()
        self._answers.close()
        os.kill(self._process, signal.SIGKILL)
        os.waitpid(self._process, 0)


class Here(Generic[ValueT]):
    """The same without another process: the value is made when it is first asked for something."""

    def __init__(self, make: Callable[[], ValueT]) -> None:
        self._made = cache(make)

    def ask(
        self,
        question: Callable[Concatenate[ValueT, Asked], AnswerT],
        *about: Asked.args,
        **named: Asked.kwargs,
    ) -> Callable[[], AnswerT]:
        return lambda: question(self._made(), *about, **named)

    def close(self) -> None:
        """There is nothing to end."""


def aside(make: Callable[[], ValueT], jobs: int) -> Aside[ValueT] | Here[ValueT]:
    """A process that makes the value; this one where there may be no other, or there is no room for it."""
    if jobs > 1 and hasattr(os, "fork"):
        with suppress(OSError):
            return Aside(make)
    return Here(make)


def _asked(
    question: Callable[..., object],
    about: tuple[object, ...],
    named: dict[str, object],
    value: object,
) -> object:
    return question(value, *about, **named)


def _live(parent: int, make: Callable[[], object], hears: BinaryIO, answers: BinaryIO) -> NoReturn:
    """What the forked process does, and all that it does."""
    try:
        signal.signal(signal.SIGINT, signal.SIG_DFL)  # the parent says what there is to say
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        end_with_parent(parent)
        gc.disable()  # what it makes lives as long as it does
        made = _tried(make)
        gc.freeze()
        gc.enable()
        while True:
            question = pickle.load(hears)
            answers.write(_answer(question, made))
            answers.flush()
    finally:
        os._exit(0)


def _tried(work: Callable[[], object]) -> _Answer:
    try:
        return _Answer(work())
    except Exception as fault:  # noqa: BLE001  # it is raised where the answer is waited for
        return _Answer(fault=fault)


def _answer(question: Callable[[object], object], made: _Answer) -> bytes:
    """What the parent reads."""
    try:
        if made.fault:
            raise made.fault
        return pickle.dumps(_Answer(question(made.value)))
    except Exception as fault:  # noqa: BLE001  # it is raised where the answer is waited for
        fault.add_note(f"In a process of its own:\n{traceback.format_exc()}")
        return pickle.dumps(_Answer(fault=fault))
