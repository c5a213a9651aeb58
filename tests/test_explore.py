"""The facets are what a plain look at every entry finds, and each value has its page."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from itertools import combinations
from math import hypot
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agora.explore import FACETS, Explorer, explore, found_of, size_name, size_named
from agora.geography.map import MapPoint
from agora.similar import size_class, themes_of_cities
from agora.trace import Notes
from agora.views.explore_map import APART, WINDOW, spread
from tests.workspace import Workspace

Website = Callable[[str], Workspace]

WORLD = """\
-- content/themes/energy.yaml --
title: Energy
line: energy
-- content/themes/solar.yaml --
title: Solar power
parent: energy
-- content/themes/bikes.yaml --
title: Bikes
-- content/themes/unused.yaml --
title: Unused
-- content/cities/ghent.yaml --
title: Ghent
country: BE
lat: 51.05
lon: 3.72
population: {value: 265000}
-- content/cities/lund.yaml --
title: Lund
country: SE
lat: 55.7
lon: 13.2
-- content/projects/shine.yaml --
title: Shine on roofs
acronym: SHINE
programme: Test
start: 2020-03
end: 2023
themes: [solar]
cities: [{city: ghent, role: lighthouse}, {city: lund, role: fellow}]
-- content/projects/spin.yaml --
title: Spin on roads
acronym: SPIN
programme: Test
start: 2026
end: 2029
themes: [bikes]
cities: [{city: lund, role: lighthouse}]
-- content/sites/shine-ghent.yaml --
title: SHINE Ghent
project: shine
city: ghent
themes: [solar]
facts:
  - {label: Roofs, value: 12, unit: dwellings, kind: achieved, source: {title: Report}}
-- content/sites/spin-lund.yaml --
title: SPIN Lund
project: spin
city: lund
status: building
facts:
  - {label: Roofs, value: 12, unit: dwellings, kind: achieved, verified: false, source: {title: Report}}
-- content/news/hello.yaml --
title: Hello
date: 2026-01-01
themes: [energy]
"""


def explorer_of(workspace: Workspace) -> Explorer:
    build = workspace.check()
    assert build.library is not None, build.problems
    return explore(build.library, themes_of_cities(build.library))


def counts(explorer: Explorer) -> dict[str, int]:
    return {path: choice.count for path, choice in explorer.by_path.items()}


def titles(page: str) -> list[str]:
    return re.findall(r'<h2><a href="[^"]*">(.*?)</a></h2>', page)


def test_each_value_counts_the_entries_that_have_it(website: Website) -> None:
    assert counts(explorer_of(website(WORLD))) == {
        "type/sites": 2,
        "type/projects": 2,
        "type/cities": 2,
        "theme/bikes": 2,  # SPIN, and Lund by it
        "theme/energy": 4,  # what is about solar power is about energy
        "theme/solar": 4,
        "country/be": 3,
        "country/se": 4,
        "size/150000-300000": 3,
        "status/building": 1,  # the site's own word goes before its project's dates
        "status/running": 1,
        "status/ended": 2,
        "results/achieved": 1,  # what no source confirms is no result
    }


def test_what_has_no_facet_is_not_in_the_list(website: Website) -> None:
    collections = {found.entry.collection for found in explorer_of(website(WORLD)).found}
    assert collections == {"sites", "projects", "cities"}


def test_each_value_has_its_page_and_no_other_has_one(website: Website) -> None:
    workspace = website(WORLD)
    workspace.build()
    paths = {
        page.parent.relative_to(workspace.output / "explore").as_posix()
        for page in (workspace.output / "explore").rglob("index.html")
    }
    assert paths == {".", *counts(explorer_of(workspace))}


def test_a_page_of_a_value_lists_its_entries_and_leads_to_the_others(website: Website) -> None:
    workspace = website(WORLD)
    workspace.build()
    page = workspace.page("/explore/country/be/")
    assert titles(page) == ["SHINE Ghent", "Ghent", "SHINE"]
    assert "<h1>Country: Belgium</h1>" in page
    assert '<link rel="canonical" href="https://example.org/explore/country/be/">' in page
    assert 'href="/explore/country/se/"' in page
    assert 'href="/explore/type/sites/"' in page
    assert "https://example.org/explore/country/be/" in workspace.page("/sitemap.xml")


def test_the_menu_starts_with_the_explorer(website: Website) -> None:
    workspace = website(WORLD)
    workspace.build()
    menu = workspace.page("/explore/country/be/").partition("</header>")[0]
    assert '<a href="/explore/" aria-current="page">Explore</a>' in menu
    assert menu.index("/explore/") < menu.index("/themes/")


def test_the_first_is_the_one_with_the_most_to_read(website: Website) -> None:
    workspace = website(WORLD)
    workspace.build()
    page = workspace.page("/explore/")
    assert titles(page)[:2] == ["SHINE Ghent", "SPIN Lund"]
    assert '"explore-total">6<' in page


def test_without_anything_to_explore_there_is_no_explorer(website: Website) -> None:
    workspace = website("-- content/pages/about.yaml --\ntitle: About\nmenu: header\n")
    workspace.build()
    assert not (workspace.output / "explore").exists()
    assert "/explore/" not in workspace.page("/")


def town(number: int) -> str:
    return f"""\
-- content/cities/town-{number}.yaml --
title: Town {number}
country: DE
lat: {48 + number / 200}
lon: 10
summary: A town.
"""


def test_many_entries_are_listed_by_name_alone(
    website: Website, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("agora.explore.DETAILED", 5)
    workspace = website("".join(map(town, range(6))))
    workspace.build()
    assert "A town." not in workspace.page("/explore/")
    assert 'type="checkbox"' in workspace.page("/explore/")


def test_too_many_entries_are_found_by_lists_in_pages(
    website: Website, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("agora.explore.LIST_LIMIT", 50)
    workspace = website("".join(map(town, range(51))))
    workspace.build()
    page = workspace.page("/explore/")
    assert 'type="checkbox"' not in page
    assert '<script type="module"' not in page
    assert len(titles(page)) == 24
    assert 'href="/explore/country/de/"' in page
    assert len(titles(workspace.page("/explore/country/de/"))) == 48
    assert len(titles(workspace.page("/explore/country/de/page/2/"))) == 3


WIDER = {"solar": {"solar", "energy"}, "energy": {"energy"}, "bikes": {"bikes"}}


@dataclass(frozen=True)
class Town:
    """A city as hypothesis makes it; `kind` is that of its one fact, "" for none."""

    country: str
    people: int
    themes: tuple[str, ...]
    kind: str

    def file(self, number: int) -> str:
        fact = f"facts: [{{label: X, value: 1, unit: percent, kind: {self.kind}, source: {{title: S}}}}]\n"
        return (
            f"-- content/cities/c{number}.yaml --\ntitle: C{number}\ncountry: {self.country}\n"
            f"lat: 50\nlon: {number}\nthemes: [{', '.join(self.themes)}]\n"
            + (f"population: {{value: {self.people}}}\n" if self.people else "")
            + (fact if self.kind else "")
        )

    def values(self) -> set[str]:
        """What it ought to be found by."""
        found = {"type/cities", f"country/{self.country.lower()}"}
        found |= {f"theme/{wider}" for slug in self.themes for wider in WIDER[slug]}
        if self.people:
            found.add(f"size/{size_name(size_class(self.people))}")
        if self.kind == "achieved":
            found.add("results/achieved")
        return found


towns = st.builds(
    Town,
    st.sampled_from(["DE", "ES", "SE"]),
    st.just(0) | st.integers(1, 2_000_000),
    st.lists(st.sampled_from(sorted(WIDER)), unique=True).map(tuple),
    st.sampled_from(["target", "achieved", ""]),
)
SETTINGS = b"""\
title: Test
base_url: https://example.org/
default_language: en
languages: [en]
units: [{id: percent, label: per cent}]
"""
THEMES = """\
-- content/themes/energy.yaml --
title: Energy
-- content/themes/solar.yaml --
title: Solar
parent: energy
-- content/themes/bikes.yaml --
title: Bikes
"""


@settings(max_examples=10, deadline=None)
@given(st.lists(towns, min_size=1, max_size=8))
def test_facets_are_what_a_look_at_every_entry_finds(
    tmp_path_factory: pytest.TempPathFactory, cache: Path, cities: list[Town]
) -> None:
    workspace = Workspace(tmp_path_factory.mktemp("facets"), cache)
    workspace.write("content/marketplace.yaml", SETTINGS)
    workspace.add(THEMES + "".join(city.file(number) for number, city in enumerate(cities)))
    explorer = explorer_of(workspace)
    looked_up: dict[str, set[str]] = {}
    for number, city in enumerate(cities):
        for value in city.values():
            looked_up.setdefault(value, set()).add(f"c{number}")
    told = {
        path: {found.entry.slug for found in explorer.with_value(path)} for path in explorer.by_path
    }
    assert told == looked_up
    assert counts(explorer) == {path: len(slugs) for path, slugs in looked_up.items()}
    assert [path.split("/")[0] for path in told] == sorted(
        (path.split("/")[0] for path in told), key=FACETS.index
    )


@given(st.integers(0, 20_000_000))
def test_a_size_is_read_back_from_its_name(people: int) -> None:
    assert size_named(size_name(size_class(people))) == size_class(people)


points = st.builds(MapPoint, st.floats(0, 1000), st.floats(0, 902))


@settings(deadline=None)
@given(st.dictionaries(st.text("abc", min_size=1, max_size=4), points, max_size=30))
def test_bubbles_stand_inside_the_window_whatever_their_places(at: dict[str, MapPoint]) -> None:
    left, top, width, height = WINDOW
    for point in spread(at).values():
        assert left <= point.x <= left + width
        assert top <= point.y <= top + height


def test_bubbles_at_one_place_are_moved_apart() -> None:
    moved = spread({name: MapPoint(500, 400) for name in "abcdefgh"})
    for one, other in combinations(moved.values(), 2):
        assert hypot(one.x - other.x, one.y - other.y) > APART - 1


def test_what_is_found_of_an_entry_is_read_at_most_two_references_away(website: Website) -> None:
    library = website(WORLD).check().library
    assert library
    city_themes = themes_of_cities(library)
    for found in explore(library, city_themes).found:
        with Notes() as read:
            assert found_of(library, found.entry, city_themes) == found
        for name in read - {theme.id for theme in library.collection("themes")}:
            assert found.id in library.near(library.near((name,)))
