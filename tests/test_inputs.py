"""Files that look as they did are not read again, and no change is missed by that."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from agora import inputs
from agora.fingerprint import digest
from agora.inputs import inputs_of


@pytest.fixture
def page(tmp_path: Path) -> Path:
    """A file that was written long ago, as far as the clock tells."""
    found = tmp_path / "content/pages/about.md"
    found.parent.mkdir(parents=True)
    found.write_text("Words.")
    return found


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> None:
    """Everything that was written until now was written long ago."""
    now = time.time_ns
    monkeypatch.setattr(time, "time_ns", lambda: now() + 10_000_000_000)


def digest_of(page: Path) -> str:
    root = page.parents[2]
    found = inputs_of({"content": root / "content"}, (), cache=root / ".cache")
    return found.files["content/pages/about.md"]


@pytest.mark.usefixtures("later")
def test_a_file_that_looks_as_it_did_is_not_read_again(page: Path) -> None:
    assert digest_of(page) == digest(b"Words.")
    index = page.parents[2] / ".cache"
    (row,) = inputs._known(index).values()
    inputs._keep(index, {"content/pages/about.md": ("as it was kept", row[1])})
    assert digest_of(page) == "as it was kept"


@pytest.mark.usefixtures("later")
def test_an_edit_is_told_as_soon_as_it_is_seen(page: Path) -> None:
    other = page.with_name("legal.md")
    other.write_text("More.")
    folders, told = {"content": page.parents[1]}, list[str]()
    for edited, words in (("", []), ("about.md", ["edit"]), ("new.md", []), ("", [])):
        if edited:
            page.with_name(edited).write_text(f"New words, {edited}.")
        inputs_of(folders, (), cache=page.parents[2], when_edited=lambda: told.append("edit"))
        assert told == words
        told.clear()
        os.utime(other)


def test_what_was_just_written_is_read_again_and_known_to_be_the_same_or_not(page: Path) -> None:
    folders, told = {"content": page.parents[1]}, list[str]()
    for words in ("Words.", "Words.", "Other."):
        page.write_text(words)
        found = inputs_of(
            folders, (), cache=page.parents[2], when_edited=lambda: told.append("edit")
        )
        assert found.files["content/pages/about.md"] == digest(words.encode())
        assert told == (["edit"] if words == "Other." else [])


def test_a_file_that_is_edited_again_is_told_before_the_others_are_looked_at(page: Path) -> None:
    folders, cache = {"content": page.parents[1]}, page.parents[2]
    inputs_of(folders, (), cache=cache)
    for words, is_seen in (("Terms.", True), ("Terms.", False), ("Other.", True)):
        page.write_text(words)
        late = page.with_name(f"a-{words}{is_seen}.md")
        found = inputs_of(folders, (), cache=cache, when_edited=late.touch)
        assert (f"content/pages/{late.name}" in found.files) == is_seen


@pytest.mark.usefixtures("later")
def test_a_change_that_leaves_size_and_time_as_they_were_is_seen(page: Path) -> None:
    digest_of(page)
    times = page.stat()
    time.sleep(0.05)  # more than a step of the file system's clock
    page.write_text("Terms.")
    os.utime(page, ns=(times.st_atime_ns, times.st_mtime_ns))
    assert digest_of(page) == digest(b"Terms.")


@pytest.mark.usefixtures("later")
def test_another_file_of_the_same_size_and_time_in_its_place_is_seen(page: Path) -> None:
    digest_of(page)
    times = page.stat()
    other = page.with_name("other")
    other.write_text("Terms.")
    os.utime(other, ns=(times.st_atime_ns, times.st_mtime_ns))
    other.replace(page)
    assert digest_of(page) == digest(b"Terms.")


def test_what_was_just_written_is_read_again(page: Path) -> None:
    """It may be written once more within the same step of the file system's clock."""
    times = page.stat()
    for word in ("Words.", "Terms.") * 20:
        page.write_text(word)
        os.utime(page, ns=(times.st_atime_ns, times.st_mtime_ns))
        assert digest_of(page) == digest(word.encode())


@pytest.mark.usefixtures("later")
@pytest.mark.parametrize("at", [0, 40, -1])
def test_a_damaged_index_costs_time_and_nothing_else(page: Path, at: int) -> None:
    digest_of(page)
    (index,) = (page.parents[2] / ".cache").iterdir()
    spoilt = bytearray(index.read_bytes())
    spoilt[at] ^= 1
    index.write_bytes(spoilt)
    assert digest_of(page) == digest(b"Words.")


@pytest.mark.usefixtures("later")
def test_files_that_have_gone_are_forgotten(page: Path) -> None:
    digest_of(page)
    page.rename(page.with_name("news.md"))
    root = page.parents[2]
    found = inputs_of({"content": root / "content"}, (), cache=root / ".cache")
    assert list(found.files) == ["content/pages/news.md"]
    assert list(inputs._known(root / ".cache")) == ["content/pages/news.md"]


def test_a_pipe_is_never_waited_for(page: Path) -> None:
    folders, cache = {"content": page.parents[1]}, page.parents[2]
    os.mkfifo(page.with_name("pipe.md"))
    first = inputs_of(folders, (), cache=cache)
    assert "content/pages/pipe.md" in first.files
    page.unlink()
    os.mkfifo(page)  # what was just written is read before anything else
    second = inputs_of(folders, (), cache=cache, when_edited=lambda: None)
    assert second.files.keys() == first.files.keys()
    assert second.digest != first.digest
    assert second.still_stand()


def test_inputs_stand_as_long_as_no_file_comes_goes_or_is_written(tmp_path: Path) -> None:
    first = tmp_path / "first.md"
    first.write_text("one")
    found = inputs_of({"content": tmp_path}, ())
    assert found.still_stand()
    time.sleep(0.05)  # more than a step of the file system's clock
    os.utime(first, (0, 0))
    assert not found.still_stand(), "who can set times can set any"

    found = inputs_of({"content": tmp_path}, ())
    (tmp_path / "second.md").write_text("two")
    assert not found.still_stand()

    found = inputs_of({"content": tmp_path}, ())
    first.unlink()
    assert not found.still_stand()


def test_of_the_content_only_what_was_read_has_to_stand(tmp_path: Path) -> None:
    content, templates = tmp_path / "content", tmp_path / "templates"
    for folder in (content, templates):
        folder.mkdir()
        for name in ("first", "second"):
            (folder / name).write_text(name)
    found = inputs_of({"content": content, "templates": templates}, ())
    read = {"content/first"}
    (content / "second").write_text("changed")
    (content / "third").write_text("new")
    assert found.still_stand(read)
    assert not found.still_stand()
    assert not found.still_stand({"content/first", "content/second"})
    assert not found.still_stand({"content/none"})

    found = inputs_of({"content": content, "templates": templates}, ())
    (templates / "second").unlink()
    assert not found.still_stand(read)
    found = inputs_of({"content": content, "templates": templates}, ())
    (content / "first").unlink()
    assert not found.still_stand(read)
