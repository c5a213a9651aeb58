"""The dates of files from a real Git history, and none where the history is not whole."""

from __future__ import annotations

import datetime as dt
import os
import subprocess
from collections.abc import Callable
from pathlib import Path

from agora.history import read_history, revision
from tests.workspace import Workspace

Website = Callable[[str], Workspace]

ABOUT = "-- content/pages/about.md --\n---\ntitle: About\n---\nWords.\n"


def git(folder: Path, *arguments: str, day: str = "2020-01-01") -> None:
    moment = f"{day}T12:00:00+00:00"
    identity = {"GIT_AUTHOR_DATE": moment, "GIT_COMMITTER_DATE": moment}
    settings = ("-c", "user.name=Editor", "-c", "user.email=editor@example.org")
    subprocess.run(
        ["git", *settings, *arguments],
        cwd=folder,
        env={**os.environ, **identity},
        check=True,
        capture_output=True,
    )


def committed(workspace: Workspace) -> Workspace:
    git(workspace.root, "init", "--quiet")
    git(workspace.root, "add", ".")
    git(workspace.root, "commit", "--quiet", "-m", "one", day="2020-01-01")
    workspace.edit("content/pages/about.md", "Words.", "Other words.")
    git(workspace.root, "commit", "--quiet", "-am", "two", day="2022-11-15")
    return workspace


def test_a_file_has_the_dates_of_its_first_and_last_commit(website: Website) -> None:
    workspace = committed(website(ABOUT))
    dates = read_history(workspace.root)
    assert dates is not None
    found = dates["content/pages/about.md"]
    assert found.created.date() == dt.date(2020, 1, 1)
    assert found.updated.date() == dt.date(2022, 11, 15)
    assert dates["content/marketplace.yaml"].updated.date() == dt.date(2020, 1, 1)
    workspace.build()
    assert "15 November 2022" in workspace.page("/about/")
    assert workspace.problems("no-history") == []


def test_what_the_entry_says_wins(website: Website) -> None:
    workspace = committed(website(ABOUT.replace("title", "updated: 2024-02-03\ntitle")))
    workspace.build()
    assert "3 February 2024" in workspace.page("/about/")


def test_the_root_may_lie_below_the_repository(website: Website, tmp_path: Path) -> None:
    workspace = website(ABOUT)
    git(tmp_path, "init", "--quiet")
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "--quiet", "-m", "one")
    assert "content/pages/about.md" in (read_history(workspace.root) or {})


def test_a_shallow_clone_and_a_folder_without_history_have_no_dates(
    website: Website, tmp_path: Path
) -> None:
    assert read_history(tmp_path) is None
    assert revision(tmp_path) == ""
    workspace = committed(website(ABOUT))
    source = f"file://{workspace.root}"
    git(tmp_path, "clone", "--quiet", "--depth", "1", source, "shallow")
    assert read_history(tmp_path / "shallow") is None
    assert revision(tmp_path / "shallow") != revision(workspace.root) != ""
