"""A walk that knows what stood in the folders sees what a walk without that sees."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agora.writing import listing
from agora.writing.listing import Trial, known_in, seen_again, seen_and_kept, settled_in
from agora.writing.looks import CLOCK_STEP_NS, Folders, Seen, seen_in, seen_with_folders

MORE_THAN_A_STEP_OF_THE_CLOCK_S = 2 * CLOCK_STEP_NS / 1e9
FOLDERS = ("", "a", "a/b", "a/b/c", "d")
NAMES = ("one", "two", "b")


def wait() -> None:
    time.sleep(MORE_THAN_A_STEP_OF_THE_CLOCK_S)


def written(path: Path) -> None:
    if not path.is_dir():
        path.write_text(f"{path.stat().st_size if path.exists() else 0}")


def made_a_folder(path: Path) -> None:
    if not path.exists():
        path.mkdir()


def removed(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def replaced_by_the_other(path: Path) -> None:
    was_folder = path.is_dir()
    removed(path)
    (written if was_folder else made_a_folder)(path)


def renamed(path: Path) -> None:
    if path.exists() and not path.with_name("new").exists():
        path.rename(path.with_name("new"))


DEEDS = (written, made_a_folder, removed, replaced_by_the_other, renamed)
deed = st.tuples(st.sampled_from(DEEDS), st.sampled_from(FOLDERS), st.sampled_from(NAMES))


def do(tree: Path, deeds: list[tuple[Callable[[Path], None], str, str]]) -> None:
    for change, folder, name in deeds:
        if (tree / folder).is_dir():
            change(tree / folder / name)


def parts(seen: Seen) -> tuple[object, ...]:
    return seen.looks, seen.folders, seen.has_bare, seen.top_stamp


@pytest.fixture(autouse=True, scope="module")
def known_soon() -> Iterator[None]:
    """What stood for a step of the clock is kept: this file system has no coarser one."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(listing, "SETTLED_NS", CLOCK_STEP_NS)
        yield


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A website of many folders."""
    tree = tmp_path / "tree"
    for number in range(listing._WORTH_IT + 5):
        (tree / f"page-{number}").mkdir(parents=True)
        (tree / f"page-{number}/index.html").touch()
    wait()
    return tree


def folders_of(tree: Path, known: Folders) -> Folders:
    """What a walk would keep."""
    return settled_in(*seen_with_folders(tree, known))


def known(kept: Path, tree: Path) -> int:
    """How many of the folders are not listed again."""
    return seen_and_kept(kept, tree).known


@settings(deadline=None, max_examples=25)
@given(st.lists(st.tuples(st.lists(deed, max_size=4), st.booleans()), min_size=2, max_size=5))
def test_what_is_known_of_a_tree_never_changes_what_is_seen(
    days: list[tuple[list[tuple[Callable[[Path], None], str, str]], bool]],
) -> None:
    with TemporaryDirectory() as place:
        tree = Path(place) / "tree"
        (tree / "a/b/c").mkdir(parents=True)
        (tree / "d").mkdir()
        known = folders_of(tree, {})
        for deeds, is_rested in days:
            do(tree, deeds)
            assert parts(seen_with_folders(tree, known)[0]) == parts(seen_in(tree))
            if is_rested:
                wait()
            known = folders_of(tree, known)


def test_folders_that_stand_as_they_were_known_are_not_listed(tree: Path) -> None:
    known = folders_of(tree, {})
    (tree / "page-3/feed.xml").touch()
    (tree / "page-4/index.html").write_text("written in place")
    again, _ = seen_with_folders(tree, known)
    assert again.known == len(known) - 1
    assert parts(again) == parts(seen_in(tree))


def test_a_tree_that_is_not_there_is_not_an_empty_one(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        seen_in(tmp_path / "none")
    with pytest.raises(FileNotFoundError):
        seen_again(tmp_path / "kept", tmp_path / "none")


def test_what_has_just_changed_is_not_relied_on(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    assert folders_of(tmp_path, {}) == {}
    wait()
    assert folders_of(tmp_path, {}).keys() == {"a"}


def test_what_was_seen_is_known_wherever_the_tree_goes(tree: Path, tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    first = seen_and_kept(kept, tree)
    assert (first.known, parts(first)) == (0, parts(seen_in(tree)))
    moved = tree.rename(tmp_path / "moved")
    again = seen_and_kept(kept, moved)
    assert (again.known, parts(again)) == (len(first.folders), parts(seen_in(moved)))
    shutil.copytree(moved, tree)
    assert known(kept, tree) == 0, "another tree at the place where it was"


def test_little_is_not_worth_to_be_kept(tree: Path, tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    for number in range(10):
        (tree / f"page-{number}/new").touch()
    seen_and_kept(kept, tree)
    assert os.listdir(kept) == [], "too many have just changed"
    wait()
    seen_and_kept(kept, tree)
    (file,) = kept.iterdir()
    before = file.stat()
    seen_and_kept(kept, tree)
    assert file.stat() == before, "nothing new was seen"
    assert os.listdir(kept) == [file.name]


@pytest.mark.parametrize("damage", [b"", b"\0", b"cut"])
def test_a_damaged_listing_is_none(tree: Path, tmp_path: Path, damage: bytes) -> None:
    kept = tmp_path / "kept"
    seen_and_kept(kept, tree)
    (file,) = kept.iterdir()
    whole = file.read_bytes()
    file.write_bytes(whole[:-3] if damage == b"cut" else damage + whole[len(damage) * 2 :])
    assert bool(known_in(file)) is not bool(damage)
    seen_and_kept(kept, tree)
    assert known_in(file) == folders_of(tree, {})


def test_only_what_was_written_last_is_kept(
    tree: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listing, "_TREES", 2)
    kept = tmp_path / "kept"
    copies = [tree, tmp_path / "second", tmp_path / "third"]
    for copy in copies[1:]:
        shutil.copytree(tree, copy)
    wait()
    for name in ("first", "second"):
        (kept / f"killed-{name}.trial/gaining").mkdir(parents=True)
    for copy in copies:
        seen_and_kept(kept, copy)
    left = sorted(os.listdir(kept))
    assert [name.rpartition(".")[2] for name in left] == ["names", "names", "trial"]
    assert [bool(known(kept, copy)) for copy in reversed(copies)] == [True, True, False]


def test_names_that_are_no_utf_8_are_listed_each_time(tree: Path, tmp_path: Path) -> None:
    os.mkdir(os.fsencode(tree) + b"/page-1/\xff")
    wait()
    for _ in range(2):
        assert known(tmp_path / "kept", tree) == 0


def test_where_nothing_can_be_kept_all_is_listed_each_time(tree: Path, tmp_path: Path) -> None:
    (tmp_path / "kept").write_text("a file")
    for _ in range(2):
        assert known(tmp_path / "kept", tree) == 0


def test_this_file_system_tells_when_names_come_and_go(tmp_path: Path) -> None:
    (tmp_path / "trial/left/behind").mkdir(parents=True)
    trial = Trial(tmp_path / "trial")
    assert trial.is_passed()
    trial.close()
    assert list(tmp_path.iterdir()) == []


def test_a_trial_that_cannot_be_made_is_not_passed(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    assert not Trial(tmp_path / "file/trial").is_passed()


def test_nothing_is_kept_where_the_file_system_does_not_tell(
    tree: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Trial, "_stamps", lambda self: (1, 1))
    for _ in range(2):
        assert known(tmp_path / "kept", tree) == 0
    assert os.listdir(tmp_path / "kept") == []


def test_nothing_is_kept_of_a_tree_on_another_file_system(tree: Path) -> None:
    here = os.stat(tree).st_dev
    others = [place for place in ("/dev/shm", "/tmp", "/run") if os.path.isdir(place)]
    others = [place for place in others if os.stat(place).st_dev != here]
    if not others:
        pytest.skip("there is but one file system")
    with TemporaryDirectory(dir=others[0]) as elsewhere:
        for _ in range(2):
            assert known(Path(elsewhere), tree) == 0
        assert os.listdir(elsewhere) == []
