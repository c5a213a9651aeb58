"""A process that is asked for what it has made, beside the one that asks."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path

import pytest

from agora.aside import Beside, Ended, Failed, Here, aside
from agora.store import Lost

PROJECT = Path(__file__).parent.parent


def slowly() -> list[str]:
    time.sleep(0.2)
    return ["made"]


def said(made: list[str], word: str) -> list[str]:
    """What is made is one value, to which each question may add."""
    made.append(word)
    return made


def process(made: list[str]) -> int:
    return os.getpid()


def asleep(made: list[str]) -> None:
    time.sleep(60)


def failing(made: list[str]) -> None:
    raise PermissionError(*made)


def unmade() -> list[str]:
    raise Lost("cannot be made")


def faulty(made: list[str]) -> None:
    raise LookupError(*made)


def until(is_so: Callable[[], bool]) -> None:
    """Wait for it, for half a minute at most."""
    end = time.monotonic() + 30
    while not is_so():
        assert time.monotonic() < end
        time.sleep(0.01)


@pytest.mark.parametrize("jobs", [1, 2])
def test_answers_come_in_the_order_of_the_questions(jobs: int) -> None:
    with closing(aside(slowly, jobs)) as made:
        first, second = made.ask(said, "one"), made.ask(said, "two")
        assert first() == ["made", "one"]
        assert second() == ["made", "one", "two"]


def test_with_one_job_this_process_makes_it_when_it_is_asked() -> None:
    with closing(aside(slowly, 1)) as made:
        assert isinstance(made, Here)
        assert made.ask(process)() == os.getpid()
    with closing(aside(slowly, 2)) as made:
        assert made.ask(process)() != os.getpid()


def test_a_process_with_nothing_left_to_do_is_ended_and_its_answers_are_kept() -> None:
    with closing(aside(slowly, 2)) as made:
        number = made.ask(process)
        failed = made.ask(failing)
        assert not made.is_over()
        until(made.is_over)
        found = number()
        assert not Path(f"/proc/{found}").exists()
        with pytest.raises(PermissionError, match="made"):
            failed()


def test_a_process_that_was_killed_has_nothing_left_to_do() -> None:
    with closing(aside(slowly, 2)) as made:
        number = made.ask(process)()
        answer = made.ask(asleep)
        os.kill(number, signal.SIGKILL)
        until(made.is_over)
        with pytest.raises(Ended):
            answer()


def test_where_there_is_no_other_process_nobody_waits_for_it() -> None:
    with closing(aside(slowly, 1)) as made:
        answer = made.ask(said, "one")
        assert made.is_over()
        assert answer() == ["made", "one"]


@pytest.mark.parametrize("jobs", [1, 2])
def test_what_goes_wrong_is_raised_where_the_answer_is_waited_for(jobs: int) -> None:
    with closing(aside(slowly, jobs)) as made:
        failed, after = made.ask(failing), made.ask(said, "on")
        with pytest.raises(PermissionError, match="made"):
            failed()
        assert after() == ["made", "on"]
    with closing(aside(unmade, jobs)) as made:
        for answer in (made.ask(process), made.ask(said, "more")):
            with pytest.raises(Lost, match="cannot be made"):
                answer()


def test_a_fault_of_the_program_is_told_where_it_was_and_ends_the_process(
    capfd: pytest.CaptureFixture[str],
) -> None:
    with closing(aside(slowly, 2)) as made:
        for question in (faulty, process):
            with pytest.raises(Failed):
                made.ask(question)()
    assert "in faulty" in capfd.readouterr().err
    with closing(aside(lambda: faulty(["here"]), 2)) as never, pytest.raises(Failed):
        never.ask(str)()


@pytest.mark.parametrize("jobs", [1, 2])
def test_who_fails_while_a_value_is_made_says_so_himself(tmp_path: Path, jobs: int) -> None:
    with pytest.raises(KeyError), closing(aside((tmp_path / "beside").touch, jobs)):
        raise KeyError("mine")


def test_a_process_that_was_killed_answers_no_more() -> None:
    with closing(aside(slowly, 2)) as made:
        os.kill(made.ask(process)(), signal.SIGKILL)
        with pytest.raises(Ended):
            made.ask(process)()


def test_what_cannot_be_sent_is_a_fault_of_the_program() -> None:
    with closing(aside(slowly, 2)) as made, pytest.raises(Failed):
        made.ask(lambda_of)()


def lambda_of(made: list[str]) -> object:
    return lambda: made


def test_nobody_is_left_behind_whatever_was_asked() -> None:
    # In a process of its own: this one may have children of other tests.
    program = (
        "import os, time\n"
        "from agora.aside import aside\n"
        "heard, busy = aside(list, 2), aside(lambda: time.sleep(60), 2)\n"
        "heard.ask(len)()\n"
        "heard.ask(len)\n"
        "heard.close()\n"
        "busy.close()\n"
        "os.waitpid(-1, 0)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=PROJECT, capture_output=True, text=True, check=False
    )
    assert "ChildProcessError" in done.stderr


def test_a_large_value_is_sent_whole() -> None:
    with closing(aside(slowly, 2)) as made:
        assert made.ask(many)() == list(range(300_000))


def many(made: list[str]) -> list[int]:
    return list(range(300_000))


@pytest.mark.parametrize("jobs", [1, 2])
@pytest.mark.parametrize("batches", [[], ["ab"], ["ab", "c"], ["ab", "c", "", "de"]])
def test_batches_are_worked_on_beside_each_other_and_come_in_their_order(
    jobs: int, batches: list[str]
) -> None:
    found = list(Beside(jobs).run(joined, "-", iter(batches)))
    assert [text for text, _ in found] == ["-".join(batch) for batch in batches]
    workers = {worker for _, worker in found}
    assert len(workers) == min(jobs, len(batches))
    assert {os.getpid()} <= workers or not batches


def joined(context: str, batch: Sequence[str]) -> tuple[str, int]:
    return context.join(batch), os.getpid()


def test_who_is_killed_beside_gives_no_results() -> None:
    with pytest.raises(Ended):
        list(Beside(2).run(killed, os.getpid(), ["here", "there"]))


def killed(parent: int, _: Sequence[str]) -> None:
    if os.getpid() != parent:
        os.kill(os.getpid(), signal.SIGKILL)
