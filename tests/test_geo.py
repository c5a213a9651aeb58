"""The map of Europe, distances, and which country a point lies in."""

from __future__ import annotations

import re
import time
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from lxml import etree

from agora.geography.countries import country_codes, country_name, is_country, likely_country
from agora.geography.map import (
    HEIGHT,
    MARGIN,
    PATHS,
    WIDTH,
    MapPoint,
    arc_between,
    card_window,
    joined,
    map_id,
    on_map,
    page_window,
    project,
    stops_path,
)
from agora.geography.outlines import (
    BORDER_TOLERANCE_KM,
    COAST_TOLERANCE_KM,
    country_at,
    distance_km,
    is_misplaced,
    outside_country_km,
)
from agora.problems import nearest

VALENCIA, HEERLEN = (39.46975, -0.37739), (50.88365, 5.98154)
GRENOBLE, GOTHENBURG = (45.17869, 5.71479), (57.70716, 11.96679)
KERAVA, VENICE = (60.40338, 25.105), (45.43713, 12.33265)

EUROPE = Path(__file__).parents[1] / "assets" / "map" / "europe.svg"

lats, lons = st.floats(-90, 90), st.floats(-180, 180)
points = st.tuples(lats, lons)
in_europe = st.tuples(st.floats(36, 68), st.floats(-10, 30))
map_points = st.builds(MapPoint, st.floats(0, WIDTH), st.floats(0, HEIGHT))
far_points = st.builds(MapPoint, st.floats(-3000, 3000), st.floats(-3000, 3000))


def planar(a: MapPoint, b: MapPoint) -> float:
    return float(((a.x - b.x) ** 2 + (a.y - b.y) ** 2) ** 0.5)


def box(window: str) -> tuple[float, float, float, float]:
    x, y, width, height = map(float, window.split())
    return x, y, width, height


def holds(window: str, point: MapPoint, margin: float = 0) -> bool:
    x, y, width, height = box(window)
    return (
        x + margin <= point.x <= x + width - margin and y + margin <= point.y <= y + height - margin
    )


# --- the projection --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("place", "x", "y"),
    [(VALENCIA, 324, 745), (HEERLEN, 451, 492), (GRENOBLE, 440, 624), (GOTHENBURG, 534, 336)],
)
def test_known_cities_stand_where_the_drawn_map_has_them(
    place: tuple[float, float], x: int, y: int
) -> None:
    point = project(*place)
    assert (int(point.x), int(point.y)) == (x, y)
    assert on_map(point)


@pytest.mark.parametrize(
    ("lat", "lon"),
    [(28.1235, -15.43628), (37.73952, -25.66874), (-20.88231, 55.4504), (-52.0, -170.0)],
    ids=["Canaries", "Azores", "Réunion", "the centre's antipode"],
)
def test_places_far_away_are_not_on_the_map(lat: float, lon: float) -> None:
    assert not on_map(project(lat, lon))


@given(in_europe, in_europe)
def test_the_map_keeps_distances_in_europe_within_seven_percent(
    a: tuple[float, float], b: tuple[float, float]
) -> None:
    """So two different places never fall together."""
    km = distance_km(*a, *b)
    assume(km > 1)
    assert 0.93 <= planar(project(*a), project(*b)) * 4.8 / km <= 1.07


@given(points)
def test_every_place_on_earth_has_a_point(place: tuple[float, float]) -> None:
    point = project(*place)
    assert point.x == point.x
    assert abs(point.x) < 1e9 and abs(point.y) < 1e9


def test_every_path_of_the_drawn_map_has_a_country_and_the_reverse() -> None:
    drawn = {str(path.get("id")) for path in etree.parse(str(EUROPE)).iter("{*}path")}
    assert set(PATHS.values()) == drawn - {"eu", "ctx"}
    assert all(is_country(code) and likely_country(PATHS[code]) in {code, ""} for code in PATHS)
    assert map_id("ES") == "ESP"
    assert map_id("XK") == "XKX"
    assert map_id("IL") == map_id("RE") == map_id("") == ""


# --- distances -------------------------------------------------------------------------------


def test_a_distance_is_the_great_circle() -> None:
    assert distance_km(0, 0, 0, 180) == pytest.approx(20015, abs=1)
    assert distance_km(*VALENCIA, *VALENCIA) == 0
    assert distance_km(*VALENCIA, *HEERLEN) == pytest.approx(1363, rel=0.01)


@given(points, points)
def test_a_distance_is_the_same_both_ways(a: tuple[float, float], b: tuple[float, float]) -> None:
    assert distance_km(*a, *b) == pytest.approx(distance_km(*b, *a), abs=1e-6)


@given(points, points, points)
def test_a_detour_is_never_shorter(
    a: tuple[float, float], b: tuple[float, float], c: tuple[float, float]
) -> None:
    assert distance_km(*a, *c) <= distance_km(*a, *b) + distance_km(*b, *c) + 1e-3


# --- countries -------------------------------------------------------------------------------


def test_the_countries_are_those_of_iso_and_kosovo() -> None:
    assert len(country_codes()) == 249 + 1
    assert all(is_country(code) for code in ("NO", "XK", "GB", "RE", "TR"))
    assert not any(is_country(code) for code in ("", "no", "EL", "UK", "EU", "ZZ", "ESP", "150"))


@pytest.mark.parametrize(
    ("written", "code"),
    [("es", "ES"), ("ESP", "ES"), ("UK", "GB"), ("EL", "GR"), ("Spain", "ES"), ("Narnia", "")],
)
def test_a_country_written_otherwise_is_understood(written: str, code: str) -> None:
    assert likely_country(written) == code


def test_a_slip_in_a_code_finds_its_neighbours() -> None:
    assert "ES" in nearest("ESS", country_codes())


def test_a_country_has_its_name_in_the_readers_language() -> None:
    assert country_name("XK", "en") == country_name("XK", "es") == "Kosovo"
    assert country_name("NL", "es") == "Países Bajos"
    assert country_name("GR", "el") == "Ελλάδα"
    assert country_name("DE", "pt-BR") == "Alemanha"


def test_a_country_without_a_name_in_a_language_has_its_english_one() -> None:
    assert country_name("NL", "xx") == "Netherlands"
    assert country_name("QQ", "es") == "QQ"


@pytest.mark.parametrize(
    ("code", "lat", "lon"),
    [
        ("ES", *VALENCIA),
        ("ES", 28.1235, -15.43628),  # Las Palmas
        ("ES", 35.88933, -5.31979),  # Ceuta
        ("PT", 37.73952, -25.66874),  # Ponta Delgada
        ("PT", 32.66568, -16.92547),  # Funchal
        ("FR", -20.88231, 55.4504),  # Saint-Denis, Réunion
        ("RE", -20.88231, 55.4504),
        ("FR", 4.93333, -52.33333),  # Cayenne
        ("IL", 32.16627, 34.82536),  # Herzliya
        ("TR", 36.90812, 30.69556),  # Antalya
        ("UA", 44.6054, 33.5220),  # Sevastopol
        ("XK", 42.67272, 21.16688),  # Pristina
        ("CY", 35.33681, 33.31728),  # Kyrenia
        ("FI", 60.09726, 19.93481),  # Mariehamn
        ("RU", 66.4, 112.3),  # far in Siberia: the outline crosses the antimeridian
        ("FJ", -16.43, 179.36),
    ],
)
def test_a_place_is_inside_its_country(code: str, lat: float, lon: float) -> None:
    outside = outside_country_km(code, lat, lon)
    assert outside is not None
    assert outside < 2
    assert not is_misplaced(code, lat, lon)


def test_a_place_overseas_is_named_by_its_own_code() -> None:
    assert country_at(-20.88231, 55.4504) == "RE"
    assert country_at(*VALENCIA) == "ES"
    assert country_at(40.0, -40.0) == ""


def test_the_farthest_of_our_cities_is_within_the_tolerance() -> None:
    outside = outside_country_km("IT", *VENICE)
    assert outside is not None
    assert 3 < outside < 4 < COAST_TOLERANCE_KM
    assert not is_misplaced("IT", *VENICE)


@pytest.mark.parametrize(
    ("code", "lat", "lon"),
    [
        ("ES", VALENCIA[1], VALENCIA[0]),  # lat and lon exchanged
        ("ES", VALENCIA[0], 1.0),  # in the sea
        ("NL", HEERLEN[1], HEERLEN[0]),
        ("SE", *KERAVA),
        ("BE", *HEERLEN),
        ("DE", *HEERLEN),
        ("FR", 0.0, 0.0),
    ],
)
def test_a_place_in_the_wrong_country_is_noticed(code: str, lat: float, lon: float) -> None:
    assert is_misplaced(code, lat, lon)


def test_how_far_outside_is_said_in_kilometres() -> None:
    outside = outside_country_km("BE", *HEERLEN)
    assert outside is not None
    assert BORDER_TOLERANCE_KM < outside == pytest.approx(14.8, abs=0.5)


@pytest.mark.parametrize("code", ["GI", "AQ", "", "QQ"])
def test_nothing_is_misplaced_in_a_country_without_an_outline(code: str) -> None:
    assert outside_country_km(code, *VALENCIA) is None
    assert not is_misplaced(code, *VALENCIA)


def test_almost_every_country_has_an_outline() -> None:
    missing = [code for code in country_codes() if outside_country_km(code, 0, 0) is None]
    assert missing == ["AQ", "BV", "GI", "TK", "UM"]


@given(in_europe)
def test_a_point_is_inside_the_country_that_holds_it(place: tuple[float, float]) -> None:
    code = country_at(*place)
    assume(code)
    assert outside_country_km(code, *place) == 0


def test_a_point_is_judged_in_milliseconds() -> None:
    places = [("NO", *GOTHENBURG), ("ES", *HEERLEN), ("IT", *VENICE), ("RU", *KERAVA)] * 25
    for code, lat, lon in places[:4]:
        outside_country_km(code, lat, lon)
    start = time.process_time()
    for code, lat, lon in places:
        outside_country_km(code, lat, lon)
    assert (time.process_time() - start) / len(places) < 0.005  # 0.3 ms when the machine is free


# --- windows and lines -------------------------------------------------------------------------


def test_a_card_shows_the_land_around_its_city() -> None:
    assert card_window(project(*HEERLEN)) == "321.7 412 260 162"


def test_a_window_at_the_edge_of_the_map_stays_in_it() -> None:
    assert card_window(MapPoint(40, 880)) == "0 740 260 162"
    assert page_window((), MapPoint(970, 30)) == "670 0 330 248"


def test_a_window_leaves_the_map_only_for_a_place_outside_it() -> None:
    assert card_window(MapPoint(-30, 450)) == "-50 369 260 162"


def test_a_page_without_a_place_shows_the_middle_of_the_map() -> None:
    assert page_window(()) == "335 327 330 248"


def test_a_project_over_all_of_europe_gets_a_window_of_the_same_shape() -> None:
    window = page_window([project(*KERAVA), project(*VALENCIA)], project(*HEERLEN))
    _, _, width, height = box(window)
    assert width / height == pytest.approx(330 / 248, abs=0.01)
    assert width > 330


@given(st.lists(far_points, min_size=1, max_size=6), st.booleans())
def test_a_window_holds_all_its_points_with_room_for_their_rings(
    places: list[MapPoint], centred: bool
) -> None:
    window = page_window(places, places[0] if centred else None)
    assert all(holds(window, place, MARGIN - 0.2) for place in places)


@given(map_points)
def test_a_card_of_a_place_well_in_the_map_is_all_map(place: MapPoint) -> None:
    assume(MARGIN <= place.x <= WIDTH - MARGIN and MARGIN <= place.y <= HEIGHT - MARGIN)
    x, y, width, height = box(card_window(place))
    assert (width, height) == (260, 162)
    assert x >= 0 and y >= 0 and x + width <= WIDTH + 0.1 and y + height <= HEIGHT + 0.1
    assert holds(card_window(place), place, MARGIN - 0.2)


@given(st.lists(map_points, max_size=6))
def test_the_order_of_points_changes_nothing(places: list[MapPoint]) -> None:
    assert page_window(places) == page_window(list(reversed(places)))
    assert joined(places) == joined(list(reversed(places)))


def test_a_line_bows_to_the_north_whichever_way_it_is_asked_for() -> None:
    west, east = MapPoint(100, 500), MapPoint(300, 500)
    assert arc_between(west, east) == "M100 500Q200 476 300 500"
    assert arc_between(east, west) == arc_between(west, east)


def test_there_is_no_line_from_a_place_to_itself() -> None:
    assert arc_between(MapPoint(1, 2), MapPoint(1.01, 2)) == ""
    assert joined([MapPoint(1, 2), MapPoint(1, 2)]) == joined([]) == ()


def test_a_projects_cities_are_joined_by_the_shortest_lines() -> None:
    places = [MapPoint(0, 0), MapPoint(300, 0), MapPoint(100, 0), MapPoint(200, 0)]
    assert joined(places) == (
        "M0 0Q50 -12 100 0",
        "M100 0Q150 -12 200 0",
        "M200 0Q250 -12 300 0",
    )


@given(st.sets(st.tuples(st.integers(0, 900), st.integers(0, 900)), min_size=1, max_size=9))
def test_all_of_a_projects_cities_are_joined(places: set[tuple[int, int]]) -> None:
    assert len(joined(MapPoint(x, y) for x, y in places)) == len(places) - 1


@given(st.sets(st.tuples(st.integers(0, 999), st.integers(0, 901)), min_size=1, max_size=12))
def test_a_small_map_has_a_stop_at_each_place(places: set[tuple[int, int]]) -> None:
    path = stops_path(MapPoint(x, y) for x, y in places)
    assert len(re.findall(r"M|m0 0", path)) == len(places)
    assert path.count("l") == len(places) - 1
