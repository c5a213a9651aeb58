"""The map of the whole network: what stands where, and what is said of places that do not."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from agora.geography.insets import HEIGHT, INSETS, WIDTH, inset_of, place_in
from tests.workspace import Workspace

WEBSITE = """\
-- content/themes/energy.md --
---
title: Energy
line: energy
---
-- content/cities/heerlen.md --
---
title: Heerlen
country: NL
lat: 50.88
lon: 5.98
sources: [{title: A report}]
---
-- content/cities/aachen.md --
---
title: Aachen
country: DE
lat: 50.78
lon: 6.08
sources: [{title: A report}]
---
-- content/cities/lecce.md --
---
title: Lecce
country: IT
lat: 40.35
lon: 18.17
sources: [{title: A report}]
---
-- content/cities/santa-cruz.md --
---
title: Santa Cruz
country: ES
lat: 28.47
lon: -16.25
sources: [{title: A report}]
---
-- content/cities/tbilisi.md --
---
title: Tbilisi
country: GE
lat: 41.72
lon: 44.79
sources: [{title: A report}]
---
-- content/projects/lines.md --
---
title: Lines
acronym: LINES
programme: H2020
start: 2019
themes: [energy]
cities:
  - {city: heerlen, role: lighthouse}
  - {city: lecce, role: fellow}
sources: [{title: A report}]
---
"""


@pytest.fixture
def page(website: Callable[[str], Workspace]) -> str:
    workspace = website(WEBSITE)
    workspace.build()
    return workspace.page("/map/")


def stops(svg: str) -> dict[str, str]:
    """The class of each marker by where it leads."""
    return {
        href: classes for classes, href in re.findall(r'<a class="(stop[^"]*)" href="([^"]*)"', svg)
    }


def test_cities_in_the_frame_are_markers_and_crowded_ones_gather(page: str) -> None:
    network = page.split('class="map network-map"')[1].split("</svg>")[0]
    found = stops(network)
    assert "l0" in found["/cities/lecce/"].split()
    assert "l0" not in found["/cities/heerlen/"].split()
    gathered = next(href for href, classes in found.items() if "stop-many" in classes)
    section = page.split(f'id="{gathered.removeprefix("#")}"')[1].split("</section>")[0]
    assert re.findall(r'href="([^"]+)"', section) == ["/cities/aachen/", "/cities/heerlen/"]
    assert "/cities/santa-cruz/" not in found
    assert "/cities/tbilisi/" not in found


def test_far_regions_have_a_box_and_what_lies_beyond_is_named(page: str) -> None:
    box = page.split('class="map inset-map"')[1].split("</figure>")[0]
    assert 'aria-label="Map: Canary Islands"' in box
    assert list(stops(box)) == ["/cities/santa-cruz/"]
    outside = page.split('id="outside"')[1].split("</section>")[0]
    assert ">Tbilisi, Georgia</a>" in outside


def test_a_project_is_a_line_of_its_theme(page: str) -> None:
    (track,) = re.findall(r'<path class="track ([^"]*)" data-project="lines" d="M', page)
    assert track == "about-energy line-energy"
    assert '<option value="lines">LINES</option>' in page


def test_the_table_holds_every_city_by_country(page: str) -> None:
    table = page.split("<tbody>", 1)[1]
    order = re.findall(r'scope="rowgroup" colspan="3">([^<]+)<|href="(/cities/[^"]+)"', table)
    assert ["".join(found) for found in order] == [
        *("Georgia", "/cities/tbilisi/", "Germany", "/cities/aachen/", "Italy", "/cities/lecce/"),
        *("Netherlands", "/cities/heerlen/", "Spain", "/cities/santa-cruz/"),
    ]


def test_without_cities_there_is_no_map(website: Callable[[str], Workspace]) -> None:
    workspace = website("-- content/themes/energy.md --\n---\ntitle: Energy\nline: energy\n---\n")
    workspace.build()
    assert not (workspace.output / "map").exists()
    assert 'href="/map/"' not in workspace.page("/")


@pytest.mark.parametrize("inset", INSETS, ids=lambda inset: inset.name)
def test_every_place_of_a_region_stands_in_its_box(inset: object) -> None:
    region = next(found for found in INSETS if found is inset)
    for lat in (region.south, (region.south + region.north) / 2, region.north):
        for lon in (region.west, (region.west + region.east) / 2, region.east):
            assert inset_of(lat, lon) is region
            point = place_in(region, lat, lon)
            assert 12 <= point.x <= WIDTH - 12
            assert 12 <= point.y <= HEIGHT - 12
    north, south = (
        place_in(region, region.north, region.west),
        place_in(region, region.south, region.west),
    )
    assert north.y < south.y


def test_no_place_on_the_mainland_stands_in_a_box() -> None:
    for lat, lon in ((40.4, -3.7), (38.7, -9.1), (50.9, 6.0), (64.1, -21.9), (35.9, 14.5)):
        assert inset_of(lat, lon) is None
