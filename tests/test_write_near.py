"""Where both trees stand as builds have left them, only the difference is written; else all is looked at."""

from __future__ import annotations

import errno
import os
import signal
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from agora.outputs import Output
from agora.write import (
    Near,
    UnsafePath,
    Written,
    look_near,
    rollback,
    trees_of,
    write,
    write_near,
)
from agora.writing.looks import seen_in
from agora.writing.scout import Scout
from agora.writing.swap import place_of
from agora.writing.verify import verify
from tests.written_project import Project, files_below

MORE_THAN_A_STEP_OF_THE_CLOCK_S = 0.05
WEBSITE = {"index.html": "home", "a/index.html": "a", "assets/x.css": "x"}


@pytest.fixture
def project(tmp_path: Path) -> Project:
    (tmp_path / "content").mkdir()
    return Project(tmp_path)


def built(project: Project, count: int = 4) -> tuple[str, ...]:
    """The states that builds left, the last one first."""
    written = [project.write({**WEBSITE, "index.html": f"build {at}"}) for at in range(count)]
    return tuple(one.state for one in reversed(written))


def looked(project: Project, states: tuple[str, ...], jobs: int = 2) -> tuple[str, ...] | None:
    """The paths at which the trees differ."""
    with Scout(jobs) as scout:
        near = near_of(project, scout, states)
        return tuple(sorted(near.paths)) if near else None


def near_of(project: Project, scout: Scout, states: tuple[str, ...]) -> Near | None:
    where = {"root": project.root, "output": project.output, "cache": project.root / ".cache"}
    for tree in trees_of(**where):
        scout.watch(tree)
    return look_near(scout, states[0], frozenset(states), **where)


def spare(project: Project) -> Path:
    return place_of(project.root, project.output, project.root / ".cache").spare


def test_what_differs_in_the_trees_is_known(project: Project) -> None:
    assert looked(project, built(project)) == ("index.html",)


def test_a_file_that_comes_alone_leaves_all_others(project: Project) -> None:
    states = built(project)
    files = {**WEBSITE, "index.html": "build 3", "new/index.html": "new"}
    written = edited(project, states, files, {"new/index.html"})
    assert (written.files_written, written.files_unchanged) == (("new/index.html",), 3)
    assert project.tree().items() >= {path: text.encode() for path, text in files.items()}.items()
    assert verify(project.output) == ()


def edited(
    project: Project,
    states: tuple[str, ...],
    files: dict[str, str],
    paths: set[str],
    meanwhile: Callable[[Near], object] = lambda near: None,
) -> Written:
    """The build of an edit that may have changed these paths."""
    with Scout(2) as scout:
        near = near_of(project, scout, states)
        assert near is not None
        near = near.with_paths(paths)
        meanwhile(near)
        outputs = [output for output in outputs_of(files) if output.path in near.paths]
        return write_outputs(project, outputs, near)


def write_outputs(project: Project, outputs: list[Output], near: Near | None = None) -> Written:
    laying = write if near is None else partial(write_near, near)
    cache = project.root / ".cache"
    return laying(outputs, root=project.root, output=project.output, cache=cache)


def outputs_of(files: dict[str, str]) -> list[Output]:
    return [Output(path, content.encode()) for path, content in files.items()]


LATER = {"index.html": "build 3", "b": "b", "c/index.html": "c", "assets/y.css": "y"}


def caught_up(project: Project, former: dict[str, str], website: dict[str, str]) -> Near:
    """What is near after the spare generation, a former website, was brought up to date with this one."""
    with Scout(2) as scout:
        near = near_of(project, scout, states_of(project, former, website))
        assert near is not None
        return near.caught_up(outputs_of(website), project.root)


def states_of(project: Project, former: dict[str, str], website: dict[str, str]) -> tuple[str, ...]:
    """The states that builds left: of a website, of the one before, and of that from which the spare is."""
    written = [project.write(files) for files in (former, {"index.html": "between"}, website)]
    return tuple(one.state for one in reversed(written))


@pytest.mark.parametrize("former", [WEBSITE, {"c": "a file"}, {"b/index.html": "b", "d": "d"}])
def test_the_spare_generation_is_brought_up_to_date_with_the_website(
    project: Project, former: dict[str, str]
) -> None:
    near = caught_up(project, former, LATER)
    assert files_below(spare(project)) == project.tree()
    assert (dict(near.differing), set(near.paths)) == ({}, set())


def test_an_edit_of_a_website_with_which_the_spare_has_caught_up_is_written_and_remembered(
    project: Project,
) -> None:
    states = states_of(project, WEBSITE, LATER)
    after = {**LATER, "b": "edited", "new.html": "new"}
    del after["c/index.html"]
    with Scout(2) as scout:
        near = near_of(project, scout, states)
        assert near is not None
        near = near.caught_up(outputs_of(LATER), project.root)
        near = near.with_paths({"b", "c/index.html", "new.html"})
        changed = [output for output in outputs_of(after) if output.path in near.paths]
        written = write_outputs(project, changed, near)
    assert (written.files_written, written.files_removed) == (("b", "new.html"), ("c/index.html",))
    assert written.state == seen_in(project.output).state
    assert verify(project.output) == ()
    assert {path: project.tree()[path] for path in after} == {
        path: text.encode() for path, text in after.items()
    }


def test_a_copy_that_has_been_edited_is_not_taken_for_what_is_published(project: Project) -> None:
    plan = project.root / "content" / "plan.csv"
    copy = Output("plan.csv", copy_of="content/plan.csv")
    states = []
    for text in ("1", "2", "3", "4"):
        plan.write_text(text)
        states.append(write_outputs(project, [*outputs_of(WEBSITE), copy]).state)
    plan.write_text("5")
    with Scout(2) as scout:
        near = near_of(project, scout, (*reversed(states),))
        assert near is not None
        near = near.caught_up([*outputs_of(WEBSITE), copy], project.root)
        assert near.paths == {"plan.csv"}
        assert write_outputs(project, [copy], near).files_written == ("plan.csv",)
    assert project.tree()["plan.csv"] == b"5"
    assert verify(project.output) == ()


def test_where_there_is_no_room_to_catch_up_the_next_website_is_laid_whole(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "no space left on device")

    with monkeypatch.context() as patched:
        patched.setattr("agora.writing.near.lay", full)
        with pytest.raises(OSError, match="no space"):
            caught_up(project, WEBSITE, LATER)
    assert project.tree()["b"] == b"b"
    project.write(WEBSITE)
    assert verify(project.output) == ()


@pytest.mark.parametrize("new", ["a/index.html/more.html", "a"])
def test_a_file_where_a_folder_stands_is_refused_before_anything_is_moved(
    project: Project, new: str
) -> None:
    states = built(project)
    before = project.tree()
    with pytest.raises(UnsafePath, match="is a folder and a file"):
        edited(project, states, {**WEBSITE, "index.html": "build 3", new: "x"}, {new})
    assert project.tree() == before and spare(project).is_dir()


def test_a_file_may_take_the_place_of_a_folder_that_goes(project: Project) -> None:
    states = built(project)
    edited(project, states, {"index.html": "build 4", "a": "x"}, {*WEBSITE, "a"})
    assert project.tree()["a"] == b"x"


def killed(*_: object) -> str:
    """There is no memory for who knows how the spare looks."""
    os.kill(os.getpid(), signal.SIGKILL)
    return ""


def faulty(*_: object) -> str:
    raise MemoryError


@pytest.mark.parametrize("end", [killed, faulty])
def test_where_nobody_can_tell_how_all_files_look_nothing_of_others_is_lost(
    project: Project, monkeypatch: pytest.MonkeyPatch, end: Callable[..., str]
) -> None:
    states = built(project)
    time.sleep(MORE_THAN_A_STEP_OF_THE_CLOCK_S)
    monkeypatch.setattr("agora.writing.scout._state_with", end)

    def come(_: Near) -> None:
        (project.output / "late.txt").write_text("mine")

    written = edited(project, states, {**WEBSITE, "index.html": "build 4"}, {"index.html"}, come)
    assert written.state == ""
    assert looked(project, ("", *states)) is None
    for _ in range(3):
        assert project.tree()["late.txt"] == b"mine"
        project.write(WEBSITE)


def in_place(file: Path) -> None:
    """The same size, and another content."""
    looks = file.stat()
    file.write_text("X" * looks.st_size)
    os.utime(file, ns=(looks.st_atime_ns, looks.st_mtime_ns + 1))


DAMAGE: dict[str, Callable[[Project], object]] = {
    "a file of others": lambda project: (project.output / "CNAME").write_text("mine"),
    "an empty folder of others": lambda project: (project.output / "mine").mkdir(),
    "an edited page": lambda project: in_place(project.output / "a/index.html"),
    "a page that is gone": lambda project: (project.output / "a/index.html").unlink(),
    "an edited page in the spare": lambda project: in_place(spare(project) / "a/index.html"),
    "a stray folder in the spare": lambda project: (spare(project) / "mine").mkdir(),
    "a former website": lambda project: rollback(
        root=project.root, output=project.output, cache=project.root / ".cache"
    ),
}


@pytest.mark.parametrize("damage", DAMAGE)
def test_a_tree_that_somebody_touched_is_looked_at_whole(project: Project, damage: str) -> None:
    states = built(project)
    DAMAGE[damage](project)
    assert looked(project, states) is None


def test_builds_that_nobody_remembers_are_looked_at_whole(project: Project) -> None:
    states = built(project)
    assert looked(project, states[:1]) is None
    assert looked(project, ("", *states[1:])) is None


def test_without_a_spare_or_a_second_process_all_is_looked_at(project: Project) -> None:
    assert looked(project, built(project, 1)) is None
    assert looked(project, built(project), jobs=1) is None


def test_websites_with_little_in_common_are_looked_at_whole(project: Project) -> None:
    many = {f"{at}.txt": "x" for at in range(3100)}
    states = [project.write({**WEBSITE, **(many if at == 3 else {})}).state for at in range(4)]
    assert looked(project, tuple(reversed(states))) is None
