"""What lies around a point: all of it, the nearest first."""

from __future__ import annotations

from itertools import islice
from math import dist, isclose

from hypothesis import given
from hypothesis import strategies as st

from agora.geography.around import Around, along_km, on_sphere
from agora.geography.outlines import distance_km

places = st.tuples(st.floats(-90, 90), st.floats(-180, 180)) | st.tuples(
    st.integers(50, 52), st.integers(9, 11)
)


@given(st.lists(places, max_size=60), places)
def test_all_are_met_in_the_order_of_a_full_search(
    found: list[tuple[float, float]], here: tuple[float, float]
) -> None:
    points = [on_sphere(*place) for place in found]
    around = Around((point, number) for number, point in enumerate(points))
    met = list(around.nearest_first(on_sphere(*here)))
    assert sorted(number for _, number in met) == list(range(len(points)))
    assert [chord for chord, _ in met] == sorted(dist(on_sphere(*here), point) for point in points)
    assert all(dist(on_sphere(*here), points[number]) == chord for chord, number in met)


@given(places, places)
def test_the_way_over_a_chord_is_the_distance(
    here: tuple[float, float], there: tuple[float, float]
) -> None:
    over = along_km(dist(on_sphere(*here), on_sphere(*there)))
    assert isclose(over, distance_km(*here, *there), rel_tol=1e-6, abs_tol=0.01)


def test_what_stands_at_one_point_is_met_although_no_cut_can_part_it() -> None:
    point = on_sphere(50, 10)
    around = Around((point, number) for number in range(1000))
    assert sorted(number for _, number in around.nearest_first(point)) == list(range(1000))


def test_who_asks_for_the_first_few_does_not_wait_for_all() -> None:
    around = Around((on_sphere(0, east / 100), east) for east in range(10_000))
    assert [east for _, east in islice(around.nearest_first(on_sphere(0, 50.001)), 3)] == [
        5000,
        5001,
        4999,
    ]
