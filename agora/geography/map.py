"""Points, windows and lines on the drawn map of Europe (assets/map/europe.svg).

Map units: a frame of 1000 × 902, x to the east, y to the south; one unit is 4.8 km. Text for SVG is
printed with at most one decimal.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import cos, hypot, radians, sin, sqrt
from typing import NamedTuple

from agora.geography.outlines import EARTH_RADIUS_KM

WIDTH, HEIGHT = 1000, 902
UNITS_PER_KM = 1000 / 4800
CENTRE_LAT, CENTRE_LON = radians(52), radians(10)
WEST_KM, NORTH_KM = 2450, 2250

CARD = (260, 162)
PAGE = (330, 248)
# Room between a station and the edge of its window, so that no ring is cut.
MARGIN = 20

# The paths of europe.svg; a test compares them with the file.
PATHS = {
    "AD": "AND", "AL": "ALB", "AT": "AUT", "BA": "BIH", "BE": "BEL", "BG": "BGR", "CH": "CHE",
    "CY": "CYP", "CZ": "CZE", "DE": "DEU", "DK": "DNK", "EE": "EST", "ES": "ESP", "FI": "FIN",
    "FO": "FRO", "FR": "FRA", "GB": "GBR", "GR": "GRC", "HR": "HRV", "HU": "HUN", "IE": "IRL",
    "IS": "ISL", "IT": "ITA", "LT": "LTU", "LU": "LUX", "LV": "LVA", "MD": "MDA", "ME": "MNE",
    "MK": "MKD", "MT": "MLT", "NL": "NLD", "NO": "NOR", "PL": "POL", "PT": "PRT", "RO": "ROU",
    "RS": "SRB", "SE": "SWE", "SI": "SVN", "SK": "SVK", "TR": "TUR", "UA": "UKR", "XK": "XKX",
}  # fmt: skip


class MapPoint(NamedTuple):
    """A place in map units; it may lie outside the frame."""

    x: float
    y: float


def project(lat: float, lon: float) -> MapPoint:
    """Lambert's azimuthal equal-area projection, as assets/map/README.md describes it."""
    north, east = radians(lat), radians(lon) - CENTRE_LON
    towards = sin(CENTRE_LAT) * sin(north) + cos(CENTRE_LAT) * cos(north) * cos(east)
    if towards < -1 + 1e-9:  # the centre's antipode, a whole circle: any far point of it will do
        return MapPoint(WEST_KM * UNITS_PER_KM, (NORTH_KM + 2 * EARTH_RADIUS_KM) * UNITS_PER_KM)
    stretch = EARTH_RADIUS_KM * sqrt(2 / (1 + towards))
    x_km = stretch * cos(north) * sin(east)
    y_km = -stretch * (cos(CENTRE_LAT) * sin(north) - sin(CENTRE_LAT) * cos(north) * cos(east))
    return MapPoint((x_km + WEST_KM) * UNITS_PER_KM, (y_km + NORTH_KM) * UNITS_PER_KM)


def on_map(point: MapPoint) -> bool:
    """Whether the frame holds the point."""
    return 0 <= point.x <= WIDTH and 0 <= point.y <= HEIGHT


def map_id(country_code: str) -> str:
    """The id of a country's path in europe.svg, or `""` where it has none."""
    return PATHS.get(country_code, "")


def printed(number: float) -> str:
    """A map unit for SVG: one decimal at most, and none for a whole number."""
    return f"{round(number, 1) + 0.0:.1f}".removesuffix(".0")


def card_window(here: MapPoint) -> str:
    """The view box of a card: 260 × 162 around a place."""
    return _window((here,), here, CARD)


def card_window_of(points: Iterable[MapPoint]) -> str:
    """The view box of a card that shows many places: in the shape of a card, and as large as needed."""
    return _window(tuple(points), None, CARD)


def page_window(points: Iterable[MapPoint], here: MapPoint | None = None) -> str:
    """The view box of a page: 330 × 248, and as much more in this shape as all points need.

    It lies around `here` where that leaves the points in it, else around their middle. Without any
    point it is the middle of the frame. A point far outside the frame makes a very large window: leave
    out what `on_map` refuses.
    """
    held = (*points, *([here] if here else []))
    return _window(held, here, PAGE)


def _window(points: Sequence[MapPoint], here: MapPoint | None, size: tuple[int, int]) -> str:
    xs = [point.x for point in points] or [WIDTH / 2]
    ys = [point.y for point in points] or [HEIGHT / 2]
    growth = max(
        1.0,
        (max(xs) - min(xs) + 2 * MARGIN) / size[0],
        (max(ys) - min(ys) + 2 * MARGIN) / size[1],
    )
    # Rounded up, so that rounding never pushes a point out.
    width, height = (round(side * growth + 0.05, 1) if growth > 1 else side for side in size)
    left = _start(xs, here.x if here else None, width, WIDTH)
    top = _start(ys, here.y if here else None, height, HEIGHT)
    return " ".join(printed(number) for number in (left, top, width, height))


def _start(values: Sequence[float], here: float | None, length: float, frame: float) -> float:
    """Where a window begins on one axis: around `here`, but with all values, within the frame.

    The values come first: for one near the frame's edge or beyond it, the window leaves the frame.
    """
    low, high = min(values) - MARGIN, max(values) + MARGIN
    middle = (low + high) / 2 if here is None else here
    start = middle - length / 2
    start = (frame - length) / 2 if length >= frame else min(max(start, 0.0), frame - length)
    return max(min(start, low), high - length)


def arc_between(a: MapPoint, b: MapPoint) -> str:
    """An SVG path from one place to another, bowed slightly to the north; `""` for one place.

    The same text for both directions.
    """
    a, b = sorted((a, b))
    across, down = b.x - a.x, b.y - a.y
    # A quadratic curve rises half as far as its control point: 6 % of the length.
    control_x, control_y = (a.x + b.x) / 2 + 0.12 * down, (a.y + b.y) / 2 - 0.12 * across
    if all(number == round(number) for number in (a.x, a.y, b.x, b.y)):
        # Whole places are those of a map that has to be small: so is their bow.
        control_x, control_y = round(control_x), round(control_y)
    start, control, end = (
        f"{printed(x)} {printed(y)}" for x, y in ((a.x, a.y), (control_x, control_y), (b.x, b.y))
    )
    return "" if start == end else f"M{start}Q{control} {end}"


def joined(points: Iterable[MapPoint]) -> tuple[str, ...]:
    """Paths that join all places with the shortest lines. The order of the points does not matter."""
    paths = (arc_between(old, new) for old, new in _shortest_tree(points))
    return tuple(path for path in paths if path)


def stops_path(points: Iterable[MapPoint]) -> str:
    """One path along the shortest straight lines between all places, in which a part begins at each place.

    Whole map units, each place relative to the last, so that a page can hold many.
    """
    rounded = sorted({MapPoint(round(point.x), round(point.y)) for point in points})
    below: dict[MapPoint, list[MapPoint]] = {point: [] for point in rounded}
    for old, new in _shortest_tree(rounded):
        below[old].append(new)
    path, at = "", MapPoint(0, 0)
    stack: list[tuple[MapPoint | None, MapPoint]] = [(None, point) for point in rounded[:1]]
    while stack:
        before, here = stack.pop()
        if before is not None:
            path += ("" if before == at else f"m{_step(at, before)}") + f"l{_step(before, here)}"
        path += f"M{_step(MapPoint(0, 0), here)}" if before is None else "m0 0"
        # A part of no length would have no dot when it is dashed; a tenth of a unit is not seen.
        path += "" if below[here] else "h.1"
        at = here
        stack += [(here, there) for there in reversed(below[here])]
    return path


def _step(a: MapPoint, b: MapPoint) -> str:
    x, y = round(b.x - a.x), round(b.y - a.y)
    return f"{x}{'' if y < 0 else ' '}{y}"


def _shortest_tree(points: Iterable[MapPoint]) -> list[tuple[MapPoint, MapPoint]]:
    """The lines of a minimum spanning tree, by Prim: straight ones never cross."""
    waiting = sorted(set(points))
    reached = waiting[:1]
    del waiting[:1]
    lines = []
    while waiting:
        _, old, new = min(
            (hypot(old.x - new.x, old.y - new.y), old, new) for old in reached for new in waiting
        )
        reached.append(new)
        waiting.remove(new)
        lines.append((old, new))
    return lines
