"""The map of the network in a real browser: by pointer, wheel and keyboard, and without its script."""

from __future__ import annotations

import gzip
import re
from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.browser.test_pages import OVERFLOW, STANDARDS, reports_of, window
from tests.browser.website import Website

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

CENTRES = """() => [...document.querySelectorAll(".network-map .stop, .inset-map .stop")]
  .filter((stop) => getComputedStyle(stop).display !== "none")
  .map((stop) => stop.querySelector(".stop-area").getBoundingClientRect())
  .map((box) => [box.x + box.width / 2, box.y + box.height / 2, box.width])"""


def crowded(page: Page) -> list[str]:
    """Markers that are less than 24 px large or apart; there are some markers at all."""
    found = page.evaluate(CENTRES)
    assert len(found) > 5
    small = [f"{x:.0f},{y:.0f} is {size:.1f} px" for x, y, size in found if size < 23.9]
    near = [
        f"{x:.0f},{y:.0f} and {u:.0f},{v:.0f}"
        for at, (x, y, _) in enumerate(found)
        for u, v, _ in found[:at]
        if (x - u) ** 2 + (y - v) ** 2 < 23.9**2
    ]
    return small + near


@pytest.mark.parametrize("script", [True, False])
@pytest.mark.parametrize("width", [320, 390, 768, 1440])
def test_markers_are_24_pixels_large_and_apart(
    browser: Browser, built_site: Website, width: int, script: bool
) -> None:
    with window(browser, width, script=script) as context:
        page = context.new_page()
        page.goto(built_site.address + "map/")
        assert crowded(page) == []
        assert page.evaluate(OVERFLOW) <= 0
        if script:
            for _ in range(3):
                page.get_by_role("button", name="Zoom in").click()
                page.wait_for_timeout(300)
            assert crowded(page) == []


def test_the_keyboard_zooms_moves_and_opens(browser: Browser, built_site: Website) -> None:
    with window(browser, 1440) as context:
        page = context.new_page()
        reports = reports_of(page)
        page.goto(built_site.address + "map/")
        network = page.locator(".network-map")
        whole = network.get_attribute("viewBox")
        network.focus()
        page.keyboard.press("+")
        closer = network.get_attribute("viewBox") or ""
        assert float(closer.split()[2]) < 1000
        page.keyboard.press("ArrowRight")
        expect(network).not_to_have_attribute("viewBox", closer)
        page.keyboard.press("0")
        expect(network).to_have_attribute("viewBox", whole or "")
        page.locator(".network-map .stop-many:visible").first.focus()
        page.keyboard.press("Enter")
        expect(network).not_to_have_attribute("viewBox", whole or "")
        assert page.evaluate("document.activeElement.classList.contains('stop')")
        assert reports == []


def test_a_marker_leads_to_its_city(browser: Browser, built_site: Website) -> None:
    with window(browser, 1440) as context:
        page = context.new_page()
        page.goto(built_site.address + "map/")
        page.get_by_role("link", name="Reykjavík", exact=True).first.focus()
        page.keyboard.press("Enter")
        expect(page).to_have_url(re.compile(r"/cities/reykjavik/$"))


def test_the_wheel_zooms_only_with_a_key_and_the_mouse_moves(
    browser: Browser, built_site: Website
) -> None:
    with window(browser, 1440) as context:
        page = context.new_page()
        page.goto(built_site.address + "map/")
        network = page.locator(".network-map")
        box = network.bounding_box()
        assert box
        x, y = box["x"] + box["width"] * 0.12, box["y"] + box["height"] * 0.4
        page.mouse.move(x, y)
        page.mouse.wheel(0, 100)
        assert network.get_attribute("viewBox") == "0 0 1000 902"
        page.evaluate("scrollTo(0, 0)")
        page.keyboard.down("Control")
        page.mouse.wheel(0, -300)
        page.keyboard.up("Control")
        expect(network).not_to_have_attribute("viewBox", "0 0 1000 902")
        zoomed = network.get_attribute("viewBox") or ""
        page.mouse.down()
        page.mouse.move(x - 60, y - 40, steps=4)
        page.mouse.up()
        expect(network).not_to_have_attribute("viewBox", zoomed)


def test_one_project_and_one_theme_can_be_shown_alone(
    browser: Browser, built_site: Website
) -> None:
    with window(browser, 1440) as context:
        page = context.new_page()
        page.goto(built_site.address + "map/")
        tracks = page.locator(".tracks .track:visible")
        everything = tracks.count()
        page.get_by_label("One project alone").select_option(label="CITyFiED")
        assert tracks.count() == 1
        page.get_by_label("One project alone").select_option("")
        page.locator("#about-energy").uncheck()
        assert 0 < tracks.count() < everything


def test_without_the_script_discs_lead_to_lists(browser: Browser, built_site: Website) -> None:
    with window(browser, 1440, script=False) as context:
        page = context.new_page()
        page.goto(built_site.address + "map/")
        expect(page.get_by_role("button", name="Zoom in")).to_be_hidden()
        page.locator(".network-map .stop-many:visible").first.click()
        gathering = page.locator(".gathering:visible")
        expect(gathering).to_have_count(1)
        assert gathering.get_by_role("link").count() > 1
        tracks = page.locator(".tracks .track:visible")
        everything = tracks.count()
        page.locator("#about-energy").uncheck()
        assert 0 < tracks.count() < everything


@pytest.mark.parametrize(("width", "scheme"), [(390, "dark"), (1440, "light")])
def test_axe_finds_nothing(
    browser: Browser, built_site: Website, width: int, scheme: Literal["light", "dark"]
) -> None:
    with window(browser, width, scheme) as context:
        page = context.new_page()
        reports = reports_of(page)
        for path in ("map/", "es/map/"):
            page.goto(built_site.address + path)
            options = {"runOnly": {"type": "tag", "values": STANDARDS}}
            found = Axe().run(page, options=options)
            assert found.response["violations"] == [], path
        assert reports == []


def test_the_map_keeps_its_weight(built_site: Website) -> None:
    html = (built_site.folder / "map/index.html").read_bytes()
    sheets = re.findall(rb'<link rel="stylesheet" href="/([^"]+)"', html)
    files = [html, *((built_site.folder / sheet.decode()).read_bytes() for sheet in sheets)]
    assert sum(len(gzip.compress(content)) for content in files) <= 50_000
    (script,) = re.findall(rb'<script type="module" src="/([^"]+)"', html)
    assert len(gzip.compress((built_site.folder / script.decode()).read_bytes())) <= 8_000
