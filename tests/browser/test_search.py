"""Search in a real browser: by names at once, then in the texts; and what leads on without a script."""

from __future__ import annotations

import gzip
import random
import re
from typing import Literal
from urllib.parse import quote

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.browser.test_pages import OVERFLOW, STANDARDS, reports_of, window
from tests.browser.website import Website

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]


def names(page: Page) -> list[str]:
    """The titles that are found by their names, best first."""
    expect(page.locator(".search-said").first).not_to_be_empty()
    return page.locator(".search-results > .results h2").all_inner_texts()


@pytest.mark.parametrize(
    ("typed", "title"),
    [
        ("Göteborg", "Gothenburg"),
        ("goteborg", "Gothenburg"),
        ("PED", "Positive energy district"),
        ("Barcelna", "Barcelona"),
        ("sestao", "Sestao"),
    ],
)
def test_names_are_found_in_any_language_without_accents_and_with_a_slip(
    browser: Browser, built_site: Website, typed: str, title: str
) -> None:
    with window(browser, 1440) as context:
        page = context.new_page()
        page.goto(f"{built_site.address}search/?q={quote(typed)}")
        assert any(title.casefold() in found.casefold() for found in names(page)[:3]), names(page)


def test_the_keyboard_searches_from_any_page_and_goes_to_the_result(
    browser: Browser, built_site: Website
) -> None:
    with window(browser, 1440) as context:
        page = context.new_page()
        reports = reports_of(page)
        page.goto(built_site.address + "about/")
        page.get_by_role("searchbox", name="Search").focus()
        page.keyboard.type("heerlen")
        page.keyboard.press("Enter")
        expect(page).to_have_url(re.compile(r"/search/\?q=heerlen$"))
        first = page.locator(".search-results > .results h2 a").first
        expect(first).to_have_text("Heerlen")
        page.locator("#words").focus()
        for _ in range(3):
            page.keyboard.press("Tab")
            if page.evaluate("document.activeElement.closest('.results') !== null"):
                break
        page.keyboard.press("Enter")
        expect(page).to_have_url(re.compile(r"/cities/heerlen/$"))
        page.go_back()
        expect(first).to_have_text("Heerlen")
        assert reports == []


@pytest.mark.parametrize(
    ("path", "typed", "address"),
    [
        ("search/", "flooded mine galleries", "/sites/storm-heerlen/"),
        ("es/search/", "poder de compra", "/small-giants/"),
    ],
)
def test_the_texts_are_searched_in_the_readers_language(
    browser: Browser, built_site: Website, path: str, typed: str, address: str
) -> None:
    with window(browser, 1440) as context:
        page = context.new_page()
        reports = reports_of(page)
        page.goto(f"{built_site.address}{path}?q={quote(typed)}")
        texts = page.locator(".search-texts .results")
        expect(texts.locator(f'a[href*="{address}"]').first).to_be_visible(timeout=15_000)
        assert texts.locator(".result-passage mark").count() > 0
        assert reports == []


def test_without_a_script_the_page_leads_on(browser: Browser, built_site: Website) -> None:
    with window(browser, 1440, script=False) as context:
        page = context.new_page()
        page.goto(built_site.address + "search/?q=heerlen")
        expect(page.get_by_text("Search needs JavaScript")).to_be_visible()
        ways = page.locator(".search-ways")
        for href in ("/a-z/", "/explore/", "/map/"):
            expect(ways.locator(f'a[href="{href}"]')).to_be_visible()


@pytest.mark.parametrize(("width", "scheme"), [(390, "dark"), (1440, "light")])
def test_axe_finds_nothing_among_results(
    browser: Browser, built_site: Website, width: int, scheme: Literal["light", "dark"]
) -> None:
    with window(browser, width, scheme) as context:
        page = context.new_page()
        for path in ("search/", "search/?q=energy", "search/?q=Barcelna", "es/search/?q=energia"):
            page.goto(built_site.address + path)
            page.wait_for_timeout(500)
            options = {"runOnly": {"type": "tag", "values": STANDARDS}}
            found = Axe().run(page, options=options)
            assert found.response["violations"] == [], path
            assert page.evaluate(OVERFLOW) <= 0, path


def test_a_thousand_random_texts_make_no_error(browser: Browser, built_site: Website) -> None:
    signs = "abcéüßøΩжקا漢🚲 \t'\"<>&%/\\()[]{}*+?^$|.-_#0123456789"
    shuffled = random.Random(20261123)
    texts = ["".join(shuffled.choices(signs, k=shuffled.randint(1, 24))) for _ in range(1000)]
    with window(browser, 1440) as context:
        page = context.new_page()
        reports = reports_of(page)
        page.goto(built_site.address + "search/?q=heerlen")
        expect(page.locator(".search-results > .results h2").first).to_be_visible()
        page.evaluate(
            """(texts) => { const field = document.getElementById("words");
              for (const text of texts) {
                field.value = text;
                field.form.dispatchEvent(new Event("submit", { cancelable: true, bubbles: true }));
              } }""",
            texts,
        )
        page.locator("#words").fill("heerlen")
        page.keyboard.press("Enter")
        expect(page.locator(".search-results > .results h2").first).to_have_text("Heerlen")
        assert reports == []


def test_search_keeps_its_weight(built_site: Website) -> None:
    html = (built_site.folder / "search/index.html").read_bytes()
    assert b"wasm-unsafe-eval" in html
    assert b"wasm-unsafe-eval" not in (built_site.folder / "index.html").read_bytes()
    (script,) = re.findall(rb'<script type="module" src="/([^"]+)"', html)
    assert len(gzip.compress((built_site.folder / script.decode()).read_bytes())) <= 8_000
    (index,) = re.findall(rb'data-index="/([^"]+)"', html)
    assert len(gzip.compress((built_site.folder / index.decode()).read_bytes())) <= 36_000
