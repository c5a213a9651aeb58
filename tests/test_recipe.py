"""A website that was made before comes back without being made again, the same to the byte."""

from __future__ import annotations

import re
import shutil
import sqlite3
from collections.abc import Callable, Mapping
from contextlib import closing
from pathlib import Path

import pytest

from tests.workspace import Workspace

Website = Callable[[str], Workspace]
TEMPLATES = Path(__file__).resolve().parent.parent / "templates"

CONTENT = """\
-- content/cities/ghent.md --
---
title: Ghent
country: BE
lat: 51.05
lon: 3.72
updated: 2026-01-01
---
A city with [a page](pages/about) about it.
-- content/pages/about.md --
---
title: About
updated: 2026-01-01
---
Words about [Ghent](cities/ghent), and a [table](table.csv).
-- content/pages/about/table.csv --
a,b
1,2
"""


@pytest.fixture
def built(website: Website) -> Workspace:
    workspace = website(CONTENT)
    assert rendered(workspace) > 0
    return workspace


def rendered(workspace: Workspace, *arguments: str) -> int:
    """How many pages a build rendered; -1 where it found nothing to do."""
    done = workspace.run("build", "--now", "2026-11-23", *arguments)
    assert done.returncode == 0, done.stdout + done.stderr
    found = re.search(r"\((\d+) rendered\)", done.stderr)
    return int(found[1]) if found else -1


def files(workspace: Workspace) -> Mapping[str, bytes]:
    return {
        path.relative_to(workspace.output).as_posix(): path.read_bytes()
        for path in workspace.output.rglob("*")
        if path.is_file() and "former-generation" not in path.name
    }


def store(workspace: Workspace) -> Path:
    return workspace.root / ".cache" / "made.sqlite"


def test_an_output_folder_that_was_deleted_comes_back_whole(built: Workspace) -> None:
    before = files(built)
    shutil.rmtree(built.output)
    assert rendered(built) == 0
    assert files(built) == before
    assert built.run("build", "--verify").returncode == 0
    assert rendered(built) == -1


def test_a_branch_that_is_entered_again_is_known(built: Workspace) -> None:
    before = files(built)
    built.edit("content/cities/ghent.md", "title: Ghent", "title: Gent")
    assert rendered(built) > 0
    assert "Gent" in built.page("/cities/ghent/")
    built.edit("content/cities/ghent.md", "title: Gent", "title: Ghent")
    assert rendered(built) == 0
    assert {path: before[path] for path in before} == {
        path: content for path, content in files(built).items() if path in before
    }


def test_an_edited_website_is_known_as_long_as_the_one_before_the_edit_is(built: Workspace) -> None:
    """Its recipe is the difference from that."""
    built.edit("content/pages/about.md", "Words", "Terms")
    assert rendered(built) > 0
    edited = files(built)
    shutil.rmtree(built.output)
    assert rendered(built) == 0
    assert files(built) == edited
    with closing(sqlite3.connect(store(built))) as connection, connection:
        # The head of a recipe begins with the problems that were told, here none.
        whole, difference = keys_of_heads(built, b"[[], ")
        assert whole != difference
        connection.execute("delete from made where key = ?", (whole,))
    shutil.rmtree(built.output)
    rendered(built)
    assert files(built) == edited


def test_another_day_is_another_website(built: Workspace) -> None:
    shutil.rmtree(built.output)
    assert rendered(built, "--now", "2026-11-24") == 0, "all pages are known by their keys"
    shutil.rmtree(built.output)
    built.edit("content/pages/about.md", "updated: 2026", "publish: 2026-11-25\nupdated: 2026")
    built.edit("content/cities/ghent.md", "[a page](pages/about)", "a page")
    assert rendered(built) > 0
    assert not (built.output / "about").exists()
    rendered(built, "--now", "2026-11-25")
    assert (built.output / "about").exists()


def test_what_the_store_has_lost_is_made_again(built: Workspace) -> None:
    before = files(built)
    store(built).write_bytes(store(built).read_bytes()[:8192])
    shutil.rmtree(built.output)
    assert rendered(built) > 0
    assert files(built) == before


def keys_of_heads(workspace: Workspace, start: bytes) -> list[bytes]:
    """The keys of values whose heads begin so, the one with the largest body first."""
    (heap,) = store(workspace).parent.glob("*.heap")
    content = heap.read_bytes()
    with closing(sqlite3.connect(store(workspace))) as connection:
        rows = connection.execute("select key, start from made order by body_bytes desc")
        return [key for key, at in rows if content.startswith(start, at)]


def spoil_rendered_bodies(workspace: Workspace) -> int:
    """Let the index of the store say that the texts behind the heads of rendered bodies are others. Such a
    head begins with the list of its links."""
    keys = [(key,) for key in keys_of_heads(workspace, b"[[[")]
    with closing(sqlite3.connect(store(workspace))) as connection, connection:
        connection.executemany("update made set body_sum = body_sum + 1 where key = ?", keys)
    return len(keys)


def test_a_text_that_is_damaged_in_the_store_is_rendered_again(built: Workspace) -> None:
    """What is said of it is whole, so that the loss is noticed only by a page that shows it."""
    before = files(built)
    assert spoil_rendered_bodies(built) == 2
    built.write("templates/entry.html", b"{# ours #}" + (TEMPLATES / "entry.html").read_bytes())
    assert rendered(built) > 0
    assert files(built) == before
    assert rendered(built) == -1


def test_a_store_that_nothing_can_be_kept_in_costs_only_time(built: Workspace) -> None:
    before = files(built)
    store(built).unlink()
    store(built).mkdir()
    built.edit("content/cities/ghent.md", "title: Ghent", "title: Gent")
    assert rendered(built) > 0
    built.edit("content/cities/ghent.md", "title: Gent", "title: Ghent")
    assert rendered(built) > 0
    assert {path: files(built)[path] for path in before} == before


def test_a_page_that_the_store_has_lost_is_made_again(built: Workspace) -> None:
    """The recipe is there, and one of its files is not."""
    before = files(built)
    with closing(sqlite3.connect(store(built))) as connection, connection:
        connection.execute("delete from made where body_bytes > 3000")
    shutil.rmtree(built.output)
    rendered(built)
    assert files(built) == before


def test_without_the_cache_nothing_is_known(built: Workspace) -> None:
    shutil.rmtree(built.output)
    assert rendered(built, "--no-cache") > 0


def test_warnings_are_told_again(website: Website) -> None:
    workspace = website(CONTENT.replace("updated: 2026-01-01\n", ""))
    first = workspace.run("build", "--now", "2026-11-23")
    shutil.rmtree(workspace.output)
    second = workspace.run("build", "--now", "2026-11-23")
    assert "(0 rendered)" in second.stderr
    assert first.stdout == second.stdout != ""
