"""Work over processes gives what one process gives."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from weakref import ref

import pytest

from agora.crew import BATCH, Following, Forked, close, spread
from agora.pipeline import Build, Request, build
from tests.workspace import NOW, PROJECT, Workspace


class Unsendable:
    """A context that no process could be sent."""

    def __init__(self, start: int) -> None:
        self.start = start

    def __reduce__(self) -> str:
        raise TypeError("this is never sent")


def added(context: Unsendable, numbers: Sequence[int]) -> tuple[int, ...]:
    return tuple(context.start + number for number in numbers)


def processes(_: None, numbers: Sequence[int]) -> tuple[int, ...]:
    return tuple(os.getpid() for _ in numbers)


class Large:
    """Something large, perhaps."""

    def __init__(self) -> None:
        self.process = os.getpid()


def large(_: None, numbers: Sequence[int]) -> Large:
    return Large()


def divided(_: None, numbers: Sequence[int]) -> tuple[float, ...]:
    return tuple(1 / number for number in numbers)


def slow(folder: Path, numbers: Sequence[int]) -> int:
    time.sleep(0.2)
    (folder / str(numbers[0])).touch()
    return 0


def slowly(folder: Path, numbers: Sequence[int]) -> tuple[int]:
    slow(folder, numbers)
    return (os.getpid(),)


@pytest.mark.parametrize("jobs", [1, 2, 5])
@pytest.mark.parametrize("count", [0, 1, BATCH, 3 * BATCH + 1])
def test_every_item_is_worked_on_once(jobs: int, count: int) -> None:
    found = [
        number
        for batch in spread(added, Unsendable(10), range(count), Forked(jobs))
        for number in batch
    ]
    assert sorted(found) == list(range(10, 10 + count))


def test_one_job_and_few_items_stay_in_this_process() -> None:
    here = os.getpid()
    assert set(next(spread(processes, None, range(BATCH), Forked(4)))) == {here}
    assert {
        pid for batch in spread(processes, None, range(9 * BATCH), Forked(1)) for pid in batch
    } == {here}


def test_this_process_works_while_it_waits_for_others(tmp_path: Path) -> None:
    pids = [pid for batch in spread(slowly, tmp_path, range(9 * BATCH), Forked(2)) for pid in batch]
    assert len(pids) == 9
    assert len(set(pids)) == 2
    assert os.getpid() in pids


def test_a_result_that_was_taken_is_held_by_nobody() -> None:
    taken: list[tuple[int, ref[Large]]] = []
    for result in Forked(2).run(large, None, [[number] for number in range(40)]):
        taken.append((result.process, ref(result)))
        assert sum(reference() is not None for _, reference in taken) == 1
    assert any(process != os.getpid() for process, _ in taken)


def test_others_go_on_while_this_process_does_something_else(tmp_path: Path) -> None:
    results = spread(slowly, tmp_path, range(2 * BATCH), Forked(2))
    deadline = time.monotonic() + 10
    while len(list(tmp_path.iterdir())) < 2:
        assert time.monotonic() < deadline
        time.sleep(0.05)
    assert os.getpid() not in {pid for batch in results for pid in batch}


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_fault_in_the_work_is_raised_here(jobs: int) -> None:
    numbers = [*range(1, 2 * BATCH), 0]
    with pytest.raises(ZeroDivisionError):
        list(spread(divided, None, numbers, Forked(jobs)))


CITIES = "\n".join(
    f"""-- content/cities/city-{number}.md --
---
title: City {number}
country: ES
lat: {36 + number % 7}.{number:03}
lon: -{number % 6}.{number:03}
themes: [energy]
sources: [{{title: A report}}]
---
About city {number}.
"""
    for number in range(150)
)
THEME = """\
-- content/themes/energy.md --
---
title: Energy
line: energy
---
"""


def test_who_does_not_want_the_results_closes_them_and_no_more_is_done(tmp_path: Path) -> None:
    results = spread(slow, tmp_path, range(30 * BATCH), Forked(2))
    next(results)
    close(results)
    assert len(list(tmp_path.iterdir())) < 15


def test_the_first_items_are_worked_on_while_the_last_are_still_made(tmp_path: Path) -> None:
    def coming() -> Iterator[int]:
        yield from range(2 * BATCH)
        deadline = time.monotonic() + 10
        while not (tmp_path / "0").exists() and time.monotonic() < deadline:
            time.sleep(0.01)
        yield int((tmp_path / "0").exists())

    results = list(spread(slow, tmp_path, coming(), Forked(2)))
    assert len(results) == 3
    assert (tmp_path / "1").exists(), (
        "the last item says that the first was done before it was made"
    )


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_fault_while_items_are_made_is_raised_and_ends_the_work(
    tmp_path: Path, jobs: int
) -> None:
    def coming() -> Iterator[int]:
        yield from range(9 * BATCH)
        raise FileNotFoundError("there is no more")

    with pytest.raises(FileNotFoundError):
        spread(slow, tmp_path, coming(), Forked(jobs))


def test_processes_end_with_a_parent_that_is_killed(tmp_path: Path) -> None:
    program = (
        "import os, pathlib, signal, time\n"
        "from agora.crew import Forked, spread\n"
        "from tests.test_crew import processes\n"
        "results = spread(processes, None, range(9 * 64), Forked(2))\n"
        "print(*{pid for batch in results for pid in batch}, flush=True)\n"
    ).replace("for batch in results", "for batch in [next(results), next(results)]")
    program += "os.kill(os.getpid(), signal.SIGKILL)\n"
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=PROJECT, capture_output=True, text=True, check=False
    )
    pids = [int(pid) for pid in done.stdout.split()]
    assert pids, done.stderr
    deadline = time.monotonic() + 10
    while any(Path(f"/proc/{pid}").exists() for pid in pids):
        assert time.monotonic() < deadline, "they wait for ever"
        time.sleep(0.05)


def told(done: Build) -> list[tuple[str, bytes, str]]:
    """The files, each with its bytes or their digest."""
    return [(out.path, out.content, out.kept.sha256 if out.kept else "") for out in done.outputs]


def test_more_processes_make_the_same_website(website: Callable[[str], Workspace]) -> None:
    workspace = website(f"{THEME}{CITIES}")
    one, three = (build(Request(workspace.root, NOW, jobs=jobs)) for jobs in (1, 3))
    assert one.is_sound
    assert len(one.outputs) > 300
    assert told(one) == told(three)


def test_who_follows_works_alone_until_the_other_is_done() -> None:
    here, asked = os.getpid(), iter([False, False, True])
    batches = [(number,) for number in range(9)]
    found = list(Following(2, lambda: next(asked)).run(processes, None, batches))
    assert found[:2] == [(here,), (here,)]
    assert len(found) == 9
    assert len({pid for (pid,) in found[2:]}) > 1


def test_where_more_may_work_all_but_one_do_from_the_beginning() -> None:
    batches = [(number,) for number in range(9)]
    found = Following(3, pytest.fail).run(processes, None, batches)
    assert len(set(found)) == 2


@pytest.mark.parametrize("over", [0, 2, 9])
@pytest.mark.parametrize("jobs", [1, 2, 3])
def test_who_follows_works_on_every_item_once(jobs: int, over: int) -> None:
    asked = iter([False] * over + [True])
    batches = [(number, number + 1) for number in range(0, 10, 2)]
    crew = Following(jobs, lambda: next(asked))
    found = [number for batch in crew.run(added, Unsendable(10), batches) for number in batch]
    assert sorted(found) == list(range(10, 20))
