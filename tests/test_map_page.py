"""The page of the whole network: where each city is shown, what joins them, and the same as a table."""

from __future__ import annotations

import re
from collections.abc import Callable

from tests.workspace import Workspace

Website = Callable[[str], Workspace]

WORLD = """\
-- content/themes/energy.yaml --
title: Energy
line: energy
-- content/themes/bikes.yaml --
title: Bikes
line: mobility
-- content/themes/market.yaml --
title: Market
-- content/cities/ghent.yaml --
title: Ghent
country: BE
lat: 51.05
lon: 3.72
-- content/cities/bruges.yaml --
title: Bruges
country: BE
lat: 51.21
lon: 3.22
-- content/cities/lund.yaml --
title: Lund
country: SE
lat: 55.7
lon: 13.2
-- content/cities/las-palmas.yaml --
title: Las Palmas
country: ES
lat: 28.1
lon: -15.42
-- content/cities/tbilisi.yaml --
title: Tbilisi
country: GE
lat: 41.72
lon: 44.79
-- content/projects/shine.yaml --
title: Shine on roofs
acronym: SHINE
programme: Test
start: 2020
end: 2023
themes: [energy]
cities: [{city: ghent, role: lighthouse}, {city: lund, role: fellow}]
-- content/projects/spin.yaml --
title: Spin on roads
acronym: SPIN
programme: Test
start: 2020
end: 2023
themes: [energy, bikes]
cities: [{city: lund, role: lighthouse}, {city: bruges, role: fellow}, {city: tbilisi, role: fellow}]
-- content/projects/alone.yaml --
title: Alone
acronym: ALONE
programme: Test
start: 2020
end: 2023
themes: [market]
cities: [{city: ghent, role: lighthouse}]
-- content/sites/shine-ghent.yaml --
title: SHINE Ghent
project: shine
city: ghent
"""


def page_of(website: Website, text: str = WORLD) -> str:
    workspace = website(text)
    workspace.build()
    return workspace.page("/map/")


def drawing(page: str, kind: str) -> str:
    """The SVG with a class: "network-map" or "inset-map"."""
    found = re.search(rf'<svg class="map {kind}".*?</svg>', page, re.DOTALL)
    return found[0] if found else ""


def places(svg: str) -> list[str]:
    """The pages that the drawing's markers lead to, each once."""
    found = re.findall(r'<a class="stop[^"]*" href="(/[^"]*)"', svg)
    return sorted(set(found))


def words(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def test_a_city_of_the_frame_is_a_marker_there_and_nowhere_else(website: Website) -> None:
    page = page_of(website)
    assert places(drawing(page, "network-map")) == [
        "/cities/bruges/",
        "/cities/ghent/",
        "/cities/lund/",
    ]


def test_a_city_of_the_canaries_has_a_box_with_its_coasts_and_its_name(website: Website) -> None:
    page = page_of(website)
    box = drawing(page, "inset-map")
    assert 'aria-label="Map: Canary Islands"' in box
    assert places(box) == ["/cities/las-palmas/"]
    assert re.search(r'<path class="map-land" d="M[^"]+Z"/>', box)
    caption = re.search(r"<figcaption>.*?</figcaption>", page)
    assert caption
    assert words(caption[0]) == "Canary Islands Las Palmas"


def test_a_city_that_no_drawing_holds_is_named_with_its_country(website: Website) -> None:
    page = page_of(website)
    outside = page[page.index('aria-labelledby="outside"') :].partition("</section>")[0]
    assert '<a href="/cities/tbilisi/">Tbilisi, Georgia</a>' in outside
    assert "Ghent" not in outside


def test_without_far_cities_nothing_is_said_of_boxes_or_outside(website: Website) -> None:
    page = page_of(website, WORLD.partition("-- content/cities/las-palmas")[0])
    assert "inset-map" not in page
    assert 'id="outside"' not in page
    assert 'id="one-project"' not in page
    assert "<fieldset" not in page.partition("<main")[2].partition("</main>")[0]


def test_a_disc_leads_to_the_list_of_its_cities(website: Website) -> None:
    page = page_of(website)
    disc = re.search(
        r'<a class="stop l0[^"]* stop-many" href="#([^"]+)".*?</a>', drawing(page, "network-map")
    )
    assert disc
    name = words(disc[0]).removeprefix("2 ")
    assert name in ("2 cities around Bruges", "2 cities around Ghent")
    gathering = page[page.index(f'id="{disc[1]}"') :].partition("</section>")[0]
    assert re.findall(r'href="([^"]+)"', gathering) == ["/cities/bruges/", "/cities/ghent/"]
    anchors = re.findall(r' id="([^"]+)"', page)
    assert len(anchors) == len(set(anchors))


def test_a_project_that_joins_places_is_drawn_under_each_of_its_themes(website: Website) -> None:
    page = page_of(website)
    svg = drawing(page, "network-map")
    assert re.findall(r'<path class="track" id="([^"]+)"', svg) == ["track-shine", "track-spin"]
    groups = {
        line: re.findall(r'<use href="#track-([^"]+)"', body)
        for line, body in re.findall(r'<g class="about-(\w+) line-\w+">(.*?)</g>', svg, re.DOTALL)
    }
    assert groups == {"energy": ["shine", "spin"], "mobility": ["spin"], "none": []}
    assert re.findall(r'<option value="([^"]*)"', page) == ["", "shine", "spin"]


def test_the_rarest_theme_is_drawn_last_so_that_its_colour_is_seen(website: Website) -> None:
    svg = drawing(page_of(website), "network-map")
    assert svg.index("about-energy") < svg.index("about-mobility")


def test_the_table_has_every_city_by_country_with_its_sites_and_projects(website: Website) -> None:
    page = page_of(website)
    table = page[page.index('class="network-countries"') :].partition("</section>")[0]
    rows = [words(row) for row in re.findall(r"<tr>.*?</tr>", table)]
    assert rows == [
        "Belgium Sites Projects",
        "Bruges 0 1",
        "Ghent 1 2",
        "Georgia Sites Projects",
        "Tbilisi 0 1",
        "Spain Sites Projects",
        "Las Palmas 0 0",
        "Sweden Sites Projects",
        "Lund 0 2",
    ]


def test_a_city_at_the_edge_of_the_frame_is_drawn_whole(website: Website) -> None:
    """Herzliya lies 5 map units from the edge: from afar its marker moves in, from near it does not."""
    page = page_of(
        website,
        "-- content/cities/edge.yaml --\ntitle: Edge\ncountry: IL\nlat: 32.164\nlon: 34.845\n",
    )
    found = re.findall(
        r'class="stop ([^"]*)" href="/cities/edge/" transform="translate\((\S+) ', page
    )
    across = {scale: float(x) for scales, x in found for scale in scales.split()}
    assert across["l0"] == 958
    assert across["l1"] == 976
    assert across["l2"] == 986
    assert 994 <= across["l5"] < 1000
    assert sorted(across) == [f"l{scale}" for scale in range(7)]


def test_two_builds_make_the_same_page(website: Website) -> None:
    workspace = website(WORLD)
    workspace.build()
    first = workspace.page("/map/")
    again = Workspace(workspace.root.parent / "again", workspace.cache)
    files = (path for path in workspace.root.rglob("*.yaml") if "output" not in path.parts)
    for path in sorted(files, reverse=True):
        again.write(str(path.relative_to(workspace.root)), path.read_bytes())
    again.build()
    assert again.page("/map/") == first


def test_without_cities_there_is_no_map(website: Website) -> None:
    workspace = website("-- content/themes/energy.yaml --\ntitle: Energy\nline: energy\n")
    workspace.build()
    assert not (workspace.output / "map").exists()
    assert 'href="/map/"' not in workspace.page("/")
