"""A value that a process of its own makes, and answers for, while this one does something else.

The process is forked at once and begins at once; it ends when nobody has to ask it any more. What it is asked
are functions of the value, one after the other.
"""

from __future__ import annotations

import gc
import os
import pickle
import select
import signal
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing, suppress
from functools import cache, partial
from io import BytesIO
from typing import BinaryIO, Concatenate, Generic, NamedTuple, NoReturn, ParamSpec, TypeVar, cast

from msgspec import Struct

from agora.forks import ending_with_this_process, give_back_memory
from agora.store import Lost

ValueT = TypeVar("ValueT")
AnswerT = TypeVar("AnswerT")
ContextT = TypeVar("ContextT")
ItemT = TypeVar("ItemT")
Asked = ParamSpec("Asked")


class Ended(Exception):
    """The process is no more: somebody has killed it, or there was no room for it."""


class Failed(Exception):
    """The process ended with a fault of the program, of which it has told."""


class _Answer(NamedTuple):
    """What a function gave back, or what it raised."""

    value: object = None
    fault: OSError | Lost | None = None


class Aside(Generic[ValueT]):
    """A process that makes a value. Raises OSError where it cannot be forked."""

    def __init__(self, make: Callable[[], ValueT]) -> None:
        give_back_memory()
        hears, tells = os.pipe()
        answers, asks = os.pipe()
        begin = ending_with_this_process()
        self._process = os.fork()
        if self._process == 0:
            os.close(tells)
            os.close(answers)
            _live(begin, make, open(hears, "rb"), open(asks, "wb"))  # noqa: SIM115  # until the process ends
        self._status: int | None = None
        os.close(hears)
        os.close(asks)
        self._tells = open(tells, "wb")  # noqa: SIM115  # until `close`
        self._answers: BinaryIO = open(answers, "rb")  # noqa: SIM115  # until `close`

    def ask(
        self,
        question: Callable[Concatenate[ValueT, Asked], AnswerT],
        *about: Asked.args,
        **named: Asked.kwargs,
    ) -> Callable[[], AnswerT]:
        """Ask for what a function of the value gives back, and wait for it with the call of what is returned.

        Answers come in the order of the questions, each once. That call raises OSError or `Lost` where the
        function has raised them, or the making of the value; `Ended`; and `Failed`. What is sent while the
        process is busy must be small (a pipe holds 64 kB); function, arguments and answer are pickled.
        """
        with suppress(BrokenPipeError):  # whoever waits for the answer is told
            pickle.dump(partial(_asked, question, about, named), self._tells)
            self._tells.flush()
        return cast("Callable[[], AnswerT]", self._heard)

    def is_over(self) -> bool:
        """Whether it answers what it was asked. Then it is let end, which frees its memory: its answers can
        still be waited for, and nobody may ask any more. A process that was forked since must have ended:
        it could ask, too."""
        if self._status is None:
            waiting = select.poll()
            waiting.register(self._answers)
            if not waiting.poll(0):
                return False
            self.let_end()
            with self._answers as coming:
                self._answers = BytesIO(coming.read())
            self._code()
        return True

    def let_end(self) -> None:
        """Nobody asks any more: it ends as soon as it has answered, while this one does something else."""
        with suppress(BrokenPipeError):
            self._tells.close()

    def _heard(self) -> object:
        try:
            answer: _Answer = pickle.load(self._answers)
        except (EOFError, pickle.UnpicklingError):
            raise Ended if self._code() < 0 else Failed from None
        if answer.fault:
            raise answer.fault
        return answer.value

    def _code(self) -> int:
        """What the process has ended with; a signal is negative."""
        if self._status is None:
            _, self._status = os.waitpid(self._process, 0)
        return os.waitstatus_to_exitcode(self._status)

    def close(self) -> None:
        """Whatever it is doing, it ends here."""
        self.let_end()
        self._answers.close()
        if self._status is None:
            os.kill(self._process, signal.SIGKILL)
            self._code()


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

    def let_end(self) -> None:
        """There is nothing to end."""

    def is_over(self) -> bool:
        """There is no other process to wait for."""
        return True

    def close(self) -> None:
        """There is nothing to end, either."""


def aside(make: Callable[[], ValueT], jobs: int) -> Aside[ValueT] | Here[ValueT]:
    """A process that makes the value; this one where there may be no other, or there is no room for it."""
    if jobs > 1 and hasattr(os, "fork"):
        with suppress(OSError):
            return Aside(make)
    return Here(make)


class Beside(Struct, frozen=True):
    """A `Crew` of this process, which has the first batch, and, with two jobs or more, of another one, which
    has all others meanwhile.

    What is done in a tenth of a second is not worth the import of a pool of processes (`agora.crew`). Raises
    what `work` raises, or `Ended`, and `Failed` where the other process has met a fault of the program.
    """

    jobs: int

    def run(
        self,
        work: Callable[[ContextT, Sequence[ItemT]], AnswerT],
        context: ContextT,
        batches: Iterable[Sequence[ItemT]],
    ) -> Iterator[AnswerT]:
        return _beside(work, context, list(batches), self.jobs)


def _beside(
    work: Callable[[ContextT, Sequence[ItemT]], AnswerT],
    context: ContextT,
    batches: Sequence[Sequence[ItemT]],
    jobs: int,
) -> Iterator[AnswerT]:
    if len(batches) < 2:
        yield from (work(context, batch) for batch in batches)
        return
    first, others = batches[0], batches[1:]
    helper = aside(partial(_all, work, context, others), jobs)
    with closing(helper):
        made = helper.ask(_itself)
        helper.let_end()
        yield work(context, first)
        yield from made()


def _all(
    work: Callable[[ContextT, Sequence[ItemT]], AnswerT],
    context: ContextT,
    batches: Sequence[Sequence[ItemT]],
) -> list[AnswerT]:
    return [work(context, batch) for batch in batches]


def _itself(value: ValueT) -> ValueT:
    return value


def _asked(
    question: Callable[..., object],
    about: tuple[object, ...],
    named: dict[str, object],
    value: object,
) -> object:
    return question(value, *about, **named)


def _live(
    begin: Callable[[], None], make: Callable[[], object], hears: BinaryIO, answers: BinaryIO
) -> NoReturn:
    """What the forked process does, and all that it does."""
    code = 1
    try:
        begin()
        gc.disable()  # what it makes lives as long as it does
        made = _tried(make)
        gc.freeze()
        gc.enable()
        for question in _questions(hears):
            answer = made if made.fault else _tried(partial(question, made.value))
            answers.write(pickle.dumps(answer))
            answers.flush()
        code = 0
    finally:
        if code:
            sys.excepthook(*sys.exc_info())
        os._exit(code)


def _questions(hears: BinaryIO) -> Iterator[Callable[[object], object]]:
    """What is asked, until nobody can ask any more."""
    with suppress(EOFError):
        while True:
            yield pickle.load(hears)


def _tried(work: Callable[[], object]) -> _Answer:
    """What it gives back, or what is told to who waits for it: the surroundings failed, or something is
    lost."""
    try:
        return _Answer(work())
    except (OSError, Lost) as fault:
        return _Answer(fault=fault)
