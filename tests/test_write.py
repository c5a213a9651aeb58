"""What `write` leaves in the output folder. Under fire: test_write_faults."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agora.outputs import FORMER_ASSETS, MANIFEST, Output
from agora.write import OutputRefused, Written, write
from agora.writing.verify import Difference, verify
from tests.written_project import Project, files_below


@pytest.fixture
def project(tmp_path: Path) -> Project:
    root = tmp_path / "root"
    (root / "content").mkdir(parents=True)
    (root / "content" / "marketplace.yaml").write_text("title: Ghent\n")
    return Project(root)


def test_the_output_folder_holds_the_outputs_and_a_manifest(project: Project) -> None:
    done = project.write({"index.html": "home", "cities/ghent/index.html": "Ghent"})
    assert done == Written(("cities/ghent/index.html", "index.html"), 0, (), ())
    tree = project.tree()
    manifest = tree.pop(MANIFEST).decode()
    assert tree == {"index.html": b"home", "cities/ghent/index.html": b"Ghent"}
    assert manifest.splitlines()[1].startswith('  "cities/ghent/index.html": {"sha256": "')
    assert str(project.root) not in manifest
    assert verify(project.output) == ()


def test_what_is_no_longer_an_output_is_gone_with_its_folder(project: Project) -> None:
    project.write({"index.html": "home", "cities/ghent/index.html": "Ghent"})
    done = project.write({"index.html": "home"})
    assert done == Written((), 1, ("cities/ghent/index.html",), ())
    assert sorted(path.name for path in project.output.iterdir()) == [MANIFEST, "index.html"]


def test_nothing_is_touched_when_nothing_changed(project: Project) -> None:
    files = {"index.html": "home", "assets/a.css": "a{}"}
    project.write(files)
    places = (project.output, *project.output.rglob("*"))
    before = [(path, path.stat().st_ino, path.stat().st_mtime_ns) for path in places]
    assert project.write(files) == Written((), 2, (), ())
    assert before == [(path, path.stat().st_ino, path.stat().st_mtime_ns) for path in places]


@pytest.mark.parametrize("damage", ["edited", "deleted", "link"])
def test_a_file_of_ours_that_somebody_altered_is_made_again(project: Project, damage: str) -> None:
    project.write({"index.html": "home", "about/index.html": "about"})
    page = project.output / "index.html"
    if damage == "edited":
        page.write_text("h0me")
    else:
        page.unlink()
    if damage == "link":
        page.symlink_to("about/index.html")
    assert project.write({"index.html": "home", "about/index.html": "about"}).files_written == (
        "index.html",
    )
    assert page.read_text() == "home"
    assert not page.is_symlink()


def test_a_file_of_the_root_is_copied_without_being_held_in_memory(project: Project) -> None:
    plan = bytes(range(256)) * 10_000
    (project.root / "content/plan.pdf").write_bytes(plan)
    outputs = [Output("sites/hall/plan.pdf", copy_of="content/plan.pdf")]
    for expected in (("sites/hall/plan.pdf",), ()):
        done = write(
            outputs, root=project.root, output=project.output, cache=project.root / ".cache"
        )
        assert done.files_written == expected
    copy = project.output / "sites/hall/plan.pdf"
    assert copy.read_bytes() == plan
    assert copy.stat().st_nlink == 1


@pytest.mark.parametrize("umask", [0o000, 0o027, 0o077])
def test_a_web_server_may_read_everything_whatever_the_umask(project: Project, umask: int) -> None:
    before = os.umask(umask)
    try:
        project.write({"a/b/c/index.html": "page"})
    finally:
        os.umask(before)
    modes = {path.is_dir(): path.stat().st_mode & 0o7777 for path in project.output.rglob("*")}
    assert modes == {True: 0o755, False: 0o644}
    assert project.output.stat().st_mode & 0o7777 == 0o755


def test_assets_of_the_former_generation_stay_one_round_and_no_longer(project: Project) -> None:
    first = {"index.html": "1", "assets/site.1.css": "a{}", "assets/js/one.js": "1"}
    project.write(first)
    project.write({"index.html": "2", "assets/site.2.css": "b{}"})
    assert project.tree().keys() - {MANIFEST, FORMER_ASSETS} == {
        "index.html",
        "assets/site.1.css",
        "assets/js/one.js",
        "assets/site.2.css",
    }
    assert verify(project.output) == ()
    project.write({"index.html": "3", "assets/site.2.css": "b{}"})
    assert project.tree().keys() == {MANIFEST, "index.html", "assets/site.2.css"}


def test_a_former_asset_that_is_damaged_or_in_the_way_is_not_kept(project: Project) -> None:
    project.write({"assets/a": "a", "assets/b.css": "b{}", "assets/c.css/d": "d", "assets/e": "e"})
    (project.output / "assets/b.css").write_text("broken")
    project.write({"assets/a/x.css": "x{}", "assets/c.css": "c{}"})
    assert project.tree().keys() == {
        MANIFEST,
        FORMER_ASSETS,
        "assets/a/x.css",
        "assets/c.css",
        "assets/e",
    }


def test_the_manifest_does_not_depend_on_what_was_there_before(
    project: Project, tmp_path: Path
) -> None:
    project.write({"assets/site.1.css": "a{}"})
    project.write({"assets/site.2.css": "b{}"})
    clean = tmp_path / "clean"
    project.write({"assets/site.2.css": "b{}"}, output=clean)
    assert (clean / MANIFEST).read_bytes() == (project.output / MANIFEST).read_bytes()


def test_files_that_are_not_ours_are_carried_along_and_named(project: Project) -> None:
    project.write({"index.html": "1", "cities/ghent/index.html": "Ghent"})
    (project.output / "CNAME").write_text("example.org")
    (project.output / "CNAME").chmod(0o640)
    (project.output / "cities/ghent/note.txt").write_text("mine")
    (project.output / ".git/refs/tags").mkdir(parents=True)
    (project.output / ".git/HEAD").write_text("ref: refs/heads/pages")
    (project.output / ".git").chmod(0o700)
    (project.output / "latest").symlink_to("cities/ghent")
    os.utime(project.output / "CNAME", ns=(10**18, 10**18))
    done = project.write({"index.html": "2"})
    assert done.foreign == (".git/", "CNAME", "cities/ghent/note.txt", "latest")
    assert project.tree().keys() == {
        MANIFEST,
        "index.html",
        "CNAME",
        ".git/HEAD",
        "cities/ghent/note.txt",
    }
    carried = (project.output / "CNAME").stat()
    assert (carried.st_mode & 0o7777, carried.st_mtime_ns) == (0o640, 10**18)
    assert (project.output / ".git/refs/tags").is_dir()
    assert (project.output / ".git").stat().st_mode & 0o7777 == 0o700
    assert (project.output / "latest").readlink() == Path("cities/ghent")
    again = project.write({"index.html": "2"})
    assert again == Written((), 1, (), (".git/", "CNAME", "cities/", "latest"))


def test_an_output_elsewhere_is_made_with_its_parents_and_two_do_not_mix(
    project: Project, tmp_path: Path
) -> None:
    one, two = tmp_path / "srv/one", tmp_path / "srv/one-more"
    project.write({"index.html": "1"}, output=one)
    project.write({"index.html": "2"}, output=two)
    project.write({"index.html": "1"}, output=one)
    assert (one / "index.html").read_text() == "1"
    assert (two / "index.html").read_text() == "2"
    assert sorted(path.name for path in (tmp_path / "srv").iterdir()) == ["one", "one-more"]


def test_verify_names_what_is_missing_changed_and_foreign(project: Project) -> None:
    project.write({"a.html": "a", "b.html": "b", "c/index.html": "c", "d.html": "d"})
    (project.output / "a.html").write_text("A")
    (project.output / "b.html").unlink()
    (project.output / "d.html").unlink()
    (project.output / "d.html").mkdir()
    (project.output / "new").mkdir()
    (project.output / "new" / "x.txt").write_text("x")
    assert verify(project.output) == (
        Difference("a.html", "changed"),
        Difference("b.html", "missing"),
        Difference("d.html", "changed"),
        Difference("d.html/", "foreign"),
        Difference("new/", "foreign"),
    )


def test_verify_needs_a_website(project: Project) -> None:
    with pytest.raises(OutputRefused, match="no website to verify"):
        verify(project.output)
    project.output.mkdir()
    with pytest.raises(OutputRefused, match="no manifest"):
        verify(project.output)


PATHS = st.sampled_from(["index.html", "a/index.html", "a/b.html", "assets/x.css", "assets/y.js"])
GENERATION = st.dictionaries(PATHS, st.sampled_from(["1", "2"]), min_size=1)


@settings(max_examples=40, deadline=None)
@given(generations=st.lists(GENERATION, min_size=1, max_size=4))
def test_whatever_was_there_before_the_website_is_that_of_a_clean_write(
    tmp_path_factory: pytest.TempPathFactory, generations: list[dict[str, str]]
) -> None:
    root = tmp_path_factory.mktemp("root")
    project = Project(root)
    for files in generations:
        project.write(files)
    wanted = {path: text.encode() for path, text in generations[-1].items()}
    former = project.tree().keys() - wanted.keys() - {MANIFEST, FORMER_ASSETS}
    assert {path: project.tree()[path] for path in wanted} == wanted
    assert all(path.startswith("assets/") for path in former)
    assert verify(project.output) == ()
    project.write(generations[-1], output=root / "clean")
    assert files_below(root / "clean") == {**wanted, MANIFEST: project.tree()[MANIFEST]}
