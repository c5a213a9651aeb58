"""Places side by side: the same things in one row, and what they have in common."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import TypedDict

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agora.bodies import KeptBodies
from agora.survey import survey
from agora.views import compare_files
from agora.views.compare import OTHERS, table_of
from agora.views.compare_shapes import Compared, ComparedFigure
from agora.views.compared import Subject
from agora.views.edition import Edition
from agora.views.framing import Assets
from agora.views.shapes import Figure, Link, Origin, Phrase
from tests.workspace import Workspace

Website = Callable[[str], Workspace]

WORLD = """\
-- content/marketplace.yaml --
title: Test Market
base_url: https://example.org/
default_language: en
languages: [en, es]
units:
  - {id: percent, label: per cent, symbol: "%", min: 0, max: 100}
  - {id: dwellings, label: {one: dwelling, other: dwellings}, min: 0}
-- content/themes/solar.yaml --
title: Solar power
-- content/themes/bikes.yaml --
title: Bikes
-- content/cities/ghent.yaml --
title: Ghent
country: BE
lat: 51.05
lon: 3.72
population: {value: 265000}
themes: [bikes, solar]
facts:
  - label: Homes renovated
    indicator: homes
    value: 3
    unit: dwellings
    kind: achieved
    source: {title: Report}
  - {label: Trees planted, value: 5, unit: dwellings, kind: context, source: {title: Report}}
-- content/cities/lund.yaml --
title: Lund
country: SE
lat: 55.7
lon: 13.2
population: {value: 200000}
themes: [solar]
-- content/cities/basel.yaml --
title: Basel
country: CH
lat: 47.6
lon: 7.6
population: {value: 15000}
-- content/projects/shine.yaml --
title: Shine on roofs
acronym: SHINE
programme: Test
start: 2020-03
end: 2023
cities: [{city: ghent, role: lighthouse}, {city: lund, role: fellow}]
-- content/sites/shine-lund.yaml --
title: SHINE Lund
project: shine
city: lund
status: ended
themes: [solar]
facts:
  - label: Homes made warm
    indicator: homes
    value: 7
    unit: dwellings
    kind: target
    source: {title: Plan, url: "https://example.com/plan"}
    verified: false
"""


class Names(TypedDict):
    shards: list[str]
    groups: list[tuple[str, list[tuple[str, str, int]]]]


class Facts(TypedDict):
    rows: list[list[object]]
    figures: list[list[object]]


def names_of(workspace: Workspace, address: str) -> Names:
    href = re.search(r'data-names="/([^"]+)"', workspace.page(address))
    assert href
    names: Names = json.loads((workspace.output / href[1]).read_text(encoding="utf-8"))
    return names


def facts_of(workspace: Workspace, names: Names) -> dict[str, Facts]:
    found: dict[str, Facts] = {}
    for shard in names["shards"]:
        found |= json.loads((workspace.output / shard.lstrip("/")).read_text(encoding="utf-8"))
    return found


def rows_of(page: str) -> dict[str, list[str]]:
    """The text of each row's cells, by the row's label."""
    found: dict[str, list[str]] = {}
    for row in re.findall(r"<tr><th scope=\"row\".*?</tr>", page, re.DOTALL):
        label, *cells = re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.DOTALL)
        found[label] = [" ".join(re.sub(r"<[^>]+>", " ", cell).split()) for cell in cells]
    return found


def test_a_prepared_comparison_puts_the_same_things_in_one_row(website: Website) -> None:
    workspace = website(WORLD)
    workspace.build()
    page = workspace.page("/compare/ghent/")
    heads = re.findall(r'<th scope="col"><a href="([^"]+)">', page)
    assert heads == ["/cities/ghent/", "/cities/lund/"]
    assert rows_of(page) == {
        "Population": [
            "265,000 people Context Source: not stated",
            "200,000 people Context Source: not stated",
        ],
        "Homes renovated": [
            "3 dwellings Achieved Source: Report",
            "Homes made warm 7 dwellings Target SHINE Lund Source: Plan Not verified",
        ],
        "Themes in common": ["Solar power"],
        "Other themes": ["Bikes", "None"],
        "Projects in common": ["SHINE"],
        "Other figures": ["Trees planted 5 dwellings Context Source: Report", "None"],
    }
    assert '<a href="https://example.com/plan">Plan</a>' in page
    assert 'href="/sites/shine-lund/#fact.1">7 dwellings</a>' in page


def test_each_city_with_similar_ones_has_its_comparison_and_no_other_has(website: Website) -> None:
    workspace = website(WORLD)
    workspace.build()
    made = sorted(page.parent.name for page in workspace.output.glob("compare/*/index.html"))
    assert made == ["ghent", "lund"]
    listed = re.findall(r'<dd><a href="/compare/(\w+)/">', workspace.page("/compare/"))
    assert listed == made
    assert '<a href="/compare/ghent/">Compare them</a>' in workspace.page("/cities/ghent/")
    assert "/compare/basel/" not in workspace.page("/cities/basel/")
    assert "https://example.org/compare/ghent/" in workspace.page("/sitemap.xml")


def test_a_prepared_comparison_leads_to_where_it_can_be_changed(website: Website) -> None:
    workspace = website(WORLD)
    workspace.build()
    change = "/es/compare/?with=cities/lund&amp;with=cities/ghent"
    assert f'href="{change}"' in workspace.page("/es/compare/lund/")


def test_only_the_page_with_the_script_may_ask_for_files(website: Website) -> None:
    workspace = website(WORLD)
    workspace.build()
    assert "connect-src &#39;self&#39;" in workspace.page("/compare/")
    assert "connect-src" not in workspace.page("/compare/ghent/")


def test_the_script_finds_every_city_and_site_with_its_facts(website: Website) -> None:
    workspace = website(WORLD)
    workspace.build()
    names = names_of(workspace, "/compare/")
    told = {label: [name for _, name, _ in group] for label, group in names["groups"]}
    assert told == {
        "Cities": ["Basel, Switzerland", "Ghent, Belgium", "Lund, Sweden"],
        "Demonstration sites": ["SHINE Lund"],
    }
    site = facts_of(workspace, names)["sites/shine-lund"]
    assert site["rows"] == [["Status", ["Ended"]]]
    assert [figure[0] for figure in site["figures"]] == ["homes", "population"]


def test_many_places_are_told_in_several_files(
    website: Website, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A reader loads only the files with the places that are chosen."""
    monkeypatch.setattr(compare_files, "SHARD_BYTES", 700)
    workspace = website(WORLD)
    workspace.build()
    names = names_of(workspace, "/compare/")
    shards = names["shards"]
    assert len(shards) > 1
    for _, group in names["groups"]:
        for entry, _, at in group:
            file = workspace.output / shards[at].lstrip("/")
            assert entry in json.loads(file.read_text(encoding="utf-8"))


def test_without_cities_there_is_nothing_to_compare(website: Website) -> None:
    workspace = website("-- content/pages/about.yaml --\ntitle: About\nmenu: header\n")
    workspace.build()
    assert not (workspace.output / "compare").exists()
    assert list((workspace.output / "assets").glob("compare-*.json")) == []
    assert "/compare/" not in workspace.page("/")


# --- the law of rows -------------------------------------------------------------------------------

KEYS = st.lists(st.sampled_from(["homes", "trees", "money", "co2"]), max_size=6)
THEMES = st.lists(st.sampled_from(["Bikes", "Energy", "Solar"]), unique=True).map(sorted)


@st.composite
def subjects(draw: st.DrawFn) -> list[Subject]:
    found = []
    for number in range(draw(st.integers(2, 4))):
        figures = tuple(
            (key, ComparedFigure(figure(key, f"{number}.{at}"), f"#{number}.{at}"))
            for at, key in enumerate(draw(KEYS))
        )
        themes = tuple(Link(theme, f"/{theme}/") for theme in draw(THEMES))
        column = Compared(f"cities/{number}", Link(f"City {number}", "/"), "")
        found.append(Subject(column, (), figures, themes, ()))
    return found


def figure(label: str, value: str) -> Figure:
    return Figure(Phrase(label), value, "", "context", "Context", Origin("x"), f"fact.{label}")


@pytest.fixture(scope="module")
def edition(tmp_path_factory: pytest.TempPathFactory) -> Edition:
    from agora.texts import english

    folder: Path = tmp_path_factory.mktemp("edition")
    library = Workspace(folder).add(WORLD).check().library
    assert library is not None
    return Edition(
        library, survey(library), "en", english(), Assets("", "", "", "", ""), KeptBodies({})
    )


@given(places=subjects())
def test_every_figure_stands_once_in_its_column_and_shared_ones_in_a_row(
    edition: Edition, places: list[Subject]
) -> None:
    table = table_of(edition, places)
    for at, place in enumerate(places):
        own = [key for key, _ in place.figures]
        others = {key for other in places if other is not place for key, _ in other.figures}
        shown = [
            (row.label, told.figure.label.text)
            for row in table.rows
            if not row.is_common
            for told in row.cells[at].figures
        ]
        aligned = [key for label, key in shown if label != "Other figures"]
        assert sorted(aligned) == sorted(key for key in own if key in others)
        assert all(label == key for label, key in shown if label != "Other figures")
        alone = [key for key in own if key not in others]
        assert [key for label, key in shown if label == "Other figures"] == alone[:OTHERS]


@given(places=subjects())
def test_a_theme_is_common_or_in_the_column_of_each_place_that_has_it(
    edition: Edition, places: list[Subject]
) -> None:
    rows = {row.label: row for row in table_of(edition, places).rows}
    if "Themes in common" not in rows:
        assert not any(place.themes for place in places)
        return
    common = set(rows["Themes in common"].common)
    assert common == set.intersection(*(set(place.themes) for place in places))
    for at, place in enumerate(places):
        own = set(rows["Other themes"].cells[at].links) if "Other themes" in rows else set()
        assert own == set(place.themes) - common
