"""Twelve mistakes in seven files: one run tells all of them, each at its line and column."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.workspace import Workspace

Website = Callable[[str], Workspace]

CONTENT = """\
-- content/cities/ghent.md --
---
title: Ghent
country: BE
lat: 51.05
lon: 3.72
themes: [enrgy]
---
The [hall](sites/hal) and [Bruges](../bruges.md).
-- content/cities/bruges.md --
---
title: Bruges
country: Belgium
lat: 51.21
lon: east
---
-- content/projects/solar.md --
---
title: Solar: Streets
acronym: SOLAR
programme: Horizon 2020
start: 15th Nov 2022
---
-- content/sites/hall.md --
---
title: Harbour Hall
project: solar
city: ghnt
titel: The hall
---
-- content/themes/energy.md --
---
title: Energy
title: Energy again
---
-- content/news/opening.md --
---
title: Opening
date: 2022-01-01
summary: "The doors
---
"""

EXPECTED = [
    "content/cities/bruges.md:3:10 value-unknown",
    "content/cities/bruges.md:5:6 number-invalid",
    "content/cities/ghent.md:6:10 reference-unknown",
    "content/cities/ghent.md:8:12 link-unknown",
    "content/cities/ghent.md:8:36 link-form",
    "content/news/fair.md:4:5 encoding",
    "content/news/opening.md:4:10 yaml-syntax",
    "content/projects/solar.md:2:13 yaml-syntax",
    "content/projects/solar.md:5:8 date-invalid",
    "content/sites/hall.md:4:7 reference-unknown",
    "content/sites/hall.md:5:1 field-unknown",
    "content/themes/energy.md:3:1 duplicate-key",
]
BAD_BYTES = b"---\ntitle: Fair\ndate: 2022-01-01\nbad \xe9t\xe9: x\n---\n"


def plant(website: Website, blank_lines: int, line_end: str, mark: bytes) -> Workspace:
    workspace = website(CONTENT)
    workspace.write("content/news/fair.md", BAD_BYTES)
    for path in sorted((workspace.root / "content").rglob("*.md")):
        content = b"\n" * blank_lines + path.read_bytes()
        path.write_bytes(mark + content.replace(b"\n", line_end.encode()))
    return workspace


def moved(problem: str, lines: int) -> str:
    path, line, rest = problem.split(":")
    return f"{path}:{int(line) + lines}:{rest}"


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"], ids=["plain", "marked"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n"], ids=["LF", "CRLF"])
@pytest.mark.parametrize("blank_lines", [0, 1, 5])
def test_one_run_tells_every_mistake_at_its_place(
    website: Website, blank_lines: int, line_end: str, mark: bytes
) -> None:
    workspace = plant(website, blank_lines, line_end, mark)
    assert workspace.problems() == [moved(problem, blank_lines) for problem in EXPECTED]


def test_a_check_ends_with_1_and_nothing_under_output_changes(website: Website) -> None:
    workspace = plant(website, 0, "\n", b"")
    good = website("-- content/pages/about.md --\n---\ntitle: About\n---\n")
    kept = {path: path.read_bytes() for path in _files(good.output)}
    for command in ("check", "build"):
        done = workspace.run(command)
        assert done.returncode == 1
        told = [line for line in done.stdout.splitlines() if ": error[" in line]
        assert len(told) == 12
        assert "12 errors" in done.stderr
    assert {path: path.read_bytes() for path in _files(good.output)} == kept


def _files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())
