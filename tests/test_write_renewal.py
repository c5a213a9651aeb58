"""A generation that is made out of an old one is the same as one that is made from nothing."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TypedDict

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from agora.outputs import MANIFEST, Output
from agora.write import look_near, rollback, trees_of, write, write_near
from agora.writing.looks import seen_in
from agora.writing.scout import Scout
from agora.writing.swap import Place, place_of
from agora.writing.verify import verify
from tests.written_project import Project, files_below


@pytest.fixture
def project(tmp_path: Path) -> Project:
    (tmp_path / "content").mkdir()
    return Project(tmp_path)


def place(project: Project) -> Place:
    return place_of(project.root, project.output, project.root / ".cache")


def inode(project: Project, path: str) -> int:
    return (project.output / path).stat().st_ino


def test_from_the_fourth_build_on_only_what_differs_is_written(project: Project) -> None:
    inodes = []
    for number in range(5):
        project.write({"index.html": f"build {number}", "about/index.html": "always the same"})
        inodes.append(inode(project, "about/index.html"))
    assert len(set(inodes[:3])) == 3, "three trees take turns"
    assert inodes[3:] == inodes[:2]


def four_builds(project: Project) -> None:
    for number in range(4):
        project.write({"index.html": f"build {number}", "about/index.html": "always the same"})


@pytest.mark.parametrize("damage", ["cut", "gone", "a folder", "no manifest", "bad manifest"])
def test_a_damaged_spare_does_no_harm(project: Project, damage: str) -> None:
    four_builds(project)
    spare = place(project).spare
    if damage == "cut":
        (spare / "about/index.html").write_text("alw")
    elif damage in ("gone", "a folder"):
        (spare / "about/index.html").unlink()
        if damage == "a folder":
            (spare / "about/index.html").mkdir()
    elif damage == "no manifest":
        (spare / MANIFEST).unlink()
    else:
        (spare / MANIFEST).write_text("{")
    project.write({"index.html": "build 4", "about/index.html": "always the same"})
    assert project.tree()["about/index.html"] == b"always the same"
    assert verify(project.output) == ()


def test_what_is_not_ours_stays_as_it_is_today(project: Project) -> None:
    project.write({"index.html": "build 0"})
    for number in range(1, 9):
        notes = project.output / "notes"
        if number % 3 == 0:
            shutil.rmtree(notes, ignore_errors=True)
        else:
            notes.mkdir(exist_ok=True)
            (notes / f"{number}.txt").write_text("mine")
        expected = files_below(notes) if notes.exists() else {}
        project.write({"index.html": f"build {number}"})
        assert (files_below(notes) if notes.exists() else {}) == expected


PATHS = (
    "index.html",
    "a/index.html",
    "a/b/index.html",
    "a",
    "assets/x.css",
    "assets/y.css",
    "c.txt",
)


class Where(TypedDict):
    """What all of `agora.write` asks for."""

    root: Path
    output: Path
    cache: Path


WEBSITES = st.dictionaries(
    st.sampled_from(PATHS), st.sampled_from(["one", "two", "three"]), min_size=1
)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    websites=st.lists(WEBSITES, min_size=2, max_size=7),
    nears=st.dictionaries(st.integers(0, 6), st.sets(st.sampled_from(PATHS))),
    back=st.sets(st.integers(0, 6)),
)
def test_any_row_of_builds_and_rollbacks_leaves_what_was_asked_for(
    tmp_path: Path,
    websites: list[dict[str, str]],
    nears: dict[int, set[str]],
    back: set[int],
) -> None:
    """Also where a build writes only what may differ, and some paths more."""
    root = tmp_path / "project"
    shutil.rmtree(root, ignore_errors=True)
    (root / "content").mkdir(parents=True)
    project = Project(root)
    where: Where = {"root": root, "output": project.output, "cache": root / ".cache"}
    last: dict[str, str] = {}
    states = [""]
    for at, files in enumerate(map(without_clashes, websites)):
        with Scout(2) as scout:
            for tree in trees_of(**where):
                scout.watch(tree)
            near = look_near(scout, states[-1], {*states}, **where) if at in nears else None
            if near:
                other = {path for path in PATHS if last.get(path) != files.get(path)}
                near = near.with_paths(other | nears[at])
                some = {path: text for path, text in files.items() if path in near.paths}
                written = write_near(near, outputs_of(some), **where)
            else:
                written = write(outputs_of(files), **where)
        states.append(written.state)
        assert written.state == seen_in(project.output).state
        assert {*written.files_written} == {path for path in files if last.get(path) != files[path]}
        assert {*written.files_removed} == last.keys() - files.keys()
        assert len(written.files_written) + written.files_unchanged == len(files)
        last = files
        found = {p: text.decode() for p, text in project.tree().items() if p in PATHS}
        ours = {p: text for p, text in found.items() if p in files}
        assert ours == files
        kept = found.keys() - files.keys()
        assert all(path.startswith("assets/") for path in kept), (kept, written)
        assert verify(project.output) == ()
        if at in back and place(project).former.exists():
            rollback(**where)
            assert verify(project.output) == ()
            rollback(**where)


def without_clashes(files: dict[str, str]) -> dict[str, str]:
    """A file cannot stand where a folder is needed."""
    return {path: text for path, text in files.items() if "a" not in files or path[:2] != "a/"}


def outputs_of(files: dict[str, str]) -> list[Output]:
    return [Output(path, text.encode()) for path, text in files.items()]
