"""Clusters of a map: laws that hold for any places, and a few cases to see them by."""

from __future__ import annotations

from itertools import pairwise
from math import hypot

from hypothesis import given
from hypothesis import strategies as st

from agora.clusters import Cluster, Spot, clusters

SEPARATIONS = (40.0, 20.0, 5.0)
coordinates = st.floats(-50, 1050, allow_nan=False).map(lambda value: round(value, 2))
places = st.lists(st.tuples(coordinates, coordinates), max_size=40).map(
    lambda points: [Spot(f"city-{n:02}", x, y) for n, (x, y) in enumerate(points)]
)


def at_scale(found: tuple[Cluster, ...], scale: int) -> list[Cluster]:
    return [cluster for cluster in found if cluster.first <= scale <= cluster.last]


@given(places)
def test_at_every_scale_each_place_is_in_exactly_one_cluster(spots: list[Spot]) -> None:
    found = clusters(spots, SEPARATIONS)
    for scale in range(len(SEPARATIONS)):
        shown = [spot for cluster in at_scale(found, scale) for spot in cluster.spots]
        assert sorted(shown) == sorted(spots)


@given(places, st.randoms())
def test_the_order_of_the_places_does_not_matter(spots: list[Spot], chance: object) -> None:
    shuffled = spots[:]
    getattr(chance, "shuffle")(shuffled)  # noqa: B009
    assert clusters(shuffled, SEPARATIONS) == clusters(spots, SEPARATIONS)


@given(places)
def test_no_two_centres_are_nearer_than_the_scale_allows(spots: list[Spot]) -> None:
    found = clusters(spots, SEPARATIONS)
    for scale, separation in enumerate(SEPARATIONS):
        shown = at_scale(found, scale)
        for at, one in enumerate(shown):
            for other in shown[at + 1 :]:
                assert hypot(one.x - other.x, one.y - other.y) >= separation


@given(places)
def test_a_cluster_opens_into_clusters_that_hold_its_places_and_no_others(
    spots: list[Spot],
) -> None:
    found = clusters(spots, SEPARATIONS)
    for coarse, fine in pairwise(range(len(SEPARATIONS))):
        for inner in at_scale(found, fine):
            holders = [c for c in at_scale(found, coarse) if set(inner.spots) <= set(c.spots)]
            assert len(holders) == 1


def test_two_near_places_are_one_from_afar_and_two_from_near() -> None:
    aachen, heerlen, oslo = Spot("aachen", 10, 10), Spot("heerlen", 16, 10), Spot("oslo", 300, 9)
    found = clusters([oslo, heerlen, aachen], (50, 2))
    assert [(c.spots, c.first, c.last) for c in found] == [
        ((aachen,), 1, 1),
        ((aachen, heerlen), 0, 0),
        ((heerlen,), 1, 1),
        ((oslo,), 0, 1),
    ]
    assert (found[1].x, found[1].y) == (13, 10)


def test_places_at_one_point_stay_together_at_every_scale() -> None:
    twins = (Spot("a", 5, 5), Spot("b", 5, 5))
    assert clusters(twins, (50, 2)) == (Cluster(twins, 5, 5, 0, 1),)


def test_no_places_have_no_clusters() -> None:
    assert clusters([], (50, 2)) == ()


def test_a_cluster_is_named_after_the_place_next_to_its_middle() -> None:
    spots = (Spot("a", 0, 0), Spot("b", 10, 0), Spot("c", 12, 0))
    (found,) = clusters(spots, (50,))
    assert found.nearest.name == "b"
