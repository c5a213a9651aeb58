"""The preview as an editor sees it: an open page follows what is written."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.served import Server, free_port, served
from tests.workspace import Workspace

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

ABOUT = """\
-- content/pages/about.md --
---
title: About
updated: 2026-01-01
---
First words.
"""
PAGE = "content/pages/about.md"
PATIENCE_MS = 15_000


def opened(browser: Browser, server: Server) -> tuple[Page, list[str]]:
    """The page about/, and what the browser complains of."""
    page = browser.new_page()
    page.set_default_timeout(PATIENCE_MS)
    complaints: list[str] = []
    page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
    page.goto(f"http://127.0.0.1:{server.port}/about/")
    expect(page.locator("main")).to_contain_text("First words.", timeout=PATIENCE_MS)
    return page, complaints


def test_an_open_page_follows_edits_and_shows_what_to_mend(
    browser: Browser, website: Callable[[str], Workspace]
) -> None:
    workspace = website(ABOUT)
    with served(workspace.root) as server:
        server.until("/about/", "First words.")
        page, complaints = opened(browser, server)
        workspace.edit(PAGE, "First", "Second")
        expect(page.locator("main")).to_contain_text("Second words.", timeout=PATIENCE_MS)
        workspace.edit(PAGE, "title: About", "titel: <img src=x onerror=alert(1)>")
        panel = page.get_by_role("alert")
        panel.wait_for()
        expect(panel).to_be_in_viewport()
        expect(panel).to_contain_text(f"{PAGE}:2:1")
        expect(panel).to_contain_text("hint: ")
        assert panel.locator("img").count() == 0
        expect(page.locator("main")).to_contain_text("Second words.")
        workspace.edit(PAGE, "titel: <img src=x onerror=alert(1)>", "title: About")
        panel.wait_for(state="detached")
        assert complaints == []
        page.close()


def test_an_open_page_finds_a_preview_that_was_started_anew(
    browser: Browser, website: Callable[[str], Workspace]
) -> None:
    workspace, port = website(ABOUT), free_port()
    with served(workspace.root, port) as server:
        server.until("/about/", "First words.")
        page, _ = opened(browser, server)
    workspace.edit(PAGE, "First", "Second")
    with served(workspace.root, port):
        expect(page.locator("main")).to_contain_text("Second words.", timeout=PATIENCE_MS)
    page.close()
