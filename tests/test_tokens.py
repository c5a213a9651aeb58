"""Contrasts of the colours, computed, because a browser cannot judge them where things overlap.

WCAG 2.2: https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio. Text here is held to 7:1 (AAA), lines, edges
and icons to 3:1.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

CSS = Path(__file__).parent.parent / "assets" / "css"
TOKENS = (CSS / "tokens.css").read_text(encoding="utf-8")
LINES = (
    "energy",
    "mobility",
    "buildings",
    "digital",
    "circular",
    "governance",
    "finance",
    "nature",
)
TEXTS = ("ink", "soft", "link", "visited")


def declared(block: str) -> dict[str, str]:
    return dict(re.findall(r"--([\w-]+):\s*([^;]+);", block))


def block(selector: str, after: str = "") -> str:
    start = TOKENS.index(selector + " {", TOKENS.index(after))
    return TOKENS[start : TOKENS.index("}", start)]


PLAIN = declared(block(":root"))
BOTH = {
    name: re.findall(r"#[0-9a-f]{6}", value)
    for name, value in declared(block("  :root", after="@supports")).items()
}


def colours(scheme: str) -> dict[str, str]:
    """The colours on paper in a scheme, or those on petrol ("petrol-dark")."""
    dark = scheme.endswith("dark")
    found = {name: value for name, value in PLAIN.items() if value.startswith("#")}
    found |= {name: pair[dark] for name, pair in BOTH.items()}
    if scheme.startswith("petrol"):
        own = declared(block(".petrol"))
        found |= {name: value for name, value in own.items() if value.startswith("#")}
        found["paper"] = found["petrol"]
    return found


def contrast(one: str, other: str) -> float:
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def luminance(colour: str) -> float:
    channels = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


SURFACES = [
    ("light", "paper"),
    ("light", "mist"),
    ("dark", "paper"),
    ("dark", "mist"),
    ("petrol-light", "paper"),
    ("petrol-dark", "paper"),
]


@pytest.mark.parametrize(("scheme", "surface"), SURFACES)
@pytest.mark.parametrize("text", TEXTS)
def test_text_stands_out_seven_to_one(scheme: str, surface: str, text: str) -> None:
    found = colours(scheme)
    assert contrast(found[text], found[surface]) >= 7


@pytest.mark.parametrize(("scheme", "surface"), SURFACES)
@pytest.mark.parametrize("line", [*LINES, "edge"])
def test_lines_and_icons_stand_out_three_to_one(scheme: str, surface: str, line: str) -> None:
    found = colours(scheme)
    assert contrast(found[line], found[surface]) >= 3


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("line", [*LINES, "ink", "edge"])
def test_stations_stand_out_on_the_map(scheme: str, line: str) -> None:
    """A station is a ring in the line's colour around paper, so its inner edge is what must show."""
    found = colours(scheme)
    assert contrast(found[line], found["paper"]) >= 3
    assert contrast(found[line], found["sea"]) >= 3


def test_the_text_of_the_main_action_stands_out_on_it() -> None:
    assert contrast(PLAIN["night"], PLAIN["sun"]) >= 7


def test_a_browser_without_light_dark_shows_the_light_scheme() -> None:
    assert {name: PLAIN[name] for name in BOTH} == {name: pair[0] for name, pair in BOTH.items()}


def test_no_other_style_sheet_holds_a_raw_colour() -> None:
    raw = re.compile(r"#[0-9a-fA-F]{3,8}\b|\brgba?\(|\bhsla?\(|\boklch\(")
    sheets = [path for path in sorted(CSS.rglob("*.css")) if path.name != "tokens.css"]
    assert [path.name for path in sheets if raw.search(path.read_text(encoding="utf-8"))] == []


def test_every_token_that_a_style_sheet_uses_is_declared() -> None:
    # Sheets set these for their own parts: a theme's colour; on the map, a pixel and a line's width; of a
    # row, how many columns it has, and how narrow they may be.
    known = {*PLAIN, "c", "name", "u", "track", "of", "narrowest"}
    for path in sorted(CSS.rglob("*.css")):
        used = set(re.findall(r"var\(--([\w-]+)", path.read_text(encoding="utf-8")))
        assert used <= known, path.name


def test_every_token_is_used() -> None:
    css = "".join(path.read_text(encoding="utf-8") for path in sorted(CSS.rglob("*.css")))
    assert [name for name in PLAIN if f"var(--{name})" not in css] == []
