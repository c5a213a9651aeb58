"""A website in one string beside the assertions: its files, its builds, its pages."""

from __future__ import annotations

import datetime as dt
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from agora.pipeline import Build, Request, build
from agora.problems import Problem
from agora.write import Written, write

PROJECT = Path(__file__).resolve().parent.parent
NOW = dt.datetime(2026, 11, 23, 12, tzinfo=dt.UTC)

MARKETPLACE = """\
title: Test Market
base_url: https://example.org/
default_language: en
languages: [en]
units:
  - {id: percent, label: per cent, symbol: "%", min: 0, max: 100}
  - {id: dwellings, label: {one: dwelling, other: dwellings}, min: 0}
  - {id: date, label: date}
  - {id: text, label: text}
"""

_FILE = re.compile(r"^-- (\S.*) --\n", re.MULTILINE)


def files_of(text: str) -> dict[str, str]:
    """The files of a text in which `-- path --` lines stand before each of them."""
    parts = _FILE.split(text)
    assert not parts[0].strip(), "text before the first file"
    return dict(zip(parts[1::2], parts[2::2], strict=True))


@dataclass(frozen=True)
class Workspace:
    """A root folder with content, built in this process or by the program itself.

    `cache` is shared by many, so that the font is cut and templates are compiled only once.
    """

    root: Path
    cache: Path | None = None

    @property
    def output(self) -> Path:
        return self.root / "output"

    def add(self, text: str) -> Workspace:
        for name, content in files_of(text).items():
            self.write(name, content.encode())
        return self

    def write(self, name: str, content: bytes) -> Path:
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        return path

    def edit(self, name: str, before: str, after: str) -> None:
        path = self.root / name
        text = path.read_text(encoding="utf-8")
        assert before in text, f"{name} does not hold {before!r}"
        path.write_text(text.replace(before, after), encoding="utf-8")

    def check(self, *, now: dt.datetime = NOW, drafts: bool = False, strict: bool = False) -> Build:
        return build(Request(self.root, now, drafts=drafts, strict=strict, cache=self.cache))

    def problems(self, *codes: str, now: dt.datetime = NOW, drafts: bool = False) -> list[str]:
        """What a check finds, as `path:line:column code`; without `no-history`, which all tests share."""
        found = self.check(now=now, drafts=drafts).problems
        return [
            told(problem)
            for problem in found
            if (problem.code in codes if codes else problem.code != "no-history")
        ]

    def messages(self) -> str:
        """All messages and hints of a check, for tests of their words."""
        return "\n".join(f"{found.message} / {found.hint}" for found in self.check().problems)

    def build(self, *, now: dt.datetime = NOW, drafts: bool = False) -> Written:
        done = self.check(now=now, drafts=drafts)
        assert done.is_sound, [told(problem) for problem in done.problems]
        return write(done.outputs, root=self.root, output=self.output, cache=self.root / ".cache")

    def page(self, address: str) -> str:
        """The HTML at an address of the built website."""
        path = address.lstrip("/")
        file = self.output / (f"{path}index.html" if not path or path.endswith("/") else path)
        return file.read_text(encoding="utf-8")

    def run(self, *arguments: str, timeout: float = 60) -> subprocess.CompletedProcess[str]:
        """The program itself, as an editor starts it."""
        command = [sys.executable, str(PROJECT / "build.py"), *arguments, "--root", str(self.root)]
        return subprocess.run(
            command, capture_output=True, text=True, timeout=timeout, check=False, cwd=self.root
        )


def told(problem: Problem) -> str:
    place = problem.place
    return f"{place.path}:{place.line}:{place.column} {problem.code}"
