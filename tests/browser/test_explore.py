"""The explorer in a real browser, with and without its script."""

from __future__ import annotations

import csv
import gzip
import json
import random
import re
from pathlib import Path
from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.browser.test_pages import OVERFLOW, STANDARDS, reports_of, window
from tests.browser.website import Website

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

PAGES = ("explore/", "es/explore/", "explore/theme/energy/", "explore/country/es/")


def count_of(page: Page) -> int:
    """What the count says: the script's text, or the number of the CSS counter as the browser has it."""
    shown = page.locator(".explore-total")
    if shown.is_visible():
        return int(shown.inner_text().replace(",", ""))
    return page.locator(".found:visible").count()


def classed(page: Page, *names: str) -> int:
    """How many entries of the list have all of the classes, seen or not."""
    return page.locator(".found" + "".join(f".{name}" for name in names)).count()


def name_of(page: Page, facet: str, value: str) -> str:
    name = page.locator(f'input[name="{facet}"][value="{value}"]').get_attribute("id")
    assert name
    return name


@pytest.mark.parametrize("script", [True, False])
def test_ticks_are_joined_by_or_within_a_facet_and_by_and_across(
    browser: Browser, built_site: Website, script: bool
) -> None:
    with window(browser, 1440, script=script) as context:
        page = context.new_page()
        page.goto(built_site.address + "explore/")
        sites, projects = name_of(page, "type", "sites"), name_of(page, "type", "projects")
        spain = name_of(page, "country", "es")
        assert count_of(page) == page.locator(".found").count()
        page.locator(f"#{sites}").check()
        assert count_of(page) == page.locator(".found:visible").count() == classed(page, sites)
        page.locator(f"#{projects}").check()
        assert count_of(page) == classed(page, sites) + classed(page, projects)
        page.locator(f"#{spain}").check()
        expected = classed(page, sites, spain) + classed(page, projects, spain)
        assert count_of(page) == page.locator(".found:visible").count() == expected
        page.get_by_role("button", name="Clear all filters").first.click()
        expect(page.locator(".found:visible")).to_have_count(page.locator(".found").count())


def test_without_the_script_the_counter_says_how_many(
    browser: Browser, built_site: Website
) -> None:
    """The number of a CSS counter is not in the page: the browser's accessibility tree has it."""
    with window(browser, 1440, script=False) as context:
        page = context.new_page()
        page.goto(built_site.address + "explore/")
        page.locator('input[name="type"][value="projects"]').check()
        expected = page.locator(".found:visible").count()
        session = context.new_cdp_session(page)
        nodes = session.send("Accessibility.getFullAXTree")["nodes"]
        texts = [node["name"]["value"] for node in nodes if node.get("name")]
        assert str(expected) in texts
        expect(page.get_by_role("combobox", name="Sort by")).to_be_hidden()
        expect(page.get_by_role("button", name="CSV")).to_be_hidden()


def test_counts_follow_what_is_chosen_in_the_other_facets(
    browser: Browser, built_site: Website
) -> None:
    with window(browser, 1440) as context:
        page = context.new_page()
        page.goto(built_site.address + "explore/")
        projects = name_of(page, "type", "projects")
        cities, spain = name_of(page, "type", "cities"), name_of(page, "country", "es")

        def told(name: str) -> int:
            return int(page.locator(f"label:has(#{name}) .box-count").inner_text())

        page.locator(f"#{projects}").check()
        assert told(spain) == classed(page, projects, spain)
        assert told(cities) == classed(page, cities)
        page.locator(f"#{spain}").check()
        assert told(cities) == classed(page, cities, spain)
        label = page.locator(f'.bubble[data-box="{spain}"]').get_attribute("aria-label")
        assert label == f"Spain: {classed(page, projects, spain)} results"


def test_the_address_holds_the_choice_and_back_takes_it_back(
    browser: Browser, built_site: Website
) -> None:
    with window(browser, 1440) as context:
        page = context.new_page()
        page.goto(built_site.address + "explore/")
        page.locator('input[value="projects"]').check()
        page.locator('input[value="es"]').check()
        expect(page).to_have_url(re.compile(r"\?type=projects&country=es$"))
        page.get_by_label("Sort by").select_option("name")
        page.get_by_role("radio", name="Table").check()
        shared, rows = page.url, page.locator("tbody tr").count()
        assert rows == count_of(page)
        page.goto(shared)
        expect(page.locator("tbody tr")).to_have_count(rows)
        expect(page.locator('input[value="es"]')).to_be_checked()
        expect(page.get_by_label("Sort by")).to_have_value("name")
        names = page.locator("tbody th").all_text_contents()
        assert names == sorted(names, key=str.casefold)
        page.get_by_role("radio", name="List").check()
        page.go_back()
        expect(page.get_by_role("radio", name="Table")).to_be_checked()
        expect(page.locator("tbody tr")).to_have_count(rows)


def test_the_nearest_come_first_and_the_newest_too(browser: Browser, built_site: Website) -> None:
    with window(browser, 1440) as context:
        page = context.new_page()
        page.goto(built_site.address + "explore/?type=cities")
        page.get_by_label("Sort by").select_option("near")
        page.locator("select[name=near]").select_option(label="Valencia")
        expect(page.locator(".found:visible h2").first).to_have_text("Valencia")
        expect(page).to_have_url(re.compile("sort=near&near=valencia$"))
        page.goto(built_site.address + "explore/?type=projects&sort=newest")
        since = page.locator(".found:visible").evaluate_all("all => all.map(e => e.dataset.since)")
        assert since == sorted(since, reverse=True)


def test_an_empty_result_says_what_to_loosen(browser: Browser, built_site: Website) -> None:
    with window(browser, 1440) as context:
        page = context.new_page()
        page.goto(built_site.address + "explore/?type=solutions&country=is")
        assert count_of(page) == 0
        expect(page.locator(".explore-none")).to_contain_text("Nothing has all of this.")
        way = page.locator(".explore-none button").first
        promised = re.search(r": (\d+)$", way.inner_text())
        assert promised
        way.click()
        assert count_of(page) == int(promised[1]) > 0
        expect(page.locator(".explore-none")).to_be_hidden()


def test_a_bubble_leads_to_its_country_and_ticks_it_where_the_script_runs(
    browser: Browser, built_site: Website
) -> None:
    with window(browser, 1440, script=False) as context:
        page = context.new_page()
        page.goto(built_site.address + "explore/")
        page.get_by_role("link", name=re.compile("^Spain: ")).click()
        expect(page.locator("h1")).to_have_text("Country: Spain")
    with window(browser, 1440) as context:
        page = context.new_page()
        page.goto(built_site.address + "explore/")
        page.get_by_role("link", name=re.compile("^Spain: ")).click()
        expect(page.locator('input[value="es"]')).to_be_checked()


@pytest.mark.parametrize("width", [390, 1440])
def test_bubbles_are_24_pixels_apart(browser: Browser, built_site: Website, width: int) -> None:
    with window(browser, width) as context:
        page = context.new_page()
        page.goto(built_site.address + "explore/")
        if width < 1280:
            page.get_by_text("Map", exact=True).last.click()
        middles = page.locator(".bubble circle").evaluate_all(
            "all => all.map(e => e.getBoundingClientRect()).map(r => [r.x + r.width / 2, r.y + r.height / 2])"
        )
        for at, (x, y) in enumerate(middles):
            for other_x, other_y in middles[:at]:
                assert ((x - other_x) ** 2 + (y - other_y) ** 2) ** 0.5 >= 24


def test_the_keyboard_ticks_and_clears(browser: Browser, built_site: Website) -> None:
    with window(browser, 1440) as context:
        page = context.new_page()
        page.goto(built_site.address + "explore/")
        page.locator("main").focus()
        for _ in range(3):  # the way home, then the first boxes
            page.keyboard.press("Tab")
        focused = page.locator(":focus")
        expect(focused).to_have_attribute("type", "checkbox")
        expect(focused).to_have_css("outline-width", "3px")
        page.keyboard.press("Space")
        expect(focused).to_be_checked()
        page.locator(".explore-chosen button").focus()
        page.keyboard.press("Enter")
        expect(page.get_by_label("Sort by")).to_be_focused()
        assert count_of(page) == page.locator(".found").count()


def test_what_is_shown_can_be_kept_in_three_formats(
    browser: Browser, built_site: Website, tmp_path: Path
) -> None:
    with window(browser, 1440) as context:
        page = context.new_page()
        reports = reports_of(page)
        page.goto(built_site.address + "explore/?type=projects&country=es")
        shown = page.locator(".found:not([hidden]) h2").all_text_contents()
        kept: dict[str, str] = {}
        for kind in ("CSV", "JSON", "GeoJSON"):
            with page.expect_download() as download:
                page.get_by_role("button", name=kind, exact=True).click()
            path = tmp_path / kind
            download.value.save_as(path)
            kept[kind] = path.read_text(encoding="utf-8-sig")
        assert reports == []
    # A spreadsheet would take +CityxChange for a formula: the apostrophe says that it is a name.
    rows = [row["name"].removeprefix("'") for row in csv.DictReader(kept["CSV"].splitlines())]
    assert rows == shown
    assert [record["name"] for record in json.loads(kept["JSON"])] == shown
    features = json.loads(kept["GeoJSON"])["features"]
    assert [feature["properties"]["name"] for feature in features] == shown
    for feature in features:
        assert feature["geometry"]["type"] in ("Point", "MultiPoint")


def test_no_address_breaks_it(browser: Browser, built_site: Website) -> None:
    """Anybody can send a link: whatever stands in it, the page shows something and says nothing wrong."""
    dice = random.Random(4)
    signs = "aé&=%?#+<>\"'/\\{}[]0;\u202e😀 "
    keys = ("type", "theme", "country", "size", "status", "results", "sort", "near", "view", "x")
    values = ("projects", "es", "energy", "near", "table", "valencia", "constructor", "__proto__")
    with window(browser, 1440) as context:
        page = context.new_page()
        reports = reports_of(page)
        page.goto(built_site.address + "explore/")
        asked = [
            "&".join(
                f"{dice.choice(keys)}={dice.choice([dice.choice(values), noise(dice, signs)])}"
                for _ in range(dice.randint(1, 6))
            )
            for _ in range(900)
        ] + [noise(dice, signs) for _ in range(100)]
        page.evaluate(
            """asked => { for (const query of asked) {
                history.replaceState(null, "", "?" + query);
                dispatchEvent(new PopStateEvent("popstate"));
            } }""",
            asked,
        )
        for query in asked[::100]:
            page.goto(f"{built_site.address}explore/?{query}")
            assert count_of(page) == page.locator(".found:visible, tbody tr").count()
        assert reports == []


def noise(dice: random.Random, signs: str) -> str:
    return "".join(dice.choices(signs, k=dice.randint(0, 12)))


@pytest.mark.parametrize(
    ("width", "scheme", "paths"),
    [
        (390, "dark", ("explore/?country=es&view=table", "explore/?type=solutions&country=is")),
        (1440, "light", ("explore/?country=es", "es/explore/theme/energy/")),
    ],
)
def test_axe_finds_nothing_in_any_state(
    browser: Browser,
    built_site: Website,
    width: int,
    scheme: Literal["light", "dark"],
    paths: tuple[str, ...],
) -> None:
    axe = Axe()
    with window(browser, width, scheme) as context:
        page = context.new_page()
        reports = reports_of(page)
        for path in paths:
            page.goto(built_site.address + path)
            for fold in page.locator(".fold > summary:visible").all():
                fold.click()
            found = axe.run(page, options={"runOnly": STANDARDS})
            assert found.violations_count == 0, f"{path}\n{found.generate_report()}"
        assert reports == []


@pytest.mark.parametrize("width", [320, 768])
def test_nothing_scrolls_sideways(browser: Browser, built_site: Website, width: int) -> None:
    with window(browser, width) as context:
        page = context.new_page()
        for path in ("explore/?country=es&view=table", *PAGES):
            page.goto(built_site.address + path)
            assert page.evaluate(OVERFLOW) <= 0, path


def test_the_explorer_keeps_its_weight(built_site: Website) -> None:
    """50 kB of HTML and CSS, 80 kB with all that a first view loads, 8 kB of script, as gzip sends them."""
    for path in ("explore/", "es/explore/"):
        html = (built_site.folder / path / "index.html").read_bytes()
        named = set(re.findall(rb'(?:href|src)="/(assets/[^"#]+)', html))
        size = {
            name.decode(): len(gzip.compress((built_site.folder / name.decode()).read_bytes()))
            for name in named
        }
        own = len(gzip.compress(html))
        assert own + sum(size[name] for name in size if name.endswith(".css")) <= 50_000
        assert own + sum(size.values()) <= 80_000
        assert sum(size[name] for name in size if name.endswith(".js")) <= 8_000
