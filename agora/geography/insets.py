"""Parts of Europe that lie far outside the frame of the map: each has a box of its own beside it.

The outermost regions of the Union, by their bounds in degrees. Inside a box, a degree of longitude is
drawn as long as it is in the middle of the region.
"""

from __future__ import annotations

from math import cos, radians

from msgspec import Struct

from agora.geography.map import MapPoint, printed
from agora.geography.outlines import coasts
from agora.labels import N_

WIDTH, HEIGHT = 160, 110
# Room for a marker between a place at the edge of the region and the frame of its box.
MARGIN = 24


class Inset(Struct, frozen=True):
    """A region with its bounds in decimal degrees; `name` is an English text of the interface."""

    name: str
    south: float
    north: float
    west: float
    east: float


INSETS = (
    Inset(N_("Azores"), 36.8, 39.9, -31.5, -24.9),
    Inset(N_("Madeira"), 32.2, 33.3, -17.5, -16.1),
    Inset(N_("Canary Islands"), 27.5, 29.6, -18.3, -13.3),
    Inset(N_("Saint Martin"), 17.9, 18.2, -63.3, -62.9),
    Inset(N_("Guadeloupe"), 15.7, 16.6, -61.9, -60.9),
    Inset(N_("Martinique"), 14.3, 15.0, -61.3, -60.7),
    Inset(N_("French Guiana"), 2.0, 5.9, -54.7, -51.5),
    Inset(N_("Réunion"), -21.5, -20.8, 55.1, 55.9),
    Inset(N_("Mayotte"), -13.1, -12.6, 44.9, 45.4),
)


def inset_of(lat: float, lon: float) -> Inset | None:
    """The region that holds a point in decimal degrees."""
    return next(
        (
            inset
            for inset in INSETS
            if inset.south <= lat <= inset.north and inset.west <= lon <= inset.east
        ),
        None,
    )


def place_in(inset: Inset, lat: float, lon: float) -> MapPoint:
    """Where a point of the region stands in its box of 160 × 110, y pointing south."""
    middle_lat, middle_lon = (inset.south + inset.north) / 2, (inset.west + inset.east) / 2
    degree = cos(radians(middle_lat))
    across, down = (lon - middle_lon) * degree, middle_lat - lat
    scale = min(
        (WIDTH - 2 * MARGIN) / ((inset.east - inset.west) * degree),
        (HEIGHT - 2 * MARGIN) / (inset.north - inset.south),
    )
    return MapPoint(WIDTH / 2 + across * scale, HEIGHT / 2 + down * scale)


def land_of(inset: Inset) -> str:
    """The outlines of what lies in the region's bounds as an SVG path; its box cuts off the rest."""
    parts: list[str] = []
    for ring in coasts(inset.south, inset.north, inset.west, inset.east):
        places = (place_in(inset, lat, lon) for lat, lon in ring.points)
        corners = dict.fromkeys(f"{printed(place.x)} {printed(place.y)}" for place in places)
        parts.append(f"M{'L'.join(corners)}Z")
    return "".join(parts)
