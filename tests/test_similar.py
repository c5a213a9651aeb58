"""Cities that are like each other: the same reason from both ends, never itself, whatever the order."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agora.library import Library
from agora.pipeline import Request, build
from agora.similar import CLASS_ENDS, SizeClass, nearest_cities, similar_cities, size_class
from tests.workspace import NOW, PROJECT, Workspace

Website = Callable[[str], Workspace]


def town(slug: str, people: int, lat: float, *themes: str) -> str:
    return f"""\
-- content/cities/{slug}.yaml --
title: {slug.title()}
country: DE
lat: {lat}
lon: 10
population: {{value: {people}}}
themes: [{", ".join(themes)}]
"""


WORLD = (
    town("ada", 15_000, 50.0, "heat", "bikes")
    + town("bea", 16_000, 50.5, "heat", "bikes")
    + town("cleo", 17_000, 51.0, "bikes")
    + town("metro", 900_000, 50.1, "heat", "bikes")
    + town("quiet", 15_500, 50.2)
    + "-- content/themes/heat.yaml --\ntitle: Heat networks\n"
    + "-- content/themes/bikes.yaml --\ntitle: Bikes\n"
)


def library_of(workspace: Workspace) -> Library:
    library = workspace.check().library
    assert library is not None
    return library


def test_towns_are_like_towns_that_work_on_the_same(website: Website) -> None:
    similar = similar_cities(library_of(website(WORLD)))
    assert [like.city.slug for like in similar["cities/ada"]] == ["bea", "cleo"]
    assert similar["cities/ada"][0].themes == ("heat", "bikes")
    assert similar["cities/ada"][0].size == SizeClass(10_000, 20_000)
    assert "cities/metro" not in similar
    assert "cities/quiet" not in similar


def test_the_page_says_why(website: Website) -> None:
    workspace = website(WORLD)
    workspace.build()
    assert "10,000–20,000 people, heat networks, bikes" in workspace.page("/cities/ada/")


def test_the_nearest_come_first(website: Website) -> None:
    library = library_of(website(WORLD))
    near = nearest_cities(library, library.entries["cities/ada"])
    assert [found.city.slug for found in near] == ["metro", "quiet", "bea", "cleo"]
    assert round(near[0].distance_km) == 11


@pytest.fixture(scope="module")
def network(cache: Path) -> Library:
    library = build(Request(PROJECT, NOW, cache=cache)).library
    assert library is not None
    return library


@pytest.mark.xdist_group("network")
def test_reasons_are_the_same_from_both_ends_and_nobody_is_like_itself(network: Library) -> None:
    reasons: dict[frozenset[str], tuple[object, object]] = {}
    for city, likes in similar_cities(network).items():
        for like in likes:
            assert like.city.id != city
            reason = (like.size, like.themes)
            assert reasons.setdefault(frozenset((city, like.city.id)), reason) == reason
    assert len(reasons) > 100


@pytest.mark.xdist_group("network")
def test_the_nearest_are_those_that_a_full_search_finds(network: Library) -> None:
    cities = network.collection("cities")
    for city in cities[::17]:
        near = nearest_cities(network, city)
        furthest = near[-1].distance_km
        assert [found.distance_km for found in near] == sorted(found.distance_km for found in near)
        closer = [
            other
            for other in cities
            if other.id != city.id
            and other.id not in {found.city.id for found in near}
            and _apart(network, city.slug, other.slug) < furthest
        ]
        assert closer == []


def _apart(library: Library, one: str, other: str) -> float:
    from agora.geography.outlines import distance_km
    from agora.library import as_fields
    from agora.model import City

    a, b = (as_fields(library.entries[f"cities/{slug}"], City) for slug in (one, other))
    return distance_km(float(a.lat), float(a.lon), float(b.lat), float(b.lon))


@given(st.integers(0, 20_000_000))
def test_every_population_has_one_class(people: int) -> None:
    found = size_class(people)
    assert found.least <= people
    assert found.most is None or people < found.most
    assert found.most is None or found.most in CLASS_ENDS
