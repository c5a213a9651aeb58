"""What stands in `content/`: which files are entries, translations, owned files, or misplaced."""

from __future__ import annotations

import os
import socket
import unicodedata
from pathlib import Path

import pytest

from agora.documents import COLLECTIONS, Source
from agora.load import load
from agora.model import TYPES
from agora.problems import Problem

CITY = "---\ntitle: A city\n---\nText\n"
SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="2" height="1"/>'


def write(root: Path, files: dict[str, str]) -> Path:
    for path, text in files.items():
        file = root / "content" / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    return root


def read(root: Path, files: dict[str, str]) -> tuple[Source, tuple[Problem, ...]]:
    return load(write(root, {"marketplace.yaml": "title: M\n", **files}))


def found(root: Path, files: dict[str, str]) -> list[tuple[str, str]]:
    return [(problem.place.path, problem.code) for problem in read(root, files)[1]]


def ids(source: Source) -> list[tuple[str, str]]:
    return [(document.id, document.language) for document in source.documents]


def test_the_collections_are_those_of_the_models() -> None:
    assert set(COLLECTIONS) == set(TYPES)


def test_folders_are_types_and_names_are_slugs(tmp_path: Path) -> None:
    source, problems = read(
        tmp_path,
        {
            "marketplace.es.yaml": "tagline: Hola\n",
            "cities/valencia.md": CITY,
            "cities/valencia.es.md": CITY,
            "cities/2-heerlen.yaml": "title: Heerlen\nbody: |\n  Text\n",
            "sites/a.pt-BR.yaml": "title: A\n",
            "cities/valencia/photos/map.svg": SVG,
        },
    )
    assert problems == ()
    assert [(each.path, each.language) for each in source.marketplace] == [
        ("content/marketplace.es.yaml", "es"),
        ("content/marketplace.yaml", ""),
    ]
    assert ids(source) == [
        ("cities/2-heerlen", ""),
        ("cities/valencia", "es"),
        ("cities/valencia", ""),
        ("sites/a", "pt-BR"),
    ]
    (file,) = source.files
    assert (file.path, file.owner, file.name) == (
        "content/cities/valencia/photos/map.svg",
        "cities/valencia",
        "photos/map.svg",
    )
    assert (file.kind, file.width, file.height) == ("svg", 2, 1)


def test_a_tree_without_settings_has_none(tmp_path: Path) -> None:
    assert load(tmp_path) == (Source((), (), ()), ())
    (tmp_path / "content").mkdir()
    assert load(tmp_path)[0].marketplace == ()


@pytest.mark.parametrize(
    ("name", "proposal", "slug"),
    [
        ("Málaga.md", "malaga.md", "malaga"),
        ("Valencia.md", "valencia.md", "valencia"),
        ("San Sebastián.es.md", "san-sebastian.es.md", "san-sebastian"),
        ("straße.md", "strasse.md", "strasse"),
        ("İstanbul.md", "istanbul.md", "istanbul"),
        ("a--b.md", "a-b.md", "a-b"),
        ("a_b.md", "a-b.md", "a-b"),
        ("..\\..\\x.md", "x.md", "x"),
        ("heerlen.MD", "heerlen.md", "heerlen"),
        ("valencia.backup.md", "valencia-backup.md", "valencia-backup"),
        ("x" * 81 + ".md", "x" * 80 + ".md", "x" * 80),
    ],
)
def test_a_name_that_is_no_slug_is_an_error_that_proposes_one(
    tmp_path: Path, name: str, proposal: str, slug: str
) -> None:
    source, (problem,) = read(tmp_path, {f"cities/{name}": CITY})
    assert (problem.place.line, problem.place.column, problem.code) == (1, 1, "name-invalid")
    assert problem.hint == f"rename it to {proposal}"
    assert [document.slug for document in source.documents] == [slug]


def test_a_name_of_which_no_slug_can_be_made_is_an_error(tmp_path: Path) -> None:
    source, problems = read(tmp_path, {"cities/!!!.md": CITY, "cities/.md": CITY})
    assert [problem.code for problem in problems] == ["name-invalid", "name-invalid"]
    assert source.documents == ()


def test_a_year_is_a_slug(tmp_path: Path) -> None:
    assert ids(read(tmp_path, {"news/2024.md": CITY})[0]) == [("news/2024", "")]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("valencia.md", "valencia.yaml"),
        ("valencia.es.md", "valencia.es.yaml"),
        ("valencia.es.md", "valencia.ES.md"),
        ("valencia.md", "Valencia.md"),
        (unicodedata.normalize("NFC", "málaga.md"), unicodedata.normalize("NFD", "málaga.md")),
        ("strasse.md", "straße.md"),
    ],
)
def test_two_files_for_one_entry_are_an_error_that_names_both(
    tmp_path: Path, first: str, second: str
) -> None:
    source, problems = read(tmp_path, {f"cities/{first}": CITY, f"cities/{second}": CITY})
    (double,) = [problem for problem in problems if problem.code == "duplicate-entry"]
    assert {double.place.path, double.message.rpartition(" ")[2]} == {
        f"content/cities/{first}",
        f"content/cities/{second}",
    }
    assert len(source.documents) == 1


def test_the_file_under_its_right_name_is_the_one_that_counts(tmp_path: Path) -> None:
    source, _ = read(tmp_path, {"cities/Oslo.md": CITY, "cities/oslo.md": CITY})
    assert [document.path for document in source.documents] == ["content/cities/oslo.md"]


@pytest.mark.parametrize(
    ("path", "code", "hint"),
    [
        ("bad.yaml", "file-misplaced", "cities"),
        ("README.txt", "file-misplaced", "README.md"),
        ("marketplace.yml", "file-misplaced", "marketplace.yaml"),
        ("marketplace.md", "file-misplaced", "marketplace.yaml"),
        ("cities/valencia.yml", "file-misplaced", "valencia.yaml"),
        ("cities/map.png", "file-misplaced", "slug"),
        ("cities/nowhere/map.svg", "file-misplaced", "cities/nowhere.md"),
        ("cities/oslp/map.svg", "file-misplaced", "oslo"),
        ("_headers", "name-reserved", "rename"),
        (".well-known/security.txt", "name-reserved", "rename"),
        ("cities/robots.txt", "name-reserved", "rename"),
        ("city/oslo.md", "collection-unknown", "cities"),
        ("zzz/oslo.md", "collection-unknown", "known: cities"),
    ],
)
def test_what_stands_in_the_wrong_place_is_told_where_to_go(
    tmp_path: Path, path: str, code: str, hint: str
) -> None:
    source, (problem,) = read(tmp_path, {"cities/oslo.md": CITY, path: SVG})
    assert problem.code == code
    assert hint in problem.hint
    assert f"content/{path}".startswith(problem.place.path)
    assert ids(source) == [("cities/oslo", "")]


@pytest.mark.parametrize(
    "name",
    [
        "_headers",
        "_redirects",
        "CNAME",
        ".htaccess",
        "web.config",
        ".nojekyll",
        "robots.txt",
        "ads.txt",
        "sw.js",
        ".well-known/security.txt",
    ],
)
def test_an_entry_cannot_own_a_file_that_steers_the_server(tmp_path: Path, name: str) -> None:
    problems = found(tmp_path, {"cities/oslo.md": CITY, f"cities/oslo/{name}": "x"})
    assert [code for _, code in problems] == ["name-reserved"]


@pytest.mark.parametrize(
    "name", ["a:b.svg", "a%20b.svg", "_map.svg", "map.svg ", "con.svg", "a\tb.svg"]
)
def test_an_owned_file_needs_a_name_that_can_be_an_address(tmp_path: Path, name: str) -> None:
    problems = found(tmp_path, {"cities/oslo.md": CITY, f"cities/oslo/{name}": SVG})
    assert [code for _, code in problems] == ["name-invalid"]


def test_the_name_of_an_owned_file_is_composed(tmp_path: Path) -> None:
    name = unicodedata.normalize("NFD", "plan-é.svg")
    source, problems = read(tmp_path, {"cities/oslo.md": CITY, f"cities/oslo/{name}": SVG})
    assert problems == ()
    assert source.files[0].name == unicodedata.normalize("NFC", name)
    assert (tmp_path / source.files[0].path).read_text() == SVG


def test_what_programs_leave_behind_is_ignored(tmp_path: Path) -> None:
    junk = [".DS_Store", "Thumbs.db", "desktop.ini", ".a.md.swp", "a.md~", ".#a.md", "._a.md"]
    files = {f"{folder}{name}": "x" for name in junk for folder in ("", "cities/", "cities/oslo/")}
    assert found(tmp_path, {"cities/oslo.md": CITY, "news/.gitkeep": "", **files}) == []


def test_links_pipes_and_sockets_are_never_opened(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path, {"marketplace.yaml": "title: M\n", "cities/oslo.md": CITY})
    (tmp_path / "secret.md").write_text(CITY)
    (tmp_path / "folder").mkdir()
    cities = tmp_path / "content/cities"
    (cities / "link.md").symlink_to(tmp_path / "secret.md")
    (cities / "dangling.md").symlink_to(tmp_path / "nothing")
    (cities / "loop.md").symlink_to(cities / "loop.md")
    (cities / "oslo").symlink_to(tmp_path / "folder")
    os.link(tmp_path / "secret.md", cities / "hard.md")
    os.mkfifo(cities / "pipe.md")
    # A socket's path may have 107 bytes only, so it is made from within its folder.
    monkeypatch.chdir(cities)
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind("socket.md")
        source, problems = load(tmp_path)
    assert {(problem.place.path, problem.code) for problem in problems} == {
        (f"content/cities/{name}", "file-not-regular")
        for name in ("link.md", "dangling.md", "loop.md", "oslo", "hard.md", "pipe.md", "socket.md")
    }
    assert ids(source) == [("cities/oslo", "")]


def test_a_content_folder_that_is_a_link_is_not_followed(tmp_path: Path) -> None:
    write(tmp_path / "elsewhere", {"marketplace.yaml": "title: M\n"})
    (tmp_path / "content").symlink_to(tmp_path / "elsewhere/content")
    source, (problem,) = load(tmp_path)
    assert source.marketplace == ()
    assert (problem.place.path, problem.code) == ("content", "file-not-regular")


def test_a_file_that_may_not_be_read_is_an_error_and_the_others_are_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path, {"marketplace.yaml": "title: M\n", "cities/a.md": CITY, "cities/b.md": CITY})
    opened = os.open

    def refuse(path: str, flags: int) -> int:
        # Tests may run as root, whom no permission stops.
        if str(path).endswith("a.md"):
            raise PermissionError(path)
        return opened(path, flags)

    monkeypatch.setattr(os, "open", refuse)
    source, (problem,) = load(tmp_path)
    assert (problem.place.path, problem.code) == ("content/cities/a.md", "file-unreadable")
    assert ids(source) == [("cities/b", "")]


def test_the_order_is_that_of_the_paths(tmp_path: Path) -> None:
    names = ["b", "a", "c-1", "c", "10", "9"]
    source, problems = read(tmp_path, {f"sites/{name}.md": "x" for name in names})
    assert [document.path for document in source.documents] == sorted(
        f"content/sites/{name}.md" for name in names
    )
    assert [problem.place for problem in problems] == sorted(p.place for p in problems)


def test_all_mistakes_of_all_files_come_in_one_run(tmp_path: Path) -> None:
    source, problems = read(
        tmp_path,
        {
            "cities/a.yaml": "title: A\ntitle: B\ncountry: NO\n",
            "cities/b.yaml": 'title: "x\n',
            "cities/c.md": "---\ntitle: A: B\n---\ntext\n",
            "cities/c/plan.docx": "PK\x03\x04",
        },
    )
    assert [(p.place.path, p.place.line, p.place.column, p.code) for p in problems] == [
        ("content/cities/a.yaml", 2, 1, "duplicate-key"),
        ("content/cities/b.yaml", 1, 8, "yaml-syntax"),
        ("content/cities/c.md", 2, 9, "yaml-syntax"),
        ("content/cities/c/plan.docx", 1, 1, "file-type"),
    ]
    assert ids(source) == [("cities/a", ""), ("cities/b", ""), ("cities/c", "")]


def test_folders_without_end_are_an_error(tmp_path: Path) -> None:
    deep = "cities/oslo/" + "a/" * 300 + "map.svg"
    assert [code for _, code in found(tmp_path, {"cities/oslo.md": CITY, deep: SVG})] == [
        "file-misplaced"
    ]
