"""An entry on paper is one sheet: what it is, its figures, its result, whom to ask."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from agora.reader.pdf import read_pdf
from tests.browser.test_pages import window
from tests.browser.website import Website

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
HEAVIEST = 4


def heaviest(website: Website, collection: str) -> list[Path]:
    pages = sorted(website.folder.glob(f"**/{collection}/*/index.html"))
    entries = [page for page in pages if b'<article class="entry' in page.read_bytes()]
    return sorted(entries, key=lambda page: page.stat().st_size, reverse=True)[:HEAVIEST]


@pytest.mark.parametrize("collection", ["sites", "projects", "cities", "initiatives", "solutions"])
def test_the_heaviest_entries_are_printed_on_one_page(
    browser: Browser, built_site: Website, collection: str
) -> None:
    with window(browser, 1280) as context:
        page = context.new_page()
        found = heaviest(built_site, collection)
        assert found
        for file in found:
            page.goto(built_site.address + file.relative_to(built_site.folder).as_posix())
            assert read_pdf(page.pdf(prefer_css_page_size=True)).pages == 1, file


def test_the_brief_says_what_it_is_the_figures_and_whom_to_ask(
    browser: Browser, built_site: Website
) -> None:
    with window(browser, 690) as context:
        page = context.new_page()
        page.emulate_media(media="print")
        page.goto(built_site.address + "initiatives/small-giants/")
        for heading in ("Small Giants", "Cities to support", "People and contact"):
            expect(page.get_by_role("heading", name=heading, exact=True)).to_be_visible()
        for hidden in (page.locator(".menu"), page.locator(".shelves"), page.locator(".cite")):
            expect(hidden.first).to_be_hidden()
