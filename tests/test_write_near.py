"""Where both trees stand as builds have left them, only the difference is written; else all is looked at."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from agora.outputs import Output
from agora.write import Near, look_near, rollback, trees_of, write_near
from agora.writing.scout import Scout
from agora.writing.swap import place_of
from agora.writing.verify import verify
from tests.written_project import Project

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
    with Scout(2) as scout:
        near = near_of(project, scout, states)
        assert near is not None
        near = near.with_paths({"new/index.html"})
        outputs = [Output("index.html", b"build 3"), Output("new/index.html", b"new")]
        cache = project.root / ".cache"
        written = write_near(near, outputs, root=project.root, output=project.output, cache=cache)
    assert (written.files_written, written.files_unchanged) == (("new/index.html",), 3)
    texts = {path: text.decode() for path, text in project.tree().items()}
    assert texts.items() >= {**WEBSITE, "index.html": "build 3", "new/index.html": "new"}.items()
    assert verify(project.output) == ()


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
