"""`rollback` puts the former website back."""

from __future__ import annotations

from pathlib import Path

import pytest

from agora.outputs import FORMER_ASSETS, MANIFEST, Output
from agora.write import NothingToRollBack, OutputRefused, Written, rollback, write
from agora.writing.swap import place_of
from agora.writing.verify import verify

A = {"index.html": "A", "news/index.html": "only in A", "assets/a.css": "a{}"}
B = {"index.html": "B", "cities/index.html": "only in B", "assets/b.css": "b{}"}


def publish(root: Path, files: dict[str, str]) -> Written:
    outputs = [Output(path, content=text.encode()) for path, text in files.items()]
    return write(outputs, root=root, output=root / "output", cache=root / ".cache")


def roll_back(root: Path) -> Written:
    return rollback(root=root, output=root / "output", cache=root / ".cache")


def website(root: Path) -> dict[str, str]:
    """The files of the output folder without the manifest and the list of former assets."""
    return {
        path.relative_to(root / "output").as_posix(): path.read_text()
        for path in (root / "output").rglob("*")
        if path.is_file() and path.name not in (MANIFEST, Path(FORMER_ASSETS).name)
    }


def test_a_rollback_puts_the_former_website_back_and_a_second_one_undoes_it(
    tmp_path: Path,
) -> None:
    publish(tmp_path, A)
    manifest = (tmp_path / "output" / MANIFEST).read_bytes()
    publish(tmp_path, B)
    done = roll_back(tmp_path)
    assert done.files_written == ("assets/a.css", "index.html", "news/index.html")
    assert done.files_removed == ("assets/b.css", "cities/index.html")
    # Visitors may still hold pages of B, so its style sheet stays one round.
    assert website(tmp_path) == {**A, "assets/b.css": "b{}"}
    assert (tmp_path / "output" / MANIFEST).read_bytes() == manifest
    assert verify(tmp_path / "output") == ()
    for expected in ({**B, "assets/a.css": "a{}"}, {**A, "assets/b.css": "b{}"}):
        roll_back(tmp_path)
        assert website(tmp_path) == expected
        assert verify(tmp_path / "output") == ()


def test_the_website_that_a_rollback_restores_is_the_same_bytes_when_no_asset_changed(
    tmp_path: Path,
) -> None:
    publish(tmp_path, {"index.html": "A", "assets/a.css": "a{}"})
    before = {path: path.read_bytes() for path in (tmp_path / "output").rglob("*.*")}
    publish(tmp_path, {"index.html": "B", "assets/a.css": "a{}"})
    roll_back(tmp_path)
    assert before == {path: path.read_bytes() for path in (tmp_path / "output").rglob("*.*")}


def test_a_build_after_a_rollback_publishes_and_can_be_rolled_back(tmp_path: Path) -> None:
    publish(tmp_path, A)
    publish(tmp_path, B)
    roll_back(tmp_path)
    publish(tmp_path, {**B, "index.html": "C"})
    assert website(tmp_path) == {**B, "index.html": "C", "assets/a.css": "a{}"}
    roll_back(tmp_path)
    assert website(tmp_path) == {**A, "assets/b.css": "b{}"}


def test_files_that_are_not_ours_stay_as_they_are_now(tmp_path: Path) -> None:
    publish(tmp_path, A)
    (tmp_path / "output/old.txt").write_text("mine")
    (tmp_path / "output/notes").mkdir()
    (tmp_path / "output/notes/CNAME").write_text("one.example")
    publish(tmp_path, B)
    publish(tmp_path, A)
    (tmp_path / "output/old.txt").unlink()
    (tmp_path / "output/notes/CNAME").write_text("two.example")
    (tmp_path / "output/new.txt").write_text("mine")
    assert roll_back(tmp_path).foreign == ("new.txt", "notes/")
    assert website(tmp_path) == {
        **B,
        "assets/a.css": "a{}",
        "notes/CNAME": "two.example",
        "new.txt": "mine",
    }


def test_a_foreign_file_where_the_former_website_needs_a_page_is_refused(tmp_path: Path) -> None:
    publish(tmp_path, A)
    publish(tmp_path, B)
    (tmp_path / "output/news").write_text("mine")
    with pytest.raises(OutputRefused, match=r"needs news/index\.html"):
        roll_back(tmp_path)
    assert website(tmp_path)["index.html"] == "B"


def test_without_a_whole_former_website_nothing_is_rolled_back(tmp_path: Path) -> None:
    with pytest.raises(NothingToRollBack, match="no former website"):
        roll_back(tmp_path)
    publish(tmp_path, A)
    with pytest.raises(NothingToRollBack, match="no former website"):
        roll_back(tmp_path)
    publish(tmp_path, B)
    former = place_of(tmp_path, tmp_path / "output", tmp_path / ".cache").former
    (former / "index.html").write_text("A, more or less")
    with pytest.raises(NothingToRollBack, match=r"index\.html is not as it was"):
        roll_back(tmp_path)
    (former / MANIFEST).write_text("{")
    with pytest.raises(NothingToRollBack, match="not JSON"):
        roll_back(tmp_path)
    assert website(tmp_path)["index.html"] == "B"


def test_a_deleted_output_folder_is_filled_again(tmp_path: Path) -> None:
    publish(tmp_path, A)
    publish(tmp_path, B)
    (tmp_path / "output").rename(tmp_path / "gone")
    roll_back(tmp_path)
    assert website(tmp_path) == A
