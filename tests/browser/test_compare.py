"""Places side by side in a real browser, with and without the script."""

from __future__ import annotations

import gzip
import random
import re
from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.browser.test_pages import LARGE, OVERFLOW, STANDARDS, reports_of, window
from tests.browser.website import Website

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

TWO = "compare/?with=cities/heerlen&with=cities/lecce"
FOUR = TWO + "&with=sites/storm-heerlen&with=cities/valencia"
PREPARED = "compare/heerlen/"

# The table without what only the script adds, and without the space between elements.
TABLE = """() => {
    const table = document.querySelector(".compared").cloneNode(true);
    for (const button of table.querySelectorAll("button")) button.remove();
    return table.outerHTML.replace(/\\s+/g, " ").replace(/> | </g, (found) => found.trim());
}"""


def heads(page: Page) -> list[str]:
    return page.locator(".compared thead th > :first-child").all_text_contents()


def opened(page: Page, website: Website, path: str, places: int) -> None:
    page.goto(website.address + path)
    expect(page.locator(".compared thead th")).to_have_count(places)


@pytest.mark.parametrize("prefix", ["", "es/"])
def test_the_script_makes_the_same_table_as_the_template(
    browser: Browser, built_site: Website, prefix: str
) -> None:
    with window(browser, 1440) as context:
        page = context.new_page()
        for city in ("heerlen", "valencia", "gothenburg", "vienna", "lisbon"):
            page.goto(f"{built_site.address}{prefix}compare/{city}/")
            expected, places = page.evaluate(TABLE), heads(page)
            page.locator('main a[href*="?with="]').click()
            expect(page.locator(".compared thead th")).to_have_count(len(places))
            assert heads(page) == places
            assert page.evaluate(TABLE) == expected


def test_the_keyboard_chooses_two_reads_the_table_and_takes_one_out(
    browser: Browser, built_site: Website
) -> None:
    with window(browser, 1440) as context:
        page = context.new_page()
        reports = reports_of(page)
        page.goto(built_site.address + "compare/")
        select, keys = page.get_by_label("City or demonstration site"), page.keyboard
        expect(select.locator("optgroup")).to_have_count(2)
        status = page.get_by_role("status")
        expect(status).to_have_text("Choose two to four places.")
        page.locator("main").focus()
        for _ in range(2):  # the way home, then what one chooses from
            keys.press("Tab")
        expect(select).to_be_focused()
        for name, told in (
            ("Heer", "Choose one more place."),
            ("Lec", "Side by side: Heerlen, Lecce"),
        ):
            keys.type(name)
            keys.press("Tab")
            expect(page.locator(":focus")).to_have_text("Add")
            keys.press("Enter")
            expect(status).to_have_text(told)
            keys.press("Shift+Tab")
            expect(select).to_be_focused()
        assert heads(page) == ["Heerlen", "Lecce"]
        expect(page.get_by_role("row", name=re.compile("^Population"))).to_contain_text("80,695")
        expect(page.get_by_role("columnheader", name=re.compile("^Lecce"))).to_be_visible()
        for _ in range(3):  # the button, then the first place and how to take it out
            keys.press("Tab")
        focused = page.locator(":focus")
        expect(focused).to_have_text("Take out Heerlen")
        expect(focused).to_have_css("outline-width", "3px")
        keys.press("Enter")
        expect(page.locator(":focus")).to_have_text("Take out Lecce")
        assert heads(page) == ["Lecce"]
        keys.press("Enter")
        expect(select).to_be_focused()
        assert page.url == built_site.address + "compare/"
        assert reports == []


def test_the_address_holds_the_places_in_their_order_and_back_takes_one_back(
    browser: Browser, built_site: Website
) -> None:
    with window(browser, 1440) as context:
        page = context.new_page()
        opened(page, built_site, TWO, 2)
        page.get_by_label("City or demonstration site").select_option("sites/storm-heerlen")
        page.get_by_role("button", name="Add").click()
        expect(page).to_have_url(re.compile(r"with=cities/lecce&with=sites/storm-heerlen$"))
        expect(page.locator(".compared thead th")).to_have_count(3)
        shared = page.url
        page.go_back()
        expect(page.locator(".compared thead th")).to_have_count(2)
        page.go_forward()
        expect(page.locator(".compared thead th")).to_have_count(3)
        page.goto(
            shared.replace("cities/heerlen&with=cities/lecce", "cities/lecce&with=cities/heerlen")
        )
        expect(page.locator(".compared thead th")).to_have_count(3)
        assert heads(page) == ["Lecce", "Heerlen", "STORM Site Heerlen"]


def test_no_more_than_four_and_none_twice(browser: Browser, built_site: Website) -> None:
    with window(browser, 1440) as context:
        page = context.new_page()
        opened(page, built_site, FOUR + "&with=cities/vienna&with=cities/lecce", 4)
        select = page.get_by_label("City or demonstration site")
        select.select_option("cities/vienna")
        page.get_by_role("button", name="Add").click()
        expect(page.get_by_role("status")).to_contain_text("Four places are the most.")
        assert len(heads(page)) == 4
        opened(page, built_site, TWO + "&with=cities/heerlen&with=cities/atlantis", 2)
        select.select_option("cities/lecce")
        page.get_by_role("button", name="Add").click()
        assert heads(page) == ["Heerlen", "Lecce"]


def test_without_the_script_the_page_says_so_and_leads_to_prepared_comparisons(
    browser: Browser, built_site: Website
) -> None:
    with window(browser, 390, script=False) as context:
        page = context.new_page()
        page.goto(built_site.address + TWO)
        expect(page.get_by_text("this page needs a script")).to_be_visible()
        expect(page.get_by_role("combobox")).to_be_hidden()
        expect(page.get_by_text("The address of this page holds your choice")).to_be_hidden()
        page.get_by_role("link", name="Heerlen", exact=True).click()
        expect(page.locator(".compared thead th").first).to_contain_text("Heerlen")
        page.goto(built_site.address + "cities/heerlen/")
        page.get_by_role("link", name="Compare them").click()
        expect(page).to_have_url(built_site.address + PREPARED)


def test_facts_that_do_not_come_are_told(browser: Browser, built_site: Website) -> None:
    with window(browser, 1440) as context:
        page = context.new_page()
        context.route("**/compare-facts-*", lambda route: route.abort())
        page.goto(built_site.address + TWO)
        expect(page.get_by_role("status")).to_contain_text("could not be loaded")
        context.unroute("**/compare-facts-*")
        page.get_by_label("City or demonstration site").select_option("cities/valencia")
        page.get_by_role("button", name="Add").click()
        expect(page.locator(".compared thead th")).to_have_count(3)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1440])
def test_axe_finds_nothing_and_the_policy_blocks_nothing(
    browser: Browser, built_site: Website, width: int, scheme: Literal["light", "dark"]
) -> None:
    axe = Axe()
    with window(browser, width, scheme) as context:
        page = context.new_page()
        reports = reports_of(page)
        paths = (FOUR, "compare/", PREPARED, f"es/{PREPARED}", "compare/gaziantep/")
        for path, places in zip(paths, (4, 0, 4, 4, 4), strict=True):
            opened(page, built_site, path, places)
            found = axe.run(page, options={"runOnly": STANDARDS})
            assert found.violations_count == 0, f"{path}\n{found.generate_report()}"
        assert reports == []


@pytest.mark.parametrize("width", [320, 768, 1024])
def test_nothing_scrolls_sideways_even_at_twice_the_size_of_text(
    browser: Browser, built_site: Website, width: int
) -> None:
    with window(browser, width) as context:
        page = context.new_page()
        for path, places in ((FOUR, 4), ("compare/", 0), (PREPARED, 4), ("es/compare/lisbon/", 4)):
            opened(page, built_site, path, places)
            assert page.evaluate(OVERFLOW) <= 0, path
            page.evaluate(LARGE)
            assert page.evaluate(OVERFLOW) <= 0, path


def test_on_a_narrow_screen_each_value_stands_below_its_row_and_beside_its_place(
    browser: Browser, built_site: Website
) -> None:
    with window(browser, 320) as context:
        page = context.new_page()
        opened(page, built_site, TWO, 2)
        row = page.locator(".compared tr", has_text="Population").first
        label, value = row.locator("th").bounding_box(), row.locator("td").first.bounding_box()
        assert label and value
        assert value["y"] >= label["y"] + label["height"]
        before = "e => getComputedStyle(e, '::before').content"
        assert "Heerlen" in str(row.locator("td").first.evaluate(before))
        # A table is still a table to those who do not see it.
        expect(page.get_by_role("rowheader", name="Population")).to_be_visible()


def test_what_can_be_pressed_is_24_pixels_high(browser: Browser, built_site: Website) -> None:
    small = """() => [...document.querySelectorAll("main button, main select, main li > a, main dd > a")]
        .filter(e => e.getBoundingClientRect().height < 24).map(e => e.outerHTML)"""
    with window(browser, 390) as context:
        page = context.new_page()
        opened(page, built_site, FOUR, 4)
        assert page.evaluate(small) == []


def test_no_address_breaks_it(browser: Browser, built_site: Website) -> None:
    """Anybody can send a link: whatever stands in it, the page shows what it knows and nothing goes wrong."""
    dice = random.Random(6)
    signs = "aé&=%?#+<>\"'/\\{}[]0;\u202e😀 "
    ids = ("cities/heerlen", "cities/lecce", "sites/storm-heerlen", "constructor", "__proto__", "")

    def value() -> str:
        noise = "".join(dice.choices(signs, k=dice.randint(0, 12)))
        return dice.choice([dice.choice(ids), noise])

    asked = [
        "&".join(f"{dice.choice(('with', 'x'))}={value()}" for _ in range(dice.randint(1, 7)))
        for _ in range(400)
    ]
    with window(browser, 1440) as context:
        page = context.new_page()
        reports = reports_of(page)
        page.goto(built_site.address + "compare/")
        page.evaluate(
            """asked => { for (const query of asked) {
                history.replaceState(null, "", "?" + query);
                dispatchEvent(new PopStateEvent("popstate"));
            } }""",
            asked,
        )
        for query in asked[::20]:
            page.goto(f"{built_site.address}compare/?{query}")
            expect(page.get_by_role("status")).not_to_be_empty()
            places = set(re.findall(r"(?:^|&)with=([^&#]*)", query.partition("#")[0]))
            assert len(heads(page)) == len(places & set(ids[:3]))
        assert reports == []


def test_the_comparison_keeps_its_weight(built_site: Website) -> None:
    """14 kB of HTML and CSS on each page; 8 kB of script; 50 kB at most of each file of facts."""
    sheets: dict[str, int] = {}
    for page in built_site.folder.glob("**/compare/**/index.html"):
        html = page.read_bytes()
        size = len(gzip.compress(html))
        for name in re.findall(rb'<link rel="stylesheet" href="/([^"]+)"', html):
            sheet = built_site.folder / name.decode()
            size += sheets.setdefault(sheet.name, len(gzip.compress(sheet.read_bytes())))
        assert size <= 14_000, page
    for file in (built_site.folder / "assets").glob("compare*.js*"):
        most = 8_000 if file.suffix == ".js" else 50_000
        assert len(gzip.compress(file.read_bytes())) <= most, file
