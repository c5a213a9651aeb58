"""The index of the texts: made by the real Pagefind, only when texts have changed, and left out on demand."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from agora.fulltext import text_of
from agora.pagefind import LEFT_OUT, MISSING, find_tool
from tests.workspace import PROJECT, Workspace

WEBSITE = """\
-- content/pages/about.md --
---
title: About
---
Water from flooded mines warms the houses.
-- content/themes/energy.md --
---
title: Energy
line: energy
---
"""


def indexes(workspace: Workspace) -> dict[str, bytes]:
    folder = workspace.output / "pagefind"
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_a_build_holds_an_index_and_the_manifest_knows_it(
    website: Callable[[str], Workspace],
) -> None:
    workspace = website(WEBSITE)
    done = workspace.run("build")
    assert done.returncode == 0, done.stderr
    made = indexes(workspace)
    assert "en/pagefind.js" in made
    assert json.loads(made["en/pagefind-entry.json"])["languages"]["en"]["page_count"] == 2
    assert workspace.run("build", "--verify").returncode == 0
    assert 'data-bundle="/pagefind/en/"' in workspace.page("/search/")


def test_the_index_is_made_again_only_when_a_text_has_changed(
    website: Callable[[str], Workspace],
) -> None:
    workspace = website(WEBSITE)
    workspace.run("build")
    before = indexes(workspace)
    kept = {path.name for path in (workspace.root / ".cache/search").iterdir()}
    workspace.edit("content/marketplace.yaml", "title: Test Market", "title: Another Market")
    workspace.run("build")
    assert indexes(workspace) == before
    workspace.edit("content/pages/about.md", "houses", "schools")
    workspace.run("build")
    assert indexes(workspace) != before
    assert {path.name for path in (workspace.root / ".cache/search").iterdir()}.isdisjoint(kept)


def test_it_is_left_out_on_demand_and_comes_back(website: Callable[[str], Workspace]) -> None:
    workspace = website(WEBSITE)
    done = workspace.run("build", "--no-search")
    assert done.returncode == 0
    assert LEFT_OUT in done.stderr
    assert indexes(workspace) == {}
    assert "data-bundle" not in workspace.page("/search/")
    assert "wasm-unsafe-eval" not in workspace.page("/search/")
    assert workspace.run("build").returncode == 0
    assert "en/pagefind.js" in indexes(workspace)


def test_without_the_package_the_build_says_so_and_goes_on(
    website: Callable[[str], Workspace], tmp_path: Path
) -> None:
    """An environment of links to everything that is installed, but for Pagefind."""
    others = tmp_path / "packages"
    others.mkdir()
    site = Path(find_tool_folder()).parent
    for entry in site.iterdir():
        if not entry.name.startswith("pagefind"):
            (others / entry.name).symlink_to(entry)
    workspace = website(WEBSITE)
    command = [
        sys.executable,
        "-S",
        str(PROJECT / "build.py"),
        "build",
        "--root",
        str(workspace.root),
    ]
    done = subprocess.run(
        command,
        env={**os.environ, "PYTHONPATH": str(others)},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    assert MISSING in done.stderr
    assert indexes(workspace) == {}


def find_tool_folder() -> str:
    tool = find_tool()
    if tool is None:
        pytest.fail("the tests need the extra [search]")
    return str(tool.program.parent)


def test_only_an_entrys_own_words_in_its_own_language_are_read() -> None:
    page = (
        '<!doctype html><html lang="en" dir="ltr"><head><title>x</title></head><body><header>Menu</header>'
        '<main><article class="entry entry-sites"><nav>Home</nav><h1 class="a" id="b">Title</h1>'
        '<p>Words &amp; more</p><div class="wrap shelves">Another entry</div></article></main></body></html>'
    )
    language, text = text_of(page.encode())
    assert language == "en"
    assert '<h1 id="b">Title</h1>' in text
    assert "Words &amp; more" in text
    for other in ("Menu", "Home", "Another entry"):
        assert other not in text
    fallback = page.replace("<title>", '<meta name="robots" content="noindex"><title>')
    assert text_of(fallback.encode()) == ("", "")
    assert text_of(b"<html lang='en'><body>A list</body></html>") == ("", "")
