"""A build that has nothing to do does nothing, and one that has something to do is never spared."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.workspace import PROJECT, Workspace

Website = Callable[[str], Workspace]

CONTENT = """\
-- content/pages/about.md --
---
title: About
updated: 2026-01-01
---
Words.
-- content/pages/later.md --
---
title: Later
updated: 2026-01-01
publish: 2026-12-01
---
-- content/pages/hidden.md --
---
title: Hidden
updated: 2026-01-01
draft: true
---
"""

BUILD = PROJECT / "build.py"
COMMAND = ("--now", "2026-11-23", "--no-search")


@pytest.fixture
def built(website: Website) -> Workspace:
    workspace = website(CONTENT)
    assert "files written" in told(workspace)
    return workspace


def told(workspace: Workspace, *arguments: str) -> str:
    done = workspace.run("build", "--now", "2026-11-23", *arguments)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stderr


def memo(workspace: Workspace) -> Path:
    (found,) = (workspace.root / ".cache" / "builds").glob("*.json")
    return found


def test_touched_files_are_not_changed_files(built: Workspace) -> None:
    for path in (built.root / "content").rglob("*"):
        os.utime(path, (0, 0))
    assert "nothing has changed" in told(built)


def test_a_changed_word_is_built(built: Workspace) -> None:
    path = built.root / "content/pages/about.md"
    times = path.stat()
    built.edit("content/pages/about.md", "Words.", "Terms.")
    os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns))
    assert "nothing has changed" not in told(built)
    assert "Terms." in built.page("/about/")


def test_a_template_of_the_website_is_built(built: Workspace) -> None:
    built.write("templates/partials/opening.html", b"<p>Hello</p>")
    assert "nothing has changed" not in told(built)


def test_the_day_on_which_something_is_published_is_a_change(built: Workspace) -> None:
    assert "nothing has changed" in told(built)
    assert "nothing has changed" not in told(built, "--now", "2026-12-01")
    assert "Later" in built.page("/later/")


def test_other_options_are_another_build(built: Workspace) -> None:
    assert "nothing has changed" not in told(built, "--drafts")
    assert "Hidden" in built.page("/hidden/")
    assert "nothing has changed" not in told(built)
    assert not (built.output / "hidden").exists()


def test_a_page_that_was_changed_by_hand_is_mended(built: Workspace) -> None:
    page = built.output / "about/index.html"
    good = page.read_bytes()
    page.write_bytes(good.replace(b"Words.", b"Worse."))
    told(built)
    assert page.read_bytes() == good


@pytest.mark.parametrize("spoilt", [b"", b"{", b"[]", b'{"problems": [{}]}', b"\xff", None])
def test_a_spoilt_memo_costs_time_and_nothing_else(built: Workspace, spoilt: bytes | None) -> None:
    if spoilt is None:
        memo(built).unlink()
    else:
        memo(built).write_bytes(spoilt)
    assert "0 files written" in told(built)
    assert "nothing has changed" in told(built)


def test_a_memo_of_odd_values_costs_an_edit_time_and_nothing_else(built: Workspace) -> None:
    memo(built).write_text(re.sub(r'"trees": \[.*?\]', '"trees": [[1]]', memo(built).read_text()))
    page = built.root / "content/pages/about.md"
    page.write_text(page.read_text() + "More.\n")
    assert "files written" in told(built, "--no-search")
    assert "nothing has changed" in told(built, "--no-search")


def test_without_the_cache_everything_is_made_again(built: Workspace) -> None:
    assert "0 files written" in told(built, "--no-cache")


def test_warnings_are_told_again(website: Website) -> None:
    workspace = website(CONTENT.replace("updated: 2026-01-01\n", ""))
    first = workspace.run("build", "--now", "2026-11-23")
    second = workspace.run("build", "--now", "2026-11-23")
    assert "nothing has changed" in second.stderr
    assert first.stdout == second.stdout != ""


def test_what_is_saved_while_a_build_runs_is_never_taken_for_what_stood_there(
    website: Website,
) -> None:
    """Whatever the builds saw, each content gets its own website in the end."""
    workspace = website(CONTENT)
    page = workspace.root / "content/pages/about.md"
    before = page.read_text()
    texts = {word: before.replace("Words.", word) for word in ("First.", "Second.")}
    for _ in range(3):
        page.write_text(texts["First."])
        with subprocess.Popen(
            [sys.executable, str(BUILD), "build", *COMMAND, "--root", str(workspace.root)],
            stderr=subprocess.DEVNULL,
        ) as building:
            while building.poll() is None:
                for text in texts.values():
                    saved = workspace.write("saved.md", text.encode())
                    saved.replace(page)
                    time.sleep(0.01)
    for word, text in (*texts.items(), *texts.items()):
        page.write_text(text)
        told(workspace, "--no-search")
        assert f"<p>{word}</p>" in workspace.page("/about/")
