"""Work over processes gives what one process gives."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence

import pytest

from agora.crew import BATCH, Forked, spread
from agora.pipeline import Build, Request, build
from tests.workspace import NOW, Workspace


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


def divided(_: None, numbers: Sequence[int]) -> tuple[float, ...]:
    return tuple(1 / number for number in numbers)


@pytest.mark.parametrize("jobs", [1, 2, 5])
@pytest.mark.parametrize("count", [0, 1, BATCH, 3 * BATCH + 1])
def test_results_come_in_the_order_of_the_items(jobs: int, count: int) -> None:
    found = [
        number
        for batch in spread(added, Unsendable(10), range(count), Forked(jobs))
        for number in batch
    ]
    assert found == list(range(10, 10 + count))


def test_one_job_and_few_items_stay_in_this_process() -> None:
    here = os.getpid()
    assert set(next(spread(processes, None, range(BATCH), Forked(4)))) == {here}
    assert {
        pid for batch in spread(processes, None, range(9 * BATCH), Forked(1)) for pid in batch
    } == {here}
    assert here not in {
        pid for batch in spread(processes, None, range(9 * BATCH), Forked(2)) for pid in batch
    }


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


def told(done: Build) -> list[tuple[str, bytes, str]]:
    """The files, each with its bytes or their digest."""
    return [(out.path, out.content, out.kept.sha256 if out.kept else "") for out in done.outputs]


def test_more_processes_make_the_same_website(website: Callable[[str], Workspace]) -> None:
    workspace = website(f"{THEME}{CITIES}")
    one, three = (build(Request(workspace.root, NOW, jobs=jobs)) for jobs in (1, 3))
    assert one.is_sound
    assert len(one.outputs) > 300
    assert told(one) == told(three)
