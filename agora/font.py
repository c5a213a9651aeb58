"""The heading face: Manrope at one weight, in one small file for each script that is in use.

A whole block of a script is in its file: the files stay the same (and stay in readers' caches) when a new
title brings another accent. They are assets, `font/manrope-<script>.woff2`; `agora.cut_font` makes them.
"""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct

WEIGHT = 800
FAMILY = "Manrope"


class Script(Struct, frozen=True):
    """Blocks of Unicode that one file covers, as inclusive ranges; `always` for every website."""

    name: str
    ranges: tuple[tuple[int, int], ...]
    always: bool = False

    def covers(self, character: str) -> bool:
        return any(first <= ord(character) <= last for first, last in self.ranges)

    @property
    def file(self) -> str:
        """The asset that holds its letters."""
        return f"font/manrope-{self.name}.woff2"

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


def scripts_of(characters: Iterable[str]) -> tuple[Script, ...]:
    """The scripts that the characters need, Latin always, in the order of SCRIPTS."""
    used = set(characters)
    return tuple(s for s in SCRIPTS if s.always or any(s.covers(character) for character in used))
