"""What crowds on a map is shown as one, and opens without moving anything to another cluster."""

from __future__ import annotations

from math import hypot

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agora.clusters import Cluster, Spot, clusters

NUMBERS = st.floats(0, 100, allow_nan=False)
SPOTS = st.dictionaries(st.text(min_size=1), st.tuples(NUMBERS, NUMBERS), max_size=25).map(
    lambda places: [Spot(name, x, y) for name, (x, y) in places.items()]
)
SEPARATIONS = (30.0, 12.0, 4.0)


def shown(found: tuple[Cluster, ...], scale: int) -> list[Cluster]:
    return [cluster for cluster in found if cluster.first <= scale <= cluster.last]


@given(SPOTS)
def test_at_each_scale_each_spot_is_in_one_cluster(spots: list[Spot]) -> None:
    found = clusters(spots, SEPARATIONS)
    for scale in range(len(SEPARATIONS)):
        held = sorted(spot for cluster in shown(found, scale) for spot in cluster.spots)
        assert held == sorted(spots)


@given(SPOTS)
def test_centres_stand_as_far_apart_as_asked(spots: list[Spot]) -> None:
    found = clusters(spots, SEPARATIONS)
    for scale, apart in enumerate(SEPARATIONS):
        centres = [(cluster.x, cluster.y) for cluster in shown(found, scale)]
        for at, (x, y) in enumerate(centres):
            assert all(hypot(x - u, y - v) >= apart for u, v in centres[:at])


@given(SPOTS)
def test_opening_a_cluster_moves_no_spot_to_another(spots: list[Spot]) -> None:
    found = clusters(spots, SEPARATIONS)
    for scale in range(len(SEPARATIONS) - 1):
        coarse = [set(cluster.spots) for cluster in shown(found, scale)]
        for fine in shown(found, scale + 1):
            assert any(set(fine.spots) <= spots_of for spots_of in coarse)


@given(SPOTS, st.randoms(use_true_random=False))
def test_the_order_of_the_spots_does_not_matter(spots: list[Spot], shuffling: object) -> None:
    assert clusters(reversed(spots), SEPARATIONS) == clusters(spots, SEPARATIONS)


def test_a_cluster_stands_in_the_middle_and_is_called_after_the_nearest() -> None:
    spots = [Spot("a", 0, 0), Spot("b", 4, 0), Spot("c", 5, 3)]
    (all_of_them,) = clusters(spots, (50.0,))
    assert all_of_them.x == pytest.approx(3)
    assert all_of_them.y == pytest.approx(1)
    assert all_of_them.nearest == spots[1]
