"""What a reader's browser makes of one page of each template: WCAG 2.2 AA, narrow screens, large text."""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, Request, expect

from agora.views.framing import Assets
from tests.browser.website import Website
from tests.sample_views import all_pages

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

PATHS = tuple(
    path
    for path, template, *_ in all_pages(Assets("", "", "", "", ""))
    if template != "redirect.html"
)
STANDARDS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
LARGE = "document.documentElement.style.setProperty('font-size', '200%')"
SPACING = (
    "* { line-height: 1.5 !important; letter-spacing: 0.12em !important;"
    " word-spacing: 0.16em !important } p { margin-block-end: 2em !important }"
)
"""WCAG 1.4.12."""


@contextmanager
def window(
    browser: Browser, width: int, scheme: Literal["light", "dark"] = "light", script: bool = True
) -> Iterator[BrowserContext]:
    context = browser.new_context(
        viewport={"width": width, "height": 900}, color_scheme=scheme, java_script_enabled=script
    )
    yield context
    context.close()


def reports_of(page: Page) -> list[str]:
    """Every message of the browser: a blocked style, script or request is one."""
    reports: list[str] = []
    page.on("console", lambda message: reports.append(message.text))
    page.on("pageerror", lambda error: reports.append(str(error)))
    page.on("requestfailed", lambda request: reports.extend(_failures(request)))
    return reports


def _failures(request: Request) -> list[str]:
    """What is under way when the reader goes on to another page is given up, which is no failure."""
    return [] if request.failure == "net::ERR_ABORTED" else [f"{request.url}: {request.failure}"]


@pytest.mark.parametrize("width", [390, 1440])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_and_the_policy_blocks_nothing(
    browser: Browser, samples: Website, width: int, scheme: Literal["light", "dark"]
) -> None:
    axe = Axe()
    with window(browser, width, scheme) as context:
        page = context.new_page()
        reports = reports_of(page)
        for path in PATHS:
            page.goto(samples.address + path)
            found = axe.run(page, options={"runOnly": STANDARDS})
            assert found.violations_count == 0, f"{path}\n{found.generate_report()}"
        assert reports == []


def test_no_page_scrolls_sideways_on_a_narrow_screen(browser: Browser, samples: Website) -> None:
    with window(browser, 320) as context:
        page = context.new_page()
        for path in PATHS:
            page.goto(samples.address + path)
            assert page.evaluate(OVERFLOW) <= 0, path


@pytest.mark.parametrize("width", [320, 640, 1280])
def test_no_page_scrolls_sideways_at_twice_the_size_of_text(
    browser: Browser, samples: Website, width: int
) -> None:
    with window(browser, width) as context:
        page = context.new_page()
        for path in PATHS:
            page.goto(samples.address + path)
            page.evaluate(LARGE)
            assert page.evaluate(OVERFLOW) <= 0, path


def test_no_page_scrolls_sideways_with_wide_text_spacing(
    browser: Browser, samples: Website
) -> None:
    context = browser.new_context(viewport={"width": 320, "height": 900}, bypass_csp=True)
    page = context.new_page()
    for path in PATHS:
        page.goto(samples.address + path)
        page.add_style_tag(content=SPACING)
        assert page.evaluate(OVERFLOW) <= 0, path
    context.close()


def test_every_control_is_at_least_24_pixels_high_or_stands_in_a_sentence(
    browser: Browser, samples: Website
) -> None:
    small = """() => [...document.querySelectorAll(
        "nav a, summary, label, .badge, .button, .skip, .brand, .footer a, .hero a, h3 a")]
      .filter(e => { const r = e.getBoundingClientRect(); return r.width && r.height < 24; })
      .filter(e => !e.closest("p"))
      .map(e => e.outerHTML.slice(0, 90) + " " + e.getBoundingClientRect().height)"""
    with window(browser, 390) as context:
        page = context.new_page()
        for path in PATHS:
            page.goto(samples.address + path)
            assert page.evaluate(small) == [], path


def test_the_keyboard_reaches_the_content_first_and_focus_is_seen(
    browser: Browser, samples: Website
) -> None:
    with window(browser, 1440) as context:
        page = context.new_page()
        page.goto(samples.address)
        page.keyboard.press("Tab")
        expect(page.locator(".skip")).to_be_focused()
        expect(page.locator(".skip")).to_be_in_viewport()
        expect(page.locator(".skip")).to_have_css("outline-width", "3px")
        page.keyboard.press("Enter")
        expect(page.locator("main")).to_be_focused()


@pytest.mark.parametrize("script", [True, False])
def test_the_language_switch_opens_with_and_without_scripts(
    browser: Browser, samples: Website, script: bool
) -> None:
    with window(browser, 390, script=script) as context:
        page = context.new_page()
        page.goto(samples.address + "sites/matchup-valencia/")
        page.locator(".languages summary").click()
        page.get_by_role("link", name="Español").click()
        expect(page.locator("html")).to_have_attribute("lang", "es")


def test_a_scheme_that_was_chosen_is_remembered_and_works_without_scripts(
    browser: Browser, samples: Website
) -> None:
    dark, light = "rgb(12, 24, 30)", "rgb(255, 255, 255)"
    with window(browser, 1440) as context:
        page = context.new_page()
        page.goto(samples.address)
        expect(page.locator("html")).to_have_css("background-color", light)
        page.get_by_label("Dark").check()
        expect(page.locator("html")).to_have_css("background-color", dark)
        page.goto(samples.address + "a-z/")
        expect(page.locator("html")).to_have_css("background-color", dark)
        expect(page.get_by_label("Dark")).to_be_checked()
    with window(browser, 1440, script=False) as context:
        page = context.new_page()
        page.goto(samples.address)
        page.get_by_label("Dark").check()
        expect(page.locator("html")).to_have_css("background-color", dark)


def test_nothing_moves_when_the_font_arrives(browser: Browser, samples: Website) -> None:
    shift = """() => new Promise(done => { let sum = 0;
      new PerformanceObserver(list => list.getEntries().forEach(e => sum += e.value))
        .observe({type: "layout-shift", buffered: true});
      setTimeout(() => done(sum), 300); })"""
    with window(browser, 390) as context:
        page = context.new_page()
        for path in ("", "sites/storm-heerlen/", "initiatives/small-giants/"):
            page.goto(samples.address + path)
            assert page.evaluate(shift) < 0.001, path


def test_pages_keep_their_weight(samples: Website) -> None:
    """14 kB of HTML and CSS for a page, 50 kB for all files of a first view, as gzip sends them."""
    for page in samples.pages():
        html = page.read_bytes()
        named = re.findall(rb'(?:href|src)="/(assets/[^"#]+)', html)
        files = {name.decode() for name in named} | {
            path.relative_to(samples.folder).as_posix()
            for path in samples.folder.glob("assets/*.woff2")
        }
        weights = {name: _weight(samples.folder / name) for name in files}
        sheets = sum(size for name, size in weights.items() if name.endswith(".css"))
        own = len(gzip.compress(html))
        assert own + sheets <= 14_000, page
        assert own + sum(weights.values()) <= 50_000, page


def _weight(path: Path) -> int:
    content = path.read_bytes()
    return len(content) if path.suffix == ".woff2" else len(gzip.compress(content))
