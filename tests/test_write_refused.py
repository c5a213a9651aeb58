"""Where `write` refuses to write, and that nothing changes then."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agora.outputs import FORMER_ASSETS, MANIFEST, Output
from agora.write import OutputRefused, UnsafePath, write
from agora.writing.paths import NAME_LIMIT_BYTES, PATH_LIMIT_CHARACTERS, flaw_of, flawed_among
from tests.written_project import Project, files_below


@pytest.fixture
def project(tmp_path: Path) -> Project:
    root = tmp_path / "root"
    (root / "content").mkdir(parents=True)
    (root / "content" / "marketplace.yaml").write_text("title: Ghent\n")
    return Project(root)


@pytest.mark.parametrize(
    ("foreign", "wanted"),
    [
        ("about/index.html", "about/index.html"),
        ("about", "about/index.html"),
        ("about/index.html", "about"),
    ],
)
def test_a_foreign_file_in_the_way_is_refused_and_nothing_changes(
    project: Project, foreign: str, wanted: str
) -> None:
    project.write({"index.html": "1"})
    (project.output / foreign).parent.mkdir(exist_ok=True)
    (project.output / foreign).write_text("mine")
    before = project.tree()
    with pytest.raises(OutputRefused, match=f"about.* is not ours.* needs {wanted}"):
        project.write({"index.html": "2", wanted: "ours"})
    assert project.tree() == before


def test_a_pipe_among_the_files_is_refused(project: Project) -> None:
    project.write({"index.html": "1"})
    os.mkfifo(project.output / "pipe")
    with pytest.raises(OutputRefused, match="pipe is neither a file nor a folder"):
        project.write({"index.html": "2"})
    assert (project.output / "index.html").read_text() == "1"


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("thesis.doc", "my work", "holds files but no manifest"),
        (MANIFEST, '{"files": {"a": ', "is not JSON"),
        (MANIFEST, "[]", "has no list of files"),
        (MANIFEST, '{"files": {"../a": {"sha256": "0", "size": 1}}}', "cannot be right"),
        (MANIFEST, '{"files": {"a": {"sha256": "0"}}}', "cannot be right"),
    ],
)
def test_a_folder_that_is_not_ours_is_refused(
    project: Project, name: str, content: str, reason: str
) -> None:
    project.output.mkdir()
    (project.output / name).write_text(content)
    with pytest.raises(OutputRefused, match=reason):
        project.write({"index.html": "1"})
    assert project.tree() == {name: content.encode()}


def test_an_empty_folder_is_taken(project: Project) -> None:
    project.output.mkdir(mode=0o700)
    project.write({"index.html": "1"})
    assert project.tree().keys() == {MANIFEST, "index.html"}


@pytest.mark.parametrize(
    "place",
    [
        ".",
        "..",
        "content",
        "content/output",
        "templates",
        "assets/x/y",
        ".git/output",
        ".cache",
        "sub/../content",
        "to-content/output",
    ],
)
def test_an_output_that_would_endanger_the_sources_is_refused(project: Project, place: str) -> None:
    (project.root / "to-content").symlink_to("content")
    before = files_below(project.root)
    with pytest.raises(OutputRefused, match=r"must not be replaced|never written"):
        project.write({"index.html": "1"}, output=project.root / place)
    assert files_below(project.root) == before


def test_an_output_that_holds_the_sources_behind_a_link_is_refused(
    project: Project, tmp_path: Path
) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere/link").symlink_to(project.root)
    linked = Project(tmp_path / "elsewhere/link")
    for place in (project.root, project.root.parent, project.root / "content/sub"):
        with pytest.raises(OutputRefused, match=r"must not be replaced|never written"):
            linked.write({"index.html": "1"}, output=place)


def test_the_home_folder_and_the_root_of_all_folders_are_refused(
    project: Project, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    for place in (tmp_path / "home", Path("/")):
        with pytest.raises(OutputRefused, match="must not be replaced"):
            project.write({"index.html": "1"}, output=place)


def test_a_linked_output_and_one_that_is_a_file_are_refused(project: Project) -> None:
    project.write({"index.html": "1"})
    (project.root / "link").symlink_to("output")
    (project.root / "file").write_text("mine")
    with pytest.raises(OutputRefused, match="is a symbolic link"):
        project.write({"index.html": "2"}, output=project.root / "link")
    with pytest.raises(OutputRefused, match="is not a folder"):
        project.write({"index.html": "2"}, output=project.root / "file")
    assert (project.output / "index.html").read_text() == "1"


@pytest.mark.parametrize(
    "path",
    ["", "/etc/passwd", "../x", "a/../../x", "a//b", "a/", "./a", "a\\b", "a\0b", "a\nb", "\ud800"],
)
def test_an_output_with_an_unsafe_path_is_a_fault(project: Project, path: str) -> None:
    with pytest.raises(UnsafePath):
        project.write({"index.html": "1", path: "x"})
    assert not project.output.exists()


@pytest.mark.parametrize(
    "path",
    [
        "é" * (NAME_LIMIT_BYTES // 2 + 1),
        "d/" * 20 + "n" * (PATH_LIMIT_CHARACTERS - 39),
        MANIFEST,
        FORMER_ASSETS,
    ],
)
def test_an_output_with_a_long_or_reserved_path_is_a_fault(project: Project, path: str) -> None:
    with pytest.raises(UnsafePath):
        project.write({"index.html": "1", path: "x"})
    assert not project.output.exists()


def test_two_outputs_of_one_path_and_a_file_that_is_a_folder_are_faults(project: Project) -> None:
    def outputs(*paths: str) -> list[Output]:
        return [Output(path) for path in paths]

    for paths in (("a", "a"), ("a", "a/b"), ("a/b/c", "a")):
        with pytest.raises(UnsafePath):
            write(
                outputs(*paths),
                root=project.root,
                output=project.output,
                cache=project.root / ".cache",
            )


def test_the_longest_allowed_path_can_be_written(project: Project) -> None:
    path = "d/" * 20 + "n" * (PATH_LIMIT_CHARACTERS - 40)
    assert flaw_of(path) == ""
    project.write({path: "x"})
    assert (project.output / path).read_text() == "x"


@given(st.text(alphabet=st.sampled_from("a./\\\0\n: é"), max_size=12))
def test_a_path_without_flaw_stays_below_its_folder(path: str) -> None:
    folder = Path("/srv/out")
    if not flaw_of(path):
        joined = Path(os.path.normpath(folder / path))
        assert joined != folder
        assert joined.is_relative_to(folder)


TEXTS = st.text(st.sampled_from("a.-/\\ \n\x7fé") | st.characters(), max_size=12)


@given(paths=st.lists(TEXTS | st.just("a" * 201) | st.just("a/" * 119 + "bc"), max_size=6))
def test_flaws_are_found_among_many_paths_as_in_each(paths: list[str]) -> None:
    assert flawed_among(paths) == [path for path in paths if flaw_of(path)]
