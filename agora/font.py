"""The heading face: Manrope at one weight, cut into one small file for each script that is in use.

A whole block of a script is kept as soon as one of its letters is used: the files then stay the same
(and stay in readers' caches) when a new title brings another accent. Manrope is licensed under the SIL
Open Font License 1.1; assets/font/OFL.txt is its text.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from io import BytesIO

from agora.fingerprint import digest

WEIGHT = 800
FAMILY = "Manrope"

_FEATURES = ("ccmp", "kern", "liga", "lnum", "locl", "mark", "mkmk")
_RECIPE = f"2 {WEIGHT} {' '.join(_FEATURES)}"
"""Raise the number when a change here makes other bytes, so that remembered files are made anew."""


@dataclass(frozen=True, slots=True)
class Script:
    """Blocks of Unicode that one file covers, as inclusive ranges; `always` for every website."""

    name: str
    ranges: tuple[tuple[int, int], ...]
    always: bool = False

    def covers(self, character: str) -> bool:
        return any(first <= ord(character) <= last for first, last in self.ranges)

    @property
    def unicode_range(self) -> str:
        """As CSS writes it."""
        return ",".join(f"U+{first:X}-{last:X}" for first, last in self.ranges)


SCRIPTS = (
    Script("latin", ((0x20, 0xFF), (0x2000, 0x206F), (0x20AC, 0x20AC), (0x2122, 0x2122)), True),
    Script("latin-ext", ((0x100, 0x24F), (0x2C60, 0x2C7F), (0x1E00, 0x1EFF))),
    Script("greek", ((0x370, 0x3FF), (0x1F00, 0x1FFF))),
    Script("cyrillic", ((0x400, 0x52F),)),
)


@dataclass(frozen=True, slots=True)
class Face:
    script: Script
    content: bytes


def scripts_of(characters: Iterable[str]) -> tuple[Script, ...]:
    """The scripts that the characters need, Latin always, in the order of SCRIPTS."""
    used = set(characters)
    return tuple(s for s in SCRIPTS if s.always or any(s.covers(character) for character in used))


def faces(
    characters: Iterable[str], remember: Callable[[str, Callable[[], bytes]], bytes]
) -> tuple[Face, ...]:
    """One woff2 file for each script in use.

    `remember(key, make)` returns what was remembered under the key, or makes it: cutting takes about
    half a second for the first script and 0.1 s for each other.
    """
    source = _variable_font()
    made: list[Face] = []
    for script in scripts_of(characters):
        key = digest(f"{_RECIPE} {script.unicode_range} {digest(source)}".encode())
        made.append(Face(script, remember(key, lambda script=script: _cut(script))))  # type: ignore[misc]
    return tuple(made)


def _variable_font() -> bytes:
    return (files("fontpkg_manrope") / "files" / "Manrope[wght].ttf").read_bytes()


@cache
def _at_weight() -> bytes:
    from fontTools.ttLib import TTFont
    from fontTools.varLib.instancer import (
        instantiateVariableFont,
    )

    font = TTFont(BytesIO(_variable_font()), recalcTimestamp=False)
    instantiateVariableFont(font, {"wght": WEIGHT}, inplace=True)
    content = BytesIO()
    font.save(content)
    return content.getvalue()


def _cut(script: Script) -> bytes:
    """The script's letters as woff2. Same input, same bytes: no time stamp is written."""
    from fontTools import subset
    from fontTools.ttLib import TTFont

    options = subset.Options()
    options.layout_features = list(_FEATURES)
    options.hinting = False
    options.notdef_outline = True
    options.name_IDs = [0, 1, 2, 13, 14]  # copyright, family, style and licence go along
    font = TTFont(BytesIO(_at_weight()), recalcTimestamp=False)
    subsetter = subset.Subsetter(options)
    subsetter.populate(
        unicodes=[code for first, last in script.ranges for code in range(first, last + 1)]
    )
    subsetter.subset(font)
    font.flavor = "woff2"
    content = BytesIO()
    font.save(content)
    return content.getvalue()
