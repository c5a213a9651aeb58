"""Cities that are like each other: the same reason from both ends, never itself, whatever the order."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Mapping
from math import dist, isclose, log
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from agora.alike import FAR_KM
from agora.geography.around import along_km
from agora.geography.outlines import distance_km
from agora.library import Library
from agora.pipeline import Request, build
from agora.similar import (
    CLASS_ENDS,
    MOST_SIMILAR,
    NEAREST,
    Likeness,
    Neighbour,
    SizeClass,
    Stop,
    most_similar,
    nearest,
    nearest_cities,
    similar_cities,
    size_class,
    themes_of_cities,
)
from tests.workspace import NOW, PROJECT, Workspace

Website = Callable[[str], Workspace]


def town(slug: str, people: int, lat: float, *themes: str) -> str:
    population = f"\npopulation: {{value: {people}}}" if people else ""
    return f"""\
-- content/cities/{slug}.yaml --
title: {slug.title()}
country: DE
lat: {lat}
lon: 10{population}
themes: [{", ".join(themes)}]
"""


WORLD = (
    town("ada", 25_000, 50.0, "heat", "bikes")
    + town("bea", 26_000, 50.5, "heat", "bikes")
    + town("cleo", 27_000, 51.0, "bikes")
    + town("metro", 900_000, 50.1, "heat", "bikes")
    + town("quiet", 25_500, 50.2)
    + town("vale", 0, 52.0, "heat")
    + town("west", 0, 53.0, "mines", "bikes")
    + "-- content/themes/energy.yaml --\ntitle: Energy\n"
    + "-- content/themes/heat.yaml --\ntitle: Heat networks\nparent: energy\n"
    + "-- content/themes/mines.yaml --\ntitle: Mines\nparent: energy\n"
    + "-- content/themes/bikes.yaml --\ntitle: Bikes\n"
)


def library_of(workspace: Workspace) -> Library:
    library = workspace.check().library
    assert library is not None
    return library


def similar_in(library: Library) -> Mapping[str, tuple[Likeness, ...]]:
    return similar_cities(library, themes_of_cities(library))


def text_of(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def test_towns_are_like_towns_that_work_on_the_same(website: Website) -> None:
    similar = similar_in(library_of(website(WORLD)))
    size = SizeClass(20_000, 40_000)
    assert similar["cities/ada"] == (
        Likeness("cities/bea", size, ("heat", "bikes")),
        Likeness("cities/cleo", size, ("bikes",)),
    )
    assert similar["cities/metro"] == ()
    assert similar["cities/quiet"] == ()


def test_two_that_work_below_one_theme_share_that_theme(website: Website) -> None:
    similar = similar_in(library_of(website(WORLD)))
    assert similar["cities/vale"] == (Likeness("cities/west", None, ("energy",)),)


def test_the_themes_of_a_city_are_also_those_of_its_sites_projects_and_initiatives(
    website: Website,
) -> None:
    world = (
        town("ada", 25_000, 50.0)
        + town("bea", 26_000, 50.5)
        + town("cleo", 27_000, 51.0)
        + """\
-- content/themes/heat.yaml --
title: Heat networks
-- content/themes/bikes.yaml --
title: Bikes
-- content/projects/warm.yaml --
title: Warm Homes
acronym: WARM
programme: Horizon 2020
start: 2017
end: 2020
themes: [bikes]
cities: [{city: ada, role: lighthouse}, {city: cleo, role: fellow}]
-- content/sites/hall.yaml --
title: The hall
project: warm
city: ada
themes: [heat]
-- content/initiatives/together.yaml --
title: Together
kind: initiative
themes: [heat]
cities: [{city: bea}]
"""
    )
    similar = similar_in(library_of(website(world)))
    told = {like.city: like.themes for like in similar["cities/ada"]}
    assert told == {"cities/bea": ("heat",), "cities/cleo": ("bikes",)}


def test_the_page_says_why_and_how_far(website: Website) -> None:
    workspace = website(WORLD)
    workspace.build()
    page = workspace.page("/cities/ada/")
    assert "20,000–40,000 people, heat networks, bikes" in page
    assert "Cities of about the same size that work on the same themes." in page
    assert "Metro 11 km Quiet 22 km Bea 56 km Cleo 111 km Vale 222 km" in text_of(page)


def test_the_page_of_a_city_of_unknown_size_claims_no_size(website: Website) -> None:
    workspace = website(WORLD)
    workspace.build()
    page = workspace.page("/cities/vale/")
    assert '<p class="card-note">energy</p>' in page
    assert "about the same size" not in page


THEMES = ("energy", "heat", "mines", "bikes", "data")
ABOVE = {"heat": frozenset({"energy"}), "mines": frozenset({"energy", "heat"})}
SIZES = (None, SizeClass(0, 20_000), SizeClass(20_000, 40_000))


def stop(slug: str, lat: float, lon: float, size: SizeClass | None, themes: frozenset[str]) -> Stop:
    above = (ABOVE.get(theme, frozenset()) for theme in themes)
    return Stop(slug, lat, lon, size, themes.union(*above))


networks = st.lists(
    st.builds(
        stop,
        slug=st.text("abcdef", min_size=1, max_size=3),
        lat=st.floats(-80, 80),
        lon=st.floats(-180, 180),
        size=st.sampled_from(SIZES),
        themes=st.frozensets(st.sampled_from(THEMES)),
    ),
    max_size=24,
    unique_by=lambda found: found.id,
)


@given(networks)
def test_nobody_is_like_itself_and_a_reason_is_true_and_the_same_from_both_ends(
    stops: list[Stop],
) -> None:
    by_id = {found.id: found for found in stops}
    reasons: dict[frozenset[str], tuple[SizeClass | None, tuple[str, ...]]] = {}
    for here, likes in most_similar(stops, ABOVE).items():
        assert len({like.city for like in likes}) == len(likes) <= MOST_SIMILAR
        for like in likes:
            there, themes = by_id[like.city], set(like.themes)
            assert like.city != here
            assert by_id[here].size == like.size == there.size
            assert themes
            assert themes <= by_id[here].themes & there.themes
            reason = (like.size, like.themes)
            assert reasons.setdefault(frozenset((here, like.city)), reason) == reason


@given(networks, st.randoms(use_true_random=False))
def test_the_order_of_the_cities_does_not_matter(stops: list[Stop], chance: random.Random) -> None:
    shuffled = list(stops)
    chance.shuffle(shuffled)
    assert most_similar(shuffled, ABOVE) == most_similar(stops, ABOVE)
    assert nearest(shuffled) == nearest(stops)


@given(networks)
def test_every_city_that_is_alike_is_shown_while_there_is_room(stops: list[Stop]) -> None:
    similar = most_similar(stops, ABOVE)
    for here in stops:
        alike = {
            there.id
            for there in stops
            if there != here and there.size == here.size and there.themes & here.themes
        }
        found = {like.city for like in similar[here.id]}
        assert found <= alike
        assert len(found) == min(MOST_SIMILAR, len(alike))


def unlike(here: Stop, there: Stop, stops: list[Stop]) -> float:
    """By a look at all: the distance, less the share of the weight of themes that two have in common."""

    def weight(themes: frozenset[str]) -> float:
        counts = (sum(theme in stop.themes for stop in stops) for theme in sorted(themes))
        return sum(log((1 + len(stops)) / count) for count in counts)

    common = weight(here.themes & there.themes)
    both = weight(here.themes) + weight(there.themes) - common
    return round(along_km(dist(here.point, there.point)) / FAR_KM - common / both, 6)


@given(networks)
def test_the_most_similar_are_those_that_a_look_at_every_pair_finds(stops: list[Stop]) -> None:
    similar = most_similar(stops, ABOVE)
    for here in stops:
        ranked = sorted(
            (unlike(here, there, stops), there.id)
            for there in stops
            if there != here and there.size == here.size and there.themes & here.themes
        )
        told = [like.city for like in similar[here.id]]
        assert told == [city for _, city in ranked[:MOST_SIMILAR]]


@given(networks)
def test_the_nearest_are_those_that_a_full_search_finds(stops: list[Stop]) -> None:
    found = nearest(stops)
    for here in stops:
        apart = sorted(
            distance_km(here.lat, here.lon, there.lat, there.lon)
            for there in stops
            if there != here
        )
        told = [near.distance_km for near in found[here.id]]
        assert here.id not in {near.city for near in found[here.id]}
        assert len(told) == min(NEAREST, len(apart))
        assert all(isclose(a, b, abs_tol=0.002) for a, b in zip(told, apart, strict=False))


def test_of_two_alike_the_nearer_comes_first() -> None:
    here = Stop("here", 50, 10, None, frozenset({"heat"}))
    row = [here, replace(here, id="far", lat=60), replace(here, id="near", lat=51)]
    assert [like.city for like in most_similar(row, {})["here"]] == ["near", "far"]


def test_a_city_with_every_theme_is_not_therefore_the_most_like_all() -> None:
    here = Stop("here", 50, 10, None, frozenset({"heat"}))
    row = [
        here,
        replace(here, id="all", themes=frozenset(THEMES)),
        replace(here, id="same", lat=55),
        replace(here, id="other", themes=frozenset({"data"})),
    ]
    assert [like.city for like in most_similar(row, {})["here"]] == ["same", "all"]


def test_two_cities_at_one_point_are_each_other_s_nearest() -> None:
    two = [Stop("a", 50, 10), Stop("b", 50, 10)]
    assert nearest(two) == {"a": (Neighbour("b", 0.0),), "b": (Neighbour("a", 0.0),)}


@pytest.fixture(scope="module")
def network(cache: Path) -> Library:
    library = build(Request(PROJECT, NOW, cache=cache)).library
    assert library is not None
    return library


@pytest.mark.xdist_group("network")
def test_in_our_own_network_a_small_town_finds_small_towns(network: Library) -> None:
    similar, near = similar_in(network), nearest_cities(network)
    assert {like.size for like in similar["cities/sestao"]} == {SizeClass(20_000, 40_000)}
    assert {like.size for like in similar["cities/barcelona"]} == {SizeClass(1_200_000, None)}
    best = similar["cities/heerlen"][0]
    assert best.size == SizeClass(80_000, 150_000)
    assert "district-heating-cooling" in best.themes
    assert near["cities/heerlen"][0].city == "cities/aachen"


@given(st.integers(0, 20_000_000))
def test_every_population_has_one_class(people: int) -> None:
    found = size_class(people)
    assert found.least <= people
    assert found.most is None or people < found.most
    assert found.most is None or found.most in CLASS_ENDS
