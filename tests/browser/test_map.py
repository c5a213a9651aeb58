"""The map of the network in a real browser: near and far, by hand and keyboard, with and without script."""

from __future__ import annotations

import gzip
import re
from itertools import combinations
from math import hypot
from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.test_pages import LARGE, OVERFLOW, STANDARDS, reports_of, window
from tests.browser.website import Website

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

MIDDLES = """all => all.map(e => [e.getBoundingClientRect(), e.closest("svg").getBoundingClientRect()])
    .map(([r, map], at) => ({x: r.x + r.width / 2, y: r.y + r.height / 2, wide: r.width, high: r.height,
      shown: r.left >= map.left - 0.5 && r.right <= map.right + 0.5
        && r.top >= map.top - 0.5 && r.bottom <= map.bottom + 0.5,
      name: all[at].closest("a").querySelector(".stop-name").textContent}))"""


def opened(page: Page, website: Website) -> Locator:
    """The page of the map, with its drawing."""
    page.goto(website.address + "map/")
    return page.locator(".network-map")


def width_of(page: Page) -> float:
    """How many map units are seen from left to right: 1000 is the whole map."""
    box = page.locator(".network-map").get_attribute("viewBox")
    assert box
    return float(box.split()[2])


def zoom_in(page: Page, times: int = 1) -> None:
    """By the keyboard, which is at once; the buttons glide."""
    page.locator(".network-map").focus()
    for _ in range(times):
        page.keyboard.press("+")


def too_small(page: Page, drawing: str) -> list[str]:
    """Markers of a drawing that are less than 24 px wide or nearer than that to another one."""
    found = page.locator(f"{drawing} .stop-area:visible").evaluate_all(MIDDLES)
    assert found
    small = [m["name"] for m in found if min(m["wide"], m["high"]) < 23.9]
    near = [
        f"{one['name']} and {other['name']}"
        for one, other in combinations(found, 2)
        if hypot(one["x"] - other["x"], one["y"] - other["y"]) < 23.9
    ]
    return small + near


@pytest.mark.parametrize("width", [390, 1440])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_near_or_far_and_the_policy_blocks_nothing(
    browser: Browser, built_site: Website, width: int, scheme: Literal["light", "dark"]
) -> None:
    with window(browser, width, scheme) as context:
        page = context.new_page()
        reports = reports_of(page)
        opened(page, built_site)
        for times in (0, 4):
            zoom_in(page, times)
            run = {"runOnly": {"type": "tag", "values": STANDARDS}}
            found = Axe().run(page, options=run).response["violations"]
            assert [(fault["id"], fault["nodes"][0]["html"]) for fault in found] == []
        assert reports == []


@pytest.mark.parametrize("script", [True, False])
@pytest.mark.parametrize("width", [320, 390, 768, 1440])
def test_every_marker_is_a_named_target_of_24_pixels(
    browser: Browser, built_site: Website, width: int, script: bool
) -> None:
    with window(browser, width, script=script) as context:
        page = context.new_page()
        opened(page, built_site)
        assert too_small(page, ".network-map") == []
        assert too_small(page, ".inset-map") == []
        markers = page.locator(".network-map .stop-area:visible").evaluate_all(MIDDLES)
        assert [marker["name"] for marker in markers if not marker["shown"]] == []
        names = page.locator(".stop:visible").evaluate_all(
            "all => all.map(e => e.querySelector('.stop-name').textContent)"
        )
        assert all(names)
        links = page.get_by_role("group", name=re.compile("^Map of Europe")).get_by_role("link")
        assert links.count() == len(markers)
        assert page.evaluate(OVERFLOW) <= 0


@pytest.mark.parametrize("width", [320, 390, 1440])
def test_markers_stay_24_pixels_apart_when_the_map_is_closer(
    browser: Browser, built_site: Website, width: int
) -> None:
    with window(browser, width) as context:
        page = context.new_page()
        opened(page, built_site)
        for _ in range(8):
            zoom_in(page)
            assert too_small(page, ".network-map") == []
        assert width_of(page) < 70


def test_at_every_scale_each_city_is_shown_once(browser: Browser, built_site: Website) -> None:
    """A disc counts for as many as its number says."""
    with window(browser, 1440) as context:
        page = context.new_page()
        drawing = opened(page, built_site)
        label = drawing.get_attribute("aria-label") or ""
        cities = int(re.sub(r"\D", "", label))
        for _ in range(12):
            counts = page.locator(".network-map .stop:visible").evaluate_all(
                "all => all.map(e => Number(e.querySelector('.stop-count')?.textContent ?? 1))"
            )
            assert sum(counts) == cities
            zoom_in(page)


def test_the_keyboard_zooms_moves_and_returns(browser: Browser, built_site: Website) -> None:
    with window(browser, 1440) as context:
        page = context.new_page()
        drawing = opened(page, built_site)
        drawing.focus()
        expect(drawing).to_be_focused()
        page.keyboard.press("+")
        page.keyboard.press("+")
        assert width_of(page) == pytest.approx(1000 / 1.5**2)
        before = drawing.get_attribute("viewBox")
        page.keyboard.press("ArrowRight")
        page.keyboard.press("ArrowDown")
        assert drawing.get_attribute("viewBox") != before
        page.keyboard.press("-")
        assert width_of(page) == pytest.approx(1000 / 1.5)
        page.keyboard.press("Escape")
        expect(drawing).to_have_attribute("viewBox", "0 0 1000 902")


def test_a_marker_that_the_keyboard_reaches_is_brought_into_sight(
    browser: Browser, built_site: Website
) -> None:
    with window(browser, 1440) as context:
        page = context.new_page()
        opened(page, built_site)
        zoom_in(page, 5)
        for _ in range(12):
            page.keyboard.press("Tab")
            focused = page.locator(".stop:focus .stop-area")
            [marker] = focused.evaluate_all(MIDDLES)
            assert marker["shown"], marker["name"]
            expect(page.locator(".stop:focus .stop-name")).to_have_css("opacity", "1")


def test_buttons_zoom_and_say_when_they_can_go_no_further(
    browser: Browser, built_site: Website
) -> None:
    with window(browser, 1440) as context:
        page = context.new_page()
        drawing = opened(page, built_site)
        closer = page.get_by_role("button", name="Zoom in")
        wider = page.get_by_role("button", name="Zoom out")
        expect(wider).to_be_disabled()
        closer.click()
        expect(wider).to_be_enabled()
        expect(drawing).to_have_attribute("viewBox", re.compile(r"^\S+ \S+ 500 "))
        page.get_by_role("button", name="Whole map").click()
        expect(drawing).to_have_attribute("viewBox", "0 0 1000 902")
        zoom_in(page, 20)
        expect(closer).to_be_disabled()


def test_the_wheel_zooms_with_ctrl_around_the_pointer_and_else_scrolls(
    browser: Browser, built_site: Website
) -> None:
    with window(browser, 1440) as context:
        page = context.new_page()
        drawing = opened(page, built_site)
        box = drawing.bounding_box()
        assert box
        page.mouse.move(box["x"] + box["width"] / 4, box["y"] + box["height"] / 4)
        page.mouse.wheel(0, 200)
        page.wait_for_timeout(200)
        assert width_of(page) == 1000
        page.mouse.wheel(0, -200)
        page.wait_for_timeout(200)
        page.keyboard.down("Control")
        page.mouse.wheel(0, -200)
        page.keyboard.up("Control")
        expect(drawing).not_to_have_attribute("viewBox", "0 0 1000 902")
        view = [float(n) for n in (drawing.get_attribute("viewBox") or "").split()]
        assert view[0] + view[2] / 4 == pytest.approx(250, abs=3)


def test_the_mouse_drags_the_map_without_following_a_link(
    browser: Browser, built_site: Website
) -> None:
    with window(browser, 1440) as context:
        page = context.new_page()
        drawing = opened(page, built_site)
        zoom_in(page, 3)
        before = [float(n) for n in (drawing.get_attribute("viewBox") or "").split()]
        held = drawing.bounding_box()
        assert held
        x, y = held["x"] + held["width"] / 2, held["y"] + held["height"] / 2
        page.mouse.move(x, y)
        page.mouse.down()
        page.mouse.move(x - 60, y - 30)
        page.mouse.up()
        after = [float(n) for n in (drawing.get_attribute("viewBox") or "").split()]
        assert after[0] - before[0] == pytest.approx(60 * before[2] / held["width"], rel=0.05)
        assert after[1] - before[1] == pytest.approx(30 * before[2] / held["width"], rel=0.05)
        expect(page).to_have_url(built_site.address + "map/")


def test_two_fingers_stretch_the_map_and_one_scrolls_the_page(
    browser: Browser, built_site: Website
) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 844}, has_touch=True)
    page = context.new_page()
    drawing = opened(page, built_site)
    drawing.scroll_into_view_if_needed()
    box = drawing.bounding_box()
    assert box
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    session = context.new_cdp_session(page)

    def touch(kind: str, *across: float) -> None:
        points = [{"x": x + at, "y": y, "id": number} for number, at in enumerate(across)]
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    touch("touchStart", -20)
    touch("touchMove", 30)
    touch("touchEnd")
    assert width_of(page) == 1000
    touch("touchStart", -20, 20)
    for apart in (25, 30, 35, 40):
        touch("touchMove", -apart, apart)
    touch("touchEnd")
    assert width_of(page) < 700
    context.close()


def test_a_disc_opens_and_the_keyboard_goes_on_inside(
    browser: Browser, built_site: Website
) -> None:
    with window(browser, 1440) as context:
        page = context.new_page()
        opened(page, built_site)
        disc = page.locator(".network-map .stop-many:visible").first
        count = int(disc.locator(".stop-count").text_content() or "0")
        name = disc.locator(".stop-name").text_content()
        disc.focus()
        page.keyboard.press("Enter")
        assert width_of(page) < 1000
        assert count > 1
        focused = page.locator(".network-map .stop:focus")
        expect(focused).to_be_visible()
        expect(focused.locator(".stop-name")).not_to_have_text(name or "")
        expect(page).to_have_url(built_site.address + "map/")


def test_every_disc_opens_by_and_by_or_leads_to_its_list(
    browser: Browser, built_site: Website
) -> None:
    """Whoever always opens the first disc comes to cities alone, or to a list that is shown."""
    with window(browser, 390) as context:
        page = context.new_page()
        opened(page, built_site)
        start = page.locator(".network-map .stop-many:visible").count()
        for at in range(0, start, 4):
            page.keyboard.press("Escape")
            opened(page, built_site)
            page.locator(".network-map .stop-many:visible").nth(at).focus()
            for _ in range(8):
                if page.locator(".stop-many:focus").count() == 0:
                    break
                page.keyboard.press("Enter")
            expect(page.locator(".stop:not(.stop-many):focus, .gathering:target")).to_have_count(1)


@pytest.mark.parametrize("script", [True, False])
def test_a_marker_leads_to_the_page_of_its_city(
    browser: Browser, built_site: Website, script: bool
) -> None:
    with window(browser, 1440, script=script) as context:
        page = context.new_page()
        opened(page, built_site)
        marker = page.locator(".network-map .stop:not(.stop-many):visible").first
        name = marker.locator(".stop-name").text_content() or ""
        marker.click()
        expect(page.locator("h1")).to_have_text(name)
        opened(page, built_site)
        marker = page.locator(".inset-map .stop").first
        name = marker.locator(".stop-name").text_content() or ""
        marker.focus()
        page.keyboard.press("Enter")
        expect(page.locator("h1")).to_have_text(name)


@pytest.mark.parametrize("width", [390, 1440])
def test_without_the_script_discs_lead_to_lists_and_no_dead_control_is_shown(
    browser: Browser, built_site: Website, width: int
) -> None:
    with window(browser, width, script=False) as context:
        page = context.new_page()
        opened(page, built_site)
        expect(page.locator(".gathering:visible")).to_have_count(0)
        expect(page.get_by_role("button", name="Zoom in")).to_have_count(0)
        expect(page.get_by_label("One project alone")).to_be_hidden()
        disc = page.locator(".network-map .stop-many:visible").first
        count = int(disc.locator(".stop-count").text_content() or "0")
        disc.click()
        expect(page.locator(".gathering:visible a")).to_have_count(count)
        expect(page.locator(".gathering:visible")).to_be_in_viewport()


@pytest.mark.parametrize("script", [True, False])
def test_lines_of_a_theme_can_be_hidden(
    browser: Browser, built_site: Website, script: bool
) -> None:
    with window(browser, 1440, script=script) as context:
        page = context.new_page()
        opened(page, built_site)
        expect(page.locator(".tracks .about-energy")).to_be_visible()
        page.get_by_role("checkbox", name=re.compile("^Energy")).uncheck()
        expect(page.locator(".tracks .about-energy")).to_be_hidden()
        expect(page.locator(".tracks .about-mobility")).to_be_visible()


def test_one_project_can_be_shown_alone(browser: Browser, built_site: Website) -> None:
    with window(browser, 1440) as context:
        page = context.new_page()
        opened(page, built_site)
        everything = page.locator(".tracks use:visible").count()
        choice = page.get_by_label("One project alone")
        choice.select_option(index=2)
        slug = choice.input_value()
        shown = page.locator(".tracks use:visible").evaluate_all(
            "all => [...new Set(all.map(e => e.getAttribute('href')))]"
        )
        assert shown == [f"#track-{slug}"]
        choice.select_option(index=0)
        assert page.locator(".tracks use:visible").count() == everything


def test_the_table_has_every_city_of_the_map(browser: Browser, built_site: Website) -> None:
    hrefs = "all => [...new Set(all.map(e => e.getAttribute('href')))].sort()"
    with window(browser, 1440) as context:
        page = context.new_page()
        opened(page, built_site)
        shown = page.locator(
            ".stop:not(.stop-many), .gathering a, .network-outside a"
        ).evaluate_all(hrefs)
        assert page.locator(".network-table a").evaluate_all(hrefs) == shown


@pytest.mark.parametrize("width", [320, 640, 1280])
def test_nothing_scrolls_sideways_at_twice_the_size_of_text(
    browser: Browser, built_site: Website, width: int
) -> None:
    with window(browser, width) as context:
        page = context.new_page()
        opened(page, built_site)
        page.evaluate(LARGE)
        assert page.evaluate(OVERFLOW) <= 0


@pytest.mark.parametrize("path", ["map/index.html", "es/map/index.html"])
def test_the_map_keeps_its_weight(built_site: Website, path: str) -> None:
    """50 kB of HTML and CSS, and 8 kB of script, as gzip sends them."""
    html = (built_site.folder / path).read_bytes()

    def weight(pattern: bytes) -> int:
        named = re.findall(pattern, html)
        assert named
        files = ((built_site.folder / name.decode()).read_bytes() for name in named)
        return sum(len(gzip.compress(content)) for content in files)

    sheets = weight(rb'<link rel="stylesheet" href="/([^"]+)"')
    assert len(gzip.compress(html)) + sheets <= 50_000
    assert weight(rb'<script[^>]* src="/([^"]+)"') <= 8_000
