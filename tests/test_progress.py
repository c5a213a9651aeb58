"""What a person sees while a build runs, at a real terminal and in a log."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from tests.workspace import PROJECT, Workspace

Website = Callable[[str], Workspace]

CONTENT = """\
-- content/pages/about.md --
---
title: About
updated: 2026-01-01
---
Words.
"""


def at_a_terminal(root: Path, *arguments: str) -> str:
    """What the program prints on standard error where that is a terminal."""
    ours, theirs = pty.openpty()
    command = [sys.executable, str(PROJECT / "build.py"), "build", "--root", str(root), *arguments]
    with subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=theirs, env={**os.environ, "TERM": "xterm"}
    ) as process:
        os.close(theirs)
        told = b""
        while True:
            try:
                part = os.read(ours, 65536)
            except OSError:  # the other end is closed
                break
            if not part:
                break
            told += part
    os.close(ours)
    assert process.returncode == 0, told
    return told.decode()


def test_at_a_terminal_the_stages_are_counted_and_leave_one_line(website: Website) -> None:
    told = at_a_terminal(website(CONTENT).root, "--no-search")
    for stage in ("Reading", "Pages", "Writing"):
        assert stage in told
    assert "\x1b[" in told, "the line is drawn over"
    last = told.rstrip().splitlines()[-1]
    assert "files written" in last


def test_quiet_is_quiet_at_a_terminal_too(website: Website) -> None:
    assert at_a_terminal(website(CONTENT).root, "--no-search", "--quiet") == ""


def test_a_log_has_plain_lines(website: Website) -> None:
    done = website(CONTENT).run("build", "--no-search", "--timings")
    assert "\x1b" not in done.stderr
    stages = [line.split()[0] for line in done.stderr.splitlines() if line.endswith(" s")]
    assert stages[:1] == ["load"]
    assert stages[-3:] == ["write", "remember", "total"]
    assert {"markdown", "render"} <= set(stages)


def test_a_long_stage_is_told_of_when_it_has_ended(capfd: object) -> None:
    from agora import progress

    assert hasattr(capfd, "readouterr")
    lines = progress._Lines()
    lines.begin("render")
    lines.count(64, 1375)
    lines._since -= 12
    lines.begin("write")
    lines.begin("")
    assert capfd.readouterr().err == "Pages: 1,375 (12.0 s)\n"
