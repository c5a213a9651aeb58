"""The network at a glance: what is counted, for how much of it an amount is known, and the years."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml.html import HtmlElement, document_fromstring

from agora.model import Project
from agora.network import entries_by_theme, network_of
from agora.views.timeline import MOST_TICKS, Axis, ticks_of
from tests.own_content import OwnWebsite, words_of
from tests.workspace import PROJECT, Workspace

Website = Callable[[str], Workspace]

# Taken once by a script that is no part of the project from the collection of facts that the content was
# written from: its entries were counted, and of grants and ends only those marked as verified were kept.
FACTS = json.loads((PROJECT / "tests/fixtures/network.json").read_text(encoding="utf-8"))

own_content = pytest.mark.xdist_group("own content")

MARKET = """\
-- content/cities/ghent.yaml --
{title: Ghent, country: BE, lat: 51.05, lon: 3.72}
-- content/cities/lille.yaml --
{title: Lille, country: FR, lat: 50.63, lon: 3.06}
-- content/cities/bruges.yaml --
{title: Bruges, country: BE, lat: 51.21, lon: 3.22}
-- content/themes/energy.yaml --
{title: Energy, line: energy}
-- content/themes/heat.yaml --
{title: Heat, parent: energy}
-- content/themes/mobility.yaml --
{title: Mobility, line: mobility}
-- content/pages/about.yaml --
{title: About}
-- content/projects/alone.yaml --
title: Alone
acronym: ALONE
programme: Horizon 2020
start: 2014-07
planned_end: 2018
themes: [mobility]
cities: [{city: ghent, role: partner}, {city: lille, role: partner, from: 2016, to: 2017}]
-- content/projects/crown.yaml --
title: Crown
acronym: CROWN
programme: Interreg
start: 2013
end: 2017-06
eu_grant: {amount: 900000, currency: DKK, source: A register}
themes: [heat]
cities: [{city: bruges, role: partner}]
-- content/projects/doubt.yaml --
title: Doubt
acronym: DOUBT
programme: Horizon 2020
start: 2015
unverified: [eu_grant, start]
eu_grant: {amount: 5000000, source: Hearsay}
themes: [heat]
-- content/projects/exact.yaml --
title: Exact
acronym: EXACT
programme: Horizon 2020
start: 2020
end: 2020
eu_grant: {amount: 5611856.10, source: A register}
-- content/projects/large.yaml --
title: Large
acronym: LARGE
programme: Horizon 2020
start: 2020
end: 2021
eu_grant: {amount: 27000000.20, source: A register}
"""


def rows(page: HtmlElement, anchor: str) -> list[list[str]]:
    """The cells of the table with that caption; a picture holds no words."""
    (table,) = page.xpath(f'//table[caption/@id="{anchor}"]')
    return [[words_of(cell) for cell in row.xpath("./*")] for row in table.xpath("./tbody/tr")]


def test_only_amounts_in_euro_that_a_source_confirms_are_added_and_exactly(
    website: Website,
) -> None:
    library = website(MARKET).check().library
    assert library is not None
    network = network_of(library)
    assert network.eu_grants == Decimal("32611856.30")
    assert (network.projects_with_grant, network.projects) == (2, 5)
    assert (network.cities, network.countries) == (3, 2)
    assert network.cities_by_country == (("BE", 2), ("FR", 1))
    assert [(theme.slug, count) for theme, count in entries_by_theme(library)] == [
        ("energy", 2),
        ("mobility", 1),
    ]


def test_a_sum_never_stands_without_the_number_of_projects_that_it_covers(
    website: Website,
) -> None:
    workspace = website(MARKET)
    workspace.build()
    sentence = "€32,611,856.30 of EU grants, known for 2 of 5 projects."
    for address in ("/", "/about/"):
        page = workspace.page(address)
        assert sentence in page
        assert page.count("32,611,856") == 1


def test_where_no_grant_is_known_no_sum_is_shown(website: Website) -> None:
    workspace = website(re.sub(r"eu_grant: \{.*\}\n", "", MARKET).replace("eu_grant, ", ""))
    workspace.build()
    assert "of EU grants" not in workspace.page("/") + workspace.page("/about/")


def test_projects_stand_by_their_start_and_an_open_end_is_said_and_drawn(
    website: Website,
) -> None:
    workspace = website(MARKET)
    workspace.build()
    page = parsed(workspace.page("/about/"))
    assert rows(page, "projects-by-year") == [
        ["CROWN", "2013–2017"],
        ["ALONE", "2014, planned until 2018"],
        ["DOUBT", "from 2015 (start not verified)"],
        ["EXACT", "2020"],
        ["LARGE", "2020–2021"],
    ]
    assert bars(page) == [
        ("line-energy", False),
        ("line-mobility", True),
        ("line-energy", True),
        ("", False),
        ("", False),
    ]
    assert bars(parsed(workspace.page("/"))) == bars(page)
    assert rows(page, "cities-by-country") == [["Belgium", "2"], ["France", "1"]]
    assert rows(page, "entries-by-theme") == [["Energy", "2"], ["Mobility", "1"]]


def test_a_citys_years_in_a_project_are_its_own_where_they_are_known(website: Website) -> None:
    workspace = website(MARKET)
    workspace.build()
    lille = parsed(workspace.page("/cities/lille/"))
    assert rows(lille, "timeline") == [["ALONE", "Partner city", "2016–2017"]]
    ghent = parsed(workspace.page("/cities/ghent/"))
    assert rows(ghent, "timeline") == [["ALONE", "Partner city", "2014, planned until 2018"]]


def test_a_marketplace_without_projects_and_cities_has_no_glance(website: Website) -> None:
    workspace = website("-- content/pages/about.yaml --\n{title: About}\n")
    workspace.build()
    for address in ("/", "/about/"):
        assert "<table" not in workspace.page(address)
        assert "Projects by year" not in workspace.page(address)


@given(st.integers(1, 9999), st.integers(0, 400))
def test_the_years_on_an_axis_fit_beside_each_other(first: int, length: int) -> None:
    ticks = ticks_of(Axis(first, min(first + length, 9999)))
    assert 1 <= len(ticks) <= MOST_TICKS
    assert [tick.text for tick in ticks] == sorted((t.text for t in ticks), key=int)
    assert all(0 <= float(tick.at) <= 80 for tick in ticks)


# --- the repository's own content ------------------------------------------------------------------


@own_content
@pytest.mark.parametrize("path", ["index.html", "about/index.html"])
def test_the_network_is_counted_as_the_facts_say(own_website: OwnWebsite, path: str) -> None:
    (numbers,) = own_website.pages[path].find_class("numbers")
    counted = {
        words_of(figure.find_class("figure-label")[0]): words_of(
            figure.find_class("figure-number")[0]
        )
        for figure in numbers.find_class("figure")
    }
    assert counted == {
        f"cities in {FACTS['countries']} countries": str(FACTS["cities"]),
        "demonstration sites": str(FACTS["sites"]),
        "projects": str(FACTS["projects"]),
        "initiatives": str(FACTS["initiatives"]),
    }


@own_content
def test_the_sum_of_grants_is_that_of_the_facts(own_website: OwnWebsite) -> None:
    grants = FACTS["eu_grants_eur"].values()
    told = {"known": len(grants), "all": FACTS["projects"]}
    english = f"€{sum(grants):,} of EU grants, known for {told['known']} of {told['all']} projects"
    spanish = f"{sum(grants):,} €".replace(",", ".")
    for path in ("index.html", "about/index.html"):
        assert english in words_of(own_website.pages[path])
        assert spanish in words_of(own_website.pages[f"es/{path}"])


@own_content
def test_each_grant_of_the_sum_is_that_of_the_facts(own_website: OwnWebsite) -> None:
    """The two sums above could be equal by chance: their parts are not. Where sources differ on a grant,
    the page shows both, and the one of the field counts."""
    for slug, amount in FACTS["eu_grants_eur"].items():
        shown = [node.value for node in own_website.facts(f"projects/{slug}/index.html")]
        assert any(value in (f"€{amount:,}", f"{amount:,} euros") for value in shown), slug
    fields = [project.fields for project in own_website.library.collection("projects")]
    stated = [project for project in fields if isinstance(project, Project) and project.eu_grant]
    assert len(stated) == len(FACTS["eu_grants_eur"])


@own_content
def test_the_tables_say_what_the_facts_say(own_website: OwnWebsite) -> None:
    page = own_website.pages["about/index.html"]
    counts = sorted((int(count) for _, count in rows(page, "cities-by-country")), reverse=True)
    assert counts == sorted(FACTS["cities_by_country"].values(), reverse=True)
    amounts = [text for _, text in rows(page, "eu-grants")]
    assert amounts == [f"€{x:,}" for x in sorted(FACTS["eu_grants_eur"].values(), reverse=True)]
    years = dict(rows(page, "projects-by-year"))
    assert len(years) == FACTS["projects"]
    ended = [text for text in years.values() if re.search(r"–\d{4}", text)]
    assert len(ended) == len(FACTS["verified_ends"])


@own_content
def test_every_page_links_the_sheets_that_style_what_it_holds(own_website: OwnWebsite) -> None:
    styled = {
        path: set(re.findall(r"\.([a-z][\w-]*)", text))
        for path, text in own_website.texts.items()
        if path.endswith(".css")
    }
    everything: set[str] = set().union(*styled.values())
    for path, html in own_website.texts.items():
        if path.endswith(".html"):
            linked = re.findall(r'<link rel="stylesheet"(?: media="print")? href="/([^"]+)"', html)
            named = {word for text in re.findall(r'class="([^"]*)"', html) for word in text.split()}
            reached: set[str] = set().union(*(styled[sheet] for sheet in linked))
            assert (named & everything) - reached == set(), path


@own_content
def test_a_city_shows_its_years_its_neighbours_and_cities_like_it(own_website: OwnWebsite) -> None:
    page = own_website.pages["cities/heerlen/index.html"]
    assert ["HeatNet NWE", "Partner city", "2016, planned until 2020"] in rows(page, "timeline")
    for expected in ("Aachen 14 km", "80,000–150,000 people, district heating"):
        assert expected in words_of(page)


def parsed(html: str) -> HtmlElement:
    return document_fromstring(html)


def bars(page: HtmlElement) -> list[tuple[str, bool]]:
    """The colour of each bar of years, and whether its end is open."""
    found = page.xpath(
        '//table[caption/@id="projects-by-year"]//line[contains(@class, "bar-line")]'
        ' | //*[contains(@class, "strip")]//line[contains(@class, "bar-line")]'
    )
    classes = [str(line.get("class")).split() for line in found]
    return [
        (next((name for name in names if name.startswith("line-")), ""), "bar-open" in names)
        for names in classes
    ]
