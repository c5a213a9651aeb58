"""Markers that crowd become one, at every scale, and opening one never moves a place elsewhere."""

from __future__ import annotations

from itertools import combinations
from math import hypot
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from agora.clusters import Cluster, Frame, Spot, clusters

SCALES = (80.0, 40.0, 10.0, 2.0)
FRAME = Frame(1000, 900)
TINY = 1e-6

# Few coordinates, so that places are the same, in a row or at the edge more often than by chance.
along = st.sampled_from([0.0, 0.5, 39.0, 40.0, 500.0, 501.0, 999.0, 1000.0]) | st.floats(0, 1000)
down = st.sampled_from([0.0, 1.0, 450.0, 899.5, 900.0]) | st.floats(0, 900)
spot_sets = st.dictionaries(
    st.text("abcdef", min_size=1, max_size=3), st.tuples(along, down), max_size=40
).map(lambda found: [Spot(name, x, y) for name, (x, y) in found.items()])


def at(found: tuple[Cluster, ...], scale: int) -> list[Cluster]:
    return [cluster for cluster in found if cluster.first <= scale <= cluster.last]


@settings(deadline=None)
@given(spot_sets)
def test_at_each_scale_each_spot_is_in_exactly_one_cluster(spots: list[Spot]) -> None:
    found = clusters(spots, SCALES, FRAME)
    for scale in range(len(SCALES)):
        held = [spot for cluster in at(found, scale) for spot in cluster.spots]
        assert sorted(held) == sorted(spots)


@settings(deadline=None)
@given(spot_sets)
def test_centres_are_apart_and_keep_away_from_the_edge(spots: list[Spot]) -> None:
    found = clusters(spots, SCALES, FRAME)
    for scale, separation in enumerate(SCALES):
        shown = at(found, scale)
        edge = separation / 2 - TINY
        for one, other in combinations(shown, 2):
            assert hypot(one.x - other.x, one.y - other.y) >= separation - TINY
        for cluster in shown:
            assert edge <= cluster.x <= FRAME.width - edge
            assert edge <= cluster.y <= FRAME.height - edge


@settings(deadline=None)
@given(spot_sets)
def test_opening_a_cluster_never_moves_a_spot_to_another(spots: list[Spot]) -> None:
    found = clusters(spots, SCALES, FRAME)
    for scale in range(1, len(SCALES)):
        for fine in at(found, scale):
            holders = [c for c in at(found, scale - 1) if set(fine.spots) & set(c.spots)]
            assert len(holders) == 1
            assert set(fine.spots) <= set(holders[0].spots)


@settings(deadline=None)
@given(spot_sets, st.randoms())
def test_the_order_in_which_spots_come_does_not_matter(spots: list[Spot], dice: Random) -> None:
    mixed = list(spots)
    dice.shuffle(mixed)
    assert clusters(mixed, SCALES, FRAME) == clusters(spots, SCALES, FRAME)


@given(spot_sets)
@settings(deadline=None)
def test_a_cluster_says_which_of_its_spots_is_nearest_to_its_middle(spots: list[Spot]) -> None:
    for cluster in clusters(spots, SCALES, FRAME):
        near = cluster.nearest
        assert near in cluster.spots
        least = min(hypot(spot.x - cluster.x, spot.y - cluster.y) for spot in cluster.spots)
        assert hypot(near.x - cluster.x, near.y - cluster.y) == least


def test_two_near_places_are_one_from_afar_and_two_from_near() -> None:
    ghent, bruges, rome = Spot("ghent", 400, 300), Spot("bruges", 410, 300), Spot("rome", 500, 600)
    found = clusters([rome, ghent, bruges], (40.0, 5.0), FRAME)
    assert [(c.spots, c.x, c.y, c.first, c.last) for c in found] == [
        ((bruges,), 410, 300, 1, 1),
        ((bruges, ghent), 405, 300, 0, 0),
        ((ghent,), 400, 300, 1, 1),
        ((rome,), 500, 600, 0, 1),
    ]


def test_a_place_at_the_edge_stands_inside_from_afar_and_where_it_is_from_near() -> None:
    found = clusters([Spot("cape", 998, 450)], (40.0, 10.0, 2.0), FRAME)
    assert [(c.x, c.first, c.last) for c in found] == [(980, 0, 0), (995, 1, 1), (998, 2, 2)]


def test_thousands_at_one_point_are_one_cluster_at_every_scale() -> None:
    found = clusters([Spot(f"c{n}", 300, 300) for n in range(2500)], SCALES, FRAME)
    assert [(len(c.spots), c.first, c.last) for c in found] == [(2500, 0, 3)]
