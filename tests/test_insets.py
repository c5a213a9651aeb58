"""Islands and regions far from the map have boxes of their own, with their coasts."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agora.geography.insets import HEIGHT, INSETS, WIDTH, Inset, inset_of, land_of, place_in
from agora.geography.map import on_map, project
from agora.geography.outlines import coasts

# The seat of each region's government, as gazetteers give it.
CAPITALS = {
    "Azores": (37.74, -25.67),
    "Madeira": (32.65, -16.91),
    "Canary Islands": (28.47, -16.25),
    "Saint Martin": (18.07, -63.08),
    "Guadeloupe": (16.0, -61.73),
    "Martinique": (14.6, -61.07),
    "French Guiana": (4.94, -52.33),
    "Réunion": (-20.88, 55.45),
    "Mayotte": (-12.78, 45.23),
}


@pytest.mark.parametrize("inset", INSETS, ids=lambda inset: inset.name)
def test_each_region_holds_its_capital_which_the_map_does_not(inset: Inset) -> None:
    lat, lon = CAPITALS[inset.name]
    assert inset_of(lat, lon) == inset
    assert not on_map(project(lat, lon))


@pytest.mark.parametrize("inset", INSETS, ids=lambda inset: inset.name)
def test_each_box_shows_land_and_its_capital_lies_on_it_or_at_its_coast(inset: Inset) -> None:
    path = land_of(inset)
    parts = re.findall(r"M([^MZ]+)Z", path)
    assert "".join(f"M{part}Z" for part in parts) == path
    assert len(parts) == len(coasts(inset.south, inset.north, inset.west, inset.east)) > 0
    place = place_in(inset, *CAPITALS[inset.name])
    corners = [tuple(map(float, corner.split())) for part in parts for corner in part.split("L")]
    # Outlines are coarse and islands small: "at its coast" is a tenth of the box.
    nearest = min(abs(place.x - x) + abs(place.y - y) for x, y in corners)
    assert nearest < WIDTH / 10


def test_the_mainland_and_the_open_sea_are_in_no_box() -> None:
    for lat, lon in ((40.4, -3.7), (41.7, 44.8), (0, 0), (38.7, -9.1), (33.6, -7.6)):
        assert inset_of(lat, lon) is None


@given(st.sampled_from(INSETS), st.floats(0, 1), st.floats(0, 1))
def test_whatever_lies_in_a_region_has_room_for_a_marker_in_its_box(
    inset: Inset, north: float, east: float
) -> None:
    lat = inset.south + north * (inset.north - inset.south)
    lon = inset.west + east * (inset.east - inset.west)
    place = place_in(inset, lat, lon)
    assert 12 <= place.x <= WIDTH - 12
    assert 12 <= place.y <= HEIGHT - 12


@given(st.sampled_from(INSETS), st.floats(0.01, 1), st.floats(0.01, 1))
def test_north_is_up_and_east_is_right(inset: Inset, north: float, east: float) -> None:
    corner = place_in(inset, inset.south, inset.west)
    other = place_in(
        inset,
        inset.south + north * (inset.north - inset.south),
        inset.west + east * (inset.east - inset.west),
    )
    assert other.x > corner.x
    assert other.y < corner.y


def test_no_two_regions_overlap() -> None:
    for place in INSETS:
        for lat in (place.south, place.north):
            for lon in (place.west, place.east):
                assert inset_of(lat, lon) == place
