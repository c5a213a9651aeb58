"""The first view of one page of every template, cold and over a slow line: its weight, and that it rests."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Route

from tests.browser.website import HEAVY, PATHS, InPieces, Slow, Website, served
from tests.loading import SEEN, Loading, load

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

PHOTOGRAPHS = (".webp", ".avif", ".jpg", ".png")


@pytest.fixture(scope="module")
def slow(built_site: Website) -> Iterator[Website]:
    """The built website, sent as gzip over a slow line."""
    with served(built_site.folder, Slow) as website:
        yield website


@pytest.mark.parametrize("width", [390, 1440])
def test_the_first_view_keeps_its_weight_and_nothing_moves(
    browser: Browser, slow: Website, width: int
) -> None:
    """50 kB with all files but photographs, 80 kB for what lists everything; 8 kB of script; CLS 0."""
    faults = [
        f"{path}: {fault}"
        for path in PATHS
        for fault in faults_of(
            load(browser, slow.address + path, width=width),
            slow.address,
            80_000 if path in HEAVY else 50_000,
        )
    ]
    assert faults == []


@pytest.mark.parametrize("width", [390, 768, 1440])
def test_nothing_moves_where_the_typeface_of_headings_comes_late(
    browser: Browser, slow: Website, width: int
) -> None:
    def late(route: Route) -> None:
        time.sleep(0.8)
        route.continue_()

    moved: dict[str, float] = {}
    for path in ("", "404.html", "themes/", "sites/storm-heerlen/", "compare/heerlen/"):
        with browser.new_context(viewport={"width": width, "height": 844}) as context:
            page = context.new_page()
            page.route("**/*.woff2", late)
            with page.expect_response("**/*.woff2"):
                page.goto(slow.address + path)
            page.wait_for_timeout(300)
            moved[path] = page.evaluate(SEEN)["shift"]
    assert set(moved.values()) == {0}, moved


@pytest.mark.parametrize("width", [390, 768, 1440])
def test_nothing_moves_while_a_page_still_arrives(
    browser: Browser, built_site: Website, width: int
) -> None:
    """What knows its place only when it is whole is not seen before that; the rest never moves."""
    entries = ("sites/storm-heerlen/", "initiatives/small-giants/", "solutions/mobility-islands/")
    lists = ("sites/", "themes/", "explore/theme/energy/", "explore/country/es/")
    moved: dict[str, float] = {}
    with served(built_site.folder, InPieces) as website:
        for path in ("", "404.html", "search/", "compare/", "compare/heerlen/", *entries, *lists):
            with browser.new_context(viewport={"width": width, "height": 844}) as context:
                page = context.new_page()
                page.goto(website.address + path)
                moved[path] = page.evaluate(SEEN)["shift"]
    assert set(moved.values()) == {0}, moved


def test_no_row_of_the_header_moves_while_it_still_arrives(
    browser: Browser, samples: Website
) -> None:
    """Where name, search and languages need two rows, nobody sees the menu where the second will be."""
    with (
        served(samples.folder, InPieces) as website,
        browser.new_context(viewport={"width": 390, "height": 844}) as context,
    ):
        page = context.new_page()
        page.goto(website.address)
        assert page.evaluate(SEEN)["shift"] == 0


def faults_of(seen: Loading, address: str, most: int) -> list[str]:
    weight = seen.bytes - sum(seen.bytes_of(suffix) for suffix in PHOTOGRAPHS)
    elsewhere = [url for url in seen.sizes if not url.startswith(address)]
    faults = {
        f"{weight} bytes, {most} at most": weight > most,
        f"{seen.bytes_of('.js')} bytes of script": seen.bytes_of(".js") > 8_000,
        f"asks {elsewhere}": elsewhere != [],
        f"moves by {seen.shift}: {seen.moved}": seen.shift > 0,
        "nothing was loaded": seen.bytes == 0,
    }
    return [fault for fault, holds in faults.items() if holds]
