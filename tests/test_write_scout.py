"""Trees that were walked ahead, by a scout, are no other than those that are walked when it counts."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from agora.outputs import MANIFEST, Output
from agora.write import Written, trees_of, write
from agora.writing import listing
from agora.writing.listing import known_in
from agora.writing.looks import seen_in
from agora.writing.manifest import Generation
from agora.writing.scout import Scout
from agora.writing.standing import HERE, Walker
from agora.writing.swap import Exchange, exchange
from tests.workspace import PROJECT
from tests.written_project import files_below

MORE_THAN_A_STEP_OF_THE_CLOCK_S = 0.05


def a_tree(folder: Path) -> Path:
    for path in ("index.html", "cities/ghent/index.html", "assets/a.css"):
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(path)
    time.sleep(MORE_THAN_A_STEP_OF_THE_CLOCK_S)
    return folder


def publish(root: Path, text: str, walker: Walker = HERE, exchange: Exchange = exchange) -> Written:
    outputs = [Output("index.html", text.encode()), Output("a/index.html", b"always the same")]
    output, cache = root / "output", root / ".cache"
    return write(outputs, root=root, output=output, cache=cache, walker=walker, exchange=exchange)


@pytest.mark.parametrize("jobs", [1, 2])
@pytest.mark.parametrize("odd", [b"", b"not utf-8 \xff", b"folder/"])
def test_a_scout_sees_what_a_walk_sees(tmp_path: Path, jobs: int, odd: bytes) -> None:
    tree = a_tree(tmp_path)
    if odd.endswith(b"/"):
        os.mkdir(os.path.join(os.fsencode(tree), odd))
    elif odd:
        Path(os.fsdecode(os.path.join(os.fsencode(tree), odd))).write_text("odd")
    here = seen_in(tree)
    with Scout(jobs) as scout:
        scout.watch(tree)
        assert scout.state(tree) == here.state
        seen = scout.seen(tree)
        assert (seen.looks, seen.state) == (here.looks, here.state)
        assert seen.folders == here.folders
        assert seen.has_bare == odd.endswith(b"/")


def test_a_scout_knows_the_names_of_its_tree_wherever_that_goes_and_of_no_other(
    tmp_path: Path,
) -> None:
    (tmp_path / "tree").mkdir()
    tree = a_tree(tmp_path / "tree")
    other = Path(shutil.copytree(tree, tmp_path / "other"))
    time.sleep(MORE_THAN_A_STEP_OF_THE_CLOCK_S)
    with Scout(2) as scout:
        scout.watch(tree)
        watch = scout.watched(tree)
        assert watch and watch.names_stand(tree)()
        moved = tree.rename(tmp_path / "moved")
        assert watch.names_stand(moved)()
        assert not watch.names_stand(tree)()
        assert not watch.names_stand(other)()
        (moved / "late").touch()
        assert not watch.names_stand(moved)()


def test_what_was_seen_ahead_is_told_once(tmp_path: Path) -> None:
    tree = a_tree(tmp_path)
    with Scout(2) as scout:
        scout.watch(tree)
        assert scout.state(tree), "it has been walked"
        (tree / "late.txt").write_text("late")
        assert "late.txt" not in scout.seen(tree).looks
        assert "late.txt" in scout.seen(tree).looks


def test_a_tree_that_is_not_there_is_a_fault_for_who_wants_to_see_it(tmp_path: Path) -> None:
    with Scout(2) as scout:
        scout.watch(tmp_path / "missing")
        assert scout.state(tmp_path / "missing") == ""
        with pytest.raises(FileNotFoundError, match="missing"):
            scout.seen(tmp_path / "missing")


def test_no_process_is_left_whoever_was_heard(tmp_path: Path) -> None:
    # In a process of its own: this one may have children of other tests.
    program = (
        "import os, sys\n"
        "from pathlib import Path\n"
        "from agora.writing.scout import Scout\n"
        "heard, unheard = map(Path, sys.argv[1:])\n"
        "with Scout(2) as scout:\n"
        "    scout.watch(heard)\n"
        "    scout.watch(unheard)\n"
        "    scout.seen(heard)\n"
        "os.waitpid(-1, 0)\n"
    )
    trees = [str(a_tree(tmp_path / name)) for name in ("heard", "unheard")]
    done = subprocess.run(
        [sys.executable, "-c", program, *trees],
        cwd=PROJECT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert "ChildProcessError" in done.stderr


@pytest.fixture
def all_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    """What stood in the folders is kept of a small tree, too, that was written just now."""
    monkeypatch.setattr(listing, "SETTLED_NS", 0)
    monkeypatch.setattr(listing, "_WORTH_IT", 1)


@pytest.mark.usefixtures("all_kept")
def test_a_scout_keeps_what_it_saw_when_it_is_told_to_and_then_answers_on(tmp_path: Path) -> None:
    tree, kept = a_tree(tmp_path / "tree"), tmp_path / "kept"
    with Scout(2, kept) as scout:
        scout.watch(tree)
        assert scout.state(tree) == seen_in(tree).state
        assert not list(kept.glob("*.names"))
        scout.keep()
        watch = scout.watched(tree)
        assert watch and watch.names_stand(tree)()
        assert scout.seen(tree).looks == seen_in(tree).looks
    with Scout(2, kept) as scout:
        scout.watch(tree)
        assert scout.state(tree) == seen_in(tree).state
        scout.keep()
    (file,) = kept.iterdir()
    assert known_in(file).keys() == seen_in(tree).folders.keys()


@pytest.mark.usefixtures("all_kept")
def test_what_is_walked_when_somebody_asks_is_kept_at_once(tmp_path: Path) -> None:
    tree, kept = a_tree(tmp_path / "tree"), tmp_path / "kept"
    asked = Scout(1, kept)
    assert asked.seen(tree).known == 0
    assert asked.seen(tree).known == len(seen_in(tree).folders)
    assert asked.standing(tree, Generation({})).state == seen_in(tree).state


CHANGES: dict[str, Callable[[Path], object]] = {
    "a file came": lambda tree: (tree / "cities/ghent/note.txt").write_text("mine"),
    "a file came at the top": lambda tree: (tree / "note.txt").write_text("mine"),
    "a file went": lambda tree: (tree / "assets/a.css").unlink(),
    "a folder came": lambda tree: (tree / "cities/ghent/new").mkdir(),
    "a folder went": lambda tree: shutil.rmtree(tree / "cities"),
    "a file was replaced": lambda tree: (tree / "assets/a.css").replace(tree / "assets/b.css"),
}


@pytest.mark.parametrize("change", CHANGES)
def test_names_stand_until_one_comes_or_goes(tmp_path: Path, change: str) -> None:
    tree, renamed = a_tree(tmp_path / "tree"), tmp_path / "renamed"
    seen = seen_in(tree)
    (tree / "index.html").write_text("written in place")
    tree.rename(renamed)
    assert seen.names_stand(renamed)
    CHANGES[change](renamed)
    for folder in ("cities/ghent", "assets"):
        if (renamed / folder).is_dir():
            os.utime(renamed / folder, ns=(0, 0))
    assert not seen.names_stand(renamed)


def test_what_came_in_the_same_step_of_the_clock_cannot_be_told(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    assert not seen_in(tmp_path).names_stand(tmp_path)


@pytest.mark.parametrize("is_exchanging", [False, True])
@pytest.mark.parametrize("place", ["", "a/", "mine/"])
def test_files_of_others_that_come_or_change_after_the_walk_are_not_lost(
    tmp_path: Path, place: str, is_exchanging: bool
) -> None:
    def come(tree: Path) -> None:
        (tree / place / "late.txt").write_text("mine")
        (tree / place / "changed.txt").write_text("newer")

    def come_and_exchange(one: Path, other: Path) -> bool:
        come(other)
        return exchange(one, other)

    output = five_builds(tmp_path, {f"{place}same.txt": "old", f"{place}changed.txt": "old"})
    with Scout(2) as scout:
        send_ahead(scout, tmp_path)
        if not is_exchanging:
            come(output)
        publish(tmp_path, "new", scout, come_and_exchange if is_exchanging else exchange)
    assert texts_below(output) == {
        "index.html": "new",
        "a/index.html": "always the same",
        f"{place}same.txt": "old",
        f"{place}changed.txt": "newer",
        f"{place}late.txt": "mine",
    }


def test_files_of_others_that_go_after_the_walk_stay_away(tmp_path: Path) -> None:
    output = five_builds(tmp_path, {"same.txt": "old", "gone.txt": "old", "mine/gone.txt": "old"})
    with Scout(2) as scout:
        send_ahead(scout, tmp_path)
        (output / "gone.txt").unlink()
        shutil.rmtree(output / "mine")
        publish(tmp_path, "new", scout)
    assert texts_below(output) == {
        "index.html": "new",
        "a/index.html": "always the same",
        "same.txt": "old",
    }


def five_builds(root: Path, mine: dict[str, str]) -> Path:
    """The output folder, which holds what is `mine`, too, as all trees of the store do."""
    for number in range(5):
        publish(root, f"build {number}")
        for path, text in mine.items():
            (root / "output" / path).parent.mkdir(exist_ok=True)
            (root / "output" / path).write_text(text)
    time.sleep(MORE_THAN_A_STEP_OF_THE_CLOCK_S)
    return root / "output"


def send_ahead(scout: Scout, root: Path) -> None:
    website, spare = trees_of(root=root, output=root / "output", cache=root / ".cache")
    scout.watch(spare)
    scout.watch(website)
    assert scout.state(website)


def texts_below(output: Path) -> dict[str, str]:
    found = files_below(output)
    return {path: found[path].decode() for path in found.keys() - {MANIFEST}}
