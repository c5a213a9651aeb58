"""A real browser for the tests of this folder.

Where Chromium is missing, the tests are left out and say so; with AGORA_BROWSER=required (as in
`.ci/run`) that is a failure.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from agora.assets import load_assets
from agora.render import Renderer
from agora.texts import load_texts
from tests.browser.website import Website, served
from tests.sample_views import all_pages

ROOT = Path(__file__).parent.parent.parent
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
ANOTHER_BUILD_RUNS = 4
MISSING = "browser tests left out: no {0} found (Debian and Ubuntu: apt-get install {1})"


def tool(name: str, package: str) -> str:
    """The program's path; without it the test is skipped, or fails where it is required."""
    path = shutil.which(name)
    if path is None:
        reason = MISSING.format(name, package)
        if os.environ.get("AGORA_BROWSER") == "required":
            pytest.fail(reason)
        pytest.skip(reason)
    return path


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    path = tool("chromium", "chromium")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield chromium
        chromium.close()


@pytest.fixture(scope="session")
def java() -> str:
    return tool("java", "default-jre-headless")


@pytest.fixture(scope="session")
def built_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Website]:
    """This repository's own content, built as a reader would get it."""
    folder = tmp_path_factory.mktemp("website") / "output"
    command = [sys.executable, str(ROOT / "build.py"), "build", "--root", str(ROOT), "--no-cache"]
    command += ["--output", str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    while done.returncode == ANOTHER_BUILD_RUNS:  # that of another worker of these tests
        time.sleep(0.5)
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    with served(folder) as website:
        yield website


@pytest.fixture(scope="session")
def samples(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Website]:
    """One page of each template and case, without the pipeline: `tests/sample_views.py`, rendered."""
    folder = tmp_path_factory.mktemp("samples")
    assets, _ = load_assets((ROOT / "assets",), "Heerlen")
    texts, _ = load_texts(("en", "es"))
    renderer = Renderer((ROOT / "templates",), texts)
    pages = {
        path: renderer.render(template, view, language)[0].encode()
        for path, template, language, view in all_pages(assets.hrefs("/"))
    }
    for path, content in pages.items() | {(o.path, o.content) for o in assets.outputs}:
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(content)
    with served(folder) as website:
        yield website
