"""The real website in a real browser: one page of each template, in both schemes, narrow and wide."""

from __future__ import annotations

import gzip
import re
from pathlib import Path
from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser

from tests.browser.test_pages import OVERFLOW, STANDARDS, reports_of, window
from tests.browser.website import PAGES_OF, PATHS, Website

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

TEMPLATES = Path(__file__).parent.parent.parent / "templates"
NO_PAGES = {"base", "redirect"}


def test_each_template_has_a_page_that_is_looked_at() -> None:
    assert {path.stem for path in TEMPLATES.glob("*.html")} - NO_PAGES == set(PAGES_OF)


@pytest.mark.parametrize(("width", "scheme"), [(390, "dark"), (1440, "light")])
def test_axe_finds_nothing_and_nothing_is_blocked_or_missing(
    browser: Browser, built_site: Website, width: int, scheme: Literal["light", "dark"]
) -> None:
    axe = Axe()
    with window(browser, width, scheme) as context:
        page = context.new_page()
        reports = reports_of(page)
        for path in PATHS:
            answer = page.goto(built_site.address + path)
            assert answer and answer.ok, path
            found = axe.run(page, options={"runOnly": STANDARDS})
            assert found.violations_count == 0, f"{path}\n{found.generate_report()}"
        assert reports == []


def test_no_page_of_the_website_scrolls_sideways_on_a_narrow_screen(
    browser: Browser, built_site: Website
) -> None:
    with window(browser, 320) as context:
        page = context.new_page()
        for path in built_site.written_pages():
            page.goto(built_site.address + path, wait_until="domcontentloaded")
            assert page.evaluate(OVERFLOW) <= 0, path


def test_no_page_asks_for_anything_from_elsewhere(browser: Browser, built_site: Website) -> None:
    asked: set[str] = set()
    with window(browser, 1440) as context:
        context.on("request", lambda request: asked.add(request.url))
        page = context.new_page()
        for path in PATHS:
            page.goto(built_site.address + path)
        assert context.cookies() == []
    assert {url for url in asked if not url.startswith(built_site.address)} == set()


def test_every_page_keeps_its_weight(built_site: Website) -> None:
    """14 kB of HTML and CSS, as gzip sends them; 50 kB for what lists everything."""
    heavy: dict[str, int] = {}
    for page in built_site.pages():
        html = page.read_bytes()
        sheets = re.findall(rb'<link rel="stylesheet" href="/([^"]+)"', html)
        files = [html, *((built_site.folder / sheet.decode()).read_bytes() for sheet in sheets)]
        size = sum(len(gzip.compress(content)) for content in files)
        name = page.relative_to(built_site.folder).as_posix()
        lists_all = name.endswith(("a-z/index.html", "map/index.html")) or "explore/" in name
        if size > (50_000 if lists_all else 14_000):
            heavy[name] = size
    assert heavy == {}
