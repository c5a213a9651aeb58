"""When content files were first and last changed, from the Git history.

One call of git for the whole content, at the edge of the world.
"""

from __future__ import annotations

import datetime as dt
import subprocess
from pathlib import Path
from typing import NamedTuple


class Dates(NamedTuple):
    """Moments of the first and the last commit of a file, in UTC."""

    created: dt.datetime
    updated: dt.datetime


def read_history(root: Path) -> dict[str, Dates] | None:
    """The dates of the files under `content/` by their path relative to `root`.

    None where there is no whole history: no repository, no git, or a shallow clone, whose oldest commit
    would pass for the first change of every file.
    """
    if _git(root, "rev-parse", "--is-shallow-repository") != "false\n":
        return None
    log = _git(
        root,
        "log",
        "--format=%x01%ct",
        "--name-only",
        "--no-renames",
        "--relative",
        "-z",
        "--",
        "content",
    )
    return None if log is None or not log.strip("\0\n ") else _dates(log)


def revision(root: Path) -> str:
    """The commit that stands checked out, and whether its history is whole; "" without a repository."""
    return _git(root, "rev-parse", "HEAD", "--is-shallow-repository") or ""


def _dates(log: str) -> dict[str, Dates]:
    """The newest commit comes first, so a file's first mention is its last change."""
    dates: dict[str, Dates] = {}
    moment = dt.datetime.fromtimestamp(0, dt.UTC)
    for field in log.replace("\n", "\0").split("\0"):
        if field.startswith("\x01"):
            moment = dt.datetime.fromtimestamp(int(field[1:]), dt.UTC)
        elif field:
            known = dates.get(field)
            dates[field] = Dates(moment, known.updated if known else moment)
    return dates


def _git(root: Path, *arguments: str) -> str | None:
    command = ["git", "-c", "core.quotepath=off", *arguments]
    try:
        done = subprocess.run(command, cwd=root, capture_output=True, check=False, timeout=60)
    except (OSError, subprocess.TimeoutExpired):
        return None
    return done.stdout.decode("utf-8", "replace") if done.returncode == 0 else None
