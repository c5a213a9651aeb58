"""Which places are most alike by weighed themes, and, among equals, by how near they are.

Not every pair is looked at: whoever shares most with a place holds one of its weightiest themes, and
weighs about as much (Bayardo, Ma and Srikant, "Scaling Up All Pairs Similarity Search", 2007).
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from collections.abc import Iterable, Iterator, Mapping, Sequence
from math import inf
from typing import NamedTuple

from msgspec import Struct

from agora.geography.around import Around, Point, along_km

# Themes decide, and distance between equals: the whole width of Europe (about 4,000 km) counts as much
# as a third of all that two places have between them.
FAR_KM = 12_000.0
_HAIR = 1e-6
"""What rounding can hide."""
_STEPS = (0.7, 0.5, 0.35, 0.25, 0.15, 0.0)
"""Shares of the themes of two places: those who have much in common are looked for first."""

Ranked = list[tuple[float, str]]
"""Names of places, with a number that says how far off they are."""


class Place(NamedTuple):
    name: str
    themes: frozenset[str]
    point: Point


class _Kin(Struct, frozen=True):
    """The places with the same themes. `mask` has a bit for each theme, `bits` are these, the weightiest
    first, and `weight` is that of all of them."""

    mask: int
    bits: tuple[int, ...]
    weight: float
    places: tuple[Place, ...]
    around: Around[str]


class _Row:
    """Kin who hold a theme, the lightest first, with their weights and masks."""

    def __init__(self, kin: Iterable[_Kin]) -> None:
        self.kin = sorted(kin, key=lambda one: (one.weight, one.mask))
        self.weights = [one.weight for one in self.kin]
        self.masks = [one.mask for one in self.kin]

    def sharing(self, own: _Kin, least: float, weighed: _Weights) -> Iterator[_Kin]:
        """All who have at least that share (0 to 1) of their themes in common with these places, and maybe
        some who have a hair less."""
        least = max(0.0, least - _HAIR)
        # Two share no more than the lighter of them has.
        start = bisect_left(self.weights, own.weight * least)
        stop = bisect_right(self.weights, own.weight / least) if least else len(self.kin)
        weights, masks = self.weights[start:stop], self.masks[start:stop]
        both = map(weighed.__getitem__, map(own.mask.__and__, masks))
        part = least / (1 + least)
        for kin, weight, shared in zip(self.kin[start:stop], weights, both, strict=True):
            if shared >= part * (own.weight + weight):
                yield kin


class _Weights(dict[int, float]):
    """The weight of each set of themes, the bits of a number, added up when it is first asked for."""

    def __init__(self, weights: Mapping[str, float]) -> None:
        self._bits = {theme: 1 << at for at, theme in enumerate(sorted(weights))}
        self._weights = [(self._bits[theme], weights[theme]) for theme in self._bits]

    def __missing__(self, mask: int) -> float:
        total = self[mask] = sum(weight for bit, weight in self._weights if mask & bit)
        return total

    def kin_of(self, themes: frozenset[str], places: Sequence[Place]) -> _Kin:
        bits = sorted((self._bits[theme] for theme in themes), key=lambda bit: (-self[bit], bit))
        around = Around((place.point, place.name) for place in places)
        return _Kin(sum(bits), tuple(bits), self[sum(bits)], tuple(places), around)


def most_alike(
    places: Iterable[Place], weights: Mapping[str, float], most: int
) -> dict[str, Ranked]:
    """For each place that has themes the `most` that share some of them and are least unlike it.

    Unlike is the distance by `FAR_KM`, less the share of their themes that two have in common, by weight (a
    weighted Jaccard index). `weights` are above 0. Ties are in the order of names.
    """
    together: dict[frozenset[str], list[Place]] = {}
    for place in places:
        if place.themes:
            together.setdefault(place.themes, []).append(place)
    weighed = _Weights(weights)
    all_kin = [weighed.kin_of(themes, found) for themes, found in together.items()]
    holders: dict[int, list[_Kin]] = {}
    for kin in all_kin:
        for bit in kin.bits:
            holders.setdefault(bit, []).append(kin)
    rows = {bit: _Row(held) for bit, held in holders.items()}
    found: dict[str, Ranked] = {}
    for kin in all_kin:
        alike = _Alike(kin, rows, weighed)
        found |= {place.name: _likest(place, alike, most) for place in kin.places}
    return found


class Best:
    """The `most` best of the places that were met; ties are in the order of their names.

    Once there are enough, no place with a number above `worst` is one of them.
    """

    def __init__(self, most: int) -> None:
        self.places: Ranked = []
        self.worst = inf
        self._most = most

    def meet(self, rising: Iterable[tuple[float, str]]) -> None:
        """Meet places that come with rising numbers."""
        for place in rising:
            if place[0] > self.worst:
                break
            insort(self.places, place)
            del self.places[self._most :]
            if len(self.places) == self._most:
                self.worst = self.places[-1][0]


def _likest(here: Place, alike: _Alike, most: int) -> Ranked:
    """Those with much in common are met first: how far off they are tells when no more need be met."""
    best = Best(most)
    for common, kin in alike.most_first():
        if -common > best.worst + _HAIR:
            break
        best.meet(_unlike(here, kin, common))
    return best.places


class _Alike:
    """Who has something in common with kin, looked for once for all their places, and no further than one of
    these wants to know."""

    def __init__(self, own: _Kin, rows: Mapping[int, _Row], weighed: _Weights) -> None:
        self._own, self._rows, self._weighed = own, rows, weighed
        self._steps: list[list[tuple[float, _Kin]]] = []

    def most_first(self) -> Iterator[tuple[float, _Kin]]:
        """All of them with the share of their themes that they have in common, the largest first."""
        for at in range(len(_STEPS)):
            if at == len(self._steps):
                self._steps.append(self._between(_STEPS[at], _STEPS[at - 1] if at else inf))
            yield from self._steps[at]

    def _between(self, least: float, most: float) -> list[tuple[float, _Kin]]:
        found = [one for one in self._sharing(least) if least <= one[0] < most]
        return sorted(found, key=lambda one: -one[0])

    def _sharing(self, least: float) -> Iterator[tuple[float, _Kin]]:
        """All who have at least that share in common, each once, and maybe some who have a hair less."""
        own, weighed = self._own, self._weighed
        rest, seen = own.weight, 0
        for bit in own.bits:
            # Whoever holds none of the themes before this one shares no more than the rest.
            if rest / own.weight < least - _HAIR:
                break
            for kin in self._rows[bit].sharing(own, least, weighed):
                if not kin.mask & seen:
                    shared = weighed[own.mask & kin.mask]
                    yield shared / (own.weight + kin.weight - shared), kin
            rest, seen = rest - weighed[bit], seen | bit


def _unlike(here: Place, kin: _Kin, common: float) -> Iterator[tuple[float, str]]:
    for chord, name in kin.around.nearest_first(here.point):
        if name != here.name:
            # Rounded, since the last digits may differ between machines.
            yield round(along_km(chord) / FAR_KM - common, 6), name
