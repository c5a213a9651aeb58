"""What is measured: each engine writes the marketplace in its own words, and names its command."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from bench import writers
from bench.marketplace import Marketplace

PROJECT = writers.PROJECT
OWN_CASES = ("cold", "nothing")


@dataclass(frozen=True, slots=True)
class Engine:
    """One row of the table.

    `write` lays the marketplace into an empty folder; `command` builds it there into `output/`. Content
    stands in `content/sites/<slug>.md` of every engine. `page_template` is the file of a site's page,
    `caches` are the folders that a cold build must not find.
    """

    name: str
    write: Callable[[Marketplace, Path], None]
    command: tuple[str, ...]
    page_template: str
    caches: tuple[str, ...] = ()


def engines(tools: Path) -> dict[str, Engine]:
    """All engines that are here, by name; Eleventy is fetched into the folder `tools` where npm is."""
    build = (sys.executable, str(PROJECT / "build.py"), "build", "--root", ".", "--no-search")
    agora = (*build, "--now", "2026-01-01", "--format", "json")
    found = [
        Engine("agora", writers.agora_plain, agora, "templates/entry.html", (".cache",)),
        Engine("agora-real", writers.agora_real, agora, "templates/entry.html", (".cache",)),
    ]
    hugo = _program("hugo")
    if hugo:
        to_output = (hugo, "--quiet", "--destination", "output")
        found.append(Engine("hugo", writers.hugo, to_output, "layouts/page.html", ("resources",)))
    pelican = _program("pelican")
    if pelican:
        quietly = (pelican, "content", "-o", "output", "-s", "settings.py", "-q")
        page = "theme/templates/article.html"
        found.append(Engine("pelican", writers.pelican, quietly, page, ("cache",)))
    eleventy = _eleventy(tools)
    if eleventy:
        page = "content/_includes/page.njk"
        found.append(Engine("eleventy", writers.eleventy, (*eleventy, "--quiet"), page))
    return {engine.name: engine for engine in found}


def website() -> Engine:
    """This project's own website, as it is built for readers: with the index of its texts. It has no sites of
    the marketplace, so that only some cases are its own (`OWN_CASES`)."""
    build = (sys.executable, str(PROJECT / "build.py"), "build", "--root", ".")
    return Engine("website", writers.checkout, build, "templates/entry.html", (".cache",))


def _program(name: str) -> str | None:
    """A program of this environment (the extra `bench`), else of the machine."""
    beside = Path(sys.executable).parent / name
    return str(beside) if beside.is_file() else shutil.which(name)


def _eleventy(tools: Path) -> tuple[str, ...] | None:
    npm, node = shutil.which("npm"), shutil.which("node")
    if npm is None or node is None:
        return None
    script = tools / "node_modules" / "@11ty" / "eleventy" / "cmd.cjs"
    if not script.is_file():
        tools.mkdir(parents=True, exist_ok=True)
        fetch = [
            npm,
            "install",
            "--prefix",
            str(tools),
            "--no-audit",
            "--no-fund",
            "@11ty/eleventy@3",
        ]
        subprocess.run(fetch, check=False, capture_output=True)
    return (node, str(script)) if script.is_file() else None
